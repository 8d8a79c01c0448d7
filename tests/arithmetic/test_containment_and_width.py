"""Every arithmetic on exact inputs: balls contain the truth and are narrow, the others are near.

The truth comes from fractions, from mpmath at many more digits, or from an identity.
"""

from fractions import Fraction

import flint
import mpmath
import numpy as np
import pytest
import sympy
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.arithmetic import (
    Balls,
    Exactness,
    Floats,
    Multiprecision,
    Rationals,
    Series,
    Symbolic,
    ball_text,
    dyadic,
    enclose,
)
from proofcheck.core.errors import InputError, PrecisionError
from proofcheck.core.verdict import Verdict

few = settings(max_examples=40)
moderate = st.fractions(min_value=-20, max_value=20, max_denominator=200)
positive = st.fractions(min_value=Fraction(1, 200), max_value=50, max_denominator=200)
BITS = 160
BALLS = Balls(BITS)
FUNCTIONS = {"exp": mpmath.exp, "tanh": mpmath.tanh, "cosh": mpmath.cosh, "log": mpmath.log}


def truth(name, value):
    """The value at 100 digits, as a fraction, and how far it may be wrong."""
    with mpmath.workdps(100):
        x = FUNCTIONS[name](mpmath.mpf(value.numerator) / value.denominator)
        mantissa, exponent = x.man_exp
    sign = -1 if x < 0 else 1
    return sign * abs(Fraction(int(mantissa))) * Fraction(2) ** int(exponent)


def inside(ball, value, slack=Fraction(1, 10**90)):
    with flint.ctx.workprec(400):
        low, high = dyadic(ball.lower()), dyadic(ball.upper())
    return low - slack * (1 + abs(value)) <= value <= high + slack * (1 + abs(value))


@pytest.mark.parametrize("name", ["exp", "tanh", "cosh"])
@few
@given(moderate)
def test_functions_of_balls_contain_the_truth_and_are_narrow(name, value):
    with BALLS.active():
        found = getattr(BALLS, name)(BALLS.number(value))
    expected = truth(name, value)
    assert inside(found, expected)
    assert float(found.rad()) <= 2.0 ** (-BITS + 12) * max(1.0, abs(float(expected)))


@few
@given(positive)
def test_logarithms(value):
    with BALLS.active():
        found = BALLS.log(BALLS.number(value))
    assert inside(found, truth("log", value))
    assert float(found.rad()) < 2.0 ** (-BITS + 12)


@few
@given(moderate, moderate)
def test_field_operations_contain_exact_fractions(a, b):
    x, y = BALLS.number(a), BALLS.number(b)
    with BALLS.active():
        found = {a + b: x + y, a - b: x - y, a * b: x * y}
        if b:
            found[a / b] = x / y
    for value, ball in found.items():
        assert inside(ball, value, Fraction(0))
        scale = 1 + abs(a) + abs(b) + abs(value)
        assert float(ball.rad()) <= 2.0 ** (-BITS + 3) * float(scale)


@few
@given(moderate, st.fractions(min_value=0, max_value=2, max_denominator=50))
def test_wide_balls_contain_the_images_of_all_their_points(centre, radius):
    with BALLS.active():
        ball = BALLS.number(centre) + arb(0, arb(fmpq(radius.numerator, radius.denominator)))
        images = {name: getattr(BALLS, name)(ball) for name in ("exp", "tanh", "cosh")}
        images["sech"] = BALLS.sech_squared(ball)
    for share in (Fraction(-1), Fraction(-1, 3), Fraction(0), Fraction(3, 4), Fraction(1)):
        point = centre + share * radius
        for name in ("exp", "tanh", "cosh"):
            assert inside(images[name], truth(name, point))
        if images["sech"].is_finite():
            assert inside(images["sech"], 1 / truth("cosh", point) ** 2)
        assert images["sech"].is_finite() or radius > Fraction(1, 2)


@few
@given(moderate)
def test_more_bits_give_narrower_balls_around_the_same_number(value):
    radii = []
    for bits in (53, 106, 212):
        arithmetic = Balls(bits)
        with arithmetic.active():
            found = arithmetic.tanh(arithmetic.exp(arithmetic.number(value / 10)))
        radii.append(float(found.rad()))
    assert radii[1] <= radii[0] * 2.0**-40 or radii[0] == 0
    assert radii[2] <= radii[1] * 2.0**-90 or radii[1] == 0


def test_the_precision_is_in_force_inside_only():
    before = flint.ctx.prec
    with Balls(500).active():
        assert flint.ctx.prec == 500
        third = Balls(20).number("1/3")
        assert flint.ctx.prec == 500
    assert flint.ctx.prec == before
    assert float(third.rad()) > 2.0**-25


