"""An isolated minimum that meets every printed hypothesis of Theorem 9 and splits into no minimum.

The oracle is the loss written out in SymPy, differentiated by SymPy and evaluated by mpmath: it
shares with the library nothing but the labels.
"""

import random
from dataclasses import replace
from fractions import Fraction
from functools import cache
from itertools import combinations_with_replacement

import mpmath
import pytest
import sympy

from proofcheck.arithmetic import Balls, Floats
from proofcheck.arithmetic.linear import is_positive_definite
from proofcheck.core import Budget, FindingKind, InputError, Verdict
from proofcheck.search import isolated_degenerate as module
from proofcheck.search.degenerate_minimum import FREE, DegenerateView, curve_residual, stated
from theorems.theorem_9_deep_local_minima import STATEMENT

DIGITS = 30
HALF = Fraction(1, 2)
PAIRS = list(combinations_with_replacement(range(9), 2))
CONTEXT = mpmath.mp.clone()
CONTEXT.dps = 90
TINY = CONTEXT.mpf(10) ** -60

X, Z, *W = sympy.symbols("x z u0 u b1 v1 b2 v2 c0 c1 c2")
Q, DELTA, LAM = sympy.symbols("q d lambda")
E = sympy.symbols("e:9")


def network(w, first):
    """The second hidden layer and the output on top of given first-layer values (value, v1, v2)."""
    n1 = w[2] + sum(v * a for a, v, _ in first)
    n2 = w[4] + sum(v * a for a, _, v in first)
    return w[6] + w[7] * sympy.tanh(n1) + w[8] * sympy.tanh(n2)


SMALL = network(W, [(sympy.tanh(W[0] + W[1] * X), W[3], W[5])])
R = sympy.tanh(W[0] - LAM * DELTA + W[1] * X), (1 - LAM) * W[3] - Q, (1 - LAM) * W[5]
TWIN = sympy.tanh(W[0] + (1 - LAM) * DELTA + W[1] * X), LAM * W[3] + Q, LAM * W[5]
WIDE = network(W, [R, TWIN])


def along(expression):
    """The expression at w + z e."""
    return expression.subs({w: w + Z * e for w, e in zip(W, E, strict=True)}, simultaneous=True)


def number(x):
    return CONTEXT.mpf(x.numerator) / x.denominator


@cache
def data():
    """e, inputs and labels of the stated instance as mpmath numbers: midpoints of narrow balls."""
    view = stated(80).first
    middle = view.arithmetic.to_rational_midpoint
    e = [number(middle(x)) for x in view.direction]
    samples = [number(x) for (x,) in view.instance.inputs]
    w = [number(x) for x in view.instance.network.parameters]
    return e, samples, [number(middle(y)) for y in view.labels], w


def evaluated(expressions, **values):
    """The expressions at all samples, at w* and z = 0 (unless given)."""
    e, samples, _, w = data()
    names = {Z: 0, Q: 0, DELTA: 0, LAM: CONTEXT.mpf(1) / 3, **dict(zip(W, w, strict=True))}
    names |= {sympy.Symbol(k): v for k, v in values.items()} | dict(zip(E, e, strict=True))
    f = sympy.lambdify([X, *names], expressions, modules=CONTEXT_FUNCTIONS, cse=True)
    return [f(x, *names.values()) for x in samples]


CONTEXT_FUNCTIONS = [{"tanh": CONTEXT.tanh}, "math"]


@cache
def residuals():
    return [f - y for (f,), y in zip(evaluated([SMALL]), data()[2], strict=True)]


