"""The values of a strategy that has few of them: looked at before anything is drawn in earnest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from hypothesis import Phase, currently_in_test_context, find, settings
from hypothesis import strategies as st
from hypothesis.errors import NoSuchExample, Unsatisfiable

from proofcheck.strategies.smallest import FINDING

T = TypeVar("T")
ATTEMPTS = 400
"""The values of a strategy are known if there are fewer than this."""


class _TooManyError(KeyboardInterrupt):
    """There are more values than are looked at; what Hypothesis lets through at once."""


def largest_below(strategy: st.SearchStrategy[T], size: Callable[[T], int], least: int) -> int:
    """Return the largest size of all values of a strategy, if it is known to be below `least`.

    Else `least` is returned: one value reaches it, there are too many values to look at, or a test
    of Hypothesis is running, in which no other may run. Exactness: Hypothesis ends before its last
    attempt only where no value is left.

    >>> [largest_below(st.integers(1, 9), abs, least) for least in (7, 9, 10, 99)]
    [7, 9, 9, 9]
    >>> largest_below(st.integers(), abs, 10**9) == 10**9
    True
    """
    if currently_in_test_context():
        return least
    sizes: list[int] = []
    attempts = iter(range(ATTEMPTS))

    @st.composite
    def tried(draw: Callable[[Any], Any]) -> bool:
        if next(attempts, None) is None:
            raise _TooManyError
        sizes.append(size(draw(strategy)))
        return sizes[-1] >= least

    trying = settings(FINDING, max_examples=2 * ATTEMPTS, phases=(Phase.generate,))
    try:
        find(tried(), bool, settings=trying)
    except (NoSuchExample, Unsatisfiable):
        return max(sizes, default=0)
    except _TooManyError:
        return least
    return least
