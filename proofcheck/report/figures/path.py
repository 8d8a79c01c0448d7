"""Figure 4 as the path that Theorem 5 builds: its loss, and the activations on the way."""

from __future__ import annotations

from pathlib import Path as File
from typing import Any

import flint
from flint import arb, fmpq

from proofcheck.certificates.flagships import load
from proofcheck.checker import read_case
from proofcheck.checker.balls import times
from proofcheck.checker.escape import Path
from proofcheck.report.figures.drawing import BLUE, GOLD, GREY, Drawn, drawn

POINTS, POWERS = 40, 30


def figure_4(path: File) -> Drawn:
    """Return loss and activations along the path of an escape certificate, in balls."""
    case = read_case(load(path))
    shown: int = min(case.witness["layer"] + 1, len(case.network.layers) - 1)
    with flint.ctx.workprec(case.witness["bits"]):
        route = Path(case)
        moments = [fmpq(k, POINTS) for k in range(POINTS + 1)]
        weights = [route.layers(t) for t in moments]
        losses = [_loss(route, layers) for layers in weights]
        early = [fmpq(1, 10**k) for k in range(POWERS, -1, -1)]
        values = [_activations(route, route.layers(t), shown) for t in early]
    at = [k / POINTS for k in range(POINTS + 1)]
    soon = [10.0**-k for k in range(POWERS, -1, -1)]
    widest = max(2 * float(x.rad()) for x in (*losses, *(v for row in values for v in row)))

    def draw(figure: Any) -> None:
        left, right = figure.subplots(1, 2)
        left.plot(at, [float(x.mid()) for x in losses], color=BLUE, marker=".", markersize=4)
        left.set(title="loss: $(1-t)^2$ times the first", xlabel="t", ylabel="loss")
        left.text(0.35, 0.9, f"width <= {widest:.0e}", transform=left.transAxes, color=GREY)
        for k in range(len(values[0])):
            colour = BLUE if k % 2 else GOLD
            right.plot(soon, [float(row[k].mid()) for row in values], color=colour, linewidth=0.9)
        right.set(title=f"activations of layer {shown}", xlabel="t", ylabel="activation")
        right.set_xscale("log")

    return drawn(
        "figure-4",
        "Figure 4: a path from a stuck network to a global minimum",
        "Left, the loss over t from 0 to 1 falls from its first value to 0 along a parabola. Right,"
        f" the activations of layer {shown} over t on a logarithmic scale, one curve for each"
        " neuron and sample: they move continuously, early on the path, and stay inside the image"
        " of the activation function.",
        f"certificate {path.name}: {case.network.words()}; losses at {POINTS + 1} points and"
        f" activations at t = 1, 1/10, ..., 1e-{POWERS} are computed by an ordinary forward pass"
        f" at w(t), in balls of {case.witness['bits']} bits; the widest has width {widest:.1e}",
        draw,
        (8, 3.4),
    )


def _loss(route: Path, layers: list[Any]) -> arb:
    pairs = zip(route.outputs(layers), route.y, strict=True)
    return sum(((f - y) * (f - y) for f, y in pairs), arb(0))


def _activations(route: Path, layers: list[Any], shown: int) -> list[arb]:
    """Return the activations of a layer at some weights: neuron by neuron, sample by sample."""
    values = route.a[0]
    for level in range(1, shown + 1):
        below = [[arb(1)] * len(values[0]), *values] if route.bias else values
        values = [[_sigma(route.name, z) for z in row] for row in times(layers[level], below)]
    return [z for row in values for z in row]


def _sigma(name: str, z: arb) -> arb:
    return z.tanh() if name == "tanh" else 1 / (1 + (-z).exp())
