"""Comparing nothing shows nothing; shapes that differ are refuted, but say so."""

from types import SimpleNamespace

import numpy as np
import pytest

from proofcheck.arithmetic import Balls, Multiprecision
from proofcheck.core import Cause, Verdict, holds
from proofcheck.core.evidence import BY_SHAPES
from proofcheck.search.compare import equal
from proofcheck.search.decisions import all_hold

INSTANCE = SimpleNamespace(
    digits=10,
    first=SimpleNamespace(arithmetic=Balls(100)),
    second=SimpleNamespace(arithmetic=Multiprecision(30)),
    to_json=dict,
)
NOTHING = np.zeros((0, 2), dtype=object)


def one(view):
    return view.arithmetic.array([1, 2])


@pytest.mark.parametrize(
    "sides",
    [
        lambda view: iter(()),
        lambda view: [("empty", NOTHING, NOTHING)],
        lambda view: [("empty", NOTHING, NOTHING), ("none", [], [])],
    ],
)
def test_nothing_compared_is_vacuous(sides):
    outcome = equal(INSTANCE, sides)
    assert (outcome.verdict, outcome.cause) == (Verdict.UNDECIDED, Cause.VACUOUS)


def test_an_empty_side_among_others_is_no_harm():
    sides = [("empty", NOTHING, NOTHING)]
    outcome = equal(INSTANCE, lambda view: [*sides, ("one", one(view), one(view))])
    assert outcome.verdict is Verdict.HOLDS
    outcome = equal(INSTANCE, lambda view: [*sides, ("one", one(view), 2 * one(view))])
    assert outcome.verdict is Verdict.REFUTED


def test_shapes_that_differ_are_marked():
    outcome = equal(INSTANCE, lambda view: [("one", one(view), one(view)[:1])])
    assert (outcome.verdict, outcome.confirmed_by) == (Verdict.REFUTED, BY_SHAPES)


def test_all_of_nothing_is_vacuous():
    assert all_hold([]).cause is Cause.VACUOUS
    assert all_hold([holds("a")]).verdict is Verdict.HOLDS
