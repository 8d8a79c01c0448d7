"""A refutation counts only if a second road agrees: where that is made to deny, none is left.

Every check gets a false claim. With its own second road the claim is refuted; with one that says
the opposite it is undecided, because one arithmetic alone may be the one that errs.
"""

from dataclasses import replace
from fractions import Fraction

import pytest

from proofcheck.arithmetic import Multiprecision
from proofcheck.core import Budget, Cause, Verdict
from proofcheck.search.choices import SeededChoices
from proofcheck.search.minima import SHALLOW_BOUNDARY, first_instance
from theorems import _constant_loss_layers as deficits
from theorems import _hermite_instances as gatherings
from theorems import _independent_rows as ranks
from theorems import _lemma_16_checks as starts
from theorems import _lemma_20_cases as outputs
from theorems import _path_instances as paths
from theorems import _theorem_4_printed as slips
from theorems import _theorem_5_cases as wide
from theorems import _theorem_7_notation as notation
from theorems import _theorem_9_counts as counts
from theorems import beyond_conjecture_independence as conjecture
from theorems import lemma_a1_block_semidefinite as blocks
from theorems import proposition_15_vanishing_d as vanishing
from theorems import theorem_8_one_hidden_layer as shallow

BUDGET = Budget(20, 1, 0)


def drawn(family, region, number=0):
    return family.draw(SeededChoices(number, family.name, 0), region, 20)


def answers(*values):
    """A function that gives these answers, one call after the other."""
    left = iter(values)
    return lambda *_: next(left)


def zero_start():
    """Three samples or more, and a start at 0 that is looked at unchanged."""
    for region in paths.PATHS.regions[:8]:
        for number in range(4):
            instance = drawn(paths.PATHS, region, number)
            start = instance.path.start
            later = start.network.architecture.depth - start.layer - 1
            if later and len(start.inputs) > 2:
                return instance
    raise LookupError("no zero start with a later layer")


def duplicated():
    """A layer whose last neuron repeats the first and sends something on."""
    layers = (drawn(deficits.DEFICIENT, "duplicated neuron", k) for k in range(20))
    return next(layer for layer in layers if any(row[-1] for row in layer.v))


def opposite(s):
    matrix, claimed = blocks.sides_of_a(s)
    return matrix, not claimed


