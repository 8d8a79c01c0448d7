"""The operators: how a formula is broken, each as the replacement of a few bytes.

sign        a + b to a - b and back; -a to a; += to -= and back
product     a * b to a / b and back; a ** b to a * b
transpose   a.T to a
axes        axis=0 to axis=1 and back; transpose(a, b) to (b, a); swapaxes(a, b) to (a, a)
index       a[n] to a[n + 1] and a[n - 1], for an integer or a name of an index
constant    n to n + 1 and n - 1, elsewhere
comparison  < to <= and >, and so on; == to != and back
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from campaigns.operator_mutants.places import Place, called_name
from campaigns.operator_mutants.source import Source

KINDS = ("sign", "product", "transpose", "axes", "index", "constant", "comparison")
ARITHMETIC: dict[type[ast.operator], tuple[str, str, str]] = {
    ast.Add: ("sign", "+", "-"),
    ast.Sub: ("sign", "-", "+"),
    ast.Mult: ("product", "*", "/"),
    ast.Div: ("product", "/", "*"),
    ast.Pow: ("product", "**", "*"),
}
COMPARISONS: dict[type[ast.cmpop], tuple[str, tuple[str, ...]]] = {
    ast.Lt: ("<", ("<=", ">")),
    ast.LtE: ("<=", ("<", ">=")),
    ast.Gt: (">", (">=", "<")),
    ast.GtE: (">=", (">", "<=")),
    ast.Eq: ("==", ("!=",)),
    ast.NotEq: ("!=", ("==",)),
}
INDICES = frozenset({"layer", "neuron", "low", "high", "row", "column", "i", "j", "k"})


@dataclass(frozen=True)
class Edit:
    """Replace the bytes from `start` to `end` of a file: `old` becomes `new`."""

    kind: str
    start: int
    end: int
    old: str
    new: str


def edits(source: Source, place: Place) -> Iterator[Edit]:
    """Return every way to break one node."""
    breaking = BREAKING.get(type(place.node))
    if breaking is not None:
        yield from breaking(source, place.node, place)


def apply(data: bytes, edit: Edit) -> bytes:
    """Return the file with one edit made, and every other byte as it was."""
    return data[: edit.start] + edit.new.encode() + data[edit.end :]


def _binary(source: Source, node: ast.BinOp, _place: Place) -> Iterator[Edit]:
    if type(node.op) in ARITHMETIC and not (_is_sequence(node.left) or _is_sequence(node.right)):
        kind, old, new = ARITHMETIC[type(node.op)]
        yield _at(source.find(old, node.left, node.right), kind, old, new)


def _augmented(source: Source, node: ast.AugAssign, _place: Place) -> Iterator[Edit]:
    if isinstance(node.op, ast.Add | ast.Sub) and not _is_sequence(node.value):
        kind, old, new = ARITHMETIC[type(node.op)]
        yield _at(source.find(old, node.target, node.value), kind, old, new)


def _negation(source: Source, node: ast.UnaryOp, _place: Place) -> Iterator[Edit]:
    if isinstance(node.op, ast.USub):
        yield _at(source.start(node), "sign", "-", "")


def _comparison(source: Source, node: ast.Compare, _place: Place) -> Iterator[Edit]:
    operands = [node.left, *node.comparators]
    for op, left, right in zip(node.ops, operands, operands[1:], strict=False):
        old, replacements = COMPARISONS.get(type(op), ("", ()))
        for new in replacements:
            yield _at(source.find(old, left, right), "comparison", old, new)


def _attribute(source: Source, node: ast.Attribute, _place: Place) -> Iterator[Edit]:
    if node.attr == "T":
        end = source.end(node)
        yield Edit("transpose", end - len(".T"), end, ".T", "")


def _call(source: Source, node: ast.Call, _place: Place) -> Iterator[Edit]:
    if called_name(node) in ("swapaxes", "transpose") and len(node.args) > 1:
        first, second = node.args[:2]
        exchange = _exchanged if called_name(node) == "transpose" else _repeated
        yield exchange(source, first, second)
    for keyword in node.keywords:
        if keyword.arg == "axis" and isinstance(keyword.value, ast.Constant):
            other = {"0": "1", "1": "0"}.get(str(keyword.value.value))
            yield from [_whole(source, keyword.value, "axes", other)] if other else []


def _exchanged(source: Source, first: ast.expr, second: ast.expr) -> Edit:
    start, end = source.start(first), source.end(second)
    a, b = source.text(start, source.end(first)), source.text(source.start(second), end)
    return Edit("axes", start, end, source.text(start, end), f"{b}, {a}")


def _repeated(source: Source, first: ast.expr, second: ast.expr) -> Edit:
    """Exchange an axis with itself: the two arguments of swapaxes the other way round are equal."""
    return _whole(source, second, "axes", source.text(source.start(first), source.end(first)))


def _integer(source: Source, node: ast.Constant, place: Place) -> Iterator[Edit]:
    if type(node.value) is int:
        kind = "index" if place.in_index else "constant"
        yield _whole(source, node, kind, str(node.value + 1))
        yield _whole(source, node, kind, _bracketed(node.value - 1))


def _name(source: Source, node: ast.Name, place: Place) -> Iterator[Edit]:
    if place.is_index and node.id in INDICES:
        yield _whole(source, node, "index", f"{node.id} + 1")
        yield _whole(source, node, "index", f"{node.id} - 1")


def _bracketed(value: int) -> str:
    return str(value) if value >= 0 else f"({value})"


def _at(start: int, kind: str, old: str, new: str) -> Edit:
    return Edit(kind, start, start + len(old.encode()), old, new)


def _whole(source: Source, node: ast.expr, kind: str, new: str) -> Edit:
    start, end = source.start(node), source.end(node)
    return Edit(kind, start, end, source.text(start, end), new)


def _is_sequence(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str | bytes)
    return isinstance(node, ast.List | ast.Tuple | ast.JoinedStr | ast.ListComp)


BREAKING: dict[type[ast.AST], Callable[[Source, Any, Place], Iterator[Edit]]] = {
    ast.BinOp: _binary,
    ast.AugAssign: _augmented,
    ast.UnaryOp: _negation,
    ast.Compare: _comparison,
    ast.Attribute: _attribute,
    ast.Call: _call,
    ast.Constant: _integer,
    ast.Name: _name,
}
