"""`list` and `show` read what `check` has left, and never take more from it than is there."""

import json
import re

import pytest


def status_of(ended, name):
    return re.search(rf"^{name} +\d+ +(\w+(?: \w+)?)  ", ended.out, re.MULTILINE)[1]


def test_before_any_check(proofcheck):
    ended = proofcheck("list")
    assert ended.status == 0
    assert status_of(ended, "my-true") == "not checked"


def test_ids_of_the_paper_without_a_module(proofcheck, monkeypatch):
    from proofcheck.cli import listing
    from proofcheck.runner.discovery import Library

    monkeypatch.setattr(listing, "discover", lambda directories: Library({}))
    ended = proofcheck("list")
    assert status_of(ended, "theorem-2") == "not encoded"
    assert ended.out.count("not encoded") == 22


def test_after_a_check(proofcheck):
    proofcheck("check", "my-leaning", "my-false", "--examples", "30")
    ended = proofcheck("list")
    found = {n: status_of(ended, n) for n in ("my-leaning", "my-cited", "my-false", "my-true")}
    assert found == {
        "my-leaning": "cited",
        "my-cited": "cited",
        "my-false": "refuted",
        "my-true": "not checked",
    }


def test_results_of_several_checks_add_up(proofcheck):
    proofcheck("check", "my-true")
    proofcheck("check", "my-cited")
    ended = proofcheck("list")
    assert (status_of(ended, "my-true"), status_of(ended, "my-cited")) == ("settled", "cited")


def test_a_changed_module_is_not_checked(proofcheck, tmp_path):
    proofcheck("check", "my-true")
    path = tmp_path / "lemmas" / "successors.py"
    path.write_text(path.read_text() + "\n# changed\n")
    assert status_of(proofcheck("list"), "my-true") == "not checked"


def test_list_as_json(proofcheck):
    proofcheck("check", "my-true")
    rows = {
        row["id"]: row for row in json.loads(proofcheck("list", "--json", "-").out)["statements"]
    }
    assert rows["my-true"]["status"] == "settled"
    assert rows["lemma-12"]["page"] == 12


def test_list_says_what_the_stored_run_was(proofcheck):
    proofcheck("check", "my-true", "--examples", "7", "--digits", "20", "--seed", "3")
    assert re.search(r"^my-true +7 +settled +- +7/20/3 +Successors", proofcheck("list").out, re.M)
    rows = {r["id"]: r for r in json.loads(proofcheck("list", "--json", "-").out)["statements"]}
    fields = ("examples", "digits", "seed", "problems")
    assert [rows["my-true"][name] for name in fields] == [7, 20, 3, []]
    assert [rows["my-false"][name] for name in fields] == [None, None, None, []]


def test_list_marks_a_status_from_a_run_that_ended_with_problems(proofcheck):
    assert proofcheck("check", "my-true", "--examples", "0").status == 3
    ended = proofcheck("list")
    assert re.search(r"^my-true +7 +settled \(!\) +- +0/50/0 ", ended.out, re.M)
    assert "(!) not as it should be in the stored run" in ended.out
    assert "my-true, step successor: compare is undecided" in ended.out
    shown = proofcheck("show", "my-true").out
    assert "as of a run with 0 examples, 50 digits, seed 0" in shown
    assert "compare is undecided" in shown[: shown.index("Claim")]


def test_show_names_the_stated_instance_beside_the_claim(proofcheck):
    text = re.sub(r"\s+", " ", proofcheck("show", "my-instance").out)
    assert "x + 1 [claimed of exactly: x = 1] universal" in text


def test_show_before_any_check(proofcheck):
    ended = proofcheck("show", "my-vacuous")
    assert ended.status == 0
    assert "not checked; run: proofcheck check my-vacuous" in ended.out
    assert "never (p. 7): 0 = 1 [not checked]" in ended.out
    assert "holds" not in ended.out


def test_show_a_settled_statement(proofcheck):
    proofcheck("check", "my-true", "--examples", "30")
    text = proofcheck("show", "my-true").out
    for words in (
        "my-true (p. 7): Successors",
        "status settled",
        "x + 1 follows x",
        "1. successor (p. 7): settled",
        "universal; all widths, depths, layers, data; with and without biases; any activations",
        "- derived: holds: at all points [derive]",
        "- sampled: holds, 50 digits: no counterexample among 30 instances [compare]",
        "minus (step successor): x - 1",
        "- killed by derive (derived): at [0, 1, 2",
        "- killed by compare (sampled): example 0 (all)",
        "all: 30",
    ):
        assert words in text, words
    assert max(len(line) for line in text.splitlines()) <= 100


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("my-vacuous", "never (p. 7): 0 = 1 [no derivation holds; met 0 times]"),
        ("my-vacuous", "sampled: undecided (vacuous)"),
        ("my-survivor", "- SURVIVES: derive: holds: at all points"),
        ("my-open", "open: a sign is missing"),
        ("my-false", "confirmed by counting"),
        ("my-lost-finding", "slip (p. 7): misprint, not reproduced"),
        ("my-leaning", "leans on my-cited, which is cited"),
        ("my-cited", "cited: holds: Nobody (1999), Theorem 1"),
        ("my-untested", "was never seen to fail"),
    ],
)
def test_show_says_what_matters(proofcheck, name, words):
    proofcheck("check", name, "--examples", "30")
    text = re.sub(r"\s+", " ", proofcheck("show", name).out)
    assert words in text


def test_show_as_json_is_the_object_of_check(proofcheck):
    made = json.loads(proofcheck("check", "my-true", "--json", "-").out)["statements"][0]
    shown = json.loads(proofcheck("show", "my-true", "--json", "-").out)
    assert shown == made


def test_show_an_id_without_a_module(proofcheck, monkeypatch):
    from proofcheck.cli import showing
    from proofcheck.runner.discovery import Library

    monkeypatch.setattr(showing, "discover", lambda directories: Library({}))
    ended = proofcheck("show", "theorem-2")
    assert ended.status == 0
    assert ended.out.startswith("theorem-2 (p. 7): ")
    assert ended.out.endswith("not encoded\n")
    shown = json.loads(proofcheck("show", "theorem-2", "--json", "-").out)
    assert (shown["page"], shown["status"]) == (7, "not encoded")
