"""How a hunt ends: by its examples, by the clock, by an interrupt; what it then says is so."""

import itertools
import time
from pathlib import Path

import pytest
from made_up_hunts import (
    BOUNDED,
    EVERYWHERE,
    FALSE,
    HYPOTHESES,
    LINEAR,
    POINTS,
    SAMPLED_ONLY,
    library,
    on_points,
    statement,
    step,
)

from proofcheck.cli.hunt_text import hunt_lines
from proofcheck.core import Budget, Citation, Derivation, Family, Sampling, Values, holds, refuted
from proofcheck.core.verdict import Verdict
from proofcheck.hunt.campaign import hunt
from proofcheck.hunt.crews import Alone
from proofcheck.hunt.generated import with_generated
from proofcheck.hunt.hunting import Hunting
from proofcheck.hunt.plan import Mode, Plan
from proofcheck.hunt.report import entries_of, exit_status, hunt_to_json, unseen
from proofcheck.hunt.store import Store
from proofcheck.hunt.units import Sample, execute_unit
from proofcheck.runner.proving import Proof


class Stopping(Alone):
    """A crew that is interrupted when it is given a unit of some kind, or one too many."""

    def __init__(self, made, plan, at=(), most=10**6):
        super().__init__(made.statements, plan.budget)
        self.at, self.most, self.seen = at, most, []

    def submit(self, unit):
        self.seen.append(type(unit.work).__name__)
        if self.seen[-1] in self.at or len(self.seen) > self.most:
            raise KeyboardInterrupt
        super().submit(unit)


def hunted(folder, *steps, mode=Mode.STATEMENTS, examples=24, seconds=None, **stop):
    """Hunt one made-up statement; return the campaign, its crew and the text."""
    made = library(statement("s", *steps, hypotheses=HYPOTHESES))
    plan = Plan(("s",), mode, 20, 0, examples)
    crew, store = Stopping(made, plan, **stop), Store(folder / "hunt.sqlite", {"s": "s"})
    done = hunt(made, plan, crew, store, seconds=seconds)
    entries = entries_of(made, done, {})
    text = "\n".join(hunt_lines(done, entries, Path("cases")))
    return done, crew, text, exit_status(done, entries)


def test_without_end_a_refuted_claim_is_written_down_all_the_same(tmp_path):
    done, crew, text, status = hunted(tmp_path, FALSE, examples=None, most=6)
    assert not done.finished
    assert crew.seen.count("Sample") > 2
    assert [case.confirmed for case in done.cases()] == [True]
    assert "s REFUTED: step false" in text
    assert "smallest found" in text
    assert status == 1


@pytest.mark.parametrize("name", ["s", "beyond-a-name-that-is-longer-than-the-others"])
def test_the_columns_stand_below_their_heads_however_long_the_name(tmp_path, name):
    made = library(statement(name, FALSE, hypotheses=HYPOTHESES))
    plan = Plan((name,), Mode.STATEMENTS, 20, 0, 24)
    crew = Stopping(made, plan)
    done = hunt(made, plan, crew, Store(tmp_path / "hunt.sqlite", {name: "s"}))
    head, row, *_ = hunt_lines(done, entries_of(made, done, {}), Path("cases"))
    assert len(head) == len(row)
    assert head.index("instances") + len("instances") == row.index(" 24 ") + len(" 24")
    assert row.startswith(f"{name} ")


def test_a_hunt_that_had_no_time_is_not_finished(tmp_path):
    for examples in (None, 24):
        done, crew, text, status = hunted(tmp_path, FALSE, examples=examples, seconds=0)
        assert (done.finished, crew.seen) == (False, [])
        assert "0 instances" in text
        assert "\nnot looked at: s\n" in text
        assert "stopped after" in text
        assert status == 3


class SlowToStart(Alone):
    """A crew that takes longer to be ready than the hunt lasts."""

    def prepare(self):
        """Load something for a long time."""
        time.sleep(0.4)


def test_the_clock_starts_when_the_crew_is_ready(tmp_path):
    made = library(statement("s", FALSE, hypotheses=HYPOTHESES))
    plan = Plan(("s",), Mode.STATEMENTS, 20, 0, None)
    crew, store = SlowToStart(made.statements, plan.budget), Store(tmp_path / "h", {"s": "s"})
    done = hunt(made, plan, crew, store, seconds=0.3)
    assert done.progress.instances > 0
    assert 0 < done.progress.seconds < 0.4


