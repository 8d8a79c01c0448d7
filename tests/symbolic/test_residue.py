"""Zero residues: identities built backwards hold, one changed coefficient is refuted at a point."""

from fractions import Fraction

import pytest
import sympy
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from polynomials import (
    NONZERO,
    POINTS,
    POLYNOMIALS,
    POWERS,
    SYMBOLS,
    expression,
    rational,
    times,
    value,
)

from proofcheck.core import Cause, Verdict
from proofcheck.core.errors import InputError
from proofcheck.symbolic import residue as residue_module
from proofcheck.symbolic.residue import MODULUS, PRIMES, decide_zero, decide_zeros

x, y, z = SYMBOLS
HIDDEN_ZERO = (x + 1) ** 2 - x**2 - 2 * x - 1
OTHER_ZERO = (x + 2) ** 2 - x**2 - 4 * x - 4
E = sympy.Function("E")


def fractions_at(witness):
    return tuple(Fraction(witness.get(str(s), 0)) for s in SYMBOLS)


@settings(max_examples=25)
@given(POLYNOMIALS, POLYNOMIALS)
def test_products_multiplied_out_elsewhere_are_identities(p, q):
    residue = expression(p) * expression(q) - expression(times(p, q))
    assert decide_zero(residue).verdict is Verdict.HOLDS


@settings(max_examples=25)
@given(POLYNOMIALS, POLYNOMIALS, POWERS, NONZERO)
def test_one_changed_coefficient_is_refuted_with_the_right_value(p, q, powers, c):
    change = {powers: c}
    residue = expression(p) * expression(q) - expression(times(p, q)) + expression(change)
    outcome = decide_zero(residue, "the difference")
    assert outcome.verdict is Verdict.REFUTED
    assert outcome.confirmed_by
    expected = value(change, fractions_at(outcome.witness))
    assert expected != 0
    assert outcome.detail.startswith(f"the difference is {expected} at ")


@settings(max_examples=25)
@given(POLYNOMIALS, POLYNOMIALS, POLYNOMIALS)
def test_fractions_extended_by_a_common_factor_are_equal(p, q, r):
    left = expression(p) / expression(q)
    right = expression(times(p, r)) / expression(times(q, r))
    assert decide_zero(left - right).verdict is Verdict.HOLDS


@settings(max_examples=25)
@given(POLYNOMIALS, POLYNOMIALS, NONZERO)
def test_fractions_with_a_changed_numerator_are_refuted_off_their_poles(p, q, c):
    assume(value(q, (2, 3, 5)) == 0 or len(q) > 1)
    residue = expression(p) / expression(q) - (expression(p) + rational(c)) / expression(q)
    outcome = decide_zero(residue)
    assert outcome.verdict is Verdict.REFUTED
    denominator = value(q, fractions_at(outcome.witness))
    assert denominator != 0
    assert outcome.detail.startswith(f"residue is {-c / denominator} at ")


@given(st.integers(0, 5), NONZERO)
def test_a_pole_at_the_first_test_points_is_walked_around(count, c):
    denominator = sympy.prod([x - prime for prime in PRIMES[:count]])
    outcome = decide_zero(rational(c) / denominator)
    if count < 4:
        assert outcome.verdict is Verdict.REFUTED
        assert outcome.witness.get("x") not in PRIMES[:count]
    else:
        assert outcome.verdict is Verdict.UNDECIDED
        assert outcome.cause is Cause.PRECISION


def test_a_polynomial_that_vanishes_at_every_test_point_stays_undecided():
    residue = sympy.prod([x - prime for prime in PRIMES[:4]])
    outcome = decide_zero(residue)
    assert outcome.verdict is Verdict.UNDECIDED
    assert "no point shows it" in outcome.detail
    assert decide_zero(residue * (x - 11)).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("constant", [1, -1, Fraction(-7, 3), Fraction(1, 2**200), 2**61])
def test_constants_that_are_not_0_are_refuted(constant):
    outcome = decide_zero(rational(Fraction(constant)))
    assert outcome.verdict is Verdict.REFUTED
    assert outcome.detail.endswith("at every point")
    assert str(Fraction(constant)) in outcome.detail


