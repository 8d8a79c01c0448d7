"""Source hashes: a stored result counts only while nothing that produced it has changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from hashlib import sha256
from pathlib import Path

import proofcheck
from proofcheck.core.ledger import ancestors
from proofcheck.runner.discovery import Library

NOT_PRODUCING = ("cli", "report")
"""Folders of proofcheck that show results and produce none."""


def source_key(library: Library, statement_id: str) -> str:
    """Return the hash of the engine, of the statement's module and of its ancestors' modules."""
    files: set[Path] = set()
    for name in ancestors(library.statements, (statement_id,)):
        if name in library.modules:
            path = library.modules[name].path
            files |= {path, *_helpers(path.parent)}
    return _digest([engine_key(), *(_file_digest(path) for path in sorted(files))])


def _helpers(folder: Path) -> Iterator[Path]:
    """What the modules of a folder may import from beside them."""
    yield from folder.glob("_*.py")
    for package in folder.glob("*/__init__.py"):
        yield from package.parent.rglob("*.py")


@cache
def engine_key() -> str:
    """Return the hash of the sources of proofcheck that produce results."""
    root = Path(proofcheck.__file__).parent
    files = (
        p for p in sorted(root.rglob("*.py")) if p.relative_to(root).parts[0] not in NOT_PRODUCING
    )
    return _digest(f"{path.relative_to(root).as_posix()}:{_file_digest(path)}" for path in files)


def _file_digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def _digest(parts: Iterable[str]) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()
