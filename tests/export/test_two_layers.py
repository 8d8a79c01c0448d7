"""What `Theorem_2.v` says, and what is false without its premise, in multiprecision.

A network without biases, one neuron in layers 1 and 2 and any number in layer 3. Its residuals
solve the linear conditions for a critical point, D = 0 and given B; small ones make the Hessian
positive definite. Neuron 1 is split in layers 1 and 2, and the loss is looked at near that point.
"""

from random import Random

import mpmath
import pytest

from tests.export.made_up_claims import BY_ID, LIBRARY

DIGITS = 60
INPUTS = [mpmath.mpf(k) / 4 for k in range(-7, 9) if k]
LAMBDA, MU = mpmath.mpf(1) / 3, mpmath.mpf(2) / 5
SCALE = mpmath.mpf(10) ** -12


@pytest.fixture(scope="module", autouse=True)
def many_digits():
    with mpmath.workdps(DIGITS):
        yield


def sigmoid(x):
    return 1 / (1 + mpmath.exp(-x))


def slope(x):
    return sigmoid(x) * (1 - sigmoid(x))


def bend(x):
    return slope(x) * (1 - 2 * sigmoid(x))


def output(layers, x):
    """The output of a network without biases, of any widths."""
    values = [x]
    for place, layer in enumerate(layers):
        values = [mpmath.fdot(row, values) for row in layer]
        values = values if place == len(layers) - 1 else list(map(sigmoid, values))
    return values[0]


class Chain:
    """One neuron in layers 1 and 2, with weights u1 and u2; layer 3 has weights u3, then v."""

    def __init__(self, u3, v):
        self.u1, self.u2 = mpmath.mpf(2), mpmath.mpf(-3)
        self.u3, self.v = [list(map(mpmath.mpf, row)) for row in (u3, v)]
        rows, right = self.conditions()
        J = mpmath.matrix(rows)
        most = J.T * mpmath.lu_solve(J * J.T, mpmath.matrix(right))
        self.residuals = [SCALE * r for r in most]
        self.labels = [
            output(self.layers(), x) - r for x, r in zip(INPUTS, self.residuals, strict=True)
        ]

    def layers(self):
        return [[[self.u1]], [[self.u2]], [[u] for u in self.u3], [self.v]]

    def sums(self, x):
        """Per sample: the path sums of neurons 1 and 2, one for each neuron of layer 3."""
        n1 = self.u1 * x
        n2 = self.u2 * sigmoid(n1)
        above = [slope(u * sigmoid(n2)) for u in self.u3]
        low = [s * slope(n2) * slope(n1) * x for s in above]
        high = [s * slope(n2) * sigmoid(n1) for s in above]
        return low, high

    def conditions(self):
        """Rows and right sides: the path sums of layer 2 are 0, of layer 1 in the given weights.

        The first path sum of layer 1 is 1 if there are several: with one the gradient forbids it.
        """
        several = len(self.u3) > 1
        columns = [self.one_sample(x, several) for x in INPUTS]
        right = [0] * (len(columns[0]) - (3 if several else 2)) + ([1] if several else []) + [1, 1]
        return [list(row) for row in zip(*columns, strict=True)], right

    def one_sample(self, x, several):
        n1 = self.u1 * x
        n2 = self.u2 * sigmoid(n1)
        low, high = self.sums(x)
        weights = [v * u for v, u in zip(self.v, self.u3, strict=True)]
        upper = [slope(u * sigmoid(n2)) for u in self.u3]
        back = mpmath.fdot(weights, upper)
        gradient = [s * sigmoid(n2) for s in upper] + [sigmoid(u * sigmoid(n2)) for u in self.u3]
        B1 = back * slope(n2) * self.u2 * bend(n1) * x * x
        B2 = back * bend(n2) * sigmoid(n1) ** 2
        path = [low[0]] if several else []
        return [mpmath.fdot(weights, low), *high, *gradient, *path, 2 * B1, 2 * B2]

    def loss(self, layers):
        pairs = zip(INPUTS, self.labels, strict=True)
        return mpmath.fsum((output(layers, x) - y) ** 2 for x, y in pairs)

    def near(self, low, high, gap):
        """Split in both layers; low and high are added to the twins' shares and taken from u."""
        first = [[self.u1 + (1 - LAMBDA) * gap], [self.u1 - LAMBDA * gap]]
        second = [[LAMBDA * self.u2 + s, (1 - LAMBDA) * self.u2 - s] for s in low]
        third = [[MU * u + q, (1 - MU) * u - q] for u, q in zip(self.u3, high, strict=True)]
        return [first, second, third, [self.v]]

    def hessian(self):
        """From differences, in the weights u1, u2, u3, v."""
        count, step = 2 + 2 * len(self.u3), mpmath.mpf(10) ** -15

        def at(*moves):
            flat = [self.u1, self.u2, *self.u3, *self.v]
            for k, h in moves:
                flat[k] += h
            u3, v = flat[2 : 2 + len(self.u3)], flat[2 + len(self.u3) :]
            return self.loss([[[flat[0]]], [[flat[1]]], [[u] for u in u3], [v]])

        def entry(i, j):
            ends = [[at((i, a * step), (j, b * step)) for b in (1, -1)] for a in (1, -1)]
            return (ends[0][0] - ends[0][1] - ends[1][0] + ends[1][1]) / (4 * step * step)

        slopes = [(at((k, step)) - at((k, -step))) / (2 * step) for k in range(count)]
        half = [[entry(i, j) for j in range(i + 1)] for i in range(count)]
        full = [[half[max(i, j)][min(i, j)] for j in range(count)] for i in range(count)]
        return slopes, mpmath.matrix(full)


