"""Running one step of a theorem module, on its claim or on a changed one."""

from typing import Any

from proofcheck.core import Assumptions, Budget, Computation, Derivation, Outcome, Statement

DIGITS = 30


def outcome_of(statement: Statement, step_id: str, formula: Any = None, index: int = 0) -> Outcome:
    """Return what check number `index` of a step finds, on its own or on another formula."""
    step = statement.step(step_id)
    claim = step.formula if formula is None else formula
    check = step.checks[index]
    if isinstance(check, Derivation):
        return check.run(claim, Assumptions({h.id for h in statement.hypotheses}))
    assert isinstance(check, Computation)
    return check.run(Budget(DIGITS, 1, 0), claim)


def exact_and_derived(statement: Statement) -> list[tuple[str, int]]:
    """Return all (step, number of check) that are no sampling."""
    kinds = (Derivation, Computation)
    return [
        (step.id, index)
        for step in statement.steps
        for index, check in enumerate(step.checks)
        if isinstance(check, kinds)
    ]
