"""Where the critical point lies: labels, merged neurons, Krawczyk's test, the critical set."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from flint import arb, fmpq

from proofcheck.checker.balls import NotProvedError, RefusedError, balls, flint_matrix, identity
from proofcheck.checker.case import Case
from proofcheck.checker.fields import Matrix, Network, Vector
from proofcheck.checker.labels import enclosed
from proofcheck.checker.point import Point

Groups = list[list[list[int]]]


@dataclass(frozen=True)
class Merged:
    """Neurons that compute the same function become one.

    `groups[l]` lists, for every neuron of layer l of the merged network, the neurons (from 0) it
    stands for; layer 0 are the inputs. Its weight is the sum over a group, and the rows of a group
    have equal sums, as exact rationals.
    """

    network: Network
    groups: Groups

    @property
    def dimension(self) -> int:
        """The dimension of the affine set of all parameters with these sums."""
        return sum(
            sum(map(len, above)) * sum(len(members) - 1 for members in below)
            for below, above in zip(self.groups, self.groups[1:], strict=False)
        )

    def kept(self, bias: bool) -> list[list[int]]:
        """Return, per layer, the sources whose axes span a complement of that set."""
        first = [[0] if bias else [] for _ in self.groups[1:]]
        return [
            constant + [members[0] + bias for members in below]
            for constant, below in zip(first, self.groups, strict=False)
        ]


def merge(network: Network) -> Merged:
    """Return the merged network; its layers are exact."""
    bias = int(network.bias)
    groups: Groups = [[[j] for j in range(network.widths[0])]]
    layers = []
    for level, layer in enumerate(network.layers, 1):
        rows: dict[tuple[Any, ...], list[int]] = {}
        for neuron, row in enumerate(layer):
            sums = [sum((row[j + bias] for j in members), fmpq(0)) for members in groups[-1]]
            key = (*row[:bias], *sums) if level < len(network.layers) else (neuron,)
            rows.setdefault(key, []).append(neuron)
            last = [*row[:bias], *sums]
        groups.append(list(rows.values()))
        layers.append([list(key) for key in rows] if level < len(network.layers) else [last])
    return Merged(replace(network, layers=tuple(layers)), groups)


def shares(network: Network, merged: Merged, level: int) -> list[Vector] | None:
    """Return c with w_{s,k} = c_k (sum over the group of k) for all s, None if there are none.

    One list per group of layer `level`; the weights are those of layer `level` + 1.
    """
    out = []
    for group, members in enumerate(merged.groups[level]):
        columns = [[row[k + network.bias] for row in network.layers[level]] for k in members]
        above = {k: g for g, ks in enumerate(merged.groups[level + 1]) for k in ks}
        small = merged.network.layers[level]
        sums = [small[above[s]][group + network.bias] for s in range(len(columns[0]))]
        pivot = next((s for s, x in enumerate(sums) if x != 0), None)
        found = [fmpq(1)] if len(members) == 1 else []
        if len(members) > 1 and pivot is not None:
            found = [column[pivot] / sums[pivot] for column in columns]
        if len(found) != len(members) or any(
            x != c * total
            for c, column in zip(found, columns, strict=True)
            for x, total in zip(column, sums, strict=True)
        ):
            return None
        out.append(found)
    return out


def expand(network: Network, merged: Merged, small: Sequence[Matrix]) -> Network:
    """Return the larger network whose merged network has the (enclosed) weights `small`.

    Where weights are shares of their sums, the shares are kept; elsewhere all weights of a group
    but the first, which is the rest of the sum.
    """
    bias, layers = int(network.bias), []
    for level, layer in enumerate(network.layers):
        parts = shares(network, merged, level) if level else None
        above = {k: g for g, ks in enumerate(merged.groups[level + 1]) for k in ks}
        rows = []
        for neuron, row in enumerate(layer):
            sums = small[level][above[neuron]]
            new = [*sums[:bias], *(arb(x) for x in row[bias:])]
            for group, members in enumerate(merged.groups[level]):
                total = sums[group + bias]
                if parts is not None:
                    for k, c in zip(members, parts[group], strict=True):
                        new[k + bias] = total if c == 1 else total * arb(c)
                else:
                    rest = sum((arb(row[k + bias]) for k in members[1:]), arb(0))
                    new[members[0] + bias] = total - rest if len(members) > 1 else total
            rows.append(new)
        layers.append(rows)
    return replace(network, layers=tuple(layers))


def labels(case: Case) -> Vector:
    """Return enclosures of the labels."""
    return enclosed(case.labels, case.inputs)


def flat(layers: Sequence[Matrix]) -> Vector:
    """Return the weights in flat order."""
    return [x for layer in layers for row in layer for x in row]


def shaped(network: Network, values: Sequence[Any]) -> Network:
    """Return the network with these weights, given in flat order."""
    found = iter(values)
    layers = ([[next(found) for _ in row] for row in layer] for layer in network.layers)
    return replace(network, layers=tuple(layers))


def box(network: Network, radius: fmpq) -> Network:
    """Return the network whose weights are the balls of this radius."""
    offset = arb(0, arb(radius).abs_upper())
    return shaped(network, [arb(x) + offset for x in flat(network.layers)])


def everything(network: Network) -> list[list[int]]:
    """Return all sources of every layer."""
    return [list(range(len(layer[0]))) for layer in network.layers]


def krawczyk(network: Network, inputs: Matrix, y: Vector, radius: fmpq) -> list[Matrix]:
    """Return weights that enclose the one critical point of the box around the network.

    With C an approximate inverse of the Hessian: |-C g + (I - C H(box)) (box - centre)| < radius.
    """
    whole = box(network, radius)
    slope = Point(whole, inputs).labelled(y).hessian(everything(network))
    gradient = Point(network, inputs).labelled(y).gradient()
    if not all(x.is_finite() for x in [*gradient, *flat([slope])]):
        raise NotProvedError("the balls on the box are not finite")
    unit = flint_matrix(identity(len(gradient)))
    try:
        inverse = flint_matrix(slope).mid().solve(unit, algorithm="approx").mid()
    except ZeroDivisionError as error:
        raise NotProvedError("the Hessian is numerically singular") from error
    offsets = [[arb(0, arb(radius).abs_upper())]] * len(gradient)
    contraction = unit - inverse * flint_matrix(slope)
    step = contraction * flint_matrix(offsets) - inverse * flint_matrix([[g] for g in gradient])
    worst = max((abs(x).upper() for x in step.entries()), default=arb(0))
    if not all(x.is_finite() and abs(x) < arb(radius) for x in step.entries()):
        shown = worst.str(3, radius=False)
        raise NotProvedError(f"Krawczyk's test does not contract: {shown} is not below the radius")
    centre = [arb(x) for x in flat(network.layers)]
    enclosed = [x + d for x, d in zip(centre, step.entries(), strict=True)]
    return list(shaped(network, enclosed).layers)


@dataclass(frozen=True)
class Located:
    """An exactly critical point, enclosed: merged weights and labels."""

    case: Case
    merged: Merged
    small: list[Matrix]
    labels: Vector

    @property
    def planted(self) -> set[tuple[int, int]]:
        """The neurons of the merged network whose D is 0 by construction of the labels."""
        known = self.case.labels if self.case.exact else None
        return {(level, neuron) for level, neuron, _ in known.d_zero} if known else set()

    def at(self, network: Network) -> Point:
        """Return the point of a network with the same merged network."""
        wide = expand(network, self.merged, self.small)
        return Point(wide, self.case.inputs).labelled(self.labels)

    def small_point(self) -> Point:
        """Return the point of the merged network."""
        network = replace(self.merged.network, layers=tuple(self.small))
        return Point(network, self.case.inputs).labelled(self.labels)

    def check_set(self, network: Network | None = None) -> None:
        """Raise unless all parameters with the same sums are critical.

        With a network, shares of equal sums count too (theorem-7), for that point alone.
        """
        proportional = True
        for level in range(len(self.merged.groups) - 2, 0, -1):
            sizes = [len(members) for members in self.merged.groups[level]]
            if max(sizes) == 1:
                proportional = True
                continue
            if not proportional:
                raise RefusedError(f"merged neurons in layer {level} below merged ones with D = 0")
            if network is not None and shares(network, self.merged, level) is not None:
                continue
            proportional = self._one_above(level, sizes)

    def _one_above(self, level: int, sizes: list[int]) -> bool:
        """Check the merged neurons of a layer; return whether sensitivities stay proportional.

        With one neuron above and outgoing weight v other than 0, D = (dl/du) / v = 0.
        """
        above = self.small[level]
        proportional = True
        for group, size in enumerate(sizes):
            weight = arb(above[0][group + self.case.network.bias])
            nonzero = weight.is_finite() and (weight > 0 or weight < 0)
            if size == 1 or (len(above) == 1 and nonzero):
                continue
            if (level, group + 1) not in self.planted:
                neuron = self.merged.groups[level][group][0] + 1
                raise NotProvedError(f"D of neuron {neuron} in layer {level} is not known to be 0")
            proportional = False
        return proportional


def locate(case: Case) -> Located:
    """Return the exactly critical point near the given parameters."""
    merged, y = merge(case.network), labels(case)
    if not case.exact:
        small = krawczyk(merged.network, case.inputs, y, case.witness["radius"])
        return Located(case, merged, small, y)
    if merged.network != case.labels.network:
        raise RefusedError("the labels are planted at another network")
    return Located(case, merged, [balls(layer) for layer in merged.network.layers], y)
