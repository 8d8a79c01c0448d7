"""Signs of exponential sums and points at infinity: what balls prove, mpmath sees too."""

from fractions import Fraction
from itertools import combinations

import mpmath
import numpy as np
import pytest
from flint import arb
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from proofcheck.arithmetic import Balls
from proofcheck.core import InputError
from proofcheck.networks import SIGMOID, TANH, Architecture, polynomial
from proofcheck.search.exponential_sums import explicit_step
from proofcheck.search.infinity_directions import (
    _dyadic_below,
    _slants,
    sign_at,
    signed_directions,
)
from proofcheck.search.infinity_point import PointAtInfinity, inverse_factors, rate_of

BALLS = Balls(256)
NUMBERS = st.fractions(-3, 3, max_denominator=4)
ROWS = st.tuples(st.integers(1, 2), st.integers(2, 4)).flatmap(
    lambda shape: st.lists(
        st.tuples(*[NUMBERS] * shape[0]), min_size=shape[1], max_size=shape[1], unique=True
    )
)
"""Distinct samples a_alpha, two to four of them, with one or two coordinates."""


def with_sum_zero(free):
    return (*free, -sum(free, Fraction(0)))


def number(x):
    return mpmath.mpf(x.numerator) / x.denominator


def phi(u, rows, d, rate=1):
    """Sum d exp(-r u.a), written out."""
    exponents = [-rate * sum(map(lambda x, y: number(x) * number(y), u, row)) for row in rows]
    return mpmath.fsum(number(x) * mpmath.exp(e) for x, e in zip(d, exponents, strict=True))


def below_of(rows):
    return BALLS.array([list(column) for column in zip(*rows, strict=True)])


@st.composite
def sums(draw):
    rows = draw(ROWS)
    d = with_sum_zero([draw(NUMBERS) for _ in rows[1:]])
    assume(any(d))
    return rows, d


@given(sums(), st.lists(NUMBERS, min_size=2, max_size=2), st.sampled_from([1, 2]))
@settings(max_examples=30)
def test_a_proved_sign_is_the_sign(drawn, u, rate):
    rows, d = drawn
    u = u[: len(rows[0])]
    found = sign_at(u, below_of(rows), d, rate, BALLS)
    with mpmath.workdps(60):
        value = phi(u, rows, d, rate)
        assert found in (0, mpmath.sign(value))
        assert found != 0 or abs(value) < mpmath.mpf(10) ** -50


@given(sums(), st.sampled_from([1, 2]))
@settings(max_examples=25)
def test_a_direction_is_found_wherever_the_sum_is_not_identically_0(drawn, rate):
    rows, d = drawn
    found = signed_directions(below_of(rows), d, rate, BALLS)
    assert found
    assert set(found) <= {1, -1}
    with mpmath.workdps(60):
        for sign, u in found.items():
            assert mpmath.sign(phi(u, rows, d, rate)) == sign


@given(sums())
@settings(max_examples=25)
def test_a_moment_gives_both_signs(drawn):
    """Lemma A.2: with a moment that is not 0 the sum is negative somewhere, positive elsewhere."""
    rows, d = drawn
    moments = [sum(x * row[r] for x, row in zip(d, rows, strict=True)) for r in range(len(rows[0]))]
    assume(any(moments))
    assert set(signed_directions(below_of(rows), d, 1, BALLS)) == {1, -1}


@given(sums(), st.fractions(0, 1, max_denominator=20))
@settings(max_examples=25)
def test_the_remainder_is_below_three_halves_of_the_second_moment(drawn, share):
    """|phi(t e_r) + t M| <= (3/2) t^2 Q for |t| A <= 1, which the explicit step rests on."""
    rows, d = drawn
    column = [row[0] for row in rows]
    moment = sum(x * a for x, a in zip(d, column, strict=True))
    spread = sum(abs(x) * a * a for x, a in zip(d, column, strict=True))
    largest = max(map(abs, column))
    assume(largest)
    t = share / largest
    with mpmath.workdps(50):
        u = (t, *(Fraction(0),) * (len(rows[0]) - 1))
        remainder = phi(u, rows, d) + number(t * moment)
        assert abs(remainder) <= number(Fraction(3, 2) * t * t * spread) + mpmath.mpf(10) ** -40
    if moment:
        step = explicit_step(moment, spread, largest)
        assert 0 < step <= 1 / largest
        assert Fraction(3, 2) * step * step * spread <= step * abs(moment) / 2


@given(st.fractions(Fraction(1, 10**9), 10**9))
def test_the_power_of_two_below(x):
    power = _dyadic_below(x)
    assert power <= x < 2 * power
    assert (
        (power.numerator & (power.numerator - 1))
        == 0
        == (power.denominator & (power.denominator - 1))
    )


@given(ROWS)
@settings(max_examples=40)
def test_one_of_the_slants_separates_any_distinct_samples(rows):
    size, samples = len(rows[0]), len(rows)

    def separates(s):
        values = [sum(a * s**k for k, a in enumerate(row)) for row in rows]
        return all(x != y for x, y in combinations(values, 2))

    assert size == 1 or any(map(separates, _slants(size, samples)))
    assert len(set(_slants(size, samples))) == len(list(_slants(size, samples)))


