"""What the finders hand to the checker: decimals, bounds, splittings, fits, polished parameters."""

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from flint import arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import INPUTS, SMALL, deep, deep_wide, exact, network, shares, spot, wide

from proofcheck.certificates.decide import certify, read_radius
from proofcheck.certificates.finders import Spot, bounds, eigenvectors
from proofcheck.certificates.neurons import definiteness, neuron_rows
from proofcheck.certificates.polish import case_of, distance, expanded, polished, rounded
from proofcheck.certificates.widening import (
    apart,
    equal_shares,
    fitted,
    saddle_nearby,
    split,
    widened,
)
from proofcheck.certificates.writer import Problem, network_json, sealed, text, written
from proofcheck.checker import digest, parse, verify
from proofcheck.checker.fields import number_of
from proofcheck.checker.merging import flat, merge, shaped
from proofcheck.checker.point import Point
from proofcheck.core import InputError

few = settings(max_examples=40)


@few
@given(st.fractions(max_denominator=10**5))
def test_texts_of_numbers_are_exact(value):
    shown = text(value)
    assert Fraction(shown) == value
    assert number_of(shown, "x") == fmpq(value.numerator, value.denominator)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("1/8", "0.125"),
        ("-1/8", "-0.125"),
        ("-5", "-5"),
        ("1/3", "1/3"),
        ("7/20", "0.35"),
        ("-1/1000", "-0.001"),
        ("123/100", "1.23"),
    ],
)
def test_decimals_where_there_is_one(value, shown):
    assert text(Fraction(value)) == shown


def test_very_long_decimals_are_written_as_fractions():
    assert "/" in text(Fraction(1, 2**500))


@few
@given(st.integers(1, 10**12), st.integers(-18, 6))
def test_bounds_of_a_loss_lie_on_both_sides_and_close(mantissa, power):
    with ctx.workprec(212):
        value = arb(fmpq(mantissa)) * arb(10) ** power
        low, high = (number_of(x, "x") for x in bounds(value))
        assert 0 <= low < high
        assert arb(low) < value < arb(high) or not value > arb("1e-18")
        assert arb(high - low) < value / 10**5 or not value > arb("1e-17")


def test_bounds_of_nothing():
    with ctx.workprec(106):
        assert bounds(arb(0)) == ["0", "1e-17"]


@few
@given(st.fractions(min_value=-5, max_value=5, max_denominator=1000), st.integers(1, 12))
def test_rounding_to_decimals(value, digits):
    with ctx.workprec(212):
        found = rounded(arb(fmpq(value.numerator, value.denominator)), digits)
    assert abs(Fraction(int(found.p), int(found.q)) - value) <= Fraction(1, 10**digits)
    assert (10**digits * found).q == 1


@pytest.mark.parametrize("lam", ["1/3", "0", "1", "-2"])
def test_splitting_shares_out_the_outgoing_weights(lam):
    found = split(deep().network, 1, 1, shares(lam, 2))
    small = deep().network
    assert found.layers[0] == [small.layers[0][0]] * 3
    (row,) = found.layers[1]
    b, v = small.layers[1][0]
    kept = (1 - exact(lam)) ** 2
    assert row == [b, kept * v, exact(lam) * v, exact(lam) * (1 - exact(lam)) * v]
    assert sum(row[1:], fmpq(0)) == v


def test_equal_shares_add_up():
    for count in (1, 2, 7):
        assert sum(equal_shares(count), fmpq(0)) == 1
        assert len(set(equal_shares(count))) == 1


def test_widening_several_neurons_keeps_the_function():
    at = deep("vanishing-D")
    large = widened(at.network, {(1, 1): 2, (2, 2): 3})
    assert large.widths == (2, 2, 4, 1)
    assert merge(large).network == at.network
    with ctx.workprec(200):
        values = [Point(n, at.inputs[:3]).outputs for n in (large, at.network)]
    for a, b in zip(*values, strict=True):
        assert a.overlaps(b)
        assert a.rad() < 1e-40


