"""Derivations and computations: ablation of hypotheses, mutants, equivalence, errors."""

import pytest
from fakes import (
    BUDGET,
    DERIVATION,
    DOUBLED,
    EVEN,
    EVERYWHERE,
    SAMPLING,
    SUMS,
    WRONG,
    a_statement,
    a_step,
    checked,
    checked_step,
    compare,
    derive,
    doubled,
    right,
    wrong,
)

from proofcheck.core import (
    Cause,
    Citation,
    Computation,
    Derivation,
    Form,
    Hypothesis,
    Kind,
    Mutant,
    Sampling,
    Status,
    Verdict,
    holds,
    refuted,
)
from proofcheck.core.ledger import judge_step

CRITICAL = Hypothesis("critical", "x", 1)
FIXED = Hypothesis("fixed", "x", 1, setting=True)


def outcome(record, number=0):
    return record.evidence["sum"][number].outcome


def derivation(run):
    return Derivation(run, EVERYWHERE)


def needs_even(claim, assume):
    return derive(claim if assume("even") else wrong, assume)


def asks_in_vain(claim, assume):
    assume("even")
    return derive(claim, assume)


def test_derivation_holds_and_kills():
    record = checked_step(DERIVATION)
    assert outcome(record).verdict is Verdict.HOLDS
    assert all(m.killed for m in record.mutants)
    assert record.mutants[0].kills[0].kind is Kind.DERIVED


def test_derivation_refutes_a_wrong_claim():
    found = outcome(checked_step(DERIVATION, formula=wrong))
    assert (found.verdict, found.confirmed_by) == (Verdict.REFUTED, "counting")


@pytest.mark.parametrize(
    ("run", "expected"), [(needs_even, True), (asks_in_vain, False), (derive, False)]
)
def test_ablation_finds_out_what_is_used(run, expected):
    record = checked_step(derivation(run), hypotheses=(EVEN, CRITICAL))
    assert record.hypotheses_used == {"even": expected, "critical": False}


def either(claim, assume):
    return derive(claim if assume("even") or assume("critical") else wrong, assume)


def both(claim, assume):
    return derive(claim if assume("even") and assume("critical") else wrong, assume)


def asks_without(claim, assume):
    return derive(claim if assume("even") or assume("fixed") else wrong, assume)


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (either, {"even": False, "critical": True}),
        (both, {"even": True, "critical": True}),
        (asks_without, {"even": False, "critical": False}),
    ],
)
def test_where_either_of_two_suffices_not_both_are_unused(run, expected):
    """All that is said to be unused may be taken away at once."""
    record = checked_step(derivation(run), hypotheses=(EVEN, CRITICAL, FIXED))
    assert record.hypotheses_used == {**expected, "fixed": True}
    unused = {name for name, used in expected.items() if not used}
    left = tuple(h for h in (EVEN, CRITICAL, FIXED) if h.id not in unused)
    again = derivation(lambda claim, assume: run(claim, lambda h: h not in unused and assume(h)))
    assert outcome(checked_step(again, hypotheses=left)).verdict is Verdict.HOLDS


def test_a_hypothesis_used_by_any_derivation_is_used():
    steps = (
        a_step(derivation(derive), name="a"),
        a_step(derivation(needs_even), name="b", mutants=()),
    )
    assert checked(a_statement(*steps, hypotheses=(EVEN,))).hypotheses_used == {"even": True}


@pytest.mark.parametrize("check", [SAMPLING, Citation("x", EVERYWHERE)])
def test_without_derivations_nobody_knows_what_is_used(check):
    record = checked_step(check, hypotheses=(EVEN, FIXED))
    assert record.hypotheses_used == {"even": None, "fixed": None}


def test_a_derivation_that_does_not_hold_says_nothing_about_use():
    record = checked_step(derivation(needs_even), formula=wrong, hypotheses=(EVEN,))
    assert record.hypotheses_used == {"even": None}


