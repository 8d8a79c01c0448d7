"""All figures, in the order of the paper."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from proofcheck.core import InputError, Statement
from proofcheck.report.figures.curves import Landscape
from proofcheck.report.figures.drawing import Drawn, need_matplotlib
from proofcheck.report.figures.experiment import fibre, figure_3
from proofcheck.report.figures.fibre_map import fibre_map
from proofcheck.report.figures.path import figure_4
from proofcheck.report.figures.regions import figure_1, figure_2

NAMES = (
    "figure-1",
    "figure-2",
    "figure-3-experiment",
    "figure-3-biases",
    "figure-4",
    "fibre",
    "fibre-p",
)
EXPERIMENT, WITH_BIASES, ESCAPE = "a-wide.json", "b-wide.json", "f-escape.json"


def gallery(
    names: Sequence[str],
    statements: Mapping[str, Statement],
    folder: Path,
    *,
    widths: Sequence[int] = (2, 3, 2, 1),
    layer: int = 1,
    neuron: int = 1,
    directions: int = 60,
    seed: int = 0,
) -> Iterator[Drawn]:
    """Yield the named figures, drawn from statements and from the certificates in a folder.

    Raises:
        InputError: a name is unknown, a certificate is not there, or matplotlib is missing.
    """
    need_matplotlib()
    _check(names, folder)
    for name in names:
        if name == "figure-1":
            yield figure_1(statements["definition-1"])
        elif name == "figure-2":
            yield figure_2(widths, layer, neuron, bias=True)
        elif name == "figure-4":
            yield figure_4(folder / ESCAPE)
        elif name == "fibre-p":
            yield fibre_map(statements["beyond-whole-fibre"])
        elif name == "fibre":
            yield fibre(Landscape(folder / EXPERIMENT), 1)
        else:
            biases = name == "figure-3-biases"
            what = "a planted minimum with biases" if biases else "the paper's experiment"
            landscape = Landscape(folder / (WITH_BIASES if biases else EXPERIMENT))
            yield figure_3(landscape, name, what, directions, seed)


def _check(names: Sequence[str], folder: Path) -> None:
    for name in names:
        if name not in NAMES:
            raise InputError(
                "figure", given=repr(name), admissible=", ".join(NAMES), repair="name one of these"
            )
    for file in (EXPERIMENT, WITH_BIASES, ESCAPE):
        if not (folder / file).is_file():
            raise InputError(
                f"certificates for the figures in {folder}",
                given=f"no {file}",
                admissible="the folder certificates of the repository",
                repair="name it with --certificates DIR",
            )
