"""`certify` and `split`: the right verdict or undecided, never a wrong one."""

import json
import os
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache

import pytest
from flint import fmpq
from user_files import INPUTS, SMOOTH, SOURCES, network, problem, stored, trained

from proofcheck.certificates.better import better_network
from proofcheck.certificates.decide import certify
from proofcheck.certificates.finders import Spot
from proofcheck.certificates.first_rung import FirstRung
from proofcheck.certificates.flagships import source
from proofcheck.certificates.widening import split, widened
from proofcheck.certificates.writer import network_json, written
from proofcheck.checker import verify
from proofcheck.cli import main
from proofcheck.core import InputError

NAMES = ("section-5-4", "two-layers-with-biases", "three-layers-with-biases", "vanishing-D")
stored = lru_cache(stored)
trained = lru_cache(trained)


def verdict(weights, data=None, **more):
    """Return the verdict; what is decided comes with an accepted certificate."""
    decision = certify(weights, data or problem(), **more)
    assert (decision.certificate is None) == (decision.verdict == "undecided")
    assert decision.certificate is None or verify(decision.certificate).accepted
    return decision.verdict


@pytest.mark.parametrize("name", NAMES)
def test_a_minimum_with_and_without_biases(name):
    weights, data = stored(name)
    decision = certify(weights, data)
    assert decision.verdict == "minimum"
    assert decision.shown["inertia"] == {"positive": weights.size, "zero": 0, "negative": 0}
    first = decision.shown["neurons"][0]
    assert first["B"] == "positive-definite"
    offered = [] if name == "vanishing-D" else [{"lambda": "(0, 1)", "by": "theorem-9"}]
    assert first["splits"] == offered


def test_a_trained_minimum():
    assert verdict(network(trained())) == "minimum"


def test_how_near_is_proved_too():
    """Rounded to 30 decimals, the parameters are 4e-31 away from the critical point."""
    weights, data = stored("section-5-4")
    assert verdict(weights, data, radius="1e-20") == "minimum"
    assert verdict(weights, data, radius="4.5e-31") == "minimum"
    for nearer in ("3.5e-31", "1e-33", "1e-40"):
        assert verdict(weights, data, radius=nearer) in ("not-critical", "undecided")


LABELS = (-300, -250, -171, -60, 106, 234, 384, 276, 399)


def test_large_integer_labels():
    flat = trained(LABELS)
    data = problem(tuple(map(Fraction, LABELS)))
    assert verdict(network(flat), data) in ("minimum", "not-critical", "undecided")
    scaled = [*trained()[:2], *(700 * x for x in trained()[2:])]
    assert verdict(network(scaled), problem(tuple(700 * y for y in SMOOTH))) == "minimum"


@pytest.mark.parametrize("weight", [1000, -1000, Fraction(1000, 3)])
def test_saturated_weights(weight):
    flat = [Fraction(weight), Fraction(1000), Fraction(-1), Fraction(1000)]
    assert verdict(network(flat)) == "not-critical"


@pytest.mark.parametrize("share", ["1/2", "2", "-1", "0", "1"])
def test_duplicated_neurons(share):
    """B of this minimum is indefinite: split, it is a saddle for every lambda."""
    b, w, c, v = trained()
    c1 = Fraction(share)
    flat = [b, w, b, w, c, (1 - c1) * v, c1 * v]
    assert verdict(network(flat, (1, 2, 1))) == "saddle"


def test_a_float_optimiser_that_stopped_early():
    assert verdict(network(trained(tolerance=1e-2))) == "not-critical"


def test_a_minimum_far_away():
    flat = [Fraction(x) for x in (200, 90, -1, 2)]
    assert verdict(network(flat)) in ("not-critical", "undecided")


def test_a_bias_free_minimum_given_zero_biases():
    weights, data = stored("section-5-4")
    assert verdict(weights, data) == "minimum"
    padded = replace(
        weights,
        bias=True,
        layers=tuple([[fmpq(0), *row] for row in layer] for layer in weights.layers),
    )
    assert verdict(padded, data) == "not-critical"


