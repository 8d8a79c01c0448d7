"""What the checker computes, against the engine of the project: two programs, no shared formula."""

import random
from fractions import Fraction

import pytest
from flint import arb, ctx, fmpq

from proofcheck.arithmetic import Balls
from proofcheck.checker.fields import Network as Weights
from proofcheck.checker.point import Point
from proofcheck.networks import (
    SIGMOID,
    TANH,
    Architecture,
    B_matrix,
    D_matrix,
    Network,
    forward_pass,
    gradient,
    hessian,
    loss,
    residual,
)

CASES = [
    ("1-1-1", True, TANH),
    ("2-3-1", False, TANH),
    ("2-3-2-1", True, SIGMOID),
    ("1-2-3-2-1", True, TANH),
    ("2-2-2-2-2-1", False, SIGMOID),
]


def exact(f):
    return fmpq(f.numerator, f.denominator)


def agree(a, b):
    assert a.overlaps(b)
    assert abs(a - b) < 1e-15 * (1 + abs(b))


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]} {case[2].name} {case[1]}")
def both(request):
    label, bias, activation = request.param
    drawn = random.Random(label)
    architecture = Architecture.parse(label, bias)
    flat = [Fraction(drawn.randint(-20, 20), 8) for _ in range(architecture.parameter_count)]
    network = Network.from_parameters(architecture, activation, flat)
    inputs = [[Fraction(drawn.randint(-8, 8), 4) for _ in range(architecture.widths[0])]] * 2
    inputs += [[Fraction(drawn.randint(-8, 8), 4) for _ in range(architecture.widths[0])]]
    labels = [Fraction(drawn.randint(-3, 3)) for _ in inputs]
    layers = tuple([[exact(w) for w in row] for row in layer] for layer in network.weights)
    balls = Balls(106)
    values = forward_pass(network, inputs, balls)
    r = residual(values, balls.array(labels))
    with ctx.workprec(106):
        weights = Weights(activation.name, bias, layers)
        point = Point(weights, [[exact(x) for x in row] for row in inputs])
        yield point.labelled([arb(exact(y)) for y in labels]), values, r, labels


def test_loss_and_gradient(both):
    point, values, r, labels = both
    agree(point.loss, loss(values, values.arithmetic.array(labels)))
    for mine, other in zip(point.gradient(), gradient(values, r), strict=True):
        agree(mine, other)


def test_hessian_and_curvature(both):
    point, values, r, _ = both
    H = point.hessian([range(len(layer[0])) for layer in point.layers])
    other = hessian(values, r)
    for i, row in enumerate(H):
        for j, entry in enumerate(row):
            agree(entry, other[i, j])
    architecture = values.architecture
    places = list(architecture.all_parameters())
    direction = {place: fmpq(k % 5 - 2, 3) for k, place in enumerate(places)}
    d = [arb(x) for x in direction.values()]
    form = sum(d[i] * H[i][j] * d[j] for i in range(len(d)) for j in range(len(d)))
    assert point.curvature(direction).overlaps(form)


def test_a_block_of_the_hessian_is_the_block(both):
    point, _, _, _ = both
    whole = point.hessian([range(len(layer[0])) for layer in point.layers])
    kept = [[0] for _ in point.layers]
    block = point.hessian(kept)
    places = [n for n, (_, _, s) in enumerate(_flat(point)) if s == 0]
    for i, row in enumerate(block):
        for j, entry in enumerate(row):
            agree(entry, whole[places[i]][places[j]])


def _flat(point):
    for level, layer in enumerate(point.layers, 1):
        for neuron, row in enumerate(layer):
            for source in range(len(row)):
                yield level, neuron, source


def test_B_and_D(both):
    point, values, r, _ = both
    for level in values.architecture.hidden_layers:
        B, D = B_matrix(values, r, level, 1), D_matrix(values, r, level, 1)
        for i, row in enumerate(point.B(level, 1)):
            for j, entry in enumerate(row):
                agree(entry, B[i, j])
        for s, block in enumerate(point.D(level, 1)):
            for i, functional in enumerate(block):
                value = sum(2 * x * y for x, y in zip(functional, point.residual, strict=True))
                agree(value, D[i, s])
