"""Shared helpers on ball matrices: conversion, magnitudes, powers of two, the norm test."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from flint import arb, arb_mat
from numpy.typing import NDArray

from proofcheck.arithmetic.ball import ball_matrix
from proofcheck.core.errors import InputError

Floats64 = NDArray[np.float64]


def as_ball_matrix(a: Any) -> arb_mat:
    """Return a 2-D array of balls, or an `arb_mat`, as an `arb_mat`. Exactness: exact.

    Raises:
        InputError: something that is not two-dimensional, or entries that are floats.

    >>> as_ball_matrix(np.array([[arb(2)]], dtype=object))[0, 0]
    2.00000000000000
    >>> as_ball_matrix([[2.0]])
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.InputError: ball matrix: given list of shape (1, 1); ...
    """
    if isinstance(a, arb_mat):
        return a
    if isinstance(a, np.ndarray) and a.ndim == 2 and all(isinstance(x, arb) for x in a.ravel()):
        return ball_matrix(a)
    raise InputError(
        "ball matrix",
        given=f"{type(a).__name__} of shape {np.shape(a)}",
        admissible="an arb_mat or a two-dimensional array of arb",
        repair="build it with Balls(bits).array(...)",
    )


def as_square(a: Any) -> arb_mat:
    """Return a square ball matrix with at least one row.

    Raises:
        InputError: not square, or without entries: what holds of nothing shows nothing.

    >>> as_square(arb_mat([[1, 2]]))
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.InputError: ball matrix: given 1 x 2; admissible: a square matrix ...
    """
    matrix = as_ball_matrix(a)
    if matrix.nrows() == matrix.ncols() > 0:
        return matrix
    raise InputError(
        "ball matrix",
        given=f"{matrix.nrows()} x {matrix.ncols()}",
        admissible="a square matrix of size 1 at least",
        repair="give as many rows as columns, and leave empty matrices out",
    )


def is_finite(matrix: arb_mat) -> bool:
    """Return whether every entry is a finite ball.

    >>> is_finite(arb_mat([[1, 2]])), is_finite(arb_mat([[1, arb("nan")]]))
    (True, False)
    """
    return all(x.is_finite() for x in matrix.entries())


def midpoints(matrix: arb_mat) -> Floats64:
    """Return float64 midpoints (approximate).

    >>> midpoints(arb_mat([[1, arb(2, 1)]]))
    array([[1., 2.]])
    """
    flat = np.array([float(x) for x in matrix.mid().entries()], dtype=np.float64)
    return flat.reshape(matrix.nrows(), matrix.ncols())


def from_floats(a: Floats64) -> arb_mat:
    """Return the exact ball matrix of finite float64 values.

    >>> from_floats(np.array([[0.5]]))[0, 0].is_exact()
    True
    """
    return arb_mat(a.shape[0], a.shape[1], a.ravel().tolist())


def log2_magnitudes(matrix: arb_mat) -> Floats64:
    """Return approximate base-two logarithms of the midpoints, -inf for 0.

    >>> log2_magnitudes(arb_mat([[4, 0]]))
    array([[  3., -inf]])
    """
    flat = [_log2(x) for x in matrix.mid().entries()]
    return np.array(flat, dtype=np.float64).reshape(matrix.nrows(), matrix.ncols())


def scaled(matrix: arb_mat, rows: Sequence[int], columns: Sequence[int]) -> arb_mat:
    """Return the matrix with entry (i, j) times 2^(rows[i] + columns[j]). Exactness: encloses.

    >>> scaled(arb_mat([[1, 3]]), rows=[1], columns=[0, 2]).tolist()
    [[2.00000000000000, 24.0000000000000]]
    """
    powers = {k: arb(2) ** k for k in {i + j for i in set(rows) for j in set(columns)}}
    entries = iter(matrix.entries())
    out = [next(entries) * powers[i + j] for i in rows for j in columns]
    return arb_mat(len(rows), len(columns), out)


def row_sum_norm_below_one(matrix: arb_mat) -> bool:
    """Return True only if every row sum of |entries| is proved to be below 1.

    >>> row_sum_norm_below_one(arb_mat([[arb("0.4"), arb("-0.5")]]))
    True
    >>> row_sum_norm_below_one(arb_mat([[arb("0.5"), arb("-0.5")]]))
    False
    """
    return all(_below_one(row) for row in matrix.tolist())


def identity(size: int) -> arb_mat:
    """Return the identity matrix.

    >>> identity(2).det()
    1.00000000000000
    """
    return diagonal([1] * size)


def diagonal(entries: Sequence[int]) -> arb_mat:
    """Return the diagonal matrix of integers.

    >>> diagonal([1, -1]).tolist()
    [[1.00000000000000, 0], [0, -1.00000000000000]]
    """
    size = len(entries)
    out = [0] * (size * size)
    out[:: size + 1] = entries
    return arb_mat(size, size, out)


def _below_one(row: Sequence[arb]) -> bool:
    total = arb(0)
    for x in row:
        total = total + abs(x)
    return bool(total.is_finite() and total < 1)


def _log2(x: arb) -> float:
    mantissa, exponent = x.man_exp()
    return float(int(mantissa).bit_length() + int(exponent)) if mantissa != 0 else -np.inf
