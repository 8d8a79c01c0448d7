"""Lemma 19: which lambda and which shift keep the activations inside the open image.

An entry of the activations is a, and x is the entry of W^-1 n~(t) that is added to it (0 in the
other rows), |x| <= M. Everything is written in gaps: a = c + u = d - v, x = q - M = M - p.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy

from proofcheck.symbolic.claims import Formulas

u, v, low, spread = sympy.symbols("a-c d-a low spread", positive=True)
p, q, more, kappa = sympy.symbols("p q more kappa", nonnegative=True)
c = sympy.Symbol("c", real=True)
M, x = (p + q) / 2, (q - p) / 2

Choice = Callable[[Any, Any], Any]


def _above(name: str, c_: Any, value: Any, scale: Any) -> dict[str, Any]:
    """Return lambda times the distance of value / lambda from the lower end."""
    return {f"{name}, above c": value - scale * c_}


def _below(name: str, d_: Any, value: Any, scale: Any) -> dict[str, Any]:
    """Return lambda times the distance of value / lambda from the upper end."""
    return {f"{name}, below d": scale * d_ - value}


def _gaps(name: str, c_: Any, d_: Any, value: Any, scale: Any) -> dict[str, Any]:
    """Return lambda times the distances of value / lambda from both ends."""
    return {**_above(name, c_, value, scale), **_below(name, d_, value, scale)}


def zero_inside(claim: Formulas) -> Formulas:
    """Take c < 0 < d, and the smaller of -c and d for mu: delta = 0, lambda = 1 + M/mu."""
    gaps: dict[str, Any] = {}
    for name, (minus_c, d) in {"-c": (low, low + more), "d": (low + more, low)}.items():
        scale = claim["inside"](M, low)
        gaps |= _above(f"{name} smaller", -minus_c, u - minus_c + x, scale)
        gaps |= _below(f"{name} smaller", d, d - v + x, scale)
    return gaps


def zero_below(claim: Formulas) -> Formulas:
    """Take c = 0 and d = (a - c) + (d - a): W^-1 delta = shift in every entry, then lambda."""
    d = u + v
    scale, shift = claim["boundary"](M, d), claim["shift"](M)
    return {
        **_gaps("first rows", 0, d, u + x + shift, scale),
        **_gaps("other rows", 0, d, u, scale),
    }


def zero_above(claim: Formulas) -> Formulas:
    """Take d = 0 and c = -((a - c) + (d - a)): the same with the other sign."""
    size = u + v
    scale, shift = claim["boundary"](M, size), claim["shift"](M)
    return {
        **_gaps("first rows", -size, 0, -v + x - shift, scale),
        **_gaps("other rows", -size, 0, -v, scale),
    }


def any_interval(claim: Formulas, end_gap: Any = (u, v)) -> Formulas:
    """Take any c < d, a0 its centre, rho its half-length, lambda = 1 + (1 + kappa) M/rho.

    `end_gap` is (a - c, d - a). Where the interval lies does not matter: c is any real number, and
    drops out of the gaps.
    """
    to_c, to_d = end_gap
    rho = (to_c + to_d) / 2
    scale = claim["scale"](M, rho)
    gaps: dict[str, Any] = {}
    for name, added in {"first rows": x, "other rows": sympy.Integer(0)}.items():
        value = (scale - 1) * claim["centre"](c, rho) + (c + to_c) + added
        for place, gap in _gaps(name, c, c + to_c + to_d, value, scale).items():
            gaps[place] = sympy.expand(gap)
    return gaps
