"""The checker's jets of order 4 along a line, against mpmath's Taylor coefficients."""

from functools import cache

import mpmath
import pytest
from flint import arb, ctx, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import exact, network

from proofcheck.checker import jets
from proofcheck.checker.jets import LENGTH, Line, activated, combination, constant, plus, product
from proofcheck.checker.point import Point

BITS = 200
few = settings(max_examples=25)
coefficients = st.lists(st.integers(-9, 9), min_size=LENGTH, max_size=LENGTH)


def ball(values):
    return [arb(v) for v in values]


@few
@given(coefficients, coefficients)
def test_products_and_sums_are_those_of_polynomials(a, b):
    multiplied = [sum(a[j] * b[k - j] for j in range(k + 1)) for k in range(LENGTH)]
    assert product(ball(a), ball(b)) == ball(multiplied)
    assert plus(ball(a), ball(b)) == ball([x + y for x, y in zip(a, b, strict=True)])
    assert combination([ball(a), constant(2)], [ball(b), ball(a)]) == ball(
        [x + 2 * y for x, y in zip(multiplied, a, strict=True)]
    )


def number(x):
    return mpmath.mpf(int(x.p)) / int(x.q)


def agrees(found, value):
    return bool(abs(found - arb(mpmath.nstr(value, 45))) < arb(10) ** -30 * (1 + abs(found)))


FUNCTIONS = {"tanh": mpmath.tanh, "sigmoid": lambda z: 1 / (1 + mpmath.exp(-z))}


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("n", ["0 1 0 0 0", "1/2 -2 1/3 0 1", "-3 1/4 0 2 -1", "2 0 0 0 0"])
def test_an_activation_of_a_polynomial(name, n):
    """sigma(n(z)) and sigma'(n(z)) by mpmath's numerical Taylor series at 80 digits."""
    n = [exact(word) for word in n.split()]
    with mpmath.workdps(80):
        values = [number(x) for x in n]

        def composed(z):
            return FUNCTIONS[name](mpmath.polyval(values[::-1], z))

        expected = mpmath.taylor(composed, 0, LENGTH - 1)

        def slope(z):
            return mpmath.diff(FUNCTIONS[name], mpmath.polyval(values[::-1], z))

        first = [slope(0), mpmath.diff(slope, 0)]
    with ctx.workprec(BITS):
        value, derivative = activated(name, ball(n))
        assert all(agrees(x, y) for x, y in zip(value, expected, strict=True))
        assert agrees(derivative[0], first[0])
        assert abs(derivative[1] - arb(mpmath.nstr(first[1], 30))) < arb(10) ** -12


NETS = {
    "1-1-1": network("1/2 -1", "1/4 2"),
    "1-1-2-1 tanh": network("1/2 -1", "1/4 1; -1 2", "1/2 1 -2", activation="tanh"),
    "2-2-1 without": network("1 -1/2; 1/4 2", "3/2 -1", bias=False, activation="tanh"),
}
nets = pytest.mark.parametrize("name", NETS)


def samples(net):
    rows = [("1", "-1/2"), ("-2", "3/4"), ("1/3", "2"), ("3/2", "1")]
    return [[exact(x) for x in row[: net.widths[0]]] for row in rows]


@cache
def line(name):
    net = NETS[name]
    stated = {(1, 1, 1): fmpq(1), (1, 1, 0) if net.bias else (1, 2, 1): fmpq(-1, 2)}
    return Line(net, samples(net), stated)


def direction_of(name):
    """The whole direction as mpmath numbers: midpoints of narrow balls."""
    with ctx.workprec(BITS):
        return {
            place: mpmath.mpf(arb(x).mid().str(50, radius=False))
            for place, x in line(name).direction.items()
        }


def output(name, x, z, weight_of=None):
    """The output at w + z e; `weight_of` may change single weights."""
    net, e = NETS[name], direction_of(name)
    act = [number(v) for v in x]
    for level, layer in enumerate(net.layers, 1):
        ones = [mpmath.mpf(1)] * net.bias
        n = []
        for neuron, row in enumerate(layer, 1):
            total = mpmath.mpf(0)
            for k, (w, a) in enumerate(zip(row, ones + act, strict=True)):
                place = level, neuron, k + 1 - net.bias
                moved = number(w) + z * e.get(place, 0)
                total += (moved + (weight_of or {}).get(place, 0)) * a
            n.append(total)
        act = n if level == len(net.layers) else [FUNCTIONS[net.activation](v) for v in n]
    return act[0]


