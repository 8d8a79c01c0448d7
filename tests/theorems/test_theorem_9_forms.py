"""Theorem 9's quadratic forms and counts: multiplied out on a network with two neurons above."""

import random
from functools import cache

import pytest
import sympy
from exact_minima import Wanted, minimum
from exact_taylor import Net, cubic, dot, exact, flattened, form, inertia, numbers, shaped, variable
from flint import fmpq
from own_checks import claim_of

from proofcheck.core import Assumptions, Budget, Verdict
from proofcheck.networks import SIGMOID, Architecture
from proofcheck.search.choices import SeededChoices
from proofcheck.search.curvature import predicted_signs
from proofcheck.search.minima import MINIMA, first_instance
from proofcheck.search.planted import NOT_CRITICAL, draw_inputs, draw_network_of
from theorems import _theorem_9_counts as counts
from theorems import theorem_9_deep_local_minima as module

STATEMENT = module.STATEMENT
BUDGET = Budget(20, 1, 0)
NET = Net(shaped((2, 1, 2, 1), numbers("1/2 1 -1  1/3 2 -1/2 1  1/4 1/2 3/2")), cubic)
DATA = [([fmpq(1), fmpq(0)], fmpq(2)), ([fmpq(-1), fmpq(1, 2)], fmpq(1, 3))]
"""Two samples at which the network is not critical, D is not 0 and B is indefinite."""
RATIOS = [("1", "1"), ("2", "3"), ("5", "-2"), ("3", "0"), ("0", "-1")]


@cache
def blocks():
    """The smaller Hessian, B and D of neuron 1 of layer 1, and the places of u, v and w."""
    u, v = NET.incoming(1, 1), NET.outgoing(1, 1)
    w = [i for i in range(len(flattened(NET.layers))) if i not in (*u, *v)]
    return NET.hessian(DATA), NET.B(1, 1, DATA), NET.D(1, 1, DATA), u, v, w


@cache
def wide(lam):
    large = NET.split(1, 1, lam)
    return large, large.hessian(DATA)


def directions(seed):
    """Random rational directions u, v, w, p, q of the five groups."""
    generator = random.Random(seed)

    def drawn(size):
        return [fmpq(generator.randint(-5, 5), generator.randint(1, 3)) for _ in range(size)]

    _, B, D, u, v, w = blocks()
    return [drawn(len(part)) for part in (u, v, w, B, D[0])]


def larger_value(alpha, beta, parts):
    """The larger Hessian's form at u, v, w, alpha p for the twin, -beta p for r, q and -q."""
    large, H = wide(beta / (alpha + beta))
    u, v, w, p, q = parts
    vector = [fmpq(0)] * len(H)
    for place, x, y in zip(large.incoming(1, 2), u, p, strict=True):
        vector[place] = x + alpha * y
    for place, x, y in zip(large.incoming(1, 1), u, p, strict=True):
        vector[place] = x - beta * y
    for place, x, y in zip(large.outgoing(1, 2), v, q, strict=True):
        vector[place] = x + y
    for place, x, y in zip(large.outgoing(1, 1), v, q, strict=True):
        vector[place] = x - y
    used = {k for n in (1, 2) for k in (*large.incoming(1, n), *large.outgoing(1, n))}
    others = [i for i in range(len(H)) if i not in used]
    for place, x in zip(others, w, strict=True):
        vector[place] = x
    return form(H, vector)


def named(alpha, beta, parts):
    """The value of every symbol of the claim."""
    H, B, D, at_u, at_v, at_w = blocks()
    u, v, w, p, q = parts
    small = [fmpq(0)] * len(H)
    for places, values, factor in ((at_u, u, 1), (at_v, v, 2), (at_w, w, 1)):
        for place, x in zip(places, values, strict=True):
            small[place] = factor * x
    Dp = [dot(column, p) for column in zip(*D, strict=True)]
    found = {
        module.S: form(H, small),
        module.PBP: form(B, p),
        module.VDP: dot(v, Dp),
        module.PDQ: dot(Dp, q),
        module.alpha: alpha,
        module.beta: beta,
    }
    return {symbol: sympy.Rational(str(value)) for symbol, value in found.items()}


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("ratio", RATIOS)
def test_the_blocks_add_up_to_the_larger_form(ratio, seed):
    """S at (u, 2 v, w), alpha beta p'Bp, and two cross terms with D, at points not critical."""
    (alpha, beta), parts = map(exact, ratio), directions(seed)
    claimed = module.larger_form(Assumptions(set())).xreplace(named(alpha, beta, parts))
    assert larger_value(alpha, beta, parts) == exact(str(claimed))


