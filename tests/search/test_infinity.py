"""Minima at infinity: the certified box against a forward pass written out in mpmath."""

from dataclasses import replace
from fractions import Fraction
from itertools import islice

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.arithmetic import Balls
from proofcheck.core import Budget, InputError, PrecisionError, Verdict
from proofcheck.networks import SIGMOID, TANH, Architecture, polynomial
from proofcheck.search.choices import SeededChoices
from proofcheck.search.infinity import minimum_at_infinity, outgoing_weights
from proofcheck.search.infinity_better import better_network
from proofcheck.search.infinity_box import certified_neighbourhood, gap_terms
from proofcheck.search.infinity_checks import (
    CASES,
    ONE_NEURON,
    TANH_CASE,
    XOR,
    XOR_LABELS,
    certify,
    lower_candidates,
    refute_inside,
    suboptimal,
    without_sign,
    wrong_constant,
    wrong_sign,
    wrong_use,
)
from proofcheck.search.infinity_directions import sign_at, signed_directions
from proofcheck.search.infinity_family import NEARBY, draw_nearby

DIGITS = 50
BUDGET = Budget(DIGITS, 1, 0)
ALL_CASES = (*CASES, *ONE_NEURON, TANH_CASE)
EVERY = pytest.mark.parametrize("case", ALL_CASES, ids=lambda c: c.name)
SIGMA = {"sigmoid": lambda z: 1 / (1 + mpmath.exp(-z)), "tanh": mpmath.tanh}
ROUNDING = mpmath.mpf("1e-200")
LINE = ((-1,), (0,), (1,))


def real(x):
    return mpmath.mpf(x.numerator) / x.denominator


def outputs(point, weights, infinite=()):
    """Neuron by neuron; neurons (from 0) of the last hidden layer in `infinite` send 1."""
    sigma = SIGMA[point.activation.name]
    found = []
    for x in point.inputs:
        values = [real(t) for t in x]
        for number, layer in enumerate(weights, 1):
            sums = [
                row[0] + sum(w * t for w, t in zip(row[1:], values, strict=True)) for row in layer
            ]
            values = sums if number == len(weights) else [sigma(s) for s in sums]
            if number == len(weights) - 1:
                values = [mpmath.mpf(1) if i in infinite else t for i, t in enumerate(values)]
        found.append(values[0])
    return found


def oracle_loss(point, weights, infinite=()):
    pairs = zip(outputs(point, weights, infinite), point.labels, strict=True)
    return sum((f - real(y)) ** 2 for f, y in pairs)


def limit(point):
    constant = real((point.output_bias or 0) + sum(point.outgoing))
    return sum((constant - real(y)) ** 2 for y in point.labels)


def moved(found, factor, height):
    """Weights of a network in the box: factor() in [-1, 1] and height() > 0, once per parameter."""
    point, box = found.point, found.neighbourhood

    def near(x):
        return real(x + box.delta * factor())

    earlier = [[[near(w) for w in row] for row in layer] for layer in point.earlier]
    last = [[real(box.threshold) + height(), *map(near, row)] for row in point.incoming]
    bias = mpmath.mpf(0) if point.output_bias is None else near(point.output_bias)
    return [*earlier, last, [[bias, *map(near, point.outgoing)]]]


def sources(choices, corner):
    """How parameters move: to the ends of the box, or anywhere inside."""
    if corner:
        heights = ("1e-30", 100)
        return lambda: choices.pick((-1, 1)), lambda: mpmath.mpf(choices.pick(heights))
    return (
        lambda: choices.fraction(-1, 1, 1000),
        lambda: real(choices.fraction(0, 20, 100)) + mpmath.mpf("1e-30"),
    )


@EVERY
@pytest.mark.parametrize("corner", [True, False], ids=["corners", "inside"])
def test_the_loss_is_larger_everywhere_in_the_box(case, corner):
    found = case.get(DIGITS)
    with mpmath.workdps(220):
        least = limit(found.point)
        for k in range(25):
            weights = moved(found, *sources(SeededChoices(k, case.name, 0), corner))
            value = oracle_loss(found.point, weights)
            assert value > least
            width = len(found.point.outgoing)
            alone = k % width
            assert value > oracle_loss(found.point, weights, {alone})
            assert oracle_loss(found.point, weights, set(range(width))) >= least - ROUNDING