@nets
def test_the_outputs_along_the_line(name):
    with ctx.workprec(BITS):
        found = line(name).outputs
        with mpmath.workdps(80):
            for number_, x in enumerate(samples(NETS[name])):
                expected = mpmath.taylor(lambda z, x=x: output(name, x, z), 0, LENGTH - 1)
                for k in range(LENGTH):
                    assert agrees(found[k][number_], expected[k])


@nets
def test_the_last_layer_makes_J_e_orthogonal_to_its_own_slopes(name):
    """f_1 is orthogonal to 1 and to the activations below the output, over the samples."""
    with ctx.workprec(BITS):
        found = line(name)
        _, f1, *_ = found.outputs
        for place, row in zip(found.places, found.jacobians[0], strict=True):
            value = jets.dot(row, f1)
            if place[0] == len(NETS[name].layers):
                assert value.contains(0)
                assert value.rad() < 1e-30
        assert any(abs(x) > 1e-6 for x in f1)


@nets
def test_the_jacobian_along_the_line_by_differences(name):
    """J_0 and J_1 of single places: a difference in one weight, then the Taylor series in z."""
    step = mpmath.mpf(10) ** -30
    with ctx.workprec(BITS):
        found = line(name)
        for place in (found.places[0], found.places[-1]):
            row = found.places.index(place)
            with mpmath.workdps(100):
                x = samples(NETS[name])[1]

                def slope(z, x=x, place=place):
                    up, down = (output(name, x, z, {place: s * step}) for s in (1, -1))
                    return (up - down) / (2 * step)

                expected = mpmath.taylor(slope, 0, 1)
            for k in (0, 1):
                difference = found.jacobians[k][row][1] - arb(mpmath.nstr(expected[k], 40))
                assert abs(difference) < arb(10) ** -25


@nets
def test_the_corner_of_the_quartic_form_is_the_fourth_coefficient_of_the_loss(name):
    """2 c_4 with c_4 the coefficient of z^4 in sum (f(z) - y)^2."""
    net = NETS[name]
    labels = [fmpq(1, 2), fmpq(-1), fmpq(2), fmpq(0)]
    with ctx.workprec(BITS):
        found = line(name)
        point = Point(net, samples(net)).labelled([arb(y) for y in labels])
        Q = found.quartic_form(point)
        with mpmath.workdps(80):

            def loss(z):
                pairs = zip(samples(net), labels, strict=True)
                return sum((output(name, x, z) - number(y)) ** 2 for x, y in pairs)

            expected = 2 * mpmath.taylor(loss, 0, 4)[4]
        assert agrees(Q[-1][-1], expected)
        assert len(Q) == len(found.places)
        assert all(len(row) == len(Q) for row in Q)
        assert all((Q[i][-1] - Q[-1][i]).contains(0) for i in range(len(Q)))


@nets
def test_the_border_of_the_quartic_form_is_the_second_coefficient_of_the_gradient(name):
    """tau_k is the coefficient of z^2 in dl/dw_k along the line, by differences in w_k."""
    net, step = NETS[name], mpmath.mpf(10) ** -30
    labels = [fmpq(1, 2), fmpq(-1), fmpq(2), fmpq(0)]
    with ctx.workprec(BITS):
        found = line(name)
        point = Point(net, samples(net)).labelled([arb(y) for y in labels])
        Q = found.quartic_form(point)
        pinned = found.places.index(next(iter(found.stated)))
        rest = [place for k, place in enumerate(found.places) if k != pinned]
        for k in (0, len(rest) - 1):
            with mpmath.workdps(110):

                def slope(z, place=rest[k]):
                    total = mpmath.mpf(0)
                    for x, y in zip(samples(net), labels, strict=True):
                        up, down = (
                            (output(name, x, z, {place: s * step}) - number(y)) ** 2
                            for s in (1, -1)
                        )
                        total += (up - down) / (2 * step)
                    return total

                expected = mpmath.nstr(mpmath.taylor(slope, 0, 2)[2], 40)
            assert abs(Q[k][-1] - arb(expected)) < arb(10) ** -20 * (1 + abs(Q[k][-1]))


def test_equal_samples_do_not_enclose_the_last_layer():
    net = NETS["1-1-1"]
    found = Line(net, [samples(net)[0]] * 3, {(1, 1, 1): fmpq(1)})
    with ctx.workprec(BITS), pytest.raises(jets.NotProvedError, match="not enclosed"):
        _ = found.direction
