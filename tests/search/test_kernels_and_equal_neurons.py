"""Planted kernels, idle neurons and equal layers, against losses that are multiplied out."""

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
import sympy
from exact_taylor import variable
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.arithmetic import Rationals
from proofcheck.core import InputError, Verdict
from proofcheck.networks import (
    SIGMOID,
    Architecture,
    Network,
    forward_pass,
    gradient_functionals,
    labels_of,
    plant,
    polynomial,
    split,
)
from proofcheck.search.equal_layer_matrices import B_of_equal_neurons, constant, diagonal, repeated
from proofcheck.search.kernel_planting import check_kernel, kernel_direction, kernel_functionals
from proofcheck.search.repeated_vectors import equal_pairs
from proofcheck.search.semidefinite import semidefinite_inference
from proofcheck.search.zero_loss import padded, spans_samples

Q = Rationals()
COEFFICIENTS = (1, "1/2", "1/3", "-1/5", "1/7", "2/3", "1/11")
SEXTIC = polynomial(COEFFICIENTS)
NUMBERS = st.fractions(-3, 3, max_denominator=4)
INPUTS = [[Fraction(k, 3)] for k in range(-5, 6)]


def sigma(z):
    total = 0
    for c in reversed(COEFFICIENTS):
        total = total * z + fmpq(Fraction(c).numerator, Fraction(c).denominator)
    return total


def written_out(architecture, weights, x):
    """The output, from a flat list of anything, neuron by neuron."""
    numbers, values = iter(weights), list(x)
    for layer in range(1, architecture.depth + 1):
        sums = []
        for _ in range(architecture.widths[layer]):
            total = next(numbers) if architecture.bias else 0
            sums.append(sum((next(numbers) * v for v in values), total))
        values = sums if layer == architecture.depth else [sigma(n) for n in sums]
    return values[0]


def planted(architecture, flat, hidden=None):
    """Values and an exact residual of a critical point; H d = 0 where `hidden` is given."""
    network = Network.from_parameters(architecture, SEXTIC, flat)
    values = forward_pass(network, INPUTS, Q)
    rows, right = [gradient_functionals(values)], [Q.zeros(architecture.parameter_count)]
    if hidden is not None:
        more, wanted = kernel_functionals(values, [hidden])
        rows.append(more)
        right.append(wanted)
    rows, right = np.concatenate(rows), np.concatenate(right)
    return values, plant(rows, right, [1] * len(INPUTS), Q)


def expanded_loss(architecture, flat, labels):
    """The loss at w + t, multiplied out to order 2 in t."""
    numbers = enumerate(map(Fraction, flat))
    w = [variable(k, fmpq(x.numerator, x.denominator), 2) for k, x in numbers]
    rows = [[fmpq(x.numerator, x.denominator) for x in row] for row in INPUTS]
    errors = [written_out(architecture, w, x) - y for x, y in zip(rows, labels, strict=True)]
    return sum((e * e for e in errors), 0)


SMALL = [
    (Architecture((1, 1, 1), bias=False), ["1/2", 2], [1]),
    (Architecture((1, 1, 1)), ["1/3", "1/2", 1, 2], [1, "-1/2"]),
    (Architecture((1, 2, 1), bias=False), ["1/2", "-1/3", 1, 2], [1, -1]),
]


def slopes_and_image(architecture, flat, hidden, kernel):
    """Gradient and H d of the multiplied-out loss."""
    values, r = planted(architecture, flat, hidden if kernel else None)
    d, loss = (
        kernel_direction(values, hidden),
        expanded_loss(architecture, flat, labels_of(values, r)),
    )
    places = range(architecture.parameter_count)
    assert any(x != 0 for x in r)
    image = [sum((loss.d(i, k) * d[k] for k in places), fmpq(0)) for i in places]
    return [loss.d(i) for i in places], image, d


@pytest.mark.parametrize(("architecture", "flat", "hidden"), SMALL, ids=["no bias", "bias", "two"])
def test_the_planted_kernel_is_one_of_the_multiplied_out_loss(architecture, flat, hidden):
    hidden = [Fraction(x) for x in hidden]
    slope, image, d = slopes_and_image(architecture, flat, hidden, kernel=True)
    assert not any(x != 0 for x in slope)
    assert not any(x != 0 for x in image)
    assert [Fraction(int(x.p), int(x.q)) for x in d[: len(hidden)]] == hidden


@pytest.mark.parametrize(("architecture", "flat", "hidden"), SMALL[1:], ids=["bias", "two"])
def test_without_the_kernel_conditions_the_direction_is_no_kernel(architecture, flat, hidden):
    hidden = [Fraction(x) for x in hidden]
    slope, image, _ = slopes_and_image(architecture, flat, hidden, kernel=False)
    assert not any(x != 0 for x in slope)
    assert any(x != 0 for x in image)


@pytest.mark.parametrize(
    ("widths", "hidden", "given_"),
    [
        ((1, 2, 1), [1, 0, 0, 0], "1, 0, 0, 0"),
        ((1, 2, 1), [1, 1], "1, 1"),
        ((1, 1, 1, 1), [1, 1], "1, 1"),
    ],
)
def test_a_direction_that_leaves_a_neuron_still_is_refused(widths, hidden, given_):
    with pytest.raises(InputError) as caught:
        check_kernel(Architecture(widths), [[Fraction(x) for x in hidden]])
    assert caught.value.given == given_
    assert caught.value.repair.startswith("give every hidden neuron a weight that moves")


