"""Exact instances for `coq/Exact.v`: 1-1-1 networks, incoming weights integer multiples of ln 2.

Pre-activations are k ln 2 with integers k, so that every sigmoid is rational, and criticality, B,
loss and Hessian are rational; the labels are planted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from proofcheck.certificates.kernel_numbers import Rows, exactly_factored, product, short, solved
from proofcheck.certificates.writer import text

Json = dict[str, Any]
BASE = 2


@dataclass(frozen=True)
class OneNeuron:
    """f(x) = v_0 + v_1 sigmoid((m_0 + m_1 x) ln 2); without biases v_0 = m_0 = 0.

    >>> OneNeuron(0, 1, Fraction(0), Fraction(54, 25)).output(1)
    Fraction(36, 25)
    """

    bias: int
    slope: int
    offset: Fraction
    outgoing: Fraction

    def sigmoid(self, x: int) -> Fraction:
        """Return the value of the hidden neuron."""
        power = Fraction(BASE) ** (self.bias + self.slope * x)
        return power / (1 + power)

    def first(self, x: int) -> Fraction:
        """Return sigma' there."""
        s = self.sigmoid(x)
        return s * (1 - s)

    def second(self, x: int) -> Fraction:
        """Return sigma'' there."""
        return self.first(x) * (1 - 2 * self.sigmoid(x))

    def output(self, x: int) -> Fraction:
        """Return f(x)."""
        return self.offset + self.outgoing * self.sigmoid(x)

    def gradient(self, x: int, biases: bool) -> list[Fraction]:
        """Return the derivatives of f(x) in u_0, u_1, v_0, v_1; without biases u_1, v_1."""
        slope = self.outgoing * self.first(x)
        every = [slope, slope * x, Fraction(1), self.sigmoid(x)]
        return every if biases else every[1::2]

    def curvature(self, x: int, biases: bool) -> Rows:
        """Return the second derivatives of f(x)."""
        bend, slope, zero = self.outgoing * self.second(x), self.first(x), Fraction(0)
        every = [
            [bend, bend * x, zero, slope],
            [bend * x, bend * x * x, zero, slope * x],
            [zero, zero, zero, zero],
            [slope, slope * x, zero, zero],
        ]
        return every if biases else [row[1::2] for row in every[1::2]]

    def layers(self) -> list[Any]:
        """Return the parameters as pairs (p, q) for p + q ln 2."""
        hidden = [["0", str(self.bias)], ["0", str(self.slope)]]
        return [[hidden], [[[text(self.offset), "0"], [text(self.outgoing), "0"]]]]


def described(net: OneNeuron, inputs: Sequence[int], y: Sequence[Fraction], biases: bool) -> Json:
    """Return data and certificate of a critical point."""
    terms = [(x, net.output(x) - label) for x, label in zip(inputs, y, strict=True)]
    second = _hessian(net, terms, biases)
    b = _B(net, terms, biases)
    found: Json = {"inner": [], "outer": []}
    for name, sign in (("inner", 1), ("outer", -1)):
        witness = exactly_factored([[sign * entry for entry in row] for row in b])
        if witness is not None:
            found[name] = [{"layer": 1, "neuron": 1, **witness}]
    loss = sum((r * r for _, r in terms), Fraction(0))
    return {
        "widths": [1, 1, 1],
        "biases": biases,
        "inputs": [[str(x)] for x in inputs],
        "labels": {"given": [text(label) for label in y]},
        "base": BASE,
        "point": net.layers(),
        "loss": text(loss),
        "curvature": exactly_factored(second),
        **found,
        "better": [{"layer": 1, "weights": _better(net, inputs, y, loss, biases)}],
    }


def _hessian(net: OneNeuron, terms: Sequence[tuple[int, Fraction]], biases: bool) -> Rows:
    size = range(4 if biases else 2)
    found = [[Fraction(0) for _ in size] for _ in size]
    for x, r in terms:
        g, h = net.gradient(x, biases), net.curvature(x, biases)
        for i in size:
            for j in size:
                found[i][j] += 2 * (g[i] * g[j] + r * h[i][j])
    return found


def _B(net: OneNeuron, terms: Sequence[tuple[int, Fraction]], biases: bool) -> Rows:
    weights = [(x, 2 * r * net.outgoing * net.second(x)) for x, r in terms]
    moments = [sum((b * x**k for x, b in weights), Fraction(0)) for k in range(3)]
    return [moments[:2], moments[1:]] if biases else [moments[2:]]


def _better(
    net: OneNeuron, inputs: Sequence[int], y: Sequence[Fraction], loss: Fraction, biases: bool
) -> list[Any]:
    """Return parameters of the network with one more neuron and a smaller loss."""
    for slope in (-1, 2, -2, 3, -3):
        other = OneNeuron(net.bias, slope, net.offset, net.outgoing)
        columns = [[net.sigmoid(x), other.sigmoid(x), *([Fraction(1)] * biases)] for x in inputs]
        fit = [short(v, 8) for v in _fitted(columns, y)]
        left = sum(
            (
                (sum(c * v for c, v in zip(row, fit, strict=True)) - label) ** 2
                for row, label in zip(columns, y, strict=True)
            ),
            Fraction(0),
        )
        if left < loss:
            offset = fit[2] if biases else Fraction(0)
            hidden = [[["0", str(n.bias)], ["0", str(n.slope)]] for n in (net, other)]
            return [hidden, [[[text(v), "0"] for v in (offset, fit[0], fit[1])]]]
    raise ValueError(inputs)


def _fitted(columns: Rows, y: Sequence[Fraction]) -> list[Fraction]:
    """Return the least squares solution."""
    transposed = [list(row) for row in zip(*columns, strict=True)]
    right = product(transposed, [[label] for label in y])
    return [row[0] for row in product(solved(product(transposed, columns)), right)]


def logarithm() -> Json:
    """Return the smallest example: data (1, 0), (3, 3), u = ln 2, v = 54/25, loss 81/25."""
    net = OneNeuron(0, 1, Fraction(0), Fraction(54, 25))
    return described(net, (1, 3), (Fraction(0), Fraction(3)), biases=False)


def logarithm_with_biases() -> Json:
    """Return an example with biases: residuals in the kernel of J' with B = I / 1000."""
    net, inputs = OneNeuron(1, 1, Fraction(-1), Fraction(3)), (-3, -2, -1, 0, 1, 2, 3)
    conditions = [net.gradient(x, biases=True) for x in inputs]
    for row, x in zip(conditions, inputs, strict=True):
        weight = 2 * net.outgoing * net.second(x)
        row += [weight, weight * x, weight * x * x]
    transposed = [list(row) for row in zip(*conditions, strict=True)]
    wanted = [[Fraction(0)]] * 4 + [[Fraction(1, 1000)], [Fraction(0)], [Fraction(1, 1000)]]
    r = [row[0] for row in product(solved(transposed), wanted)]
    y = [net.output(x) - residual for x, residual in zip(inputs, r, strict=True)]
    return described(net, inputs, y, biases=True)
