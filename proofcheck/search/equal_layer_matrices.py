"""B of a neuron whose lower layer consists of equal neurons: constant, or repeated with biases."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import sympy

from proofcheck.arithmetic import Array
from proofcheck.core import Outcome
from proofcheck.search.compare import equal
from proofcheck.search.points import Point
from proofcheck.search.repeated_splits import Wide
from proofcheck.symbolic.claims import Formulas


def repeated(B: Array, bias: bool, width: int) -> Array:
    """Return the chain's B with its neuron coordinate `width` times, the bias coordinate kept."""
    places = [0] * bias + [int(bias)] * width
    return B[np.ix_(places, places)]


def constant(B: Array, bias: bool, width: int) -> Array:
    """Return the width x width matrix with the chain's neuron entry everywhere (p. 15)."""
    return B[np.ix_([int(bias)] * width, [int(bias)] * width)]


def diagonal(B: Array, bias: bool, width: int) -> Array:
    """Return the repeated matrix with zeros off the diagonal: a wrong variant."""
    full = repeated(B, bias, width)
    return full * np.array([[int(i == j) for j in range(len(full))] for i in range(len(full))])


FORMS = {"repeated": repeated, "constant": constant, "diagonal": diagonal}


def compare_B_above(wide: Wide, claim: str) -> Outcome:
    """Compare B(2) of the network with a wide layer 1 with the claimed form of the chain's."""

    def sides(view: Point) -> Iterator[tuple[str, Any, Any]]:
        chain = wide.small.first if view is wide.first else wide.small.second
        architecture = wide.architecture
        expected = FORMS[claim](chain.B(2), architecture.bias, architecture.widths[1])
        yield "B(2)", view.B(2), expected

    return equal(wide, sides)


def B_of_equal_neurons(claim: Formulas) -> Formulas:
    """Evaluate eq. (1) for one sample with two equal neurons and a bias below, then compare.

    Every entry of B involves two lower neurons at most, and B is a sum over samples.
    """
    weight, value = sympy.symbols("w a")
    act = sympy.Matrix([1, value, value])
    computed = weight * act * act.T
    small = weight * sympy.Matrix([1, value]) * sympy.Matrix([[1, value]])
    expected = FORMS[claim["form"]](np.array(small.tolist(), dtype=object), True, 2)
    if expected.shape != computed.shape:
        return {"number of rows": sympy.Integer(computed.rows - len(expected))}
    return {
        f"entry ({i}, {j})": computed[i, j] - expected[i, j] for i in range(3) for j in range(3)
    }