@pytest.mark.parametrize("mode", list(Mode))
def test_every_statement_that_was_not_looked_at_is_named(tmp_path, mode):
    """Of two, the second has no turn before the end; then both have had one, then all is done."""
    made = library(
        *(statement(name, LINEAR, SAMPLED_ONLY, hypotheses=HYPOTHESES) for name in ("a", "b"))
    )
    seen = {}
    for most in (0, 2, 400):
        plan = Plan(("a", "b"), mode, 20, 0, 12)
        crew = Stopping(made, plan, most=most)
        done = hunt(made, plan, crew, Store(tmp_path / str(most), {"a": "a", "b": "b"}))
        entries = entries_of(made, done, {})
        text = "\n".join(hunt_lines(done, entries, Path("cases")))
        seen[most] = unseen(done)
        assert hunt_to_json(done, entries)["not_looked_at"] == seen[most]
        assert (f"not looked at: {', '.join(seen[most])}" in text) is bool(seen[most])
        assert (exit_status(done, entries) == 0) is not seen[most]
    assert (seen[0], seen[400]) == (["a", "b"], [])
    assert seen[2] in (["b"], ["a", "b"], [])


@pytest.mark.parametrize("mode", list(Mode))
def test_where_instances_are_wanted_a_proof_alone_is_no_look(mode):
    both = statement("s", LINEAR, SAMPLED_ONLY, hypotheses=HYPOTHESES)
    hunting = Hunting(with_generated(both), mode, None, Budget(20, 0, 0))
    units = [unit for unit in (hunting.ask() for _ in range(12)) if unit is not None]
    late = execute_unit(both, units[0], Budget(20, 0, 0), 0)
    assert late.result is None
    hunting.take(late)
    assert not hunting.seen
    proof = next(unit for unit in units if isinstance(unit.work, Proof))
    hunting.take(execute_unit(both, proof, Budget(20, 0, 0), None))
    assert hunting.seen is not mode.claims
    if mode.claims:
        sample = next(unit for unit in units[1:] if isinstance(unit.work, Sample))
        hunting.take(execute_unit(both, sample, Budget(20, 0, 0), None))
        assert hunting.seen


def test_no_instances_are_enough_where_none_are_asked_for(tmp_path):
    done, _, text, status = hunted(tmp_path, LINEAR, examples=0)
    assert (done.finished, "not looked at" in text, status) == (True, False, 0)


@pytest.mark.parametrize("mode", list(Mode))
def test_where_nothing_can_be_looked_at_nothing_is_missing(tmp_path, mode):
    cited = step("s", Citation("a book", EVERYWHERE), formula=1)
    done, crew, text, status = hunted(tmp_path, cited, mode=mode)
    assert (done.finished, crew.seen, unseen(done)) == (True, [], [])
    assert "not looked at" not in text
    assert status == (3 if done.records()["s"].mutants else 0)


def test_what_was_refuted_is_said_before_its_case_is_written(tmp_path):
    done, _, text, status = hunted(tmp_path, FALSE, at=("Spot",))
    assert done.interrupted
    assert done.cases() == []
    assert "s REFUTED: step false" in text
    assert "1 claims refuted" in text
    assert "--resume" in text
    assert status == 1


def test_resumed_it_writes_the_case(tmp_path):
    hunted(tmp_path, FALSE, at=("Spot",))
    done, crew, text, _ = hunted(tmp_path, FALSE)
    assert crew.seen.count("Spot") == 1
    assert len(crew.seen) + done.progress.repeated == done.hunts["s"].units
    assert done.finished
    assert "not written down" not in text
    assert ", y=0, smallest found" in text


def forever(*_):
    """Never return."""
    while True:
        pass


def stuck_at_20(point, claim):
    """Refute everywhere but at 20, where shrinking leads: there, never return."""
    return forever() if point["x"] == 20 else refuted("far", confirmed_by="counting")


def drawing_stuck(choices, region, digits):
    """Draw what never ends where all choices are the simplest."""
    point = POINTS.draw(choices, region, digits)
    return forever() if point["x"] == point["y"] == 0 else point


STUCK = {
    "look": (step("s", Derivation(forever, EVERYWHERE), formula={"a": 1}), Mode.MUTANTS),
    "look at instances": (
        step("s", Sampling(POINTS, forever, EVERYWHERE), formula={"a": 1}),
        Mode.MUTANTS,
    ),
    "shrink": (
        step("s", Sampling(Family("f", ("far",), POINTS.draw), stuck_at_20, EVERYWHERE), formula=1),
        Mode.STATEMENTS,
    ),
    "draw": (
        step(
            "s",
            Sampling(
                Family("f", ("near",), drawing_stuck),
                lambda *_: refuted("always", confirmed_by="counting"),
                EVERYWHERE,
            ),
            formula=1,
        ),
        Mode.STATEMENTS,
    ),
}


@pytest.mark.parametrize("name", STUCK)
def test_what_never_returns_does_not_outlast_the_time(name, tmp_path):
    stuck, mode = STUCK[name]
    started = time.monotonic()
    done, _, text, _ = hunted(tmp_path, stuck, mode=mode, examples=6, seconds=0.7)
    assert time.monotonic() < started + 6
    assert not done.finished
    assert "stopped after" in text
    assert done.cases() == []


def test_a_derivation_that_time_cut_leaves_the_hunt_unfinished(tmp_path):
    cut = step("s", Derivation(forever, EVERYWHERE), formula=1)
    done, _, text, _ = hunted(tmp_path, cut, seconds=0.5)
    assert not done.finished
    assert "finished after" not in text


