"""Rigorous midpoint-radius arithmetic on float64 arrays.

A quantity is a midpoint array and an array that bounds its error. The bounds use that a float64 dot
product of length n in any order of summation errs by at most gamma_n times the product of absolute
values, gamma_n = n u / (1 - n u); activations are enclosed by FLINT.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import flint
import numpy as np
from flint import arb

U = float(np.finfo(np.float64).eps)
"""2^-52, twice the unit roundoff."""
UP = 1 + 64 * U
TINY = 1e-290
_BITS = 64
Floats = Any


def gamma(n: int) -> float:
    """Return a bound of the relative error of dot products of length n."""
    return (n + 8) * U


@dataclass(frozen=True, eq=False)
class MidRad:
    """Midpoints and error bounds of one shape."""

    mid: Floats
    rad: Floats

    @classmethod
    def exact(cls, values: Floats) -> MidRad:
        """Return exact values."""
        return cls(values, np.zeros(values.shape))

    @property
    def size(self) -> Floats:
        """Upper bounds of the absolute values."""
        return (np.abs(self.mid) + self.rad) * UP

    @property
    def T(self) -> MidRad:
        """The transpose of the last two axes."""
        return MidRad(self.mid.swapaxes(-1, -2), self.rad.swapaxes(-1, -2))

    def __getitem__(self, key: Any) -> MidRad:
        return MidRad(self.mid[key], self.rad[key])

    def __mul__(self, other: MidRad) -> MidRad:
        mid = self.mid * other.mid
        rad = np.abs(self.mid) * other.rad + self.rad * other.size + U * np.abs(mid)
        return MidRad(mid, rad * UP + TINY)

    def __add__(self, other: MidRad) -> MidRad:
        mid = self.mid + other.mid
        return MidRad(mid, (self.rad + other.rad + U * np.abs(mid)) * UP + TINY)

    def __matmul__(self, other: MidRad) -> MidRad:
        g = gamma(self.mid.shape[-1])
        size = np.abs(self.mid)
        rad = size @ (other.rad + g * np.abs(other.mid)) + self.rad @ other.size
        return MidRad(self.mid @ other.mid, rad * (UP + g) + TINY)


def activated(name: str, z: MidRad) -> list[MidRad]:
    """Return enclosures of sigma, sigma' and sigma'' by FLINT."""
    out = np.empty((6, z.mid.size))
    with flint.ctx.workprec(_BITS):
        for k, (m, r) in enumerate(
            zip(z.mid.ravel().tolist(), z.rad.ravel().tolist(), strict=True)
        ):
            x = arb(m, r)
            x = x / 2 if name == "sigmoid" else x
            t = x.tanh()
            s = 1 - t * t
            values = (t, s, -2 * s * t) if name == "tanh" else ((1 + t) / 2, s / 4, -s * t / 4)
            for j, value in enumerate(values):
                out[2 * j, k], out[2 * j + 1, k] = float(value.mid()), float(value.rad())
    shape = z.mid.shape
    found = []
    for j in range(3):
        mid = out[2 * j]
        rad = out[2 * j + 1] * (1 + 1e-6) + U * np.abs(mid) + TINY
        found.append(MidRad(mid.reshape(shape), rad.reshape(shape)))
    return found