def test_singular_points_are_undecided():
    mean = sum(SMOOTH) / len(SMOOTH)
    assert verdict(network([0, 0, mean, 0])) == "undecided"


@pytest.mark.parametrize("labels", ["planted", "rounded"])
def test_an_isolated_minimum_with_singular_hessian_is_undecided(labels):
    """The minimum that refutes Theorem 9: isolated, but not by its Hessian."""
    name = "isolated-degenerate"
    weights, data = source(SOURCES, name) if labels == "planted" else stored(name)
    decision = certify(weights, data)
    assert decision.verdict == "undecided"
    assert "Krawczyk's test does not contract" in decision.shown["reason"]


STEP = tuple(map(Fraction, (0, 0, 0, 0, Fraction(1, 2), 1, 1, 1, 1)))


@pytest.mark.parametrize("slope", [2, 30, 3000])
def test_a_minimum_that_has_drifted_to_infinity(slope):
    """The loss falls to 0 as the slope grows: no minimum, but the gradient fades away."""
    decision = certify(network([0, slope, 0, 1]), problem(STEP))
    assert decision.verdict in ("not-critical", "undecided")
    assert decision.shown["suboptimal"] is None
    assert decision.shown["inertia"] is None
    assert " +/- " in decision.shown["loss"]
    assert not any(row["splits"] for row in decision.shown["neurons"])


HUGE = 10**300, 10**1900


@pytest.mark.parametrize("size", HUGE)
@pytest.mark.parametrize("place", range(4))
def test_weights_beyond_the_range_of_float64(size, place):
    flat = [Fraction(1)] * 4
    for weight in (Fraction(size), -Fraction(size), Fraction(1, 10**300)):
        assert verdict(network([*flat[:place], weight, *flat[place + 1 :]])) in (
            "not-critical",
            "undecided",
        )


@pytest.mark.parametrize("size", [*HUGE, Fraction(1, 10**300)])
def test_data_beyond_the_range_of_float64(size):
    ones, inputs = network([1] * 4), tuple((size * x,) for (x,) in INPUTS)
    assert verdict(ones, problem([size * y for y in SMOOTH])) in ("not-critical", "undecided")
    assert verdict(ones, problem(SMOOTH, inputs)) in ("not-critical", "undecided")


def dead(flat, incoming, outgoing):
    """A trained minimum, and a second neuron with these weights."""
    return network([*flat[:2], *incoming, *flat[2:], outgoing], (1, 2, 1))


@pytest.mark.parametrize(
    ("incoming", "outgoing", "expected"),
    [
        ((Fraction(1, 3), Fraction(1, 7)), 0, "not-critical"),
        ((Fraction(1, 3), 0), 0, "undecided"),
        ((Fraction(1, 3), 0), Fraction(1, 5), "not-critical"),
    ],
)
def test_neurons_that_send_nothing_or_are_constant(incoming, outgoing, expected):
    """A constant one that sends nothing is critical in truth, with a singular Hessian."""
    assert verdict(dead(trained(), incoming, outgoing)) == expected


def test_one_sample_and_repeated_inputs():
    assert verdict(network([1, 2, 3, 4]), problem([Fraction(1, 2)], INPUTS[:1])) == "not-critical"
    inputs = (INPUTS[0],) * 3
    assert verdict(network([1, 2, 3, 4]), problem(SMOOTH[:3], inputs)) == "not-critical"
    assert verdict(network([0, 0, sum(SMOOTH[:3]) / 3, 0]), problem(SMOOTH[:3], inputs)) in (
        "undecided",
        "saddle",
    )


def test_of_two_minima_the_worse_one_is_called_suboptimal():
    """The better one is found from there; of the better one nothing is said."""
    weights, data = stored("two-layers-with-biases")
    decision = certify(weights, data)
    better = better_network(Spot(weights, data))
    assert decision.shown["suboptimal"] is True
    assert verify(Spot(weights, data).suboptimal(better)).accepted
    other = Spot(weights, data).suboptimal(weights)
    assert not verify(other).accepted


