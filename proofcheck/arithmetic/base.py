"""The interface that every formula is written against: scalars, arrays, and what may be decided."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from enum import Enum
from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from proofcheck.arithmetic.parsing import exact, shown
from proofcheck.core.errors import InputError
from proofcheck.core.verdict import Verdict

Array = NDArray[Any]


class Exactness(Enum):
    """What a computed value says about the true one.

    >>> from proofcheck.arithmetic import Balls, Floats, Rationals
    >>> [numbers.exactness.value for numbers in (Rationals(), Balls(64), Floats())]
    ['exact', 'encloses', 'approximate']
    """

    EXACT = "exact"
    ENCLOSES = "encloses"
    APPROXIMATE = "approximate"


class Arithmetic(ABC):
    """One kind of numbers: rationals, SymPy expressions, mpmath, balls or float64.

    Arrays are NumPy arrays of dtype object (float64 for `Floats`). Formulas use the operators
    `+ - * /` between arrays and the methods below, inside `with arithmetic.active():`. In mixed
    products the array stands on the left.

    >>> from proofcheck.arithmetic import Balls, Floats, Rationals
    >>> def excess(numbers):
    ...     third = numbers.number("1/3")
    ...     return numbers.is_zero(third + third + third - 1)
    >>> [excess(numbers).value for numbers in (Rationals(), Balls(64), Floats())]
    ['holds', 'undecided', 'undecided']
    """

    exactness: Exactness

    @property
    @abstractmethod
    def name(self) -> str:
        """The name with its precision, as printed in reports."""

    @property
    def decides(self) -> bool:
        """Whether a strict comparison in this arithmetic is a proof."""
        return self.exactness is not Exactness.APPROXIMATE

    def active(self) -> AbstractContextManager[object]:
        """Return the context manager that sets the working precision (for most kinds: nothing)."""
        return nullcontext()

    @abstractmethod
    def number(self, value: Any) -> Any:
        """Return the scalar for an exact value; a scalar of this arithmetic is returned as it is.

        Raises:
            InputError: a value that `exact` refuses.
        """

    @abstractmethod
    def matmul(self, a: Array, b: Array) -> Array:
        """Return the matrix product of two 2-D arrays."""

    @abstractmethod
    def solve(self, a: Array, b: Array) -> Array:
        """Return x with a x = b, for square `a` (n, n) and `b` (n,) or (n, k).

        Raises:
            InputError: `a` is singular, in exact arithmetic.
            PrecisionError: `a` is not proved regular, in the other arithmetics.
        """

    @abstractmethod
    def exp(self, z: Any) -> Any:
        """Return the exponential, elementwise."""

    @abstractmethod
    def log(self, z: Any) -> Any:
        """Return the natural logarithm, elementwise."""

    @abstractmethod
    def tanh(self, z: Any) -> Any:
        """Return the hyperbolic tangent, elementwise."""

    @abstractmethod
    def cosh(self, z: Any) -> Any:
        """Return the hyperbolic cosine, elementwise."""

    def sech_squared(self, z: Any) -> Any:
        """Return 1/cosh(z)^2, elementwise (squared by multiplication: see arb.pow)."""
        cosh = self.cosh(z)
        return 1 / (cosh * cosh)

    def tanh_and_sech_squared(self, z: Any) -> tuple[Any, Any]:
        """Return tanh(z) and 1/cosh(z)^2, elementwise."""
        return self.tanh(z), self.sech_squared(z)

    def logistic_family(self, n: Any) -> tuple[Any, Any, Any]:
        """Return 1/(1 + exp(-n)), tanh(n/2) and 1/cosh(n/2)^2, elementwise."""
        return 1 / (1 + self.exp(-n)), *self.tanh_and_sech_squared(n / 2)

    @abstractmethod
    def to_rational_midpoint(self, x: Any) -> Fraction:
        """Return the rational midpoint, or the value itself where it is rational.

        Exactness: exact for rationals; drops the radius of a ball, so it decides nothing there.
        """

    @abstractmethod
    def magnitude(self, x: Any) -> Fraction:
        """Return an upper bound of |x| (for approximate kinds: of the approximation).

        Raises:
            PrecisionError: `x` is not finite.
        """

    def approximate(self, a: Array) -> NDArray[np.float64]:
        """Return float64 midpoints of an array: for finding things, never for deciding them."""
        flat = [float(self.to_rational_midpoint(x)) for x in np.ravel(a)]
        return np.array(flat, dtype=np.float64).reshape(np.shape(a))

    def is_zero(self, x: Any) -> Verdict:  # noqa: ARG002
        """Return whether x = 0; approximate kinds never decide."""
        return Verdict.UNDECIDED

    def is_positive(self, x: Any) -> Verdict:  # noqa: ARG002
        """Return whether x > 0; approximate kinds never decide."""
        return Verdict.UNDECIDED

    def certainly_nonzero(self, x: Any) -> bool:
        """Return True only if x is proved to differ from 0."""
        return self.is_zero(x) is Verdict.REFUTED

    def array(self, nested: Any) -> Array:
        """Return the array of the given nested exact values.

        Raises:
            InputError: ragged nesting or a value that `number` refuses.
        """
        return np.asarray(elementwise(self.number, rectangular(nested)), dtype=object)

    def zeros(self, shape: int | Sequence[int]) -> Array:
        """Return the array of zeros of the given shape."""
        return filled(shape, self.number(0))

    def ones(self, shape: int | Sequence[int]) -> Array:
        """Return the array of ones of the given shape."""
        return filled(shape, self.number(1))


def elementwise(function: Callable[[Any], Any], x: Any) -> Any:
    """Return the function of a scalar, or of every entry of an array.

    >>> elementwise(lambda t: 2 * t, np.array([1, 2], dtype=object))
    array([2, 4], dtype=object)
    """
    return np.frompyfunc(function, 1, 1)(x) if isinstance(x, np.ndarray) else function(x)


def rectangular(nested: Any) -> Array:
    """Return nested sequences as an object array.

    Raises:
        InputError: the nesting is ragged.

    >>> rectangular([[1, 2], [3, 4]]).shape
    (2, 2)
    >>> rectangular([[1, 2], [3]])
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.InputError: array: given rows of different lengths; ...
    """
    try:
        found = np.array(nested, dtype=object)
    except ValueError as error:
        raise _ragged() from error
    if any(isinstance(entry, (list, tuple, np.ndarray)) for entry in found.flat):
        raise _ragged()
    return found


def _ragged() -> InputError:
    return InputError(
        "array",
        given="rows of different lengths",
        admissible="nested sequences of one shape",
        repair="give every row the same number of entries",
    )


def filled(shape: int | Sequence[int], value: Any) -> Array:
    """Return the object array of the given shape with one value everywhere.

    >>> filled((1, 2), 7)
    array([[7, 7]], dtype=object)
    """
    out = np.empty(shape, dtype=object)
    out.fill(value)
    return out


def from_entries(entries: Sequence[Any], shape: Sequence[int]) -> Array:
    """Return the object array of the given shape from its entries in row order.

    >>> from_entries([1, 2, 3, 4], (2, 2))
    array([[1, 2],
           [3, 4]], dtype=object)
    """
    return np.fromiter(entries, dtype=object, count=len(entries)).reshape(tuple(shape))


def whole_number(value: object, what: str, least: int = 1) -> int:
    """Return the value, an integer that is at least `least`.

    Raises:
        InputError: anything else, bools included.

    >>> whole_number(2, "digits")
    2
    >>> whole_number(True, "digits")
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.InputError: digits: given bool True; ...
    """
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        raise InputError(
            what,
            given=shown(value),
            admissible=f"an integer >= {least}",
            repair=f"give a whole number from {least} upwards",
        )
    return value


def exact_scalar(value: Any) -> Fraction:
    """Return `exact(value)`, accepting NumPy's exact integers as well.

    >>> exact_scalar("1/3"), exact_scalar(np.int64(2))
    (Fraction(1, 3), Fraction(2, 1))
    """
    if type(value) is Fraction:
        return value
    return exact(int(value)) if isinstance(value, np.integer) else exact(value)
