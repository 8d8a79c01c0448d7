"""The split neuron written out in t and tau and differentiated by SymPy: no jets anywhere.

Every C2 function of the setting is replaced by its Taylor polynomial of second order with symbols
for coefficients, which is all that a second derivative sees; SymPy's `diff` does the rest.
"""

from __future__ import annotations

import sympy

T, TAU = sympy.symbols("t_ tau_")
SPEEDS = {"t": T, "tau": TAU}


def named(*parts: object) -> sympy.Symbol:
    """Return the symbol of the given name, spelled as in the module under test."""
    return sympy.Symbol("_".join(map(str, parts)))


def drift(name: str, i: int, moving: dict[str, bool]) -> sympy.Expr:
    """Return a quantity that depends on the other parameters, to second order in t and tau."""
    total = named(name, i)
    for slot, speed in SPEEDS.items():
        if moving[slot]:
            total += named(name, i, slot) * speed
    if all(moving.values()):
        total += named(name, i, "t", "tau") * T * TAU
    return total


def pattern(slot: str, i: int, moving: dict[str, bool]) -> sympy.Expr:
    """Return xi.a (eta.a): it moves with the other parameters in the other slot."""
    name, other = {"t": ("xi.a", "tau"), "tau": ("eta.a", "t")}[slot]
    value = named(name, i)
    return value + named(name, i, other) * SPEEDS[other] if moving[other] else value


def sigma(i: int, argument: sympy.Expr) -> sympy.Expr:
    """Return sigma at n_i + (argument - n_i), by its Taylor polynomial."""
    x = argument - named("n", i)
    return named("sigma", i) + named("sigma'", i) * x + named("sigma''", i) * x**2 / 2


def preactivation(i: int, neurons: dict, directions: dict) -> sympy.Expr:
    """Return n_i(t, tau) of neurons {place: outgoing weight} along directions {slot: motion}."""
    moving = {slot: directions[slot]["rest"] for slot in SPEEDS}
    total = drift("S", i, moving)
    for place, weight in neurons.items():
        argument = drift("n", i, moving)
        for slot, speed in SPEEDS.items():
            argument += speed * directions[slot]["in"].get(place, 0) * pattern(slot, i, moving)
            outgoing = {"t": "zeta", "tau": "theta"}[slot]
            weight += speed * directions[slot]["out"].get(place, 0) * named(outgoing, i)
        total += weight * sigma(i, argument)
    return total


def loss(base: dict[int, dict], directions: dict) -> sympy.Expr:
    """Return the loss along t and tau: a general quadratic in all that it depends on."""
    changes: dict[object, sympy.Expr] = {}
    for i, neurons in base.items():
        n = preactivation(i, neurons, directions)
        changes[i] = n - n.subs({T: 0, TAU: 0})
    for slot, speed in SPEEDS.items():
        if directions[slot]["rest"]:
            changes[f"w{slot}"] = speed
    total = sum((named("F", a) * d for a, d in changes.items()), sympy.Integer(0))
    for a, da in changes.items():
        for b, db in changes.items():
            total += named("F", *sorted((str(a), str(b)))) * da * db / 2
    return total


def mixed(expression: sympy.Expr) -> sympy.Expr:
    """Return the mixed derivative at t = tau = 0."""
    return sympy.diff(expression, T, TAU).subs({T: 0, TAU: 0})


def first(expression: sympy.Expr) -> sympy.Expr:
    """Return the derivative in t at t = tau = 0."""
    return sympy.diff(expression, T).subs({T: 0, TAU: 0})


def direction(incoming: dict | None = None, outgoing: dict | None = None, rest: bool = False):
    """Return one motion, by the speeds of the places."""
    return {"in": incoming or {}, "out": outgoing or {}, "rest": rest}


def basis(alpha: sympy.Expr, beta: sympy.Expr) -> dict[str, dict]:
    """Return the five directions of Lemma 12 (p. 12), copied from the paper."""
    return {
        "u": direction({"twin": 1, "neuron": 1}),
        "v": direction(None, {"twin": 1, "neuron": 1}),
        "w": direction(rest=True),
        "p": direction({"twin": alpha, "neuron": -beta}),
        "q": direction(None, {"twin": 1, "neuron": -1}),
    }


SMALL = {
    "u": direction({"neuron": 1}),
    "v": direction(None, {"neuron": 1}),
    "w": direction(rest=True),
}
