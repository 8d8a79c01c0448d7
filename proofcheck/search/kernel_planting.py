"""Planted kernels: a residual for which H d = 0 along chosen directions d, for any depth.

The part of d at the hidden layers is chosen. The part at the output is not free: (H d) at the
output weights is 2 sum_alpha (J d)_alpha act_alpha + 2 sum_alpha r_alpha d act_alpha, and both are
made 0, the first by the output part of d. Where there is one hidden layer the second is a multiple
of the gradient; else it is one condition for each neuron but one, since weighted by the output
weights their sum is one of the gradient. What is left of H d = 0 is linear in the residual, one
equation for each weight below the output. Of a second direction e one equation follows from those
of d, because d'H e = e'H d, of a third one two, and so on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

import numpy as np
import sympy

from proofcheck.arithmetic import Array
from proofcheck.core import InputError
from proofcheck.networks import Architecture, ForwardPass, jacobian

Directions = tuple[tuple[Fraction, ...], ...]


def hidden_size(architecture: Architecture) -> int:
    """Return how many parameters lie below the output weights.

    >>> hidden_size(Architecture((1, 2, 1))), hidden_size(Architecture((1, 2, 3, 1), bias=False))
    (4, 8)
    """
    return architecture.parameter_count - architecture.sources(architecture.depth)


def check_kernel(architecture: Architecture, directions: Sequence[Sequence[Fraction]]) -> None:
    """Raise InputError unless the conditions of the directions can be met together.

    Each moves every hidden neuron, and they are independent. Several have to be independent below
    the last hidden layer, if that has several neurons: of two directions that move nothing below,
    d'H e = e'H d holds neuron by neuron, which asks for more than the directions give.
    """
    size, last = hidden_size(architecture), architecture.depth - 1
    width = architecture.widths[last]
    several = len(directions) > 1 and width > 1
    below = size - width * architecture.sources(last) if several else size
    right = all(len(d) == size and _moves_all(architecture, d) for d in directions)
    if right and directions and len(pivots([d[:below] for d in directions])) == len(directions):
        return
    raise InputError(
        f"kernel direction of {architecture.label()}",
        given="; ".join(", ".join(map(str, d)) for d in directions)[:80] or "none",
        admissible=f"directions of {size} numbers, one for each weight below the output, that move "
        f"every hidden neuron; several are independent in the first {below}",
        repair="give every hidden neuron a weight that moves, or ask for fewer directions",
    )


def most_directions(architecture: Architecture) -> int:
    """Return how many directions can be planted at once.

    >>> [most_directions(Architecture(w, bias=False)) for w in ((1, 2, 1), (2, 1, 1), (2, 1, 2, 1))]
    [1, 2, 2]
    """
    last = architecture.depth - 1
    if architecture.widths[last] == 1:
        return hidden_size(architecture)
    own = architecture.widths[last] * architecture.sources(last)
    return max(hidden_size(architecture) - own, 1)


def count_kernel(architecture: Architecture, directions: Directions) -> int:
    """Return the number of independent conditions that the directions put on the residual.

    >>> count_kernel(Architecture((1, 1, 1)), ((1, 1),))
    2
    """
    below = architecture.widths[architecture.depth - 1] - 1 if architecture.depth > 2 else 0
    each = hidden_size(architecture) + below
    count = len(directions)
    return count * each - count * (count - 1) // 2


def kernel_direction(values: ForwardPass, hidden: Sequence[Fraction]) -> Array:
    """Return the whole direction d (M,), from its part at the hidden layers.

    Raises:
        InputError: a neuron that d does not move, or another number of parameters.
        PrecisionError: the activations are not proved independent.
    """
    check_kernel(values.architecture, [hidden])
    arithmetic, act = values.arithmetic, values.activations[-1]
    with arithmetic.active():
        first = arithmetic.array(list(hidden))
        moved = jacobian(values)[:, : len(hidden)].dot(first)
        last = arithmetic.solve(arithmetic.matmul(act, act.T), -act.dot(moved))
        return np.concatenate([first, last])


def kernel_functionals(values: ForwardPass, directions: Directions) -> tuple[Array, Array]:
    """Return rows (m, N) and right sides (m,) that are equivalent to H d = 0 at a critical point.

    Errors as for `kernel_direction`.
    """
    check_kernel(values.architecture, directions)
    parts = []
    for number, hidden in enumerate(directions):
        follow = pivots(directions[:number])
        parts.append(_of_one(values, kernel_direction(values, hidden), follow))
    rows, right = (np.concatenate(side) for side in zip(*parts, strict=True))
    return rows, right


def _of_one(values: ForwardPass, d: Array, follow: Sequence[int]) -> tuple[Array, Array]:
    """Return the conditions of one direction, without those that follow from the others."""
    size = hidden_size(values.architecture)
    kept = [place for place in range(size) if place not in follow]
    with values.arithmetic.active():
        J, along = jacobian(values), _Along(values, d)
        rows = 2 * along.curvature[kept]
        right = -2 * J[:, kept].T.dot(J.dot(d))
        if values.architecture.depth == 2:
            return rows, right
        more = along.activations[-1][values.architecture.bias + 1 :]
        return np.concatenate([rows, more]), np.concatenate([right, 0 * more[:, 0]])


@dataclass(frozen=True)
class _Along:
    """Derivatives along a direction d in the parameters, sample by sample."""

    values: ForwardPass
    d: Array

    @cached_property
    def weights(self) -> list[Array]:
        """The direction as weight arrays, those of layer l at place l - 1."""
        found, start = [], 0
        for old in self.values.weights:
            found.append(self.d[start : start + old.size].reshape(old.shape))
            start += old.size
        return found

    @cached_property
    def _forward(self) -> tuple[list[Array], list[Array]]:
        values, bias = self.values, self.values.architecture.bias
        act, pre = [0 * values.activations[0]], [self.d[:0]]
        for layer in range(1, values.architecture.depth):
            old, new = values.weights[layer - 1], self.weights[layer - 1]
            moved = old.dot(act[-1]) + new.dot(values.activations[layer - 1])
            pre.append(moved)
            moved = values.sigma_first(layer) * moved
            act.append(np.concatenate([0 * moved[:1], moved]) if bias else moved)
        return act, pre

    @property
    def activations(self) -> list[Array]:
        """The derivative of the activations of each hidden layer, index 0 the bias."""
        return self._forward[0]

    @cached_property
    def curvature(self) -> Array:
        """The derivative of the Jacobian's rows below the output weights, shape (m, N)."""
        values, (act, pre) = self.values, self._forward
        one = values.arithmetic.array([1] * values.samples)[None, :]
        slope, moved, rows = one, 0 * one, list[Array]()
        for layer in range(values.architecture.depth - 1, 0, -1):
            down = values.slopes(layer + 1).T
            change = self.weights[layer][:, values.architecture.bias :].T
            moved = change.dot(slope) + down.dot(moved)
            slope = down.dot(slope)
            first, second = values.sigma_first(layer), values.sigma_second(layer)
            moved = moved * first + slope * second * pre[layer]
            slope = slope * first
            below, below_moved = values.activations[layer - 1], act[layer - 1]
            block = moved[:, None] * below[None] + slope[:, None] * below_moved[None]
            rows.insert(0, block.reshape(-1, values.samples))
        return np.concatenate(rows)


def _moves_all(architecture: Architecture, hidden: Sequence[Fraction]) -> bool:
    """Return whether every hidden neuron has an incoming weight that the direction changes."""
    start = 0
    for layer in architecture.hidden_layers:
        size = architecture.sources(layer)
        for _ in range(architecture.widths[layer]):
            if not any(hidden[start : start + size]):
                return False
            start += size
    return True


def pivots(directions: Sequence[Sequence[Fraction]]) -> tuple[int, ...]:
    """Return places at which the directions are independent."""
    if not directions:
        return ()
    return tuple(int(k) for k in sympy.Matrix([list(d) for d in directions]).rref()[1])
