"""Counts that no shape can have are refused before anything is drawn, where the shapes are few."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable

from proofcheck.arithmetic import Floats
from proofcheck.core import InputError
from proofcheck.networks import SIGMOID, Architecture, Network, forward_pass, hessian
from proofcheck.search.choices import SeededChoices
from proofcheck.search.kernel_planting import hidden_size, most_directions
from proofcheck.strategies import architectures, critical_points, smallest, stuck_starts
from proofcheck.strategies.exhausted import ATTEMPTS, largest_below

ONE = st.just(Architecture((1, 1, 1)))
BARE = st.just(Architecture((1, 1, 1), bias=False))
SHAPES = [(1, 1, 1), (1, 2, 1), (2, 2, 1, 1)]
REFUSED = {
    "negative": (lambda: critical_points(negative=99), "99", "at most 12 for these shapes"),
    "negative, one shape": (lambda: critical_points(ONE, negative=3), "3", "at most 2 "),
    "negative, beside a flat one": (
        lambda: critical_points(ONE, negative=2, degenerate=1),
        "2",
        "at most 1 ",
    ),
    "negative, beside a chosen one": (
        lambda: critical_points(ONE, negative=2, direction=[1, 1]),
        "2",
        "at most 1 ",
    ),
    "nothing but the flat one": (
        lambda: critical_points(BARE, negative=1, degenerate=True),
        "1",
        "at most 0 ",
    ),
    "degenerate": (lambda: critical_points(degenerate=10), "10", "at most 9 for these shapes"),
    "degenerate, made shapes": (
        lambda: critical_points(
            architectures(depth=2, widths=2, inputs=1, bias=True), degenerate=2
        ),
        "2",
        "at most 1 ",
    ),
    "rows of B": (
        lambda: critical_points(ONE, B=[[1, 0, 0], [0, 1, 0], [0, 0, 1]]),
        "no neuron with 3 incoming parameters",
        "shapes with a hidden neuron of 3,",
    ),
    "indefinite B": (
        lambda: critical_points(BARE, B="indefinite"),
        "no neuron with 2 or more incoming parameters",
        "shapes with a hidden neuron of 2 or more,",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_no_shape_can_have_is_refused_at_once(name):
    build, given_, admissible = REFUSED[name]
    with pytest.raises(InputError) as caught:
        build()
    assert caught.value.given == given_
    assert caught.value.admissible.startswith(admissible)
    assert caught.value.repair.startswith("write ")


def test_the_repair_of_a_count_is_accepted():
    with pytest.raises(InputError) as caught:
        critical_points(degenerate=99, negative=99)
    assert caught.value.repair == "write degenerate=9, or larger shapes"
    critical_points(degenerate=9, negative=3)
    with pytest.raises(InputError, match="write negative=3, or larger shapes"):
        critical_points(degenerate=9, negative=99)


def test_no_hessian_has_more_and_some_have_as_many():
    """At any point H is not negative on the output weights: parameters and labels at random."""
    most = dict.fromkeys(SHAPES, 0)
    for number, widths in enumerate(SHAPES * 40):
        architecture, choices = Architecture(widths), SeededChoices(0, "bound", number)
        flat = [choices.fraction(-3, 3, 8) for _ in range(architecture.parameter_count)]
        inputs = [[choices.fraction(-3, 3, 8) for _ in range(widths[0])] for _ in range(4)]
        network = Network.from_parameters(architecture, SIGMOID, flat)
        residual = np.array([float(choices.fraction(-90, 90, 8)) for _ in inputs])
        found = hessian(forward_pass(network, inputs, Floats()), residual)
        negative = (np.linalg.eigvalsh(np.array(found, dtype=float)) < -1e-9).sum()
        assert negative <= hidden_size(architecture)
        most[widths] = max(most[widths], negative)
    assert most[1, 1, 1] == 2


def test_a_size_that_many_shapes_may_have_is_not_refused():
    many = architectures(depth=(2, 6), widths=(1, 9))
    assert largest_below(many, hidden_size, 10**6) == 10**6
    critical_points(many, negative=10**6)


@pytest.mark.parametrize("count", [1, ATTEMPTS // 4])
def test_the_largest_of_few_values_is_known(count):
    values = st.sampled_from(range(count))
    assert largest_below(values, lambda k: k, count) == count - 1
    assert largest_below(values, lambda k: k, count - 1) == count - 1
    assert largest_below(values.map(lambda k: k // 2), lambda k: k, count) == (count - 1) // 2
    assert largest_below(st.integers(1, 9).filter(lambda k: k < 8), abs, 8) == 7


def test_nothing_is_known_of_many_or_rare_values_nor_of_none():
    assert largest_below(st.integers(0, 10 * ATTEMPTS), abs, 10**9) == 10**9
    rare = st.integers(0, 10**6).filter(lambda k: k % 1000 == 1)
    assert largest_below(rare, abs, 10**9) == 10**9
    assert largest_below(st.nothing(), abs, 3) == 0


@settings(max_examples=3, deadline=None)
@given(st.data())
def test_within_a_test_nothing_is_looked_at(data):
    assert largest_below(st.just(1), abs, 9) == 9
    data.draw(critical_points(ONE, negative=0))


def test_what_is_not_known_before_ends_as_hypothesis_has_it():
    narrow = architectures(depth=(2, 6), widths=(1, 9)).filter(lambda a: most_directions(a) == 1)
    with pytest.raises(Unsatisfiable):
        smallest(critical_points(narrow, degenerate=99), examples=10)


@pytest.mark.parametrize("samples", [7, 8, 9, 12])
def test_starts_have_as_many_different_inputs_as_are_asked_for(samples):
    found = smallest(stuck_starts(kinds=("zero",), samples=samples), examples=5)
    assert len(set(found.data.inputs)) == samples
