"""The fields of a case: what it says of the claim, of the refutation, and of what confirms it."""

from __future__ import annotations

from typing import Any

from proofcheck.core import Mutant, Outcome, Statement, Step, Verdict

SCHEMA = 1
KIND = "proofcheck counterexample"
MOST_CHOICES = 10_000
"""So many choices may draw an instance; those of the paper ask for at most some 800."""
CLAIM = ("schema", "kind", "statement", "step", "page", "form", "claim", "mutant", "change")
REFUTATION = ("check", "digits", "found", "detail", "sides", "confirmed")
INSTANCE = ("family", "region", "choices", "instance", "labels", "hypotheses", "shrunk")
ON_AN_INSTANCE = frozenset((*CLAIM, *REFUTATION, *INSTANCE))
OF_A_PROOF = frozenset((*CLAIM, *REFUTATION, "witness"))
"""The fields of the two kinds of cases, all of them and no others."""


def confirmations(seen: Outcome, again: Outcome, digits: int) -> list[str]:
    """Return what confirms a refutation: its second road, and the same with twice the digits.

    What is refuted only with few digits is confirmed by nothing.

    >>> from proofcheck.core import holds, refuted
    >>> no = refuted("1", confirmed_by="counting")
    >>> yes = holds("2")
    >>> confirmations(no, no, 50), confirmations(no, yes, 50), confirmations(yes, no, 50)
    (['counting', '100 digits'], [], [])
    """
    if seen.verdict is Verdict.REFUTED and again.verdict is Verdict.REFUTED:
        return [seen.confirmed_by, f"{2 * digits} digits"]
    return []


def described(
    statement: Statement, step: Step, mutant: Mutant | None, kind: str, check: str
) -> dict[str, Any]:
    """Return what a case says of the claim that it refutes."""
    return {
        "schema": SCHEMA,
        "kind": KIND,
        "statement": statement.id,
        "step": step.id,
        "page": step.page,
        "form": step.form.value,
        "claim": step.claim,
        "mutant": None if mutant is None else mutant.id,
        "change": None if mutant is None else mutant.change,
        "check": {"kind": kind, "name": check},
    }


def result_of(outcome: Outcome) -> dict[str, Any]:
    """Return what a case says of the refutation itself."""
    sides = outcome.sides
    return {"detail": outcome.detail, "sides": None if sides is None else list(sides)}
