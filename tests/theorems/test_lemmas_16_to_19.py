"""Lemmas 16 to 19 by other roads: fractions, determinants, mpmath; and what refutes them."""

from fractions import Fraction
from itertools import pairwise

import mpmath
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from own_checks import claim_of, notices, said

from proofcheck.core import Verdict
from proofcheck.search.choices import SeededChoices
from theorems import _lifting_instances as layers
from theorems import _path_instances as paths
from theorems import (
    lemma_16_spanning,
    lemma_17_wide_layer,
    lemma_18_inverse_activation,
    lemma_19_later_layers,
)

MP = mpmath.MPContext()
MP.dps = 50
FOUR = [
    lemma_16_spanning.STATEMENT,
    lemma_17_wide_layer.STATEMENT,
    lemma_18_inverse_activation.STATEMENT,
    lemma_19_later_layers.STATEMENT,
]
CLAIMS = [(s, step.id) for s in FOUR for step in s.steps]
few = settings(max_examples=25, deadline=None)
fractions = st.fractions(-3, 3, max_denominator=4)


@pytest.mark.parametrize(("statement", "step"), CLAIMS, ids=[f"{s.id}-{t}" for s, t in CLAIMS])
def test_every_check_of_every_step_holds(statement, step):
    assert set(said(statement, step)) == {Verdict.HOLDS}


WRONG = [
    (FOUR[0], "steep", {"steepness": lambda bound, gap: bound - gap}),
    (FOUR[0], "constant-vector", {"constant": sympy.Integer(0)}),
    (FOUR[0], "near", {"bound": lambda epsilon, _distance: sympy.sqrt(epsilon) ** 2}),
    (FOUR[1], "realised", {"omega": lemma_17_wide_layer.PATH["omega"] * 3}),
    (FOUR[1], "bias-moves", {"rows": lambda data: data["ones"]}),
    (FOUR[2], "continuous-inverse", {"delta": lambda s, _: 2 * s}),
    (FOUR[2], "inverse-formulas", {"n": lambda n, _t: 2 * n}),
    (FOUR[3], "telescoping", {"bias": lemma_19_later_layers.bias}),
    (FOUR[3], "zero-at-the-lower-end", {"shift": lambda M: 3 * M}),
    (FOUR[3], "one-choice-inside", {"scale": lambda M, rho: 1 + M / (3 * rho)}),
    (FOUR[3], "width-needed", {"below": 3}),
]


@pytest.mark.parametrize(("statement", "step", "wrong"), WRONG)
def test_other_wrong_formulas_are_noticed(statement, step, wrong):
    assert notices(statement, step, claim_of(statement, step, **wrong))


# Lemma 16


@pytest.mark.parametrize("ends", [(0, 1), (-1, 1), (-2, 0), (1, 5)])
@pytest.mark.parametrize("count", [1, 2, 3, 6])
def test_the_limit_matrix_has_the_determinant_of_its_triangular_form(ends, count):
    """Entry d for alpha >= k, else c: d (d - c)^(N-1); with a row of ones first (d - c)^(N-1)."""
    c, d = ends if ends[1] else reversed(ends)
    rows = [[d if alpha >= k else c for alpha in range(count)] for k in range(count)]
    assert sympy.Matrix(rows).det() == d * (d - c) ** (count - 1)
    with_one = [[1] * count, *rows[1:]]
    assert sympy.Matrix(with_one).det() == (d - c) ** (count - 1)


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_steep_neurons_come_near_the_limit(name):
    """Thresholds between 0, 1, 3, 4; the determinant approaches that of the limit."""
    sigma = {"sigmoid": lambda z: 1 / (1 + MP.exp(-z)), "tanh": MP.tanh}[name]
    c, d = {"sigmoid": (0, 1), "tanh": (-1, 1)}[name]
    numbers = [MP.mpf(x) for x in (0, 1, 3, 4)]
    thresholds = [numbers[0] - 1, *((x + y) / 2 for x, y in pairwise(numbers))]
    errors = []
    for s in (2, 20, 200):
        a = MP.matrix([[sigma(s * (z - m)) for z in numbers] for m in thresholds])
        errors.append(abs(MP.det(a) - d * (d - c) ** 3))
    assert errors[0] > errors[1] > errors[2]
    assert errors[2] < MP.mpf(10) ** -30


