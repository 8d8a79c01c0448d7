"""Scores: killed, equivalent for a reason, surviving; a blind check excuses nothing."""

from dataclasses import replace
from pathlib import Path

import pytest
from made_up_hunts import (
    BLIND,
    BOUNDED,
    EVERYWHERE,
    FALSE,
    HYPOTHESES,
    LINEAR,
    POINTS,
    SAMPLED_ONLY,
    WITNESS,
    draw,
    library,
    statement,
    step,
)

from proofcheck.core import (
    Cause,
    Derivation,
    Family,
    Form,
    Mutant,
    Sampling,
    holds,
    refuted,
    undecided,
)
from proofcheck.hunt.campaign import hunt
from proofcheck.hunt.crews import Alone
from proofcheck.hunt.plan import Mode, Plan
from proofcheck.hunt.report import (
    entries_of,
    exit_status,
    falsely_declared,
    hunt_to_json,
    left_alone,
    mutant_lines,
    superfluous,
)
from proofcheck.hunt.store import Store

WRONG = refuted("no", confirmed_by="counting")


def hunted(tmp_path: Path, *statements, mode=Mode.MUTANTS, examples=24):
    """Hunt made-up statements in this process."""
    found = library(*statements)
    plan = Plan(tuple(found.statements), mode, 20, 0, examples)
    keys = {name: name for name in plan.ids}
    store = Store(tmp_path / "hunt.sqlite", keys)
    return found, hunt(found, plan, Alone(found.statements, plan.budget), store)


def states(tmp_path, *steps, hypotheses=()):
    """What became of the generated mutants of one statement."""
    _, done = hunted(tmp_path, statement("s", *steps, hypotheses=hypotheses))
    return {
        m.id: "killed" if m.killed else "survives" if m.survives else m.equivalent
        for m in done.records()["s"].mutants
    }


def test_a_derivation_and_a_sample_kill(tmp_path):
    for one in (LINEAR, SAMPLED_ONLY):
        found = states(tmp_path / one.id, one)
        assert len(found) == 6
        assert set(found.values()) == {"killed"}


def test_a_check_that_never_fails_on_a_part_excuses_no_mutant_of_it(tmp_path):
    found = states(tmp_path, BLIND)
    assert found["blind/slope/double"] == "killed"
    assert found["blind/constant/double"] == "survives"
    assert found["blind/constant/opposite"] == "survives"


def test_a_weaker_claim_that_is_proved_is_equivalent(tmp_path):
    found = states(tmp_path, BOUNDED, hypotheses=HYPOTHESES)
    assert found["bounded/bound/opposite"] == "killed"
    assert "proves it too" in found["bounded/bound/double"]
    assert found["bounded/without/positive"] == "killed"
    assert "not used in this step" in found["bounded/without/idle"]


def test_a_declared_change_has_to_be_proved_by_a_check_that_fails_on_the_part(tmp_path):
    by_hand = Mutant("by-hand", "0", lambda claim: {**claim, "bound": 0})
    declared = replace(
        BOUNDED, choices={"bound.double": "weaker"}, mutants=(by_hand,), formula={"bound": 3}
    )
    found = states(tmp_path / "a", declared, hypotheses=HYPOTHESES)
    assert found["bounded/bound/double"] == "weaker; bounded holds on it as well"
    blind = replace(BLIND, choices={"constant.double": "I say so"})
    assert states(tmp_path / "b", blind)["blind/constant/double"] == "survives"


def test_a_change_that_is_declared_true_and_refuted_is_status_3(tmp_path):
    false = replace(LINEAR, choices={"slope.double": "I say so"})
    found, done = hunted(tmp_path, statement("s", false))
    entries = entries_of(found, done, {})
    assert [m.id for m in falsely_declared(entries[0])] == ["linear/slope/double"]
    assert exit_status(done, entries) == 3
    (line,) = (x for x in mutant_lines(done, entries) if "linear/slope/double" in x)
    assert "DECLARED TRUE (I say so), but killed, derived by linear" in line
    assert left_alone(done) == []


def test_a_declared_change_that_no_proof_reads_counts_as_nothing(tmp_path):
    def compare(point, claim):
        return holds("above") if point["y"] ** 2 >= claim["bound"] else WRONG

    one = step(
        "square",
        Sampling(POINTS, compare, EVERYWHERE),
        formula={"bound": 0, "least": "-1"},
        choices={"bound": "no change", "least.double": "weaker"},
    )
    found, done = hunted(tmp_path, statement("s", one))
    assert done.records()["s"].mutants[0].id == "square/least/opposite"
    assert "square/least/double" not in {m.id for m in done.records()["s"].mutants}
    assert [entry["part"] for entry in left_alone(done)] == ["bound", "least.double"]
    assert exit_status(done, entries_of(found, done, {})) == 3


def test_another_witness_of_an_existence_is_no_false_variant(tmp_path):
    found = states(tmp_path, WITNESS)
    assert found["witness/x/opposite"] == "killed"
    assert "another witness" in found["witness/x/double"]


