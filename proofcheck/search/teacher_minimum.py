"""Minima found by training: BFGS and Newton find them, Krawczyk's test proves that they exist.

The labels are the outputs of an exact teacher network, so the data are exact real numbers.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from proofcheck.arithmetic import Arithmetic, Array, Balls, Floats, Multiprecision, exact_from_float
from proofcheck.arithmetic.linear import krawczyk
from proofcheck.core import PrecisionError
from proofcheck.networks import Architecture, Network, forward_pass
from proofcheck.search.points import Point, at_network
from proofcheck.search.split_instance import view_bits

NEWTON_STEPS = 8
"""From float64 on, the number of correct digits doubles: enough for thousands of digits."""

Inputs = tuple[tuple[Fraction, ...], ...]


@dataclass(frozen=True, eq=False)
class TeacherMinimum:
    """A local minimum of a small network on the data of a teacher.

    Attributes:
        name: of the instance, for scopes and messages.
        teacher: exact network; the labels are its outputs.
        inputs: exact, shape (N, n_0).
        architecture: of the smaller network.
        start: exact parameters from which BFGS starts.
        digits: decimal digits of the views.
    """

    name: str
    teacher: Network
    inputs: Inputs
    architecture: Architecture
    start: tuple[Fraction, ...]
    digits: int

    @cached_property
    def found(self) -> tuple[Fraction, ...]:
        """What BFGS finds in float64, as exact binary values: an approximation, no proof."""
        from scipy.optimize import minimize  # half a second

        def value_and_slope(flat: Any) -> tuple[Any, Any]:
            point = self.point(np.asarray(flat, dtype=np.float64), Floats())
            return point.loss, point.gradient

        result = minimize(value_and_slope, Floats().array(list(self.start)), jac=True)
        return tuple(exact_from_float(float(value)) for value in result.x)

    def point(self, flat: Any, arithmetic: Arithmetic) -> Point:
        """Return the point with these parameters and the teacher's labels."""
        labels = forward_pass(self.teacher, self.inputs, arithmetic).outputs
        activation = self.teacher.activation
        return at_network(self.architecture, activation, flat, self.inputs, labels, arithmetic)

    @cached_property
    def first(self) -> Point:
        """The point in balls: a box that is proved to hold exactly one critical point.

        Raises:
            PrecisionError: Krawczyk's test does not contract.
        """
        bits = view_bits(self.digits)
        balls = Balls(bits)
        labels = self.point(list(self.found), balls).labels

        def at(flat: Array) -> Point:
            activation = self.teacher.activation
            return at_network(self.architecture, activation, flat, self.inputs, labels, balls)

        approximate = self.second
        centre = [
            approximate.arithmetic.to_rational_midpoint(w)
            for layer in approximate.weights
            for w in layer.ravel()
        ]
        radius = Fraction(1, 10 ** (self.digits // 2))
        box = krawczyk(lambda w: at(w).gradient, lambda w: at(w).hessian, centre, radius, bits)
        if box is None:
            raise PrecisionError(
                f"critical point of {self.name}",
                given=f"Krawczyk's test at {bits} bits, radius {float(radius):.0e}",
                admissible="a box on which the test contracts",
                repair="ask for more digits, or start elsewhere",
            )
        return at(box)

    @cached_property
    def second(self) -> Point:
        """The point in multiprecision floating point, by Newton's method: a second arithmetic."""
        arithmetic = Multiprecision(2 * self.digits + 30)
        point = self.point(list(self.found), arithmetic)
        for _ in range(NEWTON_STEPS):
            flat = np.concatenate([layer.ravel() for layer in point.weights])
            point = point.with_flat(flat - arithmetic.solve(point.hessian, point.gradient))
        return point

    def to_json(self) -> dict[str, Any]:
        """Return the recipe with exact values as strings."""
        return {
            "instance": self.name,
            "teacher": self.teacher.architecture.label(),
            "teacher parameters": [str(value) for value in self.teacher.parameters],
            "inputs": [[str(value) for value in row] for row in self.inputs],
            "network": self.architecture.label(),
            "bias": self.architecture.bias,
            "start": [str(value) for value in self.start],
        }
