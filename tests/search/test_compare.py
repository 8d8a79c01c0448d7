"""Equalities on instances: refuted with an entry and a second arithmetic, or left undecided."""

from fractions import Fraction

import numpy as np
import pytest
from drawn import drawn
from hypothesis import given
from hypothesis import strategies as st

from proofcheck.arithmetic import Balls, Multiprecision, Rationals
from proofcheck.core import Cause, Verdict
from proofcheck.search.compare import equal, magnitude_text


class View:
    """Numbers of one arithmetic, with a shift that the test chooses."""

    def __init__(self, arithmetic, shift=0):
        self.arithmetic, self.shift = arithmetic, shift


class Evaluated:
    """An instance with two views that need not agree."""

    def __init__(self, first, second, digits=30):
        self.first, self.second, self.digits = first, second, digits

    def to_json(self):
        return {"made": "up"}


def honest(bits=300, digits=30):
    return Evaluated(View(Balls(bits)), View(Multiprecision(2 * digits + 30)), digits)


def sides_of(left, right, name="value"):
    """Both sides as exact values that every arithmetic reads for itself."""

    def sides(view):
        yield name, view.arithmetic.array(left), view.arithmetic.array(right)

    return sides


THIRDS = [[Fraction(1, 3), Fraction(2, 3)], [Fraction(5, 7), 0]]


def changed(row, column, by):
    entries = [list(r) for r in THIRDS]
    entries[row][column] += by
    return entries


def test_equal_sides_hold_with_the_accuracy():
    outcome = equal(honest(), sides_of(THIRDS, THIRDS))
    assert outcome.verdict is Verdict.HOLDS
    assert "1e-30" in outcome.detail


@pytest.mark.parametrize("entry", [(0, 0), (0, 1), (1, 0), (1, 1)])
def test_one_changed_entry_is_named_and_confirmed(entry):
    outcome = equal(honest(), sides_of(THIRDS, changed(*entry, Fraction(1, 1000)), "block"))
    assert outcome.verdict is Verdict.REFUTED
    assert outcome.detail.startswith(f"block, entry {entry}")
    assert "mpmath" in outcome.confirmed_by
    assert outcome.witness == {"made": "up"}


def test_scalars_are_compared_too():
    def sides(view):
        yield "one", view.arithmetic.number(1), view.arithmetic.number(2)

    outcome = equal(honest(), sides)
    assert outcome.verdict is Verdict.REFUTED
    assert outcome.detail.startswith("one, value:")


def test_the_first_of_several_differences_is_named():
    def sides(view):
        numbers = view.arithmetic.number
        yield "a", numbers(1), numbers(1)
        yield "b", numbers(1), numbers(2)
        yield "c", numbers(1), numbers(3)

    assert equal(honest(), sides).detail.startswith("b, ")


def test_a_true_side_after_a_false_one_does_not_save_it():
    def sides(view):
        yield "false", view.arithmetic.number(1), view.arithmetic.number(2)
        yield "true", view.arithmetic.number(1), view.arithmetic.number(1)

    assert equal(honest(), sides).verdict is Verdict.REFUTED


@given(st.integers(1, 29), st.sampled_from([1, -1]))
def test_differences_down_to_the_digits_are_refuted(power, sign):
    shift = Fraction(sign, 10**power)
    outcome = equal(honest(), sides_of(THIRDS, changed(1, 0, shift)))
    assert outcome.verdict is Verdict.REFUTED


@pytest.mark.parametrize("size", [Fraction(9, 10**31), Fraction(1, 10**40)])
def test_a_difference_below_the_digits_is_seen_but_not_confirmed(size):
    outcome = equal(honest(bits=1000), sides_of([1], [1 + size]))
    assert outcome.verdict is Verdict.UNDECIDED
    assert "without a second arithmetic" in outcome.detail


@given(st.integers(1, 200))
def test_no_difference_however_small_ever_holds_above_the_tolerance(power):
    outcome = equal(honest(bits=1000), sides_of([1], [1 + Fraction(1, 10**power)]))
    assert outcome.verdict is not Verdict.HOLDS


