"""The command `python -m campaigns.escape_paths`: stuck networks, their paths, 1000 points each.

Every certificate is checked at all its points: losses strictly decreasing in ball arithmetic, the
enclosure at the end contains 0 with a radius below 1e-30. Exit status 1 if one is not accepted.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from proofcheck.certificates.escaping import escape, exact_network
from proofcheck.certificates.flagships import source
from proofcheck.certificates.widening import widened
from proofcheck.certificates.writer import Problem, text
from proofcheck.checker import verify
from proofcheck.networks import SIGMOID, TANH, Activation, Architecture, Network

SOURCES = Path(__file__).resolve().parents[1] / "certificates" / "sources"
KINDS = ("zero", "random", "duplicated", "saturated")
Inputs = list[tuple[Fraction, ...]]


def samples(inputs: int, count: int, seed: int = 1) -> tuple[Inputs, list[Fraction]]:
    """Return distinct inputs and labels in short decimals."""
    drawn = random.Random(f"{inputs} {count} {seed}")
    rows: set[tuple[Fraction, ...]] = set()
    while len(rows) < count:
        rows.add(tuple(Fraction(drawn.randint(-200, 200), 100) for _ in range(inputs)))
    return sorted(rows), [Fraction(drawn.randint(-100, 100), 50) for _ in range(count)]


def start_of(
    widths: tuple[int, ...], activation: Activation, kind: str, bias: bool = True, seed: int = 1
) -> Network:
    """Return a network at which an optimiser would be stuck or slow, or a random one."""
    architecture, drawn = Architecture(widths, bias), random.Random(f"{widths} {kind} {seed}")
    values: dict[str, Callable[[], Fraction]] = {
        "zero": lambda: Fraction(0),
        "random": lambda: Fraction(drawn.randint(-200, 200), 100),
        "duplicated": lambda: Fraction(1, 2),
        "saturated": lambda: Fraction(drawn.choice((-40, 40))),
    }
    flat = [values[kind]() for _ in range(architecture.parameter_count)]
    return Network.from_parameters(architecture, activation, flat)


def made(widths: tuple[int, ...], activation: Activation, kind: str, count: int) -> Case:
    """Return a start of a kind with made-up data."""
    inputs, labels = samples(widths[0], count)
    problem = Problem(tuple(inputs), {"values": [text(y) for y in labels]})
    return start_of(widths, activation, kind), problem


def minimum(name: str, counts: dict[tuple[int, int], int]) -> Case:
    """Return a certified local minimum, split, with its planted labels."""
    network, problem = source(SOURCES, name)
    return exact_network(widened(network, counts)), problem


Case = tuple[Network, Problem]
DEEP, B, C = (2, 25, 10, 5, 1), "two-layers-with-biases", "three-layers-with-biases"
CASES: dict[str, tuple[Callable[[], Case], str, int | None]] = {
    "zero": (lambda: made(DEEP, SIGMOID, "zero", 25), "1e-6", None),
    "random": (lambda: made(DEEP, SIGMOID, "random", 25), "1e-6", None),
    "duplicated": (lambda: made(DEEP, TANH, "duplicated", 25), "1e-9", None),
    "saturated": (lambda: made(DEEP, SIGMOID, "saturated", 25), "1e-6", None),
    "zero, one layer": (lambda: made((3, 40, 1), TANH, "zero", 25), "1e-9", None),
    "duplicated, one layer": (lambda: made((3, 40, 1), SIGMOID, "duplicated", 25), "1e-6", None),
    "zero, one input": (lambda: made((1, 25, 5, 1), SIGMOID, "zero", 25), "1e-9", None),
    "zero, wide second layer": (lambda: made((2, 10, 30, 7, 1), SIGMOID, "zero", 25), "1e-6", None),
    "saturated, N - 1": (lambda: made((2, 6, 24, 24, 3, 1), TANH, "saturated", 25), "1e-6", None),
    "minimum b": (lambda: minimum(B, {(1, 1): 21, (2, 1): 21}), "1e-6", 1),
    "minimum c": (lambda: minimum(C, {(1, 1): 25, (2, 1): 25, (3, 1): 25}), "1e-6", 1),
    "minimum c1": (lambda: minimum("vanishing-D", {(1, 1): 25}), "1e-9", None),
}
"""Name: network and data, epsilon, wide layer (None: the last that is admissible)."""


@dataclass(frozen=True)
class Row:
    """What was seen of one network."""

    name: str
    label: str
    activation: str
    samples: int
    epsilon: str
    layer: int
    changed: tuple[int, ...]
    rank_bits: int
    bits: int
    finding: float
    checking: float
    accepted: bool
    reason: str


def run(name: str, points: int) -> Row:
    """Return what is seen of one case: path found, certificate checked at all points."""
    make, epsilon, layer = CASES[name]
    network, problem = make()
    begun = time.perf_counter()
    found = escape(network, problem, epsilon, 0, layer, points)
    finding = time.perf_counter() - begun
    report = verify(found.certificate)
    checking = time.perf_counter() - begun - finding
    start, label = found.path.start, network.architecture.label()
    return Row(
        name,
        label,
        network.activation.name,
        len(problem.inputs),
        epsilon,
        start.layer,
        start.changed,
        start.rank.bits,
        found.bits,
        finding,
        checking,
        report.accepted,
        report.reason,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a row per network; return 0 if every certificate was accepted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=1000)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(CASES))
    options = parser.parse_args(arguments)
    status = 0
    for name in options.names or CASES:
        row = run(name, options.points)
        status = status if row.accepted else 1
        changed = ",".join(map(str, row.changed)) or "none"
        print(
            f"{row.name:24} {row.label:14} {row.activation:8} N={row.samples} "
            f"epsilon={row.epsilon} wide={row.layer} moved={changed} "
            f"bits={row.rank_bits}/{row.bits} found in {row.finding:.2f} s, "
            f"checked in {row.checking:.1f} s at {options.points} points: {row.reason}",
            flush=True,
        )
    return status


if __name__ == "__main__":
    sys.exit(main())
