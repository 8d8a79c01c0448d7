"""Entries, problems and the JSON object: what a run amounts to, and its exit status."""

import json
from dataclasses import replace

import pytest
from fakes import (
    BUDGET,
    DERIVATION,
    EVEN,
    EVERYWHERE,
    SAMPLING,
    SUMS,
    WRONG,
    a_statement,
    a_step,
    compare,
    right,
    wrong,
)

from proofcheck.core import (
    Cause,
    Citation,
    Computation,
    Finding,
    FindingKind,
    Form,
    Kind,
    Mutant,
    Quantifier,
    Sampling,
    Scope,
    Step,
    Textbook,
    refuted,
    scope,
    undecided,
)
from proofcheck.runner.discovery import Library
from proofcheck.runner.engine import run
from proofcheck.runner.entries import entries
from proofcheck.runner.output import run_to_json
from proofcheck.runner.problems import Problem, exit_status, problems
from proofcheck.runner.store import Stored


def checked(*statements, budget=BUDGET, leave_out=()):
    library = Library({statement.id: statement for statement in statements})
    done = run(library, tuple(library.statements), budget)
    results = {
        name: Stored(record, budget, done.seconds[name])
        for name, record in done.records.items()
        if name not in leave_out
    }
    return entries(library, results, library.statements)


def one(*checks, **fields):
    return a_statement(a_step(*checks, **fields))


def ends(*statements, **fields):
    found = problems(checked(*statements, **fields))
    return exit_status(found), [problem.text for problem in found]


def hesitates(instance, claim):
    return undecided(Cause.PRECISION, "too wide")


UNSURE = Sampling(SUMS, hesitates, EVERYWHERE)
MISPRINT = Finding("slip", FindingKind.MISPRINT, 1, "eq. (1)", "x", ("printed",), "y", ("mended",))


def two_forms(printed, mended):
    steps = (
        a_step(DERIVATION, name="printed", formula=printed, form=Form.LITERAL, mutants=()),
        a_step(DERIVATION, name="mended", formula=mended, form=Form.REPAIRED),
    )
    return a_statement(*steps, findings=(MISPRINT,))


def test_everything_as_recorded():
    assert ends(one(DERIVATION, SAMPLING)) == (0, [])


def test_a_refuted_statement():
    status, texts = ends(one(DERIVATION, formula=wrong, mutants=()))
    assert (status, len(texts)) == (1, 1)
    assert "lemma-sum is refuted" in texts[0]


def test_an_undecided_statement():
    status, texts = ends(one(UNSURE, mutants=()))
    assert (status, len(texts)) == (3, 1)
    assert "too wide" in texts[0]


def test_an_open_step_is_no_problem():
    assert ends(one(UNSURE, mutants=(WRONG,), open="known")) == (0, [])


def test_an_undecided_check_beside_a_derivation_is_a_problem():
    status, texts = ends(one(DERIVATION, UNSURE))
    assert (status, len(texts)) == (3, 1)
    assert "hesitates is undecided" in texts[0]


def test_a_sampled_check_that_killed_nothing_is_undecided():
    assert ends(one(SAMPLING, mutants=()))[0] == 3


def test_a_surviving_mutant_is_named():
    same = Mutant("same", "nothing", lambda claim: right)
    status, texts = ends(one(DERIVATION, mutants=(WRONG, same)))
    assert (status, texts) == (3, ["mutant same of lemma-sum survives (nothing)"])


def test_open_hides_survivors_only_while_the_step_is_open():
    same = Mutant("same", "nothing", lambda claim: right)
    assert ends(one(UNSURE, mutants=(same,), open="known")) == (0, [])
    status, texts = ends(one(DERIVATION, mutants=(WRONG, same), open="known"))
    assert (status, texts) == (3, ["mutant same of lemma-sum survives (nothing)"])


def no_witness(budget, claim):
    return refuted("this is none", confirmed_by="counting")


@pytest.mark.parametrize(
    ("check", "fields"),
    [
        (Sampling(SUMS, lambda one, claim: no_witness(None, claim), EVERYWHERE), {}),
        (Computation(no_witness, Scope(), Kind.EXACT), {"quantifier": Quantifier.EXISTENTIAL}),
    ],
)
@pytest.mark.parametrize("recorded", [None, "known"])
def test_a_counterexample_that_does_not_refute_is_a_problem(check, fields, recorded):
    step = a_step(DERIVATION, check, scope=scope("sigmoid"), open=recorded, **fields)
    status, texts = ends(a_statement(step))
    assert status == 3
    assert any("does not refute the step" in text and "none" in text for text in texts)


def test_a_finding_that_reproduces():
    assert ends(two_forms(wrong, right)) == (0, [])


def test_a_finding_that_does_not_reproduce():
    status, texts = ends(two_forms(right, right))
    assert (status, texts) == (1, ["finding slip of lemma-sum does not reproduce"])


