"""What `check`, `list` and `show` say: each status in its own word, undecided never as success."""

import pytest
from made_up_entries import BUDGET, FAILS, KILLED, killed, made, piece, step
from rich.console import Console, Group

from proofcheck.cli.ledger_text import (
    ledger_parts,
    ledger_table,
    mutants_killed,
    samples,
    steps_by_status,
)
from proofcheck.cli.listing import _mark, _run
from proofcheck.cli.statement_text import kernel_parts, statement_parts
from proofcheck.core import (
    Cause,
    Finding,
    FindingKind,
    Form,
    Hypothesis,
    Kind,
    MutantRecord,
    Outcome,
    Textbook,
    Verdict,
    instances,
    scope,
    undecided,
)
from proofcheck.runner.engine import Run
from proofcheck.runner.problems import Problem

UNSURE = undecided(Cause.PRECISION, "0 lies in the ball")


def lines_of(parts):
    console = Console(width=150, color_system=None, force_terminal=False)
    with console.capture() as captured:
        console.print(Group(*parts))
    return [line.rstrip() for line in captured.get().splitlines() if line.strip()]


def shown(entry):
    """What `show` prints."""
    return lines_of(statement_parts(entry))


def checked(*found, missing=(), wrong=()):
    """What `check` prints."""
    done = Run(tuple(e.statement.id for e in found), BUDGET, elapsed=2.5)
    return lines_of(ledger_parts(found, done, missing, wrong))


STATUSES = {
    "settled": made(piece()),
    "sampled": made(piece(kind=Kind.SAMPLED)),
    "cited": made(piece(kind=Kind.CITED)),
    "undecided": made(piece(UNSURE)),
    "refuted": made(piece(FAILS)),
}


@pytest.mark.parametrize("word", STATUSES)
def test_each_status_is_counted_by_its_own_word_and_no_other(word):
    lines = checked(STATUSES[word])
    counts = dict(
        reversed(line.split())
        for line in lines
        if line.strip()[0].isdigit() and " " in line.strip() and len(line.split()) == 2
    )
    assert counts[word] == "1"
    assert sum(int(counts[other]) for other in STATUSES) == 1
    assert steps_by_status(STATUSES[word]) == f"1 {word}"


@pytest.mark.parametrize("word", STATUSES)
def test_show_names_the_status_of_statement_and_step(word):
    lines = shown(STATUSES[word])
    assert lines[0] == "my-sum (p. 7): A sum"
    assert lines[1].split(":")[0] == f"status {word}"
    assert f"  1. sum (p. 7): {word}" in lines


def test_steps_are_counted_strongest_first():
    steps = (step(), step("other"), step("third"))
    assert steps_by_status(made(piece(), steps=steps)) == "1 settled\n2 undecided"


def test_samples_count_random_instances_only():
    def seen(count):
        return Outcome(Verdict.HOLDS, samples=count)

    pieces = [piece(seen(3), Kind.SAMPLED), piece(seen(4), Kind.SAMPLED), piece(seen(9))]
    assert samples(made(*pieces)) == 7


@pytest.mark.parametrize(
    ("mutants", "shown_as"),
    [
        ((), "0/0"),
        (KILLED, "2/2"),
        ((killed(), MutantRecord("left", "sum", "x")), "1/2"),
        ((killed(), MutantRecord("same", "sum", "x", (), "1 + 1 = 2", True)), "1/1"),
        ((MutantRecord("said", "sum", "x", (), "1 + 1 = 2", False),), "0/1"),
    ],
)
def test_a_mutant_that_is_only_said_to_be_equivalent_counts_as_alive(mutants, shown_as):
    assert mutants_killed(made(piece(), mutants=mutants)) == shown_as


def test_survivors_are_named_in_the_summary():
    lines = checked(made(piece(), mutants=(killed(), MutantRecord("left", "sum", "x"))))
    assert "     1 surviving mutants, left (my-sum)" in lines
    assert "  seed 7, 50 digits, 200 examples; 2.5 s" in lines


