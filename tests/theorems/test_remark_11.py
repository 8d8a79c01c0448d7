"""Remark 11 in fractions: B and D of a neuron and its twin at every q, and one layer below."""

import pytest
from exact_taylor import Net, bump, cubic, exact, form, jet, numbers, shaped
from flint import fmpq
from own_checks import claim_of, notices, said

from proofcheck.core import Assumptions, Verdict
from theorems import remark_11_degenerate_start as module

STATEMENT = module.STATEMENT
PATTERN = numbers("1/2 -1 3/2 1/3 2 -1/2 1 -2 3/4 -1/4 1/5 -3/2")
CASES = {
    "1-1-2-1": (Net(shaped((1, 1, 2, 1), PATTERN), bump), 1, 1),
    "2-2-1": (Net(shaped((2, 2, 1), PATTERN), bump), 1, 2),
    "1-2-2-1 without": (Net(shaped((1, 2, 2, 1), PATTERN, False), cubic, False), 2, 1),
}
cases = pytest.mark.parametrize("name", CASES)
lambdas = pytest.mark.parametrize("lam", ["1/3", "1/2", "-2", "0"])


def data_for(net):
    width = len(net.layers[0][0]) - net.bias
    return [([fmpq(k + i, 2) for i in range(width)], fmpq(k * k - 2)) for k in (-1, 0, 3)]


def at(net, level, neuron, lam, q):
    """The larger network at (z, q, 0)."""
    large = net.split(level, neuron, lam)
    for row, shift in zip(large.layers[level], q, strict=True):
        row[-1] += shift
        row[neuron - 1 + net.bias] -= shift
    return large


def with_outgoing(net, level, neuron, weights):
    """The network in which a neuron sends other weights: B is linear in them."""
    layers = [[list(row) for row in layer] for layer in net.layers]
    for row, w in zip(layers[level], weights, strict=True):
        row[neuron - 1 + net.bias] = w
    return Net(layers, net.sigma, net.bias)


def B_with(net, level, neuron, weights, data):
    """Eq. (1) with other outgoing weights and the sensitivities of the network itself."""
    changed = with_outgoing(net, level, neuron, weights)
    rows = {}
    for x, y in data:
        slopes, residual = net.slopes_above(level, x), net.f(x) - y
        back = sum(s * w for s, w in zip(slopes, weights, strict=True))
        ns, sent = changed.acts(x)
        curved = 2 * residual * back * jet(net.sigma, ns[level - 1][neuron - 1])[2]
        a = sent[level - 1]
        for i in range(len(a)):
            for j in range(len(a)):
                rows[i, j] = rows.get((i, j), 0) + curved * a[i] * a[j]
    size = range(1 + max(i for i, _ in rows))
    return [[rows[i, j] for j in size] for i in size]


@cases
@lambdas
def test_B_of_the_neuron_and_of_its_twin_at_every_q(name, lam):
    """(1 - lambda) B - B[q] and lambda B + B[q]."""
    net, level, neuron = CASES[name]
    data, lam = data_for(net), exact(lam)
    above = len(net.layers[level])
    q = numbers("1/3 -2 1")[:above]
    large = at(net, level, neuron, lam, q)
    B, B_q = net.B(level, neuron, data), B_with(net, level, neuron, q, data)
    formula = STATEMENT.step("same-neuron-again").formula
    for place, number in (("neuron", neuron), ("twin", len(large.layers[level - 1]))):
        factor, sign = formula[place](lam), formula[f"{place} at q"]
        expected = [
            [factor * x + sign * y for x, y in zip(a, b, strict=True)]
            for a, b in zip(B, B_q, strict=True)
        ]
        assert large.B(level, number, data) == expected
    assert any(x for row in B_q for x in row)


@cases
@lambdas
def test_D_of_both_is_that_of_the_smaller_network(name, lam):
    net, level, neuron = CASES[name]
    data = data_for(net)
    q = numbers("-1/2 3 2")[: len(net.layers[level])]
    large = at(net, level, neuron, exact(lam), q)
    D = net.D(level, neuron, data)
    factor = STATEMENT.step("same-neuron-again").formula["D"]
    for number in (neuron, len(large.layers[level - 1])):
        assert large.D(level, number, data) == [[factor * x for x in row] for row in D]
    assert any(x for row in D for x in row)


