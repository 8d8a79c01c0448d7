"""The path of Theorem 5 against one written out for a hidden layer, in mpmath and fractions."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
from flint import arb
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from proofcheck.arithmetic import Balls, Multiprecision, Rationals
from proofcheck.core import InputError, PrecisionError
from proofcheck.networks import SIGMOID, TANH, Architecture, Network, polynomial
from proofcheck.paths import (
    EscapePath,
    independent_columns,
    inverse_defect,
    is_regular,
    needed_width,
    perturbed_start,
    pieces,
    wide_layers,
    wide_rank,
)
from proofcheck.paths.perturbation import _round_above, positive_distance
from proofcheck.paths.pieces import _runs
from proofcheck.paths.values import layer_values, with_constant

DPS = 60
Q = Rationals()
ENTRIES = st.integers(-4, 4)
SIGMAS = {"sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)), "tanh": mpmath.tanh}
WEIGHTS = st.lists(st.fractions(-3, 3, max_denominator=4), min_size=7, max_size=7)


def one_hidden_layer(sigma, flat, x):
    """f(x) of a 1-2-1 network with biases, by hand."""
    b1, u1, b2, u2, c, v1, v2 = flat
    return c + v1 * sigma(b1 + u1 * x) + v2 * sigma(b2 + u2 * x)


def written_out_path(sigma, flat, inputs, labels, t):
    """w(t) of a 1-2-1 network: the output weights solve A'w = z + t (y - z), A = (1, act)."""
    b1, u1, b2, u2, *_ = flat
    rows = [[mpmath.mpf(1), sigma(b1 + u1 * x), sigma(b2 + u2 * x)] for x in inputs]
    z = [one_hidden_layer(sigma, flat, x) for x in inputs]
    wanted = [f + t * (y - f) for f, y in zip(z, labels, strict=True)]
    return [*flat[:4], *mpmath.lu_solve(mpmath.matrix(rows), mpmath.matrix(wanted))]


def in_mpmath(x):
    return mpmath.mpf(x.numerator) / x.denominator


@given(WEIGHTS, st.sampled_from([SIGMOID, TANH]), st.fractions(0, 1, max_denominator=7))
@settings(max_examples=8)
def test_one_hidden_layer_moves_as_the_linear_system_says(flat, activation, t):
    inputs, labels = [0, 1, 3], [2, -1, Fraction(1, 2)]
    network = Network.from_parameters(Architecture((1, 2, 1)), activation, flat)
    try:
        path = EscapePath(perturbed_start(network, [[x] for x in inputs], "1/1000"), labels)
    except PrecisionError:
        assume(False)
    balls = Balls(600)
    found = np.concatenate([np.ravel(w) for w in path.at(t, balls).weights])
    with mpmath.workdps(150), balls.active():
        start = [in_mpmath(w) for w in path.start.network.parameters]
        labels = [in_mpmath(Fraction(y)) for y in labels]
        sigma = SIGMAS[activation.name]
        expected = written_out_path(sigma, start, inputs, labels, in_mpmath(t))
        for ball, number in zip(found, expected, strict=True):
            text = mpmath.nstr(number, 70)
            assert abs(ball - arb(text)) < (1 + abs(ball)) * arb("1e-50")


@pytest.mark.parametrize("activation", [SIGMOID, TANH], ids=lambda a: a.name)
def test_the_loss_falls_like_the_square_and_ends_at_0(activation):
    """The paper prints 1 - t (p. 20); the outputs move straight, so it is (1 - t)^2."""
    network = Network.from_parameters(Architecture((1, 2, 1)), activation, [0, 1, 1, -2, 0, 1, 3])
    path = EscapePath(perturbed_start(network, [[0], [1], [3]], "1/10"), [2, -1, 5])
    balls = Balls(512)
    whole = path.at(0, balls).loss
    for t in (Fraction(1, 3), Fraction(1, 2), Fraction(9, 10)):
        point = path.at(t, balls)
        forward = path.values(point, balls).outputs
        with balls.active():
            ratio = point.loss / whole - balls.number((1 - t) ** 2)
            errors = [abs(f - g) for f, g in zip(forward, point.outputs, strict=True)]
            assert all(x < arb("1e-90") for x in (abs(ratio), *errors))
    assert path.at(1, balls).loss.contains(0)


