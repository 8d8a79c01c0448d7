"""Strict inequalities between rational expressions of positive symbols.

A polynomial with coefficients that are not negative is not negative where its symbols are not, and
it is positive if one of its terms is. What is to be shown positive is written in the gaps between
the quantities (a = c + u with u > 0, say), so that this test suffices.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from itertools import islice, product
from typing import Any

import sympy

from proofcheck.core import (
    Assumptions,
    Cause,
    Derivation,
    Outcome,
    Scope,
    holds,
    refuted,
    undecided,
)
from proofcheck.symbolic.residue import admits

POSITIVE = (Fraction(1), Fraction(1, 7), Fraction(5), Fraction(1, 60), Fraction(90))
NONNEGATIVE = (Fraction(0), Fraction(1), Fraction(3, 5), Fraction(7), Fraction(80))
POINTS = 4000


def decide_positive(expressions: Mapping[str, sympy.Expr], *, strict: bool = True) -> Outcome:
    """Return whether all named expressions are positive (not negative if `strict` is False).

    Symbols range over all reals of their sign, `positive` or `nonnegative`; without a declared sign
    they range over all reals, and an expression of them can be refuted only. The first expression
    that is not positive at a rational point refutes, in two evaluations.

    >>> u = sympy.Symbol("u", positive=True)
    >>> p = sympy.Symbol("p", nonnegative=True)
    >>> decide_positive({"gap": (u + p) / (1 + p)}).verdict
    <Verdict.HOLDS: 'holds'>
    >>> decide_positive({"gap": p - u * p}).detail
    'gap is 0 at p=0, u=1'
    """
    if not expressions:
        return undecided(Cause.VACUOUS, "there is no inequality to decide")
    for name, expression in expressions.items():
        outcome = _decide(sympy.sympify(expression), name, strict)
        if outcome.cause is not None or outcome.confirmed_by:
            return outcome
    sign = "positive" if strict else "not negative"
    return holds(f"all {len(expressions)} expressions are {sign}")


def inequalities(
    gaps: Callable[[Any], Mapping[str, Any]], scope: Scope, *, strict: bool = True
) -> Derivation:
    """Return the derivation that all gaps of the claim are positive, without any hypothesis.

    >>> u = sympy.Symbol("u", positive=True)
    >>> gap = inequalities(lambda claim: {"gap": claim - u}, Scope())
    >>> gap.run(2 * u, Assumptions(set())).detail
    'all 1 expressions are positive'
    """

    def run(claim: Any, _: Assumptions) -> Outcome:
        return decide_positive(gaps(claim), strict=strict)

    run.__name__ = getattr(gaps, "__name__", "inequalities")
    return Derivation(run, scope)


def _decide(expression: sympy.Expr, name: str, strict: bool) -> Outcome:
    symbols = sorted(expression.free_symbols, key=str)
    top, bottom = map(sympy.expand, sympy.fraction(sympy.together(expression)))
    if not (top.is_polynomial(*symbols) and bottom.is_polynomial(*symbols)):
        return undecided(Cause.NOT_APPLICABLE, f"{name} is no rational function of its symbols")
    signed = all(s.is_positive or s.is_nonnegative for s in symbols)
    if signed and _is_sure(top, symbols, strict) and _is_sure(bottom, symbols, strict=True):
        return holds(f"{name} has no negative coefficient")
    for point in islice(_points(symbols), POINTS):
        below = _sign(_value(bottom, symbols, point))
        value = _value(top, symbols, point) * below
        if below and (value < 0 or (strict and value == 0)):
            return _refuted_at(expression, dict(zip(symbols, point, strict=True)), name, strict)
    if not signed:
        return undecided(Cause.NOT_APPLICABLE, f"{name} has a symbol without a sign")
    return undecided(Cause.PRECISION, f"{name}: signs of its coefficients differ")


def _is_sure(polynomial: sympy.Expr, symbols: list[sympy.Symbol], strict: bool) -> bool:
    terms = _terms(polynomial, symbols)
    if any(coefficient < 0 for _, coefficient in terms):
        return False
    positive = [s.is_positive for s in symbols]
    return not strict or any(
        coefficient > 0 and all(p or power == 0 for p, power in zip(positive, powers, strict=True))
        for powers, coefficient in terms
    )


def _terms(
    polynomial: sympy.Expr, symbols: list[sympy.Symbol]
) -> list[tuple[tuple[int, ...], Fraction]]:
    if not symbols:
        return [((), Fraction(int(polynomial.p), int(polynomial.q)))]
    terms = sympy.Poly(polynomial, *symbols).terms()
    return [(powers, Fraction(int(c.p), int(c.q))) for powers, c in terms]


def _points(symbols: list[sympy.Symbol]) -> Iterator[tuple[Fraction, ...]]:
    return product(*map(_places, symbols))


def _places(symbol: sympy.Symbol) -> tuple[Fraction, ...]:
    """Return numbers that the symbol may stand for; an integer is no fraction."""
    return tuple(x for x in _signed(symbol) if admits(symbol, x))


def _signed(symbol: sympy.Symbol) -> tuple[Fraction, ...]:
    if symbol.is_positive:
        return POSITIVE
    return NONNEGATIVE if symbol.is_nonnegative else (*NONNEGATIVE, *(-x for x in POSITIVE))


def _value(
    polynomial: sympy.Expr, symbols: list[sympy.Symbol], point: tuple[Fraction, ...]
) -> Fraction:
    total = Fraction(0)
    for powers, coefficient in _terms(polynomial, symbols):
        for x, power in zip(point, powers, strict=True):
            coefficient *= x**power
        total += coefficient
    return total


def _sign(value: Fraction) -> int:
    return (value > 0) - (value < 0)


def _refuted_at(
    expression: sympy.Expr, point: Mapping[sympy.Symbol, Fraction], name: str, strict: bool
) -> Outcome:
    exact = {s: sympy.Rational(x.numerator, x.denominator) for s, x in point.items()}
    again = expression.subs(exact)
    agrees = again.is_Rational and (again < 0 or (strict and again == 0))
    where = ", ".join(f"{s}={x}" for s, x in point.items()) or "every point"
    return refuted(
        f"{name} is {again} at {where}",
        confirmed_by="polynomials in fractions, and SymPy's substitution" if agrees else "",
        witness={str(s): str(x) for s, x in point.items()},
    )
