"""Theorem 9 on exact planted minima with two neurons above: signs, descent, counts, intervals.

Signs by completing squares in fractions, and once more by mpmath's eigenvalues at 60 digits.
"""

from functools import cache

import mpmath
import pytest
import sympy
from exact_minima import Wanted, minimum
from exact_taylor import (
    Net,
    bump,
    eigenvalues,
    exact,
    flattened,
    form,
    inertia,
    numbers,
    rank,
    shaped,
    variable,
)
from flint import fmpq
from own_checks import claim_of, notices, said

from proofcheck.core import Assumptions, Verdict
from theorems import _theorem_9_regions as regions
from theorems import theorem_9_deep_local_minima as module

STATEMENT = module.STATEMENT
SMALL = (1, 1, 2, 1)
ZERO = Wanted(SMALL, "1 2 -1 1/2 3/2", 12, "1", bias=False)
NEGATIVE = Wanted(SMALL, "1/2 -2 1 3/2 1/2", 12, "-1", bias=False)
NOT_ZERO = Wanted(SMALL, "1 2 -1 1/2 3/2", 12, "1", bias=False, D_free=True)
WITH_BIAS = Wanted(SMALL, "1/2 1  1/3 2  -1/2 1  1/2 1 3/2", 16, "1 0 1")
ONLY_WEIGHTS = Wanted(SMALL, "1/2 1  1/3 2  -1/2 1  1/2 1 3/2", 16, "-1 0 1")
LAST = Wanted((1, 1, 1, 1), "1 1/2  1/3 2  -1/2 1", 13, "1 0 1", layer=2)
D_IS_ZERO = {"1-1-2-1": ZERO, "negative": NEGATIVE, "biases": WITH_BIAS, "last layer": LAST}


@cache
def wide_hessian(wanted, lam):
    return split(wanted, lam).hessian(minimum(wanted))


def split(wanted, lam):
    return wanted.net.split(wanted.layer, wanted.neuron, exact(lam))


def predicted(wanted, lam):
    """M + n_{l-1} + 1 positive and n_{l+1} zero eigenvalues where lambda is admissible."""
    small = len(flattened(wanted.net.layers))
    rows = wanted.widths[wanted.layer - 1] + wanted.bias
    zeros = wanted.widths[wanted.layer + 1]
    product = exact(lam) * (1 - exact(lam)) * (-1 if wanted is NEGATIVE else 1)
    if product == 0:
        return small, zeros + rows, 0
    return (small + rows, zeros, 0) if product > 0 else (small, zeros, rows)


SIGNS = [
    (name, lam)
    for name in ("1-1-2-1", "negative", "last layer")
    for lam in ("1/3", "1/2", "-1/2", "5/2", "0", "1")
]


@pytest.mark.parametrize(("name", "lam"), [*SIGNS, ("biases", "1/3"), ("biases", "2")])
def test_signs_with_D_zero(name, lam):
    wanted = D_IS_ZERO[name]
    assert not any(split(wanted, lam).gradient(minimum(wanted)))
    assert inertia(wide_hessian(wanted, lam)) == predicted(wanted, lam)


@pytest.mark.parametrize("name", D_IS_ZERO)
@pytest.mark.parametrize("lam", ["1/3", "2"])
def test_signs_by_eigenvalues_in_mpmath(name, lam):
    wanted = D_IS_ZERO[name]
    values = eigenvalues(wide_hessian(wanted, lam))
    tiny = mpmath.mpf(10) ** -40 * max(map(abs, values))
    positive, negative = sum(v > tiny for v in values), sum(v < -tiny for v in values)
    assert (positive, len(values) - positive - negative, negative) == predicted(wanted, lam)


@pytest.mark.parametrize("name", D_IS_ZERO)
def test_the_hypotheses_hold_exactly(name):
    wanted = D_IS_ZERO[name]
    data, place = minimum(wanted), (wanted.layer, wanted.neuron)
    assert not any(wanted.net.gradient(data))
    assert not any(x for row in wanted.net.D(*place, data) for x in row)
    assert wanted.net.loss(data) > 0
    signs = inertia(wanted.net.B(*place, data))
    assert signs[1] == 0
    assert signs[2 if wanted is NEGATIVE else 0] == wanted.widths[wanted.layer - 1] + wanted.bias


