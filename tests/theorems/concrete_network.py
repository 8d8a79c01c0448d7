"""A tiny network written out in SymPy: every derivative of Lemma 12 by `diff`, no engine code.

Widths 1-1-2-1 with biases, neuron 1 of layer 1 split; one or two samples. B and D come from
equations (1) and (2), with dl/dn(l+1, s; x) by differentiating in a shift of that pre-activation.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import cache
from typing import Any

import mpmath
import numpy as np
import sympy

FIRST, SECOND = (Fraction(1, 2), Fraction(1)), (Fraction(-2), Fraction(1, 3))
SAMPLES = {"polynomial": (FIRST, SECOND), "sigmoid": (FIRST,)}
Z = sympy.Symbol("z")
SIGMAS = {"polynomial": Z + Z**2 / 2 + Z**3 / 3, "sigmoid": 1 / (1 + sympy.exp(-Z))}

U = sympy.symbols("u0 u1")
V = sympy.symbols("v1 v2")
REST = sympy.symbols("b1 b2 c0 c1 c2")
TWIN_U = sympy.symbols("u0t u1t")
TWIN_V = sympy.symbols("v1t v2t")
SHIFTS = sympy.symbols("e11 e12 e21 e22")

POINT = dict(
    zip(
        (*U, *V, *REST),
        map(Fraction, ("1/3", "-1/2", "2/3", "3/4", "1/5", "-1/4", "1/2", "-2/3", "5/4")),
        strict=True,
    )
)
POSITIONS = {"u": list(U), "v": list(V), "w": list(REST)}


def loss(sigma: str, neurons: tuple[tuple[Any, Any], ...], shifted: bool = False) -> sympy.Expr:
    """Return the squared loss; `neurons` are pairs (incoming, outgoing) of layer 1."""

    def act(n: sympy.Expr) -> sympy.Expr:
        return SIGMAS[sigma].subs(Z, n)

    b1, b2, c0, c1, c2 = REST
    total = sympy.Integer(0)
    for number, (x, y) in enumerate(SAMPLES[sigma]):
        values = [(act(u[0] + u[1] * q(x)), v) for u, v in neurons]
        n = [b + sum(v[s] * a for a, v in values) for s, b in enumerate((b1, b2))]
        if shifted:
            n = [n[s] + SHIFTS[2 * number + s] for s in range(2)]
        total += (c0 + c1 * act(n[0]) + c2 * act(n[1]) - q(y)) ** 2
    return total


def q(value: Fraction) -> sympy.Rational:
    """Return a fraction as SymPy number."""
    return sympy.Rational(value.numerator, value.denominator)


def numbers(expressions: list[sympy.Expr], symbols: list[sympy.Symbol]) -> Callable[..., list]:
    """Return the function from a point to the values: rationals, or mpmath numbers with exp."""
    constants = {r for e in expressions for r in e.atoms(sympy.Rational) if r.q != 1}
    named = {r: sympy.Symbol(f"r{k}") for k, r in enumerate(sorted(constants))}
    exact = not any(e.has(sympy.exp) for e in expressions)
    function = sympy.lambdify(
        [*symbols, *named.values()],
        [e.xreplace(named) for e in expressions],
        modules=[] if exact else "mpmath",
        cse=True,
    )
    fixed = [Fraction(int(r.p), int(r.q)) for r in named]

    def at(point: dict[sympy.Symbol, Fraction]) -> list[Any]:
        values = [*(point[s] for s in symbols), *fixed]
        if exact:
            return [Fraction(value) for value in function(*values)]
        with mpmath.workdps(60):
            return function(*(mpmath.mpf(v.numerator) / v.denominator for v in values))

    return at


def number(expression: sympy.Expr, point: dict[sympy.Symbol, Fraction]) -> Any:
    """Return one value."""
    return numbers([expression], list(point))(point)[0]


@cache
def hessian_function(sigma: str, large: bool) -> tuple[list[sympy.Symbol], Callable[..., list]]:
    """Return the parameters, and the function from a point to all second derivatives."""
    neurons = ((U, V), (TWIN_U, TWIN_V)) if large else ((U, V),)
    places = [*U, *V, *REST, *((*TWIN_U, *TWIN_V) if large else ())]
    expression = loss(sigma, neurons)
    first = [sympy.diff(expression, p) for p in places]
    upper = [sympy.diff(d, places[j]) for i, d in enumerate(first) for j in range(i, len(places))]
    return places, numbers(upper, places)


def hessian(sigma: str, large: bool, point: dict) -> dict[tuple[sympy.Symbol, sympy.Symbol], Any]:
    """Return all second derivatives at the point, by pairs of parameters."""
    places, function = hessian_function(sigma, large)
    values = iter(function(point))
    found = {}
    for i, a in enumerate(places):
        for b in places[i:]:
            found[a, b] = found[b, a] = next(values)
    return found


class Written:
    """What Lemma 12's claim names, on this network: blocks h, B, D, alpha, beta."""

    def __init__(self, sigma: str, alpha: Fraction, beta: Fraction) -> None:
        self.sigma, self.alpha, self.beta = sigma, alpha, beta

    def h(self, rows: str, columns: str) -> np.ndarray:
        """Return a block of the smaller network's Hessian."""
        return small_block(self.sigma, rows, columns)

    @property
    def B(self) -> np.ndarray:
        """Equation (1), p. 11."""
        return forms(self.sigma)[0]

    @property
    def D(self) -> np.ndarray:
        """Equation (2), p. 12."""
        return forms(self.sigma)[1]


