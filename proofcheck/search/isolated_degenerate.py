"""Theorem 9 as printed fails: an isolated minimum, B definite, D = 0, and no local minimum after.

Hypotheses, at z* with H e = 0 and c_3 = 0 (see `degenerate_minimum`; y without one component of e):

    l - l* = (1/2) (y, z^2)'Q(y, z^2) + R,    |R| <= C N^5,    N^4 = |y|^2 + z^4 <= 1,

because all monomials z^a y^b with a + 2|b| <= 3 vanish and those with a + 2|b| = 4 are in Q. So Q
positive definite gives l - l* >= c N^4 - C N^5 > 0 near z*: an isolated minimum; its Hessian has
exactly one zero eigenvalue, because Q contains a definite block of codimension one.

Conclusion, by the master identity L = l + q.D d + (1/2) d'Hd at z = rho^2 e, q = rho (1, 0) and
d = -rho^3 (kappa/b, 0), with b = lambda (1 - lambda) B_00 and D^1_0 = kappa rho^2 + O(rho^4):

    L - l* = O(rho^8) - rho^6 kappa^2/b + rho^6 kappa^2/(2 b) + O(rho^7),

below l* for all small rho and every lambda in (0, 1), at points that tend to gamma_lambda(z*).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
import sympy

from proofcheck.arithmetic import Array, Multiprecision, Series, Symbolic, ball_text
from proofcheck.arithmetic.linear import is_positive_definite
from proofcheck.core import (
    Budget,
    Cause,
    Outcome,
    PrecisionError,
    Verdict,
    holds,
    refuted,
    undecided,
)
from proofcheck.networks import forward, unflatten
from proofcheck.search.decisions import all_hold
from proofcheck.search.degenerate_minimum import (
    LAYER,
    DegenerateMinimum,
    DegenerateView,
    curve_residual,
    stated,
)

LAMBDAS = tuple(map(Fraction, ("1/10", "1/3", "1/2", "4/5")))
SCALES = tuple(Fraction(1, 2**power) for power in (10, 16, 24))
LEADING = 6
LEAST_DIGITS = 30
"""With fewer, the loss at the smallest scale is not told from l*."""


def isolated_degenerate(budget: Budget, _claim: object) -> Outcome:
    """Refute Theorem 9 as printed on the stated instance, or stay undecided.

    >>> isolated_degenerate(Budget(20, 1, 0), None).verdict
    <Verdict.REFUTED: 'refuted'>
    """
    instance = stated(max(budget.digits, LEAST_DIGITS))
    outcome = certified(instance.first)
    if outcome.verdict is not Verdict.HOLDS:
        return outcome
    return refuted(
        outcome.detail,
        confirmed_by=instance.second.arithmetic.name if confirmed(instance) else "",
        witness={**instance.to_json(), "lower": dict(lower_points(instance.first))},
        digits=instance.digits,
    )


def certified(view: DegenerateView) -> Outcome:
    """Return "holds" if all hypotheses and the failure of the conclusion are proved in balls."""
    try:
        return all_hold(certifications(view))
    except PrecisionError as error:
        return undecided(Cause.PRECISION, str(error))


def certifications(view: DegenerateView) -> Iterator[Outcome]:
    """Yield the proofs one by one, hypotheses first."""
    yield odd_under_reflection(view)
    yield conditions_are_seen(view)
    yield residual_is_not_zero(view)
    yield is_isolated(view)
    yield B_is_definite(view)
    yield D_moves(view)
    yield _for_each(
        "the loss falls at order rho^6", (falls_at_sixth_order(view, x) for x in LAMBDAS)
    )
    lower = (lower_at(view, lam, scale) for lam in LAMBDAS for scale in SCALES)
    yield _for_each(f"the loss is lower at rho = {', '.join(map(str, SCALES))}", lower)


def _for_each(what: str, outcomes: Iterator[Outcome]) -> Outcome:
    """Return the first outcome that does not hold, or all in one with the first one's numbers."""
    found = list(outcomes)
    together = all_hold(found)
    if together.verdict is not Verdict.HOLDS:
        return together
    stated_lambdas = ", ".join(map(str, LAMBDAS))
    return holds(f"{what}, lambda = {stated_lambdas}: {found[0].detail}, ...")


