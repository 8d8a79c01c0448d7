"""Records as JSON and back, so that the ledger can be read without running anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from proofcheck.core import (
    Cause,
    Evidence,
    Kill,
    Kind,
    MutantRecord,
    Outcome,
    Record,
    Scope,
    Verdict,
)


def record_to_json(record: Record) -> dict[str, Any]:
    """Return a record as values that JSON can write."""
    return {
        "evidence": {
            step: [_evidence_to_json(piece) for piece in pieces]
            for step, pieces in record.evidence.items()
        },
        "mutants": [_mutant_to_json(mutant) for mutant in record.mutants],
        "met": dict(record.hypotheses_met),
        "used": dict(record.hypotheses_used),
        "regions": dict(record.regions),
    }


def record_from_json(data: Mapping[str, Any]) -> Record:
    """Return the record that was written.

    Raises:
        KeyError, ValueError, TypeError: the data is no record.
    """
    return Record(
        evidence={
            step: tuple(_evidence_from_json(piece) for piece in pieces)
            for step, pieces in data["evidence"].items()
        },
        mutants=tuple(_mutant_from_json(mutant) for mutant in data["mutants"]),
        hypotheses_met=dict(data["met"]),
        hypotheses_used=dict(data["used"]),
        regions=dict(data["regions"]),
    )


def _evidence_to_json(piece: Evidence) -> dict[str, Any]:
    outcome = piece.outcome
    return {
        "kind": piece.kind.value,
        "by": piece.by,
        "seconds": round(piece.seconds, 3),
        "scope": _scope_to_json(piece.scope),
        "verdict": outcome.verdict.value,
        "cause": None if outcome.cause is None else outcome.cause.value,
        "detail": outcome.detail,
        "confirmed_by": outcome.confirmed_by,
        "witness": None if outcome.witness is None else dict(outcome.witness),
        "samples": outcome.samples,
        "digits": outcome.digits,
    }


def _evidence_from_json(data: Mapping[str, Any]) -> Evidence:
    outcome = Outcome(
        verdict=Verdict(data["verdict"]),
        detail=data["detail"],
        cause=None if data["cause"] is None else Cause(data["cause"]),
        confirmed_by=data["confirmed_by"],
        witness=data["witness"],
        samples=data["samples"],
        digits=data["digits"],
    )
    scope = _scope_from_json(data["scope"])
    return Evidence(Kind(data["kind"]), outcome, scope, data["by"], data["seconds"])


def _scope_to_json(scope: Scope) -> dict[str, list[str]]:
    values = {f.name: getattr(scope, f.name) for f in fields(scope)}
    return {name: sorted(value) for name, value in values.items() if value is not None}


def _scope_from_json(data: Mapping[str, list[str]]) -> Scope:
    return Scope(**{name: frozenset(value) for name, value in data.items()})


def _mutant_to_json(mutant: MutantRecord) -> dict[str, Any]:
    return {
        "id": mutant.id,
        "step": mutant.step,
        "change": mutant.change,
        "kills": [[k.kind.value, k.by, k.detail, k.confirmed_by] for k in mutant.kills],
        "equivalent": mutant.equivalent,
        "shown_equivalent": mutant.shown_equivalent,
        "detail": mutant.detail,
    }


def _mutant_from_json(data: Mapping[str, Any]) -> MutantRecord:
    kills = tuple(Kill(Kind(kind), *rest) for kind, *rest in data["kills"])
    return MutantRecord(**{**data, "kills": kills})
