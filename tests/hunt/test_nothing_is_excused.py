"""A hostile reader: no true mutant is killed, no false one excused by a proof that is wrong."""

from dataclasses import replace

from made_up_hunts import EVERYWHERE, HYPOTHESES, LINE, POINTS, library, on_points, statement, step

from proofcheck.core import Derivation, Mutant, Sampling, holds, refuted
from proofcheck.hunt.campaign import hunt
from proofcheck.hunt.crews import Alone
from proofcheck.hunt.functions import NotMeantError
from proofcheck.hunt.plan import Mode, Plan
from proofcheck.hunt.store import Store

NO = refuted("no", confirmed_by="counting")


def fates(folder, *steps):
    """What became of every mutant of one statement."""
    made = library(statement("s", *steps, hypotheses=HYPOTHESES))
    plan = Plan(("s",), Mode.MUTANTS, 20, 0, 24)
    store = Store(folder / "hunt.sqlite", {"s": "s"})
    done = hunt(made, plan, Alone(made.statements, plan.budget), store)
    found = done.records()["s"].mutants
    return {
        m.id: "killed" if m.killed else "survives" if m.survives else m.equivalent for m in found
    }


def near_enough(claim, _assume):
    """A wrong derivation: it reads the slope and refutes none but a negative one."""
    return holds("seen") if claim["slope"] > 0 else NO


def test_what_a_wrong_derivation_excuses_is_killed_by_an_instance(tmp_path):
    checks = (Derivation(near_enough, EVERYWHERE), Sampling(POINTS, on_points, EVERYWHERE))
    alone = fates(tmp_path / "a", step("one", checks[0], formula=LINE))
    assert "proves it too" in alone["one/slope/double"]
    both = fates(tmp_path / "b", step("one", *checks, formula=LINE))
    assert both["one/slope/double"] == both["one/slope/one-more"] == "killed"


def test_what_a_derivation_does_not_need_and_an_instance_does_is_killed(tmp_path):
    def compare(point, _claim):
        return holds("x > 0") if point["x"] > 0 else NO

    proof = Derivation(lambda claim, _: holds("1") if claim["n"] == 1 else NO, EVERYWHERE)
    found = fates(
        tmp_path, step("s", proof, Sampling(POINTS, compare, EVERYWHERE), formula={"n": 1})
    )
    assert found["s/without/positive"] == "killed"
    assert "not used in this step" in found["s/without/idle"]


def without_a_sign(claim, _assume):
    """A derivation for which the value has no false variant of this kind."""
    if claim["slope"] != 2:
        raise NotMeantError("no sign")
    return holds("2")


def test_no_mutant_is_left_out_that_some_check_can_look_at(tmp_path):
    blind = Sampling(POINTS, lambda _point, claim: holds(str(claim["slope"])), EVERYWHERE)
    nowhere = fates(tmp_path / "a", step("s", Derivation(without_a_sign, EVERYWHERE), formula=LINE))
    assert not [name for name in nowhere if "slope" in name]
    somewhere = step("s", Derivation(without_a_sign, EVERYWHERE), blind, formula=LINE)
    assert fates(tmp_path / "b", somewhere)["s/slope/double"] == "survives"


def test_a_true_mutant_is_not_killed(tmp_path):
    same = Mutant("same", "1 + 0", lambda claim: {**claim, "constant": claim["constant"] + 0})
    claim = step("s", Sampling(POINTS, on_points, EVERYWHERE), formula=LINE, mutants=(same,))
    found = fates(tmp_path, claim)
    assert found["same"] == "survives"
    assert found["s/slope/double"] == "killed"


def test_a_kill_that_is_not_confirmed_is_none(tmp_path):
    def compare(_point, claim):
        return holds("1") if claim["n"] == 1 else refuted("no", confirmed_by="")

    found = fates(tmp_path, step("s", Sampling(POINTS, compare, EVERYWHERE), formula={"n": 1}))
    assert found["s/n/double"] == found["s/n/opposite"] == "survives"


def test_a_check_that_refutes_everything_leaves_the_claim_refuted(tmp_path):
    always = step("s", Derivation(lambda *_: NO, EVERYWHERE), formula=LINE)
    made = library(statement("s", always))
    plan = Plan(("s",), Mode.ALL, 20, 0, 24)
    store = Store(tmp_path / "hunt.sqlite", {"s": "s"})
    done = hunt(made, plan, Alone(made.statements, plan.budget), store)
    assert [case.data["mutant"] for case in done.cases() if case.data["mutant"] is None] == [None]
    assert done.progress.refuted == 1
    assert replace(always, mutants=()) == always
