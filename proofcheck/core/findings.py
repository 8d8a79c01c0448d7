"""Findings: whether the machine evidence of a slip of the printed text is there."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any

from proofcheck.core.checks import Check
from proofcheck.core.evidence import Evidence
from proofcheck.core.ledger import judge_step, may_refute
from proofcheck.core.record import Record
from proofcheck.core.statement import Finding, Statement, Step
from proofcheck.core.status import Status
from proofcheck.core.verdict import Verdict


def reproduces(statement: Statement, finding: Finding, record: Record) -> bool:
    """Return whether the machine evidence of a finding is there.

    >>> from proofcheck.core import FindingKind, Kind, Scope, holds, refuted
    >>> steps = Step("printed", "1 + 1 = 3", 1, ()), Step("mended", "1 + 1 = 2", 1, ())
    >>> statement = Statement("my-sum", "A sum", 1, "1 + 1 = 3", steps)
    >>> slip = Finding("sum", FindingKind.MISPRINT, 1, "l. 2", "3", ("printed",), "2", ("mended",))
    >>> not_3 = refuted("2 != 3", confirmed_by="by hand", witness={"sum": "2"})
    >>> printed = Evidence(Kind.EXACT, not_3, Scope(), "count")
    >>> mended = Evidence(Kind.CITED, holds("Peano"), Scope(), "book")
    >>> reproduces(statement, slip, Record({"printed": (printed,), "mended": (mended,)}))
    True
    >>> reproduces(statement, slip, Record({"printed": (printed,)}))
    False
    """
    judged = [judge_step(statement.step(step), record) for step in finding.shown_by]
    repaired = [judge_step(statement.step(step), record) for step in finding.repaired_by]
    if not repaired or any(j.status <= Status.UNDECIDED for j in repaired):
        return False
    if finding.unused is not None:
        unused = record.hypotheses_used.get(finding.unused) is False
        unused = unused and not _needed(statement, finding.unused, record)
        return unused and all(j.status is Status.SETTLED for j in judged)
    if finding.holds:
        return bool(judged) and all(j.status is Status.SETTLED for j in judged)
    refuted = bool(judged) and all(j.status is Status.REFUTED for j in judged)
    return refuted and not blind(statement, finding, record)


def _needed(statement: Statement, hypothesis: str, record: Record) -> bool:
    """Return whether a claim was seen to fail where the hypothesis was dropped."""
    killed = {mutant.id for mutant in record.mutants if mutant.killed}
    mutants = (mutant for step in statement.steps for mutant in step.mutants)
    return any(mutant.drops == hypothesis and mutant.id in killed for mutant in mutants)


def blind(statement: Statement, finding: Finding, record: Record) -> tuple[str, ...]:
    """Return the steps whose refutations may come from checks that refute everything.

    A check is seen not to when its function holds on another step of the statement, the repaired
    one for example, or when the refutation names a witness: exact data on which the claim fails.

    >>> from proofcheck.core import FindingKind, Kind, Scope, refuted
    >>> step = Step("printed", "1 + 1 = 3", 1, checks=())
    >>> statement = Statement("my-sum", "A sum", 1, "1 + 1 = 3", (step,))
    >>> slip = Finding("sum", FindingKind.MISPRINT, 1, "l. 2", "3", ("printed",), "2")
    >>> unseen = Evidence(Kind.DERIVED, refuted("no", confirmed_by="by hand"), Scope(), "no")
    >>> blind(statement, slip, Record({"printed": (unseen,)}))
    ('printed',)
    """
    if finding.holds or finding.unused is not None:
        return ()
    steps = map(statement.step, finding.shown_by)
    return tuple(step.id for step in steps if not _sees(statement, step, record))


def _sees(statement: Statement, step: Step, record: Record) -> bool:
    holding = [check for check, piece in _pieces(statement, record) if _holds(piece)]
    return any(
        bool(piece.outcome.witness) or any(same_function(check, other) for other in holding)
        for check, piece in _pieces_of(step, record)
        if may_refute(step, piece)
    )


def _holds(piece: Evidence) -> bool:
    return piece.verdict is Verdict.HOLDS


def _pieces(statement: Statement, record: Record) -> Iterator[tuple[Check | None, Evidence]]:
    for step in statement.steps:
        yield from _pieces_of(step, record)


def _pieces_of(step: Step, record: Record) -> Iterator[tuple[Check | None, Evidence]]:
    checks = {(check.kind, name): check for name, check in step.named_checks()}
    for piece in record.evidence.get(step.id, ()):
        yield checks.get((piece.kind, piece.by)), piece


def same_function(check: Check | None, other: Check | None) -> bool:
    """Return whether two checks run the same code, whatever data is bound to it.

    >>> from functools import partial
    >>> from proofcheck.core import Derivation, holds, scope
    >>> def both(data, claim, assume):
    ...     return holds(data)
    >>> one, two = (Derivation(partial(both, data), scope()) for data in "ab")
    >>> same_function(one, two), same_function(one, None)
    (True, False)
    """
    codes = _codes(_function(check))
    return bool(codes) and codes == _codes(_function(other))


def _function(check: Check | None) -> Any:
    return getattr(check, "run", None) or getattr(check, "test", None)


def _codes(function: Any) -> frozenset[Any]:
    """Return the code of a function and of the functions that it is made of."""
    codes, seen, todo = set[Any](), set[int](), [function]
    while todo:
        part = todo.pop()
        if id(part) not in seen and callable(part) and not isinstance(part, type):
            seen.add(id(part))
            codes.add(getattr(part, "__code__", None))
            todo += [getattr(part, "func", None), *getattr(part, "args", ())]
            if inspect.isfunction(part):
                todo += inspect.getclosurevars(part).nonlocals.values()
    return frozenset(codes - {None})


def finding_evidence(finding: Finding, record: Record) -> str:
    """Return what the machine saw that shows the finding.

    >>> from proofcheck.core import FindingKind, Kind, Scope, refuted
    >>> slip = Finding("sum", FindingKind.MISPRINT, 1, "l. 2", "3", ("printed",), "2")
    >>> not_3 = Evidence(Kind.EXACT, refuted("2 != 3", confirmed_by="by hand"), Scope())
    >>> finding_evidence(slip, Record({"printed": (not_3,)}))
    'printed (exact): 2 != 3'
    """
    wanted = Verdict.HOLDS if finding.holds or finding.unused is not None else Verdict.REFUTED
    details = []
    for step_id in finding.shown_by:
        pieces = [p for p in record.evidence.get(step_id, ()) if p.verdict is wanted]
        details += [f"{step_id} ({p.kind.value}): {p.outcome.detail}" for p in pieces[:1]]
    if finding.unused is not None:
        details.append(f"the derivation never used the hypothesis {finding.unused!r}")
    return "; ".join(details)