def test_what_was_not_checked_has_no_time_and_no_success():
    entry = made(piece(), stored=False)
    row = lines_of([ledger_table([entry])])[-1].split()
    assert row[0] == "my-sum"
    assert row[-1] == "-"
    assert "settled" not in row
    assert shown(entry)[1] == "not checked; run: proofcheck check my-sum"


def test_page_0_is_no_page():
    entry = made(piece(), page=0)
    assert "my-sum (no page): A sum" in shown(entry)
    assert lines_of([ledger_table([entry])])[-1].split()[1] == "-"


def test_open_steps_are_listed_while_they_are_undecided_only():
    opening = (step(open="a sign is missing"),)
    undone, done = made(piece(UNSURE), steps=opening), made(piece(), steps=opening)
    line = "  my-sum, step sum (only): a sign is missing"
    assert line in checked(undone)
    assert line not in checked(done)
    assert "     open: a sign is missing" in shown(undone)


@pytest.mark.parametrize("missing", [("theorem-4",), ("theorem-4", "lemma-a2")])
def test_what_no_module_encodes_is_counted(missing):
    assert f"  {len(missing):>4} not encoded" in checked(made(piece()), missing=missing)


def test_problems_textbook_facts_and_citations_are_named():
    entry = made(piece(), rests_on=(Textbook.TAYLOR,))
    lines = checked(entry, wrong=(Problem(3, "my-sum is undecided"),))
    assert lines[lines.index("Not as it should be") + 1] == "  my-sum is undecided"
    assert lines[lines.index("Rests on") + 1] == f"  {Textbook.TAYLOR.value}"
    assert lines[lines.index("Cited") + 1] == "  Peano 1889 (my-sum)"


HYPOTHESES = {
    "used": (True, "used; met 3 times"),
    "unused": (False, "not used by the derivation; met 3 times"),
    "unknown": (None, "no derivation holds; met 3 times"),
}


@pytest.mark.parametrize("name", HYPOTHESES)
def test_how_a_hypothesis_was_used_is_three_valued(name):
    used, words = HYPOTHESES[name]
    record = {"hypotheses_met": {"h": 3}, "hypotheses_used": {"h": used}}
    entry = made(piece(), hypotheses=(Hypothesis("h", "x > 0", 5),), record=record)
    assert f"  h (p. 5): x > 0 [{words}]" in shown(entry)


def test_a_setting_has_no_verdict_and_a_form_is_named():
    fixed = Hypothesis("h", "two networks", 5, setting=True)
    printed = Hypothesis("p", "x > 0", 5, form=Form.LITERAL)
    lines = shown(made(piece(), hypotheses=(fixed, printed)))
    assert "  h (p. 5): two networks [fixed by the encoding]" in lines
    assert "  p (p. 5, literal form): x > 0 [no derivation holds; met 0 times]" in lines


FATES = {
    "killed": (killed(), "     - killed by count (derived): 1 != 2"),
    "survives": (MutantRecord("m", "sum", "x", detail="time"), "     - SURVIVES: time"),
    "equivalent": (
        MutantRecord("m", "sum", "x", (), "1 = 1", True),
        "     - equivalent, because 1 = 1",
    ),
    "believed": (MutantRecord("m", "sum", "x", (), "1 = 1", False), "     - SURVIVES"),
    "contradicted": (
        killed(equivalent="1 = 1"),
        "     declared equivalent, because 1 = 1, but:",
    ),
}


@pytest.mark.parametrize("name", FATES)
def test_the_fate_of_a_mutant(name):
    mutant, line = FATES[name]
    lines = shown(made(piece(), mutants=(mutant,)))
    assert line in lines
    assert any("SURVIVES" in line for line in lines) == (name in ("survives", "believed"))


EVIDENCE = {
    "derived": (piece(), "     - derived: holds: 0 = 0 [count]"),
    "cause": (piece(UNSURE), "     - derived: undecided (precision): 0 lies in the ball [count]"),
    "confirmed": (
        piece(FAILS),
        "     - derived: refuted: 1 is not 0; confirmed by counting [count]",
    ),
    "digits": (
        piece(Outcome(Verdict.HOLDS, "none", digits=50), Kind.SAMPLED),
        "     - sampled: holds, 50 digits: none [count]",
    ),
    "scope": (
        piece(kind=Kind.EXACT, scope=instances("x = 1")),
        "     - exact: holds: 0 = 0 [count; exactly: x = 1]",
    ),
}


