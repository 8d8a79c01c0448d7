"""Theorem 7 in series arithmetic: gradients of split networks are Taylor coefficients in fractions.

Critical points are planted exactly, so the gradient of the larger network is the number 0.
"""

from functools import cache

import pytest
import sympy
from exact_minima import critical_data
from exact_taylor import Net, bump, cubic, exact, flattened, numbers, shaped, variable
from flint import fmpq
from own_checks import claim_of, notices, said

from proofcheck.core import Verdict
from theorems import theorem_7_critical_points as module

STATEMENT = module.STATEMENT
PATTERN = numbers("1/2 -1 3/2 1/3 2 -1/2 1 -2 3/4 -1/4 1/5 -3/2 2/3 1 -1/3")
CASES = {
    "1-1-1": ((1, 1, 1), True, 1, 1, bump),
    "2-2-1 without": ((2, 2, 1), False, 1, 2, cubic),
    "1-1-2-1, layer 1": ((1, 1, 2, 1), True, 1, 1, bump),
    "1-2-1-1, layer 2": ((1, 2, 1, 1), True, 2, 1, cubic),
    "1-1-2-1-1 without, layer 2": ((1, 1, 2, 1, 1), False, 2, 2, cubic),
}
LAMBDAS = ("1/3", "1/2", "0", "1", "-2", "7/2")
cases = pytest.mark.parametrize("name", CASES)
lambdas = pytest.mark.parametrize("lam", LAMBDAS)


@cache
def case(name):
    """The smaller network, and data at which it is critical with a residual that is not 0."""
    widths, bias, _, _, sigma = CASES[name]
    net = Net(shaped(widths, PATTERN * 2, bias), sigma, bias)
    samples = len(flattened(net.layers)) + 3
    inputs = [
        [fmpq((k * (2 + i) + i * k * k) % 23 - 11, 5) for i in range(widths[0])]
        for k in range(samples)
    ]
    return net, critical_data(net, inputs)


def spoilt(data):
    """The same data with one label changed: no critical point any more."""
    (x, y), *rest = data
    return [(x, y + 1), *rest]


def parts(net, level, neuron):
    """The flat places of u_twin, u_r, v_twin, v_r and w in a larger network."""
    twin = len(net.layers[level - 1])
    found = {
        "u_twin": net.incoming(level, twin),
        "u_r": net.incoming(level, neuron),
        "v_twin": net.outgoing(level, twin),
        "v_r": net.outgoing(level, neuron),
    }
    used = {k for places in found.values() for k in places}
    return {**found, "w": [k for k in range(len(flattened(net.layers))) if k not in used]}


@cases
def test_the_smaller_point_is_critical_and_its_loss_is_not_0(name):
    net, data = case(name)
    assert not any(net.gradient(data))
    assert net.loss(data) > 0
    assert any(net.gradient(spoilt(data)))


@cases
def test_lambda_moves_the_outgoing_weights_of_both_and_nothing_else(name):
    net, (level, neuron) = case(name)[0], CASES[name][2:4]
    ends = [net.split(level, neuron, exact(lam)) for lam in "01"]
    moved = [b - a for a, b in zip(*(flattened(end.layers) for end in ends), strict=True)]
    v = [flattened(net.layers)[k] for k in net.outgoing(level, neuron)]
    places = parts(ends[0], level, neuron)
    found = {part: [moved[k] for k in places[part]] for part in places}
    assert (found["v_twin"], found["v_r"]) == (v, [-x for x in v])
    assert not any([*found["u_twin"], *found["u_r"], *found["w"]])
    assert sum(x * x for x in moved) == 2 * sum(x * x for x in v) > 0


@cases
@pytest.mark.parametrize("factor", [0, 1])
def test_the_loss_is_constant_along_the_incoming_weights_of_an_idle_neuron(name, factor):
    (net, data), (_, bias, level, neuron, sigma) = case(name), CASES[name]
    layers = [[list(row) for row in layer] for layer in net.layers]
    for row in layers[level]:
        row[neuron - 1 + bias] *= factor
    before = Net(layers, sigma, bias).loss(data)
    layers[level - 1][neuron - 1] = [u + 1 for u in layers[level - 1][neuron - 1]]
    assert (Net(layers, sigma, bias).loss(data) == before) is (factor == 0)


@cases
@lambdas
def test_critical_points_are_mapped_to_critical_points(name, lam):
    net, data = case(name)
    large = net.split(*CASES[name][2:4], exact(lam))
    assert not any(large.gradient(data))
    assert large.loss(data) == net.loss(data)


