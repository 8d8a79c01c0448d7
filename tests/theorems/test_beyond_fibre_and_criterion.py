"""The whole fibre, the sharp criterion and D = 0 by spanning: by hand, in rational numbers."""

from fractions import Fraction
from itertools import pairwise

import pytest
from exact_taylor import Net, bump, dot, inertia, planted, rank
from flint import fmpq

from proofcheck.core import Assumptions, Budget, Verdict
from theorems import beyond_sharp_criterion as sharp
from theorems import beyond_vanishing_d as vanishing
from theorems import beyond_whole_fibre as fibre

NET = Net([[[1], [-2]], [[1, 2], [3, -1]], [[2, 1]]], bump, bias=False)
INPUTS = [[fmpq(k, 2)] for k in range(-6, 7) if k]


def shared(net, p, level=1, neuron=1):
    """The larger network in which the twin sends p and neuron r the rest of v."""
    layers = [[list(row) for row in layer] for layer in net.layers]
    layers[level - 1].append(list(layers[level - 1][neuron - 1]))
    for s, row in enumerate(layers[level]):
        row[neuron - 1] -= p[s]
        row.append(fmpq(p[s]))
    return Net(layers, net.sigma, net.bias)


DATA = [(x, NET.f(x) - fmpq(k % 5 - 2)) for k, x in enumerate(INPUTS)]


@pytest.mark.parametrize("p", [(0, 0), (1, 3), (5, -7), (fmpq(1, 3), 2)])
def test_every_share_computes_the_same(p):
    large = shared(NET, p)
    assert all(large.f(x) == NET.f(x) for x in INPUTS)


@pytest.mark.parametrize("p", [(1, 0), (0, 1), (5, -7)])
def test_the_gradient_on_the_fibre_by_hand(p):
    large, D = shared(NET, p), NET.D(1, 1, DATA)
    gradient, small = large.gradient(DATA), NET.gradient(DATA)
    Dp = [dot(row, p) for row in D]
    assert [gradient[i] for i in large.incoming(1, 3)] == Dp
    own = [gradient[i] for i in large.incoming(1, 1)]
    assert own == [small[i] - d for i, d in zip(NET.incoming(1, 1), Dp, strict=True)]
    assert [gradient[i] for i in large.outgoing(1, 3)] == [small[i] for i in NET.outgoing(1, 1)]
    assert any(Dp)


def critical_data(condition_on_D):
    rows = NET.D_rows(1, 1, INPUTS)
    more = [(rows[0, 0], fmpq(0))] if condition_on_D else []
    jacobian = NET.jacobian_rows(INPUTS)
    kept = []
    for row in jacobian:
        if rank([*kept, row]) > len(kept):
            kept.append(row)
    free = [fmpq(k * k % 7 - 3, 50) for k in range(len(INPUTS))]
    return planted(NET, INPUTS, free, more)


def test_critical_exactly_where_D_p_is_0():
    data = critical_data(False)
    D = NET.D(1, 1, data)
    v = [row[0] for row in NET.layers[1]]
    assert any(D[0])
    assert dot(D[0], v) == 0
    for p, wanted in ((v, True), ([2 * x for x in v], True), ((1, 0), False), ((0, 1), False)):
        assert (not any(shared(NET, p).gradient(data))) is wanted


def test_with_D_0_the_whole_fibre_is_critical():
    data = critical_data(True)
    assert not any(NET.D(1, 1, data)[0])
    assert not any(g for p in ((1, 0), (0, 1), (3, -8)) for g in shared(NET, p).gradient(data))


def scaled(data, factor):
    return [(x, NET.f(x) - factor * (NET.f(x) - y)) for x, y in data]


def across(large, data):
    out = set(large.outgoing(1, 3))
    H = large.hessian(data)
    return [
        [h for j, h in enumerate(row) if j not in out] for i, row in enumerate(H) if i not in out
    ]


@pytest.mark.parametrize("sign", [1, -1])
def test_off_the_line_the_sign_of_B_does_not_matter(sign):
    data = scaled(critical_data(True), fmpq(sign, 10**9))
    assert NET.B(1, 1, data)[0][0] != 0
    size, zero, negative = inertia(across(shared(NET, (4, -7)), data))
    assert (zero, negative) == (0, 0)
    assert size == 10 - 1