def odd_under_reflection(view: DegenerateView) -> Outcome:
    """Return whether f(-x; -b, w) = -f(x; b, w) identically, and the data and weights fit to it."""
    instance = view.instance
    at_zero = all(instance.network.parameters[place] == 0 for place in instance.bias_places)
    mirrored = _reflected_sum(instance) == 0
    different = len(set(instance.positive)) == len(instance.positive)
    if at_zero and mirrored and different and min(instance.positive) > 0:
        return holds("odd under reflection of biases and inputs")
    return undecided(Cause.NOT_APPLICABLE, "the instance is not odd under reflection")


def _reflected_sum(instance: DegenerateMinimum) -> sympy.Expr:
    """Return f(x; b, w) + f(-x; -b, w) for free symbols."""
    shape = instance.network.architecture
    x, *w = sympy.symbols(f"x w:{shape.parameter_count}")
    weights = unflatten(shape, np.array(w, dtype=object))
    f = forward(shape, instance.network.activation, weights, [[x]], Symbolic()).outputs[0]
    flipped = {x: -x, **{w[place]: -w[place] for place in instance.bias_places}}
    return sympy.expand(f + f.subs(flipped, simultaneous=True))


def conditions_are_seen(view: DegenerateView) -> Outcome:
    """Return whether gradient, D, H e and c_3, exactly 0 by construction, are seen to be 0.

    H e is seen twice: by the expansion along e, and by the Hessian.
    """
    with view.arithmetic.active():
        product = view.point.hessian.dot(view.direction)
    values = [view.point.gradient, view.point.D(LAYER).ravel(), view.along.slope, product]
    if _all_tiny(view, [*np.concatenate(values), view.along.cubic]):
        return holds("gradient, D, H e and c_3 are 0")
    return undecided(Cause.PRECISION, "gradient, D, H e or c_3 is not seen to be 0")


def _all_tiny(view: DegenerateView, values: list[Any]) -> bool:
    """Return whether no value is certainly nonzero, and all are below 10^-digits."""
    arithmetic, bound = view.arithmetic, Fraction(1, 10**view.instance.digits)
    if not all(_finite(x) for x in values) or any(map(arithmetic.certainly_nonzero, values)):
        return False
    return max(map(arithmetic.magnitude, values)) < bound


def _finite(x: Any) -> bool:
    return not hasattr(x, "is_finite") or bool(x.is_finite())


def residual_is_not_zero(view: DegenerateView) -> Outcome:
    """Return whether the loss is certainly positive: the minimum is no fit of the data."""
    return _positive(view, "loss", view.point.loss)


def is_isolated(view: DegenerateView) -> Outcome:
    """Return whether Q is positive definite, and e independent of the coordinates y."""
    if not view.arithmetic.certainly_nonzero(view.direction[view.pinned]):
        return undecided(Cause.NOT_APPLICABLE, "e may have no component outside y")
    if is_positive_definite(view.quartic_form, view.bits) is not Verdict.HOLDS:
        return undecided(Cause.PRECISION, "Q is not proved positive definite")
    return _positive(view, "isolated: reduced coefficient of z^4", view.reduced_quartic)


def B_is_definite(view: DegenerateView) -> Outcome:
    """Return whether B, with its bias coordinate, is positive definite."""
    B = view.point.B(LAYER)
    if is_positive_definite(B, view.bits) is not Verdict.HOLDS:
        return undecided(Cause.PRECISION, "B is not proved positive definite")
    return holds(f"B_00 = {ball_text(B[0, 0], 8)}, B_11 = {ball_text(B[1, 1], 8)}")


def D_moves(view: DegenerateView) -> Outcome:
    """Return whether kappa, the derivative of D along e, is certainly not 0."""
    shown = f"kappa = {ball_text(view.D_slope, 8)}"
    if view.arithmetic.certainly_nonzero(view.D_slope):
        return holds(shown)
    return undecided(Cause.PRECISION, f"{shown} may be 0")


def falls_at_sixth_order(view: DegenerateView, lam: Fraction) -> Outcome:
    """Return whether the loss along the curve is l* + c rho^6 + ..., c = -kappa^2/(2 b) < 0.

    The coefficients come from the larger network's outputs as power series in rho, the formula
    from B and D of the smaller one.
    """
    if not 0 < lam < 1:
        return undecided(Cause.NOT_APPLICABLE, f"lambda = {lam} is not in (0, 1)")
    *flat, leading = curve_coefficients(view, lam)
    with view.arithmetic.active():
        agrees = leading.overlaps(lowest(view.D_slope, stiffness(view, lam)))
    if not (agrees and _all_tiny(view, flat)):
        return undecided(Cause.PRECISION, f"lambda = {lam}: not the predicted coefficients")
    return _positive(view, f"lambda = {lam}: minus the coefficient of rho^6", -leading)


