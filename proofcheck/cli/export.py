"""`proofcheck export --coq DIR`: the Coq files, and with `--check` what the kernel says of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from rich import box
from rich.console import RenderableType
from rich.table import Table

from proofcheck.cli.options import json_option
from proofcheck.cli.screen import heading, indented, show_on_screen, write_json
from proofcheck.export.audit import audit_all
from proofcheck.export.claims import CLAIMS, NOT_EXPORTED
from proofcheck.export.coqc import Compiler, Coqc, coq_version
from proofcheck.export.library import Library, library_folder
from proofcheck.export.results import ACCEPTED, MISSING, keep, read, row, standing, ties
from proofcheck.export.writer import Exported, exported, write_index, write_sources

REFUSED = 1


@click.command("export")
@click.option(
    "--coq",
    "folder",
    type=click.Path(path_type=Path),
    required=True,
    metavar="DIR",
    help="Where to write the Coq files.",
)
@click.option("--check", is_flag=True, help="Compile and audit them with the coqc of this machine.")
@json_option()
def export(folder: Path, check: bool, json_file: str | None) -> int:
    """Write the Coq library and one file for each claim, with CLAIMS.json.

    A claim has the status kernel where coqc accepted it on this machine, on axioms of the real
    numbers only, and nothing has changed since. Results are kept in .proofcheck/kernel.json.

    Exit status: 0 written, and with --check all accepted; 1 something is refused; 2 bad input.

    \b
    Example:
      proofcheck export --coq build/coq --check
    """  # noqa: D301 - click wants the character
    library = Library(library_folder())
    coq = Coqc()
    version = coq.version() if check else coq_version()
    files = [exported(claim, library) for claim in CLAIMS]
    write_sources(folder, library, files)
    if check:
        _run(folder, library, files, coq, version)
    rows = _rows(files, library, version)
    write_index(folder, rows)
    if json_file is not None:
        write_json({"coq": version, "claims": rows}, json_file)
    if json_file != "-":
        show_on_screen(*_parts(rows, version))
    wrong = [r for r in rows if r["status"] not in (ACCEPTED, MISSING)]
    return REFUSED if check and wrong else 0


def _run(
    folder: Path, library: Library, files: list[Exported], coq: Compiler, version: str | None
) -> None:
    for one, found in audit_all(folder, library, files, coq):
        keep(Path.cwd(), one, ties(one, library, version), found)


def _rows(files: list[Exported], library: Library, version: str | None) -> list[dict[str, Any]]:
    entries = read(Path.cwd())
    found = [
        row(one, standing(entries.get(one.claim.id), ties(one, library, version))) for one in files
    ]
    empty = dict.fromkeys(("theorem", "file", "library", "statement_hash", "data_hash", "tier"), "")
    for missing in NOT_EXPORTED:
        place = {"id": missing.id, "statement": missing.statement, "page": missing.page, "says": ""}
        found.append({**place, **empty, "status": MISSING, "reason": missing.reason})
    return found


def _parts(rows: list[dict[str, Any]], version: str | None) -> list[RenderableType]:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in ("claim", "statement", "page", "tier", "status", "reason"):
        table.add_column(name, no_wrap=name in ("claim", "status"))
    for r in rows:
        cells = (r["id"], r["statement"], r["page"], r["tier"] or "-", r["status"], r["reason"])
        table.add_row(*map(str, cells))
    accepted = sum(r["status"] == ACCEPTED for r in rows)
    coq = f"Coq {version.split()[0]}" if version else "no coqc on this machine"
    return [table, heading(coq), indented(f"{accepted} of {len(rows)} claims accepted")]
