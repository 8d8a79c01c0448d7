"""Certificates for split networks: local minimum (Morse-Bott), saddle, descent, zero loss."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np
from flint import arb

from proofcheck.arithmetic import Array, ball_text, exact_from_float
from proofcheck.arithmetic.linear import is_nonsingular, is_positive_definite
from proofcheck.core import (
    Cause,
    Outcome,
    PrecisionError,
    Verdict,
    holds,
    refuted,
    undecided,
)
from proofcheck.search.compare import equal
from proofcheck.search.decisions import all_hold, curvature_below_zero, definite, greater
from proofcheck.search.points import Direction, Point
from proofcheck.search.repeated_splits import (
    Small,
    Wide,
    complement,
    is_split,
    predicted_hessian,
    tangent,
)
from proofcheck.search.split_instance import view_bits

SHORTEST = 200
"""The segments that are tried have length 2^-k, k up to this."""


def critical(instance: Any, shift: Fraction = Fraction(0)) -> Outcome:
    """Return whether the gradient encloses 0 tightly; `shift` spoils the labels, for mutants."""

    def sides(view: Point) -> Iterator[tuple[str, Any, Any]]:
        arithmetic = view.arithmetic
        spoilt = view.labels + arithmetic.ones(len(view.labels)) * arithmetic.number(shift)
        point = replace(view, labels=spoilt) if shift else view
        yield "gradient", point.gradient, arithmetic.zeros(len(point.gradient))

    outcome = equal(instance, sides)
    return replace(outcome, detail=f"critical: {outcome.detail}")


def small_minimum(small: Small, claim: Any) -> Outcome:
    """Decide: critical, Hessian of the claimed sign, B of the claimed signs, loss above 0.

    `claim` names "Hessian" and "B" (a sign each), "loss above", and "label shift" (0).
    """
    layers = small.first.architecture.hidden_layers
    checks: list[Callable[[], Outcome]] = [
        lambda: critical(small, claim["label shift"]),
        lambda: definite(small, "Hessian", lambda v: v.hessian, claim["Hessian"]),
        *(
            lambda layer=layer: definite(small, f"B({layer})", lambda v: v.B(layer), claim["B"])
            for layer in layers
        ),
        lambda: greater(
            small, "loss", lambda v: v.loss, lambda v: v.arithmetic.number(claim["loss above"])
        ),
    ]
    return all_hold(check() for check in checks)


def hessian_formula(wide: Wide, claim: Any) -> Outcome:
    """Compare the Hessian of the wide network with the formula at the claimed shares.

    Shares of other numbers of neurons than the wide layers have are refuted by counting.
    """
    counts = tuple(map(len, claim["shares"](wide.shares)))
    widths = wide.architecture.widths[1:-1]
    if counts != widths:
        return refuted(
            f"shares for {counts} neurons, where the hidden layers have {widths}",
            confirmed_by="widths" if counts != tuple(map(len, wide.shares)) else "",
            witness={"architecture": wide.architecture.label(), "shares": list(counts)},
        )

    def sides(view: Point) -> Iterator[tuple[str, Any, Any]]:
        chain = wide.small.first if view is wide.first else wide.small.second
        shares = claim["shares"](wide.shares)
        yield "Hessian", view.hessian, predicted_hessian(chain, wide.architecture, shares)

    return equal(wide, sides)


def wide_minimum(wide: Wide, claim: Any) -> Outcome:
    """Decide: critical, an affine critical set of the claimed dimension, positive definite across.

    Then the point is a local minimum (the nearest-point step), on a set of that dimension.
    """
    return all_hold(
        check()
        for check in (
            lambda: critical(wide),
            lambda: _extremely_wide(wide, claim["wide enough"]),
            lambda: _dimension(wide, claim["dimension"]),
            lambda: _definite_across(wide),
        )
    )


def kernel_dimension(wide: Wide, dimension: Callable[..., int]) -> Outcome:
    """Decide the dimension of the kernel of the Hessian, from both sides.

    At least the number of tangent directions, at most M minus a certified rank.
    """
    outcome = all_hold(
        check() for check in (lambda: critical(wide), lambda: _definite_across(wide))
    )
    if outcome.verdict is not Verdict.HOLDS:
        return outcome
    architecture = wide.architecture
    found, claimed = len(tangent(wide)), dimension(*architecture.widths[1:-1])
    left = architecture.parameter_count - len(complement(wide))
    if not is_split(wide) or found != left:
        return undecided(Cause.NOT_APPLICABLE, "tangent and complement are no basis")
    shown = f"{architecture.label()}: kernel of dimension {found}, rank {len(complement(wide))}"
    if claimed == found:
        return holds(shown, digits=wide.digits)
    return refuted(
        f"{shown}; claimed {claimed}",
        confirmed_by=_rank_again(wide) if claimed > found else "the tangent directions, exact",
        witness=wide.to_json(),
    )


def _rank_again(wide: Wide) -> str:
    """Return the road by which a regular submatrix of that size was found, or nothing."""
    places = complement(wide)
    block = wide.first.hessian[np.ix_(places, places)]
    regular = is_nonsingular(block, view_bits(wide.digits))
    return "a regular submatrix, by an approximate inverse" if regular is Verdict.HOLDS else ""


def _extremely_wide(wide: Wide, enough: Callable[..., bool]) -> Outcome:
    """Compare the hidden widths with the number of samples (p. 6)."""
    hidden, samples = wide.architecture.widths[1:-1], len(wide.first.labels)
    shown = f"{wide.architecture.label()}, {samples} samples"
    if enough(hidden, samples):
        return holds(shown)
    return refuted(f"not extremely wide: {shown}", confirmed_by="widths and samples, exact")


def _dimension(wide: Wide, dimension: Callable[..., int]) -> Outcome:
    """Compare the number of tangent directions, and M minus the complement, with the claim."""
    architecture = wide.architecture
    claimed = dimension(*architecture.widths[1:-1])
    found = len(tangent(wide))
    left = architecture.parameter_count - len(complement(wide))
    if not is_split(wide):
        return undecided(Cause.NOT_APPLICABLE, "tangent and complement are no basis")
    if claimed == found == left:
        return holds(f"{architecture.label()}: {found} degenerate directions, {left} by counting")
    confirmed = "parameters minus complement" if claimed != left else ""
    return refuted(f"{found} degenerate directions, claimed {claimed}", confirmed_by=confirmed)


def _definite_across(wide: Wide) -> Outcome:
    point, places = wide.first, complement(wide)
    block = point.hessian[np.ix_(places, places)]
    if is_positive_definite(block, view_bits(wide.digits)) is Verdict.HOLDS:
        return holds(f"Hessian positive definite on the other {len(places)}", digits=wide.digits)
    direction = _lowest(block, places, point)
    outcome = curvature_below_zero(point, direction, "across the critical set")
    if outcome.verdict is Verdict.HOLDS:
        confirmed = "Hessian" if point.curvature(direction) < 0 else ""
        return refuted(outcome.detail, confirmed_by=confirmed, witness=wide.to_json())
    return undecided(Cause.PRECISION, f"neither definite nor {outcome.detail}")


def _lowest(block: Array, places: list[int], point: Point) -> Direction:
    approximate = point.arithmetic.approximate(block)
    vector = np.linalg.eigh((approximate + approximate.T) / 2)[1][:, 0]
    return {p: exact_from_float(float(x)) for p, x in zip(places, vector, strict=True)}


def split_direction(wide: Wide, layer: int, last: Fraction) -> Direction:
    """Return (1 - lambda) d on the last twin, -lambda d on neuron 1: Lemma 12's p direction.

    d moves the weight from the first source below (in layer 1: from every input alike).
    """
    architecture = wide.architecture
    twin = architecture.widths[layer]
    sources = range(1, architecture.widths[0] + 1) if layer == 1 else range(1, 2)
    place = architecture.parameter_index
    up = {place(layer, twin, source): 1 - last for source in sources}
    return {**up, **{place(layer, 1, source): -last for source in sources}}


def saddle(wide: Wide, layer: int, last: Fraction) -> Outcome:
    """Decide: critical, d'Hd < 0 on a whole segment, lower loss at its exact end.

    On the segment the loss decreases strictly, because its derivative at the start is 0.
    """
    direction = split_direction(wide, layer, last)
    start = all_hold(
        check()
        for check in (
            lambda: critical(wide),
            lambda: curvature_below_zero(wide.first, direction, "at the saddle"),
        )
    )
    if start.verdict is not Verdict.HOLDS:
        return start
    return all_hold([start, _descent(wide, direction)])


def _descent(wide: Wide, direction: Direction) -> Outcome:
    point = wide.first
    for power in range(0, SHORTEST, 4):
        length = Fraction(1, 2**power)
        curvature = _curvature_on_segment(point, direction, length)
        if curvature is not None and curvature < 0:
            return _lower_loss(point, direction, length, curvature)
    return undecided(Cause.PRECISION, f"no segment down to 2^-{SHORTEST}")


def _curvature_on_segment(point: Point, direction: Direction, length: Fraction) -> arb | None:
    """Return a ball with d'Hd at all points of the segment, None if it is not finite."""
    with point.arithmetic.active():
        half = point.arithmetic.number(length / 2)
        segment = arb(half.mid(), half.mid())
    try:
        curvature = 2 * point.moved(direction, segment).taylor(direction, 2)[2]
    except PrecisionError:
        return None
    return curvature if curvature.is_finite() else None


def _lower_loss(point: Point, direction: Direction, length: Fraction, curvature: arb) -> Outcome:
    end = point.moved(direction, point.arithmetic.number(length))
    with point.arithmetic.active():
        gain = point.loss - end.loss
    if point.arithmetic.is_positive(gain) is not Verdict.HOLDS:
        return undecided(Cause.PRECISION, "loss at the end of the segment")
    return holds(
        f"d'Hd <= {ball_text(curvature.upper(), 4)} for steps up to {length}, where the loss is "
        f"lower by {ball_text(gain, 4)}"
    )
