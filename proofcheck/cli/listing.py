"""`proofcheck list`: every statement with its status, from the stored ledger."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from rich import box
from rich.table import Table

from proofcheck.cli.options import json_option, modules_option
from proofcheck.cli.screen import coloured, show_on_screen, write_json
from proofcheck.runner.discovery import Library, discover
from proofcheck.runner.entries import Entry, entries
from proofcheck.runner.paper import PAPER
from proofcheck.runner.store import read_ledger


@click.command("list")
@modules_option()
@json_option()
def list_statements(directories: tuple[Path, ...], json_file: str | None) -> int:
    """List the statements with page and status, as `check` last left them.

    \b
    Example:
      proofcheck list --json -
    """  # noqa: D301 - click wants the character
    library = discover(directories)
    rows = list(_rows(library))
    if json_file is not None:
        write_json({"statements": rows}, json_file)
    if json_file != "-":
        show_on_screen(_table(rows))
    return 0


def _rows(library: Library) -> Iterator[dict[str, Any]]:
    stored = read_ledger(library, Path.cwd())
    found = {e.statement.id: e for e in entries(library, stored, library.statements)}
    paper = {statement.id: statement for statement in PAPER}
    for name in library.known_ids():
        if name in found:
            yield _encoded(found[name])
        else:
            yield _row(name, paper[name].line, paper[name].page, "not encoded", "-")


def _encoded(entry: Entry) -> dict[str, Any]:
    statement = entry.statement
    if entry.stored is None:
        return _row(statement.id, statement.title, statement.page, "not checked", "-")
    literal = entry.literal.status.word if statement.has_literal_form else "-"
    return _row(statement.id, statement.title, statement.page, entry.repaired.status.word, literal)


def _row(name: str, title: str, page: int, status: str, literal: str) -> dict[str, Any]:
    return {"id": name, "title": title, "page": page, "status": status, "literal": literal}


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table(
        "statement",
        "page",
        "status",
        "literal",
        "title",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
    )
    for row in rows:
        table.add_row(
            row["id"],
            str(row["page"]),
            coloured(row["status"]),
            coloured(row["literal"]),
            row["title"],
        )
    return table