@pytest.mark.parametrize("lam", ["-1", "3/2", "1/4"])
def test_the_saddle_nearby_has_the_same_sums(lam):
    large = widened(SMALL, {(1, 1): 3})
    found = saddle_nearby(large, 1, 1, exact(lam))
    (before,), (after,) = large.layers[1], found.layers[1]
    total = before[1] + before[3]
    assert after[1:] == [(1 - exact(lam)) * total, before[2], exact(lam) * total]
    assert merge(found).network == merge(large).network


def test_the_direction_apart_keeps_the_averages_of_twins():
    """(1 - lambda) at the twin and -lambda at the neuron: weighted by the shares it is 0."""
    for lam in ("1/3", "-2"):
        found = apart(widened(deep().network, {(2, 1): 2}), 2, 1, exact(lam))
        twin, own = found[2, 2, 1], found[2, 1, 1]
        assert exact(lam) * twin + (1 - exact(lam)) * own == 0
        assert twin - own == 1


@pytest.mark.parametrize("widths", [(1, 9, 1), (1, 10, 1), (1, 3, 9, 1), (1, 9, 4, 1)])
@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_wide_networks_are_fitted(widths, name):
    """As many neurons as samples in one layer: the loss of the fit is tiny."""
    labels = [arb(k * k % 5) for k in range(9)]
    like = replace(SMALL, activation=name)
    found = fitted(
        widths, like, [[exact(str(x)) if x >= 0 else -exact(str(-x))] for (x,) in INPUTS], labels
    )
    assert found.widths == widths
    with ctx.workprec(106):
        point = Point(found, [[fmpq(x)] for (x,) in INPUTS]).labelled(labels)
        assert point.loss < 1e-3


def test_narrow_networks_are_fitted_as_well_as_they_can_be():
    labels = [arb(k * k % 5) for k in range(9)]
    found = fitted((1, 2, 1), SMALL, [[fmpq(x)] for (x,) in INPUTS], labels)
    with ctx.workprec(106):
        point = Point(found, [[fmpq(x)] for (x,) in INPUTS]).labelled(labels)
        assert point.loss > 1e-2


def given_labels(at, digits=40):
    with ctx.workprec(212):
        return Problem(at.problem.inputs, {"values": [text(rounded(y, digits)) for y in at.labels]})


@pytest.mark.parametrize("shift", ["0.001", "1/50"])
def test_polishing_finds_the_planted_parameters_again(shift):
    at = spot()
    start = shaped(SMALL, [x + exact(shift) for x in flat(SMALL.layers)])
    found = polished(start, given_labels(at))
    assert found is not None
    assert distance(found, SMALL) < fmpq(1, 10**25)
    assert distance(start, SMALL) == exact(shift)


def test_polishing_keeps_twins_twins():
    at = wide("1/3", 2)
    found = polished(at.network, given_labels(at))
    assert found is not None
    assert merge(found).groups == at.merged.groups
    assert found.layers[0][0] == found.layers[0][1] == found.layers[0][2]


def test_polishing_gives_up_where_newton_runs_away_or_the_hessian_is_singular():
    flat_network = network("0 0", "1 0")
    problem = Problem(INPUTS, {"values": ["1"] * 8 + ["2"]})
    assert polished(flat_network, problem) is None


def test_expanding_keeps_shares_and_moves_sums():
    at = wide("1/4", 1)
    small = shaped(SMALL, [x + 1 for x in flat(SMALL.layers)])
    (row,) = expanded(at.network, at.merged, small).layers[1]
    total = small.layers[1][0][1]
    assert row[1:] == [fmpq(3, 4) * total, fmpq(1, 4) * total]


@pytest.mark.parametrize(
    ("matrix", "word"),
    [
        ("2 1; 1 2", "positive-definite"),
        ("-2 1; 1 -2", "negative-definite"),
        ("1 2; 2 1", "indefinite"),
        ("1 1; 1 1", "undecided"),
        ("0 0; 0 0", "positive-semidefinite"),
    ],
)
def test_words_for_the_definiteness_of_B(matrix, word):
    B = [[arb(x) for x in row] for row in rows_of(matrix)]
    with ctx.workprec(106):
        assert definiteness(B, [0, 1]) == word


