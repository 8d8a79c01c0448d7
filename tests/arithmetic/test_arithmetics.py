"""One interface, six kinds of numbers: containment, agreement, and who may decide."""

import pickle
from fractions import Fraction

import flint
import mpmath
import numpy as np
import pytest
import sympy
from flint import arb, fmpq
from hypothesis import assume, given
from hypothesis import strategies as st

from proofcheck.arithmetic import (
    Balls,
    Exactness,
    Floats,
    Multiprecision,
    Rationals,
    Symbolic,
    ball_text,
    dyadic,
    enclose,
)
from proofcheck.core.errors import InputError, PrecisionError
from proofcheck.core.verdict import Verdict

ALL = [Rationals(), Symbolic(), Multiprecision(40), Balls(120), Floats()]
small = st.fractions(min_value=-20, max_value=20, max_denominator=1000)
every = pytest.mark.parametrize("arithmetic", ALL, ids=lambda a: a.name)


def encloses(ball, value):
    """Compare end points as rationals: `arb.contains(fmpq)` rounds first."""
    value = Fraction(value)
    return dyadic(ball.lower()) <= value <= dyadic(ball.upper())


@every
def test_constructor_arguments_survive_pickling(arithmetic):
    assert pickle.loads(pickle.dumps(arithmetic)) == arithmetic


@every
def test_products_sums_and_systems_agree_with_rationals(arithmetic):
    a, b = [[2, "1/3"], ["-0.5", 7]], [[1, 0], ["1/7", -2]]
    q = Rationals()
    for operation in ("matmul", "solve"):
        wanted = getattr(q, operation)(q.array(a), q.array(b))
        found = getattr(arithmetic, operation)(arithmetic.array(a), arithmetic.array(b))
        for x, y in zip(found.ravel(), wanted.ravel(), strict=True):
            difference = arithmetic.to_rational_midpoint(x) - q.to_rational_midpoint(y)
            assert abs(difference) < Fraction(1, 10**12)


@every
def test_vectors_on_the_right_keep_their_shape(arithmetic):
    a, b = arithmetic.array([[2, 0], [0, 4]]), arithmetic.array([1, 1])
    x = arithmetic.solve(a, b)
    assert x.shape == (2,)
    assert arithmetic.to_rational_midpoint(x[1]) == Fraction(1, 4)


@every
def test_singular_systems_are_refused(arithmetic):
    singular = arithmetic.array([[1, 2], [2, 4]])
    with pytest.raises((InputError, PrecisionError)):
        arithmetic.solve(singular, arithmetic.array([1, 1]))


@every
def test_floats_are_refused_as_entries(arithmetic):
    with pytest.raises(InputError):
        arithmetic.array([[1, 0.5]])
    with pytest.raises(InputError, match="different lengths"):
        arithmetic.array([[1, 2], [3]])


@every
def test_zeros_ones_magnitude_and_float_midpoints(arithmetic):
    assert (arithmetic.approximate(arithmetic.zeros((2, 3))) == np.zeros((2, 3))).all()
    assert (arithmetic.approximate(arithmetic.ones(2)) == np.ones(2)).all()
    assert arithmetic.magnitude(arithmetic.number("-1/4")) == Fraction(1, 4)


@every
def test_only_exact_and_enclosing_kinds_decide(arithmetic):
    third = arithmetic.number("1/3")
    assert arithmetic.decides == (arithmetic.exactness is not Exactness.APPROXIMATE)
    expected = (Verdict.HOLDS, Verdict.REFUTED) if arithmetic.decides else (Verdict.UNDECIDED,) * 2
    assert (arithmetic.is_positive(third), arithmetic.is_positive(-third)) == expected
    zero = arithmetic.number(0)
    assert (arithmetic.is_zero(zero), arithmetic.is_zero(third)) == expected
    assert arithmetic.certainly_nonzero(third) == arithmetic.decides


