"""Polynomials as plain dictionaries: a second road that knows nothing of SymPy's arithmetic."""

from __future__ import annotations

from fractions import Fraction
from math import prod

import sympy
from hypothesis import strategies as st

SYMBOLS = sympy.symbols("x y z")
Terms = dict[tuple[int, ...], Fraction]

FRACTIONS = st.fractions(-6, 6, max_denominator=7)
NONZERO = FRACTIONS.filter(bool)
POWERS = st.tuples(*(st.integers(0, 3) for _ in SYMBOLS))
POLYNOMIALS = st.dictionaries(POWERS, NONZERO, min_size=1, max_size=4)
POINTS = st.tuples(*(st.fractions(-5, 5, max_denominator=6) for _ in SYMBOLS))


def times(p: Terms, q: Terms) -> Terms:
    """Return the product of two polynomials."""
    product: Terms = {}
    for a, c in p.items():
        for b, d in q.items():
            powers = tuple(i + j for i, j in zip(a, b, strict=True))
            product[powers] = product.get(powers, Fraction(0)) + c * d
    return product


def value(p: Terms, point: tuple[Fraction | int, ...]) -> Fraction:
    """Return the value at a point, in fractions."""
    terms = (c * prod(x**k for x, k in zip(point, powers, strict=True)) for powers, c in p.items())
    return sum(terms, Fraction(0))


def expression(p: Terms) -> sympy.Expr:
    """Return the polynomial as a SymPy expression."""
    return sum(
        (rational(c) * prod(x**k for x, k in zip(SYMBOLS, powers, strict=True)))
        for powers, c in p.items()
    ) + sympy.Integer(0)


def rational(c: Fraction) -> sympy.Rational:
    """Return a fraction as a SymPy number."""
    return sympy.Rational(c.numerator, c.denominator)
