"""The commands that have to notice a mutant, cheapest first, and what each says of a copy."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from campaigns.operator_mutants.copies import Ran, run
from campaigns.operator_mutants.imports import dependants

EXAMPLES, DIGITS = 30, 50
LEDGER = "ledger-of-the-copy.json"
DOCTESTS = """
import doctest, importlib, sys
module = importlib.import_module({!r})
sys.exit(doctest.testmod(module, optionflags=doctest.ELLIPSIS).failed)
"""


@dataclass(frozen=True)
class Rung:
    """One command: what it is called in the report, and the arguments for Python.

    `by_ledger` says whether the ledger counts, or the exit status alone.
    """

    name: str
    command: tuple[str, ...]
    by_ledger: bool = False


@dataclass(frozen=True)
class Seen:
    """What a rung said: exit status (`None` after the time limit), and the ledger of `check`."""

    status: int | None
    seconds: float
    ledger: Any
    output: str


def ladder(root: Path, file: str) -> tuple[Rung, ...]:
    """Return the rungs for one file.

    A theorem module runs under `check` at once, its derivations first; files of the engine meet
    their doctests and the tests of their folder before the statements that import them.
    """
    ids = dependants(root, file)
    tests = _tests(root, file, ids)
    if file.startswith("theorems/"):
        return (*_derivations(ids), *_check(ids), *tests)
    return (_doctests(file), *tests, *_check(ids))


def look(rung: Rung, directory: Path, limit: float) -> Seen:
    """Run one rung in a copy."""
    ran = run(rung.command, directory, limit)
    ledger = _ledger(directory / LEDGER) if rung.by_ledger else None
    return Seen(ran.status, ran.seconds, ledger, _tail(ran))


def _doctests(file: str) -> Rung:
    module = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return Rung("import and doctests", ("-c", DOCTESTS.format(module)))


def _tests(root: Path, file: str, ids: tuple[str, ...]) -> tuple[Rung, ...]:
    parts = Path(file).parts
    folder = root / "tests" / (parts[1] if parts[0] == "proofcheck" else parts[0])
    tests = sorted(folder.glob("test_*.py"))
    if parts[0] == "theorems":
        tests = [test for test in tests if _names_any(test, (Path(file).stem, *ids))]
    if not tests:
        return ()
    options = ("-x", "-q", "-p", "no:cacheprovider", "-m", "not campaign")
    return (Rung("tests", ("-m", "pytest", *options, *nearest_first(root, file, tests))),)


def _names_any(test: Path, names: Sequence[str]) -> bool:
    """Return whether the file name or text of a test names a statement or its module."""
    text = f"{test.stem} {test.read_text(encoding='utf-8')}".replace("_", "-")
    plain = (re.escape(name.replace("_", "-")) for name in names)
    return any(re.search(rf"(?<!\w){name}(?!\d)", text) for name in plain)


def nearest_first(root: Path, file: str, tests: Sequence[Path]) -> list[str]:
    """Return test files relative to the root: those that name most of a file's definitions first.

    Only the time until a mutant is noticed depends on the order.
    """
    defined = {getattr(node, "name", "") for node in ast.parse((root / file).read_bytes()).body}
    words = {test: set(re.findall(r"\w+", test.read_text(encoding="utf-8"))) for test in tests}
    ordered = sorted(tests, key=lambda test: (-len(defined & words[test]), test.name))
    return [test.relative_to(root).as_posix() for test in ordered]


def _check(ids: tuple[str, ...]) -> tuple[Rung, ...]:
    return (Rung("check", _command(ids, EXAMPLES), by_ledger=True),) if ids else ()


def _derivations(ids: tuple[str, ...]) -> tuple[Rung, ...]:
    """Return `check` without examples: what refutes a derivation there refutes it with them."""
    return (Rung("check, derivations", _command(ids, 0)),) if ids else ()


def _command(ids: tuple[str, ...], examples: int) -> tuple[str, ...]:
    options = f"--examples {examples} --digits {DIGITS} --jobs 1 --json {LEDGER}"
    return ("-m", "proofcheck", "check", *ids, *options.split())


def _ledger(path: Path) -> Any:
    """Return what `check` says that a reader acts on: statuses, surviving mutants, findings."""
    if not path.exists():
        return None
    found = json.loads(path.read_text(encoding="utf-8"))
    path.unlink()
    statements = {s["id"]: (s["status"], s["literal"], *_survivors(s)) for s in found["statements"]}
    return statements, sorted((f["statement"], f["id"]) for f in found["findings"])


def _survivors(statement: Any) -> list[str]:
    mutants = statement["mutants"]
    return [m["id"] for m in mutants if not m["killed"] and m.get("equivalent") is None]


def _tail(ran: Ran) -> str:
    return "\n".join(ran.output.strip().splitlines()[-12:])
