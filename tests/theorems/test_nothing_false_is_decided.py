"""Too few digits, no instance that meets the hypotheses: undecided with its cause, never a verdict.

Every check of every statement is run where it cannot know enough. Strict inequalities at two digits
are the place where a rounding would turn into a proof.
"""

from collections.abc import Mapping
from dataclasses import replace

import pytest
from registry import alone, judged, quick, record_of

from proofcheck.core import (
    Budget,
    Cause,
    Computation,
    Derivation,
    Form,
    Mutant,
    Sampling,
    Status,
    Values,
    Verdict,
)

STATEMENTS = pytest.mark.parametrize("statement", quick(), ids=lambda s: s.id)
TWO_DIGITS = Budget(digits=2, examples=2, seed=1)
FEW = Budget(digits=20, examples=4, seed=0)


def evidence(statement, step, check, budget):
    """What one check alone says of the claim."""
    single = alone(statement, step, checks=(check,), mutants=())
    (piece,) = record_of(single, budget).evidence[step.id]
    return piece


LONG = {"isolated-suffices"}
"""Its search takes as long at two digits as at fifty; theorem 9's own tests run it."""


@STATEMENTS
def test_at_two_digits_nothing_false_is_decided(statement):
    for step in (s for s in statement.steps if s.id not in LONG):
        false = Verdict.HOLDS if step.form is Form.LITERAL else Verdict.REFUTED
        for check in (c for c in step.checks if isinstance(c, Computation | Sampling)):
            found = evidence(statement, step, check, TWO_DIGITS)
            assert found.verdict is not false, (step.id, found.outcome.detail)
            assert (found.verdict is Verdict.UNDECIDED) == (found.outcome.cause is not None)


SAMPLED = [
    (s, step, check)
    for s in quick()
    for step in s.steps
    for check in step.checks
    if isinstance(check, Sampling) and s.required(step)
]
"""Steps whose instances have to meet something."""


def meeting(check, required, verdict):
    """The check on a family whose instances meet the required hypotheses as the verdict says."""

    def draw(_choices, region, _digits):
        labels = (region, *(check.only or ()))
        return Values({}, met=dict.fromkeys(required, verdict), labels=labels)

    def test(_instance, _claim):
        raise AssertionError("an instance outside the hypotheses was looked at")

    return replace(check, family=replace(check.family, draw=draw), test=test)


@pytest.mark.parametrize("verdict", [Verdict.REFUTED, Verdict.UNDECIDED], ids=lambda v: v.value)
@pytest.mark.parametrize(
    ("statement", "step", "check"), SAMPLED, ids=[f"{s.id}-{t.id}" for s, t, _ in SAMPLED]
)
def test_hypotheses_that_nothing_meets_give_vacuous(statement, step, check, verdict):
    """An instance whose hypotheses are refuted, or not decided, is no example."""
    unmet = meeting(check, statement.required(step), verdict)
    found = evidence(statement, step, unmet, FEW)
    assert (found.verdict, found.outcome.cause) == (Verdict.UNDECIDED, Cause.VACUOUS)
    own = tuple(m for m in step.mutants if not m.checks)
    single = alone(statement, step, checks=(unmet,), mutants=own)
    assert judged(single, record_of(single, FEW)).status is Status.UNDECIDED


def test_steps_with_samples_and_hypotheses_are_looked_at():
    assert {"theorem-8", "theorem-9", "lemma-16", "theorem-5", "lemma-19"} <= {
        s.id for s, _, _ in SAMPLED
    }


DERIVED = [
    (s, step)
    for s in quick()
    for step in s.steps
    if step.form is not Form.LITERAL and any(isinstance(c, Derivation) for c in step.checks)
]


@pytest.mark.parametrize(
    ("statement", "step"), DERIVED[::7], ids=[f"{s.id}-{t.id}" for s, t in DERIVED[::7]]
)
def test_a_mutant_that_changes_nothing_is_no_credit(statement, step):
    """The only mutant of a step is the claim itself: its derivation was not seen to fail."""
    derivations = tuple(c for c in step.checks if isinstance(c, Derivation))
    same = Mutant("same", "the claim itself", lambda claim: claim)
    unarmed = alone(statement, step, checks=derivations, mutants=(same,))
    record = record_of(unarmed, FEW)
    assert [m.id for m in record.mutants if m.survives] == ["same"]
    assert judged(unarmed, record).status is Status.UNDECIDED


NAMED = [
    (s, step)
    for s in quick()
    for step in s.steps
    if isinstance(step.formula, Mapping) and any(isinstance(c, Derivation) for c in step.checks)
]
ONE = Budget(digits=20, examples=1, seed=0)


def without_names(formula):
    """No formula at all: every derivation reads one and has to stumble."""
    return {}


def without_values(formula):
    """Every name with nothing behind it."""
    return dict.fromkeys(formula)


@pytest.mark.parametrize("spoil", [without_names, without_values])
@pytest.mark.parametrize(
    ("statement", "step"), NAMED[::2], ids=[f"{s.id}-{t.id}" for s, t in NAMED[::2]]
)
def test_a_claim_that_says_nothing_is_not_confirmed(statement, step, spoil):
    """An error in a check is undecided with the error as its reason, never evidence."""
    proofs = tuple(c for c in step.checks if isinstance(c, Derivation))
    changes = {"formula": spoil(step.formula), "checks": proofs, "mutants": (), "choices": {}}
    for piece in record_of(alone(statement, step, **changes), ONE).evidence[step.id]:
        assert piece.verdict is not Verdict.HOLDS
        assert piece.outcome.detail
