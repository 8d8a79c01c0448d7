"""Repeated splits, planted chains, wide certificates and zero loss, against exact small cases."""

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from exact_taylor import (
    Net,
    cubic,
    dot,
    flattened,
    form,
    inertia,
    numbers,
    planted,
    rank,
    shaped,
)
from flint import fmpq

from proofcheck.arithmetic import Balls, Multiprecision, Rationals
from proofcheck.core import Cause, InputError, PrecisionError, Verdict
from proofcheck.networks import SIGMOID, Architecture, Network, polynomial
from proofcheck.search import planted_chain, repeated_splits
from proofcheck.search.chain_minima import (
    deep_with_biases,
    shallow,
    shallow_with_biases,
    two_neurons,
)
from proofcheck.search.planted_chain import PlantedMinimum, scaled_to_minimum, unit_matrix
from proofcheck.search.points import at_network
from proofcheck.search.repeated_splits import (
    Splits,
    Wide,
    averages,
    complement,
    deviations,
    is_split,
    predicted_hessian,
    tangent,
)
from proofcheck.search.wide_certificates import (
    critical,
    hessian_formula,
    kernel_dimension,
    saddle,
    small_minimum,
    split_direction,
    wide_minimum,
)
from proofcheck.search.wide_checks import SHALLOW_WITH_BIASES, certified, wide
from proofcheck.search.zero_loss import attains_zero, padded, spans_samples

DIGITS = 30
CUBIC = polynomial((0, 1, "1/2", "1/3"))
CHAINS = {
    "1-1-1": ((1, 1, 1), True, "1/2 1 1/3 2"),
    "2-1-1-1": ((2, 1, 1, 1), True, "1/2 1 -1 1/3 2 -1/2 3/2"),
    "1-1-1-1 without": ((1, 1, 1, 1), False, "1 2 -3/2"),
}
names = pytest.mark.parametrize("name", CHAINS)


@dataclass(frozen=True, eq=False)
class Exact:
    """A small instance whose both views are the same rational point."""

    point: object
    name: str = "exact"
    digits: int = DIGITS

    @property
    def first(self):
        return self.point

    @property
    def second(self):
        return self.point

    def to_json(self):
        return {"instance": self.name}


@cache
def chain(name):
    """A critical chain in rationals and in polynomials, labels planted."""
    widths, bias, text = CHAINS[name]
    net = Net(shaped(widths, numbers(text), bias), cubic, bias)
    count = len(flattened(net.layers)) + 3
    inputs = [
        [fmpq((k * (2 + i) + i * k * k) % 17 - 8, 8) for i in range(widths[0])]
        for k in range(count)
    ]
    data = planted(net, inputs, [fmpq(k % 3 - 1) for k in range(count)])
    rows = tuple(tuple(Fraction(int(v.p), int(v.q)) for v in x) for x in inputs)
    point = at_network(
        Architecture(widths, bias), CUBIC, numbers(text), rows, [y for _, y in data], Rationals()
    )
    return Exact(point), net, data


def parts_of(name):
    if name == "1-1-1":
        return (Splits(1, Fraction(1, 3), 2),)
    return (Splits(2, Fraction(1, 4), 1), Splits(1, Fraction(-1, 2), 1, Fraction(3)))


def by_hand(name):
    """The larger network in polynomials, split in the same order."""
    _, net, _ = chain(name)
    for part in parts_of(name):
        for lam in part.lambdas:
            net = net.split(part.layer, 1, fmpq(lam.numerator, lam.denominator))
    return net


@names
def test_the_wide_point_is_the_split_network(name):
    small, _, data = chain(name)
    found = Wide(small, parts_of(name))
    mine = by_hand(name)
    flat = [x for layer in found.first.weights for x in layer.ravel()]
    assert flat == flattened(mine.layers)
    assert found.architecture.widths[1:] == tuple(map(len, mine.layers))
    assert found.first.loss == mine.loss(data)
    assert not any(found.first.gradient)
    assert found.first.hessian.tolist() == mine.hessian(data)


