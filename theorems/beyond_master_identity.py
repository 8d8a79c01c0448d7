"""Beyond the paper: one exact identity for the loss around every split neuron.

Put u_twin = u + (1 - lambda) d, u_r = u - lambda d, v_twin = lambda v + q and
v_r = (1 - lambda) v - q, a linear change of coordinates for every lambda, and let z be the smaller
network's parameters. Then

    L(z, q, d) = l(z) + q.D(z) d + (1/2) d'H(z, q, d) d,     H continuous,
    H(z, 0, 0) = lambda (1 - lambda) B(z),    sum_s v_s D^s(z) = dl/du_r(z)   for ALL z.

Lemma 12 at a point is its second order part. It also decides local minima, which no second order
statement does: the two lower bounds below are what the repaired Theorems 8 and 9 rest on.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import sympy

from proofcheck.core import (
    Hypothesis,
    Mutant,
    Outcome,
    Sampling,
    Statement,
    Step,
    Textbook,
    scope,
)
from proofcheck.networks import gradient, residual
from proofcheck.search.compare import equal
from proofcheck.search.planted import NOT_CRITICAL
from proofcheck.search.split_instance import SplitInstance, SplitView
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.identities import identities
from proofcheck.symbolic.split_neuron import (
    COORDINATES,
    SMALL_MOTIONS,
    B_form,
    Motion,
    incoming_direction,
    large_base,
    loss_jet,
    outgoing,
    preactivation,
    sensitivity,
    sigma,
    small_base,
    symbol,
)

LAM = symbol("lambda")
STILL = Motion()
ALONG_D = Motion(incoming_twin=1 - LAM, incoming_neuron=-LAM)


def shift(i: int) -> sympy.Symbol:
    """Return q_s at coordinate i."""
    return symbol("q", i)


def base_with_q(i: int) -> dict[str, sympy.Expr]:
    """Return the outgoing weights at (z, q): lambda v + q for the twin, the rest for neuron r."""
    return {
        "twin": LAM * outgoing(i) + shift(i),
        "neuron": (1 - LAM) * outgoing(i) - shift(i),
    }


def coordinates(claim: Formulas) -> Formulas:
    """Compare the determinants of the change of coordinates, incoming and outgoing."""
    incoming = sympy.Matrix([[1, 1 - LAM], [1, -LAM]]).det()
    outgoing_ = sympy.Matrix([[LAM, 1], [1 - LAM, -1]]).det()
    return {"incoming": incoming - claim["incoming"], "outgoing": outgoing_ - claim["outgoing"]}


def value(claim: Formulas) -> Formulas:
    """Compare n(l+1, s) at (z, q, d = 0) with the smaller network's."""
    still = {"t": STILL, "tau": STILL}
    small = preactivation(1, small_base()[1], still).value
    return {"n(l+1, s)": preactivation(1, base_with_q(1), still).value - small - claim["excess"]}


def first_order(claim: Formulas) -> Formulas:
    """Compare the derivative along d at d = 0 with q.D(z) d."""
    base = {i: base_with_q(i) for i in COORDINATES}
    return {"along d": loss_jet(base, {"t": ALONG_D, "tau": STILL}).t - claim["first"]}


def second_order(claim: Formulas) -> Formulas:
    """Compare the second derivative along d at q = d = 0 with lambda (1 - lambda) B(z)."""
    jet = loss_jet(large_base(LAM), {"t": ALONG_D, "tau": ALONG_D})
    return {"along d, d": jet.mixed - claim["second"]}


def sum_rule(claim: Formulas) -> Formulas:
    """Compare dl/du_r of the smaller network with the sum of v_s D^s."""
    jet = loss_jet(small_base(), {"t": SMALL_MOTIONS["u"], "tau": STILL})
    return {"dl/du_r": jet.t - claim["sum"]}


