"""Merging: from the results of the parts of one statement to its record, whatever their order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from proofcheck.core import (
    Budget,
    Check,
    Citation,
    Evidence,
    Hypothesis,
    Kill,
    Kind,
    Mutant,
    MutantRecord,
    Outcome,
    Record,
    Statement,
    Step,
    Verdict,
    holds,
)
from proofcheck.runner.guard import time_ran_out
from proofcheck.runner.naming import attackers, derivations, may_assume, mutants, named_checks
from proofcheck.runner.pairs import pairs_of
from proofcheck.runner.proving import Proof, Proved
from proofcheck.runner.sampling import Slice
from proofcheck.runner.tallies import kept_kills, sampled_outcome, total


@dataclass
class Parts:
    """The results of the parts of one statement, as they come in."""

    proved: dict[Proof, Proved] = field(default_factory=dict)
    slices: list[Slice] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, result: Proved | Slice, seconds: float) -> None:
        """Add the result of one part."""
        self.seconds += seconds
        if isinstance(result, Proved):
            self.proved[result.proof] = result
        else:
            self.slices.append(result)
            self.slices.sort(key=lambda part: part.start)


def merged(statement: Statement, parts: Parts, budget: Budget) -> Record:
    """Return the record of a statement; parts that are missing count as cut short by time."""
    sampled = _sampled_evidence(statement, parts.slices, budget)
    kills = _kills(statement, parts)
    return Record(
        evidence={
            step.id: tuple(
                sampled.get((step.id, name)) or _evidence(step, number, name, check, parts)
                for number, (name, check) in enumerate(named_checks(step))
            )
            for step in statement.steps
        },
        mutants=tuple(
            _mutant_record(step, mutant, parts, kills) for step, mutant in mutants(statement)
        ),
        hypotheses_met=_met(statement, parts.slices),
        hypotheses_used={h.id: _used(statement, h, parts, kills) for h in statement.hypotheses},
        regions=dict(sorted(sum((part.regions for part in parts.slices), Counter()).items())),
    )


def _sampled_evidence(
    statement: Statement, slices: list[Slice], budget: Budget
) -> Mapping[tuple[str, str], Evidence]:
    cut = sum(part.visited for part in slices) < budget.examples
    found = {}
    for number, pair in enumerate(pairs_of(statement)):
        if pair.mutant is None:
            tally = total(slices, number)
            outcome = sampled_outcome(tally, budget, cut)
            found[pair.step.id, pair.name] = Evidence(
                pair.check.kind, outcome, pair.check.scope, pair.name, tally.seconds
            )
    return found


def _evidence(step: Step, number: int, name: str, check: Check, parts: Parts) -> Evidence:
    if isinstance(check, Citation):
        return Evidence(check.kind, holds(check.reference), check.scope, name)
    proved = parts.proved.get(Proof(step.id, number))
    if proved is None:
        return Evidence(check.kind, time_ran_out(), check.scope, name)
    return Evidence(check.kind, proved.outcome, check.scope, name, proved.seconds)


def _kills(statement: Statement, parts: Parts) -> dict[str, tuple[Kill, ...]]:
    """Return the kills of every mutant: by proofs, then on instances."""
    sampled = kept_kills(list(pairs_of(statement)), parts.slices)
    return {
        mutant.id: (*_kills_by_proof(step, mutant, parts), *sampled.get(mutant.id, ()))
        for step, mutant in mutants(statement)
    }


def _kills_by_proof(step: Step, mutant: Mutant, parts: Parts) -> Iterator[Kill]:
    for name, check, outcome in _attacks(step, mutant, parts):
        if outcome.verdict is Verdict.REFUTED:
            yield Kill(check.kind, name, outcome.detail, outcome.confirmed_by)


def _attacks(step: Step, mutant: Mutant, parts: Parts) -> Iterator[tuple[str, Check, Outcome]]:
    """Yield what each derivation and computation found on a mutant."""
    for number, (name, check) in enumerate(attackers(step, mutant)):
        proved = parts.proved.get(Proof(step.id, number, mutant.id))
        if proved is not None:
            yield name, check, proved.outcome


def _mutant_record(
    step: Step, mutant: Mutant, parts: Parts, kills: Mapping[str, tuple[Kill, ...]]
) -> MutantRecord:
    """Only a check that was seen to refute another mutant of the step shows equivalence."""
    attacks, own = list(_attacks(step, mutant, parts)), kills[mutant.id]
    seen = _seen_to_fail(step, kills)
    shown = any(o.verdict is Verdict.HOLDS and (c.kind, n) in seen for n, c, o in attacks)
    details = [f"{name}: {o.verdict.value}: {o.detail}" for name, _, o in attacks]
    return MutantRecord(
        id=mutant.id,
        step=step.id,
        change=mutant.change,
        kills=own,
        equivalent=mutant.equivalent,
        shown_equivalent=mutant.equivalent is not None and shown and not own,
        detail="" if own else "; ".join(details),
    )


def _seen_to_fail(step: Step, kills: Mapping[str, Sequence[Kill]]) -> set[tuple[Kind, str]]:
    """Return the checks that refuted a mutant of the step by comparing values."""
    return {(k.kind, k.by) for mutant in step.mutants for k in kills[mutant.id] if k.compared}


def _met(statement: Statement, slices: list[Slice]) -> dict[str, int]:
    drawn = sum(part.drawn for part in slices)
    met = sum((part.met for part in slices), Counter[str]())
    return {h.id: drawn if h.setting else met[h.id] for h in statement.hypotheses}


def _used(
    statement: Statement, hypothesis: Hypothesis, parts: Parts, kills: Mapping[str, Sequence[Kill]]
) -> bool | None:
    """Return whether a derivation uses it; only those seen to fail say that none does."""
    uses = [
        (found.used.get(hypothesis.id, False), (Kind.DERIVED, name) in _seen_to_fail(step, kills))
        for step in statement.steps
        if hypothesis.id in may_assume(statement, step)
        for number, (name, _) in derivations(step)
        if (found := parts.proved.get(Proof(step.id, number))) is not None
        if found.outcome.verdict is Verdict.HOLDS
    ]
    if any(used for used, _ in uses) or (uses and hypothesis.setting):
        return True
    return False if any(counts for _, counts in uses) else None