@pytest.mark.parametrize(
    ("ball", "zero", "above"),
    [
        (arb(0), Verdict.HOLDS, Verdict.REFUTED),
        (arb(1), Verdict.REFUTED, Verdict.HOLDS),
        (arb(-1), Verdict.REFUTED, Verdict.REFUTED),
        (arb(0, 1), Verdict.UNDECIDED, Verdict.UNDECIDED),
        (arb(1, 1), Verdict.UNDECIDED, Verdict.UNDECIDED),
        (arb(2, 1), Verdict.REFUTED, Verdict.HOLDS),
        (arb(-2, 1), Verdict.REFUTED, Verdict.REFUTED),
        (arb.nan(), Verdict.UNDECIDED, Verdict.UNDECIDED),
        (arb.pos_inf(), Verdict.UNDECIDED, Verdict.UNDECIDED),
        (arb(1, arb.pos_inf()), Verdict.UNDECIDED, Verdict.UNDECIDED),
    ],
    ids=str,
)
def test_signs_of_balls_are_three_valued(ball, zero, above):
    assert BALLS.is_zero(ball) is zero
    assert BALLS.is_positive(ball) is above
    assert BALLS.certainly_nonzero(ball) is (zero is Verdict.REFUTED)


@pytest.mark.parametrize("bad", [arb.nan(), arb.pos_inf(), arb(0, arb.pos_inf())], ids=str)
def test_balls_that_are_not_finite_have_no_midpoint_and_no_size(bad):
    for method in (BALLS.to_rational_midpoint, BALLS.magnitude):
        with pytest.raises(PrecisionError, match="not finite"):
            method(bad)
    assert ball_text(bad) == "nan +/- inf"


@few
@given(moderate)
def test_sizes_are_upper_bounds_and_midpoints_are_near(value):
    ball = BALLS.number(value)
    assert BALLS.magnitude(ball) >= abs(value)
    assert abs(BALLS.to_rational_midpoint(ball) - value) <= Fraction(1, 2 ** (BITS - 8))
    shown = ball_text(ball, 20)
    middle, _, radius = shown.partition(" +/- ")
    assert abs(Fraction(middle) - value) <= Fraction(radius) or Fraction(radius) == 0


ARITHMETICS = [Rationals(), Symbolic(), Multiprecision(60), BALLS, Floats()]
each = pytest.mark.parametrize("arithmetic", ARITHMETICS, ids=lambda a: a.name)
TOLERANCE = {"rationals": 0, "symbolic": 0, "float64": Fraction(1, 10**12)}


def near(arithmetic, x, value):
    slack = TOLERANCE.get(arithmetic.name, Fraction(1, 10**40))
    return abs(arithmetic.to_rational_midpoint(x) - value) <= slack * (1 + abs(value))


@each
@settings(max_examples=15)
@given(st.lists(moderate, min_size=6, max_size=6))
def test_products_of_matrices_in_every_arithmetic(arithmetic, entries):
    a, b = [entries[:3], entries[3:]], [[entries[0]], [entries[4]], [entries[2]]]
    with arithmetic.active():
        found = arithmetic.matmul(arithmetic.array(a), arithmetic.array(b))
    for i in range(2):
        value = sum(a[i][k] * b[k][0] for k in range(3))
        assert near(arithmetic, found[i, 0], value)


@each
def test_solutions_in_every_arithmetic(arithmetic):
    a, wanted = [[2, 1], ["1/3", 5]], [Fraction(7, 2), Fraction(-1, 3)]
    right = [2 * wanted[0] + wanted[1], wanted[0] / 3 + 5 * wanted[1]]
    with arithmetic.active():
        found = arithmetic.solve(arithmetic.array(a), arithmetic.array(right))
    assert all(near(arithmetic, x, w) for x, w in zip(found, wanted, strict=True))


@each
def test_singular_systems_are_refused_in_every_arithmetic(arithmetic):
    a, right = arithmetic.array([[1, 2], [2, 4]]), arithmetic.array([1, 1])
    with arithmetic.active(), pytest.raises((InputError, PrecisionError)):
        arithmetic.solve(a, right)


@each
def test_exactness_and_decisions_belong_together(arithmetic):
    assert arithmetic.decides is (arithmetic.exactness is not Exactness.APPROXIMATE)
    one, zero = arithmetic.number(1), arithmetic.number(0)
    if arithmetic.decides:
        assert arithmetic.is_positive(one) is Verdict.HOLDS
        assert arithmetic.is_zero(zero) is Verdict.HOLDS
    else:
        assert arithmetic.is_positive(one) is arithmetic.is_zero(zero) is Verdict.UNDECIDED


