"""The loss at gamma_0 and gamma_1 along a cubic curve, to third order.

For lambda = 0 the twin sends nothing (for lambda = 1 the neuron r does, and the two exchange
roles). Give it the incoming weights u + s e and the outgoing weights -s v, and add s v to the other
neuron: then n_i changes by -s v_i (sigma(n + s e.a_i) - sigma(n)) = O(s^2), so that terms with
second derivatives of the loss are O(s^4).
"""

from __future__ import annotations

import sympy

from proofcheck.symbolic.claims import Formulas
from proofcheck.symbolic.split_neuron import (
    COORDINATES,
    SMALL_MOTIONS,
    B_form,
    Motion,
    incoming_direction,
    loss_jet,
    outgoing,
    sensitivity,
    sigma,
    small_base,
)

STEP = sympy.Symbol("s")


def small_gradient_along_e() -> sympy.Expr:
    """Return dl/du_r e of the smaller network, 0 at a critical point."""
    return loss_jet(small_base(), {"t": SMALL_MOTIONS["u"], "tau": Motion()}).t


CUBIC: Formulas = {"square": -small_gradient_along_e(), "cubic": -B_form(("t", "t")) / 2}
"""The coefficients of s^2 (0 at a critical point) and s^3 in the loss along the curve."""


def cubic_coefficients(claim: Formulas) -> Formulas:
    """Compare the coefficients of s, s^2, s^3 of the loss along the curve with the claim."""
    change = sympy.expand(sum(sensitivity(i) * _preactivation_change(i) for i in COORDINATES))
    return {
        "s": change.coeff(STEP, 1),
        "s^2": change.coeff(STEP, 2) - claim["square"],
        "s^3": change.coeff(STEP, 3) - claim["cubic"],
    }


def _preactivation_change(i: int) -> sympy.Expr:
    """Return the change of n_i; sigma enters by its Taylor polynomial of second order."""
    x = STEP * incoming_direction("t", i)
    moved = sigma(i, 0) + sigma(i, 1) * x + sigma(i, 2) * x**2 / 2
    idle = -STEP * outgoing(i) * moved
    other = (1 + STEP) * outgoing(i) * sigma(i, 0)
    return idle + other - outgoing(i) * sigma(i, 0)