def test_without_biases_three_samples_never_span():
    """Sigmoid at x, 0, -x and tanh at x, -x: determinants vanish for every choice of weights."""
    for weights in ((1, 2, 5), (MP.mpf(1) / 3, -4, 7)):
        rows = [[1 / (1 + MP.exp(-w * x)) for x in (2, 0, -2)] for w in weights]
        assert abs(MP.det(MP.matrix(rows))) < MP.mpf(10) ** -45
        rows = [[MP.tanh(w * x) for x in (2, -2)] for w in weights[:2]]
        assert abs(MP.det(MP.matrix(rows))) < MP.mpf(10) ** -45


def test_starts_of_the_family_are_what_they_are_called():
    """Zero, equal neurons, large weights; each within epsilon; every width N - 1, N, N + 1 met."""
    surplus = set()
    for number, region in enumerate(paths.PATHS.regions):
        instance = paths.draw_path(SeededChoices(0, "seen", number), region, 30)
        start = instance.path.start
        flat, rows = start.original.parameters, start.original.weights[start.layer - 1]
        kind = region.split("; ")[2]
        assert any(flat) == (kind != "zero start")
        assert (len(set(rows)) == 1) == (kind in ("zero start", "duplicated neurons"))
        assert (max(map(abs, flat)) > 2) == (kind == "saturated neurons")
        assert start.distance_squared < start.epsilon**2
        widths = start.network.architecture.widths
        assert all(x >= y for x, y in pairwise(widths[start.layer + 1 :]))
        surplus.add(widths[start.layer] - len(start.inputs))
        assert instance.met["wide"] is (
            Verdict.HOLDS
            if max(surplus) >= 0 and widths[start.layer] >= len(start.inputs)
            else Verdict.REFUTED
        )
    assert {-1, 0, 1} <= surplus


# Lemma 17


@few
@given(st.lists(fractions, min_size=6, max_size=6), st.lists(fractions, min_size=4, max_size=4))
def test_lemma_17_in_fractions(rows, change):
    """The weights w + [n~ A^-1, 0] for three neurons, two samples, by Cramer's rule."""
    a = [rows[:2], rows[2:4], rows[4:]]
    det = a[0][0] * a[1][1] - a[0][1] * a[1][0]
    if det == 0:
        return
    inverse = [[a[1][1] / det, -a[0][1] / det], [-a[1][0] / det, a[0][0] / det]]
    w, n = [[1, 2, 3], [0, -1, 5]], [change[:2], change[2:]]
    for i in range(2):
        omega = [sum(n[i][k] * inverse[k][j] for k in range(2)) for j in range(2)]
        moved = [w[i][0] + omega[0], w[i][1] + omega[1], w[i][2]]
        for j in range(2):
            before = sum(w[i][k] * a[k][j] for k in range(3))
            assert sum(moved[k] * a[k][j] for k in range(3)) == before + n[i][j]


# Lemma 18


@few
@given(st.fractions(Fraction(-9, 10), Fraction(9, 10)), st.sampled_from(["sigmoid", "tanh"]))
def test_inverse_formulas_in_mpmath(share, name):
    a = MP.mpf(share.numerator) / share.denominator
    if name == "tanh":
        assert abs(MP.atanh(a) - MP.log((1 + a) / (1 - a)) / 2) < MP.mpf(10) ** -45
    else:
        b = (1 + a) / 2
        z = MP.log(b / (1 - b))
        assert abs(MP.exp(z) / (1 + MP.exp(z)) - b) < MP.mpf(10) ** -45


