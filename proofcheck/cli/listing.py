"""`proofcheck list`: every statement with its status, from the stored ledger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich import box
from rich.console import RenderableType
from rich.table import Table

from proofcheck.cli.options import json_option, modules_option
from proofcheck.cli.screen import coloured, heading, indented, show_on_screen, write_json
from proofcheck.core import Status
from proofcheck.export.results import kernel_evidence
from proofcheck.runner.discovery import Library, discover
from proofcheck.runner.entries import Entry, entries
from proofcheck.runner.paper import PAPER
from proofcheck.runner.problems import problems
from proofcheck.runner.store import read_ledger

MARK = "(!)"
BUDGET = ("examples", "digits", "seed")


@click.command("list")
@modules_option()
@json_option()
def list_statements(directories: tuple[Path, ...], json_file: str | None) -> int:
    """List the statements with page and status, and the settings of the run that `check` stored.

    A status marked (!) comes from a run that ended with problems; they are named below the table.

    \b
    Example:
      proofcheck list --json -
    """  # noqa: D301 - click wants the character
    library = discover(directories)
    rows = list(_rows(library))
    if json_file is not None:
        write_json({"statements": rows}, json_file)
    if json_file != "-":
        show_on_screen(*_parts(rows))
    return 0


def _rows(library: Library) -> Iterator[dict[str, Any]]:
    stored = read_ledger(library, Path.cwd())
    kernel = kernel_evidence(Path.cwd())
    found = {e.statement.id: e for e in entries(library, stored, library.statements, kernel)}
    paper = {statement.id: statement for statement in PAPER}
    for name in library.known_ids():
        if name in found:
            yield _encoded(found[name])
        else:
            yield _row(name, paper[name].line, paper[name].page, "not encoded")


def _encoded(entry: Entry) -> dict[str, Any]:
    statement = entry.statement
    if entry.stored is None:
        return _row(statement.id, statement.title, statement.page, "not checked")
    row = _row(statement.id, statement.title, statement.page, entry.repaired.status.word)
    budget = entry.stored.budget
    return {
        **row,
        "literal": entry.literal.status.word if entry.differs_as_printed else "-",
        "examples": budget.examples,
        "digits": budget.digits,
        "seed": budget.seed,
        "problems": [problem.text for problem in problems((entry,))],
    }


def _row(name: str, title: str, page: int, status: str) -> dict[str, Any]:
    run: dict[str, Any] = {"examples": None, "digits": None, "seed": None, "problems": []}
    return {"id": name, "title": title, "page": page, "status": status, "literal": "-", **run}


def _parts(rows: list[dict[str, Any]]) -> Iterator[RenderableType]:
    yield _table(rows)
    if any(row["examples"] is not None for row in rows):
        yield heading("run: examples/digits/seed")
    marked = [row for row in rows if _mark(row)]
    if marked:
        yield heading(f"{MARK} not as it should be in the stored run")
    for row in marked:
        yield from (indented(text) for text in row["problems"])


def _mark(row: dict[str, Any]) -> str:
    """Return the mark of a status that does not say itself that the run ended with problems."""
    fine = row["status"] not in (Status.REFUTED.word, Status.UNDECIDED.word)
    return f" {MARK}" if row["problems"] and fine else ""


def _run(row: dict[str, Any]) -> str:
    """Return the settings of the stored run; only the text of the table abbreviates them."""
    return "-" if row["examples"] is None else "/".join(str(row[name]) for name in BUDGET)


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in ("statement", "page", "status", "literal", "run", "title"):
        table.add_column(name, no_wrap=name != "title")
    for row in rows:
        table.add_row(
            row["id"],
            str(row["page"] or "-"),
            coloured(row["status"]).append(_mark(row)),
            coloured(row["literal"]),
            _run(row),
            row["title"],
        )
    return table
