"""Points against multiplied-out polynomials, and decisions that answer in three values."""

from dataclasses import replace
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from exact_taylor import Net, cubic, flattened, form, numbers, shaped, variable
from flint import arb, fmpq

from proofcheck.arithmetic import Balls, Multiprecision, Rationals
from proofcheck.core import Cause, PrecisionError, Verdict, holds, refuted, undecided
from proofcheck.networks import SIGMOID, TANH, Architecture, polynomial
from proofcheck.search.decisions import (
    all_hold,
    curvature_below_zero,
    definite,
    greater,
    half_unit,
    lowest_direction,
    nonzero,
    printed,
)
from proofcheck.search.points import at_network

CASES = {
    "1-1-1": ((1, 1, 1), True, "1/2 1 1/3 2"),
    "1-2-1-1 without": ((1, 2, 1, 1), False, "1 -1/2 1/3 2 -3/2"),
    "2-1-2-1": ((2, 1, 2, 1), True, "1/2 1 -1 1/3 2 -1/2 1 3/2 -2 1/4"),
}
names = pytest.mark.parametrize("name", CASES)
LABELS = numbers("1 -1/2 2")


@cache
def both(name):
    """The point in rationals, and the same network and data in polynomials."""
    widths, bias, text = CASES[name]
    flat = numbers(text)
    net = Net(shaped(widths, flat, bias), cubic, bias)
    inputs = [[fmpq(k + i, 2) for i in range(widths[0])] for k in (-1, 0, 3)]
    data = list(zip(inputs, LABELS, strict=True))
    point = at_network(
        Architecture(widths, bias),
        polynomial((0, 1, "1/2", "1/3")),
        flat,
        tuple(tuple(Fraction(int(v.p), int(v.q)) for v in x) for x in inputs),
        LABELS,
        Rationals(),
    )
    return point, net, data


@names
def test_loss_residual_gradient_and_hessian(name):
    point, net, data = both(name)
    assert list(point.residual) == net.residuals(data)
    assert point.loss == net.loss(data)
    assert list(point.gradient) == net.gradient(data)
    assert point.hessian.tolist() == net.hessian(data)


@names
def test_B_and_D_of_every_neuron(name):
    point, net, data = both(name)
    for level in point.architecture.hidden_layers:
        for neuron in range(1, point.architecture.widths[level] + 1):
            assert point.B(level, neuron).tolist() == net.B(level, neuron, data)
            assert point.D(level, neuron).tolist() == net.D(level, neuron, data)


@names
@pytest.mark.parametrize("lam", ["1/3", "-2"])
def test_split_points_are_gamma_of_the_point(name, lam):
    point, net, data = both(name)
    for level in point.architecture.hidden_layers:
        found = point.split(level, 1, Fraction(lam))
        mine = net.split(level, 1, fmpq(*Fraction(lam).as_integer_ratio()))
        assert [x for layer in found.weights for x in layer.ravel()] == flattened(mine.layers)
        assert found.loss == mine.loss(data) == point.loss


@names
def test_moved_points_and_curvature(name):
    point, net, data = both(name)
    last = point.architecture.parameter_count - 1
    direction = {0: Fraction(1), last: Fraction(-2, 3)}
    d = [fmpq(0)] * (last + 1)
    d[0], d[last] = fmpq(1), fmpq(-2, 3)
    assert point.curvature(direction) == form(net.hessian(data), d)
    moved = point.moved(direction, fmpq(1, 5))
    flat = [w + x / 5 for w, x in zip(flattened(net.layers), d, strict=True)]
    other = Net(shaped(CASES[name][0], flat, net.bias), cubic, net.bias)
    assert moved.loss == other.loss(data)
    assert point.moved(direction, fmpq(0)).loss == point.loss


