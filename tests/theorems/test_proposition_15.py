"""Proposition 15 on exact instances: sigmoid networks at logarithms of 2, and rational ones.

Where every preactivation is an integer multiple of ln 2, sigmoid values and derivatives are
rational: criticality and D are then decided by fractions, with the activation of the paper.
"""

from functools import cache
from itertools import pairwise

import mpmath
import numpy as np
import pytest
import sympy
from exact_minima import critical_data, labelled
from exact_taylor import (
    Net,
    Poly,
    bump,
    dot,
    flattened,
    inertia,
    jet,
    numbers,
    planted,
    shaped,
    variable,
)
from flint import fmpq
from own_checks import claim_of, notices, said

from proofcheck.arithmetic import Balls, Symbolic
from proofcheck.core import Assumptions, Verdict
from proofcheck.networks import SIGMOID, Architecture, D_matrix, forward, gradient, residual
from proofcheck.search.choices import SeededChoices
from proofcheck.search.planted import CRITICAL_BELOW_SEVERAL
from theorems import proposition_15_vanishing_d as module

STATEMENT = module.STATEMENT


def at_logarithms(z):
    """The sigmoid at z: a constant counts in units of ln 2, a variable in units of 1."""
    if not isinstance(z, Poly):
        return 1 / (1 + fmpq(1, 2) ** int(z))
    rest = Poly({k: v for k, v in z.terms.items() if k}, z.order)
    term = total = Poly({(): fmpq(1)}, z.order)
    for k in range(1, z.order + 1):
        term = term * -rest / k
        total = total + term
    return 1 / (1 + fmpq(1, 2) ** int(z.d()) * total)


SMALLEST = Net(shaped((1, 1, 1), numbers("1 54/25"), False), at_logarithms, False)
DATA = [(numbers("1"), fmpq(0)), (numbers("3"), fmpq(3))]


@cache
def logarithmic(widths, parameters, bias):
    """A sigmoid network with one hidden layer and data at which it is critical, exactly."""
    net = Net(shaped(widths, numbers(parameters), bias), at_logarithms, bias)
    count = len(flattened(net.layers)) + 3
    inputs = [[fmpq(k - 3 + i * (k * k % 5)) for i in range(widths[0])] for k in range(count)]
    return net, planted(net, inputs, [fmpq(k % 3 - 1) for k in range(count)])


LOGARITHMIC = {
    "1-1-1": ((1, 1, 1), "1 1  1/2 3", True),
    "1-2-1": ((1, 2, 1), "1 -1 -2 2  1/3 3 -1/2", True),
    "2-1-1 without": ((2, 1, 1), "1 -1 2", False),
}


def test_the_jets_of_the_sigmoid_are_rational_there():
    for k in range(-3, 4):
        value, first, second = jet(at_logarithms, fmpq(k))
        power = fmpq(2) ** k
        assert value == power / (1 + power)
        assert first == value * (1 - value)
        assert second == value * (1 - value) * (1 - 2 * value)


def test_the_smallest_instance_is_critical_with_loss_81_over_25():
    assert SMALLEST.gradient(DATA) == [0, 0]
    assert SMALLEST.loss(DATA) == fmpq(81, 25)
    assert SMALLEST.residuals(DATA) == numbers("36/25 -27/25")
    assert SMALLEST.D(1, 1, DATA) == [[0]]


def test_the_smallest_instance_by_hand_and_in_sympy():
    """Without any helper: u = ln 2, v = 54/25, values 2/3 and 8/9."""
    u, v = sympy.symbols("u v")
    loss = sum((v / (1 + sympy.exp(-u * x)) - y) ** 2 for x, y in ((1, 0), (3, 3)))
    at = {u: sympy.log(2), v: sympy.Rational(54, 25)}
    assert loss.subs(at) == sympy.Rational(81, 25)
    assert [sympy.simplify(sympy.diff(loss, w).subs(at)) for w in (u, v)] == [0, 0]


