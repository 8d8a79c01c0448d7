"""Signs of the larger Hessian on instances: definite on a complement, or a direction of descent.

A zero eigenvalue is never decided by a factorisation. The Hessian is read in the split basis, the
directions that a construction predicts to be degenerate are removed, and what remains is proved
definite; or a rational direction is written down along which the curvature is certainly negative.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np

from proofcheck.arithmetic import Array
from proofcheck.arithmetic.linear import inertia, is_positive_definite
from proofcheck.core import Cause, Outcome, Verdict, holds, refuted, undecided
from proofcheck.search.split_instance import SplitInstance, SplitView, view_bits

DRAINING = (-1, 1)
"""Multiples of s v that the idle neuron and the other one get along the cubic curve."""

CUBIC_STEPS = tuple(Fraction(1, 2**power) for power in range(4, 84, 8))


@dataclass(frozen=True)
class Signs:
    """Numbers of positive, zero and negative eigenvalues."""

    positive: int
    zero: int
    negative: int

    def __str__(self) -> str:
        return f"{self.positive} positive, {self.zero} zero, {self.negative} negative"


def predicted_signs(instance: SplitInstance) -> Signs:
    """Return the signs that Lemma 12 predicts at a split nondegenerate minimum with D = 0.

    The M directions of the smaller network and the n_{l-1} + 1 directions p are positive, the
    n_{l+1} directions q are degenerate.
    """
    basis = instance.basis
    count = len(basis.small_u) + len(basis.small_v) + len(basis.small_w)
    return Signs(count + len(basis.small_u), len(basis.small_v), 0)


@lru_cache(maxsize=16)
def measured_signs(instance: SplitInstance) -> Signs | None:
    """Return the signs of the larger Hessian, with q removed as its kernel; None: not decided.

    Exactness: the signs off q are proved in balls; that q is the kernel is seen only to the
    accuracy of the balls, and is what Lemma 12 derives for D = 0.
    """
    view, q = instance.first, instance.basis.q
    kernel = view.congruence[q, :]
    if any(view.arithmetic.certainly_nonzero(value) for value in kernel.ravel()):
        return None
    rest = [k for k in range(len(view.congruence)) if not q.start <= k < q.stop]
    found = inertia(view.congruence[np.ix_(rest, rest)], view_bits(instance.digits))
    if found is None:
        return None
    return Signs(found.positive, q.stop - q.start, found.negative)


def compare_signs(instance: SplitInstance, claimed: Signs) -> Outcome:
    """Return whether the larger Hessian has the claimed signs."""
    found = measured_signs(instance)
    if found is None:
        return undecided(Cause.PRECISION, "the signs off the predicted kernel are not decided")
    if found == claimed:
        return holds(f"{found}: as predicted")
    again = _approximate_signs(instance, found.zero)
    return refuted(
        f"claimed {claimed}; found {found}",
        confirmed_by="eigenvalues in multiprecision" if again == found else "",
        witness=instance.to_json(),
    )


def _approximate_signs(instance: SplitInstance, kernel: int) -> Signs:
    """Return the signs by the eigenvalues of the whole Hessian, the smallest ones taken as 0."""
    view = instance.second
    context = instance.second_arithmetic.context
    with view.arithmetic.active():
        matrix = context.matrix(view.congruence.tolist())
        values = sorted(context.eigsy(matrix, eigvals_only=True), key=abs)[kernel:]
    return Signs(sum(v > 0 for v in values), kernel, sum(v < 0 for v in values))


@lru_cache(maxsize=16)
def descent_direction(instance: SplitInstance) -> Array | None:
    """Return exact coefficients of p and q along which the larger curvature is negative, or None.

    Shape (n_{l-1} + 1 + n_{l+1},), in the split basis. Proved in balls; the guess is float64.
    """
    view = instance.first
    block = _block(view)
    _, vectors = np.linalg.eigh(view.arithmetic.approximate(block))
    guess = vectors[:, 0]
    largest = guess[np.argmax(np.abs(guess))]  # to 1: the sign of `guess` is an accident
    direction = [Fraction(round(x * 10**6 / largest), 10**6) for x in guess]
    form = curvature_along(view, direction)
    return np.array(direction, dtype=object) if _negative(view, form) else None


def curvature_along(view: SplitView, direction: Any) -> Any:
    """Return d'Hd for exact coefficients d of p and q."""
    d = view.arithmetic.array(list(direction))
    with view.arithmetic.active():
        return d.dot(_block(view).dot(d))


def _block(view: SplitView) -> Array:
    basis = view.instance.basis
    places = [*range(basis.p.start, basis.p.stop), *range(basis.q.start, basis.q.stop)]
    return view.congruence[np.ix_(places, places)]


def _negative(view: SplitView, form: Any) -> bool:
    return view.arithmetic.is_positive(-form) is Verdict.HOLDS


def no_descent(instance: SplitInstance) -> Outcome:
    """Return "refuted" with a direction of negative curvature in p and q, where there is one."""
    direction = descent_direction(instance)
    if direction is None:
        return undecided(Cause.PRECISION, "no direction of negative curvature was found in p, q")
    second = curvature_along(instance.second, direction)
    size = instance.second.arithmetic.to_rational_midpoint(second)
    return refuted(
        f"negative curvature along p, q = {', '.join(str(x) for x in direction)}",
        confirmed_by=instance.second.arithmetic.name if size < 0 else "",
        witness={**instance.to_json(), "direction p, q": [str(x) for x in direction]},
    )


