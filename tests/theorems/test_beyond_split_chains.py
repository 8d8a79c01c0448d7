"""Split chains in fractions: the affine critical set, the Hessian's formula, counts and signs."""

import random
from functools import cache

import pytest
import sympy
from exact_minima import chain_minimum, grown
from exact_taylor import (
    Net,
    bump,
    cubic,
    dot,
    exact,
    flattened,
    form,
    inertia,
    numbers,
    planted,
    rank,
    shaped,
)
from flint import fmpq
from own_checks import claim_of, notices

from proofcheck.core import Assumptions, Verdict
from theorems import beyond_split_chains as module
from theorems._wide_steps import corrected_dimension

STATEMENT = module.STATEMENT
CHAINS = {
    "1-1-1": ((1, 1, 1), True),
    "1-1-1-1": ((1, 1, 1, 1), True),
    "2-1-1-1 without": ((2, 1, 1, 1), False),
    "1-1-1-1-1 without": ((1, 1, 1, 1, 1), False),
}
SPLITS = {
    "1-1-1": ((1, 3),),
    "1-1-1-1": ((1, 1), (2, 2)),
    "2-1-1-1 without": ((2, 1), (1, 2)),
    "1-1-1-1-1 without": ((3, 1), (1, 1), (2, 1)),
}
PATTERN = numbers("1/2 1 1/3 2 -1/2 3/2 1 -2 1/4 2/3")
chains = pytest.mark.parametrize("name", CHAINS)


@cache
def chain(name):
    """A critical chain with a residual, exact."""
    widths, bias = CHAINS[name]
    net = Net(shaped(widths, PATTERN, bias), cubic, bias)
    count = len(flattened(net.layers)) + 4
    inputs = [
        [fmpq((k * (2 + i) + i * k * k) % 19 - 9, 9) for i in range(widths[0])]
        for k in range(count)
    ]
    return net, planted(net, inputs, [fmpq(k % 3 - 1) for k in range(count)])


def split(net, name, lam):
    """Split neuron 1 of the layers, in their order; also return the shares of every layer."""
    shares = [[fmpq(1)] for _ in net.layers[:-1]]
    for level, times in SPLITS[name]:
        for _ in range(times):
            net = net.split(level, 1, lam)
            own = shares[level - 1]
            own.append(lam * own[0])
            own[0] = (1 - lam) * own[0]
    return net, shares


def on_the_set(net, small, generator):
    """Other weights with the chain's row sums: a point of the affine set."""
    layers = [[list(row) for row in layer] for layer in net.layers]
    first = int(small.bias)
    for layer, chain_layer in zip(layers[1:], small.layers[1:], strict=True):
        for row in layer:
            for k in range(first + 1, len(row)):
                row[k] = fmpq(generator.randint(-6, 6), 4)
            row[first] = chain_layer[0][first] - sum(row[first + 1 :], fmpq(0))
    return Net(layers, net.sigma, net.bias)


@chains
@pytest.mark.parametrize("lam", ["1/3", "-2"])
def test_the_affine_set_is_critical_and_the_loss_constant_on_it(name, lam):
    small, data = chain(name)
    assert not any(small.gradient(data))
    large, _ = split(small, name, exact(lam))
    generator = random.Random(name)
    for _ in range(3):
        point = on_the_set(large, small, generator)
        assert point.loss(data) == small.loss(data) > 0
        assert not any(point.gradient(data))


@chains
def test_off_the_set_it_is_not_critical(name):
    small, data = chain(name)
    large, _ = split(small, name, exact("1/3"))
    large.layers[-1][0][-1] += 1
    assert any(large.gradient(data))


@chains
def test_where_the_chain_is_not_critical_neither_is_the_set(name):
    small, data = chain(name)
    spoilt = [(data[0][0], data[0][1] + 1), *data[1:]]
    large, _ = split(small, name, exact("1/3"))
    assert any(large.gradient(spoilt))


