"""Chains with one neuron per layer, split many times: the critical set and the Hessian on it.

After splitting neuron 1 of every hidden layer again and again, all neurons of a layer have equal
values. The parameters with equal incoming weights in layer 1, rows of later weights with the sums
of the chain and equal biases form an affine set of critical points. At the constructed point the
Hessian is, along any direction w,

    h(P w) + sum_l sum_k c_{l,k} B(l)(E_{l,k} w),

h and B(l) those of the chain, c_{l,k} the share of neuron k of layer l, P w the averages of w with
these shares, E_{l,k} w how far the incoming weights (layer 1) or the bias and the row sum (later
layers) of neuron k move away from the average. `theorem-2` derives it; here it is evaluated.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Protocol

import numpy as np

from proofcheck.arithmetic import Arithmetic, Array
from proofcheck.networks import Architecture
from proofcheck.search.points import Direction, Point

Shares = tuple[tuple[Fraction, ...], ...]
"""Entry l-1 holds c_{l,k}, k = 1, ..., n_l, of hidden layer l; each adds up to 1."""


@dataclass(frozen=True)
class Splits:
    """Split neuron 1 of a layer `times` times with lambda, then once with `last` (if any)."""

    layer: int
    lam: Fraction
    times: int
    last: Fraction | None = None

    @property
    def lambdas(self) -> tuple[Fraction, ...]:
        """The lambda of every single splitting."""
        return (self.lam,) * self.times + (() if self.last is None else (self.last,))


class Small(Protocol):
    """A small instance that can be seen in balls and in a second arithmetic."""

    def __hash__(self) -> int:
        """Return a hash: certificates about an instance are computed once."""

    @property
    def digits(self) -> int:
        """Decimal digits of the views."""

    @property
    def name(self) -> str:
        """The name of the instance."""

    @property
    def first(self) -> Point:
        """The point in balls."""

    @property
    def second(self) -> Point:
        """The point in a second arithmetic."""

    def to_json(self) -> dict[str, Any]:
        """Return the recipe with exact values."""


@dataclass(frozen=True, eq=False)
class Wide:
    """A chain whose first neurons are split, layer after layer in the given order."""

    small: Small
    splits: tuple[Splits, ...]

    @cached_property
    def digits(self) -> int:
        """Decimal digits of the views."""
        return self.small.digits

    @cached_property
    def first(self) -> Point:
        """The constructed point in balls, by gamma_lambda alone."""
        return self._split(self.small.first)

    @cached_property
    def second(self) -> Point:
        """The constructed point in a second arithmetic."""
        return self._split(self.small.second)

    def _split(self, point: Point) -> Point:
        for part in self.splits:
            for lam in part.lambdas:
                point = point.split(part.layer, 1, lam)
        return point

    @property
    def start(self) -> Architecture:
        """The architecture of the smaller network."""
        return self.small.first.architecture

    @property
    def architecture(self) -> Architecture:
        """The architecture of the larger network."""
        wide = self.start
        for part in self.splits:
            wide = wide.widened(part.layer, len(part.lambdas))
        return wide

    @property
    def shares(self) -> Shares:
        """The shares c_{l,k}: a splitting leaves (1 - lambda) to neuron 1, lambda to its twin."""
        layers = [[Fraction(1)] for _ in self.architecture.hidden_layers]
        for part in self.splits:
            shares = layers[part.layer - 1]
            for lam in part.lambdas:
                shares.append(lam * shares[0])
                shares[0] *= 1 - lam
        return tuple(tuple(shares) for shares in layers)

    def to_json(self) -> dict[str, Any]:
        """Return the recipe with exact values as strings."""
        parts = [[part.layer, [str(lam) for lam in part.lambdas]] for part in self.splits]
        return {**self.small.to_json(), "splittings of neuron 1": parts}


def tangent(wide: Wide) -> list[Direction]:
    """Return a basis of the directions of the critical set: differences within a row.

    For every neuron s above a split layer and every twin t: w_{s,1} - w_{s,t}.
    """
    architecture, start = wide.architecture, wide.start
    return [
        {
            architecture.parameter_index(layer, s, 1): Fraction(1),
            architecture.parameter_index(layer, s, t): Fraction(-1),
        }
        for layer in range(2, architecture.depth + 1)
        for s in range(1, architecture.widths[layer] + 1)
        for t in range(start.widths[layer - 1] + 1, architecture.widths[layer - 1] + 1)
    ]


def complement(wide: Wide) -> list[int]:
    """Return the flat places whose axes span a complement of `tangent`: all but twins' weights."""
    architecture, start = wide.architecture, wide.start
    return [
        architecture.parameter_index(layer, neuron, source)
        for layer, neuron, source in architecture.all_parameters()
        if source <= start.widths[layer - 1]
    ]


