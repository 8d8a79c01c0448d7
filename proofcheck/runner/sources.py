"""Source hashes: a stored result counts only while nothing that produced it has changed."""

from __future__ import annotations

import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path

import proofcheck
from proofcheck.core.ledger import ancestors
from proofcheck.runner.beside import beside, digest, file_digest, files_digest
from proofcheck.runner.discovery import Library
from proofcheck.runner.loading import loaded

NOT_PRODUCING = ("cli", "export", "report")
"""Folders of proofcheck that show results and produce none."""
LIBRARIES = ("sympy", "mpmath", "python-flint", "numpy", "scipy")
"""The libraries that results are computed with."""


def source_key(library: Library, statement_id: str) -> str:
    """Return the hash of all that produces the results of a statement.

    That is the engine with its libraries, the modules of the statement and of its ancestors, every
    Python file beside them, and the data files that they name.
    """
    names = ancestors(library.statements, (statement_id,))
    refs = [library.modules[name] for name in names if name in library.modules]
    folders = {(r.path.parent, r.name if "." not in r.name else ""): r for r in refs}
    python = sorted(files_digest(beside(ref), ref.path.parent) for ref in folders.values())
    data = [files_digest(loaded(ref).data, ref.path.parent) for ref in refs]
    return digest([engine_key(), *(file_digest(ref.path) for ref in refs), *python, *data])


@cache
def engine_key() -> str:
    """Return the hash of the sources of proofcheck that produce results, and of its libraries."""
    root = Path(proofcheck.__file__).parent
    files = [
        p for p in sorted(root.rglob("*.py")) if p.relative_to(root).parts[0] not in NOT_PRODUCING
    ]
    return digest([*versions(), files_digest(files, root)])


def versions() -> tuple[str, ...]:
    """Return Python and the libraries that results are computed with, each with its version."""
    return (
        f"{platform.python_implementation()} {platform.python_version()}",
        *(f"{name} {version(name)}" for name in LIBRARIES),
    )
