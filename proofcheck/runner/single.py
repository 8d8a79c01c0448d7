"""One statement, checked in this process: for tests of theorem modules and for notebooks."""

from __future__ import annotations

from pathlib import Path

from proofcheck.core import Budget, InputError
from proofcheck.runner.discovery import discover, select
from proofcheck.runner.engine import run
from proofcheck.runner.entries import Entry, entries
from proofcheck.runner.store import Stored


def check_statement(
    statement_id: str, *directories: Path, examples: int = 40, digits: int = 50, seed: int = 0
) -> Entry:
    """Return the ledger's entry of a statement, checked with all that it leans on; stores nothing.

    Theorem modules of the directories are found as with `--modules`. `Entry.repaired` is the
    status with its reason, `Entry.literal` that of the printed form, `Entry.record` the evidence.

    Raises:
        InputError: a directory does not exist, or no module encodes the statement.
        StatementError: a module is broken.

    >>> check_statement("remark-10", examples=2).repaired.status.word
    'settled'
    """
    library = discover(directories)
    (name,) = select(library, (statement_id,))
    if name not in library.statements:
        raise InputError(
            "statement id",
            given=f"{name!r}, which no module encodes",
            admissible="an id that `proofcheck list` does not show as not encoded",
            repair="write its module, or name the directory that has it",
        )
    done = run(library, (name,), Budget(digits, examples, seed))
    results = {n: Stored(r, done.budget, done.seconds[n]) for n, r in done.records.items()}
    return entries(library, results, (name,))[0]
