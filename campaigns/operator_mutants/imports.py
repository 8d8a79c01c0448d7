"""Which statements could notice a change of a file: those whose modules import it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from campaigns.operator_mutants.places import called_name

FOLDERS = ("proofcheck", "theorems")


def dependants(root: Path, file: str) -> tuple[str, ...]:
    """Return the ids of the statements whose modules are this file or import it, at any remove."""
    reached, new = {file}, {file}
    imports = {name: set(imported_files(root, name)) for name in python_files(root)}
    while new:
        new = {name for name, used in imports.items() if used & new} - reached
        reached |= new
    return tuple(sorted(name for f in reached for name in statement_ids(root, f)))


def python_files(root: Path) -> list[str]:
    """Return the Python files of the library, relative to the root."""
    paths = [path for folder in FOLDERS for path in (root / folder).rglob("*.py")]
    return sorted(path.relative_to(root).as_posix() for path in paths)


def imported_files(root: Path, file: str) -> Iterator[str]:
    """Return the files of the library that a file imports, packages by their `__init__`."""
    for node in ast.walk(_tree(root, file)):
        for module in _modules(node):
            yield from _files(root, module)


def statement_ids(root: Path, file: str) -> list[str]:
    """Return the ids of the statements that a theorem module defines."""
    if not file.startswith("theorems/"):
        return []
    calls = [node for node in ast.walk(_tree(root, file)) if isinstance(node, ast.Call)]
    keywords = [k for call in calls if called_name(call) == "Statement" for k in call.keywords]
    return [str(ast.literal_eval(k.value)) for k in keywords if k.arg == "id"]


def _tree(root: Path, file: str) -> ast.Module:
    return ast.parse((root / file).read_bytes())


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
