"""The documentation site: nothing in it goes stale, every command is in it, examples work."""

import re
import shlex

import click
import pytest
from sources import ROOT

import proofcheck as package
from documents import findings, hooks
from documents.elsewhere import loads_from_elsewhere, offenders
from proofcheck.cli import main
from proofcheck.cli.main import COMMANDS, cli, command
from proofcheck.core import FindingKind

DOCUMENTS = "\n".join(
    path.read_text(encoding="utf-8")
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
)
NETWORK = """{"activation": "tanh", "bias": true, "layers": [
 {"weights": [[1], [2]], "bias": [0, 0]}, {"weights": [[1, 1]], "bias": [0]}]}"""
DATA = "x1,y\n1,0\n3,3\n"


def test_the_page_of_findings_is_the_one_of_the_modules():
    assert findings.PAGE.read_text(encoding="utf-8") == findings.findings_page(findings.in_order())


def test_every_finding_is_on_the_page_and_every_kind_is_explained():
    text = findings.PAGE.read_text(encoding="utf-8")
    found = [f for statement in findings.in_order() for f in statement.findings]
    assert len(found) >= 40
    assert all(f"### {f.id} (p. {f.page})\n" in text for f in found)
    assert set(findings.MEANING) == set(FindingKind)
    counts = re.findall(r"^\| [a-z-]+ \| .* \| (\d+) \|$", text, re.MULTILINE)
    assert sum(map(int, counts)) == len(found)


def test_a_changed_finding_changes_the_page():
    from dataclasses import replace

    statement = next(s for s in findings.in_order() if s.findings)
    finding = replace(statement.findings[0], claim="a_b *c* [d](e)")
    changed = findings.findings_page([replace(statement, findings=(finding,))])
    assert changed != findings.findings_page([statement])
    assert r"a\_b \*c\* \[d\](e)" in changed


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_is_in_the_documents_and_on_the_site(name):
    assert re.search(rf"proofcheck {name}\b", DOCUMENTS)
    assert f"## {name}\n" in hooks.on_page_markdown(f"x\n{hooks.MARK}\n")


def test_pages_without_the_mark_stay_as_they_are():
    assert hooks.on_page_markdown("no mark") == "no mark"


def examples(name):
    """The example lines of a help page."""
    text = command(name).help or ""
    lines = text.partition("Example:")[2].splitlines()
    return [line.strip() for line in lines if line.strip().startswith("proofcheck ")]


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_the_example_of_a_help_page_is_understood(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    found = examples(name)
    assert found
    assert [error for line in found if (error := misunderstood(line))] == []


def misunderstood(line):
    """What is wrong with the options of an example, if not that a file of it is not there."""
    given = shlex.split(line)[1:]
    context = cli.make_context("proofcheck", list(given))
    _, command, rest = cli.resolve_command(context, given)
    try:
        command.make_context(given[0], rest, parent=context)
    except click.UsageError as error:
        return "" if "does not exist" in error.message else error.message
    return ""


def test_a_wrong_example_is_seen():
    assert "such option" in misunderstood("proofcheck check lemma-12 --digit-count 80").lower()
    assert "many" in misunderstood("proofcheck check lemma-12 --digits many")


ENDS = {"certify": (0, 3), "split": (0, 3)}
"""Status that an example may end with where a search may stay undecided."""

CHEAPER = {
    "certify": (),
    "escape": ("--points", "3"),
    "export": (),
    "list": (),
    "new": (),
    "report": ("--no-verify",),
    "show": (),
    "split": (),
    "verify": (),
}
"""Commands whose examples are run here, with what makes them take less time.

`check`, `hunt` and `replay` are run in docs/ten-minutes.md and docs/hunting.md, `figures` in
tests/report, and `export --check`, which needs Coq, by `make coq`.
"""


@pytest.mark.parametrize("name", CHEAPER)
def test_the_example_of_a_help_page_works(name, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "network.json").write_text(NETWORK)
    (tmp_path / "data.csv").write_text(DATA)
    (tmp_path / "certificates").mkdir()
    stored = ROOT / "certificates" / "b-minimum.json"
    (tmp_path / "certificates" / stored.name).write_text(stored.read_text())
    for line in examples(name):
        line = line.replace("certificates/*.json", f"certificates/{stored.name}")
        given = shlex.split(line.rpartition("&& ")[2].removesuffix(" --check"))
        status = main([*given[1:], *CHEAPER[name]])
        assert status in (ENDS.get(name, (0,))), capsys.readouterr()


def test_the_menu_is_read_and_completed(tmp_path):
    from types import SimpleNamespace

    (tmp_path / "more").mkdir()
    for page in ("a.md", "b.md", "more/c.md"):
        (tmp_path / page).write_text("")
    menu = [{"Start": "a.md"}, {"Rest": [{"B": "b.md"}]}]
    config = SimpleNamespace(nav=menu, docs_dir=str(tmp_path))
    assert list(hooks.pages(menu)) == ["a.md", "b.md"]
    assert hooks.on_config(config).nav == [*menu, {"More": ["more/c.md"]}]
    assert hooks.on_config(config).nav == [*menu, {"More": ["more/c.md"]}]


def test_what_a_page_loads_from_elsewhere_is_seen(tmp_path):
    page = '<link rel="stylesheet" href="https://fonts.example/x.css"><img src="a.png">'
    harmless = '<link rel="canonical" href="https://a.example/"><a href="https://b.example">b</a>'
    assert loads_from_elsewhere(page + harmless) == ["https://fonts.example/x.css"]
    assert list(offenders(tmp_path)) == [f"no page in {tmp_path}"]
    (tmp_path / "page.html").write_text(page)
    assert len(list(offenders(tmp_path))) == 1
    (tmp_path / "page.html").write_text(harmless)
    assert list(offenders(tmp_path)) == []


def test_the_citation_names_software_version_and_paper():
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\nversion: {package.__version__}\n" in text
    assert "- name: The proofcheck authors" in text
    for words in ("Non-attracting Regions of Local Minima", "Petzka", "Sminchisescu", "2021"):
        assert words in text.partition("references:")[2]