@pytest.mark.parametrize("zero", [0, sympy.Integer(0), x - x, HIDDEN_ZERO, HIDDEN_ZERO / (y + 1)])
def test_zeros_however_written_hold(zero):
    assert decide_zero(zero).verdict is Verdict.HOLDS


@pytest.mark.parametrize(
    "residue",
    [
        sympy.sqrt(x) - x,
        sympy.sqrt(x**2) - x,
        sympy.sin(x) ** 2 + sympy.cos(x) ** 2 - 1,
        sympy.exp(x) - 1 - x,
        E(x) - E(y),
        x**y - y**x,
        sympy.pi - 3,
        sympy.sqrt(2) + sympy.sqrt(3) - sympy.sqrt(5 + 2 * sympy.sqrt(6)),
        sympy.Abs(x) - x,
        sympy.I * x,
        sympy.Max(x, 0) - x,
    ],
    ids=str,
)
def test_what_is_no_rational_function_is_never_decided(residue):
    outcome = decide_zero(residue)
    assert outcome.verdict is Verdict.UNDECIDED
    assert outcome.cause is not None


@pytest.mark.parametrize(
    "residue",
    [sympy.zoo, sympy.nan, sympy.oo, 1 / HIDDEN_ZERO, x + 1 / HIDDEN_ZERO],
    ids=["zoo", "nan", "oo", "1/0", "x + 1/0"],
)
def test_what_is_defined_nowhere_is_never_decided(residue):
    assert decide_zero(residue).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(
    "residue",
    [HIDDEN_ZERO / OTHER_ZERO, x / (1 + 1 / HIDDEN_ZERO), HIDDEN_ZERO * (1 + 1 / OTHER_ZERO)],
    ids=["0/0", "x/(1 + 1/0)", "0 (1 + 1/0)"],
)
def test_a_numerator_0_over_a_hidden_denominator_0_is_no_identity(residue):
    assert decide_zero(residue).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(
    "residue",
    [
        sympy.Float("0.1") * x,
        sympy.Float("1e-30"),
        x + 0.5 - y,
        sympy.Float("0.1") * x * (x + 1) - x**2 / 10 - x / 10,
    ],
)
def test_binary_floats_decide_nothing(residue):
    outcome = decide_zero(residue)
    assert outcome.verdict is Verdict.UNDECIDED
    assert outcome.cause is Cause.NOT_APPLICABLE


@given(st.dictionaries(POWERS, NONZERO, min_size=1, max_size=6), POINTS)
def test_the_modular_value_is_the_exact_value_modulo_the_prime(p, point):
    whole = tuple(round(v * 60) for v in point)
    exact = value(p, whole)
    expected = exact.numerator * pow(exact.denominator, -1, MODULUS) % MODULUS
    at = dict(zip(SYMBOLS, whole, strict=True))
    assert residue_module._modulo(sympy.expand(expression(p)), at) == expected


@given(st.fractions(max_denominator=10**6))
def test_the_modular_value_of_a_constant(c):
    expected = c.numerator * pow(c.denominator, -1, MODULUS) % MODULUS
    assert residue_module._modulo(rational(c), {}) == expected


def test_the_modulus_is_prime():
    assert sympy.isprime(MODULUS)
    assert all(map(sympy.isprime, PRIMES))
    assert sorted(set(PRIMES)) == list(PRIMES)


def test_many_symbols_get_many_different_values():
    many = sympy.symbols("s0:40")
    values = [residue_module._value(i) for i in range(60)]
    assert len(set(values)) == 60
    outcome = decide_zero(sum(many[::2]) - sum(many[1::2]))
    assert outcome.verdict is Verdict.REFUTED
    assert "an integer point of its 40 symbols" in outcome.detail
    assert decide_zero(sum(many) ** 2 - sympy.expand(sum(many) ** 2)).verdict is Verdict.HOLDS


def test_a_multiple_of_the_modulus_is_not_confirmed_by_the_second_road():
    outcome = decide_zero(MODULUS * x)
    assert outcome.verdict is Verdict.UNDECIDED


def test_if_the_modular_road_sees_0_nothing_is_refuted(monkeypatch):
    monkeypatch.setattr(residue_module, "_modulo", lambda *_: 0)
    assert decide_zero(x + y).verdict is Verdict.UNDECIDED