@names
def test_taylor_coefficients_of_ball_points(name):
    """Against the multiplied-out loss along the line, order 3; both contain the exact numbers."""
    _, net, data = both(name)
    widths, bias, text = CASES[name]
    balls = Balls(200)
    inputs = tuple(tuple(Fraction(int(v.p), int(v.q)) for v in x) for x, _ in data)
    architecture = Architecture(widths, bias)
    sigma = polynomial((0, 1, "1/2", "1/3"))
    point = at_network(architecture, sigma, numbers(text), inputs, balls.array(LABELS), balls)
    count = architecture.parameter_count
    direction = {0: Fraction(1), count - 1: Fraction(2), count // 2: Fraction(-1, 3)}
    t = variable(0, fmpq(0), 3)
    flat = [
        w + t * fmpq(*direction.get(k, Fraction(0)).as_integer_ratio())
        for k, w in enumerate(flattened(net.layers))
    ]
    loss = Net(shaped(widths, flat, bias), cubic, bias).loss(data)
    exact = [loss.d(), loss.d(0), loss.d(0, 0) / 2, loss.d(0, 0, 0) / 6]
    for found, value in zip(point.taylor(direction, 3), exact, strict=True):
        with balls.active():
            assert (found - value).contains(0)
        assert found.rad() < 1e-40


def test_balls_too_wide_for_the_activation_are_an_error_not_a_number():
    balls = Balls(64)
    point = at_network(
        Architecture((1, 1, 1)), SIGMOID, [0, 1, 0, 1], ((Fraction(1),),), [0], balls
    )
    with pytest.raises(PrecisionError, match="narrower"):
        point.moved({1: Fraction(1)}, arb(0, 10**6)).taylor({1: Fraction(1)}, 2)


class View:
    """A view with one number or matrix per name."""

    def __init__(self, arithmetic, **values):
        self.arithmetic = arithmetic
        self.__dict__.update(values)


class Seen:
    """An instance with two views; the second may lie."""

    digits = 30

    def __init__(self, value, second=None):
        balls, mp = Balls(260), Multiprecision(90)
        self.first = View(balls, value=balls.number(value))
        self.second = View(mp, value=mp.number(value if second is None else second))

    def to_json(self):
        return {"made": "up"}


class Matrices:
    """The same with a matrix."""

    digits = 30

    def __init__(self, rows, second=None):
        balls, mp = Balls(260), Multiprecision(90)
        self.first = View(balls, matrix=balls.array(rows))
        self.second = View(mp, matrix=mp.array(rows if second is None else second))

    def to_json(self):
        return {"made": "up"}


def value(view):
    return view.value


def bound(number):
    return lambda view: view.arithmetic.number(number)


@pytest.mark.parametrize(
    ("number", "limit", "verdict"),
    [
        ("1/3", "1/4", Verdict.HOLDS),
        ("1/3", "1/2", Verdict.REFUTED),
        ("1/3", "1/3", Verdict.UNDECIDED),
        ("1e-70", "0", Verdict.HOLDS),
        ("-1e-70", "0", Verdict.REFUTED),
        ("2", "2", Verdict.REFUTED),
    ],
)
def test_greater_is_strict_and_three_valued(number, limit, verdict):
    """Equal numbers refute where the ball is the point itself, and decide nothing elsewhere."""
    assert greater(Seen(number), "x", value, bound(limit)).verdict is verdict


def test_greater_needs_the_second_arithmetic_to_refute():
    lying = Seen("1/3", second="2/3")
    assert greater(lying, "x", value, bound("1/2")).verdict is Verdict.UNDECIDED
    assert greater(lying, "x", value, bound("1/4")).verdict is Verdict.HOLDS


@pytest.mark.parametrize(
    ("number", "text", "verdict"),
    [
        ("0.01823", "0.0182", Verdict.HOLDS),
        ("0.01824999", "0.0182", Verdict.HOLDS),
        ("0.01825001", "0.0182", Verdict.REFUTED),
        ("0.0181", "0.0182", Verdict.REFUTED),
        ("1/7", "0.142857", Verdict.HOLDS),
        ("4.5", "4", Verdict.UNDECIDED),
        ("-0.5", "-0.5", Verdict.HOLDS),
    ],
)
def test_printed_decimals(number, text, verdict):
    found = printed(Seen(number), "x", value, text).verdict
    assert found is verdict or (verdict is Verdict.UNDECIDED and found is Verdict.REFUTED)


@pytest.mark.parametrize(("text", "half"), [("4", "1/2"), ("0.1", "1/20"), ("0.0757", "1/20000")])
def test_half_a_unit(text, half):
    assert half_unit(text) == Fraction(half)


DEFINITE = [
    ([[2, 1], [1, 2]], 1, Verdict.HOLDS),
    ([[2, 1], [1, 2]], -1, Verdict.REFUTED),
    ([[-2, 1], [1, -2]], -1, Verdict.HOLDS),
    ([[1, 2], [2, 1]], 1, Verdict.REFUTED),
    ([[1, 2], [2, 1]], -1, Verdict.REFUTED),
    ([[1, 1], [1, 1]], 1, Verdict.UNDECIDED),
    ([[0]], 1, Verdict.UNDECIDED),
    ([["1e-60"]], 1, Verdict.HOLDS),
]


@pytest.mark.parametrize(("rows", "sign", "verdict"), DEFINITE, ids=str)
def test_definite_matrices(rows, sign, verdict):
    found = definite(Matrices(rows), "A", lambda v: v.matrix, sign)
    assert found.verdict is verdict
    assert bool(found.confirmed_by) is (verdict is Verdict.REFUTED)


def test_a_direction_that_the_second_arithmetic_denies_refutes_nothing():
    lying = Matrices([[1, 2], [2, 1]], second=[[2, 1], [1, 2]])
    assert definite(lying, "A", lambda v: v.matrix).verdict is Verdict.UNDECIDED


def test_the_lowest_direction_is_near_the_eigenvector():
    view = Matrices([[2, 1], [1, 2]]).first
    x, y = lowest_direction(view.matrix, view)
    assert abs(x + y) < Fraction(1, 10**10)
    assert abs(x * x + y * y - 1) < Fraction(1, 10**10)


def test_nonzero_never_refutes():
    assert nonzero(Seen("1e-60"), "x", lambda v: [v.value]).verdict is Verdict.HOLDS
    found = nonzero(Seen("0"), "x", lambda v: [v.value, v.value])
    assert (found.verdict, found.cause) == (Verdict.UNDECIDED, Cause.PRECISION)


def test_all_hold_stops_at_the_first_that_does_not():
    asked = []

    def outcomes():
        for outcome in (holds("a"), undecided(Cause.TIME, "b"), refuted("c", confirmed_by="d")):
            asked.append(outcome.detail)
            yield outcome

    found = all_hold(outcomes())
    assert (found.verdict, found.detail, asked) == (Verdict.UNDECIDED, "b", ["a", "b"])
    assert all_hold([holds("a"), holds("b")]).detail == "a; b"
    assert all_hold([]).cause is Cause.VACUOUS


def parabola(label):
    """tanh(w x) with one sample: the curvature in the outgoing weight is 2 tanh(w)^2 > 0."""
    balls = Balls(200)
    return at_network(
        Architecture((1, 1, 1), bias=False), TANH, [1, 2], ((Fraction(1),),), [label], balls
    )


def test_curvature_below_zero_by_two_roads():
    up, down = {1: Fraction(1)}, {0: Fraction(1)}
    far = parabola(-40)
    assert curvature_below_zero(far, up, "v").verdict is Verdict.REFUTED
    assert curvature_below_zero(far, down, "u").verdict is Verdict.HOLDS
    assert far.curvature(down) < 0 < far.curvature(up)
    flat = replace(far, weights=tuple(w * 0 for w in far.weights))
    assert curvature_below_zero(flat, down, "u").verdict is not Verdict.HOLDS


def test_a_point_at_other_parameters_keeps_data_and_labels():
    point, _, _ = both("1-1-1")
    other = point.with_flat(np.array(numbers("1 1 1 1"), dtype=object))
    assert other.labels == point.labels
    assert other.inputs == point.inputs
    assert other.loss != point.loss
