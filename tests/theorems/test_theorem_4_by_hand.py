"""Theorem 4 in fractions: e = exp(-z) is drawn as a rational, so all activations are rational.

A neuron of the last hidden layer is 1 - r p e/(1 + p e), r = 1 (sigmoid) or 2 (tanh); the point at
infinity has p = 0 and weights that add up to the mean of the labels.
"""

import random
from functools import cache

import mpmath
import pytest
from exact_taylor import Poly, exact, numbers, rank, variable
from flint import fmpq

from theorems import theorem_4_minimum_at_infinity as module

STATEMENT = module.STATEMENT
RATES = (1, 2)
seeds = pytest.mark.parametrize("seed", range(4))
rates = pytest.mark.parametrize("r", RATES)


class Case:
    """Labels y, positive e_{i,alpha} and weights v_i of both signs of S_i that add up to c."""

    def __init__(self, seed, samples=4, neurons=2):
        generator = random.Random(seed)

        def draw(low, high):
            return fmpq(generator.randint(low, high), generator.randint(1, 4))

        self.y = [draw(-6, 6) for _ in range(samples)]
        self.y[0] += 1
        self.e = [[draw(1, 9) for _ in range(samples)] for _ in range(neurons)]
        self.c = sum(self.y, fmpq(0)) / samples
        self.S = [
            sum(((self.c - y) * x for y, x in zip(self.y, row, strict=True)), fmpq(0))
            for row in self.e
        ]

    def output(self, v0, v, p, r):
        """F at all samples."""
        return [
            v0
            + sum(
                (
                    w * (1 - r * q * x[k] / (1 + q * x[k]))
                    for w, q, x in zip(v, p, self.e, strict=True)
                ),
                fmpq(0),
            )
            for k in range(len(self.y))
        ]

    def loss(self, v0, v, p, r):
        f = self.output(v0, v, p, r)
        return sum(((a - y) * (a - y) for a, y in zip(f, self.y, strict=True)), fmpq(0))

    @property
    def limit(self):
        return sum(((self.c - y) * (self.c - y) for y in self.y), fmpq(0))

    def weights(self):
        """Weights of the sign opposite to S_i, and v_0 that makes the sum c."""
        v = [fmpq(-2) if s > 0 else fmpq(3) for s in self.S]
        return self.c - sum(v, fmpq(0)), v


@cache
def case(seed):
    found = Case(seed)
    while 0 in found.S:
        seed += 100
        found = Case(seed)
    return found


@seeds
@rates
def test_at_infinity_the_output_is_the_mean_and_the_loss_the_spread(seed, r):
    s = case(seed)
    v0, v = s.weights()
    assert s.output(v0, v, [fmpq(0)] * 2, r) == [s.c] * 4
    assert s.loss(v0, v, [fmpq(0)] * 2, r) == s.limit > 0


@seeds
def test_the_mean_is_the_best_constant(seed):
    s = case(seed)
    for k in numbers("-3 0 1/3 7"):
        spread = sum(((k - y) * (k - y) for y in s.y), fmpq(0))
        assert spread == s.limit + len(s.y) * (k - s.c) * (k - s.c)


@seeds
@rates
@pytest.mark.parametrize("p", ["1/10 1/7", "0 3", "1/1000 0", "2 5"])
def test_the_gap_is_a_sum_of_squares_and_of_p_times_K(seed, r, p):
    """Loss - sum (c - y)^2 = sum (f - c)^2 + sum_i p_i K_i, at all parameters with this sum."""
    s, p = case(seed), numbers(p)
    K = STATEMENT.step("gap").formula["K"]
    for v in ([fmpq(1), fmpq(-2)], [fmpq(1, 3), fmpq(5)]):
        v0 = s.c - sum(v, fmpq(0))
        f = s.output(v0, v, p, r)
        squares = sum(((a - s.c) * (a - s.c) for a in f), fmpq(0))
        linear = fmpq(0)
        for w, q, x in zip(v, p, s.e, strict=True):
            total = sum(((s.c - y) * z / (1 + q * z) for y, z in zip(s.y, x, strict=True)), fmpq(0))
            linear += q * K(r, w, total)
        assert s.loss(v0, v, p, r) - s.limit == squares + linear


@seeds
@rates
def test_opposite_signs_make_every_nearby_loss_larger(seed, r):
    s = case(seed)
    v0, v = s.weights()
    for p in ("1/100 1/90", "1/10000 0", "0 1/10000", "1/10000000 1/9"):
        small = [q / 1000 for q in numbers(p)]
        assert s.loss(v0, v, small, r) > s.limit


