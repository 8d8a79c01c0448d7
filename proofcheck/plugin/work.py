"""What one test does: run one check, attack one mutant, or replay one counterexample."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from proofcheck.core import (
    Budget,
    Cause,
    Check,
    Citation,
    Mutant,
    Outcome,
    Sampling,
    Statement,
    Step,
    Verdict,
    holds,
    refuted,
    undecided,
)
from proofcheck.core.evidence import BY_SHAPES
from proofcheck.runner.pairs import pairs_of, repeats_search
from proofcheck.runner.proving import Proof, proofs, prove
from proofcheck.runner.sampling import sample
from proofcheck.runner.tallies import sampled_outcome, total


def run_check(statement: Statement, step: Step, number: int, budget: Budget) -> Outcome:
    """Return what a check finds; where it holds, the same check has to refute a mutant."""
    check = step.checks[number]
    if isinstance(check, Citation):
        return holds(check.reference)
    if isinstance(check, Sampling):
        alone = _alone(statement, replace(step, checks=(check,), mutants=()))
        tally = total([sample(alone, budget, 0, budget.examples)], 0)
        outcome = sampled_outcome(tally, budget, cut=False)
    else:
        outcome = prove(statement, Proof(step.id, number), budget, None).outcome
    if outcome.verdict is not Verdict.HOLDS or _was_seen_to_fail(statement, step, check, budget):
        return outcome
    return undecided(Cause.VACUOUS, "never seen to fail: it kills no mutant of this step")


def _was_seen_to_fail(statement: Statement, step: Step, check: Check, budget: Budget) -> bool:
    return any(
        found.verdict is Verdict.REFUTED and found.confirmed_by != BY_SHAPES
        for mutant in step.mutants
        for found in _attacks(statement, step, mutant, (check, *_same(check, mutant)), budget)
    )


def _same(check: Check, mutant: Mutant) -> tuple[Check, ...]:
    """Return the checks of a mutant that are this one on other instances, as the ledger has it."""
    if not isinstance(check, Sampling):
        return ()
    return tuple(c for c in mutant.checks if isinstance(c, Sampling) and c.test is check.test)


def run_mutant(statement: Statement, step: Step, mutant: Mutant, budget: Budget) -> Outcome:
    """Return what the checks find on a mutant: refuted is killed, holds is shown equivalent."""
    seen = []
    for found in _attacks(statement, step, mutant, _attackers(step, mutant), budget):
        if found.verdict is Verdict.REFUTED:
            return found
        seen.append(f"{found.verdict.value}: {found.detail}")
    shown = None if mutant.equivalent is None else _shown(statement, step, mutant, budget)
    if shown is not None:
        return shown
    return undecided(Cause.NOT_APPLICABLE, "; ".join(dict.fromkeys(seen)) or "no check attacks it")


def _shown(statement: Statement, step: Step, mutant: Mutant, budget: Budget) -> Outcome | None:
    """Return what a proof of the step, seen to refute another mutant, finds if it holds here."""
    others = replace(step, mutants=tuple(m for m in step.mutants if m is not mutant))
    for check in step.checks:
        if not isinstance(check, Sampling | Citation):
            (found,) = _attacks(statement, step, mutant, (check,), budget)
            holding = found.verdict is Verdict.HOLDS
            if holding and _was_seen_to_fail(statement, others, check, budget):
                return found
    return None


def _attackers(step: Step, mutant: Mutant) -> tuple[Check, ...]:
    """Return the checks that have to refute a mutant; the same search is not made twice."""
    repeats = repeats_search(step, mutant)
    own = tuple(c for c in step.checks if not (repeats and isinstance(c, Sampling)))
    return own + mutant.checks


def _attacks(
    statement: Statement, step: Step, mutant: Mutant, checks: tuple[Check, ...], budget: Budget
) -> Iterator[Outcome]:
    """Return what each check finds on a mutant: proofs first, then a search by all samplings."""
    attacked = replace(step, checks=(), mutants=(replace(mutant, checks=checks),))
    alone = _alone(statement, attacked)
    for proof in proofs(alone):
        yield prove(alone, proof, budget, None).outcome
    if budget.examples and any(True for _ in pairs_of(alone)):
        yield _searched(alone, budget)


def _searched(alone: Statement, budget: Budget) -> Outcome:
    for index in range(budget.examples):
        found = sample(alone, budget, index, index + 1)
        if found.hits:
            hit = min(found.hits)
            return refuted(hit.detail, confirmed_by=hit.confirmed_by)
    return replace(holds(f"no counterexample among {budget.examples} instances"), samples=1)


def _alone(statement: Statement, step: Step) -> Statement:
    return replace(statement, steps=(step,), findings=())


def can_replay() -> bool:
    """Return whether this installation can evaluate stored counterexamples."""
    return find_spec("proofcheck.hunt") is not None


def run_case(statements: tuple[Statement, ...], path: Path) -> tuple[Outcome, dict[str, Any]]:
    """Return what a stored counterexample shows, and its data.

    Refuted: it reproduces, and refutes what it was found for. Holds: it no longer does.

    Raises:
        InputError: the file is no counterexample.
    """
    from importlib import import_module

    from proofcheck.runner.discovery import Library

    data = import_module("proofcheck.hunt.case_files").read_case(path)
    replaying = import_module("proofcheck.hunt.replay")
    found = replaying.replay(Library({s.id: s for s in statements}), data)
    if found.reproduces:
        return refuted(found.reason, confirmed_by="replay", witness=data), data
    return holds(found.reason), data