def lowest(kappa: Any, b: Any) -> Any:
    """Return the minimum over d of kappa d + (b/2) d^2: the factor of z^2 q^2 in L - l*.

    >>> kappa, b, d = sympy.symbols("kappa b d")
    >>> form = kappa * d + b * d**2 / 2
    >>> sympy.expand(form.subs(d, sympy.solve(form.diff(d), d)[0]) - lowest(kappa, b))
    0
    """
    return -kappa * kappa / (2 * b)


def curve_coefficients(view: DegenerateView, lam: Fraction) -> list[Any]:
    """Return the coefficients of rho^0, ..., rho^6 of L - l* along the curve."""
    series = Series(view.bits, LEADING + 1)
    with view.arithmetic.active():
        step = -view.D_slope / stiffness(view, lam)
    r = curve_residual(view, series, lam, series.variable(0), view.direction, step)
    with series.active():
        found = series.coefficients((r * r).sum())
        return [found[0] - view.point.loss, *found[1:]]


def stiffness(view: DegenerateView, lam: Fraction) -> Any:
    """Return b = lambda (1 - lambda) B_00."""
    with view.arithmetic.active():
        return view.point.B(LAYER)[0, 0] * view.arithmetic.number(lam * (1 - lam))


def lower_at(view: DegenerateView, lam: Fraction, scale: Fraction) -> Outcome:
    """Return whether the loss is certainly lower at the rational point of the curve at `scale`."""
    drop = -loss_change(view, lam, scale)
    return _positive(view, f"lambda = {lam}, rho = {scale}: loss lower by", drop)


def loss_change(view: DegenerateView, lam: Fraction, scale: Fraction) -> Any:
    """Return L - l* at the rational point of the curve at rho = `scale`."""
    arithmetic = view.arithmetic
    e, step = rational_curve(view.instance, lam)
    rho, direction = arithmetic.number(scale), arithmetic.array(list(e))
    r = curve_residual(view, arithmetic, lam, rho, direction, step)
    with arithmetic.active():
        return r.dot(r) - view.point.loss


@lru_cache(maxsize=64)
def rational_curve(
    instance: DegenerateMinimum, lam: Fraction
) -> tuple[tuple[Fraction, ...], Fraction]:
    """Return e and -kappa/b, rounded to 40 decimals: rationals nearby do as well."""
    view, unit = instance.first, 10**40

    def short(x: Any) -> Fraction:
        return Fraction(round(view.arithmetic.to_rational_midpoint(x) * unit), unit)

    with view.arithmetic.active():
        step = -view.D_slope / stiffness(view, lam)
    return tuple(map(short, view.direction)), short(step)


def _positive(view: DegenerateView, what: str, value: Any) -> Outcome:
    shown = f"{what} {ball_text(value, 8)}"
    if view.arithmetic.is_positive(value) is Verdict.HOLDS:
        return holds(shown)
    return undecided(Cause.PRECISION, f"{shown}: not proved positive")


def confirmed(instance: DegenerateMinimum) -> bool:
    """Return whether multiprecision, with derivatives by differences, sees the same."""
    view = instance.second
    seen = conditions_are_seen(view).verdict is Verdict.HOLDS
    definite = _factorises(view, view.quartic_form) and _factorises(view, view.point.B(LAYER))
    changes = (loss_change(view, lam, scale) for lam in LAMBDAS for scale in SCALES)
    return seen and definite and abs(view.D_slope) > 0 and all(c < 0 for c in changes)


def _factorises(view: DegenerateView, matrix: Array) -> bool:
    """Return whether mpmath finds a Cholesky factor."""
    if not isinstance(view.arithmetic, Multiprecision):
        return False
    context = view.arithmetic.context
    try:
        context.cholesky(context.matrix(matrix.tolist()))
    except ValueError:
        return False
    return True


def lower_points(view: DegenerateView) -> Iterator[tuple[str, str]]:
    """Yield the places where the loss is lower, and by how much."""
    for lam in LAMBDAS:
        for scale in SCALES:
            drop = ball_text(-loss_change(view, lam, scale), 8)
            yield f"lambda = {lam}, rho = {scale}", drop
