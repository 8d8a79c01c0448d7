"""Why a semidefinite Hessian with constant loss along its kernel is no local minimum."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy

from proofcheck.arithmetic.linear import exact_inertia
from proofcheck.core import Budget, Cause, Outcome, holds, refuted, undecided
from proofcheck.core.scope import instances

PARABOLAS = instances("y (y - x^2) at 0")


def semidefinite_inference(_: Budget, claim: Any) -> Outcome:
    """Look at y (y - x^2): is 0 a local minimum, as the inference says?

    Critical at 0, Hessian diag(0, 2), constant (0) along the kernel, and below 0 on y = x^2 / 2.
    `claim` is the coefficient of x^2; with 0 the function is y^2, and the inference is true of it.
    """
    x, y = sympy.symbols("x y")
    f = y * (y - sympy.sympify(claim) * x**2)
    if not _meets_hypotheses(f, x, y):
        return undecided(Cause.NOT_APPLICABLE, "the function does not meet the hypotheses")
    below = sympy.expand(f.subs(y, claim * x**2 / 2))
    if below == 0:
        return holds("y^2 has a local minimum")
    return refuted(
        f"y (y - x^2) meets all that is asked and is {below} < 0 on y = x^2 / 2",
        confirmed_by="fractions at x = 1/10, 1/100" if _is_below(Fraction(claim)) else "",
        witness={"function": str(f), "curve": "y = x^2 / 2"},
    )


def _meets_hypotheses(f: sympy.Expr, x: sympy.Symbol, y: sympy.Symbol) -> bool:
    origin = {x: 0, y: 0}
    slope = [sympy.diff(f, z).subs(origin) for z in (x, y)]
    rows = [[str(z) for z in row] for row in sympy.hessian(f, (x, y)).subs(origin).tolist()]
    found = exact_inertia(rows)
    return slope == [0, 0] and found.negative == 0 and sympy.expand(f.subs(y, 0)) == 0


def _is_below(coefficient: Fraction) -> bool:
    points = (Fraction(1, 10), Fraction(1, 100))
    heights = (coefficient * t * t / 2 for t in points)
    return all(h * (h - coefficient * t * t) < 0 for t, h in zip(points, heights, strict=True))
