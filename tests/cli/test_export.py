"""`proofcheck export`: what it writes, and what it says without Coq."""

import json

from proofcheck.cli import export as command
from proofcheck.core import InputError
from proofcheck.export.coqc import Compiled, Coqc

REAL = "Axioms:\nClassical_Prop.classic : forall P, P\n"


def claims(folder):
    return json.loads((folder / "CLAIMS.json").read_text())["claims"]


def test_files_and_list(proofcheck, tmp_path):
    ended = proofcheck("export", "--coq", "out", modules=None)
    assert ended.status == 0
    rows = claims(tmp_path / "out")
    assert {row["status"] for row in rows} == {"emitted-unchecked", "not-exported"}
    assert all(row["reason"] for row in rows)
    for row in rows:
        assert not row["file"] or (tmp_path / "out" / row["file"]).is_file()


def test_with_a_coq_that_accepts_show_names_the_theorem(proofcheck, tmp_path, monkeypatch):
    monkeypatch.setattr(Coqc, "version", lambda self: "made up")
    monkeypatch.setattr(Coqc, "compile", lambda self, folder, file: Compiled(True, REAL))
    monkeypatch.setattr("proofcheck.export.results.coq_version", lambda: "made up")
    assert proofcheck("export", "--coq", "out", "--check", modules=None).status == 0
    assert "T0" in {row["tier"] for row in claims(tmp_path / "out")}
    shown = proofcheck("show", "lemma-a2").out
    assert "Lemma_A2.lemma_a2: kernel (T0)" in shown
    assert "Claim_lemma_a2_" in shown
    row = json.loads(proofcheck("show", "lemma-12", "--json", "-").out)["kernel"][0]
    assert row["status"] == "kernel"
    monkeypatch.setattr("proofcheck.export.results.coq_version", lambda: "another")
    assert "emitted-unchecked: checked with another Coq" in proofcheck("show", "lemma-a2").out


def test_with_a_coq_that_refuses(proofcheck, monkeypatch):
    monkeypatch.setattr(Coqc, "version", lambda self: "made up")
    monkeypatch.setattr(Coqc, "compile", lambda self, folder, file: Compiled(False, "Error: x"))
    ended = proofcheck("export", "--coq", "out", "--check", modules=None)
    assert ended.status == 1
    assert "0 of" in ended.out


def test_without_coq_the_line_to_run_is_printed(proofcheck, monkeypatch):
    monkeypatch.setattr("proofcheck.export.coqc.shutil.which", lambda name: None)
    ended = proofcheck("export", "--coq", "out", "--check", modules=None)
    assert ended.status == 2
    assert "apt-get install" in ended.err


def test_without_the_library(proofcheck, monkeypatch):
    def missing():
        raise InputError("Coq library", given="none", admissible="a checkout", repair="clone it")

    monkeypatch.setattr(command, "library_folder", missing, raising=False)
    monkeypatch.setattr("proofcheck.export.results.library_folder", missing)
    assert "Coq" not in proofcheck("show", "lemma-a2").out.split("Steps")[0]
