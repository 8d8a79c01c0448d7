"""Balls: the test for positive definiteness, and a network with all derivatives of its loss."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product
from typing import Any

from flint import arb, arb_mat

from proofcheck.checker.fields import Matrix, Network, Place, Vector

Samples = list[Matrix]
"""A matrix for every sample."""
MOST_DENSE = 1500
"""So many parameters are decided with a dense Hessian, not more."""


class NotProvedError(Exception):
    """A claim that the certificate does not prove at the present precision."""


class RefusedError(NotProvedError):
    """A claim that does not follow at any precision: the structure is another one."""


def balls(matrix: Sequence[Sequence[Any]]) -> Matrix:
    """Return exact numbers as balls; balls stay."""
    return [[arb(x) for x in row] for row in matrix]


def flint_matrix(matrix: Sequence[Sequence[Any]]) -> arb_mat:
    """Return rows of balls as a FLINT matrix."""
    return arb_mat(len(matrix), len(matrix[0]), [x for row in matrix for x in row])


def times(a: Sequence[Sequence[Any]], b: Sequence[Sequence[Any]]) -> Matrix:
    """Return the matrix product."""
    return (flint_matrix(a) * flint_matrix(b)).tolist()


def transposed(a: Sequence[Sequence[Any]]) -> Matrix:
    """Return the transpose."""
    return [list(column) for column in zip(*a, strict=True)]


def _sum(values: Any) -> arb:
    return sum(values, arb(0))


def is_positive(x: arb) -> bool:
    """Return True only if the ball is finite and proved positive."""
    return bool(x.is_finite() and x > 0)


def _factor(a: Matrix) -> Matrix | None:
    """Return an approximate X with X A X' = I, lower triangular; nothing about it is trusted."""
    n = len(a)
    if n == 1:
        return [[(1 / a[0][0].sqrt()).mid()]] if is_positive(a[0][0]) else None
    k = n // 2
    first = _factor([row[:k] for row in a[:k]])
    if first is None:
        return None
    below = (flint_matrix([row[:k] for row in a[k:]]) * flint_matrix(first).transpose()).mid()
    rest = (flint_matrix([row[k:] for row in a[k:]]) - below * below.transpose()).mid()
    second = _factor(rest.tolist())
    if second is None:
        return None
    corner = (-(flint_matrix(second) * below * flint_matrix(first))).mid().tolist()
    zeros = [arb(0)] * (n - k)
    return [row + zeros for row in first] + [
        left + right for left, right in zip(corner, second, strict=True)
    ]


def is_positive_definite(a: Matrix) -> bool:
    """Return True only if every symmetric matrix in the balls is proved positive definite.

    What is proved is that the row sums of |X A X' - I| are below 1.
    """
    if not a or len(a) != len(a[0]) or not all(x.is_finite() for row in a for x in row):
        return False
    factor = _factor([[x.mid() for x in row] for row in a])
    if factor is None:
        return False
    X = flint_matrix(factor)
    product = (X * flint_matrix(a) * X.transpose()).tolist()
    for i, row in enumerate(product):
        total = _sum(abs(x - (i == j)) for j, x in enumerate(row))
        if not (total.is_finite() and total < 1):
            return False
    return True


def _activation(name: str, z: arb) -> tuple[arb, arb, arb]:
    """Return sigma, sigma' and sigma''."""
    half = z / 2 if name == "sigmoid" else z
    tanh, sech = half.tanh(), half.sech()
    square = sech * sech
    if name == "sigmoid":
        return 1 / (1 + (-z).exp()), square / 4, -square * tanh / 4
    return tanh, square, -2 * square * tanh


