"""Proposition 15 (p. 14, proof p. 26): three conditions, each of which gives D = 0.

All three follow from the sum rule sum_s v_{s,r} D^{r,s} = dl/du_r, which is 0 at a critical point.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sympy

from proofcheck.arithmetic import Arithmetic, Balls, Multiprecision
from proofcheck.core import (
    Assumptions,
    Budget,
    Cause,
    Computation,
    Derivation,
    Finding,
    FindingKind,
    Form,
    Hypothesis,
    Kind,
    Mutant,
    Outcome,
    Sampling,
    Statement,
    Step,
    holds,
    instances,
    refuted,
    scope,
    undecided,
)
from proofcheck.networks import (
    TANH,
    Architecture,
    D_matrix,
    Network,
    forward_pass,
    loss,
    loss_sensitivities,
    residual,
)
from proofcheck.search.compare import equal
from proofcheck.search.planted import (
    CRITICAL_BELOW_SEVERAL,
    HALVED,
    HALVED_ANYWHERE,
    NOT_CRITICAL,
    ONE_NEXT,
)
from proofcheck.search.split_instance import SplitInstance, SplitView
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.identities import identities
from proofcheck.symbolic.residue import decide_zeros

SAMPLES, NEXT = (1, 2), (1, 2)
v = {s: sympy.Symbol(f"v_{s}") for s in NEXT}
slope = {a: sympy.Symbol(f"sigma'a_{a}") for a in SAMPLES}
F = {(s, a): sympy.Symbol(f"F_{s}_{a}") for s in NEXT for a in SAMPLES}
G = sympy.Symbol("dl/du")


def D_of(s: int, sensitivities: dict[Any, sympy.Expr]) -> sympy.Expr:
    """Return D^{r,s} of eq. (2), p. 12, for one incoming index and two generic samples."""
    return sum(sensitivities[s, a] * slope[a] for a in SAMPLES)


def gradient_of(neurons: tuple[int, ...], sensitivities: dict[Any, sympy.Expr]) -> sympy.Expr:
    """Return dl/du_r by the chain rule through the neurons of layer l+1."""
    return sum(sum(sensitivities[s, a] * v[s] for s in neurons) * slope[a] for a in SAMPLES)


def last_hidden_layer(claim: Formulas, assume: Assumptions) -> Outcome:
    """(i): one neuron in layer l+1. Write D by dl/du_r, which is 0 at a critical point."""
    weight = v[1] if assume("outgoing-sum") else sympy.Integer(0)
    gradient = gradient_of((1,), F).subs(v[1], weight)
    value = sympy.Integer(0) if assume("critical") else G
    return decide_zeros(
        {
            "D by dl/du_r": D_of(1, F) - claim["D"].subs(G, gradient),
            "D": claim["D"].subs(G, value),
        }
    )


def equal_sensitivities(claim: Formulas, assume: Assumptions) -> Outcome:
    """(ii): the same sensitivity at every neuron of layer l+1. Write every D^s by dl/du_r."""
    same = {(s, a): F[1, a] for s in NEXT for a in SAMPLES} if assume("equal") else F
    second = v[2] if assume("outgoing-sum") else -v[1]
    gradient = gradient_of(NEXT, same).subs(v[2], second)
    value = sympy.Integer(0) if assume("critical") else G
    columns = {f"D^{s}": D_of(s, same) - claim["D"].subs(G, gradient) for s in NEXT}
    return decide_zeros({**columns, "D": claim["D"].subs(G, value)})


def zero_sensitivities(claim: Formulas, assume: Assumptions) -> Outcome:
    """(iii): every summand of D has a sensitivity as a factor; the weights are not needed."""
    zero = dict.fromkeys(F, sympy.Integer(0)) if assume("zero") else F

    def summed(s: int, sensitivities: dict[Any, sympy.Expr]) -> sympy.Expr:
        return sum(claim["summand"](sensitivities[s, a], slope[a]) for a in SAMPLES)

    sums = {f"D^{s}": D_of(s, F) - summed(s, F) for s in NEXT}
    return decide_zeros({**sums, **{f"D^{s} = 0": summed(s, zero) for s in NEXT}})


def printed_index_order(claim: Formulas) -> Formulas:
    """Compare dl/du_r with the printed sum, for unequal weights written v_{s,q}: next, own."""
    w = {(s, q): sympy.Symbol(f"v_{s}_{q}") for s in NEXT for q in NEXT}
    true = sum(F[s, 1] * w[s, 1] for s in NEXT) * slope[1]
    printed = sum(F[s, 1] * w[claim["order"](s, 1)] for s in NEXT) * slope[1]
    return {"dl/du_1": true - printed}


def printed_chain(claim: Formulas) -> Formulas:
    """Compare sum (f - y) v sigma' a with dl/du_r for one sample."""
    f, y, weight, s = sympy.symbols("f y v sigma'a")
    gradient = sympy.diff((f - y) ** 2, f) * weight * s
    return {"dl/du_r": claim["factor"] * (f - y) * weight * s - gradient}


