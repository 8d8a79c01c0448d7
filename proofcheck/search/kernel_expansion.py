"""The loss along a direction e, to fourth order, by two roads: ball series, and differences.

Along w + z e the Jacobian of the outputs is J_0 + J_1 z + J_2 z^2 + J_3 z^3 + ..., and the outputs
are f + f_1 z + f_2 z^2 + ... with f_k = J_{k-1} e / k. The first four J_k are all that a quartic
expansion of the squared loss needs: see `LossAlong`.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from proofcheck.arithmetic import Arithmetic, Array, Balls, Multiprecision, Series
from proofcheck.arithmetic.base import elementwise
from proofcheck.core import InputError
from proofcheck.networks import ForwardPass, flatten, forward, jacobian, unflatten

ORDER = 4
"""Number of Taylor coefficients J_0, ..., J_3."""
STENCIL = (-2, -1, 0, 1, 2)
FIRST = (Fraction(1, 12), Fraction(-2, 3), Fraction(0), Fraction(2, 3), Fraction(-1, 12))
SECOND = (
    Fraction(-1, 24),
    Fraction(2, 3),
    Fraction(-5, 4),
    Fraction(2, 3),
    Fraction(-1, 24),
)
THIRD = (Fraction(-1, 12), Fraction(1, 6), Fraction(0), Fraction(-1, 6), Fraction(1, 12))
"""Weights of the values at -2h, ..., 2h in the coefficients of z, z^2, z^3, times h, h^2, h^3."""


@dataclass(frozen=True, eq=False)
class Line:
    """The line w + z e of a network through exact inputs, in one arithmetic.

    Attributes:
        values: the forward pass at w.
        inputs: exact, shape (N, n_0).
        direction: e, shape (M,), in the arithmetic of the forward pass.
    """

    values: ForwardPass
    inputs: tuple[tuple[Fraction, ...], ...]
    direction: Array

    @property
    def arithmetic(self) -> Arithmetic:
        """The arithmetic of the forward pass."""
        return self.values.arithmetic

    def jacobian_at(self, flat: Array, arithmetic: Arithmetic) -> Array:
        """Return the Jacobian (N, M) at other parameters."""
        shape = self.values.architecture, self.values.activation
        weights = unflatten(self.values.architecture, flat)
        return jacobian(forward(*shape, weights, self.inputs, arithmetic))


def jacobian_coefficients(line: Line) -> tuple[Array, ...]:
    """Return J_0, ..., J_3, each of shape (N, M).

    Exactness: in balls they enclose; in multiprecision they come from differences, correct to
    about a quarter of the digits for J_3.

    Raises:
        InputError: another arithmetic.
    """
    if isinstance(line.arithmetic, Balls):
        return _by_series(line, Series(line.arithmetic.bits, ORDER))
    if isinstance(line.arithmetic, Multiprecision):
        return _by_differences(line, line.arithmetic)
    raise InputError(
        "Taylor coefficients of the Jacobian",
        given=line.arithmetic.name,
        admissible="balls or multiprecision",
        repair="take Balls(bits)",
    )


def _by_series(line: Line, series: Series) -> tuple[Array, ...]:
    pairs = zip(flatten(line.values.weights), line.direction, strict=True)
    moving = series.constants([series.variable(w, e) for w, e in pairs])
    found = line.jacobian_at(moving, series)
    return tuple(_coefficient(found, k, series) for k in range(ORDER))


def _coefficient(found: Array, k: int, series: Series) -> Array:
    return np.asarray(elementwise(lambda x: series.coefficients(x)[k], found), dtype=object)


def _by_differences(line: Line, arithmetic: Multiprecision) -> tuple[Array, ...]:
    step = Fraction(1, 10 ** (arithmetic.digits // 6))
    with arithmetic.active():
        h = arithmetic.number(step)
        at = [
            line.jacobian_at(flatten(line.values.weights) + line.direction * h * k, arithmetic)
            for k in STENCIL
        ]
        sums = [_weighted(at, weights, arithmetic) for weights in (FIRST, SECOND, THIRD)]
        return at[2], sums[0] / h, sums[1] / (h * h), sums[2] / (h * h * h)


def _weighted(arrays: list[Array], weights: tuple[Fraction, ...], arithmetic: Arithmetic) -> Array:
    terms = [a * arithmetic.number(w) for a, w in zip(arrays, weights, strict=True)]
    return np.asarray(sum(terms[1:], terms[0]), dtype=object)


@dataclass(frozen=True, eq=False)
class LossAlong:
    """The squared loss near a line through w, for a residual r at w: all affine in r.

    l(w + z e + y) = l + g.y + z (He).y + z^2 tau.y + (1/2) y'Hy + c_2 z^2 + c_3 z^3 + c_4 z^4 + ...

    Attributes:
        jacobians: J_0, ..., J_3.
        direction: e.
        residual: r (N,).
        arithmetic: that of all three; the properties are computed at its working precision.
    """

    jacobians: tuple[Array, ...]
    direction: Array
    residual: Array
    arithmetic: Arithmetic

    @cached_property
    def outputs(self) -> tuple[Array, ...]:
        """The coefficients f_1, ..., f_4 of the outputs, each of shape (N,)."""
        with self.arithmetic.active():
            return tuple(J.dot(self.direction) / k for k, J in enumerate(self.jacobians, 1))

    @cached_property
    def slope(self) -> Array:
        """The product H e, shape (M,): the coefficient of z in the gradient."""
        J0, J1, *_ = self.jacobians
        with self.arithmetic.active():
            return 2 * (J1.T.dot(self.residual) + J0.T.dot(self.outputs[0]))

    @cached_property
    def mixed(self) -> Array:
        """The vector tau, shape (M,): the coefficient of z^2 in the gradient."""
        (J0, J1, J2, _), (f1, f2, *_) = self.jacobians, self.outputs
        with self.arithmetic.active():
            return 2 * (J2.T.dot(self.residual) + J1.T.dot(f1) + J0.T.dot(f2))

    @cached_property
    def cubic(self) -> Any:
        """The coefficient c_3 of z^3."""
        f1, f2, f3, _ = self.outputs
        with self.arithmetic.active():
            return 2 * (self.residual.dot(f3) + f1.dot(f2))

    @cached_property
    def quartic(self) -> Any:
        """The coefficient c_4 of z^4."""
        f1, f2, f3, f4 = self.outputs
        with self.arithmetic.active():
            return 2 * (self.residual.dot(f4) + f1.dot(f3)) + f2.dot(f2)
