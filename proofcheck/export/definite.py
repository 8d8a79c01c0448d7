"""Positive definite rational matrices with certificates: A = s I + sum of c l l', s > 0, c >= 0."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from proofcheck.core import InputError

Rows = tuple[tuple[Fraction, ...], ...]


@dataclass(frozen=True)
class Certificate:
    """The shift s and the squares (c, l); nothing about them need be believed."""

    shift: Fraction
    squares: tuple[tuple[Fraction, tuple[Fraction, ...]], ...]


@dataclass(frozen=True)
class DefiniteMatrix:
    """A symmetric rational matrix that is claimed to be positive definite."""

    rows: Rows

    def certificate(self) -> Certificate:
        """Return a certificate, from the factorisation of A - s I for the first s that allows one.

        Raises:
            InputError: none of 40 shifts does.

        >>> two, one = Fraction(2), Fraction(1)
        >>> DefiniteMatrix(((two, one), (one, two))).certificate().shift
        Fraction(1, 2)
        """
        shift = min(self.rows[i][i] for i in range(len(self.rows))) / 4
        for _ in range(40):
            squares = _factorised(self.rows, shift)
            if shift > 0 and squares is not None:
                return Certificate(shift, squares)
            shift /= 4
        raise InputError(
            "matrix to certify",
            given="no factorisation found",
            admissible="a symmetric positive definite rational matrix",
            repair="check the entries",
        )


def _factorised(
    rows: Rows, shift: Fraction
) -> tuple[tuple[Fraction, tuple[Fraction, ...]], ...] | None:
    """Return the pivots and columns of the factorisation of A - s I, if all pivots are positive."""
    size = len(rows)
    left = [[x - (shift if i == j else 0) for j, x in enumerate(row)] for i, row in enumerate(rows)]
    squares = []
    for k in range(size):
        pivot = left[k][k]
        if pivot <= 0:
            return None
        column = tuple(left[i][k] / pivot for i in range(size))
        squares.append((pivot, column))
        left = [
            [left[i][j] - pivot * column[i] * column[j] for j in range(size)] for i in range(size)
        ]
    return tuple(squares)


def coq_rational(value: Fraction) -> str:
    """Return a rational as Coq writes it.

    >>> coq_rational(Fraction(-2, 3))
    '(-2 # 3)'
    """
    return f"({value.numerator} # {value.denominator})"


def coq_list(values: Sequence[str]) -> str:
    """Return a list as Coq writes it."""
    return "[" + "; ".join(values) + "]"


def coq_rows(matrix: DefiniteMatrix) -> str:
    """Return the rows as a Coq term."""
    return coq_list([coq_list([coq_rational(x) for x in row]) for row in matrix.rows])


def coq_certificate(certificate: Certificate) -> str:
    """Return the certificate as a Coq term."""
    squares = [
        f"({coq_rational(c)}, {coq_list([coq_rational(x) for x in column])})"
        for c, column in certificate.squares
    ]
    return f"Certificate {coq_rational(certificate.shift)} {coq_list(squares)}"
