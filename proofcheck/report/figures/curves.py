"""Losses of a certificate's network along lines, enclosed by balls at every point drawn."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import flint
from flint import arb, fmpq

from proofcheck.certificates.flagships import load
from proofcheck.checker import read_case
from proofcheck.checker.balls import flint_matrix, transposed
from proofcheck.checker.fields import Matrix, Network
from proofcheck.checker.merging import Located, expand, locate

BITS = 106
Place = tuple[int, int, int]


@dataclass(frozen=True)
class Curve:
    """Balls of the loss at exact parameters t."""

    times: tuple[Fraction, ...]
    losses: tuple[arb, ...]

    @property
    def t(self) -> list[float]:
        """The parameters, for drawing."""
        return [float(t) for t in self.times]

    @property
    def middle(self) -> list[float]:
        """Midpoints, for drawing."""
        return [float(x.mid()) for x in self.losses]

    @property
    def width(self) -> float:
        """The width of the widest enclosure, rounded up."""
        return max(2 * float(x.rad()) for x in self.losses) * (1 + 1e-12)

    @property
    def certainly_above(self) -> bool:
        """Whether the loss is proved to be larger at every other point drawn than at t = 0."""
        start = self.losses[self.times.index(Fraction(0))]
        return all(bool(x > start) for t, x in zip(self.times, self.losses, strict=True) if t)

    @property
    def certainly_below(self) -> bool:
        """Whether the loss is proved to be smaller somewhere than at t = 0."""
        start = self.losses[self.times.index(Fraction(0))]
        return any(bool(x < start) for x in self.losses)


def lowest(curves: Sequence[Curve]) -> Curve:
    """Return at each t the ball that contains the smallest loss of all curves."""
    rows = zip(*(curve.losses for curve in curves), strict=True)
    return Curve(curves[0].times, tuple(_least(row) for row in rows))


def _least(values: Sequence[arb]) -> arb:
    found = values[0]
    for value in values[1:]:
        found = found.min(value)
    return found


class Landscape:
    """The loss of a certificate of kind non-attracting around its minimum and its saddle."""

    def __init__(self, path: Any) -> None:
        self.name, self.case = path.name, read_case(load(path))
        with flint.ctx.workprec(BITS):
            self.located: Located = locate(self.case)
            self.minimum = self._enclosed(self.case.network)
            self.saddle = self._enclosed(self.case.witness["saddle"])
            self.columns = transposed(self.case.inputs)
            self.labels = flint_matrix([self.located.labels])

    def _enclosed(self, network: Network) -> list[Matrix]:
        """Return balls of the exactly critical parameters near a network."""
        wide = expand(network, self.located.merged, self.located.small)
        return [[[arb(x) for x in row] for row in layer] for layer in wide.layers]

    def loss(self, layers: list[Matrix]) -> arb:
        """Return a ball of the loss at enclosed weights."""
        network, values = self.case.network, flint_matrix(self.columns)
        for level, layer in enumerate(layers, start=1):
            rows = [*([[arb(1)] * values.ncols()] if network.bias else []), *values.tolist()]
            values = flint_matrix(layer) * flint_matrix(rows)
            if level < len(layers):
                bent = [[_sigma(network.activation, z) for z in row] for row in values.tolist()]
                values = flint_matrix(bent)
        rest = values - self.labels
        return (rest * rest.transpose())[0, 0]

    def line(self, start: list[Matrix], step: list[Matrix], times: Sequence[Fraction]) -> Curve:
        """Return the losses at start + t step."""
        with flint.ctx.workprec(BITS):
            found = [self.loss(_moved(start, step, t)) for t in times]
        return Curve(tuple(times), tuple(found))

    def segment(self, times: Sequence[Fraction]) -> Curve:
        """Return the losses on the segment from the minimum to the saddle."""
        with flint.ctx.workprec(BITS):
            step = [
                [[y - x for x, y in zip(r, s, strict=True)] for r, s in zip(a, b, strict=True)]
                for a, b in zip(self.minimum, self.saddle, strict=True)
            ]
        return self.line(self.minimum, step, times)

    def descent(self) -> list[Matrix]:
        """Return the direction of negative curvature that the certificate states."""
        return self._direction(self.case.witness["direction"])

    def random_direction(self, generator: random.Random) -> list[Matrix]:
        """Return a direction of length about 1, with exact entries."""
        entries = [generator.gauss(0, 1) for _ in range(self.case.network.size)]
        length = sum(x * x for x in entries) ** 0.5
        numbers = iter(fmpq(round(x / length * 10**9), 10**9) for x in entries)
        return [[[next(numbers) for _ in row] for row in layer] for layer in self.minimum]

    def _direction(self, entries: dict[Place, Any]) -> list[Matrix]:
        still = [[[fmpq(0)] * len(row) for row in layer] for layer in self.minimum]
        for (level, neuron, source), value in entries.items():
            still[level - 1][neuron - 1][source - (not self.case.network.bias)] = value
        return still

    def words(self) -> str:
        """Return network and data in words."""
        return self.case.network.words()


def _moved(start: list[Matrix], step: list[Matrix], t: Fraction) -> list[Matrix]:
    factor = arb(fmpq(t.numerator, t.denominator))
    return [
        [[x + factor * y for x, y in zip(r, s, strict=True)] for r, s in zip(a, b, strict=True)]
        for a, b in zip(start, step, strict=True)
    ]


def _sigma(name: str, z: arb) -> arb:
    return z.tanh() if name == "tanh" else (1 + (z / 2).tanh()) / 2
