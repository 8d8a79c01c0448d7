"""Remark 14 (p. 14): the constructed minima repeat one incoming weight vector.

Mathematics in it, checked here: gamma copies the vector, so that all hidden neurons of the example
have the same one, and exact comparison finds every pair; a start with several different neurons
exists and gives a local minimum with twins of one of them only. Opinion, not encoded: that
suboptimality is obvious from equal vectors, that it is hard to see from a few twins among many
neurons, and that a proper initialization does not land there.
"""

from __future__ import annotations

from proofcheck.core import (
    Budget,
    Form,
    Hypothesis,
    Kind,
    Mutant,
    Outcome,
    Sampling,
    Statement,
    Step,
    holds,
    refuted,
    scope,
)
from proofcheck.networks import split_many
from proofcheck.search import wide_checks
from proofcheck.search.planted import NOT_CRITICAL
from proofcheck.search.repeated_vectors import compare_copies, copied_symbols, equal_pairs
from proofcheck.search.wide_checks import SHALLOW_WITH_BIASES, TWO_NEURONS, Chain, certified
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.identities import identities
from theorems._wide_steps import ADDED, LAMBDA, MINIMUM, existential, wide_formula

PAGE = 14
NINE, THREE = 9, 3


def count_pairs(chain: Chain, budget: Budget, claim: Formulas) -> Outcome:
    """Compare the equal pairs of incoming vectors, found exactly, with the claimed ones."""
    small = chain.get(budget.digits).network
    wide = split_many(small, 1, 1, LAMBDA, claim["added"])
    twins = [1, *range(small.architecture.widths[1] + 1, wide.architecture.widths[1] + 1)]
    found, claimed = len(equal_pairs(wide, 1)), claim["pairs"](len(twins))
    shown = f"{wide.architecture.label()}: {found} equal pairs"
    if found == claimed:
        return holds(shown)
    among_twins = len(twins) * (len(twins) - 1) // 2
    confirmed = "pairs among the twins" if among_twins == found else ""
    return refuted(f"{shown}, claimed {claimed}", confirmed_by=confirmed)


def pairs(count: int) -> int:
    """Return the number of pairs of so many things."""
    return count * (count - 1) // 2


def _pairs_step(step_id: str, chain: Chain, added: int, words: str) -> Step:
    mutants = (
        Mutant(f"{step_id}-neighbours", "neighbours only", change("pairs", lambda _: _one_less)),
        Mutant(f"{step_id}-none", "no pair", change("pairs", lambda _: lambda _: 0)),
    )
    return Step(
        id=step_id,
        claim=words,
        page=PAGE,
        scope=chain.scope,
        formula={"added": added, "pairs": pairs},
        choices={"added": "the number of neurons of one network, not a claim"},
        checks=(certified(count_pairs, chain, Kind.EXACT),),
        mutants=mutants,
    )


def _one_less(count: int) -> int:
    return count - 1


ANY = scope()

STATEMENT = Statement(
    id="remark-14",
    title="The constructed minima repeat incoming weight vectors",
    page=PAGE,
    claim=(
        "all hidden neurons of the example for Theorem 13 have identical incoming weights; one may "
        "start from a larger network with several hidden neurons instead"
    ),
    hypotheses=(Hypothesis("split", "neurons are added by gamma", PAGE, setting=True),),
    uses=("theorem-13",),
    latex=(r"u_{1,i}=u_{2,i}=\dots=u_{n_1,i}\quad\text{for all } i",),
    steps=(
        Step(
            id="copied-vector",
            claim="gamma gives the twin the incoming weights of its neuron, for every lambda",
            page=PAGE,
            requires=(),
            formula={"copy": lambda u, _: u},
            checks=(
                identities(copied_symbols, ANY),
                Sampling(NOT_CRITICAL, compare_copies, scope("A")),
            ),
            mutants=(
                Mutant("copy-sign", "-u", change("copy", lambda _: lambda u, _: -u)),
                Mutant("copy-share", "lambda u", change("copy", lambda _: lambda u, lam: u * lam)),
            ),
        ),
        _pairs_step(
            "identical-vectors",
            SHALLOW_WITH_BIASES,
            NINE,
            "in the wide example all pairs of hidden neurons have identical incoming weights, and "
            "exact comparison finds them",
        ),
        existential(
            "larger-start",
            TWO_NEURONS,
            wide_checks.certify_small,
            "1-2-1 has an isolated local minimum, loss not 0, with B of neuron 1 positive definite",
            page=PAGE,
            formula=MINIMUM,
            mutants=(
                Mutant("start-maximum", "a maximum", change("Hessian", lambda sign: -sign)),
                Mutant("start-B", "B negative definite", change("B", lambda sign: -sign)),
            ),
        ),
        existential(
            "larger-start-split",
            TWO_NEURONS,
            wide_checks.certify_wide,
            "neuron 1 split three times: a local minimum with three degenerate directions",
            page=PAGE,
            form=Form.ONLY,
            formula={
                **wide_formula((THREE,)),
                "dimension": lambda _: THREE,
                "wide enough": lambda *_: True,
            },
            choices=ADDED,
            mutants=(
                Mutant("split-outside", "lambda = 5/4", change("lambda", lambda lam: lam + 1)),
                Mutant(
                    "split-all",
                    "as if all five neurons were alike",
                    change("dimension", lambda _: lambda width: width - 1),
                ),
            ),
        ),
        _pairs_step(
            "hidden-twins",
            TWO_NEURONS,
            THREE,
            "with the larger start only neuron 1 and its twins agree; comparison finds all of them",
        ),
    ),
)
