"""What a step's own checks say about another formula than the claim, through the runner."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from registry import alone, record_of

from proofcheck.core import Budget, Statement, Verdict

FEW = Budget(digits=30, examples=6, seed=0)


def said(statement: Statement, step_id: str, formula: Any = None) -> list[Verdict]:
    """Return the verdict of every check of the step, on its claim or on another formula."""
    step = statement.step(step_id)
    claim = step.formula if formula is None else formula
    single = alone(statement, step, formula=claim, mutants=())
    return [piece.verdict for piece in record_of(single, FEW).evidence[step_id]]


def claim_of(statement: Statement, step_id: str, **changes: Any) -> Mapping[Any, Any]:
    """Return the formulas of a step, some replaced."""
    formula = statement.step(step_id).formula
    assert set(changes) <= set(formula)
    return {**formula, **changes}


def notices(statement: Statement, step_id: str, formula: Any) -> bool:
    """Return whether the step's own checks refute a formula, and none holds on its claim wrongly.

    The claim itself must not be refuted by any of them.
    """
    assert Verdict.REFUTED not in said(statement, step_id)
    return Verdict.REFUTED in said(statement, step_id, formula)
