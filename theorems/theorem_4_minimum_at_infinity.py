"""Theorem 4 (p. 8, proof p. 23-25): local minima at infinity, suboptimal whenever that is possible.

With all biases of the last hidden layer at infinity the network computes the mean c of the labels.
The proof's Taylor expansion is replaced by an identity that holds everywhere: with p = exp(-u_0),
d = c - y and G = e/(1 + p e), loss - sum d^2 = sum (f - c)^2 + sum_i p_i K_i, where
K_i = -2 v_i sum d G_i. So weights v_i of the right signs make the loss larger than at infinity, for
every value of the other parameters of the output layer. With the output bias of section 3 one
neuron per layer is enough, and every data set will do.
"""

from __future__ import annotations

from typing import Any

import sympy

from proofcheck.core import (
    Derivation,
    Finding,
    FindingKind,
    Form,
    Hypothesis,
    Mutant,
    Quantifier,
    Sampling,
    Statement,
    Step,
    Textbook,
    scope,
)
from proofcheck.search.infinity_checks import (
    CASES,
    ONE_NEURON,
    TANH_CASE,
    Case,
    certify,
    computed,
    suboptimal,
    without_sign,
    wrong_constant,
    wrong_sign,
    wrong_use,
)
from proofcheck.search.infinity_family import (
    NEARBY,
    NETWORKS,
    gap_identity,
    larger_in_each,
    larger_inside,
)
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.identities import identities
from proofcheck.symbolic.sample_sums import SUM, N, sum_identities
from theorems import _theorem_4_expansion as derive
from theorems import _theorem_4_printed as printed
from theorems import _theorem_4_rules as rules
from theorems._theorem_4_expansion import MEAN, c, e, h, k, p, y

ANY = scope()
SIGMOID, TANH = scope("sigmoid"), scope("tanh")
BOTH = scope("sigmoid", "tanh", bias=("with bias",))
SAME: Formulas = {"point": lambda point: point}
"""The point that the construction returns, unchanged."""
POINT = {"point": "the construction's point itself, which has no sign"}


def certified_case(name: str, case: Case, words: str, form: Form = Form.REPAIRED) -> Step:
    """Return the step that the minimum at infinity of a case is certified."""
    mutants = [
        Mutant(f"{name}-sign", "v_1 of the wrong sign", change("point", lambda _: wrong_sign)),
        Mutant(
            f"{name}-sum", "weights that add up to c + 1", change("point", lambda _: wrong_constant)
        ),
    ]
    if len(case.widths) > 3 or case is CASES[0]:
        mutants.append(
            Mutant(f"{name}-zero", "u_1 = 0: S_1 = 0", change("point", lambda _: without_sign))
        )
    return Step(
        id=name,
        claim=f"{words}: larger loss in a certified neighbourhood ({case.name})",
        page=8,
        form=form,
        quantifier=Quantifier.EXISTENTIAL,
        requires=(),
        formula=SAME,
        choices=POINT,
        checks=(computed(case, certify),),
        mutants=tuple(mutants),
    )


def better_case(name: str, case: Case) -> Step:
    """Return the step that a network of lower loss is certified."""
    return Step(
        id=name,
        claim=f"the minimum at infinity is suboptimal: a better network ({case.name})",
        page=25,
        quantifier=Quantifier.EXISTENTIAL,
        requires=(),
        formula={"network": lambda network: network},
        choices={"network": "the constructed network itself, which has no sign"},
        checks=(computed(case, suboptimal),),
        mutants=(
            Mutant(f"{name}-use", "v_1 changes sign", change("network", lambda _: wrong_use)),
        ),
    )


def K(r: Any, weight: Any, total: Any) -> Any:
    """Return K_i = -2 r v_i sum_alpha (c - y_alpha) G_i."""
    return -2 * r * weight * total


OTHERS = -2 * (c * SUM(h) - SUM(h * y))
"""-2 sum (c - y) h, what the other neurons contribute."""

