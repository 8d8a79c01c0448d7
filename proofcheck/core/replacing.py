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
def replacing(path: str | Path) -> Iterator[Path]:
    """Yield an empty file beside the given one that takes its place once the block ends.

    A failure or an interrupt leaves the old file as it was and nothing beside it. A link stays, its
    target is replaced; a device or a pipe is yielded itself. The rights are those of the old file,
    those of the user's mask where there was none.

    Raises:
        OSError: the file cannot be written.
        ValueError: the path is none, as with a zero byte in it.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with replacing(Path(folder, "net.json")) as part:
    ...         _ = part.write_text("{}")
    ...     [file.name for file in Path(folder).iterdir()]
    ['net.json']
    """
    if is_device(Path(path)):
        yield Path(path)
        return
    target = Path(os.path.realpath(path))
    if target.is_dir():
        raise IsADirectoryError(EISDIR, os.strerror(EISDIR), str(target))
    with _part(target) as part:
        yield part
        _finish(part, _rights(target))
        os.replace(part, target)


def is_device(path: Path) -> bool:
    """Return whether something is there that is neither a file nor a folder.

    >>> is_device(Path("/dev/null")), is_device(Path("nowhere"))
    (True, False)
    """
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
