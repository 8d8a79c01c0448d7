"""Exact rationals (FLINT fmpq)."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

from flint import fmpq, fmpq_mat

from proofcheck.arithmetic.base import (
    Arithmetic,
    Array,
    Exactness,
    elementwise,
    exact_scalar,
    from_entries,
)
from proofcheck.core.errors import InputError
from proofcheck.core.verdict import Verdict


@final
@dataclass(frozen=True)
class Rationals(Arithmetic):
    """The field of rational numbers. Exactness: exact.

    >>> q = Rationals()
    >>> q.matmul(q.array([["1/2", 1]]), q.array([[2], ["1/3"]]))
    array([[4/3]], dtype=object)
    """

    exactness = Exactness.EXACT

    @property
    def name(self) -> str:
        """The name "rationals"."""
        return "rationals"

    def number(self, value: Any) -> fmpq:
        """Return the rational number."""
        if isinstance(value, fmpq):
            return value
        fraction = exact_scalar(value)
        return fmpq(fraction.numerator, fraction.denominator)

    def matmul(self, a: Array, b: Array) -> Array:
        """Return the exact product, through `fmpq_mat`."""
        product = rational_matrix(a) * rational_matrix(b)
        return from_entries(product.entries(), (a.shape[0], b.shape[1]))

    def solve(self, a: Array, b: Array) -> Array:
        """Return the exact solution."""
        try:
            solution = rational_matrix(a).solve(rational_matrix(b.reshape(len(a), -1)))
        except ZeroDivisionError as error:
            raise InputError(
                "linear system",
                given="a singular matrix",
                admissible="a regular matrix",
                repair="remove dependent equations",
            ) from error
        return from_entries(solution.entries(), b.shape)

    def exp(self, z: Any) -> Any:
        """Return 1 at 0; every other value is irrational and refused."""
        return elementwise(lambda t: _only_at(t, 0, 1, "exp"), z)

    def log(self, z: Any) -> Any:
        """Return 0 at 1; every other value is refused."""
        return elementwise(lambda t: _only_at(t, 1, 0, "log"), z)

    def tanh(self, z: Any) -> Any:
        """Return 0 at 0; every other value is refused."""
        return elementwise(lambda t: _only_at(t, 0, 0, "tanh"), z)

    def cosh(self, z: Any) -> Any:
        """Return 1 at 0; every other value is refused."""
        return elementwise(lambda t: _only_at(t, 0, 1, "cosh"), z)

    def to_rational_midpoint(self, x: Any) -> Fraction:
        """Return the number itself."""
        return Fraction(int(x.p), int(x.q))

    def magnitude(self, x: Any) -> Fraction:
        """Return |x|."""
        return abs(self.to_rational_midpoint(x))

    def is_zero(self, x: Any) -> Verdict:
        """Return whether x = 0; always decided."""
        return Verdict.HOLDS if x == 0 else Verdict.REFUTED

    def is_positive(self, x: Any) -> Verdict:
        """Return whether x > 0; always decided."""
        return Verdict.HOLDS if x > 0 else Verdict.REFUTED


def rational_matrix(a: Array) -> fmpq_mat:
    """Return the FLINT matrix of a 2-D array of rationals. Exactness: exact.

    >>> rational_matrix(Rationals().array([["1/2", 1], [0, 2]])).det()
    1
    """
    return fmpq_mat(a.shape[0], a.shape[1], a.ravel().tolist())


def _only_at(z: Any, point: int, value: int, function: str) -> fmpq:
    if z == point:
        return fmpq(value)
    raise InputError(
        f"{function} over the rationals",
        given=str(z),
        admissible=f"{function}({point}) only",
        repair="use Balls(bits) or Symbolic(), or a polynomial activation",
    )