MEAN_STEPS = (
    Step(
        id="fully-active",
        claim="for u_{i,0} = infinity, p_i = 0, the activation is 1, so f = v_0 + sum_i v_i",
        page=23,
        scope=BOTH,
        requires=(),
        formula={"act": sympy.Integer(1)},
        checks=(identities(derive.fully_active, ANY),),
        mutants=(Mutant("active-half", "1/2", change("act", lambda _: sympy.Rational(1, 2))),),
    ),
    Step(
        id="best-constant",
        claim="sum (k - y)^2 = sum (c - y)^2 + N (k - c)^2: c = (1/N) sum y is best, uniquely",
        page=23,
        requires=(),
        formula={"c": MEAN, "excess": N * (k - c) ** 2},
        checks=(sum_identities(derive.best_constant, ANY),),
        mutants=(
            Mutant("mean-shifted", "c + 1", change("c", lambda old: old + 1)),
            Mutant("mean-sum", "sum y", change("c", lambda _: SUM(y))),
            Mutant("excess-once", "(k - c)^2", change("excess", lambda old: old / N)),
            Mutant("excess-sign", "-N (k - c)^2", change("excess", lambda old: -old)),
        ),
    ),
)

EXPANSION_STEPS = (
    *printed.LOSS,
    Step(
        id="expansion",
        claim="L = sum (c - y)^2 + sum epsilon^2 + 2 sum epsilon (c - y)",
        page=24,
        requires=(),
        formula={"square": sympy.Integer(1), "cross": sympy.Integer(2)},
        checks=(sum_identities(derive.expansion, ANY),),
        mutants=(
            Mutant("cross-once", "sum epsilon (c - y)", change("cross", lambda old: old / 2)),
            Mutant("cross-sign", "-2", change("cross", lambda old: -old)),
            Mutant("square-half", "1/2", change("square", lambda old: old / 2)),
        ),
    ),
    Step(
        id="logistic",
        claim="sigma(u_0 + z) = 1/(1 + p e) = 1 - p e/(1 + p e), p = exp(-u_0), e = exp(-z)",
        page=24,
        scope=SIGMOID,
        requires=(),
        formula={"p": (-1, 0), "e": (0, -1), "rate": 1},
        checks=(identities(derive.sigmoid_in_p, SIGMOID),),
        mutants=(
            Mutant("p-grows", "p = exp(u_0)", change("p", lambda _: (1, 0))),
            Mutant("e-grows", "e = exp(z)", change("e", lambda _: (0, 1))),
            Mutant("rate-two", "1 - 2 p e/(1 + p e)", change("rate", lambda _: 2)),
        ),
    ),
    Step(
        id="tanh",
        claim="tanh(u_0 + z) = 1 - 2 p e/(1 + p e), p = exp(-2 u_0), e = exp(-2 z)",
        page=24,
        form=Form.REPAIRED,
        scope=TANH,
        requires=(),
        formula={"p": (-2, 0), "e": (0, -2), "rate": 2},
        checks=(identities(derive.tanh_in_p, TANH),),
        mutants=(
            Mutant("tanh-p", "p = exp(-u_0)", change("p", lambda _: (-1, 0))),
            Mutant("tanh-rate", "rate 1", change("rate", lambda _: 1)),
        ),
    ),
    Step(
        id="taylor",
        claim="g(p) = 1 - p e + p^2 e^2 g(p), and 1 - g = p e g >= 0: the remainder is <= p^2 e^2",
        page=24,
        requires=(),
        formula={
            "first": sympy.Integer(-1),
            "rest": lambda g: p**2 * e**2 * g,
            "below one": lambda g: p * e * g,
        },
        checks=(identities(derive.taylor, ANY),),
        mutants=(
            Mutant("first-plus", "1 + p e", change("first", lambda old: -old)),
            Mutant("rest-once", "p^2 e g", change("rest", lambda _: lambda g: p**2 * e * g)),
            Mutant("rest-flat", "p^2 e^2", change("rest", lambda _: lambda _g: p**2 * e**2)),
            Mutant("below-flat", "1 - g = p e", change("below one", lambda _: lambda _g: p * e)),
        ),
    ),
    *printed.OUTPUT,
    *printed.EPSILON,
    Step(
        id="star",
        claim=("(*) = sum epsilon (c - y) = -sum_i v_i p_i sum_alpha (c - y) G_i, also for s != c"),
        page=24,
        scope=SIGMOID,
        requires=(),
        formula={"c": MEAN, "sign": sympy.Integer(-1)},
        checks=(sum_identities(derive.star, ANY),),
        mutants=(
            Mutant("star-sign", "+", change("sign", lambda old: -old)),
            Mutant("star-c", "c + 1", change("c", lambda old: old + 1)),
        ),
    ),
    Step(
        id="gap",
        claim=(
            "loss - sum (c - y)^2 = sum (f - c)^2 + sum_i p_i K_i, "
            "K_i = -2 r v_i sum (c - y) G_i, at all parameters (r = 1; 2 for tanh)"
        ),
        page=24,
        form=Form.REPAIRED,
        scope=BOTH,
        requires=(),
        formula={"c": MEAN, "K": K, "others": OTHERS},
        checks=(
            sum_identities(derive.gap, ANY),
            Sampling(NETWORKS, gap_identity, BOTH),
        ),
        mutants=(
            Mutant("gap-c", "c + 1", change("c", lambda old: old + 1)),
            Mutant("K-half", "-r v sum", change("K", lambda old: lambda *a: old(*a) / 2)),
            Mutant("K-sign", "+2 r v sum", change("K", lambda old: lambda *a: -old(*a))),
            Mutant("K-rate", "-2 v sum", change("K", lambda _: lambda _r, w, t: -2 * w * t)),
            Mutant("others-sign", "+2 sum (c - y) h", change("others", lambda old: -old)),
        ),
    ),
)