@pytest.mark.parametrize("lam", ["1/3", "1/2", "9/10", "-1/2", "2", "0", "1"])
def test_where_D_is_not_zero_the_form_is_negative_for_every_lambda(lam):
    """On (Dz, -tz) in p and q: the claimed value, negative for large t of the right sign."""
    lam = exact(lam)
    data, net = minimum(NOT_ZERO), NOT_ZERO.net
    B, D = net.B(1, 1, data), net.D(1, 1, data)
    z = numbers("1 -2")
    Dz = [sum(x * y for x, y in zip(row, z, strict=True)) for row in D]
    assert any(Dz)
    large = net.split(1, 1, lam)
    H, size = large.hessian(data), len(flattened(large.layers))
    alpha, beta = 1 - lam, lam
    for t in map(exact, ("0", "1/2", "50", "-3")):
        direction = [fmpq(0)] * size
        for own, twin, x in zip(large.incoming(1, 1), large.incoming(1, 2), Dz, strict=True):
            direction[twin], direction[own] = alpha * x, -beta * x
        for own, twin, x in zip(large.outgoing(1, 1), large.outgoing(1, 2), z, strict=True):
            direction[twin], direction[own] = -t * x, t * x
        square = sum(x * x for x in Dz)
        value = alpha * beta * form(B, Dz) - 2 * t * (alpha + beta) * square
        assert form(H, direction) == value
        assert value < 0 or t < 1
    assert inertia(H)[2] > 0


def test_the_smaller_point_is_a_minimum_there_too():
    data = minimum(NOT_ZERO)
    assert inertia(NOT_ZERO.net.hessian(data)) == (5, 0, 0)
    assert NOT_ZERO.net.D(1, 1, data) != [[0, 0]]


def test_D_zero_is_planted_where_the_printed_conditions_say_nothing():
    """Two neurons above with unequal sensitivities that are not 0, and D = 0 all the same."""
    net, data = ZERO.net, minimum(ZERO)
    slopes = [net.slopes_above(1, x) for x, _ in data]
    assert any(a != b for a, b in slopes)
    assert all(a != 0 for pair in slopes for a in pair)


@pytest.mark.parametrize(("name", "lam"), [("1-1-2-1", "1/3"), ("negative", "-1")])
def test_around_a_split_minimum_no_loss_is_lower(name, lam):
    wanted, data = D_IS_ZERO[name], minimum(D_IS_ZERO[name])
    large = split(wanted, lam)
    flat, least = flattened(large.layers), large.loss(data)
    for seed in range(1, 13):
        steps = [fmpq((seed * (5 + 2 * k) + k * k) % 17 - 8, 8000) for k in range(len(flat))]
        moved = [w + s for w, s in zip(flat, steps, strict=True)]
        assert Net(shaped((1, 2, 2, 1), moved, wanted.bias), bump, wanted.bias).loss(data) > least


@pytest.mark.parametrize("source", [0, 1])
@pytest.mark.parametrize("length", ["1/100", "-1/1000"])
def test_around_lambda_on_the_wrong_side_losses_are_lower(source, length):
    data, large = minimum(WITH_BIAS), split(WITH_BIAS, "2")
    moved = [[list(row) for row in layer] for layer in large.layers]
    moved[0][1][source] += (1 - 2) * exact(length)
    moved[0][0][source] -= 2 * exact(length)
    assert Net(moved, bump).loss(data) < large.loss(data)


def test_definite_without_the_bias_coordinate_does_not_suffice():
    data = minimum(ONLY_WEIGHTS)
    B = ONLY_WEIGHTS.net.B(1, 1, data)
    assert B[1][1] > 0 > B[0][0]
    assert inertia(wide_hessian(ONLY_WEIGHTS, "1/3")) == (10, 2, 1)
    assert said(STATEMENT, "B-without-bias") == [Verdict.REFUTED]


@pytest.mark.parametrize("lam", ["1/3", "-2", "0"])
def test_the_curvature_along_d_turns_with_lambda_at_points_that_are_not_critical(lam):
    """Second Taylor coefficient along u_twin += (1 - lambda) d, u_r -= lambda d, twice."""
    lam, net = exact(lam), WITH_BIAS.net
    data = [(x, fmpq(k)) for k, (x, _) in enumerate(minimum(WITH_BIAS)[:3])]
    B = net.B(1, 1, data)
    large, t = net.split(1, 1, lam), variable(0, fmpq(0), 2)
    for d in ([1, 0], [0, 1], [2, -3]):
        layers = [[list(row) for row in layer] for layer in large.layers]
        for k, x in enumerate(d):
            layers[0][0][k] = layers[0][0][k] - lam * x * t
            layers[0][1][k] = layers[0][1][k] + (1 - lam) * x * t
        curvature = Net(layers, bump).loss(data).d(0, 0)
        assert curvature == lam * (1 - lam) * form(B, [fmpq(x) for x in d])
    values = STATEMENT.step("non-attracting").formula
    assert values["at 1/2"] == sympy.Rational(1, 2) * (1 - sympy.Rational(1, 2))
    assert values["at -1"] == -1 * (1 - -1)


