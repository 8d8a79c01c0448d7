"""Labels: given, those of a teacher, or planted at a network; read, and enclosed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flint import arb, fmpq

from proofcheck.checker.balls import NotProvedError, flint_matrix, times
from proofcheck.checker.fields import (
    Matrix,
    Network,
    Place,
    Vector,
    fields_of,
    integer_of,
    items_of,
    malformed,
    network_of,
    neuron_of,
    numbers_of,
    object_of,
)
from proofcheck.checker.jets import Line
from proofcheck.checker.point import Point
from proofcheck.checker.witness import read_direction

MOST_PLANTED = 2000


@dataclass(frozen=True)
class Planted:
    """Labels y = f - r: r solves gradient = 0 and D = 0, its other entries are `free`.

    With a direction e in the `kernel`, r also solves H e = 0 and c_3 = 0, see `jets`.
    """

    network: Network
    pivots: tuple[int, ...]
    free: tuple[fmpq, ...]
    d_zero: tuple[tuple[int, int, int], ...]
    kernel: dict[Place, fmpq] | None


def _planted(value: Any, samples: int) -> Planted:
    where = "data.labels.planted"
    keys = ["network", "pivots", "free", "d_zero"]
    keys += ["kernel"] if isinstance(value, dict) and "kernel" in value else []
    found = fields_of(value, where, *keys)
    network = network_of(found["network"], where)
    pivots = [integer_of(p, where, 1, samples) for p in items_of(found["pivots"], where)]
    d_zero = [_d_zero(entry, network, where) for entry in items_of(found["d_zero"], where, 0, 50)]
    kernel = _kernel(found["kernel"], network, d_zero, where) if "kernel" in found else None
    rows = network.size + sum(_rows_of_D(network, entry) for entry in d_zero)
    if kernel:
        rows += network.size - len(network.layers[-1][0]) + 1
    neurons = [entry[:2] for entry in d_zero]
    if rows > MOST_PLANTED:
        raise malformed(where, f"{rows} conditions", f"at most {MOST_PLANTED} conditions")
    if len(pivots) != rows or pivots != sorted(set(pivots)) or neurons != sorted(set(neurons)):
        raise malformed(where, f"{len(pivots)} pivots", f"{rows} samples in increasing order")
    free = numbers_of(found["free"], where, samples - rows)
    return Planted(network, tuple(p - 1 for p in pivots), tuple(free), tuple(d_zero), kernel)


def _kernel(value: Any, network: Network, d_zero: list[Place], where: str) -> dict[Place, fmpq]:
    """Read a direction e below the last of three layers.

    The components of H e in the last layer then follow. That of the weight w_s is r.(d act_s), the
    change of act(2)_s along e, because J e is orthogonal to act(2)_s; and this is a sum of
    multiples of dl/dw for the weights into neuron s and of D^{j,s} for the neurons j of layer 1,
    divided by w_s: all of them are 0.
    """
    direction = read_direction(value, network, f"{where}.kernel")
    planted = {neuron for layer, neuron, _ in d_zero if layer == 1}
    weights = network.layers[-1][0][int(network.bias) :]
    if (
        len(network.layers) != 3
        or len(planted) < network.widths[1]
        or any(layer == 3 for layer, _, _ in direction)
        or any(w == 0 for w in weights)
    ):
        raise malformed(
            f"{where}.kernel",
            network.words(),
            "three layers, output weights other than 0, D planted for all of layer 1",
        )
    return {place: x for place, x in direction.items() if x != 0}


def _d_zero(value: Any, network: Network, where: str) -> tuple[int, int, int]:
    """Read [layer, neuron, s]: D of the neuron is planted; its column s follows from the rest."""
    layer, neuron, column = items_of(value, where, 3, 3)
    layer, neuron = neuron_of([layer, neuron], network, where)
    column = integer_of(column, where, 1, network.widths[layer + 1])
    if network.layers[layer][column - 1][neuron - 1 + network.bias] == 0:
        raise malformed(where, value, "a column s whose weight v_{s,r} is not 0")
    return layer, neuron, column


def _rows_of_D(network: Network, entry: tuple[int, int, int]) -> int:
    layer = entry[0]
    return (network.widths[layer + 1] - 1) * len(network.layers[layer - 1][0])


def labels_of(value: Any, samples: int, inputs: int) -> Any:
    """Return exact values, a teacher (`Network`) or `Planted` labels."""
    found = object_of(value, "data.labels")
    if set(found) == {"values"}:
        return numbers_of(found["values"], "data.labels", samples)
    labels: Any
    if set(found) == {"teacher"}:
        labels = teacher = network_of(found["teacher"], "data.labels.teacher")
    elif set(found) == {"planted"}:
        labels = _planted(found["planted"], samples)
        teacher = labels.network
    else:
        raise malformed("data.labels", sorted(found), "values, teacher or planted")
    if teacher.widths[0] != inputs:
        raise malformed("data.labels", teacher.words(), f"a network with {inputs} inputs")
    return labels


def enclosed(labels: Any, inputs: Matrix) -> Vector:
    """Return enclosures of the labels."""
    if isinstance(labels, Network):
        return Point(labels, inputs).outputs
    if not isinstance(labels, Planted):
        return [arb(y) for y in labels]
    return _solved(labels, inputs)


def _solved(planted: Planted, inputs: Matrix) -> Vector:
    """Return f - r, r the solution of the stated equations."""
    point = Point(planted.network, inputs)
    rows = [row for level in range(1, point.depth + 1) for row in point.functionals(level)]
    for level, neuron, column in planted.d_zero:
        for s, block in enumerate(point.D(level, neuron), 1):
            rows += block if s != column else []
    constants = [arb(0)] * len(rows)
    if planted.kernel:
        more, right = Line(planted.network, inputs, planted.kernel).conditions()
        rows, constants = rows + more, constants + right
    others = sorted(set(range(point.samples)) - set(planted.pivots))
    known = [[arb(x)] for x in planted.free]
    sides = [[c] for c in constants]
    if others:
        moved = times([[row[j] for j in others] for row in rows], known)
        sides = [[c - x] for c, (x,) in zip(constants, moved, strict=True)]
    square = flint_matrix([[row[j] for j in planted.pivots] for row in rows])
    try:
        solved = square.solve(flint_matrix(sides), algorithm="precond").entries()
    except ZeroDivisionError as error:
        raise NotProvedError("the system for the planted labels is not proved regular") from error
    residual: dict[int, arb] = dict(zip(planted.pivots, solved, strict=True))
    residual.update(zip(others, (x for (x,) in known), strict=True))
    return [f - residual[sample] for sample, f in enumerate(point.outputs)]
