"""Theorem 4 and Lemma A.2 in fractions: with rational p and e everything is rational."""

import math
from collections.abc import Callable
from fractions import Fraction as Q
from itertools import pairwise, product

import pytest
import sympy
from flint import fmpq, fmpq_mat
from registry import record_of
from wide_cases import outcome_of

from proofcheck.core import Budget, Status, Verdict
from proofcheck.core.ledger import judge_steps
from proofcheck.core.statement import Form
from theorems.lemma_a2_exponential_sums import STATEMENT as LEMMA
from theorems.theorem_4_minimum_at_infinity import CASES, ONE_NEURON, K
from theorems.theorem_4_minimum_at_infinity import STATEMENT as THEOREM

LABELS = (Q(0), Q(3), Q(-1, 2), Q(5, 3))
E = ((Q(1), Q(2), Q(1, 3), Q(5)), (Q(2), Q(1, 2), Q(3), Q(1, 5)), (Q(1, 7), Q(1), Q(4), Q(1, 2)))
"""exp(-r u_i.a_alpha), three neurons and four samples."""
P = (Q(1, 10), Q(2, 7), Q(3))
V = (Q(-2), Q(1, 3), Q(5))
BIAS = Q(3, 4)
RATES = pytest.mark.parametrize("rate", [1, 2])


def mean(values=LABELS):
    return sum(values, Q(0)) / len(values)


def shrunk(i, sample, p):
    return E[i][sample] / (1 + p[i] * E[i][sample])


def outputs(rate, p=P, v=V, bias=BIAS):
    neurons = range(len(v))
    return [
        bias + sum(v[i] * (1 - rate * p[i] * shrunk(i, a, p)) for i in neurons)
        for a in range(len(LABELS))
    ]


def loss(rate, p=P, v=V, bias=BIAS):
    return sum((f - y) ** 2 for f, y in zip(outputs(rate, p, v, bias), LABELS, strict=True))


def limit():
    return sum((mean() - y) ** 2 for y in LABELS)


def total(i, p=P):
    return sum((mean() - y) * shrunk(i, a, p) for a, y in enumerate(LABELS))


@RATES
def test_the_gap_is_an_identity_in_fractions(rate):
    square = sum((f - mean()) ** 2 for f in outputs(rate))
    terms = sum(P[i] * K(rate, V[i], total(i)) for i in range(3))
    assert loss(rate) - limit() == square + terms


def test_a_sigmoid_at_logarithms_is_the_formula():
    """u_0 = ln 3, z = ln 5: sigma = 15/16, and tanh = (15 - 1/15)/(15 + 1/15)."""
    p, e = Q(1, 3), Q(1, 5)
    assert 1 - p * e / (1 + p * e) == Q(15, 16)
    assert 1 - 2 * p**2 * e**2 / (1 + p**2 * e**2) == (15 - Q(1, 15)) / (15 + Q(1, 15))


@RATES
@pytest.mark.parametrize("i", range(3))
def test_the_slope_is_a_difference_quotient(rate, i):
    """(L(p + h) - L(p - h))/2h tends to the slope like h^2."""
    slope = THEOREM.step("each-parameter").formula["slope"]
    value = sum(
        slope(rate, V[i], f - y, E[i][a], 1 / (1 + P[i] * E[i][a]))
        for a, (f, y) in enumerate(zip(outputs(rate), LABELS, strict=True))
    )
    errors = []
    for h in (Q(1, 1000), Q(1, 2000)):
        up, down = (tuple(x + s * h * (k == i) for k, x in enumerate(P)) for s in (1, -1))
        errors.append(abs((loss(rate, up) - loss(rate, down)) / (2 * h) - value))
    assert Q(39, 10) < errors[0] / errors[1] < Q(41, 10)


def test_weights_against_T_make_the_loss_larger_wherever_the_output_bias_is():
    for bias, scale in product((Q(-5), Q(0), Q(7)), (Q(1, 100), Q(1), Q(50))):
        v = tuple(-scale * total(i) for i in range(3))
        assert loss(1, v=v, bias=bias) > limit()


def test_small_weights_along_T_make_it_smaller():
    v = tuple(total(i) / 1000 for i in range(3))
    assert loss(1, v=v, bias=mean() - sum(v)) < limit()


def test_at_infinity_the_loss_is_the_limit_plus_a_square():
    zero = (Q(0),) * 3
    s = BIAS + sum(V)
    assert loss(1, zero) - limit() == len(LABELS) * (s - mean()) ** 2


