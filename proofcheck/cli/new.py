"""`proofcheck new`: a theorem module and its test that run at once and show nothing yet."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Container
from itertools import count
from pathlib import Path

import click

from proofcheck.cli.options import json_option
from proofcheck.cli.scaffold import Scaffold
from proofcheck.cli.screen import write_json
from proofcheck.core import InputError
from proofcheck.runner.discovery import discover
from proofcheck.runner.store import write_new

ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)+")
NOT_FOUND = ("test-", "conftest-")
"""Beginnings of ids whose modules would be taken for tests, and never be found."""

LONGEST_ID, LONGEST_TEXT = 40, 80


@click.command("new")
@click.argument("statement_id", metavar="ID")
@click.option("--title", required=True, help="Short name of the statement, one line.")
@click.option(
    "--page", type=click.IntRange(0), default=0, help="Printed page; left out, there is none."
)
@click.option("--source", default=None, help="The text it is from, if not the paper.")
@click.option(
    "--modules",
    "modules",
    type=click.Path(path_type=Path),
    default="theorems",
    show_default=True,
    metavar="DIR",
    help="Where to write the module; ./theorems is found by every command.",
)
@click.option(
    "--tests",
    "tests",
    type=click.Path(path_type=Path),
    default="tests",
    show_default=True,
    metavar="DIR",
    help="Where to write its test.",
)
@json_option()
def new(
    statement_id: str,
    title: str,
    page: int,
    source: str | None,
    modules: Path,
    tests: Path,
    json_file: str | None,
) -> int:
    """Write a theorem module and its test, for a statement that you want to add.

    Both run at once. The statement is undecided (vacuous), and `check` ends with status 3, until
    the module draws instances that meet the hypothesis and a false variant of the claim, a mutant,
    is refuted by its check. Nothing is overwritten.

    Exit status: 0 written, 2 bad input.

    \b
    Example:
      proofcheck new my-lemma --title "Every local minimum is global" --page 3
    """  # noqa: D301 - click wants the character
    _refuse_bad_id(statement_id, modules)
    made = Scaffold(
        statement_id,
        title=_one_line("--title", title),
        page=page,
        source=None if source is None else _one_line("--source", source),
        modules=_seen_from(tests, modules),
    )
    module, test = modules / made.file_name, tests / f"test_{made.file_name}"
    write_new({module: made.module_text(), test: made.test_text()})
    if json_file is not None:
        write_json({"id": statement_id, "module": str(module), "test": str(test)}, json_file)
    if json_file != "-":
        click.echo(f"{module}: write the claim, draw instances, break it\n{test}: its test")
        click.echo(f"next: proofcheck check {statement_id}{_option(modules)}")
    return 0


def _refuse_bad_id(statement_id: str, modules: Path) -> None:
    good = ID.fullmatch(statement_id) and len(statement_id) <= LONGEST_ID
    if not good or statement_id.startswith(NOT_FOUND):
        raise InputError(
            "statement id",
            given=repr(statement_id),
            admissible=f"at most {LONGEST_ID} lower case letters and digits, in words joined by"
            " hyphens, at least two, the first no `test` or `conftest`",
            repair="write for example my-lemma",
        )
    library = discover((modules,) if modules.is_dir() else ())
    if statement_id in library.statements:
        raise InputError(
            "statement id",
            given=f"{statement_id!r}, which {library.modules[statement_id].path} defines",
            admissible="an id that no module defines yet",
            repair=f"write for example {_free(statement_id, library.statements)}",
        )


def _free(statement_id: str, taken: Container[str]) -> str:
    """Return the id with the first number from 2 on that makes it new."""
    return next(name for k in count(2) if (name := f"{statement_id}-{k}") not in taken)


def _one_line(option: str, text: str) -> str:
    stripped = text.strip()
    if not stripped or len(stripped) > LONGEST_TEXT or not stripped.isprintable():
        raise InputError(
            option,
            given=repr(text)[: LONGEST_TEXT + 20],
            admissible=f"one line of 1 to {LONGEST_TEXT} printable characters",
            repair=f'write for example {option} "Every local minimum is global"',
        )
    return stripped


def _seen_from(tests: Path, modules: Path) -> str:
    return Path(os.path.relpath(modules.resolve(), tests.resolve())).as_posix()


def _option(modules: Path) -> str:
    found = modules.resolve() == Path("theorems").resolve()
    return "" if found else f" --modules {shlex.quote(str(modules))}"