def q_dot_D() -> sympy.Expr:
    """Return q.D(z) d on a generic direction d."""
    return sum(
        sensitivity(i) * shift(i) * sigma(i, 1) * incoming_direction("t", i) for i in COORDINATES
    )


def v_dot_D() -> sympy.Expr:
    """Return sum_s v_s D^s(z) d on a generic direction d."""
    return sum(
        sensitivity(i) * outgoing(i) * sigma(i, 1) * incoming_direction("t", i) for i in COORDINATES
    )


zeta, delta, b, c, k, s, C, K, g = sympy.symbols("zeta delta b c k s C K g", positive=True)


def nondegenerate_bound(claim: Formulas) -> Formulas:
    """Complete the square in c zeta^2 - k zeta delta + (b/2) delta^2, k = |q| C."""
    form = c * zeta**2 - k * zeta * delta + b / 2 * delta**2
    square = c * (zeta - k * delta / (2 * c)) ** 2
    return {"square": form - square - claim["rest"] * delta**2}


def strict_bound(claim: Formulas) -> Formulas:
    """Split off c' (zeta^2 + delta^2) for k^2 = b c / 4: what the next splitting asks for."""
    form = c * zeta**2 - k * zeta * delta + b / 2 * delta**2
    square = (zeta * sympy.Symbol("root") - k * delta / (2 * sympy.Symbol("root"))) ** 2
    kept = claim["kept c"] * zeta**2 + claim["kept b"] * delta**2
    residue = sympy.expand(form - square - kept)
    half = sympy.expand(residue.subs(sympy.Symbol("root") ** 2, c / 2))
    return {"half of each": sympy.expand(half).subs(k**2, b * c / 2)}


def gradient_bound(claim: Formulas) -> Formulas:
    """Take the step -grad/K in the bound l(z + h) <= l(z) + grad.h + (K/2)|h|^2; g = |grad|^2."""
    step = -1 / K
    decrease = step * g + K / 2 * step**2 * g
    return {"decrease": decrease - claim["decrease"]}


def one_next_neuron_bound(claim: Formulas) -> Formulas:
    """Complete the square in s^2 - k s delta + (b/2) delta^2, s^2 = l(z) - l*."""
    form = s**2 - k * s * delta + b / 2 * delta**2
    return {"square": form - (s - k * delta / 2) ** 2 - claim["rest"] * delta**2}


def compare_first_order(instance: SplitInstance, claim: Formulas) -> Outcome:
    """Compare the larger network's gradient along d, at an exact q, with q.D(z)."""

    def sides(view: SplitView) -> Iterator[tuple[str, Any, Any]]:
        q = [view.arithmetic.number(k + 1) for k in range(view.D.shape[1])]
        moved = view.wide_values_at(view.wide_weights_with(q))
        large = gradient(moved, residual(moved, view.targets))
        twin, neuron = _incoming_places(instance)
        along = (1 - view.lam) * large[twin] - view.lam * large[neuron]
        yield "along d", along, claim["numeric"](claim["of"](view)["D"], np.array(q, dtype=object))

    return equal(instance, sides)


def _incoming_places(instance: SplitInstance) -> tuple[list[int], list[int]]:
    large = instance.basis.large
    twin = large.incoming(instance.layer, large.widths[instance.layer])
    return list(twin), list(large.incoming(instance.layer, instance.neuron))


def compare_second_order(instance: SplitInstance, claim: Formulas) -> Outcome:
    """Compare the larger network's Hessian along d at gamma_lambda with lambda (1 - lambda) B."""
    twin, neuron = _incoming_places(instance)

    def sides(view: SplitView) -> Iterator[tuple[str, Any, Any]]:
        H, lam = view.wide_hessian, view.lam
        both = H[np.ix_(twin, twin)] * (1 - lam) * (1 - lam)
        cross = H[np.ix_(twin, neuron)] + H[np.ix_(neuron, twin)]
        along = both - cross * (lam * (1 - lam)) + H[np.ix_(neuron, neuron)] * lam * lam
        yield "along d, d", along, claim["numeric"](lam) * claim["of"](view)["B"]

    return equal(instance, sides)


