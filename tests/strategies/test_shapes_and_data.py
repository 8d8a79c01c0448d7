"""Architectures, parameters, data: conditions hold, and shrinking ends where stated."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.core import InputError
from proofcheck.networks import SIGMOID, Architecture, polynomial
from proofcheck.paths import needed_width, wide_layers
from proofcheck.search.planted import CUBIC
from proofcheck.strategies import (
    activations,
    architectures,
    between,
    data_sets,
    exact_parameters,
    is_bottleneck,
    networks,
    rationals,
    smallest,
)
from proofcheck.strategies.numbers import distinct_rows

many = settings(max_examples=150)
SHALLOW = Architecture((2, 2, 1))


@many
@given(architectures(depth=(2, 5), widths=(2, 4), inputs=3, bias=True))
def test_bounds_of_architectures(a):
    assert 2 <= a.depth <= 5
    assert a.widths[0] == 3
    assert all(2 <= n <= 4 for n in a.widths[1:-1])
    assert a.bias


@many
@given(st.data(), st.integers(1, 6))
def test_the_wide_layer_and_what_follows(data, samples):
    a = data.draw(architectures(wide_layer_for=samples, non_increasing_after=True))
    assert wide_layers(a, samples, SIGMOID) or not a.bias
    wide = [k for k in a.hidden_layers if a.widths[k] >= needed_width(samples, a.bias)]
    assert any(
        all(a.widths[k + 1] <= a.widths[k] for k in range(layer + 1, a.depth)) for layer in wide
    )


@many
@given(architectures(depth=(3, 5), widths=(1, 4), non_increasing_after=1))
def test_widths_that_do_not_increase(a):
    assert all(a.widths[k + 1] <= a.widths[k] for k in range(2, a.depth))


def test_without_the_condition_widths_increase_somewhere():
    found = smallest(architectures(depth=4), lambda a: a.widths[3] > a.widths[2])
    assert found.label() == "1-1-1-2-1"


@many
@given(architectures(depth=(2, 5), bottleneck=True))
def test_bottlenecks(a):
    assert any(is_bottleneck(a, layer) for layer in a.hidden_layers)
    assert max(a.widths[1:]) <= 3


@many
@given(architectures(bottleneck=True, inputs=1))
def test_a_bottleneck_among_hidden_layers(a):
    assert a.widths[0] == 1
    assert any(is_bottleneck(a, layer) for layer in a.hidden_layers)


@pytest.mark.parametrize(
    ("strategy", "label"),
    [
        (architectures(), "1-1-1"),
        (architectures(depth=(3, 4), widths=(2, 3)), "1-2-2-1"),
        (architectures(wide_layer_for=4, bias=True), "1-3-1"),
        (architectures(wide_layer_for=4, bias=False), "1-4-1"),
        (architectures(bottleneck=True), "2-1-2-1"),
        (architectures(bottleneck=True, inputs=1), "1-2-1-2-1"),
    ],
)
def test_architectures_shrink_to_few_layers_and_neurons(strategy, label):
    assert smallest(strategy).label() == label


@pytest.mark.parametrize(
    "wrong",
    [
        {"depth": 1},
        {"depth": (4, 3)},
        {"widths": 0},
        {"inputs": (0, 0)},
        {"non_increasing_after": True},
        {"non_increasing_after": 0},
        {"bottleneck": True, "depth": 2},
        {"bottleneck": True, "depth": 3, "inputs": 1},
        {"bottleneck": True, "widths": 2},
        {"bottleneck": True, "wide_layer_for": 3},
        {"bottleneck": True, "non_increasing_after": 1},
    ],
)
def test_conditions_that_nothing_meets_are_refused(wrong):
    with pytest.raises(InputError, match="admissible"):
        architectures(**wrong)


def test_every_activation_is_reached():
    seen = Counter()

    @settings(max_examples=90)
    @given(activations(polynomials=True))
    def collect(activation):
        seen[activation.name] += 1

    collect()
    assert set(seen) == {CUBIC.name, "sigmoid", "tanh"}
    assert smallest(activations()) is SIGMOID
    assert smallest(activations(polynomials=True)) == polynomial((0, 1, "1/2", "1/3"))


@many
@given(rationals(3, 5), rationals(1, 2, nonzero=True), between(Fraction(-1, 3), 2, 6))
def test_rationals(x, y, z):
    assert abs(x) <= 3
    assert x.denominator <= 5
    assert y != 0
    assert abs(y) <= 1
    assert Fraction(-1, 3) <= z <= 2
    assert (6 * z).denominator == 1


def test_rationals_shrink_to_small_denominators():
    assert smallest(rationals(2, 4), lambda x: x > 1) == 2
    assert smallest(rationals(2, 4), lambda x: 0 < x < 1) == Fraction(1, 2)
    assert smallest(rationals(2, 4), lambda x: x < 0) == -1
    assert smallest(rationals(2, 4, nonzero=True)) == 1


@settings(max_examples=40)
@given(exact_parameters(SHALLOW, nonzero=True), networks(size=1, denominator=3))
def test_parameters_and_networks(flat, network):
    assert len(flat) == SHALLOW.parameter_count
    assert all(w != 0 for w in flat)
    assert all(abs(w) <= 1 and w.denominator <= 3 for w in network.parameters)


@settings(max_examples=60)
@given(data_sets(SHALLOW, samples=(2, 5)), data_sets(Architecture((1, 1, 1)), 7, distinct=False))
def test_data(distinct, repeated):
    assert 2 <= len(distinct.inputs) == len(distinct.labels) <= 5
    assert all(len(row) == 2 for row in distinct.inputs)
    assert not distinct.repeated_inputs
    assert len(repeated.inputs) == 7


def test_repeated_inputs_are_reached_where_they_are_admissible():
    found = smallest(data_sets(SHALLOW, 2, distinct=False), lambda d: d.repeated_inputs)
    assert found.inputs == ((0, 0), (0, 0))


def test_more_inputs_than_there_are_numbers_are_refused():
    with pytest.raises(InputError, match=r"7 different|at most 3"):
        data_sets(Architecture((1, 1, 1)), 7, size=1)
    assert len(smallest(distinct_rows(3, 1, size=1))) == 3


@pytest.mark.parametrize("wrong", [(0, 1), (1, 0)])
def test_rationals_of_no_size_are_refused(wrong):
    with pytest.raises(InputError, match="an integer >= 1"):
        rationals(*wrong)