def test_B_and_the_signs_of_the_smallest_instance():
    """B = sum 2 r v sigma'' x^2 is one number; split inside or outside, the sign decides."""
    (B,) = SMALLEST.B(1, 1, DATA)[0]
    v, total = fmpq(54, 25), fmpq(0)
    for x, a, r in ((1, fmpq(2, 3), fmpq(36, 25)), (3, fmpq(8, 9), fmpq(-27, 25))):
        total += 2 * r * v * a * (1 - a) * (1 - 2 * a) * x * x
    assert B == total != 0
    signs = [inertia(SMALLEST.split(1, 1, fmpq(k, 2)).hessian(DATA)) for k in (1, 3)]
    assert signs[0] != signs[1]


@pytest.mark.parametrize("name", LOGARITHMIC)
def test_one_neuron_above_gives_D_zero_at_exact_critical_points(name):
    net, data = logarithmic(*LOGARITHMIC[name])
    assert not any(net.gradient(data))
    assert net.loss(data) > 0
    for neuron in range(1, len(net.layers[0]) + 1):
        assert not any(x for row in net.D(1, neuron, data) for x in row)
        changed = [(data[0][0], data[0][1] + 1), *data[1:]]
        assert any(x for row in net.D(1, neuron, changed) for x in row)


def engine(net, data, arithmetic, logarithm):
    """The library's forward pass at the same point, weights of layer 1 times ln 2."""
    hidden, last = net.layers
    widths = len(hidden[0]) - net.bias, len(hidden), 1
    with arithmetic.active():
        first = arithmetic.array([[_fraction(w) for w in row] for row in hidden]) * logarithm
    second = arithmetic.array([[_fraction(w) for w in row] for row in last])
    inputs = [[_fraction(v) for v in x] for x, _ in data]
    shape = Architecture(widths, net.bias), SIGMOID
    values = forward(*shape, (first, second), inputs, arithmetic)
    return values, residual(values, [_fraction(y) for _, y in data])


def _fraction(x):
    return f"{x.p}/{x.q}"


@pytest.mark.parametrize("name", LOGARITHMIC)
def test_the_engine_encloses_the_exact_zeros(name):
    net, data = logarithmic(*LOGARITHMIC[name])
    balls = Balls(200)
    with balls.active():
        values, r = engine(net, data, balls, balls.log(balls.number(2)))
    D = D_matrix(values, r, 1, 1)
    for x in [*gradient(values, r), *D.ravel()]:
        assert x.contains(0)
        assert x.rad() < fmpq(1, 10**40)
    assert any(balls.certainly_nonzero(x) for x in r)


def test_the_engine_in_symbols_finds_exactly_zero():
    """With log(2) as weight the symbolic arithmetic is exact: gradient and D are the number 0."""
    symbolic = Symbolic()
    values, r = engine(SMALLEST, DATA, symbolic, sympy.log(2))
    assert [symbolic.is_zero(x) for x in gradient(values, r)] == [Verdict.HOLDS] * 2
    assert symbolic.is_zero(D_matrix(values, r, 1, 1)[0, 0]) is Verdict.HOLDS
    assert np.array_equal(r, [sympy.Rational(36, 25), sympy.Rational(-27, 25)])


CHAIN = Net(shaped((1, 1, 1, 1), numbers("1/2 1 1/3 2 -1/2 3/2")), bump)
INPUTS = [[fmpq(k % 13 - 6, 4)] for k in range(9)]


@pytest.mark.parametrize("copies", [2, 3])
def test_equal_sensitivities_give_D_zero(copies):
    """A neuron shared out in equal parts: the layer below sees the same number at every one."""
    data = critical_data(CHAIN, INPUTS)
    wide = CHAIN
    for k in range(copies, 1, -1):
        wide = wide.split(2, 1, fmpq(1, k))
    assert not any(wide.gradient(data))
    for x, _ in data[:3]:
        slopes = wide.slopes_above(1, x)
        assert all(a == b != 0 for a, b in pairwise(slopes))
    assert not any(x for row in wide.D(1, 1, data) for x in row)


