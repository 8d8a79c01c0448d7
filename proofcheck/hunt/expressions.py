"""False variants of expressions: signs of terms, factors, indices, transpositions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import sympy

Make = Callable[[Any], Any]
MOST_SWAPS = 4
"""At most so many exchanges of symbols for one expression."""


def expression_changes(value: Any) -> Iterator[tuple[str, str, Make]]:
    """Return name, text and making of every change of an expression or a matrix of them."""
    if isinstance(value, sympy.BlockMatrix):
        yield from _of_blocks(value)
        return
    if value == 0 * value:
        return
    yield "opposite", "the opposite sign", lambda old: -old
    yield "double", "twice as large", lambda old: 2 * old
    if isinstance(value, sympy.MatrixBase | sympy.MatrixExpr):
        yield from _of_a_matrix(value)
    yield from _of_terms(value)
    yield from _of_symbols(value)


def _of_a_matrix(value: Any) -> Iterator[tuple[str, str, Make]]:
    if value.shape[0] == value.shape[1] and value.shape[0] != 1 and not _is_symmetric(value):
        yield "transposed", "transposed", lambda old: old.T
    if isinstance(value, sympy.MatrixBase):
        for i in range(value.rows):
            for j in range(value.cols):
                if value[i, j] != 0 * value[i, j]:
                    text = f"entry ({i + 1}, {j + 1}) with the opposite sign"
                    yield f"entry-{i + 1}-{j + 1}-opposite", text, _entry_opposite(i, j)


def _of_blocks(value: sympy.BlockMatrix) -> Iterator[tuple[str, str, Make]]:
    yield "opposite", "the opposite sign", _on_blocks(lambda _, block: -block)
    yield "double", "twice as large", _on_blocks(lambda _, block: 2 * block)
    rows, columns = value.blockshape
    for place in ((i, j) for i in range(rows) for j in range(columns)):
        if not isinstance(value.blocks[place], sympy.ZeroMatrix):
            name = f"block-{place[0] + 1}-{place[1] + 1}"
            text = f"block ({place[0] + 1}, {place[1] + 1}) with the opposite sign"
            yield f"{name}-opposite", text, _block_opposite(place)


def _block_opposite(place: tuple[int, int]) -> Make:
    return _on_blocks(lambda where, block: -block if where == place else block)


def _on_blocks(make: Callable[[tuple[int, int], Any], Any]) -> Make:
    def mutate(old: sympy.BlockMatrix) -> sympy.BlockMatrix:
        rows, columns = old.blockshape
        return sympy.BlockMatrix(
            [[make((i, j), old.blocks[i, j]) for j in range(columns)] for i in range(rows)]
        )

    return mutate


def _is_symmetric(value: Any) -> bool:
    return bool(value.T.doit() == value.doit())


def _entry_opposite(i: int, j: int) -> Make:
    def make(old: Any) -> Any:
        new = sympy.Matrix(old)
        new[i, j] = -new[i, j]
        return new

    return make


def _of_terms(value: Any) -> Iterator[tuple[str, str, Make]]:
    """Each term of a sum with the opposite sign, as the sum is written."""
    if not isinstance(value, sympy.Add | sympy.MatAdd):
        return
    for number, term in enumerate(value.args):
        text = f"the term {str(term)[:60]} with the opposite sign"
        yield f"term-{number + 1}-opposite", text, _term_opposite(number)


def _term_opposite(number: int) -> Make:
    return lambda old: (
        sympy.Add(*_flipped(old, number))
        if isinstance(old, sympy.Add)
        else (sympy.MatAdd(*_flipped(old, number)))
    )


def _flipped(old: Any, number: int) -> list[Any]:
    return [-term if n == number else term for n, term in enumerate(old.args)]


def _of_symbols(value: Any) -> Iterator[tuple[str, str, Make]]:
    """Two symbols that differ by an index exchanged; alpha and beta are such a pair too."""
    found = 0
    for one, other in _pairs(value):
        if found < MOST_SWAPS and _differs(value, one, other):
            found += 1
            text = f"{one} and {other} exchanged"
            yield f"{one}-for-{other}", text, _exchange(one, other)


def _exchange(one: Any, other: Any) -> Make:
    return lambda old: old.xreplace({one: other, other: one})


def _pairs(value: Any) -> Iterator[tuple[Any, Any]]:
    families: dict[str, list[Any]] = defaultdict(list)
    for symbol in sorted(value.free_symbols, key=str):
        families[_stem(symbol)].append(symbol)
    for members in families.values():
        yield from combinations(members, 2)


def _stem(symbol: Any) -> str:
    """Return what symbols of one kind have in common: the name without its index, and the shape."""
    name = "greek" if str(symbol) in ("alpha", "beta") else re.sub(r"_?\d+$", "", str(symbol))
    return f"{name} {getattr(symbol, 'shape', '')}"


def _differs(value: Any, one: Any, other: Any) -> bool:
    new = _exchange(one, other)(value)
    if isinstance(value, sympy.MatrixExpr):
        return bool(new.doit() != value.doit())
    difference = sympy.Matrix([new - value]) if isinstance(value, sympy.Expr) else new - value
    return any(sympy.expand(entry) != 0 for entry in difference)
