"""Corollary 3 and Remark 14: descent that stays, and incoming vectors that are copied."""

import pytest
from exact_minima import chain_minimum, grown
from exact_taylor import Net, bump, exact, flattened, numbers, shaped, solved
from flint import fmpq
from own_checks import said

from proofcheck.core import Assumptions, Verdict
from theorems import corollary_3_gradient_descent as descent
from theorems import remark_14_repeated_weights as copies


def steps_of_descent(net, data, eta, count):
    """Where gradient descent with step size eta is after so many steps, exactly."""
    widths = [len(net.layers[0][0]) - net.bias, *map(len, net.layers)]
    for _ in range(count):
        moved = [
            w - eta * g for w, g in zip(flattened(net.layers), net.gradient(data), strict=True)
        ]
        net = Net(shaped(widths, moved, net.bias), net.sigma, net.bias)
    return net


@pytest.mark.parametrize("eta", ["1/1000", "1", "-3", "100"])
@pytest.mark.parametrize("added", [0, 1, 3])
def test_from_the_split_minimum_descent_goes_nowhere(eta, added):
    net, data = chain_minimum("1-1-1")
    start = grown(net, ((1, added),), fmpq(1, 3))
    end = steps_of_descent(start, data, exact(eta), 2)
    assert end.layers == start.layers
    assert end.loss(data) > 0


def test_from_beside_it_descent_moves():
    net, data = chain_minimum("1-1-1")
    start = grown(net, ((1, 1),), fmpq(1, 3))
    start.layers[0][0][0] += fmpq(1, 10)
    assert steps_of_descent(start, data, fmpq(1, 100), 1).layers != start.layers


def test_the_minimum_is_suboptimal():
    """One more neuron than samples interpolates: loss 0, while descent stays above."""
    net, data = chain_minimum("1-1-1")
    width = len(data)
    hidden = [[fmpq(k * k % 11 - 5, 3), fmpq(2 * k + 1, 5)] for k in range(width)]
    rows = [[fmpq(1), *(bump(u0 + u * x) for u0, u in hidden)] for (x,), _ in data]
    last = solved(rows, [y for _, y in data], [fmpq(0)] * (width + 1))
    assert Net([hidden, [last]], bump).loss(data) == 0 < net.loss(data)


def test_the_step_needs_a_critical_start():
    formula = descent.STATEMENT.step("descent-stays").formula
    assert descent.one_step(formula, Assumptions({"critical"})).verdict is Verdict.HOLDS
    assert descent.one_step(formula, Assumptions(set())).verdict is Verdict.REFUTED


def test_the_sampled_check_holds_at_critical_points():
    assert set(said(descent.STATEMENT, "descent-stays")) == {Verdict.HOLDS}


def pairs_of(net, level):
    rows = net.layers[level - 1]
    return [
        (i + 1, j + 1)
        for i in range(len(rows))
        for j in range(i + 1, len(rows))
        if rows[i] == rows[j]
    ]


@pytest.mark.parametrize("added", [1, 2, 5])
@pytest.mark.parametrize("lam", ["1/3", "-2", "0"])
def test_all_pairs_of_a_chain_are_equal(added, lam):
    net, _ = chain_minimum("1-1-1")
    wide = grown(net, ((1, added),), exact(lam))
    assert len(pairs_of(wide, 1)) == copies.pairs(added + 1) == (added + 1) * added // 2


@pytest.mark.parametrize("added", [1, 3])
def test_a_larger_start_hides_its_twins_among_others(added):
    """1-3-1 with different neurons: only neuron 2 and its twins agree."""
    net = Net(shaped((1, 3, 1), numbers("1 2 0 1 1/2 -1 1 1 2 3")), bump)
    assert pairs_of(net, 1) == []
    for _ in range(added):
        net = net.split(1, 2, fmpq(1, 4))
    twins = {2, *range(4, 4 + added)}
    assert {k for pair in pairs_of(net, 1) for k in pair} == twins
    assert len(pairs_of(net, 1)) == copies.pairs(len(twins))


@pytest.mark.parametrize("lam", ["1/3", "5"])
def test_the_copy_is_exact_and_does_not_depend_on_lambda(lam):
    net = Net(shaped((2, 2, 1), numbers("1 2 3 -1 1/2 0 1 1 1")), bump)
    wide = net.split(1, 2, exact(lam))
    claimed = copies.STATEMENT.step("copied-vector").formula["copy"]
    assert wide.layers[0][-1] == [claimed(u, exact(lam)) for u in net.layers[0][1]]
    assert wide.layers[0][:2] == net.layers[0]


@pytest.mark.parametrize(
    "wrong", [lambda u, lam: u * (1 - lam), lambda u, lam: u + lam, lambda u, _: 2 * u]
)
def test_a_wrong_copy_is_noticed_by_both_checks(wrong):
    assert said(copies.STATEMENT, "copied-vector", {"copy": wrong}) == [Verdict.REFUTED] * 2


@pytest.mark.parametrize("wrong", [lambda n: n, lambda n: n * n, lambda n: n * (n - 1)])
@pytest.mark.parametrize("step", ["identical-vectors", "hidden-twins"])
def test_a_wrong_number_of_pairs_is_noticed(step, wrong):
    formula = {**copies.STATEMENT.step(step).formula, "pairs": wrong}
    assert said(copies.STATEMENT, step) == [Verdict.HOLDS]
    assert said(copies.STATEMENT, step, formula) == [Verdict.REFUTED]
