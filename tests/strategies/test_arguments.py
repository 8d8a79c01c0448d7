"""Arguments of a wrong type or without meaning are refused before anything is drawn."""

from fractions import Fraction

import pytest
from hypothesis import strategies as st

from proofcheck.core import InputError
from proofcheck.networks import SIGMOID, Architecture
from proofcheck.strategies import (
    architectures,
    between,
    critical_points,
    networks,
    paths,
    rationals,
    smallest,
    stuck_starts,
)

SHAPE = Architecture((1, 1, 1))
WRONG = {
    "no digits": lambda: critical_points(digits=0),
    "digits that are a text": lambda: critical_points(digits="30"),
    "an architecture for a strategy": lambda: critical_points(SHAPE),
    "an activation for a strategy": lambda: critical_points(functions=SIGMOID),
    "half a negative eigenvalue": lambda: critical_points(negative=1.5),
    "fewer than no negative eigenvalue": lambda: critical_points(negative=-1),
    "a truth value for a count": lambda: critical_points(negative=True),
    "half a flat direction": lambda: critical_points(degenerate=0.5),
    "a text for a count of directions": lambda: critical_points(degenerate="x"),
    "a number for a direction": lambda: critical_points(direction=5),
    "an empty direction": lambda: critical_points(direction=[]),
    "a number for B": lambda: critical_points(B=5),
    "a row of numbers for B": lambda: critical_points(B=[1, 2]),
    "a text for a direction": lambda: critical_points(direction="12"),
    "a B that is not symmetric": lambda: critical_points(B=[[1, 2], [3, 4]]),
    "a B whose second row is short": lambda: critical_points(B=[[1, 2], [2]]),
    "a B with a row too many": lambda: critical_points(B=[[1], [1]]),
    "flat directions with a B": lambda: critical_points(degenerate=1, B="indefinite"),
    "bounds of a depth in the wrong order": lambda: architectures(depth=(4, 2)),
    "a depth of 1": lambda: architectures(depth=1),
    "half a layer": lambda: architectures(depth=3.5),
    "a bound that is no integer": lambda: architectures(depth=(2, 3.5)),
    "no depth": lambda: architectures(depth=None),
    "truth values for widths": lambda: architectures(widths=True),
    "a wide layer for no sample": lambda: architectures(wide_layer_for=0),
    "a wide layer for half a sample": lambda: architectures(wide_layer_for=1.5),
    "a text for a layer": lambda: architectures(non_increasing_after="x"),
    "a size that is no integer": lambda: rationals(1.5),
    "a size that is a text": lambda: rationals("2"),
    "bounds in the wrong order": lambda: between(1, 0, 4),
    "no fraction between the bounds": lambda: between(Fraction(1, 3), Fraction(1, 3), 2),
    "a denominator of 0": lambda: between(0, 1, 0),
    "bounds that are floats": lambda: between(0.1, 0.5, 4),
    "an architecture for networks": lambda: networks(SHAPE),
    "no distance": lambda: paths(epsilons=[]),
    "a distance of 0": lambda: paths(epsilons=[0]),
    "a negative distance": lambda: paths(epsilons=["1/2", "-1"]),
    "a start for a strategy of them": lambda: paths("zero"),
    "an activation for starts": lambda: stuck_starts(functions=SIGMOID),
}


@pytest.mark.parametrize("name", WRONG)
def test_wrong_arguments_are_refused_at_once(name):
    with pytest.raises(InputError):
        WRONG[name]()


def test_right_ones_are_not():
    assert smallest(between("1/4", 1, 4)) == Fraction(1, 4)
    assert smallest(critical_points(st.just(SHAPE), degenerate=True)).conditions.kernel
    assert smallest(architectures(depth=[2, 3], wide_layer_for=3)).widths == (1, 3, 1)


WORDS = {
    "digits that are a text": (
        "digits: given str '30'; admissible: an integer >= 1; "
        "repair: give a whole number from 1 upwards"
    ),
    "a truth value for a count": (
        "negative: given bool True; admissible: an integer >= 0; "
        "repair: give a whole number from 0 upwards"
    ),
    "an empty direction": (
        "direction: given list []; admissible: a list with one entry or more; "
        "repair: write direction=[...]"
    ),
    "a start for a strategy of them": (
        "starts: given str 'zero'; admissible: a strategy of Hypothesis; "
        "repair: for one value write starts=hypothesis.strategies.just(...)"
    ),
    "half a layer": (
        "depth: given float 3.5; admissible: an integer >= 2, or a pair of bounds; "
        "repair: write depth=2 or depth=(2, 4)"
    ),
    "a row of numbers for B": (
        "B: given int 1; admissible: a list with one entry or more; repair: write B=[...]"
    ),
}


@pytest.mark.parametrize("name", WORDS)
def test_a_refusal_says_what_was_given_what_is_admissible_and_one_repair(name):
    with pytest.raises(InputError) as caught:
        WRONG[name]()
    assert str(caught.value) == WORDS[name]


def test_a_long_value_is_shortened_in_a_refusal():
    with pytest.raises(InputError) as caught:
        critical_points("x" * 10**6)
    assert caught.value.given == f"str '{'x' * 56}..."
