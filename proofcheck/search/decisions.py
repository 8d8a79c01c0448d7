"""Decisions about instances: balls decide, a second arithmetic or road confirms a refutation."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any

import numpy as np

from proofcheck.arithmetic import Array, exact_from_float
from proofcheck.arithmetic.linear import is_positive_definite
from proofcheck.core import Cause, Outcome, Verdict, holds, refuted, undecided
from proofcheck.search.compare import Evaluated, as_text
from proofcheck.search.points import Direction, Point
from proofcheck.search.split_instance import view_bits

Value = Callable[[Any], Any]


def all_hold(outcomes: Iterable[Outcome]) -> Outcome:
    """Return the first outcome that does not hold, or that all hold; later ones are not computed.

    Of nothing it is undecided: vacuous.

    >>> all_hold([holds("a"), holds("b")]).detail
    'a; b'
    """
    details = []
    for outcome in outcomes:
        if outcome.verdict is not Verdict.HOLDS:
            return outcome
        details.append(outcome.detail)
    if not details:
        return undecided(Cause.VACUOUS, "nothing to decide")
    return holds("; ".join(details))


def greater(instance: Evaluated, what: str, value: Value, bound: Value) -> Outcome:
    """Return whether value(view) > bound(view), strictly, for every number in the balls."""
    view = instance.first
    with view.arithmetic.active():
        difference = value(view) - bound(view)
    shown = f"{what}: difference {as_text(difference, 8)}"
    positive = view.arithmetic.is_positive(difference)
    if positive is Verdict.HOLDS:
        return holds(shown, digits=instance.digits)
    if positive is Verdict.UNDECIDED:
        return undecided(Cause.PRECISION, shown)
    again = instance.second
    with again.arithmetic.active():
        second = value(again) - bound(again)
    agrees = again.arithmetic.to_rational_midpoint(second) <= 0
    confirmed = again.arithmetic.name if agrees else ""
    return refuted(shown, confirmed_by=confirmed, witness=instance.to_json())


def printed(instance: Evaluated, what: str, value: Value, text: str) -> Outcome:
    """Return whether a value rounds to a printed decimal: half a unit of its last digit."""
    number, half = Fraction(text), half_unit(text)

    def distance(view: Any) -> Any:
        return abs(value(view) - view.arithmetic.number(number))

    with instance.first.arithmetic.active():
        shown = f"{what} = {as_text(value(instance.first), 8)}, printed {text}"
    return greater(instance, shown, lambda v: v.arithmetic.number(half), distance)


def half_unit(text: str) -> Fraction:
    """Return half a unit of the last printed digit.

    >>> half_unit("0.0182")
    Fraction(1, 20000)
    """
    decimals = len(text.partition(".")[2])
    return Fraction(1, 2 * 10**decimals)


def definite(instance: Evaluated, what: str, matrix: Value, sign: int = 1) -> Outcome:
    """Return whether sign * matrix(view) is positive definite; a direction refutes."""
    view, bits = instance.first, view_bits(instance.digits)
    with view.arithmetic.active():
        signed = matrix(view) * sign
    if is_positive_definite(signed, bits) is Verdict.HOLDS:
        word = "positive" if sign > 0 else "negative"
        return holds(f"{what}: {word} definite, size {len(signed)}", digits=instance.digits)
    direction = lowest_direction(signed, view)
    if not _negative_along(view, signed, direction):
        return undecided(Cause.PRECISION, f"{what}: neither definite nor a direction against it")
    again = instance.second
    with again.arithmetic.active():
        second = matrix(again) * sign
    confirmed = again.arithmetic.name if _negative_along(again, second, direction) else ""
    return refuted(
        f"{what}: the other sign along {_direction_text(direction)}",
        confirmed_by=confirmed,
        witness=instance.to_json(),
    )


def lowest_direction(matrix: Array, view: Any) -> list[Fraction]:
    """Return an exact direction near an eigenvector of the smallest eigenvalue (a guess)."""
    approximate = view.arithmetic.approximate(matrix)
    vectors = np.linalg.eigh((approximate + approximate.T) / 2)[1]
    return [exact_from_float(float(x)) for x in vectors[:, 0]]


def _negative_along(view: Any, matrix: Array, direction: list[Fraction]) -> bool:
    arithmetic = view.arithmetic
    with arithmetic.active():
        d = arithmetic.array(direction)
        value = (matrix.dot(d) * d).sum()
    if arithmetic.decides:
        return arithmetic.is_positive(-value) is Verdict.HOLDS
    return arithmetic.to_rational_midpoint(value) < 0


def _direction_text(direction: list[Fraction]) -> str:
    shown = ", ".join(f"{float(x):.3g}" for x in direction[:4])
    return f"({shown}{', ...' if len(direction) > 4 else ''})"


def nonzero(instance: Evaluated, what: str, values: Value) -> Outcome:
    """Return whether some entry is certainly not 0; refuted never: balls prove no equality."""
    view = instance.first
    found = [x for x in np.ravel(values(view)) if view.arithmetic.certainly_nonzero(x)]
    if found:
        return holds(f"{what}: an entry is {as_text(found[0], 8)}", digits=instance.digits)
    return undecided(Cause.PRECISION, f"{what}: every entry may be 0")


def curvature_below_zero(point: Point, direction: Direction, what: str) -> Outcome:
    """Return whether d'Hd < 0 at a ball point, by Taylor coefficients; the Hessian confirms."""
    value = 2 * point.taylor(direction, 2)[2]
    shown = f"{what}: d'Hd = {as_text(value, 8)}"
    negative = point.arithmetic.is_positive(-value)
    if negative is Verdict.HOLDS:
        return holds(shown)
    if negative is Verdict.UNDECIDED:
        return undecided(Cause.PRECISION, shown)
    again = point.curvature(direction)
    return refuted(shown, confirmed_by="Hessian" if again >= 0 else "")
