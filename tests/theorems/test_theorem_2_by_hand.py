"""Theorem 2 once more: the experiment in plain NumPy, splittings, kernels and counts in fractions.

NumPy's road has a forward pass of its own and differences instead of derivatives; it reads nothing
from the library but the weights of the minimum.
"""

from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from exact_minima import chain_minimum, grown
from exact_taylor import (
    Net,
    bump,
    cubic,
    exact,
    flattened,
    inertia,
    numbers,
    rank,
    shaped,
    variable,
)
from flint import fmpq
from own_checks import claim_of, notices, said

from proofcheck.core import Verdict
from proofcheck.search.paper_experiment import draw, experiment
from theorems import _theorem_2_matrices as matrices
from theorems import theorem_2_deep_and_wide as module
from theorems._wide_steps import corrected_dimension

STATEMENT = module.STATEMENT


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def network(weights, x, biases=None):
    """The output of a fully connected network in float64, matrices of shape (n_l, n_{l-1})."""
    biases = biases or [0.0] * len(weights)
    for w, b in zip(weights[:-1], biases, strict=False):
        x = sigmoid(w @ x + b)
    return (weights[-1] @ x + biases[-1])[0]


@cache
def printed_setting():
    """Weights of the minimum, inputs and labels in float64."""
    drawn = draw()
    flat = np.array([float(w) for w in drawn.teacher])
    teacher = [flat[:10].reshape(5, 2), flat[10:35].reshape(5, 5), flat[35:].reshape(1, 5)]
    x = np.array([[float(v) for v in row] for row in drawn.inputs]).T
    point = experiment(30).second
    weights = [np.array([[float(v) for v in row] for row in layer]) for layer in point.weights]
    return weights, x, network(teacher, x)


def loss(weights, biases=None):
    _, x, y = printed_setting()
    return ((network(weights, x, biases) - y) ** 2).sum()


def equation_1(layer):
    """B of the chain by eq. (1), sigma'' by hand, the sensitivities by differences."""
    weights, x, y = printed_setting()
    acts = [x]
    for w in weights[:-1]:
        acts.append(sigmoid(w @ acts[-1]))
    step, above = 1e-6, weights[layer] @ acts[layer]

    def output(n):
        for w in weights[layer + 1 :]:
            n = w @ sigmoid(n)
        return ((n - y) ** 2)[0]

    slope = (output(above + step) - output(above - step)) / (2 * step)
    a = acts[layer]
    second = a * (1 - a) * (1 - 2 * a)
    return (slope * weights[layer][0, 0] * second[0] * acts[layer - 1]) @ acts[layer - 1].T


def test_the_printed_loss():
    weights, _, _ = printed_setting()
    assert f"{loss(weights):.3f}" == STATEMENT.step("printed-loss").formula == "4.817"
    low, high = map(float, STATEMENT.step("figure-3-axis").formula)
    assert low < loss(weights) < high


def test_the_point_is_a_minimum_of_the_bias_free_network():
    weights, _, _ = printed_setting()
    generator = np.random.default_rng(0)
    for size in (1e-2, 1e-3):
        for _ in range(20):
            moved = [w + size * generator.normal(0, 1, w.shape) for w in weights]
            assert loss(moved) > loss(weights)


def test_the_printed_eigenvalues_are_those_of_half_of_B():
    values = np.linalg.eigvalsh(equation_1(1))[::-1]
    printed = STATEMENT.step("B1-eigenvalues").formula["printed"]
    assert [f"{v / 2:.4f}" for v in values] == list(printed) == ["0.0182", "0.0004"]
    assert [f"{v:.4f}" for v in values] != list(printed)


def test_the_printed_B2_is_half_of_B():
    value = float(equation_1(2)[0, 0])
    assert f"{value / 2:.4f}" == STATEMENT.step("B2-value").formula["printed"] == "0.0757"
    assert f"{value:.4f}" != "0.0757"


