"""Jacobian of the outputs, gradient and Hessian of the loss, batched over samples."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from proofcheck.arithmetic import Array
from proofcheck.networks.forward import ForwardPass, in_working_precision
from proofcheck.networks.loss import loss_sensitivities, output_sensitivities, per_sample

Mixed = dict[tuple[int, int], Array]


@in_working_precision
def jacobian(values: ForwardPass) -> Array:
    """Return df(x_alpha)/dw, shape (N, M), columns in flat parameter order.

    Exactness: that of the arithmetic.

    >>> from proofcheck.arithmetic import Rationals
    >>> from proofcheck.networks import Architecture, Network, forward_pass, polynomial
    >>> net = Network(Architecture((1, 1, 1), bias=False), polynomial((0, 0, 1)), [[[2]], [[5]]])
    >>> jacobian(forward_pass(net, [[1], [3]], Rationals()))  # f = v (u x)^2: 2 u v x^2, (u x)^2
    array([[20, 4],
           [180, 36]], dtype=object)
    """
    sensitivities = output_sensitivities(values)
    layers = range(1, values.architecture.depth + 1)
    return np.concatenate([_with_sources(values, sensitivities[m], m) for m in layers]).T


@in_working_precision
def gradient(values: ForwardPass, residuals: Any) -> Array:
    """Return the gradient of the loss, dL/dw = sum_alpha dl_alpha/dn(l, k) act(l-1, i), shape (M,).

    Args:
        values: the forward pass.
        residuals: r (N,), exact or in the arithmetic, f - y or a planted enclosure.

    Exactness: that of the arithmetic.

    Raises:
        InputError: a residual of another shape, or not exact.

    >>> from proofcheck.arithmetic import Rationals
    >>> from proofcheck.networks import Architecture, Network, forward_pass, polynomial
    >>> net = Network(Architecture((1, 1, 1), bias=False), polynomial((0, 0, 1)), [[[2]], [[5]]])
    >>> gradient(forward_pass(net, [[1]], Rationals()), [3])  # 2 r f' with f' = (20, 4)
    array([120, 24], dtype=object)
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

    with G^{l,m} = d^2 l/dn(l) dn(m) and T^{m-1,l} = d act(m-1)/dn(l), which is zero for m = l and
    for the bias row j = 0, and diag(sigma') for m = l + 1.

    Args:
        values: the forward pass.
        residuals: r (N,), exact or in the arithmetic, f - y or a planted enclosure.

    Exactness: that of the arithmetic.

    Raises:
        InputError: a residual of another shape, or not exact.

    >>> from proofcheck.arithmetic import Rationals
    >>> from proofcheck.networks import Architecture, Network, forward_pass, polynomial
    >>> net = Network(Architecture((1, 1, 1), bias=False), polynomial((0, 0, 1)), [[[2]], [[5]]])
    >>> hessian(forward_pass(net, [[1]], Rationals()), [3])  # 2 f' f'^T + 2 r f''
    array([[860, 184],
           [184, 32]], dtype=object)
    """
    depth, size = values.architecture.depth, values.architecture.parameter_count
    r = per_sample(values, residuals, "residual")
    curvatures = _neuron_curvatures(values, r)
    delta = {layer: curvatures[layer, depth][:, 0] * r for layer in range(2, depth + 1)}
    slopes = _slope_terms(values, delta)
    out = values.arithmetic.zeros((size, size))
    columns = _output_columns(values, curvatures)
    for (low, high), curvature in curvatures.items():
        if high < depth:
            block = _curvature_term(values, curvature, low, high)
        else:
            block = _output_block(values, columns, low)
        if low < high:
            _add_slope_term(values, block, slopes[low, high], low, high)
        _place(values, out, block, low, high)
    return out


def _neuron_curvatures(values: ForwardPass, r: Array) -> Mixed:
    """Return G^{l,m}_{k,p} = d^2 l_alpha/dn(l,k) dn(m,p), shape (n_l, n_m, N), for l <= m.

    G^{L,L} = 2,  G^{l,m} = diag(sigma') w^{l+1}' G^{l+1,m},  and on the diagonal the same from both
    sides plus diag(sigma'' * w^{l+1}' dl/dn(l+1)), where dl/dn(l+1) = r G^{l+1,L}.
    """
    depth = values.architecture.depth
    row = 2 * values.arithmetic.ones((1, 1, values.samples))  # all G^{l,m} with m >= l
    found = {(depth, depth): row}
    for low in range(depth - 1, 0, -1):
        back = _through_weights(values, row, low)
        right = values.sigma_first(low)[:, None, :] * back
        start = 0
        for high in range(low + 1, depth + 1):
            stop = start + values.architecture.widths[high]
            found[low, high] = right[:, start:stop]
            start = stop
        half = _pulled_back(values, found[low, low + 1].swapaxes(0, 1), low)
        places = _places_of_pairs(len(back))
        half[np.diagonal(places)] += _own_curvature(values, back[:, -1] * r, low)
        found[low, low] = own = half[places]
        row = np.concatenate([own, right], axis=1)
    return found


def _through_weights(values: ForwardPass, upper: Array, layer: int) -> Array:
    """Return w^{l+1}' applied to the first axis, (n_{l+1}, ., N) to (n_l, ., N)."""
    width, samples = values.architecture.widths[layer], values.samples
    flat = upper.reshape(len(upper), -1)
    return values.arithmetic.matmul(values.slopes(layer + 1).T, flat).reshape(width, -1, samples)


def _pulled_back(values: ForwardPass, upper: Array, layer: int) -> Array:
    """Return diag(sigma') w^{l+1}' G^{l+1,l} for k <= p, which is symmetric, shape (pairs, N)."""
    neurons, others = _pairs_in_order(values.architecture.widths[layer])
    back = _through_weights(values, upper, layer)
    return back[neurons, others] * values.sigma_first(layer)[neurons]


def _own_curvature(values: ForwardPass, back: Array, layer: int) -> Array:
    """Return sigma''(n(l,k)) sum_p w^{l+1}_{p,k} dl/dn(l+1,p), shape (n_l, N)."""
    return values.sigma_second(layer) * back


def _activation_slopes(values: ForwardPass) -> Mixed:
    """Return T^{m,l}_{j,k} = d act(m,j)/dn(l,k), shape (n_m, n_l, N), for hidden m > l + 1.

    T^{l+1,l} = diag(sigma') w^{l+1} diag(sigma')  and  T^{m,l} = diag(sigma') w^m T^{m-1,l}.
    """
    found: Mixed = {}
    for low in values.architecture.hidden_layers[:-2]:
        slope = values.slopes(low + 1)[:, :, None] * values.sigma_first(low)[None]
        slope = values.sigma_first(low + 1)[:, None, :] * slope
        for layer in range(low + 2, values.architecture.depth):
            slope = _pushed_forward(values, slope, layer)
            found[layer, low] = slope
    return found


def _pushed_forward(values: ForwardPass, lower: Array, layer: int) -> Array:
    """Return diag(sigma') w^l applied to the first axis, (n_{l-1}, ., N) to (n_l, ., N)."""
    width, samples = values.architecture.widths[layer], values.samples
    ahead = values.arithmetic.matmul(values.slopes(layer), lower.reshape(len(lower), -1))
    return values.sigma_first(layer)[:, None, :] * ahead.reshape(width, -1, samples)


def _output_columns(values: ForwardPass, curvatures: Mixed) -> Array:
    """Return sum_alpha G^{l,L}_k a_i b_j for all layers l, rows (l, k, i), shape (M, n_{L-1} + 1).

    One product for all l: with n_L = 1 the rows G^{l,L}_k a_i are twice those of the Jacobian.
    """
    depth, last = values.architecture.depth, values.activations[-1]
    layers = range(1, depth + 1)
    rows = [_with_sources(values, curvatures[m, depth][:, 0], m) for m in layers]
    return values.arithmetic.matmul(np.concatenate(rows), last.T)


def _output_block(values: ForwardPass, columns: Array, layer: int) -> Array:
    """Return the rows of one layer with axes (k, i, p, j), where p takes one value."""
    block = columns[values.architecture.layer_slice(layer)]
    if layer == values.architecture.depth:  # symmetric; floats need not be
        block = block[_pairs_in_order(len(block))][_places_of_pairs(len(block))]
    return block.reshape(values.architecture.widths[layer], -1, 1, block.shape[1])


def _curvature_term(values: ForwardPass, curvature: Array, low: int, high: int) -> Array:
    """Return sum_alpha G_{k,p} a_i b_j as an array with axes (k, i, p, j), for m < L."""
    below = values.activations[low - 1]
    if low == high:
        return _symmetric_term(values, curvature, below)
    g = curvature.reshape(-1, values.samples)
    product = values.arithmetic.matmul(g, _with_sources(values, below, high).T)
    shape = (*curvature.shape[:2], len(below), len(values.activations[high - 1]))
    return product.reshape(shape).transpose(0, 2, 1, 3)


def _symmetric_term(values: ForwardPass, curvature: Array, below: Array) -> Array:
    """Return the same for l = m from k <= p and i <= j only: G and a a' are symmetric."""
    neurons, sources = _pairs_in_order(len(curvature)), _pairs_in_order(len(below))
    ones = len(below) * int(values.architecture.bias)  # 1 a_j = a_j for all j
    squares = below[sources[0][ones:]] * below[sources[1][ones:]]
    squares = np.concatenate([below[:ones], squares])
    product = values.arithmetic.matmul(curvature[neurons], squares.T)
    k_p, i_j = _places_of_pairs(len(curvature)), _places_of_pairs(len(below))
    return product[k_p[:, None, :, None], i_j[None, :, None, :]]


@lru_cache(maxsize=64)
def _pairs_in_order(size: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the pairs a <= b of 0, ..., size - 1, as the array of all a and the array of all b."""
    return np.triu_indices(size)


@lru_cache(maxsize=64)
def _places_of_pairs(size: int) -> NDArray[np.intp]:
    """Return, at (a, b) and at (b, a), the place of a <= b in `_pairs_in_order(size)`."""
    places = np.zeros((size, size), dtype=np.intp)
    rows, columns = _pairs_in_order(size)
    places[rows, columns] = places[columns, rows] = np.arange(len(rows))
    return places


def _slope_terms(values: ForwardPass, delta: dict[int, Array]) -> Mixed:
    """Return sum_alpha dl/dn(m,p) T^{m-1,l}_{j,k} a_i, axes (k, i, p, j), no j for m = l + 1."""
    depth, found = values.architecture.depth, {}
    for (layer, low), slope in _activation_slopes(values).items():
        found[low, layer + 1] = _distant_term(values, delta[layer + 1], slope, low)
    for low in range(1, depth - 1):
        found[low, low + 1], found[low, low + 2] = _near_terms(values, delta, low)
    if depth > 1:
        found[depth - 1, depth] = _last_term(values, delta[depth])
    return found


def _near_terms(values: ForwardPass, delta: dict[int, Array], low: int) -> tuple[Array, Array]:
    """Return the terms for m = l + 1 and l + 2, with the common factor sigma'(n(l,k)) a_i."""
    width, above, beyond = values.architecture.widths[low : low + 3]
    rows = _with_sources(values, values.sigma_first(low), low)
    bent = _pairs(delta[low + 2], values.sigma_first(low + 1))
    product = values.arithmetic.matmul(rows, np.concatenate([delta[low + 1], bent]).T)
    next_but_one = product[:, above:].reshape(width, -1, beyond, above)
    weights = values.slopes(low + 1).T[:, None, None, :]
    return product[:, :above].reshape(width, -1, above), next_but_one * weights


def _last_term(values: ForwardPass, delta: Array) -> Array:
    """Return the term for l = L - 1 and m = L: with n_L = 1, sigma' dl/dn(L) are few rows."""
    last = values.architecture.depth - 1
    rows = values.sigma_first(last) * delta
    return values.arithmetic.matmul(rows, values.activations[last - 1].T)[:, :, None]


def _distant_term(values: ForwardPass, delta: Array, slope: Array, low: int) -> Array:
    """Return the term for m > l + 2, with T of shape (n_{m-1}, n_l, N)."""
    above, width = slope.shape[:2]
    flat = slope.reshape(-1, values.samples)
    product = values.arithmetic.matmul(_with_sources(values, delta, low), flat.T)
    return product.reshape(len(delta), -1, above, width).transpose(3, 1, 0, 2)


def _add_slope_term(values: ForwardPass, block: Array, term: Array, low: int, high: int) -> None:
    """Add the term to the block with axes (k, i, p, j), except at the bias j = 0."""
    inner = block[..., int(values.architecture.bias) :]
    if high == low + 1:
        index = np.arange(len(term))
        inner[index, :, :, index] += term
    else:
        inner += term


def _with_sources(values: ForwardPass, rows: Array | None, layer: int) -> Array:
    """Return the products row_{a,alpha} act(l-1, i; x_alpha) with rows (a, i), shape (. , N)."""
    if rows is None:
        raise TypeError("sensitivities exist for layers 1 to L")
    if not values.architecture.bias:
        return _pairs(rows, values.activations[layer - 1])
    products = rows[:, None, :] * values.activations[layer - 1][None, 1:, :]
    return np.concatenate([rows[:, None, :], products], axis=1).reshape(-1, values.samples)


def _pairs(left: Array, right: Array) -> Array:
    """Return the products left_{a,alpha} right_{b,alpha} with rows (a, b), shape (. , N)."""
    return (left[:, None, :] * right[None, :, :]).reshape(-1, right.shape[1])


def _place(values: ForwardPass, out: Array, block: Array, low: int, high: int) -> None:
    rows, columns = values.architecture.layer_slice(low), values.architecture.layer_slice(high)
    flat = block.reshape(rows.stop - rows.start, -1)
    out[rows, columns] = flat
    if low < high:
        out[columns, rows] = flat.T