UNCHANGED = {"at": lambda start: start.original}
CASES = {
    "theorem 4, weights of one sign": (
        lambda: slips.obstruction(BUDGET, {"obstructed": lambda sign, c: sign * c > 0}),
        slips,
        "_never",
        lambda n, sign, c: -sign * Fraction(c, n) > 0,
    ),
    "theorem 5, widths": (
        lambda: wide.starts_are_wide(
            BUDGET, {"given": lambda n, N: n >= N, "needed": lambda n, N: n > N}
        ),
        wide,
        "_not_within",
        lambda *_: False,
    ),
    "theorem 8, lower nearby": (
        lambda: shallow.lower_nearby(first_instance(SHALLOW_BOUNDARY, 20), {}),
        shallow,
        "lower_in_second_arithmetic",
        lambda *_: False,
    ),
    "theorem 9, rank": (
        lambda: counts.rank_of_conditions(BUDGET, {"count": lambda n, s: n * s}),
        counts,
        "_approximate_rank",
        lambda *_: 10**6,
    ),
    "lemma 16, rank of later weights": (
        lambda: starts.full_rank(zero_start(), UNCHANGED),
        starts,
        "_rank",
        len,
    ),
    "lemma 16, rank of stated vectors": (
        lambda: starts.one_neuron(BUDGET, {"rows": [["1/2", "2/3"]]}),
        starts,
        "_rank",
        lambda rows: len(rows[0]),
    ),
    "lemma 20, roots": (
        lambda: outputs.followed_by_the_inputs(BUDGET, {"step": Fraction(1)}),
        outputs,
        "_roots",
        lambda: {0, 2},
    ),
    "lemma 20, spanning": (
        lambda: outputs.followed_by_the_inputs(BUDGET, {"step": Fraction(1)}),
        outputs,
        "_spanning",
        lambda: False,
    ),
    "lemma A.1, minors": (
        lambda: blocks.compare_semidefiniteness(
            drawn(blocks.BLOCKS, "indefinite x"), {"sides": opposite}
        ),
        blocks,
        "_psd_by_minors",
        lambda _: True,
    ),
    "layers, deficit": (
        lambda: deficits.neuron_is_freed(
            duplicated(),
            {"to others": lambda s: 2 * s, "kept": lambda s: 1 - s},
        ),
        deficits,
        "exact_rank",
        lambda _: 99,
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_the_second_road_denies_is_not_refuted(monkeypatch, name):
    check, module, function, denial = CASES[name]
    outcome = check()
    assert (outcome.verdict, bool(outcome.confirmed_by)) == (Verdict.REFUTED, True)
    monkeypatch.setattr(module, function, denial)
    outcome = check()
    assert outcome.verdict is Verdict.UNDECIDED
    assert outcome.cause is not None


def test_other_digits_have_to_see_the_same_distance(monkeypatch):
    """Weights that are far at 20 digits and near at 40 were never far."""
    instance = drawn(gatherings.GATHERINGS, "a pair; tanh")
    claim = {"target": lambda target, _j: target}
    monkeypatch.setattr(gatherings, "_distance", answers(Fraction(5), Fraction(5)))
    assert gatherings.stays_bounded(instance, claim).verdict is Verdict.REFUTED
    monkeypatch.setattr(gatherings, "_distance", answers(Fraction(5), Fraction(1, 5)))
    assert gatherings.stays_bounded(instance, claim).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(
    ("second", "verdict"), [(2, Verdict.REFUTED), (1, Verdict.REFUTED), ("1/2", Verdict.UNDECIDED)]
)
def test_an_activation_of_1_in_one_arithmetic_only_is_not_refuted(monkeypatch, second, verdict):
    """Layer 0 of 1-1-1 shows the input 2, which is outside (0, 1)."""
    passed = notation.forward_pass

    def forward_pass(network, inputs, arithmetic):
        values = passed(network, inputs, arithmetic)
        if isinstance(arithmetic, Multiprecision):
            layer = arithmetic.array([[second]])
            return replace(values, activations=(layer, *values.activations[1:]))
        return values

    monkeypatch.setattr(notation, "forward_pass", forward_pass)
    assert notation.activations_in_the_image(BUDGET, {"layers": (0,)}).verdict is verdict


def test_the_roots_are_those_of_the_second_neuron(monkeypatch):
    """Whose odds are geometric; those of another neuron need not be."""
    second = outputs.wide_activations()[1]
    monkeypatch.setattr(outputs, "wide_activations", lambda: [["1/2", "1/2", "2/3"], second])
    assert outputs._roots() == {0, 1}
    monkeypatch.setattr(outputs, "wide_activations", lambda: [second, ["1/2", "1/2", "2/3"]])
    assert outputs._roots() != {0, 1}


def test_both_arithmetics_have_to_see_the_same_loss_and_sensitivity(monkeypatch):
    seen, other = (Fraction(1), Fraction(-2)), (Fraction(1), Fraction(0))
    for second, verdict in ((seen, Verdict.REFUTED), (other, Verdict.UNDECIDED)):
        monkeypatch.setattr(vanishing, "_loss_and_sensitivity", answers(seen, second))
        outcome = vanishing.sensitivity_at_a_global_minimum(BUDGET, {"label": 1})
        assert outcome.verdict is verdict


def test_a_loss_that_is_not_the_least_decides_nothing(monkeypatch):
    """At another point than a global minimum the sensitivities say nothing of the claim."""
    above = (Fraction(3), Fraction(-2))
    monkeypatch.setattr(vanishing, "_loss_and_sensitivity", answers(above, above))
    outcome = vanishing.sensitivity_at_a_global_minimum(BUDGET, {"label": 1})
    assert (outcome.verdict, outcome.cause) == (Verdict.UNDECIDED, Cause.NOT_APPLICABLE)


@pytest.mark.parametrize("less", [1, 2])
def test_a_rank_between_two_bounds_decides_no_count(monkeypatch, less):
    """The lower bound falls short of the upper one: even a claim that equals it is undecided."""
    proved = counts.rank_lower_bound
    monkeypatch.setattr(counts, "rank_lower_bound", lambda *a: proved(*a) - less)
    for count in (3, 3 - less):
        outcome = counts.rank_of_conditions(BUDGET, {"count": lambda n, s, count=count: count})
        assert (outcome.verdict, outcome.cause) == (Verdict.UNDECIDED, Cause.PRECISION)


def test_a_conjectured_rank_that_is_not_proved_is_undecided(monkeypatch):
    """One less than claimed proves nothing against it: more digits might show the rest."""
    s = drawn(conjecture.NETWORKS, conjecture.NETWORKS.regions[0])
    assert conjecture.independent(s, lambda M, extra: M + extra).verdict is Verdict.HOLDS
    proved = ranks.proved_rank
    monkeypatch.setattr(ranks, "proved_rank", lambda *a: proved(*a) - 1)
    outcome = conjecture.independent(s, lambda M, extra: M + extra)
    assert (outcome.verdict, outcome.cause) == (Verdict.UNDECIDED, Cause.PRECISION)