@EVERY
def test_the_lower_bounds_hold(case):
    """(L - limit - sum (f - c)^2) = sum p K with one finite neuron gives that K."""
    found = case.get(DIGITS)
    point, box = found.point, found.neighbourhood
    with mpmath.workdps(220):
        for k in range(6):
            choices = SeededChoices(k, "bounds", 0)
            weights = moved(found, *sources(choices, k % 2))
            for i, least in enumerate(box.coefficients):
                others = set(range(len(box.coefficients))) - {i}
                f = outputs(point, weights, others)
                loss = oracle_loss(point, weights, others)
                square = sum((t - real(point.mean)) ** 2 for t in f)
                p = mpmath.exp(-point.rate * weights[-2][i][0])
                assert (loss - limit(point) - square) / p >= real(least) > 0


@EVERY
def test_the_point_is_what_it_says(case):
    found = case.get(DIGITS)
    point = found.point
    assert point.value == point.mean == sum(point.labels) / len(point.labels)
    assert sum(point.deviations) == 0
    assert (point.output_bias is None) is not case.output_bias
    assert point.loss == sum((point.mean - y) ** 2 for y in point.labels)
    for u, sign, v in zip(point.incoming, found.signs, point.outgoing, strict=True):
        assert sign * v < 0
        with mpmath.workdps(60):
            assert mpmath.sign(signed_sum(point, u)) == sign


def signed_sum(point, u):
    """S = sum (c - y) exp(-r u.a), a by the oracle's forward pass without the last two layers."""
    total = mpmath.mpf(0)
    for x, y in zip(point.inputs, point.labels, strict=True):
        values = [real(t) for t in x]
        for layer in point.earlier:
            values = [
                SIGMA[point.activation.name](
                    real(row[0]) + sum(real(w) * t for w, t in zip(row[1:], values, strict=True))
                )
                for row in layer
            ]
        dot = sum(real(w) * t for w, t in zip(u, values, strict=True))
        total += real(point.mean - y) * mpmath.exp(-point.rate * dot)
    return total


@EVERY
def test_every_case_is_certified_and_suboptimal(case):
    assert certify(case, BUDGET, {"point": lambda p: p}).verdict is Verdict.HOLDS
    assert suboptimal(case, BUDGET, {"network": lambda n: n}).verdict is Verdict.HOLDS
    point = case.get(DIGITS).point
    network, value = better_network(point, 256)
    assert network.architecture == point.architecture
    with mpmath.workdps(60):
        weights = [[[real(w) for w in row] for row in layer] for layer in network.weights]
        lower = oracle_loss(point, weights)
        assert lower < limit(point)
        assert abs(lower - mpmath.mpf(value.mid().str(50, radius=False))) < mpmath.mpf("1e-40")
    if point.output_bias is None:
        assert network.weights[-1][0][0] == 0


@EVERY
@pytest.mark.parametrize("wrong", [wrong_sign, wrong_constant])
def test_wrong_points_are_refuted_by_a_lower_network(case, wrong):
    outcome = certify(case, BUDGET, {"point": wrong})
    assert outcome.verdict is Verdict.REFUTED
    point = wrong(case.get(DIGITS).point)
    flat = iter([Fraction(w) for w in outcome.witness["network"]])
    shape = [
        (len(layer), len(layer[0])) for layer in point.network([0] * len(point.outgoing)).weights
    ]
    with mpmath.workdps(60):
        weights = [[[real(w) for w in islice(flat, n)] for _ in range(m)] for m, n in shape]
        assert oracle_loss(point, weights) < limit(point)


def test_no_neighbourhood_is_found_for_a_wrong_sign():
    for case in (CASES[0], ONE_NEURON[0]):
        with pytest.raises(PrecisionError, match="v_i S_i < 0"):
            certified_neighbourhood(wrong_sign(case.get(DIGITS).point), 128)


