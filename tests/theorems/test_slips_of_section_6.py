"""Slips about section 6: global minima, bottlenecks, where paths start; by hand."""

from itertools import product

import mpmath
import pytest
from matrix_numbers import Numbers
from own_checks import claim_of, notices, said

from proofcheck.core import Budget, Form, Verdict
from theorems import (
    _lemma_20_cases,
    _theorem_5_cases,
    corollary_6_non_attracting,
    lemma_19_later_layers,
    lemma_20_outputs,
    theorem_5_path_to_global_minimum,
)
from theorems import _widths_after_wide as widths

COROLLARY_6, THEOREM_5 = (
    corollary_6_non_attracting.STATEMENT,
    theorem_5_path_to_global_minimum.STATEMENT,
)
LEMMA_20, LEMMA_19 = lemma_20_outputs.STATEMENT, lemma_19_later_layers.STATEMENT
BUDGET = Budget(30, 1, 0)
MP = mpmath.MPContext()
MP.dps = 40

PAIRS = [
    (COROLLARY_6, "no-bottleneck-suffices", "no-bottleneck-after"),
    (THEOREM_5, "outputs-of-w", "outputs-of-w-prime"),
    (LEMMA_20, "activations-at-w-l", "activations-at-w"),
]


@pytest.mark.parametrize(("statement", "literal", "repaired"), PAIRS)
def test_the_printed_words_are_refuted_and_the_repair_holds(statement, literal, repaired):
    assert statement.step(literal).form is Form.LITERAL
    assert statement.step(repaired).form is Form.REPAIRED
    assert set(said(statement, literal)) == {Verdict.REFUTED}
    assert set(said(statement, repaired)) == {Verdict.HOLDS}
    same = [step.checks[0].run for step in map(statement.step, (literal, repaired))]
    assert same[0] is same[1]


WRONG = [
    (COROLLARY_6, "no-bottleneck-after", {"needed": "no bottleneck"}),
    (THEOREM_5, "outputs-of-w-prime", {"at": "anywhere"}),
    (LEMMA_20, "activations-at-w", {"layers": ()}),
    (LEMMA_19, "submatrix", {"columns": lemma_19_later_layers.P.inv() * 2}),
    (LEMMA_19, "submatrix", {"rows": lemma_19_later_layers.P.T}),
]


@pytest.mark.parametrize(("statement", "step", "wrong"), WRONG)
def test_other_wrong_formulas_are_noticed(statement, step, wrong):
    assert notices(statement, step, claim_of(statement, step, **wrong))


# Global minima


@pytest.mark.parametrize("labels", [("0", "0"), ("1", "0"), ("-1/2", "1/3")])
def test_a_path_ends_below_exactly_where_the_loss_is_positive(labels):
    outcome = _theorem_5_cases.a_path_ends_below(BUDGET, {"labels": labels})
    positive = any(y != "0" for y in labels)
    assert outcome.verdict is (Verdict.HOLDS if positive else Verdict.REFUTED)
    assert bool(outcome.confirmed_by) is not positive


def test_around_a_loss_of_zero_nothing_is_lower():
    for a, b, v in product((-1, 0, 2), repeat=3):
        f = [v / (1 + MP.exp(-a - b * x)) for x in (0, 1)]
        assert sum(y * y for y in f) >= 0


# Bottlenecks


def bottlenecks(shape):
    return [k for k in range(1, len(shape) - 1) if shape[k] < min(shape[k - 1], shape[k + 1])]


def falls(shape, wide):
    later = shape[wide + 1 :]
    return all(later[k] >= later[j] for k in range(len(later)) for j in range(k, len(later)))


def test_the_two_examples_of_ten_samples():
    """N = 10: 10-5-5-7-1 has no bottleneck and grows; 3-2-10-1 has one and does not grow."""
    assert (bottlenecks((2, 10, 5, 5, 7, 1)), falls((2, 10, 5, 5, 7, 1), 1)) == ([], False)
    assert (bottlenecks((3, 2, 10, 1)), falls((3, 2, 10, 1), 2)) == ([1], True)


def test_conditions_agree_with_other_definitions_on_all_architectures():
    seen = set()
    for shape, wide in widths.architectures():
        found = widths.non_increasing(shape, wide), widths.no_bottleneck(shape, wide)
        assert found == (falls(shape, wide), not bottlenecks(shape))
        after = [k for k in bottlenecks(shape) if k > wide]
        assert widths.no_bottleneck_after(shape, wide) == (not after)
        assert all(a(shape, wide) == again(shape, wide) for a, again in widths.CONDITIONS.values())
        assert max(shape) <= widths.SAMPLES == shape[wide]
        seen.add(found)
    assert seen == set(product((True, False), repeat=2))


@pytest.mark.parametrize(
    ("given", "needed", "example"),
    [
        ("no bottleneck", "non-increasing after l*", [1, 3, 1, 1, 2, 1]),
        ("non-increasing after l*", "no bottleneck", [2, 1, 3, 1]),
        ("non-increasing after l*", "no bottleneck after l*", None),
        ("no bottleneck", "no bottleneck after l*", None),
    ],
)
def test_the_first_counterexample(given, needed, example):
    outcome = widths.implies(BUDGET, {"given": given, "needed": needed})
    assert outcome.verdict is (Verdict.REFUTED if example else Verdict.HOLDS)
    if example:
        assert outcome.witness["widths"] == example
        assert outcome.confirmed_by


# Starts


def test_outputs_of_the_start_and_of_w_differ_in_mpmath():
    weight = MP.log(MP.mpf(1001) / 1000)
    at_w, at_start = ([1 / (1 + MP.exp(-w * x)) for x in (0, 1)] for w in (0, weight))
    assert at_w == [MP.mpf(1) / 2] * 2
    assert abs(at_start[1] - MP.mpf(1001) / 2001) < MP.mpf(10) ** -35
    step = THEOREM_5.step("outputs-of-w")
    (check,) = step.checks
    assert check.run(BUDGET, step.formula).confirmed_by == "inverse odds"


@pytest.mark.parametrize(
    ("layers", "verdict"), [((2,), "refuted"), ((1,), "holds"), ((), "refuted")]
)
def test_activations_depend_on_the_layers_below(layers, verdict):
    outcome = _lemma_20_cases.determined_by(BUDGET, {"layers": layers})
    assert outcome.verdict.value == verdict
    sigma = lambda z: 1 / (1 + MP.exp(-z))  # noqa: E731
    assert abs(sigma(sigma(MP.log(2))) - sigma(sigma(0))) > MP.mpf("0.03")


# Lemma 19's order


@pytest.mark.parametrize("seed", range(3))
def test_the_order_of_neurons_is_undone_on_the_path(seed):
    later = lemma_19_later_layers
    n = Numbers({later.m: 2, later.N: 3, later.n: 4}, seed)
    order = [(k + 1 + seed) % 4 for k in range(4)]
    n[later.P] = [[int(j == order[i]) for j in range(4)] for i in range(4)]
    formula = LEMMA_19.step("submatrix").formula
    columns, rows = n.at(formula["columns"]), n.at(formula["rows"])
    w, a = n[later.w_any], n[later.a_any]
    assert (w * columns) * (n[later.P] * a) == w * a
    moved = n[later.a_path]
    assert (n[later.w_path] * n[later.P]) * (rows * moved) == n[later.w_path] * moved
    assert sorted(map(tuple, (rows * moved).tolist())) == sorted(map(tuple, moved.tolist()))
