"""Theorem 13 (p. 13): extremely wide two-layer networks with non-attracting suboptimal minima.

The printed proof starts from a minimum of a 1-1-1 network with B_11 > 0, splits its neuron again
and again with one lambda in (0, 1), and argues that a positive semidefinite Hessian suffices. That
inference is invalid; `beyond-split-chains` repairs it, for every number of neurons. With biases, as
in the model of section 3, B is 2 x 2. The chain of inclusions is checked without biases (as the
example of p. 13) and with them.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any

import sympy

from proofcheck.core import (
    Budget,
    Computation,
    Finding,
    FindingKind,
    Form,
    Hypothesis,
    Kind,
    Mutant,
    Outcome,
    Quantifier,
    Sampling,
    Statement,
    Step,
    Textbook,
    holds,
    instances,
    refuted,
    scope,
)
from proofcheck.search import chain_minima
from proofcheck.search.chain_minima import SHALLOW, SHALLOW_WITH_BIASES
from proofcheck.search.planted import NOT_CRITICAL
from proofcheck.search.repeated_splits import Small, Splits, Wide
from proofcheck.search.semidefinite import PARABOLAS, semidefinite_inference
from proofcheck.search.splitting_identities import B_next, compare_B, path_to_the_saddle
from proofcheck.search.wide_certificates import (
    attains_zero,
    saddle,
    small_minimum,
    spans_samples,
    wide_minimum,
)
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.identities import identities

MINIMUM: Formulas = {
    "Hessian": 1,
    "B": 1,
    "loss above": Fraction(0),
    "label shift": Fraction(0),
}
WIDE: Formulas = {
    "lambda": Fraction(1, 3),
    "dimension": lambda width: width - 1,
    "wide enough": lambda widths, samples: max(widths) >= samples,
    "width": lambda samples: samples + 1,
}
SADDLE: Formulas = {"last": Fraction(-1), "layer": 1}

Family_ = Callable[[int], Small]


@lru_cache(maxsize=16)
def wide(small: Small, lam: Fraction, width: int, last: Fraction | None = None) -> Wide:
    """Return the 1-1-1 network split up to the given width."""
    times = width - 1 - (last is not None)
    return Wide(small, (Splits(1, lam, times, last),))


def certify_small(of: Family_, budget: Budget, claim: Formulas) -> Outcome:
    """Decide that the small network is at a nondegenerate minimum with B positive definite."""
    return small_minimum(of(budget.digits), claim)


def certify_wide(of: Family_, budget: Budget, claim: Formulas) -> Outcome:
    """Decide that the wide network is at a local minimum, and extremely wide."""
    small = of(budget.digits)
    samples = len(small.first.inputs)
    point = wide(small, claim["lambda"], claim["width"](samples))
    return wide_minimum(point, claim)


def certify_saddle(of: Family_, budget: Budget, claim: Formulas) -> Outcome:
    """Decide that the last lambda outside [0, 1] gives a saddle from which the loss decreases."""
    small = of(budget.digits)
    width = WIDE["width"](len(small.first.inputs))
    point = wide(small, WIDE["lambda"], width, claim["last"])
    return saddle(point, claim["layer"], claim["last"])


def B_shape(budget: Budget, claim: tuple[int, int]) -> Outcome:
    """Compare the shape of B of 1-1-1 in the model of section 3 with the claim."""
    point = chain_minima.shallow_with_biases(budget.digits).first
    found, counted = point.B(1).shape, (point.architecture.sources(1),) * 2
    if found == claim:
        return holds(f"B is {found[0]} x {found[1]}, bias coordinate included")
    confirmed = "number of incoming weights" if counted != claim else ""
    return refuted(f"B has shape {found}, claimed {claim}", confirmed_by=confirmed)


def sensitivity_of_loss(claim: Formulas) -> Formulas:
    """Differentiate the loss of one sample in the output: the first factor of eq. (1)."""
    f, y = sympy.symbols("f y")
    return {"dl/df": sympy.diff((f - y) ** 2, f) - claim["per residual"] * (f - y)}


def interpolation(claim: Formulas) -> Formulas:
    """Solve for the outgoing weights: A v = y with A regular; here for one sample and its row."""
    A, y = sympy.symbols("A y")
    return {"output": A * claim["v"](A, y) - y}


def embedded_teacher(budget: Budget, claim: Formulas) -> Outcome:
    """Decide: loss 0 with the teacher's neurons and others that send nothing on."""
    small = chain_minima.shallow(budget.digits)
    return attains_zero(small, (claim["width"](len(small.inputs)),), claim["idle weight"])


def rank_of_activations(of: Family_, budget: Budget, claim: Formulas) -> Outcome:
    """Decide: at exact incoming weights the activation matrix, with its ones, has rank N."""
    point = of(budget.digits).first
    architecture = point.architecture.widened(1, claim["width"](len(point.inputs)) - 1)
    return spans_samples(architecture, point.activation, point.inputs, budget.seed, budget.digits)


