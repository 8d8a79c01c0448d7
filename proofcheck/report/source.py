"""What a report shows: the stored ledger, judged, with Coq's claims and certificates beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proofcheck.core import Budget
from proofcheck.export.results import kernel_evidence, kernel_rows
from proofcheck.report.certificates import Certificate, certificates
from proofcheck.report.marks import STATUSES, status_word
from proofcheck.runner.discovery import Library
from proofcheck.runner.entries import Entry, entries
from proofcheck.runner.paper import PAPER, PaperStatement, paper_ids
from proofcheck.runner.store import read_ledger, stale_ids


@dataclass(frozen=True)
class Source:
    """Everything that a report shows, read once."""

    entries: tuple[Entry, ...]
    not_encoded: tuple[PaperStatement, ...]
    stale: frozenset[str]
    kernel: Mapping[str, list[dict[str, Any]]]
    certificates: tuple[Certificate, ...]

    def word(self, entry: Entry) -> str:
        """Return the word of a statement's status."""
        return status_word(entry, self.stale)

    def counts(self) -> dict[str, int]:
        """Return how many statements have each status; nothing is added up."""
        found = Counter(self.word(entry) for entry in self.entries)
        found["not encoded"] = len(self.not_encoded)
        return {word: found[word] for word in STATUSES if found[word] or word == "settled"}

    def budgets(self) -> tuple[Budget, ...]:
        """Return the different settings of the stored runs."""
        stored = (entry.stored.budget for entry in self.entries if entry.stored is not None)
        return tuple(dict.fromkeys(stored))

    def of_paper(self, entry: Entry) -> bool:
        """Return whether a statement is one of the paper's list."""
        return entry.statement.id in paper_ids()


def read_source(library: Library, here: Path, folder: Path | None, *, verify: bool) -> Source:
    """Return what the report of the statements of a library shows, from the ledger in `here`.

    `folder` holds the certificates; `None` where there are none.
    """
    results = read_ledger(library, here)
    wanted = [name for name in library.known_ids() if name in library.statements]
    found = entries(library, results, wanted, kernel_evidence(here))
    return Source(
        entries=found,
        not_encoded=tuple(s for s in PAPER if s.id in library.not_encoded()),
        stale=stale_ids(library, here),
        kernel=_kernel(found, here),
        certificates=() if folder is None else certificates(folder, verify=verify),
    )


def _kernel(found: Iterable[Entry], here: Path) -> dict[str, list[dict[str, Any]]]:
    rows = {entry.statement.id: kernel_rows(entry.statement.id, here) for entry in found}
    return {name: shown for name, shown in rows.items() if shown}
