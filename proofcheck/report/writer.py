"""Writing a report: each file whole, the index last, pages of an earlier report removed."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from proofcheck.core import InputError
from proofcheck.runner.store import check_writable, write_atomically

MANIFEST = "report-files.txt"
"""Names of the files of a report, so that the next one can remove what is no longer there."""


def prepare_folder(folder: Path) -> None:
    """Make the folder, and find out before any work whether files can be written there.

    Raises:
        InputError: they cannot.
    """
    if folder.exists() and not folder.is_dir():
        raise InputError(
            f"folder of the report {folder}",
            given="a file",
            admissible="a folder, or a name that is still free",
            repair="name another folder",
        )
    check_writable(folder / MANIFEST, what="the report", make_folder=True)


def write_report(folder: Path, made: Mapping[str, str]) -> int:
    """Write the files, in their order, and return how many bytes they have.

    Raises:
        InputError: a file cannot be written.
    """
    for name in _earlier(folder) - set(made):
        with suppress(OSError):
            (folder / name).unlink()
    write_atomically(folder / MANIFEST, "\n".join(sorted(made)) + "\n", what="the report")
    for name, text in made.items():
        write_atomically(folder / name, text, what="the report")
    return sum(len(text.encode()) for text in made.values())


def _earlier(folder: Path) -> set[str]:
    """Return the names that an earlier report wrote; nothing outside the folder is among them."""
    try:
        lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return set()
    return {line for line in lines if line and Path(line).name == line}
