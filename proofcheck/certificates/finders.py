"""Finders of witnesses at a critical point: loss bounds, directions, B and D of a neuron."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import flint
import numpy as np
from flint import arb, fmpq

from proofcheck.certificates.first_rung import FirstRung
from proofcheck.certificates.polish import BITS, RADIUS, case_of, distance, rounded
from proofcheck.certificates.writer import Json, Problem, certificate, entries, network_json, text
from proofcheck.checker import Case, read_case
from proofcheck.checker.balls import NotProvedError
from proofcheck.checker.fields import Matrix, Network, Place, Vector, number_of
from proofcheck.checker.merging import Merged, flat, labels, locate, merge
from proofcheck.checker.point import Point

_SHOWN = 8
"""Digits of a direction, and of the bounds of a loss."""


@dataclass(frozen=True)
class Spot:
    """A network that is critical to many digits, or exactly (labels planted there: radius "0")."""

    network: Network
    problem: Problem
    radius: str = RADIUS

    @cached_property
    def case(self) -> Case:
        """Network and data as the checker reads them."""
        return case_of(self.network, self.problem)

    @property
    def inputs(self) -> Matrix:
        """The exact inputs."""
        return self.case.inputs

    @cached_property
    def labels(self) -> Vector:
        """Enclosures of the labels."""
        with flint.ctx.workprec(BITS):
            return labels(self.case)

    @cached_property
    def point(self) -> Point:
        """The point at the given parameters, in balls."""
        with flint.ctx.workprec(BITS):
            return Point(self.network, self.inputs).labelled(self.labels)

    @cached_property
    def merged(self) -> Merged:
        """The merged network."""
        return merge(self.network)

    @cached_property
    def base(self) -> Json:
        """The fields radius and loss of a witness."""
        with flint.ctx.workprec(BITS):
            return {"radius": self.radius, "loss": bounds(self.point.loss)}

    def certificate(self, kind: str, **witness: Any) -> Json:
        """Return a certificate about this point."""
        return certificate(kind, self.network, self.problem, {**self.base, **witness})

    def minimum(self) -> Json:
        """Return a certificate of a local minimum, degenerate if neurons coincide."""
        dimension = self.merged.dimension
        if not dimension:
            return self.certificate("local-minimum")
        return self.certificate("degenerate-minimum", dimension=dimension)

    def lies_within(self, size: fmpq, given: Network) -> bool:
        """Return whether the critical point is proved to lie within so much of a network.

        Proved if a certificate of this point is: its radius bounds how far the point is from here.
        Where that is too far, Krawczyk's test gives a closer enclosure.
        """
        near = distance(self.network, given)
        if near >= size or near + number_of(self.radius, "radius") <= size:
            return bool(near < size)
        case = read_case(self.certificate("critical-point"))
        with flint.ctx.workprec(BITS):
            try:
                point = locate(case).at(self.network)
            except NotProvedError:
                return False
            pairs = zip(flat(point.layers), flat(given.layers), strict=True)
            return all(abs(x - arb(w)) < arb(size) for x, w in pairs)

    def saddle(self, direction: Mapping[Place, Any]) -> Json:
        """Return a certificate of a saddle."""
        return self.certificate("saddle", direction=entries(direction))

    def suboptimal(self, better: Network | None = None) -> Json:
        """Return a certificate that a better network exists; None: the teacher."""
        found = "teacher" if better is None else network_json(better)
        return self.certificate("suboptimal", better=found)

    def neuron(self, level: int, number: int) -> Json:
        """Return a certificate of B and D of a neuron."""
        with flint.ctx.workprec(BITS):
            B, D = self.point.B(level, number), self.point.D(level, number)
            sign, vectors = _definiteness(B)
        zero = len(D) == 1 or self._planted(level, number)
        return self.certificate(
            "neuron",
            neuron=[level, number],
            B=sign,
            D="zero" if zero else "nonzero",
            vectors=[[text(x) for x in vector] for vector in vectors],
        )

    def _planted(self, level: int, number: int) -> bool:
        known = self.problem.labels.get("planted", {}).get("d_zero", [])
        return self.radius == "0" and [level, number] in [entry[:2] for entry in known]

    @cached_property
    def first_rung(self) -> FirstRung:
        """The Hessian in float64."""
        return FirstRung(self.network, self.inputs, self.point.residual)

    def lowest(self) -> dict[Place, fmpq] | None:
        """Return a direction of negative curvature, approximately the lowest; None: none seen."""
        found = self.first_rung.lowest()
        if found is None:
            return None
        places = [
            (level, neuron, source + 1 - self.network.bias)
            for level, layer in enumerate(self.network.layers, 1)
            for neuron, row in enumerate(layer, 1)
            for source in range(len(row))
        ]
        shown = [_short(x) for x in found]
        return {place: x for place, x in zip(places, shown, strict=True) if x != 0}


def bounds(x: arb) -> list[str]:
    """Return two short decimals around a positive number, far enough apart to be proved."""
    if not x > arb("1e-18"):
        return ["0", "1e-17"]
    exponent = int(arb.log(x).mid().fmpq() / fmpq(2302585, 1000000)) - 1
    digits = max(_SHOWN - exponent, 1)
    low = rounded(x, digits) - fmpq(1) / fmpq(10) ** digits
    high = low + fmpq(2) / fmpq(10) ** digits
    return [text(max(low, fmpq(0))), text(high)]


def approximate(a: Matrix) -> Any:
    """Return float64 midpoints."""
    return np.array([[float(x.mid()) for x in row] for row in a])


def _short(x: float) -> fmpq:
    return rounded(arb(float(x)), _SHOWN)


def eigenvectors(a: Matrix) -> list[list[fmpq]]:
    """Return approximate eigenvectors, by increasing eigenvalue, in short decimals.

    None at all where the entries are too large, or unknown.
    """
    largest = max(abs(x).mid() for row in a for x in row)
    scaled = a if largest == 0 else [[x / largest for x in row] for row in a]
    values = approximate(scaled)
    if not np.isfinite(values).all():
        return []
    vectors = np.linalg.eigh(values)[1]
    return [[_short(x) for x in vectors[:, k]] for k in range(len(a))]


def _definiteness(B: Matrix) -> tuple[str, list[list[fmpq]]]:
    values = np.linalg.eigvalsh(approximate(B))
    if values[0] > 0:
        return "positive-definite", []
    if values[-1] < 0:
        return "negative-definite", []
    vectors = eigenvectors(B)
    return "indefinite", [vectors[-1], vectors[0]]
