"""The derivations that theorem modules share: equal neurons, splittings, matrices, inferences.

Symbols are replaced by random rationals, and both sides are computed once more by plain arithmetic
on a network with three neurons in each of two layers.
"""

import random
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
import sympy
from drawn import drawn
from exact_taylor import Poly, cubic, jet, variable
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.core import Assumptions, Budget, InputError, Verdict
from proofcheck.networks import SIGMOID, Architecture, Network, split_many
from proofcheck.search import equal_neurons as layer
from proofcheck.search.choices import HypothesisChoices, SeededChoices
from proofcheck.search.equal_layer_matrices import (
    FORMS,
    B_of_equal_neurons,
    constant,
    diagonal,
    repeated,
)
from proofcheck.search.repeated_vectors import compare_copies, copied_symbols, equal_pairs
from proofcheck.search.semidefinite import semidefinite_inference
from proofcheck.search.splitting_identities import (
    B_next,
    D_next,
    D_vanishes,
    compare_B,
    compare_D,
    compare_vanishing_D,
    pass_through,
    path_to_the_saddle,
)
from proofcheck.symbolic.residue import decide_zeros

few = settings(max_examples=30)
seeds = pytest.mark.parametrize("seed", range(4))
NEURONS = layer.NEURONS


class Numbers:
    """Random rationals for every symbol of `equal_neurons`, and the two layers built from them."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.values = {}
        self.pre = self.draw()
        value, first, second = jet(cubic, self.pre)
        self.values |= {
            layer.VALUE: value,
            layer.FIRST: first,
            layer.SECOND: second,
            layer.PRE: self.pre,
            layer.U: self.draw(),
        }

    def draw(self):
        return fmpq(self.random.randint(-9, 9) or 1, self.random.randint(1, 4))

    def __call__(self, expression):
        """The value of an expression, unknown symbols drawn when they first occur."""
        expression = sympy.sympify(expression)
        for symbol in sorted(expression.free_symbols, key=str):
            self.values.setdefault(symbol, self.draw())
        values = ((s, self.values[s]) for s in expression.free_symbols)
        found = expression.xreplace({s: sympy.Rational(int(v.p), int(v.q)) for s, v in values})
        return fmpq(int(found.p), int(found.q))

    def lower(self, k):
        """The preactivation of lower neuron k as a polynomial in t and tau."""
        t = {(): self.pre, (0,): self(layer.velocity(k)), (1,): self(layer.velocity(k, "tau"))}
        return Poly({**t, (0, 1): self(layer.acceleration(k))}, 2)

    def upper(self, s, weights):
        """The preactivation of upper neuron s, by multiplying out."""
        total = Poly({(): self(sympy.Symbol("b"))}, 2)
        total = total + self(layer.bias_velocity(s)) * variable(0, fmpq(0), 2)
        total = total + self(layer.bias_velocity(s, "tau")) * variable(1, fmpq(0), 2)
        for k in NEURONS:
            moving = Poly(
                {
                    (): self(weights(s, k)),
                    (0,): self(layer.weight_velocity(s, k)),
                    (1,): self(layer.weight_velocity(s, k, "tau")),
                },
                2,
            )
            total = total + moving * cubic(self.lower(k))
        return total


@cache
def drawn_numbers(seed):
    return Numbers(seed)


@seeds
def test_shares_add_up_to_1_and_means_are_weighted(seed):
    n = drawn_numbers(seed)
    assert sum((n(layer.share(k)) for k in NEURONS), fmpq(0)) == 1
    assert sum((n(layer.upper_share(s)) for s in NEURONS), fmpq(0)) == 1
    velocities = [n(layer.velocity(k)) for k in NEURONS]
    weighted = sum(
        (n(layer.share(k)) * v for k, v in zip(NEURONS, velocities, strict=True)), fmpq(0)
    )
    assert n(layer.mean(layer.velocity)) == weighted


@seeds
@pytest.mark.parametrize("weights", [layer.equal_rows, layer.equal_sums])
def test_rows_add_up_to_U(seed, weights):
    n = drawn_numbers(seed)
    for s in NEURONS:
        assert sum((n(weights(s, k)) for k in NEURONS), fmpq(0)) == n(layer.U)


@seeds
@pytest.mark.parametrize("weights", [layer.equal_rows, layer.equal_sums])
def test_upper_jets_are_those_of_the_multiplied_out_layer(seed, weights):
    n = drawn_numbers(seed)
    for s in NEURONS:
        found, mine = layer.upper_jet(s, weights), n.upper(s, weights)
        assert [n(found.value), n(found.t), n(found.tau), n(found.mixed)] == [
            mine.d(),
            mine.d(0),
            mine.d(1),
            mine.d(0, 1),
        ]


@seeds
def test_the_average_of_second_derivatives_is_the_chains_plus_two_terms(seed):
    """Covariance and exchange by plain sums over three neurons, no symbol in sight."""
    n = drawn_numbers(seed)
    C, c = ([n(f(k)) for k in NEURONS] for f in (layer.upper_share, layer.share))
    nu, nu_tau = ([n(layer.velocity(k, slot)) for k in NEURONS] for slot in ("t", "tau"))
    mean, mean_tau = (sum(x * y for x, y in zip(c, v, strict=True)) for v in (nu, nu_tau))
    covariance = sum(x * (a - mean) * (b - mean_tau) for x, a, b in zip(c, nu, nu_tau, strict=True))
    exchange = fmpq(0)
    for s, upper in zip(NEURONS, C, strict=True):
        for k in NEURONS:
            d, d_tau = (n(layer.weight_velocity(s, k, slot)) for slot in ("t", "tau"))
            exchange += upper * (d * (nu_tau[k - 1] - mean_tau) + d_tau * (nu[k - 1] - mean))
    assert n(layer.covariance()) == covariance
    assert n(layer.exchange()) == exchange
    average = sum(
        (upper * n.upper(s, layer.equal_rows).d(0, 1) for s, upper in zip(NEURONS, C, strict=True)),
        fmpq(0),
    )
    chain = n(layer.chain_jet(layer.averaged_lower()).mixed)
    second, first = n(layer.SECOND), n(layer.FIRST)
    assert average == chain + n(layer.U) * second * covariance + first * exchange


@seeds
def test_deviations_are_the_move_against_the_average(seed):
    n = drawn_numbers(seed)
    C = [n(layer.upper_share(s)) for s in NEURONS]
    moves = [n.upper(s, layer.equal_rows).d(0) for s in NEURONS]
    average = sum(x * m for x, m in zip(C, moves, strict=True))
    assert [n(layer.deviation(s)) for s in NEURONS] == [m - average for m in moves]


@seeds
def test_the_share_of_a_lower_neuron_in_rows_with_equal_sums(seed):
    n = drawn_numbers(seed)
    shares = []
    for k in NEURONS:
        sent = sum((n(layer.upper_share(s)) * n(layer.equal_sums(s, k)) for s in NEURONS), fmpq(0))
        shares.append(sent / n(layer.U))
        assert n(layer.lower_share_of(k, layer.equal_sums)) == shares[-1]
    assert sum(shares, fmpq(0)) == 1


def holds(residues):
    return decide_zeros(residues).verdict is Verdict.HOLDS


@pytest.mark.parametrize(
    ("claim", "expected"),
    [
        ({"factor": lambda lam: 1 - lam, "start": 1}, True),
        ({"factor": lambda lam: 1 + lam, "start": 1}, False),
        ({"factor": lambda lam: 1 - lam, "start": 2}, False),
        ({"factor": lambda lam: (1 - lam) ** 2, "start": 1}, False),
    ],
)
def test_B_after_a_splitting_by_both_roads(claim, expected):
    assert holds(B_next(claim)) is expected
    verdicts = {compare_B(drawn("NOT_CRITICAL", i), claim).verdict for i in range(4)}
    assert (verdicts == {Verdict.HOLDS}) is expected


@pytest.mark.parametrize(
    ("factor", "expected"),
    [(lambda _: 1, True), (lambda lam: 1 - lam, False), (lambda _: 2, False)],
)
def test_D_after_a_splitting_by_both_roads(factor, expected):
    assert holds(D_next({"factor of D": factor})) is expected
    verdicts = {
        compare_D(drawn("NOT_CRITICAL", i), {"factor of D": factor}).verdict for i in range(4)
    }
    assert (verdicts == {Verdict.HOLDS}) is expected


def test_D_vanishes_only_at_critical_points_and_with_one_neuron_above():
    claim = {"factor": lambda v: 1 / v, "critical": True}
    assert D_vanishes(claim, Assumptions({"critical"})).verdict is Verdict.HOLDS
    assert D_vanishes(claim, Assumptions(set())).verdict is Verdict.REFUTED
    assert D_vanishes({**claim, "critical": False}, Assumptions({"critical"})).verdict is (
        Verdict.REFUTED
    )
    critical = [drawn("CRITICAL", i) for i in range(8)]
    for s in critical:
        expected = "n_{l+1} = 1" in s.labels
        assert (compare_vanishing_D(s, {}).verdict is Verdict.HOLDS) is expected


@pytest.mark.parametrize(
    ("neuron", "twin", "expected"),
    [
        (lambda lam: 1 - lam, lambda lam: lam, True),
        (lambda lam: lam, lambda lam: 1 - lam, True),
        (lambda lam: 1 - 2 * lam, lambda lam: lam, False),
        (lambda lam: 1 - lam, lambda lam: lam**2, False),
    ],
)
def test_the_path_to_the_saddle(neuron, twin, expected):
    assert holds(path_to_the_saddle({"neuron": neuron, "twin": twin})) is expected


@pytest.mark.parametrize(
    ("c", "V", "expected"),
    [
        (lambda low: low - 1, lambda gap: gap + 2, True),
        (lambda low: low, lambda gap: gap + 2, False),
        (lambda low: low - 1, lambda gap: gap + 1, False),
    ],
)
def test_passing_labels_on(c, V, expected):
    assert holds(pass_through({"c": c, "V": V})) is expected


B = np.array([[1, 2], [2, 5]], dtype=object)


def test_the_forms_of_B_above_equal_neurons():
    assert repeated(B, True, 2).tolist() == [[1, 2, 2], [2, 5, 5], [2, 5, 5]]
    assert repeated(B[1:, 1:], False, 2).tolist() == [[5, 5], [5, 5]]
    assert constant(B, True, 2).tolist() == [[5, 5], [5, 5]]
    assert diagonal(B, True, 2).tolist() == [[1, 0, 0], [0, 5, 0], [0, 0, 5]]


@pytest.mark.parametrize("form", FORMS)
def test_only_the_repeated_form_is_derived(form):
    assert holds(B_of_equal_neurons({"form": form})) is (form == "repeated")


@few
@given(st.fractions(min_value=-3, max_value=3, max_denominator=9))
def test_the_inference_from_semidefinite_is_refuted_by_every_parabola_but_the_flat_one(a):
    outcome = semidefinite_inference(Budget(20, 1, 0), sympy.Rational(a.numerator, a.denominator))
    assert outcome.verdict is (Verdict.HOLDS if a == 0 else Verdict.REFUTED)
    x = Fraction(1, 100)
    y = a * x * x / 2
    assert (y * (y - a * x * x) < 0) is (a != 0)


ROWS = [[0, 1], [0, 1], [1, 1], [0, Fraction(1) + Fraction(1, 10**40)], [1, 1]]


def test_equal_pairs_are_exact():
    network = Network(Architecture((1, 5, 1)), SIGMOID, (ROWS, [[1] * 6]))
    assert equal_pairs(network, 1) == [(1, 2), (3, 5)]
    small = Network(Architecture((1, 2, 1)), SIGMOID, (ROWS[1:3], [[1, 2, 3]]))
    wide = split_many(small, 1, 2, Fraction(1, 3), 2)
    assert equal_pairs(wide, 1) == [(2, 3), (2, 4), (3, 4)]
    assert equal_pairs(small, 2) == []


@pytest.mark.parametrize(
    ("copy", "expected"), [(lambda u, _: u, True), (lambda u, lam: lam * u, False)]
)
def test_copies_by_both_roads(copy, expected):
    assert holds(copied_symbols({"copy": copy})) is expected
    verdicts = {compare_copies(drawn("EXACT", i), {"copy": copy}).verdict for i in range(3)}
    assert (verdicts == {Verdict.HOLDS}) is expected


@pytest.mark.parametrize(("low", "high"), [(0, 0), (-3, 4), (0, 10**100)])
def test_seeded_integers_lie_between_their_bounds_and_reach_them(low, high):
    choices = SeededChoices(0, "bounds", 0)
    found = [choices.integer(low, high) for _ in range(200)]
    assert all(low <= x <= high for x in found)
    if high - low < 10:
        assert set(found) == set(range(low, high + 1))
    else:
        assert len(set(found)) == 200


def test_every_option_is_picked_about_as_often():
    choices = SeededChoices(7, "options", 1)
    found = [choices.pick("abcd") for _ in range(2000)]
    assert all(400 < found.count(option) < 600 for option in "abcd")


def test_shuffles_are_permutations_and_all_of_them_occur():
    choices = SeededChoices(1, "shuffles", 1)
    found = {tuple(choices.shuffle("abc")) for _ in range(200)}
    assert len(found) == 6
    assert all(sorted(order) == list("abc") for order in found)


@few
@given(st.integers(-5, 5), st.integers(0, 7), st.integers(1, 9))
def test_fractions_are_multiples_between_their_bounds(low, span, denominator):
    choices = SeededChoices(0, "fractions", low)
    found = [choices.fraction(low, low + span, denominator) for _ in range(10)]
    assert all(low <= x <= low + span and (x * denominator).denominator == 1 for x in found)


@few
@given(st.data())
def test_choices_of_hypothesis_have_the_same_bounds(data):
    choices = HypothesisChoices(data.draw)
    assert -2 <= choices.integer(-2, 3) <= 3
    assert choices.pick("ab") in "ab"
    assert 0 <= choices.fraction(0, 1, 3) <= 1
    assert sorted(choices.shuffle([3, 1, 2])) == [1, 2, 3]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda c: c.integer(2, 1),
        lambda c: c.pick([]),
        lambda c: c.fraction(0, 1, 0),
        lambda c: c.fraction(Fraction(1, 3), Fraction(2, 5), 2),
    ],
)
def test_impossible_choices_are_refused(wrong):
    with pytest.raises(InputError):
        wrong(SeededChoices(0, "impossible", 0))


def test_choices_depend_on_seed_family_and_index_and_on_nothing_else():
    def first(*key):
        return [SeededChoices(*key).integer(0, 10**9) for _ in range(2)]

    keys = [(0, "a", 0), (1, "a", 0), (0, "b", 0), (0, "a", 1)]
    values = [first(*key) for key in keys]
    assert all(a == b for a, b in values)
    assert len({a for a, _ in values}) == len(keys)
