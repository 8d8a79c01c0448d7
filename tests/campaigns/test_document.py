"""The document shows the stored results, and the stored results are worth showing."""

from campaigns.operator_mutants.campaign import OUT_OF_TIME, Result
from campaigns.operator_mutants.document import (
    BEGIN,
    DOCUMENT,
    END,
    RESULTS,
    between_markers,
    measured,
    with_measured,
)
from campaigns.operator_mutants.mutants import mutants_of_source
from campaigns.operator_mutants.operators import KINDS
from campaigns.operator_mutants.reasons import Reason, key, needless, read_reasons
from campaigns.operator_mutants.report import WANTED, score, succeeded
from campaigns.operator_mutants.stored import read

STORED = read(RESULTS)[0]


def test_the_document_agrees_with_the_stored_results():
    text = DOCUMENT.read_text(encoding="utf-8")
    assert between_markers(text) == measured(STORED, read_reasons())


def test_the_stored_results_are_a_whole_campaign_that_succeeded():
    reasons = read_reasons()
    assert len(STORED) >= 200
    assert len({result.mutant.id for result in STORED}) == len(STORED)
    assert {result.mutant.kind for result in STORED} == set(KINDS)
    assert score(STORED, reasons).percent >= WANTED
    assert succeeded(STORED, reasons)
    assert needless(reasons, [r.mutant for r in STORED if r.killed]) == []


def test_both_areas_are_measured():
    areas = {result.mutant.file.rpartition("/")[0] for result in STORED}
    assert areas == {"proofcheck/networks", "theorems"}


MUTANTS = mutants_of_source("folder/toy.py", b"x = a + b\ny = a * b\nz = a < b\n")


def test_every_number_comes_from_the_results():
    one, two, three, four = MUTANTS
    results = [
        Result(one, "tests", "exit status 1", 1.0),
        Result(two, "", "", 1.0),
        Result(three, "", OUT_OF_TIME, 1.0),
        Result(four, "check", "ledger", 1.0),
    ]
    text = measured(results, {key(two): Reason("equivalent", "the same")})
    assert "**2 of 4 mutants are noticed, 50.0 %**" in text
    assert "1 survive, 1 ran out of time" in text
    assert "Without the 1 proved equivalent it is 2 of 3, 66.7 %" in text
    assert "| comparison | 1 | 2 |" in text
    assert "| folder | 2 | 4 |" in text
    assert "| `folder/toy.py` | 2 | 4 |" in text
    assert "| check: ledger | 1 |" in text
    assert "`y = a * b` to `y = a / b`. Equivalent: the same." in text
    assert "No reason given" in measured(results, {})


def test_the_rest_of_a_document_stays():
    old = f"a\n{BEGIN}\nold\n{END}\nb\n"
    new = with_measured(old, "new")
    assert new == f"a\n{BEGIN}\nnew\n{END}\nb\n"
    assert between_markers(new) == "new"