def test_on_the_line_the_sign_of_B_matters():
    v = [row[0] for row in NET.layers[1]]
    seen = set()
    for sign in (1, -1):
        data = scaled(critical_data(True), fmpq(sign, 10**9))
        half = [x / fmpq(2) for x in v]
        seen.add(inertia(across(shared(NET, half), data))[2])
    assert seen == {0, 1}


def test_the_stated_instance_is_what_it_says():
    s = fibre.stated(30)
    widths = s.network.architecture.widths
    assert widths[s.layer + 1] == 2
    assert s.conditions.D_zero
    assert 0 < s.lam < 1
    budget = Budget(30, 0, 0)
    assert fibre.off_the_line(budget, {"p": fibre._across}).verdict is Verdict.HOLDS
    found = fibre.off_the_line(budget, {"p": fibre._along})
    assert found.verdict is Verdict.REFUTED
    assert found.witness


def test_the_least_distance_of_the_criterion_by_numbers():
    """L - l* = s^2 - rho m delta + (K/2) delta^2 has its least value s^2 - rho^2 m^2 / (2 K)."""
    rho, m, K, s = Fraction(1, 3), Fraction(2), Fraction(5), Fraction(1)
    least = s**2 - rho**2 * m**2 / (2 * K)
    values = [s**2 - rho * m * d + K / 2 * d**2 for d in (Fraction(k, 150) for k in range(60))]
    assert min(values) == least
    assert all(x > y for x, y in pairwise(values[: values.index(least) + 1]))


def test_a_quartic_minimum_fails_the_criterion():
    """L = z^4 and D = z: z^2 <= C z^4 fails near 0, and L = z^4 + d^2/2 + z q d is negative."""
    for k in range(1, 30):
        z = q = Fraction(1, 4**k)
        q = Fraction(1, 2**k)
        d = -z * q
        assert z**4 + d**2 / 2 + z * q * d < 0


def test_a_degenerate_minimum_that_meets_it():
    """L = z^4 and D = z^2: |D|^2 = l, and L = z^4 + d^2/2 + z^2 q d >= 0 for q^2 <= 2."""
    grid = [Fraction(k, 7) for k in range(-14, 15)]
    for z in grid:
        for d in grid:
            for q in (Fraction(1), Fraction(-1), Fraction(7, 5)):
                assert z**4 + d**2 / 2 + z**2 * q * d >= 0


@pytest.mark.parametrize("weights", [((1, 3), (2, -1)), ((1, 0), (0, 1))])
def test_D_is_0_where_equal_neurons_span(weights):
    """Two neurons with one incoming weight, outgoing weights that span the plane."""
    (a, b), (c, d) = weights
    net = Net([[[1], [1]], [[a, c], [b, d]], [[2, 1]]], bias=False)
    rows, kept = net.jacobian_rows(INPUTS), []
    for row in rows:
        if rank([*kept, row]) > len(kept):
            kept.append(row)
    assert len(kept) < len(rows)
    free = [fmpq(k * k % 7 - 3) for k in range(len(INPUTS))]
    data = planted(net, INPUTS, free)
    assert any(net.residuals(data))
    assert not any(net.gradient(data))
    assert not any(net.D(1, 1, data)[0])


def test_where_they_do_not_span_D_need_not_be_0():
    net = Net([[[1], [1]], [[1, 2], [3, 6]], [[2, 1]]], bias=False)
    data = planted(net, INPUTS, [fmpq(k * k % 7 - 3) for k in range(len(INPUTS))])
    assert not any(net.gradient(data))
    assert any(net.D(1, 1, data)[0])


@pytest.mark.parametrize("module", [sharp, vanishing, fibre])
def test_derivations_do_not_hold_for_nothing(module):
    for step in module.STATEMENT.steps:
        for check in step.checks:
            if check.kind.value == "derived":
                known = {h.id for h in module.STATEMENT.hypotheses}
                assert check.run(step.formula, Assumptions(known)).verdict is Verdict.HOLDS