@cache
def expansion():
    """For every sample SymPy's derivatives of f, and the residual.

    Of f by w; by w, w; by z (four times); by w and z, z^2; of the larger f by d, q d, d d. No
    rational factors: compiled, they would be floats.
    """
    f = along(SMALL)
    first = [f.diff(w) for w in W]
    second = [f.diff(W[i], W[j]) for i, j in PAIRS]
    powers = [f.diff(Z, k) for k in range(1, 5)]
    mixed = [[f.diff(w).diff(Z), f.diff(w).diff(Z, 2)] for w in W]
    slopes = [WIDE.diff(DELTA), WIDE.diff(Q).diff(DELTA), WIDE.diff(DELTA, 2)]
    rows = evaluated([first, second, powers, mixed, slopes])
    return list(zip(rows, residuals(), strict=True))


def loss_sum(term):
    return sum(term(row, r) for row, r in expansion())


def gradient():
    return [loss_sum(lambda row, r, k=k: 2 * r * row[0][k]) for k in range(9)]


def hessian():
    def entry(i, j):
        return loss_sum(
            lambda row, r: (
                2 * (row[0][i] * row[0][j] + r * row[1][PAIRS.index((min(i, j), max(i, j)))])
            )
        )

    return CONTEXT.matrix([[entry(i, j) for j in range(9)] for i in range(9)])


def cubic():
    return loss_sum(lambda row, r: r * row[2][2] / 3 + row[2][0] * row[2][1])


def quartic():
    def term(row, r):
        f1, f2, f3, f4 = row[2]
        return r * f4 / 12 + f1 * f3 / 3 + f2**2 / 4

    return loss_sum(term)


def tau():
    def entry(k):
        return loss_sum(lambda row, r: _mixed(row[0][k], row[2], row[3][k], r))

    return [entry(k) for k in range(9)]


def _mixed(g, powers, bends, r):
    """z^2 in the derivative 2 (r + f_1 z + f_2 z^2)(g + g_1 z + g_2 z^2) by one parameter."""
    return r * bends[1] + 2 * powers[0] * bends[0] + powers[1] * g


def wide_loss(w, q=0, d=0, lam=0):
    """The larger network's loss, written out in mpmath."""
    total, tanh = 0, CONTEXT.tanh
    for x, y in zip(data()[1], data()[2], strict=True):
        old, twin = tanh(w[0] - lam * d + w[1] * x), tanh(w[0] + (1 - lam) * d + w[1] * x)
        n1 = w[2] + ((1 - lam) * w[3] - q) * old + (lam * w[3] + q) * twin
        n2 = w[4] + w[5] * ((1 - lam) * old + lam * twin)
        total += (w[6] + w[7] * tanh(n1) + w[8] * tanh(n2) - y) ** 2
    return total


@pytest.mark.campaign
def test_the_point_is_critical_and_the_hessian_has_the_stated_kernel() -> None:
    """Gradient, H e and the cubic term vanish to sixty digits."""
    e = CONTEXT.matrix(data()[0])
    assert max(map(abs, [*gradient(), *(hessian() * e), cubic()])) < TINY


def test_every_entry_of_d_vanishes() -> None:
    """D^s_i, by SymPy as the mixed derivative along q_s and d_i of the written out loss."""
    for outgoing, share in ((W[3], Q), (W[5], Q)):
        s = 1 if outgoing is W[3] else 2
        for factor in (1, X):
            old = sympy.tanh(W[0] - LAM * DELTA * factor + W[1] * X)
            twin = sympy.tanh(W[0] + (1 - LAM) * DELTA * factor + W[1] * X)
            change = [share if s == k else 0 for k in (1, 2)]
            f = network(
                W,
                [
                    (old, (1 - LAM) * W[3] - change[0], (1 - LAM) * W[5] - change[1]),
                    (twin, LAM * W[3] + change[0], LAM * W[5] + change[1]),
                ],
            )
            terms = evaluated([f.diff(Q), f.diff(DELTA), f.diff(Q).diff(DELTA)])
            pairs = zip(terms, residuals(), strict=True)
            assert abs(sum(2 * (a * b + r * c) for (a, b, c), r in pairs)) < TINY


