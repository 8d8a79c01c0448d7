"""Networks with a wide layer and their paths to a global minimum, seen in balls and in mpmath.

Starts are zero, duplicated, saturated or drawn; the wide layer is the first, a middle or the last
one and has N - 1, N or N + 1 neurons; later layers never widen. Labels are drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

from proofcheck.arithmetic import Arithmetic, Array, Balls, Multiprecision
from proofcheck.core import Choices, Family, Verdict, scope
from proofcheck.networks import SIGMOID, TANH, Architecture, ForwardPass, Network
from proofcheck.paths import EscapePath, PathPoint, perturbed_start
from proofcheck.paths.perturbation import activation_vectors
from proofcheck.paths.ranks import independent_rows, inverse_defect
from proofcheck.search.choices import SeededChoices

ACTIVATIONS = {"sigmoid": SIGMOID, "tanh": TANH}
STARTS = ("zero start", "drawn start", "duplicated neurons", "saturated neurons")
PLACES = {
    "wide first": (lambda n: (1, n, min(n, 3), 2, 1), 1),
    "wide in the middle": (lambda n: (2, 1, n, 2, 1), 2),
    "wide last": (lambda n: (1, 2, n, 1), 2),
    "one hidden layer": (lambda n: (2, n, 1), 1),
}
"""Widths by the width of the wide layer, and which layer that is."""
SEVERAL_LATER = ("wide first", "wide in the middle")
VARIANTS = 2
EPSILONS = (Fraction(1, 100), Fraction(1, 10**9))


@dataclass(frozen=True, eq=False)
class PathView:
    """The path at t and, by a forward pass that knows nothing of it, the network there."""

    path: EscapePath
    t: Fraction
    arithmetic: Arithmetic

    @cached_property
    def point(self) -> PathPoint:
        """What the construction prescribes at t."""
        return self.path.at(self.t, self.arithmetic)

    @cached_property
    def start(self) -> PathPoint:
        """What it prescribes at t = 0."""
        return self.path.at(0, self.arithmetic)

    @cached_property
    def values(self) -> ForwardPass:
        """The forward pass at t."""
        return self.path.values(self.point, self.arithmetic)

    @cached_property
    def start_values(self) -> ForwardPass:
        """The forward pass at w'."""
        return self.path.values(self.start, self.arithmetic)

    @property
    def labels(self) -> Array:
        """The labels y."""
        return self.path.base(self.arithmetic).labels

    @property
    def time(self) -> Any:
        """The number t of the arithmetic."""
        return self.arithmetic.number(self.t)


