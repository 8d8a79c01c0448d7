"""Every encoded statement, its record from one run, and statements spoilt on purpose."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from proofcheck.core import (
    Budget,
    Cause,
    Computation,
    Derivation,
    Form,
    Outcome,
    Record,
    Sampling,
    Statement,
    Step,
    undecided,
)
from proofcheck.core.ledger import judge_steps
from proofcheck.runner.discovery import Library, discover
from proofcheck.runner.engine import run

BUDGET = Budget(digits=40, examples=8, seed=0)
FEW = Budget(digits=30, examples=3, seed=0)
MANY = Budget(digits=40, examples=36, seed=0)
SEARCHED = Budget(digits=40, examples=20, seed=0)
SLOW = ("theorem-2", "theorem-13", "remark-14", "beyond-split-chains")
"""Statements with large certificates; their own tests run them."""


@cache
def library() -> Library:
    """Return all statements of the installed package."""
    return discover(here=Path(__file__).parent)


def all_statements() -> list[Statement]:
    """Return every statement."""
    return list(library().statements.values())


def quick() -> list[Statement]:
    """Return the statements that are run here."""
    return [s for s in all_statements() if s.id not in SLOW]


def steps(of: list[Statement]) -> list[Any]:
    """Return (statement, step) for every step."""
    return [(s, step) for s in of for step in s.steps]


def record_of(statement: Statement, budget: Budget) -> Record:
    """Return the record of one statement alone, run in this process."""
    return run(Library({statement.id: statement}), (statement.id,), budget).records[statement.id]


@cache
def recorded(statement_id: str) -> Record:
    """Return the record of a statement, run once."""
    return record_of(library().statements[statement_id], SEARCHED)


def judged(statement: Statement, record: Record, form: Form = Form.REPAIRED) -> Any:
    """Return the statement's own status from its steps."""
    return judge_steps(statement, record, form)


def with_step(statement: Statement, step: Step, **changes: Any) -> Statement:
    """Return the statement with one step changed."""
    changed = tuple(replace(s, **changes) if s.id == step.id else s for s in statement.steps)
    return replace(statement, steps=changed)


def alone(statement: Statement, step: Step, **changes: Any) -> Statement:
    """Return a statement that consists of one step, changed, so that a run takes little time."""
    return replace(statement, steps=(replace(step, **changes),), findings=(), uses=())


def always(outcome: Outcome) -> Callable[..., Outcome]:
    """Return the check that ignores its claim."""
    return lambda *_: outcome


def never_decides(check: Any) -> Any:
    """Return the check with a body that always says "undecided"."""
    body = always(undecided(Cause.NOT_APPLICABLE, "switched off"))
    if isinstance(check, Derivation | Computation):
        return replace(check, run=body)
    return replace(check, test=body) if isinstance(check, Sampling) else check
