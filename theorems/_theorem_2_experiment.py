"""Section 5.4 (p. 16-17): the printed figures of the experiment, as steps of Theorem 2."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofcheck.core import Computation, Finding, FindingKind, Form, Kind, Mutant, Step
from proofcheck.search import experiment_checks
from proofcheck.search.wide_checks import EXPERIMENT
from proofcheck.symbolic.claims import Formulas, change

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
EIGENVALUES: Formulas = {"factor": Fraction(1), "printed": ("0.0182", "0.0004")}
B2: Formulas = {"factor": Fraction(1), "printed": "0.0757"}


def _step(step_id: str, page: int, check: Any, formula: Any, claim: str, **more: Any) -> Step:
    where = EXPERIMENT.scope
    evidence = Computation(check, where, Kind.CERTIFIED)
    return Step(step_id, claim, page, (evidence,), scope=where, formula=formula, **more)


def _factors(name: str) -> tuple[Mutant, ...]:
    return (
        Mutant(f"{name}-quarter", "a quarter", change("factor", lambda _: QUARTER)),
        Mutant(f"{name}-sign", "the other sign", change("factor", lambda _: -HALF)),
    )


FIGURES = (
    _step(
        "printed-loss",
        16,
        experiment_checks.printed_loss,
        "4.817",
        "the sum of squares over the 20 samples is 4.817",
        mutants=(
            Mutant("loss-last-digit", "4.818", lambda _: "4.818"),
            Mutant("loss-halved", "with 1/2 in the loss", lambda _: "2.409"),
        ),
    ),
    _step(
        "figure-3-axis",
        16,
        experiment_checks.between_ticks,
        ("4.8174940", "4.8174945"),
        "Figure 3 (a): the minimum lies between the ticks 4.8174940 and 4.8174945",
        mutants=(Mutant("next-ticks", "the next two", lambda _: ("4.8174945", "4.8174950")),),
    ),
    _step(
        "B1-eigenvalues",
        16,
        experiment_checks.printed_eigenvalues,
        EIGENVALUES,
        "the eigenvalues of B(1), eq. (1), are 0.0182 and 0.0004",
        form=Form.LITERAL,
    ),
    _step(
        "B1-eigenvalues-halved",
        16,
        experiment_checks.printed_eigenvalues,
        {**EIGENVALUES, "factor": HALF},
        "half of B(1), that is eq. (1) with f - y for dl/df, has eigenvalues 0.0182 and 0.0004",
        form=Form.REPAIRED,
        mutants=_factors("B1"),
    ),
    _step(
        "B2-value",
        17,
        experiment_checks.printed_B2,
        B2,
        "B_11(2), eq. (1), is 0.0757",
        form=Form.LITERAL,
    ),
    _step(
        "B2-value-halved",
        17,
        experiment_checks.printed_B2,
        {**B2, "factor": HALF},
        "half of B_11(2) is 0.0757",
        form=Form.REPAIRED,
        mutants=_factors("B2"),
    ),
    _step(
        "experiment-in-the-model",
        16,
        experiment_checks.critical_in_the_model,
        "biases",
        "the example of section 5.4 is a critical point in the model of section 3, with biases 0",
        form=Form.LITERAL,
    ),
)

FINDINGS = (
    Finding(
        "printed-B-lacks-factor-two",
        FindingKind.EXPERIMENT,
        16,
        "section 5.4, last line of the page",
        "the printed eigenvalues 0.0182 and 0.0004 are those of half of B(1), eq. (1)",
        ("B1-eigenvalues",),
        "eq. (1) with dl/df = 2 (f - y) gives twice as much",
        ("B1-eigenvalues-halved",),
    ),
    Finding(
        "printed-B2-lacks-factor-two",
        FindingKind.EXPERIMENT,
        17,
        "section 5.4, first line of the page",
        "the printed 0.0757 is half of B_11(2), eq. (1)",
        ("B2-value",),
        "eq. (1) with dl/df = 2 (f - y) gives twice as much",
        ("B2-value-halved",),
    ),
    Finding(
        "experiment-has-no-biases",
        FindingKind.EXPERIMENT,
        16,
        "section 5.4, second paragraph, first line",
        "the example has no bias terms: with biases 0 it is no critical point of the model",
        ("experiment-in-the-model",),
        "examples with biases exist, with B(1) 3 x 3 and B(2) 2 x 2",
        ("minimum-with-biases", "wide-minimum-with-biases", "saddle-with-biases"),
    ),
)
