"""The map of the fibre over p: verdicts of a check, one for each point, and nothing rounded up."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

pytest.importorskip("matplotlib")

from proofcheck.core import Cause, InputError, Outcome, Verdict, holds, refuted, undecided
from proofcheck.report.figures import fibre_map as figures
from proofcheck.report.figures.fibre_map import ACROSS, ALONG, fibre_map, verdicts
from proofcheck.runner.discovery import discover

WHOLE = discover(here=Path(__file__).parent).statements["beyond-whole-fibre"]
OFF = WHOLE.step("off-the-line")


def saying(answer) -> object:
    """Return the statement with a check that answers by a and b."""
    check = replace(OFF.checks[0], run=lambda _, claim: answer(*place(claim["p"])))
    steps = [step for step in WHOLE.steps if step.id != OFF.id]
    return replace(WHOLE, steps=(*steps, replace(OFF, checks=(check,), mutants=())))


class Plain:
    """An arithmetic of fractions: enough to see which p was asked for."""

    @staticmethod
    def number(x):
        return Fraction(x)


def place(p):
    """Return (a, b) of p for v = (1, 0), whose turned vector is (0, 1)."""
    import numpy as np

    a, b = p(np.array([Fraction(1), Fraction(0)], dtype=object), Plain)
    return a, b


def strip(a, b) -> Outcome:
    """Say what theorem-9 says on the line, and everywhere else that it is a minimum."""
    if b or 0 < a < 1:
        return holds("definite")
    return undecided(Cause.PRECISION, "0") if a in (0, 1) else refuted("falls", confirmed_by="x")


def test_every_point_is_asked_at_its_place():
    asked = []
    verdicts(saying(lambda a, b: asked.append((a, b)) or strip(a, b)))
    assert set(asked) == {(a, b) for a in ALONG for b in ACROSS if b >= 0}


def test_words_and_counts():
    drawn = fibre_map(saying(strip))
    assert "3 points between 0 and 1 are minima, 8 outside are saddles" in drawn.alt
    assert "26 of 26 points are minima" in drawn.alt
    for label in ("local minimum (107)", "saddle (8)", "neither proved (2)"):
        assert label in drawn.svg.decode()


def test_a_refutation_that_nothing_confirms_is_no_saddle():
    found = verdicts(saying(lambda *_: refuted("falls", confirmed_by="")))
    assert set(found.values()) == {Verdict.UNDECIDED}


def test_the_line_is_that_of_lambda_and_exchanged_neurons_agree(monkeypatch):
    """Really computed: on the line as theorem-9 says, off it a minimum, mirrored the same."""
    ends, off = (Fraction(0), Fraction(1, 2), Fraction(2)), Fraction(1, 16)
    monkeypatch.setattr(figures, "ALONG", (*ends, Fraction(1), Fraction(-1)))
    monkeypatch.setattr(figures, "ACROSS", (-off, Fraction(0), off))
    found = verdicts(WHOLE)
    wanted = (Verdict.UNDECIDED, Verdict.HOLDS, Verdict.REFUTED)
    assert tuple(found[a, Fraction(0)] for a in ends) == wanted
    assert found[Fraction(2), off] is Verdict.HOLDS
    check = OFF.checks[0]
    assert figures._decided(check, (Fraction(-1), -off)) is found[Fraction(2), off]


def test_a_statement_without_that_check():
    with pytest.raises(InputError, match="beyond-whole-fibre"):
        fibre_map(discover().statements["definition-1"])
