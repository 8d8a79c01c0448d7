"""Made-up statements and records for the tests of the core; nothing in them is ever run."""

from __future__ import annotations

from typing import Any

from proofcheck.core import (
    Cause,
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
)

EVERYTHING = Scope()
NOTHING = Citation("nobody", EVERYTHING)


def step(name: str = "claim", **fields: Any) -> Step:
    """Return a step whose checks do not matter."""
    return Step(name, "1 = 1", 1, (NOTHING,), **fields)


def statement(name: str = "lemma-x", *steps: Step, **fields: Any) -> Statement:
    """Return a statement with these steps, by default one."""
    return Statement(name, "Made up", 1, "1 = 1", steps or (step(),), **fields)


def piece(
    kind: Kind,
    verdict: Verdict = Verdict.HOLDS,
    *,
    scope: Scope = EVERYTHING,
    by: str = "check",
    confirmed_by: str = "a second road",
    cause: Cause | None = None,
    witness: dict[str, Any] | None = None,
) -> Evidence:
    """Return a piece of evidence."""
    confirmed = confirmed_by if verdict is Verdict.REFUTED else ""
    outcome = Outcome(verdict, "seen", cause, confirmed_by=confirmed, witness=witness)
    return Evidence(kind, outcome, scope, by)


def undecided_piece(kind: Kind, cause: Cause = Cause.PRECISION) -> Evidence:
    """Return evidence that stayed undecided."""
    return piece(kind, Verdict.UNDECIDED, cause=cause)


def kill(of: str = "claim", *, kind: Kind = Kind.DERIVED, by: str = "check") -> MutantRecord:
    """Return the record of a mutant of a step that one check killed."""
    return MutantRecord(f"{of}-{kind.value}-{by}", of, "a sign", (Kill(kind, by, "seen"),))


KILLS = tuple(kill(kind=kind) for kind in Kind if kind not in (Kind.KERNEL, Kind.CITED))


def record(
    *pieces: Evidence, of: str = "claim", mutants: tuple[MutantRecord, ...] = KILLS
) -> Record:
    """Return the record of a statement with one step, with mutants killed by `check`."""
    return Record({of: pieces}, mutants)
