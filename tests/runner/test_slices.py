"""The same seed gives the same record, however the work is cut and in whatever order it ends."""

from dataclasses import replace
from itertools import pairwise

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
    compare,
    derive,
    wrong,
)
from hypothesis import given
from hypothesis import strategies as st

from proofcheck.core import Cause, Mutant, Sampling, undecided
from proofcheck.runner.merge import Parts, merged
from proofcheck.runner.tasks import Samples, Task, execute, tasks_of

BUDGET = replace(BUDGET, examples=30)


def fussy(one, claim):
    """Hesitate on some instances, refute on others."""
    if one.y == 7:
        return undecided(Cause.PRECISION, "seven")
    return compare(one, wrong if one.x < -5 else claim)


def late(one, claim):
    """See a wrong claim only on rare instances."""
    return compare(one, claim) if one.x == 4 else compare(one, lambda x, y: x + y)


STATEMENT = a_statement(
    a_step(DERIVATION, SAMPLING, Sampling(SUMS, late, EVERYWHERE), name="a"),
    a_step(
        Sampling(SUMS, fussy, EVERYWHERE),
        name="b",
        mutants=(replace(WRONG, id="b-minus"), replace(DOUBLED, id="b-doubled")),
        requires=(),
    ),
    a_step(
        Sampling(SUMS, late, EVERYWHERE, only=("equal",)),
        SAMPLING,
        name="c",
        mutants=(replace(WRONG, id="c-minus"), Mutant("c-drop", "x", drops="even")),
    ),
    hypotheses=(EVEN,),
)


def record(tasks):
    parts = Parts()
    for task in tasks:
        done = execute(STATEMENT, task, BUDGET, None)
        parts.add(done.result, done.seconds)
    return merged(STATEMENT, parts, BUDGET)


PROOFS = [t for t in tasks_of(STATEMENT, BUDGET, 1) if not isinstance(t.work, Samples)]
WHOLE = record(tasks_of(STATEMENT, BUDGET, 1))


def cut(places):
    edges = [0, *sorted(places), BUDGET.examples]
    return [Task(STATEMENT.id, Samples(start, stop)) for start, stop in pairwise(edges)]


@given(st.sets(st.integers(1, 29)), st.randoms(use_true_random=False))
def test_slices_merge_to_the_whole(places, random):
    tasks = PROOFS + cut(places)
    random.shuffle(tasks)
    assert record(tasks) == WHOLE


def test_the_whole_is_worth_testing():
    verdicts = {piece.verdict.value for step in WHOLE.evidence.values() for piece in step}
    assert verdicts == {"holds", "refuted"}
    assert {m.id for m in WHOLE.mutants if m.survives} == {"c-drop"}
    late_kills = [k.detail for m in WHOLE.mutants for k in m.kills if k.by == "late"]
    assert late_kills
    assert not any(detail.startswith(("example 0 ", "example 1 ")) for detail in late_kills)


def test_a_missing_slice_is_never_taken_for_success():
    for missing in range(3):
        tasks = cut({10, 20})
        del tasks[missing]
        found = record(PROOFS + tasks)
        for step in "ac":
            for piece in found.evidence[step]:
                if piece.kind.value == "sampled":
                    assert piece.outcome.cause is Cause.TIME


def test_a_missing_derivation_is_never_taken_for_success():
    found = record(cut(set()))
    assert found.evidence["a"][0].outcome.cause is Cause.TIME
    assert derive(wrong, lambda name: True).verdict.value == "refuted"


def test_tasks_cover_every_instance_once():
    for slices in (1, 2, 3, 7, 30, 64):
        works = [t.work for t in tasks_of(STATEMENT, BUDGET, slices)]
        numbers = [n for w in works if isinstance(w, Samples) for n in range(w.start, w.stop)]
        assert numbers == list(range(30))


def twin(choices, region, digits):
    """Draw what the sums draw: another family, with the same instances."""
    return SUMS.draw(choices, region, digits)


def rare(one, claim):
    """See what `late` sees, and no difference of signs."""
    return late(one, claim if claim is not wrong else lambda x, y: x + y)


def often(one, claim):
    """See a sign at once, all else on rare instances only."""
    return compare(one, claim) if claim is wrong else late(one, claim)


TWINS = replace(SUMS, draw=twin)
EXCHANGED = a_statement(
    a_step(SAMPLING, name="a"),
    a_step(
        Sampling(TWINS, often, EVERYWHERE),
        Sampling(SUMS, rare, EVERYWHERE),
        name="b",
        mutants=(replace(DOUBLED, id="b-doubled"), replace(WRONG, id="b-minus")),
    ),
)


def kills(*places):
    parts = Parts()
    for start, stop in pairwise((0, *places, BUDGET.examples)):
        done = execute(EXCHANGED, Task(EXCHANGED.id, Samples(start, stop)), BUDGET, None)
        parts.add(done.result, done.seconds)
    mutants = {m.id: m for m in merged(EXCHANGED, parts, BUDGET).mutants}
    return [(k.by, k.detail) for k in mutants["b-doubled"].kills]


def test_the_order_of_kills_is_that_of_one_slice_whatever_the_order_of_the_families():
    """One check comes first in the step, the family of the other first in the statement."""
    whole = kills()
    assert [by for by, _ in whole] == ["rare"]
    assert all(kills(place) == whole for place in range(1, BUDGET.examples))
