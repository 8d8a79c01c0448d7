"""Planted labels: residuals that make a given point critical, with B and D as wanted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from proofcheck.arithmetic import Arithmetic, Array
from proofcheck.core.errors import InputError, PrecisionError
from proofcheck.core.verdict import Verdict
from proofcheck.networks.derivatives import jacobian
from proofcheck.networks.forward import ForwardPass, in_working_precision
from proofcheck.networks.loss import output_sensitivities
from proofcheck.networks.pivots import pivot_samples


@in_working_precision
def gradient_functionals(values: ForwardPass) -> Array:
    """Return 2 J', shape (M, N): the gradient of the loss is this matrix times the residual.

    >>> from proofcheck.arithmetic import Rationals
    >>> from proofcheck.networks import Architecture, Network, forward_pass, polynomial
    >>> net = Network(Architecture((1, 1, 1), bias=False), polynomial((0, 0, 1)), [[[2]], [[5]]])
    >>> gradient_functionals(forward_pass(net, [[1]], Rationals()))  # f = v (u x)^2
    array([[40],
           [8]], dtype=object)
    """
    return 2 * jacobian(values).T


@in_working_precision
def B_functionals(values: ForwardPass, layer: int, neuron: int) -> Array:
    """Return the rows whose products with the residual are B_{i,j}, i <= j (eq. (1), p. 11).

    Rows in the order of the upper triangle, row by row, index 0 the bias.

    Raises:
        InputError: not a hidden neuron.

    >>> from proofcheck.arithmetic import Rationals
    >>> from proofcheck.networks import Architecture, Network, forward_pass, polynomial
    >>> net = Network(Architecture((1, 1, 1)), polynomial((0, 0, 1)), [[[0, 2]], [[0, 5]]])
    >>> B_functionals(forward_pass(net, [[3]], Rationals()), 1, 1)  # 2 v sigma'' (1, x, x^2)
    array([[20],
           [60],
           [180]], dtype=object)
    """
    values.architecture.check_hidden(layer, neuron)
    v = values.slopes(layer + 1)[:, neuron - 1 : neuron]
    back = values.arithmetic.matmul(v.T, _above(values, layer))[0]
    act, curvature = values.activations[layer - 1], values.sigma_second(layer)[neuron - 1]
    upper = zip(*np.triu_indices(len(act)), strict=True)
    return np.array([2 * back * curvature * act[i] * act[j] for i, j in upper])


@in_working_precision
def D_functionals(values: ForwardPass, layer: int, neuron: int, independent: bool = False) -> Array:
    """Return the rows whose products with the residual are D_i^{r,s} (eq. (2), p. 12).

    Rows ordered by s, then i (index 0 the bias). Because sum_s v_{s,r} D^{r,s} = dL/du_r, rows of
    one s depend on the others and on the gradient; `independent` leaves out the s with the largest
    |v_{s,r}|.

    Raises:
        InputError: not a hidden neuron.
        PrecisionError: `independent`, and no v_{s,r} is known to differ from 0.

    >>> from proofcheck.arithmetic import Rationals
    >>> from proofcheck.networks import Architecture, Network, forward_pass, polynomial
    >>> net = Network(Architecture((1, 1, 1)), polynomial((0, 0, 1)), [[[0, 2]], [[0, 5]]])
    >>> D_functionals(forward_pass(net, [[3]], Rationals()), 1, 1)  # 2 sigma' (1, x)
    array([[24],
           [72]], dtype=object)
    """
    values.architecture.check_hidden(layer, neuron)
    act, slope = values.activations[layer - 1], values.sigma_first(layer)[neuron - 1]
    kept = list(enumerate(_above(values, layer)))
    if independent:
        del kept[_dependent(values, layer, neuron)]
    return np.array([2 * s * slope * a for _, s in kept for a in act]).reshape(-1, values.samples)


def plant(
    rows: Array,
    rhs: Any,
    free: Sequence[Any],
    arithmetic: Arithmetic,
    pivots: Sequence[int] | None = None,
) -> Array:
    """Return a residual r (N,) with rows r = rhs, free samples at the given exact values.

    Args:
        rows: linear functionals of the residual, shape (m, N), m <= N, in the arithmetic.
        rhs: their wanted values, shape (m,), exact or in the arithmetic.
        free: exact values, either for all N samples (those at pivots are ignored) or for the
            N - m samples that are no pivots, in increasing order.
        arithmetic: with `Balls` the result encloses the exact solution, which exists.
        pivots: the m samples to solve for (counted from 0); None: by `pivot_samples`.

    Raises:
        InputError: shapes that do not fit; in exact arithmetic, dependent functionals.
        PrecisionError: the pivot columns are not proved regular.

    >>> from proofcheck.arithmetic import Rationals
    >>> q = Rationals()
    >>> plant(q.array([[1, 2, 1]]), [0], [1, 0, 1], q)
    array([1, -1, 1], dtype=object)
    """
    rows, rhs = arithmetic.array(rows), arithmetic.array(rhs)
    count, samples = _checked_shapes(rows, rhs)
    if pivots is None:
        chosen = pivot_samples(rows, arithmetic)
    else:
        chosen = _given_pivots(pivots, count, samples)
    others = [sample for sample in range(samples) if sample not in set(chosen)]
    r = arithmetic.zeros(samples)
    r[others] = arithmetic.array(_free_values(free, samples, others))
    with arithmetic.active():
        known = arithmetic.matmul(rows[:, others], r[others][:, None])[:, 0]
        r[chosen] = arithmetic.solve(rows[:, chosen], rhs - known)
    return r


def scale(residuals: Array, factor: Any, arithmetic: Arithmetic) -> Array:
    """Return factor times the residual: homogeneous conditions (gradient, D, sign of B) stay.

    Raises:
        InputError: a factor that is not exact.

    >>> from proofcheck.arithmetic import Rationals
    >>> q = Rationals()
    >>> scale(q.array([1, -2]), "1/10", q)
    array([1/10, -1/5], dtype=object)
    """
    with arithmetic.active():
        return residuals * arithmetic.number(factor)


def _above(values: ForwardPass, layer: int) -> Array:
    return output_sensitivities(values)[layer + 1]  # type: ignore[return-value]


def _dependent(values: ForwardPass, layer: int, neuron: int) -> int:
    v = values.slopes(layer + 1)[:, neuron - 1]
    largest = int(np.argmax(np.abs(values.arithmetic.approximate(v))))
    if values.arithmetic.decides and values.arithmetic.is_zero(v[largest]) is not Verdict.REFUTED:
        raise PrecisionError(
            f"outgoing weights of neuron {neuron} in layer {layer}",
            given="none is proved to differ from 0",
            admissible="at least one weight that is not 0",
            repair="use independent=False: then all rows of D may be independent",
        )
    return largest


def _checked_shapes(rows: Array, rhs: Array) -> tuple[int, int]:
    if rows.ndim == 2 and rhs.shape == (len(rows),) and len(rows) <= rows.shape[1]:
        return rows.shape[0], rows.shape[1]
    raise InputError(
        "functionals and right side",
        given=f"shapes {rows.shape} and {rhs.shape}",
        admissible="(m, N) and (m,) with m <= N",
        repair="use more samples, or fewer conditions",
    )


def _given_pivots(pivots: Any, count: int, samples: int) -> list[int]:
    found = list(pivots) if isinstance(pivots, Sequence | np.ndarray) else []
    whole = all(isinstance(p, int | np.integer) and not isinstance(p, bool) for p in found)
    if whole and len(found) == count == len(set(found) & set(range(samples))):
        return sorted(map(int, found))
    raise InputError(
        "pivots",
        given=str(pivots)[:80],
        admissible=f"{count} different samples from 0 to {samples - 1}",
        repair="leave pivots out to have them chosen",
    )


def _free_values(free: Sequence[Any], samples: int, others: list[int]) -> list[Any]:
    if len(free) == len(others):
        return list(free)
    if len(free) == samples:
        return [free[sample] for sample in others]
    raise InputError(
        "free residuals",
        given=f"{len(free)} values",
        admissible=f"{len(others)} values, or {samples} of which those at pivots are ignored",
        repair="give one exact value per sample",
    )
