"""Regular square submatrices: chosen by elimination in midpoints, proved by |X A - I| < 1."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import flint
from flint import arb, arb_mat, fmpq, fmpq_mat

from proofcheck.arithmetic import Array, dyadic
from proofcheck.arithmetic.ball import ball_matrix


def independent_rows(a: Array, bits: int) -> list[int] | None:
    """Return N rows (from 0) of an (n, N) matrix of balls that look independent, None: too few.

    By elimination with complete pivoting in ball midpoints. Exactness: a guess.

    >>> from proofcheck.arithmetic import Balls
    >>> a = Balls(64).array([[1, 1], [2, 2], [0, 1]])
    >>> independent_rows(a, 64), independent_rows(a[:1], 64) if len(a[:1]) > 1 else None
    ([1, 2], None)
    """
    with flint.ctx.workprec(bits):
        left = {number: [x.mid() for x in row] for number, row in enumerate(a)}
        columns, chosen = set(range(a.shape[1])), []
        while columns:
            sizes = [(abs(row[c]), r, c) for r, row in left.items() for c in columns]
            size, row, column = _largest(sizes)
            if not size > 0:
                return None
            chosen.append(row)
            columns.remove(column)
            _eliminate(left, row, column, columns)
        return sorted(chosen)


def inverse_defect(a: Array, bits: int) -> Fraction | None:
    """Return a bound below 1 of |X A - I| in the row sum norm, X an approximate inverse, or None.

    A bound below 1 proves every matrix in the balls (n, n) regular. None: not proved at `bits`.

    >>> from flint import arb
    >>> from proofcheck.arithmetic import Balls
    >>> a = Balls(64).array([[1, 1], [2, 2], [0, 1]])
    >>> inverse_defect(a[1:], 64), inverse_defect(a[:2], 64)
    (Fraction(0, 1), None)
    """
    with flint.ctx.workprec(bits):
        matrix = ball_matrix(a)
        if not all(x.is_finite() for x in matrix.entries()):
            return None
        try:
            inverse = matrix.mid().inv().mid()
        except ZeroDivisionError:
            return None
        bound = max((_row_sum(row) for row in (inverse * matrix - _one(len(a))).tolist()), key=_key)
        return dyadic(bound) if bound.is_finite() and bound < 1 else None


def independent_columns(rows: Sequence[Sequence[Fraction]]) -> list[int] | None:
    """Return n columns (from 0) that make an (n, m) rational matrix regular, None: rank below n.

    The largest pivots are taken first. Exactness: exact.

    >>> independent_columns([[Fraction(0), Fraction(1), Fraction(2)]])
    [2]
    """
    left = {
        number: [fmpq(x.numerator, x.denominator) for x in row] for number, row in enumerate(rows)
    }
    columns, chosen = set(range(len(rows[0]))), []
    while left:
        size, row, column = max((abs(row[c]), r, c) for r, row in left.items() for c in columns)
        if size == 0:
            return None
        chosen.append(column)
        columns.remove(column)
        _eliminate(left, row, column, columns)
    return sorted(chosen)


def is_regular(rows: Sequence[Sequence[Fraction]], columns: Sequence[int]) -> bool:
    """Return whether the square submatrix of these columns (from 0) is regular. Exact.

    >>> row = [[Fraction(0), Fraction(2)]]
    >>> is_regular(row, [1]), is_regular(row, [0])
    (True, False)
    """
    entries = [fmpq(row[c].numerator, row[c].denominator) for row in rows for c in columns]
    return bool(fmpq_mat(len(rows), len(columns), entries).det() != 0)


def _eliminate(left: dict[int, list[Any]], row: int, column: int, columns: set[int]) -> None:
    """Take a row out and clear its column in the others, rounding balls to midpoints."""
    pivot = left.pop(row)
    for other in left.values():
        factor = other[column] / pivot[column]
        for c in columns:
            entry = other[c] - factor * pivot[c]
            other[c] = entry.mid() if isinstance(entry, arb) else entry


def _largest(sizes: list[tuple[arb, int, int]]) -> tuple[arb, int, int]:
    best = sizes[0]
    for entry in sizes:
        if entry[0] > best[0]:
            best = entry
    return best


def _row_sum(row: list[arb]) -> arb:
    return sum((abs(x) for x in row), arb(0)).upper()


def _key(bound: arb) -> Any:
    return bound.fmpq() if bound.is_finite() else fmpq(10**100)


def _one(size: int) -> arb_mat:
    return arb_mat(size, size, [int(i == j) for i in range(size) for j in range(size)])
