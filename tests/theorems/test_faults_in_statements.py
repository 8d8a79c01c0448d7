"""False lemmas, one wrong term each: the step's own checks refute them, and not the claim.

The faults are others than the mutants of the modules: the next index, the next power, the neighbour
in the text, a term dropped, a factor that only one region sees.
"""

from functools import cache

import pytest
import sympy
from own_checks import FEW
from registry import alone, record_of
from sympy.matrices.expressions import Identity, ZeroMatrix

from proofcheck.core import Verdict
from theorems import _lemma_16_limit as limit
from theorems import _order as order
from theorems import beyond_constant_loss_deep as deep
from theorems import beyond_constant_loss_start as start
from theorems import beyond_sharp_criterion as sharp
from theorems import beyond_vanishing_d as vanishing
from theorems import beyond_whole_fibre as fibre
from theorems import lemma_16_spanning as lemma_16
from theorems import lemma_17_wide_layer as lemma_17
from theorems import lemma_18_inverse_activation as lemma_18
from theorems import lemma_19_later_layers as lemma_19
from theorems import lemma_20_outputs as lemma_20
from theorems import theorem_2_deep_and_wide as theorem_2
from theorems import theorem_5_path_to_global_minimum as theorem_5
from theorems import theorem_13_wide_two_layer as theorem_13

LOW, HIGH = limit.low, limit.high
F, S, K = fibre, sharp, vanishing
HALF = sympy.Rational(1, 2)


def strict(offset):
    """The threshold moved by one: the entry at sample k - 1 too."""
    return HIGH if sympy.Ge(offset, -1) == sympy.true else LOW


def one_to_the_right(i):
    return K.other(3 - i)


