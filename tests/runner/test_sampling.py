"""Sampled checks: what is drawn, what counts, and what each outcome says."""

from dataclasses import replace

import pytest
from fakes import (
    BUDGET,
    DOUBLED,
    EVEN,
    EVERYWHERE,
    SAMPLING,
    SUMS,
    WRONG,
    Sum,
    a_statement,
    a_step,
    checked,
    checked_step,
    compare,
    doubled,
    draw_sum,
    right,
    wrong,
)

from proofcheck.core import (
    Budget,
    Cause,
    Family,
    Hypothesis,
    Kind,
    Mutant,
    Outcome,
    PrecisionError,
    Sampling,
    Status,
    Verdict,
    holds,
    refuted,
    undecided,
)
from proofcheck.core.evidence import BY_SHAPES
from proofcheck.core.ledger import judge_step
from proofcheck.search.choices import SeededChoices


def outcome(record, number=0):
    return record.evidence["sum"][number].outcome


def sampled(test, **fields):
    return Sampling(SUMS, test, EVERYWHERE, **fields)


def instances(count=BUDGET.examples):
    """The instances that the engine has to draw."""
    return [SUMS.draw(SeededChoices(0, "sums", i), SUMS.regions[i % 2], 20) for i in range(count)]


def test_true_claim_holds_on_all_instances():
    found = outcome(checked_step(SAMPLING))
    assert (found.verdict, found.samples, found.digits) == (Verdict.HOLDS, 12, 20)


def test_first_refutation_with_its_witness():
    expected = next(i for i, one in enumerate(instances()) if one.x + one.y != one.x - one.y)
    found = outcome(checked_step(SAMPLING, formula=wrong))
    assert found.verdict is Verdict.REFUTED
    assert found.samples == expected + 1
    assert found.detail.startswith(f"example {expected}: ")
    assert dict(found.witness) == instances()[expected].to_json()
    assert found.confirmed_by == "counting"


def test_a_refutation_that_only_one_region_shows():
    one, other = instances()[0], instances()[1]
    assert (one.labels, other.labels) == (("generic",), ("equal",))
    assert outcome(checked_step(SAMPLING, formula=doubled)).verdict is Verdict.REFUTED
    blind = checked_step(sampled(compare, only=("equal",)), formula=doubled)
    assert (outcome(blind).verdict, outcome(blind).samples) == (Verdict.HOLDS, 6)


def test_only_a_region_that_does_not_exist_is_vacuous():
    found = outcome(checked_step(sampled(compare, only=("nowhere",))))
    assert (found.cause, found.samples) == (Cause.VACUOUS, 0)


def test_instances_that_do_not_meet_the_hypotheses_do_not_count():
    found = outcome(checked_step(SAMPLING, hypotheses=(EVEN,)))
    assert found.samples == sum(one.x % 2 == 0 for one in instances())


def test_a_counterexample_outside_the_hypotheses_refutes_nothing():
    def fails_on_odd(one, claim):
        return compare(one, wrong if one.x % 2 else claim)

    assert outcome(checked_step(sampled(fails_on_odd))).verdict is Verdict.REFUTED
    found = outcome(checked_step(sampled(fails_on_odd), hypotheses=(EVEN,)))
    assert found.verdict is Verdict.HOLDS


@pytest.mark.parametrize("verdict", [Verdict.REFUTED, Verdict.UNDECIDED])
def test_hypotheses_have_to_hold_positively(verdict):
    family = Family("never", ("all",), lambda choices, region, digits: Sum(1, 1, {"h": verdict}))
    check = Sampling(family, compare, EVERYWHERE)
    found = outcome(checked_step(check, hypotheses=(Hypothesis("h", "x", 1),)))
    assert (found.verdict, found.cause) == (Verdict.UNDECIDED, Cause.VACUOUS)
    assert found.detail == "no instance met the hypotheses; not met: h"


