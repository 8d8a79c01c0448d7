"""Merged neurons, shares and the critical set: by hand, and against gradients and ranks.

Ranks are numerical, of the Hessian in mpmath's singular values; they decide nothing in the checker.
"""

from dataclasses import replace

import mpmath
import pytest
from flint import arb, ctx, fmpq
from tiny import SMALL, deep, deep_wide, exact, network, shares, spot, wide

from proofcheck.certificates.finders import Spot
from proofcheck.certificates.widening import split, widened
from proofcheck.certificates.writer import Problem, planted
from proofcheck.checker.balls import NotProvedError, RefusedError
from proofcheck.checker.case import read_case
from proofcheck.checker.merging import (
    expand,
    flat,
    krawczyk,
    locate,
    merge,
    shaped,
)
from proofcheck.checker.merging import shares as shares_of
from proofcheck.checker.point import Point

TWINS = network("1 2; 0 1; 1 2", "5 1 2 3", activation="tanh")
TWO_LAYERS = network("1; 2; 1", "1 2 3; 3 2 1; 0 0 4", "1 1 5", bias=False)
OTHER_BIAS = network("1 2; 9 2", "5 1 2")


@pytest.mark.parametrize(
    ("net", "groups", "layers"),
    [
        (SMALL, [[[0]], [[0]], [[0]]], [[[-2, exact("1.5")]], [[exact("4.5"), -12]]]),
        (TWINS, [[[0]], [[0, 2], [1]], [[0]]], [[[1, 2], [0, 1]], [[5, 4, 2]]]),
        (
            TWO_LAYERS,
            [[[0]], [[0, 2], [1]], [[0, 1, 2]], [[0]]],
            [[[1], [2]], [[4, 2]], [[7]]],
        ),
        (OTHER_BIAS, [[[0]], [[0], [1]], [[0]]], [[[1, 2], [9, 2]], [[5, 1, 2]]]),
    ],
    ids=["nothing", "twins", "two layers", "biases differ"],
)
def test_merged_networks_by_hand(net, groups, layers):
    if net is TWO_LAYERS:
        net = replace(net, layers=(net.layers[0], [[1, 2, 3], [3, 2, 1], [0, 2, 4]], net.layers[2]))
        net = shaped(net, [fmpq(x) for x in flat(net.layers)])
    merged = merge(net)
    assert merged.groups == groups
    assert [[list(row) for row in layer] for layer in merged.network.layers] == layers


def test_rows_that_differ_in_the_last_digit_are_not_merged():
    near = shaped(
        TWINS, [x + (fmpq(1, 10**60) if k == 5 else 0) for k, x in enumerate(flat(TWINS.layers))]
    )
    assert merge(near).groups == [[[0]], [[0], [1], [2]], [[0]]]
    assert merge(near).dimension == 0


def test_sums_over_merged_neurons_below_decide_not_the_weights_themselves():
    """Rows (1, 3) and (4, 0) over two equal neurons have one sum: equal functions."""
    net = network("1 2; 1 2", "0 1 3; 0 4 0", "0 1 1")
    assert merge(net).groups[2] == [[0, 1]]
    assert merge(network("1 2; 1 2", "0 1 3; 0 4 1", "0 1 1")).groups[2] == [[0], [1]]


@pytest.mark.parametrize("net", [TWINS, OTHER_BIAS, SMALL], ids=["twins", "biases", "small"])
@pytest.mark.parametrize("x", ["-2", "1/3", "4"])
def test_the_merged_network_computes_the_same_function(net, x):
    with ctx.workprec(200):
        inputs = [[exact(x)] * net.widths[0]]
        both = [Point(n, inputs).outputs[0] for n in (net, merge(net).network)]
    assert both[0].overlaps(both[1])
    assert abs(both[0] - both[1]) < arb(2) ** -150


DIMENSIONS = [
    ({}, 0),
    ({(1, 1): 2}, 1),
    ({(1, 1): 4}, 3),
    ({(2, 1): 3}, 2),
    ({(1, 1): 3, (2, 1): 2}, 2 * 2 + 1),
    ({(1, 1): 2, (2, 1): 4}, 4 * 1 + 3),
]


