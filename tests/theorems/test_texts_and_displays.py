"""What is written beside a formula: references that resolve, displays that show the encoded blocks.

The display of Lemma 12 and the matrices of Lemma A.1 are read back, cell by cell, and compared with
what the derivations decide.
"""

import re
from dataclasses import dataclass, replace

import pytest
import sympy
from registry import all_statements, library
from sympy.matrices.expressions import ZeroMatrix

from proofcheck.core import Assumptions, Derivation, Form, Verdict
from proofcheck.export.claims import CLAIMS
from proofcheck.runner.naming import may_assume
from proofcheck.runner.paper import paper_ids
from theorems import lemma_12_hessian_blocks as lemma_12
from theorems import lemma_a1_block_semidefinite as lemma_a1

CLAIMS_IN_COQ = {claim.id for claim in CLAIMS}
KNOWN = {*library().statements, *paper_ids(), *CLAIMS_IN_COQ}
STATEMENTS = pytest.mark.parametrize("statement", all_statements(), ids=lambda s: s.id)
KINDS = "theorem|lemma|remark|proposition|corollary|definition"
ID = re.compile(rf"\b(?:{KINDS}|beyond)-[a-z0-9]+(?:-[a-z]+)*\b")
SPOKEN = re.compile(rf"\b({KINDS.title()}) (\d+|A\.\d)", re.IGNORECASE)
PART = re.compile(r"\b(?:step|mutant) ([a-z0-9]+(?:-[a-zA-Z0-9]+)+)")


def texts(statement):
    yield statement.claim
    yield statement.repaired or ""
    for step in statement.steps:
        yield step.claim
        yield from (m.change for m in step.mutants)
        yield from (m.equivalent or "" for m in step.mutants)
    for finding in statement.findings:
        yield from (finding.claim, finding.repair)
    yield from (h.text for h in statement.hypotheses)


def mentioned(text):
    """Ids of the statements that a text names, as ids or in words."""
    spoken = {f"{kind.lower()}-{n.lower().replace('.', '')}" for kind, n in SPOKEN.findall(text)}
    return {*ID.findall(text), *spoken}


@STATEMENTS
def test_every_statement_that_a_text_names_exists(statement):
    for text in texts(statement):
        assert mentioned(text) <= KNOWN, text


@STATEMENTS
def test_every_step_and_mutant_that_a_text_names_exists(statement):
    everywhere = {
        s.id: {t.id for t in s.steps} | {m.id for t in s.steps for m in t.mutants}
        for s in all_statements()
    }
    for text in texts(statement):
        near = {statement.id, *mentioned(text)} & set(everywhere)
        assert set(PART.findall(text)) <= set().union(*(everywhere[name] for name in near)), text


@STATEMENTS
def test_every_page_in_a_text_is_a_page_of_the_paper(statement):
    for text in texts(statement):
        pages = [int(p) for p in re.findall(r"\bp\. (\d+)", text)]
        assert all(1 <= page <= 34 for page in pages), text


COMPARED = {
    ("lemma-20", "layers"): {"lemma-16"},
    ("proposition-15", "at-infinity"): {"theorem-4"},
    ("remark-10", "twice-B"): {"theorem-8"},
    ("theorem-2", "B-sign"): {"lemma-12"},
}
"""Statements that a step compares itself with, and does not rest on."""


@STATEMENTS
def test_a_step_names_no_statement_that_its_proof_does_not_lean_on(statement):
    """What is used in words has to be in `uses`, or the ledger would not see it break."""
    for step in (s for s in statement.steps if s.form is not Form.LITERAL):
        named = mentioned(step.claim) - {statement.id, *statement.uses}
        assert named == COMPARED.get((statement.id, step.id), set()), step.id


@STATEMENTS
def test_a_literal_step_is_part_of_a_finding(statement):
    shown = {step for finding in statement.findings for step in finding.shown_by}
    literal = {step.id for step in statement.steps if step.form is Form.LITERAL}
    assert literal <= shown
    assert statement.repaired or not statement.latex_repaired


