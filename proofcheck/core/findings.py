"""Findings: whether the machine evidence of a slip of the printed text is there."""

from __future__ import annotations

from proofcheck.core.ledger import judge_step
from proofcheck.core.record import Record
from proofcheck.core.statement import Finding, FindingKind, Statement
from proofcheck.core.status import Status
from proofcheck.core.verdict import Verdict


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
