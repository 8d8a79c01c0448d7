"""Lemma 17 with biases that move: N independent rows of [1; a], in fractions and on instances."""

import random

import pytest
from flint import fmpq, fmpq_mat
from own_checks import claim_of, notices, said

from proofcheck.core import Verdict
from proofcheck.search.choices import SeededChoices
from theorems import _path_checks as checks
from theorems import _path_instances as paths
from theorems import lemma_17_wide_layer, lemma_20_outputs

LEMMA_17, LEMMA_20 = lemma_17_wide_layer.STATEMENT, lemma_20_outputs.STATEMENT
SEEDS = range(4)


def drawn(generator, rows, columns):
    return [
        [fmpq(generator.randint(-5, 5), generator.randint(1, 4)) for _ in range(columns)]
        for _ in range(rows)
    ]


def matrix(rows):
    return fmpq_mat(len(rows), len(rows[0]), [x for row in rows for x in row])


def regular_rows(rows, count):
    """The last rows that are independent: the constant one is taken only where it is needed."""
    chosen = []
    for number in reversed(range(len(rows))):
        if matrix([rows[k] for k in (*chosen, number)]).rank() == len(chosen) + 1:
            chosen.append(number)
    return sorted(chosen) if len(chosen) == count else None


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("neurons", "samples"), [(1, 2), (2, 3), (3, 3), (4, 3)])
def test_one_neuron_less_than_samples_and_the_bias_reach_every_path(seed, neurons, samples):
    """By the inverse of an N x N submatrix of [1; a]; the other columns stay."""
    generator = random.Random(f"{seed} {neurons}")
    rows = chosen = None
    while chosen is None:
        rows = [[fmpq(1)] * samples, *drawn(generator, neurons, samples)]
        chosen = regular_rows(rows, samples)
    assert (0 in chosen) or neurons >= samples
    both, change = drawn(generator, 2, neurons + 1), drawn(generator, 2, samples)
    omega = matrix(change) * matrix([rows[k] for k in chosen]).inv()
    moved = [list(row) for row in both]
    for i, row in enumerate(moved):
        for j, k in enumerate(chosen):
            row[k] += omega[i, j]
    assert matrix(moved) * matrix(rows) == matrix(both) * matrix(rows) + matrix(change)
    still = set(range(neurons + 1)) - set(chosen)
    assert all(new[k] == old[k] for new, old in zip(moved, both, strict=True) for k in still)


def test_without_the_bias_one_neuron_less_does_not_reach_it():
    a, n = [fmpq(1, 2), fmpq(2, 3)], [fmpq(1), fmpq(-1)]
    assert matrix([a, n]).rank() == 2
    assert matrix([[fmpq(1)] * 2, a, n]).rank() == matrix([[fmpq(1)] * 2, a]).rank()


@pytest.mark.parametrize(
    ("step", "wrong"),
    [
        ("biases-too", {"omega": lemma_17_wide_layer.PATH["omega"] * 3}),
        ("biases-too", {"constant": -lemma_17_wide_layer.ones}),
        ("biases-too", {"reached": lambda n, moved: n - moved}),
        ("realised", {"reached": lambda n, moved: n + moved + 1}),
    ],
)
def test_wrong_formulas_are_noticed(step, wrong):
    assert notices(LEMMA_17, step, claim_of(LEMMA_17, step, **wrong))


def instances():
    for number, region in enumerate(paths.PATHS.regions):
        yield paths.draw_path(SeededChoices(1, "width", number), region, 30)


def test_no_instance_is_said_to_span_with_fewer_neurons_than_samples():
    met = set()
    for instance in instances():
        start = instance.path.start
        surplus = start.network.architecture.widths[start.layer] - len(start.inputs)
        said_so = instance.met["spanning"]
        assert (said_so is Verdict.REFUTED) == (surplus < 0)
        assert instance.met["spanning-with-1"] is Verdict.HOLDS
        rows = instance.spanning_neurons
        assert (said_so is Verdict.HOLDS) == (len(rows) == len(start.inputs))
        assert 0 not in rows
        met.add((surplus, said_so))
    assert {(-1, Verdict.REFUTED), (0, Verdict.HOLDS), (1, Verdict.HOLDS)} <= met


def test_the_bias_rests_where_the_neurons_alone_span():
    claim = LEMMA_17.step("realised").formula
    spanning = [i for i in instances() if i.met["spanning"] is Verdict.HOLDS][:4]
    assert {checks.bias_at_rest(i, claim).verdict for i in spanning} == {Verdict.HOLDS}
    wrong = {**claim, "reached": lambda n, moved: n + moved / 3}
    assert Verdict.REFUTED in {checks.bias_at_rest(i, wrong).verdict for i in spanning}


def test_repaired_statements_do_not_ask_for_more_than_rank_n_of_one_and_a():
    for statement in (LEMMA_17, LEMMA_20):
        weaker = next(h for h in statement.hypotheses if h.id == "spanning-with-1")
        assert weaker.form.value == "repaired"
        assert "constant vector 1" in statement.repaired
    assert LEMMA_20.step("base").requires == ("spanning-with-1",)
    assert set(said(LEMMA_20, "base")) == {Verdict.HOLDS}
