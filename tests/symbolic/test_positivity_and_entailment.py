"""Inequalities of positive symbols, and inferences: proved, refuted, or neither."""

from fractions import Fraction
from itertools import product

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from sympy.logic.boolalg import And, Equivalent, Implies, Not, Or
from sympy.matrices.expressions import BlockMatrix, Identity, MatrixSymbol

from proofcheck.core import Assumptions, Cause, Scope, Verdict
from proofcheck.symbolic import entailment as entailment_module
from proofcheck.symbolic import matrices as matrices_module
from proofcheck.symbolic import positivity as positivity_module
from proofcheck.symbolic.entailment import decide_entailment
from proofcheck.symbolic.matrices import decide_matrix_zero
from proofcheck.symbolic.positivity import decide_positive, inequalities

u, v = sympy.symbols("u v", positive=True)
p, q = sympy.symbols("p q", nonnegative=True)
free = sympy.Symbol("x", real=True)

POSITIVE = {
    "one": sympy.Integer(1),
    "symbol": u,
    "with a part that may vanish": u + p,
    "quotient": (u + p * q) / (v + p),
    "cancelled": (u + p) * (u + 1) - u * p,
    "difference of squares": (u + v) ** 2 - u**2 - v**2,
    "fraction of fractions": 1 / (1 / u + 1 / v),
}
NOT_POSITIVE = {
    "zero": sympy.Integer(0),
    "minus one": sympy.Integer(-1),
    "may vanish": p,
    "product that may vanish": u * p,
    "difference": u - v,
    "small enough": u - sympy.Rational(1, 50),
    "large enough": 60 - u,
    "negative denominator": u / (p - v),
}
NEITHER = {
    "a square and a bit": (u - v) ** 2 + sympy.Rational(1, 10**9),
    "without a sign": free**2 + 1,
    "exponential": sympy.exp(u),
}


def table(cases):
    return pytest.mark.parametrize("expression", cases.values(), ids=cases.keys())


@table(POSITIVE)
def test_what_is_positive_is_proved(expression):
    assert decide_positive({"it": expression}).verdict is Verdict.HOLDS


@table(NOT_POSITIVE)
def test_what_is_not_is_refuted_at_a_point_that_shows_it(expression):
    outcome = decide_positive({"fine": u, "it": expression})
    assert (outcome.verdict, bool(outcome.confirmed_by)) == (Verdict.REFUTED, True)
    point = {s: sympy.Rational(outcome.witness[str(s)]) for s in expression.free_symbols}
    assert expression.subs(point) <= 0
    assert all(x > 0 or (x == 0 and not s.is_positive) for s, x in point.items())


@table(NEITHER)
def test_what_the_test_cannot_see_stays_undecided(expression):
    outcome = decide_positive({"it": expression})
    assert outcome.verdict is Verdict.UNDECIDED
    assert outcome.cause in (Cause.PRECISION, Cause.NOT_APPLICABLE)


def test_not_negative_is_less_than_positive():
    assert decide_positive({"it": p}, strict=False).verdict is Verdict.HOLDS
    assert decide_positive({"it": p - u}, strict=False).verdict is Verdict.REFUTED
    assert decide_positive({"it": p - p}, strict=False).verdict is Verdict.HOLDS


def test_a_denominator_that_may_vanish_is_not_positive_for_free():
    assert decide_positive({"it": u / p}).verdict is not Verdict.HOLDS
    assert decide_positive({"it": p / p**2}, strict=False).verdict is not Verdict.HOLDS


@pytest.mark.parametrize(
    ("facts", "wrong"),
    [({"positive": True}, "1/2"), ({"even": True, "positive": True}, "3/2"), ({"zero": True}, "0")],
)
def test_a_point_that_a_symbol_cannot_take_refutes_nothing(facts, wrong):
    """For every positive integer n > 1/2, and n > 3/2 if it is even: 1/7 and 1 refute nothing."""
    n = sympy.Symbol("n", integer=True, **facts)
    gap = {"gap": n - sympy.Rational(wrong)}
    assert decide_positive(gap, strict=False).verdict is not Verdict.REFUTED
    assert decide_positive({"gap": n - 100}).verdict is Verdict.REFUTED


def test_nothing_to_decide_is_vacuous():
    assert decide_positive({}).cause is Cause.VACUOUS


coefficients = st.lists(st.integers(-4, 4), min_size=6, max_size=6)


@settings(max_examples=60, deadline=None)
@given(coefficients)
def test_verdicts_agree_with_values_on_a_grid(numbers):
    """Never positive where a value on the grid is not; never refuted where all coefficients are."""
    terms = (1, u, p, u * p, u**2, p**2)
    expression = sum((c * t for c, t in zip(numbers, terms, strict=True)), sympy.Integer(0))
    outcome = decide_positive({"it": expression})
    grid = product((Fraction(1, 9), Fraction(2), Fraction(30)), (Fraction(0), Fraction(4)))
    values = [
        sum(c * t for c, t in zip(numbers, (1, x, y, x * y, x * x, y * y), strict=True))
        for x, y in grid
    ]
    if min(values) <= 0:
        assert outcome.verdict is not Verdict.HOLDS
    if min(numbers) >= 0 and (numbers[0] or numbers[1] or numbers[4]):
        assert outcome.verdict is Verdict.HOLDS


def test_a_wrong_second_evaluation_leaves_a_refutation_unconfirmed(monkeypatch):
    monkeypatch.setattr(positivity_module, "_value", lambda *_: Fraction(-1))
    assert decide_positive({"it": u - v + 2}).verdict is not Verdict.REFUTED


