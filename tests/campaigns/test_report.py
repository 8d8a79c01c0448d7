"""Success needs 95 % and a reason for every survivor; a wrong reason is shown."""

import json

import pytest

from campaigns.operator_mutants.__main__ import ROOT, candidates, main
from campaigns.operator_mutants.campaign import Result
from campaigns.operator_mutants.imports import dependants
from campaigns.operator_mutants.mutants import mutants_of_source
from campaigns.operator_mutants.reasons import FILE, key, read_reasons
from campaigns.operator_mutants.report import lines, succeeded, write_json

MUTANTS = mutants_of_source("toy.py", b"\n".join(b"x%d = a + b" % n for n in range(40)))


def results(survivors):
    dead = [Result(m, "check", "exit status 1", 1.0) for m in MUTANTS[survivors:]]
    return [Result(m, "", "", 2.0) for m in MUTANTS[:survivors]] + dead


def reasons(count):
    return {key(m): "any choice gives the same" for m in MUTANTS[:count]}


@pytest.mark.parametrize(
    ("survivors", "explained", "expected"),
    [(0, 0, True), (2, 2, True), (2, 1, False), (3, 3, False)],
)
def test_success(survivors, explained, expected):
    assert succeeded(results(survivors), reasons(explained)) is expected


def test_the_report_lists_survivors_with_and_without_reason():
    text = "\n".join(lines(results(2), reasons(1)))
    assert "38 of 40 killed (95.0 %; 95 % wanted)" in text
    assert text.count("survives: ") == 2
    assert "any choice gives the same" in text
    assert "NONE GIVEN" in text
    assert "killed, although" not in text


def test_a_reason_for_a_killed_mutant_is_shown():
    assert "killed, although a reason is given for its survival" in "\n".join(
        lines(results(0), reasons(1))
    )


def test_json(tmp_path):
    write_json(tmp_path / "out.json", results(1), reasons(1), {"seed": 0})
    found = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))
    assert found["seed"] == 0
    assert found["mutants"][0]["killed_by"] is None
    assert found["mutants"][0]["reason"] == "any choice gives the same"
    assert found["mutants"][1]["how"] == "exit status 1"


def test_reasons_need_every_field(tmp_path):
    (tmp_path / "s.toml").write_text('[[survivor]]\nfile = "a"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="needs exactly file, where, before, after, reason"):
        read_reasons(tmp_path / "s.toml")


def test_every_written_reason_speaks_of_a_mutant_that_exists():
    files = {entry[0] for entry in read_reasons(FILE)}
    existing = {key(m) for m in candidates(sorted(files))}
    assert not set(read_reasons(FILE)) - existing


def test_dependants_follow_the_imports():
    lemma = "theorems/lemma_12_hessian_blocks.py"
    assert dependants(ROOT, lemma) == (lemma,)
    assert lemma in dependants(ROOT, "proofcheck/symbolic/jets.py")
    assert lemma in dependants(ROOT, "proofcheck/networks/neuron_matrices.py")
    assert "theorems/theorem_13_wide_two_layer.py" in dependants(ROOT, "theorems/_wide_steps.py")


def test_the_list_runs_nothing(capsys):
    assert main(["--list", "--count", "3", "--files", "theorems/lemma_12*.py"]) == 0
    assert capsys.readouterr().out.count("theorems/lemma_12_hessian_blocks.py:") == 3


def test_a_pattern_without_mutants_is_refused(capsys):
    with pytest.raises(SystemExit) as error:
        main(["--files", "nowhere/*.py"])
    assert error.value.code == 2
    assert "no mutants in" in capsys.readouterr().err
