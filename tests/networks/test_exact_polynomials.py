"""Derivatives by multiplying polynomials out: against SymPy's `diff`, and the engine against them.

Three programs that share no formula: truncated polynomials, SymPy on the loss written out in
symbols, and forward and backward accumulation in `networks`.
"""

from fractions import Fraction
from functools import cache

import pytest
import sympy
from exact_taylor import (
    Net,
    Poly,
    cubic,
    exact,
    flattened,
    inertia,
    jet,
    numbers,
    places,
    planted,
    rank,
    reduced,
    shaped,
    solved,
    times,
    transposed,
    variable,
)
from flint import fmpq

from proofcheck.arithmetic import Rationals
from proofcheck.arithmetic.linear import exact_inertia, exact_rank
from proofcheck.networks import (
    Architecture,
    B_matrix,
    D_matrix,
    Network,
    forward_pass,
    gradient,
    hessian,
    jacobian,
    polynomial,
    residual,
    split,
)

CASES = {
    "1-1-1": ((1, 1, 1), True),
    "1-1-1-1": ((1, 1, 1, 1), True),
    "1-2-2-1": ((1, 2, 2, 1), True),
    "1-2-2-1 without": ((1, 2, 2, 1), False),
    "2-1-2-1": ((2, 1, 2, 1), True),
    "2-2-1-2-1 without": ((2, 2, 1, 2, 1), False),
}
each = pytest.mark.parametrize("name", CASES)
PATTERN = numbers("1/2 -1 2/3 1 -3/2 1/3 3/4 -2 1/4 5/4 -1/3 1/5 -2/5 2 -1/2 3/5")


@cache
def net_of(name):
    widths, bias = CASES[name]
    return Net(shaped(widths, PATTERN * 2, bias), cubic, bias)


def data_of(name):
    width = CASES[name][0][0]
    inputs = [[fmpq(k + i, 2) for i in range(width)] for k in (-1, 2)]
    return list(zip(inputs, numbers("1 -2"), strict=True))


@cache
def network_of(name):
    """The engine's network with the same weights."""
    activation = polynomial((0, 1, "1/2", "1/3"))
    flat = [Fraction(int(w.p), int(w.q)) for w in flattened(net_of(name).layers)]
    return Network.from_parameters(Architecture(*CASES[name]), activation, flat)


def at_data(name, data):
    """The engine's forward pass and residual."""
    values = forward_pass(network_of(name), [x for x, _ in data], Rationals())
    return values, residual(values, [y for _, y in data])


@cache
def engine(name):
    return at_data(name, data_of(name))


@each
def test_outputs_preactivations_and_places(name):
    values, r = engine(name)
    net = net_of(name)
    for sample, (x, _) in enumerate(data_of(name)):
        ns, sent = net.acts(x)
        for level, n in enumerate(ns, 1):
            assert n == list(values.at_layer(level)[:, sample])
            assert sent[level - 1] == list(values.activations[level - 1][:, sample])
    assert net.residuals(data_of(name)) == list(r)
    shift = 0 if net.bias else 1
    mine = [(level, neuron, k + shift) for level, neuron, k in places(net.layers)]
    assert mine == list(values.architecture.all_parameters())


@each
def test_gradient_and_hessian_of_the_engine(name):
    values, r = engine(name)
    data = data_of(name)
    assert list(gradient(values, r)) == net_of(name).gradient(data)
    assert hessian(values, r).tolist() == net_of(name).hessian(data)


@each
def test_jacobian_of_the_engine(name):
    values, _ = engine(name)
    rows = net_of(name).jacobian_rows([x for x, _ in data_of(name)])
    assert jacobian(values).T.tolist() == rows


@each
def test_B_and_D_of_the_engine(name):
    values, r = engine(name)
    for level in values.architecture.hidden_layers:
        for neuron in range(1, values.architecture.widths[level] + 1):
            arguments = level, neuron, data_of(name)
            assert B_matrix(values, r, level, neuron).tolist() == net_of(name).B(*arguments)
            assert D_matrix(values, r, level, neuron).tolist() == net_of(name).D(*arguments)


@each
@pytest.mark.parametrize("lam", ["0", "1/3", "1", "-2"])
def test_splitting_of_the_engine(name, lam):
    network = network_of(name)
    for level in network.architecture.hidden_layers:
        mine = net_of(name).split(level, 1, exact(lam))
        theirs = split(network, level, 1, Fraction(lam))
        assert flattened(mine.layers) == [exact(w) for w in theirs.parameters]
        for x, _ in data_of(name):
            assert mine.f(x) == net_of(name).f(x)


