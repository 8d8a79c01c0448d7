"""`check` of single statements, without what they lean on: `python -m campaigns...alone`.

What a statement leans on imports nothing of its module, so it is the same for every mutant of it.
Loading, checks, ledger and exit status are those of `proofcheck check`; only `uses` is empty.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from proofcheck.core import Budget
from proofcheck.core.errors import ProofcheckError
from proofcheck.core.replacing import write_whole
from proofcheck.runner.discovery import Library
from proofcheck.runner.engine import run
from proofcheck.runner.entries import Entry, entries
from proofcheck.runner.loading import ModuleRef, load
from proofcheck.runner.problems import exit_status, problems
from proofcheck.runner.store import Stored

BROKEN = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit status of `check`, and write what the ledger says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="+", help="theorem modules, below the current folder")
    parser.add_argument("--examples", type=int, required=True)
    parser.add_argument("--digits", type=int, required=True)
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    try:
        found = _checked(options.files, Budget(options.digits, options.examples, 0))
    except ProofcheckError as error:
        print(error)
        return BROKEN
    write_whole(options.out, json.dumps(ledger(found), indent=1))
    wrong = problems(found)
    print(*(problem.text for problem in wrong), sep="\n")
    return exit_status(wrong)


def ledger(found: Sequence[Entry]) -> object:
    """Return what a reader of the ledger acts on: statuses, surviving mutants, findings."""
    return {
        entry.statement.id: {
            "status": entry.repaired.status.word,
            "literal": entry.literal.status.word,
            "survivors": [mutant.id for mutant in entry.survivors()],
            "findings": [f.id for f in entry.statement.findings if entry.reproduced(f)],
        }
        for entry in found
    }


def _checked(files: Sequence[str], budget: Budget) -> tuple[Entry, ...]:
    library = _library(files)
    ids = tuple(library.statements)
    done = run(library, ids, budget)
    results = {
        name: Stored(record, budget, done.seconds[name]) for name, record in done.records.items()
    }
    return entries(library, results, ids)


def _library(files: Sequence[str]) -> Library:
    refs = [ModuleRef(Path(file).resolve(), f"theorems.{Path(file).stem}") for file in files]
    modules = {statement.id: ref for ref in refs for statement in load(ref)}
    alone = {s.id: replace(s, uses=()) for ref in refs for s in load(ref)}
    return Library(alone, modules)


if __name__ == "__main__":
    raise SystemExit(main())
