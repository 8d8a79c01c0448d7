"""Lemmas 17 and 19 in exact rationals: what they promise, and variants that break it."""

from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from proofcheck.arithmetic import Balls, Rationals
from proofcheck.core import InputError
from proofcheck.networks import SIGMOID, TANH
from proofcheck.paths import (
    largest,
    lemma_17_weights,
    lemma_18_preactivations,
    lemma_19_lift,
    reference_point,
)

Q = Rationals()
FORTY = settings(max_examples=40)
"""Every size and both activations are met by a few of them."""
NUMBERS = st.fractions(-4, 4, max_denominator=8)


def grid(draw, rows, columns, entries=NUMBERS):
    return Q.array([[draw(entries) for _ in range(columns)] for _ in range(rows)])


@st.composite
def layers(draw, activations=(SIGMOID, TANH)):
    """Weights w (n, m) with regular W, a in the open image, a wanted change, biases."""
    activation = draw(st.sampled_from(activations))
    above = draw(st.integers(1, 3))
    below, count = draw(st.integers(above, 4)), draw(st.integers(1, 3))
    low, high = activation.image
    inside = st.fractions(Fraction(1, 50), Fraction(49, 50), max_denominator=50)
    a = grid(draw, below, count, inside.map(lambda s: low + (high - low) * s))
    columns = sorted(draw(st.permutations(range(1, below + 1)))[:above])
    weights = grid(draw, above, below + 1)
    try:
        inverse = Q.solve(weights[:, columns], Q.array(np.eye(above, dtype=int).tolist()))
    except InputError:
        assume(False)
    return activation, weights, a, columns, inverse, grid(draw, above, count)


def lifted(case, bias=True):
    activation, weights, a, columns, inverse, change = case
    return lemma_19_lift(
        weights, a, inverse, columns, change, reference_point(activation, bias), bias, Q
    )


def product(weights, a):
    return Q.matmul(weights, np.concatenate([Q.ones((1, a.shape[1])), a]))


@FORTY
@given(layers())
def test_lemma_19_moves_the_preactivations_and_stays_inside(case):
    activation, weights, a, _, _, change = case
    lift = lifted(case)
    low, high = (fmpq(x.numerator, x.denominator) for x in activation.image)
    assert all(low < x < high for x in lift.activations.ravel())
    wanted = product(weights, a) + change
    assert (product(lift.weights, lift.activations) == wanted).all()
    assert lift.scale >= 1
    assert (lift.weights[:, 1:] == weights[:, 1:] * lift.scale).all()


@FORTY
@given(layers())
def test_lemma_19_begins_at_the_given_point(case):
    still = (*case[:-1], case[-1] * 0)
    lift = lifted(still)
    assert lift.scale == 1
    assert (lift.weights == case[1]).all()
    assert (lift.activations == case[2]).all()


@FORTY
@given(layers([TANH]))
def test_without_biases_tanh_needs_no_constant(case):
    _, weights, a, columns, inverse, change = case
    lift = lemma_19_lift(
        weights[:, 1:], a, inverse, columns, change, reference_point(TANH, False), False, Q
    )
    assert (Q.matmul(lift.weights, lift.activations) == Q.matmul(weights[:, 1:], a) + change).all()


CHANGE = Q.array([[5, -7]])
ONE = (SIGMOID, Q.array([["1/3", 2]]), Q.array([["1/2", "1/4"]]), [1], Q.array([["1/2"]]), CHANGE)


def test_without_the_scale_values_leave_the_image():
    x = Q.matmul(ONE[4], CHANGE)
    assert not all(0 < v < 1 for v in (ONE[2] + x).ravel())
    assert all(0 < v < 1 for v in lifted(ONE).activations.ravel())


def test_without_the_bias_the_product_is_another():
    lift = lifted(ONE)
    unmoved = lift.weights.copy()
    unmoved[:, 0] = ONE[1][:, 0]
    assert (product(lift.weights, lift.activations) == product(ONE[1], ONE[2]) + CHANGE).all()
    assert not (product(unmoved, lift.activations) == product(ONE[1], ONE[2]) + CHANGE).any()


def test_lemma_17_solves_for_the_chosen_sources():
    a = Q.array([[1, 1], [2, 2], [1, 3]])
    inverse = Q.solve(a[[0, 2]], Q.array([[1, 0], [0, 1]]))
    weights, change = Q.array([[1, 1, 1], [0, 5, 0]]), Q.array([[4, -1], ["1/2", 0]])
    moved = lemma_17_weights(weights, inverse, [0, 2], change, Q)
    assert (Q.matmul(moved, a) == Q.matmul(weights, a) + change).all()
    assert (moved[:, 1] == weights[:, 1]).all()
    assert (weights == Q.array([[1, 1, 1], [0, 5, 0]])).all()  # the argument is left alone


@pytest.mark.parametrize("activation", [SIGMOID, TANH])
def test_lemma_18_inverts_the_activation(activation):
    balls = Balls(200)
    with balls.active():
        n = balls.array([[-30, "1/3", 0, 20]])
        back = lemma_18_preactivations(activation, activation.value(balls, n), balls)
        assert all(abs(x - y) < balls.number("1e-30") for x, y in zip(back[0], n[0], strict=True))


def test_the_largest_of_balls_is_enclosed():
    balls = Balls(64)
    found = largest(balls.array([["1/3", "-1/7"], ["2/3", "1/2"]]))
    assert found.overlaps(balls.number("2/3"))
    assert found < balls.number("7/10")
