"""Decide identities between matrix expressions of symbolic size.

An identity is proved when SymPy's normal form of the difference is the zero matrix, for all sizes
at once. It is refuted by integer matrices of stated sizes, evaluated by SymPy and once more by a
small evaluator on NumPy arrays of Python integers (fractions, where a matrix is inverted).
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache, reduce
from typing import Any

import numpy as np
import sympy
from sympy.matrices.expressions import (
    BlockMatrix,
    Identity,
    Inverse,
    MatAdd,
    MatMul,
    MatPow,
    MatrixExpr,
    MatrixSymbol,
    Transpose,
    ZeroMatrix,
    block_collapse,
)

from proofcheck.core import Cause, Outcome, holds, refuted, undecided

SIZES = (2, 3, 1, 4, 5)
"""The sizes at which a false identity is looked at, in the order of the size symbols' names."""

WITHOUT_ONE = (2, 3, 4, 5, 6)
"""The sizes at which it is looked at next: a size of 1 hides a transposition."""


def decide_matrix_zero(residue: MatrixExpr, what: str = "residue") -> Outcome:
    """Return whether a matrix expression is the zero matrix for every size.

    >>> n = sympy.Symbol("n", integer=True, positive=True)
    >>> g = MatrixSymbol("g", n, n)
    >>> decide_matrix_zero((g + g.T) - (g.T + g)).verdict
    <Verdict.HOLDS: 'holds'>
    >>> decide_matrix_zero(g - g.T).detail
    'residue is not 0 at n=2: entry (0, 1) is 2'
    """
    if _is_zero(_normal(residue)):
        return holds(f"{what} is the zero matrix for all sizes")
    for sizes in (_sizes(residue), _sizes(residue, WITHOUT_ONE)):
        explicit = np.array(_explicit(residue, sizes).tolist(), dtype=object)
        if np.any(explicit != 0):
            return _refuted_at(residue, what, sizes, explicit)
    return undecided(Cause.NOT_APPLICABLE, f"{what}: no normal form, and 0 at the test sizes")


def _refuted_at(
    residue: MatrixExpr, what: str, sizes: Mapping[sympy.Symbol, int], explicit: np.ndarray
) -> Outcome:
    row, column = (int(k) for k in np.argwhere(explicit != 0)[0])
    values = {**sizes, **_scalars(residue, sizes)}
    again = _evaluate(residue, values)[row, column]
    where = ", ".join(f"{symbol}={size}" for symbol, size in sizes.items()) or "fixed sizes"
    return refuted(
        f"{what} is not 0 at {where}: entry ({row}, {column}) is {explicit[row, column]}",
        confirmed_by="SymPy and integer arrays" if again == explicit[row, column] else "",
        witness={str(symbol): size for symbol, size in sizes.items()},
    )


def decide_matrices_zero(residues: Mapping[str, MatrixExpr]) -> Outcome:
    """Return whether all the named matrix expressions vanish; the first that does not decides.

    >>> n = sympy.Symbol("n", integer=True, positive=True)
    >>> decide_matrices_zero({"nothing": ZeroMatrix(n, n)}).detail
    'all 1 matrix identities hold for all sizes'
    """
    if not residues:
        return undecided(Cause.VACUOUS, "there is no residue to decide")
    for name, residue in residues.items():
        outcome = decide_matrix_zero(residue, name)
        if outcome.cause is not None or outcome.confirmed_by:
            return outcome
    return holds(f"all {len(residues)} matrix identities hold for all sizes")


@lru_cache(maxsize=4096)
def _normal(expression: MatrixExpr) -> Any:
    previous: Any = None
    while expression != previous:
        previous = expression
        expression = sympy.expand(block_collapse(expression).doit())
    return expression


def _is_zero(expression: Any) -> bool:
    if isinstance(expression, BlockMatrix):
        return all(_is_zero(_normal(block)) for block in expression.blocks)
    return isinstance(expression, ZeroMatrix) or expression == 0 or _all_zero(expression)


def _all_zero(expression: Any) -> bool:
    return isinstance(expression, sympy.MatrixBase) and all(x == 0 for x in expression)


