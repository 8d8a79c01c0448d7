"""Networks, data and starts for the tests of paths."""

from __future__ import annotations

import random
from fractions import Fraction

from proofcheck.networks import Architecture, Network

KINDS = ("zero", "random", "duplicated", "saturated")


def samples(inputs, count, seed=1):
    """Inputs (distinct) and labels in short decimals."""
    drawn = random.Random(f"{inputs} {count} {seed}")
    rows = set()
    while len(rows) < count:
        rows.add(tuple(Fraction(drawn.randint(-200, 200), 100) for _ in range(inputs)))
    return sorted(rows), [Fraction(drawn.randint(-100, 100), 50) for _ in range(count)]


def start_of(widths, activation, kind, bias=True, seed=1):
    """A network at which an optimiser would be stuck or slow, or a random one."""
    architecture, drawn = Architecture(widths, bias), random.Random(f"{widths} {kind} {seed}")
    values = {
        "zero": lambda: Fraction(0),
        "random": lambda: Fraction(drawn.randint(-200, 200), 100),
        "duplicated": lambda: Fraction(1, 2),
        "saturated": lambda: Fraction(drawn.choice((-40, 40))),
    }
    flat = [values[kind]() for _ in range(architecture.parameter_count)]
    return Network.from_parameters(architecture, activation, flat)
