"""The audit, with a made-up compiler: what it accepts, and what it refuses."""

import re
from dataclasses import replace

import pytest

from proofcheck.core import InputError, Quantifier
from proofcheck.export.audit import (
    audit_all,
    audit_source,
    clear,
    grouped,
    library_refusal,
)
from proofcheck.export.axioms import T0
from proofcheck.export.claims import CLAIMS, NOT_EXPORTED
from proofcheck.export.coqc import Compiled
from proofcheck.export.library import Library, library_folder
from proofcheck.runner.discovery import discover
from tests.export.made_up_claims import LIBRARY, REAL, FakeCoq, one, written

GENERAL = ("lemma-a2", "theorem-8", "lemma-12")


def found_by(coq, folder, *names, library=LIBRARY):
    """What the audit found, by the id of the claim."""
    files = written(folder, *names)
    return {claim.claim.id: found for claim, found in audit_all(folder, library, files, coq)}


def together(*names):
    """The name of the file in which some claims are audited."""
    return f"Audit_{one(names[0]).file}"


def changed(file, old, new):
    """A library with something replaced in one file."""
    other = Library(library_folder())
    assert old in other.sources[file]
    other.sources[file] = other.sources[file].replace(old, new)
    return other


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
            if step.quantifier is Quantifier.UNIVERSAL:
                assert claim.scope.contains(step.scope), (claim.id, step.id)
            else:
                assert claim.scope.may_lie_in(step.scope), (claim.id, step.id)


def test_claims_without_data_are_asked_together_and_each_instance_alone(tmp_path):
    coq = FakeCoq()
    found = found_by(coq, tmp_path, "lemma-a2", "logarithm-hessian", "theorem-8")
    assert {(one.refusal, one.tier) for one in found.values()} == {("", "T0")}
    asked = [name for name in coq.finished if name.startswith("Audit_")]
    assert sorted(asked) == sorted([together("lemma-a2"), together("logarithm-hessian")])
    assert coq.sources[together("lemma-a2")].count("Load") == 2
    assert [len(group) for group in grouped([one("lemma-a2")])] == [1]
    assert grouped([]) == []


@pytest.mark.parametrize("names", [GENERAL[:1], GENERAL[:2], GENERAL])
def test_the_question_names_every_claim_once_and_asks_once(names):
    source = audit_source([one(name) for name in names])
    for k, name in enumerate(names):
        assert f'Module A{k}.\nLoad "{one(name).file}".\nEnd A{k}.' in source
        assert source.count(f"A{k}.{one(name).name}") == 1
    assert source.count("conj") == len(names) - 1
    assert source.count("Print Assumptions together.") == 1
    loads = source.rindex("Load")
    assert source.rindex("Require") < source.index("Load")
    for axiom in T0:
        assert loads < source.index(f"@{axiom} = @Coq.") < source.index("Print Assumptions")


@pytest.mark.parametrize(
    ("coq", "seen"),
    [
        (FakeCoq(accepted=False, output="Error: no\n"), "Sums.v is refused: Error: no"),
        (FakeCoq(output=""), "no list"),
        (FakeCoq(output=REAL + REAL), "no list"),
        (FakeCoq(output="Axioms:\nmine : False\n"), "assumes mine"),
        (FakeCoq(output="Axioms:\nClaim.classic : False\n"), "assumes Claim.classic"),
    ],
)
def test_what_the_audit_refuses(coq, seen, tmp_path):
    assert seen in found_by(coq, tmp_path, "lemma-a2")["lemma-a2"].refusal


def test_where_claims_are_refused_together_each_is_asked_alone(tmp_path):
    bad = f"Audit_{one('theorem-8').file}"
    refused = {together(*GENERAL): Compiled(False, "Error: x"), bad: Compiled(False, "Error: y")}
    coq = FakeCoq(**refused)
    found = found_by(coq, tmp_path, *GENERAL)
    assert {name: bool(one.refusal) for name, one in found.items()} == {
        "lemma-a2": True,  # alone it has the name that is refused here
        "theorem-8": True,
        "lemma-12": False,
    }
    assert found["theorem-8"].refusal == f"coqc refuses {one('theorem-8').file}.v: Error: y"
    assert sum(name.startswith("Audit_") for name in coq.finished) == 4


def test_claims_that_assume_more_together_are_asked_alone(tmp_path):
    more = {together(*GENERAL): Compiled(True, REAL + "PrimInt63.add : int\n")}
    found = found_by(FakeCoq(**more), tmp_path, *GENERAL)
    assert found["theorem-8"].tier == "T0"
    assert found["lemma-a2"].tier == "T1"


def test_an_axiom_beyond_the_reals_has_to_be_coqs_own(tmp_path):
    class Suspicious(FakeCoq):
        def compile(self, folder, file):
            super().compile(folder, file)
            compared = "@PrimInt63.add = @Coq." in self.sources[file]
            return Compiled(not compared, "Axioms:\nPrimInt63.add : False\n")

    found = found_by(Suspicious(), tmp_path, "lemma-a2")["lemma-a2"]
    assert (found.refusal[:30], found.tier) == ("an axiom is not Coq's own: Axi", "")


