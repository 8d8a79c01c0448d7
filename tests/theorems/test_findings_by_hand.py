"""Every finding by hand: on a small exact case the printed text is wrong and the repair right.

A case returns three values of one kind: the truth, computed in fractions from the definitions, what
the printed text makes of it, and what the repaired one does. Where a finding is about a hypothesis
too many, the values say whether the conclusion holds, and whether either text promises it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import mpmath
import pytest
from exact_minima import Wanted, chain_minimum, critical_data, grown, minimum
from exact_taylor import (
    Net,
    bump,
    cubic,
    dot,
    flattened,
    form,
    inertia,
    jet,
    numbers,
    rank,
    shaped,
    variable,
)
from flint import fmpq
from registry import all_statements

Case = Callable[[], tuple[Any, Any, Any]]
CASES: dict[tuple[str, str], Case] = {}
HALF, THIRD = fmpq(1, 2), fmpq(1, 3)
ONLY_INPUTS = Wanted((1, 1, 1), "1/2 1 1/3 2", 8, "-1 0 1")
ONLY_WEIGHTS = Wanted((1, 1, 2, 1), "1/2 1  1/3 2  -1/2 1  1/2 1 3/2", 16, "-1 0 1")
TWO_ABOVE = Wanted((1, 1, 2, 1), "1 2 -1 1/2 3/2", 12, "1", bias=False)
NEGATIVE_B = Wanted((1, 1, 1), "1 3/2", 8, "-1", bias=False)
SAMPLE = Net(shaped((1, 1, 1), numbers("1/2 1 1/3 2")), bump)
POINT = (numbers("2"), fmpq(5))


def by_hand(statement: str, finding: str) -> Callable[[Case], Case]:
    """Register a case."""

    def register(case: Case) -> Case:
        CASES[statement, finding] = case
        return case

    return register


@by_hand("definition-1", "tanh-of-t")
def increasing():
    def increases(sigma):
        return sigma(mpmath.mpf(1)) > sigma(mpmath.mpf(0))

    x = mpmath.mpf(3)
    return True, increases(lambda t: mpmath.tanh(x)), increases(mpmath.tanh)


@by_hand("definition-1", "two-dimensions")
def entries_of_a_parameter():
    arguments = (lambda a, b, c: a).__code__.co_argcount
    n, m = 3, 2
    return arguments, m, n


@by_hand("definition-1", "attracting-without-ends")
def the_end_of_a_path_along_the_region():
    """Along y from 0 to 1 at x = 0 the loss stays at its least value: no path goes lower."""

    def g(x, y):
        return x * x + max(abs(y) - 1, fmpq(0)) ** 4

    way = [fmpq(k, 8) for k in range(9)]
    attracted = all(g(0, y) == 0 for y in way)
    return attracted, all(-1 < y < 1 for y in way), all(-1 <= y <= 1 for y in way)


@by_hand("definition-1", "class-is-no-function")
def members_of_the_class():
    members = [lambda s: 1 / (1 + mpmath.exp(-s)), mpmath.tanh]
    return len({member(mpmath.mpf(0)) for member in members}) == 1, True, len(members) == 1


@by_hand("lemma-12", "criticality-not-needed")
def the_block_pq_off_critical_points():
    data = [POINT, (numbers("-1"), fmpq(1))]
    wide = SAMPLE.split(1, 1, HALF)
    H, D = wide.hessian(data), SAMPLE.D(1, 1, data)
    (v, w), (t, r) = ((wide.outgoing(1, k)[0] for k in (2, 1)), (2, 1))
    blocks = [
        H[a][v] - H[a][w] - H[b][v] + H[b][w]
        for a, b in zip(wide.incoming(1, t), wide.incoming(1, r), strict=True)
    ]
    holds = blocks == [2 * row[0] for row in D]
    critical = not any(SAMPLE.gradient(data))
    return holds, critical, True


def slopes_by_both_factors():
    x, y = POINT
    first, v = jet(bump, SAMPLE.acts(x)[0][0][0])[1], fmpq(2)
    plain = (SAMPLE.f(x) - y) * v * first * x[0]
    return SAMPLE.gradient([POINT])[1], plain, 2 * plain


@by_hand("proposition-15", "factor-two-again")
def the_slope_in_an_incoming_weight():
    return slopes_by_both_factors()


@by_hand("remark-10", "factor-two")
def the_sensitivity_of_the_output():
    x, y = POINT
    residual = SAMPLE.f(x, {(2, 1): variable(0, fmpq(0), 1)}) - y
    return (residual * residual).d(0), residual.d(), 2 * residual.d()


@by_hand("proposition-15", "two-missing-signs")
def the_slope_with_a_quotient_for_the_derivative():
    x, y = POINT
    true, plain, doubled = slopes_by_both_factors()
    return true, plain * (SAMPLE.f(x) - y) / SAMPLE.f(x), doubled


@by_hand("proposition-15", "transposed-index")
def a_slope_with_unequal_weights():
    net = Net(shaped((1, 2, 2, 1), numbers("1 2 0 1 1/2 1 2 1/3 3 4 1 1 -1")), bump)
    (x, y), v = POINT, [row[1:] for row in net.layers[1]]
    first = jet(bump, net.acts(x)[0][0][0])[1]
    scale = 2 * (net.f(x) - y) * first
    slopes = net.slopes_above(1, x)
    own, exchanged = [v[0][0], v[1][0]], [v[0][0], v[0][1]]
    return net.gradient([POINT])[0], scale * dot(slopes, exchanged), scale * dot(slopes, own)


@by_hand("proposition-15", "global-minimum-needs-zero-loss")
def zero_sensitivity_in_a_global_minimum():
    """Bias-free, f(0) = 0: label 1 at input 0 leaves the loss 1, at every parameter."""
    net = Net(shaped((1, 1, 1), numbers("1 0"), False), lambda z: z * (1 / (1 + z * z)), False)
    data = [(numbers("0"), fmpq(1)), (numbers("1"), fmpq(0))]
    residual = net.f(numbers("0")) - 1
    return 2 * residual == 0, True, net.loss(data) == 0


@by_hand("proposition-15", "outgoing-sum-not-needed-for-iii")
def D_with_zero_sensitivities_and_weights_that_add_up_to_0():
    net = Net(shaped((1, 1, 2, 1), numbers("1/2 1  1/3 2  -1/2 -2  1/2 1 3/2")), bump)
    data = [(x, net.f(x)) for x in map(numbers, ("1", "-2", "1/3"))]
    total = sum(row[1] for row in net.layers[1])
    zero = all(slope == 0 for x, _ in data for slope in net.slopes_above(1, x)) or not any(
        net.f(x) - y for x, y in data
    )
    vanishes = not any(value for row in net.D(1, 1, data) for value in row)
    return vanishes, total != 0, zero


@by_hand("proposition-15", "local-minimum-not-needed")
def D_zero_at_a_saddle():
    data = critical_data(SAMPLE, [[fmpq(k % 7 - 3)] for k in range(7)])
    is_minimum = inertia(SAMPLE.hessian(data))[2] == 0
    return not any(x for row in SAMPLE.D(1, 1, data) for x in row), is_minimum, True


def parabolas():
    """Y (y - x^2): a semidefinite Hessian, 0 along its kernel; quadratic growth around it fails."""
    x, y = variable(0, fmpq(0), 2), variable(1, fmpq(0), 2)
    f = y * (y - x * x)
    flat = f.d(0) == f.d(1) == f.d(0, 0) == f.d(0, 1) == 0 < f.d(1, 1)
    grows = True
    is_minimum = True
    for k in (2, 10, 1000):
        a = fmpq(1, k)
        b = a * a / 2
        is_minimum = is_minimum and b * (b - a * a) >= 0
        grows = grows and b * (b - a * a) >= b * b / 10**6
    return is_minimum, flat, grows


for place in (
    ("remark-11", "degenerate-directions"),
    ("theorem-13", "semidefinite-is-not-sufficient"),
    ("theorem-2", "semidefinite-is-not-sufficient"),
    ("theorem-9", "constant-along-the-kernel"),
):
    by_hand(*place)(parabolas)


@by_hand("theorem-13", "B-is-not-a-number-with-biases")
def the_size_of_B_of_1_1_1():
    B = SAMPLE.B(1, 1, [POINT])
    return (len(B), len(B[0])), (1, 1), (2, 2)


def B_by_both_factors(level):
    net, data = chain_minimum("1-1-1-1")
    entry, total = net.B(level, 1, data)[1][1], fmpq(0)
    for x, y in data:
        ns, sent = net.acts(x)
        back = net.slopes_above(level, x)[0] * net.layers[level][0][1]
        a = sent[level - 1][1]
        total += (net.f(x) - y) * back * jet(bump, ns[level - 1][0])[2] * a * a
    return entry, total, 2 * total


@by_hand("theorem-13", "factor-two-in-B")
def B_of_1_1_1():
    net, data = chain_minimum("1-1-1")
    v, total = net.layers[1][0][1], fmpq(0)
    for x, y in data:
        second = jet(bump, net.acts(x)[0][0][0])[2]
        total += (net.f(x) - y) * v * second * x[0] * x[0]
    return net.B(1, 1, data)[1][1], total, 2 * total


@by_hand("theorem-2", "printed-B-lacks-factor-two")
def B1_of_a_chain():
    return B_by_both_factors(1)


@by_hand("theorem-2", "printed-B2-lacks-factor-two")
def B2_of_a_chain():
    return B_by_both_factors(2)


@by_hand("theorem-2", "experiment-has-no-biases")
def critical_after_adding_biases_0():
    net, data = chain_minimum("without")
    padded = Net([[[fmpq(0), *row] for row in layer] for layer in net.layers], bump)
    critical = not any(net.gradient(data))
    in_the_output_bias = 2 * sum(net.residuals(data))
    return not any(padded.gradient(data)), critical, critical and in_the_output_bias == 0


@by_hand("theorem-2", "D-has-n0-rows")
def the_rows_of_D_with_two_inputs():
    net = Net(shaped((2, 1, 1, 1), numbers("1 2 3 4"), False), bump, False)
    D = net.D(1, 1, [(numbers("1 2"), fmpq(0))])
    return len(D), 1, 2


@by_hand("theorem-2", "B2-is-not-constant-with-biases")
def B2_above_three_equal_neurons():
    net, data = chain_minimum("1-1-1-1")
    small = net.B(2, 1, data)
    places = [0, 1, 1, 1]
    repeated = [[small[i][j] for j in places] for i in places]
    return grown(net, ((1, 2),), THIRD).B(2, 1, data), [[small[1][1]] * 4] * 4, repeated


@by_hand("theorem-2", "kernel-index-range")
def the_kernel_with_3_and_2_neurons():
    net, data = chain_minimum("without")
    H = grown(net, ((1, 2), (2, 1)), THIRD).hessian(data)
    m1, m2 = 3, 2
    return len(H) - rank(H), m1 + m1 * m2 + m2, (m1 - 1) * m2 + m2 - 1


@by_hand("lemma-a1", "definite-is-semidefinite")
def whether_a_form_with_a_block_of_zeros_is_definite():
    positive, _, _ = inertia([numbers("10 0"), numbers("0 0")])
    value = form([numbers("10 0"), numbers("0 0")], numbers("0 1"))
    return positive == 2, True, value > 0


@by_hand("theorem-13", "ends-are-not-negative")
def whether_alpha_beta_is_negative_at_lambda_0():
    alpha, beta = fmpq(3), fmpq(0)
    lam = beta / (alpha + beta)
    return alpha * beta < 0, not 0 < lam < 1, not 0 <= lam <= 1


@by_hand("theorem-2", "B-keeps-its-sign")
def whether_B_changes_its_sign_at_lambda_minus_1():
    net, data = chain_minimum("1-1-1-1")
    before, lam = net.B(1, 1, data), fmpq(-1)
    after = net.split(1, 1, lam).B(1, 1, data)
    signs = [a[i] * b[i] < 0 for i, (a, b) in enumerate(zip(before, after, strict=True))]
    block_changes = lam * (1 - lam) < 0
    return (any(signs), block_changes), (True, block_changes), (1 - lam < 0, True)


@by_hand("theorem-2", "definite-B-is-not-necessary")
def whether_a_split_with_a_singular_B_is_a_saddle():
    """Three equal neurons in layer 1; the neuron of layer 2, whose B is singular, is split."""
    net, data = chain_minimum("1-1-1-1")
    three = grown(net, ((1, 2),), THIRD)
    _, zero, negative = inertia(three.B(2, 1, data))
    descends = inertia(three.split(2, 1, HALF).hessian(data))[2] > 0
    return descends, zero > 0, negative > 0


@by_hand("theorem-7", "convexity-does-not-exclude-maxima")
def a_local_maximum_without_biases():
    """V sigma(u x) with sigma = 1/(1 + 2 exp(-z)) - 1/3 at (0, 1/2), data (1, 1), (-1, 1)."""

    def loss(x, v):
        up, down = v * (x / (x + 2) - THIRD) - 1, v * (1 / (1 + 2 * x) - THIRD) - 1
        return up * up + down * down

    around = [(1 + fmpq(i, 30), HALF + fmpq(j, 30)) for i in range(-4, 5) for j in range(-4, 5)]
    is_maximum = all(loss(x, v) <= loss(fmpq(1), HALF) for x, v in around)
    convex = all(loss(x, v + THIRD) + loss(x, v - THIRD) >= 2 * loss(x, v) for x, v in around)
    parameters = [numbers("0"), numbers("1/2")]
    has_output_bias = len(parameters[1]) > 1
    return is_maximum, not convex, not has_output_bias


@by_hand("theorem-7", "idle-neuron-has-no-lambda-line")
def points_that_three_lambdas_give():
    """A neuron that sends nothing on, and one that sends 5."""
    sent, lambdas = numbers("0 5"), numbers("0 1/2 1")
    nets = [Net(shaped((1, 1, 1), [*numbers("1 2 3"), v]), bump) for v in sent]
    points = [{str(flattened(n.split(1, 1, lam).layers)) for lam in lambdas} for n in nets]
    return [len(p) for p in points], [len(lambdas)] * 2, [3 if v != 0 else 1 for v in sent]


@by_hand("theorem-7", "v-transposed")
def the_shape_of_v():
    net = Net(shaped((1, 2, 4, 1), iter(lambda: 1, 0)), bump)
    n, s = 2, 4
    return (len(net.layers[1]), len(net.layers[1][0])), (n, s), (s, n + 1)


@by_hand("theorem-7", "u-without-biases")
def the_shape_of_u():
    """Without u_{r,0} all but u_r and v_r would be one more than the table says of w-bar."""
    widths, (before, n, s) = (3, 2, 4, 1), (3, 2, 4)
    net = Net(shaped(widths, iter(lambda: 1, 0)), bump)
    M = len(flattened(net.layers))
    others = M - len(net.incoming(1, 1)) - len(net.outgoing(1, 1))
    assert others == M - before - s - 1
    assert M - len(net.incoming(1, 1)[1:]) - len(net.outgoing(1, 1)) == others + 1
    return (len(net.layers[0]), len(net.layers[0][0])), (n, before), (n, before + 1)


@by_hand("theorem-7", "weight-index")
def the_neuron_a_weight_leads_to():
    net = Net(shaped((2, 2, 1), numbers("1 1 1 1 1 1 1 1 1")), bump)
    before = net.acts(numbers("1 3"))[0][0]
    net.layers[0][0][2] += 1
    after = net.acts(numbers("1 3"))[0][0]
    i, j = 1, 2
    return [k for k in (1, 2) if before[k - 1] != after[k - 1]], [j], [i]


@by_hand("theorem-7", "collection-without-biases")
def the_number_of_parameters():
    rows = [row for layer in SAMPLE.layers for row in layer]
    weights, biases = sum(len(row) - 1 for row in rows), len(rows)
    return len(flattened(SAMPLE.layers)), weights, weights + biases


@by_hand("theorem-7", "inputs-are-no-activations")
def activations_between_0_and_1():
    net = Net(shaped((1, 1, 1), numbers("1 1"), False), lambda z: 1 / (1 + 1 / (1 + z * z)), False)
    _, sent = net.acts(numbers("2"))
    return [0 < a[0] < 1 for a in sent], [True for _ in sent], [level > 0 for level in range(2)]


@by_hand("theorem-8", "ends-excluded-twice")
def lambdas_that_only_the_hypothesis_excludes():
    tried = [fmpq(k, 4) for k in range(-8, 13)]
    admitted = [lam for lam in tried if 0 < lam < 1 or lam < 0 or lam > 1]
    excludes_more = any(lam in (0, 1) for lam in admitted)
    return excludes_more, True, False


def split_minimum_by_B(wanted):
    """Is the split a minimum; is B definite without, and with the bias coordinate."""
    net, data = wanted.net, minimum(wanted)
    B = net.B(1, 1, data)
    semidefinite = inertia(net.split(1, 1, THIRD).hessian(data))[2] == 0
    return semidefinite, B[1][1] > 0, inertia(B)[0] == len(B)


@by_hand("theorem-8", "bias-coordinate-missing")
def one_hidden_layer():
    return split_minimum_by_B(ONLY_INPUTS)


@by_hand("theorem-9", "B-needs-its-bias-coordinate")
def two_neurons_above():
    return split_minimum_by_B(ONLY_WEIGHTS)


@by_hand("theorem-8", "isolated-not-needed")
def splitting_a_minimum_that_is_not_isolated():
    """A split minimum lies on a line of others; its twin split again is a minimum all the same."""
    net, data = chain_minimum("1-1-1")
    once = net.split(1, 1, THIRD)
    isolated = once.hessian(data) and inertia(once.hessian(data))[1] == 0
    twice = once.split(1, 2, THIRD)
    signs, flat = inertia(twice.hessian(data)), flattened(twice.layers)
    lower = 0
    for seed in range(1, 9):
        moved = [w + fmpq((seed * k * k + seed) % 13 - 6, 9000) for k, w in enumerate(flat)]
        lower += Net(shaped((1, 3, 1), moved), bump).loss(data) < net.loss(data)
    return signs[2] == 0 and not lower, isolated, inertia(once.B(1, 2, data))[0] == 2


@by_hand("theorem-9", "isolated-is-not-nondegenerate")
def the_second_derivative_of_a_quartic():
    z = variable(0, fmpq(0), 4)
    quartic = z * z * z * z
    isolated = all(fmpq(k, 9) ** 4 > 0 for k in (-2, -1, 1, 2))
    return quartic.d(0, 0) > 0, isolated, grows_like_a_square(lambda z: z**4)


def grows_like_a_square(f):
    """f(z) >= c z^2 near 0, for c = 1/1000: a positive second derivative would give it."""
    return all(f(z) >= z * z / 1000 for z in (fmpq(1, 2), fmpq(1, 10**2), fmpq(1, 10**4)))


@by_hand("theorem-9", "two-regions")
def halves_that_a_region_contains():
    """Around lambda = 2 only the line is as low, and at lambda = 1 the loss falls: one half."""
    net, data = NEGATIVE_B.net, minimum(NEGATIVE_B)
    least = net.loss(data)
    flat = flattened(net.split(1, 1, fmpq(2)).layers)
    off_the_line = []
    for k in range(len(flat)):
        for step in (fmpq(1, 10**4), fmpq(-1, 10**4)):
            moved = [w + step * (i == k) for i, w in enumerate(flat)]
            off_the_line.append(Net(shaped((1, 2, 1), moved, False), bump, False).loss(data))
    s, end = variable(0, fmpq(0), 3), net.split(1, 1, fmpq(1))
    layers = [[list(row) for row in layer] for layer in end.layers]
    v = layers[1][0][1]
    layers[0][0][0] = layers[0][0][0] + s
    layers[1][0] = [layers[1][0][0] - s * v, v + s * v]
    cubic_term = Net(layers, bump, False).loss(data).d(0, 0, 0)
    stays = all(loss > least for loss in off_the_line) and cubic_term != 0
    return 1 if stays else 2, 2, 1


@by_hand("theorem-9", "isolated-does-not-suffice")
def where_D_vanishes_at_one_point_only():
    """z^4 + z q d + d^2 near 0: below 0 at d = -z q / 2, while z^2 + z q d + d^2 is not."""

    def lowest(growth):
        values = []
        for k in (10, 100, 1000):
            q = fmpq(1, k)
            z = q * q
            d = -z * q / 2
            values.append(growth(z) + z * q * d + d * d)
        return min(values)

    assert lowest(lambda z: z * z) > 0
    isolated = all(fmpq(k, 9) ** 4 > 0 for k in (-1, 1))
    return lowest(lambda z: z**4) >= 0, isolated, grows_like_a_square(lambda z: z**4)


@by_hand("theorem-9", "not-always-a-proper-saddle")
def negative_eigenvalues_at_lambda_0():
    """No minimum there (third order), and still no negative eigenvalue."""
    net, data = TWO_ABOVE.net, minimum(TWO_ABOVE)
    lam = fmpq(0)
    wide = net.split(1, 1, lam)
    s = variable(0, fmpq(0), 3)
    layers = [[list(row) for row in layer] for layer in wide.layers]
    layers[0][1][0] = layers[0][1][0] + s
    for row, (v,) in zip(layers[1], net.layers[1], strict=True):
        row[0], row[1] = row[0] + s * v, row[1] - s * v
    along = Net(layers, bump, False).loss(data)
    is_minimum = along.d(0, 0, 0) == 0
    both_signs = inertia(wide.hessian(data))[2] > 0
    return both_signs, not is_minimum, lam * (1 - lam) != 0


@by_hand("theorem-9", "shapes-without-bias")
def the_rows_of_B_and_D():
    net = Net(shaped((2, 1, 2, 1), numbers("1 2") * 8), cubic)
    data, n = [(numbers("1 2"), fmpq(0))], 2
    counted = len(net.B(1, 1, data)), len(net.D(1, 1, data))
    return counted, (n, n), (n + 1, n + 1)


@by_hand("theorem-9", "count-of-conditions")
def what_D_zero_adds_in_2_1_2_1():
    wanted = Wanted((2, 1, 2, 1), "1/2 1 -1 1/3 2 -1/2 1 3/2 -2 1/4", 20, "")
    gradient = wanted.net.jacobian_rows(wanted.inputs)
    D = list(wanted.net.D_rows(1, 1, wanted.inputs).values())
    n, s = 2, 2
    return rank(gradient + D) - rank(gradient), n * s, (n + 1) * (s - 1)


@pytest.mark.parametrize(("statement", "finding"), CASES)
def test_the_printed_text_fails_and_the_repair_holds(statement, finding):
    truth, printed, repaired = CASES[statement, finding]()
    assert truth != printed
    assert truth == repaired


def test_every_finding_of_these_statements_has_a_case():
    """A new finding needs a case by hand; a case of a finding that is gone is no evidence."""
    covered = {statement for statement, _ in CASES}
    findings = {(s.id, f.id) for s in all_statements() for f in s.findings}
    assert {(s, f) for s, f in findings if s in covered} == set(CASES)