def test_the_quartic_form_is_that_of_sympy() -> None:
    """Q agrees entry by entry, is positive definite, and the kernel is no part of it."""
    view = stated(DIGITS).first
    rest = [k for k in range(9) if k != view.pinned]
    H, mixed = hessian(), tau()
    rows = [[H[i, j] for j in rest] + [mixed[i]] for i in rest]
    oracle = CONTEXT.matrix([*rows, [*(mixed[i] for i in rest), 2 * quartic()]])
    for i in range(9):
        for j in range(9):
            entry = number(view.arithmetic.to_rational_midpoint(view.quartic_form[i, j]))
            assert abs(entry - oracle[i, j]) < TINY * 10**20
    assert min(CONTEXT.eigsy(oracle, eigvals_only=True)) > 0
    assert abs(min(CONTEXT.eigsy(H, eigvals_only=True))) < TINY


def test_b_and_kappa_are_those_of_sympy() -> None:
    """Lambda (1 - lambda) B_00 is the second derivative along d; kappa that of D along e."""
    view = stated(DIGITS).first
    second = loss_sum(lambda row, r: 2 * (row[4][0] ** 2 + r * row[4][2]))
    B = number(view.arithmetic.to_rational_midpoint(view.point.B(1)[0, 0]))
    assert abs(second - CONTEXT.mpf(2) / 9 * B) < TINY * 10**20
    moved = along(WIDE)
    terms = [moved.diff(Q).diff(DELTA), moved.diff(Q).diff(DELTA).diff(Z), moved.diff(Z)]
    rows = zip(evaluated(terms), residuals(), strict=True)
    kappa = sum(2 * (r * bend + f1 * slope) for (slope, bend, f1), r in rows)
    known = number(view.arithmetic.to_rational_midpoint(view.D_slope))
    assert abs(kappa - known) < TINY * 10**20


def test_the_scaling_argument() -> None:
    """Minimising z^4 + z q kappa d + (b/2) d^2 over d leaves -(z q kappa)^2/(2 b) to lowest order.

    With the next terms of every factor of the master identity, as free symbols.
    """
    rho, kappa, b, c4 = sympy.symbols("rho kappa b c4", positive=True)
    more = sympy.symbols("m:4")
    z, q, d = rho**2, rho, -(rho**3) * kappa / b
    growth = c4 * z**4 + more[0] * z**5
    slope = kappa * z + more[1] * z**2
    form = b + more[2] * rho + more[3] * rho**2
    change = sympy.expand(growth + q * slope * d + form * d**2 / 2)
    assert all(change.coeff(rho, k) == 0 for k in range(module.LEADING))
    assert sympy.simplify(change.coeff(rho, 6) - module.lowest(kappa, b)) == 0


@pytest.mark.parametrize("lam", module.LAMBDAS)
def test_the_written_out_loss_is_lower_nearby(lam: Fraction) -> None:
    """At points whose distance tends to 0, by the predicted amount, and not with d reversed."""
    e, *_, w = data()
    start = wide_loss(w)
    share = number(lam)
    view = stated(DIGITS).first
    kappa, B = (
        number(view.arithmetic.to_rational_midpoint(x))
        for x in (view.D_slope, view.point.B(1)[0, 0])
    )
    b = share * (1 - share) * B
    for power in (12, 16, 20):
        rho = CONTEXT.mpf(2) ** -power
        moved = [a + rho**2 * c for a, c in zip(w, e, strict=True)]
        change = wide_loss(moved, rho, -(rho**3) * kappa / b, share) - start
        assert abs(change / (-(rho**6) * kappa**2 / (2 * b)) - 1) < CONTEXT.mpf(2) ** (
            20 - 2 * power
        )
        assert wide_loss(moved, rho, rho**3 * kappa / b, share) > start


