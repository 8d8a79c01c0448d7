"""Small exact linear algebra for the certificates of Coq's kernel."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from proofcheck.certificates.writer import text

Json = dict[str, Any]
Rows = list[list[Fraction]]
DIGITS = 15
"""Significant digits of rounded entries."""
_HALVINGS = 60


def short(value: Fraction, digits: int = DIGITS) -> Fraction:
    """Return a rational with few significant decimals near a rational.

    >>> short(Fraction(2, 3), 3), short(Fraction(-123456), 2), short(Fraction(0))
    (Fraction(667, 1000), Fraction(-120000, 1), Fraction(0, 1))
    """
    if value == 0:
        return value
    size = 0
    while abs(value) >= Fraction(10) ** size:
        size += 1
    while abs(value) < Fraction(10) ** (size - 1):
        size -= 1
    unit = Fraction(10) ** (size - digits)
    return round(value / unit) * unit


def product(a: Rows, b: Rows) -> Rows:
    """Return the product of two matrices.

    >>> product([[Fraction(1), Fraction(2)]], [[Fraction(3)], [Fraction(4)]])
    [[Fraction(11, 1)]]
    """
    columns = list(zip(*b, strict=True))
    return [
        [sum((x * y for x, y in zip(row, column, strict=True)), Fraction(0)) for column in columns]
        for row in a
    ]


def solved(rows: Rows) -> Rows:
    """Return the inverse of a regular matrix, by elimination.

    Raises:
        ZeroDivisionError: it is singular.

    >>> solved([[Fraction(2), Fraction(1)], [Fraction(1), Fraction(1)]])
    [[Fraction(1, 1), Fraction(-1, 1)], [Fraction(-1, 1), Fraction(2, 1)]]
    """
    size = len(rows)
    work = [[*row, *(Fraction(i == j) for j in range(size))] for i, row in enumerate(rows)]
    for k in range(size):
        _, best = max((abs(work[i][k]), i) for i in range(k, size))
        work[k], work[best] = work[best], work[k]
        work[k] = [x / work[k][k] for x in work[k]]
        for i in range(size):
            if i != k:
                work[i] = [x - work[i][k] * y for x, y in zip(work[i], work[k], strict=True)]
    return [row[size:] for row in work]


def factored(rows: Rows) -> Json | None:
    """Return s and pairs (c, l), rounded, with A near s I + sum c l l'; None: not definite."""
    return _factored(rows, DIGITS)


def exactly_factored(rows: Rows) -> Json | None:
    """Return s and pairs (c, l) with A = s I + sum c l l' exactly; None: not definite.

    >>> exactly_factored([[Fraction(4)]])
    {'shift': '2', 'squares': [{'factor': '2', 'column': ['1']}]}
    """
    return _factored(rows, None)


def _factored(rows: Rows, digits: int | None) -> Json | None:
    shift = min(rows[i][i] for i in range(len(rows))) / 2
    for _ in range(_HALVINGS):
        shift = short(shift, 2)
        if shift <= 0:
            return None
        squares = _squares(rows, shift, digits)
        if squares is not None:
            return {"shift": text(shift), "squares": squares}
        shift /= 2
    return None


def _squares(rows: Rows, shift: Fraction, digits: int | None) -> list[Json] | None:
    size = range(len(rows))
    left = [[rows[i][j] - shift * (i == j) for j in size] for i in size]
    found = []
    for k in size:
        pivot = left[k][k]
        if pivot <= 0:
            return None
        column = [left[i][k] / pivot for i in size]
        kept = [pivot, *column] if digits is None else [short(x, digits) for x in (pivot, *column)]
        found.append({"factor": text(kept[0]), "column": [text(x) for x in kept[1:]]})
        left = [[left[i][j] - pivot * column[i] * column[j] for j in size] for i in size]
    return found
