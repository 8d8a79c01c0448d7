"""Planted points seen by another road: polynomials over the rationals, or mpmath, no library."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
from exact_taylor import Net, Poly, exact, shaped

from proofcheck.networks import polynomial

DPS = 60
COEFFICIENTS = ("0", "1", "1/2", "1/3", "-1/4", "1/5", "1/7", "-1/6")
SEVENTH = polynomial(COEFFICIENTS)
"""Of degree 7: a cubic of one number has too few independent derivatives to plant much."""


def rows(values: Any) -> Any:
    """Return exact numbers, row by row, as the second road has them."""
    return [[exact(value) for value in row] for row in values]


def seventh(z: Any) -> Any:
    """Return the polynomial of COEFFICIENTS at a number or a polynomial."""
    total: Any = 0 * z
    for coefficient in reversed(COEFFICIENTS):
        total = total * z + exact(coefficient)
    return total


def exact_net(instance: Any) -> tuple[Net, Any]:
    """Return the network of a polynomial instance and its data (x, y), all rational."""
    architecture = instance.network.architecture
    flat = [exact(w) for w in instance.network.parameters]
    net = Net(shaped(architecture.widths, flat, architecture.bias), seventh, architecture.bias)
    targets = [exact(str(y)) for y in instance.first.targets]
    return net, list(zip(rows(instance.inputs), targets, strict=True))


def decimal_net(instance: Any) -> tuple[Net, Any]:
    """Return the network and its data, with values of mpmath rounded to rationals."""
    architecture = instance.network.architecture
    flat = [exact(w) for w in instance.network.parameters]
    sigma = {"sigmoid": sigmoid, "tanh": tanh}[instance.network.activation.name]
    net = Net(shaped(architecture.widths, flat, architecture.bias), sigma, architecture.bias)
    targets = [exact(y.mid().str(DPS, radius=False)) for y in instance.first.targets]
    return net, list(zip(rows(instance.inputs), targets, strict=True))


def _smooth(derivatives: Callable[[Any], tuple[Any, Any, Any]]) -> Callable[[Any], Any]:
    """Return a function of numbers and of polynomials of degree 2, from its first derivatives."""

    def sigma(z: Any) -> Any:
        if not isinstance(z, Poly):
            return _rounded(derivatives, z)[0]
        value, first, second = _rounded(derivatives, z.d())
        rest = z - z.d()
        return value + rest * first + rest * rest * (second / 2)

    return sigma


def _rounded(derivatives: Any, z: Any) -> list[Any]:
    with mpmath.workdps(DPS):
        values = derivatives(mpmath.mpf(int(z.p)) / int(z.q))
        return [exact(mpmath.nstr(value, DPS)) for value in values]


def _sigmoid(z: Any) -> tuple[Any, Any, Any]:
    s = 1 / (1 + mpmath.exp(-z))
    return s, s * (1 - s), s * (1 - s) * (1 - 2 * s)


def _tanh(z: Any) -> tuple[Any, Any, Any]:
    t = mpmath.tanh(z)
    return t, 1 - t * t, -2 * t * (1 - t * t)


sigmoid, tanh = _smooth(_sigmoid), _smooth(_tanh)
