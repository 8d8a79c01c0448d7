"""Choices: reproducible from seed, family and index alone, within bounds, and shrinking."""

import subprocess
import sys
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from proofcheck.core import InputError
from proofcheck.search.choices import HypothesisChoices, SeededChoices

BOUNDS = st.tuples(st.integers(-(10**40), 10**40), st.integers(0, 10**40))
SEEDED = st.builds(SeededChoices, st.integers(), st.text(max_size=9), st.integers(0))


def ten(choices):
    return [choices.integer(0, 999) for _ in range(10)]


@given(SEEDED, BOUNDS)
def test_integers_stay_within_their_bounds(choices, bounds):
    low, width = bounds
    assert low <= choices.integer(low, low + width) <= low + width


@given(st.integers(), st.text(max_size=9), st.integers(0))
def test_the_same_names_give_the_same_choices(seed, family, index):
    assert ten(SeededChoices(seed, family, index)) == ten(SeededChoices(seed, family, index))


def test_seed_family_and_index_all_matter():
    drawn = [
        ten(SeededChoices(*names))
        for names in ((0, "a", 0), (1, "a", 0), (0, "b", 0), (0, "a", 1), (0, "a0", 1))
    ]
    assert len({tuple(numbers) for numbers in drawn}) == 5


def test_another_process_draws_the_same():
    code = (
        "from proofcheck.search.choices import SeededChoices;"
        "print([SeededChoices(3, 'é', 4).integer(0, 10**50) for _ in range(2)])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == str([SeededChoices(3, "é", 4).integer(0, 10**50)] * 2)


def test_every_value_is_reached_about_as_often():
    counts = Counter(SeededChoices(0, "die", i).integer(1, 6) for i in range(1200))
    assert set(counts) == set(range(1, 7))
    assert all(140 <= count <= 260 for count in counts.values())


@given(SEEDED, st.integers(-5, 5), st.integers(0, 5), st.integers(1, 12))
def test_fractions_have_the_denominator_and_stay_within_bounds(choices, low, width, denominator):
    drawn = choices.fraction(low, low + width, denominator)
    assert low <= drawn <= low + width
    assert (drawn * denominator).denominator == 1


def test_fractions_between_fractions():
    drawn = {
        SeededChoices(0, "f", i).fraction(Fraction(1, 3), Fraction(2, 3), 6) for i in range(60)
    }
    assert drawn == {Fraction(1, 3), Fraction(1, 2), Fraction(2, 3)}


@given(SEEDED, st.lists(st.integers(), min_size=1))
def test_picks_and_shuffles(choices, options):
    assert choices.pick(options) in options
    assert Counter(choices.shuffle(options)) == Counter(options)


@pytest.mark.parametrize(
    "misuse",
    [
        lambda choices: choices.integer(1, 0),
        lambda choices: choices.pick([]),
        lambda choices: choices.fraction(0, 1, 0),
        lambda choices: choices.fraction(Fraction(1, 3), Fraction(2, 5), 2),
    ],
)
def test_impossible_choices_are_refused(misuse):
    with pytest.raises(InputError):
        misuse(SeededChoices(0, "x", 0))


@given(st.data())
def test_hypothesis_makes_the_same_kinds_of_choices(data):
    choices = HypothesisChoices(data.draw)
    assert 2 <= choices.integer(2, 5) <= 5
    assert choices.pick("ab") in "ab"
    assert sorted(choices.shuffle([3, 1, 2])) == [1, 2, 3]
    assert choices.fraction(0, 1, 4).denominator in (1, 2, 4)


def test_hypothesis_shrinks_through_the_choices():
    @st.composite
    def fractions(draw):
        return HypothesisChoices(draw).fraction(-100, 100, 8)

    assert find(fractions(), lambda x: x > 3) == Fraction(25, 8)
