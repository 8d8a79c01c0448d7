"""What repeated splitting of one neuron does to B, D and the values above: shared by the proofs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from proofcheck.arithmetic import Array
from proofcheck.core import Assumptions, Outcome
from proofcheck.networks import B_matrix, D_matrix, ForwardPass, forward_pass, residual, split_many
from proofcheck.search.compare import equal
from proofcheck.search.split_instance import SplitInstance, SplitView
from proofcheck.symbolic.claims import Formulas
from proofcheck.symbolic.residue import decide_zeros
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
    symbol,
)

LAM = symbol("lambda")
TIMES = 3
"""How often sampled networks are split."""


def B_next(claim: Formulas) -> Formulas:
    """Split once more: B is linear in v, f and the pre-activations stay; P = (1 - lambda)^(t-1).

    `claim` names "factor", from lambda, and "start": B^(1,(1)) over B.
    """
    power = symbol("P")
    first = _B_of(lambda v: claim["start"] * v) - B_form()
    now, after = _B_of(lambda v: power * v), _B_of(lambda v: (1 - LAM) * power * v)
    return {"t = 1": first, "t to t + 1": after - claim["factor"](LAM) * now}


def _B_of(changed: Any) -> sympy.Expr:
    replaced = {outgoing(i): changed(outgoing(i)) for i in COORDINATES}
    return B_form().subs(replaced, simultaneous=True)


def compare_B(instance: SplitInstance, claim: Formulas) -> Outcome:
    """Compare B of neuron r after TIMES splittings with the factor to that power times B."""

    def sides(view: SplitView) -> Iterator[tuple[str, Any, Any]]:
        values, r = _after_splittings(view)
        factor = claim["factor"](view.lam)
        B = B_matrix(values, r, instance.layer, instance.neuron)
        yield "B", B, view.B * (factor * factor * factor * claim["start"])

    return equal(instance, sides)


def compare_D(instance: SplitInstance, claim: Formulas) -> Outcome:
    """Compare D of neuron r after TIMES splittings with the claimed multiple of D."""

    def sides(view: SplitView) -> Iterator[tuple[str, Any, Any]]:
        values, r = _after_splittings(view)
        D = D_matrix(values, r, instance.layer, instance.neuron)
        yield "D", D, view.D * claim["factor of D"](view.lam)

    return equal(instance, sides)


def _after_splittings(view: SplitView) -> tuple[ForwardPass, Array]:
    instance = view.instance
    place = instance.layer, instance.neuron
    network = split_many(instance.network, *place, instance.lam, TIMES)
    values = forward_pass(network, instance.inputs, view.arithmetic)
    return values, residual(values, view.targets)


def D_next(claim: Formulas) -> Formulas:
    """Split once: the incoming slope of neuron r is (1 - lambda) v.D, with v.D as before.

    So D, the slope over the outgoing weight, stays; compared for the only neuron above.
    """
    v, above = sympy.symbols("v V")
    slope = _slope().subs({outgoing(i): above for i in COORDINATES})
    before, after = slope.subs(above, v) / v, slope.subs(above, (1 - LAM) * v) / ((1 - LAM) * v)
    return {"D": after - claim["factor of D"](LAM) * before}


def D_vanishes(claim: Formulas, assume: Assumptions) -> Outcome:
    """Divide dl/du_r by the outgoing weight to the only neuron of layer l + 1: that is D.

    `claim` names "factor", from the outgoing weight, and "critical".
    """
    v = symbol("v")
    slope = _slope().subs({outgoing(i): v for i in COORDINATES})
    D = sum(sensitivity(i) * sigma(i, 1) * incoming_direction("t", i) for i in COORDINATES)
    gradient = 0 if claim["critical"] and assume("critical") else symbol("gradient")
    return decide_zeros(
        {"D": D - claim["factor"](v) * slope, "value": claim["factor"](v) * gradient}
    )


def compare_vanishing_D(instance: SplitInstance, _: Formulas) -> Outcome:
    """Compare D of the smaller network with 0."""

    def sides(view: SplitView) -> Iterator[tuple[str, Any, Any]]:
        yield "D", view.D, view.arithmetic.zeros(view.D.shape)

    return equal(instance, sides)


def _slope() -> sympy.Expr:
    moves = {"t": SMALL_MOTIONS["u"], "tau": Motion()}
    return sympy.sympify(loss_jet(small_base(), moves).t)


def path_to_the_saddle(claim: Formulas) -> Formulas:
    """Move the last lambda: the pre-activations above stay. `claim` names "neuron" and "twin"."""
    v, value, rest = sympy.symbols("v sigma S")
    above = claim["neuron"](LAM) * v * value + claim["twin"](LAM) * v * value + rest
    return {"n(l+1, s)": above - (v * value + rest), "rate": sympy.diff(above, LAM)}


def pass_through(claim: Formulas) -> Formulas:
    """Reach labels y between low and low + gap through one neuron: V sigma(z) + c = y.

    With c = low - 1 and V = gap + 2 the wanted activation (y - c) / V and its complement to 1 are
    (p + 1) / V and (q + 1) / V, p = y - low >= 0 and q = low + gap - y >= 0: inside (0, 1), so z
    exists.
    """
    low, p, q = sympy.symbols("low p q", nonnegative=True)
    y, V = low + p, claim["V"](p + q)
    activation = (y - claim["c"](low)) / V
    return {
        "activation": activation - (p + 1) / V,
        "complement": (1 - activation) - (q + 1) / V,
    }
