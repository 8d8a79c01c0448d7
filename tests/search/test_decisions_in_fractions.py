"""Decisions about numbers known exactly: strict, three-valued, in rationals as in balls."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.arithmetic import Balls, Multiprecision, Rationals
from proofcheck.core import Cause, Outcome, Verdict
from proofcheck.search.decisions import (
    all_hold,
    definite,
    greater,
    lowest_direction,
    nonzero,
    printed,
)

NUMBERS = st.fractions(-9, 9, max_denominator=60)
ENTRIES = st.integers(-4, 4)


class View:
    """What the claim is read from: one exact value in one arithmetic, or the ball given."""

    def __init__(self, arithmetic, value):
        self.arithmetic = arithmetic
        self.value = value if isinstance(value, (arb, np.ndarray)) else self._exact(value)

    def _exact(self, value):
        return (
            self.arithmetic.array(value)
            if isinstance(value, list)
            else self.arithmetic.number(value)
        )


class Seen:
    """An instance that is nothing but one number, or one matrix."""

    digits = 30

    def __init__(self, value, first=None, second=None):
        self.first = View(first or Balls(260), value)
        self.second = View(Multiprecision(90), "0" if second is None else second)

    def to_json(self):
        return {"value": "made up"}


def value(view):
    return view.value


def constant(number):
    return lambda view: view.arithmetic.number(number)


def exactly(x, first):
    return Seen(x, first, x)


@given(NUMBERS, NUMBERS)
def test_rationals_decide_every_strict_inequality(x, y):
    """With a polynomial activation the first view is exact; equal numbers are refuted there."""
    outcome = greater(exactly(x, Rationals()), "x", value, constant(y))
    assert outcome.verdict is (Verdict.HOLDS if x > y else Verdict.REFUTED)
    assert str(x - y) in outcome.detail


@given(NUMBERS, NUMBERS, st.integers(1, 12))
def test_balls_never_decide_against_the_fractions(x, y, bits):
    outcome = greater(exactly(x, Balls(2 * bits)), "x", value, constant(y))
    allowed = {Verdict.UNDECIDED, Verdict.HOLDS if x > y else Verdict.REFUTED}
    assert outcome.verdict in allowed
    if x == y and outcome.verdict is Verdict.REFUTED:
        assert "+/- 0" in outcome.detail  # decided by exact balls only


@pytest.mark.parametrize(
    "ball",
    [arb(0, 1), arb(1, 1), arb(-1, 1), arb("nan"), arb("inf"), arb("-inf"), arb(0, arb("inf"))],
    ids=str,
)
@pytest.mark.parametrize("decide", [greater, nonzero, printed], ids=lambda f: f.__name__)
def test_a_ball_that_straddles_or_is_not_finite_decides_nothing(ball, decide):
    seen, last = Seen(ball), {"greater": (constant(0),), "nonzero": (), "printed": ("0",)}
    outcome = decide(seen, "x", value, *last[decide.__name__])
    assert (outcome.verdict, outcome.cause) == (Verdict.UNDECIDED, Cause.PRECISION)


@given(NUMBERS, st.integers(0, 4))
def test_a_printed_decimal_is_right_within_half_a_unit_of_its_last_digit(x, decimals):
    text = f"{float(x):.{decimals}f}"
    distance, half = abs(x - Fraction(text)), Fraction(1, 2 * 10**decimals)
    found = printed(exactly(x, Rationals()), "x", value, text).verdict
    assert (found is Verdict.HOLDS) is (distance < half)
    assert (found is Verdict.REFUTED) or distance <= half


@pytest.mark.parametrize(("text", "off"), [("0.25", "0.255"), ("0.25", "0.245"), ("3", "7/2")])
def test_exactly_half_a_unit_away_is_not_what_was_printed(text, off):
    """The second arithmetic rounds, and may not confirm what the first one knows."""
    assert printed(exactly(off, Rationals()), "x", value, text).verdict is not Verdict.HOLDS


def gram(rows):
    """A'A: positive semidefinite, definite exactly where the columns are independent."""
    return [
        [sum(a * b for a, b in zip(r, s, strict=True)) for s in zip(*rows, strict=True)]
        for r in zip(*rows, strict=True)
    ]


