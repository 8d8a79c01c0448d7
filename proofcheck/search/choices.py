"""Sources of choices: seeded and reproducible for the runner, Hypothesis for property tests."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable
from fractions import Fraction
from hashlib import sha256
from math import ceil, floor
from typing import Any

from proofcheck.core.errors import InputError


class BuiltOnIntegers(ABC):
    """What all sources share: everything is built from `integer`.

    >>> class Least(BuiltOnIntegers):
    ...     def integer(self, low, high):
    ...         return low
    >>> Least().pick("abc"), Least().fraction(0, 1, 4), Least().shuffle("abc")
    ('a', Fraction(0, 1), ['a', 'b', 'c'])
    """

    @abstractmethod
    def integer(self, low: int, high: int) -> int:
        """Return an integer from low to high, both included."""

    def pick(self, options: Iterable[Any]) -> Any:
        """Return one of the options.

        Raises:
            InputError: there are no options.
        """
        choices = list(options)
        _admissible(bool(choices), "options", "none", "at least one option")
        return choices[self.integer(0, len(choices) - 1)]

    def fraction(self, low: int | Fraction, high: int | Fraction, denominator: int) -> Fraction:
        """Return a fraction k/denominator from low to high, both included.

        Raises:
            InputError: the denominator is not positive, or no such fraction lies in between.
        """
        _admissible(denominator >= 1, "denominator", denominator, "an integer >= 1")
        first, last = ceil(low * denominator), floor(high * denominator)
        bounds = f"{low} to {high} in steps of 1/{denominator}"
        _admissible(first <= last, "fractions", bounds, "bounds with such a fraction between them")
        return Fraction(self.integer(first, last), denominator)

    def shuffle(self, options: Iterable[Any]) -> list[Any]:
        """Return the options as a list in a chosen order."""
        left = list(options)
        return [left.pop(self.integer(0, len(left) - 1)) for _ in range(len(left))]


class SeededChoices(BuiltOnIntegers):
    """Choices that depend on seed, family and index alone, not on process, machine or order.

    >>> choices = SeededChoices(0, "split networks", 7)
    >>> choices.integer(1, 6), choices.fraction(-1, 1, 4), choices.shuffle("abcd")
    (2, Fraction(3, 4), ['d', 'b', 'c', 'a'])
    """

    def __init__(self, seed: int, family: str, index: int) -> None:
        self._key = repr((seed, family, index)).encode()
        self._drawn = 0

    def integer(self, low: int, high: int) -> int:
        """Return an integer from low to high, both included.

        Raises:
            InputError: low exceeds high.
        """
        _admissible(low <= high, "bounds", f"{low} to {high}", "low <= high")
        span = high - low + 1
        blocks = span.bit_length() // 256 + 2
        return low + int.from_bytes(b"".join(self._block() for _ in range(blocks))) % span

    def _block(self) -> bytes:
        self._drawn += 1
        return sha256(self._key + self._drawn.to_bytes(8)).digest()


class HypothesisChoices(BuiltOnIntegers):
    """The same choices from Hypothesis, which shrinks them: `HypothesisChoices(draw)`.

    >>> from hypothesis import strategies as st
    >>> from proofcheck.strategies import smallest
    >>> shares = st.composite(lambda draw: HypothesisChoices(draw).fraction(0, 1, 4))()
    >>> smallest(shares, lambda share: share > Fraction(1, 4))
    Fraction(1, 2)
    """

    def __init__(self, draw: Callable[[Any], Any]) -> None:
        self._draw = draw

    def integer(self, low: int, high: int) -> int:
        """Return an integer from low to high, both included; shrinks towards zero."""
        from hypothesis import strategies

        return int(self._draw(strategies.integers(low, high)))


def _admissible(condition: bool, what: str, given: object, admissible: str) -> None:
    if not condition:
        raise InputError(what, given=given, admissible=admissible, repair="change the arguments")
