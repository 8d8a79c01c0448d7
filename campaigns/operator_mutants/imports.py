"""Which theorem modules could notice a change of a file: those that import it, at any remove."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from campaigns.operator_mutants.places import called_name
from campaigns.syntax import parsed

FOLDERS = ("proofcheck", "theorems")


def dependants(root: Path, file: str) -> tuple[str, ...]:
    """Return the modules of statements that are this file or import it, at any remove."""
    reached, new = {file}, {file}
    imports = _imports(root)
    while new:
        new = {name for name, used in imports.items() if used & new} - reached
        reached |= new
    return tuple(name for name in sorted(reached) if _defines_a_statement(root, name))


@cache
def _imports(root: Path) -> dict[str, frozenset[str]]:
    paths = [path for folder in FOLDERS for path in (root / folder).rglob("*.py")]
    files = sorted(path.relative_to(root).as_posix() for path in paths)
    return {file: imported_files(root, file) for file in files}


@cache
def imported_files(root: Path, file: str) -> frozenset[str]:
    """Return the files of the library that a file imports, packages by their `__init__`."""
    modules = {name for node in ast.walk(_tree(root, file)) for name in _modules(node)}
    return frozenset(name for module in modules for name in _files(root, module))


def _defines_a_statement(root: Path, file: str) -> bool:
    path = Path(file)
    return path.parts[0] == "theorems" and not path.name.startswith("_") and _calls(root, file)


def _calls(root: Path, file: str) -> bool:
    calls = [node for node in ast.walk(_tree(root, file)) if isinstance(node, ast.Call)]
    return any(called_name(call) == "Statement" for call in calls)


def _tree(root: Path, file: str) -> ast.Module:
    return parsed((root / file).read_bytes())


def _modules(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and node.module is not None:
        yield node.module
        yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _files(root: Path, module: str) -> Iterator[str]:
    stem = module.replace(".", "/")
    for name in (f"{stem}.py", f"{stem}/__init__.py"):
        if module.split(".")[0] in FOLDERS and (root / name).is_file():
            yield name
