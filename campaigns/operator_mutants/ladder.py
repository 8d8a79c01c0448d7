"""The commands that have to notice a mutant, cheapest first, and what each says of a copy."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from campaigns.operator_mutants.copies import Ran, run
from campaigns.operator_mutants.imports import dependants, imported_files
from campaigns.syntax import parsed

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
    modules = dependants(root, file)
    tests = _tests(root, file, modules)
    if file.startswith("theorems/"):
        return (*_derivations(modules), _doctests(file), *_check(modules), *tests)
    return (_doctests(file), *tests, *_check(modules))


def look(rung: Rung, directory: Path, limit: float) -> Seen:
    """Run one rung in a copy."""
    ran = run(rung.command, directory, limit)
    ledger = _ledger(directory / LEDGER) if rung.by_ledger else None
    return Seen(ran.status, ran.seconds, ledger, _tail(ran))


def _doctests(file: str) -> Rung:
    module = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
    return Rung("import and doctests", ("-c", DOCTESTS.format(module)))


def _tests(root: Path, file: str, modules: tuple[str, ...]) -> tuple[Rung, ...]:
    parts = Path(file).parts
    if parts[0] == "theorems":
        all_tests = sorted((root / "tests").rglob("test_*.py"))
        tests = [test for test in all_tests if _is_about(root, test, (file, *modules))]
    else:
        tests = sorted((root / "tests" / parts[1]).glob("test_*.py"))
    if not tests:
        return ()
    options = ("-x", "-q", "-p", "no:cacheprovider", "-m", "not campaign")
    return (Rung("tests", ("-m", "pytest", *options, *nearest_first(root, file, tests))),)


def _is_about(root: Path, test: Path, modules: Sequence[str]) -> bool:
    """Return whether a test imports a theorem module, or bears its name and number."""
    stems = [Path(module).stem for module in modules]
    numbered = (re.match(r"[a-z]+_[a-z]?\d+(?=_)", stem) for stem in stems)
    names = [*stems, *(found[0] for found in numbered if found)]
    named = any(re.match(rf"test_{name}(?!\d)", test.stem) for name in names)
    imported = imported_files(root, test.relative_to(root).as_posix())
    return named or not set(modules).isdisjoint(imported)


def nearest_first(root: Path, file: str, tests: Sequence[Path]) -> list[str]:
    """Return test files relative to the root: those that name most of a file's definitions first.

    Only the time until a mutant is noticed depends on the order.
    """
    defined = {getattr(node, "name", "") for node in parsed((root / file).read_bytes()).body}
    words = {test: set(re.findall(r"\w+", test.read_text(encoding="utf-8"))) for test in tests}
    ordered = sorted(tests, key=lambda test: (-len(defined & words[test]), test.name))
    return [test.relative_to(root).as_posix() for test in ordered]


def _check(modules: tuple[str, ...]) -> tuple[Rung, ...]:
    return (Rung("check", _command(modules, EXAMPLES), by_ledger=True),) if modules else ()


def _derivations(modules: tuple[str, ...]) -> tuple[Rung, ...]:
    """Return `check` without examples: what refutes a derivation there refutes it with them."""
    return (Rung("check, derivations", _command(modules, 0)),) if modules else ()


def _command(modules: tuple[str, ...], examples: int) -> tuple[str, ...]:
    options = f"--examples {examples} --digits {DIGITS} --out {LEDGER}"
    return ("-m", "campaigns.operator_mutants.alone", *modules, *options.split())


def _ledger(path: Path) -> Any:
    """Return what `check` wrote, and remove it."""
    if not path.exists():
        return None
    found = json.loads(path.read_text(encoding="utf-8"))
    path.unlink()
    return found


def _tail(ran: Ran) -> str:
    return "\n".join(ran.output.strip().splitlines()[-12:])
