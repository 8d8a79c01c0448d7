"""Activation functions, each written once and evaluated in every arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from proofcheck.arithmetic import Arithmetic, exact
from proofcheck.arithmetic.base import from_entries
from proofcheck.core.errors import InputError

Function = Callable[[Arithmetic, Any], Any]


@dataclass(frozen=True)
class Activation:
    """An activation function sigma with derivatives, inverse and image (class A of p. 5).

    Attributes:
        name: the name used in files and labels.
        value, first, second: sigma, sigma' and sigma'' as functions of (arithmetic, z), elementwise
            on arrays, written with the operators and the methods of the arithmetic only.
        inverse: the inverse function of (arithmetic, a), or None.
        image: exact end points (c, d) of the image, or None if it is not bounded.
        class_a: whether sigma is taken to be strictly increasing, analytic and bounded with
            0 in [c, d]; `check_class_a` refuses false claims.

    >>> from proofcheck.arithmetic import Rationals
    >>> q = Rationals()
    >>> polynomial((0, 1, "1/3")).first(q, q.number(3))
    3
    """

    name: str
    value: Function
    first: Function
    second: Function
    inverse: Function | None = None
    image: tuple[Fraction, Fraction] | None = None
    class_a: bool = True

    def __post_init__(self) -> None:
        if self.image is not None:
            low, high = map(exact, self.image)
            object.__setattr__(self, "image", (low, high))

    def with_derivatives(self, arithmetic: Arithmetic, z: Any) -> tuple[Any, Any, Any]:
        """Return sigma, sigma' and sigma'' at z, from one evaluation if `second` is `Shared`.

        >>> from proofcheck.arithmetic import Rationals
        >>> q = Rationals()
        >>> polynomial((0, 1, "1/3")).with_derivatives(q, q.number(3))
        (6, 3, 2/3)
        """
        shared = self.second
        if isinstance(shared, Shared) and shared.belongs_to(self):
            return shared.together(arithmetic, z)
        return self.value(arithmetic, z), self.first(arithmetic, z), self.second(arithmetic, z)


@dataclass(frozen=True)
class Shared:
    """The function sigma'' whose evaluation can yield sigma and sigma' as well.

    Attributes:
        value, first: the sigma and sigma' that it belongs to.
        second: sigma'' alone.
        together: all three as one function of (arithmetic, z).

    >>> from proofcheck.arithmetic import Rationals
    >>> q = Rationals()
    >>> two = lambda q, z: q.number(2)
    >>> double = lambda q, z: 2 * z
    >>> square = Shared(lambda q, z: z * z, double, two, lambda q, z: (z * z, 2 * z, q.number(2)))
    >>> square(q, q.number(5)), square.together(q, q.number(5))
    (2, (25, 10, 2))
    """

    value: Function
    first: Function
    second: Function
    together: Callable[[Arithmetic, Any], tuple[Any, Any, Any]]

    def __call__(self, arithmetic: Arithmetic, z: Any) -> Any:
        """Return sigma'' at z."""
        return self.second(arithmetic, z)

    def belongs_to(self, activation: Activation) -> bool:
        """Return whether sigma and sigma' of the activation are those of this function."""
        return self.value is activation.value and self.first is activation.first


def _sigmoid(arithmetic: Arithmetic, z: Any) -> Any:
    return 1 / (1 + arithmetic.exp(-z))


def _sigmoid_first(arithmetic: Arithmetic, z: Any) -> Any:
    return arithmetic.sech_squared(z / 2) / 4


def _sigmoid_second(arithmetic: Arithmetic, z: Any) -> Any:
    tanh, sech_squared = arithmetic.tanh_and_sech_squared(z / 2)
    return -(sech_squared / 4) * tanh


def _sigmoid_together(arithmetic: Arithmetic, z: Any) -> tuple[Any, Any, Any]:
    sigmoid, tanh, sech_squared = arithmetic.logistic_family(z)
    first = sech_squared / 4
    return sigmoid, first, -first * tanh


def _sigmoid_inverse(arithmetic: Arithmetic, a: Any) -> Any:
    return arithmetic.log(a / (1 - a))


def _tanh(arithmetic: Arithmetic, z: Any) -> Any:
    return arithmetic.tanh(z)


def _tanh_first(arithmetic: Arithmetic, z: Any) -> Any:
    return arithmetic.sech_squared(z)


def _tanh_second(arithmetic: Arithmetic, z: Any) -> Any:
    return _tanh_together(arithmetic, z)[2]


def _tanh_together(arithmetic: Arithmetic, z: Any) -> tuple[Any, Any, Any]:
    tanh, first = arithmetic.tanh_and_sech_squared(z)
    return tanh, first, -2 * first * tanh


def _tanh_inverse(arithmetic: Arithmetic, a: Any) -> Any:
    return arithmetic.log((1 + a) / (1 - a)) / 2


SIGMOID = Activation(
    "sigmoid",
    _sigmoid,
    _sigmoid_first,
    Shared(_sigmoid, _sigmoid_first, _sigmoid_second, _sigmoid_together),
    _sigmoid_inverse,
    (Fraction(0), Fraction(1)),
)
TANH = Activation(
    "tanh",
    _tanh,
    _tanh_first,
    Shared(_tanh, _tanh_first, _tanh_second, _tanh_together),
    _tanh_inverse,
    (Fraction(-1), Fraction(1)),
)
BY_NAME = {activation.name: activation for activation in (SIGMOID, TANH)}


@dataclass(frozen=True)
class Horner:
    """A polynomial with exact coefficients, as a function of (arithmetic, z).

    >>> from proofcheck.arithmetic import Rationals
    >>> q = Rationals()
    >>> Horner((Fraction(1), Fraction(0), Fraction(3))).derivative()(q, q.number(5))
    30
    """

    coefficients: tuple[Fraction, ...]

    def __call__(self, arithmetic: Arithmetic, z: Any) -> Any:
        """Return the value by Horner's rule."""
        value = z * 0
        for coefficient in reversed(self.coefficients):
            value = value * z + _constant(arithmetic.number(coefficient), z)
        return value

    def derivative(self) -> Horner:
        """Return the derivative."""
        return Horner(tuple(k * c for k, c in enumerate(self.coefficients))[1:])


def _constant(number: Any, z: Any) -> Any:
    """Return the number at every place of z: NumPy takes a power series for a sequence."""
    if not (isinstance(z, np.ndarray) and z.dtype == object):
        return number
    return from_entries([number] * z.size, z.shape)


def polynomial(coefficients: Sequence[object]) -> Activation:
    """Return the polynomial activation sum_k c_k z^k, outside class A (it is not bounded).

    For exact rational variants of what holds for every twice differentiable sigma.

    Raises:
        InputError: no coefficients, or one that is not exact.

    >>> polynomial((0, 1, "1/3")).name, polynomial((0, 1)).class_a
    ('polynomial(0, 1, 1/3)', False)
    """
    is_list = isinstance(coefficients, Sequence) and not isinstance(coefficients, str | bytes)
    value = Horner(tuple(exact(c) for c in coefficients) if is_list else ())
    if not value.coefficients:
        raise InputError(
            "polynomial activation",
            given="no coefficients" if is_list else type(coefficients).__name__,
            admissible="a sequence of at least one exact coefficient",
            repair="give (0, 1) for the identity",
        )
    first = value.derivative()
    name = f"polynomial({', '.join(map(str, value.coefficients))})"
    return Activation(name, value, first, first.derivative(), class_a=False)
