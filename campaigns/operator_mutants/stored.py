"""Results on disk: written after every mutant, one a line, and taken over by a later run."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from hashlib import sha256
from pathlib import Path
from typing import Any

from campaigns.operator_mutants.campaign import Result
from campaigns.operator_mutants.mutants import OperatorMutant
from campaigns.operator_mutants.operators import Edit
from proofcheck.core.replacing import write_whole


def digests(root: Path, mutants: Iterable[OperatorMutant]) -> dict[str, str]:
    """Return a digest of every file that is broken."""
    files = sorted({mutant.file for mutant in mutants})
    return {file: sha256((root / file).read_bytes()).hexdigest()[:16] for file in files}


def write(
    path: Path, results: Sequence[Result], sources: Mapping[str, str], settings: Mapping[str, Any]
) -> None:
    """Write the results with the settings of the run and the digests of the files, atomically."""
    rows = ",\n".join(json.dumps(_to_json(result)) for result in results)
    head = json.dumps({**settings, "sources": sources}, indent=1).removesuffix("\n}")
    write_whole(path, f'{head},\n "mutants": [\n{rows}\n]}}\n')


def read(path: Path) -> tuple[list[Result], dict[str, str]]:
    """Return the stored results, and the digests of the files as they were."""
    found = json.loads(path.read_text(encoding="utf-8"))
    return [_from_json(row) for row in found["mutants"]], found["sources"]


def still_true(path: Path, sources: Mapping[str, str]) -> dict[str, Result]:
    """Return the stored results by id, for those files that are still the same."""
    results, before = read(path)
    same = {file for file, digest in before.items() if sources.get(file) == digest}
    return {result.mutant.id: result for result in results if result.mutant.file in same}


def _to_json(result: Result) -> dict[str, Any]:
    mutant = asdict(result.mutant)
    found = {"killed_by": result.killed_by, "how": result.how, "seconds": round(result.seconds, 1)}
    return {**mutant.pop("edit"), **mutant, **found}


def _from_json(row: Mapping[str, Any]) -> Result:
    edit = Edit(**{field.name: row[field.name] for field in fields(Edit)})
    names = [field.name for field in fields(OperatorMutant) if field.name != "edit"]
    mutant = OperatorMutant(edit=edit, **{name: row[name] for name in names})
    return Result(mutant, row["killed_by"], row["how"], row["seconds"])