@pytest.mark.parametrize(("alpha", "beta"), [("2", "3"), ("-1", "4"), ("5", "-2"), ("1", "1")])
def test_alpha_beta_and_lambda(alpha, beta):
    a, b = exact(alpha), exact(beta)
    lam = b / (a + b)
    factor = STATEMENT.step("sign-of-alpha-beta").formula["factor"]
    value = exact(str(factor.subs({module.alpha: alpha, module.beta: beta})))
    assert a * b == value * lam * (1 - lam)
    assert (a * b > 0) == (0 < lam < 1)


COUNTS = [
    ((1, 1, 2, 1), True),
    ((2, 1, 2, 1), True),
    ((1, 1, 3, 1), True),
    ((2, 1, 2, 1), False),
    ((3, 1, 2, 1), False),
]


@pytest.mark.parametrize(("widths", "bias"), COUNTS)
def test_the_number_of_conditions_that_D_zero_adds_by_exact_ranks(widths, bias):
    """(n_{l-1} + bias)(n_{l+1} - 1), never the printed n_{l-1} n_{l+1} in a model with biases."""
    pattern = numbers("1/2 1 -1 1/3 2 -1/2 1 3/2 -2 1/4 -1/3 3/4 5/4 -3/2 2/3 1/5")
    wanted = Wanted(widths, "", 24, "", bias=bias)
    net = Net(shaped(widths, pattern, bias), bump, bias)
    inputs = wanted.inputs
    gradient = net.jacobian_rows(inputs)
    D = list(net.D_rows(1, 1, inputs).values())
    added = rank(gradient + D) - rank(gradient)
    assert added == (widths[0] + bias) * (widths[2] - 1)
    if bias:
        assert added == STATEMENT.step("count").formula["count"](widths[0], widths[2])
    printed = STATEMENT.step("printed-count").formula["count"](widths[0], widths[2])
    assert (added == printed) == (widths == SMALL), "the smallest network hides the difference"


@pytest.mark.parametrize(("widths", "bias"), COUNTS)
def test_the_sum_rule_holds_row_by_row(widths, bias):
    """sum_s v_s D^s = dl/du for every residual, so one column of D brings nothing new."""
    net = Net(shaped(widths, numbers("1/2 1 -1 1/3 2 -3/2 1/4") * 3, bias), bump, bias)
    inputs = Wanted(widths, "", 5, "", bias=bias).inputs
    D, slopes = net.D_rows(1, 1, inputs), net.jacobian_rows(inputs)
    v = [row[int(bias)] for row in net.layers[1]]
    for i, place in enumerate(net.incoming(1, 1)):
        total = [sum(w * D[i, s][k] for s, w in enumerate(v)) for k in range(len(inputs))]
        assert total == [2 * x for x in slopes[place]]


def test_one_column_of_D_follows_from_the_others():
    net, data = WITH_BIAS.net, [(x, fmpq(1)) for x, _ in minimum(WITH_BIAS)[:4]]
    D, slope = net.D(1, 1, data), net.gradient(data)
    v1, v2 = (row[1] for row in net.layers[1])
    for (first, second), place in zip(D, net.incoming(1, 1), strict=True):
        assert v1 * first + v2 * second == slope[place] != 0
        assert first == (slope[place] - v2 * second) / v1


@pytest.mark.parametrize(("widths", "bias"), COUNTS)
def test_shapes_of_B_and_D(widths, bias):
    net = Net(shaped(widths, numbers("1 2") * 20, bias), bump, bias)
    data = [([fmpq(k)] * widths[0], fmpq(0)) for k in (1, 2)]
    B, D = net.B(1, 1, data), net.D(1, 1, data)
    shapes = {"B": (len(B), len(B[0])), "D": (len(D), len(D[0]))}
    for name, counted in shapes.items():
        arguments = widths[0], widths[2]
        printed = STATEMENT.step("printed-shapes").formula[name](*arguments)
        repaired = STATEMENT.step("shapes").formula[name](*arguments)
        assert (counted == repaired) is bias
        assert (counted == printed) is not bias


