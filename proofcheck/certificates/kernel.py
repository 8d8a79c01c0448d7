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
from proofcheck.certificates.flagships import source
from proofcheck.certificates.polish import case_of, polished
from proofcheck.certificates.writer import Problem, text
from proofcheck.checker.fields import Network as Weights
from proofcheck.checker.merging import labels
from proofcheck.networks import (
    SIGMOID,
    Architecture,
    B_matrix,
    Network,
    forward_pass,
    gradient,
    hessian,
    loss,
    residual,
)

Json = dict[str, Any]
Rows = list[list[Fraction]]
BITS = 256
DIGITS = 15
"""Significant digits of the entries of inverses and factors."""
LABEL_DIGITS = 30
"""Decimals of labels that are rounded."""
SOURCES = Path(__file__).resolve().parents[2] / "certificates" / "sources"
INSTANCES = {"section-5-4": "section-5-4", "with-biases": "two-layers-with-biases"}


def short(value: Fraction, digits: int = DIGITS) -> Fraction:
    """Return a rational with few significant decimals near a rational.

    >>> short(Fraction(2, 3), 3), short(Fraction(-123456), 2), short(Fraction(0))
    (Fraction(667, 1000), Fraction(-120000, 1), Fraction(0, 1))
    """
    if value == 0:
        return value
    size = 0
    while abs(value) * Fraction(10) ** -size >= 1:
        size += 1
    while abs(value) * Fraction(10) ** -size < Fraction(1, 10):
        size -= 1
    unit = Fraction(10) ** (size - digits)
    return round(value / unit) * unit


def solved(rows: Rows) -> Rows:
    """Return the inverse of a regular matrix, by elimination.

    >>> solved([[Fraction(2), Fraction(1)], [Fraction(1), Fraction(1)]])
    [[Fraction(1, 1), Fraction(-1, 1)], [Fraction(-1, 1), Fraction(2, 1)]]
    """
    size = len(rows)
    work = [[*row, *(Fraction(i == j) for j in range(size))] for i, row in enumerate(rows)]
    for k in range(size):
        best = max(range(k, size), key=lambda i: abs(work[i][k]))
        work[k], work[best] = work[best], work[k]
        work[k] = [x / work[k][k] for x in work[k]]
        for i in range(size):
            if i != k:
                factor = work[i][k]
                work[i] = [x - factor * y for x, y in zip(work[i], work[k], strict=True)]
    return [row[size:] for row in work]


def factored(rows: Rows) -> Json | None:
    """Return s and pairs (c, l) with A near s I + sum c l l' and s as large as may be, or None."""
    shift = min(rows[i][i] for i in range(len(rows))) / 2
    for _ in range(60):
        squares = _squares(rows, shift := short(shift, 2))
        if shift <= 0:
            return None
        if squares is not None:
            return {"shift": text(shift), "squares": squares}
        shift /= 2
    return None


def _squares(rows: Rows, shift: Fraction) -> list[Json] | None:
    size = range(len(rows))
    left = [[rows[i][j] - shift * (i == j) for j in size] for i in size]
    found = []
    for k in size:
        pivot = left[k][k]
        if pivot <= 0:
            return None
        column = [left[i][k] / pivot for i in size]
        found.append({"factor": text(short(pivot)), "column": [text(short(x)) for x in column]})
        left = [[left[i][j] - pivot * column[i] * column[j] for j in size] for i in size]
    return found


def instance(network: Weights, problem: Problem, radius: Fraction) -> Json:
    """Return the data and certificate of a network near a critical point.

    Labels of a teacher stay the teacher's; planted ones are rounded to `LABEL_DIGITS` decimals.
    """
    balls = Balls(BITS)
    with balls.active():
        y = [_middle(value) for value in labels(case_of(network, problem))]
    stated, y = _stated(problem, y)
    widths = [len(network.layers[0][0]) - network.bias, *(len(x) for x in network.layers)]
    weights = [[[Fraction(int(w.p), int(w.q)) for w in row] for row in x] for x in network.layers]
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
        "precision": 70,
        "centre": [[_row(row, bool(network.bias)) for row in layer] for layer in weights],
        "radius": text(radius),
        "rate": "1/16",
        "inverse": [[text(short(x)) for x in row] for row in solved(second)],
        "curvature": factored(second),
        "loss": _between(_middle(size)),
        **_neurons(values, r, widths),
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


def made(name: str, sources: Path = SOURCES) -> Json:
    """Return one of the `INSTANCES`."""
    start, problem = source(sources, INSTANCES[name])
    network = polished(start, problem)
    if network is None:
        raise ValueError(name)
    return instance(network, problem, Fraction(1, 2**40))


@click.command()
@click.option("--out", type=click.Path(path_type=Path), required=True, help="Folder to write to.")
def main(out: Path) -> None:
    """Write the instances for Coq."""
    out.mkdir(parents=True, exist_ok=True)
    for name in INSTANCES:
        content = json.dumps(made(name), indent=1) + "\n"
        (out / f"{name}.json").write_text(content, encoding="utf-8")
        click.echo(f"{name}.json")


if __name__ == "__main__":
    main()