WITHOUT, WITH = chain_minima.shallow, chain_minima.shallow_with_biases
NO_BIASES, BIASES = instances(SHALLOW), instances(SHALLOW_WITH_BIASES)
ANY, C1, C2, CLASS_A = scope(), scope("C1"), scope("C2"), scope("A")


def certified(check: Callable[..., Outcome], of: Family_, where: Any) -> Computation:
    """Return a certified check on one of the two instances."""
    return Computation(partial(check, of), where, Kind.CERTIFIED)


def _minimum_mutants(prefix: str) -> tuple[Mutant, ...]:
    return (
        Mutant(f"{prefix}-maximum", "a local maximum", change("Hessian", lambda s: -s)),
        Mutant(f"{prefix}-B-negative", "B negative definite", change("B", lambda s: -s)),
        Mutant(f"{prefix}-loss", "loss above 6000", change("loss above", lambda _: Fraction(6000))),
        Mutant(f"{prefix}-labels", "other labels", change("label shift", lambda _: Fraction(1))),
    )


def _wide_mutants(prefix: str) -> tuple[Mutant, ...]:
    return (
        Mutant(f"{prefix}-outside", "lambda = 4/3", change("lambda", lambda _: Fraction(4, 3))),
        Mutant(f"{prefix}-negative", "lambda = -1/3", change("lambda", lambda s: -s)),
        Mutant(
            f"{prefix}-dimension",
            "one more degenerate direction",
            change("dimension", lambda f: lambda width: f(width) + 1),
        ),
        Mutant(
            f"{prefix}-narrow",
            "half as many neurons as samples",
            change("width", lambda _: lambda samples: samples // 2),
        ),
    )


def _saddle_mutants(prefix: str) -> tuple[Mutant, ...]:
    return (
        Mutant(f"{prefix}-inside", "last lambda 1/2", change("last", lambda _: Fraction(1, 2))),
        Mutant(f"{prefix}-third", "last lambda 2/3", change("last", lambda _: Fraction(2, 3))),
    )


STEPS = (
    Step(
        id="small-minimum",
        claim=(
            "on the data of an exact 1-2-1 network, 1-1-1 has an isolated local minimum with "
            "nonzero loss and B_11 > 0 (no biases)"
        ),
        page=13,
        quantifier=Quantifier.EXISTENTIAL,
        formula=MINIMUM,
        checks=(certified(certify_small, WITHOUT, NO_BIASES),),
        mutants=_minimum_mutants("small"),
    ),
    Step(
        id="B-is-a-number",
        claim="for 1-1-1 the definiteness of B reduces to the sign of a real number",
        page=13,
        form=Form.LITERAL,
        scope=BIASES,
        formula=(1, 1),
        checks=(Computation(B_shape, BIASES, Kind.EXACT),),
    ),
    Step(
        id="B-is-two-by-two",
        claim="with biases, as in section 3, B of 1-1-1 is 2 x 2: the bias is a coordinate",
        page=13,
        form=Form.REPAIRED,
        scope=BIASES,
        formula=(2, 2),
        checks=(Computation(B_shape, BIASES, Kind.EXACT),),
        mutants=(Mutant("one-by-two", "1 x 2", lambda _: (1, 2)),),
    ),
    Step(
        id="small-minimum-with-biases",
        claim="1-1-1 with biases has an isolated local minimum, loss not 0, B positive definite",
        page=13,
        form=Form.REPAIRED,
        quantifier=Quantifier.EXISTENTIAL,
        formula=MINIMUM,
        checks=(certified(certify_small, WITH, BIASES),),
        mutants=_minimum_mutants("biased"),
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
    Step(
        id="B-after-t-splittings",
        claim="B^(1,(t)) = (1 - lambda)^(t-1) B^(1,(1)): positive definite for lambda in (0, 1)",
        page=13,
        scope=C2,
        requires=(),
        formula={"factor": lambda lam: 1 - lam, "start": 1},
        checks=(identities(B_next, C2), Sampling(NOT_CRITICAL, compare_B, CLASS_A)),
        mutants=(
            Mutant("factor-lambda", "lambda^(t-1)", change("factor", lambda _: lambda lam: lam)),
            Mutant("factor-plus", "1 + lambda", change("factor", lambda _: lambda lam: 1 + lam)),
            Mutant(
                "factor-none", "B unchanged", change("factor", lambda _: lambda lam: 1 + 0 * lam)
            ),
            Mutant("start-twice", "2 B^(1,(1))", change("start", lambda _: 2)),
        ),
    ),
    Step(
        id="semidefinite-suffices",
        claim=(
            "'the loss remains constant along any direction in the kernel of the Hessian. In this "
            "case, positive semi-definiteness is sufficient to ensure a local minimum'"
        ),
        page=14,
        form=Form.LITERAL,
        scope=PARABOLAS,
        formula=1,
        checks=(Computation(semidefinite_inference, PARABOLAS, Kind.EXACT),),
    ),
    Step(
        id="wide-minimum",
        claim=(
            "the split network is extremely wide and at a local minimum: t splittings give exactly "
            "the t degenerate directions v_1 - v_t', critical and of constant loss, and the "
            "Hessian is positive definite across them (no biases)"
        ),
        page=14,
        quantifier=Quantifier.EXISTENTIAL,
        form=Form.REPAIRED,
        formula=WIDE,
        checks=(certified(certify_wide, WITHOUT, NO_BIASES),),
        mutants=_wide_mutants("wide"),
    ),
    Step(
        id="wide-minimum-with-biases",
        claim="the same with biases",
        page=14,
        quantifier=Quantifier.EXISTENTIAL,
        form=Form.REPAIRED,
        formula=WIDE,
        checks=(certified(certify_wide, WITH, BIASES),),
        mutants=_wide_mutants("wide-biased"),
    ),
    Step(
        id="path-to-the-saddle",
        claim="a change of the last lambda, also beyond [0, 1], does not change the function",
        page=14,
        formula={"neuron": lambda lam: 1 - lam, "twin": lambda lam: lam},
        checks=(identities(path_to_the_saddle, ANY),),
        mutants=(
            Mutant("path-neuron", "v kept", change("neuron", lambda _: lambda _: sympy.Integer(1))),
            Mutant("path-twin", "-lambda v", change("twin", lambda _: lambda lam: -lam)),
        ),
    ),
    Step(
        id="saddle",
        claim="with the last lambda outside [0, 1] it is a saddle, and the loss decreases from it",
        page=14,
        quantifier=Quantifier.EXISTENTIAL,
        formula=SADDLE,
        checks=(certified(certify_saddle, WITHOUT, NO_BIASES),),
        mutants=_saddle_mutants("saddle"),
    ),
    Step(
        id="saddle-with-biases",
        claim="the same with biases",
        page=14,
        quantifier=Quantifier.EXISTENTIAL,
        form=Form.REPAIRED,
        formula=SADDLE,
        checks=(certified(certify_saddle, WITH, BIASES),),
        mutants=_saddle_mutants("saddle-biased"),
    ),
    Step(
        id="suboptimal",
        claim="the wide network reaches loss 0: the teacher's neurons, and others that send 0",
        page=13,
        quantifier=Quantifier.EXISTENTIAL,
        formula={"width": lambda samples: samples + 1, "idle weight": Fraction(0)},
        checks=(Computation(embedded_teacher, NO_BIASES, Kind.CERTIFIED),),
        mutants=(
            Mutant("idle", "idle neurons send 1", change("idle weight", lambda _: Fraction(1))),
        ),
    ),
    Step(
        id="interpolation",
        claim="where the activation matrix A has rank N, outgoing weights with A v = y exist",
        page=13,
        form=Form.REPAIRED,
        formula={"v": lambda A, y: y / A},
        checks=(identities(interpolation, ANY),),
        mutants=(Mutant("inverse", "A y", change("v", lambda _: lambda A, y: A * y)),),
    ),
    Step(
        id="suboptimal-with-biases",
        claim="the activation matrix of the wide network has rank N: it reaches loss 0",
        page=13,
        form=Form.REPAIRED,
        quantifier=Quantifier.EXISTENTIAL,
        formula={"width": lambda samples: samples + 1},
        checks=(certified(rank_of_activations, WITH, BIASES),),
        mutants=(
            Mutant(
                "rank-narrow",
                "half as many neurons",
                change("width", lambda _: lambda samples: samples // 2),
            ),
        ),
    ),
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
    steps=STEPS,
    findings=(
        Finding(
            id="B-is-not-a-number-with-biases",
            kind=FindingKind.CONSTANT,
            page=13,
            claim="B of 1-1-1 'reduces to a real number' only in a network without biases",
            shown_by=("B-is-a-number",),
            repair="B is 2 x 2 in the model of section 3, and an example with B > 0 exists",
            repaired_by=("B-is-two-by-two", "small-minimum-with-biases"),
        ),
        Finding(
            id="factor-two-in-B",
            kind=FindingKind.CONSTANT,
            page=13,
            claim="the display for B^(1,(t)) lacks the factor 2 of eq. (1), dl/df = 2 (f - y)",
            shown_by=("displayed-factor",),
            repair="2 (f - y); the sign of B is not affected",
            repaired_by=("factor-two",),
        ),
        Finding(
            id="semidefinite-is-not-sufficient",
            kind=FindingKind.INVALID_INFERENCE,
            page=14,
            claim=(
                "a positive semidefinite Hessian and constant loss along its kernel do not give a "
                "local minimum: y (y - x^2)"
            ),
            shown_by=("semidefinite-suffices",),
            repair="an affine set of critical points, with a positive definite Hessian across it",
            repaired_by=("wide-minimum", "wide-minimum-with-biases"),
        ),
    ),
)
