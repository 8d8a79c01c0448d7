"""Scores of generated mutants: killed, equivalent with the reason, surviving, or no mutant at all.

A generated mutant is equivalent where the machine proves it: by a derivation that never used the
dropped hypothesis, or a derivation or computation that settles the step, reads the changed part,
refutes another change of that part, and holds on this one. A step that claims existence needs no
more than another witness, from a check that was seen to fail. Where the module declares a change
to be none, with its reason, the other change of the part may be one written by hand; a declared
change of a part that no proof reads is left out. Everything else that nothing refutes survives.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from proofcheck.core import Kind, MutantRecord, Record, Statement, Status, Step
from proofcheck.core.reach import worth
from proofcheck.core.statement import Quantifier
from proofcheck.hunt.changes import spelled
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
    held: Collection[str] = (),
) -> Record:
    """Return the record with its generated mutants judged; what is no mutant is left out.

    `holds` are, by mutant, the derivations and computations that hold on it, and `doubts` say why
    a sampled check stayed undecided, `held` on which a sampled check held somewhere.
    """
    mutants = [
        replace(m, detail="; ".join(filter(None, (m.detail, doubts.get(m.id)))))
        if m.survives
        else m
        for m in record.mutants
    ]
    record = replace(record, mutants=tuple(mutants))
    looked_at = (m.id for m in record.mutants if _is_looked_at(statement, m, holds, reads))
    meant = {*held, *looked_at}
    kept = [m for m in record.mutants if not _is_no_mutant(statement, m, reads, meant)]
    kills = _Kills(statement, kept)
    judged = [_judged(statement, m, holds.get(m.id, ()), reads, kills) for m in kept]
    return replace(record, mutants=tuple(judged))


def _is_no_mutant(
    statement: Statement, mutant: MutantRecord, reads: Reads, meant: Collection[str]
) -> bool:
    if not is_generated(mutant.id) or mutant.killed:
        return False
    if mutant.id not in meant and f" {NotMeantError.__name__}: " in f" {mutant.detail}":
        return True
    part = part_of(mutant.id)
    if mutant.equivalent is not None and not _is_read_by_a_proof(statement, mutant, reads):
        return True  # the module says that it is true, and nothing here can prove that
    if part in ("", DROPPED) or {part, ""} & _parts(reads, mutant.step):
        return False
    return any(part in _parts(reads, s.id) for s in statement.steps if s.id != mutant.step)


def _is_looked_at(
    statement: Statement, mutant: MutantRecord, holds: Mapping[str, Sequence[Hold]], reads: Reads
) -> bool:
    """Return whether a proof that reads the changed part holds on the mutant."""
    step, part = statement.step(mutant.step), part_of(mutant.id)
    return any(_reads(reads, step, hold, part) for hold in holds.get(mutant.id, ()))


def _is_read_by_a_proof(statement: Statement, mutant: MutantRecord, reads: Reads) -> bool:
    """Return whether a derivation or computation that settles the step looks at the part."""
    step, part = statement.step(mutant.step), part_of(mutant.id)
    holds = (Hold(check.kind, name) for name, check in named_checks(step))
    return any(_settles(step, hold) and _reads(reads, step, hold, part) for hold in holds)


def _parts(reads: Reads, step: str) -> set[str]:
    return {part for parts in reads.get(step, {}).values() for part in parts}


class _Kills:
    """Which checks were seen to refute a change of which part of a step's formula."""

    def __init__(self, statement: Statement, mutants: Iterable[MutantRecord]) -> None:
        self._seen: set[tuple[str, bool, str, Hold]] = set()
        for mutant in mutants:
            generated = is_generated(mutant.id)
            part = part_of(mutant.id) if generated else _part_by_hand(statement, mutant)
            for kill in mutant.kills:
                if kill.compared:
                    seen = (mutant.step, generated, part, Hold(kill.kind, kill.by))
                    self._seen.add(seen)

    def anywhere(self, step: str, hold: Hold) -> bool:
        """Return whether the check refuted any mutant of the step."""
        return any((step, hold) == (s, h) for s, _, _, h in self._seen)

    def of_part(self, step: str, part: str, hold: Hold, *, by_hand: bool = False) -> bool:
        """Return whether it refuted a change of the part, a generated one or one by hand."""
        kinds = (True, False) if by_hand else (True,)
        return any((step, generated, part, hold) in self._seen for generated in kinds)


def _part_by_hand(statement: Statement, record: MutantRecord) -> str:
    """Return the one part that a mutant written by hand changes; empty if that is not clear."""
    step = statement.step(record.step)
    mutant = next(m for m in step.mutants if m.id == record.id)
    if not isinstance(step.formula, Mapping):
        return ""
    try:
        new = mutant.mutate(step.formula)
        parts = [key for key, old in step.formula.items() if new[key] is not old]
    except Exception:  # whatever it does to the formula, it is not one part of it
        return ""
    return spelled(parts[0]) if len(parts) == 1 else ""


def _judged(
    statement: Statement,
    mutant: MutantRecord,
    holds: Sequence[Hold],
    reads: Reads,
    kills: _Kills,
) -> MutantRecord:
    if mutant.killed or not is_generated(mutant.id):
        return mutant
    step, part = statement.step(mutant.step), part_of(mutant.id)
    for hold in holds:
        if not _settles(step, hold):
            continue
        if part == DROPPED:
            return _equivalent(mutant, f"not used in this step: {hold.name} holds without it")
        if not _reads(reads, step, hold, part):
            continue
        if step.quantifier is Quantifier.EXISTENTIAL and kills.anywhere(step.id, hold):
            return _equivalent(mutant, f"another witness: {hold.name} holds on it as well")
        declared = mutant.equivalent is not None
        if declared and kills.of_part(step.id, part, hold, by_hand=True):
            return _equivalent(mutant, f"{mutant.equivalent}; {hold.name} holds on it as well")
        if kills.of_part(step.id, part, hold):
            reason = f"{hold.name} proves it too, and refutes other changes of this part"
            return _equivalent(mutant, reason)
    return replace(mutant, shown_equivalent=False)


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
