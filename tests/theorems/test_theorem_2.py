"""Theorem 2: every step holds, literal ones fail, and certificates notice what would go wrong."""

from fractions import Fraction

import pytest
from wide_cases import exact_and_derived, outcome_of

from proofcheck.core import Form, Verdict
from theorems.theorem_2_deep_and_wide import STATEMENT

LITERAL = {
    "B1-eigenvalues",
    "B2-value",
    "experiment-in-the-model",
    "D-has-one-row",
    "B2-is-constant",
    "printed-kernel",
    "printed-B-sign",
    "semidefinite-suffices",
}


@pytest.mark.parametrize(("step", "index"), exact_and_derived(STATEMENT))
def test_steps_hold_and_only_the_literal_ones_named_here_are_refuted(step: str, index: int) -> None:
    """A literal step that fails is confirmed by a second road."""
    outcome = outcome_of(STATEMENT, step, index=index)
    if step in LITERAL:
        assert (outcome.verdict, bool(outcome.confirmed_by)) == (Verdict.REFUTED, True)
    else:
        assert outcome.verdict is Verdict.HOLDS, outcome.detail


def test_the_literal_steps_are_exactly_those_that_fail() -> None:
    """No literal step is decoration."""
    assert {s.id for s in STATEMENT.steps if s.form is Form.LITERAL} == LITERAL


def all_mutants() -> list[tuple[str, str]]:
    """Return (step, mutant) for all mutants that the step's first check has to decide."""
    return [(s.id, m.id) for s in STATEMENT.steps for m in s.mutants]


@pytest.mark.parametrize(("step", "mutant"), all_mutants())
def test_mutants_die_by_the_first_check_or_are_shown_equivalent(step: str, mutant: str) -> None:
    """Every mutant dies; the equivalent one holds."""
    changed = next(m for m in STATEMENT.step(step).mutants if m.id == mutant)
    outcome = outcome_of(STATEMENT, step, changed.mutate(STATEMENT.step(step).formula))
    expected = Verdict.REFUTED if changed.equivalent is None else Verdict.HOLDS
    assert outcome.verdict is expected, outcome.detail


@pytest.mark.parametrize("step", ["wide-minimum", "wide-minimum-with-biases", "deeper"])
@pytest.mark.parametrize("lam", ["-1/4", "3/2"])
def test_no_minimum_is_certified_for_a_lambda_outside(step: str, lam: str) -> None:
    """Shares of both signs give a direction of negative curvature."""
    formula = {**STATEMENT.step(step).formula, "lambda": Fraction(lam)}
    assert outcome_of(STATEMENT, step, formula).verdict is Verdict.REFUTED


def test_at_lambda_one_nothing_is_decided() -> None:
    """A share 0 leaves the Hessian singular across the set: neither minimum nor saddle."""
    formula = {**STATEMENT.step("wide-minimum").formula, "lambda": Fraction(1)}
    assert outcome_of(STATEMENT, "wide-minimum", formula).verdict is Verdict.UNDECIDED


def test_at_lambda_zero_no_saddle_is_claimed() -> None:
    """The last neuron with share 0 has curvature 0 along its direction."""
    formula = {**STATEMENT.step("saddle").formula, "last": Fraction(0)}
    assert outcome_of(STATEMENT, "saddle", formula).verdict is not Verdict.HOLDS


@pytest.mark.parametrize("last", ["-1/10", "11/10", "7"])
def test_a_saddle_is_certified_on_both_sides_of_the_interval(last: str) -> None:
    """Outside [0, 1] on either side."""
    formula = {**STATEMENT.step("saddle").formula, "last": Fraction(last)}
    assert outcome_of(STATEMENT, "saddle", formula).verdict is Verdict.HOLDS


@pytest.mark.parametrize("step", ["experiment-minimum", "minimum-with-biases", "deeper-minimum"])
def test_a_small_change_of_the_labels_is_noticed(step: str) -> None:
    """Another residual is no critical point, however small the change."""
    formula = {**STATEMENT.step(step).formula, "label shift": Fraction(1, 10**12)}
    assert outcome_of(STATEMENT, step, formula).verdict is Verdict.REFUTED


@pytest.mark.parametrize("text", ["4.816", "4.8175", "4.81750", "4.81748"])
def test_other_printed_losses_are_told_apart(text: str) -> None:
    """Half a unit of the last printed digit decides; 4.8175 does not round to 4.817."""
    expected = Verdict.HOLDS if text == "4.8175" else Verdict.REFUTED
    assert outcome_of(STATEMENT, "printed-loss", text).verdict is expected


def test_the_weights_alone_are_critical_in_the_model() -> None:
    """Without the bias directions the experiment's point is critical: the biases spoil it."""
    assert outcome_of(STATEMENT, "experiment-in-the-model", "weights").verdict is Verdict.HOLDS
