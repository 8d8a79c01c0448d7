"""Remark 10: equation (1) against the display of Theorem 8, one sum over the samples at a time."""

import pytest
import sympy
from exact_taylor import Net, bump, cubic, exact, jet, numbers, shaped, variable
from flint import fmpq
from own_checks import claim_of, notices, said

from proofcheck.core import Verdict
from theorems import remark_10_shallow_case as module

STATEMENT = module.STATEMENT
NETS = {
    "1-1-1": Net(shaped((1, 1, 1), numbers("1/2 2 -1 3")), bump),
    "2-2-1": Net(shaped((2, 2, 1), numbers("1 -1 2 1/3 1/2 -2 0 3 -1/2")), cubic),
    "1-3-1 without": Net(shaped((1, 3, 1), numbers("1 -2 1/2 3 -1 2"), False), bump, False),
}
DATA = {
    1: [(numbers("1"), fmpq(2)), (numbers("-2"), fmpq(1, 3)), (numbers("1/2"), fmpq(-1))],
    2: [(numbers("1 2"), fmpq(2)), (numbers("-2 1/2"), fmpq(1, 3))],
}
nets = pytest.mark.parametrize("name", NETS)


def of(name):
    net = NETS[name]
    return net, DATA[len(net.layers[0][0]) - net.bias]


def displayed(net, neuron, data):
    """Theorem 8's display (p. 11): sum (f - y) v sigma'' x_i x_j, bias coordinate included."""
    total = None
    for x, y in data:
        a = [1] * net.bias + list(x)
        n = net.acts(x)[0][0][neuron - 1]
        v = net.layers[1][0][neuron - 1 + net.bias]
        weight = (net.f(x) - y) * v * jet(net.sigma, n)[2]
        term = [[weight * p * q for q in a] for p in a]
        total = term if total is None else add(total, term)
    return total


def add(left, right):
    return [[p + q for p, q in zip(a, b, strict=True)] for a, b in zip(left, right, strict=True)]


@nets
def test_B_of_equation_1_is_twice_the_display(name):
    net, data = of(name)
    for neuron in range(1, len(net.layers[0]) + 1):
        shown = displayed(net, neuron, data)
        B = net.B(1, neuron, data)
        repaired, printed = (
            int(STATEMENT.step(step).formula["factor"]) for step in ("twice-B", "same-B")
        )
        assert [[repaired * x for x in row] for row in shown] == B
        assert [[printed * x for x in row] for row in shown] != B


@nets
def test_the_sensitivity_of_the_output_is_twice_the_residual(name):
    net, data = of(name)
    f, y = module.f, module.y
    for x, label in data:
        shifted = net.f(x, {(2, 1): variable(0, fmpq(0), 1)}) - label
        slope = (shifted * shifted).d(0)
        values = {f: str(net.f(x)), y: str(label)}
        claimed = STATEMENT.step("twice-the-residual").formula["sensitivity"]
        printed = STATEMENT.step("residual").formula["sensitivity"]
        assert slope == exact(str(claimed.subs(values))) == 2 * (net.f(x) - label)
        assert slope != exact(str(printed.subs(values)))


@nets
def test_the_factor_changes_no_sign(name):
    net, data = of(name)
    B, shown = net.B(1, 1, data), displayed(net, 1, data)
    for z in (numbers("1 2 -1"), numbers("-3 1/2 1"), numbers("0 1 0")):
        z = z[: len(B)]
        forms = [
            sum(z[i] * m[i][j] * z[j] for i in range(len(z)) for j in range(len(z)))
            for m in (B, shown)
        ]
        assert forms[0] == 2 * forms[1]


@nets
def test_one_neuron_above_gives_D_zero_as_soon_as_the_slope_is_zero(name):
    """D has one column, and v D is dl/du: the condition of Theorem 9 is empty here."""
    net, data = of(name)
    D, slopes = net.D(1, 1, data), net.gradient(data)
    v = net.layers[1][0][net.bias]
    assert all(len(row) == 1 for row in D)
    assert [v * row[0] for row in D] == [slopes[k] for k in net.incoming(1, 1)]


@pytest.mark.parametrize(
    ("step", "changes"),
    [
        ("twice-the-residual", {"sensitivity": 2 * module.f}),
        ("twice-the-residual", {"sensitivity": 4 * (module.f - module.y)}),
        ("twice-B", {"factor": sympy.Integer(-2)}),
        ("twice-B", {"factor": sympy.Integer(4)}),
        ("same-sign", {"multiple": sympy.Integer(1)}),
        ("same-sign", {"multiple": sympy.Integer(3)}),
    ],
)
def test_a_broken_formula_is_noticed(step, changes):
    assert notices(STATEMENT, step, claim_of(STATEMENT, step, **changes))


def test_the_literal_forms_are_refuted_on_both_roads():
    assert said(STATEMENT, "residual") == [Verdict.REFUTED]
    assert said(STATEMENT, "same-B") == [Verdict.REFUTED, Verdict.REFUTED]
