"""Parts of the report: names of files, boxes and lines, verdicts of certificates, views."""

import json
import os
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from types import SimpleNamespace

import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.certificates.writer import Problem, certificate, written
from proofcheck.checker.fields import Network as Weights
from proofcheck.core import (
    Budget,
    Citation,
    Evidence,
    Finding,
    FindingKind,
    Form,
    Hypothesis,
    InputError,
    Kill,
    Kind,
    MutantRecord,
    Record,
    Statement,
    Step,
    holds,
    scope,
)
from proofcheck.report import writer
from proofcheck.report.certificates import CONCERNS, certificates
from proofcheck.report.figures.curves import Curve, lowest
from proofcheck.report.graph import HEIGHT, MARGIN, WIDTH, columns, layout
from proofcheck.report.marks import MARKS, STATUSES, mark, status_word
from proofcheck.report.pages import FIXED, file_names
from proofcheck.report.source import Source
from proofcheck.report.views import fate, finding_view, statement_views
from proofcheck.report.writer import MANIFEST, prepare_folder, write_report
from proofcheck.runner.discovery import Library
from proofcheck.runner.entries import entries
from proofcheck.runner.store import Stored

SUCCESS = {"settled", "holds", "accepted", "kernel", "killed", "equivalent", "reproduced"}


def test_only_words_of_success_look_like_success():
    assert {word for word in MARKS if mark(word).style == "settled"} == SUCCESS
    assert len({(m.sign, m.style) for m in map(mark, STATUSES[:5])}) == 5


@given(st.text(max_size=12))
def test_a_word_that_nobody_knows_never_looks_like_success(word):
    assert word in SUCCESS or mark(word).style != "settled"
    assert mark(word).word == word


@given(st.lists(st.text(max_size=8), max_size=8, unique=True))
def test_files_of_different_statements_are_different_and_safe(ids):
    names = file_names(ids)
    assert list(names) == ids
    assert len(set(names.values())) == len(ids)
    for name in names.values():
        assert Path(name).name == name
        assert name.endswith(".html")
        assert name.removesuffix(".html") not in FIXED
        assert name.isascii()


GRAPHS = (
    st.integers(0, 7)
    .flatmap(
        lambda n: st.tuples(
            *(
                st.frozensets(st.integers(0, max(k - 1, 0)), max_size=3 if k else 0)
                for k in range(n)
            )
        )
    )
    .map(lambda uses: {f"s{k}": [f"s{j}" for j in sorted(used)] for k, used in enumerate(uses)})
)


@given(GRAPHS)
@settings(max_examples=60)
def test_boxes_do_not_overlap_and_stay_in_the_picture(uses):
    graph = layout(uses)
    assert {node.name for node in graph.nodes} == set(uses)
    for a, b in combinations(graph.nodes, 2):
        assert abs(a.x - b.x) >= WIDTH or abs(a.y - b.y) >= HEIGHT
    for node in graph.nodes:
        assert MARGIN <= node.x <= graph.width - WIDTH - MARGIN
        assert MARGIN <= node.y <= graph.height - HEIGHT - MARGIN


@given(GRAPHS)
def test_every_line_goes_from_what_is_used_to_what_uses_it(uses):
    graph = layout(uses)
    at = {node.name: node for node in graph.nodes}
    assert sorted((e.source, e.target) for e in graph.edges) == sorted(
        (used, name) for name in uses for used in uses[name]
    )
    for edge in graph.edges:
        assert at[edge.source].x + WIDTH < at[edge.target].x
        *_, right, middle = edge.path.split()
        source, target = at[edge.source], at[edge.target]
        assert edge.path.startswith(f"M{source.x + WIDTH:g} {source.y + HEIGHT / 2:g} C")
        assert (right, middle) == (f"{target.x:g}", f"{target.y + HEIGHT / 2:g}")


@given(GRAPHS)
def test_a_column_is_the_length_of_the_longest_chain(uses):
    def longest(name):
        return max((1 + longest(used) for used in uses[name]), default=0)

    assert columns(uses) == {name: longest(name) for name in uses}


def test_what_no_module_encodes_has_no_line():
    graph = layout({"new": ["old", "elsewhere"], "old": []})
    assert [(e.source, e.target) for e in graph.edges] == [("old", "new")]


def curve(*losses):
    return Curve(tuple(Fraction(k, 2) for k in range(-1, len(losses) - 1)), losses)


BALL = arb(2, 1)