def test_with_biases_the_point_is_not_critical():
    weights, _, _ = printed_setting()
    slopes = []
    for layer in range(3):
        biases = [0.0, 0.0, 0.0]
        biases[layer] = 1e-6
        up = loss(weights, biases)
        biases[layer] = -1e-6
        slopes.append((up - loss(weights, biases)) / 2e-6)
    assert max(map(abs, slopes)) > 0.1
    assert said(STATEMENT, "experiment-in-the-model") == [Verdict.REFUTED]


def test_D_of_the_first_layer_has_two_entries_both_0():
    weights, x, y = printed_setting()
    step = 1e-6
    first = sigmoid(weights[0] @ x)
    above = weights[1] @ first

    def output(n):
        return ((weights[2] @ sigmoid(n) - y) ** 2)[0]

    slope = (output(above + step) - output(above - step)) / (2 * step)
    D = (slope * first * (1 - first)) @ x.T
    assert D.shape[::-1] == STATEMENT.step("D-shape").formula((2, 1, 1, 1))
    assert D.shape[::-1] != STATEMENT.step("D-has-one-row").formula((2, 1, 1, 1))
    assert np.abs(D).max() < 1e-6


CHAIN = Net(shaped((1, 1, 1, 1), numbers("1/2 1 1/3 2 -1/2 3/2")), bump)
DATA = [([fmpq(k, 2)], fmpq(k * k - 1)) for k in (-1, 0, 3)]


@pytest.mark.parametrize("level", [1, 2])
@pytest.mark.parametrize("lam", ["1/4", "-1", "3/2"])
def test_B_after_t_splittings(level, lam):
    """B^(t) = (1 - lambda)^(t - 1) B^(1), at a point that need not be critical; D stays."""
    lam = exact(lam)
    B, D = CHAIN.B(level, 1, DATA), CHAIN.D(level, 1, DATA)
    formula = STATEMENT.step("B-after-t-splittings").formula
    factor, net, power = formula["factor"](lam), CHAIN, fmpq(1)
    for _ in range(4):
        assert net.B(level, 1, DATA) == [[power * x for x in row] for row in B]
        assert net.D(level, 1, DATA) == D
        net, power = net.split(level, 1, lam), power * factor
    assert formula["start"] == 1
    assert any(x for row in B for x in row)


@pytest.mark.parametrize("added", [1, 3])
@pytest.mark.parametrize("bias", [True, False])
def test_B_above_equal_neurons_repeats_the_chains_entries(added, bias):
    chain = Net(shaped((1, 1, 1, 1), numbers("1/2 1 1/3 2 -1/2 3/2"), bias), cubic, bias)
    wide = grown(chain, ((1, added),), fmpq(1, 4))
    B, small = wide.B(2, 1, DATA), chain.B(2, 1, DATA)
    places = [0] * bias + [int(bias)] * (added + 1)
    assert [[small[i][j] for j in places] for i in places] == B
    constant = {x for row in B for x in row}
    assert (len(constant) == 1) is not bias
    assert inertia(B)[0] + inertia(B)[2] <= len(small)


@pytest.mark.parametrize("counts", [(1, 1), (2, 1), (1, 2)])
def test_the_kernel_has_the_repaired_dimension(counts):
    """Exact rank of the wide Hessian at an exact minimum, m1 and m2 neurons."""
    net, data = chain_minimum("without")
    wide = grown(net, ((1, counts[0]), (2, counts[1])), fmpq(1, 4))
    m1, m2 = counts[0] + 1, counts[1] + 1
    H = wide.hessian(data)
    kernel = len(H) - rank(H)
    assert kernel == (m1 - 1) * m2 + m2 - 1 == corrected_dimension(m1, m2)
    assert kernel != matrices.printed_dimension(m1, m2)


def test_m1_and_m2_may_be_exchanged_in_the_repaired_formula_only():
    for m1 in range(1, 6):
        for m2 in range(1, 6):
            assert corrected_dimension(m1, m2) == corrected_dimension(m2, m1)
            assert matrices.printed_dimension(m1, m2) > corrected_dimension(m1, m2)