SIGN_STEPS = (
    *printed.FREE,
    Step(
        id="opposite-signs",
        claim=(
            "v_i of the sign opposite to T_i = sum (c - y) G_i: p_i K_i is 2 r times a square, so "
            "the loss is larger, with equality only for f = c and all p_i = 0"
        ),
        page=25,
        scope=BOTH,
        requires=("opposite",),
        formula={"square": lambda r, pi, m, t: 2 * r * (pi * m * t) ** 2},
        checks=(Derivation(derive.opposite_signs, ANY),),
        mutants=(
            Mutant(
                "square-negative",
                "minus a square",
                change("square", lambda old: lambda *a: -old(*a)),
            ),
            Mutant(
                "square-once",
                "r times",
                change("square", lambda old: lambda *a: old(*a) / 2),
            ),
            Mutant("any-sign", "v_i of any sign", drops="opposite"),
        ),
    ),
    Step(
        id="neighbourhood",
        claim=(
            "T_i = S_i - p_i sum (c - y) e_i^2 g_i, S_i = sum (c - y) e_i: T_i keeps the sign of "
            "S_i for small p_i and for u_i, v_i and earlier layers near the chosen ones"
        ),
        page=25,
        scope=BOTH,
        requires=("opposite",),
        formula={
            "difference": lambda d, p, e, g: -d * p * e**2 * g,
            **SAME,
        },
        choices=POINT,
        checks=(identities(derive.near_zero, ANY), Sampling(NEARBY, larger_inside, BOTH)),
        mutants=(
            Mutant("difference-sign", "+", change("difference", lambda old: lambda *a: -old(*a))),
            Mutant(
                "difference-once",
                "e for e^2",
                change("difference", lambda _: lambda d, p, e, g: -d * p * e * g),
            ),
            Mutant("nearby-sign", "one v_i wrong", change("point", lambda _: wrong_sign)),
            Mutant("nearby-sum", "sum c + 1", change("point", lambda _: wrong_constant)),
        ),
    ),
    Step(
        id="each-parameter",
        claim=(
            "dL/dp_i = -2 r v_i sum (f - y) e g^2, at f = c and p = 0 the K_i of the point: the "
            "loss also exceeds its limit as one u_{i,0} alone tends to infinity (p. 8)"
        ),
        page=8,
        form=Form.REPAIRED,
        scope=BOTH,
        requires=("opposite",),
        formula={
            "slope": lambda r, v, residual, e, g: -2 * r * v * residual * e * g**2,
            **SAME,
        },
        choices=POINT,
        checks=(identities(derive.slope_in_p, ANY), Sampling(NEARBY, larger_in_each, BOTH)),
        mutants=(
            Mutant("slope-plus", "+", change("slope", lambda old: lambda *a: -old(*a))),
            Mutant(
                "slope-once",
                "g for g^2",
                change("slope", lambda _: lambda r, v, t, e, g: -2 * r * v * t * e * g),
            ),
            Mutant("each-sign", "one v_i wrong", change("point", lambda _: wrong_sign)),
        ),
    ),
    *rules.SIGNS,
    *printed.OBSTRUCTION,
    Step(
        id="weights",
        claim=(
            "with S_i of both signs v_1 = 1 + max(x, 0) > 0 and v_2 = -1 - max(-x, 0) < 0 add up "
            "to any x; with an output bias v_0 = c - sum v_i does it for any signs"
        ),
        page=25,
        form=Form.REPAIRED,
        requires=(),
        formula={
            "positive": lambda x, size: 1 + (size + x) / 2,
            "negative": lambda x, size: -1 - (size - x) / 2,
            "bias": lambda c, total: c - total,
        },
        checks=(identities(derive.weights, ANY),),
        mutants=(
            Mutant("positive-x", "1 + x", change("positive", lambda _: lambda x, _size: 1 + x)),
            Mutant(
                "negative-x",
                "-1 - x",
                change("negative", lambda _: lambda x, size: -1 - (size + x) / 2),
            ),
            Mutant("bias-plus", "c + sum v", change("bias", lambda _: lambda c, t: c + t)),
        ),
    ),
    *printed.LAYERS,
    *rules.PARAMETERS,
    Step(
        id="almost-every",
        claim=(
            "one hidden layer: sum (c - y) x_r is minus the spread of x_r at y = x_r, so it is no "
            "zero polynomial if an input coordinate varies: nonzero for almost every data set"
        ),
        page=25,
        requires=(),
        formula={"moment": lambda variance: -variance},
        checks=(sum_identities(derive.almost_every, ANY),),
        mutants=(
            Mutant("moment-plus", "+", change("moment", lambda _: lambda s: s)),
            Mutant("moment-zero", "0", change("moment", lambda _: lambda s: 0 * s)),
        ),
    ),
    Step(
        id="more-layers",
        claim=(
            "more layers: sigma(theta + z) = P E - P^2 E^2/(1 + P E), P = exp(theta), so the "
            "moment is P sum (c - y) exp(z) + O(P^2): by step some-sign it is not 0 for some z and "
            "small P, so for some layers below, whatever the data"
        ),
        page=25,
        form=Form.REPAIRED,
        scope=SIGMOID,
        requires=(),
        formula={
            "first": lambda P, E: P * E,
            "second": lambda P, E: -((P * E) ** 2) / (1 + P * E),
        },
        checks=(identities(derive.moment_of_a_layer, SIGMOID),),
        mutants=(
            Mutant("layer-first", "P", change("first", lambda _: lambda P, _E: P)),
            Mutant(
                "layer-second",
                "+",
                change("second", lambda old: lambda P, E: -old(P, E)),
            ),
        ),
    ),
    printed.FIXED,
    Step(
        id="some-sign",
        claim=(
            "on different nodes z_alpha = exp(-w.a_alpha) no d != 0 has sum d z^k = 0 for all "
            "k < N (nodes removed one by one), so S(k w) != 0 for some k, 0 < k < N; nodes differ "
            "for almost every w and layers below that pass different inputs on, sigma being "
            "increasing; no moment is needed"
        ),
        page=25,
        form=Form.REPAIRED,
        requires=("distinct", "labels-differ"),
        formula={"up": 1, "down": -derive.b, "left": derive.d},
        checks=(Derivation(derive.elimination, ANY),),
        mutants=(
            Mutant("node-sign", "+ b F(k)", change("down", lambda old: -old)),
            Mutant("node-two", "2 F(k+1)", change("up", lambda old: 2 * old)),
            Mutant("left-zero", "nothing is left", change("left", lambda old: 0 * old)),
            Mutant("nodes-equal", "inputs may repeat", drops="distinct"),
            Mutant("labels-equal", "labels may all be equal", drops="labels-differ"),
        ),
    ),
    Step(
        id="exception",
        claim=(
            "without output bias and with one hidden layer the printed construction, all u_{i,0} "
            "to +infinity, needs the condition: for x = -1, 0, 1 and c - y = 1, -2, 1 "
            "S(u) = (E - 1)^2/E >= 0, so all v_i < 0, against sum v_i = c if c >= 0"
        ),
        page=25,
        form=Form.REPAIRED,
        requires=(),
        formula={"S": lambda E: (E - 1) ** 2 / E},
        checks=(identities(derive.exception, ANY),),
        mutants=(
            Mutant(
                "exception-plus", "(E + 1)^2/E", change("S", lambda _: lambda E: (E + 1) ** 2 / E)
            ),
            Mutant("exception-E", "(E - 1)^2", change("S", lambda _: lambda E: (E - 1) ** 2)),
        ),
    ),
    Step(
        id="exception-other-end",
        claim=(
            "(not in the paper) these data have a minimum at infinity all the same, at u_0 = "
            "-infinity: 1-1-1, c = 0, v > 0, u != 0, q = exp(u_0) < 1, E = exp(u): L - 6 = sum f^2 "
            "+ 2 v q (1 - q)(E - 1)^2/((1 + q)(1 + q E)(q + E)) > 0, 6 the limit"
        ),
        page=8,
        form=Form.REPAIRED,
        scope=SIGMOID,
        requires=(),
        formula={
            "bracket": lambda q, E: q * (1 - q) * (E - 1) ** 2 / ((1 + q) * (1 + q * E) * (q + E))
        },
        checks=(Derivation(derive.other_end, SIGMOID),),
        mutants=(
            Mutant("bracket-sign", "-", change("bracket", lambda old: lambda *a: -old(*a))),
            Mutant(
                "bracket-q",
                "without (1 - q)/(1 + q)",
                change("bracket", lambda _: derive.wrong_bracket),
            ),
        ),
    ),
    Step(
        id="better-network",
        claim=(
            "with v_0 = c - v and r v p = T/Q, T = sum (c - y) G, Q = sum G^2, one neuron lowers "
            "the loss by T^2/Q (r = 1; 2 for tanh): where some T is not 0 no constant is optimal, "
            "so the minimum at infinity is suboptimal"
        ),
        page=25,
        form=Form.REPAIRED,
        scope=BOTH,
        requires=(),
        formula={"q": lambda r, T, Q: T / (r * Q), "gain": lambda T, Q: T**2 / Q},
        checks=(sum_identities(derive.better, ANY),),
        mutants=(
            Mutant("q-sign", "-T/(rQ)", change("q", lambda _: lambda r, T, Q: -T / (r * Q))),
            Mutant("q-twice", "2T/(rQ)", change("q", lambda _: lambda r, T, Q: 2 * T / (r * Q))),
            Mutant("q-rate", "T/Q", change("q", lambda _: lambda _r, T, Q: T / Q)),
            Mutant("gain-twice", "2 T^2/Q", change("gain", lambda _: lambda T, Q: 2 * T**2 / Q)),
        ),
    ),
)