@dataclass(frozen=True, eq=False)
class PathInstance:
    """A path and two of its times, s <= t."""

    path: EscapePath
    targets: tuple[Fraction, ...]
    bits: int
    times: tuple[Fraction, Fraction]
    digits: int
    labels: tuple[str, ...]

    @property
    def met(self) -> Mapping[str, Verdict]:
        """What the draw provides; how wide the wide layer is; whether its neurons span R^N.

        That 1 and its neurons do is certified by `perturbed_start`.
        """
        width = self.path.start.network.architecture.widths[self.path.start.layer]
        samples = len(self.path.start.inputs)
        return {
            **dict.fromkeys(("distinct", "biases", "non-increasing", "full-rank"), Verdict.HOLDS),
            **dict.fromkeys(("increasing", "rest-of-A", "wide-enough"), Verdict.HOLDS),
            "spanning-with-1": Verdict.HOLDS,
            "spanning": self._spanning(width, samples),
            "wide": Verdict.HOLDS if width >= samples else Verdict.REFUTED,
            "more": Verdict.HOLDS if width > samples else Verdict.REFUTED,
        }

    @property
    def spanning_neurons(self) -> tuple[int, ...]:
        """N neurons of l* (from 1) with independent activation vectors, proved; empty: none."""
        return _own_rows(self.path, self.bits)

    def _spanning(self, width: int, samples: int) -> Verdict:
        """Return whether the activation vectors of l* span R^N, without the constant vector."""
        if width < samples:
            return Verdict.REFUTED
        return Verdict.HOLDS if self.spanning_neurons else Verdict.UNDECIDED

    @cached_property
    def first(self) -> PathView:
        """The path at t in balls."""
        return PathView(self.path, self.times[1], Balls(self.bits))

    @cached_property
    def second(self) -> PathView:
        """The path at t in mpmath, with as many digits as the balls have."""
        return PathView(self.path, self.times[1], Multiprecision(self.bits * 3 // 10))

    def to_json(self) -> dict[str, Any]:
        """Return start, data, epsilon and times with exact values."""
        start = self.path.start
        architecture = start.network.architecture
        return {
            "widths": architecture.label(),
            "activation": start.network.activation.name,
            "parameters": [str(w) for w in start.original.parameters],
            "inputs": [[str(x) for x in row] for row in start.inputs],
            "labels": [str(y) for y in self.targets],
            "epsilon": str(start.epsilon),
            "layer": start.layer,
            "t": [str(t) for t in self.times],
        }


def draw_path(choices: Choices, region: str, digits: int) -> PathInstance:
    """Return a path of the region (activation; place of the wide layer; start) at drawn times."""
    path, targets, bits = _path(region, choices.integer(0, VARIANTS - 1), digits)
    times = sorted(choices.fraction(0, 1, 16) for _ in range(2))
    return PathInstance(
        path, targets, bits, (times[0], times[1]), digits, (region, *region.split("; "))
    )


@lru_cache(maxsize=256)
def _path(region: str, variant: int, digits: int) -> tuple[EscapePath, tuple[Fraction, ...], int]:
    """Return a path, its labels, and bits at which its outputs are known to twice the digits."""
    activation, place, kind = region.split("; ")
    choices = SeededChoices(variant, region, digits)
    samples = choices.integer(2, 4)
    width = max(samples + choices.integer(-1, 1), 2)
    widths, layer = PLACES[place]
    architecture = Architecture(widths(width))
    network = Network.from_parameters(
        architecture, ACTIVATIONS[activation], _parameters(choices, architecture, kind)
    )
    inputs = [[Fraction(k), *_more(choices, architecture)] for k in _distinct(choices, samples)]
    start = perturbed_start(network, inputs, choices.pick(EPSILONS), seed=variant, layer=layer)
    labels = tuple(choices.fraction(-2, 2, 4) for _ in range(samples))
    path = EscapePath(start, labels)
    return path, labels, path.working_bits(Fraction(1, 10 ** (2 * digits)))


@lru_cache(maxsize=256)
def _own_rows(path: EscapePath, bits: int) -> tuple[int, ...]:
    """Return N neurons (from 1) with a regular matrix of activations: without the row of ones."""
    start = path.start
    a = activation_vectors(start.network, start.inputs, start.layer, bits)[1:]
    rows = independent_rows(a, bits) if len(a) >= a.shape[1] else None
    if rows is None or inverse_defect(a[rows], bits) is None:
        return ()
    return tuple(row + 1 for row in rows)


def _distinct(choices: Choices, samples: int) -> list[Fraction]:
    return [Fraction(k, 2) for k in choices.shuffle(range(-3, 4))[:samples]]


def _more(choices: Choices, architecture: Architecture) -> list[Fraction]:
    return [choices.fraction(-1, 1, 2) for _ in range(architecture.widths[0] - 1)]


def _parameters(choices: Choices, architecture: Architecture, kind: str) -> list[Fraction]:
    """Return zeros, drawn values, large values, or one drawn neuron repeated in every layer."""
    if kind == "zero start":
        return [Fraction(0)] * architecture.parameter_count
    size = 12 if kind == "saturated neurons" else 2
    flat = [choices.fraction(-size, size, 3) for _ in range(architecture.parameter_count)]
    if kind == "duplicated neurons":
        for layer in range(1, architecture.depth + 1):
            first = architecture.incoming(layer, 1)
            for neuron in range(2, architecture.widths[layer] + 1):
                for place, source in zip(architecture.incoming(layer, neuron), first, strict=True):
                    flat[place] = flat[source]
    return flat


PATHS = Family(
    "paths of wide networks",
    tuple(f"{a}; {p}; {s}" for s in STARTS for p in PLACES for a in ACTIVATIONS),
    draw_path,
)
SEEN = scope("sigmoid", "tanh", bias=("with bias",))
"""What these instances speak about."""
