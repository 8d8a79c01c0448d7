"""What is proved for each kind of certificate, in balls at the working precision."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from flint import arb

from proofcheck.checker.balls import (
    NotProvedError,
    RefusedError,
    is_positive,
    is_positive_definite,
    times,
)
from proofcheck.checker.case import Case
from proofcheck.checker.escape import prove_escape
from proofcheck.checker.fields import Matrix, Network, Vector
from proofcheck.checker.merging import Located, box, flat, labels, locate
from proofcheck.checker.point import Point
from proofcheck.checker.refutation import prove_refutation


def prove(case: Case) -> None:
    """Raise NotProvedError unless the claim of the certificate is proved."""
    PROOFS[case.kind](case)


def _require(proved: bool, what: str) -> None:
    if not proved:
        raise NotProvedError(what)


def _positive(x: arb, what: str) -> None:
    _require(is_positive(x), f"not proved positive: {what}, {x.str(5)}")


def _critical(case: Case) -> tuple[Located, Point]:
    """Return the exactly critical point, its loss between the claimed bounds."""
    located = locate(case)
    located.check_set(case.network)
    point = located.at(case.network)
    _check_near(case, point)
    low, high = case.witness["loss"]
    if low != 0:
        _positive(point.loss - arb(low), "loss minus its lower bound")
    _positive(arb(high) - point.loss, "upper bound minus loss")
    return located, point


def _check_near(case: Case, point: Point) -> None:
    """Prove that the point lies within the radius of the given parameters."""
    radius = arb(case.witness["radius"])
    pairs = zip(flat(point.layers), flat(case.network.layers), strict=True)
    near = case.exact or all(abs(x - arb(w)) < radius for x, w in pairs)
    _require(near, "the critical point is not proved to lie within the radius")


def _not_critical(case: Case) -> None:
    point = Point(box(case.network, case.witness["radius"]), case.inputs).labelled(labels(case))
    level, neuron, source = case.witness["place"]
    row = point.functionals(level)[
        (neuron - 1) * len(point.act[level - 1]) + source - (not case.network.bias)
    ]
    slope = sum((x * r for x, r in zip(row, point.residual, strict=True)), arb(0))
    _positive(abs(slope), "derivative on the whole box")


def _global_minimum(case: Case) -> None:
    point = Point(case.network, case.inputs).labelled(labels(case))
    _require(all(r.is_zero() for r in point.residual), "the residual is not exactly 0")


def _definite(point: Point, kept: list[list[int]], what: str) -> None:
    _require(is_positive_definite(point.hessian(kept)), f"not proved positive definite: {what}")


def _local_minimum(case: Case) -> None:
    located, point = _critical(case)
    if located.merged.dimension:
        raise RefusedError("neurons compute the same function: the Hessian is singular")
    _definite(point, located.merged.kept(case.network.bias), "the Hessian")


def _degenerate_minimum(case: Case) -> Located:
    located, point = _critical(case)
    located.check_set()
    if located.merged.dimension != case.witness["dimension"]:
        raise RefusedError(f"the critical set has dimension {located.merged.dimension}")
    kept = located.merged.kept(case.network.bias)
    _definite(point, kept, "the Hessian across the critical set")
    return located


def _negative_along(case: Case, point: Point) -> None:
    """Prove d'Hd < 0, and that the loss grows along an output weight: a saddle."""
    _positive(-point.curvature(case.witness["direction"]), "minus the curvature")
    last = point.depth, 1, 1
    _positive(point.curvature({last: arb(1)}), "the curvature along an output weight")


def _saddle(case: Case) -> None:
    _, point = _critical(case)
    _negative_along(case, point)


def _saddle_at_the_end(case: Case) -> None:
    """Prove that the point is gamma_0 of a critical point of the network without the twin."""
    level, twin = case.witness["twin"]
    partner = case.witness["partner"]
    column = twin - 1 + case.network.bias
    rows = case.network.layers[level - 1]
    if partner == twin or partner > len(rows) or rows[twin - 1] != rows[partner - 1]:
        raise RefusedError("twin and partner have different incoming weights")
    if any(row[column] != 0 for row in case.network.layers[level]):
        raise RefusedError("the twin sends something")
    _, point = _critical(replace(case, network=_without(case.network, level, twin)))
    B = point.B(level, partner - (partner > twin))
    _positive(abs(_form(B, case.witness["direction"])), "B along the direction, in size")


def _without(network: Network, level: int, neuron: int) -> Network:
    column = neuron - 1 + network.bias
    layers = list(network.layers)
    layers[level - 1] = [row for k, row in enumerate(layers[level - 1]) if k != neuron - 1]
    layers[level] = [row[:column] + row[column + 1 :] for row in layers[level]]
    if not layers[level - 1]:
        raise RefusedError("the layer has no other neuron")
    return replace(network, layers=tuple(layers))


