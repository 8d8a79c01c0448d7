"""B and D of every hidden neuron at a certified point, and for which lambda it can be split."""

from __future__ import annotations

from flint import arb

from proofcheck.certificates.writer import Json
from proofcheck.checker.balls import is_positive, is_positive_definite
from proofcheck.checker.fields import Matrix, Network
from proofcheck.checker.merging import Merged
from proofcheck.checker.point import Point

INSIDE, OUTSIDE = ["(0, 1)"], ["(-inf, 0)", "(1, inf)"]


def neuron_rows(
    network: Network,
    merged: Merged,
    point: Point,
    critical: bool,
    known: bool,
    verdict: str,
) -> list[Json]:
    """Return the entries of `certify --json` about the hidden neurons.

    Args:
        network: the given one.
        merged: the merged network.
        point: encloses the critical point, or the given parameters.
        critical: whether the point is proved critical.
        known: whether all parameters with the same merged network are proved critical.
        verdict: about the point.
    """
    rows = []
    for level in range(1, len(network.layers)):
        for number in range(1, network.widths[level] + 1):
            B = definiteness(point.B(level, number), merged.kept(network.bias)[level - 1])
            equal = len(merged.groups[level + 1]) == 1 if known else network.widths[level + 1] == 1
            D = _vanishing(point, level, number, critical and equal)
            splits = _splits(network, level, B, verdict) if D == "zero" else []
            rows.append({"layer": level, "neuron": number, "B": B, "D": D, "splits": splits})
    return rows


def definiteness(B: Matrix, kept: list[int]) -> str:
    """Return what is certified about B; `kept` are sources that no other source repeats.

    B depends on the activations below only. Where some of them are equal, B is semidefinite at
    best, and is so if its rows and columns without repetitions are definite.
    """
    if all(x.is_zero() for row in B for x in row):
        return "positive-semidefinite"
    core = [[B[i][j] for j in kept] for i in kept]
    suffix = "definite" if len(kept) == len(B) else "semidefinite"
    if is_positive_definite(core):
        return f"positive-{suffix}"
    if is_positive_definite([[-x for x in row] for row in core]):
        return f"negative-{suffix}"
    return "indefinite" if _has_both_signs(core) else "undecided"


def _has_both_signs(B: Matrix) -> bool:
    """Return whether B is proved positive along one vector and negative along another."""
    from proofcheck.certificates.finders import eigenvectors

    forms = []
    for vector in eigenvectors(B):
        e = [arb(x) for x in vector]
        image = [sum((x * y for x, y in zip(row, e, strict=True)), arb(0)) for row in B]
        forms.append(sum((x * y for x, y in zip(e, image, strict=True)), arb(0)))
    return any(is_positive(x) for x in forms) and any(is_positive(-x) for x in forms)


def _vanishing(point: Point, level: int, number: int, one_above: bool) -> str:
    """Return what is certified about D.

    With one neuron above, or equal ones with proportional sensitivities, every column of D is a
    multiple of dl/du, which is 0, if the neuron sends something.
    """
    D = point.D(level, number)
    entries = [
        sum((2 * x * r for x, r in zip(row, point.residual, strict=True)), arb(0))
        for block in D
        for row in block
    ]
    if all(x.is_zero() for x in entries):
        return "zero"
    column = number - 1 + point.bias
    if one_above and any(is_positive(abs(row[column])) for row in point.layers[level]):
        return "zero"
    return "nonzero" if any(is_positive(abs(x)) for x in entries) else "undecided"


def _splits(network: Network, level: int, B: str, verdict: str) -> list[Json]:
    """Return intervals of lambda for which the split network is at a local minimum."""
    if B not in ("positive-definite", "negative-definite"):
        return []
    intervals = INSIDE if B == "positive-definite" else OUTSIDE
    if verdict == "minimum":
        by = "theorem-8" if len(network.layers) == 2 else "theorem-9"
    elif verdict == "degenerate-minimum" and (
        B.startswith("positive") or network.widths[level + 1] == 1
    ):
        by = "beyond-master-identity"
    else:
        return []
    return [{"lambda": interval, "by": by} for interval in intervals]
