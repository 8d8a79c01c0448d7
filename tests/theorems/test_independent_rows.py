"""Claimed ranks of conditions: what is refuted, and what the second arithmetic does not confirm."""

from fractions import Fraction
from types import SimpleNamespace

import pytest

from proofcheck.arithmetic import Balls, Multiprecision
from proofcheck.core import Cause, Verdict
from theorems._independent_rows import proved_rank, rank_is

DIGITS = 30


def hilbert(size):
    """Regular, with a condition that eats three digits for every two rows."""
    return [[Fraction(1, i + j + 1) for j in range(size)] for i in range(size)]


def instance(rows, second_digits):
    """Rows as balls, and in multiprecision with so many digits, which promises 30 of them."""
    first, second = Balls(8 * DIGITS), Multiprecision(second_digits)
    return SimpleNamespace(
        first=SimpleNamespace(arithmetic=first, rows=first.array(rows)),
        second=SimpleNamespace(arithmetic=second, rows=second.array(rows)),
        second_arithmetic=second,
        digits=DIGITS,
    )


def rank(rows, claimed, *, second_digits=2 * DIGITS, counted=None):
    counted = len(rows) if counted is None else counted
    return rank_is(instance(rows, second_digits), lambda view: view.rows, claimed, counted)


ONE_MORE = [[1, 2, 3], [4, 5, 6], [5, 7, 9]]
"""The third row is the sum of the others."""


def test_a_full_rank_is_proved_and_a_smaller_one_is_refuted_twice():
    assert rank(hilbert(4), 4).verdict is Verdict.HOLDS
    outcome = rank(hilbert(4), 3)
    assert (outcome.verdict, outcome.confirmed_by) == (
        Verdict.REFUTED,
        "mpmath: a regular submatrix",
    )
    assert outcome.detail == "rank at least 4, not 3"


@pytest.mark.parametrize("second_digits", [8, 15, 20])
def test_a_second_arithmetic_with_too_few_digits_confirms_nothing(second_digits):
    """Its solution of a system misses the right side by more than 10^-30, and less than 1/300."""
    outcome = rank(hilbert(6), 5, second_digits=second_digits)
    assert outcome.verdict is Verdict.UNDECIDED
    assert outcome.detail == "refutation without a second arithmetic: rank at least 6, not 5"


def test_more_rows_than_there_are_is_refuted_by_counting():
    outcome = rank(hilbert(3), 4)
    assert (outcome.verdict, outcome.confirmed_by) == (
        Verdict.REFUTED,
        "the conditions counted from the widths",
    )
    assert rank(hilbert(3), 4, counted=2).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("claimed", [2, 3])
def test_that_a_rank_is_smaller_than_the_rows_is_never_proved(claimed):
    outcome = rank(ONE_MORE, claimed)
    assert (outcome.verdict, outcome.cause) == (Verdict.UNDECIDED, Cause.PRECISION)
    assert "rank at least 2" in outcome.detail


def test_a_rank_below_what_is_proved_is_refuted():
    assert rank(ONE_MORE, 1).verdict is Verdict.REFUTED


def test_balls_find_the_rank_that_float64_cannot():
    rows = hilbert(14)
    view = SimpleNamespace(arithmetic=Balls(400))
    assert proved_rank(view.arithmetic.array(rows), view, 400) == 14