@pytest.mark.parametrize("values", ["1 1 1 1/2", "2 1/2 3 1", "1/3 2 1/5 4"])
def test_the_lower_bound_is_a_sum_of_squares(values):
    c, b, C, Q = numbers(values)
    names = {module.c: c, module.b: b, module.C: C, module.Q: Q}
    claimed = STATEMENT.step("local-minimum").formula["rest"]
    rest = exact(str(claimed.subs({k: str(v) for k, v in names.items()})))
    for i in range(6):
        for j in range(6):
            zeta, delta = fmpq(i, 3), fmpq(j, 2)
            bound = c * zeta * zeta - Q * C * zeta * delta + b / 2 * delta * delta
            root = zeta - Q * C * delta / (2 * c)
            assert bound == c * root * root + rest * delta * delta
    assert (rest >= 0) == (2 * b * c >= Q * Q * C * C)


@pytest.mark.parametrize("missing", ["nondegenerate", "D-zero", "B-definite"])
def test_no_hypothesis_of_the_bound_can_be_left_out(missing):
    formula = STATEMENT.step("local-minimum").formula
    everything = {"nondegenerate", "D-zero", "B-definite"}
    assert module.lower_bound(formula, Assumptions(everything)).verdict is Verdict.HOLDS
    assert module.lower_bound(formula, Assumptions(everything - {missing})).verdict is not (
        Verdict.HOLDS
    )


@pytest.mark.parametrize(("lam", "B"), [("1/10", "3"), ("1/3", "1/2"), ("9/10", "7"), ("-1", "-2")])
def test_along_the_degenerate_direction_the_loss_falls_like_the_sixth_power(lam, B):
    """The model z^4 + q kappa z d + (b/2) d^2 + terms above, at small rational rho."""
    lam, B, kappa = exact(lam), exact(B), exact("-3/2")
    stiff = lam * (1 - lam) * B
    names = {module.RHO: 0, module.KAPPA: kappa, module.B_00: B, module.LAM: lam}
    sixth = STATEMENT.step("falls-at-every-lambda").formula["sixth"]
    claimed = exact(str(sixth.subs({k: str(v) for k, v in names.items()})))
    for rho in (fmpq(1, 10**3), fmpq(1, 10**5)):
        z, q, d = rho**2, rho, -(rho**3) * kappa / stiff
        D, H = kappa * z + 5 * z * z, stiff + 7 * rho
        change = z**4 + q * D * d + H * d * d / 2
        assert abs(change / rho**6 - claimed) < abs(1000 * rho * (1 + claimed * claimed))
    assert claimed < 0


b, c, Q, C = module.b, module.c, module.Q, module.C
FORM = module.FORM_AT_DZ
BROKEN = [
    ("D-nonzero-descends", {"form": 2 * FORM}),
    ("sign-of-alpha-beta", {"factor": module.alpha**2 + module.beta**2}),
    ("admissible-lambda", {"inside": "half"}),
    ("semidefinite", {"form": module.S + (module.alpha + module.beta) * module.PBP}),
    ("semidefinite", {"form": module.S}),
    ("local-minimum", {"rest": b - Q**2 * C**2 / (4 * c)}),
    ("local-minimum", {"rest": b / 2 - Q * C / (4 * c)}),
    ("non-attracting", {"at 1/2": sympy.Rational(1, 2)}),
    ("otherwise-both-signs", {"on p": module.alpha * module.PBP}),
    ("otherwise-both-signs", {"on u": 2 * module.S}),
    ("boundary-lambda", {"cubic": sympy.Integer(0)}),
    ("boundary-lambda", {"shares": (-1, 0)}),
    ("off-the-line", {"l - l*": sympy.Rational(2, 3)}),
    ("off-the-line", {"|d|^2": regions.b / 3}),
    ("off-the-line", {"flat": 3}),
    ("two-intervals", {"sets": ("left",)}),
    ("two-regions", {"conclusion": sympy.Not(regions.COMPONENT)}),
    ("falls-at-every-lambda", {"sixth": -(module.KAPPA**2) / (3 * module.STIFF)}),
    ("shapes", {"B": lambda n, _: (n + 1, n)}),
    ("at-most", {"D1": module.S}),
    ("count", {"count": lambda n, s: (n + 1) * (s - 1) + 1}),
]


@pytest.mark.parametrize(("step", "changes"), BROKEN)
def test_a_broken_formula_is_noticed(step, changes):
    assert notices(STATEMENT, step, claim_of(STATEMENT, step, **changes))


LITERAL = [
    s.id for s in STATEMENT.steps if s.form.name == "LITERAL" and s.id != "isolated-suffices"
]


@pytest.mark.parametrize("step", LITERAL)
def test_literal_forms_are_refuted(step):
    assert said(STATEMENT, step) == [Verdict.REFUTED]
