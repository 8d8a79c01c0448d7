"""Results of the audit on this machine: evidence while nothing changes, and none afterwards."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from proofcheck.core import Kind, Quantifier, Status, Step, Verdict
from proofcheck.core.ledger import judge_step
from proofcheck.core.record import Record
from proofcheck.export import results
from proofcheck.export.audit import Audit
from proofcheck.export.library import Library, library_folder
from proofcheck.export.results import keep, kernel_evidence, kernel_rows, read, standing, ties
from proofcheck.export.writer import exported, write_sources
from proofcheck.runner.discovery import discover
from tests.export.made_up_claims import BY_ID, LIBRARY, one


def accept(directory, name="lemma-12", coq="8.16.1", refusal=""):
    claim = one(name)
    keep(directory, claim, ties(claim, LIBRARY, coq), Audit(refusal, (), "T0", 1))
    return claim


def test_a_status_holds_while_nothing_changes_and_falls_with_each_change(tmp_path):
    claim = accept(tmp_path)
    entry, now = read(tmp_path)["lemma-12"], ties(claim, LIBRARY, "8.16.1")
    assert standing(entry, now).status == "kernel"
    for name in ("statement", "data", "files", "rules", "coq"):
        fallen = standing(entry, {**now, name: "other"})
        assert fallen.status == "emitted-unchecked"
        assert fallen.reason
        assert standing({**entry, name: "other"}, now).status == "emitted-unchecked"
    assert standing({**entry, "refusal": "no"}, now).status == "emitted-unchecked"
    assert standing({**entry, "tier": ""}, now).status == "emitted-unchecked"
    assert standing(None, now).status == "emitted-unchecked"


@pytest.mark.parametrize(
    ("file", "old", "new", "tie"),
    [
        ("Lemma_A2", "sum N d = 0", "sum N d = 1", "statement"),
        ("Sums", "sum m f + f m", "sum m f - f m", "statement"),
        ("Statements", "Definition twin", "Definition twin'", "statement"),
        ("Jets", "Proof.", "Proof. idtac.", "files"),
    ],
)
def test_a_changed_source_changes_its_hash(file, old, new, tie):
    changed = Library(library_folder())
    assert old in changed.sources[file]
    changed.sources[file] = changed.sources[file].replace(old, new)
    before, after = one(), exported(BY_ID["lemma-a2"], changed)
    assert ties(before, LIBRARY, "c")[tie] != ties(after, changed, "c")[tie]
    assert (before.name != after.name) is (tie == "statement")


def test_a_comment_changes_no_statement():
    changed = Library(library_folder())
    changed.sources["Statements"] += "(* a remark *)\n"
    assert exported(BY_ID["lemma-a2"], changed).statement_hash == one().statement_hash


def test_changed_data_change_hash_and_name():
    claim = BY_ID["logarithm-hessian"]
    matrix = claim.data()
    rows = tuple(tuple(2 * x for x in row) for row in matrix.rows)
    other = replace(claim, data=lambda: replace(matrix, rows=rows))
    before, after = exported(claim, LIBRARY), exported(other, LIBRARY)
    assert before.data_hash != after.data_hash
    assert before.name != after.name
    assert before.statement_hash == after.statement_hash


@pytest.mark.parametrize("rule", results.RULES)
def test_a_changed_rule_of_the_audit_makes_the_status_fall(rule, monkeypatch, tmp_path):
    for name in results.RULES:
        (tmp_path / name).write_text("" if name == rule else _rule(name))
    before = ties(one(), LIBRARY, "c")["rules"]
    monkeypatch.setattr(results, "__file__", str(tmp_path / "results.py"))
    results._rules.cache_clear()
    assert ties(one(), LIBRARY, "c")["rules"] != before
    results._rules.cache_clear()


def _rule(name):
    return (Path(results.__file__).parent / name).read_text(encoding="utf-8")


def test_evidence_needs_the_kernel(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "coq_version", lambda: "8.16.1")
    assert kernel_evidence(tmp_path) == {}
    accept(tmp_path)
    (piece,) = kernel_evidence(tmp_path)["lemma-12"]["blocks"]
    assert (piece.kind, piece.verdict) == (Kind.KERNEL, Verdict.HOLDS)
    assert [row["status"] for row in kernel_rows("lemma-12", tmp_path)] == ["kernel"]
    monkeypatch.setattr(results, "coq_version", lambda: None)
    assert kernel_evidence(tmp_path) == {}
    assert "another Coq" in kernel_rows("lemma-12", tmp_path)[0]["reason"]


def test_kernel_evidence_settles_only_what_its_scope_contains(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "coq_version", lambda: "8.16.1")
    accept(tmp_path)
    piece = kernel_evidence(tmp_path)["lemma-12"]["blocks"][0]
    for scope, status in ((piece.scope, Status.SETTLED), (type(piece.scope)(), Status.UNDECIDED)):
        step = Step("blocks", "x", 12, (), quantifier=Quantifier.UNIVERSAL, scope=scope)
        assert judge_step(step, Record({"blocks": (piece,)})).status is status


def test_a_refutation_is_evidence_against(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "coq_version", lambda: "8.16.1")
    accept(tmp_path, "flat-kernel")
    (piece,) = kernel_evidence(tmp_path)["theorem-9"]["flat-kernel-suffices"]
    step = discover().statements["theorem-9"].step("flat-kernel-suffices")
    judged = judge_step(step, Record({step.id: (piece,)}))
    assert judged.status is Status.REFUTED


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"schema": 1, "entries": 3}', "\x00", "[" * 99999]
)
def test_a_broken_file_of_results_is_empty(text, tmp_path):
    (tmp_path / ".proofcheck").mkdir()
    (tmp_path / ".proofcheck" / "kernel.json").write_text(text)
    assert read(tmp_path) == {}


def test_the_files_that_are_written(tmp_path):
    files = [one(), one("logarithm-hessian")]
    write_sources(tmp_path, LIBRARY, files)
    for file in files:
        assert (tmp_path / f"{file.file}.v").read_text() == file.source
        assert f"{file.file}.v" in (tmp_path / "_CoqProject").read_text()
    assert (tmp_path / "Sums.v").read_text() == LIBRARY.sources["Sums"]
    assert "exact lemma_a2." in files[0].source
    assert json.dumps(files[0].source)
