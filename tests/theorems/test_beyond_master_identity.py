"""The master identity at random rationals: L, l, q.D d and d'Hd are numbers, compared exactly."""

import random
from functools import cache
from itertools import pairwise

import pytest
import sympy
from exact_minima import Wanted, minimum
from exact_taylor import (
    Net,
    bump,
    cubic,
    dot,
    exact,
    flattened,
    form,
    rank,
    shaped,
    variable,
)
from flint import fmpq
from own_checks import claim_of, notices

from theorems import beyond_master_identity as module

STATEMENT = module.STATEMENT
CASES = {
    "1-1-1": ((1, 1, 1), True, 1, 1, bump),
    "1-1-2-1": ((1, 1, 2, 1), True, 1, 1, bump),
    "2-2-2-1, layer 2": ((2, 2, 2, 1), False, 2, 2, cubic),
    "1-2-3-1": ((1, 2, 3, 1), True, 1, 2, cubic),
}
cases = pytest.mark.parametrize("name", CASES)
seeds = pytest.mark.parametrize("seed", range(4))


def drawn(generator, count, size=3):
    return [fmpq(generator.randint(-4 * size, 4 * size), 4) or fmpq(1, 4) for _ in range(count)]


@cache
def case(name, seed):
    """Network, data, lambda, q and d: all of them random rationals."""
    widths, bias, level, neuron, sigma = CASES[name]
    generator = random.Random(f"{name} {seed}")
    size = sum(m * (n + bias) for n, m in pairwise(widths))
    net = Net(shaped(widths, drawn(generator, size, 1), bias), sigma, bias)
    data = [(drawn(generator, widths[0]), drawn(generator, 1)[0]) for _ in range(3)]
    lam = exact(generator.choice(["1/3", "1/2", "-2", "0", "5/4"]))
    q = drawn(generator, widths[level + 1])
    d = drawn(generator, widths[level - 1] + bias)
    return net, data, level, neuron, lam, q, d


def at(net, level, neuron, lam, q, d):
    """The larger network at (z, q, d)."""
    large = net.split(level, neuron, lam)
    for row, shift in zip(large.layers[level], q, strict=True):
        row[-1] = row[-1] + shift
        row[neuron - 1 + net.bias] = row[neuron - 1 + net.bias] - shift
    twin, own = large.layers[level - 1][-1], large.layers[level - 1][neuron - 1]
    for k, x in enumerate(d):
        twin[k] = twin[k] + (1 - lam) * x
        own[k] = own[k] - lam * x
    return large


def along(name, seed, q, order):
    """The expansion of L(z, q, t d) in t."""
    net, data, level, neuron, lam, _, d = case(name, seed)
    t = variable(0, fmpq(0), order)
    return at(net, level, neuron, lam, q, [x * t for x in d]).loss(data)


@cases
@seeds
def test_at_d_zero_the_loss_is_the_smaller_one_for_every_q(name, seed):
    net, data, level, neuron, lam, q, d = case(name, seed)
    still = [fmpq(0)] * len(d)
    assert at(net, level, neuron, lam, q, still).loss(data) == net.loss(data)


@cases
@seeds
def test_the_first_order_in_d_is_q_D_d(name, seed):
    net, data, level, neuron, _, q, d = case(name, seed)
    D = net.D(level, neuron, data)
    expected = dot(d, (dot(row, q) for row in D))
    assert along(name, seed, q, 1).d(0) == expected
    assert along(name, seed, [0 * x for x in q], 1).d(0) == 0
    assert any(x for row in D for x in row)


@cases
@seeds
def test_the_second_order_at_q_zero_is_lambda_times_1_minus_lambda_B(name, seed):
    net, data, level, neuron, lam, q, d = case(name, seed)
    expanded = along(name, seed, [0 * x for x in q], 2)
    assert expanded.d(0, 0) == lam * (1 - lam) * form(net.B(level, neuron, data), d)


@cases
@seeds
def test_what_is_left_over_is_of_second_order_in_d(name, seed):
    """L - l - q.D d, divided by the square of the length, tends to (1/2) d'H(z, q, 0) d."""
    net, data, level, neuron, lam, q, d = case(name, seed)
    D = net.D(level, neuron, data)
    half = along(name, seed, q, 2).d(0, 0) / 2
    errors = []
    for length in (fmpq(1, 10**4), fmpq(1, 10**6)):
        moved = at(net, level, neuron, lam, q, [x * length for x in d]).loss(data)
        rest = moved - net.loss(data) - length * dot(d, (dot(row, q) for row in D))
        errors.append(abs(rest / (length * length) - half))
    assert errors[1] <= errors[0] / 50


@cases
@seeds
def test_H_is_continuous_in_q(name, seed):
    """The second derivative along d is a polynomial in q: no jump at 0."""
    _, _, _, _, _, q, _ = case(name, seed)
    values = [along(name, seed, [x / n for x in q], 2).d(0, 0) for n in (10**4, 10**6)]
    limit = along(name, seed, [0 * x for x in q], 2).d(0, 0)
    gaps = [abs(v - limit) for v in values]
    assert gaps[1] <= gaps[0] / 50


@cases
@seeds
def test_the_sum_rule_at_every_point(name, seed):
    net, data, level, neuron, _, _, _ = case(name, seed)
    v = [row[neuron - 1 + net.bias] for row in net.layers[level]]
    slopes = net.gradient(data)
    expected = [slopes[k] for k in net.incoming(level, neuron)]
    assert [dot(row, v) for row in net.D(level, neuron, data)] == expected
    assert any(expected)


