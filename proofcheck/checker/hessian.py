"""The Hessian of the loss in balls, block by block, all samples at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from flint import arb

from proofcheck.checker.balls import (
    RefusedError,
    flint_matrix,
    hadamard,
    identity,
    products,
    times,
    transposed,
)
from proofcheck.checker.fields import Matrix, Vector

if TYPE_CHECKING:
    from proofcheck.checker.point import Point

Samples = list[Matrix]
"""A matrix for every sample."""
MOST_DENSE = 1500
"""So many parameters are decided with a dense Hessian, not more."""


def hessian(point: Point, kept: Sequence[Sequence[int]]) -> Matrix:
    """Return the Hessian on the kept sources (positions in a row) of every layer."""
    places = [
        (level, neuron, source)
        for level, sources in enumerate(kept, 1)
        for neuron in range(len(point.layers[level - 1]))
        for source in sources
    ]
    if len(places) > MOST_DENSE:
        raise RefusedError(f"{len(places)} parameters; at most {MOST_DENSE} are decided densely")
    position = {place: number for number, place in enumerate(places)}
    out: Matrix = [[arb(0)] * len(places) for _ in places]
    for block in _blocks(point, kept):
        for (i, j), (k, h), entry in block.entries():
            row, column = position[block.low, i, j], position[block.high, k, h]
            out[row][column] = out[column][row] = entry
    return out


def _blocks(point: Point, kept: Sequence[Sequence[int]]) -> Iterator[Block]:
    """Yield the blocks of layers l <= m."""
    bent = second_derivatives(point)
    for low in range(1, point.depth + 1):
        reach: Samples = [identity(len(point.layers[low - 1]))] * point.samples
        moved: Samples = []
        for high in range(low, point.depth + 1):
            if high > low:
                moved, reach = _step(point, high, reach)
            twice = [times(s, m) for s, m in zip(bent[high], reach, strict=True)]
            yield Block(point, kept, low, high, twice, moved)


class Block:
    """The block of the weights w(l)_{i,j} and w(m)_{k,h}, l <= m.

    The entry is the sum over the samples of 2 act(l-1)_j [(delta(l)_i delta(m)_k + r Q_{k,i})
    act(m-1)_h + r delta(m)_k P_{h,i}], Q = d2f/dn(m)dn(l) and P = dact(m-1)/dn(l). For l = m it is
    symmetric in (i, k) and in (j, h), and P is 0.
    """

    def __init__(
        self,
        point: Point,
        kept: Sequence[Sequence[int]],
        low: int,
        high: int,
        Q: Samples,
        P: Samples,
    ) -> None:
        self.point, self.low, self.high, self.Q, self.P = point, low, high, Q, P
        self.doubled = [2 * r for r in point.residual]
        self.below, self.above = kept[low - 1], kept[high - 1]
        same, rows = low == high, range(len(point.layers[high - 1]))
        neurons = range(len(point.layers[low - 1]))
        self.neurons = [(i, k) for i in neurons for k in rows if k >= i or not same]
        self.sources = [(j, h) for j in self.below for h in self.above if h >= j or not same]

    def entries(self) -> Iterator[tuple[tuple[int, int], tuple[int, int], Any]]:
        """Yield (i, j), (k, h) and the entry."""
        if not self.sources:
            return
        below, above = self.point.act[self.low - 1], self.point.act[self.high - 1]
        left = [self._left(i, k) for i, k in self.neurons]
        right = [hadamard(below[j], above[h]) for j, h in self.sources]
        paths = self._paths()
        for (i, k), row in zip(self.neurons, times(left, transposed(right)), strict=True):
            for (j, h), entry in zip(self.sources, row, strict=True):
                yield (i, j), (k, h), entry + paths.get((i, j, k, h), 0)
                if self.low == self.high:
                    yield (i, h), (k, j), entry

    def _left(self, i: int, k: int) -> Vector:
        """Return 2 (delta(l)_i delta(m)_k + r Q_{k,i}) for all samples."""
        delta = self.point.delta
        both = zip(delta[self.low][i], delta[self.high][k], self.doubled, self.Q, strict=True)
        return [2 * x * y + r * q[k][i] for x, y, r, q in both]

    def _paths(self) -> dict[tuple[int, int, int, int], Any]:
        """Return the sums of 2 r delta(m)_k P_{h,i} act(l-1)_j, by (i, j, k, h)."""
        bias = self.point.bias
        real = [h for h in self.above if h >= bias] if self.P else []
        if not real:
            return {}
        scaled = [hadamard(self.doubled, delta) for delta in self.point.delta[self.high]]
        path = {(h, i): [m[h - bias][i] for m in self.P] for h in real for i, _ in self.neurons}
        places = [(i, k, h) for i, k in self.neurons for h in real]
        acts = transposed([self.point.act[self.low - 1][j] for j in self.below])
        sums = times([hadamard(scaled[k], path[h, i]) for i, k, h in places], acts)
        return {
            (i, j, k, h): x
            for (i, k, h), row in zip(places, sums, strict=True)
            for j, x in zip(self.below, row, strict=True)
        }


def _step(point: Point, high: int, reach: Samples) -> tuple[Samples, Samples]:
    """Return dact(m-1)/dn(l) and dn(m)/dn(l), given dn(m-1)/dn(l)."""
    moved = [
        [[f * x for x in row] for f, row in zip(first, matrix, strict=True)]
        for first, matrix in zip(transposed(point.first[high - 1]), reach, strict=True)
    ]
    weights = flint_matrix(point.weights(high))
    return moved, [(weights * flint_matrix(matrix)).tolist() for matrix in moved]


def second_derivatives(point: Point) -> list[Samples]:
    """Return d2f/dn(l)^2, an n_l x n_l matrix per sample, for l = 1, ..., L (entry 0 empty)."""
    out: list[Samples] = [[] for _ in point.layers]
    out.append([[[arb(0)]]] * point.samples)
    for level in range(point.depth - 1, 0, -1):
        weights = flint_matrix(point.weights(level + 1))
        curved = transposed(products(point.second[level], point.back[level]))
        slopes = transposed(point.first[level])
        for above, first, own in zip(out[level + 1], slopes, curved, strict=True):
            inner = (weights.transpose() * flint_matrix(above) * weights).tolist()
            both = zip(first, inner, strict=True)
            matrix = [[f * x for x in hadamard(row, first)] for f, row in both]
            for k, x in enumerate(own):
                matrix[k][k] += x
            out[level].append(matrix)
    return out
