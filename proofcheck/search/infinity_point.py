"""Points with infinite biases: every neuron of the last hidden layer is fully active (p. 23).

All biases u_{i,0} of layer L-1 are +infinity, everything else is exact. With rate r (sigmoid 1,
tanh 2), p_i = exp(-r u_{i,0}), e_i = exp(-r u_i.a), a = act(L-2; x), an activation of the layer is
1 - r p e/(1 + p e), so that p_i = 0 is the point itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from proofcheck.arithmetic import Arithmetic, Array
from proofcheck.core.errors import InputError
from proofcheck.networks import Activation, Architecture, Network
from proofcheck.networks.network import Weights

Row = tuple[Fraction, ...]
RATES = {"sigmoid": 1, "tanh": 2}
"""Activations 1 - r/(1 + exp(r n)), by name, with their rate r; r is the length of the image."""


@dataclass(frozen=True)
class PointAtInfinity:
    """A point of the extended parameter space, on exact data.

    Attributes:
        architecture: widths n_0, ..., n_L; hidden neurons have biases.
        activation: sigmoid or tanh.
        inputs, labels: the data, shapes (N, n_0) and (N,).
        earlier: the weights of layers 1, ..., L-2, biases in column 0.
        incoming: u_{i,k}, k >= 1, of layer L-1, shape (n_{L-1}, n_{L-2}).
        outgoing: v_1, ..., v_{n_{L-1}}.
        output_bias: v_0, or None if the output has none (as in the printed proof, p. 24).
    """

    architecture: Architecture
    activation: Activation
    inputs: tuple[Row, ...]
    labels: Row
    earlier: Weights
    incoming: tuple[Row, ...]
    outgoing: Row
    output_bias: Fraction | None

    @property
    def rate(self) -> int:
        """The rate r of the activation."""
        return rate_of(self.activation)

    @cached_property
    def mean(self) -> Fraction:
        """The mean c of the labels, the best constant (p. 23)."""
        return sum(self.labels, Fraction(0)) / len(self.labels)

    @cached_property
    def deviations(self) -> Row:
        """The deviations d_alpha = c - y_alpha; they add up to 0."""
        return tuple(self.mean - y for y in self.labels)

    @cached_property
    def value(self) -> Fraction:
        """The constant that the network computes here: v_0 + sum v_i (act = 1)."""
        return sum(self.outgoing, self.output_bias or Fraction(0))

    @cached_property
    def loss(self) -> Fraction:
        """The loss here, the limit for biases to infinity."""
        return sum(((self.value - y) ** 2 for y in self.labels), Fraction(0))

    def network(self, biases: Sequence[Fraction]) -> Network:
        """Return the network with finite biases u_{i,0} instead."""
        last = tuple((b, *row) for b, row in zip(biases, self.incoming, strict=True))
        output = ((self.output_bias or Fraction(0), *self.outgoing),)
        return Network(self.architecture, self.activation, (*self.earlier, last, output))

    def with_outgoing(self, outgoing: Sequence[Fraction]) -> PointAtInfinity:
        """Return the point with other outgoing weights; the output bias, if any, keeps `value`."""
        bias = None if self.output_bias is None else self.value - sum(outgoing)
        return replace(self, outgoing=tuple(outgoing), output_bias=bias)

    def to_json(self) -> dict[str, Any]:
        """Return the point with exact values."""
        return {
            "architecture": self.architecture.label(),
            "activation": self.activation.name,
            "inputs": [[str(x) for x in row] for row in self.inputs],
            "labels": [str(y) for y in self.labels],
            "earlier": [[[str(w) for w in row] for row in layer] for layer in self.earlier],
            "incoming": [[str(u) for u in row] for row in self.incoming],
            "outgoing": [str(v) for v in self.outgoing],
            "output bias": None if self.output_bias is None else str(self.output_bias),
        }


def rate_of(activation: Activation) -> int:
    """Return the rate r of sigmoid or tanh.

    Raises:
        InputError: another activation.
    """
    if activation.name not in RATES:
        raise InputError(
            "activation of a minimum at infinity",
            given=activation.name,
            admissible="sigmoid or tanh: act = 1 - r/(1 + exp(r n))",
            repair="take one of the two",
        )
    return RATES[activation.name]


def activations_below(
    activation: Activation,
    earlier: Sequence[Array],
    inputs: Array,
    arithmetic: Arithmetic,
) -> Array:
    """Return act(L-2, k; x_alpha), k >= 1, shape (n_{L-2}, N); the inputs if L = 2."""
    rows = inputs.T
    ones = arithmetic.ones((1, rows.shape[1]))
    with arithmetic.active():
        for weights in earlier:
            rows = activation.value(
                arithmetic, arithmetic.matmul(weights, np.concatenate([ones, rows]))
            )
    return rows


def inverse_factors(incoming: Array, below: Array, rate: int, arithmetic: Arithmetic) -> Array:
    """Return 1/e = exp(r u_i.a_alpha), shape (n_{L-1}, N)."""
    with arithmetic.active():
        return np.asarray(arithmetic.exp(arithmetic.matmul(incoming, below) * rate), dtype=object)
