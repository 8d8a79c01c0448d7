"""Existence and uniqueness of a zero in a box (Krawczyk's test)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from flint import arb, arb_mat

from proofcheck.arithmetic.ball import Balls, ball_matrix
from proofcheck.arithmetic.base import Array, from_entries
from proofcheck.arithmetic.matrices import identity, is_finite
from proofcheck.core.errors import InputError

BallFunction = Callable[[Array], Array]


def krawczyk(
    f: BallFunction, jacobian: BallFunction, x0: Sequence[Any], radius: Any, bits: int
) -> Array | None:
    """Return a box around the one zero of f in the box x0 +/- radius, or None if not proved.

    With an approximate inverse C of the Jacobian and X = x0 + [-radius, radius], the test is
    |-C f(x0) + (I - C f'(X)) (X - x0)| < radius in every coordinate: then f has exactly one zero in
    X, and it lies in the returned box. Both functions are trusted: nothing compares `jacobian` with
    `f`, and a wrong one makes the answer wrong. Test it by another road, `arithmetic.series` for
    example.

    Args:
        f: balls (n,) to balls (n,), an enclosure of the function.
        jacobian: balls (n,) to balls (n, n), an enclosure of the derivative over the box.
        x0: centre, n exact values; the box lies around its rounding to `bits`.
        radius: exact, positive, one value or one per coordinate.
        bits: working precision.

    Exactness: encloses; None means undecided, never that there is no zero.

    Raises:
        InputError: no coordinates, a radius that is not positive, or values that are not exact.

    >>> balls = Balls(64)
    >>> root = krawczyk(lambda x: x * x - 2, lambda x: 2 * x[:, None], ["1.4"], "1/10", 64)
    >>> root[0] * root[0] > balls.number("1.99"), root[0] * root[0] < balls.number("2.01")
    (True, True)
    """
    balls = Balls(bits)
    centre = np.array([arb(x.mid()) for x in balls.array(list(x0))], dtype=object)
    given = list(radius) if isinstance(radius, (list, tuple, np.ndarray)) else [radius] * len(x0)
    radii = balls.array(given)
    _check_radii(radii, len(centre))
    with balls.active():
        step = _step(f, jacobian, centre, radii)
        if step is None or not _inside(step, radii):
            return None
        return _tightened(f, jacobian, centre + step, bits)


def _tightened(f: BallFunction, jacobian: BallFunction, box: Array, bits: int) -> Array:
    """Return a smaller box around the zero that `box` is known to contain."""
    for _ in range(bits.bit_length() + 2):
        centre = np.array([x.mid() for x in box], dtype=object)
        step = _step(f, jacobian, centre, np.array([x.rad() for x in box], dtype=object))
        if step is None or not _width(step) < _width(box) / 2:
            return box
        box = centre + step
    return box


def _step(f: BallFunction, jacobian: BallFunction, centre: Array, radii: Array) -> Array | None:
    """Return -C f(x0) + (I - C f'(X)) (X - x0)."""
    offsets = _symmetric_box(radii)
    residual = ball_matrix(f(centre)[:, None])
    slope = ball_matrix(jacobian(centre + offsets))
    if not (is_finite(residual) and is_finite(slope)):
        return None
    inverse = _approximate_inverse(slope)
    if inverse is None:
        return None
    contraction = identity(len(centre)) - inverse * slope
    step = contraction * ball_matrix(offsets[:, None]) - inverse * residual
    return from_entries(step.entries(), (len(centre),))


def _approximate_inverse(slope: arb_mat) -> arb_mat | None:
    try:
        return slope.mid().solve(identity(slope.nrows()), algorithm="approx").mid()
    except ZeroDivisionError:
        return None


def _symmetric_box(radii: Array) -> Array:
    return np.array([arb(0, r.abs_upper()) for r in radii], dtype=object)


def _inside(step: Array, radii: Array) -> bool:
    pairs = zip(step, radii, strict=True)
    return all(x.is_finite() and abs(x) < r for x, r in pairs)


def _width(box: Array) -> arb:
    return sum((x.rad() for x in box), arb(0))


def _check_radii(radii: Array, size: int) -> None:
    if size and radii.shape == (size,) and all(r.is_finite() and r > 0 for r in radii):
        return
    raise InputError(
        "box of Krawczyk's test",
        given=f"{size} coordinates, radius {', '.join(map(str, radii))}"[:80],
        admissible="a coordinate at least; one positive exact radius, or one per coordinate",
        repair='give for example the radius "1e-10"',
    )
