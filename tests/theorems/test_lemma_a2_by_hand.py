"""Lemma A.2 at drawn and at hand-made numbers, phi evaluated by mpmath at 60 digits."""

import random
from fractions import Fraction

import mpmath
import pytest
from own_checks import notices, said

from proofcheck.core import Verdict
from proofcheck.search.choices import SeededChoices
from proofcheck.search.exponential_sums import EVEN, SHIFTED, SUMS, ExponentialSum, explicit_step
from theorems import lemma_a2_exponential_sums as module

STATEMENT = module.STATEMENT
MP = mpmath.mp.clone()
MP.dps = 60


def number(x):
    x = Fraction(x)
    return MP.mpf(x.numerator) / x.denominator


def phi(d, a, u):
    """The sum of d exp(-u.a)."""
    return sum(
        number(c) * MP.exp(-sum(number(x) * number(y) for x, y in zip(u, row, strict=True)))
        for c, row in zip(d, a, strict=True)
    )


def drawn(seed, count, size):
    """Rationals d with sum 0 and rows a, moments not all 0."""
    generator = random.Random(f"{seed} {count} {size}")
    while True:
        d = [Fraction(generator.randint(-8, 8), 4) for _ in range(count - 1)]
        d.append(-sum(d))
        a = [[Fraction(generator.randint(-12, 12), 4) for _ in range(size)] for _ in range(count)]
        moments = [sum(x * row[r] for x, row in zip(d, a, strict=True)) for r in range(size)]
        if any(moments):
            return d, a, moments


SIZES = [(2, 1), (3, 1), (4, 2), (6, 5)]


@pytest.mark.parametrize(("count", "size"), SIZES)
@pytest.mark.parametrize("seed", range(4))
def test_both_signs_at_the_explicit_points(seed, count, size):
    """u^> = -sgn(M) t e_r and its opposite, with |phi| at least half of t |M|."""
    d, a, moments = drawn(seed, count, size)
    r = next(k for k, m in enumerate(moments) if m)
    M, column = moments[r], [row[r] for row in a]
    Q = sum(abs(x) * y * y for x, y in zip(d, column, strict=True))
    t = explicit_step(M, Q, max(map(abs, column)))
    assert t == min(1 / max(map(abs, column)), abs(M) / (3 * Q)) > 0
    step = -t if M > 0 else t
    up, down = ([step * s if k == r else 0 for k in range(size)] for s in (1, -1))
    least = number(t * abs(M)) / 2
    assert phi(d, a, up) >= least
    assert -phi(d, a, down) >= least
    assert least > 0


@pytest.mark.parametrize(("count", "size"), SIZES)
def test_the_value_and_the_slope_at_0(count, size):
    d, a, moments = drawn(9, count, size)
    assert phi(d, a, [0] * size) == 0
    h = Fraction(1, 10**20)
    for r in range(size):
        up, down = ([sign * h if k == r else 0 for k in range(size)] for sign in (1, -1))
        slope = (phi(d, a, up) - phi(d, a, down)) / (2 * number(h))
        assert abs(slope + number(moments[r])) < MP.mpf(10) ** -35


@pytest.mark.parametrize("x", ["-1", "-3/4", "-1/1000", "1/7", "1/2", "1"])
def test_the_remainder_lies_between_0_and_3_halves(x):
    """(exp(-x) - 1 + x) / x^2, which is an integral of a positive weight."""
    x = number(x)
    k = (MP.exp(-x) - 1 + x) / x**2
    bound = STATEMENT.step("remainder").formula["bound"]
    assert 0 < k <= number(Fraction(int(bound.p), int(bound.q)))
    assert abs(k - MP.quad(lambda s: (1 - s) * MP.exp(-s * x), [0, 1])) < MP.mpf(10) ** -50


@pytest.mark.parametrize("u", ["-5", "-1/3", "0", "2", "20"])
def test_without_a_moment_there_may_be_one_sign_only(u):
    """D = 1, -2, 1 at -1, 0, 1: (exp(u/2) - exp(-u/2))^2 is never negative."""
    d, a = [1, -2, 1], [[-1], [0], [1]]
    value, half = phi(d, a, [u]), number(u) / 2
    assert value >= 0
    assert abs(value - (MP.exp(half) - MP.exp(-half)) ** 2) < MP.mpf(10) ** -40


@pytest.mark.parametrize("u", ["-2", "-1/10", "0", "1/10", "1"])
def test_with_another_sum_there_may_be_one_sign_only(u):
    d, a = [5, 1], [[1], [-1]]
    assert sum(d) != 0
    assert phi(d, a, [u]) > 0


@pytest.mark.parametrize("name", ["both", "hand-made"])
def test_the_library_sees_the_same_sums(name):
    if name == "both":
        d, a, _ = drawn(3, 4, 2)
    else:
        d, a = [Fraction(1), Fraction(-1)], [[Fraction(2)], [Fraction(-1)]]
    instance = ExponentialSum(tuple(d), tuple(map(tuple, a)), 30)
    u = [Fraction(1, 3)] * len(a[0])
    for view in (instance.first, instance.second):
        found = number(view.arithmetic.to_rational_midpoint(view.phi(u)))
        assert abs(found - phi(d, a, u)) < MP.mpf(10) ** -25
    column = [row[instance.coordinate] for row in a]
    M = sum(x * y for x, y in zip(d, column, strict=True))
    assert instance.bounds == (
        M,
        sum(abs(x) * y * y for x, y in zip(d, column, strict=True)),
        max(map(abs, column)),
    )


def test_the_families_meet_and_break_the_hypotheses_as_they_say():

    for family, sum_zero, moment in (
        (SUMS, True, True),
        (SHIFTED, False, None),
        (EVEN, True, False),
    ):
        for number_, region in enumerate(family.regions):
            s = family.draw(SeededChoices(0, family.name, number_), region, 30)
            assert (sum(s.d) == 0) is sum_zero
            assert (s.met["sum-zero"] is Verdict.HOLDS) is sum_zero
            if moment is not None:
                assert any(s.moments) is moment
                assert (s.met["nonzero-moment"] is Verdict.HOLDS) is moment


WRONG = [
    ("both-signs", {"sign": 1}),
    ("both-signs", {"share": Fraction(2)}),
    ("both-signs", {"t": lambda m, q, largest: 50 / largest}),
    ("remainder", {"weight": 1 - module.theta**2}),
    ("derivative-at-zero", {"slope": -2 * module.SUM(module.a * module.d)}),
]


@pytest.mark.parametrize(("step", "changes"), WRONG)
def test_a_broken_formula_is_noticed(step, changes):
    assert notices(STATEMENT, step, {**STATEMENT.step(step).formula, **changes})


def test_the_steps_hold():
    for step in STATEMENT.steps:
        assert set(said(STATEMENT, step.id)) == {Verdict.HOLDS}
