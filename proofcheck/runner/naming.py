"""Names of checks within a step, so that a kill can be put down to the check that did it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from proofcheck.core import Check, Derivation, Form, Mutant, Sampling, Statement, Step

Named = tuple[str, Check]


def named_checks(step: Step) -> list[Named]:
    """Return the step's checks with names that differ among checks of one kind."""
    return step.named_checks()


def attackers(step: Step, mutant: Mutant) -> list[Named]:
    """Return the checks that have to refute a mutant: the step's own, then the mutant's.

    A check that a mutant brings has a name of its own, so that its kill earns the step's checks no
    credit, unless it is the very function of a sampled check, on other instances.
    """
    own = named_checks(step)
    names = {id(mine.test): name for name, mine in own if isinstance(mine, Sampling)}
    return own + [(_name_of(names, mutant, check), check) for check in mutant.checks]


def _name_of(names: Mapping[int, str], mutant: Mutant, check: Check) -> str:
    own = names.get(id(check.test)) if isinstance(check, Sampling) else None
    return own or f"{check.name} of {mutant.id}"


def mutants(statement: Statement) -> Iterator[tuple[Step, Mutant]]:
    """Return every mutant with its step, in order."""
    return ((step, mutant) for step in statement.steps for mutant in step.mutants)


def may_assume(statement: Statement, step: Step) -> frozenset[str]:
    """Return the hypotheses that the proof of a step may use: those of its form."""
    return frozenset(h.id for h in statement.hypotheses if h.form in (Form.ONLY, step.form))


def derivations(step: Step) -> list[int]:
    """Return the numbers of the step's checks that are derivations."""
    return [n for n, check in enumerate(step.checks) if isinstance(check, Derivation)]
