"""Lemmas 17 and 19 in fractions: paths of preactivations lifted step by step, and where they fail.

Matrices are lists of fractions; the inverse of the chosen submatrix comes from elimination. Nothing
is taken from the library but the claimed scale, centre and bound.
"""

import random
from functools import cache

import pytest
from exact_taylor import dot, numbers, rank, reduced, times
from flint import fmpq
from own_checks import said

from proofcheck.core import Verdict
from theorems import lemma_17_wide_layer as wide
from theorems import lemma_19_later_layers as later

TIMES = numbers("0 1/8 1/3 1/2 9/10 1")
seeds = pytest.mark.parametrize("seed", range(4))


def inverse(matrix):
    size = len(matrix)
    rows = [[*row, *(fmpq(int(i == j)) for j in range(size))] for i, row in enumerate(matrix)]
    return [row[size:] for row in reduced(rows)[0]]


def plus(a, b):
    return [[x + y for x, y in zip(r, s, strict=True)] for r, s in zip(a, b, strict=True)]


def scaled(a, factor):
    return [[factor * x for x in row] for row in a]


def drawn(generator, rows, columns, low=-6, high=6, denominator=3):
    return [
        [fmpq(generator.randint(low, high), denominator) for _ in range(columns)]
        for _ in range(rows)
    ]


def path(start, end, t):
    """A path of preactivations that is no straight line: start + t^2 (end - start) + t (1 - t)."""
    return [
        [x + t * t * (y - x) + t * (1 - t) for x, y in zip(r, s, strict=True)]
        for r, s in zip(start, end, strict=True)
    ]


class Wide:
    """Lemma 17: activations a of n neurons, N of whose rows are independent; m neurons above."""

    def __init__(self, seed, n, samples, m):
        generator = random.Random(f"{seed} {n} {samples}")
        while True:
            self.a = drawn(generator, n, samples)
            if rank(self.a) == samples:
                break
        self.w, self.bias = drawn(generator, m, n), drawn(generator, m, 1)
        self.end = drawn(generator, m, samples)
        self.chosen = reduced([list(column) for column in zip(*self.a, strict=True)])[1]

    @property
    def start(self):
        return self.reached(self.w)

    def reached(self, w):
        product = times(w, self.a)
        return [[x + b for x in row] for row, (b,) in zip(product, self.bias, strict=True)]

    def weights(self, t):
        """W + [n~ A^-1, 0], the columns of the chosen rows."""
        now, start = path(self.start, self.end, t), self.start
        change = plus(now, scaled(start, fmpq(-1)))
        omega = times(change, inverse([self.a[k] for k in self.chosen]))
        out = [list(row) for row in self.w]
        for row, more in zip(out, omega, strict=True):
            for k, x in zip(self.chosen, more, strict=True):
                row[k] += x
        return out


@seeds
@pytest.mark.parametrize(("n", "samples"), [(2, 2), (4, 3), (5, 3)])
def test_the_wide_layer_realises_every_path(seed, n, samples):
    case = Wide(seed, n, samples, 2)
    assert case.weights(fmpq(0)) == case.w
    for t in TIMES:
        assert case.reached(case.weights(t)) == path(case.start, case.end, t)
    assert case.reached(case.weights(fmpq(1))) == case.end


@seeds
def test_only_the_chosen_columns_move(seed):
    case = Wide(seed, 5, 3, 2)
    moved = case.weights(fmpq(1, 2))
    for row, old in zip(moved, case.w, strict=True):
        still = [k for k in range(5) if k not in case.chosen]
        assert [row[k] for k in still] == [old[k] for k in still]


@seeds
def test_with_fewer_neurons_than_samples_less_one_some_path_is_out_of_reach(seed):
    """[1; a] has a kernel z: w a + b 1 takes one value on z, whatever w and b are."""
    generator = random.Random(seed)
    a = drawn(generator, 1, 3)
    rows = [[fmpq(1)] * 3, *a]
    reduced_rows, pivots = reduced(rows)
    free = next(k for k in range(3) if k not in pivots)
    z = [fmpq(int(k == free)) for k in range(3)]
    for row, pivot in zip(reduced_rows, pivots, strict=False):
        z[pivot] = -row[free]
    assert not any(dot(row, z) for row in rows)
    for _ in range(5):
        w, b = drawn(generator, 1, 1), drawn(generator, 1, 1)
        n = [w[0][0] * x + b[0][0] for x in a[0]]
        assert dot(n, z) == 0
    assert dot(z, z) != 0


@pytest.mark.parametrize(
    ("rows", "wanted", "reachable"),
    [
        (["1/2 2/3"], "1 -1", False),
        (["1 1", "1/2 2/3"], "1 -1", True),
        (["1 1", "1/2 1/2"], "1 -1", False),
        (["1/2 2/3", "1/3 1/5"], "7 -2", True),
    ],
)
def test_what_is_reached_is_the_row_space(rows, wanted, reachable):
    matrix = [numbers(row) for row in rows]
    assert (rank([*matrix, numbers(wanted)]) == rank(matrix)) is reachable


def test_the_stated_data_of_lemma_17():
    data = wide.TWO_THIRDS
    a, ones, n = ([numbers(" ".join(row)) for row in data[key]] for key in ("a", "ones", "n"))
    assert rank([*a, *n]) > rank(a)
    assert rank([*ones, *a, *n]) == rank([*ones, *a])
    assert said(wide.STATEMENT, "bias-moves") == [Verdict.HOLDS]


