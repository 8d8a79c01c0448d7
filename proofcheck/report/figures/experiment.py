"""Figure 3: minimum, way to the saddle, saddle, descent; and the fibre of lambda."""

from __future__ import annotations

import random
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import flint
from flint import arb

from proofcheck.report.figures.curves import BITS, Curve, Landscape, lowest
from proofcheck.report.figures.drawing import BLUE, GOLD, GREEN, GREY, RED, Drawn, drawn

SPAN = tuple(Fraction(k, 8) for k in range(-8, 9))
WAY = tuple(Fraction(k, 16) for k in range(17))


def figure_3(landscape: Landscape, name: str, what: str, directions: int, seed: int) -> Drawn:
    """Return the four panels of Figure 3 for a certificate, every point enclosed by a ball."""
    generator = random.Random(seed)
    steps = [landscape.random_direction(generator) for _ in range(directions)]
    around = [landscape.line(landscape.minimum, step, SPAN) for step in steps]
    beyond = [landscape.line(landscape.saddle, step, SPAN) for step in steps]
    way = landscape.segment(WAY)
    down = landscape.line(landscape.saddle, landscape.descent(), SPAN)
    widest = max(curve.width for curve in (*around, *beyond, way, down))

    def draw(figure: Any) -> None:
        panels = figure.subplots(2, 3, gridspec_kw={"height_ratios": (2, 1)})
        _cloud(panels[0][0], panels[1][0], around, f"(a) local minimum, {directions} directions")
        _single(panels[0][1], way, "(b) on to the saddle, loss constant")
        _cloud(
            panels[0][2], panels[1][2], beyond, f"(c) saddle, {directions} directions, {lower} fall"
        )
        _single(panels[1][1], down, "(d) direction of descent")
        figure.suptitle(f"{what}: every loss enclosed, widest ball {widest:.0e}", fontsize=10)

    higher = sum(curve.certainly_above for curve in around)
    lower = sum(curve.certainly_below for curve in beyond)
    below = "falls below its value at t = 0" if down.certainly_below else "is not seen to fall"
    return drawn(
        name,
        f"Figure 3: {what}",
        f"Four panels. (a) The loss along {directions} random directions of length 1 through the"
        f" local minimum; {higher} of them are proved to lie above the value in the middle at every"
        " other point drawn; below them the smallest of these losses. (b) The loss is constant on a"
        f" segment from the minimum to a saddle. (c) The same {directions} directions through the"
        f" saddle, of which {lower} are proved to fall below it. (d) Along the known direction of"
        f" descent at the saddle the loss {below}.",
        f"certificate {landscape.name}: {landscape.words()}; at each of the points drawn the loss"
        f" is enclosed by a ball of {BITS} bits around the exactly critical parameters, the widest"
        f" ball has width {widest:.1e}. Lines between points are straight. That (a) is a local"
        " minimum and (c) a saddle is proved by the certificate, not by these samples; the paper"
        " draws 5000 directions (--directions 5000)",
        draw,
        (9, 5),
    )


def _cloud(top: Any, bottom: Any, curves: Sequence[Curve], title: str) -> None:
    for curve in curves:
        top.plot(curve.t, curve.middle, color=BLUE, linewidth=0.5, alpha=0.5)
    least = lowest(curves)
    bottom.plot(least.t, least.middle, color=GREEN)
    top.set(title=title, ylabel="loss")
    bottom.set(xlabel="t", ylabel="smallest")


def _single(axes: Any, curve: Curve, title: str) -> None:
    low = [float(x.lower()) for x in curve.losses]
    high = [float(x.upper()) for x in curve.losses]
    axes.fill_between(curve.t, low, high, color=GOLD, alpha=0.4)
    axes.plot(curve.t, curve.middle, color=RED, marker=".", markersize=3)
    middle = max(abs(value) for value in curve.middle)
    if max(curve.middle) - min(curve.middle) < middle / 10**9:
        axes.set_ylim(0.98 * middle, 1.02 * middle)
    axes.ticklabel_format(useOffset=False)
    axes.set(title=title, xlabel="t", ylabel="loss")
    axes.text(0.02, 0.04, f"width <= {curve.width:.0e}", transform=axes.transAxes, color=GREY)


def fibre(landscape: Landscape, level: int) -> Drawn:
    """Return the map of the fibre of one neuron: the spectrum of lambda (1 - lambda) B."""
    with flint.ctx.workprec(BITS):
        B = landscape.located.small_point().B(level, 1)
        ends = _bounds(B)
    times = [k / 40 for k in range(-40, 81)]

    def draw(figure: Any) -> None:
        axes = figure.subplots()
        for end, style in zip(ends, ("-", "--"), strict=True):
            value = float(end.mid())
            axes.plot(times, [t * (1 - t) * value for t in times], style, color=BLUE)
        inside = {"ha": "center", "transform": axes.get_xaxis_transform()}
        for a, b, colour, hatch, word in _PARTS:
            axes.axvspan(a, b, facecolor=colour, alpha=0.12, hatch=hatch, edgecolor=colour)
            axes.text((a + b) / 2, 0.92, word, color=colour, weight="bold", **inside)
        for t in (0, 1):
            axes.axvline(t, color=GOLD, linewidth=2.5)
            axes.plot(t, 0, "D", color=GOLD, markersize=8, zorder=5)
            axes.text(t, 0.04, "boundary", color=GOLD, backgroundcolor="white", **inside)
        axes.axhline(0, color=GREY, linewidth=0.8)
        axes.set(xlabel="lambda", ylabel="spectrum of lambda (1 - lambda) B")
        axes.set(xlim=(-1, 2), ylim=(-2.2 * float(ends[1].mid()), float(ends[1].mid())))
        axes.legend(("of the smallest eigenvalue of B", "of the largest"), loc="center")
        axes.set_title(f"the fibre of neuron 1 of layer {level}")

    low, high = (f"{float(end.mid()):.4g}" for end in ends)
    return drawn(
        "fibre",
        f"The fibre: which lambda splits neuron 1 of layer {level} into a local minimum",
        "A strip of the lambda axis from -1 to 2 in three parts. Between 0 and 1, without hatching,"
        " the points gamma_lambda are local minima: the spectrum of lambda (1 - lambda) B lies"
        " above 0. Outside, hatched, it lies below 0 and they are saddles. At lambda = 0 and"
        " lambda = 1, marked by diamonds, it is 0: the boundary, with saddles arbitrarily near.",
        f"certificate {landscape.name}: B of the merged network, enclosed at its exactly critical"
        f" point; its eigenvalues are enclosed between {low} and {high}, above 0. With D = 0 the"
        " three parts follow from theorem-9 and, for the boundary, from lemma-12",
        draw,
        (6.4, 3.4),
    )


_PARTS = (
    (-1, 0, RED, "//", "saddles"),
    (0, 1, GREEN, "", "local minima"),
    (1, 2, RED, "//", "saddles"),
)


def _bounds(B: Sequence[Sequence[arb]]) -> tuple[arb, arb]:
    """Return balls of the smallest and largest eigenvalue of a matrix of size 1 or 2.

    For larger ones a lower bound, the determinant over a power of the trace, and the trace.
    """
    if len(B) == 1:
        return B[0][0], B[0][0]
    trace = sum((B[i][i] for i in range(len(B))), arb(0))
    matrix = flint.arb_mat([list(row) for row in B])
    if len(B) == 2:
        root = (trace * trace - 4 * matrix.det()).sqrt()
        return 2 * matrix.det() / (trace + root), (trace + root) / 2
    return matrix.det() / trace ** (len(B) - 1), trace