@cases
@lambdas
def test_the_gradient_is_the_claimed_image_at_points_that_are_not_critical(name, lam):
    net, data = case(name)
    level, neuron = CASES[name][2:4]
    data, large = spoilt(data), net.split(level, neuron, exact(lam))
    small, wide = net.gradient(data), large.gradient(data)
    places = {"u": net.incoming(level, neuron), "v": net.outgoing(level, neuron)}
    used = {*places["u"], *places["v"]}
    places["w"] = [k for k in range(len(small)) if k not in used]
    for part, (group, factor) in module.IMAGE.items():
        expected = [factor(exact(lam)) * small[k] for k in places[group]]
        assert [wide[k] for k in parts(large, level, neuron)[part]] == expected, part
    assert any(small[k] for k in places["u"])


@cases
def test_outputs_do_not_depend_on_lambda(name):
    """With lambda = 1/5 + t all coefficients of t, t^2, t^3 vanish, whatever the input."""
    net, data = case(name)
    level, neuron = CASES[name][2:4]
    moving = net.split(level, neuron, variable(0, exact("1/5"), 3))
    for x, _ in data[:3]:
        f = moving.f(x)
        assert f.d() == net.f(x)
        assert [f.d(0), f.d(0, 0), f.d(0, 0, 0)] == [0, 0, 0]


@cases
@lambdas
def test_all_neuron_values_are_kept_and_the_twin_has_its_neurons(name, lam):
    net, data = case(name)
    level, neuron = CASES[name][2:4]
    large = net.split(level, neuron, exact(lam))
    for x, _ in data[:2]:
        small, wide = net.acts(x)[0], large.acts(x)[0]
        assert wide[level - 1][-1] == small[level - 1][neuron - 1]
        wide[level - 1].pop()
        assert wide == small


@pytest.mark.parametrize("shares", [("1/3", "1/3"), ("1/2", "1"), ("-1/4", "3/4")])
def test_other_shares_change_the_function(shares):
    """Only shares that add up to 1 keep it; the claimed ones do, for every lambda."""
    net, data = case("1-1-2-1, layer 1")
    large = net.split(1, 1, fmpq(0))
    twin, own = map(exact, shares)
    for row in large.layers[1]:
        row[1], row[-1] = own * row[1], twin * row[1]
    assert any(large.f(x) != net.f(x) for x, _ in data)
    for lam in map(exact, LAMBDAS):
        assert sum(share(lam) for share in module.OUTGOING.values()) == 1


@pytest.mark.parametrize("name", ["1-1-1", "1-1-2-1, layer 1"])
def test_the_second_derivative_in_the_output_bias_is_2N(name):
    net, data = case(name)
    place = len(flattened(net.layers)) - len(net.layers[-1][0])
    moved = net.moving(2).loss(spoilt(data))
    claimed = STATEMENT.step("no-maxima-by-output-bias").formula["per sample"]
    assert moved.d(place, place) == 2 * len(data) == int(claimed) * len(data)


def maximum(x, v):
    """The loss of v sigma(u x) on (1, 1), (-1, 1), x = exp(u), sigma(z) = 1/(1+2e^-z) - 1/3."""
    plus, minus = x / (x + 2) - fmpq(1, 3), 1 / (1 + 2 * x) - fmpq(1, 3)
    return (v * plus - 1) * (v * plus - 1) + (v * minus - 1) * (v * minus - 1)


def test_without_biases_there_is_a_local_maximum_although_the_loss_is_convex_in_v():
    """Exact values around (u, v) = (0, 1/2): never above 2, below as soon as u differs from 0."""
    assert maximum(fmpq(1), fmpq(1, 2)) == 2
    for i in range(-6, 7):
        for j in range(-6, 7):
            x, v = 1 + fmpq(i, 40), fmpq(1, 2) + fmpq(j, 60)
            value = maximum(x, v)
            assert value == 2 if i == 0 else value < 2
            step = fmpq(1, 100)
            assert maximum(x, v + step) + maximum(x, v - step) >= 2 * value
    assert said(STATEMENT, "no-maxima-by-convexity") == [Verdict.REFUTED]


def test_the_activation_of_the_maximum_is_of_class_a():
    """Increasing from -1/3 to 2/3 with 0 at 0: values at exp(z) rational."""
    values = [x / (x + 2) - fmpq(1, 3) for x in map(exact, ("1/100", "1/2", "1", "2", "100"))]
    assert values == sorted(values)
    assert values[2] == 0
    assert -fmpq(1, 3) < values[0] < values[-1] < fmpq(2, 3)