def never_met(choices, region, digits):
    """Draw instances on which x > 0 is not so."""
    return Values({"x": choices.integer(-9, -1)}, met={"positive": Verdict.REFUTED})


VACUOUS = Sampling(Family("never", ("one", "two"), never_met), on_points, EVERYWHERE)


@pytest.mark.parametrize(("examples", "status"), [(12, 3), (3, 0)])
def test_that_no_instance_met_the_hypotheses_is_said_and_is_status_3(tmp_path, examples, status):
    vacuous = step("s", VACUOUS, formula=1, requires=("positive",))
    _, _, text, found = hunted(tmp_path, vacuous, examples=examples)
    assert found == status
    assert ("no instance met the hypotheses; not met: positive" in text) is (status == 3)


def test_a_vacuous_step_that_is_recorded_as_open_is_no_reason(tmp_path):
    vacuous = step("s", VACUOUS, formula=1, requires=("positive",), open="not drawn yet")
    assert hunted(tmp_path, vacuous)[3] == 0


def test_why_an_instance_stayed_undecided_is_said(tmp_path):
    none = Sampling(POINTS, lambda *_: None, EVERYWHERE)
    wrong = step("s", none, formula=1, requires=())
    _, _, text, status = hunted(tmp_path, wrong)
    assert status == 3
    assert "Undecided\n  s, step s, <lambda>: 24 of 24 instances" in text
    assert "the check returned NoneType, not an Outcome" in text


def test_what_a_draw_by_chance_refutes_is_not_said_to_be_a_case_to_wait_for(tmp_path):
    number = itertools.count()

    def by_chance(choices, region, digits):
        return Values({"x": choices.integer(1, 2), "turn": next(number)})

    def first_time(point, claim):
        return refuted("odd", confirmed_by="me") if point["turn"] == 7 else holds("even")

    chance = Sampling(Family("f", ("all",), by_chance), first_time, EVERYWHERE)
    done, _, text, status = hunted(tmp_path, step("s", chance, formula=1, requires=()))
    assert (done.cases(), status) == ([], 1)
    assert "did not refute it once more" in text
    assert "--resume" not in text


class Unwritable(Values):
    """Values that are no JSON."""

    def to_json(self):
        """Return something that JSON cannot write."""
        return {"x": object()}


def test_an_instance_that_is_no_json_is_no_end_of_the_hunt(tmp_path):
    def draw(choices, region, digits):
        return Unwritable({"x": choices.integer(1, 2), "y": 0})

    unwritable = Sampling(Family("f", ("all",), draw), on_points, EVERYWHERE)
    done, _, text, status = hunted(
        tmp_path, step("s", unwritable, formula={"slope": 1, "constant": 1}, requires=())
    )
    assert (done.finished, done.cases(), status) == (True, [], 1)
    assert "could not be written down: TypeError" in text


def test_claims_and_mutants_take_turns(tmp_path):
    _, crew, _, _ = hunted(tmp_path, LINEAR, SAMPLED_ONLY, mode=Mode.ALL, examples=60)
    first = crew.seen.index("Sample")
    assert first <= 1
    assert crew.seen.index("Proof") < len(crew.seen) - 1 - crew.seen[::-1].index("Sample")


@pytest.mark.parametrize("mode", list(Mode))
def test_every_instance_is_asked_for_once(tmp_path, mode):
    done, crew, _, _ = hunted(tmp_path, LINEAR, SAMPLED_ONLY, BOUNDED, mode=mode, examples=25)
    parts = done.hunts["s"].parts.slices
    indices = sorted(k for p in parts for k in range(p.start, p.start + p.visited))
    assert indices == (list(range(25)) if mode.claims else [])
    assert crew.seen.count(Sample.__name__) == (5 if mode.claims else 0)
    assert done.finished


def test_the_progress_says_out_of_how_much(tmp_path):
    done, _, _, _ = hunted(tmp_path, FALSE, SAMPLED_ONLY, mode=Mode.ALL, examples=30)
    seen = done.progress
    assert (seen.instances >= 30, seen.wanted) == (True, 30)
    assert (seen.hypotheses, {name for _, name in seen.met}) == (2, {"positive", "idle"})
    assert {region for _, region in seen.regions} == {"near", "far"}
    assert (seen.killed, seen.refuted) == (done.hunts["s"].killed, 1)
    killed = sum(m.killed for m in done.records()["s"].mutants)
    assert 0 < seen.killed == killed <= seen.mutants
    assert seen.rate > 0


def test_the_rate_forgets_what_is_long_ago():
    from proofcheck.hunt.progress import Progress

    seen = Progress(seconds=100.0, recent=[(2.0, 500), (95.0, 30), (99.0, 20)])
    assert seen.rate == 5
    assert Progress(seconds=2.0, recent=[(1.0, 8)]).rate == 4
    assert Progress().rate == 0
