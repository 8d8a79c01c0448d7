"""float64 arrays: they find things, they decide nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, final

import numpy as np
from numpy.typing import NDArray

from proofcheck.arithmetic.base import (
    Arithmetic,
    Array,
    Exactness,
    elementwise,
    exact_scalar,
    rectangular,
)
from proofcheck.core.errors import PrecisionError


@final
@dataclass(frozen=True)
class Floats(Arithmetic):
    """IEEE double precision. Exactness: approximate.

    >>> Floats().array(["1/2", 3])
    array([0.5, 3. ])
    """

    exactness = Exactness.APPROXIMATE

    @property
    def name(self) -> str:
        """The name "float64"."""
        return "float64"

    def number(self, value: Any) -> float:
        """Return the nearest float."""
        try:
            return float(exact_scalar(value))
        except OverflowError:
            return math.inf

    def array(self, nested: Any) -> Array:
        """Return the float64 array of nested exact values; float64 arrays are kept."""
        if isinstance(nested, np.ndarray) and nested.dtype == np.float64:
            return nested
        return np.asarray(elementwise(self.number, rectangular(nested)), dtype=np.float64)

    def zeros(self, shape: int | Sequence[int]) -> Array:
        """Return zeros."""
        return np.zeros(shape)

    def ones(self, shape: int | Sequence[int]) -> Array:
        """Return ones."""
        return np.ones(shape)

    def matmul(self, a: Array, b: Array) -> Array:
        """Return NumPy's product."""
        return a @ b

    def solve(self, a: Array, b: Array) -> Array:
        """Return LAPACK's solution."""
        try:
            return np.linalg.solve(a, b)
        except np.linalg.LinAlgError as error:
            raise PrecisionError(
                "linear system in float64",
                given="a numerically singular matrix",
                admissible="a well-conditioned matrix",
                repair="choose other equations or another arithmetic",
            ) from error

    def exp(self, z: Any) -> Any:
        """Return NumPy's exp."""
        with np.errstate(over="ignore", under="ignore"):
            return np.exp(z)

    def log(self, z: Any) -> Any:
        """Return NumPy's log."""
        return np.log(z)

    def tanh(self, z: Any) -> Any:
        """Return NumPy's tanh."""
        return np.tanh(z)

    def cosh(self, z: Any) -> Any:
        """Return NumPy's cosh."""
        with np.errstate(over="ignore"):
            return np.cosh(z)

    def sech_squared(self, z: Any) -> Any:
        """Return 1/cosh(z)^2, 0 where cosh overflows."""
        with np.errstate(over="ignore"):
            return super().sech_squared(z)

    def to_rational_midpoint(self, x: Any) -> Fraction:
        """Return the binary value of the float."""
        if not math.isfinite(x):
            raise _not_finite(x)
        return Fraction(float(x))

    def approximate(self, a: Array) -> NDArray[np.float64]:
        """Return the floats themselves."""
        found = np.array(a, dtype=np.float64)
        if not np.isfinite(found).all():
            raise _not_finite(found[~np.isfinite(found)][0])
        return found

    def magnitude(self, x: Any) -> Fraction:
        """Return |x| of the approximation."""
        return abs(self.to_rational_midpoint(x))


def _not_finite(x: Any) -> PrecisionError:
    return PrecisionError(
        "float",
        given=str(x),
        admissible="a finite float",
        repair="scale the data or use another arithmetic",
    )
