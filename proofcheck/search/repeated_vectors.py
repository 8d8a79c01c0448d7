"""Equal incoming weight vectors: exact comparison finds every pair."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import Any

import numpy as np
import sympy

from proofcheck.core import Outcome
from proofcheck.networks import Architecture, Network, split_weights, unflatten
from proofcheck.search.compare import equal
from proofcheck.search.split_instance import SplitInstance, SplitView
from proofcheck.symbolic.claims import Formulas

Pair = tuple[int, int]
TIMES = 3


def equal_pairs(network: Network, layer: int) -> list[Pair]:
    """Return the pairs of neurons of a layer with equal incoming weights, exactly."""
    rows = enumerate(network.weights[layer - 1], 1)
    return [(a, b) for (a, left), (b, right) in combinations(rows, 2) if left == right]


def copied_symbols(claim: Formulas) -> Formulas:
    """Run gamma on symbols, TIMES times: compare the twins' vectors with the claimed copies.

    gamma appends one row and reads one: no width enters.
    """
    architecture = Architecture((2, 2, 1))
    lam, count = sympy.Symbol("lambda"), architecture.parameter_count
    flat = np.array([sympy.Symbol(f"w_{i}") for i in range(count)], dtype=object)
    weights = unflatten(architecture, flat)
    for _ in range(TIMES):
        weights = split_weights(architecture, weights, 1, 1, lam)
        architecture = architecture.widened(1)
    original, *others = weights[0]
    return {
        f"twin {t}, entry {i}": twin[i] - claim["copy"](original[i], lam)
        for t, twin in enumerate(others[1:], 1)
        for i in range(len(original))
    }


def compare_copies(instance: SplitInstance, claim: Formulas) -> Outcome:
    """Compare the twin's incoming weights with the claimed copy of neuron r's."""

    def sides(view: SplitView) -> Iterator[tuple[str, Any, Any]]:
        rows = view.wide.weights[instance.layer - 1]
        original = rows[instance.neuron - 1]
        yield "twin", rows[-1], np.array([claim["copy"](u, view.lam) for u in original])

    return equal(instance, sides)
