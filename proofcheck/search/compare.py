"""Equalities on instances: balls refute, a second arithmetic confirms, nothing is guessed.

An equality of reals can be refuted by balls but never proved by them. So `equal` answers "holds" in
the sense of a sample that did not fail: the difference contains 0 and is smaller than 10^-digits.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, Protocol

import numpy as np
from flint import arb

from proofcheck.arithmetic import Arithmetic, ball_text
from proofcheck.core import Cause, Outcome, holds, refuted, undecided
from proofcheck.core.evidence import BY_SHAPES

Sides = Iterable[tuple[str, Any, Any]]


class View(Protocol):
    """An instance evaluated in one arithmetic."""

    @property
    def arithmetic(self) -> Arithmetic:
        """The arithmetic of every number seen through the view."""


class Evaluated(Protocol):
    """An instance that can be seen in a deciding arithmetic and in a second one."""

    @property
    def digits(self) -> int:
        """Decimal digits to which equalities are seen."""

    @property
    def first(self) -> Any:
        """The view in balls or in exact arithmetic."""

    @property
    def second(self) -> Any:
        """The view in an arithmetic that shares no number with the first, with twice the digits."""

    def to_json(self) -> dict[str, Any]:
        """Return the instance with exact values."""


def equal(instance: Evaluated, sides: Callable[[Any], Sides]) -> Outcome:
    """Return whether named sides agree on the instance; the first difference refutes.

    `sides` takes a view and yields (name, left, right) with arrays or scalars of its arithmetic.
    Where nothing is compared, no side with an entry, it is undecided: vacuous.
    """
    tolerance = Fraction(1, 10**instance.digits)
    widest = Fraction(0)
    compared = _evaluated(instance.first, sides)
    for name, left, right in compared:
        entry, width = _largest(instance.first.arithmetic, left, right, tolerance)
        if entry == "shape":
            return _shapes_differ(instance, name, left, right)
        if entry is not None:
            return _confirmed(instance, sides, name, entry, (left, right))
        widest = max(widest, width)
    if not any(np.size(left) for _, left, _ in compared):
        return undecided(Cause.VACUOUS, "no entry to compare")
    if widest > tolerance:
        return undecided(Cause.PRECISION, f"differences are only known to {_power(widest)}")
    return holds(f"differences contain 0 and are below 1e-{instance.digits}")


def _evaluated(view: View, sides: Callable[[Any], Sides]) -> list[tuple[str, Any, Any]]:
    """Return all sides, computed at the working precision of the view."""
    with view.arithmetic.active():
        return list(sides(view))


def _largest(
    arithmetic: Arithmetic, left: Any, right: Any, tolerance: Fraction
) -> tuple[Any, Fraction]:
    """Return the first entry that certainly differs (or None), and the widest difference."""
    left, right = np.asarray(left, dtype=object), np.asarray(right, dtype=object)
    if left.shape != right.shape:
        return "shape", Fraction(0)
    with arithmetic.active():
        differences = left - right
    flat = np.asarray(differences, dtype=object).ravel()
    for position, difference in enumerate(flat):
        if arithmetic.certainly_nonzero(difference):
            return tuple(int(k) for k in np.unravel_index(position, left.shape)), tolerance
    return None, max((arithmetic.magnitude(d) for d in flat), default=Fraction(0))


def _shapes_differ(instance: Evaluated, name: str, left: Any, right: Any) -> Outcome:
    shapes = f"{np.shape(left)} and {np.shape(right)}"
    return refuted(
        f"{name}: shapes {shapes} differ", confirmed_by=BY_SHAPES, witness=instance.to_json()
    )


def _confirmed(
    instance: Evaluated,
    sides: Callable[[Any], Sides],
    name: str,
    entry: tuple[int, ...],
    decided: tuple[Any, Any],
) -> Outcome:
    left_text, right_text = (as_text(np.asarray(side, dtype=object)[entry]) for side in decided)
    left, right = next((a, b) for n, a, b in _evaluated(instance.second, sides) if n == name)
    arithmetic = instance.second.arithmetic
    with arithmetic.active():
        difference = np.asarray(left, dtype=object)[entry] - np.asarray(right, dtype=object)[entry]
        size = abs(arithmetic.to_rational_midpoint(difference))
    agrees = size > Fraction(1, 10**instance.digits)
    where = f"entry {entry}" if entry else "value"
    return refuted(
        f"{name}, {where}: the sides differ by {_power(size)}",
        confirmed_by=arithmetic.name if agrees else "",
        witness=instance.to_json(),
        sides=(left_text, right_text),
    )


def as_text(value: Any, digits: int = 10) -> str:
    """Return a number for messages: balls to so many digits, exact numbers as they are.

    >>> as_text(Fraction(1, 3)), as_text(arb(1) / 4)
    ('1/3', '0.2500000000 +/- 0')
    """
    return ball_text(value, digits) if isinstance(value, arb) else str(value)


def _power(size: Fraction) -> str:
    """Return a size as a rough power of ten, for messages only."""
    if size == 0:
        return "0"
    exponent = len(str(size.numerator)) - len(str(size.denominator))
    return f"about 1e{exponent:+d}"


def magnitude_text(arithmetic: Arithmetic, values: Any) -> str:
    """Return an upper bound of the absolute values as a rough power of ten."""
    return _power(max(arithmetic.magnitude(v) for v in np.asarray(values, dtype=object).ravel()))
