"""What a notebook shows: formulas, exact entries, balls that contain, the checker's verdict."""

import re
from fractions import Fraction
from pathlib import Path

import flint
import numpy as np
import pytest
import sympy
from flint import arb, fmpq
from hypothesis import given
from hypothesis import strategies as st
from report_pages import parsed, tags, text

from proofcheck.arithmetic.displayed import MOST, displayed, entry_latex, entry_text
from proofcheck.checker import verify_file
from proofcheck.core import Hypothesis, Statement, Step
from proofcheck.networks import SIGMOID, Architecture, Network
from proofcheck.notebook import load_ipython_extension, report_html, unload_ipython_extension
from proofcheck.paths import EscapePath, perturbed_start
from proofcheck.report.certificates import certificates
from proofcheck.report.typeset import mathml
from proofcheck.runner.discovery import discover

STORED = Path(__file__).parent.parent.parent / "certificates"
STEP = Step("s", "x < y & z", 3, ())


def page(fragment):
    return parsed(f"<!DOCTYPE html><title>x</title><body>{fragment}")


def shown_latex(found):
    return re.findall(r"\$\$ (.*?) \$\$", found)


@pytest.mark.parametrize("name", ["lemma-12", "theorem-9", "lemma-a2"])
def test_a_statement_shows_claim_formulas_hypotheses_and_steps(name):
    statement = discover().statements[name]
    shown = text(page(statement._repr_html_()))
    assert statement.claim in shown
    assert all(h.text in shown for h in statement.hypotheses)
    assert all(" ".join(s.claim.split()) in shown for s in statement.steps)
    formulas = list(statement.latex + statement.latex_repaired)
    assert shown_latex(statement._repr_latex_()) == formulas
    assert shown_latex(shown) == [" ".join(f.split()) for f in formulas]
    assert "settled" not in shown


def test_markup_in_a_statement_stays_text():
    hypotheses = (Hypothesis("h", "<img src=x>", 3),)
    made = Statement("a-b", "<script>", 0, "1 < 2 & 3", (STEP,), hypotheses, latex=("a<b",))
    tree = page(made._repr_html_())
    assert not tags(tree, "script") + tags(tree, "img")
    assert "<img src=x>" in text(tree)
    assert "$$ a<b $$" in text(tree)


def test_a_prompt_shows_one_line():
    assert repr(Statement("a", "b", 3, "c", (STEP,))) == "<a, p. 3: b>"
    assert repr(Statement("a", "b", 0, "c", (STEP,))) == "<a: b>"


def test_a_statement_without_formulas_has_no_latex():
    assert Statement("a", "b", 1, "c", (STEP,))._repr_latex_() is None


def test_a_path_shows_its_formulas():
    zero = Network.from_parameters(Architecture((1, 2, 1)), SIGMOID, [0] * 7)
    path = EscapePath(perturbed_start(zero, [[0], [1], [2]], "1e-6"), [1, 0, 1])
    assert repr(path) == "<path from a 1-2-1 network to loss 0>"
    shown = text(page(path._repr_html_()))
    assert "(n(t) - n(0)) A^-1" in shown
    assert "Lemma 17, p. 27" in shown
    for formula in shown_latex(path._repr_latex_()):
        assert "\\" not in mathml(formula)


@given(st.fractions())
def test_exact_entries_stay_exact(value):
    assert Fraction(entry_text(value)) == value
    made = entry_latex(value)
    top, bottom = [*re.findall(r"\d+", made), "1"][:2]
    assert Fraction(int(top), int(bottom)) == abs(value)
    assert made.startswith("-") is (value < 0)


@given(st.fractions(max_denominator=10**6), st.integers(1, 60))
def test_the_text_of_a_ball_contains_it(value, bits):
    with flint.ctx.workprec(64):
        ball = arb(fmpq(value.numerator, value.denominator), arb(2) ** -bits)
        shown = entry_text(ball)
        again = arb(f"[{shown}]" if "+/-" in shown else shown)
        assert again.contains(ball)


def test_entries_of_other_rings():
    x = sympy.Symbol("lambda")
    assert entry_latex(x**2) == r"\lambda^{2}"
    assert entry_latex(fmpq(1, 3)) == r"\frac{1}{3}"
    assert r"\pm" in entry_latex(arb(1) / 3)
    assert entry_text(0.25) == "0.25"


def test_a_large_matrix_says_that_it_is_cut():
    matrix = np.full((MOST + 1, 2), Fraction(1, 2), dtype=object)
    shown = page(displayed(matrix)._repr_html_())
    assert len(tags(shown, "tr")) == MOST
    assert f"the first {MOST} rows and columns of {MOST + 1} x 2" in text(shown)
    assert "the first" in displayed(matrix)._repr_latex_()
    assert "the first" not in displayed(matrix[:2])._repr_html_()


class Formatter(dict):
    """What IPython's formatters offer to extensions."""

    def for_type(self, kind, function):
        self[kind] = function


class Shell:
    def __init__(self):
        self.display_formatter = self
        self.formatters = {"text/html": Formatter(), "text/latex": Formatter()}


def test_the_extension_shows_exact_arrays_and_no_others():
    shell = Shell()
    load_ipython_extension(shell)
    for kind, sign in (("text/html", "<td>1/3</td>"), ("text/latex", r"\frac{1}{3}")):
        show = shell.formatters[kind][np.ndarray]
        assert sign in show(np.array([[Fraction(1, 3)]], dtype=object))
        assert show(np.zeros((2, 2))) is None
        assert show(np.empty((2, 2, 2), dtype=object)) is None
    unload_ipython_extension(shell)
    assert shell.formatters == {"text/html": {}, "text/latex": {}}


def test_the_verdict_shown_is_that_of_the_checker(tmp_path):
    good = (STORED / "a-minimum.json").read_text()
    (tmp_path / "1.json").write_text(good)
    (tmp_path / "2.json").write_text(good.replace("-16.0445", "-16.0446", 1))
    words = [text(page(c._repr_html_())) for c in certificates(tmp_path, verify=True)]
    assert "✓ accepted" in words[0]
    assert "✗ not proved" in words[1]
    assert "accepted" not in words[1]
    for name, word in (("1.json", "✓ accepted"), ("2.json", "✗ not proved")):
        assert report_html(verify_file(tmp_path / name)).startswith(f"<p><strong>{word}")
