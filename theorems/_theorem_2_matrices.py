"""The matrices of the proof of Theorem 2 (p. 15): D, B and the kernel of the Hessian, as steps."""

from __future__ import annotations

from typing import Any

from proofcheck.core import (
    Computation,
    Derivation,
    Finding,
    FindingKind,
    Form,
    Kind,
    Mutant,
    Sampling,
    Step,
    scope,
)
from proofcheck.search import experiment_checks, splitting_identities, wide_checks
from proofcheck.search.equal_layer_matrices import B_of_equal_neurons
from proofcheck.search.planted import CRITICAL, NOT_CRITICAL
from proofcheck.search.wide_checks import DEEP, EXPERIMENT, certified
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.identities import identities
from theorems._wide_steps import ADDED, LAMBDA, existential, wide_formula

C1, C2, CLASS_A = scope("C1"), scope("C2"), scope("A")
PAGE = 15
PAPER, FIRST_ONLY = (20, 20), (20, 0)
"""Neurons that section 5.4 adds to the hidden layers: at the end, and once layer 1 is wide."""
SMALL = (3, 2)

D_IS_ZERO = splitting_identities.compare_vanishing_D
LAST = ("n_{l+1} = 1",)


def printed_dimension(m1: int, m2: int) -> int:
    """Return the number of listed directions, 1 <= t <= m1 and 1 <= s <= m2 (p. 15).

    >>> printed_dimension(3, 2)
    11
    """
    return m1 + m1 * m2 + m2


ANY = {"lambda": "one lambda of many: the formula is the same for all"}


def _shape_of_D(step_id: str, claim: str, formula: Any, **more: Any) -> Step:
    where = EXPERIMENT.scope
    check = Computation(experiment_checks.D_shape, where, Kind.EXACT)
    return Step(step_id, claim, PAGE, (check,), scope=where, formula=formula, **more)


def _B_above(step_id: str, claim: str, shape: str, checks: tuple[Any, ...], **more: Any) -> Step:
    formula = {"lambda": LAMBDA, "added": FIRST_ONLY, "form": shape}
    evidence = (*checks, certified(wide_checks.certify_B_above, DEEP))
    return Step(step_id, claim, PAGE, evidence, formula=formula, choices=ADDED | ANY, **more)


def _kernel(step_id: str, claim: str, dimension: Any, form: Form, *mutants: Mutant) -> Step:
    return Step(
        step_id,
        claim,
        PAGE,
        (certified(wide_checks.certify_kernel, EXPERIMENT),),
        form=form,
        scope=EXPERIMENT.scope,
        formula={**wide_formula(PAPER), **({"dimension": dimension} if dimension else {})},
        choices=ADDED,
        mutants=mutants,
    )


def _exchanged(claim: Formulas) -> Formulas:
    dimension = claim["dimension"]
    return {**claim, "added": (4, 2), "dimension": lambda m1, m2: dimension(m2, m1)}


