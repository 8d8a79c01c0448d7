"""The path of Theorem 5 against forward passes that know nothing of it, and its exact ends."""

from fractions import Fraction

import pytest
from flint import arb
from made_up import KINDS, samples, start_of

from proofcheck.arithmetic import Balls
from proofcheck.networks import SIGMOID, TANH, loss
from proofcheck.paths import EscapePath, perturbed_start

SMALL = [
    ((1, 3, 2, 1), SIGMOID, 4),
    ((2, 5, 1), TANH, 5),
    ((2, 2, 4, 3, 2, 1), SIGMOID, 5),
    ((2, 2, 5, 5, 1), TANH, 5),
]
TIMES = [Fraction(k, 6) for k in range(7)]
TINY = arb("1e-30")


def made(widths, activation, count, kind, epsilon="1e-6", **more):
    inputs, labels = samples(widths[0], count)
    start = perturbed_start(start_of(widths, activation, kind), inputs, epsilon, **more)
    return EscapePath(start, labels)


def are_close(found, wanted):
    pairs = zip(found.ravel(), wanted.ravel(), strict=True)
    return all(x.is_finite() and abs(x - y) < TINY for x, y in pairs)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("widths", "activation", "count"), SMALL)
def test_values_and_loss_are_those_of_the_formulas(widths, activation, count, kind):
    path = made(widths, activation, count, kind)
    balls = Balls(path.working_bits())
    with balls.active():
        before, first = arb("inf"), path.at(0, balls).loss
        for t in TIMES:
            point = path.at(t, balls)
            values = path.values(point, balls)
            assert are_close(values.outputs, point.outputs)
            assert all(values.at_layer(k).shape == n.shape for k, n in point.preactivations.items())
            found, rest = loss(values, path.labels), balls.number(1 - t)
            assert abs(found - rest * rest * first) < TINY * (1 + first)
            assert found < before
            before = found
        assert before.contains(0)
        assert before.rad() < TINY
