"""The status of one step: what each piece of evidence is worth, and what it is not."""

import pytest
from made_up import KILLS, kill, piece, record, statement, step, undecided_piece

from proofcheck.core import (
    Cause,
    Form,
    Kill,
    Kind,
    MutantRecord,
    Quantifier,
    Record,
    Scope,
    Status,
    Verdict,
    scope,
)
from proofcheck.core import instances as exactly
from proofcheck.core.evidence import BY_SHAPES
from proofcheck.core.ledger import judge_step, judge_steps

UNIVERSAL, EXISTENTIAL = Quantifier.UNIVERSAL, Quantifier.EXISTENTIAL
SETTLED, SAMPLED, CITED = Status.SETTLED, Status.SAMPLED, Status.CITED
UNDECIDED, REFUTED = Status.UNDECIDED, Status.REFUTED


def status(one, *pieces, mutants=KILLS):
    return judge_step(one, record(*pieces, mutants=mutants)).status


@pytest.mark.parametrize(
    ("kind", "universal", "existential"),
    [
        (Kind.DERIVED, SETTLED, SETTLED),
        (Kind.KERNEL, SETTLED, SETTLED),
        (Kind.EXACT, UNDECIDED, SETTLED),
        (Kind.CERTIFIED, UNDECIDED, SETTLED),
        (Kind.SAMPLED, SAMPLED, SAMPLED),
        (Kind.CITED, CITED, CITED),
    ],
)
def test_worth_of_each_kind(kind, universal, existential):
    assert status(step(quantifier=UNIVERSAL), piece(kind)) is universal
    assert status(step(quantifier=EXISTENTIAL), piece(kind)) is existential


@pytest.mark.parametrize("kind", [Kind.EXACT, Kind.CERTIFIED])
def test_instances_settle_a_universal_claim_about_just_them(kind):
    one = step(scope=exactly("a"))
    assert status(one, piece(kind, scope=exactly("a", "b"))) is SETTLED
    assert status(one, piece(kind, scope=exactly("b"))) is UNDECIDED


@pytest.mark.parametrize("kind", list(Kind))
def test_evidence_counts_only_where_its_scope_contains_the_claim(kind):
    one = step(scope=scope("C2"))
    judged = judge_step(one, record(piece(kind, scope=scope("tanh"))))
    assert judged.status is UNDECIDED
    assert judged.cause is Cause.NOT_APPLICABLE
    assert "does not reach" in judged.reason


def test_a_witness_outside_the_claim_shows_nothing():
    one = step(quantifier=EXISTENTIAL, scope=scope("A"))
    outside = Scope(activations=frozenset({"polynomial"}), instances=frozenset({"x^2"}))
    assert status(one, piece(Kind.EXACT, scope=outside)) is UNDECIDED
    assert status(one, piece(Kind.EXACT, scope=exactly("sigmoid net"))) is SETTLED


@pytest.mark.parametrize("kind", [Kind.DERIVED, Kind.SAMPLED, Kind.EXACT, Kind.CERTIFIED])
def test_evidence_never_seen_to_fail_does_not_count(kind):
    judged = judge_step(step(quantifier=EXISTENTIAL), record(piece(kind), mutants=()))
    assert (judged.status, judged.cause) == (UNDECIDED, Cause.VACUOUS)
    assert "never seen to fail" in judged.reason


@pytest.mark.parametrize("kind", [Kind.KERNEL, Kind.CITED])
def test_other_evidence_counts_without_mutants(kind):
    assert status(step(quantifier=EXISTENTIAL), piece(kind), mutants=()) > UNDECIDED


def test_a_mutant_of_another_shape_shows_nothing_about_values():
    by_shapes = Kill(Kind.DERIVED, "check", "shapes (1,) and (2,) differ", BY_SHAPES)
    mutant = MutantRecord("m", "claim", "a shape", (by_shapes,))
    assert mutant.killed
    assert status(step(), piece(Kind.DERIVED), mutants=(mutant,)) is UNDECIDED
    assert status(step(), piece(Kind.DERIVED), mutants=(mutant, kill())) is SETTLED


@pytest.mark.parametrize(
    "elsewhere",
    [
        kill("another step"),
        kill(kind=Kind.SAMPLED),
        kill(by="another check"),
        MutantRecord("m", "claim", "a sign"),
    ],
)
def test_a_kill_counts_for_the_check_that_did_it_only(elsewhere):
    assert status(step(), piece(Kind.DERIVED), mutants=(elsewhere,)) is UNDECIDED


def test_the_strongest_holding_evidence_counts():
    pieces = (piece(Kind.CITED), undecided_piece(Kind.EXACT), piece(Kind.SAMPLED))
    assert status(step(), *pieces) is SAMPLED
    assert status(step(), *pieces, piece(Kind.DERIVED)) is SETTLED


@pytest.mark.parametrize("kind", list(Kind))
def test_a_confirmed_refutation_wins_over_everything(kind):
    pieces = (piece(Kind.DERIVED), piece(Kind.KERNEL), piece(kind, Verdict.REFUTED))
    assert status(step(), *pieces) is REFUTED


@pytest.mark.parametrize("kind", list(Kind))
def test_an_unconfirmed_refutation_refutes_nothing_and_holds_nothing(kind):
    judged = judge_step(step(), record(piece(kind, Verdict.REFUTED, confirmed_by="")))
    assert (judged.status, judged.cause) == (UNDECIDED, Cause.NOT_APPLICABLE)


