"""Truncated power series with ball coefficients (FLINT arb_series)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

import flint
import numpy as np
from flint import arb, arb_series, fmpq

from proofcheck.arithmetic.base import (
    Arithmetic,
    Array,
    Exactness,
    elementwise,
    exact_scalar,
    from_entries,
    whole_number,
)
from proofcheck.core.errors import InputError


@final
@dataclass(frozen=True)
class Series(Arithmetic):
    """Power series in one variable t, with ball coefficients, modulo t^length.

    Formulas evaluated here give enclosures of their Taylor coefficients. Exactness: encloses.

    >>> series = Series(64, 3)
    >>> with series.active():
    ...     square = series.variable(3) * series.variable(3)
    >>> [str(c) for c in square.coeffs()]
    ['9.00000000000000', '6.00000000000000', '1.00000000000000']
    """

    bits: int
    length: int
    exactness = Exactness.ENCLOSES

    def __post_init__(self) -> None:
        whole_number(self.bits, "bits of ball series", least=2)
        whole_number(self.length, "number of coefficients", least=1)

    @property
    def name(self) -> str:
        """The name with bits and length."""
        return f"series({self.bits}, {self.length})"

    def active(self) -> AbstractContextManager[object]:
        """Return the context manager that sets precision and truncation."""
        return _precision(self.bits, self.length)

    def number(self, value: Any) -> arb_series:
        """Return the constant series."""
        if isinstance(value, arb_series):
            return value
        with self.active():
            return arb_series([_ball(value)], self.length)

    def variable(self, centre: Any, slope: Any = 1) -> arb_series:
        """Return centre + slope t."""
        with self.active():
            return arb_series([_ball(centre), _ball(slope)], self.length)

    def coefficients(self, x: arb_series) -> list[arb]:
        """Return all coefficients, trailing zeros included."""
        found = x.coeffs()
        return found + [arb(0)] * (self.length - len(found))

    def matmul(self, a: Array, b: Array) -> Array:
        """Return the product."""
        return np.asarray(a @ b, dtype=object)

    def solve(self, a: Array, b: Array) -> Array:  # noqa: ARG002
        """Refuse: systems over power series are not needed here."""
        raise self._refused("solve")

    def exp(self, z: Any) -> Any:
        """Return exp."""
        return elementwise(arb_series.exp, z)

    def log(self, z: Any) -> Any:
        """Return log."""
        return elementwise(arb_series.log, z)

    def tanh(self, z: Any) -> Any:
        """Return tanh z = 1 - 2/(exp(2 z) + 1)."""
        return elementwise(lambda t: 1 - 2 / ((2 * t).exp() + 1), z)

    def cosh(self, z: Any) -> Any:
        """Return cosh z = (exp z + exp -z)/2."""
        return elementwise(lambda t: (t.exp() + (-t).exp()) / 2, z)

    def to_rational_midpoint(self, x: Any) -> Fraction:  # noqa: ARG002
        """Refuse: a series is not a number."""
        raise self._refused("to_rational_midpoint")

    def magnitude(self, x: Any) -> Fraction:  # noqa: ARG002
        """Refuse: a series is not a number."""
        raise self._refused("magnitude")

    def constants(self, values: Sequence[Any]) -> Array:
        """Return an array (n,) of series or numbers as series."""
        return from_entries([self.number(v) for v in values], (len(values),))

    def _refused(self, method: str) -> InputError:
        return InputError(
            f"{method} of a power series",
            given=self.name,
            admissible="sums, products, quotients, exp, log, tanh, cosh",
            repair="take coefficients and use Balls",
        )


@contextmanager
def _precision(bits: int, length: int) -> Iterator[None]:
    before = flint.ctx.cap
    try:
        flint.ctx.cap = length
        with flint.ctx.workprec(bits):
            yield
    finally:
        flint.ctx.cap = before


def _ball(value: Any) -> arb:
    if isinstance(value, arb):
        return value
    fraction = exact_scalar(value)
    return arb(fmpq(fraction.numerator, fraction.denominator))