IMAGES = {"sigmoid": ("0", "1"), "tanh": ("-1", "1"), "negative": ("-3", "-1"), "far": ("5", "6")}


class Later:
    """Lemma 19: weights [W *] of full rank, activations inside (c, d), the uniform construction."""

    def __init__(self, seed, image, m=2, n=3, samples=3):
        generator = random.Random(f"{seed} {image}")
        self.c, self.d = (numbers(x)[0] for x in IMAGES[image])
        while True:
            self.w = drawn(generator, m, n)
            self.W = [row[:m] for row in self.w]
            if rank(self.W) == m:
                break
        length = self.d - self.c
        self.a = [
            [self.c + length * fmpq(generator.randint(1, 9), 10) for _ in range(samples)]
            for _ in range(n)
        ]
        self.bias, self.end = drawn(generator, m, 1), drawn(generator, m, samples, -30, 30)

    def reached(self, w, a, bias):
        return [[x + b for x in row] for row, (b,) in zip(times(w, a), bias, strict=True)]

    @property
    def start(self):
        return self.reached(self.w, self.a, self.bias)

    def lifted(self, t):
        """Weights, bias, activations and lambda at t."""
        now = path(self.start, self.end, t)
        x = times(inverse(self.W), plus(now, scaled(self.start, fmpq(-1))))
        M = max(abs(v) for row in x for v in row)
        rho = (self.d - self.c) / 2
        lam = later.CHOICE["scale"](M, rho)
        centre = later.CHOICE["centre"](self.c, rho)
        zero = [[fmpq(0)] * len(self.a[0]) for _ in range(len(self.a) - len(x))]
        moved = plus(self.a, [*x, *zero])
        a = [[((lam - 1) * centre + v) / lam for v in row] for row in moved]
        bias = [
            [b - (lam - 1) * centre * sum(row, fmpq(0))]
            for (b,), row in zip(self.bias, self.w, strict=True)
        ]
        return scaled(self.w, lam), bias, a, lam


@cache
def lift(seed, image):
    return Later(seed, image)


images = pytest.mark.parametrize("image", IMAGES)


@seeds
@images
def test_later_layers_realise_every_path(seed, image):
    case = lift(seed, image)
    for t in TIMES:
        w, bias, a, _ = case.lifted(t)
        assert case.reached(w, a, bias) == path(case.start, case.end, t)
    assert case.reached(*[case.lifted(fmpq(1))[k] for k in (0, 2, 1)]) == case.end


@seeds
@images
def test_activations_stay_in_the_open_image(seed, image):
    """Also where 0 lies neither inside nor at an end of it."""
    case = lift(seed, image)
    for t in TIMES:
        _, _, a, lam = case.lifted(t)
        assert lam >= 1
        assert all(case.c < v < case.d for row in a for v in row)


@seeds
@images
def test_it_starts_where_it_should(seed, image):
    case = lift(seed, image)
    w, bias, a, lam = case.lifted(fmpq(0))
    assert (w, bias, a, lam) == (case.w, case.bias, case.a, 1)


@seeds
@images
def test_weights_keep_their_rank(seed, image):
    case = lift(seed, image)
    assert all(rank(case.lifted(t)[0]) == 2 for t in TIMES)


@seeds
@images
def test_nearby_times_give_nearby_parameters(seed, image):
    """No jump: a step of 10^-6 in t moves every entry by less than 10^-2."""
    case = lift(seed, image)
    for t in TIMES[:-1]:
        near = [case.lifted(t + step) for step in (fmpq(0), fmpq(1, 10**6))]
        for first, second in zip(near[0][:3], near[1][:3], strict=True):
            gaps = [
                abs(x - y)
                for r, s in zip(first, second, strict=True)
                for x, y in zip(r, s, strict=True)
            ]
            assert max(gaps) < fmpq(1, 100)


@seeds
def test_without_the_scale_the_activations_leave_the_image(seed):
    case = lift(seed, "sigmoid")
    now = path(case.start, case.end, fmpq(1))
    x = times(inverse(case.W), plus(now, scaled(case.start, fmpq(-1))))
    outside = [
        v + w for row, old in zip(x, case.a, strict=False) for v, w in zip(row, old, strict=True)
    ]
    assert not all(0 < v < 1 for v in outside)


def test_more_neurons_above_than_below_are_too_many():
    """[1; w a + b] has rank at most 1 + n_l: two rows above one neuron, three samples."""
    generator = random.Random(0)
    for _ in range(10):
        a, w, b = drawn(generator, 1, 3), drawn(generator, 2, 1), drawn(generator, 2, 1)
        n = [[x + c for x in row] for row, (c,) in zip(times(w, a), b, strict=True)]
        assert rank([[fmpq(1)] * 3, *n]) <= 2
    claim = later.STATEMENT.step("width-needed").formula
    rows = [numbers(" ".join(row)) for row in claim["n(1)"]]
    assert rank([[fmpq(1)] * 3, *rows]) > claim["below"] + 1


def test_from_weight_0_a_path_may_have_no_lift():
    """(n_2 - n_1)(a_3 - a_1) = (n_3 - n_1)(a_2 - a_1) fails at t = 0 for the stated numbers."""
    n, a = (numbers(" ".join(later.STILL[key])) for key in ("n_1", "a(0)"))
    assert (n[1] - n[0]) * (a[2] - a[0]) != (n[2] - n[0]) * (a[1] - a[0])
    assert rank([[fmpq(1)] * 3, n, a]) == 3
