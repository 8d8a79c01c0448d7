"""How a hunt ends: by its examples, by the clock, by an interrupt; what it then says is so."""

import time
from pathlib import Path

import pytest
from made_up_hunts import BOUNDED, FALSE, HYPOTHESES, LINEAR, SAMPLED_ONLY, library, statement

from proofcheck.cli.hunt_text import hunt_lines
from proofcheck.hunt.campaign import hunt
from proofcheck.hunt.crews import Alone
from proofcheck.hunt.plan import Mode, Plan
from proofcheck.hunt.report import entries_of, exit_status
from proofcheck.hunt.store import Store
from proofcheck.hunt.units import Sample


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


def hunted(folder, *steps, mode=Mode.STATEMENTS, examples=24, until=None, **stop):
    """Hunt one made-up statement; return the campaign, its crew and the text."""
    made = library(statement("s", *steps, hypotheses=HYPOTHESES))
    plan = Plan(("s",), mode, 20, 0, examples)
    crew, store = Stopping(made, plan, **stop), Store(folder / "hunt.sqlite", {"s": "s"})
    crew.until = until
    done = hunt(made, plan, crew, store, until=until)
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


def test_a_hunt_that_had_no_time_is_not_finished(tmp_path):
    for examples in (None, 24):
        done, crew, text, status = hunted(
            tmp_path, FALSE, examples=examples, until=time.monotonic()
        )
        assert (done.finished, crew.seen) == (False, [])
        assert "0 instances" in text
        assert "stopped after" in text
        assert status == 0


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
