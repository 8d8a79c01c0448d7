"""gamma_lambda, the basis of Lemma 12, and the matrices B and D."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from network_oracles import CUBIC, SHAPES, encloses, instance

from proofcheck.arithmetic import Balls, Rationals
from proofcheck.arithmetic.linear import exact_rank
from proofcheck.core.errors import InputError
from proofcheck.networks import (
    SIGMOID,
    Architecture,
    B_matrix,
    D_matrix,
    forward,
    forward_pass,
    gradient,
    hessian,
    loss_sensitivities,
    residual,
    split,
    split_arrays,
    split_basis,
    split_many,
    split_weights,
    twin_index,
)

Q = Rationals()
exact_numbers = st.fractions(min_value=-4, max_value=4, max_denominator=9)
shapes = pytest.mark.parametrize("shape", SHAPES, ids=lambda a: f"{a.label()}{'b' * a.bias}")


@st.composite
def neurons(draw):
    shape = draw(st.sampled_from(SHAPES))
    layer = draw(st.sampled_from(list(shape.hidden_layers)))
    return shape, layer, draw(st.integers(1, shape.widths[layer]))


@given(neurons(), exact_numbers, st.integers(0, 999))
def test_splitting_keeps_the_values_of_all_neurons(place, lam, seed):
    shape, layer, neuron = place
    network, inputs, _ = instance(shape, CUBIC, 2, seed)
    wide = split(network, layer, neuron, lam)
    small, large = forward_pass(network, inputs, Q), forward_pass(wide, inputs, Q)
    assert (small.outputs == large.outputs).all()
    for m in range(1, shape.depth + 1):
        width = shape.widths[m]
        assert (small.preactivations[m] == large.preactivations[m][:width]).all()
    twin = large.preactivations[layer][twin_index(shape, layer) - 1]
    assert (twin == small.preactivations[layer][neuron - 1]).all()


@given(neurons(), exact_numbers, st.integers(0, 999))
def test_gradient_after_splitting_is_that_of_the_small_network(place, lam, seed):
    """Theorem 7's calculation: dL/du_twin = lambda dl/du_r, dL/dv_twin = dl/dv_r."""
    shape, layer, neuron = place
    network, inputs, labels = instance(shape, CUBIC, 2, seed)
    wide = split(network, layer, neuron, lam)
    g, G = (
        gradient(v, residual(v, labels))
        for v in (forward_pass(n, inputs, Q) for n in (network, wide))
    )
    large, twin = wide.architecture, twin_index(shape, layer)
    factor = Q.number(lam)
    assert (G[large.incoming(layer, twin)] == g[shape.incoming(layer, neuron)] * factor).all()
    assert (
        G[large.incoming(layer, neuron)] == g[shape.incoming(layer, neuron)] * (1 - factor)
    ).all()
    assert (G[large.outgoing(layer, twin)] == g[shape.outgoing(layer, neuron)]).all()


def test_splitting_many_times_adds_so_many_neurons():
    network, inputs, _ = instance(Architecture((2, 2, 2, 1)), CUBIC, 3, seed=4)
    wide = split_many(network, 2, 1, "1/3", times=3)
    assert wide.architecture.widths == (2, 2, 5, 1)
    assert (forward_pass(wide, inputs, Q).outputs == forward_pass(network, inputs, Q).outputs).all()
    outgoing = [wide.weights[2][0][k] for k in (1, 3, 4, 5)]
    assert sum(outgoing) == network.weights[2][0][1]
    assert split_many(network, 2, 1, "1/3", times=0) == network


def test_splitting_enclosed_weights_encloses_the_split_network():
    shape = Architecture((2, 2, 1))
    network, inputs, _ = instance(shape, SIGMOID, 2, seed=5)
    balls = Balls(90)
    arrays = split_arrays(shape, network.arrays(balls), 1, 2, "1/3", balls)
    exact_rows = split(network, 1, 2, "1/3").weights
    for ball_layer, layer in zip(arrays, exact_rows, strict=True):
        for ball, value in zip(ball_layer.ravel(), np.array(layer).ravel(), strict=True):
            assert encloses(ball, value)
    values = forward(shape.widened(1), SIGMOID, arrays, inputs, balls)
    same = forward_pass(network, inputs, balls).outputs
    assert all(x.overlaps(y) for x, y in zip(values.outputs, same, strict=True))


@pytest.mark.parametrize(
    ("layer", "neuron", "lam"),
    [
        (0, 1, 0),
        (2, 1, 0),
        (1, 0, 0),
        (1, 3, 0),
        (1, -1, 0),
        (True, 1, 0),
        (1, 1, 0.5),
        (1, 1, "x"),
    ],
)
def test_neurons_that_do_not_exist_and_inexact_lambdas_are_refused(layer, neuron, lam):
    network, _, _ = instance(Architecture((1, 2, 1)), CUBIC, 1, seed=0)
    with pytest.raises(InputError):
        split(network, layer, neuron, lam)


