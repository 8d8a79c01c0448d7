"""Lemma 20, Theorem 5, Corollary 6 and the way out of every start, by other roads."""

from fractions import Fraction
from itertools import pairwise, product
from math import prod

import mpmath
import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st
from own_checks import claim_of, notices, said

from proofcheck.arithmetic.exact_linear import exact_rank
from proofcheck.core import Budget, Form, Verdict
from proofcheck.search.choices import SeededChoices
from theorems import (
    _constant_loss_layers,
    _hermite_instances,
    _lemma_20_cases,
    _path_checks,
    _path_instances,
    _theorem_5_cases,
    beyond_constant_loss_deep,
    beyond_constant_loss_start,
    corollary_6_non_attracting,
    lemma_20_outputs,
    theorem_5_path_to_global_minimum,
)

MP = mpmath.MPContext()
MP.dps = 60
LEMMA_20, THEOREM_5 = lemma_20_outputs.STATEMENT, theorem_5_path_to_global_minimum.STATEMENT
COROLLARY_6 = corollary_6_non_attracting.STATEMENT
START, DEEP = beyond_constant_loss_start.STATEMENT, beyond_constant_loss_deep.STATEMENT
ALL = (LEMMA_20, THEOREM_5, COROLLARY_6, START, DEEP)
CLAIMS = [(s, step) for s in ALL for step in s.steps]
BUDGET = Budget(30, 1, 0)
few = settings(max_examples=25, deadline=None)
fractions = st.fractions(-3, 3, max_denominator=4)


@pytest.mark.parametrize(("statement", "step"), CLAIMS, ids=[f"{s.id}-{t.id}" for s, t in CLAIMS])
def test_literal_steps_are_refuted_and_the_others_hold(statement, step):
    wanted = Verdict.REFUTED if step.form is Form.LITERAL else Verdict.HOLDS
    assert set(said(statement, step.id)) == {wanted}


WRONG = [
    (LEMMA_20, "activations-in-the-image", {"target": "3/2"}),
    (LEMMA_20, "induction", {"realised": lemma_20_outputs.A_BELOW}),
    (LEMMA_20, "layers", {"place": lambda i: 2 - i}),
    (LEMMA_20, "last-layer", {"f": lambda z, y, t: z + (y - z) * (1 - t)}),
    (THEOREM_5, "output-path", {"f": lambda t: (1 - t) * theorem_5_path_to_global_minimum.y}),
    (THEOREM_5, "loss", {"share": lambda t: (1 - t) * (1 - t) * (1 - t)}),
    (THEOREM_5, "non-increasing", {"share": lambda t: 2 * t}),
    (THEOREM_5, "data", {"equal": sympy.Integer(0)}),
    (COROLLARY_6, "wide-is-enough", {"given": lambda n, N: n >= N - 2}),
    (COROLLARY_6, "below", {"end": corollary_6_non_attracting.loss * 2}),
    (START, "free-a-neuron", {"kept": lambda s: 1 + s}),
    (START, "raise-the-rank", {"step": 2}),
    (DEEP, "differences", {"rate": sympy.Integer(2)}),
    (DEEP, "steep-neurons", {"at the ends": sympy.Integer(1)}),
    (DEEP, "velocity", {"e0": sympy.Integer(-1)}),
    (DEEP, "weights", {"target": lambda target, j: target * (1 + 2 * j) + j}),
    (START, "level", {"x": beyond_constant_loss_start.MOVE / 2}),
]


@pytest.mark.parametrize(("statement", "step", "wrong"), WRONG)
def test_other_wrong_formulas_are_noticed(statement, step, wrong):
    assert notices(statement, step, claim_of(statement, step, **wrong))


# Lemma 20


@pytest.mark.parametrize("target", ["1/10", "1/2", "999/1000"])
def test_targets_in_the_image_are_reached_in_mpmath(target):
    assert _lemma_20_cases.activation_is_reached(BUDGET, {"target": target}).verdict is (
        Verdict.HOLDS
    )
    a = MP.mpf(Fraction(target).numerator) / Fraction(target).denominator
    z = -MP.log(1 / a - 1)
    assert abs(1 / (1 + MP.exp(-z)) - a) < MP.mpf(10) ** -50


