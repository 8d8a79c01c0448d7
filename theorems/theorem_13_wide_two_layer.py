"""Theorem 13 (p. 13): extremely wide two-layer networks with non-attracting suboptimal minima.

The printed proof starts from a minimum of a 1-1-1 network with B_11 > 0, splits its neuron again
and again with one lambda in (0, 1), and argues that a positive semidefinite Hessian suffices. That
inference is invalid; `beyond-split-chains` repairs it, for every number of neurons. With biases, as
in the model of section 3, B is 2 x 2. Everything is certified without biases, as the example of
p. 13 has it, and with them. Not encoded: that an example is "easily found".
"""

from __future__ import annotations

import sympy

from proofcheck.core import (
    Budget,
    Finding,
    FindingKind,
    Form,
    Hypothesis,
    Kind,
    Mutant,
    Outcome,
    Statement,
    Step,
    Textbook,
    holds,
    refuted,
    scope,
)
from proofcheck.search.wide_checks import SHALLOW, SHALLOW_WITH_BIASES, Chain, certified
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.identities import identities
from theorems._lambda_signs import ALPHA_BETA, ALPHA_BETA_FINDING
from theorems._wide_steps import (
    B_after_t_splittings,
    embedded_teacher,
    path_to_the_saddle,
    saddle,
    semidefinite_suffices,
    small_minimum,
    spanning_activations,
    wide_minimum,
)

ANY = scope()
FIVE, NINE = (5,), (9,)
"""Neurons added: as many as there are samples, so that the networks are extremely wide."""


def B_shape(chain: Chain, budget: Budget, claim: tuple[int, int]) -> Outcome:
    """Compare the shape of B of the instance with the claim."""
    point = chain.get(budget.digits).first
    found, counted = point.B(1).shape, (point.architecture.sources(1),) * 2
    if found == claim:
        return holds(f"B is {found[0]} x {found[1]}, bias coordinate included")
    confirmed = "number of incoming weights" if counted != claim else ""
    return refuted(f"B has shape {found}, claimed {claim}", confirmed_by=confirmed)


def sensitivity_of_loss(claim: Formulas) -> Formulas:
    """Differentiate the loss of one sample in the output: the first factor of eq. (1)."""
    f, y = sympy.symbols("f y")
    return {"dl/df": sympy.diff((f - y) ** 2, f) - claim["per residual"] * (f - y)}


def redistributed_weight(claim: Formulas) -> Formulas:
    """Move weight from v_1 to v_t' and v_t'' at once: the pre-activation above."""
    v, first, second, value = sympy.symbols("v h k sigma")
    kept = v + claim["neuron"](first, second)
    return {"n(2, 1)": (kept + first + second) * value - v * value}


STEPS = (
    small_minimum("small-minimum", SHALLOW, 13, Form.ONLY, "1-1-1 on the data of an exact 1-2-1"),
    Step(
        id="B-is-a-number",
        claim="for 1-1-1 the definiteness of B reduces to the sign of a real number",
        page=13,
        form=Form.LITERAL,
        scope=SHALLOW_WITH_BIASES.scope,
        formula=(1, 1),
        checks=(certified(B_shape, SHALLOW_WITH_BIASES, Kind.EXACT),),
    ),
    Step(
        id="B-is-two-by-two",
        claim="with biases, as in section 3, B of 1-1-1 is 2 x 2: the bias is a coordinate",
        page=13,
        form=Form.REPAIRED,
        scope=SHALLOW_WITH_BIASES.scope,
        formula=(2, 2),
        checks=(certified(B_shape, SHALLOW_WITH_BIASES, Kind.EXACT),),
        mutants=(Mutant("one-by-two", "1 x 2", lambda _: (1, 2)),),
    ),
    small_minimum(
        "small-minimum-with-biases", SHALLOW_WITH_BIASES, 13, Form.REPAIRED, "1-1-1 with biases"
    ),
    Step(
        id="displayed-factor",
        claim="the first factor of eq. (1), dl/df, is f - y as displayed",
        page=13,
        form=Form.LITERAL,
        formula={"per residual": sympy.Integer(1)},
        checks=(identities(sensitivity_of_loss, ANY),),
    ),
    Step(
        id="factor-two",
        claim="the first factor of eq. (1), dl/df, is 2 (f - y)",
        page=13,
        form=Form.REPAIRED,
        formula={"per residual": sympy.Integer(2)},
        checks=(identities(sensitivity_of_loss, ANY),),
        mutants=(Mutant("negative", "-2", change("per residual", lambda old: -old)),),
    ),
    B_after_t_splittings(
        13, "B^(1,(t)) = (1 - lambda)^(t-1) B^(1,(1)): of one sign for lambda in (0, 1)"
    ),
    Step(
        id="redistributed-weight",
        claim="the function is constant on all combinations of the directions v_1 - v_t'",
        page=14,
        formula={"neuron": lambda first, second: -first - second},
        checks=(identities(redistributed_weight, ANY),),
        mutants=(
            Mutant("one-direction", "one only", change("neuron", lambda _: lambda h, _: -h)),
            Mutant("sum", "v_1 + v_t'", change("neuron", lambda f: lambda h, k: -f(h, k))),
        ),
    ),
    semidefinite_suffices(
        14,
        "'the network function and hence the loss remain constant along any direction in the "
        "kernel of the Hessian [...] In this case, positive semi-definiteness is sufficient to "
        "ensure a local minimum'",
    ),
    wide_minimum("wide-minimum", SHALLOW, 14, FIVE, "1-6-1"),
    wide_minimum("wide-minimum-with-biases", SHALLOW_WITH_BIASES, 14, NINE, "1-10-1 with biases"),
    path_to_the_saddle(14),
    *ALPHA_BETA,
    saddle("saddle", SHALLOW, FIVE, Form.ONLY, "1-6-1"),
    saddle("saddle-with-biases", SHALLOW_WITH_BIASES, NINE, Form.REPAIRED, "1-10-1 with biases"),
    embedded_teacher("suboptimal", SHALLOW, 13, FIVE),
    spanning_activations("suboptimal-with-biases", SHALLOW_WITH_BIASES, 13, NINE),
)

