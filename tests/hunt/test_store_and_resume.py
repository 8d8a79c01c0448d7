"""The store: every result once, exact, readable; nothing lost by a kill, nothing counted twice."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

import pytest
from made_up_hunts import BOUNDED, FALSE, HYPOTHESES, LINEAR, SAMPLED_ONLY, library, statement

from proofcheck.core import Budget, InputError
from proofcheck.hunt.campaign import hunt
from proofcheck.hunt.codec import result_from_json, result_to_json
from proofcheck.hunt.crews import Alone
from proofcheck.hunt.plan import Mode, Plan, campaign_keys
from proofcheck.hunt.report import entries_of, hunt_to_json
from proofcheck.hunt.store import TABLES, Store, write_case
from proofcheck.hunt.units import Done, execute_unit
from proofcheck.runner.discovery import discover

MADE = library(
    statement("a", LINEAR),
    statement("b", SAMPLED_ONLY, BOUNDED, hypotheses=HYPOTHESES),
    statement("c", FALSE),
)
PLAN = Plan(tuple(MADE.statements), Mode.ALL, 20, 0, 60)
KEYS = {name: f"key of {name}" for name in PLAN.ids}


class Disorderly(Alone):
    """A crew that returns what it was given in any order, several at a time."""

    places = 5

    def __init__(self, seed):
        super().__init__(MADE.statements, Budget(PLAN.digits, 0, PLAN.seed))
        self._random = random.Random(seed)

    def finished(self, until):
        self._random.shuffle(self._waiting)
        count = self._random.randint(1, max(1, len(self._waiting)))
        return [done for _ in range(count) for done in super(Disorderly, self).finished(until)]


class Failing(Disorderly):
    """A crew that is interrupted after some units."""

    def __init__(self, seed, units):
        super().__init__(seed)
        self.left = units

    def finished(self, until):
        found = super().finished(until)
        self.left -= len(found)
        if self.left < 0:
            raise KeyboardInterrupt
        return found


def outcome(done, made=MADE):
    """All that a hunt says, apart from the time that it took."""
    return _plain(hunt_to_json(done, entries_of(made, done, {})))


def open_store(folder, keys=KEYS):
    return Store(folder / "hunt.sqlite", dict(keys))


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    folder = tmp_path_factory.mktemp("whole")
    done = hunt(MADE, PLAN, Alone(MADE.statements, Budget(20, 0, 0)), open_store(folder))
    assert done.finished
    return folder, outcome(done)


@pytest.mark.parametrize("seed", range(4))
def test_any_order_and_any_number_of_places_give_the_same(tmp_path, whole, seed):
    done = hunt(MADE, PLAN, Disorderly(seed), open_store(tmp_path))
    assert outcome(done) == whole[1]


@pytest.mark.parametrize("units", [0, 1, 5, 17])
def test_an_interrupted_hunt_goes_on_where_it_was(tmp_path, whole, units):
    first = hunt(MADE, PLAN, Failing(1, units), open_store(tmp_path))
    assert first.interrupted
    store = open_store(tmp_path)
    kept = store.count()
    second = hunt(MADE, PLAN, Disorderly(2), store)
    assert outcome(second) == whole[1]
    assert second.progress.repeated == kept
    assert second.progress.units + kept == store.count()


def test_a_finished_hunt_is_not_done_again(whole):
    store = open_store(whole[0])
    again = hunt(MADE, PLAN, Disorderly(3), store)
    assert (again.progress.units, again.progress.repeated) == (0, store.count())
    assert outcome(again) == whole[1]


def test_more_examples_continue_a_hunt(tmp_path):
    store = open_store(tmp_path)
    hunt(MADE, PLAN, Disorderly(0), store)
    longer = Plan(PLAN.ids, PLAN.mode, 20, 0, 120)
    done = hunt(MADE, longer, Disorderly(0), store)
    fresh = hunt(MADE, longer, Disorderly(0), open_store(tmp_path / "fresh"))
    assert done.progress.repeated > 0
    assert outcome(done) == outcome(fresh)


def test_other_sources_make_what_is_stored_worthless(tmp_path):
    hunt(MADE, PLAN, Disorderly(0), open_store(tmp_path))
    changed = {**KEYS, "a": "another key"}
    done = hunt(MADE, PLAN, Disorderly(0), open_store(tmp_path, changed))
    assert done.progress.units == sum(h.units for n, h in done.hunts.items() if n == "a")


def test_forgotten_results_are_gone_and_counterexamples_stay(tmp_path):
    store = open_store(tmp_path)
    hunt(MADE, PLAN, Disorderly(0), store)
    store.forget()
    assert store.count() == 0
    rows = sqlite3.connect(store.path).execute("SELECT data FROM counterexample").fetchall()
    assert json.loads(rows[0][0])["schema"] == 1


def test_every_result_reads_back_as_it_was(whole):
    store = open_store(whole[0])
    done = hunt(MADE, PLAN, Disorderly(3), store)
    for hunting in done.hunts.values():
        for part in (*hunting.parts.slices, *hunting.attacks):
            data = json.loads(json.dumps(result_to_json(part)))
            assert result_to_json(result_from_json(_sample(hunting), data)) == data


def _sample(hunting):
    from proofcheck.hunt.units import Sample, Unit

    return Unit(hunting.statement.id, Sample(0, 6), True)


def test_a_result_is_counted_once_whoever_sends_it_twice(tmp_path):
    store = open_store(tmp_path)
    unit = _sample(type("H", (), {"statement": MADE.statements["a"]}))
    done = execute_unit(MADE.statements["a"], unit, Budget(20, 0, 0), None)
    store.add(done)
    store.add(Done(unit, done.result, 99.0))
    assert store.count() == 1
    assert store.known(unit).seconds == done.seconds


def test_a_unit_that_time_cut_is_not_stored(tmp_path):
    store = open_store(tmp_path)
    unit = _sample(type("H", (), {"statement": MADE.statements["a"]}))
    late = time.monotonic() - 1
    store.add(execute_unit(MADE.statements["a"], unit, Budget(20, 0, 0), late))
    assert store.count() == 0


def test_a_budget_of_time_ends_the_hunt(tmp_path):
    endless = Plan(PLAN.ids, Mode.STATEMENTS, 20, 0, None)
    done = hunt(MADE, endless, Disorderly(0), open_store(tmp_path), seconds=3)
    assert not done.finished
    assert not done.interrupted
    assert done.progress.seconds < 60
    assert sum(part.drawn for h in done.hunts.values() for part in h.parts.slices) > 0


def test_a_file_that_is_no_store_is_refused(tmp_path):
    (tmp_path / "hunt.sqlite").write_bytes(b"no database at all, but a text of some length" * 9)
    with pytest.raises(InputError, match="the store"):
        open_store(tmp_path)


def test_a_store_of_another_schema_is_refused(tmp_path):
    sqlite3.connect(tmp_path / "hunt.sqlite").execute("PRAGMA user_version=7").connection.close()
    with pytest.raises(InputError, match="schema 7"):
        open_store(tmp_path)


def test_a_file_of_another_program_is_refused_and_not_touched(tmp_path):
    path = tmp_path / "hunt.sqlite"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE letters (text TEXT)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(InputError, match="another program, with a table letters"):
        open_store(tmp_path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["hunt.sqlite"]


def test_a_store_that_was_killed_while_it_was_made_is_taken_up(tmp_path):
    with sqlite3.connect(tmp_path / "hunt.sqlite") as half:
        half.executescript(TABLES.split(";")[0])
    half.close()
    assert open_store(tmp_path).count() == 0


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", '{"tallies": []}', "[" * 9999, '"x"'])
def test_a_row_that_cannot_be_read_is_done_again(tmp_path, whole, text):
    store = open_store(tmp_path)
    hunt(MADE, PLAN, Disorderly(0), store)
    store._file.execute("UPDATE result SET data = ?", (text,))
    assert outcome(hunt(MADE, PLAN, Disorderly(0), store)) == whole[1]


def test_a_folder_that_cannot_be_written_is_refused(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError, match="--store"):
        Store(tmp_path / "file" / "hunt.sqlite", KEYS)


def test_cases_are_written_under_their_hash(tmp_path, whole):
    store = open_store(whole[0])
    done = hunt(MADE, PLAN, Disorderly(3), store)
    for case in done.cases():
        path = write_case(case, tmp_path)
        assert path == tmp_path / case.data["statement"] / f"{case.hash}.json"
        assert json.loads(path.read_text()) == dict(case.data)


LEMMAS = '''
"""Lemmas that take a while, so that a hunt can be killed in the middle."""

import time

from proofcheck.core import *


def draw(choices, region, digits):
    return Values({"x": choices.integer(0, 9)})


def compare(point, claim):
    time.sleep(0.002)
    if claim["step"] == 1:
        return holds("one")
    return refuted("no successor", confirmed_by="counting")


FAMILY = Family("integers", ("all",), draw)
STEPS = tuple(
    Step(f"step-{k}", "x + 1", 7, (Sampling(FAMILY, compare, Scope()),), formula={"step": 1})
    for k in range(4)
)
STATEMENT = Statement("slow", "Slow", 7, "x + 1 follows x", STEPS)
'''


def test_killed_and_resumed(tmp_path):
    """A hunt that is killed keeps what it had finished; resumed, it ends as if never killed."""
    (tmp_path / "lemmas").mkdir()
    (tmp_path / "lemmas" / "slow.py").write_text(LEMMAS)
    shared = ["slow", "--all", "--examples", "240", "--modules", "lemmas", "--jobs", "1"]
    command = [sys.executable, "-m", "proofcheck", "hunt", *shared]
    path = tmp_path / ".proofcheck" / "hunt.sqlite"
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.DEVNULL) as first:
        _wait_for_results(path, first, 5)
        os.kill(first.pid, signal.SIGKILL)
    found = discover([tmp_path / "lemmas"])
    plan = Plan(("slow",), Mode.ALL, 50, 0, 240)
    store = Store(path, campaign_keys(found, plan))
    kept = store.count()
    again = hunt(found, plan, Alone(found.statements, plan.budget), store)
    other = Store(tmp_path / "other.sqlite", {"slow": "other"})
    fresh = hunt(found, plan, Alone(found.statements, plan.budget), other)
    assert 5 <= kept < fresh.progress.units
    assert again.progress.repeated == kept
    assert outcome(again, found) == outcome(fresh, found)


def _wait_for_results(path, process, enough):
    while process.poll() is None:
        try:
            found = sqlite3.connect(path).execute("SELECT COUNT(*) FROM result").fetchone()
        except sqlite3.Error:
            found = (0,)
        if found[0] >= enough:
            return
        time.sleep(0.02)


def _plain(value):
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items() if k != "seconds"}
    return [_plain(v) for v in value] if isinstance(value, list) else value