def has_descent(instance: SplitInstance) -> Outcome:
    """Return "holds" where a direction of negative curvature in p and q is proved."""
    direction = descent_direction(instance)
    if direction is not None:
        return holds(f"negative curvature along p, q = {', '.join(str(x) for x in direction)}")
    if measured_signs(instance) == predicted_signs(instance):
        return refuted(
            "semidefinite: no direction of negative curvature exists",
            confirmed_by="eigenvalues in multiprecision"
            if _approximate_signs(instance, predicted_signs(instance).zero).negative == 0
            else "",
            witness=instance.to_json(),
        )
    return undecided(Cause.PRECISION, "no direction of negative curvature was found in p, q")


@lru_cache(maxsize=16)
def boundary_descent(instance: SplitInstance) -> Outcome:
    """Return "holds" where a lower loss is proved near a split with lambda = 0 or 1.

    Along v_twin += -s v, u_twin += s e (lambda = 0; for lambda = 1 the same with r and the twin
    exchanged) the loss changes by -(s^3/2) e'Be + O(s^4); e is the last incoming direction.
    """
    for step in CUBIC_STEPS:
        outcome = _lower_at(instance, step)
        if outcome is not None:
            return outcome
    return undecided(Cause.PRECISION, "no lower loss was proved along the cubic curve")


@lru_cache(maxsize=16)
def lower_along_cubic(
    instance: SplitInstance, shares: tuple[int, int], same_sign: bool = True
) -> Outcome:
    """Return whether one of the stated points of the cubic curve has a lower loss.

    The points are those of `CUBIC_STEPS`, with the sign of e'Be or with the other one, and with so
    many times s v added to the outgoing weights of the idle neuron and of the other one; "refuted"
    where every point is proved to be higher.
    """
    view, higher = instance.first, 0
    curvature = view.B[-1, -1]
    if not view.arithmetic.certainly_nonzero(curvature):
        return undecided(Cause.PRECISION, "the sign of e'Be is not decided")
    sign = (-1 if _negative(view, curvature) else 1) * (1 if same_sign else -1)
    for step in (sign * size for size in CUBIC_STEPS):
        change = loss_change(view, step, shares)
        if _negative(view, change):
            return holds(f"at step {step} of the cubic curve the loss is lower")
        higher += _negative(view, -change)
    if higher < len(CUBIC_STEPS):
        return undecided(Cause.PRECISION, "no lower loss was proved along the cubic curve")
    second = instance.second
    again = [loss_change(second, sign * size, shares) for size in CUBIC_STEPS]
    agrees = all(second.arithmetic.to_rational_midpoint(change) > 0 for change in again)
    return refuted(
        f"at all {higher} steps of the cubic curve the loss is higher",
        confirmed_by=second.arithmetic.name if agrees else "",
        witness=instance.to_json(),
    )


def lower_in_second_arithmetic(instance: SplitInstance) -> bool:
    """Return whether the second arithmetic, too, finds a lower loss along the cubic curve."""
    view = instance.second
    changes = (loss_change(view, step) for step in CUBIC_STEPS)
    return any(view.arithmetic.to_rational_midpoint(change) < 0 for change in changes)


def _lower_at(instance: SplitInstance, step: Fraction) -> Outcome | None:
    if not _negative(instance.first, loss_change(instance.first, step)):
        return None
    return holds(f"at step {step} of the cubic curve the loss is lower")


def loss_change(view: SplitView, step: Fraction, shares: tuple[int, int] = DRAINING) -> Any:
    """Return the change of the larger loss along the cubic curve of `boundary_descent`."""
    instance, arithmetic = view.instance, view.arithmetic
    bias = int(instance.network.architecture.bias)
    layer = instance.layer
    idle = -1 if instance.lam == 0 else instance.neuron - 1
    other = instance.neuron - 1 if instance.lam == 0 else -1
    with arithmetic.active():
        s = arithmetic.number(step)
        weights = [w.copy() for w in view.wide.weights]
        v = view.values.weights[layer][:, instance.neuron - 1 + bias]
        columns = [k + bias if k >= 0 else k for k in (idle, other)]
        weights[layer][:, columns[0]] = weights[layer][:, columns[0]] + v * s * shares[0]
        weights[layer][:, columns[1]] = weights[layer][:, columns[1]] + v * s * shares[1]
        weights[layer - 1][idle, -1] = weights[layer - 1][idle, -1] + s
        shift = view.wide_values_at(tuple(weights)).outputs - view.wide.outputs
        return shift.dot(shift + view.wide_residual * arithmetic.number(2))


def saddle_without_negative_curvature(instance: SplitInstance) -> Outcome:
    """Return "refuted" where a split with lambda = 0 or 1 is no minimum and no proper saddle.

    No minimum: a lower loss is proved along the cubic curve. No proper saddle: with D = 0 and
    alpha beta = 0 Lemma 12 leaves the form of the smaller Hessian, which is proved positive
    definite, in the directions u, v, w, and nothing in p and q.
    """
    view = instance.first
    others = view.congruence[instance.basis.p.start :, :]
    small = is_positive_definite(view.hessian, view_bits(instance.digits))
    lower = boundary_descent(instance)
    flat = not any(view.arithmetic.certainly_nonzero(value) for value in others.ravel())
    if lower.verdict is not Verdict.HOLDS or small is not Verdict.HOLDS or not flat:
        return undecided(Cause.PRECISION, "the instance does not show it")
    if not lower_in_second_arithmetic(instance):
        return undecided(Cause.PRECISION, "the second arithmetic sees no lower loss")
    return refuted(
        f"lambda = {instance.lam}: {lower.detail}, and the Hessian has no negative eigenvalue",
        confirmed_by=f"{view.arithmetic.name} and {instance.second.arithmetic.name}",
        witness=instance.to_json(),
    )
