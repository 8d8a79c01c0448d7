"""The checker's Hessian, curvature, B and D against SymPy's `diff` of the loss written out."""

from functools import cache

import mpmath
import pytest
import sympy
from flint import arb, ctx
from tiny import exact, network

from proofcheck.checker import hessian
from proofcheck.checker.balls import NotProvedError
from proofcheck.checker.point import Point

NETS = {
    "1-1-1 sigmoid": network("0.5 -1.5", "0.25 2"),
    "1-1-1-1 tanh": network("0.5 -1", "0.25 1.5", "-1 2", activation="tanh"),
    "2-2-1 tanh without": network("1 -0.5; 0.25 2", "1.5 -1", bias=False, activation="tanh"),
    "1-1-2-1 sigmoid": network("0.5 -1", "0.25 1; -1 2", "0.5 1 -2"),
}
nets = pytest.mark.parametrize("name", NETS)
SIGMAS = {"sigmoid": lambda z: 1 / (1 + sympy.exp(-z)), "tanh": sympy.tanh}
BITS = 160


def samples(net):
    inputs = [[exact("1"), exact("-0.5")], [exact("-2"), exact("0.75")]]
    return [row[: net.widths[0]] for row in inputs], [exact("0.5"), exact("-1")]


@cache
def written(name):
    """Symbols, loss with shifts of the preactivations, and the values of all symbols."""
    net = NETS[name]
    inputs, labels = samples(net)
    values, layers, shifts, total = {}, [], {}, sympy.Integer(0)
    for level, layer in enumerate(net.layers, 1):
        rows = []
        for neuron, row in enumerate(layer, 1):
            rows.append([])
            for k, w in enumerate(row):
                symbol = sympy.Symbol(f"w_{level}_{neuron}_{k}")
                values[symbol] = sympy.Rational(int(w.p), int(w.q))
                rows[-1].append(symbol)
        layers.append(rows)
    for number, (x, y) in enumerate(zip(inputs, labels, strict=True)):
        act = [sympy.Rational(int(v.p), int(v.q)) for v in x]
        for level, rows in enumerate(layers, 1):
            ones = [sympy.Integer(1)] * net.bias
            n = [sum(w * a for w, a in zip(r, ones + act, strict=True)) for r in rows]
            for k in range(len(n)):
                shifts[level, k + 1, number] = sympy.Symbol(f"e_{level}_{k + 1}_{number}")
                n[k] += shifts[level, k + 1, number]
            act = n if level == len(layers) else [SIGMAS[net.activation](z) for z in n]
        total += (act[0] - sympy.Rational(int(y.p), int(y.q))) ** 2
    return list(values), total, shifts, values


@cache
def evaluator(name):
    """The loss, its gradient and Hessian, as one function of mpmath numbers."""
    symbols, loss, shifts, _ = written(name)
    still = loss.subs(dict.fromkeys(shifts.values(), 0))
    slopes = [sympy.diff(still, s) for s in symbols]
    second = [sympy.diff(g, s) for g in slopes for s in symbols]
    return numbers_of(name, [still, *slopes, *second])


def numbers_of(name, expressions):
    symbols, _, _, values = written(name)
    function = sympy.lambdify(symbols, expressions, modules="mpmath", cse=True)
    with mpmath.workdps(45):
        return function(*(mpmath.mpf(v.p) / v.q for v in values.values()))


def point(name):
    net = NETS[name]
    inputs, labels = samples(net)
    return Point(net, inputs).labelled([arb(y) for y in labels])


def close(ball, value):
    difference = ball - arb(mpmath.nstr(value, 40))
    return bool(abs(difference) < arb(10) ** -33 * (1 + abs(ball)))


@nets
def test_loss_gradient_and_hessian(name):
    with ctx.workprec(BITS):
        at = point(name)
        size = NETS[name].size
        H = at.hessian([list(range(len(layer[0]))) for layer in NETS[name].layers])
        loss, *rest = evaluator(name)
        assert close(at.loss, loss)
        assert all(map(close, at.gradient(), rest[:size]))
        for i, row in enumerate(H):
            assert all(map(close, row, rest[size + i * size : size + (i + 1) * size]))


