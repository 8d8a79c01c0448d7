"""Pairs of a sampled check with the claim, or with a mutant of the claim, that it is run on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from proofcheck.core import Mutant, Sampling, Statement, Step, Verdict
from proofcheck.runner.naming import attackers, credited, mutants, named_checks


@dataclass(frozen=True)
class Pair:
    """A sampled check with its target; `own` if it is one of the step's own checks."""

    step: Step
    name: str
    check: Sampling
    required: tuple[str, ...]
    mutant: Mutant | None = None
    own: bool = True

    @property
    def earns(self) -> str:
        """The name of the check that a kill is put down to."""
        return self.name if self.own else credited(self.step, self.check) or self.name

    def claim(self) -> Any:
        """Return the formula that the check is run on."""
        formula = self.step.formula
        return formula if self.mutant is None else self.mutant.mutate(formula)

    def adds_nothing(self, met: Mapping[str, Verdict]) -> bool:
        """Return whether the claim itself was tested here: all that a mutant drops is met."""
        if self.mutant is None or self.mutant.drops is None or not self.own:
            return False
        return met.get(self.mutant.drops) is Verdict.HOLDS and _keeps_claim(self.step, self.mutant)

    def looks_at(self, labels: frozenset[str]) -> bool:
        """Return whether the check says something about an instance with these labels."""
        return self.check.only is None or bool(labels.intersection(self.check.only))

    def unmet(self, met: Mapping[str, Verdict]) -> list[str]:
        """Return the required hypotheses that an instance does not meet."""
        return [name for name in self.required if met.get(name) is not Verdict.HOLDS]


def pairs_of(statement: Statement) -> Iterator[Pair]:
    """Return all pairs of a statement: its claims first, then its mutants, in order."""
    for step in statement.steps:
        for name, check in named_checks(step):
            if isinstance(check, Sampling):
                yield Pair(step, name, check, statement.required(step))
    for step, mutant in mutants(statement):
        required = tuple(h for h in statement.required(step) if h != mutant.drops)
        for number, (name, check) in enumerate(attackers(step, mutant)):
            own = number < len(step.checks)
            if isinstance(check, Sampling) and not (own and repeats_search(step, mutant)):
                yield Pair(step, name, check, required, mutant, own)


def repeats_search(step: Step, mutant: Mutant) -> bool:
    """Return whether the step's own search would be repeated: claim kept, other checks named."""
    return bool(mutant.checks) and _keeps_claim(step, mutant)


def _keeps_claim(step: Step, mutant: Mutant) -> bool:
    try:
        return mutant.mutate(step.formula) is step.formula
    except Exception:  # whatever it is, the check itself will say so, and stay undecided
        return False