STATEMENT = Statement(
    id="theorem-13",
    title="Extremely wide two-layer networks with suboptimal non-attracting regions",
    page=13,
    claim=(
        "there is an extremely wide two-layer network with sigmoid activations and arbitrarily "
        "many hidden neurons that has a non-attracting region of suboptimal local minima"
    ),
    repaired=(
        "as printed, for every number of neurons: not because the Hessian is semidefinite, but "
        "because the point lies on an affine set of critical points across which it is definite"
    ),
    hypotheses=(
        Hypothesis("split", "neuron 1 is split again and again with one lambda", 13, setting=True),
    ),
    uses=("theorem-8", "lemma-12", "remark-11", "definition-1", "beyond-split-chains"),
    rests_on=(Textbook.TAYLOR, Textbook.CONTINUITY),
    latex=(
        r"B^{1,(t)}_{1,1}=(1-\lambda)^{t-1}B_{1,1}>0,\qquad \lambda\in(0,1),\quad t=1,2,\dots",
        r"\exists\,R \text{ non-attracting in the network } n_0\text{--}n_1\text{--}1:\quad "
        r"\mathcal{L}|_R=c>\inf\mathcal{L}",
    ),
    latex_repaired=(
        r"w\in F\text{ affine},\qquad \nabla\mathcal{L}|_F=0,\qquad "
        r"\xi^\top\nabla^2\mathcal{L}(w)\,\xi>0\ \text{ for } \xi\notin T F",
    ),
    steps=STEPS,
    findings=(
        Finding(
            id="B-is-not-a-number-with-biases",
            kind=FindingKind.CONSTANT,
            page=13,
            place="section 5.2, third paragraph, fifth line",
            claim=(
                "definiteness of B of 1-1-1 'reduces to checking a real number' only in a network "
                "without biases"
            ),
            shown_by=("B-is-a-number",),
            repair="B is 2 x 2 in the model of section 3, and an example with B > 0 exists",
            repaired_by=("B-is-two-by-two", "small-minimum-with-biases"),
        ),
        Finding(
            id="factor-two-in-B",
            kind=FindingKind.CONSTANT,
            page=13,
            place="proof of Theorem 13, the display",
            claim="the display for B^(1,(t)) lacks the factor 2 of eq. (1), dl/df = 2 (f - y)",
            shown_by=("displayed-factor",),
            repair="2 (f - y); the sign of B is not affected",
            repaired_by=("factor-two",),
        ),
        Finding(
            id="semidefinite-is-not-sufficient",
            kind=FindingKind.INVALID_INFERENCE,
            page=14,
            place="proof of Theorem 13, third and fourth line of the page",
            claim=(
                "a positive semidefinite Hessian and constant loss along its kernel do not give a "
                "local minimum: y (y - x^2)"
            ),
            shown_by=("semidefinite-suffices",),
            repair="an affine set of critical points, with a positive definite Hessian across it",
            repaired_by=("wide-minimum", "wide-minimum-with-biases"),
        ),
        ALPHA_BETA_FINDING,
    ),
)
