# ruff: noqa: D103 - the names of the tests say it
"""Findings: reported with machine evidence only, and lost as soon as it is gone."""

import pytest
from made_up import kill, piece, statement, step, undecided_piece

from proofcheck.core import Finding, FindingKind, Kill, Kind, MutantRecord, Record, Verdict
from proofcheck.core.findings import finding_evidence, reproduces

REFUTED = piece(Kind.EXACT, Verdict.REFUTED)
HOLDS = piece(Kind.DERIVED)
KILLED = (kill("printed"), kill("mended"))
ONE = statement("s", step("printed"), step("mended"))


def finding(**fields):
    fields = {"shown_by": ("printed",), **fields}
    return Finding("f", fields.pop("kind", FindingKind.MISPRINT), 1, "x", repair="y", **fields)


def seen(printed=REFUTED, mended=HOLDS, **fields):
    return Record({"printed": (printed,), "mended": (mended,)}, KILLED, **fields)


def test_reproduces_when_its_step_is_refuted():
    assert reproduces(ONE, finding(), seen())
    assert not reproduces(ONE, finding(), seen(printed=HOLDS))
    assert not reproduces(ONE, finding(), seen(printed=undecided_piece(Kind.EXACT)))


def test_an_unconfirmed_refutation_shows_nothing():
    alone = piece(Kind.EXACT, Verdict.REFUTED, confirmed_by="")
    assert not reproduces(ONE, finding(), seen(printed=alone))


def test_the_repair_needs_its_own_evidence():
    repaired = finding(repaired_by=("mended",))
    assert reproduces(ONE, repaired, seen())
    assert not reproduces(ONE, repaired, seen(mended=undecided_piece(Kind.DERIVED)))


def test_no_step_shows_nothing():
    assert not reproduces(ONE, finding(shown_by=()), seen())


@pytest.mark.parametrize(("used", "expected"), [(False, True), (True, False), (None, False)])
def test_superfluous_hypothesis_needs_a_derivation_that_does_not_use_it(used, expected):
    from proofcheck.core import Hypothesis

    one = statement("s", step("printed"), step("mended"), hypotheses=(Hypothesis("h", "x", 1),))
    superfluous = finding(kind=FindingKind.SUPERFLUOUS_HYPOTHESIS, unused="h")
    record = seen(printed=HOLDS, hypotheses_used={"h": used})
    assert reproduces(one, superfluous, record) is expected
    sampled = seen(printed=piece(Kind.SAMPLED), hypotheses_used={"h": used})
    assert not reproduces(one, superfluous, sampled)


def test_a_step_that_says_what_is_wrong_has_to_hold():
    assert reproduces(ONE, finding(holds=True), seen(printed=HOLDS))
    assert not reproduces(ONE, finding(holds=True), seen(printed=REFUTED))


def test_evidence_names_the_piece_that_decides():
    record = Record({"printed": (undecided_piece(Kind.SAMPLED), REFUTED), "mended": (HOLDS,)})
    assert finding_evidence(finding(), record) == "printed (exact): seen"
    assert "printed (derived): seen" in finding_evidence(finding(holds=True), seen(printed=HOLDS))
    assert "never used the hypothesis 'h'" in finding_evidence(finding(unused="h"), record)


def test_mutants_are_killed_or_survive_or_are_shown_equivalent():
    survivor = MutantRecord("m", "printed", "a sign")
    equivalent = MutantRecord("m", "printed", "a sign", (), "symmetric", True)
    believed = MutantRecord("m", "printed", "a sign", (), "symmetric", False)
    assert survivor.survives
    assert believed.survives
    assert not equivalent.survives
    assert kill().killed
    assert not kill().survives


def test_mutants_as_json():
    killed = MutantRecord("m", "s", "x", (Kill(Kind.EXACT, "count", "2 != 3"),)).to_json()
    assert (killed["killed"], killed["by"]) == (True, "exact: count: 2 != 3")
    believed = MutantRecord("m", "s", "x", (), "symmetric", False).to_json()
    assert (believed["killed"], believed["equivalent"]) == (False, None)
    shown = MutantRecord("m", "s", "x", (), "symmetric", True).to_json()
    assert shown["equivalent"] == "symmetric"