def test_what_float64_expects_is_only_tried_first(monkeypatch):
    """A first rung that is wrong on purpose changes no verdict."""
    weights, data = stored("section-5-4")
    wide = split(weights, 1, 1, shares(fmpq(3, 2)))
    for answer in (True, False):
        monkeypatch.setattr(FirstRung, "is_positive", lambda *_, answer=answer: answer)
        assert verdict(weights, data) == "minimum"
        assert verdict(wide, data) == "saddle"
    monkeypatch.setattr(FirstRung, "solver", lambda _: None)
    assert verdict(weights, data) == "minimum"


def test_loss_zero():
    weights = network([1, 1, 2, 0])
    decision = certify(weights, problem([Fraction(2)] * len(INPUTS)))
    assert (decision.verdict, decision.shown["suboptimal"]) == ("degenerate-minimum", False)


def shares(lam, times=1):
    kept, out = fmpq(1), []
    for _ in range(times):
        out.append(lam * kept)
        kept *= 1 - lam
    return [kept, *out]


LAMBDAS = [
    ("1/3", "degenerate-minimum"),
    ("999/1000", "degenerate-minimum"),
    ("3/2", "saddle"),
    ("-1/7", "saddle"),
    ("0", "saddle"),
    ("1", "saddle"),
]


@pytest.mark.parametrize("level", [1, 2])
@pytest.mark.parametrize(("lam", "expected"), LAMBDAS)
@pytest.mark.parametrize("name", ["section-5-4", "two-layers-with-biases"])
def test_split_agrees_with_the_theory(name, level, lam, expected):
    weights, data = stored(name)
    ratio = Fraction(lam)
    wide = split(weights, level, 1, shares(fmpq(ratio.numerator, ratio.denominator)))
    assert verdict(wide, data) == expected


def test_repeated_splits_in_every_layer():
    weights, data = stored("two-layers-with-biases")
    wide = split(split(weights, 2, 1, shares(fmpq(1, 3), 3)), 1, 1, shares(fmpq(1, 4), 5))
    decision = certify(wide, data)
    assert decision.verdict == "degenerate-minimum"
    assert decision.shown["inertia"] == {"positive": 28, "zero": 23, "negative": 0}
    assert decision.shown["neurons"][-1]["B"] == "positive-semidefinite"
    assert decision.shown["neurons"][-1]["splits"] == []
    assert decision.shown["neurons"][0]["D"] == "zero"


def test_rounded_labels_do_not_keep_a_vanishing_D():
    weights, data = stored("vanishing-D")
    assert verdict(split(weights, 1, 1, shares(fmpq(1, 3))), data) == "undecided"
    assert verdict(split(weights, 1, 1, shares(fmpq(4, 3))), data) == "saddle"


@pytest.fixture
def files(tmp_path):
    weights, data = stored("section-5-4")
    (tmp_path / "net.json").write_text(written(network_json(weights)))
    rows = [",".join([*x, y]) for x, y in zip(data.inputs, data.labels["values"], strict=True)]
    (tmp_path / "data.csv").write_text("\n".join(["x1,x2,y", *rows]) + "\n")
    return tmp_path


KEYS = {
    "verdict",
    "reason",
    "loss",
    "gradient",
    "radius",
    "inertia",
    "suboptimal",
    "direction",
    "neurons",
}