@STATEMENTS
def test_the_mutants_of_a_step_are_told_apart_by_their_words(statement):
    for step in statement.steps:
        words = [m.change for m in step.mutants]
        assert len(set(words)) == len(words), step.id
        assert step.claim not in words


PRINTED = [
    (s, t, s.step(t.id.removeprefix("printed-")))
    for s in all_statements()
    for t in s.steps
    if t.id.startswith("printed-") and t.id.removeprefix("printed-") in {x.id for x in s.steps}
]


@pytest.mark.parametrize(
    ("statement", "literal", "repaired"), PRINTED, ids=[f"{s.id}-{r.id}" for s, _, r in PRINTED]
)
def test_a_printed_step_and_its_repair_are_about_one_place(statement, literal, repaired):
    """The same page, and the repair comes after the print."""
    assert (literal.form, repaired.form) == (Form.LITERAL, Form.REPAIRED)
    assert literal.page == repaired.page
    order = [step.id for step in statement.steps]
    assert order.index(literal.id) < order.index(repaired.id)


# Hypotheses of derivations outside section 6

NEEDED = {
    ("beyond-split-chains", "exchange-vanishes"): {"critical"},
    ("beyond-vanishing-d", "kernel"): {"kernel"},
    ("corollary-3", "descent-stays"): {"critical"},
    ("lemma-a2", "value-at-zero"): {"sum-zero"},
    ("lemma-a2", "both-signs"): {"nonzero-moment"},
    ("proposition-15", "zero-sensitivities"): {"zero"},
    ("remark-11", "surviving-bound"): {"quadratic-growth", "D-zero-on-F", "B-definite"},
    ("theorem-2", "D-vanishes"): {"critical"},
    ("theorem-7", "critical"): {"critical"},
    ("theorem-8", "local-minimum"): {"local-minimum", "B-definite"},
    ("theorem-9", "semidefinite"): {"D-zero"},
    ("theorem-9", "local-minimum"): {"nondegenerate", "B-definite", "D-zero"},
    ("theorem-9", "otherwise-both-signs"): {"D-zero"},
}


@pytest.mark.parametrize(("name", "step_id"), NEEDED)
def test_a_derivation_takes_these_hypotheses_and_fails_without_any_of_them(name, step_id):
    statement = library().statements[name]
    step, needed = statement.step(step_id), NEEDED[name, step_id]
    check = next(c for c in step.checks if isinstance(c, Derivation))
    assume = Assumptions(may_assume(statement, step))
    assert check.run(step.formula, assume).verdict is Verdict.HOLDS
    assert assume.asked == needed
    for missing in needed:
        outcome = check.run(step.formula, Assumptions(needed - {missing}))
        assert (outcome.verdict, bool(outcome.confirmed_by)) == (Verdict.REFUTED, True)


# The display of Lemma 12, read back

ALPHA, BETA = sympy.symbols("alpha beta")


@dataclass(frozen=True)
class Letter:
    """A block by its name, with a factor, transposed or not."""

    factor: sympy.Expr
    name: str
    turned: bool = False

    @property
    def T(self):
        if self.name in ("B", "D"):
            return replace(self, turned=not self.turned)
        return replace(self, name=self.name[::-1])

    def __rmul__(self, factor):
        return replace(self, factor=sympy.expand(factor * self.factor))


class Letters:
    """The context of the claim, every block a letter."""

    alpha, beta = ALPHA, BETA
    B, D = Letter(sympy.Integer(1), "B"), Letter(sympy.Integer(1), "D")

    def h(self, rows, columns):
        return Letter(sympy.Integer(1), rows + columns)