@pytest.mark.parametrize(
    ("losses", "above", "below"),
    [
        ((arb(5), arb(1), arb(5)), True, False),
        ((arb(5), arb(1), arb(0)), False, True),
        ((arb(5), BALL, arb(2)), False, False),  # inside of the ball at t = 0
        ((arb(5), BALL, BALL), False, False),
        ((arb("nan"), arb(1), arb("nan")), False, False),
        ((arb(5), arb("nan"), arb(0)), False, False),
        ((arb(1), arb(1), arb(5)), False, False),  # equal is not above
    ],
)
def test_above_and_below_are_proved_or_not_said(losses, above, below):
    shown = curve(*losses)
    assert (shown.certainly_above, shown.certainly_below) == (above, below)


def test_the_smallest_of_curves_contains_every_minimum():
    least = lowest([curve(arb(3), arb(1)), curve(arb(2), arb(4, 1))])
    assert [float(x.mid()) for x in least.losses] == [2.0, 1.0]
    assert curve(arb(0, "1/4"), arb(1)).width >= 0.5


CITED = Citation("Peano 1889", scope())
STEPS = (
    Step("printed", "1 + 1 = 3", 7, (CITED,), form=Form.LITERAL),
    Step("mended", "1 + 1 = 2", 7, (CITED,), form=Form.REPAIRED),
)
SLIP = Finding("slip", FindingKind.MISPRINT, 7, "line 2", "3", ("printed",), "2", ("mended",))
HYPOTHESES = (Hypothesis("h", "x > 0", 7), Hypothesis("fixed", "two sums", 7, setting=True))
STATEMENT = Statement("my-sum", "A sum", 7, "x", STEPS, HYPOTHESES, findings=(SLIP,))
OTHER = Statement("my-other", "Another", 7, "y", (Step("s", "y", 7, (CITED,)),), uses=("my-sum",))


def entry_of(*, stored=True, used=None, mutants=()):
    known = (Evidence(Kind.CITED, holds("Peano"), scope(), "Peano 1889", 1.5),)
    record = Record({"printed": known, "mended": known}, mutants, {"h": 3, "fixed": 9}, {"h": used})
    results = {"my-sum": Stored(record, Budget(50, 200, 0), 1.0)} if stored else {}
    library = Library({"my-sum": STATEMENT, "my-other": OTHER})
    return entries(library, results, ["my-sum", "my-other"])


def view_of(**fields):
    found = entry_of(**fields)
    source = Source(found, (), frozenset({"my-other"}), {}, ())
    return next(iter(statement_views(source)))


@pytest.mark.parametrize(
    ("used", "words"),
    [(True, "used"), (False, "not used by the derivation"), (None, "no derivation holds")],
)
def test_how_a_hypothesis_is_used(used, words):
    view = view_of(used=used)
    assert [view.use(h) for h in HYPOTHESES] == [words, "fixed by the encoding"]
    assert [view.met(h) for h in HYPOTHESES] == ["3", "-"]


def test_nothing_is_said_of_what_was_not_checked():
    view = view_of(stored=False)
    assert (view.word, view.literal, view.problems) == ("not checked", None, ())
    assert [view.use(h) for h in HYPOTHESES] == ["not checked", "not checked"]
    assert [view.met(h) for h in HYPOTHESES] == ["-", "-"]
    assert [(s.word, s.evidence) for s in view.steps] == [("not checked", ()), ("not checked", ())]
    assert [f.word for f in view.findings] == ["not checked"]


def test_a_view_of_a_checked_statement():
    view = view_of()
    assert [(s.number, s.word, s.form, s.seconds) for s in view.steps] == [
        (1, "cited", "as printed", 1.5),
        (2, "cited", "repaired", 1.5),
    ]
    assert (view.literal, view.leaned_on_by) == ("cited", ("my-other",))
    assert [(f.word, f.evidence) for f in view.findings] == [("not reproduced", "")]
    assert [s.id for s in finding_view(view.entry, SLIP).shown_by] == ["printed"]


def test_stale_is_not_checked_and_counts_as_neither():
    first, second = entry_of(stored=False)
    assert status_word(second, frozenset({"my-other"})) == "stale, not checked"
    source = Source(
        (first, second), (SimpleNamespace(id="theorem-4"),), frozenset({"my-other"}), {}, ()
    )
    assert source.counts() == {
        "settled": 0,
        "not checked": 1,
        "stale, not checked": 1,
        "not encoded": 1,
    }
    assert source.budgets() == ()
    assert not source.of_paper(first)


