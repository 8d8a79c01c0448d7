"""Loading one theorem module; whatever goes wrong in it becomes one `StatementError`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from proofcheck.core import ProofcheckError, Statement, StatementError


@dataclass(frozen=True)
class ModuleRef:
    """Where a theorem module is: its file, and its import name if it belongs to a package."""

    path: Path
    name: str = ""


@cache
def load(ref: ModuleRef) -> tuple[Statement, ...]:
    """Return the statements that a module defines as `STATEMENT` or `STATEMENTS`.

    Raises:
        StatementError: the module cannot be imported, or defines no statement.
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
    return statements


def _imported(ref: ModuleRef) -> ModuleType:
    try:
        with redirect_stdout(sys.stderr):
            return import_module(ref.name) if ref.name else _from_file(ref.path)
    except ProofcheckError as error:
        raise _broken(ref, error, error.repair) from error
    except (Exception, SystemExit) as error:
        given = f"{type(error).__name__}: {error}"
        raise _broken(
            ref, given, "import it by itself with python to see where it fails"
        ) from error


def _from_file(path: Path) -> ModuleType:
    digest = sha256(str(path).encode()).hexdigest()[:12]
    spec = spec_from_file_location(f"proofcheck_modules_{digest}_{path.stem}", path)
    if spec is None or spec.loader is None:
        raise ImportError(f"not a Python file: {path.name}")
    module = module_from_spec(spec)
    sys.modules[spec.name] = module
    if str(path.parent) not in sys.path:
        sys.path.append(str(path.parent))
    _undo_on_error(lambda: spec.loader.exec_module(module), spec.name)  # type: ignore[union-attr]
    return module


def _undo_on_error(execute: Callable[[], None], name: str) -> None:
    try:
        execute()
    except BaseException:
        sys.modules.pop(name, None)
        raise


def _broken(ref: ModuleRef, given: object, repair: str) -> StatementError:
    return StatementError(
        f"theorem module {ref.path}",
        given=given,
        admissible="a module that defines STATEMENT or STATEMENTS",
        repair=repair,
    )
