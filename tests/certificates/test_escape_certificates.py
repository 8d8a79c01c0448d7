"""Escape paths: the checker beside the finder, spoilt witnesses, spoilt formulas."""

import copy
from functools import lru_cache
from pathlib import Path

import pytest
from flint import arb, fmpq

from proofcheck.arithmetic import Balls
from proofcheck.certificates.escaping import escape, exact_network
from proofcheck.certificates.flagships import source
from proofcheck.certificates.widening import widened
from proofcheck.certificates.writer import Problem, sealed
from proofcheck.checker import escape as checker
from proofcheck.checker import read_case, verify
from proofcheck.core import InputError, PrecisionError
from proofcheck.networks import SIGMOID, TANH, Architecture, Network

SOURCES = Path(__file__).resolve().parents[2] / "certificates" / "sources"


@lru_cache
def found(name="stuck-at-zero", epsilon="1e-6", count=1, points=6):
    network, problem = source(SOURCES, name)
    large = widened(network, {(1, 1): count}) if count > 1 else network
    return escape(exact_network(large), problem, epsilon, 0, 1, points)


def changed(**witness):
    spoilt = copy.deepcopy(found().certificate)
    spoilt["witness"].update(witness)
    return spoilt


def reason(certificate, **more):
    report = verify(sealed(certificate), **more)
    assert not report.accepted
    return report.reason


@pytest.mark.parametrize("epsilon", ["1e-3", "1e-6", "1e-9"])
def test_paths_from_zero_are_accepted(epsilon):
    report = verify(found(epsilon=epsilon).certificate)
    assert report.accepted, report.reason
    assert report.claim.endswith("to parameters with loss 0, a global minimum.")


def test_a_path_from_a_planted_minimum_is_accepted():
    path = found("vanishing-D", count=25)
    assert verify(path.certificate).accepted
    assert path.path.start.changed == (1,)


PATHS = {
    "from zero": found,
    "from a minimum": lambda: found("two-layers-with-biases", count=21),
    "tanh": lambda: made((1, 4, 3, 3, 1), TANH, True, layer=1),
}


@pytest.mark.parametrize("t", ["0", "1/9", "1/2", "1"])
@pytest.mark.parametrize("make", PATHS.values(), ids=PATHS)
def test_finder_and_checker_agree_on_the_weights(make, t):
    """Two implementations of the formulas that share no code."""
    path, balls = make(), Balls(512)
    ours = path.path.at(t, balls).weights
    with balls.active():
        theirs = checker.Path(read_case(path.certificate)).layers(fmpq(*map(int, t.split("/"))))
        for layer, matrix in zip(ours, theirs[1:], strict=True):
            for x, y in zip(layer.ravel(), [x for row in matrix for x in row], strict=True):
                assert abs(x - y) < arb("1e-30") * (1 + abs(x))


SPOILT = {
    "a shorter epsilon": ({"epsilon": "1e-8"}, "within epsilon"),
    "too few sources": ({"sources": [0, 1, 2, 3]}, "hypothesis wide layer"),
    "another layer": ({"layer": 2}, "hypothesis wide layer"),
    "columns left out": ({"columns": []}, "columns do not fit"),
    "a column more": ({"columns": [[1, 2]]}, "columns do not fit"),
    "few bits": ({"bits": 64}, "not proved: the output at t = 0"),
}


@pytest.mark.parametrize(("witness", "words"), SPOILT.values(), ids=SPOILT)
def test_a_spoilt_witness_proves_nothing(witness, words):
    assert words in reason(changed(**witness))


MALFORMED = {
    "no source": {"sources": []},
    "a repeated source": {"sources": [0, 1, 1, 2, 3]},
    "sources out of order": {"sources": [1, 0, 2, 3, 4]},
    "a source that is not there": {"sources": [0, 1, 2, 3, 5]},
    "the constant as a column": {"columns": [[0]]},
    "no epsilon": {"epsilon": "0"},
    "the output layer": {"layer": 3},
    "too many bits": {"bits": 10**6},
    "too many points": {"points": 1001},
    "no points": {"points": 0},
    "a float": {"points": 2.0},
}


@pytest.mark.parametrize("witness", MALFORMED.values(), ids=MALFORMED)
def test_malformed_witnesses(witness):
    with pytest.raises(InputError):
        sealed(changed(**witness))


def test_a_start_elsewhere_and_a_repeated_input():
    far = changed()
    far["witness"]["start"]["layers"][1]["weights"][0][0] = "0.000001"
    assert "within epsilon" in reason(far)
    repeated = changed()
    repeated["data"]["inputs"][1] = repeated["data"]["inputs"][0]
    assert "hypothesis distinct inputs" in reason(repeated)


def test_a_start_without_the_rank():
    """The parameters 0 themselves: no precision proves their vectors independent."""
    zero = changed()
    zero["network"] = zero["witness"]["start"]
    assert "not proved regular" in reason(zero, bits=(106, 848, 6784))


def with_shape(label, bias, activation, sources, columns):
    """A certificate that claims a path where a hypothesis does not hold."""
    architecture = Architecture.parse(label, bias)
    flat = [k % 7 - 3 for k in range(architecture.parameter_count)]
    network = Network.from_parameters(architecture, activation, flat)
    good = escape(
        Network.from_parameters(Architecture((1, 3, 1), bias), TANH, range(1, 11 if bias else 7)),
        Problem(((1,), (2,), (3,)), {"values": ["0", "1", "0"]}),
        "1e-3",
    ).certificate
    from proofcheck.certificates.writer import network_json, weights

    good["network"] = good["witness"]["start"] = network_json(weights(network))
    good["witness"].update(sources=sources, columns=columns)
    return good