@nets
def test_curvature_along_a_direction_is_the_second_derivative(name):
    net = NETS[name]
    places = [
        (level, neuron, k + 1 - net.bias)
        for level, layer in enumerate(net.layers, 1)
        for neuron, row in enumerate(layer, 1)
        for k in range(len(row))
    ]
    weights = [k % 3 - 1 for k in range(len(places))]
    _, *rest = evaluator(name)
    H = rest[net.size :]
    with mpmath.workdps(45):
        expected = sum(
            weights[i] * weights[j] * H[i * net.size + j]
            for i in range(net.size)
            for j in range(net.size)
        )
    with ctx.workprec(BITS):
        direction = {p: exact(str(w)) for p, w in zip(places, map(abs, weights), strict=True)}
        signed = {
            p: direction[p] * (1 if w >= 0 else -1) for p, w in zip(places, weights, strict=True)
        }
        assert close(point(name).curvature(signed), expected)


@nets
def test_B_and_D_by_differentiating_in_shifts_of_the_preactivations(name):
    net = NETS[name]
    _, loss, shifts, _ = written(name)
    inputs, _ = samples(net)
    zero = dict.fromkeys(shifts.values(), 0)
    z = sympy.Symbol("z")
    sigma = SIGMAS[net.activation](z)
    with ctx.workprec(BITS):
        at = point(name)
        for level in range(1, len(net.layers)):
            for neuron in range(1, net.widths[level] + 1):
                B, D = at.B(level, neuron), at.D(level, neuron)
                rows = len(B)
                expected_B = [[mpmath.mpf(0)] * rows for _ in range(rows)]
                expected_D = [[mpmath.mpf(0)] * len(D) for _ in range(rows)]
                with mpmath.workdps(45):
                    for number in range(len(inputs)):
                        n = at_preactivation(name, level, neuron, number)
                        act = activations(name, level - 1, number)
                        first, second = (
                            sympy.lambdify(z, sympy.diff(sigma, z, k), modules="mpmath")(n)
                            for k in (1, 2)
                        )
                        for s in range(1, net.widths[level + 1] + 1):
                            slope = sympy.diff(loss, shifts[level + 1, s, number]).subs(zero)
                            F = numbers_of(name, [slope])[0]
                            w = net.layers[level][s - 1][neuron - 1 + net.bias]
                            v = mpmath.mpf(int(w.p)) / int(w.q)
                            for i in range(rows):
                                expected_D[i][s - 1] += F * first * act[i]
                                for j in range(rows):
                                    expected_B[i][j] += F * v * second * act[i] * act[j]
                for mine, other in zip(B, expected_B, strict=True):
                    assert all(map(close, mine, other))
                residual = [[2 * r] for r in at.residual]
                for s, block in enumerate(D):
                    for i, functional in enumerate(block):
                        value = sum(
                            (x * r for x, (r,) in zip(functional, residual, strict=True)), arb(0)
                        )
                        assert close(value, expected_D[i][s])


def activations(name, level, number):
    """What layer `level` sends on at a sample, the 1 of the bias first, in mpmath."""
    net = NETS[name]
    act = [mpmath.mpf(int(v.p)) / int(v.q) for v in samples(net)[0][number]]
    for layer in net.layers[:level]:
        act = [squash(net, sum_of(row, [mpmath.mpf(1)] * net.bias + act)) for row in layer]
    return [mpmath.mpf(1)] * net.bias + act


def at_preactivation(name, level, neuron, number):
    return sum_of(NETS[name].layers[level - 1][neuron - 1], activations(name, level - 1, number))


def sum_of(row, act):
    return sum(mpmath.mpf(int(w.p)) / int(w.q) * a for w, a in zip(row, act, strict=True))


def squash(net, z):
    return 1 / (1 + mpmath.exp(-z)) if net.activation == "sigmoid" else mpmath.tanh(z)


@nets
def test_the_true_values_stay_inside_when_the_weights_are_boxes(name):
    """Weights known to 1e-3 only: every derivative at the centre is still enclosed."""
    net = NETS[name]
    inputs, labels = samples(net)
    _, *rest = evaluator(name)
    with ctx.workprec(BITS):
        wide = tuple(
            [[arb(w) + arb(0, 1e-3) for w in row] for row in layer] for layer in net.layers
        )
        at = Point(type(net)(net.activation, net.bias, wide), inputs)
        gradient = at.labelled([arb(y) for y in labels]).gradient()
        for ball, value in zip(gradient, rest[: net.size], strict=True):
            assert ball.contains(arb(mpmath.nstr(value, 40)).mid())
            assert ball.rad() > 1e-4 * abs(value)


def test_a_dense_hessian_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(hessian, "MOST_DENSE", 3)
    with ctx.workprec(106), pytest.raises(NotProvedError, match="at most 3"):
        point("1-1-1 sigmoid").hessian([[0, 1], [0, 1]])
