"""Scores of generated mutants: killed, equivalent with the reason, surviving, or no mutant at all.

A generated mutant is equivalent where the machine proves it: by a derivation that never used the
dropped hypothesis, or a derivation or computation that settles the step, reads the changed part,
refutes another change of that part, and holds on this one. A step that claims existence needs no
more than another witness, from a check that was seen to fail. Everything else that nothing refutes
survives.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from proofcheck.core import Kind, MutantRecord, Record, Statement, Status, Step
from proofcheck.core.reach import worth
from proofcheck.core.statement import Quantifier
from proofcheck.hunt.functions import NotMeantError
from proofcheck.hunt.generated import DROPPED, is_generated, part_of
from proofcheck.runner.naming import named_checks

Reads = Mapping[str, Mapping[str, Sequence[str]]]
"""Step -> check, by kind and name -> the parts of the formula that it reads."""


@dataclass(frozen=True)
class Hold:
    """A derivation or computation that holds on a mutant."""

    kind: Kind
    name: str


def scored(
    statement: Statement,
    record: Record,
    holds: Mapping[str, Sequence[Hold]],
    reads: Reads,
    doubts: Mapping[str, str],
) -> Record:
    """Return the record with its generated mutants judged; what is no mutant is left out.

    `holds` are, by mutant, the derivations and computations that hold on it, and `doubts` say why
    a sampled check stayed undecided.
    """
    mutants = [
        replace(m, detail="; ".join(filter(None, (m.detail, doubts.get(m.id)))))
        if m.survives
        else m
        for m in record.mutants
    ]
    record = replace(record, mutants=tuple(mutants))
    kept = [m for m in record.mutants if not _is_no_mutant(statement, m, reads)]
    kills = _kills_by_part(kept)
    judged = [_judged(statement, m, holds.get(m.id, ()), reads, kills) for m in kept]
    return replace(record, mutants=tuple(judged))


def _is_no_mutant(statement: Statement, mutant: MutantRecord, reads: Reads) -> bool:
    if not is_generated(mutant.id) or mutant.killed:
        return False
    if f" {NotMeantError.__name__}: " in f" {mutant.detail}":
        return True
    part = part_of(mutant.id)
    if part in ("", DROPPED) or {part, ""} & _parts(reads, mutant.step):
        return False
    return any(part in _parts(reads, s.id) for s in statement.steps if s.id != mutant.step)


def _parts(reads: Reads, step: str) -> set[str]:
    return {part for parts in reads.get(step, {}).values() for part in parts}


def _kills_by_part(mutants: Iterable[MutantRecord]) -> set[tuple[str, str, Kind, str]]:
    return {
        (m.step, part_of(m.id), kill.kind, kill.by)
        for m in mutants
        for kill in m.kills
        if kill.compared
    }


def _judged(
    statement: Statement,
    mutant: MutantRecord,
    holds: Sequence[Hold],
    reads: Reads,
    kills: set[tuple[str, str, Kind, str]],
) -> MutantRecord:
    if mutant.killed or not is_generated(mutant.id):
        return mutant
    step, part = statement.step(mutant.step), part_of(mutant.id)
    for hold in holds:
        if not _settles(step, hold):
            continue
        if part == DROPPED:
            return _equivalent(mutant, f"not used in this step: {hold.name} holds without it")
        existential = step.quantifier is Quantifier.EXISTENTIAL and _reads(reads, step, hold, part)
        if existential and any(
            (step.id, hold.kind, hold.name) == (s, k, n) for s, _, k, n in kills
        ):
            return _equivalent(mutant, f"another witness: {hold.name} holds on it as well")
        seen = (step.id, part, hold.kind, hold.name) in kills
        if seen and _reads(reads, step, hold, part):
            reason = f"{hold.name} proves it too, and refutes other changes of this part"
            return _equivalent(mutant, reason)
    return mutant


def _reads(reads: Reads, step: Step, hold: Hold, part: str) -> bool:
    parts = reads.get(step.id, {}).get(f"{hold.kind.value} {hold.name}", ())
    return part in parts or "" in parts


def _settles(step: Step, hold: Hold) -> bool:
    existential = step.quantifier is Quantifier.EXISTENTIAL
    for name, check in named_checks(step):
        if name == hold.name and check.kind is hold.kind:
            return worth(check.kind, check.scope, step.scope, existential=existential) is (
                Status.SETTLED
            )
    return False


def _equivalent(mutant: MutantRecord, reason: str) -> MutantRecord:
    return replace(mutant, equivalent=reason, shown_equivalent=True)
