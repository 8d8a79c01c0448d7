"""Success needs 95 % and a reason for every survivor; a wrong reason is shown."""

import json
from contextlib import nullcontext

import pytest

from campaigns.operator_mutants import __main__ as main_module
from campaigns.operator_mutants.__main__ import ROOT, candidates, main
from campaigns.operator_mutants.campaign import OUT_OF_TIME, Result
from campaigns.operator_mutants.imports import dependants
from campaigns.operator_mutants.ladder import ladder
from campaigns.operator_mutants.mutants import mutants_of_source
from campaigns.operator_mutants.reasons import FILE, Reason, key, read_reasons
from campaigns.operator_mutants.report import lines, score, succeeded, survivors
from campaigns.operator_mutants.stored import digests, read, still_true, write

MUTANTS = mutants_of_source("toy.py", b"\n".join(b"x%d = a + b" % n for n in range(40)))


def results(survivors):
    dead = [Result(m, "check", "exit status 1", 1.0) for m in MUTANTS[survivors:]]
    return [Result(m, "", "", 2.0) for m in MUTANTS[:survivors]] + dead


def reasons(count, kind="equivalent"):
    return {key(m): Reason(kind, "any choice gives the same") for m in MUTANTS[:count]}


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
    assert "NO REASON GIVEN" in text
    assert "killed, although" not in text


def test_a_reason_for_a_killed_mutant_is_shown():
    assert "killed, although a reason is given for its survival" in "\n".join(
        lines(results(0), reasons(1))
    )


def test_equivalent_survivors_are_not_killed_and_counted_apart():
    found = score(results(2), reasons(1))
    assert (found.total, found.killed, found.equivalent) == (40, 38, 1)
    assert found.percent == 95
    assert found.percent_of_inequivalent == pytest.approx(100 * 38 / 39)
    assert score(results(2), reasons(2, "choice")).equivalent == 0
    assert score([], {}).percent == 0


def test_what_ran_out_of_time_is_neither_killed_nor_a_survivor():
    late = [Result(MUTANTS[0], "", OUT_OF_TIME, 9.0), *results(0)[1:]]
    assert survivors(late) == []
    found = score(late, reasons(1))
    assert (found.killed, found.out_of_time, found.equivalent) == (39, 1, 0)
    assert f"out of time: {MUTANTS[0].id}" in lines(late, {})


def test_results_come_back_from_disk(tmp_path):
    write(tmp_path / "out.json", results(1), {"toy.py": "12"}, {"seed": 0})
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["seed"] == 0
    assert read(tmp_path / "out.json") == (results(1), {"toy.py": "12"})


def test_results_count_as_long_as_the_broken_file_is_the_same(tmp_path):
    write(tmp_path / "out.json", results(1), {"toy.py": "12"}, {"seed": 0})
    assert still_true(tmp_path / "out.json", {"toy.py": "12"})[MUTANTS[0].id] == results(1)[0]
    assert still_true(tmp_path / "out.json", {"toy.py": "13"}) == {}
    assert still_true(tmp_path / "out.json", {}) == {}


def test_a_digest_follows_the_bytes_of_a_file(tmp_path):
    path = tmp_path / "toy.py"
    path.write_bytes(b"x = a + b")
    before = digests(tmp_path, MUTANTS)
    path.write_bytes(b"x = a - b")
    assert list(before) == ["toy.py"]
    assert digests(tmp_path, MUTANTS) != before


class Calls:
    """A campaign that notices everything at once, and remembers what it was asked."""

    def __init__(self, killed=True):
        self.asked, self.killed = [], killed

    def __call__(self, _campaign, mutants, _jobs, tell):
        self.asked = [m.id for m in mutants]
        for mutant in mutants:
            tell(Result(mutant, "check" if self.killed else "", "ledger", 1.0))


def run_main(monkeypatch, *arguments, killed=True):
    calls = Calls(killed)
    monkeypatch.setattr(main_module, "run_campaign", calls)
    monkeypatch.setattr(main_module, "campaign_of", nullcontext)
    status = main(["--files", "theorems/corollary_3*.py", "--count", "4", *arguments])
    return status, calls.asked


def test_a_cut_run_goes_on_where_it_was(monkeypatch, tmp_path, capsys):
    out = ("--out", str(tmp_path / "out.json"))
    status, asked = run_main(monkeypatch, *out, killed=False)
    assert (status, len(asked)) == (1, 4)
    whole = (tmp_path / "out.json").read_text(encoding="utf-8")
    found = json.loads(whole)
    cut = {**found, "mutants": found["mutants"][:3]}
    (tmp_path / "out.json").write_text(json.dumps(cut), encoding="utf-8")
    assert run_main(monkeypatch, *out, "--resume", killed=False) == (1, asked[3:])
    assert (tmp_path / "out.json").read_text(encoding="utf-8") == whole
    assert run_main(monkeypatch, *out, "--again") == (0, asked)
    assert run_main(monkeypatch, *out, "--again") == (0, [])
    assert run_main(monkeypatch, *out) == (0, asked)
    assert "4 of 4 killed (100.0 %" in capsys.readouterr().out


def test_given_mutants_alone_are_run(monkeypatch):
    _, asked = run_main(monkeypatch)
    assert run_main(monkeypatch, "--only", asked[2]) == (0, [asked[2]])


@pytest.mark.parametrize("options", [("--only", "nothing"), ("--resume",), ("--again",)])
def test_options_that_cannot_be_followed(options, capsys):
    with pytest.raises(SystemExit) as error:
        main(["--files", "theorems/corollary_3*.py", *options])
    assert error.value.code == 2
    assert "no such mutants" in (text := capsys.readouterr().err) or "name it with --out" in text


def test_reasons_need_every_field(tmp_path):
    (tmp_path / "s.toml").write_text('[[survivor]]\nfile = "a"\n', encoding="utf-8")
    with pytest.raises(ValueError, match="needs exactly file, where, before, after, kind, reason"):
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
    assert "no such mutants" in capsys.readouterr().err


def where_tested(file):
    rungs = {rung.name: rung.command for rung in ladder(ROOT, file)}
    return {part for part in rungs["tests"] if part.endswith(".py")}


def test_a_theorem_module_meets_the_tests_that_import_it_or_bear_its_number():
    """However the import is written, and wherever the test is."""
    folder = "tests/theorems"
    assert f"{folder}/test_lemmas_16_to_19.py" in where_tested("theorems/lemma_19_later_layers.py")
    assert f"{folder}/test_theorem_2.py" in where_tested("theorems/_wide_steps.py")
    assert f"{folder}/test_theorem_9.py" in where_tested("theorems/_theorem_9_counts.py")
    assert f"{folder}/test_theorem_9.py" not in where_tested("theorems/remark_10_shallow_case.py")


def test_a_file_of_the_engine_meets_the_tests_of_its_folder():
    assert "tests/networks/test_edges.py" in where_tested("proofcheck/networks/pivots.py")