def test_a_claim_with_a_suspect_sentence_is_refused(tmp_path):
    claim = one()
    bad = replace(claim, source=claim.source + "Variable e : False.\n")
    ((_, found),) = audit_all(tmp_path, LIBRARY, [bad], FakeCoq())
    assert "contains Variable e : False" in found.refusal


@pytest.mark.parametrize(
    ("file", "plant", "seen"),
    [
        ("Sums", "Axiom magic : False.", "Sums.v contains Axiom magic"),
        ("Theorem_9", "Definition loss := 0.", "more than once: loss"),
        ("Theorem_9", "Definition Derive := sum.", "more than once: Derive"),
        ("Theorem_9", "Definition Rabs (x : R) := 0.", "more than once: Rabs"),
        ("Theorem_9", "Record r := R { critical : nat }.", "more than once: critical"),
        ("Theorem_9", "Notation gamma := fibre.", "more than once: gamma"),
        ("Theorem_9", 'Notation "x < y" := True.', "Theorem_9.v contains Notation"),
        ("Theorem_9", "Lemma loss : nat. Proof. exact 0%nat. Defined.", "more than once: loss"),
        ("Theorem_9", "Theorem Derive : nat. Proof. exact 0%nat. Qed.", "more than once: Derive"),
        ("Theorem_9", "Lemma phi : nat. Proof. exact 0%nat. Qed.", "more than once: phi"),
        ("Jets", "Fixpoint f n := n with loss n := 0.", "Jets.v contains Fixpoint f"),
        ("Jets", 'Lemma a : True. Proof. #[global] Notation "x < y" := True. easy. Qed.', "#[glob"),
    ],
)
def test_a_library_with_a_plant_is_refused_whole(file, plant, seen, tmp_path):
    other = changed(file, "Open Scope R_scope.", f"Open Scope R_scope. {plant}")
    assert seen in library_refusal(other)
    coq = FakeCoq()
    found = found_by(coq, tmp_path, "lemma-a2", "theorem-9", library=other)
    assert all(seen in one.refusal for one in found.values())
    assert coq.finished == []


def test_the_library_is_not_refused():
    assert library_refusal(LIBRARY) == ""


def test_a_claim_falls_only_with_the_files_it_needs(tmp_path):
    found = found_by(FakeCoq(Jets=Compiled(False, "Error: x")), tmp_path, "lemma-12", "lemma-a1-a")
    assert found["lemma-12"].refusal == "Jets.v is refused: Error: x"
    assert found["lemma-a1-a"].refusal == ""


def test_no_file_is_compiled_before_what_it_imports(tmp_path):
    coq = FakeCoq()
    found_by(coq, tmp_path, *GENERAL)
    for place, file in enumerate(coq.finished):
        assert set(LIBRARY.imported(coq.sources[file])) <= set(coq.finished[:place])
    assert sorted(set(coq.finished) - {together(*GENERAL)}) == sorted(LIBRARY.sources)


def test_stale_files_are_removed_first(tmp_path):
    for name in ("Sums.vo", "Sums.vio", "Sums.vos", "Sums.vok", "Evil.vo"):
        (tmp_path / name).write_text("of an older library")
    (tmp_path / "notes.txt").write_text("mine")
    found_by(FakeCoq(), tmp_path, "lemma-a2")
    left = {path.name for path in tmp_path.iterdir() if path.suffix != ".v"}
    assert left == {"notes.txt", "_CoqProject"}


def test_compiled_files_in_a_folder_inside_are_refused_and_kept(tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "Sums.vo").write_text("another Sums")
    with pytest.raises(InputError, match="name a new folder"):
        clear(tmp_path)
    assert (tmp_path / "sub" / "Sums.vo").is_file()


@pytest.mark.parametrize("name", ["Sums", "claim"])
def test_a_file_that_changes_while_coqc_runs_is_refused(name, tmp_path):
    file = one().file if name == "claim" else name

    class Meddling(FakeCoq):
        def compile(self, folder, compiled):
            (folder / f"{file}.v").write_text("Theorem other : True. Proof. easy. Qed.")
            return super().compile(folder, compiled)

    found = found_by(Meddling(), tmp_path, "lemma-a2")["lemma-a2"]
    assert found.refusal == f"{file}.v was changed while coqc ran"


def test_a_file_that_is_gone_is_refused(tmp_path):
    class Hiding(FakeCoq):
        def compile(self, folder, compiled):
            (folder / "Statements.v").unlink(missing_ok=True)
            return super().compile(folder, compiled)

    found = found_by(Hiding(), tmp_path, "lemma-a2")["lemma-a2"]
    assert found.refusal == "Statements.v was changed while coqc ran"


def test_what_was_found_before_an_interruption_is_there(tmp_path):
    class Interrupted(FakeCoq):
        def compile(self, folder, file):
            if file == together("theorem-8"):
                raise KeyboardInterrupt
            return super().compile(folder, file)

    files = written(tmp_path, "logarithm-hessian", "theorem-8")
    seen = []
    found = audit_all(tmp_path, LIBRARY, files, Interrupted())
    with pytest.raises(KeyboardInterrupt):
        seen.extend(claim.claim.id for claim, _ in found)
    assert seen == ["logarithm-hessian"]


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