@names
def test_shares_are_what_the_neurons_send(name):
    small, net, _ = chain(name)
    found, mine = Wide(small, parts_of(name)), by_hand(name)
    for level, shares in enumerate(found.shares, 1):
        for row in mine.layers[level]:
            sent = row[int(net.bias) :]
            total = sum(sent, fmpq(0))
            assert [s / total for s in sent] == [fmpq(c.numerator, c.denominator) for c in shares]


@names
def test_the_predicted_hessian_is_the_exact_one(name):
    small, _, data = chain(name)
    found = Wide(small, parts_of(name))
    predicted = predicted_hessian(small.first, found.architecture, found.shares)
    assert predicted.tolist() == by_hand(name).hessian(data)
    wrong = tuple(tuple(reversed(layer)) for layer in found.shares)
    other = predicted_hessian(small.first, found.architecture, wrong)
    assert other.tolist() != predicted.tolist()


@names
def test_averages_and_deviations_recover_directions(name):
    """P and E by their definition, on a direction with different numbers everywhere."""
    small, net, _ = chain(name)
    found = Wide(small, parts_of(name))
    architecture = found.architecture
    w = [Fraction(3 * k * k % 11 - 5, 2) for k in range(architecture.parameter_count)]
    P = averages(architecture, found.shares)
    mean = P.dot(np.array(w, dtype=object))
    moves = shaped(architecture.widths, w, architecture.bias)
    first = int(net.bias)
    place = 0
    for level, layer in enumerate(moves, 1):
        rows = [r if level == 1 else [*r[:first], sum(r[first:], Fraction(0))] for r in layer]
        shares = found.shares[level - 1] if level < len(moves) else (Fraction(1),)
        expected = [
            sum((c * x for c, x in zip(shares, column, strict=True)), Fraction(0))
            for column in zip(*rows, strict=True)
        ]
        assert list(mean[place : place + len(expected)]) == expected
        if level < len(moves):
            E = deviations(architecture, level, P).dot(np.array(w, dtype=object))
            apart = [x - m for row in rows for x, m in zip(row, expected, strict=True)]
            assert list(E) == apart
        place += len(expected)


@names
def test_tangent_directions_are_the_kernel_at_exact_points(name):
    small, _, _ = chain(name)
    found = Wide(small, parts_of(name))
    H = found.first.hessian.tolist()
    rows = []
    for direction in tangent(found):
        t = [fmpq(0)] * len(H)
        for k, x in direction.items():
            t[k] = fmpq(int(x))
        assert not any(dot(row, t) for row in H)
        rows.append(t)
    assert is_split(found)
    assert rank(rows) == len(rows) == len(H) - len(complement(found))


def test_a_complement_that_is_too_large_is_no_basis(monkeypatch):
    small, _, _ = chain("1-1-1")
    found = Wide(small, parts_of("1-1-1"))
    everything = list(range(found.architecture.parameter_count))
    monkeypatch.setattr(repeated_splits, "complement", lambda _: everything)
    assert not is_split(found)


@names
def test_the_checks_on_exact_points(name):
    """Criticality, the formula and the direction of the last splitting, decided in rationals."""
    small, net, data = chain(name)
    found = Wide(small, parts_of(name))
    assert critical(found).verdict is Verdict.HOLDS
    assert critical(found, Fraction(1, 10)).verdict is not Verdict.HOLDS
    assert hessian_formula(found, {"shares": lambda s: s}).verdict is Verdict.HOLDS
    last = parts_of(name)[-1]
    level, lam = last.layer, last.lambdas[-1]
    direction = split_direction(found, level, lam)
    inputs = net.layers[0][0][int(net.bias) :] if level == 1 else [1]
    e = [fmpq(0)] * int(net.bias) + [fmpq(1)] * len(inputs)
    share = fmpq(found.shares[level - 1][-1].numerator, found.shares[level - 1][-1].denominator)
    last_lam = fmpq(lam.numerator, lam.denominator)
    expected = share * (1 - last_lam) * form(net.B(level, 1, data), e)
    assert found.first.curvature(direction) == expected


