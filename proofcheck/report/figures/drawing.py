"""Drawing: a figure with its words, and files that are the same whenever the data is the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from proofcheck.core import InputError

SETTINGS: Any = {
    "svg.hashsalt": "proofcheck",
    "svg.fonttype": "none",
    "font.family": "DejaVu Sans",
    "font.size": 9,
    "axes.titlesize": 10,
    "axes.grid": True,
    "grid.alpha": 0.3,
    "lines.linewidth": 1.4,
}
BLUE, RED, GREEN, GREY, GOLD = "#0a4fa3", "#9c1420", "#0b5d2a", "#5a6068", "#8a5a00"


@dataclass(frozen=True)
class Drawn:
    """A figure: its file name without suffix, words for those who do not see it, and its data.

    `alt` says what is to be seen, `data` what it is drawn from and what is proved of that.
    """

    name: str
    title: str
    alt: str
    data: str
    svg: bytes
    png: bytes


def need_matplotlib() -> None:
    """Raise unless figures can be drawn.

    Raises:
        InputError: matplotlib is not installed.
    """
    try:
        import matplotlib  # noqa: F401
    except ImportError as error:
        raise InputError(
            "figures",
            given="no matplotlib",
            admissible="matplotlib 3.8 or newer",
            repair='pip install "proofcheck[plot]"',
        ) from error


@contextmanager
def settings() -> Iterator[None]:
    """Draw with the same settings, whatever those of the user are."""
    import matplotlib

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update(SETTINGS)
        yield


def drawn(
    name: str, title: str, alt: str, data: str, draw: Callable[[Any], None], size: tuple[Any, Any]
) -> Drawn:
    """Return a figure of a size in inches, drawn by a function of the empty figure."""
    from matplotlib.figure import Figure

    with settings():
        figure = Figure(figsize=size, layout="constrained")
        draw(figure)
        svg = _bytes(figure, "svg", {"Date": None, "Title": title, "Description": alt})
        png = _bytes(figure, "png", {"Software": None, "Title": title, "Description": alt})
    return Drawn(name, title, alt, data, svg, png)


def _bytes(figure: Any, kind: str, metadata: dict[str, Any]) -> bytes:
    stream = BytesIO()
    figure.savefig(stream, format=kind, dpi=130, metadata=metadata)
    return stream.getvalue()
