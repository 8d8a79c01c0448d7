"""The stored ledger, `.proofcheck/ledger.json` of the current directory."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from errno import EACCES
from pathlib import Path
from typing import Any

from proofcheck.core import Budget, InputError, Record, StatementError
from proofcheck.core.replacing import replaced_file, write_whole
from proofcheck.runner.codec import record_from_json, record_to_json
from proofcheck.runner.discovery import Library
from proofcheck.runner.sources import source_key

SCHEMA = 1
LEDGER = Path(".proofcheck", "ledger.json")


@dataclass(frozen=True)
class Stored:
    """The stored result of one statement: its record, the settings, and what it cost.

    >>> Stored(Record({}), Budget(digits=50, examples=200, seed=0), seconds=1.5).budget.digits
    50
    """

    record: Record
    budget: Budget
    seconds: float


def read_ledger(library: Library, directory: Path) -> dict[str, Stored]:
    """Return the stored results that are still valid; a stale or unreadable entry is left out.

    >>> from proofcheck.core import Statement, Step
    >>> step = Step("sum", "1 + 1 = 2", page=1, checks=())
    >>> library = Library({"my-sum": Statement("my-sum", "A sum", 1, "1 + 1 = 2", (step,))})
    >>> result = Stored(Record({"sum": ()}), Budget(50, 200, 0), seconds=1.5)
    >>> with tempfile.TemporaryDirectory() as name:
    ...     for key in (source_key(library, "my-sum"), "hash of other sources"):
    ...         write_ledger(Path(name), {"my-sum": result}, {"my-sum": key})
    ...         read_ledger(library, Path(name)) == {"my-sum": result}
    True
    False
    """
    entries = _read_entries(directory / LEDGER)
    stored = {}
    for name in library.statements:
        entry = entries.get(name)
        if isinstance(entry, dict) and entry.get("key") == source_key(library, name):
            with suppress(KeyError, ValueError, TypeError, AttributeError, StatementError):
                stored[name] = _from_json(entry)
    return stored


def stale_ids(library: Library, directory: Path) -> frozenset[str]:
    """Return the statements that have a stored result which other sources produced.

    >>> from proofcheck.core import Statement, Step
    >>> step = Step("sum", "1 + 1 = 2", page=1, checks=())
    >>> library = Library({"my-sum": Statement("my-sum", "A sum", 1, "1 + 1 = 2", (step,))})
    >>> result = Stored(Record({"sum": ()}), Budget(50, 200, 0), seconds=1.5)
    >>> with tempfile.TemporaryDirectory() as name:
    ...     write_ledger(Path(name), {"my-sum": result}, {"my-sum": "hash of other sources"})
    ...     stale_ids(library, Path(name))
    frozenset({'my-sum'})
    """
    entries = _read_entries(directory / LEDGER)
    return frozenset(
        name
        for name in library.statements
        if isinstance(entries.get(name), dict)
        and entries[name].get("key") != source_key(library, name)
    )


def write_ledger(directory: Path, results: Mapping[str, Stored], keys: Mapping[str, str]) -> None:
    """Add results to the stored ledger; the old file stays whole if writing fails.

    `keys` are the source keys from before the run: what changed since then makes results stale.

    Raises:
        InputError: the ledger cannot be written.

    >>> library, folder = Library({}), tempfile.TemporaryDirectory()
    >>> result = Stored(Record({"sum": ()}), Budget(50, 200, 0), seconds=1.5)
    >>> with folder as name:
    ...     write_ledger(Path(name), {"my-sum": result}, {"my-sum": "hash of its sources"})
    ...     sorted(json.loads(Path(name, LEDGER).read_text())["entries"])
    ['my-sum']
    """
    entries = _read_entries(directory / LEDGER)
    for name, result in results.items():
        entries[name] = _to_json(result, keys[name])
    text = json.dumps({"schema": SCHEMA, "entries": entries}, indent=1, sort_keys=True)
    write_atomically(directory / LEDGER, text + "\n", what="the ledger")


def prepare_ledger(directory: Path) -> None:
    """Make the ledger's folder, and find out before long work whether it can be written.

    Raises:
        InputError: it cannot.

    >>> with tempfile.TemporaryDirectory() as name:
    ...     prepare_ledger(Path(name))
    ...     sorted(path.name for path in Path(name).iterdir())
    ['.proofcheck']
    """
    check_writable(directory / LEDGER, what="the ledger", make_folder=True)


def check_writable(path: Path, *, what: str, make_folder: bool = False) -> None:
    """Raise unless a file can be written at the path; nothing is left behind.

    Raises:
        InputError: it cannot be written.

    >>> with tempfile.TemporaryDirectory() as name:
    ...     check_writable(Path(name, "out.json"), what="the result")
    ...     list(Path(name).iterdir())
    []
    """
    try:
        target = replaced_file(path)
        if target is None:
            if not os.access(path, os.W_OK):
                raise PermissionError(EACCES, os.strerror(EACCES))
            return
        if make_folder:
            target.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=target.parent):
            pass
    except OSError as error:
        raise _not_writable(what, path, error) from error


def write_atomically(path: Path, content: str | bytes, *, what: str) -> None:
    """Write a text or bytes so that a failure leaves the old file whole; folders are made.

    Raises:
        InputError: it cannot be written.

    >>> with tempfile.TemporaryDirectory() as name:
    ...     write_atomically(Path(name, "new", "out.json"), "{}", what="the result")
    ...     Path(name, "new", "out.json").read_text(), len(list(Path(name, "new").iterdir()))
    ('{}', 1)
    """
    try:
        write_whole(path, content, make_folder=True)
    except OSError as error:
        raise _not_writable(what, path, error) from error


def write_new(files: Mapping[Path, str]) -> None:
    """Write files that are not there yet: all of them, or none.

    Raises:
        InputError: one of them is there, or cannot be written.

    >>> with tempfile.TemporaryDirectory() as name:
    ...     write_new({Path(name, "a.py"): "A = 1"})
    ...     write_new({Path(name, "a.py"): "A = 2"})
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.InputError: the new file ...a.py: given a file that is there already; ...
    """
    for path in files:
        if path.exists() or path.is_symlink():
            raise InputError(
                f"the new file {path}",
                given="a file that is there already",
                admissible="a path where nothing is; nothing is overwritten",
                repair="move it away, or choose another id or directory",
            )
    written: list[Path] = []
    try:
        for path, text in files.items():
            write_atomically(path, text, what="the new file")
            written.append(path)
    except BaseException:
        for path in written:
            path.unlink(missing_ok=True)
        raise


def _not_writable(what: str, path: Path, error: OSError) -> InputError:
    return InputError(
        f"{what} {path}",
        given=error.strerror or type(error).__name__,
        admissible="a file that can be written",
        repair="free the disk, correct the path, or work in another directory",
    )


def _read_entries(path: Path) -> dict[str, Any]:
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    valid = isinstance(data, dict) and data.get("schema") == SCHEMA
    entries = data.get("entries") if valid else None
    return entries if isinstance(entries, dict) else {}


def _to_json(result: Stored, key: str) -> dict[str, Any]:
    budget = result.budget
    return {
        "key": key,
        "settings": {"digits": budget.digits, "examples": budget.examples, "seed": budget.seed},
        "seconds": round(result.seconds, 3),
        "record": record_to_json(result.record),
    }


def _from_json(entry: Mapping[str, Any]) -> Stored:
    return Stored(record_from_json(entry["record"]), Budget(**entry["settings"]), entry["seconds"])