@pytest.fixture(scope="module")
def one(many_digits):
    return Chain([2], [-1])


@pytest.fixture(scope="module")
def several(many_digits):
    return Chain([2, 5], [-1, 2])


@pytest.mark.parametrize("name", ["one", "several"])
def test_both_networks_have_an_isolated_minimum_with_positive_B(name, request):
    chain = request.getfixturevalue(name)
    slopes, hessian = chain.hessian()
    assert max(map(abs, slopes)) < mpmath.mpf(10) ** -25
    mpmath.cholesky(hessian)
    for sums in (1, 2):
        columns = [chain.one_sample(x, True)[-sums] for x in INPUTS]
        assert abs(mpmath.fdot(columns, chain.residuals) - SCALE) < SCALE**3


@pytest.mark.parametrize("name", ["one", "several"])
def test_splitting_alone_changes_no_loss_whatever_the_upper_share(name, request):
    chain = request.getfixturevalue(name)
    start = chain.loss(chain.layers())
    high = [mpmath.mpf(k + 1) / 7 for k in range(len(chain.u3))]
    moved = chain.near([mpmath.mpf(1) / 5, mpmath.mpf(-2)], high, mpmath.mpf(0))
    assert abs(chain.loss(moved) - start) < mpmath.mpf(10) ** -50


def lowest(chain, t):
    """The loss where the shares have moved by t, at the best of the gaps of size t^2."""
    high = [t / (v * u) for v, u in zip(chain.v, chain.u3, strict=True)]
    high[1:] = [mpmath.mpf(0)] * (len(high) - 1)
    gaps = [s * 2**k * t * t for s in (-1, 1) for k in range(-4, 9, 2)]
    return min(chain.loss(chain.near([t, -t], high, gap)) for gap in gaps)


@pytest.mark.parametrize("power", [6, 8])
def test_with_two_neurons_above_the_loss_falls_arbitrarily_near(several, power):
    t = mpmath.mpf(10) ** -power
    fall = several.loss(several.layers()) - lowest(several, t)
    assert fall > SCALE * t**4


@pytest.mark.parametrize("power", [6, 8])
def test_with_one_neuron_above_it_does_not_fall_there(one, power):
    t = mpmath.mpf(10) ** -power
    assert lowest(one, t) > one.loss(one.layers())


@pytest.mark.parametrize("power", [3, 6])
def test_with_one_neuron_above_it_does_not_fall_in_random_directions(one, power):
    t, start, draw = mpmath.mpf(10) ** -power, one.loss(one.layers()), Random(power)
    for _ in range(40):
        low1, low2, high, gap = (t * (draw.randrange(2001) - 1000) / 1000 for _ in range(4))
        assert one.loss(one.near([low1, low2], [high], gap)) > start


@pytest.mark.parametrize("name", ["theorem-2-split-in-two-layers", "theorem-2-split-in-any-layers"])
def test_the_theorems_ask_for_one_neuron_above(name):
    claim = BY_ID[name]
    text = LIBRARY.statement(claim.file, claim.theorem)
    assert "width P k = 1%nat" in text or "width P m = 1%nat" in text