def test_one_S_equal_to_zero_is_never_certified():
    for case in ALL_CASES:
        found = case.get(DIGITS)
        box = found.neighbourhood
        point = without_sign(found.point)
        assert gap_terms(point, box.threshold, box.delta, Balls(256)) is None
        assert certify(case, BUDGET, {"point": without_sign}).verdict is not Verdict.HOLDS
    assert certify(CASES[0], BUDGET, {"point": without_sign}).verdict is Verdict.REFUTED


def test_a_network_used_the_wrong_way_is_not_better():
    for case in CASES:
        outcome = suboptimal(case, BUDGET, {"network": wrong_use})
        assert outcome.verdict is Verdict.REFUTED
        assert outcome.confirmed_by == "mpmath"


def test_where_nothing_is_lower_nothing_is_refuted():
    found = CASES[0].get(DIGITS)
    outcome = refute_inside(found.point, found.neighbourhood, DIGITS)
    assert outcome.verdict is Verdict.UNDECIDED


def test_candidates_lie_in_the_box():
    found = CASES[2].get(DIGITS)
    point, box = found.point, found.neighbourhood
    for network in lower_candidates(point, box):
        *earlier, last, ((_, *v),) = network.weights
        assert tuple(earlier) == point.earlier
        assert all(row[0] > box.threshold for row in last)
        pairs = [*zip(v, point.outgoing, strict=True)]
        pairs += [
            (a, b)
            for row, u in zip(last, point.incoming, strict=True)
            for a, b in zip(row[1:], u, strict=True)
        ]
        assert all(abs(a - b) <= box.delta for a, b in pairs)


def bounds_by_hand(point, threshold):
    """The least K_i and slopes for all 0 <= p_i <= exp(-r a), by interval arithmetic."""
    r, v = point.rate, [real(x) for x in point.outgoing]
    P = mpmath.exp(-r * threshold)
    coefficients, slopes = ([mpmath.mpf(0)] * len(v) for _ in range(2))
    for x, d in zip(point.inputs, map(real, point.deviations), strict=True):
        dots = [sum(a * b for a, b in zip(u, x, strict=True)) for u in point.incoming]
        e = [mpmath.exp(-r * real(Fraction(t))) for t in dots]
        lost = [r * w * P * t for w, t in zip(v, e, strict=True)]
        ends = d - sum(t for t in lost if t > 0), d - sum(t for t in lost if t < 0)
        for i, t in enumerate(e):
            G, factor = (t / (1 + P * t), t), -2 * r * v[i]
            coefficients[i] += min(factor * d * g for g in G)
            slopes[i] += min(factor * residual * g * g / t for residual in ends for g in G)
    return coefficients, slopes


@pytest.mark.parametrize("activation", [SIGMOID, TANH], ids=lambda a: a.name)
@pytest.mark.parametrize(("neurons", "threshold"), [(1, 4), (1, 6), (2, 5), (3, 7)])
def test_bounds_are_those_of_interval_arithmetic(activation, neurons, threshold):
    point = minimum_at_infinity(LINE, [0, 3, 1], Architecture((1, neurons, 1)), activation).point
    with mpmath.workdps(60):
        expected = bounds_by_hand(point, threshold)
        found = gap_terms(point, Fraction(threshold), Fraction(0), Balls(256))
        for bounds, values in zip(found, expected, strict=True):
            for i, (bound, value) in enumerate(zip(bounds, values, strict=True)):
                S = signed_sum(point, point.incoming[i])
                centre = -2 * point.rate * real(point.outgoing[i]) * S
                assert 0 < real(bound) <= value < centre
                assert (centre - real(bound)) / (centre - value) < mpmath.mpf("1.1")


@EVERY
def test_far_out_all_bounds_tend_to_the_sums(case):
    """At p = 0 and f = c every K_i and every slope is -2 r v_i S_i."""
    point = case.get(DIGITS).point
    with mpmath.workdps(80):
        found = gap_terms(point, Fraction(400), Fraction(1, 2**400), Balls(600))
        for bounds in found:
            for bound, u, v in zip(bounds, point.incoming, point.outgoing, strict=True):
                value = -2 * point.rate * real(v) * signed_sum(point, u)
                assert abs(real(bound) / value - 1) < mpmath.mpf("1e-50")