def test_T_keeps_the_sign_of_S_for_the_stated_p():
    difference = THEOREM.step("neighbourhood").formula["difference"]
    for i in range(3):
        S = total(i, (Q(0),) * 3)
        d = [mean() - y for y in LABELS]
        spread = sum(abs(x) * e * e for x, e in zip(d, E[i], strict=True))
        p = tuple(abs(S) / spread / 2 for _ in range(3))
        assert total(i, p) * S > 0
        terms = sum(
            difference(x, p[i], e, 1 / (1 + p[i] * e)) for x, e in zip(d, E[i], strict=True)
        )
        assert total(i, p) - S == terms


@RATES
def test_one_neuron_lowers_the_loss_by_T_squared_over_Q(rate):
    formula = THEOREM.step("better-network").formula
    p = P[:1]
    G = [shrunk(0, a, P) for a in range(4)]
    T = sum((mean() - y) * g for y, g in zip(LABELS, G, strict=True))
    square = sum(g * g for g in G)
    v = formula["q"](rate, T, square) / p[0]
    value = loss(rate, P[:1], (v,), mean() - v)
    assert value == limit() - formula["gain"](T, square)
    assert value < limit()


@pytest.mark.parametrize("count", [2, 3, 5, 7])
def test_the_elimination_is_vandermonde(count):
    nodes = [fmpq(1, k + 2) for k in range(count)]
    matrix = fmpq_mat([[z**k for z in nodes] for k in range(count)])
    assert matrix.det() != 0
    d = fmpq_mat([[fmpq(3 * k + 1)] for k in range(count)])
    assert any(x != 0 for x in (matrix * d).entries())
    equal = fmpq_mat([[z**k for z in (nodes[0], *nodes[1:-1], nodes[0])] for k in range(count)])
    assert equal.det() == 0


def test_the_elimination_step_by_step():
    """F'(k) = F(k+1) - b F(k), on three nodes, until one sample is left."""
    nodes, d = (Q(1, 2), Q(1, 3), Q(2)), (Q(1), Q(-3), Q(2))
    sums = [sum(x * z**k for x, z in zip(d, nodes, strict=True)) for k in range(3)]
    for b in nodes[:-1]:
        sums = [after - b * before for before, after in pairwise(sums)]
    assert sums == [d[-1] * (nodes[2] - nodes[0]) * (nodes[2] - nodes[1])]


def test_the_exception_is_a_square():
    S = THEOREM.step("exception").formula["S"]
    for value in (Q(1, 3), Q(1), Q(4)):
        assert value - 2 + 1 / value == S(value) >= 0


@pytest.mark.parametrize("c", [Q(-4), Q(0), Q(5, 2)])
def test_two_weights_of_opposite_signs_have_any_sum(c):
    formula = THEOREM.step("weights").formula
    up, down = formula["positive"](c, abs(c)), formula["negative"](c, abs(c))
    assert down < 0 < up
    assert up + down == c


def sigmoid_taylor_error(p, e):
    return 1 / (1 + p * e) - (1 - p * e)


def test_the_remainder_is_between_0_and_its_bound():
    for p, e in product((Q(1, 100), Q(1, 3), Q(2)), (Q(1, 5), Q(3))):
        assert 0 < sigmoid_taylor_error(p, e) < p**2 * e**2


HANDS: dict[str, Callable[[], tuple[object, object, object]]] = {}


def by_hand(finding):
    """Register a case: the truth, what the printed text makes of it, what the repair does."""

    def register(case):
        HANDS[finding] = case
        return case

    return register


@by_hand("half-a-loss")
def the_loss_of_two_samples():
    residuals = (Q(1), Q(2))
    squares = sum(r * r for r in residuals)
    return Q(5), squares / 2, squares


@by_hand("output-bias-left-out")
def the_output_at_the_first_sample():
    acts = [1 - P[i] * shrunk(i, 0, P) for i in range(3)]
    printed = sum(v * a for v, a in zip(V, acts, strict=True))
    return outputs(1)[0], printed, BIAS + printed


@by_hand("sum-of-v-moves")
def epsilon_where_the_sum_moves():
    lost = sum(V[i] * P[i] * shrunk(i, 0, P) for i in range(3))
    return outputs(1)[0] - mean(), -lost, BIAS + sum(V) - mean() - lost


@by_hand("index-of-the-free-parameters")
def whether_the_bias_of_neuron_1_is_free():
    moves_p = math.exp(-1) != math.exp(-2)
    i, k = 1, 0
    return not moves_p, (i != 0, k >= 0) == (True, True), k != 0


