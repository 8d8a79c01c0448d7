"""Planted kernels: one hidden layer, and a residual for which H d = 0 along a chosen direction d.

The part of d at the hidden layer is chosen. The part at the output is not free: the Hessian of f is
0 there, so (H d) at the output weights is 2 sum_alpha (J d)_alpha act_alpha plus a multiple of the
gradient, and the output part of d solves these equations. What is left of H d = 0 is linear in the
residual, one equation for each weight of the hidden layer.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from proofcheck.arithmetic import Array
from proofcheck.core import InputError
from proofcheck.networks import Architecture, ForwardPass, jacobian


def check_kernel(architecture: Architecture, hidden: Sequence[Fraction]) -> None:
    """Raise InputError unless there is one hidden layer, and d moves each of its neurons."""
    size = architecture.sources(1)
    shape = architecture.widths[1] * size
    blocks = [hidden[start : start + size] for start in range(0, len(hidden), size)]
    if architecture.depth == 2 and len(hidden) == shape and all(any(block) for block in blocks):
        return
    raise InputError(
        f"kernel direction of {architecture.label()}",
        given=f"{len(hidden)} numbers, {sum(map(any, blocks))} neurons moved",
        admissible="one hidden layer, one number for each of its weights, no neuron without any",
        repair="take an architecture of depth 2, and a direction that moves every hidden neuron",
    )


def kernel_direction(values: ForwardPass, hidden: Sequence[Fraction]) -> Array:
    """Return the whole direction d (M,), from its part at the hidden layer.

    Raises:
        InputError: more than one hidden layer, or a neuron that d does not move.
        PrecisionError: the activations are not proved independent.
    """
    check_kernel(values.architecture, hidden)
    arithmetic, act = values.arithmetic, values.activations[1]
    with arithmetic.active():
        first = arithmetic.array(list(hidden))
        moved = jacobian(values)[:, : len(hidden)].dot(first)
        last = arithmetic.solve(arithmetic.matmul(act, act.T), -act.dot(moved))
        return np.concatenate([first, last])


def kernel_functionals(values: ForwardPass, hidden: Sequence[Fraction]) -> tuple[Array, Array]:
    """Return rows (m, N) and right sides (m,) that are equivalent to H d = 0 at a critical point.

    Errors as for `kernel_direction`.
    """
    d = kernel_direction(values, hidden)
    arithmetic, inputs = values.arithmetic, values.activations[0]
    with arithmetic.active():
        J = jacobian(values)
        incoming = d[: len(hidden)].reshape(values.architecture.widths[1], -1)
        outgoing = d[len(hidden) + values.architecture.bias :]
        along = arithmetic.matmul(incoming, inputs) * values.slopes(2)[0][:, None]
        weight = values.sigma_second(1) * along + values.sigma_first(1) * outgoing[:, None]
        rows = np.array([2 * w * x for w in weight for x in inputs])
        return rows, -2 * J[:, : len(hidden)].T.dot(J.dot(d))