def test_a_finding_that_time_cut_short_is_undecided():
    statement = two_forms(wrong, right)
    found = problems(checked(statement, leave_out=(statement.id,)))
    assert exit_status(found) == 3
    assert {problem.status for problem in found} == {3}


def test_no_examples_never_end_well():
    budget = replace(BUDGET, examples=0)
    assert ends(one(SAMPLING), budget=budget)[0] == 3
    assert ends(one(DERIVATION, SAMPLING), budget=budget)[0] == 3


def test_what_leans_on_an_undecided_statement_is_a_problem():
    ancestor = replace(one(UNSURE, mutants=()), id="a")
    status, texts = ends(ancestor, replace(one(DERIVATION), uses=("a",)))
    assert status == 3
    assert any("that proof is broken" in text for text in texts)


def test_what_leans_on_an_open_statement_says_so_itself_or_is_a_problem():
    ancestor = replace(one(UNSURE, mutants=(WRONG,), open="known"), id="a")
    leaning = replace(one(DERIVATION), uses=("a",))
    status, texts = ends(ancestor, leaning)
    assert (status, len(texts)) == (3, 1)
    assert "leans on a" in texts[0]
    assert ends(ancestor, replace(leaning, open="waits for a")) == (0, [])


@pytest.mark.parametrize(("statuses", "expected"), [((), 0), ((3,), 3), ((1,), 1), ((3, 1, 3), 1)])
def test_refuted_wins_over_undecided(statuses, expected):
    assert exit_status([Problem(status, "x") for status in statuses]) == expected


def test_not_checked_is_undecided():
    entry = checked(one(DERIVATION), leave_out=("lemma-sum",))[0]
    assert entry.stored is None
    assert (entry.repaired.status.word, entry.repaired.cause) == ("undecided", Cause.TIME)
    assert "not checked" in entry.repaired.reason


STATEMENT_FIELDS = {
    "id": str,
    "title": str,
    "page": int,
    "status": str,
    "reason": str,
    "uses": list,
    "literal": str,
    "rests_on": list,
    "hypotheses": list,
    "regions": dict,
    "steps": list,
    "mutants": list,
}


def full():
    ancestor = a_statement(
        Step("s", "x", 1, (Citation("Nitta 2017", EVERYWHERE),)),
        name="cited",
        rests_on=(Textbook.TAYLOR,),
    )
    found = checked(ancestor, replace(two_forms(wrong, right), uses=("cited",)), one_sampled())
    return run_to_json(found, BUDGET, 1.23456, ("theorem-2",))


def one_sampled():
    return replace(one(SAMPLING), id="sampled", hypotheses=(EVEN,))


def test_json_has_the_promised_fields():
    data = json.loads(json.dumps(full()))
    promised = {"version", "seed", "digits", "seconds", "statements", "findings"}
    assert promised <= set(data)
    assert (data["seed"], data["digits"], data["seconds"]) == (0, 20, 1.235)
    for statement in data["statements"]:
        for name, kind in STATEMENT_FIELDS.items():
            assert isinstance(statement[name], kind), name


def test_json_says_what_the_ledger_says():
    cited, mended, sampled = full()["statements"]
    assert (cited["status"], cited["rests_on"]) == ("cited", [Textbook.TAYLOR.value])
    assert (mended["status"], mended["literal"]) == ("cited", "refuted")
    assert mended["rests_on"] == cited["rests_on"]
    assert "leans on cited" in mended["reason"]
    assert sampled["status"] == sampled["literal"] == "sampled"
    assert set(sampled["hypotheses"][0]) >= {"id", "text", "met", "used"}


def test_json_of_steps_mutants_and_findings():
    data = full()
    step = data["statements"][1]["steps"][0]
    assert {"id", "claim", "page", "form", "quantifier", "evidence"} <= set(step)
    assert (step["form"], step["quantifier"]) == ("literal", "universal")
    mutant = data["statements"][1]["mutants"][0]
    assert {"id", "killed", "equivalent", "by"} <= set(mutant)
    assert mutant["killed"] is True
    finding = data["findings"][0]
    assert {"id", "statement", "kind", "claim", "evidence", "repair"} <= set(finding)
    assert (finding["page"], finding["place"]) == (1, "eq. (1)")
    assert finding["kind"] == "misprint"
    assert "differences" in finding["evidence"]


def test_a_finding_without_machine_evidence_is_not_reported():
    found = checked(two_forms(right, right))
    assert run_to_json(found, BUDGET, 0, ())["findings"] == []


def test_a_confirmed_refutation_has_its_witness_in_json():
    found = checked(one(SAMPLING, formula=wrong, mutants=()))
    piece = run_to_json(found, BUDGET, 0, ())["statements"][0]["steps"][0]["evidence"][0]
    assert set(piece["witness"]) == {"x", "y"}
    assert compare is not wrong
