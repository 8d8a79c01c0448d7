"""mpmath at any number of digits, in a context of its own: finds things, decides nothing."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any, final

import mpmath
import numpy as np

from proofcheck.arithmetic.base import (
    Arithmetic,
    Array,
    Exactness,
    elementwise,
    exact_scalar,
    from_entries,
    whole_number,
)
from proofcheck.core.errors import PrecisionError


@final
@dataclass(frozen=True)
class Multiprecision(Arithmetic):
    """Floating point with the given number of decimal digits. Exactness: approximate.

    The global context `mpmath.mp` is neither read nor changed.

    >>> print(Multiprecision(30).number("1/3"))
    0.333333333333333333333333333333
    """

    digits: int
    exactness = Exactness.APPROXIMATE

    def __post_init__(self) -> None:
        whole_number(self.digits, "digits of mpmath")

    @property
    def name(self) -> str:
        """The name with the number of digits."""
        return f"mpmath({self.digits})"

    @property
    def context(self) -> mpmath.MPContext:
        """The mpmath context that belongs to this number of digits."""
        return _context(self.digits)

    def number(self, value: Any) -> Any:
        """Return the rounded number."""
        if isinstance(value, self.context.mpf):
            return value
        fraction = exact_scalar(value)
        return self.context.mpf(fraction.numerator) / fraction.denominator

    def matmul(self, a: Array, b: Array) -> Array:
        """Return the product, each entry summed exactly and rounded once."""
        dot = self.context.fdot
        columns = b.T.tolist()
        entries = [dot(row, column) for row in a.tolist() for column in columns]
        return from_entries(entries, (a.shape[0], b.shape[1]))

    def solve(self, a: Array, b: Array) -> Array:
        """Return the solution by LU decomposition."""
        context = self.context
        try:
            columns = [
                list(context.lu_solve(context.matrix(a.tolist()), context.matrix(column.tolist())))
                for column in b.reshape(len(a), -1).T
            ]
        except ZeroDivisionError as error:
            raise PrecisionError(
                "linear system in mpmath",
                given=f"a matrix that is singular at {self.digits} digits",
                admissible="a regular matrix",
                repair="raise the number of digits, or choose other equations",
            ) from error
        return np.array(columns, dtype=object).T.reshape(b.shape)

    def exp(self, z: Any) -> Any:
        """Return exp."""
        return elementwise(self.context.exp, z)

    def log(self, z: Any) -> Any:
        """Return log."""
        return elementwise(self.context.log, z)

    def tanh(self, z: Any) -> Any:
        """Return tanh."""
        return elementwise(self.context.tanh, z)

    def cosh(self, z: Any) -> Any:
        """Return cosh."""
        return elementwise(self.context.cosh, z)

    def to_rational_midpoint(self, x: Any) -> Fraction:
        """Return the binary value of the number.

        >>> Multiprecision(20).to_rational_midpoint(Multiprecision(20).number("-1/2"))
        Fraction(-1, 2)
        """
        if not self.context.isfinite(x):
            raise PrecisionError(
                "mpmath number",
                given=str(x),
                admissible="a finite number",
                repair="scale the data",
            )
        mantissa, exponent = x.man_exp  # without the sign
        size = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
        return -size if x < 0 else size

    def magnitude(self, x: Any) -> Fraction:
        """Return |x| of the approximation."""
        return abs(self.to_rational_midpoint(x))


@lru_cache(maxsize=64)
def _context(digits: int) -> mpmath.MPContext:
    context = mpmath.mp.clone()
    context.dps = digits
    return context