def rank(rows):
    left, found = [[Fraction(x) for x in row] for row in rows], 0
    for column in range(len(rows[0])):
        pivot = next((row for row in left if row[column]), None)
        if pivot is None:
            continue
        left.remove(pivot)
        found += 1
        left = [
            [x - row[column] / pivot[column] * p for x, p in zip(row, pivot, strict=True)]
            for row in left
        ]
    return found


MATRICES = st.integers(1, 3).flatmap(
    lambda n: st.lists(st.lists(ENTRIES, min_size=n, max_size=n), min_size=n, max_size=n)
)


@given(MATRICES, st.sampled_from([1, -1]))
@settings(max_examples=60)
def test_a_semidefinite_boundary_is_neither_definite_nor_refuted(rows, sign):
    matrix = [[sign * x for x in row] for row in gram(rows)]
    found = definite(Seen(matrix, second=matrix), "A", value, sign).verdict
    assert found is (Verdict.HOLDS if rank(rows) == len(rows) else Verdict.UNDECIDED)


@given(MATRICES, st.integers(1, 9))
@settings(max_examples=40)
def test_one_negative_direction_refutes_and_is_confirmed(rows, depth):
    """A'A - c e e' with c beyond the entry (0, 0): negative along the first unit vector."""
    matrix = gram(rows)
    matrix[0][0] -= matrix[0][0] + depth
    outcome = definite(Seen(matrix, second=matrix), "A", value)
    assert outcome.verdict is Verdict.REFUTED
    assert outcome.confirmed_by == Multiprecision(90).name
    assert outcome.witness == {"value": "made up"}


@pytest.mark.parametrize(
    "off",
    [arb(0, 1), arb("nan"), arb(0, arb("inf"))],
    ids=str,
)
def test_a_matrix_with_a_ball_that_may_spoil_it_is_undecided(off):
    matrix = np.array([[arb(1), off], [off, arb(1)]], dtype=object)
    try:
        verdict = definite(Seen(matrix, second=[[1, 0], [0, 1]]), "A", value).verdict
    except Exception as error:  # the engine makes an undecided outcome of it
        verdict = type(error).__name__
    assert verdict in (Verdict.UNDECIDED, "PrecisionError")


@given(st.lists(st.lists(ENTRIES, min_size=2, max_size=2), min_size=2, max_size=2))
def test_the_guessed_direction_is_exact_and_near_length_1(rows):
    view = View(Balls(128), [[str(x) for x in row] for row in gram(rows)])
    x, y = lowest_direction(view.value, view)
    assert all(isinstance(z, Fraction) for z in (x, y))
    assert abs(x * x + y * y - 1) < Fraction(1, 10**12)


def test_nonzero_names_the_first_entry_that_is_not_0():
    outcome = nonzero(Seen([0, "1/3", 5], Rationals()), "D", value)
    assert (outcome.verdict, outcome.detail) == (Verdict.HOLDS, "D: an entry is 1/3")
    zero = nonzero(Seen([0, 0], Rationals()), "D", value)
    assert (zero.verdict, zero.detail) == (Verdict.UNDECIDED, "D: every entry may be 0")


def outcomes(*verdicts):
    return [
        Outcome(v, f"{k}", Cause.TIME if v is Verdict.UNDECIDED else None)
        for k, v in enumerate(verdicts)
    ]


@given(st.lists(st.sampled_from(list(Verdict)), min_size=1, max_size=6))
def test_the_first_that_does_not_hold_is_the_answer(verdicts):
    given_, asked = outcomes(*verdicts), []

    def one_by_one():
        for outcome in given_:
            asked.append(outcome)
            yield outcome

    found = all_hold(one_by_one())
    bad = [k for k, v in enumerate(verdicts) if v is not Verdict.HOLDS]
    assert (found is given_[bad[0]]) if bad else found.verdict is Verdict.HOLDS
    assert len(asked) == (bad[0] + 1 if bad else len(verdicts))


def test_what_is_shown_of_a_rational_is_the_rational():
    assert (
        "difference 1/12"
        in greater(exactly("1/3", Rationals()), "x", value, constant("1/4")).detail
    )
    assert isinstance(exactly("1/3", Rationals()).first.value, fmpq)