def is_split(wide: Wide) -> bool:
    """Return whether `tangent` and the axes of `complement` together are a basis.

    Outside the complement's places every tangent direction has exactly one entry, each another.
    """
    kept = set(complement(wide))
    outside = [[place for place in d if place not in kept] for d in tangent(wide)]
    single = [places[0] for places in outside if len(places) == 1]
    count = wide.architecture.parameter_count - len(kept)
    return len(set(single)) == len(outside) == count


def averages(architecture: Architecture, shares: Shares) -> Array:
    """Return P, shape (chain's M, M), exact: small parameters from averages over neurons."""
    chain = _chain(architecture)
    P = np.full((chain.parameter_count, architecture.parameter_count), Fraction(0), dtype=object)
    for layer, neuron, source in architecture.all_parameters():
        row = chain.parameter_index(layer, 1, _chain_source(layer, source))
        column = architecture.parameter_index(layer, neuron, source)
        P[row, column] = _share(shares, architecture, layer, neuron)
    return P


def deviations(architecture: Architecture, layer: int, mean: Array) -> Array:
    """Return E_{l,k} for all neurons k of a layer, stacked, given the averages P; exact."""
    chain = _chain(architecture)
    places = chain.incoming(layer, 1)
    width = architecture.widths[layer]
    stacked = np.concatenate([-mean[places]] * width)
    for neuron in range(1, width + 1):
        for place in architecture.incoming(layer, neuron):
            source = place - architecture.incoming(layer, neuron)[0] + 1 - architecture.bias
            row = chain.parameter_index(layer, 1, _chain_source(layer, source)) - places[0]
            stacked[(neuron - 1) * len(places) + row, place] += 1
    return stacked


def predicted_hessian(chain: Point, wide: Architecture, shares: Shares) -> Array:
    """Return h(P w) + sum c_{l,k} B(l)(E_{l,k} w) as a matrix, in the arithmetic of the chain."""
    arithmetic = chain.arithmetic
    mean = averages(wide, shares)
    maps = [mean] + [deviations(wide, layer, mean) for layer in wide.hidden_layers]
    with arithmetic.active():
        forms = [chain.hessian]
        for layer in wide.hidden_layers:
            forms += [chain.B(layer) * arithmetic.number(share) for share in shares[layer - 1]]
        Q = arithmetic.array(np.concatenate(maps))
        form = _block_diagonal(forms, arithmetic)
        return arithmetic.matmul(arithmetic.matmul(Q.T.copy(), form), Q)


def _block_diagonal(blocks: list[Array], arithmetic: Arithmetic) -> Array:
    out = arithmetic.zeros((sum(map(len, blocks)),) * 2)
    start = 0
    for block in blocks:
        out[start : start + len(block), start : start + len(block)] = block
        start += len(block)
    return out


def _chain(architecture: Architecture) -> Architecture:
    hidden = (1,) * len(architecture.hidden_layers)
    return Architecture((architecture.widths[0], *hidden, 1), architecture.bias)


def _chain_source(layer: int, source: int) -> int:
    return source if layer == 1 else min(source, 1)


def _share(shares: Shares, architecture: Architecture, layer: int, neuron: int) -> Fraction:
    return Fraction(1) if layer == architecture.depth else shares[layer - 1][neuron - 1]