@pytest.mark.parametrize("lam", ["0", "1", "1/2", "-3"])
def test_z_q_d_are_coordinates_for_every_lambda(lam):
    """u, d, v, q and the others are independent linear functions, at lambda 0 and 1 too."""
    lam = exact(lam)
    incoming = [[fmpq(1), 1 - lam], [fmpq(1), -lam]]
    outgoing = [[lam, fmpq(1)], [1 - lam, fmpq(-1)]]
    formula = STATEMENT.step("coordinates").formula
    for matrix, name in ((incoming, "incoming"), (outgoing, "outgoing")):
        determinant = matrix[0][0] * matrix[1][1] - matrix[0][1] * matrix[1][0]
        assert rank(matrix) == 2
        assert determinant == int(formula[name])


GRID = [fmpq(k, 3) for k in range(-6, 7)]


def number(formula, **values):
    return exact(str(formula.subs({getattr(module, k): str(v) for k, v in values.items()})))


@pytest.mark.parametrize(("b", "c", "k"), [("1", "2", "1"), ("1/2", "1", "2"), ("3", "1/3", "5")])
def test_the_nondegenerate_bound(b, c, k):
    b, c, k = map(exact, (b, c, k))
    rest = number(STATEMENT.step("nondegenerate-bound").formula["rest"], b=b, c=c, k=k)
    for x in GRID:
        for y in GRID:
            value = c * x * x - k * x * y + b / 2 * y * y
            root = x - k * y / (2 * c)
            assert value == c * root * root + rest * y * y
    assert (rest >= 0) == (k * k <= 2 * b * c)


@pytest.mark.parametrize(("b", "c"), [("1", "2"), ("2", "9"), ("1/2", "1")])
def test_the_strict_bound_keeps_what_is_claimed_and_no_more(b, c):
    """At k^2 = b c / 2 the rest has determinant 0; with more kept it is indefinite."""
    b, c = exact(b), exact(c)
    formula = STATEMENT.step("strict-bound").formula
    kept_c, kept_b = (number(formula[f"kept {name}"], b=b, c=c) for name in "cb")
    square_of_k = b * c / 2
    assert 4 * (c - kept_c) * (b / 2 - kept_b) == square_of_k
    assert 4 * (c - kept_c) * (b / 2 - kept_b * fmpq(11, 10)) < square_of_k
    assert kept_b > 0 < kept_c


@pytest.mark.parametrize("K", ["1", "3", "10"])
def test_the_gradient_bound_on_quadratic_losses(K):
    """For l = (a/2) x^2 with a <= K: l* <= l(x - l'/K), and |l'|^2 <= 2 K (l - l*)."""
    K = exact(K)
    decrease = STATEMENT.step("gradient-bound").formula["decrease"]
    for a in (K / 10, K / 2, K):
        for x in GRID:
            slope, value = a * x, a / 2 * x * x
            moved = x - slope / K
            bound = value + number(decrease, g=slope * slope, K=K)
            assert a / 2 * moved * moved <= bound
            assert bound >= 0
            assert slope * slope <= 2 * K * value


@pytest.mark.parametrize(("b", "k"), [("1", "1"), ("2", "2"), ("1", "3")])
def test_the_bound_with_one_neuron_above(b, k):
    b, k = exact(b), exact(k)
    rest = number(STATEMENT.step("one-next-neuron-bound").formula["rest"], b=b, k=k)
    for s in GRID:
        for y in GRID:
            root = s - k * y / 2
            assert s * s - k * s * y + b / 2 * y * y == root * root + rest * y * y
    assert (rest >= 0) == (k * k <= 2 * b)


def test_two_neurons_above_need_more_than_the_gradient():
    """D is no multiple of the gradient there: it may be large where the gradient vanishes."""
    free = Wanted((1, 1, 2, 1), "1 2 -1 1/2 3/2", 12, "1", bias=False, D_free=True)
    net, data = free.net, minimum(free)
    assert not any(net.gradient(data))
    assert any(x for row in net.D(1, 1, data) for x in row)
    assert len(flattened(net.layers)) == 5


b, c, k = module.b, module.c, module.k
BROKEN = [
    ("coordinates", {"outgoing": sympy.Integer(1)}),
    ("value", {"excess": module.shift(1)}),
    ("first-order", {"first": 2 * module.q_dot_D()}),
    ("first-order", {"first": module.q_dot_D() + module.v_dot_D()}),
    ("second-order", {"second": module.LAM**2 * module.B_form()}),
    ("second-order", {"numeric": lambda lam: 1 - lam}),
    ("sum-rule", {"sum": 2 * module.v_dot_D()}),
    ("sum-rule", {"numeric": lambda D, v: -D.dot(v)}),
    ("nondegenerate-bound", {"rest": b - k**2 / (4 * c)}),
    ("strict-bound", {"kept c": c / 3}),
    ("strict-bound", {"kept b": b / 8}),
    ("gradient-bound", {"decrease": -module.g / module.K**2}),
    ("one-next-neuron-bound", {"rest": b / 2 - k / 4}),
]


@pytest.mark.parametrize(("step", "changes"), BROKEN)
def test_a_broken_formula_is_noticed(step, changes):
    assert notices(STATEMENT, step, claim_of(STATEMENT, step, **changes))
