"""The report of a campaign, as text and as JSON, and what it amounts to."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from campaigns.operator_mutants.campaign import Result
from campaigns.operator_mutants.reasons import Key, key, needless

WANTED = 95


def succeeded(results: Sequence[Result], reasons: Mapping[Key, str]) -> bool:
    """Return whether 95 % are killed and every survivor has a reason."""
    killed = sum(result.killed for result in results)
    unexplained = [r for r in survivors(results) if key(r.mutant) not in reasons]
    return 100 * killed >= WANTED * len(results) and not unexplained


def survivors(results: Sequence[Result]) -> list[Result]:
    """Return the results that nothing noticed."""
    return [result for result in results if not result.killed]


def lines(results: Sequence[Result], reasons: Mapping[Key, str]) -> Iterator[str]:
    """Return the report: by kind, by file, by what noticed, and every survivor with its reason."""
    yield from _table("kind", results, lambda r: r.mutant.kind)
    yield from _table("file", results, lambda r: r.mutant.file)
    yield from _noticed(results)
    for result in survivors(results):
        yield from _survivor(result, reasons)
    for mutant in needless(reasons, [r.mutant for r in results if r.killed]):
        yield f"killed, although a reason is given for its survival: {mutant.id}"
    killed = sum(result.killed for result in results)
    share = 100 * killed / len(results) if results else 0.0
    yield f"{killed} of {len(results)} killed ({share:.1f} %; {WANTED} % wanted)"


def _table(title: str, results: Sequence[Result], group: Callable[[Result], str]) -> Iterator[str]:
    yield f"{title:<50}{'killed':>8}{'of':>6}"
    for name in sorted({group(result) for result in results}):
        members = [result for result in results if group(result) == name]
        yield f"  {name:<48}{sum(r.killed for r in members):>8}{len(members):>6}"
    yield ""


def _noticed(results: Sequence[Result]) -> Iterator[str]:
    yield "noticed by"
    ways = [f"{result.killed_by}: {result.how}" for result in results if result.killed]
    for way in sorted(set(ways)):
        yield f"  {way:<48}{ways.count(way):>8}"
    yield ""


def _survivor(result: Result, reasons: Mapping[Key, str]) -> Iterator[str]:
    mutant = result.mutant
    yield f"survives: {mutant.id}  (in {mutant.where or 'the module'})"
    yield f"  - {mutant.before}"
    yield f"  + {mutant.after}"
    yield f"  reason: {reasons.get(key(mutant), 'NONE GIVEN')}"


def write_json(
    path: Path, results: Sequence[Result], reasons: Mapping[Key, str], settings: Mapping[str, Any]
) -> None:
    """Write all results, with the settings of the run."""
    found = {**settings, "mutants": [_to_json(result, reasons) for result in results]}
    path.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def _to_json(result: Result, reasons: Mapping[Key, str]) -> dict[str, Any]:
    mutant = result.mutant
    return {
        "id": mutant.id,
        "kind": mutant.kind,
        "file": mutant.file,
        "where": mutant.where,
        "before": mutant.before,
        "after": mutant.after,
        "killed_by": result.killed_by or None,
        "how": result.how or None,
        "seconds": round(result.seconds, 1),
        "reason": reasons.get(key(mutant)),
    }
