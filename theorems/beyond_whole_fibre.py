"""Beyond the paper: all ways to share the outgoing weights, v_twin = p and v_r = v - p.

The paper looks at p = lambda v only. For every p in R^{n_{l+1}} the larger network computes the
same function; the point is critical exactly where z is and D(z) p = 0. Off the line p = lambda v,
which needs n_{l+1} >= 2, d = u_twin - u_r moves the outputs at first order. So where D(z*) = 0 and
the residuals are small there are local minima whatever the signs of B are.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import sympy

from proofcheck.arithmetic.linear import is_positive_definite
from proofcheck.core import (
    Assumptions,
    Budget,
    Cause,
    Computation,
    Derivation,
    Hypothesis,
    Kind,
    Mutant,
    Outcome,
    Quantifier,
    Sampling,
    Statement,
    Step,
    Textbook,
    Verdict,
    holds,
    instances,
    refuted,
    scope,
    undecided,
)
from proofcheck.networks import gradient, hessian, residual
from proofcheck.search.choices import SeededChoices
from proofcheck.search.compare import equal
from proofcheck.search.minima import MINIMA
from proofcheck.search.planted import NOT_CRITICAL, outgoing_sum
from proofcheck.search.split_instance import SplitInstance, SplitView, view_bits
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.entailment import decide_entailment
from proofcheck.symbolic.identities import identities
from proofcheck.symbolic.split_neuron import (
    COORDINATES,
    SMALL_MOTIONS,
    Motion,
    incoming_direction,
    loss_jet,
    outgoing,
    preactivation,
    sensitivity,
    sigma,
    small_base,
    symbol,
)

STILL = Motion()
TWIN, NEURON = Motion(incoming_twin=1), Motion(incoming_neuron=1)


def p(i: int) -> sympy.Symbol:
    """Return p_s at coordinate i, the outgoing weight of the twin."""
    return symbol("p", i)


def fibre() -> dict[int, dict[str, Any]]:
    """Return the outgoing weights on the fibre."""
    return {i: {"twin": p(i), "neuron": outgoing(i) - p(i)} for i in COORDINATES}


def D_times(weights: Any) -> sympy.Expr:
    """Return the sum of D^s times a weight at every neuron s, on a generic direction d."""
    return sum(
        sensitivity(i) * sigma(i, 1) * incoming_direction("t", i) * weights(i) for i in COORDINATES
    )


def value(claim: Formulas) -> Formulas:
    """Compare n(l+1, s) on the fibre with the smaller network's."""
    still = {"t": STILL, "tau": STILL}
    small = preactivation(1, small_base()[1], still).value
    return {"n(l+1, s)": preactivation(1, fibre()[1], still).value - small - claim["excess"]}


def incoming(claim: Formulas) -> Formulas:
    """Compare the derivatives along the incoming weights of twin and neuron with D p."""
    small = loss_jet(small_base(), {"t": SMALL_MOTIONS["u"], "tau": STILL}).t
    twin, neuron = (loss_jet(fibre(), {"t": m, "tau": STILL}).t for m in (TWIN, NEURON))
    return {"twin": twin - claim["twin"], "neuron": neuron - small + claim["neuron"]}


def others(claim: Formulas) -> Formulas:
    """Compare the derivatives along all other parameters with the smaller network's."""
    twin, neuron, rest = (
        loss_jet(fibre(), {"t": m, "tau": STILL}).t
        for m in (Motion(outgoing_twin=1), Motion(outgoing_neuron=1), SMALL_MOTIONS["w"])
    )
    v, w = (loss_jet(small_base(), {"t": SMALL_MOTIONS[k], "tau": STILL}).t for k in "vw")
    return {"v_twin": twin - claim["v"] * v, "v_r": neuron - v, "w": rest - w}


def curvature(claim: Formulas) -> Formulas:
    """Compare the second derivative along u_twin with its Gauss-Newton part and B at p."""
    return {"u_twin, u_twin": loss_jet(fibre(), {"t": TWIN, "tau": TWIN}).mixed - claim["second"]}


def second_form() -> sympy.Expr:
    """Return the sum of l_{ss'} (p_s sigma' d)(p_s' sigma' e) and of F_s p_s sigma'' d e."""
    first = {
        slot: {i: p(i) * sigma(i, 1) * incoming_direction(slot, i) for i in COORDINATES}
        for slot in ("t", "tau")
    }
    gauss = sum(
        symbol("F", *sorted((str(i), str(j)))) * first["t"][i] * first["tau"][j]
        for i in COORDINATES
        for j in COORDINATES
    )
    return gauss + B_at_p()


def B_at_p() -> sympy.Expr:
    """Return B of eq. (1) with p in place of v."""
    return sum(
        sensitivity(i)
        * p(i)
        * sigma(i, 2)
        * incoming_direction("t", i)
        * incoming_direction("tau", i)
        for i in COORDINATES
    )


