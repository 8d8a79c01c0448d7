"""Regularity, rank and linear systems of ball matrices, proved by |X A - I| < 1."""

from __future__ import annotations

from typing import Any

import flint
import numpy as np
from flint import arb_mat

from proofcheck.arithmetic.ball import Balls, ball_matrix
from proofcheck.arithmetic.base import Array, from_entries, whole_number
from proofcheck.arithmetic.matrices import (
    Floats64,
    as_ball_matrix,
    as_square,
    from_floats,
    identity,
    is_finite,
    log2_magnitudes,
    midpoints,
    row_sum_norm_below_one,
    scaled,
)
from proofcheck.core.errors import InputError
from proofcheck.core.verdict import Verdict

_BITS_PER_STEP = 30
_SCALING_ROUNDS = 20


def is_nonsingular(a: Any, bits: int) -> Verdict:
    """Return whether all matrices in the balls are regular: holds (proved) or undecided.

    Raises:
        InputError: not square.

    >>> from proofcheck.arithmetic import Balls
    >>> is_nonsingular(Balls(64).array([[1, 2], [2, 5]]), 64)
    <Verdict.HOLDS: 'holds'>
    """
    matrix = as_square(a)
    with flint.ctx.workprec(whole_number(bits, "bits", least=2)):
        return Verdict.HOLDS if _has_left_inverse(matrix, bits) else Verdict.UNDECIDED


def rank_at_least(a: Any, rank: int, bits: int) -> Verdict:
    """Return whether all matrices (n, m) in the balls have rank >= `rank`: holds or undecided.

    A square submatrix, chosen by float64 QR with pivoting, is proved regular.

    Raises:
        InputError: a rank larger than n or m.

    >>> from proofcheck.arithmetic import Balls
    >>> rank_at_least(Balls(64).array([[1, 2, 3], [2, 4, 7]]), 2, 64)
    <Verdict.HOLDS: 'holds'>
    """
    matrix = as_ball_matrix(a)
    _check_rank(matrix, rank)
    if rank == 0:
        return Verdict.HOLDS
    selected = regular_submatrix(matrix, rank)
    if selected is None:
        return Verdict.UNDECIDED
    rows, columns = selected
    return is_nonsingular(_submatrix(matrix, rows, columns), bits)


def rank_lower_bound(a: Any, bits: int) -> int:
    """Return a proved lower bound of the rank of all matrices in the balls, as large as found.

    >>> from proofcheck.arithmetic import Balls
    >>> rank_lower_bound(Balls(64).array([[1, 2], [2, 4]]), 64)
    1
    """
    matrix = as_ball_matrix(a)
    full = min(matrix.nrows(), matrix.ncols())
    for rank in range(full, 0, -1):
        if rank_at_least(matrix, rank, bits) is Verdict.HOLDS:
            return rank
    return 0


def regular_submatrix(a: Any, rank: int) -> tuple[list[int], list[int]] | None:
    """Return rows and columns (from 0) of a promising square submatrix (approximate: a guess).

    >>> regular_submatrix(Balls(64).array([[0, 1, 0], [0, 2, 5]]), 2)
    ([0, 1], [1, 2])
    """
    from scipy.linalg import qr  # half a second

    matrix = as_ball_matrix(a)
    approximate = _balanced(matrix)
    if approximate is None:
        return None
    columns = qr(approximate, mode="r", pivoting=True)[-1][:rank]
    rows = qr(approximate[:, columns].T, mode="r", pivoting=True)[-1][:rank]
    return sorted(map(int, rows)), sorted(map(int, columns))


