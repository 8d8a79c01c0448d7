"""`proofcheck hunt` and `replay`: exit statuses, JSON, the files they leave, misuse."""

import json

import pytest

from proofcheck.cli import main


@pytest.fixture
def hunt(proofcheck):
    def run(*arguments):
        return proofcheck("hunt", *arguments, "--jobs", "1")

    return run


def test_a_true_lemma_is_not_refuted(hunt):
    ended = hunt("my-true", "--examples", "30")
    assert ended.status == 0
    assert "0 claims refuted" in ended.out


def test_a_false_lemma_is_refuted_with_a_case_that_replays(hunt, proofcheck, tmp_path):
    ended = hunt("my-false", "--examples", "60")
    assert ended.status == 1
    assert "my-false REFUTED: step successor: 3 is no successor" in ended.out
    (line,) = (x for x in ended.out.splitlines() if x.startswith("  replay"))
    path = tmp_path / line.split()[-1]
    assert path.parent == tmp_path / ".proofcheck" / "cases" / "my-false"
    again = proofcheck("replay", str(path))
    assert again.status == 0
    assert "reproduces" in again.out
    path.write_text(path.read_text().replace('"x": "3"', '"x": "4"'))
    changed = proofcheck("replay", str(path))
    assert changed.status == 1
    assert "DOES NOT REPRODUCE" in changed.out


def test_mutants_are_listed_each_with_its_counterexample(hunt):
    ended = hunt("my-true", "--mutants")
    assert ended.status == 0
    assert "  my-true minus: killed, derived by derive: " in ended.out
    assert "  my-true successor/opposite: killed, derived by derive: " in ended.out


def test_a_survivor_is_status_3(hunt):
    ended = hunt("my-survivor", "--mutants")
    assert ended.status == 3
    assert "my-survivor same: SURVIVES" in ended.out


def test_the_same_json_as_check_for_what_it_ran(hunt, proofcheck):
    checked = json.loads(proofcheck("check", "my-true", "--json", "-", "--examples", "30").out)
    hunted = json.loads(hunt("my-true", "--json", "-", "--examples", "30").out)
    assert set(checked) <= set(hunted)
    (one,), (other,) = checked["statements"], hunted["statements"]
    assert set(one) == set(other)
    assert one["status"] == other["status"] == "settled"
    evidence = [e["samples"] for s in other["steps"] for e in s["evidence"]]
    assert evidence == [e["samples"] for s in one["steps"] for e in s["evidence"]]
    assert [case["mutant"] for case in hunted["counterexamples"]] == ["minus"]


def test_two_processes_give_the_same_json(hunt, proofcheck):
    one = json.loads(hunt("my-true", "my-false", "--all", "--examples", "40", "--json", "-").out)
    two = json.loads(
        proofcheck(
            "hunt", "my-true", "my-false", "--all", "--examples", "40", "--json", "-", "--jobs", "2"
        ).out
    )
    for data in (one, two):
        data.pop("seconds")
        for found in data["statements"]:
            found.pop("seconds")
            for step in found["steps"]:
                for piece in step["evidence"]:
                    piece.pop("seconds")
    assert one == two


def test_a_budget_of_time_is_no_cut(hunt):
    ended = hunt("my-sampled", "--time", "1s")
    assert ended.status == 0
    assert "stopped after" in ended.out


SLOW = """
import time

time.sleep(2.5)
"""


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_loading_takes_nothing_from_the_time(proofcheck, tmp_path, jobs):
    module = tmp_path / "lemmas" / "successors.py"
    module.write_text(module.read_text() + SLOW)
    ended = proofcheck("hunt", "my-true", "--time", "2s", "--jobs", jobs)
    assert "\n0 instances" not in ended.out
    assert "not looked at" not in ended.out
    assert ended.status == 0


def test_a_time_in_which_nothing_can_be_looked_at_is_no_success(hunt):
    ended = hunt("my-true", "--time", "0.000001")
    assert "\n0 instances" in ended.out
    assert "\nnot looked at: my-true\n" in ended.out
    assert ended.status == 3


def test_resume_does_nothing_twice(hunt):
    hunt("my-true", "--examples", "30")
    ended = hunt("my-true", "--examples", "30", "--resume")
    assert "units from the store" in ended.out
    assert "units from the store" not in hunt("my-true", "--examples", "30").out


def test_the_store_can_be_elsewhere(hunt, tmp_path):
    hunt("my-false", "--examples", "30", "--store", "kept/here.sqlite")
    assert (tmp_path / "kept" / "here.sqlite").exists()
    assert list(tmp_path.glob("kept/cases/my-false/*.json"))
    assert not (tmp_path / ".proofcheck").exists()


@pytest.mark.parametrize("text", ["soon", "0", "-1s", "nan", "inf", "1e99", "5d"])
def test_a_time_that_is_none_is_refused(hunt, text):
    assert hunt("my-true", "--time", text).status == 2


@pytest.mark.parametrize(
    "arguments",
    [
        ("hunt", "lemma-99"),
        ("hunt", "--examples", "-1"),
        ("hunt", "--store", "."),
        ("hunt", "my-true", "--scheduler", "nowhere"),
        ("replay", "missing.json"),
        ("replay",),
    ],
)
def test_misuse_is_status_2_without_a_traceback(proofcheck, arguments):
    ended = proofcheck(*arguments)
    assert ended.status == 2
    assert "Traceback" not in ended.err
    assert ended.err


def test_no_file_is_half_written_when_the_store_is_no_store(hunt, tmp_path):
    (tmp_path / "text.sqlite").write_text("a text that is no database, and long enough " * 20)
    ended = hunt("my-true", "--store", "text.sqlite")
    assert ended.status == 2
    assert "text.sqlite" in ended.err


@pytest.mark.parametrize("command", ["hunt", "replay"])
def test_help_has_an_example(command, capsys):
    assert main([command, "--help"]) == 0
    assert "Example:" in capsys.readouterr().out
