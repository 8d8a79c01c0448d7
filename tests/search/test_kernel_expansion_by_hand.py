"""The loss along a line to fourth order, against polynomials multiplied out in fractions."""

from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from exact_taylor import Net, Poly, cubic, flattened, numbers, shaped
from flint import arb, fmpq

from proofcheck.arithmetic import Balls, Multiprecision, Rationals
from proofcheck.core import InputError
from proofcheck.networks import Activation, Architecture, Network, forward_pass
from proofcheck.search.kernel_expansion import (
    FIRST,
    ORDER,
    SECOND,
    STENCIL,
    THIRD,
    Line,
    LossAlong,
    jacobian_coefficients,
)

CUBIC = Activation(
    "cubic",
    lambda _, z: z + z * z / 2 + z * z * z / 3,
    lambda _, z: 1 + z + z * z,
    lambda _, z: 1 + 2 * z,
    class_a=False,
)
CASES = {
    "1-1-1": ((1, 1, 1), True, "1/2 -1 1/3 2", "1 -1/2 2 1/3"),
    "2-1-1 without": ((2, 1, 1), False, "1/2 -1 3/2", "1 2 -1"),
    "1-1-2-1": (
        (1, 1, 2, 1),
        True,
        "0 1/2 1/3 -1 1/4 1/2 1/5 1 -1/2",
        "1 0 -1/2 0 1/4 0 1 1/2 0",
    ),
}
names = pytest.mark.parametrize("name", CASES)
RESIDUAL = numbers("1/2 -1 2")


def inputs(name):
    width = CASES[name][0][0]
    return [[fmpq(k + i, 2) for i in range(width)] for k in (-1, 1, 2)]


@cache
def expanded(name):
    """The outputs at w + z e + t: variable 0 is z, variable i + 1 is t_i, linear in t."""
    widths, bias, weights, direction = CASES[name]
    pairs = zip(numbers(weights), numbers(direction), strict=True)
    flat = [Poly({(): w, (0,): e, (i,): fmpq(1)}, 4) for i, (w, e) in enumerate(pairs, 1)]
    net = Net(shaped(widths, flat, bias), cubic, bias)
    return [net.f(x) for x in inputs(name)]


def coefficient(p, *places):
    """The coefficient of a monomial."""
    return p.terms.get(tuple(sorted(places)), fmpq(0))


@cache
def line(name, arithmetic):
    widths, bias, weights, direction = CASES[name]
    flat = [Fraction(w) for w in weights.split()]
    network = Network.from_parameters(Architecture(widths, bias), CUBIC, flat)
    rows = tuple(tuple(Fraction(int(v.p), int(v.q)) for v in x) for x in inputs(name))
    values = forward_pass(network, rows, arithmetic)
    return Line(values, rows, arithmetic.array(direction.split()))


BALLS = Balls(240)
DIGITS = Multiprecision(120)


def contains(ball, value):
    with BALLS.active():
        return (ball - value).contains(0) and ball.rad() < arb(10) ** -40


def near(x, value, power):
    found = DIGITS.to_rational_midpoint(x)
    return abs(found - Fraction(int(value.p), int(value.q))) < Fraction(1, 10**power)


@names
def test_coefficients_of_the_jacobian_in_balls(name):
    found = jacobian_coefficients(line(name, BALLS))
    assert len(found) == ORDER
    for k, J in enumerate(found):
        for sample, f in enumerate(expanded(name)):
            for i in range(J.shape[1]):
                value = coefficient(f, *[0] * k, i + 1)
                assert contains(J[sample, i], value)


@names
def test_coefficients_of_the_jacobian_by_differences(name):
    """To about a sixth of the digits: fourth order differences of step 10^-20."""
    found = jacobian_coefficients(line(name, DIGITS))
    for k, (J, power) in enumerate(zip(found, (100, 60, 60, 30), strict=True)):
        for sample, f in enumerate(expanded(name)):
            for i in range(J.shape[1]):
                assert near(J[sample, i], coefficient(f, *[0] * k, i + 1), power)