def test_a_hypothesis_that_the_family_does_not_know_is_never_met():
    found = outcome(checked_step(SAMPLING, hypotheses=(Hypothesis("unknown", "x", 1),)))
    assert found.cause is Cause.VACUOUS


def test_a_step_may_require_less():
    record = checked_step(SAMPLING, hypotheses=(EVEN,), requires=())
    assert outcome(record).samples == 12


def test_no_examples_hold_nothing():
    found = outcome(checked_step(SAMPLING, budget=replace(BUDGET, examples=0)))
    assert (found.cause, found.detail) == (Cause.VACUOUS, "0 examples asked for")


def test_one_undecided_instance_leaves_the_check_undecided():
    def hesitates(one, claim):
        return undecided(Cause.PRECISION, "too wide") if one.y == 9 else compare(one, claim)

    budget = replace(BUDGET, examples=60)
    count = sum(one.y == 9 for one in instances(60))
    found = outcome(checked_step(sampled(hesitates), budget=budget))
    assert count
    assert (found.verdict, found.cause, found.samples) == (
        Verdict.UNDECIDED,
        Cause.PRECISION,
        60,
    )
    assert found.detail.startswith(f"{count} of 60 instances stayed undecided, first example")


def test_a_refutation_wins_over_undecided_instances():
    def hesitates(one, claim):
        return undecided(Cause.PRECISION, "too wide") if one.y > 0 else compare(one, claim)

    assert outcome(checked_step(sampled(hesitates), formula=wrong)).verdict is Verdict.REFUTED


def raises(error):
    def test(one, claim):
        raise error

    return sampled(test)


@pytest.mark.parametrize(
    ("check", "cause", "words"),
    [
        (raises(ValueError("no")), Cause.NOT_APPLICABLE, "ValueError: no"),
        (
            raises(PrecisionError("x", given=1, admissible="2", repair="more")),
            Cause.PRECISION,
            "x: given 1",
        ),
        (sampled(lambda one, claim: True), Cause.NOT_APPLICABLE, "returned bool"),
        (
            sampled(lambda one, claim: Outcome(Verdict.REFUTED, "1 != 2")),
            Cause.PRECISION,
            "without a second arithmetic",
        ),
        (
            sampled(lambda one, claim: Outcome(Verdict.UNDECIDED, "hm")),
            Cause.NOT_APPLICABLE,
            "hm",
        ),
    ],
)
def test_whatever_a_check_does_wrong_leaves_it_undecided(check, cause, words):
    found = outcome(checked_step(check))
    assert (found.verdict, found.cause) == (Verdict.UNDECIDED, cause)
    assert words in found.detail


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("verdict", True),
        ("verdict", "holds"),
        ("verdict", None),
        ("verdict", [Verdict.HOLDS]),
        ("cause", "vacuous"),
        ("witness", [1, 2]),
        ("digits", 1.5),
        ("digits", None),
        ("samples", "many"),
    ],
)
def test_an_outcome_with_a_field_of_another_type_decides_nothing(field, value):
    """`verdict=True` is not undecided, and would otherwise be counted among those that hold."""
    broken = replace(holds("x"), **{field: value})
    found = outcome(checked_step(sampled(lambda one, claim: broken)))
    assert (found.verdict, found.cause) == (Verdict.UNDECIDED, Cause.NOT_APPLICABLE)
    assert field in found.detail


@pytest.mark.parametrize("labels", [(1,), (1, "a"), (None,), (["a"],), 3])
def test_labels_that_are_no_texts_leave_the_check_undecided(labels):
    def draw(choices, region, digits):
        return replace(draw_sum(choices, region, digits), labels=labels)

    family = Family("labelled", ("generic",), draw)
    found = outcome(checked_step(Sampling(family, compare, EVERYWHERE)))
    assert found.verdict is Verdict.UNDECIDED
    assert "no instance could be drawn" in found.detail


