"""The store of a hunt: one SQLite file with what every unit found, each written when it ends.

A result is one transaction, so that a killed hunt loses nothing that was finished. A result counts
only for the settings and the sources that it was found with.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from proofcheck.core import InputError
from proofcheck.hunt.cases import Case, canonical
from proofcheck.hunt.codec import result_from_json, result_to_json
from proofcheck.hunt.units import Done, Unit
from proofcheck.runner.store import write_atomically

SCHEMA = 1
TABLES = """
CREATE TABLE IF NOT EXISTS result (
    campaign TEXT, statement TEXT, unit TEXT, data TEXT, seconds REAL,
    PRIMARY KEY (campaign, statement, unit));
CREATE TABLE IF NOT EXISTS counterexample (
    hash TEXT PRIMARY KEY, statement TEXT, step TEXT, mutant TEXT, data TEXT);
"""


class Store:
    """What hunts found, in one file; `campaigns` are the keys of the statements of this hunt."""

    def __init__(self, path: Path, campaigns: dict[str, str]) -> None:
        """Open or make the file.

        Raises:
            InputError: it cannot be written, or is no store.
        """
        self.path, self.campaigns = path, campaigns
        with self._guarded():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._file = sqlite3.connect(path, isolation_level=None, timeout=60)
            self._refuse_others()
            self._file.execute("PRAGMA journal_mode=WAL")
            self._file.execute("PRAGMA synchronous=NORMAL")
            self._file.executescript(TABLES)
            self._file.execute(f"PRAGMA user_version={SCHEMA}")

    def _refuse_others(self) -> None:
        """Refuse a store of another schema, and a file of another program, before it is touched."""
        version = self._file.execute("PRAGMA user_version").fetchone()[0]
        found = self._file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        others = sorted({name for (name,) in found} - {"result", "counterexample"})
        if version not in (0, SCHEMA):
            raise sqlite3.DatabaseError(f"schema {version}")
        if version == 0 and others:
            raise sqlite3.DatabaseError(f"a file of another program, with a table {others[0]}")

    def forget(self) -> None:
        """Remove the results of these campaigns; counterexamples stay."""
        with self._guarded():
            for campaign in set(self.campaigns.values()):
                self._file.execute("DELETE FROM result WHERE campaign = ?", (campaign,))

    def known(self, unit: Unit) -> Done | None:
        """Return the stored result of a unit, if there is one."""
        row = self._row(unit)
        if row is None:
            return None
        try:
            return Done(unit, result_from_json(unit, json.loads(row[0])), row[1])
        except (LookupError, ValueError, TypeError, AttributeError, RecursionError):
            return None

    def _row(self, unit: Unit) -> Any:
        with self._guarded():
            return self._file.execute(
                "SELECT data, seconds FROM result WHERE campaign=? AND statement=? AND unit=?",
                (self.campaigns[unit.statement], unit.statement, unit.key),
            ).fetchone()

    def add(self, done: Done) -> None:
        """Write the result of a unit, once; a counterexample is kept besides.

        Raises:
            InputError: the file cannot be written.
        """
        if done.result is None:
            return
        unit, data = done.unit, json.dumps(result_to_json(done.result), default=str)
        row = (self.campaigns[unit.statement], unit.statement, unit.key, data, done.seconds)
        with self._guarded(), self._transaction():
            self._file.execute("INSERT OR IGNORE INTO result VALUES (?, ?, ?, ?, ?)", row)
            if isinstance(done.result, Case) and done.result.confirmed:
                self._add_case(done.result)

    def keep(self, case: Case) -> None:
        """Keep a counterexample that was found along with a result.

        Raises:
            InputError: the file cannot be written.
        """
        with self._guarded():
            self._add_case(case)

    def _add_case(self, case: Case) -> None:
        data = case.data
        row = (case.hash, data["statement"], data["step"], data["mutant"], canonical(data))
        self._file.execute("INSERT OR REPLACE INTO counterexample VALUES (?, ?, ?, ?, ?)", row)

    def count(self) -> int:
        """Return how many results these campaigns have."""
        marks = ",".join("?" for _ in self.campaigns)
        with self._guarded():
            found = self._file.execute(
                f"SELECT COUNT(*) FROM result WHERE campaign IN ({marks})",
                tuple(self.campaigns.values()),
            )
            return int(found.fetchone()[0])

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._file.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self._file.execute("ROLLBACK")
            raise
        self._file.execute("COMMIT")

    @contextmanager
    def _guarded(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise InputError(
                f"the store {self.path}",
                given=str(error),
                admissible="a file that can be written, made by `proofcheck hunt`",
                repair="free the disk, or name another file with --store",
            ) from error


def write_case(case: Case, folder: Path) -> Path:
    """Write a counterexample as `STATEMENT/HASH.json` in a folder; return the path.

    Raises:
        InputError: it cannot be written.
    """
    path = folder / str(case.data["statement"]) / f"{case.hash}.json"
    write_atomically(path, canonical(case.data) + "\n", what="the counterexample")
    return path
