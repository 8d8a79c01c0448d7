"""The JSON object of a run, with the fields and values that the documentation promises."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import proofcheck
from proofcheck.core import Budget, Finding, Hypothesis, Step
from proofcheck.core.findings import finding_evidence
from proofcheck.runner.entries import Entry


def run_to_json(
    found: Iterable[Entry], budget: Budget, seconds: float, not_encoded: Iterable[str]
) -> dict[str, Any]:
    """Return the object that `check --json` writes.

    >>> found = run_to_json((), Budget(digits=50, examples=200, seed=7), 1.5, ["theorem-4"])
    >>> found["seed"], found["digits"], found["statements"], found["not_encoded"]
    (7, 50, [], ['theorem-4'])
    """
    shown = tuple(found)
    return {
        "version": proofcheck.__version__,
        "seed": budget.seed,
        "digits": budget.digits,
        "examples": budget.examples,
        "seconds": round(seconds, 3),
        "statements": [entry_to_json(entry) for entry in shown],
        "findings": [
            finding_to_json(entry, finding)
            for entry in shown
            for finding in entry.statement.findings
            if entry.reproduced(finding)
        ],
        "not_encoded": list(not_encoded),
    }


def entry_to_json(entry: Entry) -> dict[str, Any]:
    """Return the object of one statement.

    >>> from proofcheck.core import Statement
    >>> from proofcheck.runner.discovery import Library
    >>> from proofcheck.runner.entries import entries
    >>> step = Step("sum", "1 + 1 = 2", page=1, checks=())
    >>> library = Library({"my-sum": Statement("my-sum", "A sum", 1, "1 + 1 = 2", (step,))})
    >>> shown = entry_to_json(*entries(library, {}, ["my-sum"]))
    >>> shown["status"], shown["checked"], shown["steps"][0]["reason"]
    ('undecided', False, 'sum: no check')
    """
    statement, judged = entry.statement, entry.repaired
    return {
        "id": statement.id,
        "title": statement.title,
        "page": statement.page,
        "source": statement.source,
        "claim": statement.claim,
        "repaired": statement.repaired,
        "checked": entry.stored is not None,
        "status": judged.status.word,
        "reason": judged.reason,
        "cause": None if judged.cause is None else judged.cause.value,
        "open": judged.open,
        "uses": list(statement.uses),
        "literal": entry.literal.status.word,
        "literal_reason": entry.literal.reason,
        "rests_on": [fact.value for fact in entry.rests_on],
        "cites": list(statement.citations()),
        "hypotheses": [_hypothesis_to_json(entry, h) for h in statement.hypotheses],
        "regions": dict(entry.record.regions),
        "steps": [_step_to_json(entry, step) for step in statement.steps],
        "mutants": [mutant.to_json() for mutant in entry.record.mutants],
        "seconds": 0.0 if entry.stored is None else round(entry.stored.seconds, 3),
    }


def finding_to_json(entry: Entry, finding: Finding) -> dict[str, Any]:
    """Return the object of one finding.

    >>> from proofcheck.core import FindingKind, Statement
    >>> from proofcheck.runner.discovery import Library
    >>> from proofcheck.runner.entries import entries
    >>> step = Step("sum", "1 + 1 = 3", page=1, checks=())
    >>> slip = Finding("sum", FindingKind.MISPRINT, 1, "l. 2", "1 + 1 = 3", ("sum",), repair="2")
    >>> statement = Statement("my-sum", "A sum", 1, "1 + 1 = 3", (step,), findings=(slip,))
    >>> shown = finding_to_json(*entries(Library({"my-sum": statement}), {}, ["my-sum"]), slip)
    >>> shown["kind"], shown["repair"], shown["evidence"]
    ('misprint', '2', '')
    """
    return {
        "id": finding.id,
        "statement": entry.statement.id,
        "kind": finding.kind.value,
        "page": finding.page,
        "place": finding.place,
        "claim": finding.claim,
        "evidence": finding_evidence(finding, entry.record),
        "repair": finding.repair,
    }


def _hypothesis_to_json(entry: Entry, hypothesis: Hypothesis) -> dict[str, Any]:
    return {
        "id": hypothesis.id,
        "text": hypothesis.text,
        "page": hypothesis.page,
        "form": hypothesis.form.value,
        "setting": hypothesis.setting,
        "met": entry.record.hypotheses_met.get(hypothesis.id, 0),
        "used": entry.record.hypotheses_used.get(hypothesis.id),
    }


def _step_to_json(entry: Entry, step: Step) -> dict[str, Any]:
    judged = entry.judged(step)
    return {
        "id": step.id,
        "claim": step.claim,
        "page": step.page,
        "form": step.form.value,
        "quantifier": step.quantifier.value,
        "scope": step.scope.describe(),
        "status": judged.status.word,
        "reason": judged.reason,
        "open": step.open,
        "evidence": [piece.to_json() for piece in entry.record.evidence.get(step.id, ())],
    }
