"""The command `python -m campaigns.corruptions`: all stored certificates, one field changed.

Example: python -m campaigns.corruptions --out corruptions.jsonl, again to continue a run that was
cut. With --sealed, claim, `leans_on` and digest are made to fit the changed field; what is then
accepted is listed, and has to be true.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from campaigns.corruptions.changes import all_changes
from proofcheck.certificates.writer import sealed
from proofcheck.checker import KINDS, verify
from proofcheck.core import InputError

ROOT = Path(__file__).resolve().parents[2]
STORED = ROOT / "certificates"
CHECKER = ROOT / "proofcheck" / "checker"
BLOCK = 200
WORDS = ("claim", "leans_on", "digest")
RESULTS = ("accepted", "not proved", "malformed", "traceback")


def outcome(found: Any, seal: bool) -> str:
    """Return what the checker says of a changed certificate."""
    try:
        return "accepted" if verify(sealed(found) if seal else found).accepted else "not proved"
    except InputError:
        return "malformed"
    except Exception as error:  # the point of the campaign is that this never happens
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return "traceback"


def changes_of(found: Any, seal: bool) -> Iterator[tuple[str, Any]]:
    """Yield the corruptions; those of words that are made to fit are left out."""
    for what, new in all_changes(found, KINDS):
        if not (seal and any(new.get(key) != found[key] for key in WORDS)):
            yield what, new


def digest_of(files: Sequence[Path]) -> str:
    """Return a digest of a certificate and the checker: results of others are not continued."""
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]


def run(
    path: Path, seal: bool, every: int, known: set[tuple[Any, ...]], out: Path
) -> set[tuple[Any, ...]]:
    """Write one line per block of changes but those of `known`; return the keys of all blocks."""
    found = json.loads(path.read_text(encoding="utf-8"))
    digest = digest_of([path, *sorted(CHECKER.glob("*.py"))])
    chosen = islice(changes_of(found, seal), 0, None, every)
    keys: set[tuple[Any, ...]] = set()
    while block := list(islice(chosen, BLOCK)):
        key = (path.stem, digest, seal, every, len(keys))
        keys.add(key)
        if key in known:
            continue
        results = [(what, outcome(new, seal)) for what, new in block]
        counts = Counter(result for _, result in results)
        accepted = [what for what, result in results if result in ("accepted", "traceback")]
        with out.open("a", encoding="utf-8") as file:
            line = {"key": key, "counts": counts, "accepted": accepted}
            file.write(json.dumps(line) + "\n")
    return keys


def finished(out: Path) -> list[dict[str, Any]]:
    """Return the lines of an earlier run."""
    if not out.exists():
        return []
    return [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]


def summary(lines: Sequence[dict[str, Any]]) -> tuple[str, int]:
    """Return counts per certificate, and the number of accepted ones and tracebacks."""
    counts: dict[str, Counter[str]] = {}
    for line in lines:
        counts.setdefault(line["key"][0], Counter()).update(line["counts"])
    total = sum(counts.values(), Counter[str]())
    rows = [f"{name}: {_shown(count)}" for name, count in sorted(counts.items())]
    return "\n".join([*rows, f"all: {_shown(total)}"]), total["accepted"] + total["traceback"]


def _shown(count: Counter[str]) -> str:
    parts = ", ".join(f"{count[result]} {result}" for result in RESULTS)
    return f"{sum(count.values())} changes, {parts}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Return the exit status: 0 if nothing was accepted, or if it may be (--sealed)."""
    parser = argparse.ArgumentParser(prog="python -m campaigns.corruptions", description=__doc__)
    parser.add_argument("certificates", nargs="*", type=Path, help="files (default: the stored)")
    parser.add_argument("--out", type=Path, required=True, help="results, one block a line")
    parser.add_argument("--every", type=int, default=1, help="take every K-th change only")
    parser.add_argument("--sealed", action="store_true", help="make words and digest fit")
    options = parser.parse_args(arguments)
    if options.every < 1:
        parser.error("--every takes a number from 1")
    keys: set[tuple[Any, ...]] = set()
    known = {tuple(line["key"]) for line in finished(options.out)}
    for path in sorted(set(options.certificates)) or sorted(STORED.glob("*.json")):
        keys |= run(path, options.sealed, options.every, known, options.out)
    lines = [line for line in finished(options.out) if tuple(line["key"]) in keys]
    text, wrong = summary(lines)
    print(text)
    return 0 if options.sealed or not wrong else 1


if __name__ == "__main__":
    sys.exit(main())
