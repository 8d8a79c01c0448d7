"""Zeros proved in boxes, and Taylor coefficients in balls."""

from fractions import Fraction

import flint
import numpy as np
import pytest
from flint import arb, arb_series, fmpq
from hypothesis import given
from hypothesis import strategies as st

from proofcheck.arithmetic import Balls, Series, dyadic
from proofcheck.arithmetic.linear import krawczyk
from proofcheck.core.errors import InputError

BITS = 128


def circle_and_line(x):
    """x^2 + y^2 = 2 and x = y, with the zeros (1, 1) and (-1, -1)."""
    return np.array([x[0] * x[0] + x[1] * x[1] - 2, x[0] - x[1]], dtype=object)


def slope(x):
    return np.array([[2 * x[0], 2 * x[1]], [arb(1), arb(-1)]], dtype=object)


def test_a_zero_is_enclosed_tightly():
    box = krawczyk(circle_and_line, slope, ["1.01", "0.98"], "1/10", BITS)
    assert all(dyadic(x.lower()) <= 1 <= dyadic(x.upper()) for x in box)
    assert all(x.rad() < fmpq(1, 2**100) for x in box)


@pytest.mark.parametrize(
    ("centre", "radius"),
    [(["3", "3"], "1/10"), (["0", "0"], "1/10"), (["0", "0"], "2"), (["1.5", "1.5"], "1/100")],
)
def test_boxes_without_or_with_two_zeros_are_undecided(centre, radius):
    assert krawczyk(circle_and_line, slope, centre, radius, BITS) is None


def test_double_zeros_are_undecided():
    assert krawczyk(lambda x: x * x, lambda x: 2 * x[:, None], [0], "1/10", BITS) is None


def test_functions_that_are_not_finite_are_undecided():
    nan = np.array([arb.nan()], dtype=object)
    assert krawczyk(lambda _: nan, lambda x: x[:, None], [1], "1/10", BITS) is None
    assert krawczyk(lambda x: x - 1, lambda _: nan[:, None], [1], "1/10", BITS) is None


def test_radii_may_differ_by_coordinate():
    box = krawczyk(circle_and_line, slope, [1, 1], ["1/10", "1/5"], BITS)
    assert all(x.contains(1) for x in box)


@pytest.mark.parametrize("radius", [0, "-1", ["1"], 0.1])
def test_radii_must_be_positive_and_exact(radius):
    with pytest.raises(InputError):
        krawczyk(circle_and_line, slope, [1, 1], radius, BITS)


@given(st.fractions(min_value=1, max_value=100, max_denominator=50))
def test_square_roots_are_enclosed(value):
    start = Fraction(float(value) ** 0.5)
    balls = Balls(BITS)
    target = balls.number(value)
    box = krawczyk(lambda x: x * x - target, lambda x: 2 * x[:, None], [start], "1/100", BITS)
    root = box[0]
    assert dyadic(root.lower()) ** 2 <= value <= dyadic(root.upper()) ** 2


def test_series_agree_with_flint_and_restore_the_context():
    before = flint.ctx.cap, flint.ctx.prec
    series = Series(BITS, 4)
    with series.active():
        z = series.variable("1/2", 3)
        reference = arb_series([arb(1) / 2, 3], 4)
        for name in ("exp", "log"):
            found = series.coefficients(getattr(series, name)(z))
            wanted = getattr(reference, name)().coeffs()
            assert all(x.overlaps(y) for x, y in zip(found, wanted, strict=True))
        tangent = series.tanh(z)
        one = series.coefficients(tangent * tangent + series.sech_squared(z))
        assert [x.contains(k) for x, k in zip(one, (1, 0, 0, 0), strict=True)] == [True] * 4
    assert (flint.ctx.cap, flint.ctx.prec) == before


def test_series_matrices_constants_and_refusals():
    series = Series(64, 2)
    with series.active():
        a = series.array([[1, 2]])
        product = series.matmul(a, a.T)[0, 0]
        assert series.coefficients(product)[0] == 5
        assert series.constants([1, product])[1] is product
    assert series.name == "series(64, 2)"
    for refused in (series.magnitude, series.to_rational_midpoint):
        with pytest.raises(InputError):
            refused(product)
    with pytest.raises(InputError):
        series.solve(a, a)
    with pytest.raises(InputError):
        Series(64, 0)


def test_krawczyk_needs_a_coordinate():
    with pytest.raises(InputError, match="0 coordinates"):
        krawczyk(lambda x: x, lambda x: np.zeros((0, 0), dtype=object), [], "1/2", 64)
