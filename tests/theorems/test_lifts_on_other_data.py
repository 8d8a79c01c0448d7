"""Checks of section 6 on other data than their own: nothing fits by luck."""

from collections.abc import Mapping
from fractions import Fraction

import pytest
import sympy

from proofcheck.core import Assumptions, Budget, Verdict
from proofcheck.search.choices import SeededChoices
from theorems._lemma_16_checks import one_neuron
from theorems._lemma_16_limit import distinct_directions
from theorems._lifting_instances import IMAGES, SHAPES, draw_layer
from theorems._path_checks import next_layer
from theorems._path_instances import PATHS, draw_path
from theorems._theorem_4_printed import fixed_layers
from theorems.lemma_18_inverse_activation import STATEMENT as LEMMA_18
from theorems.lemma_19_later_layers import weight_zero
from theorems.lemma_a2_exponential_sums import STATEMENT as LEMMA_A2
from theorems.theorem_4_minimum_at_infinity import STATEMENT as THEOREM_4

BUDGET = Budget(30, 1, 0)


def texts(numbers):
    return [str(Fraction(x)) for x in numbers]


@pytest.mark.parametrize(
    ("n", "a"),
    [
        ((0, 1, 2), (0, 2, 4)),
        ((0, 1, 3), (0, 2, 4)),
        ((1, 0, 2), (3, 5, 7)),
        ((2, 5, 7), ("1/2", "1/3", "1/7")),
        ((0, 0, 0), (1, 2, 4)),
        ((1, 4, 10), (2, 3, 5)),
        ((1, 4, 10), (0, "1/3", 1)),
    ],
)
def test_a_zero_weight_keeps_a_path_exactly_where_the_three_points_are_on_a_line(n, a):
    outcome = weight_zero(BUDGET, {"n_1": texts(n), "a(0)": texts(a)})
    rows = [[1, 1, 1], *([sympy.Rational(str(x)) for x in row] for row in (n, a))]
    on_a_line = sympy.Matrix(rows).det() == 0
    assert outcome.verdict is (Verdict.HOLDS if on_a_line else Verdict.REFUTED)


@pytest.mark.parametrize("region", PATHS.regions[:8])
def test_the_next_layer_is_the_one_above_the_wide_one(region):
    instance = draw_path(SeededChoices(0, "next", 0), region, 30)
    start, seen = instance.path.start, []

    def reached(before, moved):
        seen.append(before.shape)
        return before + moved

    assert next_layer(instance, {"reached": reached}).verdict is Verdict.HOLDS
    widths = start.network.architecture.widths
    assert set(seen) == {(widths[start.layer + 1], len(start.inputs))}


def test_the_rank_of_stated_vectors_is_compared_with_their_length():
    full, short = [["1", "2"], ["0", "1"], ["1", "3"]], [["1", "2", "1"], ["0", "1", "1"]]
    assert one_neuron(BUDGET, {"rows": full}).verdict is Verdict.HOLDS
    assert one_neuron(BUDGET, {"rows": short}).verdict is Verdict.REFUTED


@pytest.mark.parametrize("place", IMAGES)
def test_zero_is_in_the_closure_of_an_image_also_at_its_ends(place):
    low, high = IMAGES[place]
    layer = draw_layer(SeededChoices(0, "closure", 0), f"{place}; {SHAPES[0]}", 30)
    expected = Verdict.REFUTED if min(low, high) > 0 or max(low, high) < 0 else Verdict.HOLDS
    assert layer.met["zero-in-closure"] is expected


def test_lemma_a2_claims_half_of_the_moment_as_its_words_say():
    step = LEMMA_A2.step("both-signs")
    assert "t |M|/2" in step.claim
    assert step.formula["share"] == Fraction(1, 2)


def test_theorem_4_a_vanishing_sum_is_tried_on_the_smallest_case_and_on_deep_ones():
    zero = {s.id for s in THEOREM_4.steps for m in s.mutants if m.id == f"{s.id}-zero"}
    assert {"case-shallow", "case-deep", "case-deeper", "case-one-deep"} <= zero
    assert zero.isdisjoint({"case-xor", "case-one-neuron"})


@pytest.mark.parametrize(
    ("direction", "verdict"),
    [
        (lambda a, b: (a, b), Verdict.HOLDS),
        (lambda a, b: (2 * a, 3 * b), Verdict.HOLDS),
        (lambda a, b: (a, -b), None),
        (lambda a, b: (-a, b), None),
    ],
)
def test_a_direction_tells_inputs_apart_by_its_product_with_their_difference(direction, verdict):
    outcome = distinct_directions({"direction": direction}, Assumptions({"distinct"}))
    assert (outcome.verdict is Verdict.HOLDS) is (verdict is Verdict.HOLDS)


def test_paths_are_drawn_to_labels_that_differ():
    drawn = [draw_path(SeededChoices(0, "labels", k), PATHS.regions[k], 30) for k in range(4)]
    assert any(len(set(instance.targets)) > 1 for instance in drawn)


def test_theorem_4_the_layers_up_to_L_minus_2_are_fixed():
    fixed = {
        step.id: [step.formula["last fixed"](depth) for depth in (3, 4, 7)]
        for step in THEOREM_4.steps
        if isinstance(step.formula, Mapping) and "last fixed" in step.formula
    }
    assert sorted(fixed.values()) == [[0, 1, 4], [1, 2, 5]]


def test_lemma_18_any_smaller_neighbourhood_does_too():
    """Half the harmonic mean of the gaps is below the smaller one; the mean of both is not."""
    check = LEMMA_18.step("continuous-inverse").checks[0]
    assume = Assumptions({hypothesis.id for hypothesis in LEMMA_18.hypotheses})
    for delta, verdict in (
        (lambda small, large: small * large / (small + large), True),
        (lambda small, large: (small + large) / 2, False),
    ):
        assert (check.run({"delta": delta}, assume).verdict is Verdict.HOLDS) is verdict


def test_more_neurons_than_samples_is_not_as_many():
    """Wide is N or more, "more" is more: both with the same number on both sides are met apart."""
    seen = set()
    for k in range(24):
        region = PATHS.regions[k % len(PATHS.regions)]
        instance = draw_path(SeededChoices(0, "more", k), region, 30)
        start = instance.path.start
        excess = start.network.architecture.widths[start.layer] - len(start.inputs)
        assert (instance.met["more"] is Verdict.HOLDS) is (excess > 0)
        assert (instance.met["wide"] is Verdict.HOLDS) is (excess >= 0)
        seen.add(excess > 0)
        if excess == 0:
            seen.add("equal")
    assert seen == {True, False, "equal"}


def test_theorem_4_the_moment_of_a_fixed_layer_is_that_of_its_labels():
    """Labels 0, 1, 2 with mean 1: the moment is act(x_1) - act(x_3), sigma(0) - sigma(2)."""
    outcome = fixed_layers(BUDGET, {"last fixed": lambda depth: depth - 2})
    assert outcome.verdict is Verdict.HOLDS
    shown = Fraction(outcome.detail.split("[")[1].split(" ")[0])
    assert abs(shown - Fraction("-0.3807970779778825")) < Fraction(1, 10**6)
