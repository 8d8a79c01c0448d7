"""The report of a ledger with every status: nothing undecided ever looks like success."""

import json
from itertools import pairwise

import pytest
from report_pages import boxes, broken_links, folder, ids, marks, tags, text

from proofcheck.report.marks import MARKS, STATUSES, mark

EXPECTED = {
    "my-true": "settled",
    "my-sampled": "sampled",
    "my-false": "refuted",
    "my-undecided": "undecided",
    "my-vacuous": "undecided",
    "my-cited": "cited",
    "my-leaning": "cited",
    "my-broken-proof": "undecided",
    "my-survivor": "settled",
    "my-open": "undecided",
    "my-exploding": "undecided",
    "my-lost-finding": "settled",
    "my-instance": "settled",
    "my-untested": "undecided",
    "my-waiting": "not checked",
    "my-hostile": "not checked",
    "theorem-9": "not checked",
}
SUCCESS = {"settled", "holds", "accepted", "kernel", "killed", "equivalent", "reproduced"}


@pytest.fixture(scope="module")
def pages(checked):
    return folder(checked / "report")


def test_every_page_is_html_with_one_title_and_one_heading(pages):
    assert len(pages) > 40
    for name, tree in pages.items():
        assert len(tags(tree, "h1")) == len(tags(tree, "title")) == 1, name
        assert len(ids(tree)) == len(set(ids(tree))), name


def test_every_link_leads_somewhere_inside(pages):
    assert broken_links(pages) == []


def test_nothing_is_loaded(pages):
    for tree in pages.values():
        assert not tags(tree, "script") + tags(tree, "link") + tags(tree, "img")
        assert all("url(" not in text(style) for style in tags(tree, "style"))


@pytest.mark.parametrize(("name", "word"), EXPECTED.items())
def test_status_in_graph_and_table(pages, name, word):
    style, shown = boxes(pages["index.html"])[name]
    assert (style, shown) == (mark(word).style, f"{mark(word).sign} {word}")
    assert (style == "settled") is (word == "settled")


def test_only_words_of_success_have_the_style_of_success(pages):
    seen = {pair for tree in pages.values() for pair in marks(tree)}
    assert {word for style, word in seen if style == "settled"} <= SUCCESS
    assert {word for _, word in seen} >= {"refuted", "undecided", "not checked", "survives"}


def test_statuses_differ_in_word_sign_and_style():
    signs = [MARKS[word].sign for word in STATUSES]
    assert len(set(signs)) == len(STATUSES)
    assert {MARKS[word].style for word in STATUSES} >= {"settled", "undecided", "refuted", "absent"}
    assert mark("no such word").style == "absent"


def test_counts_are_those_of_the_boxes(pages, checked):
    found = [status.split(" ", 1)[1] for _, status in boxes(pages["index.html"]).values()]
    facts = [text(node) for node in tags(pages["index.html"], "dl")[0]]
    pairs = zip(facts[::2], facts[1::2], strict=True)
    counts = {word.split(" ", 1)[1]: int(n) for n, word in pairs if n.isdigit() and " " in word}
    for word in {"settled", "undecided", "refuted", "not checked", "cited", "sampled"}:
        assert counts[word] == found.count(word), word


def test_problems_of_a_run_are_named(pages):
    assert "mutant same of my-survivor survives" in text(pages["my-survivor.html"])
    assert "not as it should be" in text(pages["index.html"])
    assert "does not reproduce" in text(pages["my-lost-finding.html"])


def test_a_finding_without_evidence_is_none(pages):
    page = text(pages["findings.html"])
    assert "Recorded, but not reproduced in this ledger" in page
    assert ("undecided", "not reproduced") in marks(pages["findings.html"])
    assert not [m for m in marks(pages["findings.html"]) if m[1] == "reproduced"]


def test_a_recorded_opening_is_said(pages):
    assert "Recorded as open: a sign is missing" in text(pages["my-open.html"])


def test_evidence_stands_beside_its_step(pages):
    page = pages["my-true.html"]
    step = next(n for n in page.iter() if n.get("id") == "step-successor")
    assert "derived : ✓ holds at all points" in text(step).replace("derived:", "derived :")
    assert "no counterexample among 9 instances" in text(step)


def test_a_counterexample_is_shown_with_its_witness(pages):
    assert "is no successor; confirmed by counting" in text(pages["my-false.html"])


def test_markup_in_a_module_stays_text(pages):
    page = next(tree for name, tree in pages.items() if name.startswith("my-hostile"))
    assert "<script>alert(1)</script>" in text(page)
    assert "a < b & 'c' \" <i>" in text(page)
    assert "</li>" in text(page)
    assert "</pre><b>" in text(page)
    assert not tags(page, "script") + tags(page, "b") + tags(page, "img")


def test_a_formula_that_is_none_is_shown_as_text(pages):
    page = next(tree for name, tree in pages.items() if name.startswith("my-hostile"))
    assert "\\frac{" in [text(n) for n in tags(page, "code")]
    assert len(tags(page, "math")) == 1


def test_an_id_that_is_the_name_of_a_page(pages):
    assert "An id that is the name of a page" in text(pages["index-2.html"])
    assert "Statements and their status" in text(pages["index.html"])


def test_a_text_without_pages(pages):
    assert "Nobody (1999), no page" in text(pages["index-2.html"])
    assert "the paper, page 7" in text(pages["my-true.html"])


def test_the_gravest_findings_come_first():
    from proofcheck.core import FindingKind
    from proofcheck.report.pages import KINDS

    assert list(KINDS)[:2] == ["false-as-stated", "invalid-inference"]
    assert set(KINDS) == {kind.value for kind in FindingKind}


def test_for_keyboard_and_screen_reader(pages):
    for name, tree in pages.items():
        skip = next(n for n in tags(tree, "a") if n.get("class") == "skip")
        assert skip.get("href")[1:] in ids(tree)
        assert [len(tags(tree, t)) for t in ("main", "header", "footer", "nav")] == [1] * 4, name
        assert all(len(tags(table, "caption")) == 1 for table in tags(tree, "table")), name
        assert all(n.get("scope") in ("row", "col") for n in tags(tree, "th")), name
        assert all(b - a <= 1 for a, b in pairwise(_levels(tree))), name


def _levels(tree):
    """The levels of the headings, in order; none may be skipped on the way down."""
    return [int(n.tag[-1]) for n in tree.iter() if n.tag[-2:] in ("h1", "h2", "h3", "h4")]


def test_the_pages_are_those_of_the_ledger(checked, pages):
    data = json.loads((checked / "c.json").read_text())
    for statement in data["statements"]:
        page = text(pages[f"{statement['id']}.html"])
        for step in statement["steps"]:
            for piece in step["evidence"]:
                assert " ".join(piece["detail"].split()) in page
