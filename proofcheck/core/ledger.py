"""The ledger: every status is computed from evidence, steps and what a statement leans on.

The rules, weakest first: refuted, undecided, cited, sampled, settled.

* A step takes its strongest holding evidence; a confirmed refutation wins.
* Derived and kernel evidence settle a step when their scope contains the step's. Exact and
  certified evidence settle an existential step, and a universal one only when its scope is exactly
  the stated instances. Sampled and cited evidence settle nothing.
* Evidence of these kinds counts only where the same check was seen to refute a mutant of the step
  by comparing values; only what is cited, or accepted by a kernel, is believed without that.
* A confirmed counterexample that may lie outside the claim leaves a universal step undecided.
* A statement is as weak as its weakest step, then as weak as what it leans on: a refuted or
  undecided ancestor leaves it undecided, a cited or sampled one lowers it to its own status.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from proofcheck.core.errors import StatementError
from proofcheck.core.evidence import Evidence, Kind
from proofcheck.core.reach import can_refute, worth
from proofcheck.core.record import Record
from proofcheck.core.statement import Form, Quantifier, Statement, Step
from proofcheck.core.status import Judged, Status
from proofcheck.core.textbook import Textbook
from proofcheck.core.verdict import Cause, Verdict

BELIEVED = {Kind.KERNEL, Kind.CITED}
"""Kinds of evidence that count without having been seen to fail."""


def may_refute(step: Step, evidence: Evidence) -> bool:
    """Return whether a refutation refutes the step: it is confirmed, and reaches the claim.

    >>> from proofcheck.core import refuted, scope
    >>> step = Step("even", "n is even", page=1, checks=(), scope=scope("C2"))
    >>> odd = refuted("3 is odd", confirmed_by="by hand")
    >>> [may_refute(step, Evidence(Kind.SAMPLED, odd, scope(c))) for c in ("tanh", "C1")]
    [True, False]
    """
    if evidence.verdict is not Verdict.REFUTED or not evidence.outcome.confirmed_by:
        return False
    existential = step.quantifier is Quantifier.EXISTENTIAL
    return can_refute(evidence.kind, evidence.scope, step.scope, existential=existential)


def counterexample(step: Step, evidence: Evidence) -> bool:
    """Return whether this is a confirmed counterexample that does not refute the step.

    >>> from proofcheck.core import refuted, scope
    >>> step = Step("even", "n is even", page=1, checks=(), scope=scope("C2"))
    >>> odd = refuted("3 is odd", confirmed_by="by hand")
    >>> [counterexample(step, Evidence(Kind.SAMPLED, odd, scope(c))) for c in ("tanh", "C1")]
    [False, True]
    """
    refuted = evidence.verdict is Verdict.REFUTED and bool(evidence.outcome.confirmed_by)
    return refuted and not may_refute(step, evidence)


def judge_step(step: Step, record: Record) -> Judged:
    """Return the status of one step from its evidence.

    >>> from proofcheck.core import Kill, MutantRecord, Scope, holds
    >>> step = Step("even", "2 n is even", page=1, checks=())
    >>> shown = Evidence(Kind.DERIVED, holds("2 divides 2 n"), Scope(), "divide")
    >>> judge_step(step, Record({"even": (shown,)})).reason
    'even: divide was never seen to fail: it killed no mutant of this step'
    >>> odd = MutantRecord("odd", "even", "2 n + 1", (Kill(Kind.DERIVED, "divide"),))
    >>> judge_step(step, Record({"even": (shown,)}, (odd,))).status.word
    'settled'
    """
    evidence = record.evidence.get(step.id, ())
    for piece in evidence:
        if may_refute(step, piece):
            return Judged(Status.REFUTED, f"{step.id}: {piece.outcome.detail}")
    for piece in evidence:
        if step.quantifier is Quantifier.UNIVERSAL and counterexample(step, piece):
            reason = f"{step.id}: {piece.by} refutes, perhaps outside the claim's scope"
            detail = f"{reason}: {piece.outcome.detail}"
            return Judged(Status.UNDECIDED, detail, Cause.NOT_APPLICABLE)
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
    existential = step.quantifier is Quantifier.EXISTENTIAL
    status = worth(piece.kind, piece.scope, step.scope, existential=existential)
    if status is Status.UNDECIDED:
        reason = f"{step.id}: the evidence ({piece.scope.describe()}) does not reach the claim"
        return Judged(Status.UNDECIDED, reason, Cause.NOT_APPLICABLE)
    if piece.kind not in BELIEVED and not _seen_to_fail(step, piece, record):
        reason = f"{step.id}: {piece.by} was never seen to fail: it killed no mutant of this step"
        return Judged(Status.UNDECIDED, reason, Cause.VACUOUS)
    return Judged(status)


def _seen_to_fail(step: Step, piece: Evidence, record: Record) -> bool:
    kills = (kill for mutant in record.mutants if mutant.step == step.id for kill in mutant.kills)
    return any(k.compared and k.kind is piece.kind and k.by == piece.by for k in kills)


def judge_steps(statement: Statement, record: Record, form: Form) -> Judged:
    """Return the statement's own status in one form: the weakest over its steps.

    >>> from proofcheck.core import Scope, holds
    >>> steps = Step("cited", "a", 1, checks=()), Step("open", "b", 1, checks=())
    >>> known = Evidence(Kind.CITED, holds("Nitta 2017"), Scope())
    >>> record = Record({"cited": (known,)})
    >>> judge_steps(Statement("my-sum", "A sum", 1, "a and b", steps), record, Form.REPAIRED).reason
    'open: no check'
    """
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

    >>> from proofcheck.core import Scope, holds
    >>> step = Step("s", "a", page=1, checks=())
    >>> old = Statement("old", "Old", 1, "a", (step,))
    >>> new = Statement("new", "New", 1, "b", (step,), uses=("old",))
    >>> known = Record({"s": (Evidence(Kind.CITED, holds("Nitta 2017"), Scope()),)})
    >>> judged = judge_all({"new": new, "old": old}, {"new": known}, Form.REPAIRED)
    >>> judged["new"].reason
    'that proof is broken: it leans on old, which is undecided'
    """
    done: dict[str, Judged] = {}
    for statement_id in topological(statements):
        statement = statements[statement_id]
        record = records.get(statement_id, Record({}))
        judged = judge_steps(statement, record, form)
        for ancestor in statement.uses:
            missing = Judged(Status.UNDECIDED, "not encoded", Cause.NOT_ENCODED)
            judged = _lean(statement, judged, ancestor, done.get(ancestor, missing))
        done[statement_id] = judged
    return done


