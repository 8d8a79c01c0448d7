"""The outputs along a line w + z e, to fourth order in z, by truncated power series of balls."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flint import arb

from proofcheck.checker.balls import NotProvedError, flint_matrix, times, transposed
from proofcheck.checker.fields import Matrix, Network, Place, Vector
from proofcheck.checker.point import Point

Jet = list[Any]
"""The coefficients of 1, z, ..., z^4."""
LENGTH = 5


def constant(x: Any) -> Jet:
    """Return the jet of a number."""
    return [arb(x)] + [arb(0)] * (LENGTH - 1)


def product(a: Jet, b: Jet) -> Jet:
    """Return the product of two jets."""
    return [sum((a[j] * b[k - j] for j in range(k + 1)), arb(0)) for k in range(LENGTH)]


def plus(a: Jet, b: Jet) -> Jet:
    """Return the sum of two jets."""
    return [x + y for x, y in zip(a, b, strict=True)]


def combination(weights: list[Jet], jets: list[Jet]) -> Jet:
    """Return the sum of the products."""
    total = constant(0)
    for w, x in zip(weights, jets, strict=True):
        total = plus(total, product(w, x))
    return total


def activated(name: str, n: Jet) -> tuple[Jet, Jet]:
    """Return the jets of sigma(n) and sigma'(n): tanh' = 1 - tanh^2, sigma' = sigma - sigma^2."""
    value = constant(n[0].tanh() if name == "tanh" else 1 / (1 + (-n[0]).exp()))
    for k in range(1, LENGTH):
        slope = _slope(name, value)
        terms = (j * n[j] * slope[k - j] for j in range(1, k + 1))
        value[k] = sum(terms, arb(0)) / k
    return value, _slope(name, value)


def _slope(name: str, value: Jet) -> Jet:
    """Return the jet of sigma'; its coefficient k needs those of sigma up to k only."""
    square = product(value, value)
    first = constant(1) if name == "tanh" else value
    return [x - y for x, y in zip(first, square, strict=True)]


@dataclass(frozen=True)
class Line:
    """The line w + z e through exact parameters, on exact inputs.

    `stated` holds the entries of e other than 0 below the last layer. Those of the last layer make
    J e orthogonal to all derivatives of f by its weights, which are 1 (the bias) and act(L-1).
    """

    network: Network
    inputs: Matrix
    stated: dict[Place, Any]

    @property
    def places(self) -> list[Place]:
        """All (layer, neuron, source), source 0 the bias, in flat order."""
        return [
            (level, neuron, source + 1 - int(self.network.bias))
            for level, layer in enumerate(self.network.layers, 1)
            for neuron, row in enumerate(layer, 1)
            for source in range(len(row))
        ]

    @cached_property
    def direction(self) -> dict[Place, Any]:
        """The direction e: stated and enclosed components."""
        depth = len(self.network.layers)
        samples = [Sample(self.network, self.stated, x) for x in self.inputs]
        acts = transposed([[a[0] for a in sample.act[-1]] for sample in samples])
        side = times(acts, [[-sample.output[1]] for sample in samples])
        try:
            solved = flint_matrix(times(acts, transposed(acts))).solve(
                flint_matrix(side), algorithm="precond"
            )
        except ZeroDivisionError as error:
            raise NotProvedError(
                "the components of e in the last layer are not enclosed"
            ) from error
        last = [place for place in self.places if place[0] == depth]
        return {**self.stated, **dict(zip(last, solved.entries(), strict=True))}

    @cached_property
    def passes(self) -> list[Sample]:
        """The forward and backward pass of every sample."""
        return [Sample(self.network, self.direction, x) for x in self.inputs]

    @cached_property
    def outputs(self) -> list[Vector]:
        """The coefficients f_0, ..., f_4 of the outputs, a list over the samples each."""
        return transposed([sample.output for sample in self.passes])

    @cached_property
    def jacobians(self) -> list[Matrix]:
        """The coefficients J_0, ..., J_4 of the Jacobian: a row per place, a column per sample."""
        jets = [[sample.derivative(place) for sample in self.passes] for place in self.places]
        return [[[jet[k] for jet in row] for row in jets] for k in range(LENGTH)]

    def conditions(self) -> tuple[Matrix, Vector]:
        """Return rows and right side of H e = 0 and c_3 = 0, equations on the residual.

        Half of H e is J_1'r + J_0'f_1; its components in the last layer follow, see `labels`. Half
        of c_3, the coefficient of z^3 in the loss, is r.f_3 + f_1.f_2.
        """
        J0, J1, *_ = self.jacobians
        _, f1, f2, f3, _ = self.outputs
        kept = [k for k, place in enumerate(self.places) if place[0] < len(self.network.layers)]
        rows = [J1[k] for k in kept] + [f3]
        return rows, [-dot(J0[k], f1) for k in kept] + [-dot(f1, f2)]

    def quartic_form(self, point: Point) -> Matrix:
        """Return Q: the loss at w + z e + y is l + (1/2) (y, z^2)'Q(y, z^2) + higher order.

        y has no component at the first place of e; z has weight 1, y weight 2. In Q stand the
        Hessian, tau = 2 (J_2'r + J_1'f_1 + J_0'f_2) and 2 c_4 = 4 r.f_4 + 4 f_1.f_3 + 2 f_2.f_2.
        """
        (J0, J1, J2, *_), (_, f1, f2, f3, f4) = self.jacobians, self.outputs
        r, pinned = point.residual, self.places.index(next(iter(self.stated)))
        rest = [k for k in range(len(self.places)) if k != pinned]
        H = point.hessian([list(range(len(layer[0]))) for layer in self.network.layers])
        tau = [2 * (dot(J2[k], r) + dot(J1[k], f1) + dot(J0[k], f2)) for k in rest]
        corner = 4 * dot(r, f4) + 4 * dot(f1, f3) + 2 * dot(f2, f2)
        top = [[H[k][j] for j in rest] + [t] for k, t in zip(rest, tau, strict=True)]
        return [*top, [*tau, corner]]

    def slope_of_D(self, level: int, neuron: int, above: int, residual: Vector) -> Vector:
        """Return the derivatives of D_i^{r,s} along e at z = 0, i over the sources, s = `above`."""
        moving = [[r, f1, *[arb(0)] * 3] for r, f1 in zip(residual, self.outputs[1], strict=True)]
        sources = range(len(self.network.layers[level - 1][0]))
        total = [arb(0) for _ in sources]
        for sample, r in zip(self.passes, moving, strict=True):
            common = product(
                r, product(sample.delta[level + 1][above - 1], sample.first[level][neuron - 1])
            )
            for i in sources:
                total[i] += 2 * product(common, sample.act[level - 1][i])[1]
        return total