@pytest.mark.parametrize("name", ["1-1-1", "1-1-1-1", "1-2-2-1 without"])
def test_polynomials_against_sympy(name):
    """The loss written out in symbols, differentiated by SymPy at the same rational point."""
    widths, bias = CASES[name]
    net, data = net_of(name), data_of(name)
    symbols = sympy.symbols(f"w:{len(flattened(net.layers))}")
    written = Net(shaped(widths, symbols, bias), cubic_in_sympy, bias)
    pairs = [([as_sympy(v) for v in x], as_sympy(y)) for x, y in data]
    loss = sum((written.f(x) - y) ** 2 for x, y in pairs)
    at = {s: as_sympy(w) for s, w in zip(symbols, flattened(net.layers), strict=True)}
    slopes = [sympy.diff(loss, s) for s in symbols]
    assert [exact(str(g.subs(at))) for g in slopes] == net.gradient(data)
    H = net.hessian(data)
    for i, slope in enumerate(slopes):
        for j in range(i, len(symbols)):
            assert exact(str(sympy.diff(slope, symbols[j]).subs(at))) == H[i][j] == H[j][i]


def cubic_in_sympy(z):
    return z + z**2 / 2 + z**3 / 3


def as_sympy(x):
    return sympy.Rational(int(x.p), int(x.q))


def test_terms_above_the_order_are_cut_off_and_lower_ones_are_right():
    t, s = variable(0, fmpq(2), 3), variable(1, fmpq(-1), 3)
    p = (t * s + 1) * (t - s) * t
    x, y = sympy.symbols("x y")
    q = (x * y + 1) * (x - y) * x
    for powers in ((), (0,), (1,), (0, 0), (0, 1), (1, 1), (0, 0, 1), (1, 1, 0), (0, 0, 0)):
        slope = q
        for k in powers:
            slope = sympy.diff(slope, (x, y)[k])
        assert p.d(*powers) == slope.subs({x: 2, y: -1})
    assert max(map(len, p.terms)) == 3
    assert p.d(0, 0, 0, 0) == 0


def test_the_reciprocal_times_the_polynomial_is_1():
    p = variable(0, fmpq(3), 4) * variable(1, fmpq(1, 2), 4) - 2
    one = p * (1 / p)
    assert one.d() == 1
    assert {k for k, v in one.terms.items() if v != 0} == {()}
    assert (5 / p).d() == 5 / p.d()
    with pytest.raises(ZeroDivisionError):
        1 / Poly({(0,): fmpq(1)}, 2)


def test_jets_of_the_cubic():
    z = fmpq(2, 3)
    assert jet(cubic, z) == (z + z * z / 2 + z * z * z / 3, 1 + z + z * z, 1 + 2 * z)


SYMMETRIC = [
    [[0, 1], [1, 0]],
    [[0, 0], [0, 0]],
    [[1, 2, 3], [2, 4, 6], [3, 6, 8]],
    [[0, 1, 1], [1, 0, 1], [1, 1, 2]],
    [[2, 1, 0, 0], [1, 2, 1, 0], [0, 1, 2, 1], [0, 0, 1, -5]],
    [[0, 0, 1], [0, 0, 0], [1, 0, 0]],
]


@pytest.mark.parametrize("matrix", SYMMETRIC, ids=str)
def test_lagrange_and_descartes_agree(matrix):
    """Two roads to the inertia: completing squares, and signs of the characteristic polynomial."""
    found = exact_inertia(matrix)
    rows = [[fmpq(x) for x in row] for row in matrix]
    assert inertia(rows) == (found.positive, found.zero, found.negative)
    assert rank(rows) == exact_rank(matrix) == found.positive + found.negative


def test_elimination_solves_and_refuses():
    rows = [numbers("1 2 0 1"), numbers("2 4 1 0"), numbers("3 6 1 1")]
    x = solved(rows, numbers("1 2 3"), numbers("9 -1 9 1/2"))
    assert [sum(a * b for a, b in zip(row, x, strict=True)) for row in rows] == [1, 2, 3]
    assert x[1] == -1
    assert reduced(rows)[1] == [0, 2]
    with pytest.raises(ValueError, match="no solution"):
        solved(rows, numbers("1 2 4"), numbers("0 0 0 0"))


def test_products_and_transposes():
    a, b = [numbers("1 2"), numbers("3 4")], [numbers("0 1"), numbers("1 1/2")]
    assert times(a, b) == [numbers("2 2"), numbers("4 5")]
    assert transposed(times(a, b)) == times(transposed(b), transposed(a))


@each
def test_planted_labels_make_the_engines_gradient_vanish(name):
    net, width = net_of(name), CASES[name][0][0]
    count = len(flattened(net.layers)) + 3
    inputs = [
        [fmpq((k * (2 + i) + i * k * k) % 31 - 15, 7) for i in range(width)] for k in range(count)
    ]
    values, r = at_data(name, planted(net, inputs, [fmpq(k % 3 - 1) for k in range(count)]))
    assert any(r)
    assert not any(gradient(values, r))
