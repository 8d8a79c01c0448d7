"""Balls around the values of SymPy numbers, without SymPy's own floating point."""

from __future__ import annotations

from collections.abc import Callable

import flint
import sympy
from flint import arb, fmpq

_FUNCTIONS: dict[type, Callable[[arb], arb]] = {
    sympy.exp: arb.exp,
    sympy.log: arb.log,
    sympy.tanh: arb.tanh,
    sympy.cosh: arb.cosh,
    sympy.sinh: arb.sinh,
}


def enclose(expression: sympy.Expr, bits: int) -> arb:
    """Return a ball that contains the value of the expression, NaN where it has none here.

    Exactness: encloses. Built from rationals, pi, E, sums, products, powers with rational exponent,
    exp, log, tanh, cosh, sinh; anything else (free symbols, floats) gives NaN.

    >>> enclose(sympy.log(2), 64) > fmpq(693, 1000)
    True
    """
    with flint.ctx.workprec(bits):
        return _ball(expression)


def _ball(x: sympy.Expr) -> arb:
    if x.is_Rational:
        return arb(fmpq(int(x.p), int(x.q)))
    if x.is_Add or x.is_Mul:
        return _folded(x)
    if x.is_Pow and x.exp.is_Rational:
        return _power(_ball(x.base), x.exp)
    if x.func in _FUNCTIONS:
        return _FUNCTIONS[x.func](_ball(x.args[0]))
    return {sympy.pi: arb.pi(), sympy.E: arb.const_e()}.get(x, arb.nan())


def _folded(x: sympy.Expr) -> arb:
    first, *rest = (_ball(argument) for argument in x.args)
    for ball in rest:
        first = first + ball if x.is_Add else first * ball
    return first


def _power(base: arb, exponent: sympy.Rational) -> arb:
    numerator, denominator = int(exponent.p), int(exponent.q)
    root = base if denominator == 1 else (base.root(denominator) if base >= 0 else arb.nan())
    power = arb(1)
    for _ in range(abs(numerator)):
        power = power * root
    return power if numerator > 0 else 1 / power
