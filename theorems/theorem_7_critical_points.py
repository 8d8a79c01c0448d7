"""Theorem 7 (p. 11): gamma_lambda maps critical points to critical points, for every lambda.

The step of p. 10 comes first: the larger network computes the same function, and its twin the same
value as the neuron it was split from. Then the gradient of the larger loss at gamma_lambda(z) is a
linear image of the gradient of the smaller one at z. Two remarks of p. 11 on maxima and saddles
follow, with what they need.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import sympy

from proofcheck.core import (
    Assumptions,
    Budget,
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
    Textbook,
    Verdict,
    holds,
    instances,
    refuted,
    scope,
)
from proofcheck.search.compare import equal
from proofcheck.search.planted import CRITICAL, NOT_CRITICAL
from proofcheck.search.split_instance import SplitInstance, SplitView
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.identities import identities
from proofcheck.symbolic.residue import decide_zeros
from proofcheck.symbolic.split_neuron import (
    SMALL_MOTIONS,
    Motion,
    large_base,
    loss_jet,
    outgoing,
    preactivation,
    small_base,
    symbol,
)
from theorems._theorem_7_lambda_line import FINDINGS as LINE_FINDINGS
from theorems._theorem_7_lambda_line import STEPS as LINE_STEPS
from theorems._theorem_7_notation import FINDINGS as NOTATION_FINDINGS
from theorems._theorem_7_notation import STEPS as NOTATION_STEPS

LAM = symbol("lambda")
STILL = {"t": Motion(), "tau": Motion()}

OUTGOING: Formulas = {"twin": lambda lam: lam, "neuron": lambda lam: 1 - lam}
"""gamma_lambda (p. 10): the share of v_{s,r} that the twin and the neuron send on."""

SINGLE_MOTIONS = {
    "u_twin": Motion(incoming_twin=1),
    "u_r": Motion(incoming_neuron=1),
    "v_twin": Motion(outgoing_twin=1),
    "v_r": Motion(outgoing_neuron=1),
    "w": Motion(rest=True),
}

IMAGE: Formulas = {
    "u_twin": ("u", lambda lam: lam),
    "u_r": ("u", lambda lam: 1 - lam),
    "v_twin": ("v", lambda _: 1),
    "v_r": ("v", lambda _: 1),
    "w": ("w", lambda _: 1),
}
"""The part of the small gradient, and its factor, that each part of the large gradient equals."""


def same_preactivations(claim: Formulas) -> Formulas:
    """Compare n(l+1, s) of both networks, with the claimed outgoing weights."""
    v = outgoing(1)
    base = {place: share(LAM) * v for place, share in claim.items()}
    large = preactivation(1, base, STILL).value
    return {"n(l+1, s)": large - preactivation(1, small_base()[1], STILL).value}


def same_neuron_values(instance: SplitInstance, claim: Formulas) -> Outcome:
    """Compare all neuron values of both networks, the twin's with its neuron's, and the outputs."""

    def sides(view: SplitView) -> Iterator[tuple[str, Any, Any]]:
        wide = view.wide_values_at(_weights_with(view, claim))
        for layer in range(1, view.values.architecture.depth + 1):
            small = view.values.at_layer(layer)
            large = wide.at_layer(layer)
            if layer == instance.layer:
                yield "twin", large[-1], small[instance.neuron - 1]
                large = large[:-1]
            yield f"layer {layer}", large, small

    return equal(instance, sides)


def _weights_with(view: SplitView, claim: Formulas) -> tuple[Any, ...]:
    """Return the larger network's weights with the claimed shares of v."""
    layer, neuron = view.instance.layer, view.instance.neuron
    small = view.values.weights[layer]
    column = neuron if view.values.architecture.bias else neuron - 1
    weights = list(view.wide.weights)
    weights[layer] = weights[layer].copy()
    weights[layer][:, column] = small[:, column] * claim["neuron"](view.lam)
    weights[layer][:, -1] = small[:, column] * claim["twin"](view.lam)
    return tuple(weights)


