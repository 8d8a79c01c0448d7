"""A loss of two pre-activations, multiplied out: what the derivations' symbols stand for.

n_i = v_twin,i sigma(u_twin.a_i) + v_r,i sigma(u_r.a_i) + S_i for i = 1, 2, with a_i = (1, x_i) and
a cubic sigma; the loss g(n_1, n_2) is any polynomial. Derivatives are coefficients of polynomials.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import sympy
from exact_taylor import Poly, cubic, exact, jet, variable
from flint import fmpq

Loss = Callable[[Any, Any], Any]
Weights = Mapping[str, Mapping[int, Any]]
"""Outgoing weights of "twin" and "neuron", or of "neuron" alone."""
Moves = Mapping[str, Any]
"""How fast u_twin, u_neuron, v_twin and v_neuron move, as multiples of the generic directions."""


def quadratic(a: Any, b: Any) -> Any:
    """Return a loss of second order."""
    return a * a - 3 * a * b + exact("5/2") * b * b + 2 * a - b


def curved(a: Any, b: Any) -> Any:
    """Return a loss of third order."""
    return quadratic(a, b) + a * a * a * exact("1/6") - a * b * b * exact("1/2")


def flat(a: Any, b: Any) -> Any:
    """Return a linear loss: second derivatives have no Gauss-Newton part."""
    return 4 * a - exact("7/3") * b


def pair(text: str) -> dict[int, fmpq]:
    """Return two numbers, one for each coordinate."""
    first, second = map(exact, text.split())
    return {1: first, 2: second}


X, S = pair("1/2 -3"), pair("2/5 -1")
U, XI, ETA = (tuple(pair(text).values()) for text in ("1/3 -1/2", "1 2", "-3/2 1/4"))
V, P, SHIFT = pair("2 -1/3"), pair("5 3/4"), pair("-2/3 7")
ZETA, THETA = pair("1/5 -4"), pair("3 1/2")
LAM = exact("2/7")
SMALL: Weights = {"neuron": V}


def gamma(lam: Any, shift: Any = None) -> Weights:
    """Return lambda v + q for the twin and the rest for the neuron."""
    q = shift or {1: 0, 2: 0}
    return {
        "twin": {i: lam * V[i] + q[i] for i in V},
        "neuron": {i: (1 - lam) * V[i] - q[i] for i in V},
    }


def along(pattern: Any, i: int) -> Any:
    """Return the product of incoming weights, bias first, with a_i."""
    return pattern[0] + pattern[1] * X[i]


def derivative(loss: Loss, weights: Weights, first: Moves, second: Moves | None = None) -> Any:
    """Return the derivative of the loss along one motion, or the mixed one along two."""
    slots = [(0, first, XI, ZETA), (1, second or {}, ETA, THETA)]
    values = {i: S[i] + sum(_sent(i, w, weights, slots) for w in weights) for i in V}
    return loss(values[1], values[2]).d(*((0,) if second is None else (0, 1)))


def _sent(i: int, place: str, weights: Weights, slots: Any) -> Poly:
    argument, sent = Poly({(): along(U, i)}, 2), Poly({(): fmpq(weights[place][i])}, 2)
    for number, moves, incoming, outgoing in slots:
        time = variable(number, fmpq(0), 2)
        argument = argument + time * (moves.get(f"u_{place}", 0) * along(incoming, i))
        sent = sent + time * (moves.get(f"v_{place}", 0) * outgoing[i])
    return sent * cubic(argument)


@cache
def names(loss: Loss) -> Mapping[sympy.Symbol, sympy.Rational]:
    """Return the value of every symbol that the derivations use."""
    n = {i: variable(i, S[i] + V[i] * cubic(along(U, i)), 2) for i in V}
    expanded = loss(n[1], n[2])
    found: dict[str, Any] = {"lambda": LAM}
    for i in V:
        found[f"F_{i}"] = expanded.d(i)
        found |= {f"F_{i}_{j}": expanded.d(i, j) for j in V}
        for order, slope in enumerate(jet(cubic, along(U, i))):
            found["sigma" + "'" * order + f"_{i}"] = slope
        found |= {f"v_{i}": V[i], f"p_{i}": P[i], f"q_{i}": SHIFT[i], f"S_{i}": S[i]}
        found |= {f"xi.a_{i}": along(XI, i), f"eta.a_{i}": along(ETA, i)}
        found |= {f"zeta_{i}": ZETA[i], f"theta_{i}": THETA[i]}
        found |= {f"w_{i}": P[i], f"own v_{i}": P[i]}
    return {sympy.Symbol(name): sympy.Rational(str(value)) for name, value in found.items()}


def number(expression: Any, loss: Loss, **more: Any) -> fmpq:
    """Return the value of a formula, some symbols with other values; none may be left over."""
    values = {**names(loss), **{sympy.Symbol(k): sympy.Rational(str(v)) for k, v in more.items()}}
    found = sympy.sympify(expression).xreplace(values)
    assert not found.free_symbols, found.free_symbols
    return exact(str(found))
