"""Changes: what is a false variant of a value, by its type, and what is none."""

from fractions import Fraction

import numpy as np
import pytest
import sympy
from made_up_hunts import statement, step

from proofcheck.hunt.changes import changes, spelled
from proofcheck.hunt.contexts import context_changes, named_parts
from proofcheck.hunt.functions import NotMeantError, double, opposite
from proofcheck.hunt.generated import generated
from proofcheck.networks import B_matrix
from proofcheck.search.choices import SeededChoices
from proofcheck.search.planted import NOT_CRITICAL
from proofcheck.symbolic.forms import Form

X1, X2, ALPHA, BETA = sympy.symbols("x_1 x_2 alpha beta")
N = sympy.Symbol("n", integer=True, positive=True)
A, B = sympy.MatrixSymbol("A", N, N), sympy.MatrixSymbol("B", N, N)
P, Q = sympy.symbols("P Q")


def made(value):
    """The changed values by the names of the changes."""
    return {change.name: change.make(value) for change in changes(value)}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (3, {"opposite": -3, "double": 6, "one-more": 4}),
        (0, {"one-more": 1}),
        (Fraction(1, 2), {"opposite": Fraction(-1, 2), "double": 1, "one-more": Fraction(3, 2)}),
        (sympy.Rational(-1, 3), None),
        (True, {"negated": False}),
        (sympy.true, {"negated": False}),
        ("open", {"closed": "closed"}),
        ("3/4", {"opposite": "-3/4", "double": "3/2", "one-more": "7/4"}),
        ("constant", {}),
        ("1/0", {}),
        (None, {}),
        ((1, 1), None),
    ],
)
def test_plain_values(value, expected):
    found = made(value)
    assert all(new != value for new in found.values())
    assert expected is None or found == expected


def test_a_tuple_is_changed_entry_by_entry_and_by_exchange():
    assert made((0, -1)) == {
        "1.one-more": (1, -1),
        "2.opposite": (0, 1),
        "2.double": (0, -2),
        "2.one-more": (0, 0),
        "exchanged": (-1, 0),
    }
    assert made([["1"]])["1.1.opposite"] == [["-1"]]


def test_a_mapping_is_changed_part_by_part():
    assert made({"a": 1, "b": 0})["b.one-more"] == {"a": 1, "b": 1}
    assert spelled("at the ends") == "at-the-ends"


def test_signs_factors_and_indices_of_an_expression():
    found = made(ALPHA * X1 - X2)
    assert found["opposite"] == X2 - ALPHA * X1
    assert found["double"] == 2 * ALPHA * X1 - 2 * X2
    assert found["x_1-for-x_2"] == ALPHA * X2 - X1
    assert {found["term-1-opposite"], found["term-2-opposite"]} == {
        ALPHA * X1 + X2,
        -ALPHA * X1 - X2,
    }


def test_an_exchange_that_changes_nothing_is_not_offered():
    assert not [name for name in made(X1 + X2) if "for" in name]
    assert "alpha-for-beta" not in made(ALPHA * BETA)
    assert "alpha-for-beta" in made(ALPHA - BETA)
    assert made(sympy.Integer(0)) == {"one-more": 1}


def test_matrices_are_transposed_where_that_makes_a_difference():
    assert made(A * B)["transposed"].doit() == B.T * A.T
    assert "transposed" not in made(A + A.T)
    one, two = sympy.MatrixSymbol("C_1", N, N), sympy.MatrixSymbol("C_2", N, N)
    assert made(one - two)["C_1-for-C_2"] == two - one
    explicit = sympy.Matrix([[1, 0], [2, 3]])
    assert made(explicit)["entry-2-1-opposite"] == sympy.Matrix([[1, 0], [-2, 3]])
    assert "entry-1-2-opposite" not in made(explicit)


def test_blocks_are_changed_one_at_a_time():
    whole = sympy.BlockMatrix([[A, B], [sympy.ZeroMatrix(N, N), A]])
    found = made(whole)
    assert found["block-1-2-opposite"].blocks[0, 1] == -B
    assert found["block-1-2-opposite"].blocks[0, 0] == A
    assert "block-2-1-opposite" not in found
    assert found["double"].blocks[1, 1] == 2 * A


def test_formulas_of_logic():
    found = made(sympy.Implies(P, Q))
    assert found["negated"] == sympy.Not(sympy.Implies(P, Q))
    assert found["converse"] == sympy.Implies(Q, P)
    assert made(sympy.And(P, Q))["part-1-negated"] in (
        sympy.And(sympy.Not(P), Q),
        sympy.And(sympy.Not(Q), P),
    )
    assert made(sympy.Symbol("A(l+1)")) == {"negated": sympy.Not(sympy.Symbol("A(l+1)"))}


