"""Two-parameter jets: a quantity q(t, tau) known up to the terms 1, t, tau and t*tau.

That is all the second derivative of a loss along two directions ever sees of it, and jets add,
multiply and pass through C2 functions by rules that have no width, depth or data in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

Scalar: TypeAlias = Any
"""A SymPy expression or an integer."""


@dataclass(frozen=True)
class Jet:
    """The jet (q, dq/dt, dq/dtau, d2q/dt dtau) at t = tau = 0.

    >>> t, tau = variable("t", 0), variable("tau", 0)
    >>> (t * tau).mixed, (t * t).mixed
    (1, 0)
    """

    value: Scalar
    t: Scalar = 0
    tau: Scalar = 0
    mixed: Scalar = 0

    def __add__(self, other: Jet) -> Jet:
        return Jet(
            self.value + other.value,
            self.t + other.t,
            self.tau + other.tau,
            self.mixed + other.mixed,
        )

    def __mul__(self, other: Jet) -> Jet:
        return Jet(
            self.value * other.value,
            self.t * other.value + self.value * other.t,
            self.tau * other.value + self.value * other.tau,
            self.mixed * other.value
            + self.t * other.tau
            + self.tau * other.t
            + self.value * other.mixed,
        )

    def through(self, value: Scalar, first: Scalar, second: Scalar) -> Jet:
        """Return the jet of g(q) for a C2 function g with these values of g, g', g'' at q(0, 0).

        >>> import sympy
        >>> x = sympy.Symbol("x")
        >>> Jet(x, t=1, tau=1).through(x**3, 3 * x**2, 6 * x).mixed
        6*x
        """
        return Jet(
            value,
            first * self.t,
            first * self.tau,
            first * self.mixed + second * self.t * self.tau,
        )


def constant(value: Scalar) -> Jet:
    """Return the jet of a quantity that does not move.

    >>> constant(5).t
    0
    """
    return Jet(value)


def variable(slot: str, value: Scalar) -> Jet:
    """Return the jet of value + t or value + tau.

    >>> variable("tau", 2).tau
    1
    """
    return Jet(value, t=1) if slot == "t" else Jet(value, tau=1)


def chain_rule(
    coordinates: Sequence[Jet], first: Sequence[Scalar], second: Sequence[Sequence[Scalar]]
) -> Jet:
    """Return the jet of F(coordinates), without its value, for a C2 function F.

    `first[i]` and `second[i][j]` are the partial derivatives of F at the coordinates' values, with
    `second` symmetric. Every term of the second order chain rule involves at most two coordinates,
    so an identity that holds for two generic coordinates holds for any number of them.

    >>> import sympy
    >>> x, y = sympy.symbols("x y")
    >>> chain_rule([variable("t", x), variable("tau", y)], [y, x], [[0, 1], [1, 0]]).mixed
    1
    """
    pairs = [(i, j) for i in range(len(coordinates)) for j in range(len(coordinates))]
    mixed = sum((f * x.mixed for f, x in zip(first, coordinates, strict=True)), 0)
    mixed += sum((second[i][j] * coordinates[i].t * coordinates[j].tau for i, j in pairs), 0)
    return Jet(
        0,
        sum((f * x.t for f, x in zip(first, coordinates, strict=True)), 0),
        sum((f * x.tau for f, x in zip(first, coordinates, strict=True)), 0),
        mixed,
    )