FLAT = st.lists(NUMBERS, min_size=12, max_size=12)


@given(
    FLAT, st.tuples(st.integers(0, 2), st.integers(0, 2)), st.lists(NUMBERS, min_size=2, max_size=2)
)
@settings(max_examples=15)
def test_idle_neurons_that_send_nothing_change_no_output(flat, more, x):
    small = Network.from_parameters(Architecture((2, 1, 2, 1)), SEXTIC, flat[:10])
    wide = padded(small, (1 + more[0], 2 + more[1]), Fraction(0))
    assert wide.architecture.widths == (2, 1 + more[0], 2 + more[1], 1)
    outputs = [forward_pass(n, [x], Q).outputs[0] for n in (small, wide)]
    assert outputs[0] == outputs[1]


@given(FLAT, NUMBERS)
@settings(max_examples=15)
def test_a_neuron_that_sends_something_is_seen(flat, idle):
    small = Network.from_parameters(Architecture((1, 1, 1)), SEXTIC, flat[:4])
    wide = padded(small, (2,), idle)
    before, after = (forward_pass(n, [[1]], Q).outputs[0] for n in (small, wide))
    sent = forward_pass(small, [[1]], Q).activations[1][-1, 0] * Q.number(idle)
    assert after - before == sent


def test_layers_cannot_be_padded_to_fewer_neurons():
    small = Network.from_parameters(Architecture((1, 2, 1)), SEXTIC, range(7))
    with pytest.raises(InputError) as caught:
        padded(small, (1,), Fraction(0))
    assert (caught.value.given, caught.value.admissible) == ("1-1-1", "at least those of 1-2-1")


@pytest.mark.parametrize(
    ("width", "inputs", "verdict"),
    [
        (3, [[0], [1], [2]], Verdict.HOLDS),
        (2, [[0], [1], [2]], Verdict.HOLDS),  # the constant 1 of the bias is the third
        (1, [[0], [1], [2]], Verdict.REFUTED),
        (3, [[0], [1], [1]], Verdict.UNDECIDED),  # a repeated input: rank 2 is never called 3
    ],
)
def test_the_samples_are_spanned_or_not(width, inputs, verdict):
    shape = Architecture((1, width, 1))
    outcome = spans_samples(shape, SIGMOID, inputs, seed=0, digits=30)
    assert outcome.verdict is verdict


@given(st.lists(st.sampled_from([(0, 1), (1, 1), (2, 3)]), min_size=1, max_size=5))
def test_every_pair_of_equal_vectors_is_found(rows):
    network = Network(Architecture((1, len(rows), 1)), SIGMOID, (rows, ((0,) * (len(rows) + 1),)))
    expected = [(a + 1, b + 1) for a, b in combinations(range(len(rows)), 2) if rows[a] == rows[b]]
    assert equal_pairs(network, 1) == expected


@given(st.integers(1, 3), st.fractions(-2, 2, max_denominator=5))
def test_a_split_repeats_the_vector_of_the_twin_and_no_other(neuron, lam):
    small = Network.from_parameters(Architecture((1, 3, 1)), SIGMOID, range(10))
    assert equal_pairs(split(small, 1, neuron, lam), 1) == [(neuron, 4)]


B = np.array([["b", "a"], ["a", "c"]], dtype=object)


def test_B_above_equal_neurons_by_hand():
    assert repeated(B, True, 2).tolist() == [["b", "a", "a"], ["a", "c", "c"], ["a", "c", "c"]]
    assert constant(B, True, 2).tolist() == [["c", "c"], ["c", "c"]]
    assert repeated(np.array([["c"]], dtype=object), False, 3).tolist() == [["c"] * 3] * 3


def test_B_of_one_sample_has_the_repeated_form_and_no_other():
    assert not any(sympy.expand(x) for x in B_of_equal_neurons({"form": "repeated"}).values())
    wrong = B_of_equal_neurons({"form": "diagonal"})
    assert {name for name, x in wrong.items() if sympy.expand(x) != 0} == {
        f"entry ({i}, {j})" for i in range(3) for j in range(3) if i != j
    }
    assert "number of rows" in B_of_equal_neurons({"form": "constant"})


def test_the_diagonal_form_keeps_the_diagonal():
    shown = diagonal(np.array([[5, 2], [2, 3]], dtype=object), True, 2)
    assert shown.tolist() == [[5, 0, 0], [0, 3, 0], [0, 0, 3]]


@pytest.mark.parametrize("coefficient", ["1", "1/7", "-2", "100"])
def test_semidefinite_with_constant_loss_along_the_kernel_is_no_minimum(coefficient):
    outcome = semidefinite_inference(None, Fraction(coefficient))
    assert outcome.verdict is Verdict.REFUTED
    x, y = sympy.symbols("x y")
    f = sympy.sympify(outcome.witness["function"])
    at = {x: sympy.Rational(1, 50), y: sympy.Rational(coefficient) / 5000}
    assert f.subs(at) < 0 == f.subs({x: 0, y: 0})


def test_the_inference_is_true_of_a_parabola():
    assert semidefinite_inference(None, Fraction(0)).verdict is Verdict.HOLDS
