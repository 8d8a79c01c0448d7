"""`proofcheck split`: writes the larger network, and what can be certified about it."""

from __future__ import annotations

from pathlib import Path

import click

from proofcheck.arithmetic import exact
from proofcheck.certificates.decide import certify, read_radius
from proofcheck.certificates.writer import Problem, weights
from proofcheck.cli.certify import radius_option, read_pair, show, status, write_certificate
from proofcheck.cli.options import json_option
from proofcheck.networks import split_many
from proofcheck.networks.files import network_to_json
from proofcheck.runner.store import check_writable, write_atomically


@click.command("split")
@click.argument("network", type=click.Path(path_type=Path))
@click.argument("data", type=click.Path(path_type=Path))
@click.option("--layer", type=click.IntRange(1), required=True, help="Hidden layer, from 1.")
@click.option("--neuron", type=click.IntRange(1), required=True, help="Neuron, from 1.")
@click.option("--lambda", "lam", required=True, metavar="Q", help="Any rational, such as 1/3.")
@click.option("--times", type=click.IntRange(1, 1000), default=1, show_default=True)
@click.option("--out", type=click.Path(path_type=Path), required=True, help="The larger network.")
@click.option("--certificate", type=click.Path(path_type=Path), help="Its certificate.")
@radius_option()
@json_option()
def split_command(
    network: Path,
    data: Path,
    layer: int,
    neuron: int,
    lam: str,
    times: int,
    out: Path,
    certificate: Path | None,
    radius: str,
    json_file: str | None,
) -> int:
    """Split a neuron, again and again with --times, and certify the larger network.

    The twin copies the incoming weights and sends lambda v; the neuron keeps (1 - lambda) v. The
    files are written after the larger network has been decided.

    Exit status: 0 decided, 2 bad input, 3 undecided (the network is written all the same).

    \b
    Example:
      proofcheck split network.json data.csv --layer 1 --neuron 1 --lambda 1/3 --out wide.json
    """  # noqa: D301 - click wants the character
    read_radius(radius)
    for file in (out, certificate):
        if file is not None:
            check_writable(file, what="the output")
    given, samples = read_pair(network, data)
    large = split_many(given, layer, neuron, exact(lam), times)
    decision = certify(weights(large), Problem.of(samples), radius)
    write_atomically(out, network_to_json(large), what="the larger network")
    write_certificate(decision, certificate)
    show(decision, json_file)
    return status(decision)