STEPS = (
    *MEAN_STEPS,
    *EXPANSION_STEPS,
    *SIGN_STEPS,
    certified_case("case-shallow", CASES[0], "as in the printed proof", Form.ONLY),
    certified_case("case-xor", CASES[1], "on XOR, where all moments of the inputs vanish"),
    certified_case("case-deep", CASES[2], "two hidden layers"),
    certified_case("case-deeper", CASES[3], "three hidden layers", Form.ONLY),
    certified_case("case-one-neuron", ONE_NEURON[0], "one neuron, no moments"),
    certified_case("case-one-deep", ONE_NEURON[1], "one neuron in each layer"),
    certified_case("case-one-plain", ONE_NEURON[2], "one neuron and no output bias"),
    certified_case("case-tanh", TANH_CASE, "tanh"),
    better_case("suboptimal-shallow", CASES[0]),
    better_case("suboptimal-deeper", CASES[3]),
    better_case("suboptimal-one-neuron", ONE_NEURON[0]),
    better_case("suboptimal-tanh", TANH_CASE),
)

STATEMENT = Statement(
    id="theorem-4",
    title="For almost all finite data a local minimum at infinity exists",
    page=8,
    claim=(
        "for a sigmoid network with at least two neurons in every hidden layer and almost every "
        "finite data set, the squared loss has a generalized local minimum with infinite "
        "coordinates: the loss is higher at finite values nearby than at the limit; it is "
        "suboptimal whenever a constant function is not optimal"
    ),
    repaired=(
        "in the model of section 3, with its output bias, for every architecture and every finite "
        "data set with different inputs and labels that are not all equal; for tanh too; and then "
        "it is always suboptimal. Without output bias the printed construction, all biases of "
        "the last hidden layer to +infinity, needs S_i of both signs, or of the sign opposite to c"
    ),
    hypotheses=(
        Hypothesis("sigmoid", "sigmoid activation functions", 8, setting=True),
        Hypothesis("hidden-biases", "the last hidden layer has biases", 5, setting=True),
        Hypothesis("two-neurons", "each hidden layer contains at least two neurons", 8),
        Hypothesis(
            "almost-every",
            "sum (c - y) act(L-2, r; x) is not 0 for some r: almost every data set (p. 25)",
            8,
        ),
        Hypothesis("distinct", "the input patterns are pairwise different", 5),
        Hypothesis("labels-differ", "the labels are not all equal", 8, form=Form.REPAIRED),
        Hypothesis("opposite", "v_i is chosen with v_i S_i < 0 for every i", 25),
    ),
    uses=("lemma-a2", "definition-1"),
    rests_on=(Textbook.CONTINUITY, Textbook.ANALYTIC_ZERO_SET),
    latex=(
        r"c=\frac1N\sum_{\alpha} y_\alpha,\qquad p_i=\exp(-u_{i,0})\to 0,\qquad S_i="
        r"\sum_\alpha (c-y_\alpha)\exp\Bigl(-\sum_{k\ge1}u_{i,k}\,\mathrm{act}(L-2,k;"
        r"x_\alpha)\Bigr)",
        r"v_iS_i<0\ \text{ for all } i\ \Longrightarrow\ \mathcal{L}(w)>\sum_\alpha "
        r"(c-y_\alpha)^2\ \text{ for all small } p_i>0",
    ),
    steps=STEPS,
    findings=(
        *printed.FINDINGS,
        *rules.FINDINGS,
        Finding(
            "one-neuron-is-enough",
            FindingKind.SUPERFLUOUS_HYPOTHESIS,
            8,
            "Theorem 4, second and third line",
            "'each hidden layer containing at least two neurons': with the output bias of section "
            "3 one is enough, and without it one is enough if S can have the sign opposite to c",
            ("gap", "opposite-signs", "neighbourhood", "some-sign"),
            "any widths",
            ("weights", "case-one-neuron", "case-one-deep", "case-one-plain"),
            unused="two-neurons",
        ),
        Finding(
            "every-data-set",
            FindingKind.SUPERFLUOUS_HYPOTHESIS,
            8,
            "Theorem 4, third line",
            "'for almost every finite data set': with the output bias one nonzero S_i is enough, "
            "and some u has one whenever the labels are not all equal; XOR, the paper's own model, "
            "is one of the data sets that the condition excludes for one hidden layer",
            ("gap", "opposite-signs", "neighbourhood", "some-sign"),
            "every finite data set; without output bias and with one hidden layer the printed "
            "construction, all biases to +infinity, needs the condition",
            ("weights", "some-sign", "case-xor", "case-one-neuron"),
            unused="almost-every",
        ),
        Finding(
            "always-suboptimal",
            FindingKind.SUPERFLUOUS_HYPOTHESIS,
            8,
            "Theorem 4, last sentence",
            "'whenever [...] a constant function is not an optimal solution': with the output "
            "bias of section 3 it never is when the labels differ",
            ("better-network", "some-sign"),
            "suboptimal for every data set whose labels are not all equal",
            ("better-network", "suboptimal-one-neuron"),
            holds=True,
        ),
    ),
)