def test_slopes_count_the_neurons_apart():
    """One p_i at its largest and the other 0: two neurons of opposite v do not make up for it."""
    point, far = CASES[3].get(DIGITS).point, mpmath.mpf(200)
    assert gap_terms(point, Fraction(10), Fraction(1, 524288), Balls(256)) is None
    weights = [[[real(w) for w in row] for row in layer] for layer in point.earlier]
    v = [real(x) for x in point.outgoing]
    shifted = [v[0] + mpmath.mpf(2) ** -19, v[1] + mpmath.mpf(2) ** -19]
    with mpmath.workdps(220):
        last = [
            [far, *map(real, point.incoming[0])],
            [mpmath.mpf(10), *map(real, point.incoming[1])],
        ]
        network = [*weights, last, [[mpmath.mpf(0), *shifted]]]
        slope = oracle_loss(point, network) - oracle_loss(point, network, {0})
        assert slope * mpmath.exp(far) < real(Fraction(1, 10**5))


def test_a_box_that_is_too_large_is_not_certified():
    point = CASES[0].get(DIGITS).point
    assert gap_terms(point, Fraction(8), Fraction(1), Balls(256)) is None
    assert gap_terms(point, Fraction(8), Fraction(1, 1000), Balls(256)) is not None
    assert gap_terms(point, Fraction(-8), Fraction(1, 10**9), Balls(256)) is None


def test_the_slopes_see_the_constant():
    """K_i does not contain v_0: a shift of it is seen by the slopes and by the value alone."""
    point = CASES[1].get(DIGITS).point
    box = CASES[1].get(DIGITS).neighbourhood
    shifted = replace(point, output_bias=point.output_bias + 10)
    assert gap_terms(shifted, box.threshold, box.delta, Balls(256)) is None
    assert shifted.value == point.mean + 10


@settings(max_examples=25)
@given(st.data())
def test_random_data_get_a_minimum(data):
    count = data.draw(st.integers(2, 4))
    cell = st.tuples(st.integers(-3, 3), st.integers(-3, 3))
    inputs = data.draw(st.lists(cell, min_size=count, max_size=count, unique=True))
    labels = data.draw(st.lists(st.integers(-3, 3), min_size=count, max_size=count))
    if len(set(labels)) == 1:
        labels[0] += 1
    widths = data.draw(st.sampled_from([(2, 1, 1), (2, 3, 1), (2, 1, 1, 1), (2, 2, 3, 1)]))
    activation = data.draw(st.sampled_from([SIGMOID, TANH]))
    found = minimum_at_infinity(inputs, labels, Architecture(widths), activation)
    with mpmath.workdps(60):
        weights = moved(found, *sources(SeededChoices(0, str(inputs), 0), False))
        assert oracle_loss(found.point, weights) > limit(found.point)


@pytest.mark.parametrize("order", [2, 3, 4, 5, 6])
def test_data_without_low_moments(order):
    """The labels alternate like binomial coefficients: S(u) = (1 - exp(-u))^order.

    An even order has one sign only, so that an output bias or the right c is needed.
    """
    inputs = [[k] for k in range(order + 1)]
    labels = [-((-1) ** k) * int(mpmath.binomial(order, k)) for k in range(order + 1)]
    found = minimum_at_infinity(inputs, labels, Architecture((1, 3, 1)))
    assert len(set(found.signs)) == (1 if order % 2 == 0 else 2)
    if order % 2:
        assert minimum_at_infinity(inputs, labels, Architecture((1, 2, 1)), output_bias=False)
    else:
        with pytest.raises(InputError, match="only positive S"):
            minimum_at_infinity(inputs, labels, Architecture((1, 2, 1)), output_bias=False)
        lower = [y - 1 for y in labels]
        fits = minimum_at_infinity(inputs, lower, Architecture((1, 2, 1)), output_bias=False)
        assert fits.point.outgoing == (Fraction(-1, 2), Fraction(-1, 2))


