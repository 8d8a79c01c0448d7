"""Steps that Theorems 2 and 13 share: a small minimum, its wide network, the saddle, loss 0."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofcheck.core import (
    Computation,
    Form,
    Kind,
    Mutant,
    Quantifier,
    Sampling,
    Step,
    scope,
)
from proofcheck.search import splitting_identities, wide_checks
from proofcheck.search.planted import NOT_CRITICAL
from proofcheck.search.semidefinite import PARABOLAS, semidefinite_inference
from proofcheck.search.wide_checks import Chain, certified
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.identities import identities

LAMBDA = Fraction(1, 4)
OUTSIDE = Fraction(-1)

MINIMUM: Formulas = {"Hessian": 1, "B": 1, "loss above": Fraction(0), "label shift": Fraction(0)}


def corrected_dimension(*widths: int) -> int:
    """Return the sum over l >= 2 of n_l (n_{l-1} - 1), the output layer included.

    >>> corrected_dimension(21, 21)
    440
    """
    return sum(n * (m - 1) for m, n in zip(widths, (*widths[1:], 1), strict=True))


ADDED = {"added": "the widths of one network, not a claim"}


def wide_formula(added: tuple[int, ...]) -> Formulas:
    """Return the claim about a chain with so many neurons added to its hidden layers."""
    return {
        "lambda": LAMBDA,
        "added": added,
        "dimension": corrected_dimension,
        "wide enough": lambda widths, samples: max(widths) >= samples,
    }


def existential(step_id: str, chain: Chain, check: Any, words: str, **more: Any) -> Step:
    """Return a step that is settled by a certificate about one instance."""
    return Step(
        id=step_id,
        claim=f"{words} ({chain.name})",
        quantifier=Quantifier.EXISTENTIAL,
        checks=(certified(check, chain),),
        **more,
    )


def small_minimum(step_id: str, chain: Chain, page: int, form: Form, size: str) -> Step:
    """Return the step that the small network has a minimum with every B positive definite."""
    mutants = (
        Mutant(f"{step_id}-maximum", "a maximum", change("Hessian", lambda sign: -sign)),
        Mutant(f"{step_id}-B", "B negative definite", change("B", lambda sign: -sign)),
        Mutant(f"{step_id}-loss", "loss above 100", change("loss above", lambda _: Fraction(100))),
        Mutant(f"{step_id}-labels", "other labels", change("label shift", lambda _: Fraction(1))),
    )
    words = f"{size} has an isolated local minimum, loss not 0, every B positive definite"
    more = {"page": page, "form": form, "formula": MINIMUM, "mutants": mutants}
    return existential(step_id, chain, wide_checks.certify_small, words, **more)


def wide_minimum(step_id: str, chain: Chain, page: int, added: tuple[int, ...], size: str) -> Step:
    """Return the step that the wide network is at a local minimum (Morse-Bott)."""
    one_more = change("dimension", lambda f: lambda *widths: f(*widths) + 1)
    mutants = (
        Mutant(f"{step_id}-outside", "lambda = 5/4", change("lambda", lambda lam: lam + 1)),
        Mutant(f"{step_id}-dimension", "one more degenerate direction", one_more),
        Mutant(
            f"{step_id}-narrow",
            "three neurons added to every layer",
            change("added", lambda old: (3,) * len(old)),
        ),
    )
    words = (
        f"{size} is extremely wide and a local minimum: on an affine critical set of dimension "
        "sum n_l (n_{l-1} - 1), with a positive definite Hessian across it"
    )
    formula = wide_formula(added)
    more = {"page": page, "form": Form.REPAIRED, "formula": formula, "mutants": mutants}
    more["choices"] = ADDED
    return existential(step_id, chain, wide_checks.certify_wide, words, **more)


def saddle(step_id: str, chain: Chain, added: tuple[int, ...], form: Form, size: str) -> Step:
    """Return the step that the region is non-attracting: path to a saddle, then descent."""
    mutants = (
        Mutant(f"{step_id}-third", "last lambda 1/3", change("last", lambda _: Fraction(1, 3))),
        Mutant(f"{step_id}-half", "last lambda 1/2", change("last", lambda _: Fraction(1, 2))),
    )
    words = (
        f"{size} with the last lambda outside [0, 1] is a saddle, where a segment of strictly "
        "decreasing loss starts"
    )
    formula = {"lambda": LAMBDA, "added": added, "last": OUTSIDE}
    page = 14 if len(added) == 1 else 15
    more = {"page": page, "form": form, "formula": formula, "mutants": mutants}
    more["choices"] = ADDED | {"lambda": "of the earlier splittings: any, the last one decides"}
    return existential(step_id, chain, wide_checks.certify_saddle, words, **more)


def embedded_teacher(step_id: str, chain: Chain, page: int, added: tuple[int, ...]) -> Step:
    """Return the step that the wide network reaches loss 0 by its teacher."""
    formula = {"added": added, "idle weight": Fraction(0)}
    send = Mutant(
        f"{step_id}-idle", "idle ones send 1", change("idle weight", lambda _: Fraction(1))
    )
    words = "suboptimal: the wide network reaches loss 0 with the teacher's neurons and idle ones"
    more = {"page": page, "formula": formula, "mutants": (send,), "choices": ADDED}
    return existential(step_id, chain, wide_checks.embedded_teacher, words, **more)


def spanning_activations(step_id: str, chain: Chain, page: int, added: tuple[int, ...]) -> Step:
    """Return the step that layer 1 spans R^N at exact weights, so that loss 0 is reached."""
    fewer = change("added", lambda old: (old[0] // 3, *old[1:]))
    words = "suboptimal: at exact weights layer 1 spans R^N, so loss 0 is reached"
    more = {"page": page, "form": Form.REPAIRED, "formula": {"added": added}, "choices": ADDED}
    mutants = (Mutant(f"{step_id}-narrow", "a third of the neurons", fewer),)
    return existential(
        step_id, chain, wide_checks.rank_of_activations, words, mutants=mutants, **more
    )


def semidefinite_suffices(page: int, quotation: str) -> Step:
    """Return the literal inference from a semidefinite Hessian to a local minimum."""
    return Step(
        id="semidefinite-suffices",
        claim=quotation,
        page=page,
        form=Form.LITERAL,
        scope=PARABOLAS,
        formula=1,
        checks=(Computation(semidefinite_inference, PARABOLAS, Kind.EXACT),),
    )


def B_after_t_splittings(page: int, words: str) -> Step:
    """Return the step that B^(t) = (1 - lambda)^(t-1) B^(1)."""
    c2 = scope("C2")
    return Step(
        id="B-after-t-splittings",
        claim=words,
        page=page,
        scope=c2,
        requires=(),
        formula={"factor": lambda lam: 1 - lam, "start": 1},
        checks=(
            identities(splitting_identities.B_next, c2),
            Sampling(NOT_CRITICAL, splitting_identities.compare_B, scope("A")),
        ),
        mutants=(
            Mutant("factor-lambda", "lambda^(t-1)", change("factor", lambda _: lambda lam: lam)),
            Mutant("factor-plus", "1 + lambda", change("factor", lambda _: lambda lam: 1 + lam)),
            Mutant("factor-none", "B unchanged", change("factor", lambda _: _one)),
            Mutant("start-twice", "2 B^(1)", change("start", lambda _: 2)),
        ),
    )


def path_to_the_saddle(page: int) -> Step:
    """Return the step that a change of the last lambda keeps the function."""
    return Step(
        id="path-to-the-saddle",
        claim="a change of the last lambda, also beyond [0, 1], does not change the function",
        page=page,
        requires=(),
        formula={"neuron": lambda lam: 1 - lam, "twin": lambda lam: lam},
        checks=(identities(splitting_identities.path_to_the_saddle, scope()),),
        mutants=(
            Mutant("path-neuron", "v kept", change("neuron", lambda _: _one)),
            Mutant("path-twin", "-lambda v", change("twin", lambda _: lambda lam: -lam)),
        ),
    )


def pass_through(page: int) -> Step:
    """Return the step that any labels are reached once one neuron takes any pre-activations."""
    sigmoid = scope("sigmoid")
    return Step(
        id="pass-through",
        claim=(
            "where layer l spans R^N, one neuron of layer l + 1 passes any labels on: "
            "V sigma(z) + c = y with (y - c) / V in (0, 1); and so on up the layers"
        ),
        page=page,
        form=Form.REPAIRED,
        scope=sigmoid,
        requires=(),
        formula={"c": lambda low: low - 1, "V": lambda gap: gap + 2},
        checks=(identities(splitting_identities.pass_through, sigmoid),),
        mutants=(
            Mutant("pass-c", "c = low + 1", change("c", lambda _: lambda low: low + 1)),
            Mutant("pass-V", "V = gap", change("V", lambda _: lambda gap: gap)),
        ),
    )


def _one(lam: Any) -> Any:
    return 1 + 0 * lam
