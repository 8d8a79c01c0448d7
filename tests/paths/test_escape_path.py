"""The path of Theorem 5 against forward passes that know nothing of it, and its exact ends."""

from fractions import Fraction

import pytest
from flint import arb

from campaigns.escape_paths import KINDS, samples, start_of
from proofcheck.arithmetic import Balls, Multiprecision
from proofcheck.core import InputError, PrecisionError
from proofcheck.networks import SIGMOID, TANH, flatten, loss
from proofcheck.paths import EscapePath, largest, perturbed_start, pieces

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


@pytest.mark.parametrize(("widths", "activation", "count"), SMALL)
def test_the_beginning_is_exact(widths, activation, count):
    path = made(widths, activation, count, "zero")
    balls = Balls(256)
    weights = flatten(path.at(0, balls).weights)
    exact = path.start.network.parameters
    assert all(x.overlaps(balls.number(w)) for x, w in zip(weights, exact, strict=True))
    assert all(x.rad() <= arb(2) ** -250 for x in weights)


@pytest.mark.parametrize("t", ["1/7", "6/7", 1])
def test_mpmath_computes_the_same_path(t):
    """Plain multiple precision, another elimination: weights agree with the balls."""
    path = made((2, 5, 3, 1), SIGMOID, 6, "duplicated", "1e-3")
    balls, digits = Balls(512), Multiprecision(120)
    ours = flatten(path.at(t, balls).weights)
    theirs = flatten(path.at(t, digits).weights)
    with balls.active():
        for x, y in zip(ours, theirs, strict=True):
            other = balls.number(digits.to_rational_midpoint(y))
            assert abs(x - other) <= TINY * (1 + abs(x))
    outputs = path.values(path.at(t, digits), digits).outputs
    assert all(
        abs(f - g) < digits.number("1e-60")
        for f, g in zip(outputs, path.at(t, digits).outputs, strict=True)
    )


def test_layers_up_to_the_wide_one_rest():
    path = made((2, 2, 4, 3, 2, 1), SIGMOID, 5, "zero", layer=2)
    balls = Balls(512)
    start, middle = path.at(0, balls).weights, path.at("1/2", balls).weights
    assert list(path.moving) == [3, 4, 5]
    assert all(a is b for a, b in zip(start[:2], middle[:2], strict=True))
    assert not any(a is b for a, b in zip(start[2:], middle[2:], strict=True))


def test_a_ball_of_times_gives_all_points_between():
    """Over a short interval the enclosures stay finite and contain those of its points."""
    path = made((1, 3, 2, 1), SIGMOID, 4, "random")
    balls = Balls(path.working_bits())
    with balls.active():
        interval = arb("0.5", "1e-12")
        wide = flatten(path.at(interval, balls).weights)
        for t in ("0.5", "0.5000000000005", "0.4999999999995"):
            inside = flatten(path.at(t, balls).weights)
            assert all(x.overlaps(y) for x, y in zip(wide, inside, strict=True))
        assert all(x.is_finite() for x in wide)


def test_close_times_have_close_weights():
    path = made((2, 2, 4, 3, 2, 1), TANH, 5, "duplicated", "1e-3")
    balls = Balls(path.working_bits())
    with balls.active():
        for t in (Fraction(0), Fraction(1, 3), Fraction(9, 10)):
            steps = [Fraction(1, 10**k) for k in (10, 20, 30)]
            here = flatten(path.at(t, balls).weights)
            gaps = [largest(abs(flatten(path.at(t + h, balls).weights) - here)) for h in steps]
            assert gaps[0] > gaps[1] * 10**6
            assert gaps[1] > gaps[2] * 10**6


@pytest.mark.parametrize("t", [-1, "1.1", 2, Fraction(-1, 9)])
def test_times_outside(t):
    with pytest.raises(InputError, match="t of a path"):
        made((1, 3, 1), TANH, 3, "random").at(t, Balls(64))


def test_labels_of_another_number():
    path = made((1, 3, 1), TANH, 3, "random")
    with pytest.raises(InputError, match="labels of a path"):
        EscapePath(path.start, [1, 2])


def test_too_little_precision_is_said():
    path = made((1, 8, 1), SIGMOID, 8, "zero", "1e-9")
    with pytest.raises(PrecisionError, match="not within 1e-30"):
        path.working_bits(most_bits=path.start.rank.bits // 2)


def test_without_biases():
    """tanh: every layer; sigmoid: the last hidden layer has to be the wide one."""
    inputs, labels = samples(2, 5)
    for activation, widths in ((TANH, (2, 5, 3, 2, 1)), (SIGMOID, (2, 3, 5, 1))):
        start = perturbed_start(start_of(widths, activation, "zero", False), inputs, "1e-3")
        path = EscapePath(start, labels)
        balls = Balls(path.working_bits())
        with balls.active():
            end = path.at(1, balls)
            assert are_close(path.values(end, balls).outputs, balls.array(labels))


def test_every_layer_is_described():
    path = made((2, 2, 4, 3, 2, 1), SIGMOID, 5, "zero", layer=2)
    told = pieces(path)
    assert [(p.layer, p.moves) for p in told] == [(1, 0), (2, 0), (3, 1), (4, 1), (5, 1)]
    assert "Lemma 17" in str(told[2])
    assert "n(t) = z + t (y - z)" in told[4].formula
    assert "w_0(t)" in told[4].formula
    assert "w_0(t)" not in pieces(made((2, 5, 3, 1), TANH, 5, "zero", layer=1))[-1].formula