def proof_sensitivity(claim: Formulas) -> Formulas:
    """Put the proof's sensitivity into the sum rule, for one sample and f = v a, a = sigma(n)."""
    n, y, weight, a, s = sympy.symbols("n y v a sigma'act")
    sensitivity = claim["sensitivity"]((n - y) ** 2, n).subs(n, weight * a)
    gradient = sympy.diff((weight * a - y) ** 2, a) * s
    return {"dl/du_r": sensitivity * weight * s - gradient}


def sensitivity_far_out(claim: Formulas) -> Formulas:
    """Differentiate the loss in n(L-1, t), where sigma(n) = 1/(1 + p e) and p = exp(-u_{t,0}).

    E = exp(-n') is what a further change n' of n multiplies p e by; d/dn' = -E d/dE at E = 1.
    """
    p, e, E, rest, weight, y = sympy.symbols("p e E rest v y")
    f = rest + weight / (1 + p * e * E)
    found = (-E * sympy.diff((f - y) ** 2, E)).subs(E, 1)
    claimed = claim["rate"](p, e, weight, f.subs(E, 1) - y)
    return {"dl/dn(L-1, t)": found - claimed, "at infinity": claimed.subs(p, 0)}


def vanishing_D(instance: SplitInstance, _claim: Formulas) -> Outcome:
    """Compare D of the split neuron with 0."""

    def sides(view: SplitView) -> Iterator[tuple[str, Any, Any]]:
        yield "D", view.D, view.arithmetic.zeros(view.D.shape)

    return equal(instance, sides)


def vanishing_D_below(instance: SplitInstance, _claim: Formulas) -> Outcome:
    """Compare D of every neuron one layer below two twins of equal weight with 0."""
    layer = instance.layer - 1

    def sides(view: SplitView) -> Iterator[tuple[str, Any, Any]]:
        for neuron in range(1, view.wide.architecture.widths[layer] + 1):
            D = D_matrix(view.wide, view.wide_residual, layer, neuron)
            yield f"D of neuron {neuron}", D, view.arithmetic.zeros(D.shape)

    return equal(instance, sides)


def sensitivity_at_a_global_minimum(budget: Budget, claim: Formulas) -> Outcome:
    """Look at tanh, bias-free 1-1-1, data (0, y), (1, 0), at v = 0, where the loss is y^2.

    f(0) = v tanh(0) = 0 for all parameters, so no loss is below (0 - y)^2.
    """
    label = claim["label"]
    (least, sensitivity), again = (
        _loss_and_sensitivity(label, arithmetic)
        for arithmetic in (Balls(4 * budget.digits), Multiprecision(budget.digits))
    )
    if least != label**2:
        return undecided(Cause.NOT_APPLICABLE, f"loss {least} is not the least, {label**2}")
    if sensitivity == 0:
        return holds(f"loss {least} is the global minimum, and dl/dn(2, 1; 0) = 0")
    return refuted(
        f"loss {least} at v = 0 is the global minimum, and dl/dn(2, 1; 0) = {sensitivity}",
        confirmed_by=f"mpmath({budget.digits})" if again == (least, sensitivity) else "",
        witness={"u": "1", "v": "0", "data": f"(0, {label}), (1, 0)", "activation": "tanh"},
    )