FAULTS = [
    # the whole fibre
    (F, "same-outputs", {"excess": F.outgoing(1) * F.sigma(1, 0)}),
    (F, "incoming", {"twin": F.D_times(lambda i: F.outgoing(i) - F.p(i))}),
    (F, "incoming", {"neuron": F.D_times(lambda i: 2 * F.p(i))}),
    (F, "incoming", {"twin": F.D_times(lambda i: F.p(3 - i))}),
    (F, "incoming", {"numeric": lambda D, w: D.dot(w[::-1])}),
    (F, "incoming", {"numeric": lambda D, w: D.dot(w * w)}),
    (F, "others", {"v": sympy.Integer(-1)}),
    (F, "others", {"v": F.symbol("lambda")}),
    (F, "curvature", {"second": F.second_form() - 2 * F.B_at_p()}),
    (F, "curvature", {"second": F.second_form() - F.B_at_p()}),
    (F, "critical-exactly", sympy.Equivalent(F.LARGE, sympy.Or(F.SMALL, F.ON))),
    (F, "minimum", sympy.Implies(sympy.And(F.D_ZERO, F.DEFINITE), F.MINIMUM)),
    # the sharp criterion
    (S, "sufficient", {"rest": S.b / 2 - S.C * S.SIZE**4 / 4}),
    (S, "sufficient", {"rest": S.b - S.C * S.SIZE**2 / 4}),
    (S, "necessary", {"C": 2 / S.rho**2}),
    (S, "necessary", {"C": 2 * S.K**2 / S.rho**2}),
    (S, "definite-hessian", {"C": S.k / S.c}),
    (S, "definite-hessian", {"C": S.k**2 / S.c**2}),
    (S, "one-next-neuron", {"C": S.K / sympy.Symbol("v") ** 2}),
    (S, "one-next-neuron", {"C": 2 * S.K}),
    (S, "kernel", {"limit": lambda first: first}),
    (S, "kernel", {"limit": lambda first: 2 * first**2}),
    # D = 0 where vectors span
    (K, "equal-incoming", {"weighted": K.D_with(one_to_the_right)}),
    (K, "equal-incoming", {"weighted": K.D_with(lambda i: K.other(i) ** 2)}),
    (K, "equal-incoming", {"numeric": lambda D, w, v: D.dot(w - v)}),
    (K, "kernel", {"k": lambda s: K.K[s] ** 2}),
    (K, "kernel", {"k": lambda s: K.K[1]}),
    (K, "span", {"by DZ": K.D * K.Z * K.X * K.Z * K.X}),
    (K, "span", {"by DZ": ZeroMatrix(K.rows, K.width)}),
    # Lemma 16
    (lemma_16, "direction", {"direction": lambda d1, d2: (d2, d1 - d1)}),
    (lemma_16, "direction", {"direction": lambda d1, d2: (-d1, -d2)}),
    (lemma_16, "layers-below", {"kept": sympy.Implies(order.less, order.value_equal)}),
    (lemma_16, "steep", {"steepness": lambda bound, gap: gap / bound}),
    (lemma_16, "steep", {"steepness": lambda bound, gap: -bound / gap}),
    (lemma_16, "unit-vectors", {"entry": strict}),
    (lemma_16, "unit-vectors", {"share": lambda x: x / (HIGH + LOW)}),
    (lemma_16, "unit-vectors", {"share": lambda x: x / (LOW - HIGH)}),
    (lemma_16, "last-unit-vector", {"subtracted": sympy.Integer(0)}),
    (lemma_16, "last-unit-vector", {"entry": lambda _o: HIGH}),
    (lemma_16, "constant-vector", {"constant": sympy.Integer(0)}),
    (lemma_16, "constant-vector", {"share": lambda x: x}),
    (lemma_16, "constant-vector", {"first row": HIGH - LOW}),
    (lemma_16, "later-weights", {"block": 2 * Identity(lemma_16.m)}),
    (lemma_16, "near", {"bound": lambda epsilon, distance: distance / epsilon}),
    (lemma_16, "near", {"bound": lambda epsilon, distance: epsilon * distance}),
    (lemma_16, "biases-needed", {"bias": sympy.Integer(-3)}),
    # Lemma 17
    (lemma_17, "submatrix", {"columns": Identity(lemma_17.n)}),
    (lemma_17, "omega", {"omega": lemma_17.change_of_n * lemma_17.A.inv().T}),
    (lemma_17, "omega", {"omega": lemma_17.change_of_n}),
    (lemma_17, "start", {"omega": lemma_17.w1}),
    (lemma_17, "start", {"other columns": lemma_17.w2}),
    (lemma_17, "realised", {"omega": 2 * lemma_17.change_of_n * lemma_17.A.inv()}),
    (lemma_17, "realised", {"reached": lambda n, moved: n - moved}),
    (lemma_17, "bias-moves", {"rows": lambda data: list(data["ones"])}),
    (lemma_17, "kernel", {"weights": -lemma_17.w_any}),
    (lemma_17, "kernel", {"bias": 2 * lemma_17.bias}),
    (lemma_17, "necessary", {"change": -lemma_17.c * (lemma_17.z.T * lemma_17.z)}),
    # Lemma 18
    (lemma_18, "invertible", {"inverse": sympy.Implies(order.value_equal, order.less)}),
    (lemma_18, "continuous-inverse", {"delta": lambda small, large: 2 * small}),
    (lemma_18, "continuous-inverse", {"delta": lambda small, large: (small + large) / 2}),
    (lemma_18, "inverse-formulas", {"odds": lambda s: 1 / (1 - s)}),
    (lemma_18, "inverse-formulas", {"odds tanh": lambda s: (1 - s) / (1 + s)}),
    (lemma_18, "inverse-formulas", {"n": lambda n, t: 2 * n}),
    # Lemma 19
    (lemma_19, "start", {"lambda(0)": sympy.Integer(0) + HALF}),
    (lemma_19, "start", {"weights": lemma_19.lam * lemma_19.w / 2}),
    (lemma_19, "start", {"activations": lambda _i: 2 * lemma_19.a}),
    (lemma_19, "telescoping", {"bias": lemma_19.bias - 2 * lemma_19.delta}),
    (lemma_19, "full-rank-kept", {"right inverse": lemma_19.W.inv()}),
    (lemma_19, "zero-inside-the-image", {"inside": lambda M, s: M / s}),
    (lemma_19, "zero-at-the-lower-end", {"boundary": lambda M, d: 1 + 3 * M / (2 * d)}),
    (lemma_19, "zero-at-the-lower-end", {"shift": lambda M: -M}),
    (lemma_19, "zero-at-the-upper-end", {"boundary": lambda M, d: 1 + 3 * M / (2 * d)}),
    (lemma_19, "zero-at-the-upper-end", {"shift": lambda M: M / 2}),
    (lemma_19, "one-choice", {"activations": lambda _i: lemma_19.a / lemma_19.lam}),
    (lemma_19, "one-choice", {"bias": lemma_19.bias - lemma_19.delta}),
    (lemma_19, "one-choice-inside", {"scale": lambda M, rho: 1 + M / (4 * rho)}),
    (lemma_19, "one-choice-inside", {"centre": lambda c, rho: c + 2 * rho}),
    (lemma_19, "one-choice-inside", {"seen": lambda lift: -lift.activations}),
    (lemma_19, "width-needed", {"below": 3}),
    (lemma_19, "width-needed", {"n(1)": [["1", "1", "1"], ["0", "1", "0"]]}),
    # Lemma 20 and Theorem 5
    (lemma_20, "base", {"realised": lemma_20.N_NEXT}),
    (lemma_20, "layers", {"place": lambda i: 2 - i * i}),
    (lemma_20, "last-layer", {"f": lambda z, y, t: z + (y - z) * t / 2}),
    (lemma_20, "last-layer", {"f": lambda z, y, t: y + (z - y) * t}),
    (theorem_5, "output-path", {"f": lambda t: t * theorem_5.y}),
    (theorem_5, "non-increasing", {"share": lambda t: t - t * t}),
    (theorem_5, "data", {"opposite": (theorem_5.y1 + theorem_5.y2) ** 2}),
    (theorem_5, "data", {"equal": theorem_5.y1**2 - theorem_5.y2**2}),
    # from every start
    (start, "free-a-neuron", {"to others": lambda s: s * s}),
    (start, "free-a-neuron", {"kept": lambda s: s}),
    (start, "turn-it", {"outgoing": sympy.Integer(-1)}),
    (start, "invisible-move", {"x": start.p * (start.kappa * start.ones)}),
    (start, "level", {"x": 3 * start.MOVE}),
    (start, "inside", {"bias": start.bias - start.lam * start.centre * start.w * start.all_ones}),
    (start, "raise-the-rank", {"from bias": start.s}),
    (start, "raise-the-rank", {"on d": start.s**2}),
    (start, "raise-the-rank", {"step back": -1}),
    (deep, "separate", {"moved": lambda s, gap: -s * gap}),
    (deep, "targets", {"value": 2 * deep.T0}),
    (deep, "targets", {"second value": -deep.T0}),
    (deep, "differences", {"limit": lambda k, j: deep.taylor_coefficient(k, j - 1)}),
    (deep, "steep-neurons", {"psi": lambda z: -z}),
    (deep, "weights", {"weights": deep.T * deep.a.inv().T}),
    (deep, "weights", {"weights": deep.T * deep.Delta * deep.a.inv()}),
    (deep, "joined", {"line": lambda s: (1 - s) * deep.v_limit + s * deep.v}),
    (deep, "velocity", {"e": lambda h1, h2: (h1 - h1, h2)}),
    # signs and shares of pages 13 to 15
    (theorem_13, "sign", {"inside": "closed"}),
    (theorem_13, "factor-two", {"per residual": sympy.Integer(1)}),
    (theorem_13, "redistributed-weight", {"neuron": lambda h, k: -h - 2 * k}),
    (theorem_13, "path-to-the-saddle", {"twin": lambda lam: 2 * lam}),
    (theorem_13, "path-to-the-saddle", {"neuron": lambda lam: 1 + lam}),
    (theorem_2, "B-sign", {"factor": lambda lam: lam**2 * (1 - lam)}),
    (theorem_2, "B-sign", {"factor": lambda lam: lam * (lam - 1)}),
    (theorem_2, "B2-not-definite", {"p": (2, -1)}),
    (theorem_2, "B2-not-definite", {"p": (0, 1)}),
    (theorem_2, "pass-through", {"c": lambda low: low}),
    (theorem_2, "pass-through", {"V": lambda gap: gap + 1}),
    (theorem_2, "D-vanishes", {"factor": lambda v: 1 / v**2}),
    (theorem_2, "D-after-t-splittings", {"factor of D": lambda lam: lam}),
]


def verdicts(statement, step, formula):
    """One check after the other, so that it may stop at the first refutation."""
    for check in step.checks:
        single = alone(statement, step, formula=formula, checks=(check,), mutants=())
        yield record_of(single, FEW).evidence[step.id][0].verdict


@cache
def first_verdict(module, step_id):
    """What the first check, mostly a derivation, says of the claim itself."""
    step = module.STATEMENT.step(step_id)
    return next(verdicts(module.STATEMENT, step, step.formula))


@pytest.mark.parametrize(
    ("module", "step", "wrong"), FAULTS, ids=[f"{m.STATEMENT.id}-{s}" for m, s, _ in FAULTS]
)
def test_a_planted_fault_is_refuted(module, step, wrong):
    formula = module.STATEMENT.step(step).formula
    if isinstance(wrong, dict):
        assert set(wrong) <= set(formula)
        wrong = {**formula, **wrong}
    assert first_verdict(module, step) is Verdict.HOLDS
    assert Verdict.REFUTED in verdicts(module.STATEMENT, module.STATEMENT.step(step), wrong)
