"""Why a survivor is harmless: reasons that somebody wrote down, in `campaigns/survivors.toml`.

An entry names the file, the function, the line before and after, so that it still speaks of the
same mutant when lines above it move, and of no other mutant when the line itself changes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from campaigns.operator_mutants.mutants import OperatorMutant

FILE = Path(__file__).resolve().parent.parent / "survivors.toml"
FIELDS = ("file", "where", "before", "after", "kind", "reason")
KINDS = ("equivalent", "choice")
Key = tuple[str, str, str, str]


@dataclass(frozen=True)
class Reason:
    """Why a survivor is harmless, and of which kind that is.

    equivalent  nothing that anybody computes with the file becomes different
    choice      a choice among equals: whatever is chosen is proved or refused before it counts
    """

    kind: str
    text: str


def read_reasons(path: Path = FILE) -> dict[Key, Reason]:
    """Return the written reasons.

    Raises:
        ValueError: an entry lacks a field, its kind is unknown or its reason is empty.
    """
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("survivor", [])
    for entry in entries:
        if set(entry) != set(FIELDS) or entry["kind"] not in KINDS or not entry["reason"].strip():
            raise ValueError(
                f"{path.name}: an entry needs exactly {', '.join(FIELDS)}, "
                f"and a kind is one of {', '.join(KINDS)}: {entry}"
            )
    return {
        (e["file"], e["where"], e["before"], e["after"]): Reason(e["kind"], e["reason"].strip())
        for e in entries
    }


def key(mutant: OperatorMutant) -> Key:
    """Return what identifies a mutant among the reasons."""
    return mutant.file, mutant.where, mutant.before, mutant.after


def needless(
    reasons: Mapping[Key, Reason], killed: Iterable[OperatorMutant]
) -> list[OperatorMutant]:
    """Return the killed mutants that have a reason to survive: that reason is wrong."""
    return [mutant for mutant in killed if key(mutant) in reasons]
