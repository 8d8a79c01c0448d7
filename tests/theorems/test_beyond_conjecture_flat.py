"""The conjecture on flat directions: the count in rationals, by another road, and its mutants."""

import pytest
from exact_taylor import Net, bump, dot, fmpq, rank

from proofcheck.core import Verdict
from proofcheck.search.choices import SeededChoices
from theorems import beyond_conjecture_flat_directions as module

STEP = module.STATEMENT.step("independent")


def drawn(index):
    region = module.REGIONS[index % len(module.REGIONS)]
    return module.draw(SeededChoices(5, "test", index), region, 30)


@pytest.mark.parametrize("index", range(6))
def test_the_claim_holds_and_other_numbers_are_refuted(index):
    s = drawn(index)
    assert module.independent(s, STEP.formula).verdict is Verdict.HOLDS
    for less in (1, -1):
        found = module.independent(s, lambda *sizes, less=less: STEP.formula(*sizes) - less)
        assert (found.verdict, bool(found.confirmed_by)) == (Verdict.REFUTED, True)


def test_both_numbers_of_directions_and_of_neurons_are_drawn():
    some = [drawn(index) for index in range(30)]
    seen = {(len(s.conditions.kernel), s.network.architecture.widths[-2]) for s in some}
    assert seen >= {(1, 1), (1, 2), (2, 1)}


def test_directions_go_both_ways_and_rest_nowhere():
    """Their entries are multiples of 1/8 in [-3, -1] or [1, 3]: none is 0, both signs come."""
    directions = [d for index in range(30) for d in drawn(index).conditions.kernel]
    entries = [x for d in directions for x in d]
    assert {x > 0 for x in entries} == {True, False}
    assert all(1 <= abs(x) <= 3 and (8 * x).denominator == 1 for x in entries)
    assert any(min(d) < 0 < max(d) for d in directions)


def conditions(net, inputs, flat):
    """The gradient's rows, and those of Hess f_alpha d for every parameter, in rationals."""
    hessians = [curved(net, x) for x in inputs]
    rows = [[dot(h[i], flat) for h in hessians] for i in range(len(flat))]
    return [*net.jacobian_rows(inputs), *rows]


def curved(net, x):
    """The Hessian of the output: half that of the loss at residual 1 less half that at 0."""
    a, b = (net.hessian([(x, net.f(x) - r)]) for r in (1, 0))
    return [[(p - q) / 2 for p, q in zip(*pair, strict=True)] for pair in zip(a, b, strict=True)]


CASES = [
    ([[[1]], [[2]], [[3]]], (1, 1, 5), 5),
    ([[[1], [-2]], [[3, 1]]], (1, 2, 5, 7), 6),
    ([[[1]], [[2], [-1]], [[3, 1]]], (1, 2, 3, 1, 1), 9),
]


@pytest.mark.parametrize(("layers", "flat", "count"), CASES, ids=["1-1-1-1", "1-2-1", "1-1-2-1"])
def test_the_count_in_rationals(layers, flat, count):
    """All rows, the output's included: what is left out follows from the rest."""
    net = Net(layers, bump, bias=False)
    inputs = [[fmpq(k, 3)] for k in range(-8, 14) if k]
    assert rank(conditions(net, inputs, [fmpq(v) for v in flat])) == count
