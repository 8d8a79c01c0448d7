"""Generated mutants: every statement with false variants of each of its steps, besides its own.

For each step as repaired: every hypothesis that it requires is dropped, and every part of its
formula is changed. A part that a step's `choices` names is left alone; a single change named there
makes a mutant that the checks have to hold on. The same statement gives the same mutants in every
process.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from proofcheck.core import Form, Mutant, Statement, Step
from proofcheck.hunt.changes import Change, changes, spelled
from proofcheck.hunt.contexts import context_changes, named_parts, place_changes

DROPPED = "without"
"""The word in the id of a mutant that drops a hypothesis."""


_KNOWN: dict[int, tuple[Statement, Statement]] = {}


def with_generated(statement: Statement) -> Statement:
    """Return the statement with its generated mutants after those written by hand."""
    known = _KNOWN.get(id(statement))
    if known is None or known[0] is not statement:
        known = _KNOWN[id(statement)] = statement, _extended(statement)
    return known[1]


def _extended(statement: Statement) -> Statement:
    steps = tuple(
        replace(step, mutants=(*step.mutants, *generated(statement, step)))
        for step in statement.steps
    )
    return replace(statement, steps=steps)


def generated(statement: Statement, step: Step) -> Iterator[Mutant]:
    """Return the generated mutants of one step; none of one as printed, which is refuted itself."""
    if step.form is Form.LITERAL:
        return
    for hypothesis in statement.required(step):
        yield Mutant(
            f"{step.id}/{DROPPED}/{hypothesis}",
            f"without the hypothesis {hypothesis}",
            drops=hypothesis,
        )
    declared = {spelled(name): reason for name, reason in step.choices.items()}
    for part, change, mutate in _of_formula(step.formula):
        if part in declared:
            continue
        name = "/".join(filter(None, (step.id, part, change.name)))
        text = f"{part}: {change.text}" if part else change.text
        yield Mutant(name, text, mutate, equivalent=declared.get(f"{part}.{change.name}"))


def part_of(mutant_id: str) -> str:
    """Return which part of the formula a generated mutant changes; empty if that is all of it.

    >>> part_of("blocks/v-p/double"), part_of("shape/1.double")
    ('v-p', '')
    """
    parts = mutant_id.split("/")
    return parts[1] if len(parts) > 2 else ""


def is_generated(mutant_id: str) -> bool:
    """Return whether a mutant was generated; ids written by hand have no slash."""
    return "/" in mutant_id


def _of_formula(formula: Any) -> Iterator[tuple[str, Change, Callable[[Any], Any]]]:
    if isinstance(formula, Mapping):
        for key, value in formula.items():
            places = named_parts(value) if callable(value) else ()
            for change in () if places else changes(value):
                yield spelled(key), change, _at(key, change.make)
            for place in places:
                for change in place_changes():
                    named = Change(f"{spelled(place)}-{change.name}", change.text, change.make)
                    yield spelled(key), named, _at(key, _at_result(place, change.make))
    elif callable(formula) and (keys := named_parts(formula)):
        for key in keys:
            for change in context_changes():
                yield spelled(key), change, _at_result(key, change.make)
    else:
        for change in changes(formula):
            yield "", change, change.make


def _at(key: Any, make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda claim: {**claim, key: make(claim[key])}


def _at_result(key: Any, make: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def mutate(claim: Callable[[Any], Any]) -> Callable[[Any], Any]:
        def mutated(context: Any) -> Any:
            parts = claim(context)
            return {**parts, key: make((claim, context, parts, key))}

        return mutated

    return mutate
