"""Planted split networks: regions and labels are true, conditions hold exactly, nothing is lost."""

from collections import Counter
from fractions import Fraction

import flint
import numpy as np
import pytest
from drawn import DIGITS, FAMILIES, MINIMA, PLANTED, all_of, drawn, rounding
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from proofcheck.arithmetic import Balls, Rationals, dyadic
from proofcheck.core import Budget, InputError, PrecisionError, Verdict
from proofcheck.networks import (
    SIGMOID,
    TANH,
    Architecture,
    Network,
    polynomial,
)
from proofcheck.search import planted as planted_module
from proofcheck.search.choices import HypothesisChoices, SeededChoices
from proofcheck.search.planted import (
    CUBIC,
    LAMBDAS,
    REGIONS,
    Recipe,
    count_conditions,
    draw_alpha_beta,
    draw_inputs,
    draw_split,
    outgoing_sum,
)
from proofcheck.search.split_instance import Conditions, SplitInstance, view_bits

TIGHT = Fraction(1, 10**50)
SEEN = Fraction(1, 10**DIGITS)
"""What `equal` asks for; Hypothesis likes weights that make systems nearly singular."""

few = settings(max_examples=8, suppress_health_check=list(HealthCheck))
families = pytest.mark.parametrize("name", FAMILIES)
WHERE = {
    "lambda inside": lambda lam: 0 < lam < 1 and lam != Fraction(1, 2),
    "lambda outside": lambda lam: lam < 0 or lam > 1,
    "lambda = 1/2": lambda lam: lam == Fraction(1, 2),
    "lambda = 0": lambda lam: lam == 0,
    "lambda = 1": lambda lam: lam == 1,
}
PLACE = {
    "first layer": lambda layer, depth: layer == 1,
    "middle layer": lambda layer, depth: 1 < layer < depth - 1,
    "last layer": lambda layer, depth: layer == depth - 1,
    "last of several": lambda layer, depth: layer == depth - 1 > 1,
    "only hidden layer": lambda layer, depth: layer == 1 == depth - 1,
}


def contains(ball, value):
    return dyadic(ball.lower()) <= value <= dyadic(ball.upper())


def zero_and_tight(values, tight=TIGHT):
    return all(contains(x, 0) and rounding(x) < tight for x in np.ravel(values))


@families
def test_every_region_is_drawn_and_its_labels_are_true(name):
    regions = FAMILIES[name].regions
    for index in range(len(regions)):
        s = drawn(name, index)
        where, place, biased = regions[index].split("; ")
        widths = s.network.architecture.widths
        assert WHERE[where](s.lam)
        assert PLACE[place](s.layer, s.network.architecture.depth)
        assert s.network.architecture.bias is (biased == "with bias")
        assert {regions[index], where, place, biased} < set(s.labels)
        one_next = widths[s.layer + 1] == 1
        assert ("n_{l+1} = 1" in s.labels) is one_next
        assert ("n_{l+1} >= 2" in s.labels) is not one_next


@families
def test_instances_are_well_formed(name):
    for s in all_of(name):
        assert s.alpha + s.beta != 0
        assert s.lam == s.beta / (s.alpha + s.beta)
        assert 1 <= s.neuron <= s.network.architecture.widths[s.layer]
        assert len(set(s.inputs)) == len(s.inputs)
        assert all(len(x) == s.network.architecture.widths[0] for x in s.inputs)
        assert all(w != 0 for w in s.network.parameters)
        assert len(s.free) + len(s.pivots) >= len(s.inputs)


@families
def test_the_verdicts_on_hypotheses_are_those_of_the_instance(name):
    for s in all_of(name):
        nonzero = outgoing_sum(s) != 0
        assert s.met["outgoing-sum"] is (Verdict.HOLDS if nonzero else Verdict.REFUTED)
        assert s.met["alpha-plus-beta"] is Verdict.HOLDS
        gradient = np.ravel(s.first.gradient)
        nonzero = any(s.first.arithmetic.certainly_nonzero(x) for x in gradient)
        assert s.met["critical"] is (Verdict.REFUTED if nonzero else Verdict.HOLDS)


def test_the_sum_of_outgoing_weights_by_hand():
    for s in all_of("CRITICAL"):
        total = Fraction(0)
        for k in s.network.architecture.outgoing(s.layer, s.neuron):
            total += s.network.parameters[k]
        assert outgoing_sum(s) == total


@families
def test_planted_gradients_contain_0_and_are_tight(name):
    for s in (s for s in all_of(name) if s.conditions.critical):
        assert zero_and_tight(s.first.gradient)
        assert zero_and_tight(s.first.wide_gradient)
        assert not zero_and_tight(s.first.residual)


