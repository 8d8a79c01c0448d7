"""The start of a path: near enough, exactly; of full rank, by another arithmetic too."""

from fractions import Fraction

import mpmath
import pytest

from campaigns.escape_paths import KINDS, samples, start_of
from proofcheck.arithmetic import Multiprecision
from proofcheck.core import InputError, PrecisionError
from proofcheck.networks import SIGMOID, TANH, forward_pass
from proofcheck.paths import is_regular, perturbed_start

SHAPES = [((1, 4, 1), SIGMOID, 5), ((2, 5, 4, 2, 1), TANH, 6), ((2, 2, 6, 3, 1), SIGMOID, 6)]


@pytest.mark.parametrize("epsilon", ["1", "1e-6", "1e-9", "1/300000000000"])
@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("widths", "activation", "count"), SHAPES)
def test_a_start_is_near_and_has_the_ranks(widths, activation, count, kind, epsilon):
    network = start_of(widths, activation, kind)
    start = perturbed_start(network, samples(widths[0], count)[0], epsilon)
    pairs = list(zip(start.network.parameters, network.parameters, strict=True))
    assert sum((x - y) ** 2 for x, y in pairs) == start.distance_squared < Fraction(epsilon) ** 2
    assert (start.network == network) == (start.changed == ())
    for layer, columns in start.columns.items():
        rows = [row[1:] for row in start.network.weights[layer - 1]]
        assert is_regular(rows, [c - 1 for c in columns])
    assert_rank_by_mpmath(start)


def assert_rank_by_mpmath(start):
    """The determinant of the chosen vectors is far above the rounding at 600 digits."""
    mp = Multiprecision(600)
    vectors = forward_pass(start.network, start.inputs, mp).activations[start.layer]
    chosen = mp.context.matrix(vectors[list(start.rank.rows)].tolist())
    assert abs(mp.context.det(chosen)) > mpmath.mpf(10) ** -500


def test_a_start_that_is_good_is_kept():
    network = start_of((2, 8, 5, 3, 1), SIGMOID, "random")
    start = perturbed_start(network, samples(2, 8)[0], "1e-6")
    assert (start.network, start.changed, start.distance_squared) == (network, (), 0)


def test_only_what_has_to_move_is_moved():
    network = start_of((2, 8, 5, 3, 1), SIGMOID, "random")
    flat = list(network.parameters)
    for place in network.architecture.incoming(3, 1):
        flat[place] = Fraction(0)
    spoilt = type(network).from_parameters(network.architecture, SIGMOID, flat)
    start = perturbed_start(spoilt, samples(2, 8)[0], "1e-6")
    assert start.changed == (3,)
    assert start.network.weights[:2] == spoilt.weights[:2]
    assert start.network.weights[3] == spoilt.weights[3]
    assert [row[0] for row in start.network.weights[2]] == [row[0] for row in spoilt.weights[2]]


def test_seeds():
    network, (inputs, _) = start_of((2, 6, 1), TANH, "zero"), samples(2, 6)
    first, again, other = (perturbed_start(network, inputs, "1e-6", seed) for seed in (1, 1, 2))
    assert first == again
    assert first.network != other.network


def test_the_way_to_the_start():
    network, (inputs, _) = start_of((2, 6, 1), TANH, "zero"), samples(2, 6)
    start = perturbed_start(network, inputs, "1e-6")
    assert start.towards(0) == network
    assert start.towards(1) == start.network
    half = [x / 2 for x in start.network.parameters]
    assert list(start.towards("1/2").parameters) == half


def test_too_little_precision_is_no_rank():
    network, (inputs, _) = start_of((1, 12, 1), SIGMOID, "zero"), samples(1, 12)
    with pytest.raises(PrecisionError, match="not proved at 128 bits"):
        perturbed_start(network, inputs, "1e-9", most_bits=128)
    assert perturbed_start(network, inputs, "1e-9").rank.bits > 128


@pytest.mark.parametrize("epsilon", [0, -1, "-1e-6", 0.1, "x", "nan"])
def test_bad_epsilon(epsilon):
    with pytest.raises(InputError):
        perturbed_start(start_of((1, 2, 1), TANH, "zero"), [[1], [2]], epsilon)


def test_repeated_inputs_and_wrong_shapes():
    network = start_of((1, 3, 1), TANH, "random")
    with pytest.raises(InputError, match=r"^hypothesis distinct inputs"):
        perturbed_start(network, [[1], [1]], 1)
    with pytest.raises(InputError, match=r"^inputs"):
        perturbed_start(network, [[1, 2]], 1)