def _sizes(expression: MatrixExpr, sizes: tuple[int, ...] = SIZES) -> dict[sympy.Symbol, int]:
    shapes = [symbol.shape for symbol in expression.atoms(MatrixSymbol, ZeroMatrix, Identity)]
    names = {n for shape in shapes for size in shape for n in sympy.sympify(size).free_symbols}
    ordered = sorted(names, key=lambda s: s.name)
    return {name: sizes[i % len(sizes)] for i, name in enumerate(ordered)}


def _entries(symbol: MatrixSymbol, sizes: Mapping[sympy.Symbol, int]) -> list[list[int]]:
    """Return integers without symmetry, different for every name and entry."""
    rows, columns = (int(sympy.sympify(size).subs(sizes)) for size in symbol.shape)
    base = sum(ord(letter) for letter in symbol.name) % 7 + 2
    regular = 7 if rows == columns else 0  # on the diagonal, from the third row on
    return [
        [base + 3 * i + 5 * j + i * i * j + regular * (i == j > 1) for j in range(columns)]
        for i in range(rows)
    ]


def _scalars(expression: MatrixExpr, sizes: Mapping[sympy.Symbol, int]) -> dict[Any, int]:
    """Return an integer for every scalar symbol."""
    names = {s for s in expression.free_symbols if not isinstance(s, MatrixSymbol)} - set(sizes)
    return {s: 3 + 2 * i for i, s in enumerate(sorted(names, key=str))}


def _explicit(expression: MatrixExpr, sizes: Mapping[sympy.Symbol, int]) -> sympy.Matrix:
    """Return the value by substitution inside SymPy."""
    matrices = {s: sympy.Matrix(_entries(s, sizes)) for s in expression.atoms(MatrixSymbol)}
    value = expression
    for symbol, matrix in matrices.items():
        value = value.subs(symbol, matrix)
    value = value.subs(sizes).subs(_scalars(expression, sizes))
    return sympy.Matrix(block_collapse(value).doit().as_explicit())


def _evaluate(expression: Any, sizes: Mapping[sympy.Symbol, int]) -> Any:
    """Return the value as an array of Python integers, by recursion over the expression."""
    if isinstance(expression, MatrixSymbol):
        return np.array(_entries(expression, sizes), dtype=object)
    if isinstance(expression, Identity | ZeroMatrix):
        rows, columns = (int(sympy.sympify(size).subs(sizes)) for size in expression.shape)
        one = int(isinstance(expression, Identity))
        return np.array([[one * (i == j) for j in range(columns)] for i in range(rows)], object)
    if isinstance(expression, Transpose):
        return _evaluate(expression.arg, sizes).T
    if isinstance(expression, BlockMatrix):
        height, width = expression.blockshape
        parts = [
            [_evaluate(expression.blocks[i, j], sizes) for j in range(width)] for i in range(height)
        ]
        return np.block(parts)
    if isinstance(expression, MatAdd):
        return sum(
            (_evaluate(part, sizes) for part in expression.args[1:]),
            start=_evaluate(expression.args[0], sizes),
        )
    if isinstance(expression, MatMul):
        return reduce(_product, (_evaluate(part, sizes) for part in expression.args))
    if isinstance(expression, Inverse):
        return _inverse(_evaluate(expression.arg, sizes))
    if isinstance(expression, MatPow) and expression.exp.is_positive and expression.exp.is_Integer:
        return reduce(_product, [_evaluate(expression.base, sizes)] * int(expression.exp))
    return sympy.sympify(expression).subs(sizes)


def _product(left: Any, right: Any) -> Any:
    both = isinstance(left, np.ndarray) and isinstance(right, np.ndarray)
    return left.dot(right) if both else left * right


def _inverse(matrix: Any) -> Any:
    """Return the inverse of a regular array of integers, by Gauss and Jordan in fractions."""
    size = len(matrix)
    rows = [
        [Fraction(v) for v in row] + [Fraction(int(i == j)) for j in range(size)]
        for i, row in enumerate(matrix)
    ]
    for k in range(size):
        pivot = next(i for i in range(k, size) if rows[i][k] != 0)
        rows[k], rows[pivot] = rows[pivot], rows[k]
        rows[k] = [v / rows[k][k] for v in rows[k]]
        for i in (i for i in range(size) if i != k):
            rows[i] = [v - rows[i][k] * top for v, top in zip(rows[i], rows[k], strict=True)]
    return np.array([row[size:] for row in rows], dtype=object)
