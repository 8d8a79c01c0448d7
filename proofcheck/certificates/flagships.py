"""The certificates that are stored in certificates/, made from certificates/sources/.

Usage: python -m proofcheck.certificates [a b c d e f] --out certificates
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import flint
from flint import fmpq

from proofcheck.certificates.finders import Spot
from proofcheck.certificates.polish import BITS, case_of, polished
from proofcheck.certificates.refuting import refutation
from proofcheck.certificates.widening import apart, fitted, saddle_nearby, widened
from proofcheck.certificates.writer import Json, Problem, entries, network_json
from proofcheck.checker import parse
from proofcheck.checker.fields import Network, network_of
from proofcheck.checker.merging import labels
from proofcheck.core import InputError

Named = Iterator[tuple[str, Json]]
OUTSIDE = fmpq(-1)
"""The last lambda of the saddles."""
EPSILON = "1e-6"
"""How far the starts of paths may be moved."""


def source(folder: Path, name: str) -> tuple[Network, Problem]:
    """Return network and data of a source file."""
    found = parse((folder / f"{name}.json").read_text(encoding="utf-8"))
    inputs = tuple(tuple(row) for row in found["data"]["inputs"])
    return network_of(found["network"], name), Problem(inputs, found["data"]["labels"])


def small(spot: Spot) -> Named:
    """Yield the certificates of a small network: minimum, B and D of every hidden neuron."""
    yield "minimum", spot.minimum()
    for level in range(1, len(spot.network.layers)):
        for number in range(1, spot.network.widths[level] + 1):
            yield f"B{level}-{number}", spot.neuron(level, number)


def wide(spot: Spot, counts: dict[tuple[int, int], int], better: Network | None) -> Named:
    """Yield the certificates of the split network: non-attracting minimum, suboptimal."""
    large = Spot(widened(spot.network, counts), spot.problem, spot.radius)
    level, neuron = min(counts)
    saddle = saddle_nearby(large.network, level, neuron, OUTSIDE)
    yield (
        "wide",
        large.certificate(
            "non-attracting",
            dimension=large.merged.dimension,
            saddle=network_json(saddle),
            direction=entries(apart(large.network, level, neuron, OUTSIDE)),
        ),
    )
    yield "suboptimal", large.suboptimal(better)


def experiment(folder: Path) -> Named:
    """Section 5.4 of the paper: 2-1-1-1 without biases, split to 2-21-21-1."""
    start, problem = source(folder, "section-5-4")
    network = polished(start, problem)
    if network is None:
        raise InputError(
            "source section-5-4",
            given="no critical point nearby",
            admissible="parameters near a critical point",
            repair="restore the file",
        )
    spot = Spot(network, problem)
    yield from small(spot)
    yield from wide(spot, {(1, 1): 21, (2, 1): 21}, None)


def planted(name: str, counts: dict[tuple[int, int], int]) -> Callable[[Path], Named]:
    """Return the certificates of a planted minimum, split."""

    def found(folder: Path) -> Named:
        network, problem = source(folder, name)
        spot = Spot(network, problem, "0")
        yield from small(spot)
        yield from wide(spot, counts, _fit(widened(network, counts), problem))

    return found


def structural(name: str, narrow: tuple[int, ...], widths: tuple[int, ...]) -> Any:
    """Return the certificate of a planted chain split to huge widths."""

    def found(folder: Path) -> Named:
        network, problem = source(folder, name)
        spot = Spot(network, problem, "0")
        better = fitted_to(problem, network, (network.widths[0], *narrow, 1))
        yield (
            "structural",
            spot.certificate(
                "structural-minimum", widths=list(widths), better=network_json(better)
            ),
        )

    return found


def refuted(name: str) -> Callable[[Path], Named]:
    """Return the certificate that Theorem 9 is false as printed, for neuron 1 of layer 1."""

    def found(folder: Path) -> Named:
        yield "refutation", refutation(Spot(*source(folder, name), "0"), 1, 1)

    return found


def escaping(
    name: str, counts: dict[tuple[int, int], int], layer: int, points: int
) -> Callable[[Path], Named]:
    """Return the certificate of a path from near the (split) source to loss 0."""

    def found(folder: Path) -> Named:
        from proofcheck.certificates.escaping import escape, exact_network  # imports SymPy

        network, problem = source(folder, name)
        stuck = exact_network(widened(network, counts))
        yield "escape", escape(stuck, problem, EPSILON, 0, layer, points).certificate

    return found


def _fit(large: Network, problem: Problem) -> Network:
    return fitted_to(problem, large, large.widths)


def fitted_to(problem: Problem, like: Network, widths: tuple[int, ...]) -> Network:
    """Return a network of these widths that fits the labels."""
    case = case_of(like, problem)
    with flint.ctx.workprec(BITS):
        return fitted(widths, like, case.inputs, labels(case))


FLAGSHIPS: dict[str, tuple[Callable[[Path], Named], ...]] = {
    "a": (experiment,),
    "b": (planted("two-layers-with-biases", {(1, 1): 21, (2, 1): 21}),),
    "c": (
        planted("three-layers-with-biases", {(1, 1): 25, (2, 1): 25, (3, 1): 25}),
        planted("vanishing-D", {(1, 1): 25}),
    ),
    "d": (refuted("isolated-degenerate"),),
    "e": (structural("two-layers-with-biases", (21, 21), (40_000, 40_000)),),
    "f": (
        escaping("stuck-at-zero", {}, 1, 10),
        escaping("two-layers-with-biases", {(1, 1): 21, (2, 1): 21}, 1, 20),
    ),
}


def stored_name(letter: str, number: int, name: str) -> str:
    """Return the file name of a certificate."""
    return f"{letter}{number or ''}-{name}.json"


def flagship(letter: str, folder: Path) -> Named:
    """Yield file names and certificates of one flagship."""
    for number, make in enumerate(FLAGSHIPS[letter]):
        for name, found in make(folder):
            yield stored_name(letter, number, name), found


def load(path: Path) -> Any:
    """Return the JSON object of a stored certificate."""
    return json.loads(path.read_text(encoding="utf-8"))
