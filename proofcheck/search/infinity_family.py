"""Random minima at infinity with a random network of their neighbourhood, and plain networks.

The first family constructs the minimum for random data and moves every parameter inside the
certified neighbourhood. The second takes any network and labels: the identity of the gap holds
everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from proofcheck.arithmetic import Arithmetic, Array, Balls, Multiprecision
from proofcheck.core import Choices, Family, Outcome, Verdict
from proofcheck.networks import SIGMOID, TANH, Architecture, ForwardPass, Network, forward_pass
from proofcheck.networks.loss import residual, squared_norm
from proofcheck.search.compare import equal
from proofcheck.search.decisions import greater
from proofcheck.search.infinity import MinimumAtInfinity, minimum_at_infinity
from proofcheck.search.infinity_point import PointAtInfinity, activations_below, rate_of
from proofcheck.search.split_instance import view_bits

Row = tuple[Fraction, ...]
SHAPES = {
    "one hidden layer": (2, 2, 1),
    "two hidden layers": (2, 3, 2, 1),
    "three hidden layers": (2, 2, 2, 2, 1),
    "one neuron per layer": (2, 1, 1, 1),
    "one neuron": (2, 1, 1),
}
OTHERS = ("without output bias", "tanh", "mean 0", "no moments")
REGIONS = (*SHAPES, *OTHERS)
STEPS = 64
"""Random moves are multiples of delta/STEPS, from -delta to delta."""


@dataclass(frozen=True)
class NetworkOnData:
    """A finite network with biases on exact data, seen in balls and in mpmath."""

    network: Network
    inputs: tuple[Row, ...]
    targets: Row
    digits: int
    labels: tuple[str, ...]
    met: Mapping[str, Verdict] = field(default_factory=dict)

    @cached_property
    def first(self) -> DataView:
        """The view in balls."""
        return DataView(self, Balls(view_bits(self.digits)))

    @cached_property
    def second(self) -> DataView:
        """The view in multiprecision floating point, with twice the digits."""
        return DataView(self, Multiprecision(2 * self.digits + 30))

    def to_json(self) -> dict[str, Any]:
        """Return the network and the data with exact values."""
        return {
            "architecture": self.network.architecture.label(),
            "activation": self.network.activation.name,
            "parameters": [str(w) for w in self.network.parameters],
            "inputs": [[str(x) for x in row] for row in self.inputs],
            "labels": [str(y) for y in self.targets],
        }


class DataView:
    """The network on its data in one arithmetic."""

    def __init__(self, instance: NetworkOnData, arithmetic: Arithmetic) -> None:
        self.instance, self.arithmetic = instance, arithmetic
        self.rate = rate_of(instance.network.activation)

    @cached_property
    def values(self) -> ForwardPass:
        """The forward pass."""
        return forward_pass(self.instance.network, self.instance.inputs, self.arithmetic)

    @cached_property
    def loss(self) -> Any:
        """The squared loss."""
        return self.loss_with(None)

    def loss_with(self, saturated: int | None) -> Any:
        """Return the loss with the bias of one neuron (from 1) of layer L-1 at infinity."""
        values = self.values
        r = residual(values, self.instance.targets)
        if saturated is not None:
            with self.arithmetic.active():
                active = values.activations[-1][saturated]
                r = r + (1 - active) * values.weights[-1][0, saturated]
        return squared_norm(values, r)

    @cached_property
    def mean(self) -> Fraction:
        """The mean of the labels."""
        return sum(self.instance.targets, Fraction(0)) / len(self.instance.targets)

    @cached_property
    def deviations(self) -> Array:
        """The deviations c - y, shape (N,)."""
        return self.arithmetic.array([self.mean - y for y in self.instance.targets])

    def neurons(self) -> Iterator[tuple[Any, Any, Any]]:
        """Yield p_i, v_i and e_{i,alpha}, shape (N,), of the last hidden layer."""
        weights = self.values.weights[-2]
        for i, row in enumerate(weights):
            p = self.arithmetic.exp(row[0] * (-self.rate))
            z = self.arithmetic.matmul(row[None, 1:], self.values.activations[-2][1:])[0]
            yield p, self.values.weights[-1][0, i + 1], self.arithmetic.exp(z * (-self.rate))


def gap_identity(instance: NetworkOnData, claim: Any) -> Outcome:
    """Compare loss - sum d^2 with sum (f - c)^2 + sum_i p_i K_i, K_i as claimed."""

    def sides(view: DataView) -> Iterator[tuple[str, Any, Any]]:
        d, outputs = view.deviations, view.values.outputs
        distance = outputs - view.arithmetic.number(view.mean)
        right = (distance * distance).sum()
        for p, v, e in view.neurons():
            right = right + p * claim["K"](view.rate, v, (d * e / (e * p + 1)).sum())
        yield "gap", np.array([view.loss - (d * d).sum()]), np.array([right])

    return equal(instance, sides)


@dataclass(frozen=True)
class Nearby:
    """A minimum at infinity and exact moves inside its neighbourhood.

    `moves` gives one number from -1 to 1 for every parameter of the network; those of the biases
    of the last hidden layer are not used, `heights` are added to the threshold instead.
    """

    found: MinimumAtInfinity
    moves: Row
    heights: Row
    digits: int
    labels: tuple[str, ...]

    @property
    def met(self) -> Mapping[str, Verdict]:
        """The hypotheses of theorem-4 that the data and the architecture meet."""
        wide = min(self.found.point.architecture.widths[1:-1]) >= 2
        distinct = len(set(self.found.point.inputs)) == len(self.found.point.inputs)
        return {
            "two-neurons": _verdict(wide),
            "almost-every": self._moment(),
            "distinct": _verdict(distinct),
            "labels-differ": _verdict(any(self.found.point.deviations)),
            "opposite": Verdict.HOLDS,
        }

    def _moment(self) -> Verdict:
        """Whether some moment of act(L-2) is not 0: exact for the inputs, else proved or not."""
        point, balls = self.found.point, Balls(view_bits(self.digits))
        if not point.earlier:
            columns = zip(*point.inputs, strict=True)
            pairs = (zip(point.deviations, column, strict=True) for column in columns)
            return _verdict(any(sum(d * x for d, x in pair) for pair in pairs))
        earlier = [balls.array(layer) for layer in point.earlier]
        below = activations_below(point.activation, earlier, balls.array(point.inputs), balls)
        with balls.active():
            moments = (below * balls.array(point.deviations)).sum(axis=1)
        found = any(balls.certainly_nonzero(x) for x in moments)
        return Verdict.HOLDS if found else Verdict.UNDECIDED

    def network(self, point: PointAtInfinity) -> Network:
        """Return the network that the moves make of the point."""
        box = self.found.neighbourhood
        start = point.network([box.threshold + h for h in self.heights])
        architecture = start.architecture
        fixed = {
            architecture.parameter_index(architecture.depth - 1, i, 0)
            for i in range(1, architecture.widths[-2] + 1)
        }
        if point.output_bias is None:
            fixed.add(architecture.parameter_index(architecture.depth, 1, 0))
        flat = [
            w if k in fixed else w + box.delta * m
            for k, (w, m) in enumerate(zip(start.parameters, self.moves, strict=True))
        ]
        return Network.from_parameters(architecture, start.activation, flat)

    def seen(self, point: PointAtInfinity) -> NetworkOnData:
        """Return the moved network on the data."""
        network = self.network(point)
        return NetworkOnData(network, point.inputs, point.labels, self.digits, self.labels)

    def to_json(self) -> dict[str, Any]:
        """Return the point, and the network that was looked at."""
        point = self.found.point
        return {**point.to_json(), "network": [str(w) for w in self.network(point).parameters]}


def larger_inside(instance: Nearby, claim: Any) -> Outcome:
    """Decide that the moved network has a larger loss than the point of the claim."""
    point = claim["point"](instance.found.point)
    name = "loss minus limit"
    return greater(instance.seen(point), name, lambda v: v.loss, _constant(point.loss))


def larger_in_each(instance: Nearby, claim: Any) -> Outcome:
    """Decide that the loss exceeds its limit as u_{1,0} alone tends to infinity (p. 8)."""
    seen = instance.seen(claim["point"](instance.found.point))
    return greater(seen, "loss minus limit", lambda v: v.loss, lambda v: v.loss_with(1))


def _constant(value: Fraction) -> Callable[[Any], Any]:
    return lambda view: view.arithmetic.number(value)


def _verdict(met: bool) -> Verdict:
    return Verdict.HOLDS if met else Verdict.REFUTED


def draw_nearby(choices: Choices, region: str, digits: int) -> Nearby:
    """Return a minimum at infinity for random data and random moves, every second time none."""
    inputs, targets = draw_data(choices, region)
    found = minimum_at_infinity(
        inputs,
        targets,
        Architecture(SHAPES.get(region) or choices.pick(tuple(SHAPES.values())[:3])),
        TANH if region == "tanh" else SIGMOID,
        output_bias=region in SHAPES or region in ("tanh", "no moments"),
        seed=choices.integer(0, 99),
        bits=view_bits(digits),
    )
    still = choices.pick((True, False))
    size = found.point.architecture.parameter_count
    moves = [Fraction(0) if still else choices.fraction(-1, 1, STEPS) for _ in range(size)]
    width = found.point.architecture.widths[-2]
    heights = [choices.fraction(0, 8, 16) + choices.pick((0, 0, 40)) for _ in range(width)]
    heights[0] = choices.fraction(0, 8, 16)
    return Nearby(found, tuple(moves), tuple(heights), digits, (region,))


def draw_data(choices: Choices, region: str) -> tuple[tuple[Row, ...], Row]:
    """Return inputs of two coordinates, all different, and labels, not all equal."""
    samples = choices.integer(2, 5)
    rows: tuple[Row, ...]
    if region == "no moments":
        x = tuple(choices.fraction(1, 2, 4) for _ in range(2))
        rows = (x, (Fraction(0),) * 2, tuple(-t for t in x))
        return rows, (Fraction(0), choices.fraction(1, 3, 4), Fraction(0))
    grid = choices.shuffle([(a, b) for a in range(-2, 3) for b in range(-2, 3)])[:samples]
    rows = tuple((Fraction(a, 2), Fraction(b, 2)) for a, b in grid)
    targets = [choices.fraction(-2, 2, 4) for _ in range(samples)]
    targets[0] = targets[1] + choices.fraction(1, 2, 4)
    if region == "mean 0":
        mean = sum(targets, Fraction(0)) / samples
        targets = [y - mean for y in targets]
    return rows, tuple(targets)


def draw_network(choices: Choices, region: str, digits: int) -> NetworkOnData:
    """Return any network with biases on any data."""
    inputs, targets = draw_data(choices, region)
    architecture = Architecture(SHAPES.get(region, (2, 3, 1)))
    activation = TANH if region == "tanh" else SIGMOID
    flat = [choices.fraction(-2, 2, 4) for _ in range(architecture.parameter_count)]
    network = Network.from_parameters(architecture, activation, flat)
    return NetworkOnData(network, inputs, targets, digits, (region,))


NEARBY = Family("minima at infinity", REGIONS, draw_nearby)
NETWORKS = Family("networks with biases", (*SHAPES, "tanh"), draw_network)
