"""Split instances rebuilt from their written form: exact networks, and losses in mpmath.

For polynomial activations every number of a view is compared in fractions; for sigmoid and tanh the
planted conditions are seen through differences of the loss at 90 digits, without any derivative.
"""

from collections import Counter
from fractions import Fraction
from functools import cache

import mpmath
import pytest
from drawn import FAMILIES, all_of, drawn
from exact_taylor import Net, cubic, exact, flattened, form, shaped
from flint import fmpq

from proofcheck.core import Verdict
from proofcheck.networks import SIGMOID
from proofcheck.search.choices import SeededChoices
from proofcheck.search.planted import (
    ABOVE_A_LAYER_WIDE,
    LAMBDAS,
    Recipe,
    draw_alpha_beta,
    draw_architecture,
    draw_inputs,
    draw_network,
)

indices = pytest.mark.parametrize("index", range(0, 30, 4))


def to_fmpq(x):
    return fmpq(x.numerator, x.denominator)


@cache
def rebuilt(index):
    """Network, data and place of an exact instance, from its JSON alone."""
    s = drawn("EXACT", index)
    recipe = s.to_json()
    widths = tuple(map(int, recipe["architecture"].split("-")))
    net = Net(
        shaped(widths, [exact(w) for w in recipe["parameters"]], recipe["bias"]),
        cubic,
        recipe["bias"],
    )
    inputs = [[exact(v) for v in row] for row in recipe["inputs"]]
    free = [exact(r) for r in recipe["free residuals"]]
    data = [(x, net.f(x) - r) for x, r in zip(inputs, free, strict=True)]
    alpha, beta = exact(recipe["alpha"]), exact(recipe["beta"])
    return s, net, data, (recipe["layer"], recipe["neuron"]), alpha, beta


@indices
def test_the_smaller_network_in_fractions(index):
    s, net, data, place, _, _ = rebuilt(index)
    view = s.first
    assert list(view.residual) == net.residuals(data)
    assert list(view.targets) == [y for _, y in data]
    assert list(view.gradient) == net.gradient(data)
    assert view.hessian.tolist() == net.hessian(data)
    assert view.B.tolist() == net.B(*place, data)
    assert view.D.tolist() == net.D(*place, data)


@indices
def test_the_larger_network_in_fractions(index):
    s, net, data, place, alpha, beta = rebuilt(index)
    view, large = s.first, net.split(*place, beta / (alpha + beta))
    assert [x for layer in view.wide.weights for x in layer.ravel()] == flattened(large.layers)
    assert list(view.wide_residual) == large.residuals(data) == net.residuals(data)
    assert list(view.wide_gradient) == large.gradient(data)
    assert view.wide_hessian.tolist() == large.hessian(data)


@indices
def test_the_congruence_on_the_directions_p_and_q(index):
    """Entries (p, p) and (p, q) of Q'HQ, directions written down once more."""
    s, net, data, (level, neuron), alpha, beta = rebuilt(index)
    large = net.split(level, neuron, beta / (alpha + beta))
    H, twin = large.hessian(data), len(large.layers[level - 1])
    size = len(H)

    def direction(first, a, second, b):
        d = [fmpq(0)] * size
        d[first], d[second] = a, b
        return d

    u = list(zip(large.incoming(level, twin), large.incoming(level, neuron), strict=True))
    v = list(zip(large.outgoing(level, twin), large.outgoing(level, neuron), strict=True))
    p = [direction(t, alpha, r, -beta) for t, r in u]
    q = [direction(t, fmpq(1), r, fmpq(-1)) for t, r in v]
    view = s.first
    assert view.block("p", "p").tolist() == [[form(H, a, b) for b in p] for a in p]
    assert view.block("p", "q").tolist() == [[form(H, a, b) for b in q] for a in p]
    assert view.block("q", "q").tolist() == [[form(H, a, b) for b in q] for a in q]


@indices
def test_weights_at_q_move_what_is_sent_and_nothing_else(index):
    s, net, _, (level, neuron), alpha, beta = rebuilt(index)
    large = net.split(level, neuron, beta / (alpha + beta))
    q = [fmpq(k + 1, 3) for k in range(len(net.layers[level]))]
    for row, shift in zip(large.layers[level], q, strict=True):
        row[-1] += shift
        row[neuron - 1 + net.bias] -= shift
    moved = s.first.wide_weights_with(q)
    assert [x for layer in moved for x in layer.ravel()] == flattened(large.layers)
    values = s.first.wide_values_at(moved)
    for x, found in zip(s.inputs, values.outputs, strict=True):
        assert found == net.f([to_fmpq(v) for v in x])


CONTEXT = mpmath.mp.clone()
CONTEXT.dps = 90


def number(x):
    return CONTEXT.mpf(x.numerator) / x.denominator


def squash(s):
    if s.network.activation.name == SIGMOID.name:
        return lambda z: 1 / (1 + CONTEXT.exp(-z))
    return CONTEXT.tanh


@cache
def in_mpmath(name, index):
    """Flat parameters, and the loss as a function of them, at the planted labels."""
    s = drawn(name, index, 60)
    middle = s.first.arithmetic.to_rational_midpoint
    labels = [number(middle(y)) for y in s.first.targets]
    widths, bias = s.network.architecture.widths, s.network.architecture.bias
    inputs = [[number(v) for v in row] for row in s.inputs]
    sigma = squash(s)

    def loss(flat):
        net = Net(shaped(widths, flat, bias), sigma, bias)
        return sum((net.f(x) - y) ** 2 for x, y in zip(inputs, labels, strict=True))

    return s, [number(w) for w in s.network.parameters], loss