def test_a_derivation_that_was_never_seen_to_fail_does_not_say_that_nothing_is_used():
    """It would hold without the hypothesis because it holds of everything."""
    blind = derivation(named("blind", lambda claim, assume: always(claim, assume)))
    one = a_step(blind, mutants=(WRONG,))
    assert checked(a_statement(one, hypotheses=(EVEN,))).hypotheses_used == {"even": None}
    both = a_statement(one, a_step(DERIVATION, name="b", mutants=(DOUBLED,)), hypotheses=(EVEN,))
    assert checked(both).hypotheses_used == {"even": False}


def test_settings_are_used_by_every_derivation_and_not_ablated():
    asked = []

    def asks(claim, assume):
        asked.append(assume("fixed"))
        return derive(claim, assume)

    record = checked_step(derivation(asks), hypotheses=(FIXED,), mutants=())
    assert record.hypotheses_used == {"fixed": True}
    assert asked == [True]


def test_hypotheses_of_the_other_form_are_not_available():
    printed = Hypothesis("even", "x", 1, Form.LITERAL)
    mended = checked_step(derivation(needs_even), hypotheses=(printed,), form=Form.REPAIRED)
    assert outcome(mended).verdict is Verdict.REFUTED
    literal = checked_step(derivation(needs_even), hypotheses=(printed,), form=Form.LITERAL)
    assert outcome(literal).verdict is Verdict.HOLDS


def test_asking_for_an_unknown_hypothesis_is_an_error_that_is_named():
    record = checked_step(derivation(needs_even), hypotheses=(CRITICAL,))
    assert outcome(record).cause is Cause.NOT_APPLICABLE
    assert "'even'" in outcome(record).detail


def test_an_error_in_a_derivation_leaves_it_undecided_and_the_rest_goes_on():
    def broken(claim, assume):
        raise RecursionError("too deep")

    record = checked_step(derivation(broken), DERIVATION)
    assert outcome(record).detail == "RecursionError: too deep"
    assert outcome(record, 1).verdict is Verdict.HOLDS


def count(budget, claim):
    found = claim(2, 3)
    if found == 5:
        return holds(f"{budget.digits} digits")
    return refuted(f"{found} is not 5", confirmed_by="fingers")


@pytest.mark.parametrize("kind", [Kind.EXACT, Kind.CERTIFIED])
def test_computation_gets_the_budget_and_kills(kind):
    record = checked_step(Computation(count, EVERYWHERE, kind))
    assert outcome(record).detail == f"{BUDGET.digits} digits"
    assert record.evidence["sum"][0].kind is kind
    assert [m.kills[0].kind for m in record.mutants] == [kind, kind]


def test_citation_holds_without_being_run():
    record = checked_step(Citation("Nitta 2017", EVERYWHERE), mutants=())
    assert (record.evidence["sum"][0].kind, outcome(record).detail) == (Kind.CITED, "Nitta 2017")


def commuted(claim):
    return lambda x, y: claim(y, x)


def test_equivalent_mutant_is_shown_by_a_derivation():
    mutant = Mutant("commuted", "y + x", commuted, equivalent="sums commute")
    shown = checked_step(DERIVATION, SAMPLING, mutants=(mutant, WRONG)).mutants[0]
    assert (shown.shown_equivalent, shown.survives) == (True, False)


@pytest.mark.parametrize("where", ["step", "mutant"])
def test_equivalence_is_not_shown_by_a_check_that_refutes_nothing(where):
    """`hesitates` leaves the mutant undecided, `always` holds on everything."""

    def hesitates(claim, assume):
        return derive(claim, assume) if claim in (right, wrong) else 1 // 0

    mine, its = (derivation(hesitates), derivation(always)), ()
    if where == "mutant":
        mine, its = mine[:1], mine[1:]
    false = Mutant("doubled", "2 x", lambda claim: doubled, equivalent="so they say", checks=its)
    found = checked_step(*mine, mutants=(WRONG, false)).mutants[1]
    assert (found.shown_equivalent, found.survives) == (False, True)
    assert "always" in found.detail


def test_equivalence_is_not_shown_by_samples_or_by_saying_so():
    mutant = Mutant("commuted", "y + x", commuted, equivalent="sums commute")
    assert checked_step(SAMPLING, mutants=(mutant,)).mutants[0].survives


def test_a_mutant_that_holds_but_is_not_declared_equivalent_survives():
    mutant = Mutant("commuted", "y + x", commuted)
    survivor = checked_step(DERIVATION, mutants=(mutant,)).mutants[0]
    assert survivor.survives
    assert "derive: holds" in survivor.detail


