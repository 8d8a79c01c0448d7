"""Certificates for Coq's kernel: numbers that `coq/Certified.v` checks, found here and not proved.

Usage: python -m proofcheck.certificates.kernel --out coq/instances
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import click

from proofcheck.arithmetic import Array, Balls
from proofcheck.certificates.better import better_network
from proofcheck.certificates.finders import Spot
from proofcheck.certificates.flagships import source
from proofcheck.certificates.kernel_exact import logarithm, logarithm_with_biases
from proofcheck.certificates.kernel_numbers import DIGITS, Rows, factored, short, solved
from proofcheck.certificates.polish import case_of, polished
from proofcheck.certificates.writer import Problem, text
from proofcheck.checker.fields import Network as Weights
from proofcheck.checker.merging import labels
from proofcheck.core.replacing import write_whole
from proofcheck.networks import (
    SIGMOID,
    Architecture,
    B_matrix,
    Network,
    forward_pass,
    hessian,
    loss,
    residual,
)

Json = dict[str, Any]
BITS = 256
LABEL_DIGITS = 30
"""Decimals of labels that are rounded."""
SOURCES = Path(__file__).resolve().parents[2] / "certificates" / "sources"
PLACES = {"section-5-4": "section-5-4", "with-biases": "two-layers-with-biases"}
RADIUS = Fraction(1, 2**34)
PRECISION = 56


def instance(network: Weights, problem: Problem) -> Json:
    """Return the data and certificate of a network near a critical point.

    Labels of a teacher stay the teacher's; planted ones are rounded to `LABEL_DIGITS` decimals.
    """
    balls = Balls(BITS)
    with balls.active():
        y = [_middle(value) for value in labels(case_of(network, problem))]
    stated, y = _stated(problem, y)
    widths = [len(network.layers[0][0]) - network.bias, *(len(x) for x in network.layers)]
    weights = tuple(
        tuple(tuple(Fraction(int(w.p), int(w.q)) for w in row) for row in layer)
        for layer in network.layers
    )
    small = Network(Architecture(tuple(widths), bias=network.bias), SIGMOID, weights)
    values = forward_pass(small, [[str(x) for x in row] for row in problem.inputs], balls)
    r = residual(values, y)
    second = _rounded(hessian(values, r))
    size = loss(values, y)
    return {
        "widths": widths,
        "biases": bool(network.bias),
        "inputs": [[text(Fraction(str(x))) for x in row] for row in problem.inputs],
        "labels": stated,
        "precision": PRECISION,
        "centre": [[_row(row, bool(network.bias)) for row in layer] for layer in weights],
        "radius": text(RADIUS),
        "rate": "1/16",
        "inverse": [[text(short(x)) for x in row] for row in solved(second)],
        "curvature": factored(second),
        "loss": _between(_middle(size)),
        **_neurons(values, r, widths),
        "better": _better(network, problem),
    }


def _middle(x: Any) -> Fraction:
    return Balls(BITS).to_rational_midpoint(x)


def _rounded(a: Array) -> Rows:
    return [[short(_middle(x), 2 * DIGITS) for x in row] for row in a]


def _row(row: Iterable[Fraction], bias: bool) -> list[str]:
    return ([] if bias else ["0"]) + [text(x) for x in row]


def _between(value: Fraction) -> list[str]:
    unit = Fraction(10) ** -6
    return [text(short(value, 8) - unit), text(short(value, 8) + unit)]


def _stated(problem: Problem, y: Sequence[Fraction]) -> tuple[Json, list[Fraction]]:
    """Return the labels as the instance states them, and their values."""
    teacher = problem.labels.get("teacher")
    if teacher is None:
        unit = Fraction(10) ** -LABEL_DIGITS
        rounded = [round(value / unit) * unit for value in y]
        return {"given": [text(value) for value in rounded]}, rounded
    bias = teacher["bias"]
    rows = [
        [
            [*(["0"] if not bias else [layer["bias"][k]]), *row]
            for k, row in enumerate(layer["weights"])
        ]
        for layer in teacher["layers"]
    ]
    widths = [len(rows[0][0]) - 1, *(len(layer) for layer in rows)]
    return {"teacher": {"widths": widths, "layers": rows}}, list(y)


def _neurons(values: Any, r: Array, widths: Sequence[int]) -> Json:
    """Return the certificates of B or -B, for every hidden neuron where it is definite."""
    found: Json = {"inner": [], "outer": []}
    for layer in range(1, len(widths) - 1):
        for neuron in range(1, widths[layer] + 1):
            b = _rounded(B_matrix(values, r, layer, neuron))
            for name, rows in (("inner", b), ("outer", [[-x for x in row] for row in b])):
                witness = factored(rows)
                if witness is not None:
                    found[name].append({"layer": layer, "neuron": neuron, **witness})
    return found


def _better(network: Weights, problem: Problem) -> list[Json]:
    """Return a network of the same widths with a smaller loss, as one with an idle neuron more."""
    other = better_network(Spot(network, problem, "1e-20"))
    hidden = range(1, len(network.layers))
    return [] if other is None else [{"layer": i, "weights": _layers(other)} for i in hidden]


def _layers(network: Weights) -> list[list[list[str]]]:
    bias = bool(network.bias)
    return [
        [_row([short(Fraction(int(w.p), int(w.q)), 8) for w in row], bias) for row in layer]
        for layer in network.layers
    ]


def found_at(name: str, sources: Path = SOURCES) -> Json:
    """Return the instance at one of the `PLACES`."""
    start, problem = source(sources, PLACES[name])
    network = polished(start, problem)
    if network is None:
        raise ValueError(name)
    return instance(network, problem)


def instances(sources: Path = SOURCES) -> dict[str, Json]:
    """Return all instances by name."""
    found = {name: found_at(name, sources) for name in PLACES}
    return {**found, "logarithm": logarithm(), "logarithm-with-biases": logarithm_with_biases()}


@click.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to write to.")
def main(out: Path) -> None:
    """Write the instances for Coq."""
    out.mkdir(parents=True, exist_ok=True)
    for name, found in instances().items():
        content = json.dumps(found, indent=1) + "\n"
        write_whole(out / f"{name}.json", content)
        click.echo(f"{name}.json")


if __name__ == "__main__":
    main()
