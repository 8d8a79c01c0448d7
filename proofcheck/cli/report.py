"""`proofcheck report DIR`: pages that show the stored ledger, and need no network."""

from __future__ import annotations

import time
from pathlib import Path

import click

from proofcheck.cli.options import json_option, modules_option
from proofcheck.cli.screen import write_json
from proofcheck.report.figures.drawing import Drawn
from proofcheck.report.figures.gallery import NAMES, gallery
from proofcheck.report.pages import pages
from proofcheck.report.source import read_source
from proofcheck.report.writer import prepare_folder, write_report
from proofcheck.runner.discovery import Library, discover

CERTIFICATES = Path("certificates")

DIRECTIONS = 20
"""Random directions in Figure 3 of a report; `proofcheck figures` draws more."""


@click.command("report")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--certificates",
    "stored",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="Folder of certificates.  [default: ./certificates, if it is there]",
)
@click.option(
    "--verify/--no-verify",
    default=True,
    show_default=True,
    help="Run the checker on the certificates; without it they are shown as not verified.",
)
@click.option("--figures", "with_figures", is_flag=True, help="Draw the figures too.")
@modules_option()
@json_option()
def report(
    folder: Path,
    stored: Path | None,
    verify: bool,
    with_figures: bool,
    directories: tuple[Path, ...],
    json_file: str | None,
) -> int:
    """Write pages about every statement, the findings and the certificates, from the stored ledger.

    The pages open from disk and load nothing. What `check` has not stored, or what has changed
    since, is shown as not checked.

    \b
    Example:
      proofcheck check && proofcheck report build/report
    """  # noqa: D301 - click wants the character
    begun = time.monotonic()
    prepare_folder(folder)
    certificates = stored or (CERTIFICATES if CERTIFICATES.is_dir() else None)
    library = discover(directories)
    drawn = _drawn(library, certificates or CERTIFICATES) if with_figures else ()
    source = read_source(library, Path.cwd(), certificates, verify=verify)
    pictures = {f"{figure.name}.svg": figure.svg.decode() for figure in drawn}
    size = write_report(folder, {**pictures, **pages(source, drawn)})
    counts = source.counts()
    if json_file is not None:
        seconds = round(time.monotonic() - begun, 3)
        write_json({"folder": str(folder), "bytes": size, "seconds": seconds, **counts}, json_file)
    if json_file != "-":
        click.echo(f"{', '.join(f'{n} {word}' for word, n in counts.items())}")
        click.echo(f"wrote {folder / 'index.html'}, {size / 1e6:.1f} MB")
    return 0


def _drawn(library: Library, certificates: Path) -> tuple[Drawn, ...]:
    return tuple(gallery(NAMES, library.statements, certificates, directions=DIRECTIONS))
