"""`proofcheck escape`: what it prints and writes, what it refuses, how it ends."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flint import ctx

from proofcheck.arithmetic import exact
from proofcheck.certificates.escaping import exact_network
from proofcheck.certificates.finders import Spot
from proofcheck.certificates.flagships import source
from proofcheck.certificates.polish import rounded
from proofcheck.certificates.widening import widened
from proofcheck.checker import verify_file
from proofcheck.cli import escape_text, main
from proofcheck.cli.loss_plot import svg
from proofcheck.networks import (
    SIGMOID,
    TANH,
    Architecture,
    Data,
    Network,
    write_data,
    write_network,
)

SOURCES = Path(__file__).resolve().parents[2] / "certificates" / "sources"
INPUTS = ((0, 0), (0, 1), (1, 0), (1, 1), (2, -1))
LABELS = (0, 1, 1, 0, "1/2")


def write(folder, widths=(2, 4, 2, 1), activation=SIGMOID, bias=True, inputs=INPUTS, flat=None):
    """Write a network whose parameters are 0, and data; return the arguments."""
    architecture = Architecture(widths, bias)
    flat = flat or [0] * architecture.parameter_count
    write_network(Network.from_parameters(architecture, activation, flat), folder / "net.json")
    rows = tuple(tuple(exact(x) for x in row) for row in inputs)
    write_data(Data(rows, tuple(exact(y) for y in LABELS)), folder / "data.csv")
    return [str(folder / "net.json"), str(folder / "data.csv"), "--out", str(folder / "out.json")]


def run(capsys, *arguments):
    status = main(["escape", *arguments])
    captured = capsys.readouterr()
    assert "Traceback" not in captured.err
    return status, captured.out, captured.err


def test_found(tmp_path, capsys):
    status, out, _ = run(capsys, *write(tmp_path), "--epsilon", "1e-6", "--points", "4")
    assert status == 0
    assert out.startswith("path to a global minimum: certificate accepted")
    assert "layers moved for the start     1, 3" in out
    assert "(38 digits), |X A - I| < " in out
    losses = [line.split() for line in out.split("largest\n")[1].splitlines()[1:]]
    assert [row[0] for row in losses] == ["0", "0.25", "0.5", "0.75", "1"]
    assert [row.count("lower") for row in losses] == [0, 1, 1, 1, 1]
    assert verify_file(tmp_path / "out.json").accepted


def test_json_alone_on_standard_output(tmp_path, capsys):
    arguments = [*write(tmp_path), "--epsilon", "1e-9", "--json", "-", "--points", "3"]
    status, out, _ = run(capsys, *arguments)
    found = json.loads(out)
    assert (status, found["verdict"], found["layer"], found["changed"]) == (0, "path", 1, [1, 3])
    assert [point["change"] for point in found["points"]] == ["start", "lower", "lower", "lower"]
    assert found["points"][-1]["loss"].startswith("0e") or "+/-" in found["points"][-1]["loss"]
    assert found["bits"] >= found["rank_bits"]
    assert len(found["formulas"]) == 3


def test_the_same_seed_gives_the_same_file(tmp_path, capsys):
    arguments = [*write(tmp_path), "--epsilon", "1e-3"]
    texts = []
    for seed in ("1", "1", "2"):
        assert run(capsys, *arguments, "--seed", seed)[0] == 0
        texts.append((tmp_path / "out.json").read_text())
    assert texts[0] == texts[1] != texts[2]


def test_a_thousand_points_make_a_short_table(tmp_path, capsys):
    arguments = [*write(tmp_path, (2, 5, 1)), "--epsilon", "1e-3", "--points", "1000"]
    _, out, _ = run(capsys, *arguments, "--json", str(tmp_path / "all.json"))
    assert len(out.splitlines()) < 40
    points = json.loads((tmp_path / "all.json").read_text())["points"]
    assert len(points) == 1001
    assert all(point["change"] == "lower" for point in points[1:])


def test_plot(tmp_path, capsys):
    arguments = [*write(tmp_path), "--epsilon", "1e-3", "--plot", str(tmp_path / "loss.svg")]
    assert run(capsys, *arguments)[0] == 0
    root = ElementTree.fromstring((tmp_path / "loss.svg").read_text())
    line = [node for node in root if node.tag.endswith("polyline")][1]
    heights = [float(point.split(",")[1]) for point in line.get("points").split()]
    assert len(heights) == 21
    assert heights == sorted(heights)  # down the screen, down in loss


def test_the_axis_of_a_plot_shows_small_descents():
    near = svg([(0, 77.7), (1, 77.7), (2, 77.5)], "a < b")
    assert ">77.5<" in near
    assert "a &lt; b" in near
    assert ">0<" in svg([(0, 2), (1, 0)], "")
    assert svg([(0, 1), (1, 1)], "").count("nan") == 0


@pytest.mark.parametrize("name", ["loss.pdf", "loss", "missing/deeper/loss.gif"])
def test_plots_of_other_kinds_are_refused(tmp_path, capsys, name):
    arguments = [*write(tmp_path), "--epsilon", "1e-3", "--plot", str(tmp_path / name)]
    status, _, error = run(capsys, *arguments)
    assert status == 2
    assert error.startswith("Error: plot")
    assert not (tmp_path / "out.json").exists()


def test_png_needs_matplotlib(tmp_path, capsys, monkeypatch):
    arguments = [*write(tmp_path), "--epsilon", "1e-3", "--plot", str(tmp_path / "loss.png")]
    monkeypatch.setitem(__import__("sys").modules, "matplotlib.figure", None)
    status, _, error = run(capsys, *arguments)
    assert (status, "pip install" in error) == (2, True)


def test_png(tmp_path, capsys):
    pytest.importorskip("matplotlib")
    arguments = [*write(tmp_path), "--epsilon", "1e-3", "--plot", str(tmp_path / "loss.png")]
    assert run(capsys, *arguments)[0] == 0
    assert (tmp_path / "loss.png").read_bytes().startswith(b"\x89PNG")


REFUSED = {
    "a bottleneck": ({"widths": (2, 5, 1, 2, 1)}, "hypothesis non-increasing widths"),
    "too narrow": ({"widths": (2, 3, 1)}, "hypothesis wide layer"),
    "no biases": ({"widths": (2, 5, 2, 1), "bias": False}, "hypothesis biases"),
    "repeated inputs": ({"inputs": (*INPUTS[:4], INPUTS[0])}, "hypothesis distinct inputs"),
    "opposite inputs": (
        {"inputs": (*INPUTS[1:], (-1, -1)), "activation": TANH, "bias": False, "widths": (2, 5, 1)},
        "hypothesis distinct inputs",
    ),
}


@pytest.mark.parametrize(("given", "name"), REFUSED.values(), ids=REFUSED)
def test_a_violated_hypothesis_is_named(tmp_path, capsys, given, name):
    status, out, error = run(capsys, *write(tmp_path, **given), "--epsilon", "1e-6")
    assert (status, out) == (2, "")
    assert name in error
    assert not (tmp_path / "out.json").exists()


@pytest.mark.parametrize(
    "more",
    [
        ["--epsilon", "0"],
        ["--epsilon", "-1"],
        ["--epsilon", "small"],
        ["--epsilon", "1", "--points", "0"],
        ["--epsilon", "1", "--points", "1001"],
        ["--epsilon", "1", "--layer", "7"],
        ["--epsilon", "1", "--by", "magic"],
        ["--epsilon", "1", "--by", "saddle", "--layer", "1"],
        ["--epsilon", "1", "--json", "missing/x.json"],
        [],
    ],
    ids=" ".join,
)
def test_misuse(tmp_path, capsys, more):
    status, out, error = run(capsys, *write(tmp_path), *more)
    assert (status, out) == (2, "")
    assert error.count("Error") == 1


def test_undecided_writes_no_certificate(tmp_path, capsys):
    """The labels are met already: there is no loss to come down from."""
    arguments = write(tmp_path, (2, 4, 1), flat=[*range(-6, 6), 0, 0, 0, 0, 0])
    (tmp_path / "data.csv").write_text("x1,x2,y\n1,2,0\n3,5,0\n")
    status, out, _ = run(
        capsys, *arguments, "--epsilon", "1e-6", "--json", str(tmp_path / "j.json")
    )
    assert status == 3
    assert out.startswith("undecided: loss at the start")
    assert json.loads((tmp_path / "j.json").read_text())["verdict"] == "undecided"
    assert not (tmp_path / "out.json").exists()


def test_an_interrupt_leaves_no_certificate(tmp_path, capsys, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr("proofcheck.cli.escape.verify", interrupted)
    status, out, error = run(capsys, *write(tmp_path), "--epsilon", "1e-6")
    assert (status, out, error) == (130, "", "interrupted\n")
    assert not (tmp_path / "out.json").exists()


def test_what_the_checker_does_not_accept_is_not_written(tmp_path, capsys, monkeypatch):
    """The checker has the last word, whatever the finder says."""
    from proofcheck.checker import Report

    refused = Report("escape-path", "", (), False, "not proved: anything")
    monkeypatch.setattr("proofcheck.cli.escape.verify", lambda _: refused)
    status, out, _ = run(capsys, *write(tmp_path), "--epsilon", "1e-6")
    assert status == 3
    assert "undecided: path: not proved: anything" in out
    assert not (tmp_path / "out.json").exists()


def test_too_many_samples_for_the_checker(tmp_path, capsys):
    arguments = write(tmp_path, (1, 250, 1), inputs=[(k,) for k in range(5)])
    rows = "".join(f"{k},0\n" for k in range(201))
    (tmp_path / "data.csv").write_text("x1,y\n" + rows)
    status, _, error = run(capsys, *arguments, "--epsilon", "1e-6")
    assert (status, "at most 200 samples" in error) == (2, True)


def split_minimum(folder, counts, name="two-layers-with-biases"):
    """Write a certified minimum, split; its labels with 40 decimals."""
    network, problem = source(SOURCES, name)
    large = exact_network(widened(network, counts))
    with ctx.workprec(212):
        labels = [exact(rounded(y, 40)) for y in Spot(network, problem).labels]
    rows = tuple(tuple(exact(x) for x in row) for row in problem.inputs)
    write_network(large, folder / "net.json")
    write_data(Data(rows, tuple(labels)), folder / "data.csv")
    return [str(folder / "net.json"), str(folder / "data.csv"), "--out", str(folder / "out.json")]


@pytest.mark.parametrize("counts", [{(1, 1): 2}, {(2, 1): 3}, {(1, 1): 3, (2, 1): 2}], ids=str)
def test_over_a_saddle(tmp_path, capsys, counts):
    arguments = [*split_minimum(tmp_path, counts), "--by", "saddle", "--epsilon", "1e-6"]
    status, out, _ = run(capsys, *arguments, "--points", "4", "--json", str(tmp_path / "j.json"))
    assert status == 0
    assert "path to a lower loss, over a saddle" in out
    points = json.loads((tmp_path / "j.json").read_text())["points"]
    assert [point["change"] for point in points] == ["start", *["constant"] * 4, *["lower"] * 4]
    assert points[4]["note"] == "lambda = -1"
    report = verify_file(tmp_path / "out.json")
    assert (report.accepted, report.kind) == (True, "non-attracting")


def test_the_flagship_minimum_is_left_both_ways(tmp_path, capsys):
    arguments = split_minimum(tmp_path, {(1, 1): 21, (2, 1): 21})
    status, out, _ = run(capsys, *arguments, "--epsilon", "1e-6")
    assert status == 0
    assert "loss at the given parameters   77.7068730" in out
    assert run(capsys, *arguments, "--by", "saddle", "--epsilon", "1e-6", "--points", "2")[0] == 0


def test_no_split_and_no_minimum(tmp_path, capsys):
    good = write(tmp_path, (2, 2, 1), flat=[1, 2, 3, 4, 5, 6, 1, 2, 3])
    status, _, error = run(capsys, *good, "--by", "saddle", "--epsilon", "1e-6")
    assert (status, "hypothesis split neuron" in error) == (2, True)
    equal = write(tmp_path, (2, 2, 1), flat=[1, 2, 3, 1, 2, 3, 1, 2, 3])
    status, out, _ = run(capsys, *equal, "--by", "saddle", "--epsilon", "1e-6")
    assert (status, out.startswith("undecided: path to a saddle")) == (3, True)
    for epsilon in ("0", "-1"):
        status, _, error = run(capsys, *equal, "--by", "saddle", f"--epsilon={epsilon}")
        assert (status, "admissible: a positive number" in error) == (2, True)


def test_a_saddle_is_as_near_as_epsilon_says(tmp_path, capsys):
    """Labels of 40 digits: the minimum is no farther than 1e-30, and not as near as 1e-60."""
    arguments = [*split_minimum(tmp_path, {(1, 1): 2}), "--by", "saddle", "--points", "1"]
    assert run(capsys, *arguments, "--epsilon", "1e-30")[0] == 0
    status, out, _ = run(capsys, *arguments, "--epsilon", "1e-60")
    assert (status, "no critical point was found within 1e-60" in out) == (3, True)


def test_a_loss_that_does_not_fall_is_not_called_lower():
    from fractions import Fraction

    from flint import arb

    from proofcheck.certificates.escaping import Stop

    def stop(loss, note=""):
        return Stop(Fraction(0), loss, arb(1), None, note)

    assert escape_text.change(stop(arb(2)), stop(arb(1))) == "lower"
    assert escape_text.change(stop(arb(1)), stop(arb(2))) == "not proved"
    assert escape_text.change(stop(arb(1, 1)), stop(arb(1, 1))) == "not proved"
    assert escape_text.change(stop(arb(1, 1)), stop(arb(1), "lambda = 0")) == "constant"
    assert escape_text.change(stop(arb(1)), stop(arb(2), "lambda = 0")) == "not proved"
    assert escape_text.change(stop(arb(1)), stop(arb("nan"))) == "not proved"
