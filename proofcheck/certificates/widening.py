"""Larger networks at the same level: repeated splitting, saddles in the critical set, fits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
from flint import arb, fmpq

from proofcheck.certificates.polish import rounded
from proofcheck.checker.fields import Matrix, Network, Place


def split(network: Network, level: int, neuron: int, shares: Sequence[fmpq]) -> Network:
    """Return the network in which the neuron and its new twins send these shares of its weights.

    The first share is the neuron's; the twins are the last neurons of the layer.
    """
    layers = list(network.layers)
    column = neuron - 1 + network.bias
    row = layers[level - 1][neuron - 1]
    layers[level - 1] = [*layers[level - 1], *([row] * (len(shares) - 1))]
    layers[level] = [_shared(row, column, shares) for row in layers[level]]
    return replace(network, layers=tuple(layers))


def _shared(row: Sequence[Any], column: int, shares: Sequence[fmpq]) -> list[Any]:
    kept = [*row[:column], row[column] * shares[0], *row[column + 1 :]]
    return [*kept, *(row[column] * c for c in shares[1:])]


def equal_shares(count: int) -> list[fmpq]:
    """Return equal shares, what lambda = 1/k, ..., 1/2 gives."""
    return [fmpq(1, count)] * count


def widened(network: Network, counts: Mapping[tuple[int, int], int]) -> Network:
    """Return the network with each (layer, neuron) split into so many, in equal shares."""
    for (level, neuron), count in sorted(counts.items()):
        network = split(network, level, neuron, equal_shares(count))
    return network


def saddle_nearby(
    network: Network, level: int, neuron: int, lam: fmpq, twin: int | None = None
) -> Network:
    """Return the network in which neuron and twin share anew, the twin gets lambda of the sum.

    The twin, None: the last neuron of the layer, copies the neuron.
    """
    layers = list(network.layers)
    first, last = (k - 1 + network.bias for k in (neuron, twin or network.widths[level]))
    rows = []
    for row in layers[level]:
        total, new = row[first] + row[last], list(row)
        new[first], new[last] = (1 - lam) * total, lam * total
        rows.append(new)
    layers[level] = rows
    return replace(network, layers=tuple(layers))


def apart(
    network: Network, level: int, neuron: int, lam: fmpq, twin: int | None = None
) -> dict[Place, fmpq]:
    """Return the direction p of Lemma 12 for a neuron and its twin (None: the last neuron).

    It moves all weights from the layer below alike, so that equal neurons below do not cancel.
    """
    width, sources = twin or network.widths[level], range(1, network.widths[level - 1] + 1)
    up = {(level, width, source): 1 - lam for source in sources}
    return {**up, **{(level, neuron, source): -lam for source in sources}}


def fitted(
    widths: Sequence[int], like: Network, inputs: Matrix, labels: Sequence[Any], seed: int = 1
) -> Network:
    """Return a network of these widths that is likely to fit the labels.

    Random weights up to the last of the widest hidden layers, then least squares. Each layer above
    passes the labels on by its first neuron, through the inverse of the activation.
    """
    generator = np.random.default_rng(seed)
    bias = int(like.bias)
    columns = np.array([[float(arb(x)) for x in row] for row in inputs]).T
    hidden = list(widths[1:-1])
    solved = len(hidden) - hidden[::-1].index(max(hidden)) if bias else len(hidden)
    layers: list[Matrix] = []
    for below, above in pairwise(widths[: solved + 1]):
        drawn = np.round(generator.uniform(-3, 3, (above, below + bias)), 3)
        columns = _activated(like.activation, drawn @ _with_ones(columns, bias))
        layers.append([[rounded(arb(float(x)), 3) for x in row] for row in drawn])
    wanted, passing = np.array([float(y.mid()) for y in labels]), []
    for below, above in reversed(list(pairwise(widths[solved + 1 :]))):
        slope = max(float(np.ptp(wanted)), 1e-9) / 0.6
        constant = float(wanted.min()) - 0.2 * slope
        passing.append(_first_row([constant, slope, *[0.0] * (below - 1)], above, below + bias))
        wanted = _inverse(like.activation, (wanted - constant) / slope)
    last = np.linalg.lstsq(_with_ones(columns, bias).T, wanted, rcond=None)[0]
    layers.append(_first_row(last, widths[solved + 1], widths[solved] + bias))
    return replace(like, layers=(*layers, *reversed(passing)))


def _first_row(row: Any, rows: int, columns: int) -> Matrix:
    first = [rounded(arb(float(x)), 15) for x in row]
    return [first, *([[fmpq(0)] * columns] * (rows - 1))]


def _with_ones(columns: Any, bias: int) -> Any:
    return np.concatenate([np.ones((bias, columns.shape[1])), columns])


def _activated(name: str, z: Any) -> Any:
    return np.tanh(z) if name == "tanh" else 1 / (1 + np.exp(-z))


def _inverse(name: str, a: Any) -> Any:
    return np.arctanh(a) if name == "tanh" else np.log(a / (1 - a))
