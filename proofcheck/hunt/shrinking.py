"""Shrinking: from a counterexample to a small one, by Hypothesis and a measure of size.

Hypothesis makes the choices smaller; the measure says which of all the counterexamples that it met
is kept: few layers, few neurons, few samples, short numbers. The same start gives the same result.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from proofcheck.core import Choices, Family
from proofcheck.hunt.recording import Recorded, Simplest
from proofcheck.search.choices import SeededChoices

Size = tuple[int, int, int, int]
Worth = Callable[[Any], bool]
Refutes = Callable[[Choices, str, Worth], Any]
"""Draw an instance by choices; `None` where it refutes nothing, or is not worth a test."""


@dataclass(frozen=True)
class Smallest:
    """The smallest counterexample that was found, with the choices that draw it."""

    instance: Any
    region: str
    choices: tuple[int, ...]
    shrunk: bool

    @property
    def size(self) -> Size:
        """Its layers, neurons, samples, and the length of its numbers."""
        return size_of(self.instance.to_json())

    @property
    def order(self) -> tuple[Size, int, tuple[int, ...]]:
        """What makes it smaller than another: its size, then its choices."""
        return self.size, len(self.choices), tuple(map(abs, self.choices))


def size_of(values: dict[str, Any]) -> Size:
    """Return layers, neurons, samples and length of an instance's exact values.

    >>> size_of({"architecture": "1-2-1", "inputs": [["1/2"], ["1"]]})[:3]
    (3, 4, 2)
    """
    label = values.get("architecture", values.get("widths", ""))
    widths = [int(w) for w in label.split("-") if w.isdigit()] if isinstance(label, str) else []
    samples = values.get("inputs", ())
    count = len(samples) if isinstance(samples, list | tuple) else 0
    return len(widths), sum(widths), count, len(json.dumps(values, default=str))


def shrink(start: Smallest, refutes: Refutes, family: Family, calls: int) -> Smallest:
    """Return the smallest counterexample that is met in so many calls, at worst the start.

    The simplest instance of each region is looked at first, and some others where there are many
    calls; then all regions are searched, that of the smallest so far before the others, and where
    nothing was found, the region of the start.
    """
    for regions in (family.regions, (start.region,)):
        search = _Search(start, refutes, calls)
        for region in regions:
            search.look_at(Recorded(Simplest()), region)
        for number in range(calls // 100):
            for region in regions:
                search.look_at(Recorded(SeededChoices(0, region, number)), region)
        search.left = calls
        best = search.best.region if search.best.shrunk else regions[0]
        _find(search, (best, *(r for r in regions if r != best)), calls)
        if search.best.shrunk:
            return search.best
    return start


def _find(search: _Search, regions: tuple[str, ...], calls: int) -> None:
    import hypothesis
    from hypothesis import strategies as st

    from proofcheck.search.choices import HypothesisChoices

    @st.composite
    def instances(draw: Any) -> bool:
        region = draw(st.sampled_from(regions))
        if search.left <= 0:
            hypothesis.reject()
        return search.try_it(Recorded(HypothesisChoices(draw)), region)

    settings = hypothesis.settings(
        database=None,
        deadline=None,
        max_examples=max(calls // 2, 1),
        phases=(hypothesis.Phase.generate, hypothesis.Phase.shrink),
        suppress_health_check=list(hypothesis.HealthCheck),
        report_multiple_bugs=False,
    )
    with suppress(hypothesis.errors.HypothesisException):  # none found, or the calls were used up
        hypothesis.find(instances(), bool, settings=settings, random=Random(0))


class _Search:
    def __init__(self, start: Smallest, refutes: Refutes, calls: int) -> None:
        self.best, self.refutes, self.left = start, refutes, calls

    def look_at(self, choices: Recorded, region: str) -> None:
        """Remember the drawn instance if it is a smaller counterexample; else it is not tested."""

        def smaller(instance: Any) -> bool:
            found = Smallest(instance, region, tuple(choices.made), shrunk=True)
            return not self.best.shrunk or found.order < self.best.order

        self.try_it(choices, region, smaller)

    def try_it(self, choices: Recorded, region: str, worth: Worth = lambda _: True) -> bool:
        """Return whether the drawn instance is a counterexample; remember the smallest."""
        self.left -= 1
        instance = self.refutes(choices, region, worth)
        if instance is None:
            return False
        found = Smallest(instance, region, tuple(choices.made), shrunk=True)
        better = found.order < self.best.order
        self.best = found if better else replace(self.best, shrunk=True)
        return True
