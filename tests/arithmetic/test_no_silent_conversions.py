"""Numbers of one arithmetic never enter another by accident, and no radius is dropped unseen."""

from fractions import Fraction

import mpmath
import numpy as np
import pytest
import sympy
from flint import arb, arb_series, fmpq
from hypothesis import given
from hypothesis import strategies as st

from proofcheck.arithmetic import (
    Balls,
    Floats,
    Multiprecision,
    Rationals,
    Series,
    Symbolic,
    ball_text,
    exact,
)
from proofcheck.arithmetic.displayed import displayed, entry_latex, entry_text
from proofcheck.core import InputError, PrecisionError, Verdict
from proofcheck.networks import SIGMOID, Architecture, Network, forward_pass

ARITHMETICS = {
    "rationals": Rationals(),
    "symbolic": Symbolic(),
    "balls": Balls(64),
    "multiprecision": Multiprecision(30),
    "floats": Floats(),
    "series": Series(64, 3),
}
OWN = {
    "rationals": fmpq,
    "symbolic": sympy.Expr,
    "balls": arb,
    "multiprecision": mpmath.mpf,
    "floats": float,
    "series": arb_series,
}
BALL = arb(1, "0.5")
FOREIGN = {
    "a ball": BALL,
    "an exact ball": arb(1),
    "a float": 0.5,
    "NaN": float("nan"),
    "a truth value": True,
    "numpy's float": np.float64(0.5),
    "mpmath": mpmath.mpf("0.5"),
    "an interval of mpmath": mpmath.iv.mpf([0, 1]),
    "SymPy's Float": sympy.Float("0.5"),
    "SymPy's infinity": sympy.oo,
    "a complex number": 1j,
    "nothing": None,
    "a list": [1],
}
TAKEN = {(name, value) for name in ("balls", "series") for value in ("a ball", "an exact ball")}
"""What is a scalar of that arithmetic already, or the constant of one."""


@pytest.mark.parametrize("name", ARITHMETICS)
@pytest.mark.parametrize("value", FOREIGN)
def test_foreign_numbers_are_refused(name, value):
    if (name, value) in TAKEN:
        assert isinstance(ARITHMETICS[name].number(FOREIGN[value]), OWN[name])
        return
    with pytest.raises(InputError) as caught:
        ARITHMETICS[name].number(FOREIGN[value])
    assert caught.value.repair


@pytest.mark.parametrize("name", ARITHMETICS)
def test_an_integer_of_numpy_is_as_exact_as_any(name):
    arithmetic = ARITHMETICS[name]
    with arithmetic.active():
        difference = arithmetic.number(np.int64(2**60 + 1)) - arithmetic.number(2**60 + 1)
    assert difference == 0 or (name == "series" and not difference.coeffs())


@pytest.mark.parametrize("value", FOREIGN)
def test_what_is_exact_is_an_integer_a_fraction_or_a_text(value):
    with pytest.raises(InputError, match=r"^number: given "):
        exact(FOREIGN[value])


@pytest.mark.parametrize("name", ["rationals", "symbolic", "balls"])
@pytest.mark.parametrize("value", ["a float", "a truth value", "mpmath", "a complex number"])
def test_no_network_has_inexact_inputs(name, value):
    net = Network.from_parameters(Architecture((1, 1, 1)), SIGMOID, [0, 0, 0, 0])
    with pytest.raises(InputError):
        forward_pass(net, [[FOREIGN[value]]], ARITHMETICS[name])
    with pytest.raises(InputError):
        Network.from_parameters(Architecture((1, 1, 1)), SIGMOID, [0, FOREIGN[value], 0, 0])


@pytest.mark.parametrize("name", ["multiprecision", "floats"])
@pytest.mark.parametrize("value", ["0", "1e-30", "-7", "1/3"])
def test_approximate_arithmetics_decide_nothing_however_clear(name, value):
    arithmetic = ARITHMETICS[name]
    x = arithmetic.number(value)
    assert arithmetic.is_zero(x) is Verdict.UNDECIDED
    assert arithmetic.is_positive(x) is Verdict.UNDECIDED
    assert arithmetic.certainly_nonzero(x) is False
    assert arithmetic.decides is False


@pytest.mark.parametrize("bad", [arb("nan"), arb("inf"), arb(0, "inf")], ids=str)
@pytest.mark.parametrize("method", ["to_rational_midpoint", "magnitude"])
def test_a_ball_that_is_not_finite_has_no_size(bad, method):
    with pytest.raises(PrecisionError):
        getattr(Balls(64), method)(bad)


def ends(text):
    """The two ends of "midpoint +/- radius"."""
    middle, _, radius = text.partition(" +/- ")
    return Fraction(middle) - Fraction(radius), Fraction(middle) + Fraction(radius)


@given(
    st.fractions(-(10**6), 10**6, max_denominator=10**6),
    st.fractions(0, 10, max_denominator=10**4),
    st.integers(2, 20),
)
def test_what_is_printed_contains_the_ball(middle, radius, digits):
    with Balls(128).active():
        ball = arb(fmpq(middle.numerator, middle.denominator))
        ball = ball + arb(0, 1) * arb(fmpq(radius.numerator, radius.denominator))
    low, high = ends(ball_text(ball, digits))
    assert low <= middle - radius
    assert middle + radius <= high


@given(st.fractions(-100, 100, max_denominator=300))
def test_a_notebook_shows_exact_entries_exactly_and_balls_with_their_radius(value):
    assert Fraction(entry_text(value)) == value
    number = sympy.Rational(value.numerator, value.denominator)
    assert entry_latex(value) == sympy.latex(number) == entry_latex(number)
    shown = entry_text(Balls(64).number(value))
    if " +/- " in shown:
        low, high = ends(shown)
        assert low <= value <= high
    else:
        assert Fraction(shown) == value


@pytest.mark.parametrize(("size", "cut"), [(12, False), (13, True)])
def test_a_matrix_that_is_cut_says_so(size, cut):
    shown = displayed([[1] * size])
    assert ("the first 12 rows and columns of 1 x" in shown._repr_html_()) is cut
    assert ("the first 12" in shown._repr_latex_()) is cut
    assert shown._repr_html_().count("<td>") == 12


def test_markup_in_an_entry_is_text():
    assert "<b>" not in displayed([["<b>"]])._repr_html_()
