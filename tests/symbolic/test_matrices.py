"""Matrix identities of symbolic size: proved for all, refuted with sizes, or left undecided."""

import numpy as np
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy.matrices.expressions import (
    BlockMatrix,
    HadamardProduct,
    Identity,
    MatrixSymbol,
    Trace,
    ZeroMatrix,
)

from proofcheck.core import Cause, Verdict
from proofcheck.symbolic import matrices as matrices_module
from proofcheck.symbolic.matrices import decide_matrices_zero, decide_matrix_zero

m, n, k = sympy.symbols("m n k", integer=True, positive=True)
a, b, c = sympy.symbols("a b c")
A, B = MatrixSymbol("A", n, n), MatrixSymbol("B", n, n)
R, C = MatrixSymbol("R", n, m), MatrixSymbol("C", m, k)
x, y = MatrixSymbol("x", n, 1), MatrixSymbol("y", n, 1)
ZERO = ZeroMatrix(n, n)

TRUE = {
    "distributes": (A + B) * A - A * A - B * A,
    "does not commute, twice": (A + B) * (A - B) - (A * A - A * B + B * A - B * B),
    "transpose of a product": (R * C).T - C.T * R.T,
    "transpose twice": (R.T).T - R,
    "scalars": 2 * (a * A + b * B) - 2 * a * A - 2 * b * B,
    "scalar square": (a + b) * A - a * A - b * A,
    "identity": (A + Identity(n)) * (A - Identity(n)) - A * A + Identity(n),
    "non-square": (R * C) + 3 * (R * C) - 4 * (R * C),
    "form": (x + y).T * A * (x + y) - x.T * A * x - x.T * A * y - y.T * A * x - y.T * A * y,
    "nothing": ZeroMatrix(n, m),
}
FALSE = {
    "commutes": A * B - B * A,
    "square of a sum": (A + B) * (A + B) - A * A - 2 * A * B - B * B,
    "symmetric": A - A.T,
    "transpose of a product": (A * B).T - A.T * B.T,
    "scalar": a * A - b * A,
    "factor": 2 * A - 3 * A,
    "non-square": R * C - 2 * R * C,
    "identity": A * Identity(n) - Identity(n),
    "form": (x + y).T * A * (x + y) - x.T * A * x - 2 * x.T * A * y - y.T * A * y,
    "one of two blocks": BlockMatrix([[A - A, B], [ZERO, ZERO]]),
    "vector": x - y,
}


def names(table):
    return pytest.mark.parametrize("residue", table.values(), ids=table.keys())


@names(TRUE)
def test_identities_hold_for_all_sizes(residue):
    outcome = decide_matrix_zero(residue)
    assert outcome.verdict is Verdict.HOLDS
    assert outcome.detail.endswith("for all sizes")


@names(FALSE)
def test_false_identities_are_refuted_with_sizes_an_entry_and_two_roads(residue):
    outcome = decide_matrix_zero(residue, "it")
    assert outcome.verdict is Verdict.REFUTED
    assert outcome.confirmed_by == "SymPy and integer arrays"
    assert outcome.detail.startswith("it is not 0 at ")
    assert outcome.witness
    assert all(size in matrices_module.SIZES for size in outcome.witness.values())


@names(FALSE)
def test_both_evaluators_give_the_same_matrix(residue):
    both = evaluated(residue)
    assert both[0].shape == both[1].shape
    assert (both[0] == both[1]).all()


def evaluated(residue):
    sizes = matrices_module._sizes(residue)
    explicit = np.array(matrices_module._explicit(residue, sizes).tolist(), dtype=object)
    values = {**sizes, **matrices_module._scalars(residue, sizes)}
    return explicit, np.array(matrices_module._evaluate(residue, values), dtype=object)


ATOMS = [A, B, A.T, Identity(n), ZERO, a * A, R * R.T, x * y.T]
EXPRESSIONS = st.recursive(
    st.sampled_from(ATOMS),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda p: p[0] + p[1]),
        st.tuples(inner, inner).map(lambda p: p[0] * p[1]),
        inner.map(lambda e: e.T),
        st.tuples(st.integers(-3, 3).filter(bool), inner).map(lambda p: p[0] * p[1]),
    ),
    max_leaves=4,
)


@settings(max_examples=15)
@given(EXPRESSIONS)
def test_both_evaluators_agree_on_random_expressions(expression):
    first, second = evaluated(expression)
    assert (first == second).all()


@settings(max_examples=8)
@given(EXPRESSIONS, EXPRESSIONS, EXPRESSIONS)
def test_distributivity_of_random_expressions_is_never_refuted(p, q, r):
    outcome = decide_matrix_zero(p * (q + r) - p * q - p * r)
    assert outcome.verdict is not Verdict.REFUTED


@settings(max_examples=10)
@given(EXPRESSIONS, st.sampled_from([A, A.T, A * B, Identity(n), x * y.T]))
def test_a_change_of_a_random_expression_never_holds(p, change):
    outcome = decide_matrix_zero(p + change - p)
    assert outcome.verdict is Verdict.REFUTED