def _form(B: Matrix, e: Vector) -> arb:
    if len(e) != len(B):
        raise RefusedError(f"the vector has {len(e)} entries, B has {len(B)} rows")
    column = [[arb(x)] for x in e]
    return sum((x[0] * y[0] for x, y in zip(column, times(B, column), strict=True)), arb(0))


def _neuron(case: Case) -> None:
    located, point = _critical(case)
    level, neuron = case.witness["neuron"]
    _check_sign(point.B(level, neuron), case.witness["B"], case.witness["vectors"])
    D = point.D(level, neuron)
    if case.witness["D"] == "nonzero":
        entries = [times(block, [[2 * r] for r in point.residual]) for block in D]
        _require(any(is_positive(abs(x)) for rows in entries for (x,) in rows), "D is not 0")
        return
    group = next(g for g, ks in enumerate(located.merged.groups[level]) if neuron - 1 in ks)
    if located.merged.dimension == 0 and (level, group + 1) in located.planted:
        return
    if len(D) > 1:
        raise RefusedError("D = 0 neither by planted labels nor by a single neuron above")
    weight = point.layers[level][0][neuron - 1 + case.network.bias]
    _positive(abs(weight), "the outgoing weight, in size")


def _check_sign(B: Matrix, sign: str, vectors: Matrix) -> None:
    if (sign == "indefinite") != (len(vectors) == 2) or (sign != "indefinite" and vectors):
        raise RefusedError("two vectors for an indefinite B, none otherwise")
    if sign == "indefinite":
        _positive(_form(B, vectors[0]), "B along the first vector")
        _positive(-_form(B, vectors[1]), "-B along the second vector")
        return
    signed = B if sign == "positive-definite" else [[-x for x in row] for row in B]
    _require(is_positive_definite(signed), f"B is not proved {sign}")


def _suboptimal(case: Case) -> None:
    _, point = _critical(case)
    _check_lower(case, case.network.widths, point)


def _check_lower(case: Case, widths: tuple[int, ...], point: Point) -> None:
    """Prove that a network which the widths contain has a smaller loss."""
    better = case.witness["better"]
    inside = case.labels if better == "teacher" else better
    if not isinstance(inside, Network):
        raise RefusedError("the labels have no teacher")
    fits = all(n <= m for n, m in zip(inside.widths, widths, strict=False))
    same = inside.widths[0] == widths[0] and len(inside.widths) == len(widths)
    biases = case.network.bias or not inside.bias
    if not (fits and same and biases and inside.activation == case.network.activation):
        raise RefusedError("the architecture does not contain the better network")
    if better == "teacher":
        _positive(point.loss, "the loss")
        return
    lower = Point(inside, case.inputs).labelled(labels(case))
    _positive(point.loss - lower.loss, "the loss minus that of the better network")


def _non_attracting(case: Case) -> None:
    located = _degenerate_minimum(case)
    other = replace(case, network=case.witness["saddle"])
    there = locate(other)
    if (there.merged.groups, there.merged.network) != (
        located.merged.groups,
        located.merged.network,
    ):
        raise RefusedError("the saddle does not lie in the critical set")
    there.check_set()
    _negative_along(case, there.at(other.network))


def _structural_minimum(case: Case) -> None:
    network = case.network
    if any(width > 1 for width in network.widths[1:]):
        raise RefusedError("not a chain: a hidden layer has more than one neuron")
    _local_minimum(case)
    _, point = _critical(case)
    for level in range(1, point.depth):
        _positive(abs(point.weights(level + 1)[0][0]), f"the weight out of layer {level}, in size")
        _require(is_positive_definite(point.B(level, 1)), f"B({level}) positive definite")
    _check_lower(case, (network.widths[0], *case.witness["widths"], 1), point)


def _refutation(case: Case) -> None:
    prove_refutation(case, *_critical(case))


PROOFS: dict[str, Callable[[Case], object]] = {
    "critical-point": _critical,
    "not-critical": _not_critical,
    "local-minimum": _local_minimum,
    "degenerate-minimum": _degenerate_minimum,
    "global-minimum": _global_minimum,
    "saddle": _saddle,
    "saddle-at-the-end": _saddle_at_the_end,
    "neuron": _neuron,
    "suboptimal": _suboptimal,
    "non-attracting": _non_attracting,
    "structural-minimum": _structural_minimum,
    "refutation": _refutation,
    "escape-path": prove_escape,
}
