"""Which architectures and inputs the construction accepts, and why not the others."""

from fractions import Fraction
from random import Random

import pytest
from flint import fmpq, fmpq_mat

from campaigns.escape_paths import samples, start_of
from proofcheck.core import InputError
from proofcheck.networks import SIGMOID, TANH, Activation, Architecture, polynomial
from proofcheck.paths import (
    activation_vectors,
    check_inputs,
    needed_width,
    perturbed_start,
    reference_point,
    wide_layer,
    wide_layers,
    wide_rank,
)

ACCEPTED = [
    ("2-25-10-5-1", True, SIGMOID, 25, [1]),
    ("2-25-10-5-1", True, SIGMOID, 26, [1]),
    ("2-25-10-5-1", False, TANH, 25, [1]),
    ("2-9-3-12-7-7-1", True, SIGMOID, 10, [3]),
    ("2-9-12-12-7-1", True, SIGMOID, 10, [1, 2, 3]),
    ("3-40-1", False, SIGMOID, 40, [1]),
    ("2-9-12-1", False, SIGMOID, 9, [2]),
    ("2-9-12-1", False, TANH, 9, [1, 2]),
    ("1-1-1", True, SIGMOID, 1, [1]),
    ("1-1-1", True, SIGMOID, 2, [1]),
]


@pytest.mark.parametrize(("label", "bias", "activation", "count", "layers"), ACCEPTED)
def test_wide_layers(label, bias, activation, count, layers):
    architecture = Architecture.parse(label, bias)
    assert wide_layers(architecture, count, activation) == layers
    assert wide_layer(architecture, count, activation) == layers[-1]
    assert wide_layer(architecture, count, activation, layers[0]) == layers[0]


REFUSED = [
    ("2-25-10-5-1", True, SIGMOID, 27, None, "wide layer"),
    ("2-25-10-5-1", False, TANH, 26, None, "wide layer"),
    ("2-25-10-5-1", True, SIGMOID, 25, 2, "wide layer"),
    ("2-25-3-4-1", True, SIGMOID, 25, None, "non-increasing widths"),
    ("2-25-3-2-3-1", True, TANH, 25, 1, "non-increasing widths"),
    ("2-25-25-2-3-1", True, TANH, 25, None, "non-increasing widths"),
    ("2-25-10-1", False, SIGMOID, 25, None, "biases"),
    ("2-25-25-1", False, SIGMOID, 25, 1, "biases"),
    ("2-25-10-1", True, polynomial((0, 1)), 25, None, "activation in class A"),
]


@pytest.mark.parametrize(("label", "bias", "activation", "count", "layer", "name"), REFUSED)
def test_a_violated_hypothesis_is_named(label, bias, activation, count, layer, name):
    with pytest.raises(InputError, match=f"^hypothesis {name}"):
        wide_layer(Architecture.parse(label, bias), count, activation, layer)


@pytest.mark.parametrize("layer", [0, 3, 7, -1])
def test_a_layer_that_is_not_hidden(layer):
    with pytest.raises(InputError, match=r"^hidden layer"):
        wide_layer(Architecture((2, 9, 9, 1)), 5, TANH, layer)


def test_reference_points():
    lopsided = Activation("lopsided", *[TANH.value] * 3, TANH.inverse, ("-1", "3"))
    assert reference_point(lopsided, True) == (1, 2)
    assert reference_point(lopsided, False) == (0, 1)
    assert reference_point(SIGMOID, True) == (Fraction(1, 2), Fraction(1, 2))
    with pytest.raises(InputError, match=r"^hypothesis biases"):
        reference_point(SIGMOID, False)


def test_an_image_without_an_inverse_is_not_enough():
    with pytest.raises(InputError, match=r"^hypothesis activation in class A"):
        reference_point(Activation("no inverse", *[TANH.value] * 3, None, ("-1", "1")), True)


def test_the_layer_that_is_too_wide_is_named():
    with pytest.raises(InputError, match="given 4 neurons in layer 4 after 2, wide layer 1"):
        wide_layer(Architecture((2, 25, 3, 2, 4, 1)), 25, SIGMOID)


def test_repeated_inputs_are_refused():
    with pytest.raises(InputError, match=r"^hypothesis distinct inputs: given a repeated input"):
        check_inputs(Architecture((1, 3, 1)), SIGMOID, [(1,), (2,), (1,)], 1)


PAIRS = [(Fraction(x),) for x in (-2, -1, 1, 2)]
ZERO = [(Fraction(0),)]


@pytest.mark.parametrize(
    ("activation", "inputs", "layer", "allowed"),
    [
        (TANH, PAIRS[2:], 1, True),
        (TANH, PAIRS[1:], 1, False),
        (TANH, ZERO + PAIRS[2:], 1, False),
        (TANH, PAIRS[1:], 2, False),
        (SIGMOID, PAIRS[1:], 1, True),
        (SIGMOID, ZERO + PAIRS[2:], 1, True),
        (SIGMOID, PAIRS, 1, False),
        (SIGMOID, ZERO + PAIRS[1:], 1, False),
        (SIGMOID, ZERO + PAIRS, 2, True),
    ],
)
def test_without_biases_the_sign_of_inputs_matters(activation, inputs, layer, allowed):
    """What is refused has dependent vectors at all parameters, what is allowed independent ones."""
    architecture = Architecture((1, 7, 7, 1), bias=False)
    network = start_of(architecture.widths, activation, "random", bias=False)
    if allowed:
        check_inputs(architecture, activation, inputs, layer)
    else:
        with pytest.raises(InputError, match=r"^hypothesis distinct inputs"):
            check_inputs(architecture, activation, inputs, layer)
    rank = wide_rank(network, tuple(map(tuple, inputs)), layer, 2048)
    assert (rank is not None) == allowed


def test_with_biases_the_sign_does_not_matter():
    network = start_of((1, 4, 1), TANH, "random")
    assert perturbed_start(network, ZERO + PAIRS, "1e-6").rank.rows == (0, 1, 2, 3, 4)


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("count", [2, 3, 5])
def test_the_needed_width_is_enough_and_necessary(bias, count):
    inputs, _ = samples(2, count)
    width = needed_width(count, bias)
    network = start_of((2, width, 1), SIGMOID, "zero", bias)
    start = perturbed_start(network, inputs, "1e-3")
    assert len(start.rank.rows) == count
    vectors = activation_vectors(start.network, start.inputs, 1, 256)
    assert len(vectors) == width + bias == count
    with pytest.raises(InputError, match=r"^hypothesis wide layer"):
        wide_layer(start.network.architecture, count + 1, SIGMOID)


def test_a_bottleneck_keeps_outputs_in_a_subspace():
    """Behind n_l = 1 three neurons are functions of one number: layer 3 cannot move freely.

    The preactivations of three neurons above a single one, as a 3 x N matrix, have rank 2 at most
    (with the bias), at all parameters: a change of rank 3 is not reached, whatever the weights.
    """
    drawn = Random(1)
    for _ in range(20):
        below = [[fmpq(1)] * 5, [fmpq(drawn.randint(1, 99), 100) for _ in range(5)]]
        weights = [[fmpq(drawn.randint(-9, 9)) for _ in range(2)] for _ in range(3)]
        rank = (fmpq_mat(weights) * fmpq_mat(below)).rank()
        assert rank <= 2
