"""What `certify`, `split` and `verify` print and return: undecided is never shown as decided."""

import json
import os

import pytest
from rich.console import Console, Group

from proofcheck.certificates.decide import UNDECIDED, Decision
from proofcheck.cli import certify as command
from proofcheck.cli import main
from proofcheck.core import InputError
from proofcheck.networks import TANH, Architecture, Data, Network, write_data, write_network
from proofcheck.runner import store

SHOWN = {
    "verdict": "minimum",
    "reason": "Hessian positive definite",
    "loss": "2 +/- 0",
    "gradient": "0 +/- 1e-30",
    "radius": "1e-6",
    "inertia": {"positive": 2, "zero": 0, "negative": 0},
    "suboptimal": None,
    "direction": None,
    "neurons": [
        {"layer": 1, "neuron": 1, "B": "indefinite", "D": "zero", "splits": []},
        {
            "layer": 1,
            "neuron": 2,
            "B": "positive-definite",
            "D": "zero",
            "splits": [{"lambda": "(0, 1)", "by": "theorem-9"}],
        },
    ],
}


def printed(**changes):
    console = Console(width=120, color_system=None, force_terminal=False)
    with console.capture() as captured:
        console.print(Group(*command._parts({**SHOWN, **changes})))
    return [line.rstrip() for line in captured.get().splitlines()]


@pytest.mark.parametrize(
    ("known", "words"),
    [(True, "yes, a better network is known"), (False, "no"), (None, "not known")],
)
def test_suboptimal_is_three_valued(known, words):
    assert f"  suboptimal  {words}" in printed(suboptimal=known)


def test_what_is_not_known_is_left_out():
    lines = printed(inertia=None, verdict=UNDECIDED, reason="0 lies in the ball")
    assert lines[0] == "undecided: 0 lies in the ball"
    assert not any(line.strip().startswith(("eigenvalues", "direction")) for line in lines)
    known = printed(direction=["1", "0", "-1"])
    assert "  eigenvalues 2 positive, 0 zero, 0 negative" in known
    assert "  direction   1, 0, -1, ..." in known


def test_a_long_direction_is_cut_after_eight():
    line = next(x for x in printed(direction=list("123456789")) if "direction" in x)
    assert line.split()[1:] == ["1,", "2,", "3,", "4,", "5,", "6,", "7,", "8,", "..."]


def test_splits_are_offered_where_there_are_any():
    rows = [line.split(maxsplit=4) for line in printed() if line.startswith("1 ")]
    rows = rows or [line.split(maxsplit=4) for line in printed() if line.strip().startswith("1 ")]
    assert rows[0] == ["1", "1", "indefinite", "zero", "-"]
    assert rows[1][4] == "lambda in (0, 1) (theorem-9)"


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        ("minimum", 0),
        ("degenerate-minimum", 0),
        ("saddle", 0),
        ("not-critical", 0),
        (UNDECIDED, 3),
    ],
)
def test_undecided_is_no_exit_status_of_success(verdict, expected):
    assert command.status(Decision(verdict, None, SHOWN)) == expected


def test_an_undecided_point_writes_no_certificate_and_says_so(tmp_path, capsys):
    out = tmp_path / "out.json"
    command.write_certificate(Decision(UNDECIDED, None, SHOWN), out)
    assert not out.exists()
    assert capsys.readouterr().err == "undecided: no certificate was written\n"
    command.write_certificate(Decision(UNDECIDED, None, SHOWN), None)
    assert capsys.readouterr().err == ""


@pytest.fixture
def files(tmp_path, monkeypatch):
    """The point of loss 2 at (1, 0): f = 0 whatever the input; two samples."""
    monkeypatch.chdir(tmp_path)
    shape = Architecture((1, 1, 1), bias=False)
    write_network(Network.from_parameters(shape, TANH, [1, 0]), "net.json")
    write_data(Data(((1,), (-1,)), (1, 1)), "data.csv")
    return ["net.json", "data.csv"]


def run(capsys, *arguments):
    status = main(list(arguments))
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return status, out, err


def test_json_is_alone_on_standard_output(files, capsys):
    status, out, _ = run(capsys, "certify", *files, "--json", "-")
    shown = json.loads(out)
    assert set(SHOWN) == set(shown)
    assert (status == 3) is (shown["verdict"] == UNDECIDED)


SPLIT = ("--layer", "1", "--neuron", "1", "--lambda", "1/3", "--out", "wide.json")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("--lambda", "0.1.2"), "given str '0.1.2'"),
        (("--lambda", "nan"), "given str 'nan'"),
        (("--layer", "2"), "hidden layer: given 2; admissible: an integer from 1 to 1"),
        (("--neuron", "2"), "neuron of layer 1: given 2; admissible: an integer from 1 to 1"),
        (("--radius", "0"), "radius: given 0; admissible: a number above 0, at most 1"),
        (("--radius", "2"), "radius: given 2; admissible: a number above 0, at most 1"),
        (("--out", "none/wide.json"), "the output none/wide.json: given No such file or directory"),
    ],
)
def test_misuse_is_one_message_and_nothing_is_written(files, capsys, change, words):
    status, out, err = run(capsys, "split", *files, *SPLIT, *change)
    assert (status, out) == (2, "")
    assert words in " ".join(err.split())
    assert sorted(os.listdir()) == ["data.csv", "net.json"]


def test_data_of_another_network_is_refused(files, capsys):
    write_data(Data(((1, 2), (3, 4)), (1, 1)), "wide.csv")
    status, _, err = run(capsys, "certify", "net.json", "wide.csv")
    assert status == 2
    assert (
        "data wide.csv: given 2 inputs for a network with 1; admissible: columns x1,...,x1,y" in err
    )


def test_repeated_inputs_are_warned_of_and_counted(files, capsys):
    write_data(Data(((1,), (1,), (1,)), (1, 1, 2)), "twice.csv")
    _, _, err = run(capsys, "certify", "net.json", "twice.csv")
    assert "warning: 2 repeated inputs" in err


@pytest.mark.parametrize("error", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_neither_a_full_disk_nor_an_interrupt_leaves_half_a_file(files, capsys, monkeypatch, error):
    def fails(*_):
        raise error

    monkeypatch.setattr(store.os, "fsync", fails)
    status, _, _ = run(capsys, "split", *files, *SPLIT)
    assert status == (2 if isinstance(error, OSError) else 130)
    assert sorted(os.listdir()) == ["data.csv", "net.json"]


def test_the_larger_network_is_written_whatever_is_decided(files, capsys):
    status, _, _ = run(capsys, "split", *files, *SPLIT, "--times", "2")
    assert status in (0, 3)
    layers = json.loads((store.Path("wide.json")).read_text())["layers"]
    assert layers[0]["weights"] == [[1], [1], [1]]
    assert layers[1]["weights"] == [[0, 0, 0]]


def test_verify_says_the_worst_of_several(files, capsys):
    with open("a.json", "w") as file:
        file.write("{}")
    status, out, err = run(capsys, "verify", "a.json", "none.json", "--json", "-")
    rows = json.loads(out)["certificates"]
    assert status == 2
    assert [row["verdict"] for row in rows] == ["malformed", "malformed"]
    assert err.count("Error: ") == 2
    assert "none.json: certificate none.json: given No such file or directory" in err


def test_a_network_that_does_not_fit_is_an_input_error():
    with pytest.raises(InputError):
        Network.from_parameters(Architecture((1, 1, 1), bias=False), TANH, [1])
