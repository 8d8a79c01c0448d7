"""Planted residuals for which the Hessian has a prescribed number of negative eigenvalues."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import numpy as np

from proofcheck.arithmetic import exact_from_float
from proofcheck.arithmetic.linear import Inertia, exact_inertia, inertia
from proofcheck.networks import hessian
from proofcheck.search.kernel_planting import pivots
from proofcheck.search.minima import minimum_factor
from proofcheck.search.split_instance import SplitInstance, view_bits

PLACES = 6
"""Binary digits after the leading one of a factor."""
FACTORS = (Fraction(1), Fraction(1, 4), Fraction(4), Fraction(-1))
"""Factors of the free residuals that are tried where H d = 0 is planted."""


def with_negative_directions(instance: SplitInstance, count: int) -> SplitInstance | None:
    """Return the instance with its residual changed so that H has `count` negative eigenvalues.

    The others are positive, apart from one 0 for each planted H d = 0. Exactness: the inertia is
    proved in balls. None: no such residual was found.
    """
    for changed in _candidates(instance, count):
        found = proved_inertia(changed)
        if found is not None and found.negative == count:
            return changed
    return None


def _candidates(instance: SplitInstance, count: int) -> Iterator[SplitInstance]:
    """Return instances with other residuals that meet the same conditions.

    H = 2 J'J + c S with the residual scaled by c: eigenvalues pass 0 one by one as c grows. That
    spoils H d = 0, which only leaves the free residuals to choose.
    """
    if instance.conditions.kernel:
        for factor in FACTORS:
            yield replace(instance, free=tuple(factor * value for value in instance.free))
        return
    in_balls = instance.network.activation.class_a
    scaling = minimum_factor(instance) if in_balls and not count else _factor(instance, count)
    if scaling is not None:
        yield instance.scaled(scaling)


def proved_inertia(instance: SplitInstance) -> Inertia | None:
    """Return the inertia of the smaller network's Hessian, None if it is not decided.

    Polynomials are decided in rationals. Where H d = 0 is planted, the directions d, and the unit
    vectors apart from places at which the d are independent, are a basis, so the inertia is as many
    zeros and that of H without these rows and columns.
    """
    view, directions = instance.first, instance.conditions.kernel
    if not instance.network.activation.class_a:
        return exact_inertia(view.hessian)
    bits = view_bits(instance.digits)
    places = pivots(directions)
    found = inertia(np.delete(np.delete(view.hessian, places, 0), places, 1), bits)
    if found is None:
        return None
    return Inertia(found.positive, found.zero + len(places), found.negative)


def _factor(instance: SplitInstance, count: int) -> Fraction | None:
    """Return a factor between those at which eigenvalues number `count` and count + 1 pass 0."""
    from scipy.linalg import eigh  # half a second

    view = instance.first
    with view.arithmetic.active():
        flat = hessian(view.values, view.arithmetic.zeros(view.values.samples))
        curved = view.hessian - flat
    base, change = (view.arithmetic.approximate(matrix) for matrix in (flat, curved))
    try:
        rates = eigh((change + change.T) / 2, base, eigvals_only=True)
    except np.linalg.LinAlgError:
        return None
    passed = [-1 / rate for rate in rates if rate < 0]
    if len(passed) < count or not np.isfinite(passed).all():
        return None
    last = passed[count - 1] if count else 0
    following = passed[count] if len(passed) > count else 4 * last or 2
    return _short((last + following) / 2)


def _short(value: float) -> Fraction:
    """Return a short binary fraction near a positive number."""
    number = exact_from_float(float(value))
    unit = Fraction(2) ** (number.numerator.bit_length() - number.denominator.bit_length() - PLACES)
    return round(number / unit) * unit
