"""Theorem 8 (p. 11, after Fukumizu and Amari 2000): split local minima with one hidden layer.

Repaired form: at any local minimum of the smaller loss, if lambda (1 - lambda) B is positive
definite, B with its bias coordinate, gamma_lambda(z*) is a local minimum. "Isolated" is not needed:
with one neuron in the next layer |D| is bounded by |grad l|, and that by the square root of l - l*.
"""

from __future__ import annotations

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
    instances,
    refuted,
    scope,
)
from proofcheck.search.curvature import (
    boundary_descent,
    compare_signs,
    lower_in_second_arithmetic,
    no_descent,
    predicted_signs,
)
from proofcheck.search.minima import (
    SHALLOW,
    SHALLOW_BOUNDARY,
    SHALLOW_INDEFINITE,
    SHALLOW_OPPOSITE,
    first_instance,
)
from proofcheck.search.split_instance import SplitInstance
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.identities import identities
from proofcheck.symbolic.lambda_intervals import excluded_ends
from proofcheck.symbolic.residue import decide_zeros
from proofcheck.symbolic.split_neuron import COORDINATES, B_form, outgoing

G, v, b, k, s, delta, D0 = sympy.symbols("G v b k s delta D0")


def B_without_outgoing_weight(claim: Formulas) -> Formulas:
    """Multiply v_r by k in B, and set k = 0."""
    multiplied = {outgoing(i): k * outgoing(i) for i in COORDINATES}
    return {"B at k v_r": B_form().subs(multiplied) - claim["B"], "k = 0": claim["B"].subs(k, 0)}


def D_from_gradient(claim: Formulas) -> Formulas:
    """Solve v D = dl/du_r (master identity, n_{l+1} = 1) for D."""
    (solved,) = sympy.solve(sympy.Eq(v * D0, G), D0)
    return {"D": solved - claim["D"]}


def lower_bound(claim: Formulas, assume: Assumptions) -> Outcome:
    """Bound L - l* >= s^2 - k s delta + (b/2) delta^2 by a sum of squares, s^2 = l - l*."""
    growth = s**2 if assume("local-minimum") else -(s**2)
    curvature = b if assume("B-definite") else -b
    bound = growth - k * s * delta + curvature / 2 * delta**2
    return decide_zeros(
        {"sum of squares": bound - (s - k * delta / 2) ** 2 - claim["rest"] * delta**2}
    )


def signs_as_predicted(instance: SplitInstance, claim: Formulas) -> Outcome:
    """Compare the signs of the larger Hessian's eigenvalues with the claimed ones."""
    return compare_signs(instance, claim["signs"](predicted_signs(instance)))


def semidefinite(instance: SplitInstance, _claim: Formulas) -> Outcome:
    """Return "refuted" where a direction of negative curvature is proved."""
    return no_descent(instance)


def lower_nearby(instance: SplitInstance, _claim: Formulas) -> Outcome:
    """Return "refuted" where a lower loss is proved nearby although nothing is of second order."""
    outcome = boundary_descent(instance)
    if outcome.verdict is not Verdict.HOLDS:
        return outcome
    by = instance.second.arithmetic.name if lower_in_second_arithmetic(instance) else ""
    return refuted(outcome.detail, confirmed_by=by, witness=instance.to_json())


def printed_B(budget: Budget, _claim: Any) -> Outcome:
    """Look at a minimum whose B is definite over the inputs, and indefinite with the bias."""
    return no_descent(first_instance(SHALLOW_INDEFINITE, budget.digits))


ALL, C2 = scope(), scope("C2")
SHALLOW_A = scope("A")
STATED = instances("planted minimum, first of its family")

