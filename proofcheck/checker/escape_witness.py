"""Readers of the witness of an escape path: sizes and limits; shapes are compared in the proof."""

from __future__ import annotations

from typing import Any

from flint import fmpq

from proofcheck.checker.fields import Network, integer_of, items_of, malformed, number_of

MOST_BITS, MOST_POINTS, MOST_WIDE = 32768, 1000, 200
"""Limits of precision, of points on a path, and of the samples that a path is decided for."""


def read_epsilon(value: Any, _network: Network, where: str) -> fmpq:
    """Read a positive distance."""
    epsilon = number_of(value, where)
    if not epsilon > 0:
        raise malformed(where, value, "a positive number")
    return epsilon


def read_layer(value: Any, network: Network, where: str) -> int:
    """Read the number of a hidden layer."""
    return integer_of(value, where, 1, len(network.layers) - 1)


def read_sources(value: Any, network: Network, where: str) -> list[int]:
    """Read different sources in increasing order; 0 is the constant 1 of the bias."""
    entries = items_of(value, where, 1, MOST_WIDE)
    found = [integer_of(k, where, 1 - network.bias, max(network.widths)) for k in entries]
    if found != sorted(set(found)):
        raise malformed(where, value, "different sources in increasing order")
    return found


def read_columns(value: Any, network: Network, where: str) -> list[list[int]]:
    """Read, per layer after the one that follows the wide layer, neurons of the layer below it."""
    found = [read_sources(row, network, where) for row in items_of(value, where, 0)]
    if any(0 in row for row in found):
        raise malformed(where, value, "neurons, counted from 1")
    return found


def read_bits(value: Any, _network: Network, where: str) -> int:
    """Read the precision to begin with."""
    return integer_of(value, where, 64, MOST_BITS)


def read_points(value: Any, _network: Network, where: str) -> int:
    """Read the number of equal steps from t = 0 to t = 1."""
    return integer_of(value, where, 1, MOST_POINTS)