@pytest.mark.parametrize("name", EVIDENCE)
def test_evidence_says_kind_verdict_cause_and_reach(name):
    seen, line = EVIDENCE[name]
    assert line in shown(made(seen))


def test_a_claim_about_stated_instances_names_them_once():
    one = (step(scope=instances("x = 1")),)
    lines = shown(made(piece(scope=instances("x = 1")), steps=one))
    assert "     1 + 1 = 2 [claimed of exactly: x = 1]" in lines
    assert "     universal" in lines
    wide = shown(made(piece(), steps=(step(scope=scope("C2")),)))
    assert any(line.startswith("     universal; all widths") for line in wide)


SLIP = Finding("slip", FindingKind.MISPRINT, 7, "line 2", "1 + 1 = 3", ("sum",), "2", ("mended",))
PRINTED = (step(form=Form.LITERAL), step("mended", form=Form.REPAIRED))


@pytest.mark.parametrize(
    ("entry", "state"),
    [
        (made(piece(), steps=PRINTED, findings=(SLIP,)), "not reproduced"),
        (made(piece(FAILS), steps=PRINTED, findings=(SLIP,), stored=False), "not checked"),
    ],
)
def test_a_finding_without_evidence_is_not_said_to_be_reproduced(entry, state):
    assert f"  slip (p. 7): misprint, {state}" in shown(entry)
    assert not any(line.startswith("Findings (") for line in checked(entry))


def test_literal_and_repaired_are_two_columns():
    entry = made(piece(FAILS), steps=PRINTED)
    row, more = (line.split() for line in lines_of([ledger_table([entry])])[-2:])
    assert row[2:4] == ["undecided", "refuted"]
    assert (row[4:6], more) == (["1", "undecided"], ["1", "refuted"])
    assert any(line.startswith("as printed refuted: ") for line in shown(entry))
    assert lines_of([ledger_table([made(piece())])])[-1].split()[3] == "-"


def test_where_results_come_from_and_what_is_left_out():
    lines = shown(made(piece(), record={"regions": {"lambda = 1/2": 4}}))
    assert lines[lines.index("Regions met") + 1] == "  lambda = 1/2: 4"
    assert "as of a run with 200 examples, 50 digits, seed 7" in lines
    assert "Findings" not in lines
    assert "Leans on" not in lines


def test_a_theorem_of_the_kernel_is_shown_with_its_status():
    row = {
        "library": "Minima",
        "status": "kernel",
        "tier": "axioms of the reals",
        "reason": "accepted",
        "says": "x = x",
        "theorem": "refl",
        "file": "Minima.v",
    }
    assert lines_of(kernel_parts([row])) == [
        "Coq",
        "  Minima: kernel (axioms of the reals): accepted",
        "     x = x",
        "     refl in Minima.v",
    ]
    assert "  Minima: not-exported" in lines_of(
        kernel_parts([{**row, "status": "not-exported", "tier": "", "reason": ""}])
    )
    assert lines_of(kernel_parts([])) == []


@pytest.mark.parametrize(
    ("status", "problems", "marked"),
    [
        ("settled", ["x"], True),
        ("settled", [], False),
        ("sampled", ["x"], True),
        ("refuted", ["x"], False),  # the word says it already
        ("undecided", ["x"], False),
        ("not checked", [], False),
    ],
)
def test_a_status_that_hides_problems_is_marked(status, problems, marked):
    assert bool(_mark({"status": status, "problems": problems})) is marked


def test_the_settings_of_a_stored_run():
    assert _run({"examples": 200, "digits": 50, "seed": 7}) == "200/50/7"
    assert _run({"examples": 0, "digits": 50, "seed": 0}) == "0/50/0"
    assert _run({"examples": None, "digits": None, "seed": None}) == "-"