@pytest.mark.parametrize("widths", [(1, 1, 1), (2, 3, 1), (3, 2, 4, 1), (1, 5, 2, 2, 1)])
def test_the_counts_of_appendix_b_by_listing_parameters(widths):
    symbols = {"M": module_symbol("M")}
    for level in range(1, len(widths) - 1):
        net = Net(shaped(widths, iter(lambda: 1, 0)))
        M = len(flattened(net.layers))
        values = {
            symbols["M"]: M,
            module_symbol("n_{l-1}"): widths[level - 1],
            module_symbol("n_{l+1}"): widths[level + 1],
        }
        formula = STATEMENT.step("parameter-counts").formula
        large = net.split(level, 1, fmpq(1, 2))
        assert formula["larger"].subs(values) == len(flattened(large.layers))
        moved = {*net.incoming(level, 1), *net.outgoing(level, 1)}
        assert formula["w-bar"].subs(values) == M - len(moved)


def module_symbol(name):
    return sympy.Symbol(name, positive=True)


@pytest.mark.parametrize(("n", "s"), [(2, 3), (1, 4), (5, 2)])
def test_v_has_a_row_for_every_neuron_above_and_a_column_of_biases(n, s):
    net = Net(shaped((1, n, s, 1), iter(lambda: 1, 0)))
    counted = len(net.layers[1]), len(net.layers[1][0])
    assert STATEMENT.step("shape-of-v").formula["v"](n, s) == counted
    assert STATEMENT.step("printed-shape-of-v").formula["v"](n, s) != counted


@pytest.mark.parametrize(("before", "n"), [(2, 3), (1, 4), (5, 2)])
def test_u_has_a_row_for_every_neuron_and_a_column_of_biases(before, n):
    net = Net(shaped((before, n, 2, 1), iter(lambda: 1, 0)))
    counted = len(net.layers[0]), len(net.layers[0][0])
    assert STATEMENT.step("shape-of-u").formula["u"](before, n) == counted
    assert STATEMENT.step("printed-shape-of-u").formula["u"](before, n) != counted


def test_a_weight_leads_to_the_neuron_of_its_first_index():
    """Change w_{1,2} of a 2-2-1 network: neuron 1 of layer 1 changes, neuron 2 does not."""
    net = Net(shaped((2, 2, 1), iter(lambda: 1, 0)))
    changed = Net([[list(row) for row in layer] for layer in net.layers])
    changed.layers[0][0][2] = fmpq(7)
    x = numbers("1 3")
    before, after = net.acts(x)[0][0], changed.acts(x)[0][0]
    moved = [k for k, (a, b) in enumerate(zip(before, after, strict=True), 1) if a != b]
    assert moved == [STATEMENT.step("target").formula["target"](1, 2)]
    assert moved != [STATEMENT.step("printed-target").formula["target"](1, 2)]


BROKEN = [
    ("same-function", {"twin": lambda lam: lam * lam}),
    ("same-function", {"neuron": lambda lam: 1 - 2 * lam}),
    ("constant-along-lambda", {"rate": sympy.Integer(1)}),
    ("gradient-image", {"u_twin": ("u", lambda lam: lam * lam)}),
    ("gradient-image", {"u_r": ("u", lambda lam: lam - 1)}),
    ("gradient-image", {"v_twin": ("v", lambda lam: lam)}),
    ("gradient-image", {"w": ("w", lambda _: 0)}),
    ("critical", {"critical": False}),
    ("no-maxima-by-output-bias", {"per sample": sympy.Integer(4)}),
    ("shape-of-v", {"v": lambda n, s: (s + 1, n)}),
    ("shape-of-u", {"u": lambda before, n: (n + 1, before)}),
    ("target", {"target": lambda i, j: i + j}),
]


@pytest.mark.parametrize(("step", "changes"), BROKEN)
def test_a_broken_formula_is_noticed(step, changes):
    assert notices(STATEMENT, step, claim_of(STATEMENT, step, **changes))


@pytest.mark.parametrize("key", ["larger", "w-bar"])
def test_a_broken_count_is_noticed(key):
    formula = STATEMENT.step("parameter-counts").formula
    claim = claim_of(STATEMENT, "parameter-counts", **{key: 2 * formula[key]})
    assert notices(STATEMENT, "parameter-counts", claim)


@pytest.mark.parametrize("step", ["printed-shape-of-u", "printed-shape-of-v", "printed-target"])
def test_the_literal_forms_are_refuted(step):
    assert said(STATEMENT, step) == [Verdict.REFUTED]
