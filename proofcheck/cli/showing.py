"""`proofcheck show`: one statement with everything that is known about it."""

from __future__ import annotations

from pathlib import Path

import click

from proofcheck.cli.options import json_option, modules_option
from proofcheck.cli.screen import show_on_screen, write_json
from proofcheck.cli.statement_text import kernel_parts, statement_parts
from proofcheck.export.results import kernel_evidence, kernel_rows
from proofcheck.runner.discovery import discover, select
from proofcheck.runner.entries import entries
from proofcheck.runner.output import entry_to_json
from proofcheck.runner.paper import PAPER
from proofcheck.runner.store import read_ledger


@click.command()
@click.argument("statement_id", metavar="ID")
@modules_option()
@json_option()
def show(statement_id: str, directories: tuple[Path, ...], json_file: str | None) -> int:
    """Show one statement: hypotheses, claim, proof steps, evidence, mutants, findings.

    \b
    Example:
      proofcheck show lemma-12
    """  # noqa: D301 - click wants the character
    library = discover(directories)
    select(library, (statement_id,))
    if statement_id not in library.statements:
        return _not_encoded(statement_id, json_file)
    here = Path.cwd()
    ledger = read_ledger(library, here)
    entry = entries(library, ledger, (statement_id,), kernel_evidence(here))[0]
    kernel = kernel_rows(statement_id, here)
    if json_file is not None:
        more = {"kernel": kernel} if kernel else {}
        write_json({**entry_to_json(entry), **more}, json_file)
    if json_file != "-":
        show_on_screen(*statement_parts(entry), *kernel_parts(kernel))
    return 0


def _not_encoded(statement_id: str, json_file: str | None) -> int:
    known = next(s for s in PAPER if s.id == statement_id)
    if json_file is not None:
        fields = {"id": known.id, "title": known.line, "page": known.page}
        write_json({**fields, "status": "not encoded"}, json_file)
    if json_file != "-":
        click.echo(f"{known.id} (p. {known.page}): {known.line}\nnot encoded")
    return 0
