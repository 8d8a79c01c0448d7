"""The certificate that Theorem 9 is false as printed: what it computes, what it refuses."""

import json
from fractions import Fraction

import flint
import pytest
from flint import arb, fmpq
from test_corruptions import FOLDER, load, outcome, resealed

from proofcheck.certificates.finders import Spot
from proofcheck.certificates.flagships import source
from proofcheck.certificates.refuting import refutation
from proofcheck.certificates.writer import sealed, text
from proofcheck.checker import verify
from proofcheck.checker.jets import LENGTH, Line, activated, constant, product
from proofcheck.checker.labels import enclosed
from proofcheck.checker.merging import flat, shaped
from proofcheck.checker.point import Point
from proofcheck.search.degenerate_minimum import stated

STORED = FOLDER / "d-refutation.json"
BITS = 212


@pytest.fixture(scope="module")
def spot():
    return Spot(*source(FOLDER / "sources", "isolated-degenerate"), "0")


@pytest.fixture(scope="module")
def line(spot):
    with flint.ctx.workprec(BITS):
        found = Line(spot.network, spot.inputs, spot.case.labels.kernel)
        assert len(found.outputs) == LENGTH
    return found


def inner(a, b):
    return sum((x * y for x, y in zip(a, b, strict=True)), arb(0))


def negative(number):
    return text(-Fraction(number))


def changed(**fields):
    """The stored certificate with other witness fields, claim and digest made to fit."""
    found = load(STORED)
    return sealed({**found, "witness": {**found["witness"], **fields}})


def replanted(**fields):
    found = load(STORED)
    planted = {**found["data"]["labels"]["planted"], **fields}
    data = {**found["data"], "labels": {"planted": planted}}
    return {**found, "data": data}


def test_the_stored_one_is_what_the_finder_makes(spot):
    assert refutation(spot, 1, 1) == load(STORED)


def test_it_is_proved_and_says_what_is_refuted():
    report = verify(load(STORED))
    assert report.accepted
    assert "theorem-9 (page 11) is false as printed" in report.claim
    assert any("Theorem 9" in fact for fact in report.leans_on)


def test_labels_agree_with_those_of_the_other_construction(spot):
    """There the labels are odd, and solve nine equations at the positive inputs."""
    other = stated(60).first.labels
    with flint.ctx.workprec(BITS):
        pairs = list(zip(enclosed(spot.case.labels, spot.inputs), other, strict=True))
        assert all(x.overlaps(y) and abs(x - y) < arb("1e-40") for x, y in pairs)


def test_gradient_D_and_He_vanish_and_c3_too(spot, line):
    with flint.ctx.workprec(BITS):
        J0, J1, *_ = line.jacobians
        _, f1, f2, f3, _ = line.outputs
        r = spot.point.residual
        e = [arb(line.direction.get(place, 0)) for place in line.places]
        kept = [list(range(len(layer[0]))) for layer in spot.network.layers]
        values = [*spot.point.gradient(), *(inner(row, e) for row in spot.point.hessian(kept))]
        pairs = zip(J1, J0, strict=True)
        values += [2 * inner(a, r) + 2 * inner(b, f1) for a, b in pairs]
        values += [2 * inner(row, r) for D in spot.point.D(1, 1) for row in D]
        values.append(2 * inner(r, f3) + 2 * inner(f1, f2))
        assert all(v.contains(0) and abs(v) < arb("1e-30") for v in values)


def loss_at(spot, line, labels, z, y):
    """The loss at w + z e + y, y a multiple of the axis of the last place."""
    e = [arb(line.direction.get(place, 0)) for place in line.places]
    w = [arb(x) + d * z for x, d in zip(flat(spot.network.layers), e, strict=True)]
    w[-1] += y
    return Point(shaped(spot.network, w), spot.inputs).labelled(labels).loss


@pytest.mark.parametrize(("z", "y"), [(1, 0), (0, 1), (1, 1), (-1, 1), (1, -3)])
def test_the_quartic_form_is_the_loss_to_fourth_order(spot, z, y):
    with flint.ctx.workprec(424):
        line = Line(spot.network, spot.inputs, spot.case.labels.kernel)
        labels = enclosed(spot.case.labels, spot.inputs)
        point = Point(spot.network, spot.inputs).labelled(labels)
        Q = line.quartic_form(point)
        vector = [arb(0)] * (len(Q) - 2) + [arb(y), arb(z * z)]
        form = inner(vector, [inner(row, vector) for row in Q]) / 2
        rho = arb(2) ** -40
        change = loss_at(spot, line, labels, z * rho, y * rho * rho) - point.loss
        assert abs(change / rho**4 - form) < abs(form) * arb("1e-8")


def test_the_derivative_of_D_by_differences(spot, line):
    h = fmpq(1, 2**60)
    with flint.ctx.workprec(BITS):
        slopes = line.slope_of_D(1, 1, 1, spot.point.residual)
        e = [arb(line.direction.get(place, 0)) for place in line.places]
        w = [arb(x) + d * h for x, d in zip(flat(spot.network.layers), e, strict=True)]
        there = Point(shaped(spot.network, w), spot.inputs).labelled(spot.labels)
        for row, slope in zip(there.D(1, 1)[0], slopes, strict=True):
            value = 2 * sum(x * r for x, r in zip(row, there.residual, strict=True))
            assert abs(value / h - slope) < arb("1e-9")