@pytest.mark.parametrize(("counts", "dimension"), DIMENSIONS, ids=str)
def test_the_dimension_by_hand(counts, dimension):
    """Sum over l >= 2 of n_l (n_{l-1} - groups)."""
    merged = merge(widened(deep().network, counts))
    assert merged.dimension == dimension
    total = widened(deep().network, counts).size
    kept = merged.kept(True)
    widths = widened(deep().network, counts).widths
    assert sum(len(k) * m for k, m in zip(kept, widths[1:], strict=True)) == total - dimension


def kernel_dimension(at):
    """Parameters minus the numerical rank of the whole Hessian."""
    with ctx.workprec(300):
        H = at.point.hessian([list(range(len(layer[0]))) for layer in at.network.layers])
    context = mpmath.mp.clone()
    context.dps = 60
    matrix = context.matrix([[context.mpf(x.mid().str(60, radius=False)) for x in r] for r in H])
    values = context.svd_r(matrix, compute_uv=False)
    return sum(1 for v in values if v < context.mpf(10) ** -35 * max(values))


@pytest.mark.parametrize("times", [0, 1, 2])
def test_the_dimension_is_that_of_the_kernel_of_the_hessian(times):
    at = wide("1/3", times) if times else spot()
    assert kernel_dimension(at) == at.merged.dimension == times


@pytest.mark.parametrize("parts", [{(1, 1): "1/3"}, {(2, 1): "1/4", (1, 1): "1/2"}], ids=str)
def test_the_dimension_is_that_of_the_kernel_with_two_layers(parts):
    at = deep_wide(parts)
    assert kernel_dimension(at) == at.merged.dimension


@pytest.mark.parametrize("lam", ["1/3", "-2", "0", "1"])
def test_shares_are_those_of_the_splitting(lam):
    at = wide(lam, 2)
    assert shares_of(at.network, at.merged, 1) == [shares(lam, 2)]


def test_there_are_no_shares_where_rows_are_no_multiples_of_their_sums():
    net = network("1 2; 1 2", "0 1 3; 0 3 1", "0 1 2")
    merged = merge(net)
    assert shares_of(net, merged, 1) is None
    even = network("1 2; 1 2", "0 1 3; 0 2 6", "0 1 2")
    assert shares_of(even, merge(even), 1) == [[fmpq(1, 4), fmpq(3, 4)]]


def test_shares_of_a_sum_0_are_none():
    net = network("1 2; 1 2", "0 1 -1")
    assert shares_of(net, merge(net), 1) is None
    silent = network("1 2; 1 2", "0 0 0")
    assert shares_of(silent, merge(silent), 1) is None


@pytest.mark.parametrize("net", [TWINS, OTHER_BIAS, network("1 2; 1 2", "0 1 3; 0 3 1", "0 1 2")])
def test_expanding_the_merged_weights_gives_the_network_back(net):
    merged = merge(net)
    balls = [[[arb(x) for x in row] for row in layer] for layer in merged.network.layers]
    found = flat(expand(net, merged, balls).layers)
    assert all(x.contains(w) for x, w in zip(found, flat(net.layers), strict=True))


def test_expanding_moved_weights_keeps_the_sums():
    """A merged weight that moves by t moves the sum of the group, whatever the shares are."""
    merged = merge(TWINS)
    moved = [[[arb(x) for x in row] for row in layer] for layer in merged.network.layers]
    moved[1][0][1] = arb(14)
    (row,) = expand(TWINS, merged, moved).layers[1]
    assert (row[1] + row[3]).contains(14)
    assert row[1] * 3 == row[3] or (row[1] * 3 - row[3]).contains(0)
    assert row[2] == 2


def gradient_at(net, at):
    with ctx.workprec(200):
        return Point(net, at.inputs).labelled(at.labels).gradient()


@pytest.mark.parametrize("first", ["0", "7", "-1/3"])
def test_all_parameters_with_the_same_sums_are_critical(first):
    """The affine set of the claim: exact points on it have gradient 0, one beside it has not."""
    at = wide("1/3", 1)
    layers = [[list(row) for row in layer] for layer in at.network.layers]
    total = layers[1][0][1] + layers[1][0][2]
    layers[1][0][1], layers[1][0][2] = exact(first), total - exact(first)
    assert all(
        g.contains(0) and g.rad() < 1e-30
        for g in gradient_at(replace(at.network, layers=tuple(layers)), at)
    )
    layers[1][0][2] += fmpq(1, 100)
    assert any(
        not g.contains(0) for g in gradient_at(replace(at.network, layers=tuple(layers)), at)
    )


def located(at):
    found = at.certificate("critical-point")
    return locate(read_case(found))