def test_a_family_that_fails_leaves_its_checks_undecided():
    def fails(choices, region, digits):
        raise ZeroDivisionError("singular")

    found = outcome(checked_step(Sampling(Family("f", ("all",), fails), compare, EVERYWHERE)))
    assert found.cause is Cause.NOT_APPLICABLE
    assert "no instance could be drawn: ZeroDivisionError" in found.detail


def test_each_instance_is_drawn_once_for_all_checks_and_mutants():
    drawn = []

    def draw(choices, region, digits):
        drawn.append(digits)
        return Sum(choices.integer(0, 3), 1)

    check = Sampling(Family("counted", ("all",), draw), compare, EVERYWHERE)
    again = Sampling(check.family, lambda one, claim: compare(one, claim), EVERYWHERE)
    steps = (a_step(check, again, name="a"), a_step(check, name="b", mutants=()))
    checked(a_statement(*steps))
    assert drawn == [20] * 12


def test_hypotheses_and_regions_are_counted_once_for_each_instance():
    hypotheses = (EVEN, Hypothesis("any", "x", 1), Hypothesis("fixed", "x", 1, setting=True))
    steps = (a_step(SAMPLING, name="a"), a_step(SAMPLING, name="b", mutants=()))
    record = checked(a_statement(*steps, hypotheses=hypotheses))
    even = sum(one.x % 2 == 0 for one in instances())
    assert record.hypotheses_met == {"even": even, "any": 12, "fixed": 12}
    assert record.regions == {"equal": 6, "generic": 6}


def test_regions_count_even_without_labels():
    family = Family("plain", ("one", "two"), lambda choices, region, digits: Sum(1, 1))
    assert checked_step(Sampling(family, compare, EVERYWHERE)).regions == {"one": 6, "two": 6}


def test_the_seed_is_an_argument():
    def witness(seed):
        budget = Budget(20, 12, seed)
        return [
            SUMS.draw(SeededChoices(seed, "sums", i), "generic", 20).to_json()
            for i in range(budget.examples)
        ]

    assert witness(0) == witness(0)
    assert witness(0) != witness(1)


def kills(record, mutant):
    return [(kill.kind, kill.by) for m in record.mutants if m.id == mutant for kill in m.kills]


def test_mutants_are_killed_by_the_check_that_sees_them():
    record = checked_step(SAMPLING)
    assert kills(record, "minus") == [(Kind.SAMPLED, "compare")]
    assert kills(record, "doubled") == [(Kind.SAMPLED, "compare")]
    first = record.mutants[0].kills[0].detail
    assert first.startswith("example ")
    assert "(generic)" in first or "(equal)" in first


def test_a_mutant_that_no_region_shows_survives():
    record = checked_step(sampled(compare, only=("equal",)))
    assert [m.id for m in record.mutants if m.survives] == ["doubled"]


def test_every_check_of_a_step_gets_its_chance_to_kill():
    def other(one, claim):
        return compare(one, claim)

    record = checked_step(SAMPLING, sampled(other), mutants=(WRONG,))
    assert kills(record, "minus") == [(Kind.SAMPLED, "compare"), (Kind.SAMPLED, "other")]


def test_checks_of_one_name_are_told_apart():
    record = checked_step(SAMPLING, sampled(compare, only=("equal",)), mutants=(DOUBLED,))
    assert [piece.by for piece in record.evidence["sum"]] == ["compare", "compare #2"]
    assert kills(record, "doubled") == [(Kind.SAMPLED, "compare")]


def odd_refutes(one, claim):
    """A check that fails where x is odd: only the hypothesis keeps it from failing."""
    return holds("even") if one.x % 2 == 0 else compare(one, wrong)


def test_dropping_a_needed_hypothesis_is_seen():
    mutant = Mutant("dropped", "without: even", drops="even")
    record = checked_step(sampled(odd_refutes), mutants=(mutant,), hypotheses=(EVEN,))
    assert outcome(record).verdict is Verdict.HOLDS
    assert kills(record, "dropped") == [(Kind.SAMPLED, "odd_refutes")]


