"""The first rung of precision: Hessians in midpoint-radius float64, before balls.

What it says decides what is tried first; nothing rests on it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from flint import arb

from proofcheck.certificates.dense import Dense, is_positive_definite
from proofcheck.certificates.midrad import Floats
from proofcheck.checker.fields import Network, Vector

_FACTOR_ROUNDING = 1e-13


def floats(rows: Sequence[Sequence[Any]]) -> Floats:
    """Return exact numbers or midpoints of balls, rounded."""
    return np.array([[float(arb(x).mid()) for x in row] for row in rows])


@dataclass(frozen=True)
class FirstRung:
    """The Hessian near a network, rows and columns scaled by powers of two."""

    network: Network
    inputs: Sequence[Sequence[Any]]
    residual: Vector

    @cached_property
    def _dense(self) -> Dense:
        weights = tuple(floats(layer) for layer in self.network.layers)
        residual = floats([self.residual])[0]
        return Dense(
            self.network.activation, self.network.bias, weights, floats(self.inputs), residual
        )

    @cached_property
    def hessian(self) -> tuple[Floats, Floats]:
        """The scaled Hessian, and bounds of the row sums of its error."""
        with np.errstate(all="ignore"):
            return self._dense.hessian()

    @cached_property
    def scale(self) -> Floats:
        """The factors of rows and columns, in flat order."""
        with np.errstate(all="ignore"):
            return np.concatenate([(p[:, None] * q).ravel() for p, q in self._dense.scales()])

    def is_positive(self, kept: Sequence[Sequence[int]]) -> bool:
        """Return whether the rows and columns of the kept sources are proved positive definite.

        Proved of the rounded network and residual: which is a hint for the given ones.
        """
        H, rows = self.hessian
        places, start = [], 0
        for layer, sources in zip(self.network.layers, kept, strict=True):
            for neuron in range(len(layer)):
                places += [start + neuron * len(layer[0]) + source for source in sources]
            start += len(layer) * len(layer[0])
        return is_positive_definite(H[np.ix_(places, places)], rows[places])[0]

    def lowest(self) -> Floats | None:
        """Return an approximate direction of negative curvature, None: none seen."""
        H, rows = self.hessian
        if not (np.isfinite(H).all() and np.isfinite(rows).all()):
            return None
        values, vectors = np.linalg.eigh(H)
        rounding = float(rows.max()) + _FACTOR_ROUNDING * float(np.abs(values).max())
        if not values[0] < -rounding:
            return None
        direction = vectors[:, 0] * self.scale
        return direction / np.abs(direction).max()

    def solver(self) -> Callable[[Vector], Vector] | None:
        """Return g -> H^{-1} g, approximately; None where the Hessian is singular to rounding."""
        H, _ = self.hessian
        try:
            inverse = np.linalg.inv(H)
        except np.linalg.LinAlgError:
            return None
        if not np.isfinite(inverse).all():
            return None

        def solve(gradient: Vector) -> Vector:
            """Scale, for numbers below the range of float64, multiply, and scale back."""
            largest = max((abs(g).mid() for g in gradient), default=arb(0))
            if not (largest.is_finite() and largest > 0):
                return [arb(0)] * len(gradient)
            right = np.array([float((g / largest).mid()) for g in gradient]) * self.scale
            return [arb(float(x)) * largest for x in (inverse @ right) * self.scale]

        return solve
