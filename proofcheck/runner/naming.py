"""Names of checks within a step, so that a kill can be put down to the check that did it."""

from __future__ import annotations

from collections.abc import Iterator

from proofcheck.core import Check, Derivation, Form, Mutant, Sampling, Statement, Step

Named = tuple[str, Check]


def named_checks(step: Step) -> list[Named]:
    """Return the step's checks with names that differ."""
    return step.named_checks()


def attackers(step: Step, mutant: Mutant) -> list[Named]:
    """Return the checks that have to refute a mutant: the step's own, then the mutant's.

    A check that a mutant brings has a name of its own: its kill earns the step's checks no credit,
    unless `credited` says so.
    """
    return named_checks(step) + [(f"{check.name} of {mutant.id}", check) for check in mutant.checks]


def credited(step: Step, brought: Sampling) -> str | None:
    """Return the name of the step's sampled check with the very function of a brought one."""
    own = ((name, check) for name, check in named_checks(step) if isinstance(check, Sampling))
    return next((name for name, check in own if check.test is brought.test), None)


def mutants(statement: Statement) -> Iterator[tuple[Step, Mutant]]:
    """Return every mutant with its step, in order."""
    return ((step, mutant) for step in statement.steps for mutant in step.mutants)


def may_assume(statement: Statement, step: Step) -> frozenset[str]:
    """Return the hypotheses that the proof of a step may use: those of its form."""
    return frozenset(h.id for h in statement.hypotheses if h.form in (Form.ONLY, step.form))


def derivations(step: Step) -> list[tuple[int, Named]]:
    """Return the step's checks that are derivations, with their numbers."""
    return [(n, one) for n, one in enumerate(named_checks(step)) if isinstance(one[1], Derivation)]
