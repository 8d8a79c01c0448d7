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
    "right": Interval.open(1, oo),
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


def excluded_ends(claim: Formulas, _: Assumptions) -> Outcome:
    """Return whether neither 0 nor 1 lies in one of the two claimed sets.

    >>> excluded_ends({"inside": "open", "outside": "open"}, Assumptions(set())).detail
    '0 and 1 are in neither set'
    >>> excluded_ends({"inside": "half", "outside": "open"}, Assumptions(set())).detail
    'lambda = 1 is in one of the sets'
    """
    claimed = sympy.Union(INSIDE[claim["inside"]], OUTSIDE[claim["outside"]])
    for value in (Fraction(0), Fraction(1)):
        if sympy.Rational(value.numerator) in claimed:
            agrees = value * (1 - value) == 0 and bool(claimed.as_relational(LAM).subs(LAM, value))
            return refuted(
                f"lambda = {value} is in one of the sets",
                confirmed_by="the inequalities of the set" if agrees else "",
                witness={"lambda": str(value)},
            )
    return holds("0 and 1 are in neither set")


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


def intervals_without_gaps(_: Budget, claim: Formulas) -> Outcome:
    """Return whether the sets make up all lambda with a negative product, none with a gap.

    >>> intervals_without_gaps(Budget(50, 0, 0), {"sets": ("open",)}).detail
    '-1 and 2 are in one set, 1/2 between them is not'
    >>> intervals_without_gaps(Budget(50, 0, 0), {"sets": ("left", "right")}).detail
    'the 2 sets are intervals, and together all that is admissible'
    """
    sets = [OUTSIDE[name] for name in claim["sets"]]
    admissible = sympy.solveset(PRODUCT < 0, LAM, sympy.S.Reals)
    if sympy.Union(*sets) != admissible:
        return _witness(sympy.Union(*sets), admissible)
    if all(isinstance(part, Interval) for part in sets):
        return holds(f"the {len(sets)} sets are intervals, and together all that is admissible")
    low, middle, high = Fraction(-1), Fraction(1, 2), Fraction(2)
    product = middle * (1 - middle)
    for part in sets:
        if [sympy.Rational(str(v)) in part for v in (low, middle, high)] == [True, False, True]:
            return refuted(
                f"{low} and {high} are in one set, {middle} between them is not",
                confirmed_by="sign of lambda (1 - lambda) in fractions" if product > 0 else "",
                witness={"lambda": str(middle)},
            )
    return undecided(Cause.PRECISION, "a set is no interval, but no gap at the test points")


def signs_on_both_sides(claim: Formulas) -> Formulas:
    """Compare lambda (1 - lambda) at 1/2 and at -1 with the claimed values."""
    half, minus_one = sympy.Rational(1, 2), sympy.Integer(-1)
    return {
        "at 1/2": PRODUCT.subs(LAM, half) - claim["at 1/2"],
        "at -1": PRODUCT.subs(LAM, minus_one) - claim["at -1"],
    }