def test_nothing_lower_is_seen_near_the_small_minimum() -> None:
    """Sanity only: random points of the size of the expansion, and along its valley."""
    e, *_, w = data()
    draw = random.Random(1)
    start, H, mixed = wide_loss(w), hessian(), tau()
    rest = [k for k in range(9) if k != 2]
    block = CONTEXT.matrix([[H[i, j] for j in rest] for i in rest])
    valley = CONTEXT.lu_solve(block, CONTEXT.matrix([-mixed[i] for i in rest]))
    for _ in range(40):
        size = CONTEXT.mpf(2) ** -draw.randint(8, 30)
        z = size * draw.uniform(-1, 1)
        moved = [a + z * c for a, c in zip(w, e, strict=True)]
        for k, place in enumerate(rest):
            moved[place] += z**2 * valley[k] + draw.choice((0, 1)) * size**2 * draw.uniform(-1, 1)
        assert wide_loss(moved) > start


def test_the_coefficients_of_both_roads_agree() -> None:
    """Ball series and differences in multiprecision give the same Jacobians along e."""
    first, second = stated(DIGITS).first, stated(DIGITS).second
    for power, (balls, floats) in enumerate(zip(first.jacobians, second.jacobians, strict=True)):
        pairs = zip(balls.ravel(), floats.ravel(), strict=True)
        for ball, value in pairs:
            middle = first.arithmetic.to_rational_midpoint(ball)
            found = second.arithmetic.to_rational_midpoint(value)
            assert abs(middle - found) < Fraction(1, 10**30), power


def test_the_step_is_refuted_and_confirmed() -> None:
    """The literal step falls on exactly the named instance, and the finding says so."""
    step = STATEMENT.step("isolated-suffices")
    outcome = step.checks[0].run(Budget(DIGITS, 1, 0), step.formula)
    assert outcome.verdict is Verdict.REFUTED
    assert outcome.confirmed_by.startswith("mpmath")
    assert step.open is None
    assert step.scope == step.checks[0].scope
    finding = next(f for f in STATEMENT.findings if f.id == "isolated-does-not-suffice")
    assert finding.kind is FindingKind.FALSE_AS_STATED


def test_the_hessian_itself_is_never_called_definite() -> None:
    """With its kernel it is semidefinite: the repaired hypothesis is not met."""
    view = stated(DIGITS).first
    assert is_positive_definite(view.point.hessian, view.bits) is Verdict.UNDECIDED


def test_the_stated_points_tend_to_the_split_point() -> None:
    """No coordinate moves by more than rho."""
    for lam in module.LAMBDAS:
        e, step = module.rational_curve(stated(DIGITS), lam)
        for rho in module.SCALES:
            assert max(abs(x) * rho**2 for x in e) < rho
            assert abs(step) * rho**3 < rho


def changed(**cached) -> DegenerateView:
    """A fresh view of the stated instance in which some quantities are replaced."""
    view = DegenerateView(stated(DIGITS), Balls(stated(DIGITS).first.bits))
    for name, change in cached.items():
        view.__dict__[name] = change(getattr(view, name).copy())
    return view


def moved(place: int, by: Fraction):
    """Add an exact number to one entry."""

    def change(array):
        array[place] = array[place] + Balls(200).number(by)
        return array

    return change


NUDGE = Fraction(1, 10**20)


@pytest.mark.parametrize("place", [0, 4, 29, 30, 59])
def test_another_label_is_not_accepted(place: int) -> None:
    """A label moved by 1e-20: the point is not critical any more."""
    view = changed(labels=moved(place, NUDGE))
    assert module.certified(view).verdict is Verdict.UNDECIDED
    assert module.conditions_are_seen(view).verdict is Verdict.UNDECIDED


def test_another_tuned_residual_is_not_accepted() -> None:
    """The solved residual moved by 1e-20, evenly: H e is not 0 any more."""

    def change(r):
        return moved(30, -NUDGE)(moved(0, NUDGE)(r))

    assert module.certified(changed(residual=change)).verdict is Verdict.UNDECIDED


def test_another_direction_is_not_accepted() -> None:
    """The solved entry of e moved by 1e-20, or the free ones by 1e-20 after solving."""
    solved = stated(DIGITS).first.residual
    for place in (0, 2, 6):
        view = changed(residual=lambda _: solved.copy(), direction=moved(place, NUDGE))
        assert module.conditions_are_seen(view).verdict is Verdict.UNDECIDED


