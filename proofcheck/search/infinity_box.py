"""Neighbourhoods of a point at infinity in which the loss is proved larger, in balls.

With d = c - y, which adds up to 0, and G_i = e_i/(1 + p_i e_i), exactly

    loss - sum d^2 = sum (f - c)^2 + sum_i p_i K_i,    K_i = -2 r v_i sum_alpha d_alpha G_i.

K_i does not contain the other weights of the output layer. So if every K_i is positive on a box
around u, v and the earlier layers, for all p_i from 0 to exp(-r a), the loss in the box is larger
than at infinity, with equality only where f = c and all p_i = 0. One evaluation in balls decides.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb

from proofcheck.arithmetic import Array, Balls, dyadic
from proofcheck.core import PrecisionError, Verdict
from proofcheck.search.infinity_point import PointAtInfinity, activations_below, inverse_factors

FIRST_THRESHOLD, FIRST_DELTA = Fraction(2), Fraction(1, 8)
SHRINKS = 100


@dataclass(frozen=True)
class Neighbourhood:
    """All parameters with u_{i,0} > threshold, and every other one within delta of the point's.

    `coefficients` are lower bounds of K_i there, `slopes` of the derivatives of the loss in p_i.
    """

    threshold: Fraction
    delta: Fraction
    coefficients: tuple[Fraction, ...]
    slopes: tuple[Fraction, ...]


def certified_neighbourhood(point: PointAtInfinity, bits: int) -> Neighbourhood:
    """Return a neighbourhood in which every K_i and every slope is proved positive.

    Exactness: certified. The box shrinks until balls decide.

    Raises:
        PrecisionError: they never do, for example because some v_i has the wrong sign.
    """
    threshold, delta = FIRST_THRESHOLD, FIRST_DELTA
    for _ in range(SHRINKS):
        terms = gap_terms(point, threshold, delta, Balls(bits))
        if terms is not None:
            return Neighbourhood(threshold, delta, *terms)
        threshold, delta = threshold + 1, delta / 4
    raise PrecisionError(
        f"neighbourhood of a point at infinity of {point.architecture.label()}",
        given=f"coefficients K_i not proved positive down to delta = 2^-{2 * SHRINKS}",
        admissible="v_i S_i < 0 for every neuron i of the last hidden layer",
        repair="change the sign of v_i or u_i, or raise the number of bits",
    )


def gap_terms(
    point: PointAtInfinity, threshold: Fraction, delta: Fraction, balls: Balls
) -> tuple[tuple[Fraction, ...], tuple[Fraction, ...]] | None:
    """Return lower bounds of all K_i and all slopes over the box, or None if one may be <= 0.

    The p_i are independent of each other: p stands in every summand, never before a sum.
    """
    with balls.active():
        wide = balls.number(delta) * arb(0, 1)
        earlier = [balls.array(layer) + wide for layer in point.earlier]
        inputs = balls.array(point.inputs)
        below = activations_below(point.activation, earlier, inputs, balls)
        inverse = inverse_factors(balls.array(point.incoming) + wide, below, point.rate, balls)
        p = (-point.rate * balls.number(threshold)).exp() * (1 + arb(0, 1)) / 2
        v = balls.array(point.outgoing) + wide
        d = balls.array(point.deviations)
        shrunk = 1 / (inverse + p)
        coefficients = (shrunk * d).sum(axis=1) * v * (-2 * point.rate)
        lost = (shrunk.T * v * p).sum(axis=1) * point.rate
        residual = _shift(point, v, wide, balls) - lost + d
        steep = shrunk * shrunk * inverse
        slopes = (steep * residual).sum(axis=1) * v * (-2 * point.rate)
        if not _all_positive(np.concatenate([coefficients, slopes]), balls):
            return None
        return _lower(coefficients), _lower(slopes)


def _shift(point: PointAtInfinity, v: Array, wide: Any, balls: Balls) -> Any:
    """Return v_0 + sum v_i - c over the box."""
    bias = point.output_bias
    rest = balls.number(0) if bias is None else balls.number(bias) + wide
    return rest + v.sum() - balls.number(point.mean)


def _all_positive(values: Array, balls: Balls) -> bool:
    return all(balls.is_positive(x) is Verdict.HOLDS for x in values)


def _lower(values: Array) -> tuple[Fraction, ...]:
    return tuple(dyadic(x.lower()) for x in values)