@every
def test_elementary_functions_agree_with_mpmath(arithmetic):
    if isinstance(arithmetic, Rationals):
        pytest.skip("no elementary function is rational away from one point")
    z = arithmetic.array(["1/3", "2"])
    with mpmath.workdps(30), arithmetic.active():
        points = [mpmath.mpf(1) / 3, mpmath.mpf(2)]
        for name in ("exp", "log", "tanh", "cosh"):
            found = arithmetic.approximate(getattr(arithmetic, name)(z))
            assert found == pytest.approx([float(getattr(mpmath, name)(p)) for p in points])
        squared = arithmetic.approximate(arithmetic.sech_squared(z))
        assert squared == pytest.approx([float(mpmath.sech(p) ** 2) for p in points])


@pytest.mark.parametrize(
    ("name", "point", "value"), [("exp", 0, 1), ("log", 1, 0), ("tanh", 0, 0), ("cosh", 0, 1)]
)
def test_rationals_know_each_function_at_one_point_only(name, point, value):
    q = Rationals()
    assert getattr(q, name)(q.number(point)) == value
    with pytest.raises(InputError, match="over the rationals"):
        getattr(q, name)(q.number("2"))


@given(small, st.integers(min_value=20, max_value=300))
def test_ball_of_a_rational_encloses_it_tightly(value, bits):
    ball = Balls(bits).number(value)
    assert encloses(ball, value)
    assert dyadic(ball.rad()) <= abs(value) * Fraction(1, 2 ** (bits - 2))


@given(small, small, small)
def test_ball_expressions_enclose_the_rational_value(x, y, z):
    balls = Balls(80)
    bx, by, bz = balls.array([x, y, z])
    with balls.active():
        assert encloses(bx * by - bz * bx, x * y - z * x)


@given(st.lists(small, min_size=6, max_size=6))
def test_ball_solutions_enclose_the_rational_ones(entries):
    a, b = [entries[:2], entries[2:4]], entries[4:]
    assume(a[0][0] * a[1][1] != a[0][1] * a[1][0])
    q, balls = Rationals(), Balls(200)
    wanted = q.solve(q.array(a), q.array(b))
    found = balls.solve(balls.array(a), balls.array(b))
    assert all(encloses(x, q.to_rational_midpoint(y)) for x, y in zip(found, wanted, strict=True))


def test_precision_is_set_inside_the_context_only():
    before, global_digits = flint.ctx.prec, mpmath.mp.dps
    with Balls(500).active():
        assert flint.ctx.prec == 500
        with Balls(77).active():
            assert flint.ctx.prec == 77
        assert flint.ctx.prec == 500
    Multiprecision(90).exp(Multiprecision(90).number(1))
    assert (flint.ctx.prec, mpmath.mp.dps) == (before, global_digits)


@pytest.mark.parametrize("bad", [arb.nan(), arb.pos_inf(), arb.neg_inf(), arb(1, arb.pos_inf())])
def test_balls_that_are_not_finite_decide_nothing(bad):
    balls = Balls(64)
    assert balls.is_zero(bad) is Verdict.UNDECIDED
    assert balls.is_positive(bad) is Verdict.UNDECIDED
    assert not balls.certainly_nonzero(bad)
    assert ball_text(bad) == "nan +/- inf"
    for refused in (balls.magnitude, balls.to_rational_midpoint):
        with pytest.raises(PrecisionError):
            refused(bad)


def test_balls_around_zero_are_undecided():
    around = arb(0, 1)
    assert Balls(64).is_zero(around) is Verdict.UNDECIDED
    assert Balls(64).is_positive(around) is Verdict.UNDECIDED
    assert Balls(64).is_positive(arb(0)) is Verdict.REFUTED


@pytest.mark.parametrize("build", [Balls, Multiprecision])
@pytest.mark.parametrize("precision", [0, -5, True, 1.5, "100"])
def test_precisions_are_positive_integers(build, precision):
    with pytest.raises(InputError):
        build(precision)


