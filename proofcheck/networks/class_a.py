"""Tests that a user's activation is what it claims to be (class A, p. 5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flint import arb

from proofcheck.arithmetic import Array, Balls, Series, exact
from proofcheck.arithmetic.base import from_entries
from proofcheck.core.errors import InputError
from proofcheck.networks.activation import Activation, Function

POINTS = ("-9", "-3", "-1", "-1/2", "0", "1/3", "1", "5/2", "7")
SHARES = ("1/8", "1/3", "1/2", "2/3", "7/8")


def check_class_a(activation: Activation, bits: int = 128, points: Sequence[Any] = POINTS) -> None:
    """Raise InputError unless the activation passes the tests of class A at the given points.

    In balls: sigma' > 0; sigma' and sigma'' agree with the power series of sigma; the inverse
    inverts; values lie in the image; 0 lies in the closed image. A test at points refuses, it does
    not prove: analyticity and monotonicity elsewhere stay the user's claim.

    Raises:
        InputError: `class_a` is False, or a test failed or could not be decided at `bits`.

    >>> from proofcheck.networks import SIGMOID, polynomial
    >>> check_class_a(SIGMOID)
    >>> check_class_a(polynomial((0, 1)))
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.InputError: activation polynomial(0, 1): given class_a=False; ...
    """
    if not activation.class_a:
        raise _refused(activation, "class_a=False", "an activation that claims class A")
    _check_image(activation)
    balls = Balls(bits)
    with balls.active():
        for point in points:
            _check_derivatives(activation, balls, exact(point))
            _check_value_and_inverse(activation, balls, balls.number(point))
        _check_inverse_on_image(activation, balls)


def _check_image(activation: Activation) -> None:
    if activation.image is None:
        raise _refused(activation, "image=None", "a bounded image (c, d)")
    low, high = activation.image
    if not low <= 0 <= high or low == high:
        raise _refused(activation, f"image ({low}, {high})", "c < d with 0 in [c, d]")


def _check_derivatives(activation: Activation, balls: Balls, point: Any) -> None:
    series = Series(balls.bits, 3)
    with series.active():
        jet = activation.value(series, _one(series.variable(point)))[0]
    coefficients = series.coefficients(jet)
    first = _at(activation.first, balls, balls.number(point))
    second = _at(activation.second, balls, balls.number(point))
    _require(_agree(first, coefficients[1]), activation, f"first derivative at {point}")
    _require(_agree(second, 2 * coefficients[2]), activation, f"second derivative at {point}")
    _require(first.is_finite() and first > 0, activation, f"positive derivative at {point}")


def _check_value_and_inverse(activation: Activation, balls: Balls, point: arb) -> None:
    value = _at(activation.value, balls, point)
    _require(_is_inside(activation, balls, value), activation, f"value in the image at {point}")
    if activation.inverse is not None:
        back = _at(activation.inverse, balls, value)
        _require(_agree(back, point), activation, f"inverse of the value at {point}")


def _check_inverse_on_image(activation: Activation, balls: Balls) -> None:
    if activation.inverse is None or activation.image is None:
        return
    low, high = activation.image
    for share in map(exact, SHARES):
        wanted = balls.number(low + share * (high - low))
        found = _at(activation.value, balls, _at(activation.inverse, balls, wanted))
        _require(_agree(found, wanted), activation, f"value of the inverse at {wanted}")


def _is_inside(activation: Activation, balls: Balls, value: arb) -> bool:
    if activation.image is None or not value.is_finite():
        return False
    low, high = map(balls.number, activation.image)
    return bool(low < value and value < high)


def _at(function: Function, balls: Balls, point: arb) -> arb:
    return function(balls, _one(point))[0]


def _one(x: Any) -> Array:
    return from_entries([x], (1,))


def _agree(left: arb, right: arb) -> bool:
    """Return whether finite balls of radius below 1/1000 overlap."""
    finite = left.is_finite() and right.is_finite()
    return bool(finite and left.overlaps(right) and abs(left - right) * 1000 < 1)


def _require(condition: bool, activation: Activation, what: str) -> None:
    if not condition:
        raise _refused(activation, f"a wrong or undecided {what}", f"a correct {what}")


def _refused(activation: Activation, given: str, admissible: str) -> InputError:
    return InputError(
        f"activation {activation.name}",
        given=given,
        admissible=admissible,
        repair="correct the function named, or set class_a=False and use it for identities only",
    )