SMALL, ON, LARGE, D_ZERO, EVERY, DEFINITE, MINIMUM = sympy.symbols(
    "small_critical Dp_zero large_critical D_zero all_p_critical definite_quotient local_minimum"
)


def critical(claim: Any, assume: Assumptions) -> Outcome:
    """From the derivatives: critical exactly where z is and D p = 0."""
    premises = {
        "dL/du_twin = D p": sympy.Implies(LARGE, ON),
        "all derivatives of l are sums of those of L": sympy.Implies(LARGE, SMALL),
        "the derivatives": sympy.Implies(sympy.And(SMALL, ON), LARGE),
    }
    return decide_entailment(premises, claim) if assume("one-neuron-more") else _not_set()


def minimum(claim: Any, assume: Assumptions) -> Outcome:
    """From D = 0: every p is critical; definite across the fibre, it is a local minimum."""
    premises = {
        "D = 0 gives D p = 0 for every p": sympy.Implies(sympy.And(SMALL, D_ZERO), EVERY),
        "nearest point (beyond-split-chains)": sympy.Implies(sympy.And(EVERY, DEFINITE), MINIMUM),
    }
    return decide_entailment(premises, claim) if assume("one-neuron-more") else _not_set()


def _not_set() -> Outcome:
    return undecided(Cause.NOT_APPLICABLE, "the two networks are the setting")


def compare_incoming(instance: SplitInstance, claim: Formulas) -> Outcome:
    """Compare the larger gradient at p = lambda v + q, for an exact q, with D p."""

    def sides(view: SplitView) -> Iterator[tuple[str, Any, Any]]:
        v = view.values.slopes(instance.layer + 1)[:, instance.neuron - 1]
        q = np.array([view.arithmetic.number(2 * k + 1) for k in range(len(v))], dtype=object)
        moved = view.wide_values_at(view.wide_weights_with(list(q)))
        large = gradient(moved, residual(moved, view.targets))
        shape = instance.basis.large
        twin = list(shape.incoming(instance.layer, shape.widths[instance.layer]))
        neuron = list(shape.incoming(instance.layer, instance.neuron))
        small = list(instance.network.architecture.incoming(instance.layer, instance.neuron))
        Dp = claim["numeric"](claim["of"](view)["D"], v * view.lam + q)
        yield "u_twin", large[twin], Dp
        yield "u_r", large[neuron], view.gradient[small] - Dp

    return equal(instance, sides)


STATED = instances("the first planted minimum with n_{l+1} = 2 and B positive definite")
SCALE = Fraction(1, 2**12)


def _is_wanted(found: SplitInstance) -> bool:
    return found.network.architecture.widths[found.layer + 1] == 2 and bool(outgoing_sum(found))


@cache
def stated(digits: int) -> SplitInstance:
    """Return a minimum with D = 0 and n_{l+1} = 2, its residual scaled down."""
    for index in range(60):
        region = MINIMA.regions[index % len(MINIMA.regions)]
        if not region.startswith("lambda inside"):
            continue
        found = MINIMA.draw(SeededChoices(1, MINIMA.name, index), region, digits)
        if isinstance(found, SplitInstance) and _is_wanted(found):
            return found.scaled(SCALE)
    raise LookupError("no such minimum among the first sixty")


def off_the_line(budget: Budget, claim: Formulas) -> Outcome:
    """Look at the Hessian across the fibre, at p = lambda v + q, for lambda outside [0, 1]."""
    instance = stated(budget.digits)
    first, second = (_quotient(view, claim) for view in (instance.first, instance.second))
    bits = view_bits(budget.digits)
    found = is_positive_definite(first, bits)
    if found is Verdict.HOLDS:
        return holds("positive definite across the fibre, D = 0, for p off the line")
    if found is Verdict.UNDECIDED:
        return undecided(Cause.PRECISION, "definiteness across the fibre")
    matrix = instance.second_arithmetic.approximate(second)
    least = float(np.linalg.eigvalsh(matrix).min())
    return refuted(
        "a negative direction across the fibre",
        confirmed_by="mpmath and float64 eigenvalues" if least < 0 else "",
        witness=instance.to_json(),
    )


def _quotient(view: SplitView, claim: Formulas) -> Any:
    """Return the larger Hessian without the rows of v_twin, whose axes span the fibre."""
    s = view.instance
    v = view.values.slopes(s.layer + 1)[:, s.neuron - 1]
    with view.arithmetic.active():
        wanted = claim["p"](v, view.arithmetic)
        moved = view.wide_values_at(view.wide_weights_with(list(wanted - v * view.lam)))
        H = hessian(moved, residual(moved, view.targets))
    shape = s.basis.large
    out = list(shape.outgoing(s.layer, shape.widths[s.layer]))
    return np.delete(np.delete(H, out, 0), out, 1)


def _across(v: Any, arithmetic: Any) -> Any:
    """Return 2 v and a vector that is not parallel to v: B at p has no sign to be used."""
    turn = np.array([-v[1], v[0]], dtype=object)
    return v * arithmetic.number(2) + turn