BALLS = {
    "shallow": shallow,
    "with biases": shallow_with_biases,
    "two neurons": two_neurons,
    "deep": deep_with_biases,
}
MINIMUM = {"Hessian": 1, "B": 1, "loss above": Fraction(0), "label shift": Fraction(0)}


@pytest.mark.parametrize("name", BALLS)
def test_small_minima_are_what_they_claim_and_nothing_else(name):
    small = BALLS[name](DIGITS)
    if name == "two neurons":
        assert small.first.B(1, 2).shape == (2, 2)
    assert small_minimum(small, MINIMUM).verdict is Verdict.HOLDS
    for changes in ({"Hessian": -1}, {"B": -1}, {"loss above": Fraction(10**6)}):
        assert small_minimum(small, {**MINIMUM, **changes}).verdict is Verdict.REFUTED
    shifted = small_minimum(small, {**MINIMUM, "label shift": Fraction(1, 10**9)})
    assert shifted.verdict is Verdict.REFUTED


def claim(dimension, enough=lambda *_: True):
    return {"dimension": lambda *_: dimension, "wide enough": enough}


@pytest.mark.parametrize("times", [1, 3])
def test_wide_minima_with_the_right_and_with_wrong_dimensions(times):
    found = wide(shallow_with_biases(DIGITS), Fraction(1, 3), (times,))
    assert wide_minimum(found, claim(times)).verdict is Verdict.HOLDS
    for wrong in (times - 1, times + 1):
        assert wide_minimum(found, claim(wrong)).verdict is Verdict.REFUTED
    narrow = wide_minimum(found, claim(times, lambda widths, samples: max(widths) >= samples))
    assert narrow.verdict is Verdict.REFUTED
    assert kernel_dimension(found, lambda *_: times).verdict is Verdict.HOLDS
    assert kernel_dimension(found, lambda *_: times + 1).verdict is Verdict.REFUTED
    assert kernel_dimension(found, lambda *_: times - 1).verdict is Verdict.REFUTED


@pytest.mark.parametrize(("last", "verdict"), [("-1", True), ("3/2", True), ("1/2", False)])
def test_saddles_only_outside_of_the_interval(last, verdict):
    found = wide(shallow_with_biases(DIGITS), Fraction(1, 3), (2,), Fraction(last))
    outcome = saddle(found, 1, Fraction(last))
    assert (outcome.verdict is Verdict.HOLDS) is verdict
    if verdict:
        assert "lower by" in outcome.detail


def test_at_the_ends_of_the_interval_nothing_is_proved():
    for last in (Fraction(0), Fraction(1)):
        found = wide(shallow_with_biases(DIGITS), Fraction(1, 3), (2,), last)
        assert saddle(found, 1, last).verdict is not Verdict.HOLDS
        assert wide_minimum(found, claim(2)).verdict is not Verdict.HOLDS


def test_wide_networks_are_computed_once_and_named_by_their_recipe():
    small = shallow_with_biases(DIGITS)
    assert wide(small, Fraction(1, 3), (2,)) is wide(small, Fraction(1, 3), (2,))
    found = wide(small, Fraction(1, 3), (2,), Fraction(-1)).to_json()
    assert found["splittings of neuron 1"] == [[1, ["1/3", "-1"]]]
    check = certified(lambda *_: None, SHALLOW_WITH_BIASES)
    assert check.scope == SHALLOW_WITH_BIASES.scope


def test_planted_minima_meet_their_conditions_in_balls():
    small = shallow_with_biases(DIGITS)
    view = small.first
    assert all(x.contains(0) and x.rad() < 1e-40 for x in view.gradient)
    B = view.B(1)
    factor = fmpq(small.factor.numerator, small.factor.denominator)
    with view.arithmetic.active():
        for i in range(2):
            for j in range(2):
                assert (B[i, j] - factor * int(i == j)).contains(0)
    assert unit_matrix(2) == ((1, 0), (0, 1))


