"""Beside a theorem module: the Python files that it may import, as hashes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path

from proofcheck.runner.loading import ModuleRef


def beside(ref: ModuleRef) -> Iterator[Path]:
    """Return what a module may import: the Python files and packages of its folder, itself too.

    An installed module that belongs to no package has nothing beside it.
    """
    if ref.name and "." not in ref.name:
        yield ref.path
        return
    yield from ref.path.parent.glob("*.py")
    for package in ref.path.parent.glob("*/__init__.py"):
        yield from package.parent.rglob("*.py")


def helpers_key(ref: ModuleRef) -> str:
    """Return the hash of what a module names of the files beside it, and of what these name."""
    by_name: dict[str, set[Path]] = {}
    for path in beside(ref):
        first = path.relative_to(ref.path.parent).parts[0]
        by_name.setdefault(first.removesuffix(".py"), set()).add(path)
    found, todo = {ref.path}, [ref.path]
    while todo:
        words = set(re.findall(r"\w+", todo.pop().read_text(encoding="utf-8", errors="replace")))
        new = {path for word in words for path in by_name.get(word, ())} - found
        found |= new
        todo += new
    return files_digest(found, ref.path.parent)


def files_digest(files: Iterable[Path], folder: Path) -> str:
    """Return the hash of files with their names, as seen from a folder."""
    return digest(sorted(f"{_name(path, folder)}:{file_digest(path)}" for path in files))


def file_digest(path: Path) -> str:
    """Return the hash of a file; a file that cannot be read has one too."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return "unreadable"


def digest(parts: Iterable[str]) -> str:
    """Return the hash of some texts."""
    return sha256("\n".join(parts).encode()).hexdigest()


def _name(path: Path, folder: Path) -> str:
    return path.relative_to(folder).as_posix() if path.is_relative_to(folder) else path.as_posix()