FATES = {
    "killed": MutantRecord("m", "s", "x", (Kill(Kind.EXACT, "count"),)),
    "survives": MutantRecord("m", "s", "x"),
    "equivalent": MutantRecord("m", "s", "x", (), "1 = 1", True),
}


@pytest.mark.parametrize("word", FATES)
def test_the_fate_of_a_mutant_in_one_word(word):
    assert fate(FATES[word]) == word
    believed = MutantRecord("m", "s", "x", (), "1 = 1", False)
    assert fate(believed) == "survives"
    both = MutantRecord("m", "s", "x", (Kill(Kind.EXACT, "count"),), "1 = 1", True)
    assert fate(both) == "killed"


@pytest.fixture
def folder(tmp_path):
    """A certificate that is right, one that was changed, and files that are none."""
    net = Weights("tanh", False, ([[0]], [[2]]))
    found = certificate("global-minimum", net, Problem(((1,),), {"values": ["0"]}), {})
    changed = {**found, "claim": "For everything: all is well."}
    (tmp_path / "a.json").write_text(written(found))
    (tmp_path / "b.json").write_text(written(changed))
    (tmp_path / "c.json").write_text("{}")
    (tmp_path / "d.json").write_bytes(b"\xff\xfe")
    (tmp_path / "e.txt").write_text(written(found))
    return tmp_path


@pytest.mark.parametrize(
    ("verify", "verdicts"),
    [
        (True, ["accepted", "not proved", "malformed", "malformed"]),
        (False, ["not verified here", "not verified here", "malformed", "malformed"]),
    ],
)
def test_a_verdict_is_never_better_than_the_checkers(folder, verify, verdicts):
    shown = certificates(folder, verify=verify)
    assert [c.name for c in shown] == ["a.json", "b.json", "c.json", "d.json"]
    assert [c.verdict for c in shown] == verdicts
    assert all("all is well" not in c.claim for c in shown)
    assert all(c.command.startswith("proofcheck verify ") for c in shown)
    assert {c.concerns for c in shown[2:]} == {()}


def test_a_certificate_in_a_notebook_is_text(folder):
    name = "<b>.json"
    (folder / "a.json").rename(folder / name)
    shown = {c.name: c for c in certificates(folder, verify=True)}[name]._repr_html_()
    assert "<b>" not in shown
    assert "<strong>\u2713 accepted</strong>" in shown


def test_every_kind_but_global_minima_and_refusals_concerns_a_statement():
    from proofcheck.checker import KINDS

    assert set(KINDS) - set(CONCERNS) == {"not-critical", "global-minimum", "refutation"}


def test_pages_of_an_earlier_report_go_and_nothing_else(tmp_path):
    (tmp_path / "mine.html").write_text("x")
    write_report(tmp_path, {"old.html": "old", "index.html": "1"})
    size = write_report(tmp_path, {"new.html": "\u00e9", "index.html": "2"})
    assert size == 3
    assert sorted(os.listdir(tmp_path)) == ["index.html", "mine.html", "new.html", MANIFEST]


@pytest.mark.parametrize("line", ["../outside", "/outside", "sub/outside", ".", ""])
def test_a_manifest_removes_nothing_outside_of_the_folder(tmp_path, line):
    inside = tmp_path / "report"
    (inside / "sub").mkdir(parents=True)
    for path in (tmp_path / "outside", inside / "sub" / "outside"):
        path.write_text("kept")
    (inside / MANIFEST).write_text(f"{line}\n")
    write_report(inside, {"index.html": "1"})
    assert (tmp_path / "outside").read_text() == (inside / "sub" / "outside").read_text() == "kept"


def test_a_file_in_the_place_of_the_folder_is_refused_before_the_work(tmp_path):
    (tmp_path / "report").write_text("x")
    with pytest.raises(InputError) as caught:
        prepare_folder(tmp_path / "report")
    assert caught.value.given == "a file"
    prepare_folder(tmp_path / "new" / "report")
    assert os.listdir(tmp_path / "new" / "report") == []


def test_a_report_that_cannot_be_finished_keeps_the_old_index(tmp_path, monkeypatch):
    write_report(tmp_path, {"a.html": "1", "index.html": "old"})
    real = writer.write_atomically

    def full(path, text, *, what):
        if path.name == "b.html":
            raise InputError(what, given="full", admissible="x", repair="y")
        real(path, text, what=what)

    monkeypatch.setattr(writer, "write_atomically", full)
    with pytest.raises(InputError):
        write_report(tmp_path, {"a.html": "2", "b.html": "2", "index.html": "new"})
    assert (tmp_path / "index.html").read_text() == "old"
    assert json.dumps("old")