def test_a_false_claim_of_equivalence_is_killed():
    mutant = Mutant("minus", "x - y", lambda claim: wrong, equivalent="so they say")
    found = checked_step(DERIVATION, mutants=(mutant,)).mutants[0]
    assert (found.killed, found.shown_equivalent) == (True, False)


def test_undecided_is_not_a_kill():
    def hesitates(claim, assume):
        return derive(claim, assume) if claim is right else 1 // 0

    survivor = checked_step(derivation(hesitates), mutants=(WRONG,)).mutants[0]
    assert survivor.survives
    assert "undecided" in survivor.detail


def test_dropped_hypothesis_is_not_available_to_the_derivation():
    mutant = Mutant("dropped", "without: even", drops="even")
    record = checked_step(derivation(needs_even), mutants=(mutant,), hypotheses=(EVEN,))
    assert record.mutants[0].killed


def test_a_mutant_may_bring_its_own_derivation():
    mutant = Mutant("doubled", "2 x", lambda claim: doubled, checks=(DERIVATION,))
    record = checked_step(Citation("x", EVERYWHERE), mutants=(mutant,))
    assert [kill.by for kill in record.mutants[0].kills] == ["derive of doubled"]


def always(claim, assume):
    return holds("looked at nothing")


def never(claim, assume):
    return refuted("looked at nothing", confirmed_by="counting")


@pytest.mark.parametrize("brought", ["never", "always"])
def test_what_a_mutant_brings_earns_the_steps_check_no_credit(monkeypatch, brought):
    """The two have one name: a kill by the mutant's own check is not one by the step's."""
    monkeypatch.setattr(never, "__name__", brought)
    mutant = Mutant("doubled", "2 x", lambda claim: doubled, checks=(derivation(never),))
    one = a_statement(a_step(derivation(always), mutants=(mutant,)))
    record = checked(one)
    assert record.mutants[0].killed
    judged = judge_step(one.steps[0], record)
    assert (judged.status, judged.cause) == (Status.UNDECIDED, Cause.VACUOUS)


def named(name, function):
    function.__name__ = name
    return function


@pytest.mark.parametrize("sampled_first", [False, True])
def test_a_refutation_is_not_lost_to_a_sampled_check_of_the_same_name(sampled_first):
    """Both are lambdas, say; what one found is not what the other did."""
    proof = derivation(named("f", lambda claim, assume: derive(doubled, assume)))
    search = Sampling(SUMS, named("f", lambda one, claim: holds("looked away")), EVERYWHERE)
    checks = (search, proof) if sampled_first else (proof, search)
    one = a_statement(a_step(*checks))
    record = checked(one)
    kinds = {piece.kind: piece for piece in record.evidence["sum"]}
    assert kinds[Kind.DERIVED].verdict is Verdict.REFUTED
    assert kinds[Kind.SAMPLED].verdict is Verdict.HOLDS
    assert judge_step(one.steps[0], record).status is Status.REFUTED


def test_a_mutant_cannot_repair_the_claim_in_its_place():
    """The claim is false, and its mutant would make it true for all that comes after it."""

    def repaired(claim):
        claim["sum"] = right
        return claim

    def look(one, claim):
        return compare(one, claim["sum"])

    search = Sampling(SUMS, look, EVERYWHERE)
    mutant = Mutant("in-place", "the right sum", repaired, checks=(search,))
    one = a_statement(a_step(search, formula={"sum": wrong}, mutants=(mutant,)))
    record = checked(one)
    assert judge_step(one.steps[0], record).status is Status.REFUTED
    assert record.mutants[0].survives


class Leaves(BaseException):
    """An exit that is no Exception."""


@pytest.mark.parametrize("error", [Leaves("bye"), GeneratorExit(), SystemExit(0)])
def test_no_exit_of_a_check_ends_the_run(error):
    def run(claim, assume):
        raise error

    found = outcome(checked_step(derivation(run)))
    assert (found.verdict, found.cause) == (Verdict.UNDECIDED, Cause.NOT_APPLICABLE)
    assert type(error).__name__ in found.detail