def test_equal_sensitivities_at_a_point_that_is_not_critical_do_not():
    data = [(x, fmpq(1)) for x in INPUTS]
    wide = CHAIN.split(2, 1, fmpq(1, 2))
    D = wide.D(1, 1, data)
    assert all(a == b != 0 for a, b in D)


def test_unequal_sensitivities_with_the_same_hypotheses_do_not():
    """A critical point of 1-1-2-1 with sum_s v_s != 0: D is not 0."""
    net = Net(shaped((1, 1, 2, 1), numbers("1/2 1 1/3 2 -1/2 1 1/2 1 3/2")), bump)
    data = critical_data(net, [[fmpq((2 * k) % 29 - 14, 6)] for k in range(13)])
    assert not any(net.gradient(data))
    assert sum(row[1] for row in net.layers[1]) != 0
    assert any(x for row in net.D(1, 1, data) for x in row)


def test_without_the_condition_on_the_weights_D_need_not_vanish():
    """v_r = 0 in a chain: critical, n_{l+1} = 1, equal sensitivities, and D is not 0."""
    net = Net(shaped((1, 1, 1), numbers("1/2 1 1/3 0")), bump)
    inputs = [[fmpq(k, 2)] for k in range(-3, 3)]
    data = critical_data(net, inputs)
    assert not any(net.gradient(data))
    assert any(x for row in net.D(1, 1, data) for x in row)


def test_opposite_weights_are_no_condition_either():
    """Equal sensitivities and sum_s v_s = 0: the slope vanishes whatever D is."""
    D = numbers("3 3")
    assert dot(numbers("1 -1"), D) == 0 != dot(numbers("1 1"), D)
    claimed = STATEMENT.step("equal-sensitivities").formula["D"]
    weights = {module.v[1]: 1, module.v[2]: -1}
    assert claimed.subs({module.G: 6, **dict.fromkeys(module.v.values(), 1)}) == 3
    assert not claimed.subs({module.G: 6, **weights}).is_finite


@pytest.mark.parametrize("v", ["0", "2"])
def test_zero_sensitivities_need_no_weights(v):
    """Loss 0: every summand of D is 0, also for v_r = 0 and at every point."""
    net = Net(shaped((1, 1, 2, 1), numbers(f"1/2 1 1/3 {v} -1/2 1 1/2 1 3/2")), bump)
    data = labelled(net, INPUTS[:3], numbers("0 0 0"))
    assert net.loss(data) == 0
    assert not any(x for row in net.D(1, 1, data) for x in row)


@pytest.mark.parametrize("v", ["0", "1/2", "-3"])
def test_a_global_minimum_of_positive_loss_has_a_sensitivity(v):
    """Bias-free, odd activation, label 1 at 0: f(0) = 0 for all parameters, so the loss is >= 1."""

    def odd(z):
        return z * (1 / (1 + z * z))

    net = Net(shaped((1, 1, 1), numbers(f"1 {v}"), False), odd, False)
    data = [(numbers("0"), fmpq(1)), (numbers("1"), fmpq(0))]
    assert net.loss(data) == 1 + (net.f(numbers("1"))) ** 2 >= 1
    slope = (net.f(numbers("0"), {(2, 1): variable(0, fmpq(0), 1)}) - 1) * 2
    assert slope.d() == -2
    assert said(STATEMENT, "global-minimum") == [Verdict.REFUTED]


@pytest.mark.parametrize("label", ["0", "5/3"])
def test_the_slope_has_the_factor_2_of_the_repaired_form(label):
    net = Net(shaped((1, 1, 1), numbers("1/2 1 1/3 2")), bump)
    x, y = numbers("2"), numbers(label)[0]
    slope = net.gradient([(x, y)])[1]
    first = jet(bump, net.acts(x)[0][0][0])[1]
    plain = (net.f(x) - y) * 2 * first * 2  # (f - y) v sigma' x with v = 2, x = 2
    factors = [int(STATEMENT.step(s).formula["factor"]) for s in ("factor-two", "printed-factor")]
    assert slope == factors[0] * plain != factors[1] * plain


