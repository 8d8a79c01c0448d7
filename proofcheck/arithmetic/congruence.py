"""Inertia and definiteness of symmetric ball matrices, proved by congruence.

An approximate factor X is found in float64 and improved step by step in ball midpoints; what is
proved is |X A X' - S| < 1 in the row sum norm with S a diagonal of signs. Then X A X' has the
eigenvalue signs of S (Weyl), X is regular, and A has the same inertia (Sylvester). Nothing about X
is trusted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import flint
import numpy as np
from flint import arb_mat

from proofcheck.arithmetic.base import whole_number
from proofcheck.arithmetic.matrices import (
    Floats64,
    as_square,
    diagonal,
    from_floats,
    is_finite,
    log2_magnitudes,
    midpoints,
    row_sum_norm_below_one,
    scaled,
)
from proofcheck.core.errors import InputError
from proofcheck.core.verdict import Verdict

_SCALING_ROUNDS = 10
_BITS_PER_STEP = 30


@dataclass(frozen=True)
class Inertia:
    """Numbers of positive, zero and negative eigenvalues of a symmetric matrix.

    >>> Inertia(positive=1, zero=0, negative=1).negative
    1
    """

    positive: int
    zero: int
    negative: int


def inertia(a: Any, bits: int) -> Inertia | None:
    """Return the inertia shared by all symmetric matrices in the balls, None if undecided.

    Args:
        a: symmetric ball matrix (n, n), an array of arb or an `arb_mat`.
        bits: working precision.

    Exactness: a returned inertia is proved, and its matrices are regular (zero = 0). Singular
    matrices, and balls that contain one, are never decided; nor are NaN and infinite balls.

    Raises:
        InputError: not square, or no symmetric matrix in the balls.

    >>> from proofcheck.arithmetic import Balls
    >>> inertia(Balls(64).array([[1, 2], [2, 1]]), 64)
    Inertia(positive=1, zero=0, negative=1)
    """
    matrix = _symmetric(a)
    with flint.ctx.workprec(whole_number(bits, "bits", least=2)):
        for transformed, signs in _congruences(matrix, bits):
            if row_sum_norm_below_one(transformed - diagonal(signs)):
                return Inertia(signs.count(1), 0, signs.count(-1))
    return None


def is_positive_definite(a: Any, bits: int) -> Verdict:
    """Return whether the symmetric matrices in the balls are positive definite.

    Exactness: holds and refuted are proved for all of them; a semidefinite boundary is undecided.

    Raises:
        InputError: not square, or no symmetric matrix in the balls.

    >>> from proofcheck.arithmetic import Balls
    >>> is_positive_definite(Balls(64).array([[2, 1], [1, 2]]), 64)
    <Verdict.HOLDS: 'holds'>
    """
    matrix = _symmetric(a)
    found = inertia(matrix, bits)
    if found is not None:
        return Verdict.REFUTED if found.negative else Verdict.HOLDS
    return Verdict.REFUTED if has_negative_direction(matrix, bits) else Verdict.UNDECIDED


def is_negative_definite(a: Any, bits: int) -> Verdict:
    """Return whether the symmetric matrices in the balls are negative definite.

    Exactness and errors as for `is_positive_definite`.

    >>> from proofcheck.arithmetic import Balls
    >>> is_negative_definite(Balls(64).array([[2, 1], [1, 2]]), 64)
    <Verdict.REFUTED: 'refuted'>
    """
    return is_positive_definite(-as_square(a), bits)


def has_negative_direction(a: Any, bits: int) -> bool:
    """Return True only if x' A x < 0 is proved for some x, for all matrices in the balls.

    >>> from proofcheck.arithmetic import Balls
    >>> has_negative_direction(Balls(64).array([[0, 1], [1, 0]]), 64)
    True
    """
    matrix = _symmetric(a)
    with flint.ctx.workprec(bits):
        for transformed, _ in _congruences(matrix, bits):
            size = transformed.nrows()
            if any(transformed[i, i] < 0 for i in range(size)):
                return is_finite(transformed)
    return False


def _congruences(matrix: arb_mat, bits: int) -> Iterator[tuple[arb_mat, list[int]]]:
    """Yield X A X' and the signs it should approximate, for better and better X."""
    if not is_finite(matrix):
        return
    exponents = _equilibrating_exponents(matrix)
    if exponents is None:
        return
    matrix = scaled(matrix, exponents, exponents)
    transformed, total = matrix, diagonal([1] * matrix.nrows())
    for _ in range(2 + bits // _BITS_PER_STEP):
        step = _float_factor(midpoints(transformed))
        if step is None:
            return
        factor, signs = step
        total = (from_floats(factor) * total).mid()
        transformed = total * matrix * total.transpose()
        yield transformed, signs


def _float_factor(approximate: Floats64) -> tuple[Floats64, list[int]] | None:
    """Return X with X A X' near a diagonal of signs, and the signs."""
    if not np.isfinite(approximate).all():
        return None
    try:
        eigenvalues, vectors = np.linalg.eigh((approximate + approximate.T) / 2)
    except np.linalg.LinAlgError:
        return None
    floor = np.finfo(np.float64).eps * np.abs(eigenvalues).max(initial=0)
    if floor == 0 and len(eigenvalues):
        return None
    factor = vectors.T / np.sqrt(np.maximum(np.abs(eigenvalues), floor))[:, None]
    return factor, [1 if value > 0 else -1 for value in eigenvalues]


def _equilibrating_exponents(matrix: arb_mat) -> list[int] | None:
    """Return e such that the largest entry of each row of 2^(e_i + e_j) a_ij is about 1."""
    logs = log2_magnitudes(matrix)
    exponents = np.zeros(len(logs))
    for _ in range(_SCALING_ROUNDS):
        largest = (logs + exponents[:, None] + exponents).max(axis=1, initial=-np.inf)
        if not np.isfinite(largest).all():
            return None
        exponents -= largest / 2
    return [round(e) for e in exponents.tolist()]


def _symmetric(a: Any) -> arb_mat:
    matrix = as_square(a)
    if matrix.overlaps(matrix.transpose()):
        return matrix
    raise InputError(
        "symmetric matrix",
        given="a matrix whose entries (i, j) and (j, i) differ",
        admissible="balls that contain a symmetric matrix",
        repair="symmetrise the matrix, or use is_nonsingular",
    )
