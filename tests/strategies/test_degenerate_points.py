"""Degenerate points of any depth: the kernel is exactly the chosen span, corners are reached."""

from collections import Counter
from fractions import Fraction

import pytest
from exact_taylor import dot, exact, inertia, rank
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st
from second_road import SEVENTH, exact_net, rows

from proofcheck.arithmetic import Floats
from proofcheck.core import InputError, Verdict
from proofcheck.networks import SIGMOID, Architecture, forward_pass
from proofcheck.search.kernel_planting import (
    check_kernel,
    count_kernel,
    hidden_size,
    most_directions,
)
from proofcheck.search.planted import count_conditions, solved_samples
from proofcheck.search.split_instance import condition_rows
from proofcheck.strategies import critical_points, kernel_direction, proved_inertia, smallest

few = settings(
    max_examples=3,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
DEEP = Architecture((1, 1, 1, 1), bias=False)
DEEP_BIAS = Architecture((1, 1, 1, 1))
WIDE_ABOVE = Architecture((1, 1, 2, 1), bias=False)
DEEPER = Architecture((1, 1, 1, 1, 1))
SHALLOW = Architecture((2, 1, 1), bias=False)
HALF = Fraction(1, 2)


def drawn(strategy):
    """One value, as it comes."""
    found = []
    settings(few, max_examples=1)(given(strategy)(lambda value: found.append(value)))()
    return found[0]


def directions_of(s):
    """The planted directions, whole and exact."""
    found = [kernel_direction(s.first.values, hidden) for hidden in s.conditions.kernel]
    return rows([[Fraction(str(x)) for x in d] for d in found])


@pytest.mark.parametrize("shape", [DEEP, WIDE_ABOVE], ids=Architecture.label)
@few
@given(data=st.data())
def test_the_kernel_is_exactly_the_direction_at_any_depth(shape, data):
    s = data.draw(critical_points(st.just(shape), st.just(SEVENTH), degenerate=True))
    net, samples = exact_net(s)
    H, (d,) = net.hessian(samples), directions_of(s)
    assert all(g == 0 for g in net.gradient(samples))
    assert all(dot(row, d) == 0 for row in H)
    assert rank(H) == len(H) - 1


@pytest.mark.parametrize("shape", [DEEP, SHALLOW], ids=Architecture.label)
@few
@given(data=st.data())
def test_the_kernel_is_exactly_the_span_of_two_directions(shape, data):
    s = data.draw(critical_points(st.just(shape), st.just(SEVENTH), degenerate=2))
    net, samples = exact_net(s)
    H, both = net.hessian(samples), directions_of(s)
    assert [dot(row, d) for d in both for row in H] == [0] * (2 * len(H))
    assert rank(both) == 2
    assert rank(H) == len(H) - 2
    assert "2 flat directions" in s.labels


@few
@given(data=st.data())
def test_directions_can_be_chosen_with_D_zero(data):
    chosen = [(1, "-1/2", 2), (0, 1, 1)]
    s = data.draw(
        critical_points(st.just(WIDE_ABOVE), st.just(SEVENTH), direction=chosen[0], D_zero=True)
    )
    net, samples = exact_net(s)
    assert s.conditions.kernel == ((1, -HALF, 2),)
    assert inertia(net.hessian(samples))[1] >= 1
    assert all(x == 0 for row in net.D(s.layer, s.neuron, samples) for x in row)
    with pytest.raises(InputError, match="move"):
        smallest(critical_points(st.just(WIDE_ABOVE), direction=chosen))


@pytest.mark.parametrize("count", [0, 1])
@few
@given(data=st.data())
def test_prescribed_inertia_besides_the_flat_direction(count, data):
    s = data.draw(critical_points(st.just(DEEP), st.just(SEVENTH), degenerate=True, negative=count))
    net, samples = exact_net(s)
    assert inertia(net.hessian(samples)) == (2 - count, 1, count)
    assert s.met["nondegenerate"] is Verdict.REFUTED


@pytest.mark.parametrize("shape", [DEEP_BIAS, DEEPER], ids=Architecture.label)
@few
@given(data=st.data())
def test_sigmoid_networks_with_biases_have_as_many_zeros_as_asked_for(shape, data):
    wish = critical_points(st.just(shape), st.just(SIGMOID), degenerate=2, digits=60)
    s = data.draw(wish)
    found = proved_inertia(s)
    assume(found is not None)
    assert found.zero == 2
    assert found.positive + found.negative == shape.parameter_count - 2


def test_corner_regions_are_reached():
    seen = Counter()

    @settings(few, max_examples=60)
    @given(critical_points(functions=st.just(SIGMOID), degenerate=True, where="lambda outside"))
    def collect(s):
        seen.update(s.labels)
        seen[s.network.architecture.label()] += 1
        seen[f"next {s.network.architecture.widths[s.layer + 1]}"] += 1

    collect()
    for region in (
        "1 hidden layer",
        "2 hidden layers",
        "with bias",
        "without bias",
        "last hidden layer",
        "a layer below",
        "next 2",
    ):
        assert seen[region] >= 2, region
    assert seen["degenerate"] == seen["lambda outside"] >= 20


@pytest.mark.campaign
def test_degenerate_points_shrink_to_one_neuron():
    s = smallest(critical_points(degenerate=True), lambda s: s.network.architecture.depth == 3)
    assert s.network.architecture.label() == "1-1-1-1"
    assert not s.network.architecture.bias
    assert s.conditions.kernel == ((1, 1),)


COUNTED = [
    ((1, 2, 1), True, 1),
    ((2, 1, 1), True, 3),
    ((1, 1, 1, 1), True, 3),
    ((1, 2, 1, 1), False, 3),
    ((1, 2, 2, 1), False, 2),
    ((2, 1, 2, 1), False, 2),
]


@pytest.mark.parametrize(("widths", "bias", "most"), COUNTED)
def test_the_conditions_are_as_many_as_counted_and_independent(widths, bias, most):
    """Float64 sees a regular system where the count is right, and none for one direction more."""
    shape = Architecture(widths, bias)
    size = hidden_size(shape)
    parts = [
        tuple(Fraction((7 * k + 3) * (k + 2 + n) % 11 + 1) for k in range(size)) for n in (0, 1, 2)
    ]
    assert min(most_directions(shape), 3) == most
    s = drawn(critical_points(st.just(shape), st.just(SIGMOID), direction=parts[:most]))
    rows_, right = condition_rows(forward_pass(s.network, s.inputs, Floats()), s)
    wanted = shape.parameter_count + count_kernel(shape, tuple(parts[:most]))
    assert len(rows_) == len(right) == wanted == count_conditions(shape, s.layer, s.conditions)
    assert len(set(solved_samples(s))) == wanted
    if most < 3:
        with pytest.raises(InputError, match="fewer directions"):
            check_kernel(shape, parts[: most + 1])


WRONG = [
    ((1, 1, 1), ((1, 0),)),
    ((1, 1, 1, 1), ((1,),)),
    ((1, 1, 1, 1), ((1, 0),)),
    ((1, 1, 1, 1), ((1, 2), (2, 4))),
    ((1, 2, 1), ((1, 2), (2, 1))),
    ((1, 1, 1), ()),
]


@pytest.mark.parametrize(("widths", "directions"), WRONG)
def test_directions_that_cannot_be_planted_are_refused(widths, directions):
    with pytest.raises(InputError, match="kernel direction of"):
        check_kernel(Architecture(widths, False), directions)


def test_a_wish_for_fewer_than_no_directions_is_refused():
    with pytest.raises(InputError, match="degenerate: given int -1; admissible: an integer >= 0"):
        critical_points(degenerate=-1)
    assert exact("1/2") == exact(1) / 2
