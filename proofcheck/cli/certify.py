"""`proofcheck certify`: what can be proved about a user's own network and data."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from proofcheck.certificates.decide import (
    DEFAULT_RADIUS,
    UNDECIDED,
    Decision,
    certify,
    read_radius,
)
from proofcheck.certificates.writer import Problem, weights, written
from proofcheck.cli.options import json_option
from proofcheck.cli.screen import heading, indented, show_on_screen, write_json
from proofcheck.core import InputError
from proofcheck.networks import Data, Network, read_data, read_network
from proofcheck.runner.store import check_writable, write_atomically

OPEN = 3
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


def radius_option() -> Decorator:
    """Return the option `--radius R`."""
    return click.option(
        "--radius",
        default=DEFAULT_RADIUS,
        show_default=True,
        metavar="R",
        help="How far from the given parameters a critical point may lie, in every coordinate.",
    )


@click.command("certify")
@click.argument("network", type=click.Path(path_type=Path))
@click.argument("data", type=click.Path(path_type=Path))
@radius_option()
@click.option("--out", type=click.Path(path_type=Path), help="Write the certificate to this file.")
@json_option()
def certify_command(
    network: Path, data: Path, radius: str, out: Path | None, json_file: str | None
) -> int:
    """Decide what a network is on its data: minimum, degenerate minimum, saddle, not critical.

    NETWORK is a JSON or .npz file, DATA a CSV or .npz file. Shows B and D of every hidden neuron
    and for which lambda it can be split into a local minimum.

    Exit status: 0 decided, 2 bad input, 3 undecided.

    \b
    Example:
      proofcheck certify network.json data.csv --out certificate.json
    """  # noqa: D301 - click wants the character
    read_radius(radius)
    if out is not None:
        check_writable(out, what="the certificate")
    given, samples = read_pair(network, data)
    decision = certify(weights(given), Problem.of(samples), radius)
    write_certificate(decision, out)
    show(decision, json_file)
    return status(decision)


def read_pair(network: Path, data: Path) -> tuple[Network, Data]:
    """Return network and data, of equal numbers of inputs.

    Raises:
        InputError: malformed files, or different numbers of inputs.
    """
    given, samples = read_network(network), read_data(data)
    wanted, found = given.architecture.widths[0], len(samples.inputs[0])
    if wanted != found:
        raise InputError(
            f"data {data}",
            given=f"{found} inputs for a network with {wanted}",
            admissible=f"columns x1,...,x{wanted},y",
            repair="give the data of this network",
        )
    if samples.repeated_inputs:
        click.echo(f"warning: {len(samples.repeated_inputs)} repeated inputs", err=True)
    return given, samples


def write_certificate(decision: Decision, out: Path | None) -> None:
    """Write the certificate, if there is one and a file was asked for."""
    if out is None:
        return
    if decision.certificate is None:
        click.echo("undecided: no certificate was written", err=True)
        return
    write_atomically(out, written(decision.certificate), what="the certificate")


def status(decision: Decision) -> int:
    """Return the exit status."""
    return OPEN if decision.verdict == UNDECIDED else 0


def show(decision: Decision, json_file: str | None) -> None:
    """Print the decision, write its JSON."""
    if json_file is not None:
        write_json(decision.shown, json_file)
    if json_file != "-":
        show_on_screen(*_parts(decision.shown))


def _parts(shown: dict[str, Any]) -> Iterator[RenderableType]:
    yield Text.assemble((shown["verdict"], "bold"), f": {shown['reason']}")
    yield indented(f"loss        {shown['loss']}")
    yield indented(f"gradient    {shown['gradient']} (largest component at the given parameters)")
    yield indented(f"radius      {shown['radius']}")
    if shown["inertia"] is not None:
        signs = ", ".join(f"{count} {name}" for name, count in shown["inertia"].items())
        yield indented(f"eigenvalues {signs}")
    words = {True: "yes, a better network is known", False: "no", None: "not known"}
    yield indented(f"suboptimal  {words[shown['suboptimal']]}")
    if shown["direction"] is not None:
        yield indented(f"direction   {', '.join(shown['direction'][:8])}, ...")
    yield heading("Neurons")
    yield _table(shown["neurons"])


def _table(neurons: list[dict[str, Any]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for name in ("layer", "neuron", "B", "D", "split into a local minimum"):
        table.add_column(name)
    for row in neurons:
        splits = ", ".join(f"lambda in {s['lambda']} ({s['by']})" for s in row["splits"])
        cells = (str(row["layer"]), str(row["neuron"]), row["B"], row["D"], splits or "-")
        table.add_row(*cells)
    return table