def test_two_later_layers_keep_every_activation_inside_of_the_image():
    shape = Architecture((1, 4, 2, 2, 1))
    network = Network.from_parameters(
        shape, SIGMOID, [k % 5 - 2 for k in range(shape.parameter_count)]
    )
    path = EscapePath(perturbed_start(network, [[0], [1], [2], [4]], "1/10"), [9, -9, 3, 0])
    balls = Balls(1024)
    for t in ("1/4", "3/4", 1):
        point = path.at(t, balls)
        assert sorted(point.scales) == [3, 4]
        assert all(scale >= 1 for scale in point.scales.values())
        inside = [a for rows in point.activations.values() for a in rows.ravel()]
        assert len(inside) == 16
        assert all(0 < a < 1 for a in inside)
        seen = path.values(point, balls)
        for layer, wanted in point.preactivations.items():
            with balls.active():
                errors = abs(seen.at_layer(layer) - wanted).ravel()
            assert all(e < arb("1e-60") for e in errors)


@pytest.mark.parametrize("t", [-1, "1.01", Fraction(3, 2), "-1e-30"])
def test_a_place_off_the_path_is_refused(t):
    network = Network.from_parameters(Architecture((1, 1, 1)), SIGMOID, [0, 1, 0, 2])
    path = EscapePath(perturbed_start(network, [[0], [1]], 1), [1, 0])
    with pytest.raises(InputError) as caught:
        path.at(t, Balls(128))
    assert (caught.value.what, caught.value.admissible) == ("t of a path", "0 <= t <= 1")


def determinant(rows):
    """By Laplace's expansion."""
    if not rows:
        return Fraction(1)
    first, *rest = rows
    minors = ([row[:k] + row[k + 1 :] for row in rest] for k in range(len(first)))
    return sum(
        (
            (-1) ** k * x * determinant(m)
            for k, (x, m) in enumerate(zip(first, minors, strict=True))
        ),
        Fraction(0),
    )


SQUARES = st.integers(1, 3).flatmap(
    lambda n: st.lists(st.lists(ENTRIES, min_size=n, max_size=n), min_size=n, max_size=n)
)


@given(SQUARES)
def test_a_matrix_is_proved_regular_exactly_where_its_determinant_is_not_0(rows):
    regular = determinant([[Fraction(x) for x in row] for row in rows]) != 0
    defect = inverse_defect(Balls(128).array(rows), 128)
    assert (defect is not None) is regular
    assert defect is None or 0 <= defect < Fraction(1, 10**20)
    assert is_regular([[Fraction(x) for x in row] for row in rows], range(len(rows))) is regular


@given(SQUARES, st.integers(0, 8), st.integers(1, 6))
@settings(max_examples=60)
def test_balls_that_contain_a_singular_matrix_are_never_proved_regular(rows, place, size):
    """The singular matrix: row 0 replaced by a multiple of another row, within the radius."""
    n = len(rows)
    assume(n > 1)
    target = [Fraction(size, 3) * x for x in rows[1 + place % (n - 1)]]
    radius = max(abs(a - b) for a, b in zip(rows[0], target, strict=True))
    balls = Balls(128).array(rows)
    balls[0] = [x + arb(0, float(radius) * 1.001 + 1e-9) for x in balls[0]]
    assert inverse_defect(balls, 128) is None


@pytest.mark.parametrize("bad", [arb("nan"), arb("inf"), arb(0, arb("inf"))], ids=str)
def test_entries_that_are_not_finite_prove_no_rank(bad):
    assert inverse_defect(np.array([[arb(1), bad], [arb(0), arb(1)]], dtype=object), 128) is None


RECTANGLES = st.tuples(st.integers(1, 3), st.integers(0, 2)).flatmap(
    lambda shape: st.lists(
        st.lists(ENTRIES, min_size=sum(shape), max_size=sum(shape)),
        min_size=shape[0],
        max_size=shape[0],
    )
)


@given(RECTANGLES)
def test_columns_are_chosen_exactly_where_the_rows_are_independent(rows):
    exact = [[Fraction(x) for x in row] for row in rows]
    import sympy

    chosen = independent_columns(exact)
    assert (chosen is not None) == (sympy.Matrix(rows).rank() == len(rows))
    if chosen is not None:
        assert len(chosen) == len(rows)
        assert determinant([[row[c] for c in chosen] for row in exact]) != 0


