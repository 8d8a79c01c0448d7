"""Scaling a planted residual until the Hessian has a prescribed number of negative eigenvalues."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
from scipy.linalg import LinAlgError, eigh

from proofcheck.arithmetic import exact_from_float
from proofcheck.arithmetic.linear import Inertia, inertia
from proofcheck.networks import hessian
from proofcheck.search.minima import minimum_factor, scaled_residual
from proofcheck.search.split_instance import SplitInstance, view_bits

PLACES = 6
"""Binary digits after the leading one of a factor."""


def with_negative_directions(instance: SplitInstance, count: int) -> SplitInstance | None:
    """Return the instance with its residual scaled so that H has `count` negative eigenvalues.

    The others are positive: H is regular. H = 2 J'J + c S with the residual scaled by c, so that
    eigenvalues pass 0 one by one as c grows. Exactness: the inertia is proved in balls. None: no
    such factor was found.
    """
    factor = minimum_factor(instance) if count == 0 else _factor(instance, count)
    if factor is None:
        return None
    scaled = scaled_residual(instance, factor)
    found = proved_inertia(scaled)
    size = instance.network.architecture.parameter_count
    return scaled if found == Inertia(size - count, 0, count) else None


def proved_inertia(instance: SplitInstance) -> Inertia | None:
    """Return the inertia of the smaller network's Hessian, None if it is not decided."""
    return inertia(instance.first.hessian, view_bits(instance.digits))


def _factor(instance: SplitInstance, count: int) -> Fraction | None:
    """Return a factor between those at which eigenvalues number `count` and count + 1 pass 0."""
    view = instance.first
    with view.arithmetic.active():
        flat = hessian(view.values, view.arithmetic.zeros(view.values.samples))
        curved = view.hessian - flat
    base, change = (view.arithmetic.approximate(matrix) for matrix in (flat, curved))
    try:
        rates = eigh((change + change.T) / 2, base, eigvals_only=True)
    except LinAlgError:
        return None
    passed = [-1 / rate for rate in rates if rate < 0]
    if len(passed) < count or not np.isfinite(passed).all():
        return None
    last = passed[count - 1]
    following = passed[count] if len(passed) > count else 4 * last
    return _short((last + following) / 2)


def _short(value: float) -> Fraction:
    """Return a short binary fraction near a positive number."""
    number = exact_from_float(float(value))
    unit = Fraction(2) ** (number.numerator.bit_length() - number.denominator.bit_length() - PLACES)
    return round(number / unit) * unit
