"""Which parts of a file hold formulas, and which must stay as they are.

Left alone: strings, type annotations, decorators, messages of errors, page numbers, and in theorem
modules the definitions of mutants, for a mutated mutant is still a mutant.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

MUTANT_MAKERS = frozenset({"Mutant", "change", "change_entry"})
METADATA = frozenset({"Statement", "Step", "Finding", "Hypothesis"})
NOT_FORMULAS = (ast.Raise, ast.JoinedStr)
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Place:
    """A node that may be broken, and the function it is in.

    `in_index` says whether it is inside the brackets of an index, `is_index` whether it is all
    that stands there, or one of several between commas.
    """

    node: ast.AST
    where: str
    in_index: bool
    is_index: bool


def places(tree: ast.Module, paged: frozenset[str] = frozenset()) -> Iterator[Place]:
    """Return every node of a file that belongs to a formula, in the order of the text.

    Bare integers among the arguments of the functions `paged` are page numbers.
    """
    makers = MUTANT_MAKERS | _functions_that_return_mutants(tree)
    walk = _Walk(makers, _for_mutants_only(tree, makers), METADATA | paged)
    yield from walk.below(Place(tree, "", in_index=False, is_index=False))


def functions_with_pages(trees: Iterable[ast.Module]) -> frozenset[str]:
    """Return the functions that take a page."""
    nodes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, FUNCTIONS)]
    return frozenset(n.name for n in nodes if "page" in [a.arg for a in n.args.args])


@dataclass(frozen=True)
class _Walk:
    makers: frozenset[str]
    left_out: frozenset[str]
    paged: frozenset[str]

    def below(self, above: Place) -> Iterator[Place]:
        for child, is_index in _children(above, self.paged):
            if not self._skips(child):
                where = _qualified(above.where, child)
                place = Place(child, where, above.in_index or is_index, is_index)
                yield place
                yield from self.below(place)

    def _skips(self, node: ast.AST) -> bool:
        called = isinstance(node, ast.Call) and called_name(node) in self.makers
        unused = isinstance(node, FUNCTIONS) and node.name in self.left_out
        return called or unused or isinstance(node, NOT_FORMULAS)


def _children(above: Place, paged: frozenset[str]) -> Iterator[tuple[ast.AST, bool]]:
    """Return the children that may hold formulas, and whether each is an index."""
    node, annotations = above.node, _annotations(above.node)
    listed = above.is_index and isinstance(node, ast.Tuple)
    for name, value in ast.iter_fields(node):
        if name in annotations:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST) and not _is_page(node, name, child, paged):
                yield child, listed or (isinstance(node, ast.Subscript) and name == "slice")


def _annotations(node: ast.AST) -> tuple[str, ...]:
    if isinstance(node, FUNCTIONS):
        return ("returns", "decorator_list")
    return ("annotation", "decorator_list")


def _is_page(node: ast.AST, field: str, child: ast.AST, paged: frozenset[str]) -> bool:
    """Return whether this is a page number: of a statement, step, hypothesis or finding."""
    if isinstance(child, ast.keyword):
        return child.arg == "page"
    known = isinstance(node, ast.Call) and called_name(node) in paged
    return known and field == "args" and isinstance(child, ast.Constant)


def called_name(call: ast.Call) -> str:
    """Return the last part of the name that is called, or nothing."""
    function = call.func
    if isinstance(function, ast.Attribute):
        return function.attr
    return function.id if isinstance(function, ast.Name) else ""


def _qualified(where: str, node: ast.AST) -> str:
    if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
        return f"{where}.{node.name}".lstrip(".")
    return where


def _functions_that_return_mutants(tree: ast.Module) -> frozenset[str]:
    found = [n for n in tree.body if isinstance(n, FUNCTIONS) and n.returns is not None]
    return frozenset(n.name for n in found if "Mutant" in ast.unparse(n.returns or n))


def _for_mutants_only(tree: ast.Module, makers: frozenset[str]) -> frozenset[str]:
    """Return the functions of the module that nothing but definitions of mutants names."""
    everywhere = set(_names(tree, frozenset()))
    outside = set(_names(tree, makers))
    defined = {node.name for node in tree.body if isinstance(node, FUNCTIONS)}
    return frozenset((defined & everywhere) - outside) | (defined & makers)


def _names(node: ast.AST, without: frozenset[str]) -> Iterator[str]:
    if isinstance(node, ast.Call) and called_name(node) in without:
        return
    if isinstance(node, ast.Name):
        yield node.id
    for child in ast.iter_child_nodes(node):
        yield from _names(child, without)
