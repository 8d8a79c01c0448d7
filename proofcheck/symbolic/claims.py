"""Claims as data: named formulas that checks evaluate and mutants replace one at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

Formulas = Mapping[Any, Any]
"""Name -> claimed formula."""


def change(name: Any, new: Callable[[Any], Any]) -> Callable[[Formulas], Formulas]:
    """Return the mutation that replaces one named formula.

    >>> change("b", lambda old: -old)({"a": 1, "b": 2})
    {'a': 1, 'b': -2}
    """

    def mutate(claim: Formulas) -> Formulas:
        return {**claim, name: new(claim[name])}

    return mutate


def change_entry(
    name: Any, new: Callable[[Any], Any]
) -> Callable[[Callable[[Any], Formulas]], Callable[[Any], Formulas]]:
    """Return the same mutation for a claim that is a function from context to named formulas.

    `new` receives the context, so that a mutant can name other quantities.

    >>> change_entry("a", lambda context: -context)(lambda context: {"a": context})(3)
    {'a': -3}
    """

    def mutate(claim: Callable[[Any], Formulas]) -> Callable[[Any], Formulas]:
        def mutated(context: Any) -> Formulas:
            return {**claim(context), name: new(context)}

        return mutated

    return mutate