@each
@pytest.mark.parametrize("bad", [0.5, True, None, "x", "1/0", float("nan"), [[1], [1, 2]]])
def test_inexact_and_ragged_values_enter_nowhere(arithmetic, bad):
    with pytest.raises(InputError):
        arithmetic.array(bad if isinstance(bad, list) else [bad])


@each
def test_zeros_and_ones(arithmetic):
    zeros, ones = arithmetic.zeros((2, 3)), arithmetic.ones(2)
    assert zeros.shape == (2, 3)
    assert all(arithmetic.to_rational_midpoint(x) == 0 for x in zeros.ravel())
    assert [arithmetic.to_rational_midpoint(x) for x in ones] == [1, 1]


@pytest.mark.parametrize("k", ["-3", "-1", "1/2", "2", "5/2"])
def test_at_logarithms_symbols_and_balls_agree_exactly(k):
    """Tanh and sech^2 at k ln 2 are rational where 4^k is; balls contain them."""
    symbolic, k = Symbolic(), Fraction(k)
    z = sympy.Rational(k.numerator, k.denominator) * sympy.log(2)
    power = Fraction(4) ** k if k.denominator == 1 else Fraction(2) ** (2 * k).numerator
    tanh, sech = (power - 1) / (power + 1), 4 * power / (1 + power) ** 2
    assert symbolic.to_rational_midpoint(symbolic.tanh(z)) == tanh
    assert symbolic.to_rational_midpoint(symbolic.sech_squared(z)) == sech
    with BALLS.active():
        ball = BALLS.log(BALLS.number(2)) * BALLS.number(k)
        assert inside(BALLS.tanh(ball), tanh, Fraction(0))
        assert inside(BALLS.sech_squared(ball), sech, Fraction(0))


x = sympy.Symbol("x")
EXPRESSIONS = [
    sympy.log(2) * sympy.exp(sympy.Rational(-1, 3)),
    sympy.sqrt(2) + sympy.Rational(1, 7) ** 3,
    sympy.pi * sympy.E / sympy.cosh(sympy.Rational(1, 2)),
    sympy.tanh(sympy.sinh(1)) - sympy.root(5, 3) ** 2,
    sympy.Rational(3, 2) ** sympy.Rational(-2, 5),
]


@pytest.mark.parametrize("expression", EXPRESSIONS, ids=str)
def test_enclosures_of_expressions_contain_sympys_value(expression):
    ball = enclose(expression, 200)
    with flint.ctx.workprec(300):
        difference = ball - arb(str(sympy.N(expression, 80)))
        assert abs(difference) < arb(10) ** -55
    assert float(ball.rad()) < 1e-50


@pytest.mark.parametrize("expression", [x, sympy.sin(1), sympy.Float("0.1"), sympy.log(-1)])
def test_what_has_no_enclosure_is_nan(expression):
    assert not enclose(sympy.sympify(expression), 100).is_finite()


@pytest.mark.parametrize("name", ["exp", "tanh", "cosh"])
@pytest.mark.parametrize("centre", ["-2", "1/3", "5"])
def test_taylor_coefficients_of_series_against_mpmath(name, centre):
    series, value = Series(200, 5), Fraction(centre)
    with series.active():
        found = series.coefficients(getattr(series, name)(series.variable(value)))
    with mpmath.workdps(80):
        place = mpmath.mpf(value.numerator) / value.denominator
        expected = mpmath.taylor(FUNCTIONS[name], place, 4)
        texts = [mpmath.nstr(v, 60) for v in expected]
    with flint.ctx.workprec(250):
        for ball, text in zip(found, texts, strict=True):
            assert abs(ball - arb(text)) < arb(10) ** -40 * (1 + abs(ball))


def test_float64_overflows_to_infinity_and_is_then_refused():
    floats = Floats()
    huge = floats.exp(floats.array([1000]))
    assert np.isinf(huge[0])
    assert floats.sech_squared(floats.array([1000]))[0] == 0
    with pytest.raises(PrecisionError):
        floats.to_rational_midpoint(huge[0])


def test_multiprecision_leaves_the_global_context_alone():
    before = mpmath.mp.dps
    arithmetic = Multiprecision(77)
    with arithmetic.active():
        third = arithmetic.number("1/3")
        assert mpmath.mp.dps == before
    assert abs(arithmetic.to_rational_midpoint(third) - Fraction(1, 3)) < Fraction(1, 10**76)
    assert abs(arithmetic.to_rational_midpoint(third) - Fraction(1, 3)) > 0
