"""Regions of Theorem 9 for n_{l+1} = 1, on exact planted minima, and the inference on truth values.

Losses in fractions: near the line they are higher by what the bound promises; at its ends they
fall on the side that the sign of B says, with the other neuron compensating and not without.
"""

import pytest
import sympy
from exact_minima import Wanted, minimum
from exact_taylor import Net, bump, exact, flattened, form, inertia, shaped, variable
from flint import fmpq
from own_checks import said
from sympy.logic.inference import satisfiable

from proofcheck.core import Assumptions, Verdict, holds
from theorems import _theorem_9_regions as module
from theorems.theorem_9_deep_local_minima import STATEMENT

POSITIVE = Wanted((1, 1, 1), "1/2 1 1/3 2", 9, "1 0 1")
NEGATIVE = Wanted((1, 1, 1), "1/2 1 1/3 2", 9, "-1 0 -1")
BOTH = pytest.mark.parametrize("wanted", [POSITIVE, NEGATIVE], ids=["positive", "negative"])
EVERYTHING = {"nondegenerate", "B-definite", "D-zero"}


def admissible(wanted):
    return [exact(x) for x in (("1/3", "4/5") if wanted is POSITIVE else ("-2", "3"))]


def at(wanted, lam, moved):
    """The loss of the split network with some parameters, by place, moved."""
    flat = flattened(wanted.net.split(1, 1, lam).layers)
    values = [w + moved.get(k, 0) for k, w in enumerate(flat)]
    return Net(shaped((1, 2, 1), values), bump).loss(minimum(wanted))


@BOTH
def test_as_low_only_on_the_line(wanted):
    for lam in admissible(wanted):
        least = at(wanted, lam, {})
        large = wanted.net.split(1, 1, lam)
        own, twin = large.outgoing(1, 1)[0], large.outgoing(1, 2)[0]
        step = fmpq(1, 10**5)
        assert at(wanted, lam, {twin: step, own: -step}) == least
        for k in range(len(flattened(large.layers))):
            assert at(wanted, lam, {k: step}) > least
            along = {twin: 3 * step, own: -3 * step}
            assert at(wanted, lam, {**along, k: along.get(k, 0) - step}) > least


@BOTH
def test_one_direction_is_flat(wanted):
    for lam in admissible(wanted):
        H = wanted.net.split(1, 1, lam).hessian(minimum(wanted))
        assert inertia(H) == (len(H) - 1, 1, 0)


@BOTH
@pytest.mark.parametrize("lam", ["0", "1"])
@pytest.mark.parametrize("source", [0, 1])
def test_at_the_ends_the_cubic_term_is_minus_half_of_B(wanted, lam, source):
    """Both steps at once: what the idle neuron loses the other one gains."""
    B = wanted.net.B(1, 1, minimum(wanted))[source][source]
    along = along_the_curve(wanted, lam, source, compensated=True)
    assert along.d(0) == along.d(0, 0) == 0
    assert along.d(0, 0, 0) / 6 == -B / 2
    assert (B > 0) is (wanted is POSITIVE)


@BOTH
@pytest.mark.parametrize("lam", ["0", "1"])
def test_without_the_other_neuron_the_loss_grows_like_a_square(wanted, lam):
    assert along_the_curve(wanted, lam, 1, compensated=False).d(0, 0) > 0


def along_the_curve(wanted, lam, source, compensated):
    large, s = wanted.net.split(1, 1, exact(lam)), variable(0, fmpq(0), 3)
    idle, other = (1, 0) if lam == "0" else (0, 1)
    layers = [[list(row) for row in layer] for layer in large.layers]
    v = layers[1][0][1 + other]
    layers[0][idle][source] = layers[0][idle][source] + s
    layers[1][0][1 + idle] = layers[1][0][1 + idle] - s * v
    if compensated:
        layers[1][0][1 + other] = v + s * v
    return Net(layers, bump).loss(minimum(wanted))


def test_every_direction_of_a_definite_B_falls_at_the_ends():
    B = NEGATIVE.net.B(1, 1, minimum(NEGATIVE))
    assert all(form(B, [fmpq(x), fmpq(y)]) < 0 for x, y in ((1, 0), (0, 1), (2, -3), (-1, 5)))


@pytest.mark.parametrize(("b", "k"), [("2", "1"), ("1/2", "1/2"), ("9/8", "1/3"), ("8", "2")])
def test_what_is_kept_of_the_bound(b, k):
    """With 2 k^2 <= b: (l - l*)/2 + (b/4)|d|^2 is below the bound, at equality too."""
    b, k = exact(b), exact(k)
    assert 2 * k * k <= b
    kept = [exact(str(v.subs({module.b: str(b)}))) for v in kept_parts()]
    for i in range(7):
        for j in range(7):
            s, d = fmpq(i, 3), fmpq(j, 2)
            assert s * s - k * s * d + b / 2 * d * d >= kept[0] * s * s + kept[1] * d * d
    assert all(part > 0 for part in kept)


def kept_parts():
    formula = STATEMENT.step("off-the-line").formula
    return formula["l - l*"], formula["|d|^2"]


@pytest.mark.parametrize("missing", ["nondegenerate", "B-definite"])
def test_the_bound_needs_both(missing):
    formula = STATEMENT.step("off-the-line").formula
    check = module.higher_off_the_line
    assert check(formula, Assumptions(EVERYTHING)).verdict is Verdict.HOLDS
    assert check(formula, Assumptions(EVERYTHING - {missing})).verdict is Verdict.REFUTED


def caught(monkeypatch, **changes):
    seen = []
    monkeypatch.setattr(module, "decide_entailment", lambda *both: seen.append(both) or holds(""))
    formula = STATEMENT.step("two-regions").formula
    module.each_half_is_a_component({**formula, **changes}, Assumptions(EVERYTHING))
    return seen[0]


def test_no_premise_of_two_regions_is_idle(monkeypatch):
    premises, claim = caught(monkeypatch)
    assert satisfiable(sympy.And(*premises.values()))
    for name in premises:
        others = [p for other, p in premises.items() if other != name]
        assert satisfiable(sympy.And(*others, sympy.Not(claim))), name


def test_nothing_is_said_where_more_neurons_follow():
    """Off the line the outgoing weights can be shared in other ways: the inference stops."""
    formula = {**STATEMENT.step("two-regions").formula, "next neurons": "any"}
    for conclusion in (module.COMPONENT, module.JOINED, sympy.Not(module.JOINED)):
        claim = {**formula, "conclusion": conclusion}
        outcome = module.each_half_is_a_component(claim, Assumptions(EVERYTHING))
        assert outcome.verdict is Verdict.REFUTED


def test_the_finding_says_what_the_step_says():
    (finding,) = module.FINDINGS
    assert finding.holds
    assert finding.shown_by == ("two-regions",)
    step = STATEMENT.step("two-regions")
    assert step.scope.describe() == STATEMENT.step("off-the-line").scope.describe()
    assert "n_{l+1} = 1" in finding.claim
    assert said(STATEMENT, "two-regions") == [Verdict.HOLDS]
