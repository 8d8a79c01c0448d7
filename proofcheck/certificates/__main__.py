"""`python -m proofcheck.certificates`: write the flagship certificates and have them checked."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import click

from proofcheck.certificates.flagships import FLAGSHIPS, flagship
from proofcheck.certificates.writer import written
from proofcheck.checker import verify_file
from proofcheck.core.replacing import write_whole

SOURCES = Path(__file__).resolve().parents[2] / "certificates" / "sources"


@click.command()
@click.argument("letters", nargs=-1, type=click.Choice(tuple(FLAGSHIPS)))
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to write to.")
@click.option("--sources", type=click.Path(path_type=Path), default=SOURCES, show_default=True)
def main(letters: tuple[str, ...], out: Path, sources: Path) -> None:
    """Write the flagship certificates LETTERS (all if none) and have the checker read them."""
    out.mkdir(parents=True, exist_ok=True)
    status = 0
    for letter in letters or tuple(FLAGSHIPS):
        begun = time.perf_counter()
        for name, found in flagship(letter, sources):
            made = time.perf_counter() - begun
            write_whole(out / name, written(found))
            begun = time.perf_counter()
            report = verify_file(out / name)
            checked = time.perf_counter() - begun
            verdict = "accepted" if report.accepted else "NOT PROVED"
            click.echo(
                f"{name}: found in {made:.2f} s, {verdict} in {checked:.2f} s, {report.reason}"
            )
            status = status if report.accepted else 1
            begun = time.perf_counter()
    sys.exit(status)


if __name__ == "__main__":
    main()
