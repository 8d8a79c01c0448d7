"""The float64 rung: its error bounds against balls, and what it must refuse."""

from itertools import pairwise

import numpy as np
import pytest
from flint import arb, ctx, fmpq

from proofcheck.certificates.dense import Dense, is_positive_definite
from proofcheck.certificates.midrad import MidRad, activated
from proofcheck.checker.fields import Network
from proofcheck.checker.point import Point

SHAPES = [
    ((3, 4, 1), True, "tanh"),
    ((2, 3, 2, 1), True, "sigmoid"),
    ((2, 3, 2, 2, 1), False, "tanh"),
    ((1, 2, 2, 2, 2, 1), True, "sigmoid"),
]


def exact(x):
    return fmpq(*map(int, float(x).as_integer_ratio()))


@pytest.mark.parametrize("shape", SHAPES, ids=str)
@pytest.mark.parametrize("samples", [5, 600])
def test_the_hessian_lies_within_its_bounds(shape, samples):
    widths, bias, name = shape
    generator = np.random.default_rng(len(widths))
    weights = tuple(generator.normal(0, 1, (m, n + bias)) for n, m in pairwise(widths))
    inputs = generator.normal(0, 1, (samples, widths[0]))
    net = Dense(name, bias, weights, inputs, generator.normal(0, 0.1, samples))
    H, rows = net.hessian()
    scales = [(p[:, None] * q).ravel() for p, q in net.scales()]
    D = np.concatenate(scales)
    assert set(np.frexp(D)[0]) == {0.5}
    with ctx.workprec(106):
        layers = tuple([[exact(x) for x in row] for row in w] for w in weights)
        point = Point(Network(name, bias, layers), [[exact(x) for x in row] for row in inputs])
        point.residual = [arb(float(r)) for r in net.residual]
        truth = point.hessian([range(len(layer[0])) for layer in point.layers])
        for i, row in enumerate(truth):
            error = arb(0)
            for j, x in enumerate(row):
                error += abs(x * arb(float(D[i] * D[j])) - arb(float(H[i, j])))
            assert error < rows[i]
    assert rows.max() < 1e-9 * np.abs(H).max()


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_activations_are_enclosed(name):
    z = np.array([0.0, 1e-9, 0.5, -3.25, 30.0, -700.0, 1e5])
    found = activated(name, MidRad(z, np.full(z.shape, 1e-12)))
    with ctx.workprec(200):
        for k, x in enumerate(map(arb, z.tolist())):
            half = x / 2 if name == "sigmoid" else x
            t, s = half.tanh(), half.sech() * half.sech()
            true = (t, s, -2 * s * t) if name == "tanh" else ((1 + t) / 2, s / 4, -s * t / 4)
            for f, value in zip(found, true, strict=True):
                assert abs(value - arb(float(f.mid[k]))) <= arb(float(f.rad[k]))


def test_products_are_enclosed():
    generator = np.random.default_rng(0)
    a, b = generator.normal(0, 1, (4, 300)), generator.normal(0, 1, (300, 3))
    found = MidRad.exact(a) @ MidRad.exact(b)
    for i in range(4):
        for j in range(3):
            true = sum((exact(x) * exact(y) for x, y in zip(a[i], b[:, j], strict=True)), fmpq(0))
            error = abs(true - exact(found.mid[i, j]))
            assert error <= exact(found.rad[i, j])


def matrix(seed, n, rank):
    generator = np.random.default_rng(seed)
    factor = generator.integers(-9, 10, (n, rank)).astype(float)
    return factor @ factor.T


@pytest.mark.parametrize("seed", range(40))
def test_singular_and_indefinite_matrices_are_refused(seed):
    n = 2 + seed % 20
    singular = matrix(seed, n, n - 1)
    assert not is_positive_definite(singular, np.zeros(n))[0]
    assert not is_positive_definite(singular - 1e-9 * np.eye(n), np.zeros(n))[0]
    regular = singular + np.eye(n)
    proved, margin = is_positive_definite(regular, np.zeros(n))
    assert proved
    assert margin > 0
    assert not is_positive_definite(regular, np.full(n, 1.5))[0]


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_no_numbers_are_refused(bad):
    a = np.eye(3)
    a[0, 0] = bad
    assert not is_positive_definite(a, np.zeros(3))[0]
    assert not is_positive_definite(np.eye(3), np.array([0, bad, 0]))[0]
