"""The files that are written: names, headers, the index of the claims."""

import json
import re
from dataclasses import replace

import pytest

from proofcheck.cli.export import _rows
from proofcheck.core import InputError
from proofcheck.export.body import Body, listed, rational
from proofcheck.export.claims import CLAIMS, NOT_EXPORTED
from proofcheck.export.library import Library, library_folder
from proofcheck.export.sentences import defined, sentences
from proofcheck.export.writer import exported, write_index, write_sources
from tests.export.made_up_claims import BY_ID, LIBRARY, one

FIELDS = {
    *("id", "statement", "page", "says", "theorem", "file", "library"),
    *("statement_hash", "data_hash", "tier", "status", "reason"),
}
ALL = [exported(claim, LIBRARY) for claim in CLAIMS]


def test_names_end_in_a_hash_of_the_content_and_are_unique():
    names = [file.name for file in ALL]
    assert len(set(names)) == len({name.lower() for name in names}) == len(names)
    for file in ALL:
        assert re.fullmatch(r"claim_[a-z0-9_]+_[0-9a-f]{8}", file.name)
        assert file.file == file.name[0].upper() + file.name[1:]
        assert f"Theorem {file.name} :" in file.source


def test_a_name_depends_on_content_only():
    assert [exported(claim, Library(library_folder())).name for claim in CLAIMS] == [
        file.name for file in ALL
    ]
    reworded = replace(BY_ID["lemma-a2"], says="other words", page=99)
    assert exported(reworded, LIBRARY).name == one().name
    assert exported(reworded, LIBRARY).file_hash(LIBRARY) != one().file_hash(LIBRARY)


@pytest.mark.parametrize("file", ALL, ids=[file.claim.id for file in ALL])
def test_a_claim_is_an_instance_of_its_library_theorem(file):
    claim = file.claim
    last = file.source.split("Theorem ")[-1]
    assert f"exact {claim.theorem}." in last or f"exact ({claim.theorem} " in last
    if not claim.data:
        assert LIBRARY.statement(claim.file, claim.theorem) in last
    imported = re.findall(r"From Proofcheck Require Import (.*)\.", file.source)[0].split()
    assert imported[:2] == ["Sums", "Statements"]
    assert claim.file in imported
    assert "Print" not in file.source


