"""Inertia, rank and null space of rational matrices, singular ones included."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from flint import fmpq, fmpq_mat

from proofcheck.arithmetic.base import Array
from proofcheck.arithmetic.congruence import Inertia
from proofcheck.arithmetic.rational import Rationals, rational_matrix
from proofcheck.core.errors import InputError


def exact_inertia(a: Any) -> Inertia:
    """Return the inertia of a symmetric rational matrix (n, n), given as nested exact values.

    By Descartes' rule on the characteristic polynomial, whose roots are all real. Exactness: exact.

    Raises:
        InputError: not square, not symmetric, or entries that are not exact.

    >>> exact_inertia([[1, 1], [1, 1]])
    Inertia(positive=1, zero=1, negative=0)
    """
    matrix = _symmetric(as_rational_matrix(a))
    coefficients = matrix.charpoly().coeffs()
    zero = next(k for k, c in enumerate(coefficients) if c != 0)
    signs = [c > 0 for c in coefficients if c != 0]
    positive = sum(left != right for left, right in pairwise(signs))
    return Inertia(positive, zero, matrix.nrows() - zero - positive)


def exact_rank(a: Any) -> int:
    """Return the rank of a rational matrix. Exactness: exact.

    >>> exact_rank([[1, 2], ["1/2", 1]])
    1
    """
    return int(as_rational_matrix(a).rank())


def exact_nullspace(a: Any) -> Array:
    """Return a basis of the null space of a rational matrix (n, m) as columns, shape (m, k).

    Exactness: exact. Entries are fmpq; each column has a 1 at its free coordinate.

    >>> exact_nullspace([[1, 2]])
    array([[-2],
           [1]], dtype=object)
    """
    matrix = as_rational_matrix(a)
    reduced, rank = matrix.rref()
    pivots = [_leading(reduced, row) for row in range(rank)]
    free = [column for column in range(matrix.ncols()) if column not in set(pivots)]
    basis = Rationals().zeros((matrix.ncols(), len(free)))
    for k, column in enumerate(free):
        basis[column, k] = fmpq(1)
        for row, pivot in enumerate(pivots):
            basis[pivot, k] = -reduced[row, column]
    return basis


def as_rational_matrix(a: Any) -> fmpq_mat:
    """Return nested exact values, an array of them or an `fmpq_mat`, as an `fmpq_mat`.

    Raises:
        InputError: not two-dimensional, or entries that are not exact.

    >>> as_rational_matrix([["1/2", 1], [0, 2]]).det()
    1
    """
    if isinstance(a, fmpq_mat):
        return a
    array = Rationals().array(a)
    if array.ndim == 2:
        return rational_matrix(array)
    raise InputError(
        "rational matrix",
        given=f"an array of shape {array.shape}",
        admissible="a two-dimensional array of exact values",
        repair="give a list of rows",
    )


def _leading(reduced: fmpq_mat, row: int) -> int:
    return next(column for column in range(reduced.ncols()) if reduced[row, column] != 0)


def _symmetric(matrix: fmpq_mat) -> fmpq_mat:
    if matrix.nrows() == matrix.ncols() and matrix == matrix.transpose():
        return matrix
    raise InputError(
        "symmetric rational matrix",
        given=f"a matrix of {matrix.nrows()} x {matrix.ncols()} that is not symmetric",
        admissible="a symmetric matrix",
        repair="make entries (i, j) and (j, i) equal",
    )