def test_the_wide_layer_of_the_example_spans_and_its_odds_are_geometric():
    rows = _lemma_20_cases.wide_activations()
    assert sympy.Matrix(rows).det() != 0
    for row in rows:
        odds = [a / (1 - a) for a in row]
        assert odds[0] * odds[2] == odds[1] ** 2


@few
@given(st.fractions(Fraction(1, 4), 20, max_denominator=7))
def test_only_lambda_one_keeps_odds_geometric(lam):
    """Scaled down by any other lambda > 0 the second neuron's activations fit no w x + b."""
    row = _lemma_20_cases.wide_activations()[1]
    scaled = [a / lam for a in row]
    if max(scaled) < 1 and lam != 1:
        odds = [a / (1 - a) for a in scaled]
        assert odds[0] * odds[2] != odds[1] ** 2
    assert _lemma_20_cases.only_lambda(row) == 1


def test_the_printed_step_is_refuted_for_a_step_of_one():
    step = LEMMA_20.step("last-layer-by-lemma-19")
    assert step.formula == {"step": 1}
    outcome = step.checks[0].run(BUDGET, step.formula)
    assert outcome.witness["n~(1)"] == ["0", "0", "1"]
    assert "entries 13/10 apart" in outcome.detail


def test_corollary_6_asks_for_the_width_that_theorem_5_asks_for():
    needed = COROLLARY_6.step("wide-is-enough").formula["needed"]
    for samples in range(2, 7):
        enough = [n for n in range(1, samples + 3) if needed(n, samples)]
        assert enough == [n for n in range(1, samples + 3) if n > samples - 2]
    printed = COROLLARY_6.step("wide-is-wider").formula["needed"]
    assert [n for n in range(1, 8) if printed(n, 4)] == [5, 6, 7]
    for statement in (THEOREM_5, COROLLARY_6):
        (wide,) = (h for h in statement.hypotheses if h.id == "wide-enough")
        assert "at least N - 1 neurons" in wide.text


def test_a_short_step_decides_nothing():
    outcome = _lemma_20_cases.followed_by_the_inputs(BUDGET, {"step": Fraction(1, 9)})
    assert outcome.verdict is Verdict.UNDECIDED
    still = _lemma_20_cases.followed_by_the_inputs(BUDGET, {"step": Fraction(0)})
    assert still.verdict is Verdict.HOLDS


# Theorem 5


