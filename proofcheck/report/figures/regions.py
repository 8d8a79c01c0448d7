"""Figure 1: the two kinds of regions of local minima, and Figure 2: the embedding gamma."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import sympy

from proofcheck.core import InputError, Statement
from proofcheck.report.figures.drawing import BLUE, GREY, RED, Drawn, drawn

x, y = sympy.symbols("x y")
ATTRACTING = x**2 + sympy.Max(sympy.Abs(y) - 1, 0) ** 4
"""The attracting example of `definition-1`; the paper draws its own without giving a formula."""


def figure_1(definition: Statement) -> Drawn:
    """Return the surfaces of the two functions that `definition-1` is checked on."""
    left = definition.step("left-minima").formula["f"]

    def draw(figure: Any) -> None:
        for place, function, title in ((1, left, _TITLES[0]), (2, ATTRACTING, _TITLES[1])):
            axes = figure.add_subplot(1, 2, place, projection="3d")
            _surface(axes, function)
            axes.set(title=title, xlabel="x", ylabel="y")

    return drawn(
        "figure-1",
        "Figure 1: non-attracting and attracting regions of local minima",
        "Two surfaces over the (x, y) plane, each with a valley floor at height 0 along x = 0 for y"
        " from -1 to 1, drawn in red. Left, the floor is high ground beyond its ends: past y = 1"
        " and y = -1 the surface falls below 0 on both sides. Right, the surface rises from the"
        " floor on every side.",
        f"the exact functions {left} (the paper's, step left-minima of definition-1) and"
        f" {ATTRACTING} (ours, step attracting-example), evaluated in float64 on a grid",
        draw,
        (8, 3.6),
    )


_TITLES = ("non-attracting: $x^2(1-y^2)$", r"attracting: $x^2+\max(|y|-1,0)^4$")


def _surface(axes: Any, function: sympy.Expr) -> None:
    evaluate = sympy.lambdify((x, y), function, "numpy")
    across, along = np.meshgrid(np.linspace(-1, 1, 25), np.linspace(-1.5, 1.5, 31))
    axes.plot_surface(
        across, along, evaluate(across, along), color="#c8d7ec", edgecolor=BLUE, linewidth=0.3
    )
    floor = np.linspace(-1, 1, 9)
    axes.plot(0 * floor, floor, 0 * floor, color=RED, linewidth=3, zorder=10)


def figure_2(widths: Sequence[int], layer: int, neuron: int, bias: bool) -> Drawn:
    """Return a drawing of the embedding gamma for an architecture.

    Raises:
        InputError: the layer is not hidden, or it has no such neuron.
    """
    _check(widths, layer, neuron)
    label = "-".join(map(str, widths))
    wide = [n + (level == layer) for level, n in enumerate(widths)]
    larger = "-".join(map(str, wide))

    def draw(figure: Any) -> None:
        for place, shown, twin in ((1, widths, None), (2, wide, wide[layer])):
            axes = figure.add_subplot(1, 2, place)
            _network(axes, shown, layer, neuron, twin)
            axes.set_title(f"{'-'.join(map(str, shown))}{', split' if twin else ''}")

    biases = "its bias and " if bias else ""
    return drawn(
        "figure-2",
        f"Figure 2: the embedding of {label} into {larger}",
        f"Two networks drawn as circles in layers. Left {label}: neuron {neuron} of layer {layer}"
        f" has incoming weights u and sends weights v. Right {larger}: the same neuron keeps"
        f" {biases}u and sends (1 - lambda) v; a twin, drawn as a square, has {biases}u as well"
        " and sends lambda v. All other weights are the same.",
        f"the architecture {label} and the definition of gamma on page 10",
        draw,
        (8, 3.8),
    )


def _check(widths: Sequence[int], layer: int, neuron: int) -> None:
    if not 1 <= layer < len(widths) - 1 or not 1 <= neuron <= widths[layer] or max(widths) > 40:
        raise InputError(
            f"embedding into {'-'.join(map(str, widths))}",
            given=f"layer {layer}, neuron {neuron}",
            admissible="a hidden layer, one of its neurons, at most 40 neurons in a layer",
            repair="name others with --layer and --neuron",
        )


def _network(axes: Any, widths: Sequence[int], layer: int, neuron: int, twin: int | None) -> None:
    """Draw neurons and weights; red is what the embedding changes."""
    at = {
        (level, k): (level, (n + 1) / 2 - k)
        for level, n in enumerate(widths)
        for k in range(1, n + 1)
    }
    pair = {neuron, *(() if twin is None else (twin,))}
    for (level, k), (a, b) in at.items():
        for j in range(1, widths[level - 1] + 1) if level else ():
            split = (level == layer and k in pair) or (level == layer + 1 and j in pair)
            axes.plot(
                *zip(at[level - 1, j], (a, b), strict=True),
                color=RED if split else GREY,
                linewidth=1.6 if split else 0.6,
                zorder=1,
            )
        shape = "s" if level == layer and k == twin else "o"
        colour = RED if level == layer and k in pair else BLUE
        axes.plot(a, b, shape, color="white", markeredgecolor=colour, markersize=13, zorder=2)
    names = {neuron: r"$(1-\lambda)\,v$" if twin else "$v$", twin: r"$\lambda\,v$"}
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    for k in sorted(pair):
        a, b = at[layer, k]
        axes.text(a + 0.33, b, names[k], color=RED, zorder=3, va="center", ha="center", bbox=box)
        axes.text(a - 0.3, b, "$u$", color=RED, zorder=3, va="center", ha="center", bbox=box)
    axes.margins(0.1)
    axes.axis("off")
