"""Problems: why a run does not end with exit status 0, each in one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from proofcheck.core import Cause, Evidence, Form, Status, Step, Verdict
from proofcheck.core.ledger import counterexample
from proofcheck.runner.entries import Entry

REFUTED, UNDECIDED, INTERRUPTED = 1, 3, 130


@dataclass(frozen=True)
class Problem:
    """One reason against exit status 0, with the status that it asks for."""

    status: int
    text: str


def problems(entries: Iterable[Entry]) -> tuple[Problem, ...]:
    """Return everything in these entries that is not as it should be."""
    return tuple(problem for entry in entries for problem in _of_entry(entry))


def exit_status(found: Iterable[Problem]) -> int:
    """Return 1 if anything is refuted, else 3 if anything stayed undecided, else 0.

    >>> exit_status([]), exit_status([Problem(3, "time"), Problem(1, "refuted")])
    (0, 1)
    """
    statuses = {problem.status for problem in found}
    return REFUTED if REFUTED in statuses else UNDECIDED if statuses else 0


def _of_entry(entry: Entry) -> Iterator[Problem]:
    name, judged = entry.statement.id, entry.repaired
    if judged.status is Status.REFUTED:
        yield Problem(REFUTED, f"{name} is refuted: {judged.reason}")
    elif judged.status is Status.UNDECIDED and not judged.open:
        yield Problem(UNDECIDED, f"{name} is undecided: {judged.reason}")
    yield from _findings(entry)
    yield from _survivors(entry)
    yield from _undecided_evidence(entry)
    yield from _counterexamples(entry)


def _findings(entry: Entry) -> Iterator[Problem]:
    for finding in entry.statement.findings:
        if not entry.reproduced(finding):
            text = f"finding {finding.id} of {entry.statement.id} does not reproduce"
            unseen = entry.blind(finding)
            if unseen:
                text += f": the refutation of {', '.join(unseen)} has no witness, and its check"
                text += " was never seen to hold"
            steps = map(entry.statement.step, finding.shown_by + finding.repaired_by)
            cut = any(_cut_short(e) for s in steps for e in entry.record.evidence.get(s.id, ()))
            yield Problem(UNDECIDED if cut else REFUTED, text)


def _cut_short(evidence: Evidence) -> bool:
    return evidence.outcome.cause in (Cause.TIME, Cause.VACUOUS)


def _survivors(entry: Entry) -> Iterator[Problem]:
    for mutant in entry.survivors():
        if not entry.judged(entry.statement.step(mutant.step)).open:
            text = f"mutant {mutant.id} of {entry.statement.id} survives ({mutant.change})"
            yield Problem(UNDECIDED, text)


def _undecided_evidence(entry: Entry) -> Iterator[Problem]:
    for step in entry.statement.steps:
        for evidence in entry.record.evidence.get(step.id, ()):
            if evidence.verdict is Verdict.UNDECIDED and _counts(entry, step, evidence):
                text = f"{entry.statement.id}, step {step.id}: {evidence.by} is undecided"
                yield Problem(UNDECIDED, f"{text}: {evidence.outcome.detail}")


def _counterexamples(entry: Entry) -> Iterator[Problem]:
    """A confirmed counterexample is never passed over, whatever the step's status is."""
    for step in entry.statement.steps:
        for piece in entry.record.evidence.get(step.id, ()):
            refuted = entry.judged(step).status is Status.REFUTED
            if counterexample(step, piece) and not refuted:
                text = f"{entry.statement.id}, step {step.id}: {piece.by} refutes what it looks at"
                text += f" ({piece.scope.describe()}), which does not refute the step"
                yield Problem(UNDECIDED, f"{text}: {piece.outcome.detail}")


def _counts(entry: Entry, step: Step, evidence: Evidence) -> bool:
    if entry.judged(step).status is Status.UNDECIDED:
        return False
    return step.form is not Form.LITERAL or evidence.outcome.cause is Cause.TIME
