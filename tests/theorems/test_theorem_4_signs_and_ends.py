"""Theorem 4: minima where the printed construction has none, neurons without a sign, one input."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import mpmath
import pytest
import sympy
from flint import fmpq

from proofcheck.core import Budget, Verdict
from proofcheck.search.infinity_checks import certify
from theorems import _theorem_4_expansion as derive
from theorems import _theorem_4_rules as rules
from theorems import theorem_4_minimum_at_infinity as module

MP = mpmath.MPContext()
MP.dps = 60
STATEMENT = module.STATEMENT
BUDGET = Budget(30, 1, 0)
INPUTS, DEVIATIONS = (-1, 0, 1), (1, -2, 1)
"""The data of step exception; with c = 0 the labels are -1, 2, -1."""


def loss(outputs):
    return sum((f + d) ** 2 for f, d in zip(outputs, DEVIATIONS, strict=True))


# The other end


@pytest.mark.parametrize("b", ["-1", "-5/2", "-30", "-1/100"])
@pytest.mark.parametrize("u", ["1", "-1", "1/50", "-3"])
@pytest.mark.parametrize("v", ["1", "1/1000", "40"])
def test_with_the_bias_at_minus_infinity_the_loss_is_above_its_limit(b, u, v):
    b, u, v = (MP.mpf(Fraction(x).numerator) / Fraction(x).denominator for x in (b, u, v))
    outputs = [v / (1 + MP.exp(-b - u * x)) for x in INPUTS]
    q, E = MP.exp(b), MP.exp(u)
    bracket = STATEMENT.step("exception-other-end").formula["bracket"](q, E)
    assert (
        abs(loss(outputs) - 6 - sum(f * f for f in outputs) - 2 * v * bracket) < MP.mpf(10) ** -50
    )
    assert bracket > 0
    assert loss(outputs) > 6


def test_the_bracket_in_fractions_and_where_its_sign_turns():
    bracket = STATEMENT.step("exception-other-end").formula["bracket"]
    for q, E in product((fmpq(1, 9), fmpq(2), fmpq(1)), (fmpq(3), fmpq(1, 5), fmpq(1))):
        sigma = [q * E**x / (1 + q * E**x) for x in INPUTS]
        assert bracket(q, E) == sigma[0] - 2 * sigma[1] + sigma[2]
        assert (bracket(q, E) > 0) == (q < 1 and E != 1)
        assert (bracket(q, E) < 0) == (q > 1 and E != 1)


def test_with_one_sign_of_S_the_printed_construction_fails():
    """All u_0 to +infinity and c = 0: a positive v_1 with u_1 != 0 makes the loss smaller."""
    for u in (1, -2):
        v = (MP.mpf(1), MP.mpf(-1))
        outputs = [
            v[0] / (1 + MP.exp(-30 - u * x)) + v[1] / (1 + MP.exp(-MP.mpf(300) - x)) for x in INPUTS
        ]
        assert loss(outputs) < 6


def test_a_finite_neuron_beside_one_at_infinity_does_it_for_a_positive_mean():
    """Neuron 1 stays finite, u = 0: no sign of S is needed. Moves in all directions, c = 1."""
    c, b = MP.mpf(1), MP.mpf(-1)
    v1 = (c + 1) * (1 + MP.exp(-b))
    for du, dv, dw, high in product((0, 1, -1), (0, 1, -1), (0, 1), (9, 20)):
        h = MP.mpf(1) / 1000
        outputs = []
        for x in INPUTS:
            first = (v1 + h * dv) / (1 + MP.exp(-(b + h * dw) - h * du * x))
            second = (-1 - h * dv) / (1 + MP.exp(-high - x))
            outputs.append(first + second - c)
        assert loss(outputs) > 6


def test_the_repaired_claim_speaks_of_the_printed_construction_only():
    assert "printed construction" in STATEMENT.repaired
    finding = next(f for f in STATEMENT.findings if f.id == "every-data-set")
    assert "printed construction" in finding.repair


# Neurons without a sign


def test_the_idle_neuron_obeys_the_printed_rule():
    point = rules.THREE.get(30).point
    idle = rules.idle_neuron(point)
    assert sum(idle.outgoing) == point.mean == Fraction(2, 3)
    deviations = [point.mean - y for y in point.labels]
    signs = []
    for (u,), v in zip(idle.incoming, idle.outgoing, strict=True):
        S = sum(
            MP.mpf(d.numerator) / d.denominator * MP.exp(-MP.mpf(u.numerator) / u.denominator * x)
            for d, (x,) in zip(deviations, point.inputs, strict=True)
        )
        small = abs(S) < MP.mpf(10) ** -50
        assert small or S * v < 0
        signs.append(0 if small else (1 if S > 0 else -1))
    assert sorted(signs) == [-1, 0, 1]
    assert idle.outgoing[2] == 1


@pytest.mark.parametrize(
    ("outgoing", "expected"),
    [
        ((2, -1, 1), (2, -1, 1)),
        ((2, -1, 3), (4, -1, 1)),
        ((2, -1, -2), (2, -4, 1)),
        ((-1, 2, 3), (-1, 4, 1)),
    ],
)
def test_what_the_idle_neuron_gives_up_goes_where_no_sign_changes(outgoing, expected):
    point = replace(rules.THREE.get(30).point, outgoing=tuple(map(Fraction, outgoing)))
    assert rules.idle_neuron(point).outgoing == expected


def test_near_the_idle_neuron_the_loss_is_lower_by_hand():
    """Neurons 1 and 2 at infinity, u_3 = h with S_3 > 0, p_3 far smaller: about -2 p_3 S_3."""
    labels, mean, p = (0, 1, 1), MP.mpf(2) / 3, MP.mpf(10) ** -9
    lower = 0
    for h in (MP.mpf(1) / 100, -MP.mpf(1) / 100):
        e = [MP.exp(-h * x) for x in range(3)]
        S = sum((mean - y) * factor for y, factor in zip(labels, e, strict=True))
        outputs = [mean - p * factor / (1 + p * factor) for factor in e]
        change = sum((f - y) ** 2 - (mean - y) ** 2 for f, y in zip(outputs, labels, strict=True))
        assert (change < 0) == (S > 0)
        assert abs(change + 2 * p * S) < 10 * p * p
        lower += int(change < 0)
    assert lower == 1


def test_only_the_idle_neuron_is_refuted():
    for step, verdict in (("printed-signs", Verdict.REFUTED), ("all-signs", Verdict.HOLDS)):
        outcome = certify(rules.THREE, BUDGET, STATEMENT.step(step).formula)
        assert outcome.verdict is verdict
        assert bool(outcome.confirmed_by) == (verdict is Verdict.REFUTED)


# Lemma A.2 with one input


@pytest.mark.parametrize(("least", "verdict"), [(1, "holds"), (2, "refuted"), (4, "refuted")])
def test_the_inputs_of_the_last_hidden_layer_are_counted(least, verdict):
    outcome = rules.enough_below(BUDGET, {"least m": least})
    assert outcome.verdict.value == verdict
    assert bool(outcome.confirmed_by) == (verdict == "refuted")


# Loss and output by another road


def test_the_loss_is_that_of_the_networks_and_not_itself():
    (right,) = derive.printed_loss({"factor": sympy.Integer(1)}).values()
    (half,) = derive.printed_loss({"factor": sympy.Rational(1, 2)}).values()
    f1, f2, y1, y2 = sympy.symbols("f_1 f_2 y_1 y_2")
    assert sympy.expand(right) == 0
    assert sympy.expand(half - ((f1 - y1) ** 2 + (f2 - y2) ** 2) / 2) == 0


@pytest.mark.parametrize("name", ["output", "printed-output"])
def test_the_output_is_seen_in_forward_passes(name):
    step = STATEMENT.step(name)
    assert [type(check).__name__ for check in step.checks] == ["Derivation", "Sampling"]
