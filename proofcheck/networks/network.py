"""A network: architecture, activation and exact weights."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from proofcheck.arithmetic import Arithmetic, Array, exact
from proofcheck.core.errors import InputError
from proofcheck.networks.activation import Activation
from proofcheck.networks.architecture import Architecture

Weights = tuple[tuple[tuple[Fraction, ...], ...], ...]


@dataclass(frozen=True)
class Network:
    """A network with exact weights (section 3, p. 5).

    `weights` has L entries; entry l-1 is layer l, of shape (n_l, n_{l-1} + 1) with the bias in
    column 0, or (n_l, n_{l-1}) without biases. Exactness: exact.

    Raises:
        InputError: a weight that is not exact, a shape that does not fit, or another type.

    >>> from proofcheck.networks.activation import SIGMOID
    >>> Network(Architecture((1, 1, 1)), SIGMOID, [[[0, "1/2"]], [[1, 2]]]).parameters
    (Fraction(0, 1), Fraction(1, 2), Fraction(1, 1), Fraction(2, 1))
    """

    architecture: Architecture
    activation: Activation
    weights: Weights

    def __post_init__(self) -> None:
        if not isinstance(self.architecture, Architecture):
            repair = "Architecture((2, 3, 1))"
            raise _of_another_type("architecture", self.architecture, "Architecture", repair)
        if not isinstance(self.activation, Activation):
            raise _of_another_type("activation", self.activation, "Activation", "SIGMOID or TANH")
        object.__setattr__(self, "weights", _checked_weights(self.architecture, self.weights))

    @classmethod
    def from_parameters(
        cls, architecture: Architecture, activation: Activation, flat: Sequence[Any]
    ) -> Network:
        """Return the network of a flat parameter vector of length M.

        Raises:
            InputError: a wrong length, no sequence, or a value that is not exact.
        """
        if isinstance(flat, str | bytes) or not isinstance(flat, Sequence | np.ndarray):
            raise _of_another_type("parameters", flat, "a sequence", "one list of exact numbers")
        values = np.empty(len(flat), dtype=object)
        values[:] = [exact(value) for value in flat]
        rows = (layer.tolist() for layer in unflatten(architecture, values))
        return cls(architecture, activation, tuple(rows))

    @cached_property
    def parameters(self) -> tuple[Fraction, ...]:
        """The flat parameter vector w, ordered by layer, neuron, then bias before weights."""
        return tuple(w for layer in self.weights for row in layer for w in row)

    def arrays(self, arithmetic: Arithmetic) -> tuple[Array, ...]:
        """Return the weights as arrays of an arithmetic, one per layer."""
        return unflatten(self.architecture, arithmetic.array(self.parameters))


def unflatten(architecture: Architecture, flat: Array) -> tuple[Array, ...]:
    """Return the weight matrices, one per layer, of a flat parameter array of any arithmetic.

    Shapes: (M,) to L matrices (n_l, n_{l-1} + 1), column 0 the bias (n_{l-1} without biases).

    Raises:
        InputError: a wrong length.

    >>> [layer.tolist() for layer in unflatten(Architecture((1, 1, 1)), np.array([0, 1, 2, 3]))]
    [[[0, 1]], [[2, 3]]]
    """
    if len(flat) != architecture.parameter_count:
        raise InputError(
            f"parameters of {architecture.label()}",
            given=f"{len(flat)} numbers",
            admissible=f"{architecture.parameter_count} numbers",
            repair="give them by layer, neuron, then bias before weights",
        )
    layers = range(1, architecture.depth + 1)
    return tuple(
        flat[architecture.layer_slice(layer)].reshape(architecture.widths[layer], -1)
        for layer in layers
    )


def flatten(weights: Sequence[Array]) -> Array:
    """Return the flat parameter array (M,) of weight matrices, one per layer.

    >>> flatten([np.array([[0, 1]]), np.array([[2, 3]])]).tolist()
    [0, 1, 2, 3]
    """
    return np.concatenate([np.ravel(layer) for layer in weights])


def _checked_weights(architecture: Architecture, weights: Any) -> Weights:
    shapes = [
        (architecture.widths[layer], architecture.sources(layer))
        for layer in range(1, architecture.depth + 1)
    ]
    layers = _items(weights, len(shapes), "layers")
    return tuple(
        tuple(_row(row, sources, number) for row in _items(layer, width, f"rows of layer {number}"))
        for number, (layer, (width, sources)) in enumerate(zip(layers, shapes, strict=True), 1)
    )


def _of_another_type(what: str, given: Any, admissible: str, repair: str) -> InputError:
    return InputError(
        f"{what} of a network",
        given=type(given).__name__,
        admissible=admissible,
        repair=f"give {repair}",
    )


def _row(row: Any, sources: int, layer: int) -> tuple[Fraction, ...]:
    return tuple(exact(weight) for weight in _items(row, sources, f"row entries in layer {layer}"))


def _items(given: Any, expected: int, what: str) -> list[Any]:
    found = list(given) if isinstance(given, (list, tuple, np.ndarray)) else None
    if found is not None and len(found) == expected:
        return found
    raise InputError(
        f"weights, {what}",
        given=type(given).__name__ if found is None else str(len(found)),
        admissible=f"exactly {expected}",
        repair="layer l has n_l rows of n_{l-1} + 1 entries, the bias first (n_{l-1} without bias)",
    )
