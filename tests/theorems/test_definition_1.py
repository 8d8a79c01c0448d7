"""Figure 1 and class A once more: fractions, difference quotients, multiplied-out polynomials."""

from fractions import Fraction
from itertools import pairwise

import mpmath
import pytest
import sympy
from exact_taylor import variable
from hypothesis import given, settings
from hypothesis import strategies as st
from own_checks import claim_of, notices, said

from proofcheck.core import Verdict, holds
from proofcheck.symbolic.positivity import decide_positive
from theorems import definition_1_regions as module

STATEMENT = module.STATEMENT
inside = st.fractions(min_value=Fraction(-9, 10), max_value=Fraction(9, 10), max_denominator=40)
small = st.fractions(min_value=Fraction(1, 1000), max_value=Fraction(1, 20), max_denominator=1000)
signs = st.sampled_from([1, -1])
few = settings(max_examples=25)


def left(x, y):
    """The left function of Figure 1, read off p. 7."""
    return x * x * (1 - y * y)


def right(x, y):
    """The attracting function of the module, by cases."""
    outside = max(abs(y) - 1, 0)
    return x * x + outside * outside * outside * outside


def formula(step, name, **values):
    """The value of one claimed formula at rational numbers."""
    expression = STATEMENT.step(step).formula[name]
    found = expression.subs({getattr(module, k): str(v) for k, v in values.items()})
    return Fraction(int(found.p), int(found.q))


@few
@given(inside, small, small, signs, signs)
def test_every_point_of_the_region_is_a_minimum(y, dx, dy, sx, sy):
    assert left(0, y) == 0
    assert left(sx * dx, y + sy * dy) >= 0


@few
@given(small, small, signs, signs)
def test_beside_both_ends_there_are_lower_points_and_the_claim_gives_their_value(dx, e, sx, side):
    value = left(sx * dx, side * (1 + e))
    assert value < 0
    assert formula("left-ends", "beside", x=sx * dx, e=e) == value


@few
@given(st.fractions(max_denominator=30), st.fractions(max_denominator=30))
def test_the_claimed_gradient_is_that_of_the_multiplied_out_function(x, y):
    expanded = left(variable(0, x, 1), variable(1, y, 1))
    assert expanded.d(0) == formula("left-maximal", "df/dx", x=x, y=y)
    assert expanded.d(1) == formula("left-maximal", "df/dy", x=x, y=y)


@few
@given(st.fractions(max_denominator=20), st.fractions(max_denominator=20))
def test_critical_points_have_x_equal_to_0(x, y):
    expanded = left(variable(0, x, 1), variable(1, y, 1))
    if x != 0:
        assert (expanded.d(0), expanded.d(1)) != (0, 0)


@few
@given(inside, small, signs)
def test_the_way_out_never_increases_and_ends_below_0(y, x, sign):
    """Upwards from y >= 0, downwards from y <= 0."""
    up = 1 if y >= 0 else -1
    steps = [y + up * Fraction(k, 16) for k in range(40)]
    values = [left(sign * x, place) for place in steps]
    assert all(b <= a for a, b in pairwise(values))
    assert values[-1] < 0 < values[0]


@few
@given(inside, small, st.fractions(min_value=0, max_value=3, max_denominator=9))
def test_the_claimed_rate_is_the_derivative_along_the_way_out(y, x, t):
    moved = left(x, y + variable(0, t, 1))
    assert moved.d(0) == formula("left-non-attracting", "rate", x=x, y=y, t=t)


@few
@given(small, st.fractions(min_value=0, max_value=1, max_denominator=12))
def test_the_attracting_example_falls_along_the_ray_at_the_claimed_rate(x, t):
    a = Fraction(2, 7)
    s = 1 - variable(0, t, 1)
    ray = (s * x) * (s * x) + (s * a) * (s * a) * (s * a) * (s * a)
    assert ray.d() == right((1 - t) * x, 1 + (1 - t) * a)
    assert ray.d(0) == formula("attracting-example", "rate", x=x, a=a, t=t)
    assert ray.d(0) <= 0
    assert (ray.d(0) == 0) == (t == 1)


def test_the_attracting_example_is_lowest_on_its_region_and_positive_elsewhere():
    grid = [Fraction(k, 8) for k in range(-16, 17)]
    zeros = {(x, y) for x in grid for y in grid if right(x, y) == 0}
    assert zeros == {(Fraction(0), y) for y in grid if abs(y) <= 1}
    assert all(right(x, y) >= 0 for x in grid for y in grid)


def test_the_same_region_is_not_attracting_for_the_left_function():
    """Without the wall at |y| = 1 the values beyond it are lower than on the region."""
    assert left(Fraction(1, 100), Fraction(11, 10)) < 0 < right(Fraction(1, 100), Fraction(11, 10))


