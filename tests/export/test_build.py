"""Compiling files that need one another: order, refusals, interruptions."""

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofcheck.export.build import Task, compile_all, last, urgency
from proofcheck.export.coqc import Compiled

FINE = Compiled(True, "")


def recorded(log, name, answer=FINE):
    """What compiles a file and remembers it."""

    def run():
        log.append(name)
        return answer

    return run


def chain(log, needs, refused=()):
    """Tasks from names and what they need; some are refused."""
    return {
        name: Task(recorded(log, name, Compiled(name not in refused, f"Error: {name}")), before)
        for name, before in needs.items()
    }


@st.composite
def graphs(draw):
    size = draw(st.integers(1, 8))
    return {f"f{k}": tuple(f"f{j}" for j in range(k) if draw(st.booleans())) for k in range(size)}


@given(graphs(), st.integers(1, 3))
def test_each_file_once_and_after_what_it_needs(needs, at_once):
    log = []
    ended = [name for name, _ in compile_all(chain(log, needs), at_once=at_once)]
    assert sorted(log) == sorted(ended) == sorted(needs)
    for name, before in needs.items():
        assert all(log.index(one) < log.index(name) for one in before)


@given(graphs(), st.data())
def test_nothing_is_built_on_a_refused_file(needs, data):
    bad = data.draw(st.sampled_from(sorted(needs)))
    log = []
    found = dict(compile_all(chain(log, needs, {bad})))
    below = {bad}
    for name, before in needs.items():
        below |= {name} if below & set(before) else set()
    assert {name for name, one in found.items() if not one.accepted} == below
    assert set(log) == set(needs) - (below - {bad})
    for name in below - {bad}:
        assert found[name].output == f"{bad}.v is refused: Error: {bad}"


def test_the_longest_way_is_started_first():
    log = []
    tasks = {
        "short": Task(recorded(log, "short"), (), 1),
        "start": Task(recorded(log, "start"), (), 1),
        "long": Task(recorded(log, "long"), ("start",), 9),
    }
    assert urgency(tasks) == {"long": 9, "start": 10, "short": 1}
    list(compile_all(tasks, at_once=1))
    assert log == ["start", "long", "short"]


def test_what_was_built_before_counts():
    log = []
    tasks = chain(log, {"claim": ("good",), "other": ("bad",)})
    before = {"good": FINE, "bad": Compiled(False, "no")}
    found = dict(compile_all(tasks, before))
    assert (found["claim"].accepted, found["other"].output) == (True, "bad.v is refused: no")
    assert log == ["claim"]


def test_after_an_interruption_nothing_more_is_compiled():
    log = []

    def interrupted():
        raise KeyboardInterrupt

    tasks = {"a": Task(recorded(log, "a"), (), 9), "b": Task(interrupted), "c": Task(log.clear)}
    tasks["c"] = Task(recorded(log, "c"), ("b",))
    with pytest.raises(KeyboardInterrupt):
        list(compile_all(tasks, at_once=1))
    assert log == ["a"]


def test_a_caller_that_stops_ends_it():
    log = []
    run = compile_all(chain(log, {f"f{k}": () for k in range(5)}), at_once=1)
    next(run)
    run.close()
    assert len(log) == 1


def test_two_at_a_time_and_the_time_of_each():
    both = threading.Barrier(2, timeout=30)

    def meets():
        both.wait()
        return FINE

    found = dict(compile_all({"a": Task(meets), "b": Task(meets)}, at_once=2))
    assert all(one.accepted and one.seconds > 0 for one in found.values())


@pytest.mark.parametrize(("output", "short"), [("", ""), ("a", "a"), ("x\n y\n\n z ", "y z")])
def test_the_last_lines(output, short):
    assert last(output) == short
    assert len(last("x" * 1000)) == 200