def solve_enclosure(a: Any, b: Any, bits: int) -> Array:
    """Return balls that contain the solutions x of A x = b for all A and b in the balls.

    Shapes: `a` (n, n), `b` (n,) or (n, k), the result as `b`. Exactness: encloses.

    Raises:
        InputError: shapes that do not fit.
        PrecisionError: A is not proved regular.

    >>> from proofcheck.arithmetic import Balls
    >>> balls = Balls(64)
    >>> x = solve_enclosure(balls.array([[2, 0], [0, 4]]), balls.array([1, 1]), 64)
    >>> [str(entry) for entry in x]
    ['0.500000000000000', '0.250000000000000']
    """
    matrix = as_square(a)
    right = as_ball_array(b)
    if len(right) != matrix.nrows():
        raise InputError(
            "right side of a linear system",
            given=f"{len(right)} rows",
            admissible=f"{matrix.nrows()} rows",
            repair="give one row per equation",
        )
    entries = from_entries(matrix.entries(), (matrix.nrows(), matrix.ncols()))
    return Balls(bits).solve(entries, right)


def as_ball_array(b: Any) -> Array:
    """Return a ball vector or matrix as an array of arb.

    >>> as_ball_array(arb_mat([[1, 2]])).shape, as_ball_array(Balls(64).array([1, 2])).shape
    ((1, 2), (2,))
    """
    if isinstance(b, arb_mat):
        return from_entries(b.entries(), (b.nrows(), b.ncols()))
    flat = as_ball_matrix(np.asarray(b, dtype=object).reshape(len(b), -1))
    return from_entries(flat.entries(), np.shape(b))


def _has_left_inverse(matrix: arb_mat, bits: int) -> bool:
    """Return True only if some X with |X A - I| < 1 was found and proved."""
    if not is_finite(matrix) or (scales := _scales(matrix)) is None:
        return False
    product = matrix = scaled(matrix, *scales)
    one = total = identity(matrix.nrows())
    for _ in range(2 + bits // _BITS_PER_STEP):
        inverse = _float_inverse(midpoints(product))
        if inverse is None:
            return False
        total = (from_floats(inverse) * total).mid()
        product = total * matrix
        if row_sum_norm_below_one(product - one):
            return True
    return False


def _float_inverse(approximate: Floats64) -> Floats64 | None:
    """Return an approximate inverse, of a slightly changed matrix if need be."""
    size = np.abs(approximate).max(initial=0)
    shifted = approximate + np.finfo(np.float64).eps * size * np.eye(len(approximate))
    for candidate in (approximate, shifted):
        try:
            inverse = np.linalg.inv(candidate)
        except np.linalg.LinAlgError:
            continue
        if np.isfinite(inverse).all():
            return inverse
    return None


def _scales(matrix: arb_mat) -> tuple[list[int], list[int]] | None:
    """Return exponents that bring the largest entry of each row and column near 1."""
    logs = log2_magnitudes(matrix)
    rows, columns = np.zeros(matrix.nrows()), np.zeros(matrix.ncols())
    for _ in range(_SCALING_ROUNDS):
        current = logs + rows[:, None] + columns
        row_sizes = current.max(axis=1, initial=-np.inf)
        column_sizes = current.max(axis=0, initial=-np.inf)
        if not (np.isfinite(row_sizes).all() and np.isfinite(column_sizes).all()):
            return None
        rows, columns = rows - row_sizes / 2, columns - column_sizes / 2
    return [round(e) for e in rows.tolist()], [round(e) for e in columns.tolist()]


def _balanced(matrix: arb_mat) -> Floats64 | None:
    """Return float64 midpoints with rows and columns scaled by powers of two."""
    if not is_finite(matrix):
        return None
    if (scales := _scales(matrix)) is None:
        scales = [0] * matrix.nrows(), [0] * matrix.ncols()
    balanced = midpoints(scaled(matrix, *scales))
    return balanced if np.isfinite(balanced).all() else None


def _submatrix(matrix: arb_mat, rows: list[int], columns: list[int]) -> arb_mat:
    entries = from_entries(matrix.entries(), (matrix.nrows(), matrix.ncols()))
    return ball_matrix(entries[np.ix_(rows, columns)])


def _check_rank(matrix: arb_mat, rank: int) -> None:
    full = min(matrix.nrows(), matrix.ncols())
    if whole_number(rank, "rank", least=0) > full:
        raise InputError(
            "rank",
            given=str(rank),
            admissible=f"at most {full}",
            repair="ask for a rank not above the numbers of rows and columns",
        )
