"""No binary float in what is claimed or derived, and no formula that changes on the way."""

from functools import partial

import numpy as np
import pytest
import sympy

from proofcheck.core import Derivation, Mutant, StatementError, Step, holds, scope

x = sympy.Symbol("x")


def closed_over(number):
    return lambda value: number * value


def recursive():
    def down(n):
        return n and down(n - 1)

    return down


FLOATS = {
    "a number": 0.5,
    "complex": 1j,
    "SymPy": x / 2 + sympy.Float("0.1"),
    "inside a function of SymPy": sympy.Function("f")(0.5 * x),
    "a matrix": sympy.Matrix([[x, 0.5]]),
    "an array": np.array([0.5]),
    "an array of objects": np.array([1, 0.5], dtype=object),
    "one of several": {"a": (1, {"b": [0.5]})},
    "in a function": lambda value: 0.3333333333333333 * value,
    "in a function inside": lambda values: [0.1 * value for value in values],
    "as a default": lambda value, third=0.3333333333333333: third * value,
    "closed over": closed_over(0.5),
    "bound": partial(lambda third, value: third * value, 0.3333333333333333),
}
EXACT = {
    "none": None,
    "numbers": (1, True, sympy.Rational(1, 3), sympy.oo),
    "text": "0.5",
    "a function": closed_over(2),
    "one that calls itself": recursive(),
    "a class": sympy.Function("f"),
    "an array": np.array([1, x], dtype=object),
}


def step(**parts):
    return Step("third", "x / 3", 1, (), **parts)


@pytest.mark.parametrize("name", FLOATS)
def test_a_float_in_a_formula_is_refused(name):
    with pytest.raises(StatementError, match=r"formula of the step third: given the float.*repair"):
        step(formula=FLOATS[name])


@pytest.mark.parametrize("name", EXACT)
def test_what_is_exact_is_taken(name):
    assert repr(step(formula=EXACT[name]).formula) == repr(EXACT[name])


def test_a_float_in_a_derivation_is_refused():
    def derive(claim, assume):
        return holds("0") if x / 3 - 0.3333333333333333 * x == claim else holds("x")

    with pytest.raises(StatementError, match=r"derivation derive: given the float 0\.33"):
        Derivation(derive, scope())


def test_sympy_would_not_have_noticed():
    """Why the function is looked at, and not what it returns."""
    assert x / 3 - 0.3333333333333333 * x == 0


@pytest.mark.parametrize("formula", [{"sign": -1}, sympy.Matrix([[x, 1]])])
def test_nothing_changes_a_formula_in_its_place(formula):
    one = step(formula=formula)
    with pytest.raises(TypeError):
        one.formula["sign" if isinstance(formula, dict) else (0, 0)] = 1
    assert one.formula == formula
    changed = Mutant("sign", "+", lambda claim: {**claim, "sign": 1})
    assert not isinstance(formula, dict) or changed.mutate(one.formula) == {"sign": 1}