def test_dropping_a_superfluous_hypothesis_survives():
    mutant = Mutant("dropped", "without: even", drops="even")
    record = checked_step(SAMPLING, mutants=(mutant,), hypotheses=(EVEN,))
    assert record.mutants[0].survives


def test_a_mutant_may_bring_a_check_on_another_family():
    odd = Family(
        "odd", ("all",), lambda choices, region, digits: Sum(1, 1, {"even": Verdict.REFUTED})
    )
    mutant = Mutant("dropped", "x", drops="even", checks=(Sampling(odd, odd_refutes, EVERYWHERE),))
    record = checked_step(SAMPLING, mutants=(mutant,), hypotheses=(EVEN,))
    assert kills(record, "dropped") == [(Kind.SAMPLED, "odd_refutes of dropped")]
    assert sum(record.regions.values()) == 12


def test_a_search_is_not_repeated_for_a_mutant_that_only_drops_and_brings_its_own_check():
    tested = []

    def counts(one, claim):
        tested.append(one)
        return compare(one, claim)

    mutant = Mutant("dropped", "x", drops="even", checks=(sampled(odd_refutes),))
    record = checked_step(sampled(counts), mutants=(mutant,), hypotheses=(EVEN,))
    assert len(tested) == outcome(record).samples
    assert kills(record, "dropped") == [(Kind.SAMPLED, "odd_refutes of dropped")]


def shapes_first(one, claim):
    """Refute `wrong` by its shape, and `doubled` by its values."""
    if claim is wrong:
        return refuted("shapes differ", confirmed_by=BY_SHAPES)
    return compare(one, claim)


def shapes_only(one, claim):
    """Refute by shapes alone."""
    outcome = compare(one, claim)
    return outcome if claim is right else refuted("shapes differ", confirmed_by=BY_SHAPES)


def test_a_mutant_of_another_shape_is_killed_once_and_earns_no_credit():
    check = sampled(shapes_only)
    record = checked_step(check)
    assert kills(record, "minus") == kills(record, "doubled") == [(Kind.SAMPLED, "shapes_only")]
    assert judge_step(a_step(check), record).status is Status.UNDECIDED


def test_after_a_kill_by_shapes_a_check_goes_on_until_it_has_compared_values():
    checks = (sampled(compare), sampled(shapes_first))
    record = checked_step(*checks)
    assert (Kind.SAMPLED, "shapes_first") in kills(record, "doubled")
    assert judge_step(a_step(checks[1]), record).status is Status.SAMPLED


def test_a_mutation_that_raises_beside_its_own_check_is_not_a_kill():
    mutant = Mutant("broken", "x", lambda claim: claim.nothing, checks=(SAMPLING,))
    assert checked_step(SAMPLING, mutants=(mutant,)).mutants[0].survives


def test_a_mutation_that_raises_is_not_a_kill():
    mutant = Mutant("broken", "x", lambda claim: claim.nothing)
    record = checked_step(SAMPLING, mutants=(mutant,))
    assert record.mutants[0].survives


def test_two_families_of_one_name_are_two_families():
    other = Family(SUMS.name, ("all",), lambda choices, region, digits: Sum(3, 3))

    def seen(one, claim):
        return holds("three") if one.x == one.y == 3 else undecided(Cause.TIME, "another family")

    record = checked_step(SAMPLING, Sampling(other, seen, EVERYWHERE), mutants=())
    assert [outcome(record, n).verdict for n in (0, 1)] == [Verdict.HOLDS] * 2


def test_a_check_that_wants_to_leave_stays_undecided():
    found = outcome(checked_step(raises(SystemExit(0))))
    assert (found.verdict, found.cause) == (Verdict.UNDECIDED, Cause.NOT_APPLICABLE)


def test_what_a_check_prints_goes_to_standard_error(capsys):
    def talks(one, claim):
        print("hello")
        return compare(one, claim)

    checked_step(sampled(talks))
    printed = capsys.readouterr()
    assert (printed.out, "hello" in printed.err) == ("", True)


def test_right_is_right():
    assert right(2, 3) == 5