STATEMENT = Statement(
    id="theorem-8",
    title="Split local minima with one hidden layer",
    page=11,
    claim=(
        "one hidden layer, z* an isolated local minimum, lambda not 0 or 1: gamma_lambda(z*) is a "
        "local minimum if B over the inputs is positive definite and 0 < lambda < 1, or negative "
        "definite and lambda < 0 or lambda > 1"
    ),
    repaired=(
        "the same at any local minimum, isolated or not, with B over the bias and the inputs"
    ),
    hypotheses=(
        Hypothesis("one-hidden-layer", "both networks have one hidden layer", 11, setting=True),
        Hypothesis("local-minimum", "z* is a local minimum of the smaller loss", 11),
        Hypothesis("isolated", "that minimum is isolated", 11),
        Hypothesis("lambda-not-an-end", "lambda is neither 0 nor 1", 11),
        Hypothesis(
            "B-definite-printed",
            "lambda (1 - lambda) B is positive definite, B over the n_0 inputs",
            11,
            form=Form.LITERAL,
        ),
        Hypothesis(
            "B-definite",
            "lambda (1 - lambda) B is positive definite, B over the bias and the inputs",
            11,
            form=Form.REPAIRED,
        ),
    ),
    uses=("lemma-12", "theorem-7", "beyond-master-identity"),
    rests_on=(Textbook.TAYLOR, Textbook.CONTINUITY),
    latex=(
        r"B^r_{i,j}=\sum_\alpha \bigl(f(x_\alpha)-y_\alpha\bigr)\,v_r\,\sigma''\bigl(n(1,r;"
        r"x_\alpha)\bigr)\,x_{\alpha,i}\,x_{\alpha,j},\qquad 1\le i,j\le n_0",
        r"\begin{cases}B\succ0,\ 0<\lambda<1,\text{ or}\\ B\prec0,\ \lambda<0\text{ or }"
        r"\lambda>1\end{cases}\ \Longrightarrow\ \gamma^r_\lambda(z^*)\text{ is a local "
        r"minimum}",
    ),
    latex_repaired=(
        r"\lambda(1-\lambda)\,B\succ0,\qquad 0\le i,j\le n_0,\quad x_{\alpha,0}=1\text{ (the "
        r"bias)}",
    ),
    steps=(
        Step(
            id="B-over-inputs",
            claim="B over the n_0 inputs decides",
            page=11,
            form=Form.LITERAL,
            scope=STATED,
            checks=(Computation(printed_B, STATED, Kind.CERTIFIED),),
        ),
        Step(
            id="ends-excluded",
            claim="the two cases, 0 < lambda < 1 and lambda < 0 or lambda > 1, exclude 0 and 1",
            page=11,
            requires=(),
            formula={"inside": "open", "outside": "open"},
            checks=(Derivation(excluded_ends, ALL),),
            mutants=(
                Mutant("case-closed", "0 <= lambda <= 1", change("inside", lambda _: "closed")),
                Mutant("case-half", "0 < lambda <= 1", change("inside", lambda _: "half")),
                Mutant("cases-meet", "lambda <= 0", change("outside", lambda _: "closed")),
            ),
        ),
        Step(
            id="outgoing-weight",
            claim="a definite B has v_r not 0, because B is proportional to v_r",
            page=11,
            formula={"B": k * B_form()},
            checks=(identities(B_without_outgoing_weight, ALL),),
            mutants=(
                Mutant("B-stays", "B stays", change("B", lambda _: B_form())),
                Mutant("B-square", "k^2 B", change("B", lambda old: k * old)),
            ),
        ),
        Step(
            id="D-bounded-by-gradient",
            claim="n_{l+1} = 1: D(z) = (dl/du_r)(z) / v_r at every z, so |D| <= C |grad l|",
            page=11,
            formula={"D": G / v},
            checks=(identities(D_from_gradient, ALL),),
            mutants=(
                Mutant("D-times-v", "G v", change("D", lambda _: G * v)),
                Mutant("D-sign", "-G/v", change("D", lambda old: -old)),
            ),
        ),
        Step(
            id="local-minimum",
            claim=(
                "granted, near gamma_lambda(z*), |D| <= C |grad l|, |grad l|^2 <= 2K (l - l*) and "
                "d'Hd >= b |d|^2, the master identity gives L - l* >= s^2 - k s |d| + (b/2)|d|^2, "
                "s^2 = l - l*, k proportional to |q|: a sum of squares as soon as k^2 <= 2 b"
            ),
            page=11,
            form=Form.REPAIRED,
            scope=C2,
            requires=("local-minimum", "B-definite"),
            formula={"rest": b / 2 - k**2 / 4, "signs": lambda predicted: predicted},
            checks=(
                Derivation(lower_bound, C2),
                Sampling(SHALLOW, signs_as_predicted, SHALLOW_A),
            ),
            mutants=(
                Mutant("rest-whole", "k^2", change("rest", lambda _: b / 2 - k**2)),
                Mutant("rest-plus", "+", change("rest", lambda _: b / 2 + k**2 / 4)),
                Mutant("no-minimum", "l < l* is possible", drops="local-minimum"),
                Mutant(
                    "no-zeros",
                    "a positive definite Hessian",
                    change(
                        "signs",
                        lambda _: lambda p: type(p)(p.positive + p.zero, 0, p.negative),
                    ),
                ),
                Mutant(
                    "wrong-side",
                    "lambda on the other side",
                    drops="B-definite",
                    checks=(Sampling(SHALLOW_OPPOSITE, semidefinite, SHALLOW_A),),
                ),
                Mutant(
                    "B-only-over-inputs",
                    "B definite over the inputs only",
                    drops="B-definite",
                    checks=(Sampling(SHALLOW_INDEFINITE, semidefinite, SHALLOW_A),),
                ),
                Mutant(
                    "ends-included",
                    "lambda = 0 or 1 allowed",
                    drops="B-definite",
                    checks=(Sampling(SHALLOW_BOUNDARY, lower_nearby, SHALLOW_A),),
                ),
            ),
        ),
    ),
    findings=(
        Finding(
            id="bias-coordinate-missing",
            kind=FindingKind.FALSE_AS_STATED,
            page=11,
            place="Theorem 8, the display",
            claim="B over the inputs x_{alpha,i} only: false in the model of section 3 (biases)",
            shown_by=("B-over-inputs",),
            repair="let i, j run from 0, x_{alpha,0} = 1",
            repaired_by=("local-minimum",),
        ),
        Finding(
            id="ends-excluded-twice",
            kind=FindingKind.SUPERFLUOUS_HYPOTHESIS,
            page=11,
            place="Theorem 8, fifth line",
            claim="'and that lambda not in {0, 1}': the two cases of the conclusion say it again",
            shown_by=("ends-excluded", "local-minimum"),
            unused="lambda-not-an-end",
            repair="drop it",
            repaired_by=("ends-excluded", "local-minimum"),
        ),
        Finding(
            id="isolated-not-needed",
            kind=FindingKind.SUPERFLUOUS_HYPOTHESIS,
            page=11,
            place="Theorem 8, fourth line",
            claim="the local minimum need not be isolated",
            shown_by=("local-minimum",),
            unused="isolated",
            repair="drop 'isolated'; this also makes the iteration of theorem-13 immediate",
            repaired_by=("local-minimum",),
        ),
    ),
)
