"""Made-up entries of the ledger: a statement with one step, its evidence, and how it was run."""

from __future__ import annotations

from typing import Any

from proofcheck.core import (
    Budget,
    Citation,
    Evidence,
    Kill,
    Kind,
    MutantRecord,
    Outcome,
    Record,
    Scope,
    Statement,
    Step,
    Verdict,
    holds,
    refuted,
)
from proofcheck.runner.discovery import Library
from proofcheck.runner.entries import Entry, entries
from proofcheck.runner.store import Stored

BUDGET = Budget(digits=50, examples=200, seed=7)
HOLDS = holds("0 = 0")
FAILS = refuted("1 is not 0", confirmed_by="counting", witness={"x": "1"})


def piece(outcome: Outcome = HOLDS, kind: Kind = Kind.DERIVED, **fields: Any) -> Evidence:
    """Return a piece of evidence of the check `count`."""
    return Evidence(
        kind, outcome, fields.pop("scope", Scope()), fields.pop("by", "count"), **fields
    )


def killed(name: str = "sign", *, kind: Kind = Kind.DERIVED, **fields: Any) -> MutantRecord:
    """Return the record of a mutant of the step `sum` that `count` killed."""
    return MutantRecord(name, "sum", "- for +", (Kill(kind, "count", "1 != 2"),), **fields)


KILLED = (killed(), killed("other", kind=Kind.SAMPLED))


def step(name: str = "sum", **fields: Any) -> Step:
    """Return a step whose check does not matter."""
    return Step(name, "1 + 1 = 2", 7, (Citation("Peano 1889", Scope()),), **fields)


def made(
    *pieces: Evidence,
    steps: tuple[Step, ...] = (),
    mutants: tuple[MutantRecord, ...] = KILLED,
    stored: bool = True,
    record: dict[str, Any] | None = None,
    **fields: Any,
) -> Entry:
    """Return the entry of a statement with this evidence for its (first) step."""
    steps = steps or (step(),)
    statement = Statement("my-sum", "A sum", fields.pop("page", 7), "1 + 1 = 2", steps, **fields)
    seen = Record({steps[0].id: pieces}, mutants, **(record or {}))
    results = {"my-sum": Stored(seen, BUDGET, 1.25)} if stored else {}
    (entry,) = entries(Library({"my-sum": statement}), results, ["my-sum"])
    return entry


def decided(entry: Entry) -> Verdict:
    """Return the verdict of the first piece of evidence."""
    return next(iter(entry.record.evidence.values()))[0].verdict
