"""Positive definite rational matrices with certificates: A = s I + sum of c l l', s > 0, c >= 0."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from proofcheck.core import InputError
from proofcheck.export.body import Body, listed, rational

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

    def body(self) -> Body:
        """Return the Coq text of the claim."""
        size = f"{len(self.rows)}%nat"
        definitions = (
            ("rows", "list (list Q)", coq_rows(self)),
            ("witness", "certificate", coq_certificate(self.certificate())),
        )
        statement = f"positive_definite {size} (rational_matrix rows)"
        return Body(definitions, "check", "check_sound", f"{size} rows witness", statement)

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


def coq_rows(matrix: DefiniteMatrix) -> str:
    """Return the rows as a Coq term."""
    return listed([listed([rational(x) for x in row]) for row in matrix.rows])


def coq_certificate(certificate: Certificate) -> str:
    """Return the certificate as a Coq term."""
    squares = [
        f"({rational(c)}, {listed([rational(x) for x in column])})"
        for c, column in certificate.squares
    ]
    return f"Certificate {rational(certificate.shift)} {listed(squares)}"
