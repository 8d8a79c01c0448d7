"""Derivations about layers of equal neurons, for any width, depth, data and C2 activation.

Two consecutive layers of a network in which all neurons of a layer have equal values, against two
consecutive neurons of the chain. Along two directions (slots t and tau) neuron k of the lower layer
has pre-activation jet n + nu_k t + nu'_k tau + mu_k t tau; the layer above has weights w_{s,k} that
move along d_{s,k}, d'_{s,k}. Induction over the layers gives the whole network.

Three neurons per layer stand for any number: after multiplying by powers of sum c = 1, every
monomial of these identities involves at most two neurons of each layer, so a monomial that occurs
for more neurons occurs for three.
"""

from __future__ import annotations

from functools import reduce
from operator import add
from typing import Any

import sympy

from proofcheck.symbolic.jets import Jet, constant
from proofcheck.symbolic.split_neuron import symbol

NEURONS = (1, 2, 3)
VALUE, FIRST, SECOND = sympy.symbols("sigma sigma' sigma''")
U, PRE = sympy.symbols("U n")
"""The chain's weight between the two layers, and its pre-activation below."""


def share(k: int) -> sympy.Expr:
    """Return c_{l,k}; the last neuron has what the others leave of 1."""
    return symbol("c", k) if k < NEURONS[-1] else 1 - symbol("c", 1) - symbol("c", 2)


def upper_share(s: int) -> sympy.Expr:
    """Return c_{l+1,s}; the last neuron has what the others leave of 1."""
    return symbol("C", s) if s < NEURONS[-1] else 1 - symbol("C", 1) - symbol("C", 2)


def velocity(k: int, slot: str = "t") -> sympy.Symbol:
    """Return the first derivative of the pre-activation of neuron k along the slot."""
    return symbol("nu", slot, k)


def acceleration(k: int) -> sympy.Symbol:
    """Return the mixed derivative of the pre-activation of neuron k."""
    return symbol("mu", k)


def weight_velocity(s: int, k: int, slot: str = "t") -> sympy.Symbol:
    """Return the component of a direction at w_{s,k}."""
    return symbol("d", slot, s, k)


def bias_velocity(s: int, slot: str = "t") -> sympy.Symbol:
    """Return the component of a direction at the bias of neuron s."""
    return symbol("d", slot, s, 0)


def mean(quantity: Any) -> sympy.Expr:
    """Return the average of a quantity of lower neurons, with the shares c_{l,k}.

    >>> sympy.expand(mean(lambda k: 1))
    1
    """
    return sum((share(k) * quantity(k) for k in NEURONS), sympy.Integer(0))


def upper_mean(quantity: Any) -> sympy.Expr:
    """Return the average of a quantity of upper neurons, with the shares c_{l+1,s}."""
    return sum((upper_share(s) * quantity(s) for s in NEURONS), sympy.Integer(0))


def row_sum(s: int, slot: str = "t") -> sympy.Expr:
    """Return by how much the incoming weights of upper neuron s change in total."""
    return sum((weight_velocity(s, k, slot) for k in NEURONS), sympy.Integer(0))


def equal_rows(_: int, k: int) -> sympy.Expr:
    """Return w_{s,k} = U c_{l,k}: every row alike, as splitting layer after layer makes them."""
    return U * share(k)


def equal_sums(s: int, k: int) -> sympy.Expr:
    """Return weights whose rows add up to U and are arbitrary otherwise."""
    if k < NEURONS[-1]:
        return symbol("W", s, k)
    return U - symbol("W", s, 1) - symbol("W", s, 2)


def upper_jet(s: int, weights: Any) -> Jet:
    """Return the jet of the pre-activation of upper neuron s, from the lower layer's jets."""
    bias = Jet(symbol("b"), bias_velocity(s), bias_velocity(s, "tau"), 0)
    return reduce(add, (_contribution(s, k, weights) for k in NEURONS), bias)


def _contribution(s: int, k: int, weights: Any) -> Jet:
    below = Jet(PRE, velocity(k), velocity(k, "tau"), acceleration(k))
    weight = Jet(weights(s, k), weight_velocity(s, k), weight_velocity(s, k, "tau"), 0)
    return weight * below.through(VALUE, FIRST, SECOND)


def chain_jet(below: Jet) -> Jet:
    """Return the chain's upper pre-activation when weight and bias move along the averages."""
    moving = Jet(U, upper_mean(row_sum), upper_mean(lambda s: row_sum(s, "tau")), 0)
    t, tau = (upper_mean(lambda s, slot=slot: bias_velocity(s, slot)) for slot in ("t", "tau"))
    return moving * below.through(VALUE, FIRST, SECOND) + Jet(symbol("b"), t, tau, 0)


def averaged_lower() -> Jet:
    """Return the chain's lower pre-activation, moving like the average of the layer."""
    return Jet(PRE, mean(velocity), mean(lambda k: velocity(k, "tau")), mean(acceleration))


def averaged_upper(weights: Any) -> Jet:
    """Return the average of the upper jets."""
    parts = (constant(upper_share(s)) * upper_jet(s, weights) for s in NEURONS)
    return reduce(add, parts)


def covariance() -> sympy.Expr:
    """Return sum_k c_k (nu_k - mean)(nu'_k - mean')."""
    m, m_tau = mean(velocity), mean(lambda k: velocity(k, "tau"))
    return mean(lambda k: (velocity(k) - m) * (velocity(k, "tau") - m_tau))


def exchange() -> sympy.Expr:
    """Return sum_{s,k} C_s (d_{s,k} (nu'_k - mean') + d'_{s,k} (nu_k - mean))."""
    m, m_tau = mean(velocity), mean(lambda k: velocity(k, "tau"))
    terms = (
        upper_share(s)
        * (
            weight_velocity(s, k) * (velocity(k, "tau") - m_tau)
            + weight_velocity(s, k, "tau") * (velocity(k) - m)
        )
        for s in NEURONS
        for k in NEURONS
    )
    return sum(terms, sympy.Integer(0))


def deviation(s: int) -> sympy.Expr:
    """Return (R_s - mean R) sigma + (db_s - mean db): the move of neuron s against the average."""
    return (row_sum(s) - upper_mean(row_sum)) * VALUE + bias_velocity(s) - upper_mean(bias_velocity)


def lower_share_of(k: int, weights: Any) -> sympy.Expr:
    """Return sum_s C_s w_{s,k} / U: the share of lower neuron k."""
    return upper_mean(lambda s: weights(s, k)) / U
