"""A plot of the loss along a path: SVG written here, PNG by matplotlib where it is installed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from proofcheck.core.errors import InputError
from proofcheck.runner.store import check_writable, write_atomically

WIDTH, HEIGHT, LEFT, BOTTOM, MARGIN = 640, 400, 80, 50, 20
Point = tuple[float, float]


def check_plot(path: Path) -> None:
    """Raise InputError unless a plot can be written to this file.

    Raises:
        InputError: neither .svg nor .png, .png without matplotlib, or a folder that is not there.
    """
    if path.suffix not in (".svg", ".png") or (path.suffix == ".png" and not _has_matplotlib()):
        raise InputError(
            f"plot {path}",
            given=path.suffix or "no suffix",
            admissible="a file that ends in .svg; in .png if matplotlib is installed",
            repair='name a .svg file, or pip install "proofcheck[plot]"',
        )
    check_writable(path, what="the plot")


def write_plot(path: Path, points: Sequence[Point], title: str) -> None:
    """Write the plot of the points (t, loss)."""
    if path.suffix == ".svg":
        write_atomically(path, svg(points, title), what="the plot")
    else:
        _write_png(path, points, title)


def svg(points: Sequence[Point], title: str) -> str:
    """Return the plot as SVG text; the axis begins at 0 where the loss falls below a half.

    >>> svg([(0, 2), (1, 0)], "loss").count("<polyline")  # axes and curve
    2
    """
    end, (low, top) = max(t for t, _ in points) or 1, _range(points)
    across, up = WIDTH - LEFT - MARGIN, HEIGHT - BOTTOM - 2 * MARGIN
    floor = HEIGHT - BOTTOM

    def place(t: float, loss: float) -> str:
        return f"{LEFT + across * t / end:.2f},{floor - up * (loss - low) / (top - low):.2f}"

    line = " ".join(place(t, loss) for t, loss in points)
    corner = f"{LEFT},{floor - up} {LEFT},{floor} {LEFT + across},{floor}"
    texts = [
        _text(LEFT, MARGIN, _escaped(title), "start"),
        _text(LEFT - 6, floor - up + 4, f"{top:.6g}", "end"),
        _text(LEFT - 6, floor + 4, f"{low:.6g}", "end"),
        _text(LEFT, floor + 20, "0", "middle"),
        _text(LEFT + across, floor + 20, f"{end:.4g}", "middle"),
        _text(LEFT + across // 2, floor + 36, "t", "middle"),
    ]
    body = [
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<polyline points="{corner}" fill="none" stroke="black"/>',
        f'<polyline points="{line}" fill="none" stroke="#1f5fa8" stroke-width="2"/>',
        *texts,
    ]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">'
    return "\n".join([head, *body, "</svg>"]) + "\n"


def _range(points: Sequence[Point]) -> Point:
    low, top = min(loss for _, loss in points), max(loss for _, loss in points)
    low = 0 if 2 * low < top else low
    return low, top + (top - low) / 20 if top > low else low + 1


def _text(x: int, y: int, text: str, anchor: str) -> str:
    style = f'font-family="sans-serif" font-size="13" text-anchor="{anchor}"'
    return f'<text x="{x}" y="{y}" {style}>{text}</text>'


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _has_matplotlib() -> bool:
    try:
        import matplotlib.figure  # noqa: F401
    except ImportError:
        return False
    return True


def _write_png(path: Path, points: Sequence[Point], title: str) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.4, 4))
    axes = figure.subplots()
    axes.plot([t for t, _ in points], [loss for _, loss in points])
    axes.set(title=title, xlabel="t", ylabel="loss", ylim=_range(points))
    figure.savefig(path)
