"""A path to a global minimum as a certificate: Theorem 5 for a network and data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from proofcheck.arithmetic import Arithmetic, Array
from proofcheck.certificates.polish import case_of
from proofcheck.certificates.writer import Json, Problem, certificate, network_json, text, weights
from proofcheck.checker.labels import enclosed
from proofcheck.networks import Network
from proofcheck.paths import EscapePath, perturbed_start


@dataclass(frozen=True, eq=False)
class Escape:
    """A path with its certificate; `bits` is the precision at which its outputs were proved."""

    path: EscapePath
    bits: int
    certificate: Json


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
        InputError: a violated hypothesis, by name.
        PrecisionError: ranks or outputs are not proved at the largest precision.
    """
    start = perturbed_start(network, problem.inputs, epsilon, seed, layer)
    path = EscapePath(start, _labels(network, problem))
    bits = path.working_bits()
    witness = {
        "start": network_json(weights(start.original)),
        "epsilon": text(start.epsilon),
        "layer": start.layer,
        "sources": list(start.rank.rows),
        "columns": [list(columns) for columns in start.columns.values()],
        "bits": bits,
        "points": points,
    }
    return Escape(path, bits, certificate("escape-path", weights(start.network), problem, witness))


def _labels(network: Network, problem: Problem) -> Any:
    """Return the labels: exact values, or their enclosures at the working precision."""
    if "values" in problem.labels:
        return problem.labels["values"]
    case = case_of(weights(network), problem)

    def labels(arithmetic: Arithmetic) -> Array:
        with arithmetic.active():
            return np.array(enclosed(case.labels, case.inputs), dtype=object)

    return labels
