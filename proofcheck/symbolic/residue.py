"""Decide whether a rational expression in free symbols is identically zero.

A derivation ends here: both sides were built by different routes, and their difference, the
residue, is a rational function of symbols that stand for arbitrary reals. It is zero as a function
exactly if its numerator expands to the zero polynomial. A point that refutes keeps to what is
declared of its symbols.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction
from functools import lru_cache
from typing import Any

import sympy

from proofcheck.core import Cause, Outcome, holds, refuted, undecided
from proofcheck.core.errors import InputError

PRIMES = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83)
MODULUS = 2**61 - 1


def decide_zero(residue: sympy.Expr, what: str = "residue") -> Outcome:
    """Return whether the residue is identically zero, exactly.

    A nonzero residue is refuted by a point: its value there is a nonzero fraction, and nonzero
    again modulo a prime, computed by code that shares nothing with the first evaluation.

    Raises:
        InputError: no expression, for example the truth value of a comparison.

    >>> x, y = sympy.symbols("x y")
    >>> decide_zero((x + y) ** 2 - x**2 - 2 * x * y - y**2).verdict
    <Verdict.HOLDS: 'holds'>
    >>> decide_zero((x + y) ** 2 - x**2 - y**2).detail
    'residue is 12 at x=2, y=3'
    """
    residue = _expression(residue, what)
    if residue.has(sympy.Float):
        return undecided(Cause.NOT_APPLICABLE, f"{what} has a binary float in it")
    if not _is_defined(residue):
        return undecided(Cause.NOT_APPLICABLE, f"{what} has a denominator that is identically 0")
    numerator = _numerator(residue)
    if numerator == 0:
        return holds(f"{what} is identically 0")
    symbols = sorted(residue.free_symbols, key=str)
    if not numerator.is_polynomial(*symbols):
        return undecided(Cause.NOT_APPLICABLE, f"{what} is no rational function of its symbols")
    for shift in range(len(symbols) + 3):
        point = {s: _place(s, _value(i + shift)) for i, s in enumerate(symbols)}
        missing = None in point.values()
        outcome = None if missing else _refute_at(residue, numerator, point, what)
        if outcome is not None:
            return outcome
    return undecided(Cause.PRECISION, f"{what} is not 0 as a polynomial, but no point shows it")


def decide_zeros(residues: Mapping[str, sympy.Expr]) -> Outcome:
    """Return whether all the named residues are identically zero; the first that is not refutes.

    >>> x = sympy.Symbol("x")
    >>> decide_zeros({"left": x - x, "right": x}).detail
    'right is 2 at x=2'
    """
    if not residues:
        return undecided(Cause.VACUOUS, "there is no residue to decide")
    for name, residue in residues.items():
        outcome = decide_zero(residue, name)
        if outcome.cause is not None or outcome.confirmed_by:
            return outcome
    return holds(f"all {len(residues)} residues are identically 0")


def _expression(residue: object, what: str) -> sympy.Expr:
    found = None
    with suppress(sympy.SympifyError):
        found = sympy.sympify(residue, strict=True)
    if isinstance(found, sympy.Expr):
        return found
    raise InputError(
        f"{what} to be decided",
        given=repr(residue)[:80],
        admissible="an expression that is 0 where the claim holds: left side minus right side",
        repair="give the difference of the two sides, not the result of comparing them",
    )


def _is_defined(residue: sympy.Expr) -> bool:
    """Return whether no denominator, however deep, is identically 0."""
    return all(_numerator(p.base) != 0 for p in residue.atoms(sympy.Pow) if p.exp.is_negative)


@lru_cache(maxsize=4096)
def _numerator(residue: sympy.Expr) -> sympy.Expr:
    return sympy.expand(sympy.fraction(sympy.together(residue))[0])


def _value(index: int) -> int:
    return PRIMES[index] if index < len(PRIMES) else 89 + 6 * index


def _place(symbol: sympy.Symbol, value: int) -> int | None:
    near = (value, -value, value + 1, -value - 1, 0)
    return next((number for number in near if admits(symbol, number)), None)


def admits(symbol: sympy.Symbol, number: int | Fraction) -> bool:
    """Return whether the number is one of those that the symbol was declared to stand for.

    >>> n = sympy.Symbol("n", integer=True, negative=True)
    >>> admits(n, -2), admits(n, 2), admits(n, Fraction(-1, 2))
    (True, False, False)
    """
    exact = sympy.Rational(number.numerator, number.denominator)
    facts = symbol.assumptions0.items()
    return all(getattr(exact, f"is_{name}", value) is value for name, value in facts)


def _refute_at(
    residue: sympy.Expr, numerator: sympy.Expr, point: Mapping[sympy.Symbol, Any], what: str
) -> Outcome | None:
    value = residue.xreplace({symbol: sympy.Integer(number) for symbol, number in point.items()})
    if not value.is_Rational or value == 0 or _modulo(numerator, point) == 0:
        return None
    where = ", ".join(f"{symbol}={number}" for symbol, number in point.items()) or "every point"
    if len(point) > 4:
        where = f"an integer point of its {len(point)} symbols"
    return refuted(
        f"{what} is {value} at {where}",
        confirmed_by="exact fraction, and its numerator modulo 2^61 - 1",
        witness={str(symbol): number for symbol, number in point.items()},
    )


def _modulo(numerator: sympy.Expr, point: Mapping[sympy.Symbol, int]) -> int:
    """Return the value of an expanded polynomial at the point, modulo a prime."""
    symbols = list(point)
    total = 0
    if not symbols:
        return _fraction_modulo(Fraction(int(numerator.p), int(numerator.q)))
    for powers, coefficient in sympy.Poly(numerator, *symbols).terms():
        term = _fraction_modulo(Fraction(int(coefficient.p), int(coefficient.q)))
        for symbol, power in zip(symbols, powers, strict=True):
            term = term * pow(point[symbol], power, MODULUS) % MODULUS
        total = (total + term) % MODULUS
    return total


def _fraction_modulo(value: Fraction) -> int:
    return value.numerator * pow(value.denominator, -1, MODULUS) % MODULUS