class Point:
    """Forward pass, and derivatives of the loss sum (f - y)^2, at enclosed weights.

    `act[l]` has a row per source of layer l + 1 (the 1 of the bias first), a column per sample;
    `delta[l]` holds df/dn(l), `back[l]` df/dact(l), `first[l]`, `second[l]` sigma', sigma''.
    """

    def __init__(self, network: Network, inputs: Matrix) -> None:
        self.bias, self.layers = network.bias, [balls(layer) for layer in network.layers]
        self.depth, self.samples = len(self.layers), len(inputs)
        self.ones = [[arb(1)] * self.samples] if self.bias else []
        self.act: list[Matrix] = [self.ones + transposed(balls(inputs))]
        self.first: list[Matrix] = [[]]
        self.second: list[Matrix] = [[]]
        for layer in self.layers[:-1]:
            jets = [
                [_activation(network.activation, z) for z in row]
                for row in times(layer, self.act[-1])
            ]
            value, first, second = ([[jet[k] for jet in row] for row in jets] for k in range(3))
            self.act.append(self.ones + value)
            self.first.append(first)
            self.second.append(second)
        self.outputs: Vector = times(self.layers[-1], self.act[-1])[0]
        self.delta: list[Matrix] = [[] for _ in self.layers] + [[[arb(1)] * self.samples]]
        self.back: list[Matrix] = [[] for _ in self.layers]
        for level in range(self.depth - 1, 0, -1):
            self.back[level] = times(transposed(self.weights(level + 1)), self.delta[level + 1])
            self.delta[level] = _product(self.back[level], self.first[level])
        self.residual: Vector = []

    def weights(self, level: int) -> Matrix:
        """Return the weights of a layer without the biases."""
        return [row[int(self.bias) :] for row in self.layers[level - 1]]

    def labelled(self, labels: Vector) -> Point:
        """Return the point with the residual f - y."""
        self.residual = [f - y for f, y in zip(self.outputs, labels, strict=True)]
        return self

    @property
    def loss(self) -> arb:
        """The squared loss."""
        return _sum(r * r for r in self.residual)

    def functionals(self, level: int) -> Matrix:
        """Return half the gradient of layer `level` as rows that multiply the residual."""
        pairs = ((d, a) for d in self.delta[level] for a in self.act[level - 1])
        return [[x * y for x, y in zip(d, a, strict=True)] for d, a in pairs]

    def gradient(self) -> Vector:
        """Return the gradient in flat order: layer, neuron, source."""
        doubled = [[2 * r] for r in self.residual]
        rows = (times(self.functionals(level), doubled) for level in range(1, self.depth + 1))
        return [x for part in rows for (x,) in part]

    def D(self, level: int, neuron: int) -> list[Matrix]:
        """Return, for every s, the rows (one per source i) that give D_i^{r,s} / 2, eq. (2)."""
        first, act = self.first[level][neuron - 1], self.act[level - 1]
        above = self.delta[level + 1]
        return [
            [[x * f * a for x, f, a in zip(d, first, row, strict=True)] for row in act]
            for d in above
        ]

    def B(self, level: int, neuron: int) -> Matrix:
        """Return B of eq. (1), index 0 the bias if there is one."""
        back, second = self.back[level][neuron - 1], self.second[level][neuron - 1]
        weight = [2 * r * b * s for r, b, s in zip(self.residual, back, second, strict=True)]
        act = self.act[level - 1]
        return times(
            [[w * a for w, a in zip(weight, row, strict=True)] for row in act], transposed(act)
        )

    def curvature(self, direction: dict[Place, Any]) -> arb:
        """Return d'Hd by second-order jets along the direction, without any Hessian."""
        value = self.act[0]
        zero = [[arb(0)] * self.samples]
        one, two = zero * len(value), zero * len(value)
        for level, layer in enumerate(self.layers, 1):
            moving = [[arb(0)] * len(row) for row in layer]
            for (where, neuron, source), component in direction.items():
                if where == level:
                    moving[neuron - 1][source - (not self.bias)] = arb(component)
            n1 = _plus(times(moving, value), times(layer, one))
            n2 = _plus(_plus(times(moving, one), times(moving, one)), times(layer, two))
            if level < self.depth:
                first, second = self.first[level], self.second[level]
                bent = _product(second, _product(n1, n1))
                value, idle = self.act[level], zero * int(self.bias)
                one, two = idle + _product(first, n1), idle + _plus(bent, _product(first, n2))
        terms = zip(self.residual, n1[0], n2[0], strict=True)
        return _sum(2 * (x * x + r * y) for r, x, y in terms)

    def hessian(self, kept: Sequence[Sequence[int]]) -> Matrix:
        """Return the Hessian on the kept sources (positions in a row) of every layer."""
        places = [
            (level, neuron, source)
            for level, sources in enumerate(kept, 1)
            for neuron in range(len(self.layers[level - 1]))
            for source in sources
        ]
        if len(places) > MOST_DENSE:
            raise RefusedError(
                f"{len(places)} parameters; at most {MOST_DENSE} are decided densely"
            )
        position = {place: number for number, place in enumerate(places)}
        out: Matrix = [[arb(0)] * len(places) for _ in places]
        for low, i, j, high, k, h, entry in self._blocks(kept):
            row, column = position[low, i, j], position[high, k, h]
            out[row][column] = out[column][row] = entry
        return out

    def _blocks(self, kept: Sequence[Sequence[int]]) -> Iterator[tuple[Any, ...]]:
        """Yield (l, i, j, m, k, h, entry) for the weights w(l)_{i,j}, w(m)_{k,h}, l <= m.

        The entry is the sum over the samples of 2 act(l-1)_j [(delta(l)_i delta(m)_k + r Q_{k,i})
        act(m-1)_h + r delta(m)_k P_{h,i}], Q = d2f/dn(m)dn(l) and P = dact(m-1)/dn(l).
        """
        bent = self._second_derivatives()
        doubled = [2 * r for r in self.residual]
        for low in range(1, self.depth + 1):
            below = [self.act[low - 1][j] for j in kept[low - 1]]
            reach: Samples = [identity(len(self.layers[low - 1]))] * self.samples
            moved: Samples = []
            for high in range(low, self.depth + 1):
                if high > low:
                    moved, reach = self._step(high, reach)
                above = [self.act[high - 1][h] for h in kept[high - 1]]
                acts = [hadamard(a, b) for a in below for b in above]
                twice = [times(s, m) for s, m in zip(bent[high], reach, strict=True)]
                pairs = list(product(range(len(self.layers[low - 1])), range(len(twice[0]))))
                left = [self._left(low, i, high, k, doubled, twice) for i, k in pairs]
                block = times(left, transposed(acts))
                for (i, k), row in zip(pairs, block, strict=True):
                    scaled, entries = hadamard(doubled, self.delta[high][k]), iter(row)
                    for j, a in zip(kept[low - 1], below, strict=True):
                        for h in kept[high - 1]:
                            entry, source = next(entries), h - self.bias
                            if high > low and source >= 0:
                                path = [matrix[source][i] for matrix in moved]
                                entry += _sum(hadamard(hadamard(scaled, path), a))
                            yield low, i, j, high, k, h, entry

    def _left(self, low: int, i: int, high: int, k: int, doubled: Vector, twice: Samples) -> Vector:
        """Return 2 (delta(l)_i delta(m)_k + r Q_{k,i}) for all samples."""
        both = zip(self.delta[low][i], self.delta[high][k], doubled, twice, strict=True)
        return [2 * x * y + r * q[k][i] for x, y, r, q in both]

    def _step(self, high: int, reach: Samples) -> tuple[Samples, Samples]:
        """Return dact(m-1)/dn(l) and dn(m)/dn(l), given dn(m-1)/dn(l)."""
        moved = [
            [[f * x for x in row] for f, row in zip(first, matrix, strict=True)]
            for first, matrix in zip(transposed(self.first[high - 1]), reach, strict=True)
        ]
        weights = flint_matrix(self.weights(high))
        return moved, [(weights * flint_matrix(matrix)).tolist() for matrix in moved]

    def _second_derivatives(self) -> list[Samples]:
        """Return d2f/dn(l)^2, an n_l x n_l matrix per sample, for l = 1, ..., L (entry 0 empty)."""
        out: list[Samples] = [[] for _ in self.layers]
        out.append([[[arb(0)]]] * self.samples)
        for level in range(self.depth - 1, 0, -1):
            weights = flint_matrix(self.weights(level + 1))
            curved = transposed(_product(self.second[level], self.back[level]))
            slopes = transposed(self.first[level])
            for above, first, own in zip(out[level + 1], slopes, curved, strict=True):
                inner = (weights.transpose() * flint_matrix(above) * weights).tolist()
                both = zip(first, inner, strict=True)
                matrix = [[f * x for x in hadamard(row, first)] for f, row in both]
                for k, x in enumerate(own):
                    matrix[k][k] += x
                out[level].append(matrix)
        return out


def identity(size: int) -> Matrix:
    """Return the identity matrix."""
    return [[arb(int(i == j)) for j in range(size)] for i in range(size)]


def hadamard(a: Vector, b: Vector) -> Vector:
    """Return the products of the entries."""
    return [x * y for x, y in zip(a, b, strict=True)]


def _product(a: Matrix, b: Matrix) -> Matrix:
    return [hadamard(r, s) for r, s in zip(a, b, strict=True)]


def _plus(a: Matrix, b: Matrix) -> Matrix:
    return [[x + y for x, y in zip(r, s, strict=True)] for r, s in zip(a, b, strict=True)]
