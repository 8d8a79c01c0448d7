"""Samples that come together: outgoing weights that keep the output, as the distance s goes to 0.

A class of samples has the patterns t_C + s delta_alpha; classes keep apart. The wide layer has N
neurons sigma(w x + b). In mpmath the outgoing weights v(s) with v(s) a(s) = T are compared with
those of the limit, where values and derivatives at t_C take the place of values.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Any

import mpmath

from proofcheck.core import Choices, Family, Outcome, Verdict, holds, refuted, scope
from proofcheck.search.choices import SeededChoices
from proofcheck.symbolic.claims import Formulas

CLASSES = {
    "a pair": (2,),
    "a pair and one": (2, 1),
    "two pairs": (2, 2),
    "three together": (3,),
    "three and one": (3, 1),
}
ACTIVATIONS = ("sigmoid", "tanh")
NEAR = Fraction(1, 10**9)
VARIANTS = 4
Target = Callable[[Fraction, int], Any]


@dataclass(frozen=True)
class Gathering:
    """Classes of samples, neurons (w, b) and one target per class."""

    sizes: tuple[int, ...]
    deltas: tuple[tuple[Fraction, ...], ...]
    neurons: tuple[tuple[Fraction, Fraction], ...]
    targets: tuple[Fraction, ...]
    activation: str
    digits: int
    label: str

    @property
    def met(self) -> Mapping[str, Verdict]:
        """Inputs differ and the layer is wide by construction."""
        names = ("distinct-inputs", "biases", "wide", "non-increasing", "increasing")
        return dict.fromkeys(names, Verdict.HOLDS)

    @property
    def labels(self) -> tuple[str, ...]:
        """The region, the classes, the activation."""
        return (self.label, *self.label.split("; "))

    @cached_property
    def limit(self) -> list[Any]:
        """The outgoing weights of the limit, by values and derivatives."""
        return _solved(self, None, self.digits, self._targets(lambda target, j: 0 if j else target))

    def weights(self, s: Fraction, digits: int, target: Target) -> list[Any]:
        """Return v with v a(s) = T, T given by the class's target and the number of the sample."""
        return _solved(self, s, digits, self._targets(target))

    def _targets(self, target: Target) -> tuple[Fraction, ...]:
        pairs = zip(self.sizes, self.targets, strict=True)
        return tuple(Fraction(target(value, j)) for size, value in pairs for j in range(size))

    def column(self, place: int, j: int, s: Fraction | None) -> list[Any]:
        """Return what all neurons show at sample j of a class (s None: their j-th derivatives)."""
        x = mpmath.mpf(place) + (0 if s is None else _mpf(s * self.deltas[place][j]))
        return [self._entry(x, j if s is None else 0, neuron) for neuron in self.neurons]

    def _entry(self, x: Any, order: int, neuron: tuple[Fraction, Fraction]) -> Any:
        w, b = map(_mpf, neuron)
        series = mpmath.taylor(self._sigma, w * x + b, order)
        return series[order] * w**order

    def _sigma(self, z: Any) -> Any:
        return mpmath.tanh(z) if self.activation == "tanh" else 1 / (1 + mpmath.exp(-z))

    def to_json(self) -> dict[str, Any]:
        """Return the exact values."""
        return {
            "deltas": [[str(x) for x in row] for row in self.deltas],
            "neurons": [[str(x) for x in row] for row in self.neurons],
            "targets": [str(x) for x in self.targets],
            "activation": self.activation,
        }


@lru_cache(maxsize=512)
def _solved(
    instance: Gathering, s: Fraction | None, digits: int, targets: tuple[Fraction, ...]
) -> list[Any]:
    """Return the weights that reach the targets, at three times the digits: columns are close."""
    with mpmath.workdps(3 * digits):
        places = [(place, j) for place, size in enumerate(instance.sizes) for j in range(size)]
        columns = [instance.column(place, j, s) for place, j in places]
        return list(
            mpmath.lu_solve(mpmath.matrix(columns), mpmath.matrix(list(map(_mpf, targets))))
        )


def _mpf(value: Fraction) -> Any:
    return mpmath.mpf(value.numerator) / value.denominator


def draw_gathering(choices: Choices, region: str, digits: int) -> Gathering:
    """Return one of a few families of classes of samples, which are evaluated once each."""
    return _gathering(region, choices.integer(0, VARIANTS - 1), digits)


@lru_cache(maxsize=256)
def _gathering(region: str, variant: int, digits: int) -> Gathering:
    """Return classes of samples; neurons of different steepness, so that none repeats another."""
    choices = SeededChoices(variant, region, 0)
    classes, activation = region.split("; ")
    sizes = CLASSES[classes]
    deltas = tuple(
        tuple(Fraction(x) for x in choices.shuffle(range(1, 6))[:size]) for size in sizes
    )
    steepness = choices.shuffle(range(1, 7))
    neurons = tuple((Fraction(w, 2), choices.fraction(-2, 2, 3)) for w in steepness[: sum(sizes)])
    targets = tuple(choices.fraction(-3, 3, 2) for _ in sizes)
    return Gathering(sizes, deltas, neurons, targets, activation, digits, region)


GATHERINGS = Family(
    "samples that come together",
    tuple(f"{c}; {a}" for c in CLASSES for a in ACTIVATIONS),
    draw_gathering,
)


def stays_bounded(instance: Gathering, claim: Formulas) -> Outcome:
    """Compare v(s) at a tiny distance s with the weights of the limit."""
    apart = _distance(instance, claim, instance.digits)
    if apart < 1:
        return holds("v(s) comes near the weights of the limit")
    again = _distance(instance, claim, 2 * instance.digits) >= 1
    return refuted(
        f"v(s) stays {mpmath.nstr(apart, 3)} times the allowed distance away from the limit",
        confirmed_by="twice the digits" if again else "",
        witness=instance.to_json(),
    )


def _distance(instance: Gathering, claim: Formulas, digits: int) -> Any:
    """Return |v(s) - v(0)| relative to 10^-3 (1 + |v(0)|)."""
    s = NEAR * NEAR
    found = instance.weights(s, digits, claim["target"])
    with mpmath.workdps(digits):
        size = 1 + max(abs(x) for x in instance.limit)
        gap = max(abs(x - y) for x, y in zip(found, instance.limit, strict=True))
        return 1000 * gap / size


SEEN = scope("sigmoid", "tanh", bias=("with bias",))
"""What these instances speak about."""
