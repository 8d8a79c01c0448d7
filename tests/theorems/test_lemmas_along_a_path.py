"""Lemmas 16 to 20 on one path of parameters: what moves, by how much, and what stays.

The path is drawn by the family; lambda, the activations and the bias are computed again in mpmath
from the formulas of the text, on weights and a forward pass of our own.
"""

from fractions import Fraction
from functools import cache

import mpmath
import pytest

from proofcheck.search.choices import SeededChoices
from theorems import _path_instances as paths
from theorems import lemma_19_later_layers as lemma_19
from theorems import lemma_20_outputs as lemma_20

MP = mpmath.MPContext()
MP.dps = 100
REGIONS = [r for r in paths.PATHS.regions if r.split("; ")[1] in paths.SEVERAL_LATER][::3]
TIMES = [Fraction(1, 3), Fraction(1)]
TINY = MP.mpf(10) ** -30


@cache
def drawn(region):
    return paths.draw_path(SeededChoices(1, "along", 5), region, 30)


@cache
def view(region, t):
    instance = drawn(region)
    return paths.PathView(instance.path, t, paths.Multiprecision(instance.bits * 3 // 10))


def rows(matrix):
    return [[MP.mpf(x) for x in row] for row in matrix]


def fractions(matrix):
    return [[MP.mpf(x.numerator) / x.denominator for x in row] for row in matrix]


def near(first, second):
    size = 1 + max(abs(x) for row in second for x in row)
    pairs = zip(first, second, strict=True)
    return all(abs(a - b) < TINY * size for p, q in pairs for a, b in zip(p, q, strict=True))


def sigma(instance):
    name = instance.path.start.network.activation.name
    return MP.tanh if name == "tanh" else (lambda z: 1 / (1 + MP.exp(-z)))


def image(instance):
    low = -1 if instance.path.start.network.activation.name == "tanh" else 0
    return MP.mpf(low), MP.mpf(1)


def layers_of(instance, weights):
    """Pre-activations and activations of all layers, by a forward pass of our own."""
    inputs = instance.path.start.inputs
    sent = [
        [MP.mpf(v.numerator) / v.denominator for v in column]
        for column in zip(*inputs, strict=True)
    ]
    n, a = {}, {0: sent}
    for level, layer in enumerate(weights, 1):
        n[level] = [
            [
                row[0] + sum(w * r[j] for w, r in zip(row[1:], a[level - 1], strict=True))
                for j in range(len(inputs))
            ]
            for row in layer
        ]
        a[level] = [[sigma(instance)(z) for z in row] for row in n[level]]
    return n, a


@pytest.mark.parametrize("region", REGIONS)
def test_layers_up_to_the_wide_one_stay(region):
    """Lemma 16 moves them once, before the path begins; then only later layers move."""
    start = drawn(region).path.start
    for t in TIMES:
        for found, wanted in zip(
            view(region, t).point.weights[: start.layer],
            start.network.weights[: start.layer],
            strict=True,
        ):
            assert near(rows(found), fractions(wanted))


@pytest.mark.parametrize("region", REGIONS)
def test_the_layers_that_lemma_19_moves_are_those_of_the_step(region):
    """l* + 2, l* + 3, ..., L, one after the other, by listing."""
    start = drawn(region).path.start
    depth = start.network.architecture.depth
    place = lemma_20.STATEMENT.step("layers").formula["place"]
    listed = [start.layer + place(i) for i in range(depth - start.layer - 1)]
    assert listed == sorted(start.columns) == sorted(view(region, Fraction(1)).point.scales)
    assert listed[-1] == depth


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("t", TIMES)
def test_lambda_is_the_one_of_the_text_and_scales_the_weights(region, t):
    """Lambda = 1 + 2 M/rho, M the largest entry of |W^-1 n~|, W the chosen columns."""
    instance, point = drawn(region), view(region, t).point
    start = instance.path.start
    old = [fractions(layer) for layer in start.network.weights]
    before, _ = layers_of(instance, old)
    low, high = image(instance)
    for layer, scale in point.scales.items():
        W = MP.matrix([[row[c] for c in start.columns[layer]] for row in old[layer - 1]])
        moved = MP.matrix(rows(point.preactivations[layer])) - MP.matrix(before[layer])
        M = max(abs(x) for x in (W**-1 * moved))
        wanted = lemma_19.CHOICE["scale"](M, (high - low) / 2)
        assert abs(MP.mpf(scale) - wanted) < TINY * wanted
        assert wanted >= 1
        scaled = [[wanted * w for w in row[1:]] for row in old[layer - 1]]
        assert near([row[1:] for row in rows(point.weights[layer - 1])], scaled)


@pytest.mark.parametrize("region", REGIONS)
@pytest.mark.parametrize("t", TIMES)
def test_prescribed_activations_lie_in_the_open_image_and_are_shown(region, t):
    """Lemma 18: sigma(n) = a at the prescribed n; Lemma 20: the forward pass shows them."""
    instance, point = drawn(region), view(region, t).point
    low, high = image(instance)
    n, a = layers_of(instance, [rows(layer) for layer in point.weights])
    for layer, prescribed in point.activations.items():
        wanted = rows(prescribed)
        assert all(low < x < high for row in wanted for x in row)
        assert near(a[layer], wanted)
        assert near(n[layer], rows(point.preactivations[layer]))


@pytest.mark.parametrize("region", REGIONS)
def test_outputs_go_straight_to_the_labels(region):
    instance = drawn(region)
    old = [fractions(layer) for layer in instance.path.start.network.weights]
    z = layers_of(instance, old)[0][len(old)][0]
    y = [MP.mpf(v.numerator) / v.denominator for v in instance.targets]
    for t in TIMES:
        found = layers_of(instance, [rows(w) for w in view(region, t).point.weights])[0][len(old)]
        time = MP.mpf(t.numerator) / t.denominator
        straight = [a + time * (b - a) for a, b in zip(z, y, strict=True)]
        assert near(found, [straight])


@pytest.mark.parametrize("region", REGIONS)
def test_the_path_begins_where_the_start_is(region):
    point = view(region, Fraction(0)).point
    for found, wanted in zip(point.weights, drawn(region).path.start.network.weights, strict=True):
        assert near(rows(found), fractions(wanted))
    assert point.scales == {}