def compare_sum_rule(instance: SplitInstance, claim: Formulas) -> Outcome:
    """Compare the smaller network's gradient in u_r with D v."""

    def sides(view: SplitView) -> Iterator[tuple[str, Any, Any]]:
        v = view.values.slopes(instance.layer + 1)[:, instance.neuron - 1]
        places = list(instance.network.architecture.incoming(instance.layer, instance.neuron))
        yield "dl/du_r", view.gradient[places], claim["numeric"](claim["of"](view)["D"], v)

    return equal(instance, sides)


C1, C2, CLASS_A = scope("C1"), scope("C2"), scope("A")

STATEMENT = Statement(
    id="beyond-master-identity",
    title="The loss around a split neuron, exactly",
    page=12,
    claim=(
        "L(z, q, d) = l(z) + q.D(z) d + (1/2) d'H(z, q, d) d with H continuous, H(z, 0, 0) = "
        "lambda (1 - lambda) B(z), and sum_s v_s D^s(z) = dl/du_r(z), for all z, q, d and lambda; "
        "hence two lower bounds for L - l*"
    ),
    hypotheses=(
        Hypothesis(
            "one-neuron-more", "the networks differ by one neuron in layer l", 12, setting=True
        ),
    ),
    rests_on=(Textbook.CHAIN_RULE, Textbook.TAYLOR, Textbook.CONTINUITY),
    latex=(
        r"\mathcal{L}(z,q,d)=\ell(z)+q^\top D(z)^\top d+\tfrac12\,d^\top H(z,q,d)\,d,\qquad "
        r"H(z,0,0)=\lambda(1-\lambda)\,B(z)",
        r"\sum_s v_s\,D^s(z)=\frac{\partial\ell}{\partial u_r}(z)\quad\text{for all } z",
    ),
    steps=(
        Step(
            id="coordinates",
            claim="(z, q, d) are linear coordinates of the larger network for every lambda",
            page=12,
            formula={"incoming": sympy.Integer(-1), "outgoing": sympy.Integer(-1)},
            checks=(identities(coordinates, scope()),),
            mutants=(
                Mutant("incoming-1", "+1", change("incoming", lambda old: -old)),
                Mutant("outgoing-lam", "-lambda", change("outgoing", lambda _: -LAM)),
            ),
        ),
        Step(
            id="value",
            claim="at d = 0 the larger network computes the smaller function, for every q",
            page=12,
            formula={"excess": sympy.Integer(0)},
            checks=(identities(value, scope()),),
            mutants=(
                Mutant(
                    "excess", "excess q sigma", change("excess", lambda _: shift(1) * sigma(1, 0))
                ),
            ),
        ),
        Step(
            id="first-order",
            claim="the derivative along d at (z, q, 0) is q.D(z) d, at every z",
            page=12,
            scope=C1,
            formula={
                "first": q_dot_D(),
                "numeric": lambda D, q: D.dot(q),
                "of": lambda view: {"D": view.D},
            },
            checks=(
                identities(first_order, C1),
                Sampling(NOT_CRITICAL, compare_first_order, CLASS_A),
            ),
            mutants=(
                Mutant("first-sign", "-q.D", change("first", lambda old: -old)),
                Mutant("first-v", "v.D", change("first", lambda _: v_dot_D())),
                Mutant("first-none", "0", change("numeric", lambda _: lambda D, q: 0 * D.dot(q))),
                Mutant(
                    "first-twice", "2 q.D", change("numeric", lambda f: lambda D, q: 2 * f(D, q))
                ),
            ),
        ),
        Step(
            id="second-order",
            claim="H(z, 0, 0) = lambda (1 - lambda) B(z); the integral remainder is continuous",
            page=12,
            scope=C2,
            formula={
                "second": LAM * (1 - LAM) * B_form(),
                "numeric": lambda lam: lam * (1 - lam),
                "of": lambda view: {"B": view.B},
            },
            checks=(
                identities(second_order, C2),
                Sampling(NOT_CRITICAL, compare_second_order, CLASS_A),
            ),
            mutants=(
                Mutant("second-lam", "lambda B", change("second", lambda _: LAM * B_form())),
                Mutant("second-sign", "-lambda (1 - lambda) B", change("second", lambda old: -old)),
                Mutant("second-plus", "lambda (1 + lambda)", change("numeric", lambda _: _plus)),
                Mutant("second-square", "lambda^2", change("numeric", lambda _: _square)),
            ),
        ),
        Step(
            id="sum-rule",
            claim="sum_s v_s D^s(z) = dl/du_r(z) at every z",
            page=12,
            scope=C1,
            formula={
                "sum": v_dot_D(),
                "numeric": lambda D, v: D.dot(v),
                "of": lambda view: {"D": view.D},
            },
            checks=(
                identities(sum_rule, C1),
                Sampling(NOT_CRITICAL, compare_sum_rule, CLASS_A),
            ),
            mutants=(
                Mutant("sum-sign", "-", change("sum", lambda old: -old)),
                Mutant("sum-half", "half", change("numeric", lambda f: lambda D, v: f(D, v) / 2)),
            ),
        ),
        Step(
            id="nondegenerate-bound",
            claim=(
                "if l - l* >= c zeta^2, |D| <= C zeta (zeta = |z - z*|) and d'Hd >= b |d|^2, then "
                "L - l* >= 0 as soon as (|q| C)^2 <= 2 b c"
            ),
            page=12,
            formula={"rest": b / 2 - k**2 / (4 * c)},
            checks=(identities(nondegenerate_bound, scope()),),
            mutants=(
                Mutant("rest-c", "without 4", change("rest", lambda _: b / 2 - k**2 / c)),
                Mutant("rest-sign", "plus", change("rest", lambda _: b / 2 + k**2 / (4 * c))),
            ),
        ),
        Step(
            id="strict-bound",
            claim=(
                "under the same bounds and (|q| C)^2 <= b c / 2, even L - l* >= (c/2) zeta^2 + "
                "(b/4) |d|^2: the bound survives the splitting"
            ),
            page=12,
            formula={"kept c": c / 2, "kept b": b / 4},
            checks=(identities(strict_bound, scope()),),
            mutants=(
                Mutant("kept-all", "c", change("kept c", lambda _: c)),
                Mutant("kept-half-b", "b/2", change("kept b", lambda _: b / 2)),
            ),
        ),
        Step(
            id="gradient-bound",
            claim="near a local minimum |grad l|^2 <= 2 K (l - l*), by the step -grad/K",
            page=12,
            formula={"decrease": -g / (2 * K)},
            checks=(identities(gradient_bound, scope()),),
            mutants=(
                Mutant("decrease-once", "g / K", change("decrease", lambda _: -g / K)),
                Mutant("decrease-sign", "+", change("decrease", lambda old: -old)),
            ),
        ),
        Step(
            id="one-next-neuron-bound",
            claim=(
                "if n_{l+1} = 1 and v_r is not 0, D = (dl/du_r) / v_r, so |q.D d| <= k s |d| with "
                "s^2 = l - l* and k proportional to |q|: L - l* >= 0 as soon as k^2 <= 2 b"
            ),
            page=12,
            formula={"rest": b / 2 - k**2 / 4},
            checks=(identities(one_next_neuron_bound, scope()),),
            mutants=(
                Mutant("one-rest", "without 4", change("rest", lambda _: b / 2 - k**2)),
                Mutant("one-sign", "plus", change("rest", lambda _: b / 2 + k**2 / 4)),
            ),
        ),
    ),
)


def _plus(lam: Any) -> Any:
    return lam * (1 + lam)


def _square(lam: Any) -> Any:
    return lam * lam
