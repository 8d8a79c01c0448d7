"""Choices that are written down as they are made, and choices that repeat what was written."""

from __future__ import annotations

from collections.abc import Sequence

from proofcheck.core import Choices
from proofcheck.search.choices import BuiltOnIntegers


class NotRepeatedError(Exception):
    """The choices written down do not fit: too few of them, or one out of its bounds."""


class Recorded(BuiltOnIntegers):
    """Choices of another source, written down.

    >>> from proofcheck.search.choices import SeededChoices
    >>> choices = Recorded(SeededChoices(0, "split networks", 7))
    >>> choices.integer(1, 6), choices.fraction(-1, 1, 4), choices.made
    (2, Fraction(3, 4), [2, 3])
    """

    def __init__(self, source: Choices) -> None:
        self._source = source
        self.made: list[int] = []

    def integer(self, low: int, high: int) -> int:
        """Return an integer from low to high, both included."""
        value = self._source.integer(low, high)
        self.made.append(value)
        return value


class Repeated(BuiltOnIntegers):
    """The choices that were written down, in their order.

    >>> choices = Repeated([2, 3])
    >>> choices.integer(1, 6), choices.fraction(-1, 1, 4), choices.left
    (2, Fraction(3, 4), 0)
    """

    def __init__(self, made: Sequence[int]) -> None:
        self._made = list(made)

    @property
    def left(self) -> int:
        """How many of the written choices were not asked for yet."""
        return len(self._made)

    def integer(self, low: int, high: int) -> int:
        """Return the next integer.

        Raises:
            NotRepeatedError: there is none, or it does not lie from low to high.
        """
        value = self._made.pop(0) if self._made else None
        if value is None or not low <= value <= high:
            raise NotRepeatedError(f"{value} is no integer from {low} to {high}")
        return value


class Simplest(BuiltOnIntegers):
    """The choices nearest to 0, a bounded number of them: instances that can be drawn take 200.

    >>> Simplest().integer(2, 9), Simplest().fraction(-1, 1, 4), Simplest().integer(-5, -3)
    (2, Fraction(0, 1), -3)
    """

    def __init__(self, most: int = 500) -> None:
        self._left = most

    def integer(self, low: int, high: int) -> int:
        """Return the integer from low to high that is nearest to 0.

        Raises:
            NotRepeatedError: too many were asked for: whoever asks waits for another one.
        """
        self._left -= 1
        if self._left < 0:
            raise NotRepeatedError("the simplest choices lead nowhere")
        return min(max(low, 0), high)
