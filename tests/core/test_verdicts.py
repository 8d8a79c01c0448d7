"""Verdicts, causes, outcomes and statuses: three-valued, and never used as a truth value."""

import pickle

import pytest

from proofcheck.core import (
    Cause,
    Evidence,
    InputError,
    Kind,
    PrecisionError,
    ProofcheckError,
    Scope,
    StatementError,
    Status,
    Verdict,
    all_of,
    holds,
    refuted,
    undecided,
)

ERRORS = (InputError, PrecisionError, ProofcheckError, StatementError)


@pytest.mark.parametrize("value", [*Verdict, *Status])
def test_no_truth_value(value):
    with pytest.raises(TypeError, match="no truth value"):
        bool(value)


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ((), Verdict.HOLDS),
        ((Verdict.HOLDS, Verdict.HOLDS), Verdict.HOLDS),
        ((Verdict.HOLDS, Verdict.UNDECIDED), Verdict.UNDECIDED),
        ((Verdict.UNDECIDED, Verdict.REFUTED), Verdict.REFUTED),
        ((Verdict.REFUTED, Verdict.HOLDS), Verdict.REFUTED),
    ],
)
def test_conjunction(verdicts, expected):
    assert all_of(*verdicts) is expected


def test_statuses_are_ordered_from_weakest_to_strongest():
    words = [status.word for status in sorted(Status)]
    assert words == ["refuted", "undecided", "cited", "sampled", "settled"]


def test_holding_outcome_has_no_cause():
    outcome = holds("residue 0", digits=30)
    assert (outcome.verdict, outcome.cause, outcome.digits) == (Verdict.HOLDS, None, 30)


def test_refutation_needs_a_second_arithmetic():
    assert refuted("1 != 2", confirmed_by="balls").verdict is Verdict.REFUTED
    alone = refuted("1 != 2", confirmed_by="")
    assert (alone.verdict, alone.cause) == (Verdict.UNDECIDED, Cause.PRECISION)


def test_undecided_names_its_cause():
    assert undecided(Cause.TIME, "stopped").cause is Cause.TIME


def test_evidence_as_json_has_the_promised_fields():
    outcome = refuted("1 != 2", confirmed_by="balls", witness={"x": "1/3"}, digits=20)
    data = Evidence(Kind.SAMPLED, outcome, Scope(), "compare", 1.23456).to_json()
    promised = {"kind", "verdict", "cause", "scope", "samples", "digits", "detail", "seconds"}
    assert promised <= set(data)
    assert (data["kind"], data["verdict"], data["cause"]) == ("sampled", "refuted", None)
    assert (data["witness"], data["seconds"]) == ({"x": "1/3"}, 1.235)


def test_evidence_compares_without_its_seconds():
    assert Evidence(Kind.EXACT, holds("x"), Scope(), "by", 1.0) == Evidence(
        Kind.EXACT, holds("x"), Scope(), "by", 2.0
    )


@pytest.mark.parametrize("kind", ERRORS)
def test_errors_keep_their_fields_through_another_process(kind):
    error = kind("width 2", given=0, admissible="an integer >= 1", repair="add a neuron")
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again)) == (kind, str(error))
    assert (again.what, again.given, again.repair) == ("width 2", "0", "add a neuron")
