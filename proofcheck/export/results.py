"""Results of the audit on this machine, and what they still say: `.proofcheck/kernel.json`."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from proofcheck.core import Evidence, InputError, Kind, Verdict, holds, refuted
from proofcheck.export.audit import Audit
from proofcheck.export.claims import CLAIMS, Claim, claims_of
from proofcheck.export.coqc import coq_version
from proofcheck.export.library import Library, library_folder
from proofcheck.export.writer import Exported, exported
from proofcheck.runner.beside import digest
from proofcheck.runner.store import write_atomically

SCHEMA = 1
KERNEL = Path(".proofcheck", "kernel.json")
ACCEPTED, UNCHECKED, MISSING = "kernel", "emitted-unchecked", "not-exported"
TIED = (
    ("statement", "the statement"),
    ("data", "the data"),
    ("files", "a Coq file"),
    ("rules", "the audit"),
)
RULES = ("sentences.py", "library.py", "axioms.py", "audit.py", "build.py", "coqc.py")
"""The files that say what Coq is asked, and what counts as accepted."""


@dataclass(frozen=True)
class Standing:
    """The status of a claim: kernel, emitted-unchecked or not-exported, with the reason."""

    status: str
    reason: str = ""
    tier: str = ""
    seconds: float = 0.0


def ties(one: Exported, library: Library, coq: str | None) -> dict[str, str]:
    """Return the hashes, and the version of Coq, that a result depends on.

    >>> from proofcheck.export.library import library_folder
    >>> library = Library(library_folder())
    >>> list(ties(exported(CLAIMS[0], library), library, "8.16.1"))
    ['statement', 'data', 'files', 'rules', 'coq']
    """
    return {
        "statement": one.statement_hash,
        "data": one.data_hash,
        "files": one.file_hash(library),
        "rules": _rules(),
        "coq": coq or "none",
    }


@cache
def _rules() -> str:
    folder = Path(__file__).parent
    return digest([(folder / name).read_text(encoding="utf-8") for name in RULES])


def keep(directory: Path, one: Exported, tied: Mapping[str, str], found: Audit) -> None:
    """Store the result of one audit.

    Raises:
        InputError: it cannot be written.
    """
    entries = read(directory)
    entries[one.claim.id] = {
        **tied,
        "theorem": one.name,
        "refusal": found.refusal,
        "axioms": list(found.axioms),
        "tier": found.tier,
        "seconds": round(found.seconds, 3),
    }
    text = json.dumps({"schema": SCHEMA, "entries": entries}, indent=1, sort_keys=True)
    write_atomically(directory / KERNEL, text + "\n", what="the results of Coq's kernel")


def read(directory: Path) -> dict[str, Any]:
    """Return the stored results; an unreadable file is empty."""
    try:
        data = json.loads((directory / KERNEL).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return {}
    valid = isinstance(data, dict) and data.get("schema") == SCHEMA
    entries = data.get("entries") if valid else None
    return entries if isinstance(entries, dict) else {}


def standing(entry: object, tied: Mapping[str, str]) -> Standing:
    """Return what a stored result says now; every change makes it fall.

    >>> standing({"coq": "8.16"}, {"coq": "8.17"}).status
    'emitted-unchecked'
    """
    if not isinstance(entry, dict):
        return Standing(UNCHECKED, "not checked on this machine")
    for name, words in TIED:
        if entry.get(name) != tied.get(name):
            return Standing(UNCHECKED, f"{words} changed since Coq accepted it")
    if entry.get("coq") != tied.get("coq"):
        given = f"{entry.get('coq')}, now {tied.get('coq')}"
        return Standing(UNCHECKED, f"checked with another Coq: {given}")
    if entry.get("refusal") != "" or entry.get("tier") not in ("T0", "T1", "T2"):
        return Standing(UNCHECKED, f"refused: {entry.get('refusal')}")
    seconds = entry.get("seconds")
    spent = float(seconds) if isinstance(seconds, int | float) else 0
    return Standing(ACCEPTED, tier=entry["tier"], seconds=spent)


def row(one: Exported, now: Standing) -> dict[str, Any]:
    """Return the object of one claim in CLAIMS.json."""
    claim = one.claim
    return {
        "id": claim.id,
        "statement": claim.statement,
        "page": claim.page,
        "says": claim.says,
        "theorem": one.name,
        "file": f"{one.file}.v",
        "library": f"{claim.file}.{claim.theorem}",
        "statement_hash": one.statement_hash,
        "data_hash": one.data_hash,
        "tier": now.tier,
        "status": now.status,
        "reason": now.reason,
    }


def standings(claims: Iterable[Claim], directory: Path) -> list[tuple[Exported, Standing]]:
    """Return what Coq's kernel says of some claims on this machine, without running it.

    An installation without the Coq library has none.
    """
    try:
        library = Library(library_folder())
    except InputError:
        return []
    entries = read(directory)
    coq = coq_version() if entries else None
    files = [exported(claim, library) for claim in claims]
    return [(one, standing(entries.get(one.claim.id), ties(one, library, coq))) for one in files]


def kernel_rows(statement: str, directory: Path) -> list[dict[str, Any]]:
    """Return the claims about one statement as JSON objects."""
    return [row(one, now) for one, now in standings(claims_of(statement), directory)]


def kernel_evidence(directory: Path) -> dict[str, dict[str, tuple[Evidence, ...]]]:
    """Return the evidence of Coq's kernel: statement id, step id, evidence."""
    if not read(directory):
        return {}
    found: dict[str, dict[str, tuple[Evidence, ...]]] = {}
    for one, now in standings(CLAIMS, directory):
        if now.status == ACCEPTED:
            steps = found.setdefault(one.claim.statement, {})
            for step in one.claim.steps:
                steps[step] = (*steps.get(step, ()), _evidence(one, now))
    return found


def _evidence(one: Exported, now: Standing) -> Evidence:
    claim = one.claim
    detail = f"{claim.says} ({now.tier})"
    negated = claim.verdict is Verdict.REFUTED
    outcome = refuted(detail, confirmed_by="Coq's kernel") if negated else holds(detail)
    return Evidence(Kind.KERNEL, outcome, claim.scope, f"{claim.file}.{claim.theorem}", now.seconds)
