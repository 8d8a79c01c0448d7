"""Where lambda (1 - lambda) is positive and where it is negative, decided on the real line."""

from __future__ import annotations

from fractions import Fraction

import sympy
from sympy import Interval, oo

from proofcheck.core import Assumptions, Budget, Cause, Outcome, holds, refuted, undecided
from proofcheck.symbolic.claims import Formulas

LAM = sympy.Symbol("lambda", real=True)
PRODUCT = LAM * (1 - LAM)

INSIDE = {
    "open": Interval.open(0, 1),
    "closed": Interval(0, 1),
    "half": Interval.Lopen(0, 1),
}
OUTSIDE = {
    "open": Interval.open(-oo, 0) + Interval.open(1, oo),
    "closed": Interval(-oo, 0) + Interval(1, oo),
    "left": Interval.open(-oo, 0),
}
WITNESSES = (Fraction(-1), Fraction(0), Fraction(1, 2), Fraction(1), Fraction(2))


def admissible_lambda(claim: Formulas, _: Assumptions) -> Outcome:
    """Return whether the claimed sets are those where the product is positive and negative.

    >>> admissible_lambda({"inside": "open", "outside": "open"}, Assumptions(set())).detail
    'both sets agree on the whole real line'
    >>> admissible_lambda({"inside": "closed", "outside": "open"}, Assumptions(set())).detail
    'lambda = 0: in the claimed set, lambda (1 - lambda) = 0'
    """
    pairs = (
        (INSIDE[claim["inside"]], PRODUCT > 0),
        (OUTSIDE[claim["outside"]], PRODUCT < 0),
    )
    for claimed, condition in pairs:
        solved = sympy.solveset(condition, LAM, sympy.S.Reals)
        if solved != claimed:
            return _witness(claimed, solved)
    return holds("both sets agree on the whole real line")


def _witness(claimed: sympy.Set, solved: sympy.Set) -> Outcome:
    for value in WITNESSES:
        point = sympy.Rational(value.numerator, value.denominator)
        if (point in claimed) is not (point in solved):
            place = "in" if point in claimed else "not in"
            product = value * (1 - value)
            agrees = product == Fraction(
                int(PRODUCT.subs(LAM, point).p), PRODUCT.subs(LAM, point).q
            )
            return refuted(
                f"lambda = {value}: {place} the claimed set, lambda (1 - lambda) = {product}",
                confirmed_by="fractions" if agrees else "",
                witness={"lambda": str(value)},
            )
    return undecided(Cause.PRECISION, "the sets differ, but at none of the test points")


def one_interval(_: Budget, claim: Formulas) -> Outcome:
    """Return whether the claimed set of lambda is connected; a gap refutes.

    >>> one_interval(Budget(50, 0, 0), {"set": "open"}).detail
    '-1 and 2 are in the set, 1/2 between them is not'
    """
    admissible = OUTSIDE[claim["set"]]
    low, middle, high = (Fraction(-1), Fraction(1, 2), Fraction(2))
    inside = [sympy.Rational(str(value)) in admissible for value in (low, middle, high)]
    if inside != [True, False, True]:
        return holds(f"no gap at {middle}")
    product = middle * (1 - middle)
    return refuted(
        f"{low} and {high} are in the set, {middle} between them is not",
        confirmed_by="sign of lambda (1 - lambda) in fractions" if product > 0 else "",
        witness={"lambda": str(middle)},
    )


def signs_on_both_sides(claim: Formulas) -> Formulas:
    """Compare lambda (1 - lambda) at 1/2 and at -1 with the claimed values."""
    half, minus_one = sympy.Rational(1, 2), sympy.Integer(-1)
    return {
        "at 1/2": PRODUCT.subs(LAM, half) - claim["at 1/2"],
        "at -1": PRODUCT.subs(LAM, minus_one) - claim["at -1"],
    }
