"""The forward pass: neuron values of every layer at every sample, in any arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

import numpy as np

from proofcheck.arithmetic import Arithmetic, Array
from proofcheck.core.errors import InputError
from proofcheck.networks.activation import Activation
from proofcheck.networks.architecture import Architecture
from proofcheck.networks.network import Network

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class ForwardPass:
    """Neuron values of all layers at all N samples. Exactness: that of the arithmetic.

    Lists are indexed by the layer l itself; entries that do not exist are None.

    Attributes:
        weights: entry l-1 is layer l, shape (n_l, n_{l-1} + 1), column 0 the bias.
        preactivations: n(l, k; x_alpha), entry l of shape (n_l, N), l = 1, ..., L.
        activations: act(l, i; x_alpha), entry l of shape (n_l + 1, N), l = 0, ..., L-1; row 0 is
            ones, the bias (without biases: shape (n_l, N)).
        first, second: sigma' and sigma'' at the preactivations of hidden layer l, shape (n_l, N).
        outputs: f(x_alpha), shape (N,).

    >>> from proofcheck.arithmetic import Rationals
    >>> from proofcheck.networks.activation import polynomial
    >>> net = Network(Architecture((1, 1, 1)), polynomial((0, 0, 1)), [[[1, 2]], [[5, "1/3"]]])
    >>> values = forward_pass(net, [[1]], Rationals())
    >>> values.at_layer(1), values.sigma_first(1)
    (array([[3]], dtype=object), array([[6]], dtype=object))
    >>> values.activations[1].T, values.slopes(2)
    (array([[1, 9]], dtype=object), array([[1/3]], dtype=object))
    """

    architecture: Architecture
    activation: Activation
    arithmetic: Arithmetic
    weights: tuple[Array, ...]
    preactivations: tuple[Array | None, ...]
    activations: tuple[Array, ...]
    first: tuple[Array | None, ...]
    second: tuple[Array | None, ...]
    outputs: Array

    @property
    def samples(self) -> int:
        """Number of samples N."""
        return len(self.outputs)

    def slopes(self, layer: int) -> Array:
        """Return the weight matrix w^l without its bias column, shape (n_l, n_{l-1})."""
        return self.weights[layer - 1][:, int(self.architecture.bias) :]

    def at_layer(self, layer: int) -> Array:
        """Return the preactivations n(l, k; x_alpha) of layer l, shape (n_l, N)."""
        return _present(self.preactivations, layer)

    def sigma_first(self, layer: int) -> Array:
        """Return sigma' at hidden layer l, shape (n_l, N)."""
        return _present(self.first, layer)

    def sigma_second(self, layer: int) -> Array:
        """Return sigma'' at hidden layer l, shape (n_l, N)."""
        return _present(self.second, layer)


def forward_pass(network: Network, inputs: Any, arithmetic: Arithmetic) -> ForwardPass:
    """Return the neuron values at exact inputs of shape (N, n_0).

    Exactness: that of the arithmetic (balls enclose).

    Raises:
        InputError: inputs of another shape, or not exact.

    >>> from proofcheck.arithmetic import Rationals
    >>> from proofcheck.networks.activation import polynomial
    >>> net = Network(Architecture((1, 1, 1)), polynomial((0, 0, 1)), [[[1, 2]], [[5, "1/3"]]])
    >>> forward_pass(net, [[1], ["1/2"]], Rationals()).outputs
    array([8, 19/3], dtype=object)
    """
    weights = network.arrays(arithmetic)
    return forward(network.architecture, network.activation, weights, inputs, arithmetic)


def forward(
    architecture: Architecture,
    activation: Activation,
    weights: Sequence[Array],
    inputs: Any,
    arithmetic: Arithmetic,
) -> ForwardPass:
    """Return the neuron values at weight arrays of the arithmetic: enclosed or symbolic ones too.

    Args:
        architecture: widths n_0, ..., n_L.
        activation: sigma.
        weights: L arrays, entry l-1 of shape (n_l, n_{l-1} + 1) with the bias in column 0.
        inputs: exact values or scalars of the arithmetic, shape (N, n_0).
        arithmetic: where everything is computed.

    Raises:
        InputError: inputs of another shape.

    >>> from proofcheck.arithmetic import Rationals
    >>> from proofcheck.networks.activation import polynomial
    >>> q = Rationals()
    >>> weights = q.array([[1, 2]]), q.array([[5, "1/3"]])
    >>> forward(Architecture((1, 1, 1)), polynomial((0, 0, 1)), weights, [[1]], q).outputs
    array([8], dtype=object)
    """
    inputs = checked_inputs(architecture, arithmetic.array(inputs))
    with arithmetic.active():
        return _evaluate(architecture, activation, tuple(weights), inputs.T, arithmetic)


def _evaluate(
    architecture: Architecture,
    activation: Activation,
    weights: tuple[Array, ...],
    columns: Array,
    arithmetic: Arithmetic,
) -> ForwardPass:
    activations = [_with_bias(architecture, columns, arithmetic)]
    preactivations: list[Array | None] = [None]
    first: list[Array | None] = [None]
    second: list[Array | None] = [None]
    for layer in range(1, architecture.depth + 1):
        n = arithmetic.matmul(weights[layer - 1], activations[-1])
        preactivations.append(n)
        if layer < architecture.depth:
            activated, slope, curvature = activation.with_derivatives(arithmetic, n)
            first.append(slope)
            second.append(curvature)
            activations.append(_with_bias(architecture, activated, arithmetic))
    return ForwardPass(
        architecture,
        activation,
        arithmetic,
        weights,
        tuple(preactivations),
        tuple(activations),
        tuple(first),
        tuple(second),
        n[0],
    )


def in_working_precision(
    function: Callable[Concatenate[ForwardPass, P], T],
) -> Callable[Concatenate[ForwardPass, P], T]:
    """Return the function of a forward pass, run at the precision of its arithmetic."""

    @wraps(function)
    def wrapped(values: ForwardPass, /, *args: P.args, **kwargs: P.kwargs) -> T:
        with values.arithmetic.active():
            return function(values, *args, **kwargs)

    return wrapped


def checked_inputs(architecture: Architecture, inputs: Array) -> Array:
    """Return the inputs, of shape (N, n_0) with N >= 1.

    Raises:
        InputError: another shape.

    >>> checked_inputs(Architecture((2, 1, 1)), np.zeros((3, 2))).shape
    (3, 2)
    >>> checked_inputs(Architecture((2, 1, 1)), np.zeros((3, 1)))
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.InputError: inputs: given an array of shape (3, 1); ...
    """
    width = architecture.widths[0]
    if inputs.ndim == 2 and inputs.shape[1] == width and len(inputs):
        return inputs
    raise InputError(
        "inputs",
        given=f"an array of shape {inputs.shape}",
        admissible=f"shape (N, {width}) with N >= 1",
        repair=f"give one row of {width} numbers per sample",
    )


def _with_bias(architecture: Architecture, rows: Array, arithmetic: Arithmetic) -> Array:
    if not architecture.bias:
        return rows
    return np.concatenate([arithmetic.ones((1, rows.shape[1])), rows])


def _present(entries: tuple[Array | None, ...], layer: int) -> Array:
    found = entries[layer]
    if found is None:
        raise InputError(
            "hidden layer",
            given=str(layer),
            admissible=f"1 to {len(entries) - 1}",
            repair="hidden layers count from 1",
        )
    return found
