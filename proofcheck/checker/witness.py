"""Readers of the fields of a witness: types, sizes and limits."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from flint import fmpq

from proofcheck.checker.fields import (
    MOST_PARAMETERS,
    MOST_WIDTH,
    Matrix,
    Network,
    Place,
    Vector,
    integer_of,
    items_of,
    malformed,
    network_of,
    neuron_of,
    number_of,
    numbers_of,
)


def read_direction(value: Any, network: Network, where: str) -> dict[Place, fmpq]:
    """Read [[layer, neuron, source, value], ...]; source 0 is the bias."""
    direction = {}
    for entry in items_of(value, where):
        *place, component = items_of(entry, where, 4, 4)
        direction[read_place(place, network, where)] = number_of(component, where)
    if len(direction) < len(value) or not any(x != 0 for x in direction.values()):
        raise malformed(where, "a repeated place, or zero", "each place once, not all 0")
    return direction


def read_place(value: Any, network: Network, where: str) -> Place:
    """Read [layer, neuron, source]; source 0 is the bias."""
    layer, neuron, source = items_of(value, where, 3, 3)
    layer = integer_of(layer, where, 1, len(network.layers))
    neuron = integer_of(neuron, where, 1, network.widths[layer])
    return layer, neuron, integer_of(source, where, 1 - network.bias, network.widths[layer - 1])


def read_pair(value: Any, network: Network, where: str) -> tuple[int, int]:
    """Read [layer, neuron] of a hidden layer."""
    return neuron_of(value, network, where)


def read_count(value: Any, _network: Network, where: str) -> int:
    """Read a positive integer."""
    return integer_of(value, where, 1, MOST_PARAMETERS)


def read_vector(value: Any, _network: Network, where: str) -> Vector:
    """Read a list of exact numbers."""
    return [number_of(x, where) for x in items_of(value, where)]


def read_vectors(value: Any, network: Network, where: str) -> Matrix:
    """Read at most two lists of exact numbers."""
    return [read_vector(x, network, where) for x in items_of(value, where, 0, 2)]


def read_interval(value: Any, _network: Network, where: str) -> Vector:
    """Read [low, high], 0 <= low < high."""
    low, high = numbers_of(value, where, 2)
    if not 0 <= low < high:
        raise malformed(where, value, "two numbers 0 <= low < high")
    return [low, high]


def read_radius(value: Any, _network: Network, where: str) -> fmpq:
    """Read a radius from 0 to 1; 0 means that labels are planted at the point."""
    radius = number_of(value, where)
    if not 0 <= radius <= 1:
        raise malformed(where, value, "a radius from 0 to 1, 0 for planted labels")
    return radius


def read_sign(value: Any, _network: Network, where: str) -> str:
    """Read the sign of B."""
    if value not in ("positive-definite", "negative-definite", "indefinite"):
        raise malformed(where, value, "positive-definite, negative-definite or indefinite")
    return str(value)


def read_vanishing(value: Any, _network: Network, where: str) -> str:
    """Read whether D vanishes."""
    if value not in ("zero", "nonzero"):
        raise malformed(where, value, "zero or nonzero")
    return str(value)


def read_better(value: Any, _network: Network, where: str) -> Any:
    """Read a network, or "teacher"."""
    return value if value == "teacher" else network_of(value, where)


def read_wide(value: Any, network: Network, where: str) -> tuple[int, ...]:
    """Read the widths of the hidden layers."""
    hidden = len(network.layers) - 1
    found = items_of(value, where, hidden, hidden)
    return tuple(integer_of(n, where, 1, MOST_WIDTH) for n in found)


def read_other(value: Any, network: Network, where: str) -> Network:
    """Read a network of the same architecture."""
    other = network_of(value, where)
    if (other.widths, other.activation, other.bias) != (
        network.widths,
        network.activation,
        network.bias,
    ):
        raise malformed(where, other.words(), network.words())
    return other


def read_statement(value: Any, _network: Network, where: str) -> str:
    """Read the id of the statement that is refuted."""
    if value != "theorem-9":
        raise malformed(where, value, "theorem-9")
    return str(value)


def read_between(value: Any, _network: Network, where: str) -> Vector:
    """Read at most 20 numbers between 0 and 1, in increasing order."""
    found = [number_of(x, where) for x in items_of(value, where, 1, 20)]
    if not all(0 < x < 1 for x in found) or any(x >= y for x, y in pairwise(found)):
        raise malformed(where, value, "numbers between 0 and 1, in increasing order")
    return found
