"""`proofcheck escape`: from where a network is stuck to loss 0, or from a split minimum down."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import click

from proofcheck.certificates.escaping import Escape, Stop, escape
from proofcheck.certificates.level_descent import LevelDescent, level_descent
from proofcheck.certificates.writer import Json, Problem, weights, written
from proofcheck.checker import verify
from proofcheck.cli.certify import OPEN, read_pair
from proofcheck.cli.escape_text import (
    NOT_PROVED,
    change,
    parts,
    said_of_a_path,
    said_of_a_saddle,
    stops_json,
)
from proofcheck.cli.loss_plot import check_plot, write_plot
from proofcheck.cli.options import json_option
from proofcheck.cli.screen import progress, show_on_screen, write_json
from proofcheck.core import InputError, PrecisionError
from proofcheck.networks import Data, Network
from proofcheck.runner.store import check_writable, write_atomically


@click.command("escape")
@click.argument("network", type=click.Path(path_type=Path))
@click.argument("data", type=click.Path(path_type=Path))
@click.option("--epsilon", required=True, metavar="E", help="How far the start may be moved.")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The certificate.")
@click.option("--by", type=click.Choice(("theorem-5", "saddle")), default="theorem-5")
@click.option("--layer", type=click.IntRange(1), help="The wide layer (the last admissible one).")
@click.option("--points", type=click.IntRange(1, 1000), default=20, show_default=True)
@click.option("--seed", type=int, default=0, show_default=True)
@click.option("--plot", type=click.Path(path_type=Path), help="Plot the loss: .svg, or .png.")
@json_option()
def escape_command(
    network: Path,
    data: Path,
    epsilon: str,
    out: Path,
    by: str,
    layer: int | None,
    points: int,
    seed: int,
    plot: Path | None,
    json_file: str | None,
) -> int:
    """Lead from these parameters to loss 0 on a path along which the loss decreases.

    By theorem-5: a hidden layer as wide as there are samples, widths that do not increase after
    it, distinct inputs. By saddle: from a split local minimum along its level set to a saddle, and
    down its direction of descent. The certificate is written once the checker has accepted it.

    Exit status: 0 found, 2 bad input or a violated hypothesis, 3 undecided.

    \b
    Example:
      proofcheck escape network.json data.csv --epsilon 1e-6 --out path.json --plot path.svg
    """  # noqa: D301 - click wants the character
    if by == "saddle" and layer is not None:
        raise InputError(
            "--layer with --by saddle",
            given=str(layer),
            admissible="--layer, the wide layer, with --by theorem-5",
            repair="leave --layer out",
        )
    check_writable(out, what="the certificate")
    if plot is not None:
        check_plot(plot)
    given, samples = read_pair(network, data)
    try:
        found, stops, certificate = _found(given, samples, epsilon, by, layer, points, seed)
    except PrecisionError as error:
        return _undecided(by, error, json_file)
    write_atomically(out, written(certificate), what="the certificate")
    if plot is not None:
        points_of_plot = [(float(stop.t), float(stop.loss.mid())) for stop in stops]
        write_plot(plot, points_of_plot, f"loss along the path by {by}")
    if json_file is not None:
        write_json({**found, "points": stops_json(stops)}, json_file)
    if json_file != "-":
        show_on_screen(*parts(found, stops))
    return 0


def _found(
    network: Network,
    data: Data,
    epsilon: str,
    by: str,
    layer: int | None,
    points: int,
    seed: int,
) -> tuple[Json, list[Stop], Json]:
    """Return what is said about the path, its stops and its certificate, which is accepted.

    Raises:
        PrecisionError: something is not proved.
    """
    problem = Problem.of(data)
    path: Escape | LevelDescent
    if by == "saddle":
        path = level_descent(weights(network), problem, epsilon, points)
        said = said_of_a_saddle(path)
    else:
        path = escape(network, problem, epsilon, seed, layer, points)
        said = said_of_a_path(path, data)
    report = verify(path.certificate)
    stops = []
    with progress() as tell:
        for stop in path.stops():
            stops.append(stop)
            if tell is not None:
                tell(len(stops), path.points + 1)
    open_places = [str(b.t) for a, b in pairwise(stops) if change(a, b) == NOT_PROVED]
    if not report.accepted or open_places:
        raise PrecisionError(
            "path",
            given=report.reason if not report.accepted else f"open at t = {open_places[0]}",
            admissible="a path whose losses are proved",
            repair="a larger epsilon, fewer points, or another seed",
        )
    verdict = {"verdict": "path", "reason": report.reason, "by": by, "epsilon": epsilon}
    return {**verdict, "claim": report.claim, **said}, stops, path.certificate


def _undecided(by: str, error: PrecisionError, json_file: str | None) -> int:
    """Say what was not proved, and return the exit status."""
    reason = f"{error.what}: {error.given}"
    if json_file is not None:
        write_json({"verdict": "undecided", "reason": reason, "by": by}, json_file)
    if json_file != "-":
        click.echo(f"undecided: {reason}\nno certificate was written; {error.repair}")
    return OPEN