def test_the_first_index_of_v_counts_the_upper_layer():
    """dl/du_1 in a 1-2-2-1 network with unequal weights, by both index orders."""
    net = Net(shaped((1, 2, 2, 1), numbers("1 2 0 1 1/2 1 2 1/3 3 4 1 1 -1")), bump)
    x, y = numbers("1"), fmpq(2)
    slopes, weights = net.slopes_above(1, x), [row[1:] for row in net.layers[1]]
    first = jet(bump, net.acts(x)[0][0][0])[1]
    sums = {}
    for step in ("index-order", "printed-index-order"):
        order = STATEMENT.step(step).formula["order"]
        picked = [weights[s - 1][q - 1] for s, q in (order(t, 1) for t in (1, 2))]
        sums[step] = 2 * (net.f(x) - y) * dot(slopes, picked) * first
    truth = net.gradient([(x, y)])[0]
    assert sums["index-order"] == truth != sums["printed-index-order"]


NEEDED = [
    ("last_hidden_layer", "last-hidden-layer", {"critical", "outgoing-sum"}),
    ("equal_sensitivities", "equal-sensitivities", {"critical", "outgoing-sum", "equal"}),
    ("zero_sensitivities", "zero-sensitivities", {"zero"}),
]


@pytest.mark.parametrize(("name", "step", "needed"), NEEDED)
def test_a_minimum_is_never_asked_for_and_what_is_asked_for_is_needed(name, step, needed):
    derivation, formula = getattr(module, name), STATEMENT.step(step).formula
    everything = Assumptions(needed)
    assert derivation(formula, everything).verdict is Verdict.HOLDS
    assert everything.asked == needed
    for missing in needed:
        assert derivation(formula, Assumptions(needed - {missing})).verdict is not Verdict.HOLDS


BROKEN = [
    ("factor-two", {"factor": sympy.Integer(4)}),
    ("last-hidden-layer", {"D": module.G / module.v[1] ** 2}),
    ("index-order", {"order": lambda t, r: (r, r)}),
    ("equal-sensitivities", {"D": module.G / (2 * module.v[1])}),
    ("equal-sensitivities", {"D": module.G}),
    ("zero-sensitivities", {"summand": lambda f, x: f + x}),
    ("zero-sensitivities", {"summand": lambda f, x: 2 * f * x}),
    ("global-minimum-of-loss-zero", {"label": 3}),
]


@pytest.mark.parametrize(("step", "changes"), BROKEN)
def test_a_broken_formula_is_noticed(step, changes):
    assert notices(STATEMENT, step, claim_of(STATEMENT, step, **changes))


@pytest.mark.parametrize("region", CRITICAL_BELOW_SEVERAL.regions[::5])
def test_below_several_neurons_D_is_not_zero_at_critical_points(region):
    """What the mutant for any layer is refuted by: exact critical points, D seen by two roads."""
    drawn = CRITICAL_BELOW_SEVERAL.draw(SeededChoices(5, "below several", 0), region, 20)
    widths = drawn.network.architecture.widths
    assert widths[drawn.layer + 1] >= 2
    assert "n_{l+1} >= 2" in drawn.labels
    balls, decimals = drawn.first, drawn.second
    assert all(value.contains(0) for value in balls.gradient)
    assert max(abs(value) for value in decimals.gradient) < 10**-20
    apart = [not value.contains(0) for value in balls.D.ravel()]
    assert apart == [abs(value) > mpmath.mpf("1e-40") for value in decimals.D.ravel()]
    verdict = module.vanishing_D(drawn, {}).verdict
    assert verdict is (Verdict.REFUTED if any(apart) else Verdict.HOLDS)


def test_few_instances_refute_the_proposition_for_any_layer():
    """The regions of n_{l+1} >= 2 alone: half of the first six are counterexamples."""
    regions = CRITICAL_BELOW_SEVERAL.regions[:6]
    seen = [
        module.vanishing_D(
            CRITICAL_BELOW_SEVERAL.draw(SeededChoices(0, "few", number), region, 20), {}
        ).verdict
        for number, region in enumerate(regions)
    ]
    assert seen.count(Verdict.REFUTED) >= 3
