"""Theorem 8 on exact planted minima: inertia by completing squares and by mpmath, losses nearby.

The minima are rational: activation z/(1+z^2) + 1/(3+(z-1)^2), labels solved for in fractions.
"""

from functools import cache

import mpmath
import pytest
import sympy
from exact_minima import Wanted, labelled, minimum
from exact_taylor import (
    Net,
    bump,
    eigenvalues,
    exact,
    flattened,
    form,
    inertia,
    numbers,
    shaped,
    variable,
)
from flint import fmpq
from own_checks import claim_of, notices, said

from proofcheck.core import Assumptions, Verdict
from theorems import theorem_8_one_hidden_layer as module

STATEMENT = module.STATEMENT
POSITIVE = Wanted((1, 1, 1), "1/2 1 1/3 2", 8, "1 0 1")
NEGATIVE = Wanted((1, 1, 1), "-1/2 2 1/4 3", 9, "-2 1 -1")
ONLY_INPUTS = Wanted((1, 1, 1), "1/2 1 1/3 2", 8, "-1 0 1")
WITHOUT = Wanted((1, 2, 1), "1 -1/2 2 3/2", 7, "3", neuron=2, bias=False)
TWO_INPUTS = Wanted((2, 1, 1), "1/2 1 -1 1/4 -1", 14, "2 1 0 2 0 1")
DEFINITE = {"1-1-1": POSITIVE, "negative": NEGATIVE, "1-2-1": WITHOUT, "2-1-1": TWO_INPUTS}
LAMBDAS = ("1/3", "1/2", "9/10", "-1/2", "3", "0", "1")
minima = pytest.mark.parametrize("name", DEFINITE)
lambdas = pytest.mark.parametrize("lam", LAMBDAS)


@cache
def wide(wanted, lam):
    """The split network, its exact Hessian and the smaller loss."""
    large = wanted.net.split(wanted.layer, wanted.neuron, exact(lam))
    data = minimum(wanted)
    return large, large.hessian(data), wanted.net.loss(data)


def expected(wanted, lam):
    """The signs that the repaired theorem and Lemma 12 give; one zero is the direction q."""
    rows = wanted.widths[0] + wanted.bias
    small = len(flattened(wanted.net.layers))
    product = exact(lam) * (1 - exact(lam)) * (-1 if wanted is NEGATIVE else 1)
    if product == 0:
        return small, rows + 1, 0
    return (small + rows, 1, 0) if product > 0 else (small, 1, rows)


@minima
def test_the_planted_points_are_minima_with_the_wanted_B(name):
    wanted = DEFINITE[name]
    data = minimum(wanted)
    net = wanted.net
    assert not any(net.gradient(data))
    assert net.loss(data) > 0
    B = net.B(wanted.layer, wanted.neuron, data)
    upper = [B[i][j] for i in range(len(B)) for j in range(i, len(B))]
    ratio = upper[0] / numbers(wanted.B)[0]
    assert ratio > 0
    assert upper == [ratio * x for x in numbers(wanted.B)]


@minima
@lambdas
def test_signs_by_completing_squares(name, lam):
    wanted = DEFINITE[name]
    assert inertia(wide(wanted, lam)[1]) == expected(wanted, lam)


@pytest.mark.parametrize("name", ["1-1-1", "negative"])
@pytest.mark.parametrize("lam", ["1/3", "-1/2", "1"])
def test_signs_by_eigenvalues_in_mpmath(name, lam):
    wanted = DEFINITE[name]
    values = eigenvalues(wide(wanted, lam)[1])
    tiny = mpmath.mpf(10) ** -40 * max(map(abs, values))
    counted = (
        sum(v > tiny for v in values),
        sum(abs(v) <= tiny for v in values),
        sum(v < -tiny for v in values),
    )
    assert counted == expected(wanted, lam)


def nearby(large, scale):
    """Exact points around a network, none of them special."""
    flat = flattened(large.layers)
    widths = [len(large.layers[0][0]) - large.bias, *map(len, large.layers)]
    for seed in range(1, 25):
        steps = [fmpq((seed * (7 + 3 * k) + k * k) % 19 - 9, 9) / scale for k in range(len(flat))]
        moved = [w + s for w, s in zip(flat, steps, strict=True)]
        yield Net(shaped(widths, moved, large.bias), large.sigma, large.bias)


@pytest.mark.parametrize(
    ("name", "lam"), [("1-1-1", "1/3"), ("1-2-1", "1/2"), ("negative", "-1/2"), ("negative", "3")]
)
@pytest.mark.parametrize("scale", [200, 10_000])
def test_no_loss_nearby_is_lower(name, lam, scale):
    """A local minimum is more than a semidefinite Hessian: exact losses, none below."""
    large, _, least = wide(DEFINITE[name], lam)
    assert all(net.loss(minimum(DEFINITE[name])) > least for net in nearby(large, scale))


@pytest.mark.parametrize(("name", "lam"), [("1-1-1", "-1/2"), ("1-1-1", "3"), ("negative", "1/3")])
def test_on_the_wrong_side_the_loss_falls_along_p(name, lam):
    """u_twin += (1 - lambda) e, u_r -= lambda e: curvature lambda (1 - lambda) e'Be < 0."""
    wanted = DEFINITE[name]
    large, H, least = wide(wanted, lam)
    data, share = minimum(wanted), exact(lam)
    B = wanted.net.B(1, 1, data)
    twin, own = large.incoming(1, 2), large.incoming(1, 1)
    direction = [fmpq(0)] * len(H)
    direction[twin[1]], direction[own[1]] = 1 - share, -share
    assert form(H, direction) == share * (1 - share) * B[1][1] < 0
    flat = [w + d / 1000 for w, d in zip(flattened(large.layers), direction, strict=True)]
    assert Net(shaped((1, 2, 1), flat), bump).loss(data) < least


