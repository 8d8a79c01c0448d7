"""Theorem 13 and the statement it rests on: steps, mutants, literal failures."""

import pytest
from wide_cases import exact_and_derived, outcome_of

from proofcheck.core import Form, Verdict
from theorems.beyond_split_chains import STATEMENT as CHAINS
from theorems.theorem_13_wide_two_layer import STATEMENT

CASES = [(s, *case) for s in (STATEMENT, CHAINS) for case in exact_and_derived(s)]
MUTANTS = [
    (s, step.id, m.id) for s in (STATEMENT, CHAINS) for step in s.steps for m in step.mutants
]


@pytest.mark.parametrize(("statement", "step", "index"), CASES)
def test_steps_hold_and_literal_ones_are_refuted(statement, step: str, index: int) -> None:
    """Every literal step of Theorem 13 fails, everything else holds."""
    literal = statement.step(step).form is Form.LITERAL
    outcome = outcome_of(statement, step, index=index)
    assert outcome.verdict is (Verdict.REFUTED if literal else Verdict.HOLDS), outcome.detail


@pytest.mark.parametrize(("statement", "step", "mutant"), MUTANTS)
def test_mutants_die_by_the_first_check(statement, step: str, mutant: str) -> None:
    """Every mutant is refuted, with a confirmation."""
    changed = next(m for m in statement.step(step).mutants if m.id == mutant)
    outcome = outcome_of(statement, step, changed.mutate(statement.step(step).formula))
    if changed.equivalent is None:
        assert (outcome.verdict, bool(outcome.confirmed_by)) == (Verdict.REFUTED, True)
    else:
        assert outcome.verdict is Verdict.HOLDS


@pytest.mark.parametrize("added", [5, 8, 13])
def test_any_number_of_neurons_gives_a_certified_minimum(added: int) -> None:
    """Arbitrarily many neurons: the certificate grows with them."""
    formula = {**STATEMENT.step("wide-minimum").formula, "added": (added,)}
    outcome = outcome_of(STATEMENT, "wide-minimum", formula)
    assert outcome.verdict is Verdict.HOLDS
    assert f"{added} degenerate directions" in outcome.detail


def test_the_inference_is_true_of_a_parabola() -> None:
    """For y^2 the kernel is flat and 0 is a minimum: the check can hold."""
    assert outcome_of(STATEMENT, "semidefinite-suffices", 0).verdict is Verdict.HOLDS
