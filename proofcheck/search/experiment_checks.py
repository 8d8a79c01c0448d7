"""The printed figures of section 5.4 (p. 16-17) against the certified minimum."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from proofcheck.arithmetic import Arithmetic
from proofcheck.core import Budget, Outcome, holds, refuted
from proofcheck.networks import Architecture
from proofcheck.search.compare import equal
from proofcheck.search.decisions import all_hold, greater, printed
from proofcheck.search.paper_experiment import experiment
from proofcheck.search.points import Point
from proofcheck.search.teacher_minimum import TeacherMinimum
from proofcheck.symbolic.claims import Formulas


def printed_loss(budget: Budget, claim: str) -> Outcome:
    """Decide whether the loss of the minimum rounds to the claimed decimal."""
    return printed(experiment(budget.digits), "loss", lambda v: v.loss, claim)


def between_ticks(budget: Budget, claim: tuple[str, str]) -> Outcome:
    """Decide whether the loss of the minimum lies between two ticks of Figure 3."""
    small = experiment(budget.digits)
    low, high = claim
    return all_hold(
        check()
        for check in (
            lambda: greater(small, "loss", lambda v: v.loss, lambda v: v.arithmetic.number(low)),
            lambda: greater(small, "tick", lambda v: v.arithmetic.number(high), lambda v: v.loss),
        )
    )


def printed_eigenvalues(budget: Budget, claim: Formulas) -> Outcome:
    """Decide whether factor * B(1) has the claimed eigenvalues, rounded as printed.

    B(1) is that of eq. (1), p. 11, with dl/dn = 2 (f - y) ...
    """
    small = experiment(budget.digits)

    def eigenvalue(view: Point, sign: int) -> Any:
        factor = view.arithmetic.number(claim["factor"])
        return eigenvalue_of_two(view.B(1) * factor, sign, view.arithmetic)

    pairs = zip((1, -1), claim["printed"], strict=True)
    return all_hold(
        printed(small, "eigenvalue of B(1)", lambda v, s=sign: eigenvalue(v, s), text)  # type: ignore[misc]
        for sign, text in pairs
    )


def printed_B2(budget: Budget, claim: Formulas) -> Outcome:
    """Decide whether factor * B(2), a number, rounds to the claimed decimal."""
    small = experiment(budget.digits)

    def value(view: Point) -> Any:
        return view.B(2)[0, 0] * view.arithmetic.number(claim["factor"])

    return printed(small, "B(2)", value, claim["printed"])


def eigenvalue_of_two(matrix: Any, sign: int, arithmetic: Arithmetic) -> Any:
    """Return the larger (sign 1) or smaller (-1) eigenvalue of a symmetric 2 x 2 matrix."""
    half_trace = (matrix[0, 0] + matrix[1, 1]) / 2
    half_gap = (matrix[0, 0] - matrix[1, 1]) / 2
    square = half_gap * half_gap + matrix[0, 1] * matrix[1, 0]
    return half_trace + sign * arithmetic.exp(arithmetic.log(square) / 2)


@dataclass(frozen=True, eq=False)
class WithBiases:
    """The experiment's point in the model of section 3: all biases 0."""

    small: TeacherMinimum

    @property
    def digits(self) -> int:
        """Decimal digits of the views."""
        return self.small.digits

    @property
    def first(self) -> Point:
        """The point in balls."""
        return with_zero_biases(self.small.first)

    @property
    def second(self) -> Point:
        """The point in a second arithmetic."""
        return with_zero_biases(self.small.second)

    def to_json(self) -> dict[str, Any]:
        """Return the recipe with exact values as strings."""
        return {**self.small.to_json(), "biases": "0"}


def with_zero_biases(point: Point) -> Point:
    """Return the same function in the architecture with biases."""
    zeros = [point.arithmetic.zeros((len(layer), 1)) for layer in point.weights]
    weights = [np.concatenate(pair, axis=1) for pair in zip(zeros, point.weights, strict=True)]
    architecture = Architecture(point.architecture.widths)
    return replace(point, architecture=architecture, weights=tuple(weights))


def critical_in_the_model(budget: Budget, claim: str) -> Outcome:
    """Compare the gradient with 0 in the bias directions, or in the weight directions."""

    def sides(view: Point) -> Iterator[tuple[str, Any, Any]]:
        architecture = view.architecture
        places = [
            architecture.parameter_index(layer, neuron, source)
            for layer, neuron, source in architecture.all_parameters()
            if (source == 0) == (claim == "biases")
        ]
        yield f"gradient in the {claim}", view.gradient[places], view.arithmetic.zeros(len(places))

    return equal(WithBiases(experiment(budget.digits)), sides)


def D_shape(budget: Budget, claim: Any) -> Outcome:
    """Compare the shape of D(1) of the experiment with the claim (from the widths)."""
    point = experiment(budget.digits).first
    widths = point.architecture.widths
    found, claimed = point.D(1).shape, claim(widths)
    if found == claimed:
        return holds(f"D(1) has shape {found}")
    counted = (point.architecture.sources(1), widths[2])
    confirmed = "incoming weights and next width" if counted != claimed else ""
    return refuted(f"D(1) has shape {found}, claimed {claimed}", confirmed_by=confirmed)
