"""A file that is written whole or not at all: beside the old one first, then in its place."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from errno import EISDIR
from pathlib import Path


@contextmanager
def replacing(path: str | Path, *, make_folder: bool = False) -> Iterator[Path]:
    """Yield an empty file beside the given one that takes its place once the block ends.

    A failure or an interrupt leaves the old file as it was and nothing beside it. A link stays, its
    target is replaced; a device or a pipe is yielded itself. The rights are those of the old file,
    those of the user's mask where there was none. With `make_folder` its folder is made.

    Raises:
        OSError: the file cannot be written.
        ValueError: the path is none, as with a zero byte in it.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with replacing(Path(folder, "net.json")) as part:
    ...         _ = part.write_text("{}")
    ...     [file.name for file in Path(folder).iterdir()]
    ['net.json']
    """
    target = replaced_file(path)
    if target is None:
        yield Path(path)
        return
    if make_folder:
        target.parent.mkdir(parents=True, exist_ok=True)
    with _part(target) as part:
        yield part
        _finish(part, _rights(target))
        os.replace(part, target)


def write_whole(path: str | Path, content: str | bytes, *, make_folder: bool = False) -> None:
    """Write a text, as UTF-8, or bytes: whole or not at all, as `replacing` has it.

    Raises:
        OSError: the file cannot be written.
        ValueError: the path is none, as with a zero byte in it.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(Path(folder, "net.json"), "{}")
    ...     Path(folder, "net.json").read_text()
    '{}'
    """
    with replacing(path, make_folder=make_folder) as part:
        part.write_bytes(content.encode() if isinstance(content, str) else content)


def replaced_file(path: str | Path) -> Path | None:
    """Return what is replaced where a path is written: the file at the end of its links.

    None: a device or a pipe is there, which is written to and not replaced.

    Raises:
        IsADirectoryError: a folder is there.
        ValueError: the path is none, as with a zero byte in it.

    >>> replaced_file("/dev/null") is None, replaced_file("/nowhere/../net.json").name
    (True, 'net.json')
    """
    if _is_device(Path(path)):
        return None
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR), str(target))
    return target


def _is_device(path: Path) -> bool:
    """Return whether something is there that is neither a file nor a folder."""
    return path.exists() and not (path.is_file() or path.is_dir())


@contextmanager
def _part(target: Path) -> Iterator[Path]:
    """Yield a new file beside the target, which only its owner may read; gone at the end."""
    descriptor, name = tempfile.mkstemp(dir=target.parent, prefix=target.name, suffix=".part")
    try:
        os.close(descriptor)
        yield Path(name)
    finally:
        with suppress(OSError):
            os.unlink(name)


def _finish(part: Path, rights: int) -> None:
    """Have the content on the disk before the name points to it."""
    with part.open("rb+") as file:
        os.fsync(file.fileno())
        os.fchmod(file.fileno(), rights)


def _rights(target: Path) -> int:
    with suppress(FileNotFoundError):
        return stat.S_IMODE(target.stat().st_mode)
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
