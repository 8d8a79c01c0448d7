"""Matrix expressions of symbolic size at numbers: one's own evaluation, entry by entry."""

from __future__ import annotations

import random
from collections.abc import Mapping
from typing import Any

import sympy
from sympy.matrices.expressions import (
    BlockMatrix,
    Identity,
    Inverse,
    MatAdd,
    MatMul,
    MatrixSymbol,
    Transpose,
    ZeroMatrix,
)


class Numbers:
    """Values of symbols: integers for sizes, numbers for scalars, drawn matrices by name."""

    def __init__(self, sizes: Mapping[sympy.Symbol, int], seed: int = 0, **scalars: Any) -> None:
        self.sizes = {str(symbol): size for symbol, size in sizes.items()}
        self.scalars = {name: sympy.Rational(str(value)) for name, value in scalars.items()}
        self.matrices: dict[str, sympy.Matrix] = {}
        self._random = random.Random(seed)

    def size(self, dimension: Any) -> int:
        """Return a size, or the sum of sizes."""
        value = sympy.sympify(dimension)
        return int(value.subs({s: self.sizes[str(s)] for s in value.free_symbols}))

    def __getitem__(self, symbol: MatrixSymbol) -> sympy.Matrix:
        """Return the value of a matrix symbol, drawn when it is first asked for."""
        if symbol.name not in self.matrices:
            rows, columns = map(self.size, symbol.shape)
            self.matrices[symbol.name] = sympy.Matrix(
                rows, columns, lambda _i, _j: self._random.randint(-4, 4)
            )
        return self.matrices[symbol.name]

    def __setitem__(self, symbol: MatrixSymbol, value: Any) -> None:
        self.matrices[symbol.name] = sympy.Matrix(value)

    def invertible(self, symbol: MatrixSymbol) -> sympy.Matrix:
        """Return the value of a square symbol, drawn again until it is regular."""
        while self[symbol].det() == 0:
            del self.matrices[symbol.name]
        return self[symbol]

    def at(self, expression: Any) -> Any:
        """Return the value of an expression."""
        if not getattr(expression, "is_Matrix", False):
            value = sympy.sympify(expression)
            return value.subs({s: self.scalars[s.name] for s in value.free_symbols})
        if isinstance(expression, MatrixSymbol):
            return self[expression]
        if isinstance(expression, ZeroMatrix):
            return sympy.zeros(*map(self.size, expression.shape))
        if isinstance(expression, Identity):
            return sympy.eye(self.size(expression.shape[0]))
        if isinstance(expression, BlockMatrix):
            return sympy.Matrix.vstack(*map(self._row, expression.blocks.tolist()))
        return self._combined(expression)

    def _row(self, blocks: list[Any]) -> sympy.Matrix:
        return sympy.Matrix.hstack(*map(self.at, blocks))

    def _combined(self, expression: Any) -> sympy.Matrix:
        parts = [self.at(part) for part in expression.args]
        if isinstance(expression, Transpose):
            return parts[0].T
        if isinstance(expression, Inverse):
            return parts[0].inv()
        if not isinstance(expression, MatAdd | MatMul):
            raise TypeError(f"no value for {type(expression).__name__}")
        total = parts[0]
        for part in parts[1:]:
            total = total + part if isinstance(expression, MatAdd) else total * part
        return total
