"""Loading one theorem module; whatever goes wrong in it becomes one `StatementError`."""

from __future__ import annotations

import sys
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType

from proofcheck.core import ProofcheckError, Statement, StatementError
from proofcheck.runner.folders import import_file


@dataclass(frozen=True)
class ModuleRef:
    """Where a theorem module is: its file, and its import name if it belongs to a package."""

    path: Path
    name: str = ""


@dataclass(frozen=True)
class Loaded:
    """What a theorem module defines: its statements, and the data files that it reads."""

    statements: tuple[Statement, ...]
    data: tuple[Path, ...] = ()


def load(ref: ModuleRef) -> tuple[Statement, ...]:
    """Return the statements that a module defines as `STATEMENT` or `STATEMENTS`.

    Raises:
        StatementError: the module cannot be imported, or defines no statement.
    """
    return loaded(ref).statements


@cache
def loaded(ref: ModuleRef) -> Loaded:
    """Return all that a module defines; `DATA_FILES` names the data files beside it.

    Raises:
        StatementError: the module cannot be imported, defines no statement, or a data file that it
            names is not there.
    """
    module = _imported(ref)
    single, several = getattr(module, "STATEMENT", None), getattr(module, "STATEMENTS", ())
    statements = (*(() if single is None else (single,)), *several)
    if not statements or not all(isinstance(s, Statement) for s in statements):
        raise _broken(
            ref,
            "no STATEMENT",
            "define STATEMENT = Statement(...), or start its file"
            " name with an underscore if it is a helper",
        )
    return Loaded(statements, tuple(_data_files(ref, getattr(module, "DATA_FILES", ()))))


def _data_files(ref: ModuleRef, names: object) -> list[Path]:
    if not isinstance(names, tuple | list) or not all(isinstance(n, str | Path) for n in names):
        repair = 'write DATA_FILES = ("table.csv",)'
        raise _broken(ref, f"DATA_FILES = {names!r}"[:80], repair)
    paths = [ref.path.parent / name for name in names]
    for path in paths:
        if not path.is_file():
            raise _broken(ref, f"the data file {path}, which is not there", "correct DATA_FILES")
    return paths


def _imported(ref: ModuleRef) -> ModuleType:
    try:
        with redirect_stdout(sys.stderr):
            return import_module(ref.name) if ref.name else import_file(ref.path)
    except ProofcheckError as error:
        raise _broken(ref, error, error.repair) from error
    except (Exception, SystemExit) as error:
        given = f"{type(error).__name__}: {error}"
        raise _broken(
            ref, given, "import it by itself with python to see where it fails"
        ) from error


def _broken(ref: ModuleRef, given: object, repair: str) -> StatementError:
    return StatementError(
        f"theorem module {ref.path}",
        given=given,
        admissible="a module that defines STATEMENT or STATEMENTS",
        repair=repair,
    )