def test_the_index_has_all_fields_of_every_claim(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_index(tmp_path, _rows(ALL, LIBRARY, None))
    index = json.loads((tmp_path / "CLAIMS.json").read_text())
    assert index["schema"] == 1
    assert [row["id"] for row in index["claims"]] == [
        *(claim.id for claim in CLAIMS),
        *(missing.id for missing in NOT_EXPORTED),
    ]
    for row in index["claims"]:
        assert set(row) == FIELDS
        assert row["status"] in ("emitted-unchecked", "not-exported")
        assert row["reason"]
        assert row["tier"] == ""
        if row["status"] == "emitted-unchecked":
            assert row["file"] == f"{row['theorem'].capitalize()}.v"
            assert row["theorem"].startswith("claim_")
            assert len(row["statement_hash"]) == len(row["data_hash"]) >= 16


def test_an_edited_index_changes_no_status(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = _rows(ALL, LIBRARY, "8.16.1")
    write_index(tmp_path, [{**row, "status": "kernel", "tier": "T0"} for row in rows])
    assert _rows(ALL, LIBRARY, "8.16.1") == rows


def test_a_file_in_the_place_of_the_folder_is_bad_input(tmp_path):
    (tmp_path / "out").write_text("a file")
    with pytest.raises(InputError):
        write_sources(tmp_path / "out", LIBRARY, [one()])
    with pytest.raises(InputError):
        write_index(tmp_path / "out", [])


def test_the_library_is_not_written_over(tmp_path):
    for file in library_folder().glob("*"):
        if file.is_file():
            (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / "link").symlink_to(tmp_path)
    for folder in (tmp_path, tmp_path / "link"):
        with pytest.raises(InputError, match="the library itself"):
            write_sources(folder, Library(tmp_path), [one()])
    assert list(Library(tmp_path).sources) == list(LIBRARY.sources)


def test_an_unknown_theorem_is_bad_input():
    with pytest.raises(InputError, match=r"not in Sums\.v"):
        exported(replace(BY_ID["lemma-a2"], file="Sums"), LIBRARY)
    with pytest.raises(InputError, match=r"not in Nowhere\.v"):
        LIBRARY.statement("Nowhere", "lemma_a2")


def test_a_theorem_is_not_mistaken_for_one_whose_name_it_begins():
    changed = Library(library_folder())
    changed.sources["Lemma_A2"] = (
        "Theorem lemma_a2_b : False. Proof. Qed.\n(* Theorem lemma_a2 : True. Proof. *)\n"
        "Theorem lemma_a2 :\n  1 = 1.\nProof. easy. Qed."
    )
    assert changed.statement("Lemma_A2", "lemma_a2") == "1 = 1"


def test_the_project_file_lists_everything_in_order(tmp_path):
    write_sources(tmp_path, LIBRARY, ALL)
    lines = (tmp_path / "_CoqProject").read_text().splitlines()
    files = [line for line in lines if line.endswith(".v")]
    assert files == [f"{name}.v" for name in (*LIBRARY.sources, *(file.file for file in ALL))]
    assert all((tmp_path / name).is_file() for name in files)


def test_the_body_of_an_instance():
    body = Body((("a", "nat", "1"),), "test", "theorem", "a", "a = a")
    text = body.text("claim_x")
    assert "Definition a : nat :=\n  1." in text
    assert "Lemma computed : test a = true.\nProof. vm_cast_no_check (eq_refl true). Qed." in text
    assert "Theorem claim_x :\n  a = a.\nProof. exact (theorem a computed). Qed." in text
    assert body.values() == ["1"]


@pytest.mark.parametrize("bad", ["1) # 2); Axiom", "nan", "x", "1/0", "0x1"])
def test_nothing_but_a_rational_becomes_coq_text(bad):
    with pytest.raises((ValueError, ZeroDivisionError)):
        rational(bad)
    assert listed([]) == "[]"


def _below(file):
    found, todo = set(), [file]
    while todo:
        name = todo.pop()
        if name not in found:
            found.add(name)
            todo += LIBRARY.needs(name)
    return found


def _meaning(text, places, texts):
    """The files whose definitions a statement is made of; short names are bound variables."""
    found, todo = {}, [text]
    while todo:
        for word in re.findall(r"[A-Za-z_][\w']{3,}", todo.pop()):
            if word in places and word not in found and word not in ("neuron", "free"):
                found[word] = places[word]
                todo.append(texts[word])
    return set(found.values())


@pytest.mark.parametrize("file", ALL, ids=[file.claim.id for file in ALL])
def test_the_statement_hash_is_of_every_definition_that_the_statement_is_made_of(file):
    claim = file.claim
    reach, places, texts = _below(claim.file), {}, {}
    for name in (name for name in LIBRARY.sources if name in reach):
        for sentence in sentences(LIBRARY.sources[name]):
            for word in defined(f"{sentence}."):
                places[word], texts[word] = name, sentence
    said = claim.data().body().statement if claim.data else file.source.split("Theorem ")[-1]
    needed = _meaning(said.replace(claim.theorem, ""), places, texts)
    assert needed <= {"Sums", "Statements", claim.file, *claim.words}
    hashed = {d for n in needed for d in LIBRARY.definitions(n)}
    kinds = ("Definition", "Fixpoint", "Record", "Inductive")
    for name in needed:
        written = [s for s in sentences(LIBRARY.sources[name]) if s.split(" ")[0] in kinds]
        assert {" ".join(d.split()).removesuffix(".") for d in hashed} >= set(written)
