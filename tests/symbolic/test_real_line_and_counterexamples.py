"""Sets of lambda on the real line, the cubic curve at its ends, polynomials that refute."""

from fractions import Fraction
from itertools import product

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from proofcheck.core import Assumptions, Budget, Cause, Verdict
from proofcheck.symbolic import boundary_lambda, lambda_intervals
from proofcheck.symbolic.boundary_lambda import CUBIC, cubic_coefficients
from proofcheck.symbolic.counterexamples import flat_kernel_without_minimum, quartic_minimum
from proofcheck.symbolic.lambda_intervals import (
    INSIDE,
    LAM,
    OUTSIDE,
    PRODUCT,
    admissible_lambda,
    intervals_without_gaps,
    signs_on_both_sides,
)
from proofcheck.symbolic.residue import decide_zeros

NOTHING = Assumptions(set())
BUDGET = Budget(30, 0, 0)


def admissible(inside, outside):
    return admissible_lambda({"inside": inside, "outside": outside}, NOTHING)


def test_only_the_open_sets_are_right():
    found = {pair: admissible(*pair).verdict for pair in product(INSIDE, OUTSIDE)}
    right = {pair for pair, verdict in found.items() if verdict is Verdict.HOLDS}
    assert right == {("open", "open")}
    assert set(found.values()) == {Verdict.HOLDS, Verdict.REFUTED}


@pytest.mark.parametrize(
    ("inside", "outside", "witness"),
    [
        ("closed", "open", "0"),
        ("half", "open", "1"),
        ("open", "closed", "0"),
        ("open", "left", "2"),
    ],
)
def test_the_witness_is_a_point_where_the_sets_differ(inside, outside, witness):
    outcome = admissible(inside, outside)
    assert outcome.verdict is Verdict.REFUTED
    assert outcome.confirmed_by
    assert outcome.witness == {"lambda": witness}


@given(st.fractions(-5, 5, max_denominator=40))
def test_membership_in_the_open_sets_is_the_sign_of_the_product(lam):
    value = lam * (1 - lam)
    point = sympy.Rational(lam.numerator, lam.denominator)
    assert (point in INSIDE["open"]) is (value > 0)
    assert (point in OUTSIDE["open"]) is (value < 0)
    assert PRODUCT.subs(LAM, point) == sympy.Rational(value.numerator, value.denominator)


def test_sets_that_differ_off_the_test_points_stay_undecided(monkeypatch):
    hole = sympy.Interval.open(0, 1) - sympy.FiniteSet(sympy.Rational(1, 3))
    monkeypatch.setitem(lambda_intervals.INSIDE, "hole", hole)
    outcome = admissible("hole", "open")
    assert outcome.verdict is Verdict.UNDECIDED
    assert outcome.cause is Cause.PRECISION


def test_a_wrong_product_is_noticed(monkeypatch):
    monkeypatch.setattr(lambda_intervals, "PRODUCT", LAM * (1 + LAM))
    assert admissible("open", "open").verdict is not Verdict.HOLDS


@pytest.mark.parametrize(
    ("names", "witness"),
    [
        (("open",), "1/2"),
        (("closed",), "0"),
        (("left",), "2"),
        (("right",), "-1"),
        (("left", "closed"), "0"),
        (("left", "open"), "1/2"),
    ],
)
def test_a_gap_or_a_missing_part_refutes_intervals(names, witness):
    outcome = intervals_without_gaps(BUDGET, {"sets": names})
    assert (outcome.verdict, outcome.witness) == (Verdict.REFUTED, {"lambda": witness})
    assert outcome.confirmed_by


def test_two_intervals_make_up_the_outside():
    outcome = intervals_without_gaps(BUDGET, {"sets": ("right", "left")})
    assert outcome.verdict is Verdict.HOLDS


def test_a_gap_off_the_test_points_is_not_taken_for_none(monkeypatch):
    hole = OUTSIDE["right"] - sympy.FiniteSet(3)
    monkeypatch.setitem(lambda_intervals.OUTSIDE, "hole", hole)
    monkeypatch.setitem(lambda_intervals.OUTSIDE, "three", sympy.Interval(3, 3))
    for names in (("left", "hole"), ("left", "hole", "right")):
        outcome = intervals_without_gaps(BUDGET, {"sets": names})
        assert (outcome.verdict, outcome.cause) == (Verdict.UNDECIDED, Cause.PRECISION)


