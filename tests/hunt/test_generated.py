"""Generated mutants: of every statement, the same in every process, and seen by its checks."""

import copy
import json
import subprocess
import sys

import pytest
from made_up_hunts import (
    BLIND,
    BOUNDED,
    HYPOTHESES,
    LINE,
    LINEAR,
    POINTS,
    WITNESS,
    library,
    on_points,
    statement,
    step,
)

from proofcheck.core import Form, Sampling, Scope
from proofcheck.hunt.campaign import hunt
from proofcheck.hunt.crews import Alone
from proofcheck.hunt.generated import generated, is_generated, part_of, with_generated
from proofcheck.hunt.plan import Mode, Plan
from proofcheck.hunt.reading import Reading, parts_read
from proofcheck.hunt.store import Store
from proofcheck.runner.discovery import discover

LIBRARY = discover()
IDS = tuple(LIBRARY.statements)
LIST = """
from proofcheck.hunt.generated import with_generated
from proofcheck.runner.discovery import discover
s = with_generated(discover().statements["lemma-12"])
print(*(m.id for step in s.steps for m in step.mutants), sep="\\n")
"""


def mutants(name):
    whole = with_generated(LIBRARY.statements[name])
    return [(s, m) for s in whole.steps for m in s.mutants if is_generated(m.id)]


@pytest.mark.parametrize("name", IDS)
def test_every_statement_has_some_and_keeps_its_own(name):
    before, after = LIBRARY.statements[name], with_generated(LIBRARY.statements[name])
    for old, new in zip(before.steps, after.steps, strict=True):
        assert new.mutants[: len(old.mutants)] == old.mutants
        assert old.form is not Form.LITERAL or new.mutants == old.mutants
    assert len(mutants(name)) >= (2 if "conjecture" in name else 3)
    assert all(mutant.change for _, mutant in mutants(name))


def test_there_are_hundreds():
    assert sum(len(mutants(name)) for name in IDS) >= 600


def test_another_process_names_them_alike():
    made = subprocess.run([sys.executable, "-c", LIST], capture_output=True, text=True, check=True)
    whole = with_generated(LIBRARY.statements["lemma-12"])
    assert made.stdout.split("\n")[:-1] == [m.id for s in whole.steps for m in s.mutants]


def test_each_hypothesis_that_a_step_requires_is_dropped():
    whole = statement("s", BOUNDED, hypotheses=HYPOTHESES)
    drops = {m.drops: m for m in generated(whole, BOUNDED) if m.drops}
    assert set(drops) == {"positive", "idle"}
    assert drops["idle"].mutate(BOUNDED.formula) is BOUNDED.formula
    assert part_of(drops["idle"].id) == "without"


def test_one_part_at_a_time_is_changed():
    whole = statement("s", LINEAR)
    for mutant in generated(whole, LINEAR):
        new = mutant.mutate(LINEAR.formula)
        different = [name for name, value in LINEAR.formula.items() if new[name] != value]
        assert different == [part_of(mutant.id)]


def test_choices_are_left_alone():
    from dataclasses import replace

    spared = replace(LINEAR, choices={"slope": "any", "constant.double": "as good"})
    found = {m.id: m.equivalent for m in generated(statement("s", spared), spared)}
    assert found == {
        "linear/constant/opposite": None,
        "linear/constant/double": "as good",
        "linear/constant/one-more": None,
    }


@pytest.mark.parametrize("wrong", ["steepness", "steepness.double"])
def test_a_choice_of_an_unknown_part_is_refused(wrong):
    from dataclasses import replace

    from proofcheck.core import StatementError

    with pytest.raises(StatementError, match="choice"):
        statement("s", replace(LINEAR, choices={wrong: "?"}))


ALL_AT_ONCE = {
    "display": lambda c: {**c},
    "call": lambda c: (lambda **parts: parts)(**c),
    "dict": dict,
    "copy": lambda c: c.copy(),
    "copy module": copy.copy,
    "union": lambda c: c | {},
    "union from the left": lambda c: {} | c,
    "comparison": lambda c: c == {"slope": 2},
    "json": json.dumps,
    "update": lambda c: {}.update(c),
}


@pytest.mark.parametrize("name", ALL_AT_ONCE)
def test_who_copies_a_formula_reads_all_of_it(name):
    claim = Reading({"slope": 2, "constant": 1})
    ALL_AT_ONCE[name](claim)
    assert claim.read == {"slope", "constant"}


def test_single_parts_are_read_in_every_way():
    claim = Reading({"a": 1, "b": 2, "c": 3})
    assert (claim.pop("a"), claim.setdefault("b"), claim.get("d")) == (1, 2, None)
    assert claim.read == {"a", "b", "d"}


def test_no_survivor_is_left_out_because_its_check_copies_the_formula(tmp_path):
    def copying(point, claim):
        return on_points(point, {**claim, "constant": 1})

    steps = (step("copies", Sampling(POINTS, copying, Scope()), formula=dict(LINE)), LINEAR)
    made = library(statement("s", *steps))
    plan = Plan(("s",), Mode.MUTANTS, 20, 0, 0)
    crew = Alone(made.statements, plan.budget)
    done = hunt(made, plan, crew, Store(tmp_path / "hunt.sqlite", {"s": "s"}))
    survivors = {m.id for m in done.records()["s"].mutants if m.survives}
    assert "copies/constant/double" in survivors


def test_what_a_check_reads():
    from proofcheck.core import Budget

    whole = statement("s", LINEAR, BLIND, WITNESS)
    budget = Budget(20, 0, 0)
    assert parts_read(whole, LINEAR, budget) == {
        "derived linear": ("constant", "slope"),
        "sampled on_points": ("constant", "slope"),
    }
    assert parts_read(whole, WITNESS, budget) == {"exact <lambda>": ("x",)}
    claim = Reading({"a": 1, "b": 2, "c": 3})
    assert (claim.get("a"), claim.read) == (1, {"a"})
    assert (sorted(claim.values()), claim.read) == ([1, 2, 3], {"a", "b", "c"})
    assert len(list(Reading({"a": 1}).items())) == 1
