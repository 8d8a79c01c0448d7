"""Drawn instances by another road: what they are called, what they meet, and the same again."""

import json
from fractions import Fraction
from itertools import combinations, pairwise
from math import isqrt

import mpmath
import pytest
import sympy
from exact_taylor import exact, inertia, rank

from proofcheck.core import Budget, Verdict
from proofcheck.search.choices import SeededChoices
from theorems import _constant_loss_layers as deficits
from theorems import _hermite_instances as gatherings
from theorems import _lemma_16_checks as starts
from theorems import _lemma_20_cases as cases
from theorems import _lifting_instances as layers
from theorems import _path_instances as paths
from theorems import _theorem_5_cases as wide
from theorems import beyond_conjecture_independence as conjecture
from theorems import lemma_a1_block_semidefinite as blocks

BUDGET = Budget(20, 1, 0)
MP = mpmath.MPContext()
MP.dps = 300


def drawn(family, region, number=0, digits=20):
    return family.draw(SeededChoices(number, family.name, 0), region, digits)


def rationals(rows):
    return [[exact(str(x)) for x in row] for row in rows]


FAMILIES = [
    paths.PATHS,
    layers.LAYERS,
    gatherings.GATHERINGS,
    deficits.DEFICIENT,
    blocks.BLOCKS,
    conjecture.NETWORKS,
]


