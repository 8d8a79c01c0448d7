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


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file of bytes by way of a temporary one, so that a failure leaves the old one whole.

    Raises:
        InputError: it cannot be written.
    """
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(data)
        part.replace(path)
    except BaseException as error:  # an interrupt leaves no half-written figure behind either
        with suppress(OSError):
            part.unlink()
        if not isinstance(error, OSError):
            raise
        raise InputError(
            f"figure {path}",
            given=error.strerror or type(error).__name__,
            admissible="a file that can be written",
            repair="free the disk, correct the path, or work in another directory",
        ) from error


def _earlier(folder: Path) -> set[str]:
    """Return the names that an earlier report wrote; nothing outside the folder is among them."""
    try:
        lines = (folder / MANIFEST).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return set()
    return {line for line in lines if line and Path(line).name == line}
