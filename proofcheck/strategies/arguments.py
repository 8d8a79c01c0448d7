"""Arguments of the strategies: what is of a wrong type is refused before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from proofcheck.arithmetic.parsing import shown
from proofcheck.core.errors import InputError


def listed(value: Any, what: str) -> tuple[Any, ...]:
    """Return the entries of a list that has some.

    Raises:
        InputError: it is no list, a text, or empty.

    >>> listed([1, 2], "epsilons")
    (1, 2)
    """
    if isinstance(value, Iterable) and not isinstance(value, str):
        entries = tuple(value)
        if entries:
            return entries
    raise refused(what, value, "a list with one entry or more", f"write {what}=[...]")


def strategy(value: Any, what: str) -> st.SearchStrategy[Any]:
    """Return a strategy.

    Raises:
        InputError: it is something else, such as one of the values that it would draw.

    >>> strategy(st.just(1), "shapes")
    just(1)
    """
    if isinstance(value, st.SearchStrategy):
        return value
    repair = f"for one value write {what}=hypothesis.strategies.just(...)"
    raise refused(what, value, "a strategy of Hypothesis", repair)


def refused(what: str, value: Any, admissible: str, repair: str) -> InputError:
    """Return the refusal of an argument, with the type and the value that were given.

    >>> print(refused("widths", 1.5, "an integer >= 1", "write widths=1"))
    widths: given float 1.5; admissible: an integer >= 1; repair: write widths=1
    """
    return InputError(what, given=shown(value), admissible=admissible, repair=repair)
