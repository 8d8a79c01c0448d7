"""Planted residuals: the wanted conditions hold exactly, enclosures are tight, failure is loud."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from network_oracles import CUBIC, instance

from proofcheck.arithmetic import Balls, Floats, Multiprecision, Rationals
from proofcheck.arithmetic.linear import is_negative_definite, is_positive_definite
from proofcheck.core.errors import InputError, PrecisionError
from proofcheck.core.verdict import Verdict
from proofcheck.networks import (
    SIGMOID,
    TANH,
    Architecture,
    B_functionals,
    B_matrix,
    D_functionals,
    D_matrix,
    Network,
    forward_pass,
    gradient,
    gradient_functionals,
    hessian,
    labels_of,
    loss,
    pivot_samples,
    plant,
    residual,
    scale,
)

Q, BALLS = Rationals(), Balls(200)
TIGHT = fmpq(1, 10**35)
CASES = [
    (Architecture((1, 2, 1)), SIGMOID, 12),
    (Architecture((2, 2, 2, 1)), TANH, 30),
    (Architecture((1, 2, 2, 1), bias=False), SIGMOID, 20),
    (Architecture((1, 1, 2, 1, 1)), SIGMOID, 24),
]
cases = pytest.mark.parametrize(("shape", "activation", "samples"), CASES, ids=lambda c: str(c)[:0])


def spread(shape, samples, seed):
    """Different inputs and free residuals."""
    network, inputs, free = instance(shape, CUBIC, samples, seed)
    inputs = [[v + Fraction(k, 7) for v in x] for k, x in enumerate(inputs)]
    return network.parameters, inputs, free


def values_of(shape, activation, samples, seed, arithmetic):
    parameters, inputs, free = spread(shape, samples, seed)
    network = Network.from_parameters(shape, activation, parameters)
    return forward_pass(network, inputs, arithmetic), free


def zeros_enclosed_tightly(balls):
    return all(x.contains(0) and x.rad() < TIGHT for x in np.ravel(balls))


@cases
def test_planted_points_are_critical(shape, activation, samples):
    values, free = values_of(shape, activation, samples, 1, BALLS)
    rows = gradient_functionals(values)
    r = plant(rows, [0] * len(rows), free, BALLS)
    assert zeros_enclosed_tightly(gradient(values, r))
    assert all(x.is_finite() for x in r)
    labels = labels_of(values, r)
    assert all(x.overlaps(y) for x, y in zip(residual(values, labels), r, strict=True))
    assert BALLS.is_positive(loss(values, labels)) is Verdict.HOLDS


def test_functionals_that_float64_cannot_tell_apart_are_planted_all_the_same():
    narrow = [
        [1, 1, 1, 1],
        *([Fraction(k, 10**9) ** power for k in range(4)] for power in (1, 2, 3)),
    ]
    rows = [[1 + value for value in row] for row in narrow[1:]]
    for arithmetic in (Q, BALLS):
        r = plant(arithmetic.array(rows), [1, 2, 3], [5], arithmetic)
        left = arithmetic.matmul(arithmetic.array(rows), r[:, None])[:, 0]
        wanted = arithmetic.array([1, 2, 3])
        with BALLS.active():
            assert all(arithmetic.magnitude(x) < Fraction(1, 10**3) for x in left - wanted)


def test_planted_labels_with_vanishing_D_and_positive_definite_B():
    shape = Architecture((1, 2, 2, 1), bias=False)
    values, free = values_of(shape, SIGMOID, 24, 2, BALLS)
    rows = np.concatenate(
        [
            gradient_functionals(values),
            D_functionals(values, 1, 1, independent=True),
            B_functionals(values, 1, 1),
        ]
    )
    r = plant(rows, [0] * (len(rows) - 1) + ["1/7"], free, BALLS)
    assert zeros_enclosed_tightly(gradient(values, r))
    assert zeros_enclosed_tightly(D_matrix(values, r, 1, 1))
    B = B_matrix(values, r, 1, 1)
    assert B[0, 0].overlaps(BALLS.number("1/7"))
    assert is_positive_definite(B, 200) is Verdict.HOLDS
    assert is_negative_definite(B_matrix(values, scale(r, -1, BALLS), 1, 1), 200) is Verdict.HOLDS


def test_small_residuals_make_an_isolated_minimum():
    shape = Architecture((1, 2, 1))
    values, free = values_of(shape, SIGMOID, 14, 4, BALLS)
    rows = gradient_functionals(values)
    r = scale(plant(rows, [0] * len(rows), free, BALLS), "1e-12", BALLS)
    assert zeros_enclosed_tightly(gradient(values, r))
    assert is_positive_definite(hessian(values, r), 200) is Verdict.HOLDS


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 999), st.sampled_from([(1, 2, 2, 1), (2, 1, 2, 1), (1, 2, 1)]), st.booleans())
def test_functionals_times_any_residual_are_the_matrices(seed, widths, bias):
    shape = Architecture(widths, bias)
    network, inputs, free = instance(shape, CUBIC, 4, seed)
    values = forward_pass(network, inputs, Q)
    r = Q.array(free)
    assert (gradient_functionals(values).dot(r) == gradient(values, r)).all()
    B = B_matrix(values, r, 1, 1)
    assert (B_functionals(values, 1, 1).dot(r) == B[np.triu_indices(len(B))]).all()
    D = D_matrix(values, r, 1, 1)
    assert (D_functionals(values, 1, 1).dot(r) == D.T.ravel()).all()


def test_independent_functionals_leave_out_the_largest_outgoing_weight():
    network = Network(Architecture((1, 1, 2, 1)), CUBIC, [[[0, 1]], [[0, 1], [0, -3]], [[0, 1, 1]]])
    values = forward_pass(network, [[1], [2], [3]], Q)
    every, kept = (D_functionals(values, 1, 1, independent=flag) for flag in (False, True))
    assert (kept == every[:2]).all()
    last = D_functionals(values, 2, 1, independent=True)
    assert last.shape == (0, 3)


def test_without_outgoing_weights_no_functional_is_known_to_be_dependent():
    network = Network(Architecture((1, 1, 2, 1)), CUBIC, [[[0, 1]], [[0, 0], [0, 0]], [[0, 1, 1]]])
    for arithmetic in (Q, Balls(64)):
        with pytest.raises(PrecisionError, match="outgoing"):
            D_functionals(forward_pass(network, [[1]], arithmetic), 1, 1, independent=True)


@given(st.integers(0, 999), st.integers(1, 4))
def test_exact_planting_solves_exactly_and_keeps_free_values(seed, count):
    _, rows, _ = instance(Architecture((5, 1, 1)), CUBIC, count, seed)
    rows = Q.array(rows)
    wanted = list(range(count))
    try:
        r = plant(rows, wanted, [1, 2, 3, 4, 5], Q)
    except InputError:
        return
    assert (rows.dot(r) == Q.array(wanted)).all()
    kept = [k for k in range(5) if k not in pivot_samples(rows, Q)]
    assert all(r[k] == k + 1 for k in kept)


@pytest.mark.parametrize("arithmetic", [Floats(), Multiprecision(30), BALLS], ids=lambda a: a.name)
def test_all_arithmetics_plant_the_same_residual(arithmetic):
    rows = [[1, 2, "1/2"], [0, 1, 3]]
    exact_r = Q.approximate(plant(Q.array(rows), [1, 0], [7], Q, pivots=[0, 1]))
    found = plant(arithmetic.array(rows), [1, 0], [7], arithmetic, pivots=[0, 1])
    assert arithmetic.approximate(found) == pytest.approx(exact_r)


def test_dependent_functionals_are_refused():
    with pytest.raises(PrecisionError):
        plant(BALLS.array([[1, 2, 3], [2, 4, 6]]), [0, 0], [1], BALLS)
    with pytest.raises(InputError):
        plant(Q.array([[1, 2, 3], [2, 4, 6]]), [0, 0], [1], Q)
    nan = BALLS.array([[1, 2]])
    nan[0, 0] = nan[0, 1] = arb.nan()
    with pytest.raises(PrecisionError):
        plant(nan, [0], [1], BALLS, pivots=[0])


@pytest.mark.parametrize(
    ("rows", "rhs", "free", "pivots"),
    [
        ([[1, 2]], [0, 0], [1], None),
        ([[1], [2]], [0, 0], [], None),
        ([1, 2], [0], [1], None),
        ([[1, 2]], [0], [1, 2, 3], None),
        ([[1, 2]], [0], [0.5], None),
        ([[1, 2]], [0], [1], 5),
        ([[1, 2]], [0], [1], "0"),
        ([[1, 2]], [0], [1], [True]),
        ([[1, 2]], [0], [1], [0.0]),
        ([[1, 2, 3], [0, 1, 1]], [0, 0], [1], [1, 1]),
        ([[1, 2]], [0], [1], [0, 1]),
        ([[1, 2]], [0], [1], [2]),
        ([[1, 2, 3], [1, 1, 1]], [0, 0], [1], [0, 0]),
    ],
)
def test_planting_refuses_what_does_not_fit(rows, rhs, free, pivots):
    with pytest.raises(InputError):
        plant(Q.array(rows), rhs, free, Q, pivots)


def test_a_square_system_has_no_free_samples():
    assert list(plant(Q.array([[2, 0], [0, 4]]), [1, 1], [], Q)) == [fmpq(1, 2), fmpq(1, 4)]
