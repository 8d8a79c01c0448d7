"""Derivations and computations: run on the claim, on each mutant, and with hypotheses ablated."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from proofcheck.core import (
    Assumptions,
    Budget,
    Cause,
    Computation,
    Derivation,
    Outcome,
    Statement,
    StatementError,
    Step,
    Verdict,
)
from proofcheck.runner.guard import guarded
from proofcheck.runner.naming import attackers, may_assume


@dataclass(frozen=True)
class Proof:
    """One run of a derivation or computation: step, number of the check, and mutant if any."""

    step: str
    check: int
    mutant: str | None = None


@dataclass(frozen=True)
class Proved:
    """What came of it; `used` says of each hypothesis asked for whether the proof needs it."""

    proof: Proof
    outcome: Outcome
    seconds: float
    used: Mapping[str, bool] = field(default_factory=dict)


def proofs(statement: Statement) -> Iterator[Proof]:
    """Return all runs of derivations and computations of a statement, claims before mutants."""
    for step in statement.steps:
        for index, check in enumerate(step.checks):
            if isinstance(check, Derivation | Computation):
                yield Proof(step.id, index)
    for step in statement.steps:
        for mutant in step.mutants:
            for index, (_, check) in enumerate(attackers(step, mutant)):
                if isinstance(check, Derivation | Computation):
                    yield Proof(step.id, index, mutant.id)


def prove(statement: Statement, proof: Proof, budget: Budget, until: float | None) -> Proved:
    """Return what one derivation or computation found, with ablations if it is on the claim."""
    started = time.perf_counter()
    step = statement.step(proof.step)
    if proof.mutant is None:
        outcome, used = _on_claim(statement, step, step.checks[proof.check], budget, until)
    else:
        outcome, used = _on_mutant(statement, step, proof, budget, until), {}
    return Proved(proof, outcome, time.perf_counter() - started, used)


def _on_claim(
    statement: Statement, step: Step, check: Any, budget: Budget, until: float | None
) -> tuple[Outcome, dict[str, bool]]:
    """Hypotheses are taken away one after the other, and those not needed stay away.

    So the proof holds without all that it did not use; where either of two suffices, one is used.
    """
    if isinstance(check, Computation):
        return guarded(lambda: check.run(budget, step.formula), until), {}
    assume = Assumptions(may_assume(statement, step))
    outcome = _derive(statement, check, step.formula, assume, until)
    if outcome.verdict is not Verdict.HOLDS:
        return outcome, {}
    used: dict[str, bool] = {}
    asked, left = set(assume.asked), assume.available
    while todo := sorted(asked - _settings(statement) - set(used)):
        ablated = Assumptions(left - {todo[0]})
        without = _derive(statement, check, step.formula, ablated, until)
        if without.cause is Cause.TIME:
            return without, {}
        used[todo[0]] = without.verdict is not Verdict.HOLDS
        if not used[todo[0]]:
            left, asked = ablated.available, asked | ablated.asked
    return outcome, used


def _on_mutant(
    statement: Statement, step: Step, proof: Proof, budget: Budget, until: float | None
) -> Outcome:
    mutant = next(m for m in step.mutants if m.id == proof.mutant)
    check = attackers(step, mutant)[proof.check][1]
    if isinstance(check, Computation):
        return guarded(lambda: check.run(budget, mutant.mutate(step.formula)), until)
    assume = Assumptions(may_assume(statement, step) - {mutant.drops})
    return guarded(lambda: check.run(mutant.mutate(step.formula), assume), until)  # type: ignore[union-attr]


def _derive(
    statement: Statement, check: Derivation, claim: Any, assume: Assumptions, until: float | None
) -> Outcome:
    def run() -> Outcome:
        outcome = check.run(claim, assume)
        _refuse_unknown(statement, assume)
        return outcome

    return guarded(run, until)


def _refuse_unknown(statement: Statement, assume: Assumptions) -> None:
    known = {h.id for h in statement.hypotheses}
    for name in sorted(assume.asked - known):
        raise StatementError(
            f"hypothesis that a derivation of {statement.id} asks for",
            given=repr(name),
            admissible=", ".join(sorted(known)) or "none defined",
            repair="define it, or correct the id",
        )


def _settings(statement: Statement) -> set[str]:
    return {h.id for h in statement.hypotheses if h.setting}
