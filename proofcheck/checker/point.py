"""A network at enclosed weights, with all derivatives of its loss."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flint import arb

from proofcheck.checker.balls import balls, plus, products, times, total_of, transposed
from proofcheck.checker.fields import Matrix, Network, Place, Vector
from proofcheck.checker.hessian import hessian


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
            self.delta[level] = products(self.back[level], self.first[level])
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
        return total_of(r * r for r in self.residual)

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
            n1 = plus(times(moving, value), times(layer, one))
            n2 = plus(plus(times(moving, one), times(moving, one)), times(layer, two))
            if level < self.depth:
                first, second = self.first[level], self.second[level]
                bent = products(second, products(n1, n1))
                value, idle = self.act[level], zero * int(self.bias)
                one, two = idle + products(first, n1), idle + plus(bent, products(first, n2))
        terms = zip(self.residual, n1[0], n2[0], strict=True)
        return total_of(2 * (x * x + r * y) for r, x, y in terms)

    def hessian(self, kept: Sequence[Sequence[int]]) -> Matrix:
        """Return the Hessian on the kept sources (positions in a row) of every layer."""
        return hessian(self, kept)