@pytest.mark.parametrize("name", ["EXACT", "NOT_CRITICAL", "HALVED_ANYWHERE", "ABOVE_A_LAYER"])
def test_points_that_need_not_be_critical_are_not(name):
    for s in all_of(name):
        assert any(s.first.arithmetic.certainly_nonzero(x) for x in s.first.gradient)


def test_the_polynomial_family_is_exact():
    for s in all_of("EXACT"):
        assert isinstance(s.first.arithmetic, Rationals)
        assert s.network.activation.name == CUBIC.name
        assert all(type(x) is type(s.first.lam) for x in np.ravel(s.first.wide_hessian))


@families
def test_both_arithmetics_see_the_same_numbers(name):
    for s in all_of(name, limit=3):
        for what in ("residual", "targets", "hessian", "B", "D", "wide_gradient"):
            first, second = (np.ravel(getattr(view, what)) for view in (s.first, s.second))
            for a, b in zip(first, second, strict=True):
                ours = s.first.arithmetic.to_rational_midpoint(a)
                theirs = s.second.arithmetic.to_rational_midpoint(b)
                assert abs(ours - theirs) < Fraction(1, 10**DIGITS)


@families
def test_an_instance_depends_on_seed_family_and_index_alone(name):
    family, region = FAMILIES[name], FAMILIES[name].regions[0]
    first = family.draw(SeededChoices(4, family.name, 9), region, DIGITS)
    with flint.ctx.workprec(33):
        again = family.draw(SeededChoices(4, family.name, 9), region, DIGITS)
    other = family.draw(SeededChoices(4, family.name, 10), region, DIGITS)
    assert first.to_json() == again.to_json()
    assert first.to_json() != other.to_json()
    assert (
        family.draw(SeededChoices(5, family.name, 9), region, DIGITS).to_json() != again.to_json()
    )


@pytest.mark.parametrize("digits", [15, 60])
def test_the_digits_do_not_change_the_instance(digits):
    for name in ("CRITICAL", "MINIMA"):
        assert drawn(name, 1, digits).to_json() == drawn(name, 1).to_json()


def rebuilt(data, digits):
    """The instance from its written form alone."""
    names = {"sigmoid": SIGMOID, "tanh": TANH, CUBIC.name: CUBIC}
    architecture = Architecture.parse(data["architecture"], data["bias"])
    activation = names[data["activation"]]
    B = data["B"] and tuple(tuple(map(Fraction, row)) for row in data["B"])
    return SplitInstance(
        network=Network.from_parameters(
            architecture, activation, [Fraction(w) for w in data["parameters"]]
        ),
        inputs=tuple(tuple(map(Fraction, row)) for row in data["inputs"]),
        layer=data["layer"],
        neuron=data["neuron"],
        alpha=Fraction(data["alpha"]),
        beta=Fraction(data["beta"]),
        free=tuple(map(Fraction, data["free residuals"])),
        pivots=tuple(data["solved samples"]),
        conditions=Conditions(data["critical"], data["D zero"], B),
        digits=digits,
        met={},
        labels=(),
    )


@families
def test_what_is_written_down_is_enough_to_rebuild_the_instance(name):
    for s in all_of(name, limit=4):
        again = rebuilt(s.to_json(), s.digits)
        assert again.to_json() == s.to_json()
        assert again.lam == s.lam
        for a, b in zip(s.first.targets, again.first.targets, strict=True):
            assert s.first.arithmetic.to_rational_midpoint(a) == (
                again.first.arithmetic.to_rational_midpoint(b)
            )


def test_regions_are_visited_round_robin():
    counts = Counter(drawn("NOT_CRITICAL", index).labels[0] for index in range(2 * len(REGIONS)))
    assert set(counts.values()) == {2}
    assert set(counts) == set(REGIONS)


@given(st.data(), st.sampled_from(LAMBDAS))
def test_alpha_and_beta_lie_where_they_should(data, where):
    alpha, beta = draw_alpha_beta(HypothesisChoices(data.draw), where)
    assert alpha + beta != 0
    assert WHERE[where](beta / (alpha + beta))


@few
@given(st.data(), st.sampled_from(REGIONS))
def test_critical_points_from_hypothesis(data, region):
    s = FAMILIES["CRITICAL"].draw(HypothesisChoices(data.draw), region, DIGITS)
    assert zero_and_tight(s.first.gradient, SEEN)
    assert zero_and_tight(s.first.wide_gradient, SEEN)


@few
@given(st.data(), st.sampled_from([r for r in REGIONS if "last" not in r]))
def test_vanishing_D_is_planted_where_proposition_15_says_nothing(data, region):
    recipe = Recipe(Conditions(D_zero=True), next_width=2)
    s = draw_split(HypothesisChoices(data.draw), region, DIGITS, recipe)
    assert s.network.architecture.widths[s.layer + 1] >= 2
    assert zero_and_tight(s.first.D, SEEN)
    assert zero_and_tight(s.first.gradient, SEEN)