@chains
@pytest.mark.parametrize("lam", ["1/3", "1/2", "-1"])
def test_the_form_of_the_hessian_is_h_of_averages_and_B_of_deviations(name, lam):
    """W'Hw = h(P w) + sum c_{l,k} B(l)(E_{l,k} w), for random rational directions."""
    small, data = chain(name)
    large, shares = split(small, name, exact(lam))
    H, h = large.hessian(data), small.hessian(data)
    B = [small.B(level, 1, data) for level in range(1, len(small.layers))]
    generator = random.Random(name + lam)
    widths = [len(large.layers[0][0]) - large.bias, *map(len, large.layers)]
    for _ in range(4):
        w = [fmpq(generator.randint(-9, 9), 3) for _ in flattened(large.layers)]
        moves = shaped(widths, w, large.bias)
        value, averages = fmpq(0), []
        for level, layer in enumerate(moves, 1):
            rows = [reduced_row(row, level, small.bias) for row in layer]
            weights = shares[level - 1] if level < len(moves) else [fmpq(1)]
            mean = [dot(weights, column) for column in zip(*rows, strict=True)]
            averages += mean
            if level < len(moves):
                for c, row in zip(weights, rows, strict=True):
                    apart = [x - m for x, m in zip(row, mean, strict=True)]
                    value += c * form(B[level - 1], apart)
        assert form(H, w) == form(h, averages) + value


def reduced_row(row, level, bias):
    """A direction's row for one neuron as the chain sees it: bias and the sum of its weights."""
    return row if level == 1 else [*row[: int(bias)], sum(row[int(bias) :], fmpq(0))]


@chains
def test_the_shares_are_those_of_the_construction(name):
    """What neuron k sends is c_k times what the chain's neuron sends, and the c_k add up to 1."""
    small, _ = chain(name)
    lam = exact("2/5")
    large, shares = split(small, name, lam)
    for level, own in enumerate(shares, 1):
        total = {}
        for row in large.layers[level]:
            for k, w in enumerate(row[int(large.bias) :]):
                total.setdefault(k, set()).add(w / sum(row[int(large.bias) :], fmpq(0)))
        assert [total[k] for k in range(len(own))] == [{c} for c in own]
        assert sum(own) == 1
    formula = STATEMENT.step("shares").formula
    c = sympy.Symbol("c")
    values = {module.LAM: "2/5", c: "3/7"}
    kept, given = (exact(str(formula[p](c).subs(values))) for p in ("neuron", "twin"))
    assert (kept, given) == ((1 - lam) * fmpq(3, 7), lam * fmpq(3, 7))


WIDE = [
    ("1-1-1", ((1, 1),)),
    ("1-1-1", ((1, 4),)),
    ("1-1-1-1", ((1, 1), (2, 1))),
    ("1-1-1-1", ((2, 2),)),
    ("without", ((1, 2), (2, 1))),
    ("without", ((2, 1), (1, 3))),
]


@pytest.mark.parametrize(("name", "parts"), WIDE)
def test_inside_the_interval_the_hessian_is_positive_across_the_critical_set(name, parts):
    net, data = chain_minimum(name)
    large = grown(net, parts, exact("1/3"))
    hidden = [len(layer) for layer in large.layers[:-1]]
    degenerate = sum(m * (n - 1) for n, m in zip(hidden, [*hidden[1:], 1], strict=True))
    size = len(flattened(large.layers))
    assert inertia(large.hessian(data)) == (size - degenerate, degenerate, 0)
    assert corrected_dimension(*hidden) == degenerate


@pytest.mark.parametrize(("name", "parts"), WIDE)
@pytest.mark.parametrize("last", ["-1", "3/2"])
def test_with_the_last_lambda_outside_there_is_negative_curvature(name, parts, last):
    net, data = chain_minimum(name)
    level = parts[-1][0]
    large = grown(net, parts, exact("1/3")).split(level, 1, exact(last))
    assert inertia(large.hessian(data))[2] > 0


@pytest.mark.parametrize(("name", "parts"), WIDE)
def test_no_loss_near_the_critical_set_is_lower(name, parts):
    net, data = chain_minimum(name)
    large = grown(net, parts, exact("1/4"))
    flat, least = flattened(large.layers), net.loss(data)
    widths = [1, *map(len, large.layers)]
    generator = random.Random(name)
    for _ in range(8):
        moved = [w + fmpq(generator.randint(-9, 9), 9000) for w in flat]
        assert Net(shaped(widths, moved, net.bias), bump, net.bias).loss(data) > least


@pytest.mark.parametrize(("name", "parts"), WIDE)
def test_the_degenerate_directions_are_differences_within_rows(name, parts):
    """H t = 0 for w_{s,1} - w_{s,k}; they are independent and as many as claimed."""
    net, data = chain_minimum(name)
    large = grown(net, parts, exact("1/3"))
    H, size, place, directions = large.hessian(data), len(flattened(large.layers)), 0, []
    for level, layer in enumerate(large.layers, 1):
        for row in layer:
            if level > 1:
                for k in range(int(net.bias) + 1, len(row)):
                    t = [fmpq(0)] * size
                    t[place + int(net.bias)], t[place + k] = fmpq(1), fmpq(-1)
                    directions.append(t)
            place += len(row)
    assert all(not any(dot(row, t) for row in H) for t in directions)
    hidden = [len(layer) for layer in large.layers[:-1]]
    assert rank(directions) == len(directions) == corrected_dimension(*hidden)


