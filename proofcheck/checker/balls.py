"""Balls and matrices of balls: products, and the test for positive definiteness."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flint import arb, arb_mat

from proofcheck.checker.fields import Matrix, Vector


class NotProvedError(Exception):
    """A claim that the certificate does not prove at the present precision.

    >>> from flint import arb
    >>> from proofcheck.checker.balls import is_positive
    >>> if not is_positive(arb(0, 1)):
    ...     raise NotProvedError("0 lies in the ball")
    Traceback (most recent call last):
        ...
    proofcheck.checker.balls.NotProvedError: 0 lies in the ball
    """


class RefusedError(NotProvedError):
    """A claim that does not follow at any precision: the structure is another one."""


def balls(matrix: Sequence[Sequence[Any]]) -> Matrix:
    """Return exact numbers as balls; balls stay."""
    return [[arb(x) for x in row] for row in matrix]


def flint_matrix(matrix: Sequence[Sequence[Any]]) -> arb_mat:
    """Return rows of balls as a FLINT matrix."""
    return arb_mat(len(matrix), len(matrix[0]), [x for row in matrix for x in row])


def times(a: Sequence[Sequence[Any]], b: Sequence[Sequence[Any]]) -> Matrix:
    """Return the matrix product."""
    return (flint_matrix(a) * flint_matrix(b)).tolist()


def transposed(a: Sequence[Sequence[Any]]) -> Matrix:
    """Return the transpose."""
    return [list(column) for column in zip(*a, strict=True)]


def total_of(values: Any) -> arb:
    """Return the sum."""
    return sum(values, arb(0))


def is_positive(x: arb) -> bool:
    """Return True only if the ball is finite and proved positive."""
    return bool(x.is_finite() and x > 0)


def _factor(a: Matrix) -> Matrix | None:
    """Return an approximate X with X A X' = I, lower triangular; nothing about it is trusted."""
    n = len(a)
    if n == 1:
        return [[(1 / a[0][0].sqrt()).mid()]] if is_positive(a[0][0]) else None
    k = n // 2
    first = _factor([row[:k] for row in a[:k]])
    if first is None:
        return None
    below = (flint_matrix([row[:k] for row in a[k:]]) * flint_matrix(first).transpose()).mid()
    rest = (flint_matrix([row[k:] for row in a[k:]]) - below * below.transpose()).mid()
    second = _factor(rest.tolist())
    if second is None:
        return None
    corner = (-(flint_matrix(second) * below * flint_matrix(first))).mid().tolist()
    zeros = [arb(0)] * (n - k)
    return [row + zeros for row in first] + [
        left + right for left, right in zip(corner, second, strict=True)
    ]


def is_positive_definite(a: Matrix) -> bool:
    """Return True only if every symmetric matrix in the balls is proved positive definite.

    What is proved is that the row sums of |X A X' - I| are below 1.
    """
    if not a or len(a) != len(a[0]) or not all(x.is_finite() for row in a for x in row):
        return False
    factor = _factor([[x.mid() for x in row] for row in a])
    if factor is None:
        return False
    X = flint_matrix(factor)
    product = (X * flint_matrix(a) * X.transpose()).tolist()
    for i, row in enumerate(product):
        total = total_of(abs(x - (i == j)) for j, x in enumerate(row))
        if not (total.is_finite() and total < 1):
            return False
    return True


def identity(size: int) -> Matrix:
    """Return the identity matrix."""
    return [[arb(int(i == j)) for j in range(size)] for i in range(size)]


def hadamard(a: Vector, b: Vector) -> Vector:
    """Return the products of the entries."""
    return [x * y for x, y in zip(a, b, strict=True)]


def products(a: Matrix, b: Matrix) -> Matrix:
    """Return the products of the entries."""
    return [hadamard(r, s) for r, s in zip(a, b, strict=True)]


def plus(a: Matrix, b: Matrix) -> Matrix:
    """Return the sum of two matrices."""
    return [[x + y for x, y in zip(r, s, strict=True)] for r, s in zip(a, b, strict=True)]