@pytest.mark.parametrize("lam", ["-2", "0", "1/2", "1", "5"])
def test_a_change_of_the_last_lambda_keeps_the_function(lam):
    """Outputs as polynomials in lambda + t: constant, inside and outside of [0, 1]."""
    wide = CHAIN.split(1, 1, fmpq(1, 4)).split(1, 1, variable(0, exact(lam), 3))
    for x, _ in DATA:
        f = wide.f(x)
        assert f.d() == CHAIN.f(x)
        assert f.d(0) == f.d(0, 0) == f.d(0, 0, 0) == 0


@pytest.mark.parametrize(("low", "gap"), [("0", "0"), ("-3", "5"), ("7/2", "1/10")])
def test_one_neuron_passes_any_labels_on(low, gap):
    """(y - c) / V lies strictly between 0 and 1 for every label between low and low + gap."""
    low, gap = exact(low), exact(gap)
    formula = STATEMENT.step("pass-through").formula
    c, V = formula["c"](low), formula["V"](gap)
    for k in range(11):
        y = low + gap * k / 10
        assert 0 < (y - c) / V < 1


@pytest.mark.parametrize("level", [1, 2])
def test_with_one_neuron_above_D_vanishes_at_critical_points_and_elsewhere_does_not(level):
    net, data = chain_minimum("1-1-1-1")
    assert not any(x for row in net.D(level, 1, data) for x in row)
    changed = [(data[0][0], data[0][1] + 1), *data[1:]]
    D, slopes = net.D(level, 1, changed), net.gradient(changed)
    v = net.layers[level][0][1]
    factor = STATEMENT.step("D-vanishes").formula["factor"](v)
    assert [row[0] for row in D] == [factor * slopes[k] for k in net.incoming(level, 1)]
    assert any(row[0] for row in D)


def test_idle_neurons_keep_the_teachers_function():
    teacher = Net(shaped((1, 2, 1), numbers("1 2 -1 1/2 3 1 -2")), bump)
    layers = [[list(row) for row in layer] for layer in teacher.layers]
    layers[0].append(numbers("5 7"))
    layers[1][0].append(fmpq(0))
    x = numbers("2/3")
    assert Net(layers, bump).f(x) == teacher.f(x)
    layers[1][0][-1] = fmpq(1)
    assert Net(layers, bump).f(x) != teacher.f(x)


@pytest.mark.parametrize("width", [2, 4, 5, 8])
def test_activations_span_as_soon_as_there_are_enough_neurons(width):
    """Exact rank of the activation matrix with its ones: N needs N - 1 neurons at least."""
    flat = [fmpq((k * k + 3 * k) % 17 - 8, 4) for k in range(2 * width)]
    net = Net([shaped((1, width), flat)[0], [[fmpq(0)] * (width + 1)]], bump)
    rows = [net.acts([fmpq(x)])[1][1] for x in range(-2, 3)]
    assert rank(rows) == min(5, width + 1)
    assert len(flattened(net.layers)) == 3 * width + 1


BROKEN = [
    ("printed-loss", "4.8174"),
    ("figure-3-axis", ("4.81750", "4.81751")),
    ("B-after-t-splittings", {"factor": lambda lam: lam - 1, "start": 1}),
    ("D-shape", lambda widths: (widths[0] + 1, widths[2])),
    ("path-to-the-saddle", {"neuron": lambda lam: -lam, "twin": lambda lam: lam}),
    ("pass-through", {"c": lambda low: low, "V": lambda gap: gap + 2}),
    ("D-after-t-splittings", {"factor of D": lambda lam: lam}),
    ("D-vanishes", {"factor": lambda v: -1 / v, "critical": True}),
]


@pytest.mark.parametrize(("step", "formula"), BROKEN)
def test_a_broken_formula_is_noticed(step, formula):
    assert notices(STATEMENT, step, formula)


@pytest.mark.parametrize("step", ["B1-eigenvalues-halved", "B2-value-halved"])
def test_another_factor_is_noticed(step):
    assert notices(STATEMENT, step, claim_of(STATEMENT, step, factor=Fraction(2, 3)))


@pytest.mark.parametrize("step", ["B1-eigenvalues", "B2-value", "D-has-one-row"])
def test_the_literal_forms_are_refuted(step):
    assert said(STATEMENT, step) == [Verdict.REFUTED]