class Sample:
    """Jets of a sample: `act[l]` (the 1 of the bias first), `first[l]` sigma', `delta[l]` df/dn."""

    def __init__(self, network: Network, direction: dict[Place, Any], x: Vector) -> None:
        self.bias, depth = int(network.bias), len(network.layers)
        ones = [constant(1)] * self.bias
        layers = [
            _moving(layer, k, self.bias, direction) for k, layer in enumerate(network.layers, 1)
        ]
        self.act: list[list[Jet]] = [ones + [constant(value) for value in x]]
        self.first: list[list[Jet]] = [[]]
        for layer in layers[:-1]:
            jets = [activated(network.activation, combination(row, self.act[-1])) for row in layer]
            self.act.append(ones + [value for value, _ in jets])
            self.first.append([slope for _, slope in jets])
        self.output = combination(layers[-1][0], self.act[-1])
        self.delta: list[list[Jet]] = [[] for _ in range(depth)] + [[constant(1)]]
        for level in range(depth - 1, 0, -1):
            columns = list(zip(*layers[level], strict=True))[self.bias :]
            back = [combination(list(column), self.delta[level + 1]) for column in columns]
            pairs = zip(back, self.first[level], strict=True)
            self.delta[level] = [product(x, y) for x, y in pairs]

    def derivative(self, place: Place) -> Jet:
        """Return the derivative of the output by a parameter."""
        level, neuron, source = place
        return product(self.delta[level][neuron - 1], self.act[level - 1][source - 1 + self.bias])


def _moving(layer: Matrix, level: int, bias: int, direction: dict[Place, Any]) -> list[list[Jet]]:
    """Return the weights w + z e of a layer."""
    rows = []
    for neuron, row in enumerate(layer, 1):
        places = ((level, neuron, source + 1 - bias) for source in range(len(row)))
        pairs = zip(row, places, strict=True)
        rows.append([[arb(w), arb(direction.get(p, 0)), *[arb(0)] * 3] for w, p in pairs])
    return rows


def dot(a: Vector, b: Vector) -> Any:
    """Return the inner product."""
    return sum((x * y for x, y in zip(a, b, strict=True)), arb(0))
