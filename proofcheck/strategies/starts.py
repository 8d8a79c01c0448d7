"""Stuck networks with a wide layer, and their paths to a global minimum (Theorem 5, p. 9)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import inf, log2
from typing import Any

import numpy as np
from hypothesis import assume, event
from hypothesis import strategies as st

from proofcheck.arithmetic import Floats, exact
from proofcheck.core import InputError, PrecisionError
from proofcheck.networks import Activation, Architecture, Data, Network, forward_pass
from proofcheck.paths import EscapePath, check_inputs, perturbed_start, wide_layers
from proofcheck.strategies.arguments import listed, strategy
from proofcheck.strategies.data import data_sets, exact_parameters
from proofcheck.strategies.numbers import Rows, rationals
from proofcheck.strategies.reporting import aim_at
from proofcheck.strategies.shapes import Range, activations, architectures, bounds

Draw = Callable[[Any], Any]
STARTS = ("zero", "duplicated", "saturated", "random")
SATURATED = 12
"""Size of the parameters of a saturated start."""
EPSILONS = tuple(Fraction(1, 10**power) for power in (1, 2, 6))


@dataclass(frozen=True)
class StuckStart:
    """A network to start from, its data, and the wide layer l* that Theorem 5 asks for.

    Attributes:
        kind: "zero" (all parameters 0), "duplicated" (the neurons of each layer are equal),
            "saturated" (large parameters) or "random".
    """

    kind: str
    network: Network
    data: Data
    layer: int


def stuck_starts(
    kinds: Sequence[str] = STARTS,
    samples: Range = (1, 3),
    functions: st.SearchStrategy[Activation] | None = None,
    depth: Range = (2, 3),
) -> st.SearchStrategy[StuckStart]:
    """Return a strategy for starts at which the hypotheses of Theorem 5 hold.

    Args:
        kinds: from "zero", "duplicated", "saturated", "random"; shrinks towards the first.
        samples: N, or its bounds.
        functions: of the activations; by default sigmoid and tanh.
        depth: number of layers, or its bounds.

    Kinds are reported as events; the condition of the wide layer is a target.

    Raises:
        InputError: a kind that is not known.
    """
    unknown = [kind for kind in kinds if kind not in STARTS]
    if unknown or not kinds:
        raise InputError(
            "kinds of stuck starts",
            given=", ".join(map(repr, unknown)) or "none",
            admissible=", ".join(STARTS),
            repair='write kinds=("zero",)',
        )
    function = activations() if functions is None else strategy(functions, "functions")
    layers, counts = bounds(depth, "depth", 2), bounds(samples, "samples", 1)
    return _stuck_starts(tuple(kinds), counts, function, layers)


@st.composite
def _stuck_starts(
    draw: Draw,
    kinds: tuple[str, ...],
    samples: tuple[int, int],
    functions: st.SearchStrategy[Activation],
    depth: tuple[int, int],
) -> StuckStart:
    kind, activation = draw(st.sampled_from(kinds)), draw(functions)
    count = draw(st.integers(*samples))
    architecture = draw(architectures(depth, (1, 2), None, 1, count, True))
    layers = wide_layers(architecture, count, activation)
    assume(layers)
    layer = draw(st.sampled_from(layers))
    data = draw(data_sets(architecture, count, size=max(3, count // 2)))
    assume(_admissible(architecture, activation, data, layer))
    parameters = _parameters(draw, architecture, kind)
    event(f"start: {kind}")
    network = Network.from_parameters(architecture, activation, parameters)
    aim_at(lost_bits(network, data.inputs, layer), "bits lost in the wide layer")
    return StuckStart(kind, network, data, layer)


def lost_bits(network: Network, inputs: Rows, layer: int) -> float:
    """Return how near a layer is to dependent activations: log2 of its condition, or infinity.

    Exactness: approximate; it may direct a search and decides nothing.
    """
    values = np.array(forward_pass(network, inputs, Floats()).activations[layer], dtype=float)
    sizes = np.linalg.svd(values, compute_uv=False)
    smallest = sizes[-1] if len(values) >= len(inputs) else 0
    return log2(sizes[0] / smallest) if smallest > 0 else inf


def paths(
    starts: st.SearchStrategy[StuckStart] | None = None,
    epsilons: Sequence[Fraction] = EPSILONS,
) -> st.SearchStrategy[EscapePath]:
    """Return a strategy for paths w(t) to loss 0 that begin within epsilon of a stuck start.

    Args:
        starts: by default `stuck_starts()`.
        epsilons: distances to choose from; shrinks towards the first.

    Raises:
        InputError: no distance, or one that is not positive.
    """
    distances = tuple(map(exact, listed(epsilons, "epsilons")))
    wrong = [distance for distance in distances if distance <= 0]
    if wrong:
        raise InputError(
            "epsilons",
            given=str(wrong[0]),
            admissible="positive numbers",
            repair='write epsilons=["1e-6"], say',
        )
    return _paths(stuck_starts() if starts is None else strategy(starts, "starts"), distances)


@st.composite
def _paths(
    draw: Draw, starts: st.SearchStrategy[StuckStart], epsilons: tuple[Fraction, ...]
) -> EscapePath:
    start, epsilon = draw(starts), draw(st.sampled_from(epsilons))
    try:
        found = perturbed_start(start.network, start.data.inputs, epsilon, layer=start.layer)
    except PrecisionError:
        assume(False)
    event("start moved" if found.changed else "start kept")
    return EscapePath(found, start.data.labels)


def _admissible(architecture: Architecture, activation: Activation, data: Data, layer: int) -> bool:
    try:
        check_inputs(architecture, activation, data.inputs, layer)
    except InputError:
        return False
    return True


def _parameters(draw: Draw, architecture: Architecture, kind: str) -> list[Fraction]:
    if kind == "zero":
        return [Fraction(0)] * architecture.parameter_count
    if kind == "saturated":
        large = rationals(SATURATED, 1, True).map(lambda k: k + (6 if k > 0 else -6))
        return [draw(large) for _ in range(architecture.parameter_count)]
    flat = list(draw(exact_parameters(architecture)))
    if kind == "duplicated":
        for layer, neuron, source in architecture.all_parameters():
            place = architecture.parameter_index(layer, neuron, source)
            flat[place] = flat[architecture.parameter_index(layer, 1, source)]
    return flat
