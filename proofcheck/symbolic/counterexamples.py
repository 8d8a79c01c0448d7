"""Exact polynomials that refute inferences from second order information."""

from __future__ import annotations

from fractions import Fraction

import sympy

from proofcheck.core import Budget, Outcome, holds, refuted

X, Y = sympy.symbols("x y")


def quartic_minimum(_budget: Budget, _claim: object) -> Outcome:
    """Return that z^4 has an isolated minimum at 0 whose second derivative is not positive.

    >>> quartic_minimum(Budget(50, 0, 0), None).confirmed_by != ""
    True
    """
    f = X**4
    second = sympy.diff(f, X, 2).subs(X, 0)
    isolated = sympy.solveset(f <= 0, X, sympy.S.Reals) == sympy.FiniteSet(0)
    if second > 0 or not isolated:
        return holds("the second derivative is positive")
    step = Fraction(1, 1000)
    again = (step**4 - 2 * 0 + step**4) / step**2
    return refuted(
        "z^4: 0 is an isolated minimum (z^4 > 0 elsewhere), the second derivative there is 0",
        confirmed_by="difference quotient in fractions" if again < step else "",
        witness={"function": "z^4", "point": "0"},
    )


def flat_kernel_without_minimum(_budget: Budget, _claim: object) -> Outcome:
    """Return that y (y - x^2) is constant along the kernel of a semidefinite Hessian, no minimum.

    >>> flat_kernel_without_minimum(Budget(50, 0, 0), None).witness["lower"]
    'x, y = 1/10, 1/200: -1/40000'
    """
    f = Y * (Y - X**2)
    origin = {X: 0, Y: 0}
    H = sympy.hessian(f, (X, Y)).subs(origin)
    flat = sympy.expand(f.subs(Y, 0)) == 0
    critical = all(sympy.diff(f, v).subs(origin) == 0 for v in (X, Y))
    semidefinite = sympy.Matrix([[0, 0], [0, 2]]) == H
    lower = sympy.expand(f.subs(Y, X**2 / 2))
    if not (flat and critical and semidefinite and lower == -(X**4) / 4):
        return holds("no counterexample")
    x = Fraction(1, 10)
    y = x**2 / 2
    value = y * (y - x**2)
    return refuted(
        "y (y - x^2): Hessian diag(0, 2), value 0 along its kernel, and -x^4/4 on y = x^2/2",
        confirmed_by="values in fractions" if value < 0 else "",
        witness={"function": "y (y - x^2)", "lower": f"x, y = {x}, {y}: {value}"},
    )