@cache
def small_hessian(sigma: str) -> dict[tuple[sympy.Symbol, sympy.Symbol], Any]:
    """Return the second derivatives of the smaller loss."""
    return hessian(sigma, False, POINT)


def small_block(sigma: str, rows: str, columns: str) -> np.ndarray:
    """Return one block of the smaller Hessian."""
    H = small_hessian(sigma)
    return np.array([[H[a, b] for b in POSITIONS[columns]] for a in POSITIONS[rows]], dtype=object)


@cache
def forms(sigma: str) -> tuple[np.ndarray, np.ndarray]:
    """Return B and D of the split neuron, from the two equations."""
    shifted = loss(sigma, ((U, V),), shifted=True)
    at = {**POINT, **dict.fromkeys(SHIFTS, Fraction(0))}
    B, D = np.zeros((2, 2), dtype=object), np.zeros((2, 2), dtype=object)
    for sample, (x, _) in enumerate(SAMPLES[sigma]):
        a = (Fraction(1), x)
        inner = {**POINT}
        argument = U[0] + U[1] * q(x)
        slope = number(sympy.diff(SIGMAS[sigma], Z).subs(Z, argument), inner)
        curvature = number(sympy.diff(SIGMAS[sigma], Z, 2).subs(Z, argument), inner)
        for s in range(2):
            F = number(sympy.diff(shifted, SHIFTS[2 * sample + s]), at)
            for i in range(2):
                D[i, s] += times(F, slope, a[i])
                for j in range(2):
                    B[i, j] += times(F, POINT[V[s]], curvature, a[i], a[j])
    return B, D


def times(*factors: Any) -> Any:
    """Return the product; fractions meet mpmath numbers at 60 digits."""
    with mpmath.workdps(60):
        floating = any(isinstance(f, mpmath.mpf) for f in factors)
        product: Any = mpmath.mpf(1) if floating else Fraction(1)
        for f in factors:
            value = (
                mpmath.mpf(f.numerator) / f.denominator
                if floating and isinstance(f, Fraction)
                else f
            )
            product = product * value
    return product


@cache
def large_hessian(sigma: str, lam: Fraction) -> dict[tuple[str, str], np.ndarray]:
    """Return the second derivatives of the larger loss at gamma_lambda, by groups of parameters."""
    point = {
        **POINT,
        **{t: POINT[u] for t, u in zip(TWIN_U, U, strict=True)},
        **{t: lam * POINT[v] for t, v in zip(TWIN_V, V, strict=True)},
        **{v: (1 - lam) * POINT[v] for v in V},
    }
    H = hessian(sigma, True, point)
    groups = {"u": U, "ut": TWIN_U, "v": V, "vt": TWIN_V, "w": REST}
    return {
        (x, y): np.array([[H[a, b] for b in groups[y]] for a in groups[x]], dtype=object)
        for x in groups
        for y in groups
    }


def block(sigma: str, rows: str, columns: str, alpha: Fraction, beta: Fraction) -> np.ndarray:
    """Return one of the blocks of Q'HQ in the basis of p. 12."""
    directions = {
        "u": {"ut": Fraction(1), "u": Fraction(1)},
        "v": {"vt": Fraction(1), "v": Fraction(1)},
        "w": {"w": Fraction(1)},
        "p": {"ut": alpha, "u": -beta},
        "q": {"vt": Fraction(1), "v": Fraction(-1)},
    }
    H = large_hessian(sigma, beta / (alpha + beta))
    total: Any = 0
    for first, a in directions[rows].items():
        for second, b in directions[columns].items():
            total = total + scaled(H[first, second], a * b)
    return total


def scaled(matrix: np.ndarray, factor: Fraction) -> np.ndarray:
    """Return a multiple, entry by entry."""
    return np.frompyfunc(lambda x: times(x, factor), 1, 1)(matrix)


def close(left: Any, right: Any) -> bool:
    """Return whether two arrays agree: exactly if rational, else to 45 digits."""
    left, right = np.broadcast_arrays(
        np.asarray(left, dtype=object), np.asarray(right, dtype=object)
    )
    with mpmath.workdps(60):
        return all(_close(a, b) for a, b in zip(left.ravel(), right.ravel(), strict=True))


def _close(a: Any, b: Any) -> bool:
    if isinstance(a, int | Fraction) and isinstance(b, int | Fraction):
        return a == b
    return abs(_mpf(a) - _mpf(b)) < mpmath.mpf(10) ** -45


def _mpf(value: Any) -> mpmath.mpf:
    if isinstance(value, Fraction):
        return mpmath.mpf(value.numerator) / value.denominator
    return mpmath.mpf(value)