def test_ball_text_rounds_the_radius_upwards():
    ball = Balls(64).number("1/3")
    middle, radius = ball_text(ball, 8).split(" +/- ")
    assert abs(Fraction(1, 3) - Fraction(middle)) <= Fraction(radius)
    assert ball_text(arb(3)) == "3.00000000000000 +/- 0"


def test_floats_that_overflow_are_refused_later_not_silently():
    floats = Floats()
    assert floats.sech_squared(np.array([2000.0]))[0] == 0
    assert floats.number("1e400") == float("inf")
    with pytest.raises(PrecisionError):
        floats.magnitude(float("inf"))
    with pytest.raises(PrecisionError):
        Multiprecision(20).magnitude(Multiprecision(20).context.inf)
    values = np.array([1.5])
    assert floats.array(values) is values


def test_symbolic_sigmoid_terms_at_logarithms_are_rational():
    s, z = Symbolic(), 2 * sympy.log(3) - sympy.log(5)
    assert s.tanh(z / 2) == sympy.Rational(2, 7)
    assert s.sech_squared(z / 2) == 1 - sympy.Rational(4, 49)
    assert s.tanh(sympy.Symbol("t")) == sympy.tanh(sympy.Symbol("t"))
    assert s.sech_squared(sympy.Integer(1)) == sympy.cosh(1) ** -2


@pytest.mark.parametrize(
    ("expression", "zero", "positive"),
    [
        (sympy.sqrt(2) * sympy.sqrt(3) - sympy.sqrt(6), Verdict.HOLDS, Verdict.REFUTED),
        (sympy.exp(1) - sympy.pi, Verdict.REFUTED, Verdict.REFUTED),
        (sympy.log(2) - sympy.Rational(69, 100), Verdict.REFUTED, Verdict.HOLDS),
        (sympy.Symbol("x"), Verdict.UNDECIDED, Verdict.UNDECIDED),
        (sympy.Symbol("p", positive=True), Verdict.UNDECIDED, Verdict.HOLDS),
        (sympy.Symbol("n", negative=True), Verdict.UNDECIDED, Verdict.REFUTED),
        (sympy.Symbol("x") - sympy.Symbol("x"), Verdict.HOLDS, Verdict.REFUTED),
    ],
)
def test_symbolic_decisions_are_three_valued(expression, zero, positive):
    assert Symbolic().is_zero(expression) is zero
    assert Symbolic().is_positive(expression) is positive


@pytest.mark.parametrize(
    "bad", [sympy.Float("0.1"), sympy.nan, sympy.oo, sympy.log(sympy.Float(2))]
)
def test_symbolic_numbers_contain_no_floats(bad):
    with pytest.raises(InputError):
        Symbolic().number(bad)


def test_symbolic_midpoints_and_magnitudes_of_irrational_numbers():
    s = Symbolic()
    assert abs(s.to_rational_midpoint(sympy.sqrt(2)) ** 2 - 2) < Fraction(1, 10**70)
    assert s.magnitude(-sympy.sqrt(2)) ** 2 >= 2
    with pytest.raises(PrecisionError):
        s.magnitude(sympy.Symbol("x"))


@pytest.mark.parametrize(
    "expression",
    [
        sympy.sqrt(2) + 1,
        sympy.exp(-3) * sympy.log(5) - sympy.tanh(sympy.Rational(1, 3)),
        sympy.cosh(2) ** -3 + sympy.sinh(1) * sympy.pi,
        (1 + sympy.E) ** sympy.Rational(-2, 3),
        sympy.sin(1),
        (-2) ** sympy.Rational(1, 3),
    ],
)
def test_enclosures_agree_with_sympy_or_are_nan(expression):
    ball = enclose(expression, 120)
    if not ball.is_finite():
        assert expression.has(sympy.sin) or not expression.is_real
        return
    value = Fraction(str(sympy.N(expression, 50)))
    reference = fmpq(value.numerator, value.denominator)
    with Balls(200).active():
        assert abs(ball - reference) < fmpq(1, 10**34)
