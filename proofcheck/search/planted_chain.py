"""Minima of small networks with planted labels: B of every hidden layer is a wanted matrix.

The residual solves gradient = 0 and B(l) = wanted(l) for neuron 1 of every hidden layer; it is then
scaled by a power of two until the Hessian is positive definite (see `minima`). The weights are
exact, the labels are y = f - r with r the exact solution of that linear system.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from proofcheck.arithmetic import Arithmetic, Array, Balls, Floats, Multiprecision
from proofcheck.arithmetic.linear import is_positive_definite
from proofcheck.core import PrecisionError, Verdict
from proofcheck.networks import (
    B_functionals,
    ForwardPass,
    Network,
    forward_pass,
    gradient_functionals,
    labels_of,
    pivot_samples,
    plant,
)
from proofcheck.search.points import Point
from proofcheck.search.split_instance import view_bits
from proofcheck.search.teacher_minimum import Inputs

Matrix = tuple[tuple[Fraction, ...], ...]
SMALLEST_FACTOR = 64
GRID = 4
"""Free residuals are multiples of 1/GRID before scaling."""


@dataclass(frozen=True, eq=False)
class PlantedMinimum:
    """A network with planted labels.

    Attributes:
        name: of the instance, for scopes and messages.
        network: exact weights.
        inputs: exact, shape (N, n_0).
        wanted: hidden layer -> the wanted B of its first neuron, up to `factor`.
        digits: decimal digits of the views.
        factor: the exact number that scales the residual.
    """

    name: str
    network: Network
    inputs: Inputs
    wanted: dict[int, Matrix]
    digits: int
    factor: Fraction = Fraction(1)

    @cached_property
    def guess(self) -> tuple[list[int], tuple[Fraction, ...]]:
        """The samples to solve for, and the residuals of all before scaling: short decimals.

        The shortest residual that meets the conditions in float64, rounded: the system is then
        solved for the pivot samples again, so that nothing depends on how good the guess is.
        """
        values = forward_pass(self.network, self.inputs, Floats())
        rows, right = replace(self, factor=Fraction(1)).conditions(values)
        sizes = np.abs(rows).max(axis=1)
        wanted = Floats().array(right) / sizes
        shortest = np.linalg.lstsq(rows / sizes[:, None], wanted, rcond=None)[0]
        free = tuple(Fraction(round(GRID * float(r)), GRID) for r in shortest)
        return pivot_samples(rows, Floats()), free

    def conditions(self, values: ForwardPass) -> tuple[Array, list[Fraction]]:
        """Return the linear functionals of the residual and their wanted values."""
        rows = [gradient_functionals(values)]
        right = [Fraction(0)] * len(rows[0])
        for layer, wanted in self.wanted.items():
            rows.append(B_functionals(values, layer, 1))
            upper = zip(*np.triu_indices(len(wanted)), strict=True)
            right += [self.factor * wanted[i][j] for i, j in upper]
        return np.concatenate(rows), right

    def at(self, arithmetic: Arithmetic) -> Point:
        """Return the point in an arithmetic; balls enclose the exact labels."""
        values = forward_pass(self.network, self.inputs, arithmetic)
        rows, right = self.conditions(values)
        pivots, guess = self.guess
        free = [self.factor * value for value in guess]
        r = plant(rows, right, free, arithmetic, pivots)
        shape = self.network.architecture, self.network.activation
        return Point(*shape, values.weights, self.inputs, labels_of(values, r), arithmetic)

    @cached_property
    def first(self) -> Point:
        """The point in balls."""
        return self.at(Balls(view_bits(self.digits)))

    @cached_property
    def second(self) -> Point:
        """The point in multiprecision floating point: a second arithmetic."""
        return self.at(Multiprecision(2 * self.digits + 30))

    def to_json(self) -> dict[str, Any]:
        """Return the recipe with exact values as strings."""
        return {
            "instance": self.name,
            "network": self.network.architecture.label(),
            "bias": self.network.architecture.bias,
            "parameters": [str(value) for value in self.network.parameters],
            "inputs": [[str(value) for value in row] for row in self.inputs],
            "B": {k: [[str(v) for v in row] for row in B] for k, B in self.wanted.items()},
            "factor": str(self.factor),
        }


def scaled_to_minimum(planted: PlantedMinimum) -> PlantedMinimum:
    """Return the instance with a positive definite Hessian and a loss below 1.

    Raises:
        PrecisionError: no power of two down to 2^-64 is small enough: J lacks full column rank.
    """
    bits = view_bits(planted.digits)
    for power in range(0, SMALLEST_FACTOR, 2):
        candidate = replace(planted, factor=planted.factor / 2**power)
        if not candidate.first.loss < 1:
            continue
        if is_positive_definite(candidate.first.hessian, bits) is Verdict.HOLDS:
            return candidate
    raise PrecisionError(
        f"planted minimum {planted.name}",
        given=f"no factor down to 2^-{SMALLEST_FACTOR}",
        admissible="a Jacobian of full column rank",
        repair="change the weights or add inputs",
    )


def unit_matrix(size: int) -> Matrix:
    """Return the identity matrix, exact."""
    return tuple(tuple(Fraction(int(i == j)) for j in range(size)) for i in range(size))