def test_repeated_inputs_are_no_obstacle_unless_a_constant_is_optimal():
    assert minimum_at_infinity([[0], [0], [1]], [0, 1, 3], Architecture((1, 2, 1)))
    with pytest.raises(InputError, match="a constant function is optimal"):
        minimum_at_infinity([[0], [0], [1]], [0, 2, 1], Architecture((1, 2, 1)))


REFUSED = {
    "constant labels": ({"labels": [2, 2, 2]}, "a constant function is optimal"),
    "no biases": ({"architecture": Architecture((1, 2, 1), bias=False)}, "biases u_{i,0}"),
    "activation": ({"activation": polynomial((0, 1))}, "sigmoid or tanh"),
    "a label too many": ({"labels": [0, 1, 2, 3]}, "4 labels for 3 inputs"),
    "another width": ({"architecture": Architecture((2, 2, 1))}, "shape"),
    "a float": ({"labels": [0, 1, 0.5]}, "float"),
    "even data": ({"labels": [0, 3, 0], "output_bias": False}, r"act\(L-2, r; x\) != 0"),
    "one neuron, c = 0": (
        {"labels": [-1, 0, 1], "output_bias": False, "architecture": Architecture((1, 1, 1))},
        "two neurons",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_not_met_is_named(name):
    changes, words = REFUSED[name]
    given_ = {"inputs": LINE, "labels": [0, 3, 1], "architecture": Architecture((1, 2, 1))}
    with pytest.raises(InputError, match=words):
        minimum_at_infinity(**{**given_, **changes})


def test_a_hidden_layer_more_does_what_the_repair_says():
    found = minimum_at_infinity(LINE, [0, 3, 0], Architecture((1, 2, 2, 1)), output_bias=False)
    assert sorted(found.signs) == [-1, 1]


@pytest.mark.parametrize("mean", [Fraction(-7, 2), Fraction(0), Fraction(1, 3), Fraction(9)])
@pytest.mark.parametrize("signs", [(1, -1), (-1, 1, 1), (1, 1, -1, -1)])
def test_outgoing_weights_have_the_signs_and_the_sum(mean, signs):
    v = outgoing_weights(signs, mean, False)
    assert sum(v) == mean
    assert all(x * s < 0 for x, s in zip(v, signs, strict=True))
    assert outgoing_weights(signs, mean, True) == tuple(Fraction(-s) for s in signs)


def test_both_signs_of_the_sum_on_xor():
    """Every moment of XOR vanishes, S = (1 - exp(-u_1)) (1 - exp(-u_2))/2 has both signs."""
    balls = Balls(128)
    below = balls.array(XOR).T
    d = [Fraction(1, 2) - y for y in XOR_LABELS]
    found = signed_directions(below, d, 1, balls)
    assert sorted(found) == [-1, 1]
    assert [mpmath.sign(u[0] * u[1]) for u in (found[1], found[-1])] == [1, -1]
    assert sign_at((Fraction(0), Fraction(3)), below, d, 1, balls) == 0


@pytest.mark.parametrize(("rate", "sign"), [(1, -1), (2, 1)])
def test_the_sum_is_taken_at_the_rate(rate, sign):
    """For d = 1, -3, 2 at 0, 1, 2 the sum is (1 - z) (1 - 2 z), z = exp(-r/2)."""
    balls = Balls(128)
    d = [Fraction(k) for k in (1, -3, 2)]
    assert sign_at((Fraction(1, 2),), balls.array([[0, 1, 2]]), d, rate, balls) == sign


@pytest.mark.parametrize(("rate", "step"), [(1, Fraction(1, 64)), (2, Fraction(1, 128))])
def test_the_step_is_that_of_the_lemma_rounded_to_a_power_of_two(rate, step):
    """With M = 1, Q = 11, A = 2 the bound is 1/33; r a for a makes it 1/66."""
    balls = Balls(128)
    found = signed_directions(balls.array([[0, 1, 2]]), [1, -3, 2], rate, balls)
    M, spread = -3 + 4, 3 + 8
    assert 2 * step > Fraction(M, 3 * spread) / rate > step
    assert found == {-1: (step,), 1: (-step,)}


def test_powers_start_where_exponents_are_1():
    """Even data up to 4: the first direction that is tried is 1/4."""
    balls = Balls(128)
    d = [Fraction(1), Fraction(-2), Fraction(1)]
    found = signed_directions(balls.array([[-4, 0, 4]]), d, 1, balls)
    assert found == {1: (Fraction(1, 4),)}


def test_other_outgoing_weights_keep_the_value():
    point = CASES[1].get(DIGITS).point
    other = point.with_outgoing((Fraction(5), Fraction(-1, 3), Fraction(2)))
    assert other.value == point.value
    assert other.outgoing[0] == 5
    plain = CASES[0].get(DIGITS).point.with_outgoing((Fraction(5), Fraction(1)))
    assert (plain.output_bias, plain.value) == (None, 6)


@pytest.mark.parametrize("case", [*CASES, *ONE_NEURON[:2], TANH_CASE], ids=lambda c: c.name)
def test_the_better_network_is_the_best_of_its_neuron(case):
    """Least squares of one activation A and a constant: limit - (sum d A)^2 / sum (A - mean)^2."""
    point = case.get(DIGITS).point
    network, _ = better_network(point, 256)
    with mpmath.workdps(60):
        weights = [[[real(w) for w in row] for row in layer] for layer in network.weights]
        probe = [*weights[:-1], [[mpmath.mpf(0), mpmath.mpf(1), *[0] * (len(weights[-2]) - 1)]]]
        A = outputs(point, probe)
        mean = sum(A) / len(A)
        total = sum(real(d) * a for d, a in zip(point.deviations, A, strict=True))
        best = limit(point) - total**2 / sum((a - mean) ** 2 for a in A)
        assert abs(oracle_loss(point, weights) - best) < mpmath.mpf("1e-12")
    assert all(not any(row[1:]) for row in network.weights[-2][1:])


def test_the_seed_chooses_the_earlier_layers_and_nothing_is_random():
    architecture = Architecture((2, 3, 2, 1))
    first, again, other = (
        minimum_at_infinity(XOR, XOR_LABELS, architecture, seed=seed) for seed in (1, 1, 2)
    )
    assert first == again
    assert first.point.earlier != other.point.earlier


def test_few_bits_are_refused_not_guessed():
    labels = [(-1) ** k for k in range(9)]
    with pytest.raises(PrecisionError):
        minimum_at_infinity([[k] for k in range(9)], labels, Architecture((1, 1, 1)), bits=4)


def test_points_are_written_exactly():
    text = CASES[3].get(DIGITS).point.to_json()
    assert text["output bias"] is None
    assert text["labels"] == ["0", "1", "1", "0"]
    assert sum(map(Fraction, text["outgoing"])) == Fraction(1, 2)


@pytest.mark.parametrize("region", NEARBY.regions)
def test_random_instances_lie_in_their_box_and_meet_what_they_say(region):
    for k in range(4):
        instance = draw_nearby(SeededChoices(k, "nearby", 0), region, DIGITS)
        point, box = instance.found.point, instance.found.neighbourhood
        network = instance.network(point)
        start = point.network([box.threshold] * len(point.outgoing))
        for a, b in zip(network.parameters, start.parameters, strict=True):
            assert abs(a - b) <= box.delta or a >= box.threshold
        assert all(row[0] >= box.threshold for row in network.weights[-2])
        assert (network.weights[-1][0][0] == 0) or point.output_bias is not None
        if region == "mean 0":
            assert point.mean == 0
        if region == "no moments" and not point.earlier:
            assert instance.met["almost-every"] is Verdict.REFUTED
        assert instance.met["labels-differ"] is Verdict.HOLDS
        narrow = min(point.architecture.widths[1:-1]) == 1
        assert (instance.met["two-neurons"] is Verdict.REFUTED) is narrow
        assert len(instance.to_json()["network"]) == point.architecture.parameter_count
