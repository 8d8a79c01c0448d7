"""The audit, with a made-up compiler: what it accepts, and what makes a status fall."""

import json
import re

import pytest

from proofcheck.core import Kind, Quantifier, Status, Step, Verdict
from proofcheck.core.ledger import judge_step
from proofcheck.core.record import Record
from proofcheck.export import results
from proofcheck.export.audit import (
    Audit,
    Compiled,
    audit,
    audit_all,
    axioms_in,
    build_library,
    tier_of,
)
from proofcheck.export.claims import CLAIMS, NOT_EXPORTED
from proofcheck.export.library import Library, library_folder, unproved
from proofcheck.export.results import keep, kernel_evidence, kernel_rows, read, standing, ties
from proofcheck.export.writer import exported, write_sources
from proofcheck.runner.discovery import discover

LIBRARY = Library(library_folder())
BY_ID = {claim.id: claim for claim in CLAIMS}
REAL = "Axioms:\nClassicalDedekindReals.sig_forall_dec\n  : forall P,\n    P\n"


class FakeCoq:
    """A coqc that says of every file what it is told to say."""

    def __init__(self, accepted=True, output=REAL):
        self.answer = Compiled(accepted, output)

    def version(self):
        return "8.16.1 made up"

    def compile(self, folder, file):
        return self.answer


def one(name="lemma-a2"):
    return exported(BY_ID[name], LIBRARY)


def test_every_claim_names_a_theorem_a_statement_and_its_steps():
    statements = discover().statements
    for claim in CLAIMS:
        assert LIBRARY.statement(claim.file, claim.theorem)
        known = {step.id for step in statements[claim.statement].steps}
        assert set(claim.steps) <= known, claim.id
    ids = [c.id for c in (*CLAIMS, *NOT_EXPORTED)]
    assert len(set(ids)) == len(ids)


def test_the_evidence_reaches_the_steps_it_names():
    statements = discover().statements
    for claim in CLAIMS:
        for step in map(statements[claim.statement].step, claim.steps):
            assert claim.scope.contains(step.scope), (claim.id, step.id)


@pytest.mark.parametrize("name", list(LIBRARY.sources))
def test_no_axiom_in_the_library(name):
    assert unproved(LIBRARY.sources[name]) == []


@pytest.mark.parametrize(
    "source",
    [
        "Lemma a : b. Admitted.",
        "Axiom a : b.",
        "Parameter a : b.",
        "Unset Guard Checking.",
        "Lemma a : b. admit. Qed.",
        "#[bypass_check(guard)] Fixpoint f := f.",
    ],
)
def test_what_is_unproved_is_seen(source):
    assert unproved(source)
    assert not unproved(f"(* {source} *)")


@pytest.mark.parametrize(
    ("output", "axioms"),
    [
        (REAL, ("ClassicalDedekindReals.sig_forall_dec",)),
        ("Closed under the global context\n", ()),
        ("", None),
        ("something else\n", None),
        ("a warning\n" + REAL, None),
        ("Axioms:\nf is assumed to be guarded.\n", ("f",)),
    ],
)
def test_printed_assumptions(output, axioms):
    assert axioms_in(output) == axioms


def test_tiers():
    real = "ClassicalDedekindReals.sig_not_dec"
    assert tier_of([]) == tier_of([real]) == "T0"
    assert tier_of([real, "PrimInt63.add"]) == "T1"
    assert tier_of(["PrimFloat.add", "PrimInt63.add"]) == "T2"
    assert tier_of([real, "Claim.mine"]) is None


@pytest.mark.parametrize(
    ("coq", "seen"),
    [
        (FakeCoq(accepted=False, output="Error: no\n"), "refuses"),
        (FakeCoq(output=""), "no list"),
        (FakeCoq(output="Axioms:\nmine : False\n"), "assumes mine"),
    ],
)
def test_what_the_audit_refuses(coq, seen, tmp_path):
    assert seen in audit(tmp_path, one(), coq).refusal


def test_what_the_audit_accepts(tmp_path):
    found = audit(tmp_path, one(), FakeCoq())
    assert (found.refusal, found.tier) == ("", "T0")


def test_a_library_with_an_axiom_is_refused(tmp_path):
    changed = Library(library_folder())
    changed.sources["Sums"] += "\nAxiom magic : False.\n"
    assert "Axiom" in build_library(tmp_path, changed, FakeCoq())
    assert build_library(tmp_path, LIBRARY, FakeCoq()) == ""
    assert "refused" in build_library(tmp_path, LIBRARY, FakeCoq(accepted=False, output="x"))


class Recorder(FakeCoq):
    """A coqc that refuses one file, and remembers what was compiled before what."""

    def __init__(self, refused=""):
        super().__init__()
        self.refused, self.finished = refused, []

    def compile(self, folder, file):
        ready = set(self.finished)
        assert set(LIBRARY.needs(file)) <= ready if file in LIBRARY.sources else True
        self.finished.append(file)
        return Compiled(file != self.refused, REAL)


def test_a_file_is_compiled_after_all_that_it_imports(tmp_path):
    (tmp_path / "Sums.vo").write_text("of an older library")
    coq = Recorder()
    assert build_library(tmp_path, LIBRARY, coq) == ""
    assert sorted(coq.finished) == sorted(LIBRARY.sources)
    assert not (tmp_path / "Sums.vo").exists()


def test_nothing_is_built_on_a_refused_file(tmp_path):
    coq = Recorder(refused="Jets")
    assert build_library(tmp_path, LIBRARY, coq).startswith("Jets.v is refused")
    assert "Splitting" not in coq.finished
    assert "Lemma_A1" in coq.finished


@pytest.mark.parametrize("name", list(LIBRARY.sources))
def test_every_import_from_the_library_is_seen_and_comes_earlier(name):
    imports = [line for line in LIBRARY.sources[name].splitlines() if "Require" in line]
    assert all(line.startswith("From ") for line in imports)
    order = list(LIBRARY.sources)
    assert all(order.index(n) < order.index(name) for n in LIBRARY.needs(name))
    words = set(
        re.findall(r"\w+", " ".join(re.findall(r"From Proofcheck([^.]*)\.", LIBRARY.sources[name])))
    )
    assert words - {"Require", "Import"} == set(LIBRARY.needs(name))


def test_audits_come_in_the_order_of_the_claims(tmp_path):
    claims = [one("lemma-a2"), one("theorem-8"), one("lemma-12")]
    coq = Recorder(refused=claims[1].file)
    assert [bool(a.refusal) for a in audit_all(tmp_path, claims, coq)] == [False, True, False]


def accept(directory, name="lemma-12", coq="8.16.1", refusal=""):
    claim = one(name)
    keep(directory, claim, ties(claim, LIBRARY, coq), Audit(refusal, (), "T0", 1))
    return claim


def test_a_status_holds_while_nothing_changes_and_falls_with_each_change(tmp_path):
    claim = accept(tmp_path)
    entry, now = read(tmp_path)["lemma-12"], ties(claim, LIBRARY, "8.16.1")
    assert standing(entry, now).status == "kernel"
    for name in ("statement", "data", "files", "coq"):
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
    from dataclasses import replace

    rows = tuple(tuple(2 * x for x in row) for row in matrix.rows)
    other = replace(claim, data=lambda: replace(matrix, rows=rows))
    before, after = exported(claim, LIBRARY), exported(other, LIBRARY)
    assert before.data_hash != after.data_hash
    assert before.name != after.name
    assert before.statement_hash == after.statement_hash


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


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"schema": 1, "entries": 3}', "\x00"])
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