def test_inequalities_are_derivations_named_after_their_gaps():
    def gaps(claim):
        return {"gap": claim - u}

    check = inequalities(gaps, Scope())
    assert check.name == "gaps"
    assert check.run(u + v, Assumptions(set())).verdict is Verdict.HOLDS
    assert check.run(u, Assumptions(set())).verdict is Verdict.REFUTED


a, b, c = sympy.symbols("a b c")
VALID = {
    "modus ponens": ({"1": Implies(a, b), "2": a}, b),
    "chain": ({"1": Implies(a, b), "2": Implies(b, c)}, Implies(a, c)),
    "contraposition": ({"1": Implies(a, b)}, Implies(Not(b), Not(a))),
    "cases": ({"1": Or(a, b), "2": Implies(a, c), "3": Implies(b, c)}, c),
    "equivalence": ({"1": Equivalent(a, b), "2": b}, a),
    "no premises": ({}, Or(a, Not(a))),
}
INVALID = {
    "converse": ({"1": Implies(a, b), "2": b}, a),
    "missing premise": ({"1": Implies(a, b)}, b),
    "one of two cases": ({"1": Or(a, b), "2": Implies(a, c)}, c),
    "conjunction": ({"1": Or(a, b)}, And(a, b)),
    "no premises": ({}, a),
    "false claim": ({"1": a}, sympy.false),
}


@pytest.mark.parametrize(("premises", "claim"), VALID.values(), ids=VALID.keys())
def test_valid_inferences_hold(premises, claim):
    assert decide_entailment(premises, claim).verdict is Verdict.HOLDS


@pytest.mark.parametrize(("premises", "claim"), INVALID.values(), ids=INVALID.keys())
def test_invalid_inferences_are_refuted_by_a_world(premises, claim):
    outcome = decide_entailment(premises, claim)
    assert (outcome.verdict, bool(outcome.confirmed_by)) == (Verdict.REFUTED, True)
    world = {sympy.Symbol(name): value for name, value in outcome.witness.items()}
    assert all(premise.subs(world) == sympy.true for premise in premises.values())
    assert sympy.sympify(claim).subs(world) == sympy.false


def test_contradictory_premises_prove_nothing():
    assert decide_entailment({"1": a, "2": Not(a)}, b).cause is Cause.VACUOUS


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 2)), max_size=4))
def test_verdicts_agree_with_truth_tables(rules):
    kinds = (Implies, Or, And, Equivalent)
    atoms = (a, b, c)
    premises = {str(k): kinds[r](atoms[i], atoms[j]) for k, (r, i, j) in enumerate(rules)}
    claim = Implies(a, c)
    worlds = [dict(zip(atoms, values, strict=True)) for values in product((True, False), repeat=3)]
    models = [w for w in worlds if all(bool(sympy.sympify(f).subs(w)) for f in premises.values())]
    outcome = decide_entailment(premises, claim)
    if not models:
        assert outcome.cause is Cause.VACUOUS
    elif all(bool(claim.subs(w)) for w in models):
        assert outcome.verdict is Verdict.HOLDS
    else:
        assert outcome.verdict is Verdict.REFUTED


def test_a_second_evaluation_that_disagrees_confirms_nothing(monkeypatch):
    monkeypatch.setattr(entailment_module, "_truth", lambda *_: True)
    assert decide_entailment({"1": Implies(a, b)}, b).verdict is Verdict.UNDECIDED


def test_a_connective_without_a_rule_is_an_error():
    with pytest.raises(TypeError, match="ITE"):
        entailment_module._truth(sympy.ITE(a, b, c), {a: True, b: True, c: True})


m, n, k = sympy.symbols("k m n", integer=True, positive=True)
A, B = MatrixSymbol("A", m, m), MatrixSymbol("B", m, n)
INVERSES = {
    "inverse": (A.inv() * A - Identity(m), True),
    "inverse of the transpose": (A.T.inv() * A.T * B - B, True),
    "transpose for inverse": (A.T * A - Identity(m), False),
    "inverse twice": (A.inv() * A.inv() * A * B - B, False),
    "inverse in a block": (
        BlockMatrix([[A, B]]) * BlockMatrix([[A.inv()], [sympy.ZeroMatrix(n, m)]]) - Identity(m),
        True,
    ),
    "wrong block": (
        BlockMatrix([[A, B]]) * BlockMatrix([[2 * A.inv()], [sympy.ZeroMatrix(n, m)]])
        - Identity(m),
        False,
    ),
}


@pytest.mark.parametrize(("residue", "true"), INVERSES.values(), ids=INVERSES.keys())
def test_identities_with_inverses(residue, true):
    outcome = decide_matrix_zero(residue)
    wanted = (Verdict.HOLDS, False) if true else (Verdict.REFUTED, True)
    assert (outcome.verdict, bool(outcome.confirmed_by)) == wanted


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(-3, 3), min_size=9, max_size=9))
def test_the_second_inverse_is_that_of_sympy(entries):
    rows = [entries[3 * i : 3 * i + 3] for i in range(3)]
    matrix = sympy.Matrix(rows)
    if matrix.det() == 0:
        with pytest.raises(StopIteration):
            matrices_module._inverse(rows)
        return
    found = matrices_module._inverse(rows)
    assert sympy.Matrix(found.tolist()) == matrix.inv()


def test_a_point_without_a_value_refutes_nothing_and_the_next_one_is_looked_at():
    u, p = sympy.Symbol("u", positive=True), sympy.Symbol("p", nonnegative=True)
    outcome = decide_positive({"ratio": -u / p})
    assert outcome.verdict is Verdict.REFUTED
    assert "zoo" not in outcome.detail


def test_a_symbol_without_a_sign_can_refute():
    free = sympy.Symbol("free")
    assert decide_positive({"cube": free**3}).verdict is Verdict.REFUTED
    assert decide_positive({"square": free**2 + 1}).verdict is Verdict.UNDECIDED