@pytest.mark.parametrize(
    ("given", "other"),
    [(sympy.Lt, sympy.Le), (sympy.Le, sympy.Lt), (sympy.Gt, sympy.Ge), (sympy.Ge, sympy.Gt)],
)
def test_an_inequality_is_made_strict_or_not(given, other):
    x = sympy.Symbol("x", real=True)
    found = {
        change.name: change.make(given(x, x, evaluate=False))
        for change in changes(given(x, x, evaluate=False))
    }
    assert set(found) == {"negated", "strictness"}
    assert found["strictness"] == other(x, x, evaluate=False)
    assert type(found["strictness"]) is other


def test_functions_are_changed_in_their_values_and_in_their_arguments():
    found = made(lambda x, y: x - 2 * y)
    assert found["opposite"](1, 1) == 1
    assert found["double"](1, 1) == -2
    assert found["arguments"](5, 1) == -9
    assert "arguments" not in made(lambda x, y: x * y)
    assert "arguments" not in made(lambda x, y: x * y >= 0)
    assert "arguments" not in made(lambda sizes, n: max(sizes) >= n)
    assert made(lambda x: x > 1)["opposite"](3) is False


def test_a_value_without_a_sign_is_said_to_have_none():
    assert opposite((1, 2, 3)) == (2, 1, 3)
    assert (opposite((np.eye(2), True))[0] == -np.eye(2)).all()
    for wrong in (object(), "text", [1], (1,)):
        with pytest.raises(NotMeantError):
            opposite(wrong)
    for wrong in (True, (1, 2), object()):
        with pytest.raises(NotMeantError):
            double(wrong)


def test_a_part_at_another_neuron_and_at_another_layer():
    """On a network with two hidden layers: B of the other place, with the labels of the first."""
    draws = (
        NOT_CRITICAL.draw(SeededChoices(0, "places", k), region, 20)
        for k in range(9)
        for region in NOT_CRITICAL.regions
    )
    instance = next(
        s
        for s in draws
        if s.layer == 1 and s.network.architecture.widths[1] == 2 < len(s.network.weights)
    )
    view, found = instance.first, {c.name: c for c in context_changes()}
    claim = claimed_B
    asked = (claim, view, claim(view), "B")
    for name, place in (("other-neuron", (1, 3 - instance.neuron)), ("other-layer", (2, 1))):
        wanted = B_matrix(view.values, view.residual, *place)
        made = found[name].make(asked)
        with view.arithmetic.active():
            assert all(d.contains(0) for d in (made - wanted).ravel())
        assert made.shape != view.B.shape or not (made == view.B).all()


def claimed_B(s):
    """A claim with one part."""
    return {"B": s.B}


def endless(s):
    """A claim that goes on as long as its context is true."""
    while s.size:
        s = s - 1
    return {"B": s}


def counted(s):
    """A claim that counts down to 0."""
    while s != 0:
        s = s - 1
    return {"B": s}


@pytest.mark.parametrize(
    "claim",
    [
        sum,
        lambda rows: {"all": [row for row in rows]},  # noqa: C416 - a list that Python builds
        lambda s: {"B": list(s.rows)},
        lambda s: {"B": 1 in s.rows},
        endless,
        counted,
    ],
)
def test_a_claim_that_goes_through_its_context_names_no_parts_and_ends(claim):
    assert named_parts(claim) == ()


def test_a_part_of_a_formula_that_looks_at_an_instance_is_asked_elsewhere():
    formula = {"of": lambda view: {"B": view.B}, "numeric": lambda B: B}
    part = step("p", formula=formula)
    named = {m.id: m for m in generated(statement("s", part), part)}
    places = ["p/of/B-other-neuron", "p/of/B-other-layer"]
    assert [name for name in named if "/of/" in name] == places
    instance = next(
        s
        for k in range(60)
        for s in [NOT_CRITICAL.draw(SeededChoices(0, "places", k), NOT_CRITICAL.regions[0], 20)]
        if s.network.architecture.widths[s.layer] == 2
    )
    view = instance.first
    changed = named[places[0]].mutate(formula)
    assert changed["numeric"] is formula["numeric"]
    wanted = B_matrix(view.values, view.residual, instance.layer, 3 - instance.neuron)
    with view.arithmetic.active():
        assert all(d.contains(0) for d in (changed["of"](view)["B"] - wanted).ravel())


def test_parts_of_a_claim_that_is_a_function():
    def claim(s):
        return {"form": s.alpha * s.B, "kept": s.h("u", "v").T}

    class Context:
        alpha = 2
        B = Form(X1, X2)

        def h(self, *_):
            return Form(X2, X1)

    asked = (claim, Context(), claim(Context()), "form")
    found = {c.name: c for c in context_changes()}
    assert named_parts(claim) == ("form", "kept")
    assert found["opposite"].make(asked).value == -2 * X1
    assert found["transposed"].make(asked).value == 2 * X2
    for elsewhere in ("other-neuron", "other-layer"):
        with pytest.raises(NotMeantError):
            found[elsewhere].make(asked)
    assert named_parts(lambda s: 1 / 0) == ()
    assert named_parts(lambda n, s: (n, s)) == ()
