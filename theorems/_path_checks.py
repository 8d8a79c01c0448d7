"""What is compared along a path: prescribed values against a forward pass at its parameters."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from proofcheck.core import Outcome
from proofcheck.paths.lifting import lemma_17_weights
from proofcheck.search.compare import equal
from theorems._path_instances import PathInstance, PathView

Sides = Iterator[tuple[str, Any, Any]]


def prescribed(view: PathView, layer: int) -> Any:
    """Return n(t) of a layer as the construction wants it (at t = 0: as it is)."""
    return view.point.preactivations.get(layer, view.start_values.at_layer(layer))


def next_layer(instance: PathInstance, claim: Any) -> Outcome:
    """Compare n^{l*+1}, by a forward pass, with the claim about n(0) and n~ (Lemma 17)."""
    layer = instance.path.start.layer + 1

    def sides(view: PathView) -> Sides:
        start = view.start_values.at_layer(layer)
        moved = prescribed(view, layer) - start
        yield f"n({layer})", view.values.at_layer(layer), claim["reached"](start, moved)

    return equal(instance, sides)


def bias_at_rest(instance: PathInstance, claim: Any) -> Outcome:
    """Compare w_Gamma a + w_0, w_Gamma = w + [n~ A^-1, 0] as printed, with the claim (Lemma 17).

    A is taken from the activation vectors alone; the bias stays.
    """
    rows, start = list(instance.spanning_neurons), instance.path.start

    def sides(view: PathView) -> Sides:
        q, layer = view.arithmetic, start.layer + 1
        a = view.start_values.activations[start.layer]
        n = view.start_values.at_layer(layer)
        moved = prescribed(view, layer) - n
        old = start.network.arrays(q)[layer - 1]
        inverse = q.solve(a[rows], q.array(_unit(len(rows))))
        weights = lemma_17_weights(old, inverse, rows, moved, q)
        yield f"n({layer})", q.matmul(weights, a), claim["reached"](n, moved)

    return equal(instance, sides)


def _unit(size: int) -> list[list[int]]:
    return [[int(i == j) for j in range(size)] for i in range(size)]


def inverse_path(instance: PathInstance, claim: Any) -> Outcome:
    """Compare sigma(n_Gamma) with a_Gamma in all layers between l* and L (Lemma 18)."""

    def sides(view: PathView) -> Sides:
        sigma = instance.path.start.network.activation.value
        for layer, wanted in view.point.activations.items():
            n = claim["n"](view.point.preactivations[layer], view.time)
            yield f"a({layer})", sigma(view.arithmetic, n), wanted

    return equal(instance, sides)


def outputs(instance: PathInstance, claim: Any) -> Outcome:
    """Compare the outputs and all activations above l*, by a forward pass, with the path."""

    def sides(view: PathView) -> Sides:
        z, y = view.start_values.outputs, view.labels
        yield "outputs", view.values.outputs, claim["f"](z, y, view.time)
        for layer, wanted in view.point.activations.items():
            yield f"a({layer})", view.values.activations[layer][1:], wanted

    return equal(instance, sides)


def loss_along(instance: PathInstance, claim: Any) -> Outcome:
    """Compare the squared loss of the network at w(t) with the claimed multiple of that at w'."""

    def sides(view: PathView) -> Sides:
        found = view.values.outputs - view.labels
        start = view.start_values.outputs - view.labels
        whole = (start * start).sum()
        yield "loss", (found * found).sum(), claim["share"](view.time) * whole

    return equal(instance, sides)