@pytest.mark.parametrize("region", _path_instances.PATHS.regions[::5])
def test_loss_by_a_forward_pass_of_our_own(region):
    """Sigmoid or tanh written out with mpmath at the parameters of the path, t = 0, 1/3, 2/3, 1."""
    instance = _path_instances.draw_path(SeededChoices(1, "own", 3), region, 30)
    sigma = MP.tanh if region.startswith("tanh") else (lambda z: 1 / (1 + MP.exp(-z)))
    labels = [MP.mpf(y.numerator) / y.denominator for y in instance.targets]
    losses = []
    for t in (0, Fraction(1, 3), Fraction(2, 3), 1):
        view = _path_instances.PathView(
            instance.path, Fraction(t), _path_instances.Multiprecision(instance.bits * 3 // 10)
        )
        found = [output(view.point.weights, x, sigma) for x in instance.path.start.inputs]
        losses.append(sum((f - y) ** 2 for f, y in zip(found, labels, strict=True)))
    start = losses[0]
    for loss, share in zip(losses, (9, 4, 1, 0), strict=True):
        assert abs(loss - start * share / 9) < MP.mpf(10) ** -20
    assert all(later < earlier for earlier, later in pairwise(losses))


def output(weights, x, sigma):
    values = [MP.mpf(v.numerator) / v.denominator for v in x]
    for number, layer in enumerate(weights, 1):
        values = [
            MP.mpf(row[0]) + sum(MP.mpf(w) * v for w, v in zip(row[1:], values, strict=True))
            for row in layer
        ]
        if number < len(weights):
            values = [sigma(v) for v in values]
    return values[0]


@few
@given(st.lists(fractions, min_size=3, max_size=3), st.lists(fractions, min_size=3, max_size=3))
def test_the_printed_factor_is_wrong_unless_the_labels_are_met(z, y):
    t = Fraction(1, 2)
    whole = sum((a - b) ** 2 for a, b in zip(y, z, strict=True))
    there = sum((a + t * (b - a) - b) ** 2 for a, b in zip(z, y, strict=True))
    assert there == whole / 4
    assert (there == whole / 2) == (y == z)


def test_at_the_zero_start_only_the_wide_layer_helps():
    """All activations 1/2 whatever layer 2 does; one small weight apart gives rank 2."""
    for layer, verdict in ((1, Verdict.HOLDS), (2, Verdict.REFUTED)):
        outcome = _theorem_5_cases.spanning_after_a_change(BUDGET, {"layer": layer})
        assert outcome.verdict is verdict
    assert MP.log(MP.mpf(1001) / 1000) * 3 < MP.mpf("0.003")


@pytest.mark.parametrize("power", [1, 3, 12])
def test_rationals_are_near_and_short(power):
    assert _theorem_5_cases._is_near(Fraction(1, 10**power))
    full = _theorem_5_cases.dense_is_almost_everything(BUDGET, {"starts": "all"})
    assert full.verdict is Verdict.HOLDS


def test_a_bound_that_is_too_loose_is_no_counterexample(monkeypatch):
    monkeypatch.setattr(_theorem_5_cases, "TOTAL", Fraction(2))
    outcome = _theorem_5_cases.dense_is_almost_everything(BUDGET, {"starts": "rational"})
    assert outcome.verdict is Verdict.UNDECIDED


@few
@given(fractions, fractions, fractions)
def test_repeated_inputs_and_odd_functions_have_a_positive_least_loss(f, y1, y2):
    assert (f - y1) ** 2 + (f - y2) ** 2 >= (y1 - y2) ** 2 / 2
    assert (f - y1) ** 2 + (-f - y2) ** 2 >= (y1 + y2) ** 2 / 2


def test_prescribed_values_at_the_start_are_those_of_the_network():
    instance = _path_instances.draw_path(
        SeededChoices(0, "still", 0), _path_instances.PATHS.regions[0], 30
    )
    view = _path_instances.PathView(instance.path, Fraction(0), instance.first.arithmetic)
    layer = instance.path.start.layer + 1
    assert _path_checks.prescribed(view, layer) is view.start_values.at_layer(layer)


# Corollary 6


def test_the_two_definitions_of_wide_differ_at_equality_only():
    for width, samples in product(range(1, 7), repeat=2):
        assert ((width >= samples) and not (width > samples)) == (width == samples)


# From every start


@pytest.mark.parametrize("region", _constant_loss_layers.REGIONS)
def test_layers_have_the_deficit_they_are_called_after(region):
    for number in range(6):
        layer = draw(region, number)
        m, n = len(layer.v), len(layer.a)
        assert m <= n
        if region in _constant_loss_layers.NEURONS:
            assert exact_rank(text(layer.a)) < n
            last = [
                sum(c * row[j] for c, row in zip(layer.combination, layer.a, strict=False))
                for j in range(len(layer.a[0]))
            ]
            assert last == layer.a[-1]
        else:
            assert exact_rank(text(layer.v)) < m
            d, p, e = layer.directions
            assert all(sum(x * y for x, y in zip(row, d, strict=True)) == 0 for row in layer.v)
            assert sum(x * y for x, y in zip(p, d, strict=True)) == 1
            with_e = [[*row, x] for row, x in zip(layer.v, e, strict=True)]
            assert exact_rank(text(with_e)) == exact_rank(text(layer.v)) + 1


def draw(region, number):
    return _constant_loss_layers.draw_deficient(SeededChoices(number, "tried", 0), region, 30)


def text(rows):
    return [[str(x) for x in row] for row in rows]


def test_a_neuron_that_does_not_depend_cannot_be_freed():
    half, third = Fraction(1, 2), Fraction(1, 3)
    layer = _constant_loss_layers.Deficient(
        [[half, half]], [half], [[half, third], [third, half]], ""
    )
    with pytest.raises(ValueError, match="does not depend"):
        _ = layer.combination


@pytest.mark.parametrize("region", _constant_loss_layers.ROWS)
def test_ranks_are_raised_again_and_again(region):
    """Until the weights have full rank, the activations stay inside and n(l+1) where it is."""
    layer = draw(region, 3)
    claim = START.step("raise-the-rank").formula
    outcome = _constant_loss_layers.rank_is_raised(layer, claim)
    assert outcome.verdict is Verdict.HOLDS
    too_far = {**claim, "step back": Fraction(1, 2)}
    assert _constant_loss_layers.rank_is_raised(layer, too_far).verdict is Verdict.REFUTED


def test_nothing_is_believed():
    assert (START.citations(), DEEP.citations()) == ((), ())


# Step (1): samples that come together


@pytest.mark.parametrize("power", [1, 2, 5])
@pytest.mark.parametrize("j", [1, 2, 3])
def test_divided_differences_against_lagrange(power, j):
    """Sum of f(node) / product of the differences, at four unequal fractions."""
    nodes = [Fraction(1, 3), Fraction(-2), Fraction(5, 2), Fraction(1)][: j + 1]
    wanted = sum(
        node**power / prod(node - other for other in nodes if other != node) for node in nodes
    )
    divided = beyond_constant_loss_deep._divided(power, j)
    point = {
        symbol: sympy.Rational(str(node))
        for symbol, node in zip(beyond_constant_loss_deep.NODES, nodes, strict=False)
    }
    assert sympy.sympify(divided).subs(point) == sympy.Rational(str(wanted))


@pytest.mark.parametrize("name", ["sigmoid", "tanh"])
def test_steep_neurons_integrate_to_the_jump(name):
    """The integral of sigma(w (t - x)) psi'(x), psi = (1 - x^2)^2: near (d - c) psi(t)."""
    sigma = {"sigmoid": lambda z: 1 / (1 + MP.exp(-z)), "tanh": MP.tanh}[name]
    height = {"sigmoid": 1, "tanh": 2}[name]
    t = MP.mpf(1) / 4
    errors = []
    for w in (10, 1000):
        value = MP.quad(
            lambda x, w=w: sigma(w * (t - x)) * (-4 * x * (1 - x * x)),
            [-1, t - 3 / MP.mpf(w), t, t + 3 / MP.mpf(w), 1],
        )
        errors.append(abs(value - height * (1 - t * t) ** 2))
    assert errors[1] < errors[0] / 100
    assert errors[1] < MP.mpf(10) ** -4


@pytest.mark.parametrize("region", _hermite_instances.GATHERINGS.regions)
def test_weights_converge_linearly_and_keep_the_output(region):
    """The distance to the limit shrinks with s, and v(s) a(s) = T by a product of our own."""
    instance = _hermite_instances.draw_gathering(SeededChoices(2, "near", 0), region, 40)
    gaps = []
    for s in (Fraction(1, 10**8), Fraction(1, 10**9)):
        found = instance.weights(s, 40, lambda target, _: target)
        pairs = zip(found, instance.limit, strict=True)
        gaps.append(max(abs(x - y) for x, y in pairs))
    assert gaps[1] < gaps[0] / 5
    sigma = mpmath.tanh if "tanh" in region else (lambda z: 1 / (1 + mpmath.exp(-z)))
    with mpmath.workdps(120):
        for place, deltas in enumerate(instance.deltas):
            for delta in deltas:
                x = place + mpmath.mpf(delta.numerator) / delta.denominator / 10**9
                values = [
                    sigma(
                        mpmath.mpf(w.numerator) / w.denominator * x
                        + mpmath.mpf(b.numerator) / b.denominator
                    )
                    for w, b in instance.neurons
                ]
                reached = sum(v * a for v, a in zip(found, values, strict=True))
                target = instance.targets[place]
                assert abs(reached * target.denominator - target.numerator) < mpmath.mpf(10) ** -40


def test_unequal_targets_of_one_class_need_weights_that_grow():
    region = _hermite_instances.GATHERINGS.regions[0]
    instance = _hermite_instances.draw_gathering(SeededChoices(5, "apart", 0), region, 40)
    sizes = [
        max(map(abs, instance.weights(s, 40, lambda target, j: target + j)))
        for s in (Fraction(1, 10**4), Fraction(1, 10**8))
    ]
    assert sizes[1] > 1000 * sizes[0]