def test_other_arithmetics_are_refused():
    with pytest.raises(InputError, match="balls or multiprecision"):
        jacobian_coefficients(line("1-1-1", Rationals()))


@pytest.mark.parametrize(("weights", "order"), [(FIRST, 1), (SECOND, 2), (THIRD, 3)])
def test_the_stencils_are_exact_on_polynomials_of_degree_4(weights, order):
    """sum_k weight_k k^m is 1 for m = order and 0 for the other m up to 4."""
    for m in range(5):
        total = sum((w * Fraction(k) ** m for w, k in zip(weights, STENCIL, strict=True)), 0)
        assert total == int(m == order)


@cache
def loss_along(name, arithmetic):
    found = line(name, arithmetic)
    r = arithmetic.array([Fraction(int(x.p), int(x.q)) for x in RESIDUAL])
    return LossAlong(jacobian_coefficients(found), found.direction, r, arithmetic)


@cache
def loss(name):
    """The loss with these residuals, as a polynomial in z and t (linear in t is enough)."""
    residuals = [f - coefficient(f) + r for f, r in zip(expanded(name), RESIDUAL, strict=True)]
    return sum((r * r for r in residuals), Poly({(): fmpq(0)}, 4))


@names
def test_the_outputs_along_the_line(name):
    for k, column in enumerate(loss_along(name, BALLS).outputs, 1):
        for x, f in zip(column, expanded(name), strict=True):
            assert contains(x, coefficient(f, *[0] * k))


@names
def test_slope_mixed_cubic_and_quartic_coefficients(name):
    """He, tau, c_3 and c_4 of the loss at w + z e + t."""
    along, whole = loss_along(name, BALLS), loss(name)
    for i, (slope, mixed) in enumerate(zip(along.slope, along.mixed, strict=True), 1):
        assert contains(slope, coefficient(whole, 0, i))
        assert contains(mixed, coefficient(whole, 0, 0, i))
    assert contains(along.cubic, coefficient(whole, 0, 0, 0))
    assert contains(along.quartic, coefficient(whole, 0, 0, 0, 0))


@names
def test_the_slope_is_the_hessian_times_the_direction(name):
    """Half the coefficient of z^2 is e'He / 2: twice the quadratic coefficient is e.(He)."""
    along, whole = loss_along(name, BALLS), loss(name)
    _, _, _, direction = CASES[name]
    with BALLS.active():
        form = along.slope.dot(along.direction)
        assert (form - 2 * coefficient(whole, 0, 0)).contains(0)
    assert len(numbers(direction)) == len(along.slope)


@names
def test_both_arithmetics_see_the_same_expansion(name):
    first, second = loss_along(name, BALLS), loss_along(name, DIGITS)
    for what in ("cubic", "quartic"):
        ours = BALLS.to_rational_midpoint(getattr(first, what))
        theirs = DIGITS.to_rational_midpoint(getattr(second, what))
        assert abs(ours - theirs) < Fraction(1, 10**25)


def test_a_shifted_residual_changes_the_cubic_term_by_its_formula():
    """c_3 is affine in r with slope 2 f_3."""
    along = loss_along("1-1-1", BALLS)
    with BALLS.active():
        moved = LossAlong(along.jacobians, along.direction, along.residual + 1, BALLS)
        gap = moved.cubic - along.cubic
        expected = 2 * along.outputs[2].sum()
        assert (gap - expected).contains(0)
    assert not expected.contains(0)


def test_a_direction_of_zeros_moves_nothing():
    found = line("1-1-1", BALLS)
    still = Line(found.values, found.inputs, BALLS.zeros(len(found.direction)))
    J = jacobian_coefficients(still)
    assert all(x.is_zero() or x.contains(0) for part in J[1:] for x in np.ravel(part))
    assert len(flattened(Net(shaped((1, 1, 1), numbers("1 2 3 4"))).layers)) == J[0].shape[1]
