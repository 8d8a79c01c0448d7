"""The conjecture on independent conditions: what is sampled, and why it needs more samples."""

from fractions import Fraction

import pytest
from exact_taylor import Net, bump, fmpq, rank

from proofcheck.core import Verdict
from proofcheck.networks import SIGMOID, Architecture, Network
from proofcheck.search.choices import SeededChoices
from proofcheck.search.planted import Recipe
from theorems import beyond_conjecture_independence as module


def drawn(index, digits=30):
    region = module.NETWORKS.regions[index % len(module.NETWORKS.regions)]
    return module.draw(SeededChoices(3, "test", index), region, digits)


@pytest.mark.parametrize("index", range(4))
def test_the_claim_holds_and_other_numbers_are_refuted(index):
    s = drawn(index)
    assert module.are_distinct(s.network)
    assert module.independent(s, lambda M, extra: M + extra).verdict is Verdict.HOLDS
    found = module.independent(s, lambda M, extra: M)
    assert found.verdict is Verdict.REFUTED
    assert found.confirmed_by
    more = module.independent(s, lambda M, extra: M + extra + 1)
    assert (more.verdict, bool(more.confirmed_by)) == (Verdict.REFUTED, True)


def test_layers_with_a_layer_below_and_without_are_drawn():
    regions = module.NETWORKS.regions
    assert {region.split("; ")[0] for region in regions} == {"first layer", "middle layer"}
    layers = {drawn(index).layer for index in range(len(regions))}
    assert min(layers) == 1 < max(layers)


@pytest.mark.parametrize("index", range(2))
def test_every_next_neuron_but_one_adds_a_column(monkeypatch, index):
    """Three next neurons: two columns of D are independent, for each source of the layer."""
    monkeypatch.setattr(module, "Recipe", lambda next_width: Recipe(next_width=next_width + 1))
    s = drawn(index)
    shape = s.network.architecture
    assert shape.widths[s.layer + 1] == 3
    wanted = shape.parameter_count + 2 * shape.sources(s.layer)
    counted = []
    outcome = module.independent(s, lambda M, extra: counted.append(M + extra) or M + extra)
    assert (outcome.verdict, counted) == (Verdict.HOLDS, [wanted])


def test_a_rank_that_is_too_small_is_undecided(monkeypatch):
    monkeypatch.setitem(module.rank_is.__globals__, "proved_rank", lambda rows, *_: len(rows) - 1)
    found = module.independent(drawn(0), lambda M, extra: M + extra)
    assert found.verdict is Verdict.UNDECIDED


def test_more_conditions_than_the_widths_say_refute_nothing(monkeypatch):
    s = drawn(0)
    monkeypatch.setattr(module, "count_conditions", lambda *_: 0)
    found = module.independent(s, lambda M, extra: M + extra + 1)
    assert found.verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(
    ("weights", "distinct"),
    [((1, 2), True), ((1, 1), False), ((1, -1), False), ((Fraction(1, 2), 1), True)],
)
def test_equal_and_opposite_neurons(weights, distinct):
    network = Network.from_parameters(Architecture((1, 2, 1), False), SIGMOID, [*weights, 1, 1])
    assert module.are_distinct(network) is distinct


def test_an_odd_network_sees_x_and_its_opposite_as_one_sample():
    """Tanh replaced by an odd rational function: 6 inputs in pairs, rank 3 for 4 parameters."""

    def odd(z):
        return z * (1 / (1 + z * z))

    inputs = [[fmpq(k)] for k in (1, -1, 2, -2, 3, -3)]
    net = Net([[[1], [2]], [[1, 3]]], odd, bias=False)
    assert rank(net.jacobian_rows(inputs)) == 3
    more = [*inputs, [fmpq(4)]]
    assert rank(net.jacobian_rows(more)) == 4


def test_the_count_in_rationals():
    net = Net([[[1], [-2]], [[1, 2], [3, -1]], [[2, 1]]], bump, bias=False)
    inputs = [[fmpq(k, 2)] for k in range(-9, 10) if k]
    gradient, D = net.jacobian_rows(inputs), list(net.D_rows(1, 1, inputs).values())
    assert rank(gradient) == 8
    assert rank([*gradient, D[0]]) == 9
    assert rank([*gradient, *D]) == 9
