"""Jacobian of the outputs, gradient and Hessian of the loss, batched over samples."""

from __future__ import annotations

from typing import Any

import numpy as np

from proofcheck.arithmetic import Array
from proofcheck.networks.forward import ForwardPass, in_working_precision
from proofcheck.networks.loss import loss_sensitivities, output_sensitivities, per_sample

Mixed = dict[tuple[int, int], Array]


@in_working_precision
def jacobian(values: ForwardPass) -> Array:
    """Return df(x_alpha)/dw, shape (N, M), columns in flat parameter order.

    Exactness: that of the arithmetic.
    """
    sensitivities = output_sensitivities(values)
    layers = range(1, values.architecture.depth + 1)
    rows = [_pairs(sensitivities[m], values.activations[m - 1]) for m in layers]
    return np.concatenate(rows).T


@in_working_precision
def gradient(values: ForwardPass, residuals: Any) -> Array:
    """Return the gradient of the loss, dL/dw = sum_alpha dl_alpha/dn(l, k) act(l-1, i), shape (M,).

    Args:
        values: the forward pass.
        residuals: r (N,), exact or in the arithmetic, f - y or a planted enclosure.

    Exactness: that of the arithmetic.
    """
    delta = loss_sensitivities(values, residuals)
    layers = range(1, values.architecture.depth + 1)
    matmul = values.arithmetic.matmul
    return np.concatenate(
        [matmul(delta[m], values.activations[m - 1].T).ravel() for m in layers]  # type: ignore[arg-type]
    )


@in_working_precision
def hessian(values: ForwardPass, residuals: Any) -> Array:
    """Return the Hessian of the loss, shape (M, M), rows and columns in flat parameter order.

    For l <= m the block of w^l_{k,i} and w^m_{p,j} is, summed over samples,

        G^{l,m}_{k,p} act(l-1, i) act(m-1, j)  +  dl/dn(m, p) T^{m-1,l}_{j,k} act(l-1, i)

    with G^{l,m} = d^2 l/dn(l) dn(m) and T^{m-1,l} = d act(m-1)/dn(l), zero for m = l and for the
    bias row j = 0.

    Args:
        values: the forward pass.
        residuals: r (N,), exact or in the arithmetic, f - y or a planted enclosure.

    Exactness: that of the arithmetic.
    """
    delta = loss_sensitivities(values, per_sample(values, residuals, "residual"))
    curvatures = _neuron_curvatures(values, delta)
    slopes = _activation_slopes(values)
    size = values.architecture.parameter_count
    out = values.arithmetic.zeros((size, size))
    for (low, high), curvature in curvatures.items():
        block = _curvature_term(values, curvature, low, high)
        if low < high:
            block = block + _slope_term(values, delta[high], slopes[high - 1, low], low, high)
        _place(values, out, block, low, high)
    return out


def _neuron_curvatures(values: ForwardPass, delta: tuple[Array | None, ...]) -> Mixed:
    """Return G^{l,m}_{k,p} = d^2 l_alpha/dn(l,k) dn(m,p), shape (n_l, n_m, N), for l <= m.

    G^{L,L} = 2,  G^{l,m} = diag(sigma') w^{l+1}' G^{l+1,m},  and on the diagonal the same from both
    sides plus diag(sigma'' * w^{l+1}' dl/dn(l+1)).
    """
    depth = values.architecture.depth
    found = {(depth, depth): 2 * values.arithmetic.ones((1, 1, values.samples))}
    for low in range(depth - 1, 0, -1):
        for high in range(low + 1, depth + 1):
            found[low, high] = _pulled_back(values, found[low + 1, high], low)
        transposed = found[low, low + 1].swapaxes(0, 1)
        found[low, low] = _pulled_back(values, transposed, low)
        _add_to_diagonal(found[low, low], _own_curvature(values, delta[low + 1], low))
    return found