SMALLEST = {
    "1-1-1, one sample": ((1, 1, 1), "1/2 2 -1/3 3", True, DATA[:1]),
    "1-1-1 without biases": ((1, 1, 1), "2 3", False, DATA[:1]),
    "1-1-1-1, one sample": ((1, 1, 1, 1), "1/2 2  -1/3 3  1 -2", True, DATA[:1]),
    "1-2-1, two samples": ((1, 2, 1), "1/2 2 -1 1  1/3 3 -1", True, DATA),
}


@pytest.mark.parametrize("name", SMALLEST)
@pytest.mark.parametrize("ratio", RATIOS)
def test_the_smallest_networks_are_no_exception(name, ratio):
    """One neuron above, one in the layer, one sample: p'Bp, v'D'p and p'Dq on unit directions."""
    widths, text, bias, data = SMALLEST[name]
    net = Net(shaped(widths, numbers(text), bias), cubic, bias)
    data = [(x[: widths[0]], y) for x, y in data]
    alpha, beta = map(exact, ratio)
    large = net.split(1, 1, beta / (alpha + beta))
    H, B, D = large.hessian(data), net.B(1, 1, data), net.D(1, 1, data)
    r, twin = large.incoming(1, 1), large.incoming(1, len(large.layers[0]))
    out = [large.outgoing(1, k)[0] for k in (1, len(large.layers[0]))]
    for i in range(len(B)):
        p = {twin[i]: alpha, r[i]: -beta}
        for j in range(len(B)):
            other = {twin[j]: alpha, r[j]: -beta}
            assert paired(H, p, other) == alpha * beta * B[i][j]
        assert paired(H, p, {out[1]: 1, out[0]: 1}) == (alpha - beta) * D[i][0]
        assert paired(H, p, {out[1]: 1, out[0]: -1}) == (alpha + beta) * D[i][0]
    assert paired(H, {out[1]: 1, out[0]: -1}, {out[1]: 1, out[0]: -1}) == 0


def paired(H, first, second):
    """The bilinear form on two sparse directions."""
    return sum(a * b * H[i][j] for i, a in first.items() for j, b in second.items())


@pytest.mark.parametrize("ratio", RATIOS)
def test_on_p_alone_and_on_u_alone(ratio):
    (alpha, beta), (u, _, _, p, _) = map(exact, ratio), directions(7)
    none = [[fmpq(0)] * len(part) for part in directions(7)]
    formula = STATEMENT.step("otherwise-both-signs").formula
    for key, parts in (("on p", [*none[:3], p, none[4]]), ("on u", [u, *none[1:]])):
        claimed = formula[key].xreplace(named(alpha, beta, parts))
        assert larger_value(alpha, beta, parts) == exact(str(claimed))


def test_D_zero_takes_both_cross_terms_away_and_nothing_else():
    free, zero = (module.larger_form(Assumptions(known)) for known in ((), ("D-zero",)))
    left = sympy.expand(free - zero)
    difference, total = module.alpha - module.beta, module.alpha + module.beta
    assert left == sympy.expand(2 * difference * module.VDP + 2 * total * module.PDQ)