@given(st.integers(1, 10**9))
def test_steps_are_the_least_1_2_or_5_times_a_power_of_ten(number):
    found = _round_above(number)
    steps = sorted(m * 10**k for m in (1, 2, 5) for k in range(11))
    assert found == next(s for s in steps if s >= number)


@given(st.lists(st.integers(0, 30), min_size=1, max_size=10, unique=True).map(sorted))
def test_runs_of_numbers_are_read_back(numbers):
    read = []
    for run in _runs(numbers).split(", "):
        first, _, last = run.partition("-")
        read += range(int(first), int(last or first) + 1)
    assert read == numbers


@given(st.integers(1, 3), st.integers(1, 4), st.booleans())
def test_values_of_layers_by_hand(width, count, bias):
    square = polynomial((0, 0, 1))
    inputs = Q.array([[k - 1 for k in range(count)]])
    weights = Q.array([[neuron + 1] * (1 + bias) for neuron in range(width)])
    (n,), (a,) = layer_values([weights], inputs, square, bias, Q)
    for neuron in range(width):
        for k in range(count):
            expected = (neuron + 1) * (k - 1 + bias)
            assert (n[neuron, k], a[neuron, k]) == (expected, expected**2)
    rows = with_constant(a, bias, Q)
    assert rows.shape == (width + bias, count)
    assert not bias or set(rows[0]) == {1}


@given(st.integers(1, 30), st.booleans())
def test_the_wide_layer_needs_as_many_neurons_as_vectors_are_missing(samples, bias):
    width = needed_width(samples, bias)
    for less, expected in ((0, [1]), (1, [])):
        if width - less >= 1:
            shape = Architecture((1, width - less, 1), bias)
            assert wide_layers(shape, samples, TANH) == expected


def test_dependent_activations_have_no_rank_however_many_bits():
    flat = [0, 1, 0, 1, 0, 0, 0]  # two equal neurons
    network = Network.from_parameters(Architecture((1, 2, 1)), SIGMOID, flat)
    inputs = tuple((Fraction(x),) for x in (0, 1, 3))
    assert wide_rank(network, inputs, 1, 512) is None
    moved = Network.from_parameters(Architecture((1, 2, 1)), SIGMOID, [0, 1, 0, 2, 0, 0, 0])
    found = wide_rank(moved, inputs, 1, 512)
    assert found.rows == (0, 1, 2)
    assert found.defect < 1


@pytest.mark.parametrize("epsilon", [0, "-1", "-1e-30"])
def test_a_distance_is_positive(epsilon):
    with pytest.raises(InputError) as caught:
        positive_distance(epsilon)
    assert str(caught.value).endswith("admissible: a positive number; repair: write 1e-6, say")


def test_the_words_of_a_path_name_the_layers_that_move():
    shape = Architecture((1, 4, 2, 1))
    network = Network.from_parameters(
        shape, TANH, [k % 5 - 2 for k in range(shape.parameter_count)]
    )
    path = EscapePath(perturbed_start(network, [[0], [1], [2], [4]], "1/10"), [9, -9, 3, 0])
    found = pieces(path)
    assert [(p.layer, p.moves) for p in found] == [(1, False), (2, True), (3, True)]
    assert [p.lemma.split(",")[0] for p in found] == ["constant", "Lemma 17", "Lemmas 18 and 19"]
    assert "lambda = 1 + 2 max|x| / 1" in found[2].formula
    assert "n(t) = z + t (y - z)" in found[2].formula
    assert "w_0(t)" not in found[2].formula  # the centre of tanh's image is 0


def test_a_second_arithmetic_finds_the_same_point():
    network = Network.from_parameters(Architecture((1, 2, 1)), SIGMOID, [0, 1, 1, -2, 0, 1, 3])
    path = EscapePath(perturbed_start(network, [[0], [1], [3]], "1/10"), [2, -1, 5])
    mp = Multiprecision(80)
    balls = path.at("1/3", Balls(512)).weights[1].ravel()
    numbers = path.at("1/3", mp).weights[1].ravel()
    for ball, number in zip(balls, numbers, strict=True):
        assert abs(
            Balls(512).to_rational_midpoint(ball) - mp.to_rational_midpoint(number)
        ) < Fraction(1, 10**60)
