"""The smallest example that shrinking reaches."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from hypothesis import HealthCheck, Phase, find, settings
from hypothesis import strategies as st

T = TypeVar("T")
FINDING = settings(
    phases=(Phase.generate, Phase.shrink),
    database=None,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)


def smallest(
    strategy: st.SearchStrategy[T],
    condition: Callable[[T], bool] = lambda _: True,
    examples: int = 200,
) -> T:
    """Return the smallest value that Hypothesis finds with a condition, the same in every run.

    Raises:
        hypothesis.errors.NoSuchExample: none among so many examples.
        hypothesis.errors.Unsatisfiable: the strategy rejects all of them.

    >>> smallest(st.integers(), lambda k: k > 10)
    11
    """
    return find(strategy, condition, settings=settings(FINDING, max_examples=examples))