@seeds
@rates
def test_near_the_point_too(seed, r):
    """v_i, v_0 and e moved a little, p small and not all 0: still larger."""
    s = case(seed)
    v0, v = s.weights()
    moved = Case.__new__(Case)
    moved.y, moved.c = s.y, s.c
    moved.e = [[x + fmpq(k, 10**6) for k, x in enumerate(row)] for row in s.e]
    for p in ("1/100000 1/90000", "1/1000000 0"):
        near = [w + fmpq(1, 10**6) for w in v]
        assert moved.loss(v0 + fmpq(1, 10**7), near, numbers(p), r) > s.limit


@seeds
@rates
def test_a_weight_of_the_wrong_sign_leads_below(seed, r):
    s = case(seed)
    _, v = s.weights()
    wrong = [-v[0], v[1]]
    v0 = s.c - sum(wrong, fmpq(0))
    assert s.loss(v0, wrong, [fmpq(1, 10**6), fmpq(0)], r) < s.limit


@seeds
@rates
def test_the_slope_in_p_is_the_claimed_one(seed, r):
    """Taylor coefficients in p_1 at a point with p = 0 and at one without."""
    s = case(seed)
    v0, v = s.weights()
    slope = STATEMENT.step("each-parameter").formula["slope"]
    for place in numbers("0 1/3"):
        p = [variable(0, place, 1), fmpq(1, 5) * (place != 0)]
        found = sum(
            ((f - y) * (f - y) for f, y in zip(s.output(v0, v, p, r), s.y, strict=True)),
            Poly({(): fmpq(0)}, 1),
        )
        plain = s.output(v0, v, [place, p[1]], r)
        expected = fmpq(0)
        for f, y, e in zip(plain, s.y, s.e[0], strict=True):
            g = 1 / (1 + place * e)
            expected += slope(r, v[0], f - y, e, g)
        assert found.d(0) == expected
        assert expected > 0 or place != 0


@pytest.mark.parametrize("E", ["1/3", "1", "2", "50"])
def test_the_exception_has_one_sign(E):
    """X = -1, 0, 1 and c - y = 1, -2, 1: S(u) = (E - 1)^2 / E, never negative."""
    E = exact(E)
    S = 1 / E - 2 + E
    assert STATEMENT.step("exception").formula["S"](E) == S
    assert S >= 0
    assert (S == 0) == (E == 1)


@pytest.mark.parametrize("total", ["-7", "0", "1/3", "12"])
def test_weights_of_both_signs_add_up_to_anything(total):
    formula = STATEMENT.step("weights").formula
    x = exact(total)
    positive, negative = (formula[name](x, abs(x)) for name in ("positive", "negative"))
    assert positive > 0 > negative
    assert positive + negative == x


@pytest.mark.parametrize(("name", "rate"), [("logistic", 1), ("tanh", 2)])
@pytest.mark.parametrize("z", ["-2", "0", "3/2"])
@pytest.mark.parametrize("bias", ["-1", "5"])
def test_an_activation_in_p_and_e(name, rate, z, bias):
    """Against mpmath: p and e are the claimed powers of exp(u_0) and exp(z)."""
    with mpmath.workdps(50):
        u, x = (mpmath.mpf(int(exact(t).p)) / int(exact(t).q) for t in (bias, z))
        formula = STATEMENT.step(name).formula
        p, e = (mpmath.exp(j * u + k * x) for j, k in (formula["p"], formula["e"]))
        act = 1 / (1 + mpmath.exp(-u - x)) if name == "logistic" else mpmath.tanh(u + x)
        assert abs(act - (1 - rate * p * e / (1 + p * e))) < mpmath.mpf(10) ** -45
        assert formula["rate"] == rate


@pytest.mark.parametrize("nodes", ["1/2 2", "1/3 1 3", "1/4 1/2 2 5", "1 2 3 4 5"])
def test_different_nodes_leave_no_d_without_a_sign(nodes):
    """Sum d z^k = 0 for all k < N only for d = 0: the Vandermonde matrix has full rank."""
    z = numbers(nodes)
    rows = [[x**k for x in z] for k in range(len(z))]
    assert rank(rows) == len(z)
    repeated = [[x**k for x in [*z[:-1], z[0]]] for k in range(len(z))]
    assert rank(repeated) == len(z) - 1


@seeds
def test_the_moment_at_the_labels_is_minus_the_spread(seed):
    """Y = x_r: sum (c - y) x = -sum (x - mean)^2, not 0 as soon as x varies."""
    s = case(seed)
    moment = sum(((s.c - y) * y for y in s.y), fmpq(0))
    assert moment == -s.limit != 0