@pytest.mark.parametrize("kind", [Kind.SAMPLED, Kind.EXACT, Kind.CERTIFIED, Kind.CITED])
def test_a_failed_search_never_refutes_existence(kind):
    assert status(step(quantifier=EXISTENTIAL), piece(kind, Verdict.REFUTED)) is UNDECIDED


@pytest.mark.parametrize("kind", [Kind.DERIVED, Kind.KERNEL])
def test_a_derivation_may_refute_existence(kind):
    assert status(step(quantifier=EXISTENTIAL), piece(kind, Verdict.REFUTED)) is REFUTED


@pytest.mark.parametrize(
    ("where", "expected"),
    [("tanh", REFUTED), ("A", REFUTED), ("polynomial", UNDECIDED), ("C2", UNDECIDED)],
)
def test_a_counterexample_has_to_lie_in_the_scope(where, expected):
    one = step(scope=scope("A"))
    assert status(one, piece(Kind.SAMPLED, Verdict.REFUTED, scope=scope(where))) is expected


def test_a_counterexample_perhaps_outside_the_scope_leaves_the_step_undecided():
    found = piece(Kind.SAMPLED, Verdict.REFUTED, scope=scope("A"), by="search")
    judged = judge_step(step(scope=scope("sigmoid")), record(piece(Kind.DERIVED), found))
    assert judged.status is UNDECIDED
    assert "search refutes, perhaps outside" in judged.reason


def test_a_candidate_that_fails_does_not_take_a_witness_away():
    pieces = (piece(Kind.EXACT), piece(Kind.EXACT, Verdict.REFUTED))
    assert status(step(quantifier=EXISTENTIAL), *pieces) is SETTLED


@pytest.mark.parametrize("kind", [Kind.DERIVED, Kind.KERNEL])
def test_a_derivation_for_more_refutes_perhaps_outside_the_claim(kind):
    """In C2 some sigma'(0) is not 1; of tanh that says nothing."""
    found = piece(kind, Verdict.REFUTED, scope=scope("C2"))
    assert status(step(scope=scope("C2")), found) is REFUTED
    assert status(step(scope=scope("tanh")), piece(Kind.DERIVED), found) is UNDECIDED
    assert status(step(scope=scope("tanh"), quantifier=EXISTENTIAL), found) is REFUTED


@pytest.mark.parametrize("cause", list(Cause))
def test_undecided_keeps_its_cause(cause):
    judged = judge_step(step(), record(undecided_piece(Kind.SAMPLED, cause)))
    assert (judged.status, judged.cause, judged.open) == (UNDECIDED, cause, False)


def test_no_evidence_is_undecided():
    judged = judge_step(step(), Record({}))
    assert (judged.status, judged.cause) == (UNDECIDED, Cause.NOT_ENCODED)


def test_an_open_step_says_why_as_long_as_it_is_undecided():
    one = step(open="needs a sign argument")
    judged = judge_step(one, record(undecided_piece(Kind.DERIVED)))
    assert judged.open
    assert "needs a sign argument" in judged.reason
    assert not judge_step(one, record(piece(Kind.DERIVED))).open
    assert judge_step(one, record(piece(Kind.DERIVED, Verdict.REFUTED))).status is REFUTED


ORDER = {
    SETTLED: piece(Kind.DERIVED),
    SAMPLED: piece(Kind.SAMPLED),
    CITED: piece(Kind.CITED),
    UNDECIDED: undecided_piece(Kind.DERIVED),
    REFUTED: piece(Kind.DERIVED, Verdict.REFUTED),
}


@pytest.mark.parametrize("first", ORDER)
@pytest.mark.parametrize("second", ORDER)
def test_a_statement_is_as_weak_as_its_weakest_step(first, second):
    one = statement("s", step("a"), step("b"))
    mutants = tuple(kill(s, kind=k) for s in "ab" for k in (Kind.DERIVED, Kind.SAMPLED))
    both = Record({"a": (ORDER[first],), "b": (ORDER[second],)}, mutants)
    assert judge_steps(one, both, Form.REPAIRED).status is min(first, second)


def test_steps_of_the_other_form_do_not_matter():
    one = statement("s", step("a", form=Form.LITERAL), step("b", form=Form.REPAIRED))
    both = Record({"a": (ORDER[REFUTED],), "b": (ORDER[SETTLED],)}, (kill("b"),))
    assert judge_steps(one, both, Form.LITERAL).status is REFUTED
    assert judge_steps(one, both, Form.REPAIRED).status is SETTLED


def test_a_form_without_steps_is_undecided():
    one = statement("s", step("a", form=Form.LITERAL))
    judged = judge_steps(one, Record({"a": (ORDER[CITED],)}), Form.REPAIRED)
    assert (judged.status, judged.cause) == (UNDECIDED, Cause.NOT_ENCODED)


def test_what_is_undecided_for_no_stated_reason_shows_before_what_is_open():
    one = statement("s", step("a", open="known"), step("b"))
    nothing = Record({name: (undecided_piece(Kind.DERIVED),) for name in "ab"})
    assert not judge_steps(one, nothing, Form.REPAIRED).open