@pytest.mark.parametrize("shift", [0, 1, sympy.Rational(1, 100)])
def test_signs_at_two_points(shift):
    claim = {"at 1/2": sympy.Rational(1, 4) + shift, "at -1": sympy.Integer(-2) - shift}
    expected = Verdict.REFUTED if shift else Verdict.HOLDS
    assert decide_zeros(signs_on_both_sides(claim)).verdict is expected


def test_the_cubic_coefficients_are_right():
    assert decide_zeros(cubic_coefficients(CUBIC)).verdict is Verdict.HOLDS


WRONG = {
    "sign": {**CUBIC, "cubic": -CUBIC["cubic"]},
    "without one half": {**CUBIC, "cubic": 2 * CUBIC["cubic"]},
    "no cubic term": {**CUBIC, "cubic": sympy.Integer(0)},
    "gradient forgotten": {**CUBIC, "square": sympy.Integer(0)},
    "gradient of the other sign": {**CUBIC, "square": -CUBIC["square"]},
    "exchanged": {"square": CUBIC["cubic"], "cubic": CUBIC["square"]},
}


@pytest.mark.parametrize("claim", WRONG.values(), ids=WRONG.keys())
def test_wrong_cubic_coefficients_are_refuted(claim):
    assert decide_zeros(cubic_coefficients(claim)).verdict is Verdict.REFUTED


def test_the_cubic_term_by_sympy_on_a_network_written_out():
    """One input, two neurons, sigma a cubic: the loss along the curve, expanded by SymPy."""
    s, u, v, c, y1, y2 = sympy.symbols("s u v c y1 y2")

    def sigma(z):
        return z + z**2 / 2 + z**3 / 3

    inputs = {y1: 2, y2: -1}

    def loss(idle, other, moved):
        return sum(
            (idle * sigma((u + moved) * a) + other * sigma(u * a) + c - y) ** 2
            for y, a in inputs.items()
        )

    change = sympy.expand(loss(-s * v, (1 + s) * v, s) - loss(0, v, 0))
    z = sympy.Symbol("z")
    first, second = sympy.diff(sigma(z), z), sympy.diff(sigma(z), z, 2)
    residuals = {y: v * sigma(u * a) + c - y for y, a in inputs.items()}
    B = sum(2 * residuals[y] * v * second.subs(z, u * a) * a * a for y, a in inputs.items())
    gradient = sum(2 * residuals[y] * v * first.subs(z, u * a) * a for y, a in inputs.items())
    assert change.coeff(s, 0) == 0
    assert change.coeff(s, 1) == 0
    assert sympy.expand(change.coeff(s, 2) + gradient) == 0
    assert sympy.expand(change.coeff(s, 3) + B / 2) == 0


def test_the_taylor_polynomial_of_second_order_suffices_for_the_cubic_term(monkeypatch):
    """A third order term of sigma changes nothing up to s^3."""
    right = boundary_lambda._preactivation_change

    def with_third(i):
        step = boundary_lambda.STEP
        along = boundary_lambda.incoming_direction("t", i)
        third = sympy.Symbol(f"sigma'''_{i}") * (step * along) ** 3 / 6
        return right(i) - step * boundary_lambda.outgoing(i) * third

    monkeypatch.setattr(boundary_lambda, "_preactivation_change", with_third)
    assert decide_zeros(cubic_coefficients(CUBIC)).verdict is Verdict.HOLDS


@pytest.mark.parametrize("counterexample", [quartic_minimum, flat_kernel_without_minimum])
def test_counterexamples_refute_and_are_confirmed(counterexample):
    outcome = counterexample(BUDGET, None)
    assert outcome.verdict is Verdict.REFUTED
    assert outcome.confirmed_by
    assert outcome.witness["function"] in outcome.detail


@given(st.fractions(Fraction(1, 1000), 10))
def test_the_flat_example_is_lower_on_its_parabola_and_nowhere_on_its_kernel(x):
    def f(a, b):
        return b * (b - a * a)

    assert f(x, x * x / 2) == -(x**4) / 4
    assert f(x, 0) == 0
    assert f(0, x) > 0


def test_the_witness_of_the_flat_example_is_exact():
    text = flat_kernel_without_minimum(BUDGET, None).witness["lower"]
    point, value = text.removeprefix("x, y = ").split(": ")
    a, b = map(Fraction, point.split(", "))
    assert b * (b - a * a) == Fraction(value) < 0
