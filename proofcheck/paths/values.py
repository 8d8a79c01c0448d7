"""Neuron values layer by layer, without derivatives: what a path needs at every point."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from proofcheck.arithmetic import Arithmetic, Array
from proofcheck.networks import Activation

Values = list[Array]


def with_constant(rows: Array, bias: bool, arithmetic: Arithmetic) -> Array:
    """Return the values (n, N) with a row of ones in front, if there are biases.

    >>> from proofcheck.arithmetic import Rationals
    >>> q = Rationals()
    >>> with_constant(q.array([[5, 7]]), True, q)
    array([[1, 1],
           [5, 7]], dtype=object)
    """
    return np.concatenate([arithmetic.ones((1, rows.shape[1])), rows]) if bias else rows


def layer_values(
    weights: Sequence[Array],
    sources: Array,
    activation: Activation,
    bias: bool,
    arithmetic: Arithmetic,
) -> tuple[Values, Values]:
    """Return preactivations and activations (n_l, N) of successive layers.

    Args:
        weights: one matrix per layer, the bias in column 0.
        sources: activations (n, N) below the first of these layers, without the row of ones.
        activation: sigma; it is applied after every layer, also after the last one given.
        bias: whether there are biases.
        arithmetic: where everything is computed, inside `arithmetic.active()`.

    >>> from proofcheck.arithmetic import Rationals
    >>> from proofcheck.networks import polynomial
    >>> q = Rationals()
    >>> layer_values([q.array([[1, 2]])], q.array([[3]]), polynomial((0, 0, 1)), True, q)
    ([array([[7]], dtype=object)], [array([[49]], dtype=object)])
    """
    preactivations, activations = [], []
    for matrix in weights:
        n = arithmetic.matmul(matrix, with_constant(sources, bias, arithmetic))
        sources = activation.value(arithmetic, n)
        preactivations.append(n)
        activations.append(sources)
    return preactivations, activations