@settings(max_examples=20, deadline=None)
@given(neurons(), exact_numbers, exact_numbers, st.integers(0, 999))
def test_lemma_12_in_its_basis_when_first_order_terms_vanish(place, alpha, beta, seed):
    """Blocks (p,p) = alpha beta B and (p,q) = (alpha+beta) D need no criticality; (u,u) is l's."""
    if alpha + beta == 0:
        return
    shape, layer, neuron = place
    basis = split_basis(shape, layer, neuron, alpha, beta)
    network, inputs, labels = instance(shape, CUBIC, 2, seed)
    small = forward_pass(network, inputs, Q)
    large = forward_pass(split(network, layer, neuron, basis.lam), inputs, Q)
    r = residual(small, labels)
    columns = Q.array(basis.Q)
    H = Q.matmul(Q.matmul(columns.T, hessian(large, r)), columns)
    h = hessian(small, r)
    B, D = B_matrix(small, r, layer, neuron), D_matrix(small, r, layer, neuron)
    a, b = Q.number(alpha), Q.number(beta)
    assert (H[basis.p, basis.p] == B * a * b).all()
    assert (H[basis.p, basis.q] == D * (a + b)).all()
    assert (H[basis.v, basis.p] == D.T * (a - b)).all()
    assert (H[basis.q, basis.q] == 0).all()
    for left, small_left, s in _groups(basis):
        for right, small_right, t in _groups(basis):
            assert (H[left, right] == h[np.ix_(small_left, small_right)] * s * t).all()


def _groups(basis):
    return (
        (basis.u, basis.small_u, 1),
        (basis.v, basis.small_v, 2),
        (basis.w, basis.small_w, 1),
    )


@shapes
def test_basis_is_regular_and_its_groups_partition_the_columns(shape):
    for layer in shape.hidden_layers:
        basis = split_basis(shape, layer, 1, "2/3", -5)
        size = basis.large.parameter_count
        assert exact_rank(basis.Q) == size == basis.Q.shape[0]
        slices = (basis.u, basis.v, basis.w, basis.p, basis.q)
        assert [i for s in slices for i in range(size)[s]] == list(range(size))
        small = (*basis.small_u, *basis.small_v, *basis.small_w)
        assert sorted(small) == list(range(shape.parameter_count))
        assert basis.lam == Fraction(-5) / (Fraction(2, 3) - 5)


def test_cancelling_coefficients_are_refused():
    with pytest.raises(InputError, match="alpha"):
        split_basis(Architecture((1, 1, 1)), 1, 1, 2, -2)
    with pytest.raises(InputError):
        split_basis(Architecture((1, 1, 1)), 2, 1, 1, 1)


@given(neurons(), st.integers(0, 999))
def test_B_and_D_equal_the_sums_of_equations_1_and_2(place, seed):
    shape, layer, r = place
    network, inputs, labels = instance(shape, CUBIC, 3, seed)
    values = forward_pass(network, inputs, Q)
    errors = residual(values, labels)
    delta = loss_sensitivities(values, errors)[layer + 1]
    n = values.preactivations[layer][r - 1]
    first = [Q.number("1/2") + 2 * z / 3 - 3 * z * z / 5 for z in n]
    second = [Q.number("2/3") - 6 * z / 5 for z in n]
    act = values.activations[layer - 1]
    v = [row[r - 1 + shape.bias] for row in network.arrays(Q)[layer]]
    B, D = B_matrix(values, errors, layer, r), D_matrix(values, errors, layer, r)
    for i in range(len(act)):
        for j in range(len(act)):
            total = sum(
                delta[k, a] * v[k] * second[a] * act[i, a] * act[j, a]
                for a in range(3)
                for k in range(len(v))
            )
            assert B[i, j] == total
        for s in range(len(v)):
            assert D[i, s] == sum(delta[s, a] * first[a] * act[i, a] for a in range(3))


@given(neurons(), st.integers(0, 999))
def test_D_weighted_with_v_is_the_gradient_in_u(place, seed):
    shape, layer, r = place
    network, inputs, labels = instance(shape, CUBIC, 3, seed)
    values = forward_pass(network, inputs, Q)
    errors = residual(values, labels)
    v = values.slopes(layer + 1)[:, r - 1]
    left = D_matrix(values, errors, layer, r).dot(v)
    assert (left == gradient(values, errors)[shape.incoming(layer, r)]).all()


@pytest.mark.parametrize("matrix", [B_matrix, D_matrix])
def test_neurons_of_the_output_layer_have_no_B_and_D(matrix):
    network, inputs, labels = instance(Architecture((1, 2, 1)), CUBIC, 2, seed=0)
    values = forward_pass(network, inputs, Q)
    with pytest.raises(InputError):
        matrix(values, labels, 2, 1)


def test_weights_are_not_changed_by_splitting():
    shape = Architecture((1, 2, 1))
    network, _, _ = instance(shape, CUBIC, 1, seed=0)
    arrays = network.arrays(Q)
    before = [a.tolist() for a in arrays]
    split_weights(shape, arrays, 1, 1, Q.number(2))
    assert [a.tolist() for a in arrays] == before
