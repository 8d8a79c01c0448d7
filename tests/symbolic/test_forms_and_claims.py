"""Blocks as forms, claims as data, identities as derivations, and what refutes them."""

import numpy as np
import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st
from sympy.matrices.expressions import MatrixSymbol

from proofcheck.core import Assumptions, Kind, Verdict, scope
from proofcheck.symbolic.claims import change, change_entry
from proofcheck.symbolic.forms import Form
from proofcheck.symbolic.identities import decide_all, identities

x, y = sympy.symbols("x y")
n = sympy.Symbol("n", integer=True, positive=True)
A = MatrixSymbol("A", n, n)
NOTHING = Assumptions(set())
ROW, COLUMN = np.array([2, -3]), np.array([5, 7])
MATRICES = st.lists(st.integers(-9, 9), min_size=4, max_size=4).map(
    lambda entries: np.array(entries).reshape(2, 2)
)


def form_of(matrix):
    """A block as the module reads it: rows on the first direction, and with roles exchanged."""
    return Form(
        sympy.Integer(int(ROW @ matrix @ COLUMN)), sympy.Integer(int(COLUMN @ matrix @ ROW))
    )


@given(MATRICES, MATRICES, st.integers(-4, 4))
def test_forms_compute_like_their_matrices(p, q, factor):
    assert form_of(p.T) == form_of(p).T
    assert form_of(p) + form_of(q) == form_of(p + q)
    assert factor * form_of(p) == form_of(factor * p)
    assert -form_of(p) == form_of(-p)
    assert factor * form_of(p).T + form_of(q).T == (factor * form_of(p) + form_of(q)).T


@given(MATRICES)
def test_only_symmetric_matrices_are_their_own_transpose_on_every_direction(p):
    symmetric = (p == p.T).all()
    assert symmetric or form_of(p - p.T).value != 0


def test_transposing_twice_changes_nothing_and_once_does():
    block = Form(x, y)
    assert block == block.T.T
    assert block != block.T


def test_a_change_replaces_one_formula_and_leaves_the_claim_alone():
    claim = {"a": 1, "b": 2}
    mutant = change("b", lambda old: old + 5)
    assert mutant(claim) == {"a": 1, "b": 7}
    assert claim == {"a": 1, "b": 2}
    assert mutant(mutant(claim)) == {"a": 1, "b": 12}


def test_a_change_of_a_name_that_is_not_there_is_an_error():
    """A mutant that changes nothing would survive for a wrong reason."""
    with pytest.raises(KeyError):
        change("c", lambda old: old)({"a": 1})


def test_a_changed_entry_sees_the_context_and_keeps_the_other_formulas():
    def claim(context):
        return {"a": context, "b": 2 * context}

    mutant = change_entry("a", lambda context: -context)(claim)
    assert mutant(3) == {"a": -3, "b": 6}
    assert claim(3) == {"a": 3, "b": 6}
    assert change_entry("c", lambda context: 0)(claim)(3) == {"a": 3, "b": 6, "c": 0}


def test_an_identity_is_a_derivation_named_after_its_residues():
    def doubling(claim):
        return {"double": x + x - claim}

    derivation = identities(doubling, scope("C2"))
    assert derivation.name == "doubling"
    assert derivation.kind is Kind.DERIVED
    assert derivation.scope == scope("C2")
    assert derivation.run(2 * x, NOTHING).verdict is Verdict.HOLDS
    assert derivation.run(3 * x, NOTHING).verdict is Verdict.REFUTED
    assert derivation.run(sympy.sqrt(x), NOTHING).verdict is Verdict.UNDECIDED


def test_an_identity_asks_for_no_hypothesis():
    assume = Assumptions({"everything"})
    identities(lambda claim: {"r": x - claim}, scope()).run(x, assume)
    assert assume.asked == set()


MIXTURES = {
    "both true": ({"m": A - A, "s": x - x}, Verdict.HOLDS),
    "matrix false": ({"s": x - x, "m": A - A.T}, Verdict.REFUTED),
    "scalar false": ({"m": A - A, "s": x - y}, Verdict.REFUTED),
    "both false": ({"m": A, "s": x}, Verdict.REFUTED),
    "scalar undecided": ({"m": A - A, "s": sympy.exp(x)}, Verdict.UNDECIDED),
    "only matrices": ({"m": A - A}, Verdict.HOLDS),
    "only scalars": ({"s": x - x}, Verdict.HOLDS),
    "nothing": ({}, Verdict.UNDECIDED),
}


@pytest.mark.parametrize(("residues", "expected"), MIXTURES.values(), ids=MIXTURES.keys())
def test_scalars_and_matrices_are_all_decided(residues, expected):
    assert decide_all(residues).verdict is expected


@pytest.mark.parametrize("kind", [sympy.Matrix, sympy.ImmutableMatrix])
@pytest.mark.parametrize("entries", [[[1, 0], [0, 0]], [[0, 0], [0, x]]])
def test_a_written_out_matrix_that_is_not_0_never_holds(kind, entries):
    try:
        outcome = decide_all({"m": kind(entries)})
    except Exception:  # the engine turns it into "undecided"
        return
    assert outcome.verdict is not Verdict.HOLDS