def test_if_the_numerator_is_wrong_the_value_still_protects_an_identity(monkeypatch):
    monkeypatch.setattr(residue_module, "_numerator", lambda _: x + 1)
    assert decide_zero(HIDDEN_ZERO).verdict is Verdict.UNDECIDED


def test_the_two_roads_call_nothing_in_common(monkeypatch):
    """The modular road works on powers and coefficients, without `subs`."""
    monkeypatch.setattr(sympy.Basic, "subs", None)
    assert residue_module._modulo(sympy.expand((x + y) ** 2), {x: 2, y: 3}) == 25


def test_several_residues_the_first_that_is_not_0_is_named():
    found = decide_zeros({"a": x - x, "b": HIDDEN_ZERO, "c": x, "d": y})
    assert found.verdict is Verdict.REFUTED
    assert found.detail.startswith("c is ")


def test_an_undecided_residue_is_not_passed_over():
    later_false = decide_zeros({"first": sympy.exp(x), "second": x})
    assert later_false.verdict is Verdict.UNDECIDED
    later_true = decide_zeros({"first": sympy.exp(x), "second": x - x})
    assert later_true.verdict is Verdict.UNDECIDED


def test_all_residues_are_counted():
    assert decide_zeros({str(k): HIDDEN_ZERO for k in range(7)}).detail.startswith("all 7 ")


def test_no_residues_at_all_prove_nothing():
    outcome = decide_zeros({})
    assert outcome.verdict is Verdict.UNDECIDED
    assert outcome.cause is Cause.VACUOUS


@settings(max_examples=30)
@given(POLYNOMIALS, st.permutations(range(3)))
def test_renaming_the_symbols_changes_no_verdict(p, order):
    renamed = {SYMBOLS[i]: sympy.Symbol(f"r{order[i]}") for i in range(3)}
    residue = expression(p) - expression({(0, 0, 0): Fraction(1, 3)})
    first, second = decide_zero(residue), decide_zero(residue.xreplace(renamed))
    assert first.verdict is second.verdict


@pytest.mark.parametrize("assumption", ["positive", "real", "integer"])
def test_assumptions_on_symbols_do_not_matter(assumption):
    s, t = sympy.symbols("s t", **{assumption: True})
    assert decide_zero((s + t) * (s - t) - s**2 + t**2).verdict is Verdict.HOLDS
    assert decide_zero((s + t) * (s - t) - s**2 - t**2).verdict is Verdict.REFUTED


@pytest.mark.parametrize("given", [False, True, x == y, sympy.Eq(x, y), "x - y", None, [x]])
def test_what_is_no_difference_is_refused(given):
    with pytest.raises(InputError, match=r"the claim to be decided: .* give the diff"):
        decide_zero(given, "the claim")
    with pytest.raises(InputError):
        decide_zeros({"the claim": given})


@pytest.mark.parametrize("given", [0, Fraction(0), sympy.Integer(0), Fraction(1, 3) * x - x / 3])
def test_exact_numbers_are_expressions(given):
    assert decide_zero(given).verdict is Verdict.HOLDS


@pytest.mark.parametrize(
    ("facts", "seen"),
    [
        ({"negative": True}, -2),
        ({"even": True, "positive": True}, 2),
        ({"integer": True, "nonpositive": True}, -2),
        ({"odd": True}, 3),
        ({"odd": True, "negative": True}, -3),
        ({"real": True}, 2),
    ],
)
def test_a_point_keeps_to_what_is_declared_of_its_symbols(facts, seen):
    found = decide_zero(sympy.Symbol("n", **facts) + 7)
    assert found.verdict is Verdict.REFUTED
    assert found.witness == {"n": seen}


def test_where_no_point_can_be_taken_nothing_is_refuted():
    """For the only n there is x n is 0, although no polynomial says so."""
    found = decide_zero(x * sympy.Symbol("n", zero=True))
    assert (found.verdict, found.cause) == (Verdict.UNDECIDED, Cause.PRECISION)
    found = decide_zero(sympy.Symbol("n", irrational=True) - 1)
    assert (found.verdict, found.cause) == (Verdict.UNDECIDED, Cause.PRECISION)