def test_the_other_sign_of_the_residual_is_not_accepted() -> None:
    """-r keeps gradient and D, but not H e = 0, nor the sign of B."""
    view = changed(residual=lambda r: -r)
    assert module.conditions_are_seen(view).verdict is Verdict.UNDECIDED
    assert module.B_is_definite(view).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("lam", ["0", "1", "-1/2", "2"])
def test_lambda_outside_the_interval_is_not_accepted(lam: str) -> None:
    """The hypothesis 0 < lambda < 1 is checked, and outside the loss is not lower there."""
    view = stated(DIGITS).first
    assert module.falls_at_sixth_order(view, Fraction(lam)).verdict is Verdict.UNDECIDED
    if Fraction(lam) not in (0, 1):
        assert module.lower_at(view, Fraction(lam), HALF**16).verdict is Verdict.UNDECIDED


def test_the_curve_with_d_reversed_is_higher() -> None:
    """The sign of d decides."""
    view = stated(DIGITS).first
    e, step = module.rational_curve(view.instance, HALF)
    direction = view.arithmetic.array(list(e))
    for sign in (1, -1):
        rho = view.arithmetic.number(HALF**16)
        r = curve_residual(view, view.arithmetic, HALF, rho, direction, sign * step)
        with view.arithmetic.active():
            change = r.dot(r) - view.point.loss
        assert view.arithmetic.is_positive(-sign * change) is Verdict.HOLDS


def test_far_from_the_point_nothing_is_claimed() -> None:
    """At rho = 1/4 the quartic term wins: the loss is higher."""
    assert module.lower_at(stated(DIGITS).first, HALF, HALF**2).verdict is Verdict.UNDECIDED


def test_coarser_residuals_lose_the_isolation() -> None:
    """Free residuals rounded to tens solve all conditions, but Q is indefinite."""
    coarse = tuple(Fraction(round(value, -1)) for value in FREE)
    view = replace(stated(DIGITS), free=coarse).first
    assert module.conditions_are_seen(view).verdict is Verdict.HOLDS
    assert module.is_isolated(view).verdict is Verdict.UNDECIDED
    assert module.certified(view).verdict is Verdict.UNDECIDED
    assert not module.confirmed(view.instance)


def test_data_that_are_not_mirrored_are_not_accepted() -> None:
    """A bias that is not 0, a repeated input, an input at 0."""
    small = stated(DIGITS)
    weights = [[list(row) for row in layer] for layer in small.network.weights]
    weights[1][0][0] = Fraction(1, 100)
    biased = replace(small, network=replace(small.network, weights=weights))
    twice = replace(small, positive=(*small.positive[:-1], small.positive[0]))
    zero = replace(small, positive=(Fraction(0), *small.positive[1:]))
    for instance in (biased, twice, zero):
        view = DegenerateView(instance, Balls(200))
        assert module.odd_under_reflection(view).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("bits", [8, 24, 53, 80, 100])
def test_nothing_is_accepted_at_low_precision(bits: int) -> None:
    """Wide balls never certify the whole chain."""
    assert (
        module.certified(DegenerateView(stated(DIGITS), Balls(bits))).verdict is not Verdict.HOLDS
    )


@pytest.mark.parametrize("digits", [1, 80])
def test_the_digits_asked_for_only_change_the_accuracy(digits: int) -> None:
    """A small budget is raised to the digits that the smallest scale needs."""
    outcome = module.isolated_degenerate(Budget(digits, 1, 0), None)
    assert outcome.verdict is Verdict.REFUTED


def test_other_arithmetics_are_refused() -> None:
    """Only balls and multiprecision have Taylor coefficients here."""
    with pytest.raises(InputError):
        _ = DegenerateView(stated(DIGITS), Floats()).jacobians
