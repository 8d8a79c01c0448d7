"""The ledger: every status is computed from evidence, steps and what a statement leans on.

The rules, weakest first: refuted, undecided, cited, sampled, settled.

* A step takes its strongest holding evidence; a confirmed refutation wins.
* Derived and kernel evidence settle a step when their scope contains the step's. Exact and
  certified evidence settle an existential step, and a universal one only when its scope is exactly
  the stated instances. Sampled and cited evidence settle nothing.
* Derived and sampled evidence count only where the same check was seen to refute a mutant.
* A statement is as weak as its weakest step, then as weak as what it leans on: a refuted or
  undecided ancestor leaves it undecided, a cited or sampled one lowers it to its own status.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any

from proofcheck.core.errors import StatementError
from proofcheck.core.evidence import Evidence, Kind
from proofcheck.core.statement import Finding, FindingKind, Form, Quantifier, Statement, Step
from proofcheck.core.textbook import Textbook
from proofcheck.core.verdict import Cause, Verdict


class Status(IntEnum):
    """The status of a step or statement, ordered from weakest to strongest."""

    REFUTED = 0
    UNDECIDED = 1
    CITED = 2
    SAMPLED = 3
    SETTLED = 4

    @property
    def word(self) -> str:
        """The status as the ledger prints it."""
        return self.name.lower()

    def __bool__(self) -> bool:
        raise TypeError("a status has no truth value; compare it: `status is Status.SETTLED`")


@dataclass(frozen=True)
class Judged:
    """A status with its reason; `open` where every undecided part is recorded as open."""

    status: Status
    reason: str = ""
    cause: Cause | None = None
    open: bool = False


@dataclass(frozen=True)
class Kill:
    """The refutation of a mutant by one check: its kind and name, and what it saw."""

    kind: Kind
    by: str
    detail: str = ""


@dataclass(frozen=True)
class MutantRecord:
    """What became of one mutant: which checks refuted it, and by what."""

    id: str
    step: str
    change: str
    kills: tuple[Kill, ...] = ()
    equivalent: str | None = None
    shown_equivalent: bool = False
    detail: str = ""

    @property
    def killed(self) -> bool:
        """Whether any check refuted it."""
        return bool(self.kills)

    @property
    def survives(self) -> bool:
        """Whether nothing killed it and nothing showed it equivalent."""
        return not self.killed and not self.shown_equivalent

    def to_json(self) -> dict[str, Any]:
        """Return the record as DESIGN's JSON object."""
        return {
            "id": self.id,
            "step": self.step,
            "change": self.change,
            "killed": self.killed,
            "equivalent": self.equivalent if self.shown_equivalent else None,
            "by": "; ".join(f"{k.kind.value}: {k.by}: {k.detail}" for k in self.kills),
            "detail": self.detail,
        }


@dataclass(frozen=True)
class Record:
    """Everything the checks of one statement brought back."""

    evidence: Mapping[str, tuple[Evidence, ...]]
    mutants: tuple[MutantRecord, ...] = ()
    hypotheses_met: Mapping[str, int] = field(default_factory=dict)
    hypotheses_used: Mapping[str, bool | None] = field(default_factory=dict)
    regions: Mapping[str, int] = field(default_factory=dict)


SETTLING = {Kind.DERIVED, Kind.KERNEL}
INSTANCES = {Kind.EXACT, Kind.CERTIFIED}


def worth(step: Step, evidence: Evidence) -> Status:
    """Return the status that one piece of holding evidence would give the step alone."""
    if evidence.kind in INSTANCES and step.quantifier is Quantifier.EXISTENTIAL:
        witnesses = evidence.scope.may_lie_in(step.scope)
        return Status.SETTLED if witnesses else Status.UNDECIDED
    if not evidence.scope.contains(step.scope):
        return Status.UNDECIDED
    if evidence.kind in SETTLING:
        return Status.SETTLED
    if evidence.kind in INSTANCES:
        return Status.UNDECIDED if step.scope.instances is None else Status.SETTLED
    return Status.SAMPLED if evidence.kind is Kind.SAMPLED else Status.CITED


def may_refute(step: Step, evidence: Evidence) -> bool:
    """Return whether a refutation refutes the step.

    It is confirmed, no search refutes existence, and what was refuted lies in the step's scope.
    """
    if evidence.verdict is not Verdict.REFUTED or not evidence.outcome.confirmed_by:
        return False
    if evidence.kind in SETTLING and evidence.scope.contains(step.scope):
        return True
    return step.quantifier is Quantifier.UNIVERSAL and evidence.scope.may_lie_in(step.scope)


def judge_step(step: Step, record: Record) -> Judged:
    """Return the status of one step from its evidence."""
    evidence = record.evidence.get(step.id, ())
    for piece in evidence:
        if may_refute(step, piece):
            return Judged(Status.REFUTED, f"{step.id}: {piece.outcome.detail}")
    best = Judged(Status.UNDECIDED, f"{step.id}: no check", Cause.NOT_ENCODED)
    for piece in evidence:
        judged = _judge_piece(step, piece, record)
        if judged.status > best.status or best.cause is Cause.NOT_ENCODED:
            best = judged
    if best.status is Status.UNDECIDED and step.open is not None:
        return replace(best, reason=f"{step.id}: open: {step.open}", open=True)
    return best


