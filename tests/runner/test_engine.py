"""The engine: what is run, what an interrupt keeps, what time cuts, what several processes do."""

import os
import signal
import time
from dataclasses import replace

import pytest
from fakes import (
    BUDGET,
    DERIVATION,
    EVERYWHERE,
    SAMPLING,
    SUMS,
    a_statement,
    a_step,
    checked,
    compare,
    derive,
)

from proofcheck.core import Cause, Citation, Derivation, Sampling, Step, Verdict
from proofcheck.runner.discovery import Library, discover
from proofcheck.runner.engine import run
from proofcheck.runner.guard import TimeUp, guarded, past, time_limit


def library(*statements):
    return Library({statement.id: statement for statement in statements})


def simple(name, *checks, **fields):
    return a_statement(a_step(*(checks or (DERIVATION,))), name=name, **fields)


def test_runs_what_is_wanted_and_what_it_leans_on():
    three = library(simple("a"), simple("b", uses=("a",)), simple("c"))
    done = run(three, ("b",), BUDGET)
    assert done.ids == ("a", "b")
    assert set(done.records) == {"a", "b"}


def test_a_statement_without_anything_to_run_is_finished():
    cited = a_statement(Step("s", "x", 1, (Citation("x", EVERYWHERE),)), name="cited")
    nothing = a_statement(Step("s", "x", 1, ()), name="nothing")
    assert set(run(library(cited, nothing), ("cited", "nothing"), BUDGET).records) == {
        "cited",
        "nothing",
    }


def test_progress_is_told():
    told = []
    run(library(simple("a")), ("a",), BUDGET, tell=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def interrupted_check(claim, assume):
    raise KeyboardInterrupt


@pytest.mark.parametrize(
    "check",
    [
        Derivation(interrupted_check, EVERYWHERE),
        Sampling(SUMS, interrupted_check, EVERYWHERE),
    ],
)
def test_an_interrupt_keeps_what_is_finished(check):
    done = run(library(simple("a"), simple("b", check), simple("c")), ("a", "b", "c"), BUDGET)
    assert done.interrupted
    assert set(done.records) == {"a"}


def test_time_that_is_up_decides_nothing():
    record = checked(a_statement(a_step(DERIVATION, SAMPLING)), until=time.monotonic())
    assert {piece.outcome.cause for piece in record.evidence["sum"]} == {Cause.TIME}
    assert all(mutant.survives for mutant in record.mutants)


def slow(claim, assume):
    time.sleep(30)
    return derive(claim, assume)


def slow_compare(one, claim):
    time.sleep(0.05)
    return compare(one, claim)


@pytest.mark.parametrize("where", ["derivation", "test", "draw"])
def test_time_stops_a_running_check(where):
    def slow_draw(choices, region, digits):
        time.sleep(30)

    checks = {
        "derivation": Derivation(slow, EVERYWHERE),
        "test": Sampling(SUMS, slow, EVERYWHERE),
        "draw": Sampling(replace(SUMS, name="slow", draw=slow_draw), compare, EVERYWHERE),
    }
    started = time.monotonic()
    record = checked(a_statement(a_step(checks[where])), until=started + 0.2)
    assert time.monotonic() - started < 10
    assert record.evidence["sum"][0].outcome.cause is Cause.TIME


def test_samples_before_the_cut_are_counted_and_hold_nothing():
    check = Sampling(SUMS, slow_compare, EVERYWHERE)
    statement = a_statement(a_step(check, mutants=()))
    found = checked(statement, until=time.monotonic() + 0.3).evidence["sum"][0].outcome
    assert (found.verdict, found.cause) == (Verdict.UNDECIDED, Cause.TIME)
    assert 1 <= found.samples < 12


def test_a_refutation_before_the_cut_stays():
    def slow_and_wrong(one, claim):
        time.sleep(0.05)
        return compare(one, lambda x, y: x + y + 1)

    statement = a_statement(a_step(Sampling(SUMS, slow_and_wrong, EVERYWHERE), mutants=()))
    budget = replace(BUDGET, examples=10_000)
    family = replace(SUMS, draw=lambda c, r, d: (time.sleep(0.01), SUMS.draw(c, r, d))[1])
    statement = a_statement(a_step(Sampling(family, slow_and_wrong, EVERYWHERE), mutants=()))
    found = checked(statement, budget, until=time.monotonic() + 0.5).evidence["sum"][0]
    assert found.verdict is Verdict.REFUTED


def test_no_check_can_swallow_the_end_of_its_time():
    def swallows():
        try:
            time.sleep(30)
        except Exception:
            return

    assert guarded(swallows, time.monotonic() + 0.1).cause is Cause.TIME


def test_the_alarm_is_off_after_the_block():
    with time_limit(time.monotonic() + 0.05):
        pass
    time.sleep(0.1)
    with pytest.raises(TimeUp), time_limit(time.monotonic() + 0.01):
        time.sleep(1)
    assert not past(None)


@pytest.mark.parametrize("late", [0.0, 3.0])
def test_a_moment_that_has_passed_leaves_no_alarm_behind(late):
    """The alarm goes off before the block begins; what it found before is there again."""
    before = signal.getsignal(signal.SIGALRM)
    for _ in range(200):
        with pytest.raises(TimeUp), time_limit(time.monotonic() - late):
            time.sleep(1)
        assert signal.getsignal(signal.SIGALRM) is before
        assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)