def constant_in_lambda(claim: Formulas) -> Formulas:
    """Differentiate n(l+1, s) along gamma_lambda(z) in lambda."""
    value = preactivation(1, large_base(LAM)[1], STILL).value
    return {"d n(l+1, s) / d lambda": sympy.diff(sympy.expand(value), LAM) - claim["rate"]}


def gradient_image(claim: Formulas) -> Formulas:
    """Compare first derivatives of the larger loss with factors times those of the smaller."""
    residues = {}
    for part, motion in SINGLE_MOTIONS.items():
        group, factor = claim[part]
        large = loss_jet(large_base(LAM), {"t": motion, "tau": Motion()}).t
        residues[part] = large - factor(LAM) * _small_gradient(group)
    return residues


def _small_gradient(group: str) -> sympy.Expr:
    return loss_jet(small_base(), {"t": SMALL_MOTIONS[group], "tau": Motion()}).t


def compare_gradients(instance: SplitInstance, claim: Formulas) -> Outcome:
    """Compare the larger network's gradient, part by part, with the claimed image."""
    basis = instance.basis
    large, twin = basis.large, basis.large.widths[instance.layer]
    places = {
        "u_twin": large.incoming(instance.layer, twin),
        "u_r": large.incoming(instance.layer, instance.neuron),
        "v_twin": large.outgoing(instance.layer, twin),
        "v_r": large.outgoing(instance.layer, instance.neuron),
    }
    used = {index for indices in places.values() for index in indices}
    places["w"] = [index for index in range(large.parameter_count) if index not in used]

    def sides(view: SplitView) -> Iterator[tuple[str, Any, Any]]:
        for part, indices in places.items():
            group, factor = claim[part]
            small = view.gradient[list(getattr(basis, f"small_{group}"))]
            yield part, view.wide_gradient[list(indices)], factor(view.lam) * small

    return equal(instance, sides)


def critical_image(claim: Formulas, assume: Assumptions) -> Outcome:
    """Set the small gradient to 0 and look at every part of the large one."""
    gradient = {group: symbol("gradient", group) for group in ("u", "v", "w")}
    if claim["critical"] and assume("critical"):
        gradient = dict.fromkeys(gradient, sympy.Integer(0))
    parts = {part: factor(LAM) * gradient[group] for part, (group, factor) in IMAGE.items()}
    return decide_zeros(parts)


def vanishing_gradient(instance: SplitInstance, _claim: Formulas) -> Outcome:
    """Compare the larger network's gradient with 0."""

    def sides(view: SplitView) -> Iterator[tuple[str, Any, Any]]:
        yield "gradient", view.wide_gradient, view.arithmetic.zeros(view.wide_gradient.shape)

    return equal(instance, sides)


def output_bias_curvature(claim: Formulas) -> Formulas:
    """Differentiate the squared loss of one sample twice in the output bias."""
    g, b, y = sympy.symbols("g b y")
    return {"second derivative": sympy.diff((g + b - y) ** 2, b, 2) - claim["per sample"]}


def compare_output_curvature(instance: SplitInstance, claim: Formulas) -> Outcome:
    """Compare the Hessian entry of the output bias with the claimed multiple of N."""
    architecture = instance.network.architecture
    index = architecture.parameter_index(architecture.depth, 1, 0)

    def sides(view: SplitView) -> Iterator[tuple[str, Any, Any]]:
        count = claim["per sample"] * view.values.samples
        yield "output bias", view.hessian[index, index], view.arithmetic.number(int(count))

    return equal(instance, sides)