def _judge_piece(step: Step, piece: Evidence, record: Record) -> Judged:
    if piece.verdict is Verdict.REFUTED:
        reason = f"{step.id}: does not refute the claim: {piece.outcome.detail}"
        return Judged(Status.UNDECIDED, reason, Cause.NOT_APPLICABLE)
    if piece.verdict is Verdict.UNDECIDED:
        return Judged(Status.UNDECIDED, f"{step.id}: {piece.outcome.detail}", piece.outcome.cause)
    status = worth(step, piece)
    if status is Status.UNDECIDED:
        reason = f"{step.id}: the evidence ({piece.scope.describe()}) does not reach the claim"
        return Judged(Status.UNDECIDED, reason, Cause.NOT_APPLICABLE)
    if piece.kind in (Kind.DERIVED, Kind.SAMPLED) and not _seen_to_fail(step, piece, record):
        reason = f"{step.id}: {piece.by} was never seen to fail: it killed no mutant"
        return Judged(Status.UNDECIDED, reason, Cause.VACUOUS)
    return Judged(status)


def _seen_to_fail(step: Step, piece: Evidence, record: Record) -> bool:
    kills = (kill for mutant in record.mutants if mutant.step == step.id for kill in mutant.kills)
    return any(kill.kind is piece.kind and kill.by == piece.by for kill in kills)


def judge_steps(statement: Statement, record: Record, form: Form) -> Judged:
    """Return the statement's own status in one form: the weakest over its steps."""
    judged = [judge_step(s, record) for s in statement.steps if s.form in (form, Form.ONLY)]
    if not judged:
        return Judged(Status.UNDECIDED, "no step in this form", Cause.NOT_ENCODED)
    return min(judged, key=lambda j: (j.status.value, j.open))


def judge_all(
    statements: Mapping[str, Statement], records: Mapping[str, Record], form: Form
) -> dict[str, Judged]:
    """Return every statement's status in one form, ancestors included.

    Raises:
        StatementError: statements lean on each other in a cycle.
    """
    done: dict[str, Judged] = {}
    for statement_id in topological(statements):
        statement = statements[statement_id]
        record = records.get(statement_id, Record({}))
        judged = judge_steps(statement, record, form)
        for ancestor in statement.uses:
            missing = Judged(Status.UNDECIDED, "not encoded", Cause.NOT_ENCODED)
            judged = _lean(judged, ancestor, done.get(ancestor, missing))
        done[statement_id] = judged
    return done


def _lean(judged: Judged, ancestor_id: str, ancestor: Judged) -> Judged:
    if ancestor.status >= judged.status and ancestor.status > Status.UNDECIDED:
        return judged
    if judged.status is Status.REFUTED:
        return judged
    if ancestor.status > Status.UNDECIDED:
        return Judged(ancestor.status, f"leans on {ancestor_id}, which is {ancestor.status.word}")
    if judged.status is Status.UNDECIDED and not judged.open:
        return judged
    reason = f"that proof is broken: it leans on {ancestor_id}, which is {ancestor.status.word}"
    return Judged(Status.UNDECIDED, reason, ancestor.cause, open=ancestor.open)


def topological(statements: Mapping[str, Statement]) -> list[str]:
    """Return the ids so that each comes after everything it leans on.

    Raises:
        StatementError: statements lean on each other in a cycle.
    """
    order: list[str] = []
    state: dict[str, str] = {}

    def visit(statement_id: str, trail: tuple[str, ...]) -> None:
        if state.get(statement_id) == "done" or statement_id not in statements:
            return
        if state.get(statement_id) == "open":
            raise StatementError(
                "leaning of statements",
                given=" -> ".join([*trail, statement_id]),
                admissible="no cycles",
                repair="remove one `uses` of this chain",
            )
        state[statement_id] = "open"
        for ancestor in statements[statement_id].uses:
            visit(ancestor, (*trail, statement_id))
        state[statement_id] = "done"
        order.append(statement_id)

    for statement_id in statements:
        visit(statement_id, ())
    return order


def ancestors(statements: Mapping[str, Statement], ids: tuple[str, ...]) -> list[str]:
    """Return the ids and everything they lean on, in topological order."""
    wanted: set[str] = set()
    todo = list(ids)
    while todo:
        statement_id = todo.pop()
        if statement_id in statements and statement_id not in wanted:
            wanted.add(statement_id)
            todo.extend(statements[statement_id].uses)
    return [statement_id for statement_id in topological(statements) if statement_id in wanted]


def inherited_textbook(
    statements: Mapping[str, Statement], statement_id: str
) -> tuple[Textbook, ...]:
    """Return the textbook facts that the statement or anything it leans on rests on."""
    facts = {
        fact
        for ancestor in ancestors(statements, (statement_id,))
        for fact in statements[ancestor].rests_on
    }
    return tuple(fact for fact in Textbook if fact in facts)


def reproduces(statement: Statement, finding: Finding, record: Record) -> bool:
    """Return whether the machine evidence of a finding is there."""
    judged = [judge_step(statement.step(step), record) for step in finding.shown_by]
    repaired = [judge_step(statement.step(step), record) for step in finding.repaired_by]
    if any(j.status <= Status.UNDECIDED for j in repaired):
        return False
    if finding.kind is FindingKind.SUPERFLUOUS_HYPOTHESIS and finding.unused is not None:
        unused = record.hypotheses_used.get(finding.unused) is False
        return unused and all(j.status is Status.SETTLED for j in judged)
    if finding.holds:
        return bool(judged) and all(j.status is Status.SETTLED for j in judged)
    return bool(judged) and all(j.status is Status.REFUTED for j in judged)


def finding_evidence(finding: Finding, record: Record) -> str:
    """Return what the machine saw that shows the finding."""
    wanted = Verdict.HOLDS if finding.holds or finding.unused is not None else Verdict.REFUTED
    details = []
    for step_id in finding.shown_by:
        pieces = [p for p in record.evidence.get(step_id, ()) if p.verdict is wanted]
        details += [f"{step_id} ({p.kind.value}): {p.outcome.detail}" for p in pieces[:1]]
    if finding.unused is not None:
        details.append(f"the derivation never used the hypothesis {finding.unused!r}")
    return "; ".join(details)