def test_the_integer_matrices_have_no_symmetry_to_hide_behind():
    sizes = {n: 3, m: 4, k: 2}
    for symbol in (A, B, R, C):
        entries = np.array(matrices_module._entries(symbol, sizes))
        assert entries.shape == tuple(int(sympy.sympify(s).subs(sizes)) for s in symbol.shape)
        assert not (entries == 0).any()
        if entries.shape[0] == entries.shape[1]:
            assert not (entries == entries.T).all()
    first, second = (np.array(matrices_module._entries(s, sizes)) for s in (A, B))
    assert not (first == second).all()
    assert not (first.dot(second) == second.dot(first)).all()


def test_scalars_get_different_values():
    values = matrices_module._scalars(a * A + b * B + c * A, {n: 2})
    assert len(set(values.values())) == 3
    assert not set(values.values()) & {0, 1}


def test_sizes_are_given_by_name_so_that_a_run_can_be_repeated():
    assert matrices_module._sizes(R * C) == {k: 2, m: 3, n: 1}
    assert matrices_module._sizes(C.T * R.T) == {k: 2, m: 3, n: 1}


def test_a_matrix_of_fixed_size_is_decided_too():
    F = MatrixSymbol("F", 2, 2)
    assert decide_matrix_zero(F - F).verdict is Verdict.HOLDS
    outcome = decide_matrix_zero(F - F.T)
    assert outcome.verdict is Verdict.REFUTED
    assert "fixed sizes" in outcome.detail


def test_zero_at_the_test_sizes_without_a_normal_form_stays_undecided(monkeypatch):
    """What evaluates to 0, but is not brought to 0 by the normal form, is not proved."""
    monkeypatch.setattr(matrices_module, "_normal", lambda expression: expression)
    outcome = decide_matrix_zero(A * B + B * A - (A + B) * (A + B) + A * A + B * B)
    assert outcome.verdict is Verdict.UNDECIDED
    assert outcome.cause is Cause.NOT_APPLICABLE
    assert "no normal form" in outcome.detail


def test_a_vector_times_its_own_trace_like_scalar_is_not_guessed():
    """It is true that x'y = y'x, but no normal form of SymPy says so: undecided, never refuted."""
    outcome = decide_matrix_zero(x.T * y - y.T * x)
    assert outcome.verdict is Verdict.UNDECIDED


def test_if_the_evaluators_disagree_nothing_is_refuted(monkeypatch):
    right = matrices_module._evaluate
    monkeypatch.setattr(matrices_module, "_evaluate", lambda *args: right(*args) * 0)
    assert decide_matrix_zero(A - A.T).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("residue", [HadamardProduct(A, B), HadamardProduct(A, B) - A], ids=str)
def test_operations_that_only_one_evaluator_knows_never_hold(residue):
    try:
        outcome = decide_matrix_zero(residue)
    except Exception:  # the engine turns it into "undecided"
        return
    assert outcome.verdict is not Verdict.HOLDS


def test_a_trace_as_factor_is_no_reason_to_hold():
    outcome = decide_matrix_zero(Trace(A) * B - Trace(B) * A) if Trace(A).is_commutative else None
    assert outcome is None or outcome.verdict is not Verdict.HOLDS


@pytest.mark.parametrize("shape", [(1, 1), (2, 2), (3, 2)])
def test_block_identities(shape):
    rows, columns = shape
    blocks = [[MatrixSymbol(f"X{i}{j}", n, m) for j in range(columns)] for i in range(rows)]
    big = BlockMatrix(blocks)
    assert decide_matrix_zero(big + big - 2 * big).verdict is Verdict.HOLDS
    assert decide_matrix_zero(big - 2 * big).verdict is Verdict.REFUTED


def test_a_form_on_a_block_matrix_is_multiplied_out():
    corner = BlockMatrix([[A, R], [R.T, ZeroMatrix(m, m)]])
    z = MatrixSymbol("z", m, 1)
    vector = BlockMatrix([[x], [z]])
    form = vector.T * corner * vector
    right = x.T * A * x + x.T * R * z + z.T * R.T * x
    assert decide_matrix_zero(form - right).verdict is Verdict.HOLDS
    assert decide_matrix_zero(form - right - x.T * R * z).verdict is Verdict.REFUTED


def test_several_matrices_the_first_that_differs_is_named():
    outcome = decide_matrices_zero({"one": A - A, "two": A - B, "three": A - A.T})
    assert outcome.verdict is Verdict.REFUTED
    assert outcome.detail.startswith("two is not 0")
    assert decide_matrices_zero({"one": A - A, "two": B - B}).verdict is Verdict.HOLDS


def test_no_matrices_prove_nothing():
    assert decide_matrices_zero({}).verdict is Verdict.UNDECIDED


def test_a_transposition_shows_although_one_size_is_looked_at_as_1_first():
    sizes = [sympy.Symbol(name, integer=True, positive=True) for name in "abc"]
    x, y = (sympy.MatrixSymbol(n, sizes[2], sizes[2]) for n in "xy")
    w, z = sympy.MatrixSymbol("w", sizes[0], sizes[2]), sympy.MatrixSymbol("z", sizes[2], sizes[1])
    outcome = decide_matrix_zero(w * (x - x.T) * z)
    assert outcome.verdict is Verdict.REFUTED
    assert "c=4" in outcome.detail
    assert decide_matrix_zero(w * (y.I.T - y.I) * z).verdict is Verdict.REFUTED