def _pulled_back(values: ForwardPass, upper: Array, layer: int) -> Array:
    """Return diag(sigma') w^{l+1}' applied to the first axis, (n_{l+1}, ., N) to (n_l, ., N)."""
    width, samples = values.architecture.widths[layer], values.samples
    flat = upper.reshape(len(upper), -1)
    back = values.arithmetic.matmul(values.slopes(layer + 1).T, flat)
    return values.sigma_first(layer)[:, None, :] * back.reshape(width, -1, samples)


def _own_curvature(values: ForwardPass, delta_above: Array | None, layer: int) -> Array:
    """Return sigma''(n(l,k)) sum_p w^{l+1}_{p,k} dl/dn(l+1,p), shape (n_l, N)."""
    back = values.arithmetic.matmul(values.slopes(layer + 1).T, delta_above)  # type: ignore[arg-type]
    return values.sigma_second(layer) * back


def _add_to_diagonal(matrices: Array, diagonal: Array) -> None:
    index = np.arange(len(diagonal))
    matrices[index, index] = matrices[index, index] + diagonal


def _activation_slopes(values: ForwardPass) -> Mixed:
    """Return T^{m,l}_{j,k} = d act(m,j)/dn(l,k), shape (n_m, n_l, N), for hidden l <= m."""
    found: Mixed = {}
    for low in values.architecture.hidden_layers:
        slope = values.arithmetic.zeros((values.architecture.widths[low],) * 2 + (values.samples,))
        _add_to_diagonal(slope, values.sigma_first(low))
        found[low, low] = slope
        for layer in range(low + 1, values.architecture.depth):
            slope = _pushed_forward(values, slope, layer)
            found[layer, low] = slope
    return found


def _pushed_forward(values: ForwardPass, lower: Array, layer: int) -> Array:
    """Return diag(sigma') w^l applied to the first axis, (n_{l-1}, ., N) to (n_l, ., N)."""
    width, samples = values.architecture.widths[layer], values.samples
    ahead = values.arithmetic.matmul(values.slopes(layer), lower.reshape(len(lower), -1))
    return values.sigma_first(layer)[:, None, :] * ahead.reshape(width, -1, samples)


def _curvature_term(values: ForwardPass, curvature: Array, low: int, high: int) -> Array:
    """Return sum_alpha G_{k,p} a_i b_j as an array with axes (k, i, p, j)."""
    below, above = values.activations[low - 1], values.activations[high - 1]
    g = curvature.reshape(-1, values.samples)
    product = values.arithmetic.matmul(g, _pairs(below, above).T)
    shape = (*curvature.shape[:2], len(below), len(above))
    return product.reshape(shape).transpose(0, 2, 1, 3)


def _slope_term(
    values: ForwardPass, delta: Array | None, slope: Array, low: int, high: int
) -> Array:
    """Return sum_alpha dl/dn(m,p) T_{j,k} a_i with axes (k, i, p, j), zero in the bias column j."""
    below, bias = values.activations[low - 1], int(values.architecture.bias)
    outer, inner = values.architecture.widths[high], values.architecture.widths[low]
    t = slope.reshape(-1, values.samples)
    product = values.arithmetic.matmul(_pairs(delta, below), t.T)
    block = product.reshape(outer, len(below), -1, inner).transpose(3, 1, 0, 2)
    if not bias:
        return block
    return np.concatenate([values.arithmetic.zeros((*block.shape[:3], 1)), block], axis=3)


def _pairs(left: Array | None, right: Array) -> Array:
    """Return the products left_{a,alpha} right_{b,alpha} with rows (a, b), shape (. , N)."""
    if left is None:
        raise TypeError("sensitivities exist for layers 1 to L")
    return (left[:, None, :] * right[None, :, :]).reshape(-1, right.shape[1])


def _place(values: ForwardPass, out: Array, block: Array, low: int, high: int) -> None:
    rows, columns = values.architecture.layer_slice(low), values.architecture.layer_slice(high)
    flat = block.reshape(rows.stop - rows.start, -1)
    out[rows, columns] = flat
    if low < high:
        out[columns, rows] = flat.T