@lambdas
@pytest.mark.parametrize("q", ["0", "1/2", "-3"])
@pytest.mark.parametrize("bias", [True, False])
def test_the_layer_below_with_one_neuron_above_the_split(lam, q, bias):
    """1-2-2-1, split in layer 2: B of layer 1 stays, D at the twin is (lambda + q/V) D."""
    net = Net(shaped((1, 2, 2, 1), PATTERN * 2, bias), cubic, bias)
    data, lam, q = data_for(net), exact(lam), exact(q)
    V = net.layers[2][0][1 + bias]
    large = at(net, 2, 2, lam, [q])
    formula = STATEMENT.step("layer-below").formula
    share = formula["twin share"](lam, q, V)
    for neuron in (1, 2):
        small, wide = net.D(1, neuron, data), large.D(1, neuron, data)
        assert large.B(1, neuron, data) == net.B(1, neuron, data)
        assert [row[-1] for row in wide] == [share * row[1] for row in small]
        assert [row[1] for row in wide] == [(1 - share) * row[1] for row in small]
        assert [row[0] for row in wide] == [row[0] for row in small]


def test_with_two_neurons_above_the_split_layer_D_below_is_no_multiple():
    """1-1-1-2-1, split in layer 2, n_{l+2} = 2: after q the direction of D changes."""
    net = Net(shaped((1, 1, 1, 2, 1), PATTERN * 2), bump)
    data = data_for(net)
    small = [row[0] for row in net.D(1, 1, data)]
    wide = [row[-1] for row in at(net, 2, 1, exact("1/3"), numbers("1 -1")).D(1, 1, data)]
    assert small[0] * wide[1] != small[1] * wide[0]
    still = [row[-1] for row in at(net, 2, 1, exact("1/3"), numbers("0 0")).D(1, 1, data)]
    assert small[0] * still[1] == small[1] * still[0]


@pytest.mark.parametrize("values", ["1 2", "1/2 1/3", "3 8"])
def test_the_bound_leaves_half_of_c_and_a_quarter_of_b(values):
    """At (Q C)^2 = b c / 2 what is split off is exactly a square; beyond it is not."""
    c, b = numbers(values)
    formula = STATEMENT.step("surviving-bound").formula
    kept_c, kept_b = (
        exact(str(formula[name].subs({module.c: str(c), module.b: str(b)}))) for name in "cb"
    )
    for part in numbers("1/2 1 2"):
        square_of_k = part * b * c / 2
        # c z^2 - k z d + (b/2) d^2 - kept: a form in (z, d) with this determinant
        determinant = 4 * (c - kept_c) * (b / 2 - kept_b) - square_of_k
        assert (determinant >= 0) == (part <= 1)
        assert (determinant == 0) == (part == 1)


@pytest.mark.parametrize("missing", ["quadratic-growth", "D-zero-on-F", "B-definite"])
def test_the_bound_needs_every_hypothesis(missing):
    formula = STATEMENT.step("surviving-bound").formula
    everything = {"quadratic-growth", "D-zero-on-F", "B-definite"}
    assert module.surviving_bound(formula, Assumptions(everything)).verdict is Verdict.HOLDS
    outcome = module.surviving_bound(formula, Assumptions(everything - {missing}))
    assert outcome.verdict is not Verdict.HOLDS


@pytest.mark.parametrize("x", ["1/10", "-1/50", "1/1000"])
def test_constant_loss_along_the_kernel_is_not_enough(x):
    """Y (y - x^2): 0 along the kernel of diag(0, 2), negative on y = x^2/2."""
    x = exact(x)

    def f(x, y):
        return y * (y - x * x)

    assert f(x, fmpq(0)) == 0
    assert f(x, x * x / 2) == -x * x * x * x / 4 < 0
    assert form([[0, 0], [0, 2]], [x, fmpq(0)]) == 0
    assert said(STATEMENT, "constant-loss-suffices") == [Verdict.REFUTED]


def test_what_the_repair_asks_for_fails_for_that_function():
    """No c > 0 with f >= c y^2 around the kernel: the quotient tends to minus infinity."""
    for k in (1, 10, 100):
        x = fmpq(1, k)
        y = x * x / 2
        assert y * (y - x * x) < -(y * y) / 2


BROKEN = [
    ("surviving-bound", {"c": 2 * module.c / 3}),
    ("surviving-bound", {"b": module.b / 3}),
    ("same-neuron-again", {"twin": lambda lam: 1 - lam}),
    ("same-neuron-again", {"neuron at q": 0}),
    ("same-neuron-again", {"twin at q": 2}),
    ("same-neuron-again", {"D": -1}),
    ("layer-below", {"twin share": lambda lam, q, V: lam + q}),
    ("layer-below", {"B": 0}),
]


@pytest.mark.parametrize(("step", "changes"), BROKEN)
def test_a_broken_formula_is_noticed(step, changes):
    assert notices(STATEMENT, step, claim_of(STATEMENT, step, **changes))
