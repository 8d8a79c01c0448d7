"""Arguments of the strategies: what is of a wrong type is refused before anything is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from proofcheck.core.errors import InputError


def whole(value: Any, what: str, least: int) -> int:
    """Return an integer from `least` on.

    Raises:
        InputError: it is none, or a truth value.

    >>> whole(3, "digits", 1)
    3
    """
    if isinstance(value, int) and not isinstance(value, bool) and value >= least:
        return value
    raise InputError(
        what,
        given=repr(value)[:80],
        admissible=f"an integer >= {least}",
        repair=f"write {what}={least}",
    )


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
    raise InputError(
        what,
        given=repr(value)[:80],
        admissible="a list with one entry or more",
        repair=f"write {what}=[...]",
    )


def strategy(value: Any, what: str) -> st.SearchStrategy[Any]:
    """Return a strategy.

    Raises:
        InputError: it is something else, such as one of the values that it would draw.

    >>> strategy(st.just(1), "shapes")
    just(1)
    """
    if isinstance(value, st.SearchStrategy):
        return value
    raise InputError(
        what,
        given=repr(value)[:80],
        admissible="a strategy of Hypothesis",
        repair=f"for one value write {what}=hypothesis.strategies.just(...)",
    )
