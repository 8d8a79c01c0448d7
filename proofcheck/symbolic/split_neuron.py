"""The loss near a split neuron, seen through generic pre-activations of the next layer.

Fix layer l, the neuron r that is split, and its twin. The losses of the smaller and of the larger
network depend on the two neurons only through the pre-activations n(l+1, s; x_alpha). A
*coordinate* i stands for one pair (s, alpha); two generic coordinates decide every second order
identity (see `chain_rule`). Along two directions with parameters t and tau,

    larger:   n_i = v_twin,i sigma(u_twin.a_i) + v_r,i sigma(u_r.a_i) + S_i,
    smaller:  n_i = v_i sigma(u.a_i) + S_i,

where a_i is the activation pattern of layer l-1 with the bias coordinate, S_i collects the other
neurons and the bias of layer l+1, and `w` is the collection of all other parameters (p. 10), on
which a_i, S_i and the loss itself may depend in any C2 way.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sympy

from proofcheck.symbolic.jets import Jet, Scalar, chain_rule, constant, variable

GROUPS = ("u", "v", "w", "p", "q")
SLOTS = ("t", "tau")
COORDINATES = (1, 2)


@dataclass(frozen=True)
class Motion:
    """How the split neuron and its twin move along one direction of unit speed.

    `incoming` multiplies one generic vector of incoming weights, `outgoing` one generic vector of
    outgoing weights; `rest` says whether the other parameters move.

    >>> Motion(outgoing_twin=1, outgoing_neuron=-1).incoming_twin
    0
    """

    incoming_twin: Scalar = 0
    incoming_neuron: Scalar = 0
    outgoing_twin: Scalar = 0
    outgoing_neuron: Scalar = 0
    rest: bool = False


def split_basis_motions(alpha: Scalar, beta: Scalar) -> dict[str, Motion]:
    """Return the five groups of directions of Lemma 12 (p. 12), named u, v, w, p, q.

    >>> split_basis_motions(2, 3)["p"].incoming_neuron
    -3
    """
    return {
        "u": Motion(incoming_twin=1, incoming_neuron=1),
        "v": Motion(outgoing_twin=1, outgoing_neuron=1),
        "w": Motion(rest=True),
        "p": Motion(incoming_twin=alpha, incoming_neuron=-beta),
        "q": Motion(outgoing_twin=1, outgoing_neuron=-1),
    }


SMALL_MOTIONS = {
    "u": Motion(incoming_neuron=1),
    "v": Motion(outgoing_neuron=1),
    "w": Motion(rest=True),
}
"""The three groups of directions of the smaller network."""


def symbol(name: str, *indices: object) -> sympy.Symbol:
    """Return the symbol name_index, the same one whenever it is asked for.

    >>> symbol("F", 1, 2), symbol("F", 1, 2) == symbol("F", 1, 2)
    (F_1_2, True)
    """
    return sympy.Symbol("_".join([name, *map(str, indices)]))


def sigma(i: int, order: int) -> sympy.Symbol:
    """Return sigma, sigma' or sigma'' at n(l, r; x_alpha) of coordinate i.

    >>> [sigma(1, order) for order in range(3)]
    [sigma_1, sigma'_1, sigma''_1]
    """
    return symbol("sigma" + "'" * order, i)


def outgoing(i: int) -> sympy.Symbol:
    """Return v_{s,r} of the smaller network at coordinate i.

    >>> outgoing(1)
    v_1
    """
    return symbol("v", i)


def sensitivity(i: int) -> sympy.Symbol:
    """Return the derivative of the loss with respect to n(l+1, s; x_alpha) at coordinate i.

    >>> sensitivity(2)
    F_2
    """
    return symbol("F", i)


def incoming_direction(slot: str, i: int) -> sympy.Symbol:
    """Return xi.a_i: a generic direction of incoming weights, bias included, against a_i.

    >>> incoming_direction("t", 1), incoming_direction("tau", 1)
    (xi.a_1, eta.a_1)
    """
    return symbol("xi.a" if slot == "t" else "eta.a", i)


def outgoing_direction(slot: str, i: int) -> sympy.Symbol:
    """Return the component at neuron s of a generic direction of outgoing weights.

    >>> outgoing_direction("t", 1), outgoing_direction("tau", 1)
    (zeta_1, theta_1)
    """
    return symbol("zeta" if slot == "t" else "theta", i)


def preactivation(i: int, base: Mapping[str, Scalar], moves: Mapping[str, Motion]) -> Jet:
    """Return the jet of n_i for outgoing weights `base` = {"twin": ..., "neuron": ...}.

    A network without a twin has no entry "twin" in `base`.

    >>> moves = {"t": SMALL_MOTIONS["u"], "tau": SMALL_MOTIONS["v"]}
    >>> jet = preactivation(1, {"neuron": outgoing(1)}, moves)
    >>> jet.value, jet.t, jet.tau
    (S_1 + sigma_1*v_1, sigma'_1*v_1*xi.a_1, sigma_1*theta_1)
    >>> jet.mixed
    sigma'_1*theta_1*xi.a_1
    """
    total = _moved("S", i, moves)
    for place in base:
        argument = _moved("n", i, moves)
        weight = constant(base[place])
        for slot in SLOTS:
            speed = getattr(moves[slot], f"incoming_{place}")
            pattern = _moved_direction(slot, i, moves)
            argument += _times(slot, speed) * pattern
            speed_out = getattr(moves[slot], f"outgoing_{place}")
            weight += _times(slot, speed_out * outgoing_direction(slot, i))
        total += weight * argument.through(sigma(i, 0), sigma(i, 1), sigma(i, 2))
    return total


def loss_jet(base_of: Mapping[int, Mapping[str, Scalar]], moves: Mapping[str, Motion]) -> Jet:
    """Return first and second derivatives of the loss along the two motions.

    `base_of[i]` are the outgoing weights at coordinate i. The partial derivatives of the loss in
    the pre-activations, and in the other parameters directly, are free symbols.

    >>> moves = {"t": SMALL_MOTIONS["u"], "tau": SMALL_MOTIONS["u"]}
    >>> loss_jet({1: {"neuron": outgoing(1)}}, moves).t
    F_1*sigma'_1*v_1*xi.a_1
    """
    jets = [preactivation(i, base, moves) for i, base in base_of.items()]
    names: list[object] = list(base_of)
    for slot in SLOTS:
        if moves[slot].rest:
            jets.append(variable(slot, 0))
            names.append(f"w{slot}")
    first = [symbol("F", name) for name in names]
    second = [[symbol("F", *sorted((str(a), str(b)))) for b in names] for a in names]
    return chain_rule(jets, first, second)


def small_base() -> dict[int, dict[str, Scalar]]:
    """Return the outgoing weights of the smaller network.

    >>> small_base()[1]
    {'neuron': v_1}
    """
    return {i: {"neuron": outgoing(i)} for i in COORDINATES}


def large_base(lam: Scalar) -> dict[int, dict[str, Scalar]]:
    """Return the outgoing weights at gamma_lambda (p. 10): lambda v for the twin.

    >>> large_base(sympy.Rational(1, 3))[1]
    {'twin': v_1/3, 'neuron': 2*v_1/3}
    """
    return {i: {"twin": lam * outgoing(i), "neuron": (1 - lam) * outgoing(i)} for i in COORDINATES}


def B_form(slots: tuple[str, str] = SLOTS) -> sympy.Expr:
    """Return the bilinear form of B (eq. (1), p. 11) on the incoming directions of two slots.

    >>> B_form().coeff(sensitivity(1))
    eta.a_1*sigma''_1*v_1*xi.a_1
    """
    a, b = slots
    return sum(
        sensitivity(i)
        * outgoing(i)
        * sigma(i, 2)
        * incoming_direction(a, i)
        * incoming_direction(b, i)
        for i in COORDINATES
    )


def D_form(incoming_slot: str, outgoing_slot: str) -> sympy.Expr:
    """Return the bilinear form of D (eq. (2), p. 12): incoming direction, outgoing direction.

    >>> D_form("t", "tau").coeff(sensitivity(2))
    sigma'_2*theta_2*xi.a_2
    """
    return sum(
        sensitivity(i)
        * sigma(i, 1)
        * incoming_direction(incoming_slot, i)
        * outgoing_direction(outgoing_slot, i)
        for i in COORDINATES
    )


def _times(slot: str, speed: Scalar) -> Jet:
    return Jet(0, t=speed) if slot == "t" else Jet(0, tau=speed)


def _moved(name: str, i: int, moves: Mapping[str, Motion]) -> Jet:
    """Return the jet of a quantity that depends on the other parameters only."""
    t, tau = moves["t"].rest, moves["tau"].rest
    return Jet(
        symbol(name, i),
        symbol(name, i, "t") if t else 0,
        symbol(name, i, "tau") if tau else 0,
        symbol(name, i, "t", "tau") if t and tau else 0,
    )


def _moved_direction(slot: str, i: int, moves: Mapping[str, Motion]) -> Jet:
    """Return the jet of xi.a_i, which moves with the other parameters in the other slot."""
    other = "tau" if slot == "t" else "t"
    value = incoming_direction(slot, i)
    if not moves[other].rest:
        return constant(value)
    change = symbol(value.name, other)
    return Jet(value, tau=change) if other == "tau" else Jet(value, t=change)
