"""What a check may return or do: nothing it says becomes stronger, nothing it does ends a run."""

import json
import signal
import threading
import time
from collections import Counter
from fractions import Fraction
from itertools import pairwise

import pytest
from fakes import BUDGET, EVERYWHERE, SUMS, a_statement, a_step, compare
from hypothesis import given
from hypothesis import strategies as st

from proofcheck.core import (
    Cause,
    Derivation,
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
from proofcheck.runner.guard import describe, guarded, time_limit
from proofcheck.runner.naming import attackers, credited
from proofcheck.runner.pairs import pairs_of
from proofcheck.runner.sampling import Hit, Slice, Tally
from proofcheck.runner.tallies import kept_kills, sampled_outcome, total
from proofcheck.runner.tasks import SHORTEST_SLICE, Samples, tasks_of

HOLDS, FAILS = holds("equal"), refuted("1 is not 2", confirmed_by="counting")
UNSURE = undecided(Cause.PRECISION, "0 lies in the ball")


def raising(error):
    def run():
        raise error

    return run


NOT_OUTCOMES = {
    "True": (lambda: True, "the check returned bool, not an Outcome"),
    "nothing": (lambda: None, "the check returned NoneType, not an Outcome"),
    "a verdict": (lambda: Verdict.HOLDS, "the check returned Verdict, not an Outcome"),
    "a status": (lambda: Status.SETTLED, "the check returned Status, not an Outcome"),
    "a truth value as verdict": (
        lambda: Outcome(True),
        "the check returned an Outcome with verdict True",
    ),
    "a text as verdict": (
        lambda: Outcome("holds"),
        "the check returned an Outcome with verdict 'holds'",
    ),
    "a text as cause": (
        lambda: Outcome(Verdict.UNDECIDED, cause="time"),
        "the check returned an Outcome with cause 'time'",
    ),
    "a list as witness": (
        lambda: Outcome(Verdict.REFUTED, witness=[1], confirmed_by="x"),
        "the check returned an Outcome with witness [1]",
    ),
    "half a sample": (
        lambda: Outcome(Verdict.HOLDS, samples=0.5),
        "the check returned an Outcome with samples 0.5",
    ),
    "an error": (raising(ZeroDivisionError("1/0")), "ZeroDivisionError: 1/0"),
    "an exit": (raising(SystemExit(0)), "SystemExit: 0"),
    "a generator's end": (raising(StopIteration("x")), "StopIteration: x"),
}


@pytest.mark.parametrize("name", NOT_OUTCOMES)
def test_what_is_no_outcome_stays_undecided_and_says_so(name):
    run, words = NOT_OUTCOMES[name]
    outcome = guarded(run)
    assert (outcome.verdict, outcome.cause) == (Verdict.UNDECIDED, Cause.NOT_APPLICABLE)
    assert outcome.detail == words


def test_lack_of_precision_is_told_from_other_errors():
    error = PrecisionError("sum", given="8 bits", admissible="more", repair="raise them")
    assert guarded(raising(error)) == undecided(Cause.PRECISION, str(error))


def test_an_interrupt_is_not_swallowed():
    with pytest.raises(KeyboardInterrupt):
        guarded(raising(KeyboardInterrupt()))


def test_an_undecided_outcome_has_a_cause():
    assert guarded(lambda: Outcome(Verdict.UNDECIDED, "x")).cause is Cause.NOT_APPLICABLE
    assert guarded(lambda: UNSURE).cause is Cause.PRECISION


def test_a_refutation_made_without_a_second_road_is_undecided():
    alone = Outcome(Verdict.REFUTED, "1 != 2")
    assert guarded(lambda: alone).cause is Cause.PRECISION
    assert guarded(lambda: alone).verdict is Verdict.UNDECIDED
    assert guarded(lambda: FAILS).verdict is Verdict.REFUTED


@pytest.mark.parametrize(
    ("value", "kept"),
    [
        (Fraction(1, 3), "1/3"),
        (float("nan"), "NaN"),
        (float("inf"), "Infinity"),
        (-float("inf"), "-Infinity"),
        ((1, 2), [1, 2]),
        (2**80, 2**80),
    ],
)
def test_a_witness_is_exact_text_or_numbers_that_every_json_reader_takes(value, kept):
    found = guarded(lambda: refuted("x", confirmed_by="y", witness={"x": value})).witness
    assert found == {"x": kept}
    json.dumps(found, allow_nan=False)


def test_errors_are_the_same_words_on_every_run():
    class Odd:
        pass

    assert describe(ValueError(f"{Odd()} and {Odd()}")).count("0x...") == 2
    assert describe(ValueError(f"{Odd()}")) == describe(ValueError(f"{Odd()}"))


def test_time_that_is_up_is_not_even_begun():
    begun = []
    outcome = guarded(lambda: begun.append(1) or HOLDS, time.monotonic() - 1)
    assert (outcome.cause, begun) == (Cause.TIME, [])


def test_the_alarm_of_the_caller_is_put_back():
    before = signal.signal(signal.SIGALRM, lambda *_: None)
    try:
        ours = signal.getsignal(signal.SIGALRM)
        with time_limit(time.monotonic() + 60):
            assert signal.getsignal(signal.SIGALRM) is not ours
        assert signal.getsignal(signal.SIGALRM) is ours
        assert signal.getitimer(signal.ITIMER_REAL)[0] == 0
    finally:
        signal.signal(signal.SIGALRM, before)


def test_another_thread_runs_without_an_alarm():
    found = []
    thread = threading.Thread(
        target=lambda: found.append(guarded(lambda: HOLDS, time.monotonic() + 60))
    )
    thread.start()
    thread.join()
    assert found == [HOLDS]


TALLIES = {
    "nothing asked for": (
        Tally(),
        0,
        False,
        Verdict.UNDECIDED,
        Cause.VACUOUS,
        "0 examples asked for",
    ),
    "no region": (
        Tally(),
        9,
        False,
        Verdict.UNDECIDED,
        Cause.VACUOUS,
        "no instance lay in the regions of this check",
    ),
    "hypotheses unmet": (
        Tally(unmet=Counter(b=2, a=1)),
        9,
        False,
        Verdict.UNDECIDED,
        Cause.VACUOUS,
        "no instance met the hypotheses; not met: a, b",
    ),
    "all hold": (Tally(9), 9, False, Verdict.HOLDS, None, "no counterexample among 9 instances"),
    "one undecided": (
        Tally(9, 1, (4, UNSURE)),
        9,
        False,
        Verdict.UNDECIDED,
        Cause.PRECISION,
        "1 of 9 instances stayed undecided, first example 4: 0 lies in the ball",
    ),
    "one refuted": (
        Tally(9, 1, (4, UNSURE), (6, FAILS)),
        9,
        False,
        Verdict.REFUTED,
        None,
        "example 6: 1 is not 2",
    ),
    "cut": (Tally(5), 9, True, Verdict.UNDECIDED, Cause.TIME, "time ran out before it was decided"),
    "refuted before the cut": (
        Tally(5, refuted=(3, FAILS)),
        9,
        True,
        Verdict.REFUTED,
        None,
        "example 3: 1 is not 2",
    ),
}


@pytest.mark.parametrize("name", TALLIES)
def test_what_a_search_amounts_to(name):
    tally, examples, cut, verdict, cause, detail = TALLIES[name]
    budget = type(BUDGET)(BUDGET.digits, examples, BUDGET.seed)
    outcome = sampled_outcome(tally, budget, cut)
    assert (outcome.verdict, outcome.cause, outcome.detail) == (verdict, cause, detail)
    assert (outcome.samples, outcome.digits) == (tally.tested, BUDGET.digits)


PARTS = st.lists(st.sampled_from([None, HOLDS, UNSURE, FAILS]), min_size=0, max_size=12)


def slices_of(outcomes, edges):
    """The slices that a search with these outcomes, one an instance, leaves behind."""
    found, edges = [], [0, *sorted(e for e in edges if e < len(outcomes)), len(outcomes)]
    for start, stop in pairwise(edges):
        tally = Tally()
        for index in range(start, stop):
            if tally.refuted is None and outcomes[index] is not None:
                tally.tested += 1
                if outcomes[index] is FAILS:
                    tally.refuted = (index, FAILS)
                elif outcomes[index] is UNSURE:
                    tally.undecided += 1
                    tally.first_undecided = tally.first_undecided or (index, UNSURE)
        found.append(Slice(start, tallies={0: tally}))
    return found


@given(PARTS, st.sets(st.integers(1, 11)))
def test_counts_stop_at_the_first_refutation_wherever_slices_are_cut(outcomes, edges):
    whole = total(slices_of(outcomes, edges), 0)
    until = outcomes.index(FAILS) + 1 if FAILS in outcomes else len(outcomes)
    seen = [o for o in outcomes[:until] if o is not None]
    assert whole.tested == len(seen)
    assert whole.undecided == seen.count(UNSURE)
    assert whole.refuted == ((until - 1, FAILS) if FAILS in outcomes else None)
    first = outcomes[:until].index(UNSURE) if UNSURE in seen else None
    assert whole.first_undecided == (None if first is None else (first, UNSURE))


@given(st.integers(0, 60), st.integers(1, 12))
def test_tasks_cut_the_instances_without_gap_or_overlap(examples, slices):
    budget = type(BUDGET)(BUDGET.digits, examples, 0)
    statement = a_statement(a_step(Sampling(SUMS, compare, EVERYWHERE)))
    parts = [t.work for t in tasks_of(statement, budget, slices) if isinstance(t.work, Samples)]
    assert [k for part in parts for k in range(part.start, part.stop)] == list(range(examples))
    assert len(parts) <= slices
    assert all(p.stop - p.start >= SHORTEST_SLICE for p in parts[:-1]) or slices == 1


def looks_away(one, claim):
    """Another test, which sees nothing."""
    return holds("did not look")


FIRST, OTHER = Sampling(SUMS, compare, EVERYWHERE), Sampling(SUMS, looks_away, EVERYWHERE)
BROUGHT = Mutant("brought", "x", lambda claim: claim, checks=(FIRST, OTHER))


def test_a_kill_is_credited_to_the_check_with_the_same_function_only():
    step = a_step(FIRST, mutants=(BROUGHT,))
    assert credited(step, BROUGHT.checks[0]) == "compare"
    assert credited(step, OTHER) is None
    names = [name for name, _ in attackers(step, BROUGHT)]
    assert names == ["compare", "compare of brought", "looks_away of brought"]


def test_checks_of_one_name_are_told_apart():
    step = a_step(FIRST, OTHER, FIRST, Derivation(lambda claim, assume: HOLDS, EVERYWHERE))
    assert [name for name, _ in step.named_checks()] == [
        "compare",
        "looks_away",
        "compare #2",
        "<lambda>",
    ]


def kills(*hits):
    statement = a_statement(a_step(FIRST))
    pairs = list(pairs_of(statement))
    mutant = [n for n, p in enumerate(pairs) if p.mutant is not None]
    part = Slice(0, hits=[Hit(index, mutant[k], f"example {index}", how) for index, k, how in hits])
    return {name: [k.detail for k in found] for name, found in kept_kills(pairs, [part]).items()}


def test_the_first_kill_of_each_mutant_is_kept():
    assert kills((4, 0, "counting"), (2, 0, "counting")) == {"minus": ["example 2"]}
    both = kills((2, 0, "counting"), (3, 1, "counting"))
    assert both == {"minus": ["example 2"], "doubled": ["example 3"]}


def test_a_kill_by_shapes_does_not_show_that_the_check_compares():
    """So the check may go on until it has killed a mutant by comparing values."""
    found = kills((2, 0, BY_SHAPES), (3, 1, "counting"))
    assert found == {"minus": ["example 2"], "doubled": ["example 3"]}