@pytest.mark.parametrize("bits", [20, 60, 90])
def test_too_few_bits_leave_true_equalities_undecided(bits):
    outcome = equal(honest(bits=bits), sides_of(THIRDS, THIRDS))
    assert outcome.verdict is Verdict.UNDECIDED
    assert outcome.cause is Cause.PRECISION
    assert "only known to" in outcome.detail


def test_the_widest_difference_decides_not_the_last():
    def sides(view):
        wide = view.arithmetic.number(Fraction(1, 3)) * 10**80
        yield "wide", wide, wide
        yield "narrow", view.arithmetic.number(1), view.arithmetic.number(1)

    assert equal(honest(), sides).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("right", [[1, 2, 3], [[1, 2]], [[1], [2]], 1, []])
def test_another_shape_is_refuted_and_never_broadcast(right):
    outcome = equal(honest(), sides_of([1, 1], right, "shaped"))
    assert outcome.verdict is Verdict.REFUTED
    assert "shapes" in outcome.detail
    assert outcome.confirmed_by


def test_nothing_to_compare_does_not_hold():
    assert equal(honest(), lambda view: []).verdict is Verdict.UNDECIDED
    assert equal(honest(), sides_of([], [])).verdict is Verdict.UNDECIDED


def shifted_sides(view):
    yield "shifted", view.arithmetic.number(1), view.arithmetic.number(1 + view.shift)


def test_a_difference_that_the_second_arithmetic_does_not_see_is_undecided():
    made_up = Evaluated(View(Balls(200), 1), View(Multiprecision(90), 0))
    outcome = equal(made_up, shifted_sides)
    assert outcome.verdict is Verdict.UNDECIDED
    assert "without a second arithmetic" in outcome.detail


def test_a_difference_that_only_the_second_arithmetic_sees_decides_nothing():
    """The second arithmetic confirms; it is no enclosure, and refutes nothing alone."""
    made_up = Evaluated(View(Balls(200), 0), View(Multiprecision(90), 1))
    assert equal(made_up, shifted_sides).verdict is Verdict.HOLDS


def test_a_ball_that_is_not_finite_never_holds():
    def sides(view):
        zero = view.arithmetic.number(0)
        with view.arithmetic.active():
            yield "1/0", 1 / zero, view.arithmetic.number(1)

    try:
        outcome = equal(honest(), sides)
    except Exception:  # the engine turns it into "undecided"
        return
    assert outcome.verdict is not Verdict.HOLDS


def test_rationals_decide_exactly():
    exact = Evaluated(View(Rationals()), View(Multiprecision(90)))
    assert equal(exact, sides_of(THIRDS, THIRDS)).verdict is Verdict.HOLDS
    tiny = Fraction(1, 10**100)
    assert equal(exact, sides_of(THIRDS, changed(0, 0, tiny))).verdict is not Verdict.HOLDS


def test_a_real_instance_refutes_a_false_block():
    s = drawn("NOT_CRITICAL", 0)

    def sides(view):
        yield "B", view.B, 2 * view.B

    outcome = equal(s, sides)
    assert outcome.verdict is Verdict.REFUTED
    assert outcome.witness == s.to_json()


def test_both_views_are_asked_for_the_same_sides():
    asked = []

    def sides(view):
        asked.append(view.arithmetic.name)
        yield "x", view.arithmetic.number(0), view.arithmetic.number(1)

    equal(honest(), sides)
    assert len(asked) == len(set(asked)) == 2


@pytest.mark.parametrize(
    ("values", "text"),
    [([0, 0], "0"), ([1], "about 1e+0"), ([Fraction(1, 1000)], "about 1e-3"), ([500], "about 1e+")],
)
def test_sizes_in_messages(values, text):
    assert magnitude_text(Rationals(), np.array(Rationals().array(values))).startswith(text)
