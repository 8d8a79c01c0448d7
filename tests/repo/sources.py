"""The source files of the project, for tests that read them."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from campaigns.syntax import parsed

ROOT = Path(__file__).resolve().parents[2]
TEXTS = (".py", ".md", ".toml", ".json", ".csv", ".v", ".html", ".css", ".yml", ".yaml", ".txt")


def library() -> list[Path]:
    """Return the Python files of the library: engine and theorem modules."""
    return [*modules("proofcheck"), *modules("theorems")]


def modules(folder: str) -> list[Path]:
    """Return the Python files of one folder."""
    return sorted((ROOT / folder).rglob("*.py"))


def texts() -> Iterator[Path]:
    """Return every text file of the project."""
    for folder in (
        "proofcheck",
        "theorems",
        "tests",
        "docs",
        "documents",
        "benchmarks",
        "certificates",
    ):
        yield from (p for p in sorted((ROOT / folder).rglob("*")) if p.suffix in TEXTS)
    yield from sorted(ROOT.glob("*.md"))
    yield from (ROOT / name for name in ("pyproject.toml", "Makefile", ".ci/run", ".gitignore"))


def name(path: Path) -> str:
    """Return a path as the project names it."""
    return path.relative_to(ROOT).as_posix()


def offenders(paths: Iterable[Path], wrong: Callable[[Path], Any]) -> dict[str, Any]:
    """Return, by file, what is wrong with it."""
    return {name(path): found for path in paths if (found := wrong(path))}


@cache
def tree(path: Path) -> ast.Module:
    """Return the syntax tree of a Python file."""
    return parsed(path.read_bytes())