MATRICES = (
    _shape_of_D(
        "D-has-one-row",
        "'D_1^{1,1}(1) = 0': D(1) is one number, i = 1",
        lambda _: (1, 1),
        form=Form.LITERAL,
    ),
    _shape_of_D(
        "D-shape",
        "D(1) has a row for each of the n_0 inputs (and one for the bias, if there is one)",
        lambda widths: (widths[0], widths[2]),
        form=Form.REPAIRED,
        mutants=(Mutant("D-transposed", "transposed", lambda f: lambda widths: f(widths)[::-1]),),
    ),
    Step(
        id="D-vanishes",
        claim="with one neuron in the next layer and v not 0, D = (dl/du) / v = 0, all its entries",
        page=PAGE,
        scope=C1,
        requires=("critical",),
        formula={"factor": lambda v: 1 / v, "critical": True},
        checks=(
            Derivation(splitting_identities.D_vanishes, C1),
            Sampling(CRITICAL, D_IS_ZERO, CLASS_A, only=LAST),
        ),
        mutants=(
            Mutant("D-times", "D = v dl/du", change("factor", lambda _: lambda v: v)),
            Mutant(
                "D-not-critical",
                "the chain need not be critical",
                change("critical", lambda _: False),
                drops="critical",
                checks=(Sampling(NOT_CRITICAL, D_IS_ZERO, CLASS_A, only=LAST),),
            ),
        ),
    ),
    Step(
        id="D-after-t-splittings",
        claim="D(1) does not change when neurons are added",
        page=PAGE,
        scope=C1,
        requires=(),
        formula={"factor of D": lambda _: 1},
        checks=(
            identities(splitting_identities.D_next, C1),
            Sampling(NOT_CRITICAL, splitting_identities.compare_D, CLASS_A),
        ),
        mutants=(
            Mutant(
                "D-shrinks",
                "(1 - lambda) D",
                change("factor of D", lambda _: lambda lam: 1 - lam),
            ),
            Mutant("D-sign", "-D", change("factor of D", lambda _: lambda _: -1)),
        ),
    ),
    _B_above(
        "B2-is-constant",
        "with m1 equal neurons below, B(2) is the constant m1 x m1 matrix B_11(2)",
        "constant",
        (),
        form=Form.LITERAL,
        scope=DEEP.scope,
    ),
    _B_above(
        "B2-is-repeated",
        "with biases B(2) is (m1 + 1) x (m1 + 1) and repeats the entries of the chain's 2 x 2 "
        "matrix at any two equal neurons, the bias row and column apart; without the bias row and "
        "column it is constant",
        "repeated",
        (identities(B_of_equal_neurons, C2),),
        form=Form.REPAIRED,
        scope=C2,
        requires=(),
        mutants=(
            Mutant("B2-constant", "constant", change("form", lambda _: "constant")),
            Mutant("B2-diagonal", "diagonal", change("form", lambda _: "diagonal")),
        ),
    ),
    _kernel(
        "printed-kernel",
        "the kernel is spanned by the listed directions with 1 <= t <= m1, 1 <= s <= m2",
        printed_dimension,
        Form.LITERAL,
    ),
    _kernel(
        "kernel",
        "with m1, m2 neurons 1 <= t <= m1 - 1, 1 <= s <= m2 - 1: dimension (m1 - 1) m2 + m2 - 1",
        None,
        Form.REPAIRED,
        Mutant(
            "kernel-exchanged",
            "m1 and m2 exchanged",
            _exchanged,
            equivalent="(m1 - 1) m2 + m2 - 1 = m1 m2 - 1",
        ),
        Mutant(
            "kernel-twins-only",
            "rows of added neurons only",
            change("dimension", lambda _: lambda m1, m2: (m1 - 1) * (m2 - 1) + m2 - 1),
        ),
        Mutant("kernel-printed", "as printed", change("dimension", lambda _: printed_dimension)),
    ),
    existential(
        "hessian-formula",
        EXPERIMENT,
        wide_checks.certify_formula,
        "the wide Hessian is h(P w) + sum c B(E w), entry by entry",
        page=PAGE,
        form=Form.REPAIRED,
        formula={"lambda": LAMBDA, "added": SMALL, "shares": lambda shares: shares},
        choices=ADDED | ANY,
        mutants=(
            Mutant(
                "shares-reversed",
                "shares reversed",
                change("shares", lambda _: lambda s: tuple(layer[::-1] for layer in s)),
            ),
        ),
    ),
)

FINDINGS = (
    Finding(
        "D-has-n0-rows",
        FindingKind.MISPRINT,
        PAGE,
        "proof of Theorem 2, second paragraph, seventh line",
        "D_1^{1,1}(1) is one entry; Theorem 9 needs D_i^{1,1}(1) = 0 for all i, and n_0 = 2",
        ("D-has-one-row",),
        "all entries vanish, for the same reason",
        ("D-shape", "D-vanishes"),
    ),
    Finding(
        "B2-is-not-constant-with-biases",
        FindingKind.CONSTANT,
        PAGE,
        "proof of Theorem 2, third paragraph, first two lines",
        "with biases B(2) is (m1 + 1) x (m1 + 1) and not constant",
        ("B2-is-constant",),
        "it repeats the chain's 2 x 2 matrix, and is still semidefinite",
        ("B2-is-repeated",),
    ),
    Finding(
        "kernel-index-range",
        FindingKind.CONSTANT,
        PAGE,
        "proof of Theorem 2, third paragraph, ker(H)",
        "with m1 and m2 neurons the indices of the kernel run to m1 - 1 and m2 - 1, not m1 and m2",
        ("printed-kernel",),
        "dimension (m1 - 1) m2 + m2 - 1",
        ("kernel",),
    ),
)