GROUPS = "uvwpq"
FACTORS = {
    "": 1,
    "2": 2,
    "4": 4,
    "alpha beta": ALPHA * BETA,
    "(alpha-beta)": ALPHA - BETA,
    "(alpha+beta)": ALPHA + BETA,
}
CELL = re.compile(r"(?P<factor>.*?) ?\[(?P<name>\w+)\](?P<turned>'?)")
TEX_CELL = re.compile(r"(?P<factor>.*?)(?P<name>\\ell_\{\w+\}|D|B)(?P<turned>(?:\^\\top)?)")


def encoded():
    """All 25 blocks as they are encoded: what is not named is 0, the lower half is transposed."""
    upper = lemma_12.claimed(Letters())
    lower = {(b, a): block.T for (a, b), block in upper.items() if a != b}
    return {(a, b): {**lower, **upper}.get((a, b)) for a in GROUPS for b in GROUPS}


def letter(cell, pattern):
    """One cell of a display."""
    if cell.strip() == "0":
        return None
    found = pattern.fullmatch(cell.strip())
    name = re.sub(r"l_|\\ell_|[{}]", "", found["name"])
    factor = FACTORS[found["factor"].strip()]
    return Letter(sympy.expand(sympy.sympify(factor)), name, bool(found["turned"]))


def same(found, wanted):
    """The square blocks B are symmetric; every other one is as it stands."""
    if found is None or wanted is None:
        return found is wanted
    return replace(found, turned=False) == replace(wanted, turned=False) and (
        found.name == "B" or found.turned == wanted.turned
    )


def test_the_display_shows_the_encoded_blocks():
    lines = [line for line in lemma_12.DISPLAY.split("\n") if re.match(r"  \S", line)][:5]
    for group, line in zip(GROUPS, lines, strict=True):
        label, *cells = re.split(r"\s{2,}", line.strip())
        assert label[0] == group
        for other, cell in zip(GROUPS, cells, strict=True):
            assert same(letter(cell, CELL), encoded()[group, other]), (group, other, cell)


def test_the_formula_for_a_page_shows_them_too():
    matrix = re.search(r"\\begin\{pmatrix\}(.*)\\end\{pmatrix\}", lemma_12.STATEMENT.latex[0])[1]
    tex = re.sub(r"\\(alpha|beta)\\?,?", r"\1 ", matrix).replace("\\,", "").replace(" )", ")")
    rows = [row.split("&") for row in tex.replace(" +", "+").replace(" -", "-").split(r"\\")]
    for group, row in zip(GROUPS, rows, strict=True):
        for other, cell in zip(GROUPS, row, strict=True):
            assert same(letter(cell, TEX_CELL), encoded()[group, other]), (group, other, cell)


BLOCK = re.compile(r"(\d?)([a-z])(\^\\top)?")


@pytest.mark.parametrize(
    ("number", "matrix"),
    [
        (0, lemma_a1.bordered(lemma_a1.PRINTED["larger"])),
        (1, lemma_a1.PRINTED["smaller"]),
        (2, lemma_a1._corner_of_b()),
    ],
)
def test_the_matrices_of_lemma_a1_are_the_encoded_ones(number, matrix):
    names = {s.name: s for s in (getattr(lemma_a1, letter) for letter in "abcdefghx")}
    shown = re.findall(
        r"\\begin\{pmatrix\}(.*?)\\end\{pmatrix\}", "".join(lemma_a1.STATEMENT.latex)
    )
    rows = [row.split("&") for row in shown[number].replace(" ", "").split(r"\\")]
    assert (len(rows), len(rows[0])) == matrix.blockshape
    for i, row in enumerate(rows):
        for j, cell in enumerate(row):
            block = matrix.blocks[i, j]
            if cell == "0":
                assert isinstance(block, ZeroMatrix)
                continue
            factor, name, turned = BLOCK.fullmatch(cell).groups()
            wanted = names[name].T if turned else names[name]
            assert block == int(factor or 1) * wanted, (i, j)
