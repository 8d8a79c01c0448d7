"""Findings: reported with machine evidence only, and lost as soon as it is gone."""

from dataclasses import replace
from functools import partial

import pytest
from made_up import kill, piece, statement, step, undecided_piece

from proofcheck.core import (
    Citation,
    Computation,
    Derivation,
    Finding,
    FindingKind,
    Hypothesis,
    Kill,
    Kind,
    Mutant,
    MutantRecord,
    Record,
    Scope,
    Step,
    Verdict,
)
from proofcheck.core.findings import blind, finding_evidence, reproduces, same_function

REFUTED = piece(Kind.EXACT, Verdict.REFUTED, witness={"x": "1/2"})
NO_WITNESS = piece(Kind.EXACT, Verdict.REFUTED)
HOLDS = piece(Kind.DERIVED)
KILLED = (kill("printed"), kill("mended"))
ONE = statement("s", step("printed"), step("mended"))


def finding(**fields):
    fields = {"shown_by": ("printed",), "repaired_by": ("mended",), **fields}
    kind = fields.pop("kind", FindingKind.MISPRINT)
    return Finding("f", kind, 1, "line 1", "x", repair="y", **fields)


def seen(printed=REFUTED, mended=HOLDS, **fields):
    return Record({"printed": (printed,), "mended": (mended,)}, KILLED, **fields)


def test_reproduces_when_its_step_is_refuted():
    assert reproduces(ONE, finding(), seen())
    assert not reproduces(ONE, finding(), seen(printed=HOLDS))
    assert not reproduces(ONE, finding(), seen(printed=undecided_piece(Kind.EXACT)))


def look(budget, claim):
    """Stand for a check; never called."""


def look_elsewhere(budget, claim):
    """Stand for another check."""


def closed(inner):
    def run(claim, assume):
        return inner(claim, assume)

    return run


def recursive():
    def run(claim, assume):
        return run(claim, assume)

    return run


def derivation(run):
    return Derivation(run, Scope())


def computation(run):
    return Computation(run, Scope(), Kind.EXACT)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (computation(look), computation(look), True),
        (computation(partial(look, 1)), computation(partial(look, 2)), True),
        (computation(look), computation(look_elsewhere), False),
        (derivation(closed(look)), derivation(closed(look)), True),
        (derivation(closed(look)), derivation(closed(look_elsewhere)), False),
        (derivation(lambda c, a: 1), derivation(lambda c, a: 2), False),
        (derivation(recursive()), derivation(recursive()), True),
        (computation(print), computation(print), False),
        (Citation("x", Scope()), Citation("x", Scope()), False),
        (None, None, False),
    ],
)
def test_same_function(one, other, expected):
    assert same_function(one, other) is expected
    assert same_function(other, one) is expected


def both(printed, mended):
    """Return the statement with these checks, and a record in which they refute and hold."""
    steps = [Step("printed", "x", 1, (printed,)), Step("mended", "y", 1, (mended,))]
    pieces = {
        "printed": (piece(printed.kind, Verdict.REFUTED, by=printed.name),),
        "mended": (piece(mended.kind, by=mended.name),),
    }
    kills = (kill("mended", kind=mended.kind, by=mended.name),)
    return statement("s", *steps), Record(pieces, kills)


def test_a_check_that_may_refute_everything_shows_nothing():
    one = finding()
    found, record = both(derivation(look), derivation(look))
    assert reproduces(found, one, record)
    assert blind(found, one, record) == ()
    found, record = both(derivation(look), derivation(look_elsewhere))
    assert not reproduces(found, one, record)
    assert blind(found, one, record) == ("printed",)


def test_a_witness_shows_what_fails():
    assert reproduces(ONE, finding(), seen(printed=REFUTED))
    assert not reproduces(ONE, finding(), seen(printed=NO_WITNESS))
    empty = piece(Kind.EXACT, Verdict.REFUTED, witness={})
    assert not reproduces(ONE, finding(), seen(printed=empty))


def test_each_step_of_a_finding_has_to_be_shown():
    two = Record({"printed": (REFUTED,), "mended": (NO_WITNESS,)}, KILLED)
    assert not reproduces(ONE, finding(shown_by=("printed", "mended")), two)
    assert blind(ONE, finding(shown_by=("printed", "mended")), two) == ("mended",)


def test_an_unconfirmed_refutation_shows_nothing():
    alone = piece(Kind.EXACT, Verdict.REFUTED, confirmed_by="")
    assert not reproduces(ONE, finding(), seen(printed=alone))


def test_the_repair_needs_its_own_evidence():
    repaired = finding(repaired_by=("mended",))
    assert reproduces(ONE, repaired, seen())
    assert not reproduces(ONE, repaired, seen(mended=undecided_piece(Kind.DERIVED)))


def test_no_step_shows_nothing():
    assert not reproduces(ONE, finding(shown_by=()), seen())


def test_no_step_repairs_nothing():
    assert not reproduces(ONE, finding(repaired_by=()), seen())


def test_a_hypothesis_without_which_a_claim_failed_is_not_superfluous():
    """The derivation never asked for it, but an instance that does not meet it refutes."""
    dropped = Mutant("without", "h is dropped", drops="h")
    steps = (step("printed", mutants=(dropped,)), step("mended"))
    one = statement("s", *steps, hypotheses=(Hypothesis("h", "x", 1),))
    superfluous = finding(kind=FindingKind.SUPERFLUOUS_HYPOTHESIS, unused="h")
    survivor = MutantRecord("without", "printed", "h is dropped")
    victim = replace(survivor, kills=(Kill(Kind.SAMPLED, "look", "1 != 2", "balls"),))
    for mutant, expected in ((survivor, True), (victim, False)):
        record = seen(printed=HOLDS, hypotheses_used={"h": False})
        record = replace(record, mutants=(*record.mutants, mutant))
        assert reproduces(one, superfluous, record) is expected


@pytest.mark.parametrize(("used", "expected"), [(False, True), (True, False), (None, False)])
def test_superfluous_hypothesis_needs_a_derivation_that_does_not_use_it(used, expected):
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
    superfluous = finding(kind=FindingKind.SUPERFLUOUS_HYPOTHESIS, unused="h")
    assert "never used the hypothesis 'h'" in finding_evidence(superfluous, record)


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
