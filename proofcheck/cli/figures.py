"""`proofcheck figures DIR`: the paper's figures, drawn from exact formulas and certificates."""

from __future__ import annotations

from pathlib import Path

import click

from proofcheck.cli.options import json_option
from proofcheck.cli.screen import write_json
from proofcheck.core import InputError
from proofcheck.report.figures.gallery import NAMES, gallery
from proofcheck.report.writer import prepare_folder
from proofcheck.runner.discovery import discover
from proofcheck.runner.store import write_atomically


@click.command("figures")
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option(
    "--only", "names", type=click.Choice(NAMES), multiple=True, help="A figure.  [default: all]"
)
@click.option(
    "--certificates",
    "stored",
    type=click.Path(path_type=Path),
    default=Path("certificates"),
    show_default=True,
    metavar="DIR",
    help="Folder of the certificates that are drawn.",
)
@click.option("--widths", default="2-3-2-1", show_default=True, help="Architecture of Figure 2.")
@click.option("--layer", type=int, default=1, show_default=True, help="Its split layer.")
@click.option("--neuron", type=int, default=1, show_default=True, help="Its split neuron.")
@click.option(
    "--directions",
    type=click.IntRange(1, 5000),
    default=60,
    show_default=True,
    help="Random directions in Figure 3.",
)
@click.option("--seed", type=int, default=0, show_default=True, help="Seed of these directions.")
@json_option()
def figures(
    folder: Path,
    names: tuple[str, ...],
    stored: Path,
    widths: str,
    layer: int,
    neuron: int,
    directions: int,
    seed: int,
    json_file: str | None,
) -> int:
    """Draw the figures as SVG and PNG, each with words that say what it shows and from what data.

    \b
    Example:
      proofcheck figures docs/images --only fibre
    """  # noqa: D301 - click wants the character
    prepare_folder(folder)
    made = gallery(
        names or NAMES,
        discover().statements,
        stored,
        widths=_widths(widths),
        layer=layer,
        neuron=neuron,
        directions=directions,
        seed=seed,
    )
    rows = []
    for figure in made:
        write_atomically(folder / f"{figure.name}.svg", figure.svg, what="figure")
        write_atomically(folder / f"{figure.name}.png", figure.png, what="figure")
        words = {"title": figure.title, "alt": figure.alt, "data": figure.data}
        rows.append({"name": figure.name, **words})
        if json_file != "-":
            click.echo(f"{folder / figure.name}.svg, .png\n  {figure.title}\n  from {figure.data}")
    if json_file is not None:
        write_json({"figures": rows}, json_file)
    return 0


def _widths(text: str) -> tuple[int, ...]:
    try:
        found = tuple(int(part) for part in text.split("-"))
    except ValueError:
        found = ()
    if len(found) < 3 or min(found) < 1:
        raise InputError(
            "architecture of Figure 2",
            given=repr(text),
            admissible="widths like 2-3-2-1, with at least one hidden layer",
            repair="write --widths 2-3-2-1",
        )
    return found
