"""False certificates of the instances: each differs, and Coq's kernel refuses it."""

import json
import shutil
from dataclasses import replace
from fractions import Fraction

import pytest

from campaigns import coq_mutants as campaign
from campaigns.coq_mutants import changes, main, source
from proofcheck.core import InputError
from proofcheck.export import instance
from proofcheck.export.audit import Audit
from proofcheck.export.claims import CLAIMS
from proofcheck.export.coqc import Compiled, Coqc
from proofcheck.export.instance import Instance, stored
from proofcheck.export.instances import EXPERIMENT
from proofcheck.export.library import Library, library_folder
from proofcheck.export.results import keep, read, standing, ties
from proofcheck.export.writer import exported
from proofcheck.search import paper_experiment
from tests.export.made_up_claims import BY_ID, LIBRARY, built

NAMES = sorted(file.stem for file in (library_folder() / "instances").glob("*.json"))
INTERVALS = ["section-5-4", "with-biases"]


def content(name):
    return json.loads((library_folder() / "instances" / f"{name}.json").read_text())


def test_every_instance_is_a_claim():
    instances = [c.data() for c in CLAIMS if c.data]
    found = [one.content for one in instances if isinstance(one, Instance)]
    assert sorted(map(str, found)) == sorted(str(content(name)) for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_changes_are_many_and_different(name):
    sources = [source(c, True) for _, c in changes(content(name))]
    assert source(content(name), True) not in sources
    assert len(set(sources)) == len(sources)
    assert len(sources) >= (20 if name in INTERVALS else 15)


@pytest.mark.parametrize("name", NAMES)
def test_a_change_changes_the_hash_of_the_data(name):
    before = Instance(content(name)).body().values()
    for what, changed in changes(content(name)):
        body = Instance(changed).body()
        same = body.values() == before
        assert not same or body.arguments != Instance(content(name)).body().arguments, what


@pytest.mark.parametrize("name", NAMES)
def test_the_statement_names_the_data_and_repeats_the_numbers(name):
    body = Instance(content(name)).body()
    for word in ("learner sigmoid widths inputs answers", "critical_on", "strict_local_minimum"):
        assert word in body.statement
    assert "Admitted" not in body.text("x")
    assert "start" in body.statement


def test_one_digit_of_a_label_lets_the_status_fall(tmp_path):
    library = Library(library_folder())
    claim = next(c for c in CLAIMS if c.id == "with-biases")
    one = exported(claim, library)
    keep(tmp_path, one, ties(one, library, "8.16.1"), Audit("", (), "T0", 1))
    entry = read(tmp_path)["with-biases"]
    assert standing(entry, ties(one, library, "8.16.1")).status == "kernel"
    changed = content("with-biases")
    changed["labels"]["given"][0] += "1"
    other = exported(replace(claim, data=lambda: Instance(changed)), library)
    fallen = standing(entry, ties(other, library, "8.16.1"))
    assert (fallen.status, fallen.reason[:8]) == ("emitted-unchecked", "the data")


BAD = content("section-5-4")


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"widths": 3},
        {"base": 2},
        {"base": 2, "widths": ["x"]},
        {**BAD, "radius": "1/0"},
        {**BAD, "radius": None},
        {**BAD, "inner": 3},
        {**BAD, "labels": {"teacher": "x"}},
        {**BAD, "better": ["x"]},
    ],
)
def test_a_broken_instance_is_bad_input(broken):
    with pytest.raises(InputError, match="instance for Coq"):
        Instance(broken).body()


def test_a_missing_instance_is_bad_input():
    with pytest.raises(InputError, match="coq/instances"):
        stored("none", "")()


def edited(name, **changes):
    return Instance({**content(name), **changes})


@pytest.mark.parametrize("name", NAMES)
def test_an_instance_with_other_data_is_not_taken_for_the_one_that_a_claim_speaks_of(name):
    first, known = content(name), Instance(content(name)).key()
    others = [
        edited(name, inputs=[*first["inputs"][1:], first["inputs"][0]]),
        edited(name, biases=not first["biases"]),
        edited(name, inner=[]),
        edited(name, better=[]),
        edited(name, loss=["0", "1000"] if isinstance(first["loss"], list) else "1"),
        *(Instance(content(other)) for other in NAMES if other != name),
    ]
    assert known not in {other.key() for other in others}
    assert len({other.key() for other in others}) == len(others)
    assert edited(name, curvature=None, precision=99).key() == known


