"""Neuron splitting: the map gamma_lambda^r from a network to one with a twin neuron."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from proofcheck.arithmetic import Arithmetic, Array, exact
from proofcheck.networks.architecture import Architecture
from proofcheck.networks.network import Network


def twin_index(architecture: Architecture, layer: int) -> int:
    """Return the number of the twin in the larger network: it is the last neuron of its layer.

    The paper writes -1 (p. 10). `architecture` is that of the smaller network.

    Raises:
        InputError: not a hidden layer.

    >>> twin_index(Architecture((2, 5, 5, 1)), 2)
    6
    """
    architecture.check_hidden(layer, 1)
    return architecture.widths[layer] + 1


def split(network: Network, layer: int, neuron: int, lam: Any) -> Network:
    """Return gamma_lambda^r(network) (p. 10), whose outputs and neuron values are the same.

    The twin, last neuron of `layer`, copies the incoming weights of neuron r; it sends lambda v,
    and r itself keeps (1 - lambda) v. Exactness: exact, for any exact lambda.

    Raises:
        InputError: not a hidden neuron, or lambda not exact.

    >>> from proofcheck.networks import SIGMOID
    >>> small = Network(Architecture((1, 1, 1)), SIGMOID, [[[1, 2]], [[5, 3]]])
    >>> [[str(v) for v in row] for row in split(small, 1, 1, "1/3").weights[1]]
    [['5', '2', '1']]
    """
    weights = [np.array(layer_weights, dtype=object) for layer_weights in network.weights]
    wide = split_weights(network.architecture, weights, layer, neuron, exact(lam))
    rows = tuple(w.tolist() for w in wide)
    return Network(network.architecture.widened(layer), network.activation, rows)


def split_many(network: Network, layer: int, neuron: int, lam: Any, times: int) -> Network:
    """Return the network split `times` times at the same neuron with the same lambda.

    Exactness: exact. The twins are the last `times` neurons of the layer, in order.

    Raises:
        InputError: not a hidden neuron, or lambda not exact.

    >>> from proofcheck.networks import SIGMOID
    >>> small = Network(Architecture((1, 1, 1)), SIGMOID, [[[1, 2]], [[5, 8]]])
    >>> [str(v) for v in split_many(small, 1, 1, "1/2", 2).weights[1][0]]
    ['5', '2', '4', '2']
    """
    for _ in range(times):
        network = split(network, layer, neuron, lam)
    return network


def split_weights(
    architecture: Architecture, weights: Sequence[Array], layer: int, neuron: int, lam: Any
) -> tuple[Array, ...]:
    """Return gamma_lambda^r of weight arrays (one per layer, column 0 the bias) of any arithmetic.

    `lam` is a scalar of that arithmetic; enclosed arguments give enclosed results (inside
    `arithmetic.active()`).

    Raises:
        InputError: not a hidden neuron.

    >>> layers = np.array([[1, 2]], dtype=object), np.array([[5, 3]], dtype=object)
    >>> split_weights(Architecture((1, 1, 1)), layers, 1, 1, 2)
    (array([[1, 2],
           [1, 2]], dtype=object), array([[5, -3, 6]], dtype=object))
    """
    architecture.check_hidden(layer, neuron)
    incoming, outgoing = weights[layer - 1], weights[layer]
    column = neuron if architecture.bias else neuron - 1
    twin = outgoing[:, column : column + 1] * lam
    kept = outgoing.copy()
    kept[:, column] = outgoing[:, column] * (1 - lam)
    wide = list(weights)
    wide[layer - 1] = np.concatenate([incoming, incoming[neuron - 1 : neuron]])
    wide[layer] = np.concatenate([kept, twin], axis=1)
    return tuple(wide)


def split_arrays(
    architecture: Architecture,
    weights: Sequence[Array],
    layer: int,
    neuron: int,
    lam: Any,
    arithmetic: Arithmetic,
) -> tuple[Array, ...]:
    """Return `split_weights` at the working precision, for an exact lambda.

    Raises:
        InputError: not a hidden neuron, or lambda not exact.

    >>> from proofcheck.arithmetic import Rationals
    >>> q = Rationals()
    >>> layers = q.array([[1, 2]]), q.array([[5, 3]])
    >>> split_arrays(Architecture((1, 1, 1)), layers, 1, 1, "1/3", q)[1]
    array([[5, 2, 1]], dtype=object)
    """
    with arithmetic.active():
        return split_weights(architecture, weights, layer, neuron, arithmetic.number(lam))
