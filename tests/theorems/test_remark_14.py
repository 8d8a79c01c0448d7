"""Remark 14: copied vectors, and what exact comparison finds."""

from fractions import Fraction

import pytest
from wide_cases import exact_and_derived, outcome_of

from proofcheck.core import Verdict
from proofcheck.networks import SIGMOID, Architecture, Network
from proofcheck.search.repeated_vectors import equal_pairs
from theorems.remark_14_repeated_weights import STATEMENT


@pytest.mark.parametrize(("step", "index"), exact_and_derived(STATEMENT))
def test_steps_hold(step: str, index: int) -> None:
    """Everything that is encoded holds."""
    assert outcome_of(STATEMENT, step, index=index).verdict is Verdict.HOLDS


@pytest.mark.parametrize(
    ("step", "mutant"), [(s.id, m.id) for s in STATEMENT.steps for m in s.mutants]
)
def test_mutants_die_by_the_first_check(step: str, mutant: str) -> None:
    """Every mutant is refuted."""
    changed = next(m for m in STATEMENT.step(step).mutants if m.id == mutant)
    outcome = outcome_of(STATEMENT, step, changed.mutate(STATEMENT.step(step).formula))
    assert outcome.verdict is Verdict.REFUTED


def test_vectors_that_differ_in_the_last_bit_are_no_pair() -> None:
    """The comparison is exact, the bias included."""
    nearly = 1 + Fraction(1, 2**200)
    rows = [[0, 1], [0, nearly], [0, 1], [1, 1]]
    network = Network(Architecture((1, 4, 1)), SIGMOID, (rows, [[0, 1, 1, 1, 1]]))
    assert equal_pairs(network, 1) == [(1, 3)]