def weak_local_maximum(_budget: Budget, _claim: Any) -> Outcome:
    """Look at a local maximum of a bias-free network with an activation of class A.

    sigma(z) = 1 / (1 + 2 exp(-z)) - 1/3 is bounded, increasing and analytic, with sigma(0) = 0.
    For data (1, 1), (-1, 1) and the network v sigma(u x), put x = exp(u):
    L(u, v) - L(0, v) = (x - 1)^2 v (positive) (v p(x) - q(x)) with q > v p near x = 1, v = 1/2.
    """
    x, v = sympy.symbols("x v")
    plus = x / (x + 2) - sympy.Rational(1, 3)
    minus = plus.subs(x, 1 / x)
    change_of_loss = (v * plus - 1) ** 2 + (v * minus - 1) ** 2 - 2
    p = sympy.Rational(4, 9) * (1 / (x + 2) ** 2 + 1 / (2 * x + 1) ** 2)
    q = sympy.Rational(4, 3) / ((x + 2) * (2 * x + 1))
    outcome = decide_zeros({"factorisation": change_of_loss - (x - 1) ** 2 * v * (v * p - q)})
    bracket = (v * p - q).subs({x: 1, v: sympy.Rational(1, 2)})
    again = Fraction(1, 2) * Fraction(4, 9) * Fraction(2, 9) - Fraction(4, 27)
    if outcome.verdict is Verdict.HOLDS and bracket.is_negative:
        return refuted(
            f"(u, v) = (0, 1/2): L = 2 on u = 0, and L - 2 = (exp(u) - 1)^2 v c with c = {bracket} "
            "there and c < 0 nearby: a local maximum, with a loss convex in v",
            confirmed_by="c in fractions" if again == Fraction(str(bracket)) else "",
            witness={"u": "0", "v": "1/2", "data": "(1, 1), (-1, 1)"},
        )
    return holds("no local maximum there")


C1, C2 = scope("C1"), scope("C2")
CLASS_A = scope("A")
A_WITH_BIAS = scope("A", bias=("with bias",))
MAXIMUM = instances("v sigma(u x), data (1, 1), (-1, 1), sigma(z) = 1/(1 + 2 exp(-z)) - 1/3")

