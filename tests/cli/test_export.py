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


def answering(monkeypatch, answer):
    """A coqc that answers by the name of the file."""
    monkeypatch.setattr(Coqc, "version", lambda self: "made up")
    monkeypatch.setattr(Coqc, "compile", lambda self, folder, file: answer(file))
    monkeypatch.setattr("proofcheck.export.results.coq_version", lambda: "made up")


def kept(folder):
    """The results that are stored."""
    file = folder / ".proofcheck" / "kernel.json"
    return json.loads(file.read_text())["entries"] if file.is_file() else {}


def test_an_interrupted_check_keeps_what_was_finished(proofcheck, tmp_path, monkeypatch):
    def answer(file):
        if "with_biases" in file and "logarithm" not in file:
            raise KeyboardInterrupt
        return Compiled(True, REAL)

    answering(monkeypatch, answer)
    assert proofcheck("export", "--coq", "out", "--check", modules=None).status == 130
    assert {entry["tier"] for entry in kept(tmp_path).values()} <= {"T0"}
    assert "with-biases" not in kept(tmp_path)
    answering(monkeypatch, lambda file: Compiled(True, REAL))
    assert proofcheck("export", "--coq", "out", "--check", modules=None).status == 0
    assert "with-biases" in kept(tmp_path)


def test_one_refused_claim_is_one_line_with_its_reason(proofcheck, tmp_path, monkeypatch):
    bad = Compiled(False, "File x\nError: the computation is false")
    answering(monkeypatch, lambda f: bad if "paper_instance" in f else Compiled(True, REAL))
    ended = proofcheck("export", "--coq", "out", "--check", modules=None)
    assert ended.status == 1
    wrong = [r for r in claims(tmp_path / "out") if r["status"] == "emitted-unchecked"]
    assert [r["id"] for r in wrong] == ["paper-instance"]
    assert "Error: the computation is false" in wrong[0]["reason"]
    assert "emitted-unchecked" in proofcheck("show", "theorem-2").out


def test_a_refused_library_file_refuses_what_needs_it(proofcheck, tmp_path, monkeypatch):
    bad = Compiled(False, "Error: x")
    answering(monkeypatch, lambda f: bad if f == "Lemma_20" else Compiled(True, REAL))
    assert proofcheck("export", "--coq", "out", "--check", modules=None).status == 1
    rows = {r["id"]: r for r in claims(tmp_path / "out")}
    assert "Lemma_20.v is refused: Error: x" in rows["lemma-20"]["reason"]
    assert rows["lemma-12"]["status"] == "kernel"


def test_an_axiom_is_named(proofcheck, tmp_path, monkeypatch):
    answering(monkeypatch, lambda f: Compiled(True, REAL + "mine : False\n"))
    assert proofcheck("export", "--coq", "out", "--check", modules=None).status == 1
    rows = claims(tmp_path / "out")
    assert all("assumes mine" in r["reason"] for r in rows if r["status"] != "not-exported")


def test_json_on_standard_output_is_alone_there(proofcheck):
    ended = proofcheck("export", "--coq", "out", "--json", "-", modules=None)
    assert ended.status == 0
    assert {"coq", "claims"} == set(json.loads(ended.out))


def test_a_folder_that_is_a_file_is_bad_input(proofcheck, tmp_path):
    (tmp_path / "out").write_text("mine")
    ended = proofcheck("export", "--coq", "out", modules=None)
    assert ended.status == 2
    assert "Traceback" not in ended.err
    assert (tmp_path / "out").read_text() == "mine"


def test_a_folder_with_compiled_files_inside_is_bad_input(proofcheck, tmp_path, monkeypatch):
    answering(monkeypatch, lambda f: Compiled(True, REAL))
    (tmp_path / "out" / "sub").mkdir(parents=True)
    (tmp_path / "out" / "sub" / "Sums.vo").write_text("x")
    ended = proofcheck("export", "--coq", "out", "--check", modules=None)
    assert ended.status == 2
    assert "name a new folder" in ended.err


def test_kernel_evidence_reaches_the_steps_of_theorems_8_and_9(proofcheck, monkeypatch):
    answering(monkeypatch, lambda f: Compiled(True, REAL))
    assert proofcheck("export", "--coq", "out", "--check", modules=None).status == 0
    for name, theorem in (("theorem-8", "lower_bound_by_gradient"), ("theorem-9", "lower_bound")):
        shown = proofcheck("show", name).out
        assert f"Lower_bound.{theorem}: kernel (T0)" in shown
        assert "what is granted near gamma_lambda(w)" in " ".join(shown.split())
