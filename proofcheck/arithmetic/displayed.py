"""Matrices in a notebook: exact entries as fractions, balls with their radius."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from html import escape
from typing import Any

import numpy as np
import sympy
from flint import arb, fmpq

DIGITS = 6
MOST = 12
"""The most rows and columns that are shown; of more, the first."""


@dataclass(frozen=True, eq=False)
class Displayed:
    """A matrix that a notebook shows with its entries as they are, never rounded silently.

    >>> Displayed([[Fraction(1, 3)]])._repr_html_()
    '<table><tbody><tr><td>1/3</td></tr></tbody></table>'
    """

    matrix: Any

    def _rows(self) -> list[list[Any]]:
        return [list(row[:MOST]) for row in np.atleast_2d(self.matrix)[:MOST]]

    def _cut(self) -> str:
        rows, columns = np.atleast_2d(self.matrix).shape
        cut = rows > MOST or columns > MOST
        return f"the first {MOST} rows and columns of {rows} x {columns}" if cut else ""

    def _repr_latex_(self) -> str:
        rows = r" \\ ".join(" & ".join(map(entry_latex, row)) for row in self._rows())
        cut = self._cut()
        note = rf"\quad\text{{{cut}}}" if cut else ""
        return rf"$$ \begin{{pmatrix}} {rows} \end{{pmatrix}}{note} $$"

    def _repr_html_(self) -> str:
        cells = "".join(
            "<tr>" + "".join(f"<td>{escape(entry_text(x))}</td>" for x in row) + "</tr>"
            for row in self._rows()
        )
        caption = f"<caption>{self._cut()}</caption>" if self._cut() else ""
        return f"<table>{caption}<tbody>{cells}</tbody></table>"


def displayed(matrix: Any) -> Displayed:
    r"""Return a matrix or vector as an object that a notebook shows.

    >>> print(displayed([[Fraction(1, 3), 2]])._repr_latex_())
    $$ \begin{pmatrix} \frac{1}{3} & 2 \end{pmatrix} $$
    """
    return Displayed(matrix)


def entry_text(value: Any) -> str:
    """Return an entry in plain text: exact, or a midpoint with a radius that contains it.

    >>> entry_text(Fraction(-1, 3)), entry_text(arb(2)), entry_text(arb(1) / 3)
    ('-1/3', '2', '0.333333 +/- 3.34e-7')
    """
    if not isinstance(value, arb):
        return str(value)
    shown = value.str(DIGITS).strip("[]")
    return shown.removesuffix(".00000") if value.is_exact() else shown


def entry_latex(value: Any) -> str:
    r"""Return an entry in LaTeX.

    >>> print(entry_latex(Fraction(1, 3)), entry_latex(arb(1) / 3))
    \frac{1}{3} 0.333333 \pm 3.34e-7
    """
    if isinstance(value, (Fraction, fmpq)):
        return sympy.latex(sympy.Rational(str(value)))
    if isinstance(value, sympy.Basic):
        return sympy.latex(value)
    return entry_text(value).replace("+/-", r"\pm")