def test_an_alarm_that_is_dropped_comes_again():
    dropped = []

    def drops_the_first():
        with time_limit(time.monotonic() + 0.02):
            try:
                time.sleep(30)
            except TimeUp:
                dropped.append("once")
            time.sleep(30)

    with pytest.raises(TimeUp):
        drops_the_first()
    assert dropped == ["once"]


def test_an_alarm_that_a_garbage_collection_drops_comes_again():
    """Hypothesis measures collections in a callback; what is raised there never arrives."""
    seen = []

    def gc_callback():
        time.sleep(0.05)
        seen.append("not interrupted")

    def collects_and_goes_on():
        with time_limit(time.monotonic() + 0.02):
            gc_callback()
            time.sleep(30)

    with pytest.raises(TimeUp):
        collects_and_goes_on()
    assert seen == ["not interrupted"]


MODULE = '''
"""A module for several processes."""
import os
from proofcheck.core import *

def draw(choices, region, digits):
    return Point(choices.integer(-9, 9))

class Point:
    labels = ("all",)
    met = {}
    def __init__(self, x):
        self.x = x
    def to_json(self):
        return {"x": self.x}

def compare(one, claim):
    if claim(one.x) == one.x + 1:
        return holds("equal")
    return refuted(f"{claim(one.x)}", confirmed_by="counting")

def dies(claim, assume):
    os._exit(1)

FAMILY = Family("points", ("all",), draw)
MUTANTS = (
    Mutant("m", "x", lambda c: lambda x: x),
    Mutant("n", "y", lambda c: lambda x: abs(x) + 1),
)

def statement(name, *checks, **fields):
    return Statement(name, "t", 1, "x + 1", (
        Step("s", "x + 1", 1, checks, formula=lambda x: x + 1, mutants=MUTANTS),), **fields)

SAMPLED = Sampling(FAMILY, compare, Scope())
STATEMENTS = (
    statement("several-a", SAMPLED),
    statement("several-b", SAMPLED, uses=("several-a",)),
    statement("several-dies", Derivation(dies, Scope())),
)
'''


@pytest.fixture
def several(tmp_path):
    (tmp_path / "several.py").write_text(MODULE)
    return discover([tmp_path], here=tmp_path)


def test_several_processes_give_the_same_records(several):
    one = run(several, ("several-b",), BUDGET)
    two = run(several, ("several-b",), BUDGET, jobs=2)
    assert two.records == one.records
    assert set(two.records) == {"several-a", "several-b"}


def test_a_process_that_dies_ends_the_run_and_is_reported(several):
    done = run(several, ("several-dies",), BUDGET, jobs=2)
    assert done.broken
    assert done.records == {}
    assert os.getpid()
