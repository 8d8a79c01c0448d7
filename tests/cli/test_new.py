"""`new`: what it writes runs at once, shows nothing, and earns a status only step by step."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import proofcheck as package
from proofcheck.cli.scaffold import Scaffold
from proofcheck.core import InputError
from proofcheck.runner.single import check_statement
from proofcheck.runner.store import write_new

ROOT = Path(package.__file__).parents[1]
TITLE = ("--title", "Shares of two neurons")
LEFT = 'raise NotImplementedError("write the left side")'
RIGHT = 'raise NotImplementedError("write the right side")'
NO_MUTANT = "MUTANTS: tuple[Mutant, ...] = ()"
DIES = 'MUTANTS = (Mutant("sign", "minus", lambda claim: lambda x: -claim(x)),)'
LIVES = 'MUTANTS = (Mutant("same", "the same", lambda claim: lambda x: claim(x)),)'
SIDES = {LEFT: "return (x + 1) ** 2", RIGHT: "return x**2 + 2 * x + 1"}
MET = {"Verdict.UNDECIDED": "Verdict.HOLDS"}


@pytest.fixture
def new(proofcheck):
    """Scaffold in the current directory, then change the module; return how `check` ends."""

    def run(changes, *arguments):
        assert proofcheck("new", "my-new", *TITLE, *arguments, modules=None).status == 0
        path = Path("theorems", "my_new.py")
        text = path.read_text()
        for old, changed in changes.items():
            assert text.count(old) == 1
            text = text.replace(old, changed)
        path.write_text(text)
        ended = proofcheck("check", "my-new", "--examples", "9", "--json", "-", modules=None)
        return ended.status, json.loads(ended.out)["statements"][0]

    return run


def test_it_runs_at_once_and_is_vacuous(new):
    status, found = new({})
    assert (status, found["status"], found["cause"]) == (3, "undecided", "vacuous")
    assert "no instance met the hypotheses; not met: hypothesis" in found["reason"]
    assert found["regions"] == {"generic": 9}


def test_instances_alone_are_not_enough(new):
    status, found = new(MET)
    assert (status, found["status"]) == (3, "undecided")
    assert "NotImplementedError: write the left side" in found["reason"]


def test_nothing_is_believed_while_no_mutant_dies(new):
    status, found = new({**SIDES, **MET})
    assert (status, found["status"], found["cause"]) == (3, "undecided", "vacuous")
    assert "never seen to fail: it killed no mutant" in found["reason"]


def test_a_mutant_that_survives_is_no_help(new):
    status, found = new({**SIDES, **MET, NO_MUTANT: LIVES})
    assert (status, found["status"]) == (3, "undecided")
    assert [m["id"] for m in found["mutants"] if not m["killed"]] == ["same"]


def test_sampled_once_a_mutant_dies(new):
    status, found = new({**SIDES, **MET, NO_MUTANT: DIES})
    assert (status, found["status"], found["cause"]) == (0, "sampled", None)
    assert found["steps"][0]["evidence"][0]["samples"] == 9


def test_a_mutant_alone_does_not_help_where_no_hypothesis_is_met(new):
    status, found = new({**SIDES, NO_MUTANT: DIES})
    assert (status, found["status"], found["cause"]) == (3, "undecided", "vacuous")


def test_a_false_claim_is_refuted(new):
    wrong = {LEFT: "return (x + 1) ** 2", RIGHT: "return x**2 + 1"}
    status, found = new({**wrong, **MET, NO_MUTANT: DIES})
    assert (status, found["status"]) == (1, "refuted")
    assert "x" in found["steps"][0]["evidence"][0]["witness"]


def test_page_and_source_are_kept_and_may_be_left_out(new, proofcheck):
    _, found = new({}, "--page", "5", "--source", "Kawaguchi 2016")
    assert (found["page"], found["source"]) == (5, "Kawaguchi 2016")
    shown = proofcheck("show", "my-new", modules=None).out
    assert shown.startswith("my-new (Kawaguchi 2016, p. 5): Shares of two neurons\n")


def test_without_page(new, proofcheck):
    _, found = new({})
    assert (found["page"], found["source"]) == (0, None)
    assert proofcheck("show", "my-new", modules=None).out.startswith("my-new (no page): Shares")
    assert re.search(r"^my-new +- +undecided", proofcheck("list", modules=None).out, re.M)


def test_what_is_printed_can_be_followed(proofcheck):
    ended = proofcheck("new", "my-new", *TITLE, "--modules", "my lemmas", modules=None)
    assert ended.out.splitlines() == [
        "my lemmas/my_new.py: write the claim, draw instances, break it",
        "tests/test_my_new.py: its test",
        "next: proofcheck check my-new --modules 'my lemmas'",
    ]
    ended = proofcheck("check", "my-new", "--examples", "1", modules=Path("my lemmas"))
    assert ended.status == 3


def test_json(proofcheck):
    ended = proofcheck("new", "my-new", *TITLE, "--json", "-", modules=None)
    assert json.loads(ended.out) == {
        "id": "my-new",
        "module": "theorems/my_new.py",
        "test": "tests/test_my_new.py",
    }


def test_the_test_passes_as_written_and_says_what_it_skips(proofcheck):
    folders = ("--modules", "a/theorems", "--tests", "b/c")
    assert proofcheck("new", "my-new", *TITLE, *folders, modules=None).status == 0
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", "b/c"],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.returncode == 0, done.stdout
    assert "1 passed, 1 skipped" in done.stdout
    assert "no mutant yet" in done.stdout


BAD_IDS = {
    "capital": "My-lemma",
    "one word": "lemma",
    "underscore": "my_lemma",
    "blank": "my lemma",
    "a path": "../my-lemma",
    "leading hyphen twice": "--my-lemma",
    "trailing hyphen": "my-",
    "digit first": "1-lemma",
    "not ascii": "mein-grösster-satz",
    "taken for a test": "test-lemma",
    "taken for configuration": "conftest-lemma",
    "too long": "my-" + "x" * 38,
    "newline": "my-lemma\n",
    "empty": "",
}


@pytest.mark.parametrize("name", BAD_IDS.values(), ids=BAD_IDS)
def test_bad_ids_are_refused_with_one_message(proofcheck, tmp_path, name):
    before = sorted(tmp_path.rglob("*"))
    ended = proofcheck("new", *TITLE, "--", name, modules=None)
    assert (ended.status, ended.out, ended.err.count("Error")) == (2, "", 1)
    assert "Traceback" not in ended.err
    assert "repair: write for example my-lemma" in ended.err
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.parametrize("name", ["lemma-12", "my-true"])
def test_an_id_that_is_there_is_refused_with_a_free_one(proofcheck, name):
    ended = proofcheck("new", name, *TITLE, modules=Path("lemmas"))
    assert ended.status == 2
    assert f"write for example {name}-2" in ended.err
    assert ended.err.count("Error") == 1


@pytest.mark.parametrize("option", ["--title", "--source"])
@pytest.mark.parametrize("text", ["", "  ", "two\nlines", "x" * 81, "bell\a", "\udcff"])
def test_bad_texts(proofcheck, option, text):
    given = ("--title", "x", option, text)
    ended = proofcheck("new", "my-new", *given, modules=None)
    assert (ended.status, ended.err.count("\n")) == (2, 1)
    assert f"{option}: given" in ended.err
    assert not Path("theorems").exists()


def test_missing_title_and_negative_page(proofcheck):
    assert proofcheck("new", "my-new", modules=None).status == 2
    assert proofcheck("new", "my-new", *TITLE, "--page", "-1", modules=None).status == 2


@pytest.mark.parametrize("there", ["theorems/my_new.py", "tests/test_my_new.py"])
def test_nothing_is_overwritten_and_nothing_half_written(proofcheck, there):
    Path(there).parent.mkdir()
    Path(there).write_text("from proofcheck.core import Statement, Step\n" + OTHER)
    ended = proofcheck("new", "my-new", *TITLE, modules=None)
    assert (ended.status, there in ended.err, ended.err.count("\n")) == (2, True, 1)
    assert Path(there).read_text().endswith(OTHER)
    assert len(list(Path().glob("t*s/*.py"))) == 1


OTHER = 'STATEMENT = Statement("my-other", "t", 1, "x", (Step("s", "x", 1, ()),))\n'


def test_a_folder_that_is_a_file(proofcheck):
    Path("tests").write_text("")
    ended = proofcheck("new", "my-new", *TITLE, modules=None)
    assert (ended.status, ended.err.count("\n")) == (2, 1)
    assert not list(Path().glob("theorems/*"))


def test_all_or_none_when_the_second_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    first, second = tmp_path / "one" / "a.py", tmp_path / "file" / "b.py"
    with pytest.raises(InputError, match="the new file"):
        write_new({first: "1", second: "2"})
    assert not first.exists()


NASTY = ['She said "no"', "it's", "back\\slash", "$title {x} %s", 'ends with a quote"', "dot."]


@pytest.mark.parametrize("title", NASTY)
def test_a_title_cannot_break_the_module(tmp_path, title):
    made = Scaffold("my-new", title, source=title)
    (tmp_path / made.file_name).write_text(made.module_text())
    statement = check_statement("my-new", tmp_path, examples=1).statement
    assert (statement.title, statement.source, statement.page) == (title, title, 0)


@pytest.mark.parametrize("title", ["Shares", *NASTY[:1], "x" * 80])
def test_what_is_written_keeps_the_house_rules(tmp_path, title):
    made = Scaffold("my-" + "x" * 37, title, page=12, source="y" * 80)
    for name, text in {"made.py": made.module_text(), "test_made.py": made.test_text()}.items():
        (tmp_path / name).write_text(text)
    rules = ("--config", str(ROOT / "pyproject.toml"), "--no-cache")
    for command in (("format", "--check"), ("check", "--ignore", "I001,S101,D1")):
        done = subprocess.run(
            [sys.executable, "-m", "ruff", *command, *rules, "."],
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_statement_that_no_module_encodes(monkeypatch):
    from proofcheck.runner import single
    from proofcheck.runner.discovery import Library

    monkeypatch.setattr(single, "discover", lambda directories: Library({}))
    with pytest.raises(InputError, match="no module encodes"):
        check_statement("lemma-12")
