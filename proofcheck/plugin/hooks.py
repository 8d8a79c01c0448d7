"""Hooks of the pytest plugin. Nothing of the engine is imported before a module is collected."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from proofcheck.plugin.nodes import TheoremFile

DEFINES = re.compile(r"^STATEMENTS?\b[^=\n]*=", re.MULTILINE)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, all of which begin with `--proofcheck`."""
    group = parser.getgroup("proofcheck", "theorem modules")
    group.addoption(
        "--proofcheck",
        action="store_true",
        help="Collect every theorem module that pytest comes across, not only those in files and"
        " folders named on the command line.",
    )
    for name, default, text in (
        ("examples", 200, "Random instances for each sampled check."),
        ("digits", 50, "Decimal digits of the numerical checks."),
        ("seed", 0, "Seed of the instances."),
    ):
        group.addoption(
            f"--proofcheck-{name}",
            type=int,
            default=default,
            metavar="N",
            help=f"{text} [{default}]",
        )


def pytest_configure(config: pytest.Config) -> None:
    """Note what was named on the command line; workers of xdist see the same command line."""
    option = config.option
    for name, least in (("examples", 0), ("digits", 1)):
        given = getattr(option, f"proofcheck_{name}")
        if given < least:
            raise pytest.UsageError(
                f"--proofcheck-{name}: given {given}; admissible: an integer >= {least};"
                f" repair: leave it out"
            )
    named = config.args if config.args_source is pytest.Config.ArgsSource.ARGS else []
    folder = config.invocation_params.dir
    option.proofcheck_named = [str((folder / arg.partition("::")[0]).resolve()) for arg in named]


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> TheoremFile | None:
    """Return a collector for a theorem module that is asked for."""
    if not is_asked_for(file_path, parent.config) or not is_theorem_module(file_path):
        return None
    from proofcheck.plugin.nodes import TheoremFile

    return TheoremFile.from_parent(parent, path=file_path)


def is_asked_for(path: Path, config: pytest.Config) -> bool:
    """Return whether a file, or the folder that it lies in, was named; or `--proofcheck` given."""
    if path.suffix != ".py" or path.name.startswith(("_", "test_", "conftest")):
        return False
    named = getattr(config.option, "proofcheck_named", ())
    return config.option.proofcheck or bool({str(path), str(path.parent)}.intersection(named))


def is_theorem_module(path: Path) -> bool:
    """Return whether a file names proofcheck and its code defines STATEMENT or STATEMENTS.

    A text inside a string, such as a template, defines nothing. What cannot be parsed counts, so
    that its error is shown.
    """
    text = path.read_text(encoding="utf-8", errors="replace")
    if "proofcheck" not in text or not DEFINES.search(text):
        return False
    try:
        body = ast.parse(text).body
    except (SyntaxError, ValueError):
        return True
    assigned = (part for part in body if isinstance(part, ast.Assign | ast.AnnAssign))
    return any(DEFINES.match(ast.unparse(part)) for part in assigned)