STATEMENT = Statement(
    id="theorem-7",
    title="Critical points are mapped to critical points",
    page=11,
    claim="if z is a critical point of the smaller loss, gamma_lambda(z) is one of the larger loss",
    repaired=(
        "as printed; of the remarks after it, 'no local maxima' needs the output bias, and "
        "'eigenvalues of both signs' needs the conditions of theorem-9, step otherwise-both-signs"
    ),
    hypotheses=(
        Hypothesis(
            "one-neuron-more", "the networks differ by one neuron in layer l", 11, setting=True
        ),
        Hypothesis("critical", "the smaller parameters are a critical point", 11),
    ),
    rests_on=(Textbook.CHAIN_RULE,),
    latex=(
        r"\gamma^r_\lambda:\quad u_{-1}=u_r,\quad v_{s,-1}=\lambda v_{s,r},\quad v_{s,r}"
        r"\mapsto(1-\lambda)\,v_{s,r},\quad \bar w\mapsto\bar w",
        r"\nabla\ell(z)=0\ \Longrightarrow\ \nabla\mathcal{L}\bigl(\gamma^r_\lambda(z)\bigr)="
        r"0\quad\text{for all }\lambda\in\mathbb{R}",
    ),
    steps=(
        Step(
            id="same-function",
            claim="all neuron values of the smaller network are kept, and the twin's is neuron r's",
            page=10,
            scope=scope(),
            requires=(),
            formula=OUTGOING,
            checks=(
                identities(same_preactivations, scope()),
                Sampling(NOT_CRITICAL, same_neuron_values, CLASS_A),
            ),
            mutants=(
                Mutant("neuron-keeps-all", "(1 - lambda) v as v", change("neuron", lambda _: _one)),
                Mutant(
                    "neuron-plus", "1 + lambda", change("neuron", lambda _: lambda lam: 1 + lam)
                ),
                Mutant("twin-negative", "-lambda v", change("twin", lambda _: lambda lam: -lam)),
                Mutant("twin-all", "lambda v as v", change("twin", lambda _: _one)),
                Mutant(
                    "twin-and-neuron",
                    "the shares exchanged",
                    lambda c: {"twin": c["neuron"], "neuron": c["twin"]},
                    equivalent="only the sum of the shares matters for the function",
                ),
            ),
        ),
        Step(
            id="constant-along-lambda",
            claim="a change of lambda keeps every neuron value of layer l+1, hence the loss",
            page=10,
            scope=scope(),
            requires=(),
            formula={"rate": sympy.Integer(0)},
            checks=(identities(constant_in_lambda, scope()),),
            mutants=(
                Mutant(
                    "rate",
                    "rate v sigma",
                    change("rate", lambda _: outgoing(1) * symbol("sigma_1")),
                ),
            ),
        ),
        Step(
            id="gradient-image",
            claim=(
                "the gradient at gamma_lambda(z) is (lambda l_u, (1 - lambda) l_u, l_v, l_v, l_w) "
                "in (u_twin, u_r, v_twin, v_r, w), at every z"
            ),
            page=11,
            scope=C1,
            requires=(),
            formula=IMAGE,
            checks=(
                identities(gradient_image, C1),
                Sampling(NOT_CRITICAL, compare_gradients, CLASS_A),
            ),
            mutants=(
                Mutant(
                    "u-exchanged", "u_twin: 1 - lambda", change("u_twin", lambda _: IMAGE["u_r"])
                ),
                Mutant("u-all", "u_r: 1", change("u_r", lambda _: ("u", _one))),
                Mutant(
                    "u-sign", "u_twin: -lambda", change("u_twin", lambda _: ("u", lambda t: -t))
                ),
                Mutant(
                    "v-shared", "v_r: 1 - lambda", change("v_r", lambda _: ("v", lambda t: 1 - t))
                ),
                Mutant("v-twice", "v_twin: 2", change("v_twin", lambda _: ("v", lambda _: 2))),
                Mutant("w-twice", "w: 2", change("w", lambda _: ("w", lambda _: 2))),
            ),
        ),
        Step(
            id="critical",
            claim="so the gradient vanishes at gamma_lambda(z) when it vanishes at z",
            page=11,
            scope=C1,
            formula={"critical": True},
            checks=(
                Derivation(critical_image, C1),
                Sampling(CRITICAL, vanishing_gradient, CLASS_A),
            ),
            mutants=(
                Mutant(
                    "not-critical",
                    "z need not be critical",
                    change("critical", lambda _: False),
                    drops="critical",
                    checks=(Sampling(NOT_CRITICAL, vanishing_gradient, CLASS_A),),
                ),
            ),
        ),
        Step(
            id="no-maxima-by-convexity",
            claim="convex in the parameters of the last layer, a loss has no local maxima",
            page=11,
            form=Form.LITERAL,
            scope=MAXIMUM,
            checks=(Computation(weak_local_maximum, MAXIMUM, Kind.EXACT),),
        ),
        Step(
            id="no-maxima-by-output-bias",
            claim="the second derivative in the output bias is 2N > 0: there are no local maxima",
            page=11,
            form=Form.REPAIRED,
            scope=scope(bias=("with bias",)),
            requires=(),
            formula={"per sample": sympy.Integer(2)},
            checks=(
                identities(output_bias_curvature, scope(bias=("with bias",))),
                Sampling(NOT_CRITICAL, compare_output_curvature, A_WITH_BIAS, only=("with bias",)),
            ),
            mutants=(
                Mutant("half", "N", change("per sample", lambda _: sympy.Integer(1))),
                Mutant("concave", "-2N", change("per sample", lambda old: -old)),
            ),
        ),
        *LINE_STEPS,
        *NOTATION_STEPS,
    ),
    findings=(
        Finding(
            id="convexity-does-not-exclude-maxima",
            kind=FindingKind.INVALID_INFERENCE,
            page=11,
            place="paragraph below Theorem 7, fourth and fifth line",
            claim=(
                "'There are no local maxima [...], since the loss function is convex with respect "
                "to the parameters of the last layer': a convex function may be constant, and "
                "without biases local maxima do occur in class A"
            ),
            shown_by=("no-maxima-by-convexity",),
            repair="use the output bias: the second derivative in it is 2N > 0",
            repaired_by=("no-maxima-by-output-bias",),
        ),
        *LINE_FINDINGS,
        *NOTATION_FINDINGS,
    ),
)


def _one(_: Any) -> int:
    return 1
