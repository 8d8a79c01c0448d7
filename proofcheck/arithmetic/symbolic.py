"""SymPy expressions: exact numbers such as log(2), and formulas with free symbols."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

import numpy as np
import sympy
from flint import arb

from proofcheck.arithmetic.base import (
    Arithmetic,
    Array,
    Exactness,
    elementwise,
    exact_scalar,
)
from proofcheck.arithmetic.enclosure import enclose
from proofcheck.core.errors import InputError, PrecisionError
from proofcheck.core.verdict import Verdict

_BITS = 256


@final
@dataclass(frozen=True)
class Symbolic(Arithmetic):
    """SymPy expressions. Exactness: exact.

    At rational multiples of logarithms of rationals, tanh and sech^2 are returned as rationals.

    >>> s = Symbolic()
    >>> s.tanh(sympy.log(2)), s.sech_squared(sympy.log(2) / 2)
    (3/5, 8/9)
    """

    exactness = Exactness.EXACT

    @property
    def name(self) -> str:
        """The name "symbolic"."""
        return "symbolic"

    def number(self, value: Any) -> sympy.Expr:
        """Return the SymPy number; expressions without floats are kept.

        Raises:
            InputError: an expression that contains a SymPy Float.
        """
        if isinstance(value, sympy.Expr):
            return _without_floats(value)
        fraction = exact_scalar(value)
        return sympy.Rational(fraction.numerator, fraction.denominator)

    def matmul(self, a: Array, b: Array) -> Array:
        """Return the product, not simplified."""
        return np.asarray(a @ b, dtype=object)

    def solve(self, a: Array, b: Array) -> Array:
        """Return the solution by Gauss-Jordan elimination, simplified."""
        right = sympy.Matrix(b.reshape(len(a), -1).tolist())
        try:
            solution = sympy.Matrix(a.tolist()).inv(method="ADJ") * right
        except sympy.matrices.exceptions.NonInvertibleMatrixError as error:
            raise InputError(
                "linear system",
                given="a singular matrix",
                admissible="a regular matrix",
                repair="remove dependent equations",
            ) from error
        return np.array(sympy.simplify(solution).tolist(), dtype=object).reshape(b.shape)

    def exp(self, z: Any) -> Any:
        """Return exp."""
        return elementwise(_exp, z)

    def log(self, z: Any) -> Any:
        """Return log."""
        return elementwise(sympy.log, z)

    def tanh(self, z: Any) -> Any:
        """Return tanh, as a rational where exp(2 z) is one."""
        return elementwise(_tanh, z)

    def cosh(self, z: Any) -> Any:
        """Return cosh."""
        return elementwise(sympy.cosh, z)

    def sech_squared(self, z: Any) -> Any:
        """Return 1/cosh(z)^2, as a rational where exp(2 z) is one."""
        return elementwise(_sech_squared, z)

    def to_rational_midpoint(self, x: Any) -> Fraction:
        """Return the number if it is rational, else the midpoint of an enclosure."""
        if x.is_Rational:
            return Fraction(int(x.p), int(x.q))
        value = _finite_enclosure(x).mid().fmpq()
        return Fraction(int(value.p), int(value.q))

    def magnitude(self, x: Any) -> Fraction:
        """Return |x| if x is rational, else an upper bound from an enclosure."""
        if x.is_Rational:
            return abs(self.to_rational_midpoint(x))
        value = _finite_enclosure(x).abs_upper().fmpq()
        return Fraction(int(value.p), int(value.q))

    def is_zero(self, x: Any) -> Verdict:
        """Return whether x = 0: by exact simplification, or refuted by an enclosure."""
        if sympy.expand(x) == 0:
            return Verdict.HOLDS
        if x.is_Rational or _sign(x) != 0:
            return Verdict.REFUTED
        return Verdict.HOLDS if sympy.simplify(x) == 0 else Verdict.UNDECIDED

    def is_positive(self, x: Any) -> Verdict:
        """Return whether x > 0: by an enclosure, or by the assumptions on its symbols."""
        sign = _sign(x)
        if sign != 0:
            return Verdict.HOLDS if sign > 0 else Verdict.REFUTED
        if x.is_positive is not None and x.free_symbols:
            return Verdict.HOLDS if x.is_positive else Verdict.REFUTED
        return Verdict.REFUTED if self.is_zero(x) is Verdict.HOLDS else Verdict.UNDECIDED


def _without_floats(x: sympy.Expr) -> sympy.Expr:
    if not x.has(sympy.Float, sympy.nan, sympy.zoo, sympy.oo, -sympy.oo):
        return x
    raise InputError(
        "SymPy expression",
        given=str(x)[:60],
        admissible="an expression without Floats, NaN and infinities",
        repair='write sympy.Rational("0.1") in place of 0.1',
    )


def _exp(z: sympy.Expr) -> sympy.Expr:
    return sympy.exp(sympy.expand(z))


def _tanh(z: sympy.Expr) -> sympy.Expr:
    power = _exp(2 * z)
    return (power - 1) / (power + 1) if power.is_Rational else sympy.tanh(z)


def _sech_squared(z: sympy.Expr) -> sympy.Expr:
    power = _exp(2 * z)
    return 4 * power / (1 + power) ** 2 if power.is_Rational else sympy.cosh(z) ** -2


def _finite_enclosure(x: sympy.Expr) -> arb:
    ball = enclose(x, _BITS)
    if not ball.is_finite():
        raise PrecisionError(
            "value of an expression",
            given=str(x)[:60],
            admissible="a number built from rationals with + * ** exp log tanh cosh",
            repair="substitute numbers for the free symbols",
        )
    return ball


def _sign(x: sympy.Expr) -> int:
    """Return the sign if an enclosure proves it, else 0."""
    ball = enclose(x, _BITS)
    if not ball.is_finite():
        return 0
    return int(ball > 0) - int(ball < 0)