def _lean(statement: Statement, judged: Judged, ancestor_id: str, ancestor: Judged) -> Judged:
    if ancestor.status >= judged.status and ancestor.status > Status.UNDECIDED:
        return judged
    if judged.status is Status.REFUTED:
        return judged
    if ancestor.status > Status.UNDECIDED:
        return Judged(ancestor.status, f"leans on {ancestor_id}, which is {ancestor.status.word}")
    if judged.status is Status.UNDECIDED and not judged.open:
        return judged
    reason = f"that proof is broken: it leans on {ancestor_id}, which is {ancestor.status.word}"
    recorded = statement.open is not None or judged.status is Status.UNDECIDED
    return Judged(Status.UNDECIDED, reason, ancestor.cause, open=ancestor.open and recorded)


def topological(statements: Mapping[str, Statement]) -> list[str]:
    """Return the ids so that each comes after everything it leans on.

    Raises:
        StatementError: statements lean on each other in a cycle.

    >>> step = Step("s", "a", page=1, checks=())
    >>> new = Statement("new", "New", 1, "b", (step,), uses=("old",))
    >>> topological({"new": new, "old": Statement("old", "Old", 1, "a", (step,))})
    ['old', 'new']
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
    """Return the ids and everything they lean on, in topological order.

    >>> step = Step("s", "a", page=1, checks=())
    >>> new = Statement("new", "New", 1, "b", (step,), uses=("old",))
    >>> statements = {"new": new, "old": Statement("old", "Old", 1, "a", (step,))}
    >>> ancestors(statements, ("new",)), ancestors(statements, ("old",))
    (['old', 'new'], ['old'])
    """
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
    """Return the textbook facts that the statement or anything it leans on rests on.

    >>> step = Step("s", "a", page=1, checks=())
    >>> old = Statement("old", "Old", 1, "a", (step,), rests_on=(Textbook.TAYLOR,))
    >>> new = Statement("new", "New", 1, "b", (step,), uses=("old",))
    >>> inherited_textbook({"new": new, "old": old}, "new")[0].name
    'TAYLOR'
    """
    facts = {
        fact
        for ancestor in ancestors(statements, (statement_id,))
        for fact in statements[ancestor].rests_on
    }
    return tuple(fact for fact in Textbook if fact in facts)