@pytest.mark.parametrize("ratio", [("1", "1"), ("2", "3"), ("5", "-2")])
def test_on_Dz_the_form_is_negative_for_large_t(ratio):
    """B is indefinite here and D is not 0: t of the sign of alpha + beta leads below 0."""
    (alpha, beta), (_, B, D, *_) = map(exact, ratio), blocks()
    none = [[fmpq(0)] * len(part) for part in directions(0)]
    z = numbers("1 -2")
    Dz = [dot(row, z) for row in D]
    assert any(Dz)
    threshold = (alpha * beta * form(B, Dz) + 1) / (2 * (alpha + beta) * dot(Dz, Dz))
    for t in (fmpq(0), fmpq(3), threshold):
        value = larger_value(alpha, beta, [*none[:3], Dz, [-t * x for x in z]])
        assert value == alpha * beta * form(B, Dz) - 2 * t * (alpha + beta) * dot(Dz, Dz)
    assert value == -1


# lambda = 0 and 1

IDLE = Wanted((1, 1, 2, 1), "1 2 -1 1/2 3/2", 12, "1", bias=False)
IDLE_D = Wanted((1, 1, 2, 1), "1 2 -1 1/2 3/2", 12, "1", bias=False, D_free=True)


@pytest.mark.parametrize("lam", [0, 1])
@pytest.mark.parametrize("wanted", [IDLE, IDLE_D], ids=["D = 0", "D not 0"])
def test_at_the_ends_the_loss_falls_at_third_order_whatever_D(wanted, lam):
    """Two neurons above; u += s e and v -= s v at the idle neuron: 0, 0 and -e'Be/2."""
    net, data = wanted.net, minimum(wanted)
    s, large = variable(0, fmpq(0), 3), net.split(1, 1, fmpq(lam))
    idle, other = (1, 0) if lam == 0 else (0, 1)
    layers = [[list(row) for row in layer] for layer in large.layers]
    layers[0][idle][0] = layers[0][idle][0] + s
    share = {idle: module.DRAINING[0], other: module.DRAINING[1]}
    for row, small in zip(layers[1], net.layers[1], strict=True):
        for neuron, factor in share.items():
            row[neuron] = row[neuron] + factor * s * small[0]
    loss = Net(layers, net.sigma, False).loss(data)
    B = net.B(1, 1, data)[0][0]
    assert loss.d() == net.loss(data)
    assert loss.d(0) == loss.d(0, 0) == 0
    assert loss.d(0, 0, 0) / 6 == -B / 2 < 0
    assert any(map(any, net.D(1, 1, data))) == wanted.D_free
    assert inertia(large.hessian(data))[2] == (1 if wanted.D_free else 0) * rank_of_D(net, data)


def rank_of_D(net, data):
    """Every independent column of D, coupled with q, brings one negative eigenvalue."""
    return int(any(net.D(1, 1, data)[0]))


# Signs and counts


def test_the_predicted_signs_count_parameters():
    instance = first_instance(MINIMA, 20)
    widths, layer = instance.network.architecture.widths, instance.layer
    signs = predicted_signs(instance)
    small = instance.network.architecture.parameter_count
    rows = widths[layer - 1] + instance.network.architecture.bias
    assert (signs.positive, signs.zero, signs.negative) == (small + rows, widths[layer + 1], 0)
    for change, moved in ((module._fewer_zeros, (1, -1, 0)), (module._one_negative, (-1, 0, 1))):
        wrong = change(signs)
        found = (wrong.positive, wrong.zero, wrong.negative)
        assert found == (small + rows + moved[0], widths[layer + 1] + moved[1], moved[2])


SHAPES = [
    ({"B": lambda n, s: (n + 1, n)}, "B"),
    ({"B": lambda n, s: (s, s)}, "B"),
    ({"D": lambda n, s: (n + 1, s + 1)}, "D"),
    ({"D": lambda n, s: (s, n + 1)}, "D"),
]


@pytest.mark.parametrize(("wrong", "name"), SHAPES)
def test_a_wrong_shape_is_refuted_by_the_matrix_it_speaks_of(wrong, name):
    outcome = counts.stated_shapes(BUDGET, {**counts.SHAPES, **wrong})
    assert (outcome.verdict, bool(outcome.confirmed_by)) == (Verdict.REFUTED, True)
    assert f": {name} is " in outcome.detail
    assert outcome.witness == first_instance(NOT_CRITICAL, 20).to_json()


