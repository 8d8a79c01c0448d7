"""The first rung of precision: large dense Hessians in midpoint-radius float64.

Of the error of the Hessian only its row sums are needed: they bound its norm, and cost no product
of the Hessian's size. Positive definite is proved by |A - L L' - s I| + |error| < s in the row sum
norm; L is a Cholesky factor that need not be trusted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from proofcheck.certificates.midrad import TINY, UP, Floats, MidRad, U, activated, gamma

CHUNK = 512
_SHIFTS = 3


@dataclass(frozen=True, eq=False)
class Dense:
    """Exact float64 weights (column 0 the bias, if any), inputs (N, n_0) and residual (N,).

    The labels are y = f - r.
    """

    activation: str
    bias: bool
    weights: tuple[Floats, ...]
    inputs: Floats
    residual: Floats

    @property
    def size(self) -> int:
        """The number of parameters."""
        return sum(w.size for w in self.weights)

    def hessian(self) -> tuple[Floats, Floats]:
        """Return midpoints of the scaled Hessian, and bounds of the row sums of their errors.

        Rows and columns are scaled by powers of two, which changes no sign of an eigenvalue.
        """
        starts = np.cumsum([0, *(w.size for w in self.weights)])
        total = Accumulated(
            np.zeros((self.size, self.size)), np.zeros(self.size), starts, len(self.inputs)
        )
        scales = self.scales()
        for first in range(0, len(self.inputs), CHUNK):
            rows = slice(first, first + CHUNK)
            Chunk(self, rows, scales).add_to(total)
        upper = np.triu(total.mid)
        return upper + np.triu(upper, 1).T, total.rows * (UP + gamma(self.size)) + TINY

    def scales(self) -> list[tuple[Floats, Floats]]:
        """Return powers of two for the neurons and the sources of every layer (a guess)."""
        sample = Chunk(self, slice(0, CHUNK), None)
        scales = []
        for delta, act in zip(sample.delta[1:], sample.act, strict=True):
            sizes = (np.sqrt((x.mid**2).mean(axis=0)) + 1e-30 for x in (delta, act))
            neuron, source = (2.0 ** -np.round(np.log2(x)) for x in sizes)
            scales.append((neuron, source))
        return scales


@dataclass(eq=False)
class Accumulated:
    """The Hessian, the row sums of its error, and where the layers begin."""

    mid: Floats
    rows: Floats
    starts: Floats
    samples: int


class Chunk:
    """Forward and backward pass over some samples; arrays have the samples first."""

    def __init__(self, net: Dense, rows: slice, scales: Any) -> None:
        self.net, self.scales = net, scales
        inputs = MidRad.exact(net.inputs[rows])
        self.twice = MidRad.exact(2 * net.residual[rows])
        self.ones = np.ones((len(inputs.mid), int(net.bias)))
        self.act = [self._with_bias(inputs)]
        self.first: list[Any] = [None]
        self.second: list[Any] = [None]
        for w in net.weights[:-1]:
            value, first, second = activated(net.activation, self.act[-1] @ MidRad.exact(w.T))
            self.act.append(self._with_bias(value))
            self.first.append(first)
            self.second.append(second)
        depth = len(net.weights)
        one = MidRad.exact(np.ones((len(inputs.mid), 1)))
        self.delta: list[Any] = [None] * depth + [one]
        self.bent: list[Any] = [None] * (depth + 1)
        self.bent[depth] = MidRad.exact(np.zeros((len(inputs.mid), 1, 1)))
        for level in range(depth - 1, 0, -1):
            w = MidRad.exact(self.weights(level + 1))
            back = self.delta[level + 1] @ w
            first = self.first[level]
            self.delta[level] = back * first
            inner = w.T @ self.bent[level + 1] @ w
            inner = inner * first[:, :, None] * first[:, None, :]
            own = self.second[level] * back
            size = range(own.mid.shape[1])
            for part, extra in ((inner.mid, own.mid), (inner.rad, own.rad)):
                part[:, size, size] += extra
            inner.rad[:] = (inner.rad + U * np.abs(inner.mid)) * UP
            self.bent[level] = inner

    def _with_bias(self, value: MidRad) -> MidRad:
        zeros = np.zeros(self.ones.shape)
        return MidRad(
            np.concatenate([self.ones, value.mid], axis=1),
            np.concatenate([zeros, value.rad], axis=1),
        )

    def weights(self, level: int) -> Floats:
        """Return the weights of a layer without biases."""
        return self.net.weights[level - 1][:, int(self.net.bias) :]

    def add_to(self, total: Accumulated) -> None:
        """Add the blocks of these samples."""
        depth = len(self.net.weights)
        for low in range(1, depth + 1):
            reach: Any = None
            moved: Any = None
            for high in range(low, depth + 1):
                if high > low:
                    moved, reach = self._step(high, reach)
                bent = self.bent[high] if reach is None else self.bent[high] @ reach
                self._add_block(total, low, high, bent.T, moved)

    def _step(self, high: int, reach: Any) -> tuple[MidRad, MidRad]:
        """Return dact(m-1)/dn(l) and dn(m)/dn(l), shapes (samples, rows, n_l)."""
        first = self.first[high - 1]
        if reach is None:
            eye = MidRad.exact(np.eye(first.mid.shape[1])[None])
            moved = eye * first[:, :, None]
        else:
            moved = reach * first[:, :, None]
        return moved, MidRad.exact(self.weights(high)) @ moved

    def _add_block(self, total: Accumulated, low: int, high: int, bent: MidRad, moved: Any) -> None:
        """Add block (l, m): sum a_j a_h E_{ik}, E = 2 delta_i delta_k + 2 r Q_{k,i}, and the path.

        The sums over k and over i of |E| and of its error are bounded by those of its two parts.
        """
        (p, q), (p2, q2) = self.scales[low - 1], self.scales[high - 1]
        d, a = _scaled(self.delta[low], p), _scaled(self.act[low - 1], q)
        d2, b = _scaled(self.delta[high], 2 * p2), _scaled(self.act[high - 1], q2)
        twice = self.twice.mid[:, None]
        E = (twice[:, :, None] * (p[:, None] * p2)) * bent.mid
        E += d.mid[:, :, None] * d2.mid[:, None, :]
        n, m, s, t = E.shape[1], E.shape[2], a.mid.shape[1], b.mid.shape[1]
        block = _products(E, a.mid, b.mid, symmetric=low == high)
        g = gamma(total.samples)
        bent_size, by_i, by_k = np.abs(bent.mid), np.abs(twice) * p, np.abs(twice) * p2
        parts = (bent_size @ p2) * by_i, (bent.rad @ p2) * by_i
        rows = _row_sums(*_with_product(d, d2, *parts, g), a, b)
        parts = (p @ bent_size) * by_k, (p @ bent.rad) * by_k
        columns = _row_sums(*_with_product(d2, d, *parts, g), b, a)
        if moved is not None:
            source = int(self.net.bias)
            x = _scaled(self.twice[:, None] * self.delta[high], p2)
            y = _scaled(moved, q2[source:][:, None] * p)
            path = (x.mid[:, :, None, None] * y.mid[:, None]).reshape(len(a.mid), -1)
            more = (path.T @ a.mid).reshape(m, t - source, n, s)
            block[:, :, :, source:] += more.transpose(2, 3, 0, 1)
            size, rad = _product_sums(_summed(x, 1, keep=True), _summed(y, 1), g)
            rows += size.T @ a.rad + rad.T @ a.size
            columns[:, source:] += _path_columns(x, _summed(y, 2), a, g)
        i, j = total.starts[low - 1], total.starts[high - 1]
        total.mid[i : i + n * s, j : j + m * t] += block.reshape(n * s, m * t)
        total.rows[i : i + n * s] += rows.ravel() * (UP + g) + TINY
        if high > low:
            total.rows[j : j + m * t] += columns.ravel() * (UP + g) + TINY


def _scaled(x: MidRad, scale: Floats) -> MidRad:
    """Return the product with powers of two."""
    return MidRad(x.mid * scale, x.rad * scale)


def _summed(x: MidRad, axis: int, keep: bool = False) -> tuple[Floats, Floats]:
    """Return sums of absolute midpoints, and of error bounds."""
    return np.abs(x.mid).sum(axis, keepdims=keep), x.rad.sum(axis, keepdims=keep)


def _product_sums(
    x: tuple[Floats, Floats], y: tuple[Floats, Floats], g: float
) -> tuple[Floats, Floats]:
    """Return size and error of products, from sums of sizes and errors of the factors.

    The error includes the rounding of the product and of the sum it is a term of.
    """
    size = x[0] * y[0]
    return size, x[0] * y[1] + x[1] * (y[0] + y[1]) + (g + 8 * U) * size


def _with_product(
    own: MidRad, other: MidRad, size: Floats, rad: Floats, g: float
) -> tuple[Floats, Floats]:
    """Return size and error of own_i other_k + E'_{ik}, summed over k; `size`, `rad` are of E'."""
    sums = _product_sums((np.abs(own.mid), own.rad), _summed(other, 1, keep=True), g)
    return sums[0] + size, sums[1] + rad + (g + 8 * U) * size


def _path_columns(x: MidRad, y: tuple[Floats, Floats], a: MidRad, g: float) -> Floats:
    """Return the error of the sums of x_k y_h a_j, indexed (k, h); y is summed over i."""
    size, rad = np.abs(x.mid), x.rad
    wide, narrow = a.size.sum(1)[:, None], a.rad.sum(1)[:, None]
    error = (size * wide).T @ (y[1] + (g + 8 * U) * y[0]) + (rad * wide).T @ (y[0] + y[1])
    return error + (size * narrow).T @ y[0]


def _products(E: Floats, a: Floats, b: Floats, symmetric: bool) -> Floats:
    """Return sum over samples of E_{ik} a_j b_h, indexed (i, j, k, h)."""
    count, n, m = E.shape
    s, t = a.shape[1], b.shape[1]
    if not symmetric:
        pairs = (a[:, :, None] * b[:, None, :]).reshape(count, s * t)
        flat = E.reshape(count, n * m).T @ pairs
        return flat.reshape(n, m, s, t).transpose(0, 2, 1, 3).copy()
    i, k = np.triu_indices(n)
    j, h = np.triu_indices(s)
    flat = E[:, i, k].T @ (a[:, j] * b[:, h])
    half = np.empty((len(i), s, s))
    half[:, j, h] = half[:, h, j] = flat
    out = np.empty((n, s, n, s))
    out[i, :, k, :] = half
    out[k, :, i, :] = half
    return out


def _row_sums(size: Floats, rad: Floats, own: MidRad, other: MidRad) -> Floats:
    """Return row sums of the error of sum E_{ik} a_j b_h, shape (n, s).

    `size` and `rad` are sums over k; the product a_j b_h errs by |a_j| rad_h + rad_j size_h + U.
    """
    wide = other.size.sum(1)[:, None]
    narrow = other.rad.sum(1)[:, None]
    pair = np.abs(own.mid) * (narrow + 2 * U * wide) + own.rad * wide
    return size.T @ pair + rad.T @ (own.size * wide)


def is_positive_definite(a: Floats, rows: Floats) -> tuple[bool, float]:
    """Return whether every symmetric matrix near `a` is proved positive definite, and the margin.

    `rows` bounds the row sums of the error of `a`; the margin is the proved lower bound of the
    smallest eigenvalue, or what is missing.
    """
    if not (np.isfinite(a).all() and np.isfinite(rows).all()):
        return False, -np.inf
    largest = float(np.abs(np.diag(a)).max(initial=0))
    error = float(rows.max()) * UP
    shift = 2 * error + 4 * gamma(len(a)) * largest
    margin = -shift
    for _ in range(_SHIFTS):
        bound = _factor_error(a, shift) + error
        if not np.isfinite(bound):
            return False, margin
        margin = shift - bound
        if margin > 0:
            return True, margin
        shift = 2 * bound
    return False, margin


def _factor_error(a: Floats, shift: float) -> float:
    """Return an upper bound of the row sums of |A - s I - L L'|, infinite without a factor."""
    n, shifted = len(a), a.copy()
    np.fill_diagonal(shifted, np.diag(a) - shift)
    try:
        L = np.linalg.cholesky(shifted)
    except np.linalg.LinAlgError:
        return float("inf")
    rest = np.abs(shifted - L @ L.T)
    size = np.abs(L)
    sums = rest.sum(1) * (1 + gamma(n)) + 2 * gamma(n) * (size @ size.sum(0)) * (1 + gamma(2 * n))
    sums += 4 * U * (np.abs(np.diag(a)) + shift)
    return float(sums.max()) * UP