def test_what_no_step_reads_survives_and_what_another_step_reads_is_left_out(tmp_path):
    wide = {"slope": 2, "constant": 1, "idle": 5}
    alone = states(tmp_path / "a", replace(LINEAR, formula=wide))
    assert alone["linear/idle/double"] == "survives"
    other = step(
        "other",
        Derivation(lambda c, _: holds("5") if c["idle"] == 5 else WRONG, EVERYWHERE),
        formula=wide,
    )
    both = states(tmp_path / "b", replace(LINEAR, formula=wide), other)
    assert not [name for name in both if name.startswith("linear/idle")]
    assert both["other/idle/double"] == "killed"


def test_a_value_that_has_no_such_variant_makes_no_mutant(tmp_path):
    def compare(_point, claim):
        return holds("text") if claim["words"](1) == "text" else WRONG

    words = step(
        "words", Sampling(POINTS, compare, EVERYWHERE), formula={"words": lambda _: "text"}
    )
    assert states(tmp_path, words) == {}


def test_a_check_that_breaks_on_a_mutant_kills_nothing(tmp_path):
    def compare(_point, claim):
        return holds("1") if claim["n"] == 1 else undecided(Cause.PRECISION, "unsure")

    found = states(tmp_path, step("n", Sampling(POINTS, compare, EVERYWHERE), formula={"n": 1}))
    assert set(found.values()) == {"survives"}


def test_dropping_a_hypothesis_is_killed_by_an_instance_that_does_not_meet_it(tmp_path):
    def compare(point, _claim):
        return holds("x > 0") if point["x"] > 0 else WRONG

    only = step("positive", Sampling(POINTS, compare, EVERYWHERE), formula={"n": 1})
    found = states(tmp_path, only, hypotheses=HYPOTHESES)
    assert found["positive/without/positive"] == "killed"
    assert found["positive/without/idle"] == "survives"


def test_possibly_superfluous_hypotheses_with_the_derivations_opinion(tmp_path):
    found, done = hunted(tmp_path, statement("s", BOUNDED, hypotheses=HYPOTHESES))
    entries = entries_of(found, done, {})
    assert list(superfluous(done, entries)) == [
        ("s", "idle", "every step's derivation holds without it")
    ]
    data = hunt_to_json(done, entries)
    assert data["superfluous"] == [["s", "idle", "every step's derivation holds without it"]]
    assert data["mutant_counts"]["killed"] == 2
    assert exit_status(done, entries) == 0
    assert left_alone(done) == []


def test_a_hunt_that_was_stopped_calls_no_hypothesis_superfluous(tmp_path):
    found = library(statement("s", BOUNDED, hypotheses=HYPOTHESES))
    plan = Plan(("s",), Mode.MUTANTS, 20, 0, None)
    crew, store = Alone(found.statements, plan.budget), Store(tmp_path / "h.sqlite", {"s": "s"})
    done = hunt(found, plan, crew, store, seconds=0)
    assert list(superfluous(done, entries_of(found, done, {}))) == []


def test_a_survivor_is_status_3_and_a_refuted_claim_is_status_1(tmp_path):
    found, done = hunted(tmp_path / "a", statement("s", BLIND))
    assert exit_status(done, entries_of(found, done, {})) == 3
    found, done = hunted(tmp_path / "b", statement("s", FALSE), mode=Mode.STATEMENTS)
    assert exit_status(done, entries_of(found, done, {})) == 1
    assert done.cases()[0].data["mutant"] is None


def test_a_printed_claim_that_is_refuted_is_no_reason(tmp_path):
    literal = replace(FALSE, form=Form.LITERAL)
    found, done = hunted(tmp_path, statement("s", literal, LINEAR), mode=Mode.ALL)
    assert exit_status(done, entries_of(found, done, {})) == 0


def test_an_undecided_sample_is_status_3(tmp_path):
    unsure = Sampling(POINTS, lambda _p, _c: undecided(Cause.PRECISION, "unsure"), EVERYWHERE)
    found, done = hunted(
        tmp_path / "a", statement("s", step("u", unsure, formula=1)), mode=Mode.ALL
    )
    assert exit_status(done, entries_of(found, done, {})) == 3
    known = replace(step("u", unsure, formula=None), open="known")
    found, done = hunted(tmp_path / "b", statement("s", known), mode=Mode.STATEMENTS)
    assert exit_status(done, entries_of(found, done, {})) == 0


def test_mutants_meet_every_region_before_they_survive(tmp_path):
    rare = Family("rare", tuple(f"region {k}" for k in range(17)), draw)

    def compare(point, claim):
        return WRONG if claim["n"] != 1 and point.labels == ("region 16",) else holds("1")

    found = states(tmp_path, step("n", Sampling(rare, compare, EVERYWHERE), formula={"n": 1}))
    assert set(found.values()) == {"killed"}


@pytest.mark.parametrize("mode", list(Mode))
def test_statements_without_any_checks_end_at_once(tmp_path, mode):
    _, done = hunted(tmp_path, statement("s", step("empty", formula=1)), mode=mode)
    assert done.finished
    assert done.records()["s"].evidence["empty"] == ()


def test_hand_written_mutants_are_hunted_as_well(tmp_path):
    slope = Mutant("by-hand", "3", lambda claim: {**claim, "slope": 3})
    assert states(tmp_path, replace(SAMPLED_ONLY, mutants=(slope,)))["by-hand"] == "killed"
