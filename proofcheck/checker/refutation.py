"""The refutation of Theorem 9 as printed: an isolated minimum whose splits are no local minima."""

from __future__ import annotations

from dataclasses import replace

from flint import arb, fmpq

from proofcheck.checker.balls import NotProvedError, RefusedError, is_positive, is_positive_definite
from proofcheck.checker.case import Case
from proofcheck.checker.fields import Network, Vector
from proofcheck.checker.jets import Line
from proofcheck.checker.merging import Located, flat, shaped
from proofcheck.checker.point import Point


def prove_refutation(case: Case, located: Located, point: Point) -> None:
    """Raise NotProvedError unless all hypotheses, and the failure of the conclusion, are proved.

    `point` is the critical point; docs/certificates.md says why these inequalities suffice.
    """
    level, neuron = case.witness["neuron"]
    above, step = case.witness["above"], case.witness["step"]
    kernel = case.labels.kernel if case.exact else None
    if not kernel or located.merged.dimension or (level, neuron) not in located.planted:
        raise RefusedError("the labels are not planted with D = 0 and H e = 0 for this neuron")
    if above > case.network.widths[level + 1] or len(step) != len(
        case.network.layers[level - 1][0]
    ):
        raise RefusedError("`above` or `step` is of another size")
    line = Line(case.network, case.inputs, kernel)
    if not is_positive_definite(line.quartic_form(point)):
        raise NotProvedError("not proved positive definite: Q, the form of (y, z^2)")
    if not is_positive_definite(point.B(level, neuron)):
        raise NotProvedError("not proved positive definite: B")
    slopes = line.slope_of_D(level, neuron, above, point.residual)
    if not any(is_positive(abs(x)) for x in slopes):
        raise NotProvedError("D is not proved to change along e")
    for lam in case.witness["lambdas"]:
        for rho in case.witness["scales"]:
            _check_lower(located, point, _on_the_curve(case, line, lam, rho))


def _check_lower(located: Located, point: Point, larger: Network) -> None:
    there = Point(larger, located.case.inputs).labelled(located.labels)
    if not is_positive(point.loss - there.loss):
        raise NotProvedError("not proved lower: the loss of the larger network on the curve")


def _on_the_curve(case: Case, line: Line, lam: fmpq, rho: fmpq) -> Network:
    """Return the larger network with z* + rho^2 e, split with q and d as stated.

    q is rho in its entry `above`, 0 elsewhere, and d = rho^3 step / (lambda (1 - lambda)). The
    neuron has u - lambda d and sends (1 - lambda) v - q; its twin, the last of the layer, has
    u + (1 - lambda) d and sends lambda v + q.
    """
    level, neuron = case.witness["neuron"]
    factor = rho * rho * rho / (lam * (1 - lam))
    e = (arb(line.direction.get(place, 0)) for place in line.places)
    moved = zip(flat(case.network.layers), e, strict=True)
    network = shaped(case.network, [arb(w) + x * (rho * rho) for w, x in moved])
    layers = list(network.layers)
    u = layers[level - 1][neuron - 1]
    d = [arb(x * factor) for x in case.witness["step"]]
    rows = [list(row) for row in layers[level - 1]]
    rows[neuron - 1] = [x - y * lam for x, y in zip(u, d, strict=True)]
    rows.append([x + y * (1 - lam) for x, y in zip(u, d, strict=True)])
    layers[level - 1] = rows
    layers[level] = [
        _shared(row, neuron - 1 + network.bias, lam, rho if s == case.witness["above"] else fmpq(0))
        for s, row in enumerate(layers[level], 1)
    ]
    return replace(network, layers=tuple(layers))


def _shared(row: Vector, column: int, lam: fmpq, q: fmpq) -> Vector:
    v = row[column]
    return [*row[:column], v * (1 - lam) - q, *row[column + 1 :], v * lam + q]