def test_the_set_is_critical_where_one_neuron_is_above():
    for at in (wide("1/3", 2), deep_wide({(1, 1): "1/3"}), deep_wide({(2, 1): "3"})):
        with ctx.workprec(200):
            located(at).check_set()


def test_it_is_critical_where_D_is_planted():
    assert [e[:2] for e in deep("vanishing-D").problem.labels["planted"]["d_zero"]] == [[1, 1]]
    with ctx.workprec(200):
        located(deep_wide({(1, 1): "1/3"}, "vanishing-D")).check_set()


def test_two_merged_layers_with_planted_D_in_the_lower_one():
    """2-2-2-1 from 2-1-2-1: accepted, and the gradient at another point of the set is 0."""
    both = deep_wide({(1, 1): "1/3", (2, 1): "1/2"}, "vanishing-D")
    layers = [[list(row) for row in layer] for layer in both.network.layers]
    layers[1][0][1] += 1
    layers[1][0][2] -= 1
    skewed = replace(both, network=replace(both.network, layers=tuple(layers)))
    with ctx.workprec(200):
        located(skewed).check_set()
    gradient = gradient_at(skewed.network, both)
    assert all(g.contains(0) and g.rad() < 1e-25 for g in gradient)


FOUR = network("0.5 1", "0.3 2", "-0.5 1; 0.2 -1.5", "0.1 1 2", activation="tanh")


def four(d_zero):
    """1-1-1-2-1, critical by planted labels, D = 0 in layer 2 if wanted; layers 1 and 2 split."""
    inputs = tuple((fmpq(k, 4),) for k in range(-7, 8))
    count = FOUR.size + 2 * len(d_zero)
    labels = planted(FOUR, range(1, count + 1), [fmpq(1, 10)] * (15 - count), d_zero)
    return Spot(widened(FOUR, {(1, 1): 2, (2, 1): 2}), Problem(inputs, labels), "0")


def test_merged_neurons_below_merged_ones_with_planted_D_are_refused():
    """With D = 0 in layer 2 sensitivities there are no multiples, and layer 1 is merged too."""
    with ctx.workprec(300):
        found = located(four([(2, 1, 1)]))
        with pytest.raises(RefusedError, match="layer 1 below merged ones"):
            found.check_set()


def test_without_planted_D_two_neurons_above_are_not_enough():
    with ctx.workprec(300):
        found = located(four([]))
        with pytest.raises(NotProvedError, match="not known to be 0"):
            found.check_set()


def test_labels_planted_elsewhere_are_refused():
    elsewhere = replace(SMALL, layers=([[fmpq(-2), fmpq(3, 2)]], [[fmpq(9, 2), fmpq(-11)]]))
    at = replace(spot(), network=elsewhere)
    with ctx.workprec(106), pytest.raises(RefusedError, match="another network"):
        located(at)


@pytest.mark.parametrize("radius", ["1/10", "1e-10", "1e-25"])
def test_krawczyk_encloses_the_planted_point_from_beside_it(radius):
    """Start a tenth of the radius away: the box returned contains the exact parameters."""
    at = spot()
    radius = exact("0.001") if radius == "1/10" else fmpq(1, 10 ** int(radius[3:]))
    with ctx.workprec(212):
        start = shaped(SMALL, [x + radius / 10 for x in flat(SMALL.layers)])
        found = flat(krawczyk(start, at.inputs, at.labels, radius))
        for x, w in zip(found, flat(SMALL.layers), strict=True):
            assert x.contains(w)
            assert x.rad() < arb(radius) / 2


@pytest.mark.parametrize("shift", ["0.01", "-3"])
def test_krawczyk_does_not_contract_where_no_critical_point_is_near(shift):
    at = spot()
    start = shaped(SMALL, [x + exact(shift) for x in flat(SMALL.layers)])
    with ctx.workprec(212), pytest.raises(NotProvedError):
        krawczyk(start, at.inputs, at.labels, fmpq(1, 10**6))


def test_krawczyk_does_not_contract_on_a_singular_hessian():
    at = wide("1/3", 1)
    with ctx.workprec(212), pytest.raises(NotProvedError):
        krawczyk(at.network, at.inputs, at.labels, fmpq(1, 10**6))


def test_splitting_and_merging_are_inverse():
    net = deep().network
    for level in (1, 2):
        for lam in ("1/3", "-5", "1"):
            assert merge(split(net, level, 1, shares(lam, 3))).network == net
