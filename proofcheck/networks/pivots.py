"""Choice of pivot samples for planting: a guess, proved good by the ball solve that follows."""

from __future__ import annotations

from typing import Any

import flint
import numpy as np
from flint import arb, fmpq
from numpy.typing import NDArray

from proofcheck.arithmetic import Arithmetic, Array, Balls

_ELIMINATION_BITS = 256
_ELIMINATION_ROWS = 150


def pivot_samples(rows: Array, arithmetic: Arithmetic) -> list[int]:
    """Return m samples with well-conditioned columns of functionals (m, N); approximate: a guess.

    By QR with column pivoting in float64, or, where float64 cannot tell the rows apart, by
    elimination in ball midpoints.

    >>> from proofcheck.arithmetic import Rationals
    >>> q = Rationals()
    >>> pivot_samples(q.array([[1, 5, 0], [2, 10, 1]]), q)
    [1, 2]
    """
    from scipy.linalg import qr  # half a second

    approximate = arithmetic.approximate(rows)
    sizes = np.abs(approximate).max(axis=1, keepdims=True, initial=0)
    R, order = qr(approximate / np.where(sizes > 0, sizes, 1), mode="r", pivoting=True)
    if arithmetic.decides and len(rows) <= _ELIMINATION_ROWS and _is_ill_conditioned(R):
        return _eliminated(rows, arithmetic)
    return sorted(int(sample) for sample in order[: len(rows)])


def _is_ill_conditioned(R: NDArray[Any]) -> bool:
    """Return whether the diagonal of R drops by more than a third of float64's 52 bits."""
    diagonal = np.abs(np.diag(R))
    return len(diagonal) > 0 and not diagonal.min() > diagonal.max() * 2**-17


def _eliminated(rows: Array, arithmetic: Arithmetic) -> list[int]:
    """Return the pivot columns of Gaussian elimination, the largest entry of each row in turn."""
    bits = arithmetic.bits if isinstance(arithmetic, Balls) else _ELIMINATION_BITS
    with flint.ctx.workprec(bits):
        rest = np.array([[_midpoint(x, arithmetic) for x in row] for row in rows], dtype=object)
        chosen: list[int] = []
        for number, row in enumerate(rest):
            sizes = np.array([abs(float(x)) for x in row])
            sizes[chosen] = -1
            chosen.append(int(np.argmax(sizes)))
            _clear_column(rest, number, chosen[-1])
    return sorted(chosen)


def _clear_column(rest: Array, number: int, column: int) -> None:
    """Subtract multiples of one row from the later rows, rounding to midpoints."""
    pivot = rest[number, column]
    if not (pivot > 0 or pivot < 0):
        return
    factors = rest[number + 1 :, column] / pivot
    changed = rest[number + 1 :] - factors[:, None] * rest[number][None, :]
    rest[number + 1 :] = np.frompyfunc(arb.mid, 1, 1)(changed)


def _midpoint(x: Any, arithmetic: Arithmetic) -> arb:
    if isinstance(x, arb):
        return x.mid()
    value = arithmetic.to_rational_midpoint(x)
    return arb(fmpq(value.numerator, value.denominator)).mid()