@pytest.mark.parametrize(("m", "n"), [(1, 1), (3, 2), (2, 5), (4, 4)])
@pytest.mark.parametrize("bias", [0, 1])
def test_the_dimension_of_one_layer_by_ranks(m, n, bias):
    """All directions of a layer minus those seen by row sums and biases."""
    seen = []
    for s in range(m):
        row_sum = [fmpq(int(i == s and k >= bias)) for i in range(m) for k in range(n + bias)]
        seen.append(row_sum)
        if bias:
            seen.append([fmpq(int(i == s and k == 0)) for i in range(m) for k in range(n + 1)])
    degenerate = m * (n + bias) - rank(seen)
    formula = STATEMENT.step("dimension").formula["degenerate"]
    assert degenerate == formula.subs({module.m: m, module.below: n})


@pytest.mark.parametrize("lam", ["1/3", "1/2", "-1", "4/3"])
def test_the_form_where_the_last_two_move_apart(lam):
    """Neuron 1 and its twin apart, average kept: lambda (1 - lambda) c B(e, e)."""
    net, data = chain_minimum("1-1-1")
    lam = exact(lam)
    large = net.split(1, 1, exact("1/4")).split(1, 1, lam)
    H, B = large.hessian(data), net.B(1, 1, data)
    c, e = fmpq(3, 4), numbers("1 -2")
    direction = [fmpq(0)] * len(H)
    for own, twin, x in zip(large.incoming(1, 1), large.incoming(1, 3), e, strict=True):
        direction[own], direction[twin] = -lam * x, (1 - lam) * x
    factor = STATEMENT.step("last-splitting").formula["value"]
    claimed = exact(str(factor.subs({module.LAM: str(lam)})))
    assert form(H, direction) == claimed * c * form(B, e)


def test_exchange_terms_need_a_critical_chain():
    formula = STATEMENT.step("exchange-vanishes").formula
    held = module.exchange_vanishes(formula, Assumptions({"critical"}))
    lost = module.exchange_vanishes(formula, Assumptions(set()))
    assert (held.verdict, lost.verdict) == (Verdict.HOLDS, Verdict.REFUTED)


@pytest.mark.parametrize("kappa", ["0", "1/4", "1/2"])
def test_the_nearest_point_keeps_a_quarter(kappa):
    """(beta - kappa)/2 h^2 >= (beta/4) h^2 exactly as long as kappa <= beta/2."""
    beta, h, kappa = fmpq(1), fmpq(3), exact(kappa)
    kept = exact(str(STATEMENT.step("nearest-point").formula["kept"]))
    slack = exact(str(STATEMENT.step("nearest-point").formula["slack"]))
    value = (beta - kappa) / 2 * h * h
    assert value == kept * beta * h * h + slack * (beta / 2 - kappa) * h * h
    assert value >= beta / 4 * h * h
    assert (beta - fmpq(3, 5)) / 2 * h * h < beta / 4 * h * h


BROKEN = [
    ("shares", {"twin": lambda c: c}),
    ("shares", {"neuron": lambda c: (1 + module.LAM) * c}),
    ("second-order", {"curvature": 2 * module.U * module.SECOND}),
    ("second-order", {"exchange": -module.FIRST}),
    ("curvature-is-B", {"weight": 2 * module.U}),
    ("exchange-vanishes", {"factor": 1 / module.U**2}),
    ("kernel", {"averages": sympy.Integer(2)}),
    ("last-splitting", {"value": (1 - module.LAM) ** 2}),
    ("dimension", {"degenerate": module.m * module.below - 1}),
    ("nearest-point", {"kept": sympy.Rational(1, 3)}),
    ("deviations", {"deviation": lambda s: 2 * module.layer.deviation(s)}),
    ("critical-set", {"share": lambda k: sympy.Rational(1, 3)}),
]


@pytest.mark.parametrize(("step", "changes"), BROKEN)
def test_a_broken_formula_is_noticed(step, changes):
    assert notices(STATEMENT, step, claim_of(STATEMENT, step, **changes))
