"""Every check has been seen to fail: the second road kills wrong variants of the formulas."""

from fractions import Fraction

import numpy as np
import pytest
from network_oracles import CUBIC, instance, series_sigma, taylor_of_loss

from proofcheck.arithmetic import Balls, Floats, Rationals
from proofcheck.networks import (
    SIGMOID,
    Architecture,
    B_matrix,
    D_matrix,
    Network,
    derivatives,
    forward_pass,
    gradient,
    hessian,
    loss,
    residual,
    split,
    split_basis,
)

SHAPE = Architecture((2, 2, 2, 2, 1))
BITS = 140


def second_derivative_matches(seed=3):
    """Whether d' H d / 2 meets the Taylor coefficient along three lines."""
    network, inputs, labels = instance(SHAPE, SIGMOID, 3, seed)
    values = forward_pass(network, inputs, Balls(BITS))
    H = hessian(values, residual(values, labels))
    return all(_meets(H, network, inputs, labels, direction) for direction in _directions())


def _directions():
    return [instance(SHAPE, CUBIC, 1, seed)[0].parameters for seed in (20, 21, 22)]


def _meets(H, network, inputs, labels, direction):
    d = Balls(BITS).array(direction)
    wanted = taylor_of_loss(network, inputs, labels, direction, series_sigma("sigmoid"), BITS)[2]
    with Balls(BITS).active():
        return (d.dot(H.dot(d)) / 2).overlaps(wanted)


def test_the_formula_itself_passes():
    assert second_derivative_matches()


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("_own_curvature", lambda x: x * 0),
        ("_own_curvature", lambda x: -x),
        ("_own_curvature", lambda x: x / 2),
        ("_output_columns", lambda x: x * 0),
        ("_output_columns", lambda x: x[::-1]),
        ("_through_weights", lambda x: -x),
        ("_distant_term", lambda x: x * 0),
        ("_distant_term", lambda x: x.swapaxes(0, 3)),
        ("_near_terms", lambda x: (x[0], x[1] * 0)),
        ("_near_terms", lambda x: (x[0], x[1][::-1])),
        ("_near_terms", lambda x: (x[0], x[1][..., ::-1])),
        ("_near_terms", lambda x: (x[0] * 0, x[1])),
        ("_near_terms", lambda x: (x[0][::-1] / 2, x[1])),
        ("_last_term", lambda x: x * 0),
        ("_last_term", lambda x: x[::-1]),
        ("_with_sources", lambda x: x * 2),
        ("_curvature_term", lambda x: x / 2),
        ("_symmetric_term", lambda x: -x),
        ("_pulled_back", lambda x: -x),
        ("_pulled_back", lambda x: x[::-1]),
        ("_pushed_forward", lambda x: x * 2),
        ("_pushed_forward", lambda x: x[:, ::-1]),
    ],
)
def test_wrong_terms_of_the_hessian_are_killed(name, change, monkeypatch):
    right = getattr(derivatives, name)
    monkeypatch.setattr(derivatives, name, lambda *args: change(right(*args)))
    assert not second_derivative_matches()


@pytest.mark.parametrize("wrong", ["first", "second"])
def test_wrong_derivatives_of_the_activation_are_killed(wrong):
    network, inputs, labels = instance(SHAPE, SIGMOID, 3, seed=3)
    false = lambda arithmetic, z: getattr(SIGMOID, wrong)(arithmetic, z) * 2  # noqa: E731
    lying = Network(SHAPE, _replaced(wrong, false), network.weights)
    values = forward_pass(lying, inputs, Balls(BITS))
    H = hessian(values, residual(values, labels))
    assert not all(_meets(H, network, inputs, labels, d) for d in _directions())


def _replaced(name, function):
    from dataclasses import replace

    return replace(SIGMOID, **{name: function})


def lemma_12_corner(change_B=lambda x: x, change_D=lambda x: x, alpha=2, beta=3):
    """Whether the (p, p) and (p, q) blocks are alpha beta B and (alpha + beta) D."""
    q = Rationals()
    shape = Architecture((2, 2, 2, 1))
    network, inputs, labels = instance(shape, CUBIC, 4, seed=6)
    basis = split_basis(shape, 1, 2, alpha, beta)
    small = forward_pass(network, inputs, q)
    r = residual(small, labels)
    large = forward_pass(split(network, 1, 2, basis.lam), inputs, q)
    columns = q.array(basis.Q)
    H = columns.T.dot(hessian(large, r)).dot(columns)
    B, D = change_B(B_matrix(small, r, 1, 2)), change_D(D_matrix(small, r, 1, 2))
    corner = H[basis.p, basis.p] == alpha * beta * B
    return bool(corner.all() and (H[basis.p, basis.q] == (alpha + beta) * D).all())


def test_B_and_D_pass_in_lemma_12():
    assert lemma_12_corner()
    assert lemma_12_corner(alpha=5, beta=-2)


@pytest.mark.parametrize(
    "change",
    [
        {"change_B": lambda x: -x},
        {"change_B": lambda x: x / 2},
        {"change_B": lambda x: x[::-1]},
        {"change_D": lambda x: -x},
        {"change_D": lambda x: x[:, ::-1]},
        {"change_D": lambda x: x[::-1]},
        {"change_D": lambda x: x * 0},
    ],
)
def test_wrong_B_and_D_are_killed_by_lemma_12(change):
    assert not lemma_12_corner(**change)


def test_the_transpose_of_B_is_an_equivalent_mutant():
    assert lemma_12_corner(change_B=lambda x: x.T)


def test_the_loss_has_no_factor_one_half():
    """One neuron, one sample, by hand: f = 5 + 2 sigma(0) = 7, label 1, loss 36."""
    square = instance(Architecture((1, 1, 1)), CUBIC, 1, 0)[0].activation
    network = Network(Architecture((1, 1, 1)), square, [[[0, 0]], [[5, 2]]])
    values = forward_pass(network, [[3]], Rationals())
    assert loss(values, [1]) == 36
    assert gradient(values, residual(values, [1]))[2] == 2 * 6


def test_504_parameters_agree_with_float64():
    shape = Architecture.parse("2-21-21-1", bias=False)
    network, inputs, labels = instance(shape, SIGMOID, 20, seed=1)
    small = Network.from_parameters(shape, SIGMOID, [p / 4 for p in network.parameters])

    def found(arithmetic):
        values = forward_pass(small, inputs, arithmetic)
        return arithmetic.approximate(hessian(values, residual(values, labels)))

    enclosed, approximate = found(Balls(169)), found(Floats())
    assert np.abs(enclosed - approximate).max() < 1e-9 * np.abs(enclosed).max()
    assert (enclosed == enclosed.T).all()


def test_hessian_entries_of_the_smallest_network_by_hand():
    """With f = c + v (n + n^2), n = b + u x, at b = 0, u = 1, c = 0, v = 2, x = 1, y = 1: r = 3."""
    from proofcheck.networks import polynomial

    network = Network(Architecture((1, 1, 1)), polynomial((0, 1, 1)), [[[0, 1]], [[0, 2]]])
    values = forward_pass(network, [[1]], Rationals())
    r = residual(values, [1])
    assert list(r) == [3]
    J = [6, 6, 1, 2]
    second = np.array([[4, 4, 0, 3], [4, 4, 0, 3], [0, 0, 0, 0], [3, 3, 0, 0]], dtype=object)
    wanted = 2 * np.outer(J, J) + 2 * 3 * second
    assert (hessian(values, r) == wanted).all()
    assert Fraction(int(loss(values, [1]).p)) == 9
