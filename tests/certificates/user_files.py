"""Networks and data as a user would bring them, with what is known about them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import flint
import numpy as np
from scipy.optimize import minimize

from proofcheck.arithmetic import Floats, exact_from_float
from proofcheck.certificates.finders import Spot
from proofcheck.certificates.flagships import source
from proofcheck.certificates.polish import polished, rounded
from proofcheck.certificates.writer import Problem, text
from proofcheck.checker.fields import Network as Weights
from proofcheck.networks import (
    SIGMOID,
    Architecture,
    Network,
    forward_pass,
    gradient,
    loss,
    residual,
)

SOURCES = Path(__file__).resolve().parents[2] / "certificates" / "sources"
INPUTS = tuple((Fraction(x),) for x in range(-4, 5))
SMOOTH = tuple(Fraction(x, 100) for x in (-110, -85, -71, -60, 6, 34, 84, 76, 99))


def stored(name: str, digits: int = 40) -> tuple[Weights, Problem]:
    """A stored source, its labels rounded."""
    network, problem = source(SOURCES, name)
    spot = Spot(polished(network, problem) or network, problem)
    with flint.ctx.workprec(212):
        labels = {"values": [text(rounded(y, digits)) for y in spot.labels]}
    return spot.network, Problem(problem.inputs, labels)


def problem(labels=SMOOTH, inputs=INPUTS) -> Problem:
    return Problem(inputs, {"values": [text(y) for y in labels]})


def trained(labels=SMOOTH, bias=True, tolerance=1e-12, widths=(1, 1, 1)) -> list[Fraction]:
    """Where BFGS stops, as exact binary values."""
    architecture = Architecture(widths, bias)

    def value_and_slope(flat):
        exact = [exact_from_float(float(x)) for x in flat]
        values = forward_pass(
            Network.from_parameters(architecture, SIGMOID, exact), INPUTS, Floats()
        )
        r = residual(values, list(labels))
        return loss(values, list(labels)), gradient(values, r)

    start = np.random.default_rng(1).normal(0, 1, architecture.parameter_count)
    found = minimize(value_and_slope, start, jac=True, options={"gtol": tolerance}).x
    return [exact_from_float(float(x)) for x in found]


def network(flat, widths=(1, 1, 1), bias=True) -> Weights:
    from proofcheck.certificates.writer import weights

    return weights(Network.from_parameters(Architecture(widths, bias), SIGMOID, flat))