def wanted_B(choices, size):
    entries = {(i, j): choices.fraction(-3, 3, 4) for i in range(size) for j in range(i, size)}
    return tuple(tuple(entries[min(i, j), max(i, j)] for j in range(size)) for i in range(size))


@few
@given(st.data(), st.sampled_from(REGIONS))
def test_B_is_the_wanted_exact_matrix(data, region):
    recipe = Recipe(Conditions(B=()), draw_B=wanted_B)
    s = draw_split(HypothesisChoices(data.draw), region, DIGITS, recipe)
    for row, wanted in zip(s.first.B, s.conditions.B, strict=True):
        for x, value in zip(row, wanted, strict=True):
            assert contains(x, value)
            assert rounding(x) < SEEN


@settings(max_examples=25)
@given(st.data(), st.integers(1, 30), st.integers(1, 3))
def test_inputs_are_pairwise_different(data, samples, width):
    rows = draw_inputs(HypothesisChoices(data.draw), samples, width)
    assert len(set(rows)) == samples
    assert all(len(row) == width and max(map(abs, row)) <= 3 for row in rows)


class Stubborn:
    """A source of choices that always answers the same."""

    def __init__(self):
        self.asked = 0

    def integer(self, low, high):
        self.asked += 1
        if self.asked > 10**5:
            raise TimeoutError("an endless loop")
        return low

    def pick(self, options):
        return next(iter(options))

    def fraction(self, low, high, denominator):
        return Fraction(self.integer(round(low * denominator), 0), denominator)


def test_drawing_inputs_ends_even_if_all_choices_are_alike():
    rows = draw_inputs(Stubborn(), 5, 2)
    assert len(set(rows)) == 5


def test_more_inputs_than_there_are_is_refused():
    with pytest.raises(InputError, match="number of samples"):
        draw_inputs(SeededChoices(0, "too many", 0), 98, 1)


def test_a_system_without_solution_is_refused_after_a_bounded_number_of_attempts(monkeypatch):
    attempts = []

    def singular(*args):
        attempts.append(args)
        raise PrecisionError("system", given="singular", admissible="regular", repair="none")

    monkeypatch.setattr(planted_module, "_attempt", singular)
    with pytest.raises(PrecisionError):
        draw_split(SeededChoices(0, "x", 0), REGIONS[0], DIGITS, Recipe())
    assert len(attempts) == planted_module.ATTEMPTS


@pytest.mark.parametrize(
    ("widths", "bias", "layer", "conditions", "expected"),
    [
        ((1, 1, 1), True, 1, Conditions(), 4),
        ((1, 1, 1), True, 1, Conditions(critical=False), 0),
        ((2, 1, 2, 1), True, 1, Conditions(D_zero=True), 3 + 4 + 3 + 3 * 1),
        ((2, 1, 2, 1), False, 1, Conditions(D_zero=True), 2 + 2 + 2 + 2 * 1),
        ((2, 1, 3, 1), False, 1, Conditions(False, True, ((0, 0), (0, 0))), 2 * 2 + 3),
    ],
)
def test_the_count_of_conditions_is_the_number_of_rows(widths, bias, layer, conditions, expected):
    assert count_conditions(Architecture(widths, bias), layer, conditions) == expected


@pytest.mark.parametrize("name", [*PLANTED, *MINIMA])
def test_the_count_of_conditions_is_the_size_of_the_solved_system(name):
    for s in all_of(name, limit=6):
        count = count_conditions(s.network.architecture, s.layer, s.conditions)
        assert len(s.pivots) == count
        assert len(s.inputs) - count >= 2


def test_more_digits_give_more_bits():
    assert [view_bits(d) for d in (10, 20, 50)] == sorted({view_bits(d) for d in (10, 20, 50)})
    assert view_bits(50) > 50 * 10 / 3


def test_the_larger_network_computes_the_same_outputs():
    for name in ("NOT_CRITICAL", "EXACT", "MINIMA"):
        for s in all_of(name, limit=4):
            view = s.first
            with view.arithmetic.active():
                difference = view.wide.outputs - view.values.outputs
            assert not any(view.arithmetic.certainly_nonzero(x) for x in difference)


def test_a_budget_is_no_part_of_an_instance():
    assert "digits" not in drawn("CRITICAL", 0).to_json()
    assert Budget(30, 1, 0) != Budget(31, 1, 0)


def test_the_cubic_is_outside_class_a_and_the_balls_are_not_asked_for_it():
    assert not CUBIC.class_a
    assert polynomial((0, 1)).class_a is False
    assert isinstance(drawn("CRITICAL", 0).first.arithmetic, Balls)