@by_hand("mean-zero")
def whether_negative_weights_add_up_to_0():
    reached = {-a - b for a, b in product(range(1, 5), repeat=2)}
    sign, c = 1, 0
    return c in reached, not sign * c > 0, not sign * c >= 0


@by_hand("layer-below-the-last")
def whether_act_is_determined():
    """L = 3, sigma(u x) for u = 0 and u = ln 2 at x = 1: 1/2 and 2/3."""
    depth, changed_layer = 3, 1
    determined = Q(1, 2) == Q(2, 3)
    return determined, not changed_layer <= depth - 3, not changed_layer <= depth - 2 and determined


@by_hand("one-neuron-is-enough")
def larger_loss_with_one_neuron():
    v = (-total(0),)
    larger = loss(1, P[:1], v, mean() - v[0]) > limit()
    return larger, len(v) >= 2, True


@by_hand("every-data-set")
def larger_loss_without_moments():
    """Inputs -1, 0, 1, labels 0, 3, 0, e = 2^-x: sum (c - y) x = 0 and S = 1/2."""
    x, y, e = (-1, 0, 1), (Q(0), Q(3), Q(0)), (Q(2), Q(1), Q(1, 2))
    d = [mean(y) - t for t in y]
    moment = sum(a * b for a, b in zip(d, x, strict=True))
    p = Q(1, 100)
    G = [t / (1 + p * t) for t in e]
    f = [mean(y) + 1 - 1 * (1 - p * g) for g in G]
    larger = sum((a - b) ** 2 for a, b in zip(f, y, strict=True)) > sum(t * t for t in d)
    return larger, moment != 0, True


@by_hand("always-suboptimal")
def whether_a_constant_is_optimal():
    better = limit() - total(0) ** 2 / sum(shrunk(0, a, P) ** 2 for a in range(4))
    return better < limit(), False, len(set(LABELS)) > 1


@by_hand("neurons-without-sign")
def whether_the_choice_has_to_be_excluded():
    """Labels 0, 3, 0 at -1, 0, 1: d = 1, -2, 1; v_3 = 1, exp(-u_3) = 1 + h, p_3 = h^3, c kept.

    S_3 = 0 at u_3 = 0, and h^2/(1 + h) > 0 nearby; the other neurons are at infinity.
    """
    h, d = Q(1, 100), (Q(1), Q(-2), Q(1))
    e, p = (1 / (1 + h), Q(1), 1 + h), h**3
    f_minus_c = [-p * t / (1 + p * t) for t in e]
    lower = sum((f + t) ** 2 for f, t in zip(f_minus_c, d, strict=True)) < sum(t * t for t in d)
    S, v = sum(d), 1
    return lower, S * v > 0, S * v >= 0


@by_hand("one-input")
def how_many_parameters_a_neuron_has_over_one_input():
    inputs = [(Q(0),), (Q(1),)]
    (m,) = {len(x) for x in inputs}
    return m == 1, False, m >= 1


@pytest.mark.parametrize("finding", HANDS)
def test_the_printed_text_fails_and_the_repair_holds(finding):
    truth, printed, repaired = HANDS[finding]()
    assert truth != printed
    assert truth == repaired


def test_every_finding_has_a_case_by_hand():
    assert {f.id for f in THEOREM.findings} == set(HANDS)


def test_the_lemma_on_one_parameter_by_hand():
    """With d = 1, -1 and a = 0, 1: phi(u) = 1 - exp(-u), t = 1/3, phi(t), -phi(-t) > t/2."""
    assert [f.id for f in LEMMA.findings] == ["one-parameter-is-enough"]
    t = sympy.Rational(1, 3)
    assert 1 - sympy.exp(-t) > t / 2
    assert sympy.exp(t) - 1 > t / 2


@pytest.mark.parametrize("step", ["case-xor", "case-one-neuron", "suboptimal-one-neuron"])
def test_certified_steps_speak_of_their_own_case(step):
    checked = THEOREM.step(step)
    (scope,) = {c.scope for c in checked.checks}
    case = CASES[1] if step == "case-xor" else ONE_NEURON[0]
    assert scope.instances == {case.name}
    assert outcome_of(THEOREM, step).verdict is Verdict.HOLDS


@pytest.mark.campaign
@pytest.mark.parametrize("statement", [LEMMA, THEOREM], ids=lambda s: s.id)
def test_a_thousand_instances(statement):
    record = record_of(statement, Budget(60, 1000, 7))
    assert judge_steps(statement, record, Form.REPAIRED).status is Status.SETTLED
    assert not [m.id for m in record.mutants if m.survives]