def test_delta_works_for_the_sigmoid_and_a_larger_one_does_not():
    sigma = lambda z: 1 / (1 + MP.exp(-z))  # noqa: E731
    inverse = lambda y: MP.log(y / (1 - y))  # noqa: E731
    x0, epsilon = MP.mpf(1), MP.mpf(1) / 2
    y0, up, down = sigma(x0), sigma(x0 + epsilon), sigma(x0 - epsilon)
    smaller, larger = sorted((up - y0, y0 - down))
    for share in (MP.mpf(k) / 10 for k in range(-9, 10)):
        assert abs(inverse(y0 + share * smaller) - x0) < epsilon
    assert abs(inverse(y0 + MP.mpf("0.99") * larger) - x0) > epsilon


# Lemma 19

IMAGES = {
    "inside": (Fraction(-1), Fraction(2)),
    "lower": (Fraction(0), Fraction(3)),
    "upper": (Fraction(-5), Fraction(0)),
}


def printed_choice(a, x, image):
    """The entries of a_Gamma and lambda as printed, the choice made explicit."""
    c, d = image
    M = max(map(abs, x))
    if c < 0 < d:
        lam, shift = 1 + M / min(-c, d), 0
    else:
        lam, shift = 1 + 2 * M / (d - c), M if c == 0 else -M
    return [(y + z + shift) / lam for y, z in zip(a, x, strict=True)], lam


@few
@given(
    st.sampled_from(sorted(IMAGES)),
    st.lists(st.fractions(Fraction(1, 100), Fraction(99, 100)), min_size=3, max_size=3),
    st.lists(fractions, min_size=3, max_size=3),
)
def test_the_printed_cases_stay_inside(case, shares, x):
    c, d = IMAGES[case]
    a = [c + s * (d - c) for s in shares]
    values, lam = printed_choice(a, x, (c, d))
    assert all(c < value < d for value in values)
    assert lam >= 1
    still, one = printed_choice(a, [Fraction(0)] * 3, (c, d))
    assert (still, one) == (a, 1)


def test_without_delta_the_lower_end_is_passed():
    """With c = 0: however large lambda, a + x < 0 stays below 0."""
    a, x = Fraction(1, 4), Fraction(-1)
    assert all((a + x) / lam < 0 for lam in (1, 10, 10**9))


@pytest.mark.parametrize("region", layers.LAYERS.regions)
def test_one_layer_instances_reach_their_path_inside_the_image(region):
    """Products written out with Python fractions, not with the arrays of the construction."""
    for number in range(3):
        instance = layers.draw_layer(SeededChoices(number, "layer", 1), region, 30)
        weights, a, change, lifted, moved = (
            [[Fraction(str(x)) for x in row] for row in array]
            for array in (
                instance.weights,
                instance.activations,
                instance.change,
                instance.lift.weights,
                instance.lift.activations,
            )
        )
        low, high = instance.image
        for j in range(len(a[0])):
            assert all(low < row[j] < high for row in moved)
            for i, row in enumerate(weights):
                before = row[0] + sum(w * r[j] for w, r in zip(row[1:], a, strict=True))
                new = lifted[i]
                after = new[0] + sum(w * r[j] for w, r in zip(new[1:], moved, strict=True))
                assert after == before + change[i][j]
        if not any(any(row) for row in change):
            assert (lifted, moved) == (weights, a)


@few
@given(*[st.lists(fractions, min_size=3, max_size=3) for _ in range(3)])
def test_two_rows_over_one_neuron_are_never_the_unit_vectors(w, a, w0):
    """Rows w_i a + b_i: the two differences to the first sample are proportional, e1, e2 not."""
    rows = [[w[i] * y + w0[i] for y in a] for i in range(2)]
    r, s = ([row[1] - row[0], row[2] - row[0]] for row in rows)
    assert r[0] * s[1] - r[1] * s[0] == 0
    assert rows != [[1, 0, 0], [0, 1, 0]]