def _along(v: Any, arithmetic: Any) -> Any:
    return v * arithmetic.number(2)


C1, C2, CLASS_A = scope("C1"), scope("C2"), scope("A")

STATEMENT = Statement(
    id="beyond-whole-fibre",
    title="All ways to share the outgoing weights",
    page=12,
    claim=(
        "for every p, with v_twin = p, v_r = v - p and u_twin = u_r = u, the larger network has "
        "the same outputs; it is critical exactly if z is critical and D(z) p = 0; if D(z) = 0 and "
        "its Hessian is positive definite across the fibre, it is a local minimum, which happens "
        "off the line p = lambda v also where lambda lies on the wrong side for B"
    ),
    latex=(
        r"v_{-1} = p, \quad v_{r} = v - p, \quad u_{-1} = u_{r} = u",
        r"\nabla L = 0 \iff \nabla \ell(z) = 0 \;\text{and}\; D(z) \, p = 0",
    ),
    hypotheses=(
        Hypothesis(
            "one-neuron-more", "the networks differ by one neuron in layer l", 12, setting=True
        ),
    ),
    uses=("beyond-master-identity", "beyond-split-chains"),
    rests_on=(Textbook.CHAIN_RULE, Textbook.TAYLOR, Textbook.CONTINUITY),
    steps=(
        Step(
            id="same-outputs",
            claim="n(l+1, s) does not depend on p",
            page=10,
            formula={"excess": sympy.Integer(0)},
            checks=(identities(value, scope()),),
            mutants=(Mutant("p-left", "p sigma", change("excess", lambda _: p(1) * sigma(1, 0))),),
        ),
        Step(
            id="incoming",
            claim="dL/du_twin = D p and dL/du_r = dl/du_r - D p, at every z",
            page=12,
            scope=C1,
            formula={
                "twin": D_times(p),
                "neuron": D_times(p),
                "numeric": lambda D, weights: D.dot(weights),
                "of": lambda view: {"D": view.D},
            },
            checks=(identities(incoming, C1), Sampling(NOT_CRITICAL, compare_incoming, CLASS_A)),
            mutants=(
                Mutant("twin-v", "D v", change("twin", lambda _: D_times(outgoing))),
                Mutant("neuron-sign", "+ D p", change("neuron", lambda old: -old)),
                Mutant(
                    "numeric-twice", "2 D p", change("numeric", lambda f: lambda D, w: 2 * f(D, w))
                ),
            ),
        ),
        Step(
            id="others",
            claim="all other derivatives are those of the smaller network",
            page=12,
            scope=C1,
            formula={"v": sympy.Integer(1)},
            checks=(identities(others, C1),),
            mutants=(Mutant("v-half", "half", change("v", lambda old: old / 2)),),
        ),
        Step(
            id="critical-exactly",
            claim="the point is critical exactly if z is critical and D(z) p = 0",
            page=12,
            formula=sympy.Equivalent(LARGE, sympy.And(SMALL, ON)),
            checks=(Derivation(critical, scope()),),
            mutants=(
                Mutant("critical-always", "for every p", lambda _: sympy.Equivalent(LARGE, SMALL)),
                Mutant("critical-D", "z need not be", lambda _: sympy.Equivalent(LARGE, ON)),
            ),
        ),
        Step(
            id="curvature",
            claim=(
                "the Hessian along u_twin is the Gauss-Newton form of the weights p, which the "
                "smaller network has not unless p is parallel to v, and B with p for v"
            ),
            page=12,
            scope=C2,
            formula={"second": second_form()},
            checks=(identities(curvature, C2),),
            mutants=(
                Mutant("no-gauss-newton", "B only", change("second", lambda _: B_at_p())),
                Mutant("curvature-sign", "-", change("second", lambda old: -old)),
            ),
        ),
        Step(
            id="minimum",
            claim=(
                "if z is critical, D(z) = 0, and the Hessian is positive definite across the "
                "fibre, the point is a local minimum"
            ),
            page=12,
            formula=sympy.Implies(sympy.And(SMALL, D_ZERO, DEFINITE), MINIMUM),
            checks=(Derivation(minimum, scope()),),
            mutants=(
                Mutant(
                    "without-D",
                    "D need not be 0",
                    lambda _: sympy.Implies(sympy.And(SMALL, DEFINITE), MINIMUM),
                ),
                Mutant(
                    "without-definite",
                    "the Hessian need not be definite",
                    lambda _: sympy.Implies(sympy.And(SMALL, D_ZERO), MINIMUM),
                ),
            ),
        ),
        Step(
            id="off-the-line",
            claim="such minima exist for p off the line, where 2 v on the line gives none",
            page=12,
            quantifier=Quantifier.EXISTENTIAL,
            formula={"p": _across},
            checks=(Computation(off_the_line, STATED, Kind.CERTIFIED),),
            mutants=(Mutant("on-the-line", "p = 2 v", change("p", lambda _: _along)),),
        ),
    ),
)
