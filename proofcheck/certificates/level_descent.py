"""From a split local minimum along its level set to a saddle, and down from there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Any

import flint
from flint import arb, fmpq

from proofcheck.certificates.escaping import Stop
from proofcheck.certificates.finders import Spot
from proofcheck.certificates.polish import BITS, polished
from proofcheck.certificates.widening import apart, saddle_nearby
from proofcheck.certificates.writer import Json, Problem, entries, network_json
from proofcheck.checker import read_case, verify
from proofcheck.checker.balls import is_positive
from proofcheck.checker.fields import Network, Place
from proofcheck.checker.merging import Located, flat, locate, merge, shaped
from proofcheck.checker.point import Point
from proofcheck.core.errors import InputError, PrecisionError
from proofcheck.paths.perturbation import positive_distance

LAST_LAMBDAS = (fmpq(-1), fmpq(2), fmpq(1, 2))
"""Where on the fibre the saddle is sought: outside [0, 1] for B > 0, inside for B < 0."""
LENGTHS = tuple(sign * fmpq(10) ** k for k in range(2, -7, -1) for sign in (1, -1))
"""How far to go down, as multiples of the direction; the farthest proved descent is taken."""
Pair = tuple[int, int, int]
"""Layer, neuron and twin."""


@dataclass(frozen=True, eq=False)
class LevelDescent:
    """A path of constant loss to a saddle, then one of lower loss.

    Attributes:
        spot: the local minimum, critical to many digits or exactly.
        saddle: the end of the level piece, in the same critical set.
        direction: the direction of descent there.
        pair: the layer, the neuron and the twin whose shares move on the level piece.
        points: the number of steps of each piece.
        certificate: of kind non-attracting, accepted by the checker.
    """

    spot: Spot
    saddle: Network
    direction: dict[Place, fmpq]
    pair: Pair
    points: int
    certificate: Json

    @cached_property
    def located(self) -> Located:
        """Where the exact critical points lie."""
        with flint.ctx.workprec(BITS):
            return locate(read_case(self.certificate))

    def stops(self) -> list[Stop]:
        """Return the stops: t from 0 to 1 on the level set, from 1 to 2 down from the saddle.

        Raises:
            PrecisionError: no descent of finite length was proved.
        """
        with flint.ctx.workprec(BITS):
            level = [self._on_the_level(Fraction(k, self.points)) for k in range(self.points + 1)]
            for length in LENGTHS:
                down = [self._below(length, k) for k in range(1, self.points + 1)]
                losses = [stop.loss for stop in (level[-1], *down)]
                if all(is_positive(a - b) for a, b in pairwise(losses)):
                    return level + down
        raise _undecided("no descent of finite length was proved")

    def _on_the_level(self, t: Fraction) -> Stop:
        """Return a stop; its exact critical point shares its weights as the saddle's segment."""
        share = fmpq(t.numerator, t.denominator)
        pairs = zip(flat(self.spot.network.layers), flat(self.saddle.layers), strict=True)
        network = shaped(self.saddle, [x + share * (y - x) for x, y in pairs])
        note = f"lambda = {self._lambda(network)}"
        return _stop(t, self.located.at(network), self.pair[0] + 1 if t else None, note)

    def _lambda(self, network: Network) -> str:
        """Return the twin's share of what both send, by the first weights that are not all 0."""
        level, neuron, twin = self.pair
        for row in network.layers[level]:
            kept, sent = (row[k - 1 + network.bias] for k in (neuron, twin))
            if kept + sent != 0:
                share = sent / (kept + sent)
                return f"{int(share.p) / int(share.q):.4g}"
        return "-"

    def _below(self, length: fmpq, k: int) -> Stop:
        layers = [[list(row) for row in layer] for layer in self.located.at(self.saddle).layers]
        for (level, neuron, source), value in self.direction.items():
            step = arb(length * value * k / self.points)
            layers[level - 1][neuron - 1][source - (not self.saddle.bias)] += step
        moved = Point(replace(self.saddle, layers=tuple(layers)), self.spot.inputs)
        t = 1 + Fraction(k, self.points)
        return _stop(t, moved.labelled(self.located.labels), self.pair[0], "down")


def level_descent(
    network: Network, problem: Problem, epsilon: Any, points: int = 20
) -> LevelDescent:
    """Return the path from a split local minimum to a saddle and down, with its certificate.

    The local minimum lies within epsilon of the given parameters, in every coordinate.

    Raises:
        InputError: no neuron has a twin, or an epsilon that is not positive.
        PrecisionError: no such minimum or no saddle was proved.
    """
    twins = list(_twins(network))
    if not twins:
        raise InputError(
            "hypothesis split neuron",
            given="no two neurons of a layer compute the same function",
            admissible="a network such as `proofcheck split` writes",
            repair="split a neuron first, or use --by theorem-5",
        )
    size, found = positive_distance(epsilon), polished(network, problem)
    spot, reason = Spot(found or network, problem), ""
    if found is None or not spot.lies_within(fmpq(size.numerator, size.denominator), network):
        raise _undecided(f"no critical point was found within {epsilon}")
    for pair in twins:
        for lam in LAST_LAMBDAS:
            candidate = _candidate(spot, pair, lam, points)
            report = verify(candidate.certificate)
            if report.accepted:
                return candidate
            reason = report.reason
    raise _undecided(reason)


def _twins(network: Network) -> Iterator[Pair]:
    """Yield a neuron and its last copy, for every group of several neurons, from the top down."""
    groups = merge(network).groups
    for level in range(len(network.layers) - 1, 0, -1):
        yield from ((level, ks[0] + 1, ks[-1] + 1) for ks in groups[level] if len(ks) > 1)


def _candidate(spot: Spot, pair: Pair, lam: fmpq, points: int) -> LevelDescent:
    level, neuron, twin = pair
    saddle = saddle_nearby(spot.network, level, neuron, lam, twin)
    direction = apart(spot.network, level, neuron, lam, twin)
    found = spot.certificate(
        "non-attracting",
        dimension=spot.merged.dimension,
        saddle=network_json(saddle),
        direction=entries(direction),
    )
    return LevelDescent(spot, saddle, direction, pair, points, found)


def _stop(t: Fraction, point: Point, layer: int | None, note: str) -> Stop:
    top = max((abs(x) for x in flat(point.layers)), key=lambda x: x.mid().fmpq())
    return Stop(t, point.loss, top, layer, note)


def _undecided(reason: str) -> PrecisionError:
    return PrecisionError(
        "path to a saddle",
        given=reason,
        admissible="a split local minimum that `proofcheck certify` decides",
        repair="see what certify says, or use --by theorem-5",
    )
