"""Formulas of all statements, sentences with symbols, and the dependency graph."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofcheck.checker import KINDS
from proofcheck.report.certificates import CONCERNS
from proofcheck.report.graph import HEIGHT, WIDTH, columns, layout
from proofcheck.report.typeset import GREEK, mathml, prose
from proofcheck.runner.discovery import discover

LIBRARY = discover()
STATEMENTS = tuple(LIBRARY.statements.values())


@pytest.mark.parametrize("statement", STATEMENTS, ids=lambda s: s.id)
def test_every_statement_has_formulas_that_are_latex(statement):
    assert statement.latex
    for formula in (*statement.latex, *statement.latex_repaired):
        made = mathml(formula)
        assert made.startswith("<math"), formula
        assert "\\" not in made, made  # a command that the converter does not know stays as text
    assert not (statement.latex_repaired and statement.repaired is None)


def test_an_unknown_command_would_be_seen():
    assert "\\" in mathml(r"\notacommand x") or mathml(r"\notacommand x").startswith("<code>")


def test_the_matrix_of_lemma_12_has_the_blocks_of_its_claim():
    """Two writings of one matrix: the plain one of `display`, the other in LaTeX."""
    lemma = LIBRARY.statements["lemma-12"]
    rows = re.search(r"pmatrix}(.*)\\end", lemma.latex[0])[1].split(r"\\")
    plain = lemma.display.strip("\n").splitlines()[1:6]
    for row, line in zip(rows, plain, strict=True):
        cells = [re.sub(r"\\top|[\\\s^{},_]", "", cell) for cell in row.split("&")]
        shown = [re.sub(r"[\s\[\]_']", "", c) for c in re.split(r"\s{2,}", line.strip())[1:]]
        assert [c.replace("ell", "l") for c in cells] == shown


@pytest.mark.parametrize(
    ("plain", "typeset"),
    [
        ("sigma''(n_r)", "σ″(n<sub>r</sub>)"),
        ("v_s,r and u_{r,i}", "v<sub>s,r</sub> and u<sub>r,i</sub>"),
        ("u^< <= u^>", "u<sup>&lt;</sup> ≤ u<sup>&gt;</sup>"),
        ("(1 - t)^2 |y - z|^2", "(1 - t)<sup>2</sup> |y - z|<sup>2</sup>"),
        ("a^r_alpha, dl_alpha", "a<sup>r</sup><sub>α</sub>, dl<sub>α</sub>"),
        ("a' b, the neuron's own", "a&#39; b, the neuron&#39;s own"),
        ("lambda != 0", "λ ≠ 0"),
        ("w' near F", "w&#39; near F"),
        ("w'_0 -> w", "w′<sub>0</sub> → w"),
        ("alpha-plus-beta, compare_blocks", "alpha-plus-beta, compare_blocks"),
        ("alphabet, lambdas", "alphabet, lambdas"),
        ("<b>&", "&lt;b&gt;&amp;"),
        ("x_alpha^2", "x<sub>α</sub><sup>2</sup>"),
        ("n_{l*} >= N", "n<sub>l*</sub> ≥ N"),
    ],
)
def test_sentences(plain, typeset):
    assert str(prose(plain)) == typeset


LETTERS = {letter: name for name, letter in GREEK.items()} | {"≤": "<=", "≥": ">=", "≠": "!="}


def _back(markup):
    """Take the typesetting back: the text that a sentence came from, without ^, _ and braces."""
    text = re.sub(r"</?su[bp]>", "", str(markup))
    for entity, plain in (("&lt;", "<"), ("&gt;", ">"), ("&#39;", "'"), ("&#34;", '"')):
        text = text.replace(entity, plain)
    text = text.replace("&amp;", "&").replace("→", "->").replace("″", "''").replace("′", "'")
    text = text.replace("‴", "'''")
    return _bare("".join(LETTERS.get(c, c) for c in text))


def _bare(text):
    return re.sub(r"[_^{}]", "", text)


def _sentences():
    for s in STATEMENTS:
        yield from (s.claim, s.repaired or "", *(h.text for h in s.hypotheses))
        for step in s.steps:
            yield from (step.claim, *(m.change for m in step.mutants))
        for finding in s.findings:
            yield from (finding.claim, finding.repair)


def test_no_sentence_loses_a_letter():
    for sentence in _sentences():
        assert _back(prose(sentence)) == _bare(sentence)


@given(st.text(alphabet="ab_^{}<>='& -,*0alpha", max_size=30))
def test_no_text_loses_a_letter_or_becomes_markup(text):
    made = str(prose(text))
    assert _back(made) == _bare(text)
    assert not re.search(r"<(?!/?su[bp]>)", made)
    assert made.count("<sub>") == made.count("</sub>")


def graphs():
    """Graphs without cycles: every node may use those before it."""
    below = [st.sets(st.integers(0, max(i - 1, 0))) for i in range(9)]
    return st.integers(0, 9).flatmap(lambda n: st.tuples(*below[:n]))


@given(graphs())
def test_every_statement_comes_after_what_it_leans_on(sets):
    uses = {str(i): [str(u) for u in sorted(s) if u < i] for i, s in enumerate(sets)}
    place = columns(uses)
    assert all(place[u] < place[name] for name in uses for u in uses[name])
    graph = layout(uses)
    at = {node.name: node for node in graph.nodes}
    assert len(graph.edges) == sum(map(len, uses.values()))
    assert all(at[edge.source].x + WIDTH < at[edge.target].x for edge in graph.edges)
    spots = [(node.x, node.y) for node in graph.nodes]
    for x, y in spots:
        assert 0 <= x <= graph.width - WIDTH
        assert 0 <= y <= graph.height - HEIGHT
        assert not [1 for a, b in spots if a == x and 0 < abs(b - y) < HEIGHT]
    assert len(set(spots)) == len(spots)


def test_statements_that_no_module_encodes_have_no_line():
    assert layout({"a": ["missing"]}).edges == ()


def test_kinds_of_certificates_concern_statements_that_exist():
    assert set(CONCERNS) <= set(KINDS)
    assert {name for names in CONCERNS.values() for name in names} <= set(LIBRARY.statements)