@pytest.mark.parametrize("place", ["-7/2", "-1/3", "0", "2/5", "4"])
def test_the_members_of_class_a_increase_at_the_claimed_rate(place):
    """Difference quotients in mpmath against the two claimed positive expressions."""
    with mpmath.workdps(40):
        t, h = mpmath.mpf(sympy.Rational(place).p) / sympy.Rational(place).q, mpmath.mpf(10) ** -12
        claim = STATEMENT.step("class-A").formula
        cases = (
            (lambda z: 1 / (1 + mpmath.exp(-z)), claim["sigmoid"](mpmath.exp(-t))),
            (mpmath.tanh, claim["tanh"](mpmath.tanh(t))),
        )
        for function, rate in cases:
            quotient = (function(t + h) - function(t - h)) / (2 * h)
            assert rate > 0
            assert abs(quotient - rate) < mpmath.mpf(10) ** -20


def test_the_printed_tanh_does_not_depend_on_its_argument():
    """sigma(t) = tanh(x): one value for all t, whatever x is."""
    with mpmath.workdps(30):
        x = mpmath.mpf("0.7")
        values = {str((lambda t: mpmath.tanh(x))(t)) for t in range(-3, 4)}
        assert len(values) == 1
        assert len({str(mpmath.tanh(t)) for t in range(-3, 4)}) == 7
    assert said(STATEMENT, "tanh-of-x") == [Verdict.REFUTED]
    assert said(STATEMENT, "tanh-of-x", {"sigma": sympy.tanh(module.t)}) == [Verdict.HOLDS]


@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_function_takes_points_of_its_own_dimension_only(n):
    loss = (lambda a: 1, lambda a, b: 1, lambda a, b, c: 1)[n - 1]
    for m in (1, 2, 3):
        if m == n:
            assert loss(*range(m)) == 1
        else:
            with pytest.raises(TypeError):
                loss(*range(m))


@pytest.mark.parametrize(
    ("dimensions", "expected"),
    [
        (lambda n: (n,), Verdict.HOLDS),
        (lambda n: (1,), Verdict.REFUTED),
        (lambda n: (n - 1 or 3,), Verdict.REFUTED),
        (lambda n: (n, 2), Verdict.REFUTED),
    ],
)
@pytest.mark.parametrize("step", ["domain", "one-domain"])
def test_only_one_dimension_for_both_holds(step, dimensions, expected):
    assert said(STATEMENT, step, {"dimensions": dimensions}) == [expected]


BROKEN = [
    ("left-minima", {"f": module.x**2 * (1 - module.y)}),
    ("left-minima", {"f": module.x**2 * (1 - module.y**2) + module.x}),
    ("left-ends", {"beside": -(module.x**2) * module.e * (1 + module.e)}),
    ("left-ends", {"beside": -module.x * module.e * (2 + module.e)}),
    ("left-maximal", {"df/dy": -2 * module.x**2}),
    ("left-non-attracting", {"rate": -2 * module.x * (module.y + module.t)}),
    ("left-non-attracting", {"rate": -(module.x**2) * (module.y + module.t)}),
    ("attracting-example", {"rate": -2 * (1 - module.t) * module.x**2}),
    ("class-A", {"sigmoid": lambda E: E / (1 - E) ** 2}),
    ("class-A", {"tanh": lambda T: 1 - T}),
    ("class-A-image", {"sigmoid": (0, 2)}),
    ("class-A-image", {"tanh": (-2, 1)}),
]


@pytest.mark.parametrize(
    ("name", "member"), [("sigmoid", lambda s: 1 / (1 + mpmath.exp(-s))), ("tanh", mpmath.tanh)]
)
def test_the_members_stay_between_the_ends_and_come_near_them(name, member):
    with mpmath.workdps(60):
        c, d = STATEMENT.step("class-A-image").formula[name]
        values = [member(mpmath.mpf(s)) for s in (-60, -3, -1, 0, 1, 3, 60)]
        assert values == sorted(values)
        assert all(c < value < d for value in values)
        assert max(values[0] - c, d - values[-1]) < mpmath.mpf(10) ** -20
        assert c <= 0 <= d


def test_an_interval_that_the_values_leave_is_refuted_by_a_point(monkeypatch):
    """With the limits not looked at, the values decide: 1 - tanh is no longer positive below 0."""
    monkeypatch.setattr(module, "decide_zeros", lambda _: holds("not looked at"))
    too_small = {"sigmoid": (0, 1), "tanh": (-1, 0)}
    assert said(STATEMENT, "class-A-image", too_small) == [Verdict.REFUTED]
    away_from_0 = {"sigmoid": (-1, -sympy.Rational(1, 2)), "tanh": (-1, 1)}
    monkeypatch.setattr(module, "decide_positive", _only_around_zero)
    assert said(STATEMENT, "class-A-image", away_from_0) == [Verdict.REFUTED]


def _only_around_zero(gaps, *, strict=True):
    return holds("not looked at") if strict else decide_positive(gaps, strict=False)


@pytest.mark.parametrize(("step", "changes"), BROKEN)
def test_a_broken_formula_is_noticed(step, changes):
    assert notices(STATEMENT, step, claim_of(STATEMENT, step, **changes))