def rows_of(matrix):
    return [
        [-exact(w[1:]) if w[0] == "-" else exact(w) for w in r.split()] for r in matrix.split(";")
    ]


def test_repeated_rows_are_called_semidefinite():
    B = [[arb(x) for x in row] for row in rows_of("2 1 1; 1 2 2; 1 2 2")]
    with ctx.workprec(106):
        assert definiteness(B, [0, 1]) == "positive-semidefinite"
        assert definiteness([[-x for x in row] for row in B], [0, 1]) == "negative-semidefinite"


@pytest.mark.parametrize(
    ("at", "verdict", "B", "splits"),
    [
        (spot(), "minimum", "positive-definite", [("(0, 1)", "theorem-8")]),
        (
            spot(-1),
            "minimum",
            "negative-definite",
            [("(-inf, 0)", "theorem-8"), ("(1, inf)", "theorem-8")],
        ),
        (deep(), "minimum", "positive-definite", [("(0, 1)", "theorem-9")]),
        (spot(), "saddle", "positive-definite", []),
        (
            wide("1/3"),
            "degenerate-minimum",
            "positive-definite",
            [("(0, 1)", "beyond-master-identity")],
        ),
    ],
    ids=["1-1-1", "negative", "two layers", "saddle", "wide"],
)
def test_splits_that_are_offered_for_the_first_neuron(at, verdict, B, splits):
    with ctx.workprec(212):
        rows = neuron_rows(at.network, at.merged, at.point, True, True, verdict)
    assert (rows[0]["B"], rows[0]["D"]) == (B, "zero")
    assert [(s["lambda"], s["by"]) for s in rows[0]["splits"]] == splits


def test_approximate_eigenvectors_are_in_order():
    with ctx.workprec(106):
        B = [[arb(2), arb(0)], [arb(0), arb(-1)]]
        low, high = eigenvectors(B)
    assert abs(low[1]) == 1
    assert abs(high[0]) == 1


@pytest.mark.parametrize(
    ("at", "verdict"),
    [
        (spot(), "minimum"),
        (spot(-1), "minimum"),
        (wide("1/3"), "degenerate-minimum"),
        (wide("-1/2"), "saddle"),
        (wide("-1/2", sign=-1), "degenerate-minimum"),
        (wide("1"), "saddle"),
    ],
    ids=["small", "negative", "inside", "outside", "outside, B negative", "end"],
)
def test_verdicts_about_the_tiny_cases(at, verdict):
    found = certify(at.network, given_labels(at))
    assert found.verdict == verdict
    assert found.certificate is not None
    assert verify(found.certificate).accepted


@pytest.mark.parametrize("radius", ["0", "-1", "2", "nan", "", "1/0", "1e-999999"])
def test_radii_are_exact_and_in_range(radius):
    assert read_radius("1e-6") == fmpq(1, 10**6)
    with pytest.raises(InputError):
        read_radius(radius)


def test_a_written_certificate_is_read_back_and_its_digest_fits():
    found = deep_wide({(1, 1): "1/2"}).minimum()
    again = parse(written(found))
    assert again == found == json.loads(written(found))
    assert digest(again) == again["digest"]
    assert sealed({**again, "claim": "", "leans_on": [], "digest": ""}) == found


@pytest.mark.parametrize("field", ["claim", "kind", "witness", "data", "network", "leans_on"])
def test_the_digest_covers_every_field(field):
    found = spot().minimum()
    assert digest({**found, field: "other"}) != found["digest"]
    assert digest({**found, "digest": "other"}) == found["digest"]


def test_the_library_and_the_checker_hold_the_same_case():
    at = deep("vanishing-D")
    case = case_of(at.network, at.problem)
    assert case.network == at.network
    assert network_json(case.network) == network_json(at.network)
    assert case.inputs == Spot(at.network, at.problem, "0").inputs
    assert np.shape(case.inputs) == (len(at.problem.inputs), 2)