def _loss_and_sensitivity(label: int, arithmetic: Arithmetic) -> tuple[Fraction, Fraction]:
    """Return the loss and dl/dn(2, 1) of the first sample; both are integers, and exact."""
    network = Network.from_parameters(Architecture((1, 1, 1), bias=False), TANH, (1, 0))
    values = forward_pass(network, [[0], [1]], arithmetic)
    r = residual(values, [label, 0])
    last = loss_sensitivities(values, r)[2]
    found = loss(values, [label, 0]), last[0, 0]  # type: ignore[index]
    return tuple(arithmetic.to_rational_midpoint(x) for x in found)  # type: ignore[return-value]


ALL, CLASS_A, SIGMOID = scope(), scope("A"), scope("sigmoid")
GLOBAL = instances("tanh, bias-free 1-1-1, data (0, 1), (1, 0)")
GLOBAL_ZERO = instances("tanh, bias-free 1-1-1, data (0, 0), (1, 0)")

STATEMENT = Statement(
    id="proposition-15",
    title="Three conditions that give D = 0",
    page=14,
    claim=(
        "at a critical point obtained from a local minimum, if sum_s v_{s,r} is not 0, then D = 0 "
        "if (i) l is the last hidden layer, or (ii) all sensitivities dl_alpha/dn(l+1, t) are "
        "equal in t, or (iii) all of them are 0"
    ),
    repaired="as printed; (iii) needs no condition on the weights, and holds at loss 0",
    hypotheses=(
        Hypothesis("critical", "the point is critical", 14),
        Hypothesis("local-minimum", "it comes from a local minimum of a smaller network", 14),
        Hypothesis("outgoing-sum", "sum_s v_{s,r} is not 0", 14),
        Hypothesis("equal", "(ii): dl_alpha/dn(l+1, t) does not depend on t", 14),
        Hypothesis("zero", "(iii): dl_alpha/dn(l+1, t) = 0", 14),
    ),
    uses=("beyond-master-identity",),
    latex=(
        r"\sum_s v_{s,r}\ne0\ \text{ and }\ \begin{cases}\text{(i)}&l=L-1,\ \text{or}\\ "
        r"\text{(ii)}&\frac{\partial\ell_\alpha}{\partial n(l+1,s)}=\frac{\partial\ell_\alpha}"
        r"{\partial n(l+1,t)}\ \text{ for all } s,t,\alpha,\ \text{or}\\ \text{(iii)}&"
        r"\frac{\partial\ell_\alpha}{\partial n(l+1,t)}=0\ \text{ for all } t,"
        r"\alpha\end{cases}\ \Longrightarrow\ D=0",
        r"\sum_s v_{s,r}\,D^{r,s}_i=\frac{\partial\ell}{\partial u_{r,i}}=0",
    ),
    latex_repaired=(
        r"\text{(iii)}\ \Longrightarrow\ D=0\quad\text{without a condition on }\sum_s v_{s,r}",
    ),
    steps=(
        Step(
            id="printed-factor",
            claim="(i) the sum of (f - y) v_r sigma' act is dl/du_r",
            page=26,
            form=Form.LITERAL,
            formula={"factor": sympy.Integer(1)},
            checks=(identities(printed_chain, ALL),),
        ),
        Step(
            id="factor-two",
            claim="(i) the sum of 2 (f - y) v_r sigma' act is dl/du_r",
            page=26,
            form=Form.REPAIRED,
            formula={"factor": sympy.Integer(2)},
            checks=(identities(printed_chain, ALL),),
            mutants=(
                Mutant("factor-one", "1", change("factor", lambda _: sympy.Integer(1))),
                Mutant("factor-minus", "-2", change("factor", lambda old: -old)),
            ),
        ),
        Step(
            id="last-hidden-layer",
            claim="(i) one neuron in layer l+1: D = (dl/du_r) / v_r = 0",
            page=26,
            scope=CLASS_A,
            requires=("critical", "outgoing-sum"),
            formula={"D": G / v[1]},
            checks=(
                Derivation(last_hidden_layer, scope("C1")),
                Sampling(ONE_NEXT, vanishing_D, CLASS_A),
            ),
            mutants=(
                Mutant("D-is-gradient", "D = dl/du_r", change("D", lambda _: G)),
                Mutant("weight-zero", "v_r may be 0", drops="outgoing-sum"),
                Mutant(
                    "any-layer",
                    "any layer l",
                    checks=(Sampling(CRITICAL_BELOW_SEVERAL, vanishing_D, CLASS_A),),
                ),
                Mutant(
                    "no-critical-point",
                    "the point need not be critical",
                    drops="critical",
                    checks=(Sampling(NOT_CRITICAL, vanishing_D, CLASS_A),),
                ),
            ),
        ),
        Step(
            id="printed-quotients",
            claim=(
                "with 'dl_alpha / n(l+1, .)' and 'l_alpha / dn(l+1, t)', read as quotients, the "
                "sums of the proof are dl/du_r"
            ),
            page=26,
            form=Form.LITERAL,
            requires=(),
            formula={"sensitivity": lambda loss_of_sample, n: loss_of_sample / n},
            checks=(identities(proof_sensitivity, ALL),),
        ),
        Step(
            id="derivatives",
            claim="with the partial derivatives dl_alpha / dn(l+1, t) they are",
            page=26,
            form=Form.REPAIRED,
            requires=(),
            formula={"sensitivity": sympy.diff},
            checks=(identities(proof_sensitivity, ALL),),
            mutants=(
                Mutant(
                    "half-the-derivative",
                    "half of it",
                    change("sensitivity", lambda _: lambda of, n: sympy.diff(of, n) / 2),
                ),
                Mutant(
                    "second-derivative",
                    "the second derivative",
                    change("sensitivity", lambda _: lambda of, n: sympy.diff(of, n, 2)),
                ),
            ),
        ),
        Step(
            id="printed-index-order",
            claim="(ii) dl/du_r is the sum over t of v_{r,t} dl/dn(l+1, t) sigma' act",
            page=26,
            form=Form.LITERAL,
            formula={"order": lambda t, r: (r, t)},
            checks=(identities(printed_index_order, ALL),),
        ),
        Step(
            id="index-order",
            claim="(ii) dl/du_r is the sum over t of v_{t,r} dl/dn(l+1, t) sigma' act",
            page=26,
            form=Form.REPAIRED,
            formula={"order": lambda t, r: (t, r)},
            checks=(identities(printed_index_order, ALL),),
            mutants=(Mutant("order", "v_{r,t}", change("order", lambda _: lambda t, r: (r, t))),),
        ),
        Step(
            id="equal-sensitivities",
            claim="(ii) equal sensitivities: D^s = (dl/du_r) / sum_t v_{t,r} = 0 for every s",
            page=26,
            scope=CLASS_A,
            requires=("critical", "equal"),
            formula={"D": G / (v[1] + v[2])},
            checks=(
                Derivation(equal_sensitivities, scope("C1")),
                Sampling(HALVED, vanishing_D_below, CLASS_A),
            ),
            mutants=(
                Mutant("divisor-first", "v_1 alone", change("D", lambda _: G / v[1])),
                Mutant("divisor-minus", "v_1 - v_2", change("D", lambda _: G / (v[1] - v[2]))),
                Mutant("sum-zero", "the sum may be 0", drops="outgoing-sum"),
                Mutant(
                    "unequal",
                    "the sensitivities need not be equal",
                    drops="equal",
                    checks=(Sampling(CRITICAL_BELOW_SEVERAL, vanishing_D, CLASS_A),),
                ),
                Mutant(
                    "equal-anywhere",
                    "the point need not be critical",
                    drops="critical",
                    checks=(Sampling(HALVED_ANYWHERE, vanishing_D_below, CLASS_A),),
                ),
            ),
        ),
        Step(
            id="zero-sensitivities",
            claim="(iii) zero sensitivities: every summand of D is 0, whatever the weights",
            page=26,
            formula={"summand": lambda sensitivity, rest: sensitivity * rest},
            checks=(Derivation(zero_sensitivities, ALL),),
            mutants=(
                Mutant("no-factor", "sigma' act", change("summand", lambda _: lambda _, x: x)),
                Mutant("not-zero", "sensitivities as they come", drops="zero"),
                Mutant("and-one", "+ 1", change("summand", lambda _: lambda f, x: f * x + 1)),
            ),
        ),
        Step(
            id="at-infinity",
            claim=(
                "(iii) holds at the points at infinity of theorem-4 for l+1 = L-1: dl/dn(L-1, t) = "
                "2 (f - y) v_t p e/(1 + p e)^2, and p = exp(-u_{t,0}) tends to 0 (sigmoid)"
            ),
            page=14,
            scope=SIGMOID,
            formula={"rate": lambda p, e, weight, r: 2 * r * weight * p * e / (1 + p * e) ** 2},
            checks=(identities(sensitivity_far_out, SIGMOID),),
            mutants=(
                Mutant(
                    "rate-without-p",
                    "e/(1 + p e)^2",
                    change("rate", lambda old: lambda p, *other: old(p, *other) / p),
                ),
                Mutant("rate-sign", "-", change("rate", lambda old: lambda *given: -old(*given))),
            ),
        ),
        Step(
            id="global-minimum",
            claim="(iii) also holds in a global minimum",
            page=14,
            form=Form.LITERAL,
            scope=GLOBAL,
            formula={"label": 1},
            checks=(Computation(sensitivity_at_a_global_minimum, GLOBAL, Kind.EXACT),),
        ),
        Step(
            id="global-minimum-of-loss-zero",
            claim="(iii) holds in a global minimum of loss 0",
            page=14,
            form=Form.REPAIRED,
            scope=GLOBAL_ZERO,
            formula={"label": 0},
            checks=(Computation(sensitivity_at_a_global_minimum, GLOBAL_ZERO, Kind.EXACT),),
            mutants=(Mutant("least-loss-one", "loss 1", change("label", lambda y: y + 1)),),
        ),
    ),
    findings=(
        Finding(
            id="factor-two-again",
            kind=FindingKind.CONSTANT,
            page=26,
            place="proof of Proposition 15, first line",
            claim="dl/dn(l+1) 'reduces to f - y': a factor 2 is lost, as in remark-10",
            shown_by=("printed-factor",),
            repair="2 (f - y); D = 0 all the same",
            repaired_by=("factor-two",),
        ),
        Finding(
            id="two-missing-signs",
            kind=FindingKind.MISPRINT,
            page=26,
            place="proof of Proposition 15, first line, and second line of its third display",
            claim=(
                "'dl_alpha / n(l+1, .)' and 'l_alpha / dn(l+1, t)': each lacks one of its two "
                "signs of a partial derivative"
            ),
            shown_by=("printed-quotients",),
            repair="dl_alpha / dn(l+1, .) and dl_alpha / dn(l+1, t)",
            repaired_by=("derivatives",),
        ),
        Finding(
            id="transposed-index",
            kind=FindingKind.MISPRINT,
            page=26,
            place="proof of Proposition 15, line below its second display, and its third display",
            claim="v_{r,t} in the proof of (ii): the first index counts layer l+1 (p. 9)",
            shown_by=("printed-index-order",),
            repair="v_{t,r}, as in the statement (p. 14)",
            repaired_by=("index-order",),
        ),
        Finding(
            id="global-minimum-needs-zero-loss",
            kind=FindingKind.MISSING_HYPOTHESIS,
            page=14,
            place="Proposition 15, last sentence",
            claim=(
                "'It also holds in a global minimum': not where the least loss is positive "
                "(witness: a network without biases)"
            ),
            shown_by=("global-minimum",),
            repair="in a global minimum of loss 0",
            repaired_by=("zero-sensitivities", "global-minimum-of-loss-zero"),
        ),
        Finding(
            id="outgoing-sum-not-needed-for-iii",
            kind=FindingKind.SUPERFLUOUS_HYPOTHESIS,
            page=14,
            place="Proposition 15, fourth line",
            claim="'suppose further that [...] sum_s v*_{s,r} != 0': (iii) does not need it",
            shown_by=("zero-sensitivities",),
            holds=True,
            repair="assume it in (i) and (ii) only",
            repaired_by=("last-hidden-layer", "equal-sensitivities", "zero-sensitivities"),
        ),
        Finding(
            id="local-minimum-not-needed",
            kind=FindingKind.SUPERFLUOUS_HYPOTHESIS,
            page=14,
            place="Proposition 15, second line",
            claim="the point need not come from a local minimum: being critical suffices",
            shown_by=("last-hidden-layer", "equal-sensitivities"),
            unused="local-minimum",
            repair="assume a critical point",
            repaired_by=("last-hidden-layer", "equal-sensitivities"),
        ),
    ),
)