def test_a_file_of_another_instance_is_refused(monkeypatch, tmp_path):
    (tmp_path / "instances").mkdir()
    swapped = library_folder() / "instances" / "with-biases.json"
    (tmp_path / "instances" / "section-5-4.json").write_text(swapped.read_text())
    monkeypatch.setattr(instance, "library_folder", lambda: tmp_path)
    with pytest.raises(InputError, match="another network, other data"):
        exported(BY_ID["paper-instance"], LIBRARY)


def test_a_file_that_is_no_instance_has_no_key():
    with pytest.raises(InputError, match="instance for Coq"):
        Instance({"widths": 3}).key()


def answering(accepts):
    """A coqc that accepts the sources that a function accepts."""

    def compile_(_, folder, file):
        return Compiled(accepts((folder / f"{file}.v").read_text()), "")

    return compile_


@pytest.mark.parametrize(
    ("accepts", "status", "last"),
    [
        (lambda _: True, 0, "19 changes, all refused"),
        (lambda text: "= false" not in text, 1, "wrong answers"),
        (lambda text: "= true." not in text, 1, "wrong answers"),
    ],
)
def test_the_campaign_counts(accepts, status, last, monkeypatch, tmp_path, capsys):
    (tmp_path / "Exact.vo").touch()
    monkeypatch.setattr(campaign, "coq_version", lambda: "made up")
    monkeypatch.setattr(Coqc, "compile", answering(accepts))
    assert main(["logarithm", "--library", str(tmp_path)]) == status
    printed = capsys.readouterr().out
    assert last in printed.splitlines()[-1]


def test_a_run_that_was_stopped_can_be_taken_up(monkeypatch, tmp_path, capsys):
    (tmp_path / "Exact.vo").touch()
    monkeypatch.setattr(campaign, "coq_version", lambda: "made up")
    monkeypatch.setattr(Coqc, "compile", answering(lambda _: True))
    assert main(["logarithm", "--library", str(tmp_path), "--skip", "15", "--jobs", "1"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert printed[-1] == "5 changes, all refused"
    assert printed[:-1] == [
        f"logarithm: {what}: refused" for what, _ in list(changes(content("logarithm")))[14:]
    ]


def test_without_a_library_the_campaign_says_so(tmp_path, capsys):
    assert main(["--library", str(tmp_path)]) == 2
    assert "make coq" in capsys.readouterr().err


@pytest.mark.campaign
@pytest.mark.skipif(shutil.which("coqc") is None, reason="no coqc: Coq's kernel saw no mutant")
@pytest.mark.parametrize("name", NAMES)
def test_the_kernel_refuses_every_change(name, tmp_path, capsys):
    built(tmp_path)
    assert main([name, "--library", str(tmp_path)]) == 0
    assert "changes, all refused" in capsys.readouterr().out


def test_the_instance_of_section_5_4_is_the_experiment_that_its_steps_name():
    drawn, found = paper_experiment.draw(), content("section-5-4")
    assert EXPERIMENT == paper_experiment.NAME
    assert [[Fraction(x) for x in row] for row in found["inputs"]] == [*map(list, drawn.inputs)]
    teacher = found["labels"]["teacher"]
    assert tuple(teacher["widths"]) == paper_experiment.TEACHER_WIDTHS
    assert tuple(found["widths"]) == paper_experiment.SMALL_WIDTHS
    assert found["biases"] is False
    rows = [row for layer in teacher["layers"] for row in layer]
    assert all(Fraction(row[0]) == 0 for row in rows)
    assert sorted(Fraction(x) for row in rows for x in row[1:]) == sorted(drawn.teacher)
    low, high = map(Fraction, found["loss"])
    assert Fraction("4.8165") < low < high < Fraction("4.8175")
    assert {(n["layer"], n["neuron"]) for n in found["inner"]} == {(1, 1), (2, 1)}
