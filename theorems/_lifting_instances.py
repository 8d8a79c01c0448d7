"""Exact instances of one layer for Lemma 19: weights, activations in an open interval, a change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from flint import fmpq

from proofcheck.arithmetic import Array, Rationals
from proofcheck.core import Choices, Family, Verdict
from proofcheck.paths import Lift, independent_columns, lemma_19_lift

IMAGES = {
    "sigmoid image (0, 1)": (Fraction(0), Fraction(1)),
    "tanh image (-1, 1)": (Fraction(-1), Fraction(1)),
    "image (-3, 0)": (Fraction(-3), Fraction(0)),
    "image (1, 4)": (Fraction(1), Fraction(4)),
}
"""The closure of the last one does not contain 0: class A excludes it, the lemma need not."""
SHAPES = ("as wide", "narrower", "duplicated neurons", "saturated neurons", "start")
Q = Rationals()


@dataclass(frozen=True)
class LayerInstance:
    """One layer: weights with the bias in column 0, activations a, and n~ = n(t) - n(0)."""

    weights: Array
    activations: Array
    change: Array
    columns: tuple[int, ...]
    image: tuple[Fraction, Fraction]
    labels: tuple[str, ...]

    @property
    def met(self) -> Mapping[str, Verdict]:
        """Width and rank hold by construction; the last image does not contain 0 in its closure."""
        zero = self.image[0] <= 0 <= self.image[1]
        return {
            "width": Verdict.HOLDS,
            "full-rank": Verdict.HOLDS,
            "zero-in-closure": Verdict.HOLDS if zero else Verdict.REFUTED,
        }

    @cached_property
    def lift(self) -> Lift:
        """The weights and activations of the construction, in rationals."""
        low, high = self.image
        return lemma_19_lift(
            self.weights,
            self.activations,
            self.inverse,
            self.columns,
            self.change,
            ((low + high) / 2, (high - low) / 2),
            True,
            Q,
        )

    @property
    def inverse(self) -> Array:
        """W^-1."""
        size = len(self.weights)
        identity = Q.array([[int(i == j) for j in range(size)] for i in range(size)])
        return Q.solve(self.weights[:, list(self.columns)], identity)

    def to_json(self) -> dict[str, Any]:
        """Return the exact values."""
        arrays = {"w": self.weights, "a": self.activations, "change": self.change}
        text = {name: [[str(v) for v in row] for row in rows] for name, rows in arrays.items()}
        return {**text, "columns": self.columns, "image": [str(end) for end in self.image]}


def preactivations(weights: Array, activations: Array) -> Array:
    """Return w a + w_0 by sums of products, for weights with the bias in column 0."""
    rows = [
        [row[0] + sum((x * y for x, y in zip(row[1:], a, strict=True)), fmpq(0)) for a in columns]
        for row in weights
        for columns in [list(activations.T)]
    ]
    return Q.array(rows)


def draw_layer(choices: Choices, region: str, _digits: int) -> LayerInstance:
    """Return a layer with weights of full rank; `region` is an image and a shape."""
    place, shape = region.split("; ")
    image = IMAGES[place]
    above = choices.integer(1, 3)
    below = above if shape == "as wide" else above + choices.integer(1, 2)
    samples = choices.integer(1, 5)
    weights, columns = _full_rank(choices, above, below, shape)
    share = (
        (lambda: choices.pick((1, 9999)) * Fraction(1, 10000))
        if shape == "saturated neurons"
        else (lambda: choices.fraction(Fraction(1, 12), Fraction(11, 12), 12))
    )
    rows = [[share() for _ in range(samples)] for _ in range(below)]
    if shape == "duplicated neurons":
        rows = [rows[0]] * below
    a = [[image[0] + x * (image[1] - image[0]) for x in row] for row in rows]
    size = 0 if shape == "start" else choices.pick((1, 30))
    moved = [[size * choices.fraction(-2, 2, 3) for _ in range(samples)] for _ in range(above)]
    return LayerInstance(
        Q.array(weights),
        Q.array(a),
        Q.array(moved),
        tuple(c + 1 for c in columns),
        image,
        (region, place, shape),
    )


def _full_rank(
    choices: Choices, above: int, below: int, shape: str
) -> tuple[list[list[Fraction]], list[int]]:
    """Return weights, bias first, and independent columns; equal columns for equal neurons."""
    while True:
        rows = [[choices.fraction(-2, 2, 2) for _ in range(below + 1)] for _ in range(above)]
        if shape == "duplicated neurons" and below > above:
            rows = [[*row[:-1], row[1]] for row in rows]
        columns = independent_columns([row[1:] for row in rows])
        if columns is not None:
            return rows, columns


LAYERS = Family("one layer, exact", tuple(f"{i}; {s}" for s in SHAPES for i in IMAGES), draw_layer)