CRITICAL = [("CRITICAL", 1), ("CRITICAL", 8), ("MINIMA", 0), ("SHALLOW", 1), ("HALVED", 0)]


@pytest.mark.parametrize(("name", "index"), CRITICAL)
def test_planted_points_are_critical_by_differences_of_the_loss(name, index):
    """Central differences of step 10^-25: below 10^-30 everywhere, and the loss is positive."""
    _, w, loss = in_mpmath(name, index)
    step = CONTEXT.mpf(10) ** -25
    assert loss(w) > CONTEXT.mpf(10) ** -12
    for k in range(len(w)):
        up, down = ([*w[:k], w[k] + sign * step, *w[k + 1 :]] for sign in (1, -1))
        assert abs(loss(up) - loss(down)) / (2 * step) < CONTEXT.mpf(10) ** -30


@pytest.mark.parametrize("index", [0, 3])
def test_points_that_need_not_be_critical_are_seen_not_to_be(index):
    _, w, loss = in_mpmath("NOT_CRITICAL", index)
    step = CONTEXT.mpf(10) ** -25
    slopes = []
    for k in range(len(w)):
        up, down = ([*w[:k], w[k] + sign * step, *w[k + 1 :]] for sign in (1, -1))
        slopes.append(abs(loss(up) - loss(down)) / (2 * step))
    assert max(slopes) > CONTEXT.mpf(10) ** -6


@pytest.mark.parametrize(("name", "index"), [("MINIMA", 0), ("SHALLOW", 1), ("MINIMA_OPPOSITE", 2)])
def test_planted_minima_are_minima_of_the_smaller_loss(name, index):
    """No exact point nearby has a smaller loss, in forty directions."""
    s, w, loss = in_mpmath(name, index)
    assert s.met["nondegenerate"] is Verdict.HOLDS
    least = loss(w)
    for seed in range(1, 41):
        moves = [
            CONTEXT.mpf((seed * (3 + 2 * k) + k * k * k) % 19 - 9) / 10**7 for k in range(len(w))
        ]
        assert loss([a + b for a, b in zip(w, moves, strict=True)]) > least


def draws(make, count=120):
    return [make(SeededChoices(0, "frequency", k)) for k in range(count)]


@pytest.mark.parametrize("where", LAMBDAS)
def test_lambda_comes_with_both_signs_of_alpha_and_several_values(where):
    found = draws(lambda c: draw_alpha_beta(c, where))
    signs = Counter(a + b > 0 for a, b in found)
    assert min(signs.values()) > 30
    lams = {b / (a + b) for a, b in found}
    expected = {"lambda = 1/2": {Fraction(1, 2)}, "lambda = 0": {0}, "lambda = 1": {1}}
    assert lams == expected[where] if where in expected else len(lams) > 5
    inside = {0 < lam < 1 for lam in lams}
    assert inside == {where in ("lambda inside", "lambda = 1/2")}


@pytest.mark.parametrize("place", ["first layer", "middle layer", "last layer"])
@pytest.mark.parametrize("bias", [True, False])
def test_all_widths_from_1_to_2_are_drawn(place, bias):
    found = draws(lambda c: draw_architecture(c, place, bias, Recipe()))
    for architecture, layer in found:
        assert architecture.bias is bias
        assert 1 <= layer < architecture.depth
        assert set(architecture.widths) <= {1, 2}
    above = Counter(a.widths[layer + 1] for a, layer in found if layer < a.depth - 1)
    if place != "last layer":
        assert min(above[1], above[2]) > 20
    assert min(Counter(a.widths[layer] for a, layer in found).values()) > 30


def test_both_activations_are_drawn_about_as_often():
    architecture, _ = draw_architecture(SeededChoices(0, "a", 0), "first layer", True, Recipe())
    found = Counter(
        draw_network(SeededChoices(0, "n", k), architecture, False).activation.name
        for k in range(120)
    )
    assert set(found) == {"sigmoid", "tanh"}
    assert min(found.values()) > 40


def test_weights_have_both_signs_and_are_never_0():
    architecture, _ = draw_architecture(SeededChoices(0, "a", 0), "first layer", True, Recipe())
    weights = [
        w
        for k in range(40)
        for w in draw_network(SeededChoices(0, "w", k), architecture, True).parameters
    ]
    assert 0 not in weights
    assert min(Counter(w > 0 for w in weights).values()) > len(weights) // 3
    assert all((4 * w).denominator == 1 and abs(w) <= 2 for w in weights)


def test_inputs_fill_the_grid_before_they_run_out():
    found = draw_inputs(SeededChoices(0, "grid", 0), 97, 1)
    assert sorted(found) == [(Fraction(k, 16),) for k in range(-48, 49)]


def test_the_wide_family_has_two_neurons_above_in_every_region():
    for index in range(len(ABOVE_A_LAYER_WIDE.regions)):
        s = drawn("ABOVE_A_LAYER_WIDE", index)
        assert s.network.architecture.widths[s.layer + 1] == 2


def test_regions_of_all_families_are_told_apart_by_their_names():
    for name, family in FAMILIES.items():
        assert len(set(family.regions)) == len(family.regions), name
        labels = [s.labels[0] for s in all_of(name, 2)]
        assert labels == list(family.regions[:2])