def test_the_command(files, capsys):
    net, data, out = (str(files / n) for n in ("net.json", "data.csv", "c.json"))
    assert main(["certify", net, data, "--out", out, "--json", "-"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert set(found) == KEYS
    assert found["loss"].startswith("4.8174941")
    assert " +/- " in found["loss"]
    assert main(["verify", out]) == 0
    assert main(["certify", net, data]) == 0
    assert "lambda in (0, 1) (theorem-9)" in capsys.readouterr().out


def test_the_split_command(files, capsys):
    net, data, out, cert = (str(files / n) for n in ("net.json", "data.csv", "w.json", "c.json"))
    common = ["split", net, data, "--layer", "1", "--neuron", "1", "--out", out]
    assert main([*common, "--lambda", "1/3", "--times", "4", "--certificate", cert]) == 0
    assert main(["verify", cert]) == 0
    assert "critical set of dimension 4" in capsys.readouterr().out.replace("\n  ", " ")
    assert main(["certify", out, data]) == 0
    assert main([*common, "--lambda", "-2", "--json", "-"]) == 0
    found = json.loads("{" + capsys.readouterr().out.split("\n{", 1)[1])
    assert found["verdict"] == "saddle"
    assert len(found["direction"]) == 7


def test_splits_far_beyond_the_limit_of_dense_hessians():
    """What counts are the parameters across the critical set."""
    weights, data = stored("section-5-4")
    wide = widened(weights, {(1, 1): 21, (2, 1): 101})
    decision = certify(wide, data)
    assert wide.size == 2264
    assert decision.verdict == "degenerate-minimum"
    assert decision.shown["inertia"] == {"positive": 144, "zero": 2120, "negative": 0}
    assert verify(decision.certificate).accepted


def test_a_full_disk_leaves_the_network_whole(files, monkeypatch, capsys):
    """Also where the larger network is to take the place of the given one."""

    def full(_):
        raise OSError(28, "No space left on device")

    net, data = (str(files / n) for n in ("net.json", "data.csv"))
    before = (files / "net.json").read_text()
    monkeypatch.setattr(os, "fsync", full)
    common = ["split", net, data, "--layer", "1", "--neuron", "1", "--out", net]
    assert main([*common, "--lambda", "1/3"]) == 2
    assert "No space left on device" in capsys.readouterr().err
    assert (files / "net.json").read_text() == before
    assert not list(files.glob("*.part"))


def test_nothing_is_written_before_the_larger_network_is_decided(files, monkeypatch, capsys):
    import proofcheck.cli.split as command

    def too_large(*_):
        raise InputError("network", given="x", admissible="y", repair="z")

    net, data, out = (str(files / n) for n in ("net.json", "data.csv", "w.json"))
    monkeypatch.setattr(command, "certify", too_large)
    common = ["split", net, data, "--layer", "1", "--neuron", "1", "--out", out]
    assert main([*common, "--lambda", "1/3"]) == 2
    assert not (files / "w.json").exists()
    monkeypatch.undo()
    capsys.readouterr()
    large = network([1] * (4 + 3 * 600), (1, 601, 1))
    different = [[fmpq(k), *row[1:]] for k, row in enumerate(large.layers[0])]
    with pytest.raises(InputError, match="1804 of them across the critical set"):
        certify(replace(large, layers=(different, large.layers[1])), problem())


@pytest.mark.parametrize(
    "more",
    [
        ["--radius", "0"],
        ["--radius", "nan"],
        ["--radius", "2"],
        ["--out", "/nowhere/at/all/c.json"],
    ],
)
def test_bad_options(files, more, capsys):
    assert main(["certify", str(files / "net.json"), str(files / "data.csv"), *more]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_bad_files(files, capsys):
    (files / "one.csv").write_text("x1,y\n1,2\n")
    (files / "nan.csv").write_text("x1,x2,y\n1,nan,2\n")
    for data in ("one.csv", "nan.csv", "none.csv"):
        assert main(["certify", str(files / "net.json"), str(files / data)]) == 2
    assert capsys.readouterr().err.count("Error: ") == 3
    bad = [
        "split",
        str(files / "net.json"),
        str(files / "data.csv"),
        "--out",
        str(files / "w.json"),
    ]
    assert main([*bad, "--layer", "1", "--neuron", "9", "--lambda", "1/2"]) == 2
    assert main([*bad, "--layer", "1", "--neuron", "1", "--lambda", "x"]) == 2


@pytest.mark.parametrize("number", ["1e-2000", "1e9999", "-1e2000"])
def test_numbers_too_long_for_a_certificate(number, files, capsys):
    """Files admit more digits than certificates do: the message says what to do about it."""
    found = json.loads((files / "net.json").read_text())
    found["layers"][0]["weights"][0][0] = number
    (files / "long.json").write_text(json.dumps(found))
    assert main(["certify", str(files / "long.json"), str(files / "data.csv")]) == 2
    error = capsys.readouterr().err
    assert "at most 2000 characters" in error
    assert "repair: round it" in error
