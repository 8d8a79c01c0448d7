"""The Hessian in balls: tight, symmetric, and sharing no more than it may."""

from dataclasses import replace

import pytest
from network_oracles import CUBIC, instance

from proofcheck.arithmetic import Balls, Floats, Multiprecision
from proofcheck.networks import SIGMOID, TANH, Architecture, forward_pass, hessian, residual
from proofcheck.networks.activation import Shared

SHAPES = [(1, 1, 1), (2, 3, 1), (2, 5, 5, 1), (2, 1, 3, 1), (1, 2, 1, 3, 2, 1), (2, 2, 1, 1, 3, 1)]


def computed(shape, activation, arithmetic, samples=5):
    network, inputs, labels = instance(shape, activation, samples, seed=4)
    values = forward_pass(network, inputs, arithmetic)
    return hessian(values, residual(values, labels))


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("widths", SHAPES)
def test_coarse_balls_meet_fine_ones_and_are_tight(widths, bias):
    shape = Architecture(widths, bias=bias)
    coarse, fine = (computed(shape, SIGMOID, Balls(bits)) for bits in (100, 300))
    largest = max(abs(x).upper() for x in fine.ravel())
    for x, y in zip(coarse.ravel(), fine.ravel(), strict=True):
        assert x.overlaps(y)
        assert x.rad() < largest / 2**85


@pytest.mark.parametrize(
    "arithmetic", [Floats(), Multiprecision(40), Balls(80)], ids=lambda a: a.name
)
@pytest.mark.parametrize("widths", SHAPES)
def test_the_hessian_is_exactly_symmetric(widths, arithmetic):
    H = arithmetic.approximate(computed(Architecture(widths), TANH, arithmetic))
    assert (H == H.T).all()


@pytest.mark.parametrize("activation", [SIGMOID, TANH, CUBIC], ids=lambda a: a.name)
def test_all_three_at_once_are_the_three_apart(activation):
    balls = Balls(120)
    z = balls.array(["-7/3", 0, "1/5", 4, 60])
    with balls.active():
        together = activation.with_derivatives(balls, z)
        apart = [f(balls, z) for f in (activation.value, activation.first, activation.second)]
    for found, wanted in zip(together, apart, strict=True):
        for x, y in zip(found, wanted, strict=True):
            assert x.overlaps(y)
            assert x.rad() <= 4 * y.rad()


def test_a_replaced_derivative_is_used_and_not_the_shared_one():
    calls = []

    def first(arithmetic, z):
        calls.append(z)
        return SIGMOID.first(arithmetic, z) * 2

    floats = Floats()
    z = floats.array(["1/3"])
    changed = replace(SIGMOID, first=first)
    assert changed.with_derivatives(floats, z)[1] == 2 * SIGMOID.first(floats, z)
    assert len(calls) == 1
    assert isinstance(SIGMOID.second, Shared)
    assert SIGMOID.second(floats, z) == SIGMOID.with_derivatives(floats, z)[2]
    doubled = replace(SIGMOID, value=lambda arithmetic, z: SIGMOID.value(arithmetic, z) * 2)
    assert doubled.with_derivatives(floats, z)[0] == 2 * SIGMOID.value(floats, z)
    halved = replace(SIGMOID, second=lambda arithmetic, z: SIGMOID.second(arithmetic, z) / 2)
    assert halved.with_derivatives(floats, z)[2] * 2 == SIGMOID.second(floats, z)
