"""Jets against SymPy's own derivatives of the written-out functions."""

from itertools import product

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.symbolic.jets import Jet, chain_rule, constant, variable

T, TAU = sympy.symbols("t tau")
MONOMIALS = [T**i * TAU**j for i, j in product(range(3), repeat=2)]
COEFFICIENTS = st.lists(st.integers(-9, 9), min_size=9, max_size=9)
FUNCTIONS = COEFFICIENTS.map(lambda c: sum(a * m for a, m in zip(c, MONOMIALS, strict=True)))


def jet_of(q):
    """The four terms by SymPy's diff."""
    q = sympy.sympify(q)
    derivatives = (q, q.diff(T), q.diff(TAU), q.diff(T, TAU))
    return Jet(*(d.subs({T: 0, TAU: 0}).doit() for d in derivatives))


def parts(jet):
    return [sympy.expand(part) for part in (jet.value, jet.t, jet.tau, jet.mixed)]


@settings(max_examples=10)
@given(FUNCTIONS, FUNCTIONS)
def test_sums_and_products_are_those_of_the_functions(f, g):
    assert parts(jet_of(f) + jet_of(g)) == parts(jet_of(f + g))
    assert parts(jet_of(f) * jet_of(g)) == parts(jet_of(sympy.expand(f * g)))


NUMBERS = st.integers(-50, 50)
JETS = st.builds(Jet, NUMBERS, NUMBERS, NUMBERS, NUMBERS)


@given(JETS, JETS, JETS)
def test_jets_are_a_commutative_ring(a, b, c):
    assert a + b == b + a
    assert a * b == b * a
    assert (a + b) + c == a + (b + c)
    assert (a * b) * c == a * (b * c)
    assert a * (b + c) == a * b + a * c
    assert a * constant(1) == a
    assert a + constant(0) == a


@given(JETS)
def test_exchanging_the_slots_exchanges_the_first_derivatives_only(a):
    def exchanged(jet):
        return Jet(jet.value, jet.tau, jet.t, jet.mixed)

    assert exchanged(a * a) == exchanged(a) * exchanged(a)
    assert exchanged(a.through(3, 5, 7)) == exchanged(a).through(3, 5, 7)


@pytest.mark.parametrize(
    "g",
    [sympy.exp, sympy.sin, lambda s: 1 / (1 + sympy.exp(-s)), lambda s: s**5 - 2 * s, sympy.tanh],
    ids=["exp", "sin", "sigmoid", "polynomial", "tanh"],
)
@pytest.mark.parametrize(
    "q", [T, T * TAU, 2 + T - 3 * TAU + 5 * T * TAU + T**2, 1 + T**2 * TAU**2], ids=str
)
def test_a_jet_through_a_function_is_the_jet_of_the_composition(g, q):
    s = sympy.Symbol("s")
    at = q.subs({T: 0, TAU: 0})
    derivatives = [sympy.diff(g(s), s, k).subs(s, at) for k in range(3)]
    expected, found = jet_of(g(q)), jet_of(q).through(*derivatives)
    for a, b in zip(parts(expected), parts(found), strict=True):
        assert abs(sympy.N(a - b, 60)) < sympy.Rational(1, 10**50)


def test_an_undefined_function_passes_through_as_its_derivatives():
    g = sympy.Function("g")
    s = sympy.Symbol("s")
    q = s + 2 * T + 3 * TAU + 5 * T * TAU
    mixed = sympy.diff(g(q), T, TAU).subs({T: 0, TAU: 0}).doit()
    value, first, second = g(s), g(s).diff(s), g(s).diff(s, 2)
    claimed = jet_of(q).through(value, first, second).mixed
    assert sympy.simplify(mixed - claimed) == 0


@settings(max_examples=10)
@given(st.lists(FUNCTIONS, min_size=1, max_size=3), st.data())
def test_the_chain_rule_is_the_derivative_of_the_composition(coordinates, data):
    names = sympy.symbols("x1:4")[: len(coordinates)]
    powers = st.tuples(*(st.integers(0, 2) for _ in names))
    terms = data.draw(st.dictionaries(powers, st.integers(-5, 5), min_size=1, max_size=4))
    outer = sympy.Integer(0)
    for exponents, c in terms.items():
        outer += c * sympy.prod([n**k for n, k in zip(names, exponents, strict=True)])
    inside = dict(zip(names, coordinates, strict=True))
    at = {n: q.subs({T: 0, TAU: 0}) if q != 0 else 0 for n, q in inside.items()}
    first = [outer.diff(n).subs(at) for n in names]
    second = [[outer.diff(m, n).subs(at) for n in names] for m in names]
    found = chain_rule([jet_of(q) for q in coordinates], first, second)
    expected = jet_of(outer.subs(inside, simultaneous=True))
    assert parts(found)[1:] == parts(expected)[1:]


def test_the_chain_rule_needs_the_mixed_second_derivatives():
    """Without the entries off the diagonal the product of two variables would be flat."""
    jets = [variable("t", 3), variable("tau", 4)]
    assert chain_rule(jets, [4, 3], [[0, 1], [1, 0]]).mixed == 1
    assert chain_rule(jets, [4, 3], [[0, 0], [0, 0]]).mixed == 0


@pytest.mark.parametrize("short", [([1], [[0, 0], [0, 0]]), ([1, 1, 1], [[0] * 3] * 3)])
def test_a_gradient_of_another_length_is_an_error_not_a_truncation(short):
    with pytest.raises(ValueError, match="zip"):
        chain_rule([variable("t", 0), variable("tau", 0)], *short)


@pytest.mark.parametrize(("slot", "expected"), [("t", (1, 0)), ("tau", (0, 1))])
def test_variables_move_in_their_slot_only(slot, expected):
    jet = variable(slot, 7)
    assert (jet.value, jet.t, jet.tau, jet.mixed) == (7, *expected, 0)
    assert constant(7) == Jet(7)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda q, g: Jet(g[0], g[1] * q.t, g[1] * q.tau, g[1] * q.mixed),
        lambda q, g: Jet(g[0], g[1] * q.t, g[1] * q.tau, g[2] * q.t * q.tau),
        lambda q, g: Jet(g[0], g[1] * q.t, g[1] * q.tau, g[1] * q.mixed - g[2] * q.t * q.tau),
        lambda q, g: Jet(g[0], g[1] * q.t, g[1] * q.tau, g[1] * q.mixed + g[2] * q.t**2),
    ],
    ids=["no second", "no mixed", "sign", "t twice"],
)
def test_wrong_chain_rules_would_be_seen(wrong):
    q = 2 + T - 3 * TAU + 5 * T * TAU
    derivatives = [sympy.exp(2)] * 3
    assert parts(jet_of(sympy.exp(q))) == parts(jet_of(q).through(*derivatives))
    assert parts(jet_of(sympy.exp(q))) != parts(wrong(jet_of(q), derivatives))