def test_the_shapes_are_those_of_the_drawn_network_with_its_bias():
    instance = first_instance(NOT_CRITICAL, 20)
    widths, layer = instance.network.architecture.widths, instance.layer
    assert instance.network.architecture.bias
    n, s = widths[layer - 1], widths[layer + 1]
    assert instance.first.B.shape == counts.SHAPES["B"](n, s) == (n + 1, n + 1)
    assert instance.first.D.shape == counts.SHAPES["D"](n, s) == (n + 1, s)
    assert counts.PRINTED_SHAPES["B"](n, s) == (n, n)


@pytest.mark.parametrize("count", [0, 2, 4, 6])
def test_any_other_number_of_conditions_is_refuted(count):
    outcome = counts.rank_of_conditions(BUDGET, {"count": lambda n, s: count})
    assert (outcome.verdict, bool(outcome.confirmed_by)) == (Verdict.REFUTED, True)
    assert outcome.detail == f"D = 0 adds 3 independent conditions, not {count}"


def test_the_refutation_hands_over_the_network_that_seed_0_draws():
    choices = SeededChoices(0, "count of conditions", 0)
    network = draw_network_of(choices, counts.STATED, SIGMOID)
    inputs = draw_inputs(choices, 10 + 8, 2)
    witness = counts.rank_of_conditions(BUDGET, {"count": lambda n, s: 2}).witness
    assert counts.STATED.parameter_count == len(witness["parameters"]) == 10
    assert witness["parameters"] == [str(x) for x in network.parameters]
    assert witness["inputs"] == [[str(x) for x in row] for row in inputs]
    assert (witness["layer"], witness["neuron"]) == (1, 1)


def test_three_conditions_come_from_6_entries_and_one_sum_rule_a_row():
    """2-1-2-1 with biases: D has (2 + 1) x 2 entries, and sum_s v_s D_i^s is a gradient entry."""
    shape = counts.STATED
    assert shape == Architecture((2, 1, 2, 1))
    entries = (counts.BEFORE + 1) * counts.AFTER
    assert (entries, entries - (counts.BEFORE + 1)) == (6, 3)
    claim = STATEMENT.step("count").formula["count"]
    assert claim(counts.BEFORE, counts.AFTER) == 3
    assert [claim(n, 1) for n in (1, 2, 5)] == [0, 0, 0]


@pytest.mark.parametrize("weights", [(1, 2, 3), (-2, 5, "1/3"), ("1/7", -1, 0)])
def test_one_column_from_the_others_by_numbers(weights):
    v = [sympy.Rational(str(x)) for x in weights]
    D2, D3, G = sympy.Rational(3, 4), sympy.Integer(-2), sympy.Rational(1, 9)
    places = dict(zip((counts.v1, counts.v2, counts.v3), v, strict=True))
    places |= {counts.D2: D2, counts.D3: D3, counts.G: G}
    D1 = STATEMENT.step("at-most").formula["D1"].xreplace(places)
    assert v[0] * D1 + v[1] * D2 + v[2] * D3 == G


WRONG = [
    ("sign-of-alpha-beta", {"factor": (module.alpha + module.beta) ** 2 / 2}),
    ("sign-of-alpha-beta", {"factor": module.alpha * module.beta}),
    ("otherwise-both-signs", {"on p": module.alpha * module.PBP}),
    ("otherwise-both-signs", {"on u": 4 * module.S}),
    ("non-attracting", {"at 1/2": sympy.Rational(1, 2)}),
    ("non-attracting", {"at -1": sympy.Integer(-1)}),
    ("at-most", {"D1": (counts.G - counts.v2 * counts.D2) / counts.v1}),
]


@pytest.mark.parametrize(("step", "wrong"), WRONG)
def test_a_wrong_term_is_refuted(step, wrong):
    claim, known = claim_of(STATEMENT, step, **wrong), {h.id for h in STATEMENT.hypotheses}
    outcome = STATEMENT.step(step).checks[0].run(claim, Assumptions(known))
    assert (outcome.verdict, bool(outcome.confirmed_by)) == (Verdict.REFUTED, True)
