"""Every finding says where it stands, in words that name something printed on its page.

PRINTED was read from the article, page by page: sections that run on the page, statements, proofs,
tables and figures, with the number of displayed formulas in each, and the numbered equations.
"""

from __future__ import annotations

import re

import pytest
from registry import all_statements

PRINTED: dict[int, dict[str, int]] = {
    2: {"section 1": 0},
    5: {"section 3": 1},
    6: {"section 3": 0, "section 3.1": 0, "Definition 1": 0},
    7: {"section 3.1": 0, "Figure 1": 0, "Theorem 2": 0, "Corollary 3": 0},
    8: {"section 3.1": 0, "section 3.2": 0, "Theorem 4": 0},
    9: {"section 3.2": 0, "section 4": 0, "section 5": 0, "Theorem 5": 0, "Corollary 6": 0},
    10: {"section 5": 1, "Figure 2": 0},
    11: {"section 5.1": 2, "Theorem 7": 0, "Theorem 8": 1, "Theorem 9": 1, "eq. (1)": 1},
    12: {
        **{"section 5.1": 2, "Theorem 9": 1, "eq. (2)": 1, "Remark 10": 0, "Remark 11": 0},
        "Lemma 12": 1,
    },
    13: {"section 5.2": 1, "Theorem 13": 0, "proof of Theorem 13": 1},
    14: {
        **{"section 5.2": 0, "proof of Theorem 13": 0, "Remark 14": 0, "section 5.3": 2},
        "Proposition 15": 2,
    },
    15: {"section 5.3": 0, "proof of Theorem 2": 0},
    16: {"Figure 3": 0, "section 5.4": 0},
    17: {"section 5.4": 0, "section 5.5": 0},
    18: {"section 5.5": 0, "section 6": 2, "Lemma 16": 1},
    19: {"Figure 4": 0, "section 6": 1, "Lemma 17": 1, "Lemma 18": 0},
    20: {"section 6": 1, "Lemma 19": 1, "Lemma 20": 0},
    21: {"section 6": 0, "section 7": 0, "proof of Lemma 12": 0},
    22: {"Lemma A.1": 3, "proof of Lemma A.1": 4},
    23: {"proof of Theorem 9": 1, "proof of Theorem 4": 0},
    24: {"proof of Theorem 4": 6},
    25: {"proof of Theorem 4": 1, "Lemma A.2": 3, "proof of Lemma A.2": 2},
    26: {"proof of Lemma A.2": 1, "proof of Proposition 15": 3},
    27: {"proof of Lemma 17": 0, "proof of Lemma 18": 1, "proof of Lemma 19": 2},
    28: {"proof of Lemma 19": 0, "proof of Lemma 20": 0, "proof of Theorem 5": 1},
    29: {"table B.1": 0},
    30: {"table B.2": 0, "table B.3": 0},
}

ROWS = {
    "table B.1": ("A", "w", "w^l_{i,j}", "act(l, k; x)"),
    "table B.2": ("[u_{p,i}]_{p,i}", "[v_{s,q}]_{s,q}", "B", "D", "B and D"),
}
ORDER = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
LINES = (*ORDER, "eighth", "ninth", "tenth", "eleventh")
BEFORE = "(?:paragraph below |sentence above |caption of )?"
PART = (
    rf"(?:(?:first|last) (?:two|four) lines(?: of the page)?"
    rf"|(?:{'|'.join(LINES)})(?: and (?:{'|'.join(LINES)}))? (?:line|paragraph)(?: of the page)?"
    rf"|last (?:line(?: of the page)?|paragraph|sentence)"
    rf"|(?:(?:{'|'.join(LINES)}) )?(?:and (?:{'|'.join(LINES)}) )?line (?:below|above|of) "
    rf"(?:the|its)(?: (?:{'|'.join(ORDER)}))? display|(?:(?:and )?(?:the|its) )?"
    rf"(?:(?:{'|'.join(ORDER)}) )?display|second line above eq\. \(\d\)|rows? .+|ker\(H\))"
)

FINDINGS = [(s, f) for s in all_statements() if s.source is None for f in s.findings]
NAMES = [f"{s.id}-{f.id}" for s, f in FINDINGS]


def anchor(finding):
    """Return what the place names, the longest name that is printed on the page."""
    named = [name for name in PRINTED[finding.page] if name in finding.place]
    return max(named, key=len, default=None)


@pytest.mark.parametrize(("statement", "finding"), FINDINGS, ids=NAMES)
def test_the_place_is_on_the_page(statement, finding):
    name = anchor(finding)
    assert name is not None, f"nothing on p. {finding.page} is called {finding.place!r}"
    start = re.match(rf"{BEFORE}{re.escape(name)}", finding.place)
    assert start, f"{finding.place!r} does not begin with {name!r}"
    assert len(finding.place) > len(name), f"{finding.place!r} does not say where in it"


@pytest.mark.parametrize(("statement", "finding"), FINDINGS, ids=NAMES)
def test_the_page_has_that_many_displays_and_the_tables_those_rows(statement, finding):
    name, rest = anchor(finding), finding.place
    wanted = [ORDER.index(word) + 1 for word in re.findall(r"(\w+) display", rest) if word in ORDER]
    wanted += [1] if re.search(r"the display", rest) else []
    assert max(wanted, default=0) <= PRINTED[finding.page][name]
    if "the display" in rest:
        assert PRINTED[finding.page][name] == 1, "which of the displays?"
    if name in ROWS:
        assert rest.split("row")[1].removeprefix("s").strip() in ROWS[name]
    for equation in re.findall(r"eq\. \(\d+\)", rest):
        assert equation in PRINTED[finding.page]


@pytest.mark.parametrize(("statement", "finding"), FINDINGS, ids=NAMES)
def test_the_place_says_nothing_else(statement, finding):
    rest = finding.place.split(anchor(finding), 1)[1].removeprefix(" (b)").lstrip(", ")
    if finding.place.startswith("sentence above "):
        assert not rest
        return
    for part in re.split(r", and |, ", rest) if "row" not in rest else [rest]:
        assert re.fullmatch(rf"{PART}(?: and {PART})?", part), f"{part!r} of {finding.place!r}"


def test_a_statement_is_on_the_page_of_its_finding_or_the_finding_is_elsewhere_for_a_reason():
    """Most findings name their own statement, its proof, or the text around it."""
    own = [s.id for s, f in FINDINGS if s.title and s.id.replace("-", " ") in f.place.lower()]
    assert len(own) > len(FINDINGS) / 2


@pytest.mark.parametrize(
    ("page", "place"),
    [(12, "Theorem 8, the display"), (26, "eq. (1)"), (15, "somewhere"), (24, "")],
)
def test_a_place_that_is_on_another_page_is_noticed(page, place):
    assert not [name for name in PRINTED[page] if name in place]


def test_every_place_is_told_apart():
    """Two findings of one kind at one place would be one finding told twice."""
    seen = [(f.page, f.place, f.kind, s.id) for s, f in FINDINGS]
    assert len(seen) == len(set(seen))