@pytest.mark.parametrize("family", FAMILIES, ids=lambda f: f.name)
def test_the_same_seed_draws_the_same_and_another_one_something_else(family):
    for region in family.regions[:: max(1, len(family.regions) // 4)]:
        texts = [json.dumps(drawn(family, region, k).to_json()) for k in (0, 0, 1, 2, 3)]
        assert texts[0] == texts[1]
        assert len(set(texts)) > 1


@pytest.mark.parametrize("family", FAMILIES, ids=lambda f: f.name)
def test_every_region_has_a_name_of_its_own_and_the_instance_carries_it(family):
    assert len(set(family.regions)) == len(family.regions)
    for region in family.regions[::3]:
        assert region in drawn(family, region).labels


# Paths of wide networks


def number(value):
    return MP.mpf(value.numerator) / value.denominator


def activations(network, x, until):
    """What layer `until` shows, by a forward pass of our own."""
    sigma = MP.tanh if network.activation.name == "tanh" else lambda z: 1 / (1 + MP.exp(-z))
    sent = [number(v) for v in x]
    for rows in network.weights[:until]:
        sent = [
            sigma(number(row[0]) + sum(number(w) * a for w, a in zip(row[1:], sent, strict=True)))
            for row in rows
        ]
    return sent


@pytest.mark.parametrize("region", paths.PATHS.regions[::3])
def test_with_the_constant_vector_the_wide_layer_spans(region):
    """A Gram determinant that is not 0 to 300 digits, of [1; a] at the perturbed start."""
    start = drawn(paths.PATHS, region).path.start
    columns = [[1, *activations(start.network, x, start.layer)] for x in start.inputs]
    gram = MP.matrix(
        [[sum(a * b for a, b in zip(p, q, strict=True)) for q in columns] for p in columns]
    )
    assert abs(MP.det(gram)) > MP.mpf(10) ** -250


@pytest.mark.parametrize("region", paths.PATHS.regions[1::3])
def test_what_a_path_instance_meets_is_really_so(region):
    instance = drawn(paths.PATHS, region, 1)
    start = instance.path.start
    widths, layer = start.network.architecture.widths, start.layer
    assert all(a >= b for a, b in pairwise(widths[layer + 1 :]))
    assert widths[-1] == 1
    for rows in start.network.weights[layer + 1 :]:
        assert rank(rationals([row[1:] for row in rows])) == len(rows)
    assert len({tuple(x) for x in start.inputs}) == len(start.inputs) == len(instance.targets)
    pairs = zip(start.network.parameters, start.original.parameters, strict=True)
    assert sum((a - b) ** 2 for a, b in pairs) < start.epsilon**2
    assert 0 <= instance.times[0] <= instance.times[1] <= 1


@pytest.mark.parametrize("place", paths.PLACES)
@pytest.mark.parametrize("width", [2, 3, 5])
def test_the_wide_layer_is_where_the_region_says(place, width):
    """First, last or in between; all later widths fit under each other, the last one is 1."""
    widths, layer = paths.PLACES[place]
    found = widths(width)
    hidden = len(found) - 2
    assert found[layer] == width
    assert (layer == 1) == (place in ("wide first", "one hidden layer"))
    assert (layer == hidden) == (place in ("wide last", "one hidden layer"))
    assert all(a >= b for a, b in pairwise(found[layer:]))
    assert (hidden - layer >= 2 or layer < hidden) == (place in paths.SEVERAL_LATER)


def test_the_wide_layer_has_one_less_as_many_or_one_more_neurons_than_samples():
    seen = set()
    for k, region in enumerate(paths.PATHS.regions):
        instance = drawn(paths.PATHS, region, k % 2)
        start = instance.path.start
        excess = start.network.architecture.widths[start.layer] - len(start.inputs)
        seen.add(excess)
        assert (instance.met["wide"], instance.met["more"]) == tuple(
            Verdict.HOLDS if excess >= least else Verdict.REFUTED for least in (0, 1)
        )
    assert seen == {-1, 0, 1}


PARTS = [(Fraction(1), Verdict.HOLDS), (Fraction(1, 10**6), Verdict.REFUTED)]


@pytest.mark.parametrize(("part", "verdict"), PARTS)
def test_the_distance_of_the_start_is_compared_with_the_claimed_part(part, verdict):
    instance = drawn(paths.PATHS, paths.PATHS.regions[9])
    start = instance.path.start
    outcome = starts.within_epsilon(instance, {"part": part})
    assert outcome.verdict is verdict
    pairs = zip(start.network.parameters, start.original.parameters, strict=True)
    distance = sum((a - b) ** 2 for a, b in pairs)
    assert (distance < (part * start.epsilon) ** 2) is (verdict is Verdict.HOLDS)
    if verdict is Verdict.REFUTED:
        assert outcome.confirmed_by
        assert str(distance) in outcome.detail


def test_exactly_at_epsilon_is_not_within():
    """The part is chosen so that the bound is the distance itself, as a square of a rational."""
    instance = drawn(paths.PATHS, paths.PATHS.regions[9])
    start = instance.path.start
    below = Fraction(isqrt(int(start.distance_squared * 10**60)), 10**30)
    for bound, verdict in ((below, Verdict.REFUTED), (below * 2, Verdict.HOLDS)):
        outcome = starts.within_epsilon(instance, {"part": bound / start.epsilon})
        assert outcome.verdict is verdict


# One layer, exact


@pytest.mark.parametrize("region", layers.LAYERS.regions)
def test_a_layer_is_what_its_shape_says(region):
    place, shape = region.split("; ")
    low, high = layers.IMAGES[place]
    for k in range(3):
        layer = drawn(layers.LAYERS, region, k)
        weights, a = rationals(layer.weights), rationals(layer.activations)
        rows = [row[1:] for row in weights]
        assert rank(rows) == len(rows) <= len(a)
        assert (len(rows) == len(a)) == (shape == "as wide")
        shares = [(x - exact(low)) / exact(high - low) for row in a for x in row]
        assert all(0 < share < 1 for share in shares)
        extreme = all(min(share, 1 - share) == exact("1/10000") for share in shares)
        assert extreme == (shape == "saturated neurons")
        assert shape != "duplicated neurons" or all(row == a[0] for row in a)
        assert (shape == "start") <= (not any(any(row) for row in rationals(layer.change)))
        chosen = [[row[c] for c in layer.columns] for row in weights]
        assert rank(chosen) == len(rows)
        product = sympy.Matrix(chosen_text(layer)) * sympy.Matrix(text(layer.inverse))
        assert product == sympy.eye(len(rows))


def text(rows):
    return [[sympy.Rational(str(x)) for x in row] for row in rows]


def chosen_text(layer):
    return [[row[c] for c in layer.columns] for row in text(layer.weights)]


def test_duplicated_neurons_of_a_narrower_layer_have_equal_columns_too():
    seen = 0
    for k in range(6):
        layer = drawn(layers.LAYERS, "tanh image (-1, 1); duplicated neurons", k)
        rows = rationals(layer.weights)
        assert all(row[1] == row[-1] for row in rows)
        seen += len(rows[0]) > 2
    assert seen


# Samples that come together


@pytest.mark.parametrize("region", gatherings.GATHERINGS.regions)
def test_columns_of_the_limit_are_derivatives_by_sympy(region):
    """The j-th column of a class is the j-th derivative of sigma(w x + b) at its place."""
    instance = drawn(gatherings.GATHERINGS, region)
    x = sympy.Symbol("x")
    sigma = sympy.tanh if region.endswith("tanh") else lambda z: 1 / (1 + sympy.exp(-z))
    w, b = (sympy.Rational(str(v)) for v in instance.neurons[0])
    for place, size in enumerate(instance.sizes):
        for j in range(size):
            wanted = sympy.diff(sigma(w * x + b), x, j).subs(x, place) / sympy.factorial(j)
            with mpmath.workdps(40):
                found = instance.column(place, j, None)[0]
                assert abs(found - mpmath.mpf(str(sympy.N(wanted, 40)))) < 1e-25


@pytest.mark.parametrize("s", [Fraction(1), Fraction(-1, 3)])
@pytest.mark.parametrize("region", gatherings.GATHERINGS.regions)
def test_columns_before_the_limit_are_the_values_at_the_samples(region, s):
    """Sample j of a class lies at place + s delta_j."""
    instance = drawn(gatherings.GATHERINGS, region)
    sigma = MP.tanh if region.endswith("tanh") else lambda z: 1 / (1 + MP.exp(-z))
    for place, deltas in enumerate(instance.deltas):
        for j, delta in enumerate(deltas):
            found = instance.column(place, j, s)
            for value, (w, b) in zip(found, instance.neurons, strict=True):
                z = w * (place + s * delta) + b
                assert abs(value - sigma(MP.mpf(z.numerator) / z.denominator)) < 1e-12


@pytest.mark.parametrize("region", gatherings.GATHERINGS.regions)
def test_classes_keep_apart_and_every_neuron_is_another(region):
    instance = drawn(gatherings.GATHERINGS, region, 3)
    classes = region.split("; ")[0]
    assert instance.sizes == gatherings.CLASSES[classes]
    assert len(instance.neurons) == sum(instance.sizes)
    assert len({w for w, _ in instance.neurons}) == len(instance.neurons)
    assert len(instance.targets) == len(instance.sizes)
    for deltas, size in zip(instance.deltas, instance.sizes, strict=True):
        assert len(set(deltas)) == size
    widest = max(abs(d) for deltas in instance.deltas for d in deltas)
    assert 2 * widest * gatherings.NEAR < 1


def test_weights_for_the_targets_of_a_limit_with_a_derivative_of_its_own_do_not_stay():
    """Two samples of one class with targets apart: a difference quotient that blows up."""
    instance = drawn(gatherings.GATHERINGS, "a pair; sigmoid")
    right = {"target": lambda target, _j: target}
    wrong = {"target": lambda target, j: target + j * Fraction(1, 100)}
    assert gatherings.stays_bounded(instance, right).verdict is Verdict.HOLDS
    outcome = gatherings.stays_bounded(instance, wrong)
    assert (outcome.verdict, bool(outcome.confirmed_by)) == (Verdict.REFUTED, True)
    assert outcome.witness == instance.to_json()


# Layers with a deficit


@pytest.mark.parametrize("region", deficits.REGIONS)
def test_a_deficit_is_there_and_so_is_what_the_region_names(region):
    for k in range(5):
        layer = drawn(deficits.DEFICIENT, region, k)
        v, a = rationals(layer.v), rationals(layer.a)
        assert len(v) <= len(a)
        assert all(0 < x < 1 for row in a for x in row)
        if region in deficits.NEURONS:
            assert rank(a) < len(a)
        else:
            assert rank(v) < len(v)
        assert (region != "duplicated neuron") or a[-1] == a[0]
        assert (region == "zero weights") <= (rank(v) == 0)
        assert (region != "equal rows") or v[-1] == v[0]
        assert (region != "dependent row") or v[-1] == [-2 * x for x in v[0]]


@pytest.mark.parametrize(
    ("others", "kept", "seen_at"),
    [
        (lambda s: s, lambda s: 1 - s, None),
        (lambda s: s * s, lambda s: 1 - s, "1/3"),
        (lambda s: s, lambda s: (1 - s) ** 2, "1/3"),
        (lambda s: s / 2, lambda s: 1 - s / 2, None),
        (lambda s: s, lambda s: 1, "1/3"),
        (lambda s: 1 - s, lambda s: 1 - s, "0"),
        (lambda s: s * (3 * s + 2) / 3, lambda s: 1 - s, "1"),
    ],
)
def test_a_move_that_is_right_at_some_times_only_is_seen_at_the_first_other(others, kept, seen_at):
    layers = (drawn(deficits.DEFICIENT, "dependent neuron", k) for k in range(20))
    layer = next(layer for layer in layers if any(row[-1] for row in layer.v))
    outcome = deficits.neuron_is_freed(layer, {"to others": others, "kept": kept})
    if seen_at is None:
        assert outcome.verdict is Verdict.HOLDS
    else:
        assert outcome.verdict is Verdict.REFUTED
        assert outcome.detail == f"n(l+1) moves at s = {seen_at}"


@pytest.mark.parametrize("kappa", ["-3", "1/2", "40"])
@pytest.mark.parametrize("region", deficits.ROWS)
def test_any_level_kappa_will_do(region, kappa):
    """`constant` is a choice, no claim: the scale grows with it, the image is never left."""
    claim = {"constant": Fraction(kappa), "step": 1, "step back": 1}
    layer = drawn(deficits.DEFICIENT, region, 2)
    assert deficits.rank_is_raised(layer, claim).verdict is Verdict.HOLDS
    unbalanced = deficits.rank_is_raised(layer, {**claim, "step": 2})
    assert unbalanced.verdict is Verdict.REFUTED
    assert unbalanced.detail == "n(l+1) moves"


# Integer blocks


def signs_of(matrix):
    return inertia([[exact(int(x)) for x in row] for row in matrix])


@pytest.mark.parametrize("region", blocks.BLOCKS.regions)
def test_the_blocks_are_of_the_kind_that_the_region_names(region):
    """By completing squares: a region that is met by name only shows nothing at its boundary."""
    for k in range(12):
        s = drawn(blocks.BLOCKS, region, k)
        corner, x = signs_of(s.corner), signs_of(s.x)
        if region == "definite":
            assert corner[1:] == (0, 0)
        elif region == "indefinite corner":
            assert corner[2] > 0
        else:
            assert corner[1] > 0
            assert corner[2] == 0
        assert (x[2] > 0) == (region == "indefinite x")
        assert s.h.any() == (region == "h nonzero")


def test_g_is_definite_singular_and_indefinite_in_turn():
    seen = {
        tuple(value > 0 for value in signs_of(drawn(blocks.BLOCKS, region, k).g))
        for region in blocks.BLOCKS.regions
        for k in range(12)
    }
    assert {(True, False, False), (False, True, False), (False, False, True)} <= seen


@pytest.mark.parametrize("sides", [blocks.sides_of_a, blocks.sides_of_b])
@pytest.mark.parametrize("region", blocks.BLOCKS.regions)
def test_both_sides_of_the_lemma_by_completing_squares(sides, region):
    for k in range(4):
        matrix, claimed = sides(drawn(blocks.BLOCKS, region, k))
        assert (signs_of(matrix)[2] == 0) is bool(claimed)


@pytest.mark.parametrize("sides", [blocks.sides_of_a, blocks.sides_of_b])
def test_the_opposite_of_the_lemma_is_refuted_on_every_instance(sides):
    def opposite(s):
        matrix, claimed = sides(s)
        return matrix, not claimed

    for region in blocks.BLOCKS.regions:
        s = drawn(blocks.BLOCKS, region)
        outcome = blocks.compare_semidefiniteness(s, {"sides": opposite})
        assert (outcome.verdict, bool(outcome.confirmed_by)) == (Verdict.REFUTED, True)
        assert outcome.witness == s.to_json()


# Conditions on the residual


@pytest.mark.parametrize("region", conjecture.NETWORKS.regions)
def test_as_many_samples_are_drawn_as_the_conjecture_speaks_of(region):
    s = drawn(conjecture.NETWORKS, region)
    widths, biased = s.network.architecture.widths, region.endswith("; with bias")
    sizes = list(pairwise(widths))
    count = sum((a + biased) * b for a, b in sizes)
    extra = (widths[s.layer - 1] + biased) * (widths[s.layer + 1] - 1)
    assert widths[s.layer + 1] == 2
    assert len(s.inputs) == 2 * (count + extra) + 2
    assert len({tuple(x) for x in s.inputs}) == len(s.inputs)
    assert all(w for rows in s.network.weights for row in rows for w in row)
    for rows in s.network.weights[:-1]:
        for u, w in combinations(map(tuple, rows), 2):
            assert u not in (w, tuple(-x for x in w))


@pytest.mark.parametrize("region", conjecture.NETWORKS.regions[:2])
def test_the_rows_are_slopes_of_the_outputs_and_all_columns_of_D_but_one(region):
    """Each gradient row against a difference quotient in mpmath; one column of D is left out."""
    s = drawn(conjecture.NETWORKS, region)
    rows = conjecture.functionals(s.first)
    network, size = s.network, s.network.architecture.parameter_count
    sources = s.network.architecture.sources(s.layer)
    assert rows.shape == (size + sources, len(s.inputs))
    step = MP.mpf(10) ** -60
    base = moved_output(network, s.inputs[0], 0, 0)
    for index in range(size):
        slope = (moved_output(network, s.inputs[0], index, step) - base) / step
        found = MP.mpf(rows[index, 0].mid().str(50, radius=False))
        assert abs(found - 2 * slope) < MP.mpf(10) ** -40


def moved_output(network, x, index, step):
    """The output where one parameter, in flat order, is moved."""
    flat = [number(w) for w in network.parameters]
    flat[index] += step
    moved, sent = iter(flat), [number(v) for v in x]
    sigma = MP.tanh if network.activation.name == "tanh" else _sigmoid
    for level, layer in enumerate(network.weights, 1):
        n = []
        for row in layer:
            values = [next(moved) for _ in row]
            bias = [1] if len(row) > len(sent) else []
            n.append(sum(w * a for w, a in zip(values, [*bias, *sent], strict=True)))
        sent = n if level == len(network.weights) else [sigma(z) for z in n]
    return sent[0]


def _sigmoid(z):
    return 1 / (1 + MP.exp(-z))


# Stated cases


@pytest.mark.parametrize(
    ("given", "needed", "holds"),
    [
        (lambda n, N: n > N, lambda n, N: n >= N, True),
        (lambda n, N: n >= N, lambda n, N: n >= N, True),
        (lambda n, N: n >= N - 1, lambda n, N: n >= N, False),
        (lambda n, N: n >= N, lambda n, N: n >= N + 1, False),
        (lambda n, N: True, lambda n, N: n != 4, False),
    ],
)
def test_one_notion_of_wide_within_another(given, needed, holds):
    outcome = wide.starts_are_wide(BUDGET, {"given": given, "needed": needed})
    assert outcome.verdict is (Verdict.HOLDS if holds else Verdict.REFUTED)
    if not holds:
        n, samples = outcome.witness["width"], outcome.witness["samples"]
        assert given(n, samples)
        assert not needed(n, samples)
        assert outcome.confirmed_by


@pytest.mark.parametrize("ratio", [Fraction(2), Fraction(1, 3), Fraction(7, 5)])
@pytest.mark.parametrize("first", [Fraction(1), Fraction(3, 2)])
def test_the_only_lambda_is_the_one_that_was_chosen(ratio, first):
    """Odds first, first ratio, first ratio^2 times lambda: the quadratic gives lambda back."""
    odds = [first * ratio**k for k in range(3)]
    for lam in (Fraction(1), Fraction(2), Fraction(5, 7)):
        row = [lam * o / (1 + o) for o in odds]
        assert cases.only_lambda(row) == lam


@pytest.mark.parametrize("step", [Fraction(1), Fraction(-2), Fraction(7)])
def test_a_long_step_does_not_fit_into_the_image(step):
    outcome = cases.followed_by_the_inputs(BUDGET, {"step": step})
    assert (outcome.verdict, bool(outcome.confirmed_by)) == (Verdict.REFUTED, True)
    row = [a + x for a, x in zip(cases.wide_activations()[0], (0, 0, step), strict=True)]
    assert f"{max(row) - min(row)} apart" in outcome.detail
    assert max(row) - min(row) >= 1


@pytest.mark.parametrize(
    ("target", "holds"),
    [("1/2", True), ("999/1000", True), ("0", None), ("1", False), ("-3", False)],
)
def test_only_targets_inside_the_image_are_reached(target, holds):
    """At the ends of the image too: 0 and 1 are no activations."""
    outcome = cases.activation_is_reached(BUDGET, {"target": target})
    assert outcome.verdict is (Verdict.HOLDS if holds else Verdict.REFUTED)
    assert bool(outcome.confirmed_by) is not holds