def test_definite_over_the_inputs_alone_does_not_suffice():
    """The printed B is the entry of the input, positive; with the bias there is a lower loss."""
    data = minimum(ONLY_INPUTS)
    B = ONLY_INPUTS.net.B(1, 1, data)
    assert B[1][1] > 0 > B[0][0]
    large, H, _ = wide(ONLY_INPUTS, "1/3")
    assert inertia(H) == (5, 1, 1)
    twin, own = large.incoming(1, 2), large.incoming(1, 1)
    direction = [fmpq(0)] * len(H)
    direction[twin[0]], direction[own[0]] = fmpq(2, 3), -fmpq(1, 3)
    assert form(H, direction) < 0
    assert said(STATEMENT, "B-over-inputs") == [Verdict.REFUTED]


@pytest.mark.parametrize("lam", [0, 1])
def test_at_the_ends_the_loss_falls_at_third_order(lam):
    """Along u += s e, v -= s v at the idle neuron: coefficients 0, 0 and -e'Be/2."""
    net, data = POSITIVE.net, minimum(POSITIVE)
    large = net.split(1, 1, fmpq(lam))
    idle, other = (1, 0) if lam == 0 else (0, 1)
    s, v = variable(0, fmpq(0), 3), net.layers[1][0][1]
    for e in (0, 1):
        layers = [[list(row) for row in layer] for layer in large.layers]
        layers[0][idle][e] = layers[0][idle][e] + s
        layers[1][0][1 + idle] = layers[1][0][1 + idle] - s * v
        layers[1][0][1 + other] = layers[1][0][1 + other] + s * v
        loss = Net(layers, bump).loss(data)
        B = net.B(1, 1, data)
        assert loss.d() == net.loss(data)
        assert loss.d(0) == loss.d(0, 0) == 0
        assert loss.d(0, 0, 0) / 6 == -B[e][e] / 2


@pytest.mark.parametrize("label", [0, 3, 5])
def test_D_times_v_is_the_slope_at_points_that_are_not_critical(label):
    net, data = POSITIVE.net, list(minimum(POSITIVE))
    data[label] = (data[label][0], data[label][1] - 2)
    D, slope = net.D(1, 1, data), net.gradient(data)
    v = net.layers[1][0][1]
    claimed = STATEMENT.step("D-bounded-by-gradient").formula["D"]
    for (entry,), place in zip(D, net.incoming(1, 1), strict=True):
        assert entry == slope[place] / v != 0
        G, w = (sympy.Rational(int(x.p), int(x.q)) for x in (slope[place], v))
        assert exact(str(claimed.subs({module.G: G, module.v: w}))) == entry


def test_B_vanishes_with_the_outgoing_weight():
    net = Net(shaped((1, 2, 1), numbers("1 2 -1 1 1/2 0 3")), bump)
    data = labelled(net, [[fmpq(1)], [fmpq(2)]], numbers("1 -1"))
    assert not any(x for row in net.B(1, 1, data) for x in row)
    assert any(x for row in net.B(1, 2, data) for x in row)


@pytest.mark.parametrize("b", ["1", "3/2", "8"])
@pytest.mark.parametrize("k", ["1/2", "1", "2", "5"])
def test_the_bound_is_a_sum_of_squares_exactly_for_small_k(b, k):
    """s^2 - k s t + (b/2) t^2 takes negative values as soon as k^2 > 2 b."""
    b, k = exact(b), exact(k)
    claimed = STATEMENT.step("local-minimum").formula["rest"]
    rest = exact(str(claimed.subs({module.b: str(b), module.k: str(k)})))
    grid = [(fmpq(i, 4), fmpq(j, 4)) for i in range(-8, 9) for j in range(9)]
    for s, t in grid:
        square = (s - k * t / 2) * (s - k * t / 2)
        assert s * s - k * s * t + b / 2 * t * t == square + rest * t * t
    assert (rest >= 0) == (k * k <= 2 * b)
    assert (k / 2 * k / 2 - k * k / 2 + b / 2 < 0) == (rest < 0)


def test_isolation_is_not_asked_for_and_a_minimum_is():
    """The derivation without 'isolated' holds; without 'local-minimum' it does not."""
    formula = STATEMENT.step("local-minimum").formula
    both = Assumptions({"local-minimum", "B-definite"})
    assert module.lower_bound(formula, both).verdict is Verdict.HOLDS
    assert "isolated" not in both.asked
    for missing in (set(), {"B-definite"}, {"local-minimum"}):
        outcome = module.lower_bound(formula, Assumptions(missing))
        assert outcome.verdict is Verdict.REFUTED


b, k = module.b, module.k
BROKEN = [
    ("outgoing-weight", {"B": sympy.Symbol("v_1")}),
    ("D-bounded-by-gradient", {"D": module.G / module.v**2}),
    ("D-bounded-by-gradient", {"D": 2 * module.G / module.v}),
    ("local-minimum", {"rest": b - k**2 / 4}),
    ("local-minimum", {"rest": b / 2 - k / 4}),
    ("local-minimum", {"signs": lambda p: type(p)(p.positive - 1, p.zero + 1, 0)}),
    ("local-minimum", {"signs": lambda p: type(p)(p.positive - 1, p.zero, 1)}),
]


@pytest.mark.parametrize(("step", "changes"), BROKEN)
def test_a_broken_formula_is_noticed(step, changes):
    assert notices(STATEMENT, step, claim_of(STATEMENT, step, **changes))