def test_scaling_keeps_the_weights_and_shrinks_the_residual():
    small = shallow_with_biases(DIGITS)
    half = replace(small, factor=small.factor / 2)
    with small.first.arithmetic.active():
        pairs = zip(small.first.residual, half.first.residual, strict=True)
        assert all((a - 2 * b).contains(0) for a, b in pairs)
    assert half.network is small.network


def test_without_full_column_rank_no_scaling_helps():
    """Two equal hidden neurons: the Jacobian has equal columns, no Hessian is definite."""
    network = Network.from_parameters(Architecture((1, 2, 1)), SIGMOID, (0, 1, 0, 1, 1, 1, 2))
    inputs = tuple((Fraction(x),) for x in range(-6, 7))
    small = PlantedMinimum("twins", network, inputs, {1: unit_matrix(2)}, DIGITS)
    with pytest.raises(PrecisionError):
        scaled_to_minimum(small)


def test_the_smallest_factor_ends_the_search(monkeypatch):
    monkeypatch.setattr(planted_chain, "is_positive_definite", lambda *_: Verdict.UNDECIDED)
    with pytest.raises(PrecisionError, match="full column rank"):
        scaled_to_minimum(replace(shallow_with_biases(DIGITS), factor=Fraction(1)))


def test_both_arithmetics_of_a_planted_minimum_solve_for_themselves():
    small = shallow_with_biases(DIGITS)
    first, second = (small.at(a) for a in (Balls(300), Multiprecision(80)))
    for a, b in zip(first.labels, second.labels, strict=True):
        ours, theirs = (p.arithmetic.to_rational_midpoint(x) for p, x in ((first, a), (second, b)))
        assert abs(ours - theirs) < Fraction(1, 10**60)


def test_a_teacher_with_idle_neurons_reaches_loss_zero():
    small = shallow(DIGITS)
    assert attains_zero(small, (6,), Fraction(0)).verdict is Verdict.HOLDS
    assert attains_zero(small, (2,), Fraction(0)).verdict is Verdict.HOLDS
    assert attains_zero(small, (6,), Fraction(1)).verdict is Verdict.REFUTED
    with pytest.raises(InputError):
        attains_zero(small, (1,), Fraction(0))


def test_padding_by_hand():
    network = Network.from_parameters(Architecture((1, 2, 1)), SIGMOID, (1, 2, 3, 4, 5, 6, 7))
    found = padded(network, (3,), Fraction(9))
    assert found.weights[0] == ((1, 2), (3, 4), (1, 2))
    assert found.weights[1] == ((5, 6, 7, 9),)


@pytest.mark.parametrize("width", [3, 4, 6])
def test_activations_span_with_enough_neurons(width):
    inputs = tuple((Fraction(x),) for x in range(5))
    outcome = spans_samples(Architecture((1, width, 1)), SIGMOID, inputs, 0, DIGITS)
    assert outcome.verdict is (Verdict.HOLDS if width >= 4 else Verdict.REFUTED)


def test_equal_inputs_never_span():
    """Two samples alike: no rank is proved, and nothing is refuted."""
    inputs = ((Fraction(1),), (Fraction(1),), (Fraction(2),))
    outcome = spans_samples(Architecture((1, 6, 1)), SIGMOID, inputs, 0, DIGITS)
    assert (outcome.verdict, outcome.cause) == (Verdict.UNDECIDED, Cause.PRECISION)


def test_a_cubic_has_no_B_at_a_critical_point_of_1_1_1():
    """Sigma'' x^i x^j is a cubic polynomial, and the residual is orthogonal to all of them."""
    small, net, data = chain("1-1-1")
    assert net.B(1, 1, data) == [[0, 0], [0, 0]]
    found = Wide(small, parts_of("1-1-1"))
    assert inertia(found.first.hessian.tolist()) == (4, 2 + 2 * 2, 0)