@pytest.mark.parametrize("name", ["tanh", "sigmoid"])
def test_jets_against_flint_series(name):
    with flint.ctx.workprec(BITS):
        n = [arb(x) for x in (fmpq(1, 3), -2, fmpq(1, 7), 5, 1)]
        z = flint.arb_series(n, LENGTH)
        twice = (2 * z).exp() if name == "tanh" else z.exp()
        wanted = 1 - 2 / (twice + 1) if name == "tanh" else 1 - 1 / (twice + 1)
        value, slope = activated(name, n)
        assert all(x.overlaps(y) for x, y in zip(value, wanted.coeffs(), strict=True))
        again = wanted - wanted * wanted if name == "sigmoid" else 1 - wanted * wanted
        assert all(x.overlaps(y) for x, y in zip(slope, again.coeffs(), strict=True))
        assert product(constant(2), n)[3] == 10


WRONG = {
    "the other side of the curve": {"step": lambda s: [negative(x) for x in s]},
    "too long a step": {"step": lambda s: [text(3 * Fraction(x)) for x in s]},
    "too short a step list": {"step": lambda s: s[:1]},
    "too long a step list": {"step": lambda s: [*s, "0"]},
    "no such neuron above": {"above": lambda _: 3},
    "far away": {"scales": lambda _: ["0.9"]},
    "a loss that is another": {"loss": lambda _: ["1", "2"]},
}


@pytest.mark.parametrize("what", WRONG)
def test_a_false_witness_is_refused(what):
    ((field, change),) = WRONG[what].items()
    assert outcome(changed(**{field: change(load(STORED)["witness"][field])})) == "not proved"


MALFORMED = {
    "another statement": {"statement": "theorem-8"},
    "lambda 0": {"lambdas": ["0", "1/3"]},
    "lambda 1": {"lambdas": ["1"]},
    "lambda outside": {"lambdas": ["-1"]},
    "no lambda": {"lambdas": []},
    "lambdas repeated": {"lambdas": ["1/3", "1/3"]},
    "no scale": {"scales": []},
    "scale 0": {"scales": ["0"]},
    "a neuron of the output": {"neuron": [3, 1]},
}


@pytest.mark.parametrize("what", MALFORMED)
def test_a_malformed_witness_is_refused(what):
    found = load(STORED)
    spoilt = resealed({**found, "witness": {**found["witness"], **MALFORMED[what]}})
    assert outcome(spoilt) == "malformed"


def test_a_neuron_whose_D_is_not_planted_is_refused():
    assert outcome(changed(neuron=[2, 1])) == "not proved"


def test_other_residuals_give_no_minimum():
    """With the residuals negated B is negative definite; with small ones Q changes as well."""
    free = load(STORED)["data"]["labels"]["planted"]["free"]
    negated = sealed(replanted(free=[negative(x) for x in free]))
    wide = {**negated["witness"], "loss": ["0", "1e9"]}
    report = verify(sealed({**negated, "witness": wide}))
    assert not report.accepted
    assert "not proved positive definite" in report.reason


KERNELS = {
    "the output bias": [[3, 1, 0, "1"]],
    "an output weight": [[1, 1, 0, "1"], [3, 1, 1, "1"]],
    "zero": [[1, 1, 0, "0"]],
    "a place twice": [[1, 1, 0, "1"], [1, 1, 0, "2"]],
    "nothing": [],
    "no list": "1",
}


@pytest.mark.parametrize("what", KERNELS)
def test_directions_are_read_strictly(what):
    assert outcome(resealed(replanted(kernel=KERNELS[what]))) == "malformed"


def test_a_kernel_asks_for_D_planted_and_for_output_weights():
    found = load(STORED)
    planted = found["data"]["labels"]["planted"]
    assert outcome(resealed(replanted(d_zero=[]))) == "malformed"
    network = json.loads(json.dumps(planted["network"]))
    network["layers"][2]["weights"] = [["-0.48", "0"]]
    assert outcome(resealed(replanted(network=network))) == "malformed"


def test_without_a_kernel_the_minimum_is_not_degenerate_and_nothing_is_refuted():
    found = load(FOLDER / "b-minimum.json")
    witness = {
        **found["witness"],
        **{k: v for k, v in load(STORED)["witness"].items() if k not in ("radius", "loss")},
    }
    assert outcome(sealed({**found, "kind": "refutation", "witness": witness})) == "not proved"


def test_it_is_no_nondegenerate_minimum():
    found = load(STORED)
    witness = {key: found["witness"][key] for key in ("radius", "loss")}
    for kind in ("local-minimum",):
        assert outcome(sealed({**found, "kind": kind, "witness": witness})) == "not proved"
    assert outcome(sealed({**found, "kind": "critical-point", "witness": witness})) == "accepted"