@given(st.lists(NUMBERS, min_size=2, max_size=2), st.sampled_from([SIGMOID, TANH]))
@settings(max_examples=30)
def test_activations_near_infinity_are_one_minus_the_rate_times_p_e(numbers, activation):
    """Act = 1 - r p e/(1 + p e) with p = exp(-r b), e = exp(-r u.a)."""
    bias, u = numbers
    rate = rate_of(activation)
    with BALLS.active():
        n = BALLS.number(bias) + BALLS.number(u) * 3
        inverse = inverse_factors(BALLS.array([[u]]), BALLS.array([[3]]), rate, BALLS)[0, 0]
        p = (-rate * BALLS.number(bias)).exp()
        expected = 1 - rate * p / (inverse + p)
        difference = abs(activation.value(BALLS, n) - expected)
    assert difference < arb("1e-60")


def point(rate_activation, labels, incoming, outgoing, bias):
    inputs = tuple((Fraction(k),) for k in range(len(labels)))
    shape = Architecture((1, len(outgoing), 1))
    return PointAtInfinity(shape, rate_activation, inputs, labels, (), incoming, outgoing, bias)


POINTS = st.tuples(
    st.sampled_from([SIGMOID, TANH]),
    st.lists(NUMBERS, min_size=3, max_size=3).map(tuple),
    st.lists(NUMBERS, min_size=2, max_size=2),
    st.lists(NUMBERS, min_size=2, max_size=2).map(tuple),
    NUMBERS,
)


def loss_at(at, biases):
    """The loss of the network with finite biases, in mpmath."""
    sigma = mpmath.tanh if at.activation is TANH else lambda z: 1 / (1 + mpmath.exp(-z))
    total = mpmath.mpf(0)
    for (x,), y in zip(at.inputs, at.labels, strict=True):
        f = number(at.output_bias)
        for b, (u,), v in zip(biases, at.incoming, at.outgoing, strict=True):
            f += number(v) * sigma(b + number(u) * number(x))
        total += (f - number(y)) ** 2
    return total


@given(POINTS)
@settings(max_examples=30)
def test_the_loss_at_infinity_is_the_limit(drawn):
    activation, labels, incoming, outgoing, bias = drawn
    at = point(activation, labels, tuple((u,) for u in incoming), outgoing, bias)
    assert at.value == bias + sum(outgoing)
    assert at.mean == sum(labels) / 3
    assert sum(at.deviations) == 0
    with mpmath.workdps(60):
        far = loss_at(at, [mpmath.mpf(200), mpmath.mpf(200)])
        assert abs(far - number(at.loss)) < mpmath.mpf(10) ** -50


@given(POINTS, st.lists(st.integers(0, 4), min_size=2, max_size=2))
@settings(max_examples=30)
def test_the_gap_to_the_loss_at_infinity_as_the_proof_writes_it(drawn, biases):
    """Loss - sum d^2 = sum (f - c)^2 + sum_i p_i K_i, K_i = -2 r v_i sum d e_i/(1 + p_i e_i)."""
    activation, labels, incoming, outgoing, _ = drawn
    at = point(activation, labels, tuple((u,) for u in incoming), outgoing, Fraction(0))
    at = point(activation, labels, at.incoming, outgoing, at.mean - sum(outgoing))
    rate = rate_of(activation)
    with mpmath.workdps(50):
        c, d = number(at.mean), [number(x) for x in at.deviations]
        f = [c] * 3
        gap = mpmath.mpf(0)
        for b, (u,), v in zip(biases, at.incoming, at.outgoing, strict=True):
            p = mpmath.exp(-rate * b)
            e = [mpmath.exp(-rate * number(u) * x) for x in range(3)]
            G = [x / (1 + p * x) for x in e]
            f = [y - rate * number(v) * p * g for y, g in zip(f, G, strict=True)]
            gap += -2 * rate * number(v) * p * mpmath.fsum(x * g for x, g in zip(d, G, strict=True))
        gap += mpmath.fsum((y - c) ** 2 for y in f)
        claimed = mpmath.fsum(x * x for x in d) + gap
        assert abs(claimed - loss_at(at, biases)) < mpmath.mpf(10) ** -40


@given(POINTS)
@settings(max_examples=20)
def test_other_outgoing_weights_keep_the_constant(drawn):
    activation, labels, incoming, outgoing, bias = drawn
    at = point(activation, labels, tuple((u,) for u in incoming), outgoing, bias)
    moved = at.with_outgoing(tuple(v + 1 for v in outgoing))
    assert (moved.value, moved.loss) == (at.value, at.loss)
    printed = point(activation, labels, at.incoming, outgoing, None)
    assert printed.with_outgoing((Fraction(5), Fraction(6))).value == 11


def test_an_activation_without_that_form_is_refused():
    with pytest.raises(InputError) as caught:
        rate_of(polynomial((0, 1)))
    assert caught.value.admissible == "sigmoid or tanh: act = 1 - r/(1 + exp(r n))"


def test_a_sum_that_is_identically_0_has_no_direction():
    """A repeated input with opposite deviations: no sign is proved, and none is made up."""
    rows = [(Fraction(1),), (Fraction(1),)]
    d = (Fraction(1), Fraction(-1))
    assert sign_at([Fraction(1)], below_of(rows), d, 1, BALLS) == 0
    assert signed_directions(below_of(rows), d, 1, BALLS) == {}
    assert np.shape(below_of(rows)) == (1, 2)
