"""`proofcheck report`: where it writes, what it removes, what it refuses, what is stale."""

import json
import shutil
from pathlib import Path

import pytest
from report_pages import boxes, folder, marks, text

from proofcheck.cli import main
from proofcheck.report.certificates import certificates
from proofcheck.report.marks import mark
from proofcheck.report.writer import MANIFEST, write_report

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def here(checked, tmp_path, monkeypatch):
    """A copy of the checked folder, without its report."""
    shutil.copytree(checked, tmp_path / "c", ignore=shutil.ignore_patterns("report"))
    monkeypatch.chdir(tmp_path / "c")
    return tmp_path / "c"


def report(*arguments):
    return main(["report", *arguments, "--modules", "lemmas"])


def test_a_changed_module_is_stale(here):
    path = here / "lemmas" / "successors.py"
    path.write_text(path.read_text() + "\n# changed\n")
    assert report("out") == 0
    pages = folder(here / "out")
    style, shown = boxes(pages["index.html"])["my-true"]
    assert (style, shown) == ("absent", "↻ stale, not checked")
    page = pages["my-true.html"]
    assert {style for style, _ in marks(page)} == {"absent"}
    assert "at all points" not in text(page)


def test_a_copied_ledger_says_the_same(here, checked, capsys):
    assert report("out", "--json", "-") == 0
    for path in (checked / "report").iterdir():
        assert (here / "out" / path.name).read_text() == path.read_text()
    data = json.loads(capsys.readouterr().out)
    assert data["settled"] == 4
    assert data["bytes"] == sum(p.stat().st_size for p in (here / "out").glob("*.html"))
    assert data["bytes"] < 10**7


def test_pages_of_an_earlier_report_go_and_other_files_stay(tmp_path):
    write_report(tmp_path, {"gone.html": "x", "index.html": "y"})
    (tmp_path / "mine.txt").write_text("mine")
    assert write_report(tmp_path, {"index.html": "z"}) == 1
    assert not (tmp_path / "gone.html").exists()
    assert (tmp_path / "mine.txt").read_text() == "mine"
    assert (tmp_path / MANIFEST).read_text() == "index.html\n"


def test_a_manifest_cannot_remove_what_lies_elsewhere(tmp_path):
    (tmp_path / "precious.txt").write_text("kept")
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / MANIFEST).write_text("../precious.txt\n..\n\n/\n")
    write_report(tmp_path / "out", {"index.html": "y"})
    assert (tmp_path / "precious.txt").read_text() == "kept"


def test_a_file_in_place_of_the_folder(here, capsys):
    (here / "out").write_text("a file")
    assert report("out") == 2
    assert "given a file" in capsys.readouterr().err
    assert (here / "out").read_text() == "a file"


def test_a_certificate_is_verified_or_not_but_never_believed(here):
    stored = here / "stored"
    stored.mkdir()
    good = (ROOT / "certificates" / "a-minimum.json").read_text()
    (stored / "good.json").write_text(good)
    (stored / "changed.json").write_text(good.replace("-16.0445", "-16.0446", 1))
    (stored / "broken.json").write_text("{")
    assert report("out", "--certificates", "stored") == 0
    page = folder(here / "out")["certificates.html"]
    assert [w for _, w in marks(page)] == ["malformed", "not proved", "accepted"]
    assert "proofcheck verify stored/good.json" in text(page)
    words = [c.verdict for c in certificates(stored, verify=False)]
    assert words == ["malformed", "not verified here", "not verified here"]
    assert mark("not verified here").style == "absent"