def test_architectures_that_violate_a_hypothesis_are_refused():
    wider = with_shape("1-3-2-3-1", True, SIGMOID, [1, 2, 3], [[1, 2, 3], [1]])
    assert "hypothesis non-increasing widths" in reason(wider)
    unbiased = with_shape("1-3-2-1", False, SIGMOID, [1, 2, 3], [[1]])
    assert "hypothesis biases" in reason(unbiased)


def lift_without_bias(path, level, change):
    weights, n = checker.Path._true_lift(path, level, change)
    return [[old[0], *row[1:]] for row, old in zip(weights, path.w[level], strict=True)], n


def lift_by_half(path, level, change):
    weights, n = checker.Path._true_lift(path, level, change)
    return [[x / 2 for x in row] for row in weights], n


def lift_without_scale(path, level, change):
    rho, path.rho = path.rho, arb("1e300")
    try:
        return checker.Path._true_lift(path, level, change)
    finally:
        path.rho = rho


def solve_transposed(path, level, change):
    path.A_inverse = [list(row) for row in zip(*path.A_inverse, strict=True)]
    return checker.Path._true_solve(path, level, change)


def target_of_squares(path, t):
    return [z + arb(t * t) * (y - z) for z, y in zip(path.z, path.y, strict=True)]


FORMULAS = {
    "no shift of the bias": ("_lift", lift_without_bias),
    "half the weights": ("_lift", lift_by_half),
    "no scale: values leave the image": ("_lift", lift_without_scale),
    "the inverse transposed": ("_solve", solve_transposed),
    "t squared": ("target", target_of_squares),
}


@pytest.mark.parametrize(("name", "wrong"), FORMULAS.values(), ids=FORMULAS)
def test_a_wrong_formula_in_the_checker_is_noticed(monkeypatch, name, wrong):
    """What the checker evaluates is compared with a forward pass that knows no formula."""
    good = found().certificate
    monkeypatch.setattr(checker.Path, f"_true{name}", getattr(checker.Path, name), raising=False)
    monkeypatch.setattr(checker.Path, name, wrong)
    report = verify(good)
    assert not report.accepted
    assert report.reason.startswith("not proved")


def made(widths, activation, bias, count=4, layer=None):
    """A path from zero parameters, on inputs 1, ..., N."""
    architecture = Architecture(widths, bias)
    zero = Network.from_parameters(architecture, activation, [0] * architecture.parameter_count)
    inputs = tuple((x,) for x in range(1, count + 1))
    labels = {"values": [str((-1) ** x) for x in range(count)]}
    return escape(zero, Problem(inputs, labels), "1e-2", layer=layer, points=3)


SHAPES = {
    "equal widths, tanh": ((1, 4, 2, 2, 1), TANH, True),
    "equal widths, sigmoid": ((1, 3, 2, 2, 1), SIGMOID, True),
    "tanh without biases": ((1, 4, 2, 1), TANH, False),
    "sigmoid without biases": ((1, 2, 4, 1), SIGMOID, False),
    "growing up to l* + 1": ((1, 2, 4, 7, 2, 1), TANH, True),
}


@pytest.mark.parametrize(("widths", "activation", "bias"), SHAPES.values(), ids=SHAPES)
def test_admissible_shapes_are_accepted(widths, activation, bias):
    path = made(widths, activation, bias)
    report = verify(path.certificate)
    assert report.accepted, report.reason
    assert path.path.start.layer <= len(widths) - 2


def test_a_distance_of_exactly_epsilon_is_too_far():
    certificate = changed(epsilon="1e-3", start=found().certificate["network"])
    assert verify(sealed(certificate)).accepted
    moved = copy.deepcopy(certificate)
    moved["witness"]["start"]["layers"][1]["bias"][0] = "0.001"
    assert "within epsilon" in reason(moved)
    moved["witness"]["start"]["layers"][1]["bias"][0] = "0.000999"
    assert verify(sealed(moved)).accepted


def test_a_loss_that_does_not_decrease_is_not_accepted():
    """Output weights 0 and labels 0: all formulas hold, the loss is 0 all along."""
    good = made((1, 4, 1), TANH, True).certificate
    good["network"]["layers"][1] = {"weights": [["0"] * 4], "bias": ["0"]}
    good["data"]["labels"]["values"] = ["0"] * 4
    assert "the loss decreases" in reason(good)


def test_nothing_to_escape_from():
    """Labels that the network already has: undecided, not a path of constant loss."""
    flat = [1, 2, 3, -1, 0, 5, 0, 0, 0, 0]
    network = Network.from_parameters(Architecture((1, 3, 1)), TANH, flat)
    zero = Problem(((1,), (2,), (3,)), {"values": ["0", "0", "0"]})
    with pytest.raises(PrecisionError, match="loss at the start"):
        escape(network, zero, "1e-6")


def test_the_stops_of_a_path():
    path = found(points=4)
    stops = list(path.stops())
    assert [str(stop.t) for stop in stops] == ["0", "1/4", "1/2", "3/4", "1"]
    assert stops[0].layer is None
    assert all(stop.layer in (2, 3) for stop in stops[1:])
    with Balls(path.bits).active():
        for stop in stops:
            rest = arb(fmpq(4 - int(4 * stop.t), 4))
            assert abs(stop.loss - rest * rest * stops[0].loss) < arb("1e-30")
