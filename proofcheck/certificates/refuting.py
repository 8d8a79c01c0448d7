"""The finder of the witness that Theorem 9 is false as printed."""

from __future__ import annotations

from typing import Any

import flint
import numpy as np

from proofcheck.certificates.finders import Spot, approximate
from proofcheck.certificates.polish import BITS, rounded
from proofcheck.certificates.writer import Json, text
from proofcheck.checker.jets import Line

LAMBDAS = ["0.1", "1/3", "0.5", "0.8"]
SCALES = ["1/16777216", "1/65536", "1/1024"]
_DIGITS = 20


def refutation(spot: Spot, level: int, neuron: int) -> Json:
    """Return a certificate: labels planted with a direction e in the kernel of the Hessian.

    The curve that leads below has q along the column of D that changes fastest along e.
    """
    line = Line(spot.network, spot.inputs, spot.case.labels.kernel)
    with flint.ctx.workprec(BITS):
        residual = spot.point.residual
        columns = range(1, spot.network.widths[level + 1] + 1)
        slopes = approximate([line.slope_of_D(level, neuron, s, residual) for s in columns])
        B = approximate(spot.point.B(level, neuron))
    above = int(np.argmax(np.abs(slopes).max(axis=1)))
    step = np.linalg.solve(B, -slopes[above])
    return spot.certificate(
        "refutation",
        statement="theorem-9",
        neuron=[level, neuron],
        above=above + 1,
        step=[_short(x) for x in step],
        lambdas=LAMBDAS,
        scales=SCALES,
    )


def _short(x: Any) -> str:
    return text(rounded(flint.arb(float(x)), _DIGITS))
