"""A path to a global minimum as a certificate: Theorem 5 for a network and data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb

from proofcheck.arithmetic import Arithmetic, Array, Balls
from proofcheck.certificates.polish import case_of
from proofcheck.certificates.writer import Json, Problem, certificate, network_json, text, weights
from proofcheck.checker.escape_witness import MOST_WIDE
from proofcheck.checker.fields import Network as Weights
from proofcheck.checker.labels import enclosed
from proofcheck.core.errors import InputError, PrecisionError
from proofcheck.networks import Network, loss
from proofcheck.networks.activation import BY_NAME
from proofcheck.networks.files import network_from_layers
from proofcheck.paths import EscapePath, largest, perturbed_start


@dataclass(frozen=True)
class Stop:
    """One stop on a path, in balls.

    Attributes:
        t: the place on the path.
        loss: the loss, from a forward pass at the parameters there.
        largest: the largest parameter, in size.
        layer: the layer that has moved farthest from the beginning, None: at the beginning.
        note: what else is to be said.

    >>> Stop(Fraction(1, 2), loss=arb(1), largest=arb(3), layer=2).layer
    2
    """

    t: Fraction
    loss: arb
    largest: arb
    layer: int | None
    note: str = ""


@dataclass(frozen=True, eq=False)
class Escape:
    """A path with its certificate; `bits` is the precision at which its outputs were proved.

    >>> from proofcheck.networks import SIGMOID, Architecture
    >>> net = Network.from_parameters(Architecture((1, 1, 1)), SIGMOID, [0, 1, 0, 2])
    >>> found = escape(net, Problem(((0,), (1,)), {"values": ["3", "0"]}), "1/10", points=2)
    >>> [(str(stop.t), stop.layer) for stop in found.stops()]
    [('0', None), ('1/2', 2), ('1', 2)]
    """

    path: EscapePath
    bits: int
    points: int
    certificate: Json

    def stops(self) -> Iterator[Stop]:
        """Yield the stops at equal steps of t, the start and the end included."""
        balls = Balls(self.bits)
        labels = self.path.base(balls).labels
        for k in range(self.points + 1):
            t = Fraction(k, self.points)
            point = self.path.at(t, balls)
            found = loss(self.path.values(point, balls), labels)
            with balls.active():
                pairs = zip(point.weights, self.path.base(balls).weights, strict=True)
                moved = [largest(abs(now - before)) for now, before in pairs]
                top = largest(np.array([largest(abs(now)) for now in point.weights]))
            yield Stop(t, found, top, _farthest(moved) if k else None)


def escape(
    network: Network,
    problem: Problem,
    epsilon: Any,
    seed: int = 0,
    layer: int | None = None,
    points: int = 20,
) -> Escape:
    """Return the path from near these parameters to a global minimum, with its certificate.

    Whether the certificate proves its claim is for the checker to say.

    Raises:
        InputError: a violated hypothesis, by name; more samples than the checker decides.
        PrecisionError: ranks or outputs are not proved at the largest precision, or the loss at
            the start is not proved positive.

    >>> from proofcheck.checker import verify
    >>> from proofcheck.networks import SIGMOID, Architecture
    >>> net = Network.from_parameters(Architecture((1, 1, 1)), SIGMOID, [0, 1, 0, 2])
    >>> found = escape(net, Problem(((0,), (1,)), {"values": ["3", "0"]}), "1/10", points=2)
    >>> verify(found.certificate).accepted
    True
    """
    if len(problem.inputs) > MOST_WIDE:
        raise InputError(
            "data",
            given=f"{len(problem.inputs)} samples",
            admissible=f"at most {MOST_WIDE} samples for a path",
            repair="take fewer samples",
        )
    start = perturbed_start(network, problem.inputs, epsilon, seed, layer)
    path = EscapePath(start, _labels(network, problem))
    bits = path.working_bits(times=(Fraction(1, points), Fraction(1, 2), Fraction(1)))
    if not path.at(0, Balls(bits)).loss > 0:
        raise PrecisionError(
            "loss at the start",
            given=f"not proved to differ from 0 at {bits} bits",
            admissible="a positive loss",
            repair="there is nothing to escape from: see `proofcheck certify`",
        )
    witness = {
        "start": network_json(weights(start.original)),
        "epsilon": text(start.epsilon),
        "layer": start.layer,
        "sources": list(start.rank.rows),
        "columns": [list(columns) for columns in start.columns.values()],
        "bits": bits,
        "points": points,
    }
    found = certificate("escape-path", weights(start.network), problem, witness)
    return Escape(path, bits, points, found)


def exact_network(weights: Weights) -> Network:
    """Return the network with these exact weights.

    >>> from proofcheck.networks import TANH, Architecture
    >>> net = Network.from_parameters(Architecture((1, 1, 1)), TANH, [0, "1/2", 1, 2])
    >>> exact_network(weights(net)) == net
    True
    """
    activation = BY_NAME[weights.activation]
    return network_from_layers(weights.layers, weights.bias, activation)


def _labels(network: Network, problem: Problem) -> Any:
    """Return the labels: exact values, or their enclosures at the working precision."""
    if "values" in problem.labels:
        return problem.labels["values"]
    case = case_of(weights(network), problem)

    def labels(arithmetic: Arithmetic) -> Array:
        with arithmetic.active():
            return np.array(enclosed(case.labels, case.inputs), dtype=object)

    return labels


def _farthest(moved: list[arb]) -> int:
    """Return the layer with the largest movement (by midpoints)."""
    return max(range(len(moved)), key=lambda k: moved[k].mid().fmpq()) + 1
