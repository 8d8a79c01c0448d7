"""Lemma 16 as a construction (p. 18): a start w' near w with certified ranks."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import isqrt
from typing import Any

from proofcheck.arithmetic import Balls, Rationals, exact
from proofcheck.arithmetic.base import whole_number
from proofcheck.core.errors import InputError, PrecisionError
from proofcheck.networks import Network
from proofcheck.networks.forward import checked_inputs
from proofcheck.paths.ranks import independent_columns, independent_rows, inverse_defect
from proofcheck.paths.values import layer_values, with_constant
from proofcheck.paths.width_conditions import check_inputs, wide_layer

Inputs = tuple[tuple[Fraction, ...], ...]
Columns = dict[int, tuple[int, ...]]

FIRST_BITS, UNCHANGED_BITS, MOST_BITS = 128, 1024, 32768
"""Precision doubles from FIRST_BITS, for w itself up to UNCHANGED_BITS, else up to MOST_BITS."""
TRIES, STEPS = 5, 1000
"""Directions tried; entries of a direction are integers up to STEPS, times one short step."""


@dataclass(frozen=True)
class WideRank:
    """N independent activation vectors of layer l*, proved by |X A - I| <= defect < 1.

    `rows` are sources of layer l*+1: 0 the constant 1 of the bias, then neurons of l* from 1.

    >>> WideRank(rows=(0, 1, 2), bits=128, defect=Fraction(1, 2**100)).defect < 1
    True
    """

    rows: tuple[int, ...]
    bits: int
    defect: Fraction


@dataclass(frozen=True)
class Start:
    """Parameters w' within epsilon of w at which Lemmas 17 to 20 apply.

    Attributes:
        original: the network at w.
        network: the network at w'; equal to `original` where its ranks already hold.
        inputs: the N inputs, exact.
        epsilon: |w' - w| < epsilon (Euclidean).
        layer: the wide layer l*.
        rank: the chosen activation vectors of l* and the proof that they are independent.
        columns: for every layer l > l*+1, n_l neurons of layer l-1 (from 1) whose weights form a
            regular matrix, exactly.
        changed: the layers whose parameters were moved.
        seed: that of the perturbation.

    >>> from proofcheck.networks import SIGMOID, Architecture
    >>> zero = Network.from_parameters(Architecture((1, 1, 1)), SIGMOID, [0] * 4)
    >>> start = perturbed_start(zero, [[0], [1]], "1/100")
    >>> start.towards(0) == zero, start.towards(1) == start.network, start.changed
    (True, True, (1,))
    """

    original: Network
    network: Network
    inputs: Inputs
    epsilon: Fraction
    layer: int
    rank: WideRank
    columns: Columns
    changed: tuple[int, ...]
    seed: int

    @property
    def distance_squared(self) -> Fraction:
        """|w' - w|^2, exact."""
        pairs = zip(self.network.parameters, self.original.parameters, strict=True)
        return sum(((x - y) ** 2 for x, y in pairs), Fraction(0))

    def towards(self, s: Any) -> Network:
        """Return the network at w + s (w' - w), 0 <= s <= 1: the straight way to the start."""
        share = exact(s)
        pairs = zip(self.original.parameters, self.network.parameters, strict=True)
        flat = [x + share * (y - x) for x, y in pairs]
        return Network.from_parameters(self.network.architecture, self.network.activation, flat)


def perturbed_start(
    network: Network,
    inputs: Any,
    epsilon: Any,
    seed: int = 0,
    layer: int | None = None,
    most_bits: int = MOST_BITS,
) -> Start:
    """Return parameters within epsilon at which the ranks of Lemma 16 are certified.

    Given parameters are kept where their ranks hold. Otherwise all layers up to l* are moved, and
    those later ones whose weights have dependent rows. The same seed gives the same start.

    Raises:
        InputError: an epsilon that is not positive, or a violated hypothesis, by name.
        PrecisionError: ranks are not proved at `most_bits` for any of a few directions.

    >>> from proofcheck.networks import SIGMOID, Architecture
    >>> zero = Network.from_parameters(Architecture((1, 2, 1)), SIGMOID, [0] * 7)
    >>> start = perturbed_start(zero, [[0], [1], [2]], "1e-6")
    >>> start.layer, start.changed, start.rank.rows, start.distance_squared < start.epsilon**2
    (1, (1,), (0, 1, 2), True)
    """
    size, rows = positive_distance(epsilon), _exact_inputs(network, inputs)
    whole_number(most_bits, "most bits", least=FIRST_BITS)
    wide = wide_layer(network.architecture, len(rows), network.activation, layer)
    check_inputs(network.architecture, network.activation, rows, wide)
    rank = wide_rank(network, rows, wide, min(most_bits, UNCHANGED_BITS))
    deficient = [number for number, found in _columns(network, wide).items() if found is None]
    changed = (*(() if rank else range(1, wide + 1)), *deficient)
    for moved in _neighbours(network, wide, changed, size, seed):
        columns = {number: c for number, c in _columns(moved, wide).items() if c is not None}
        if len(columns) < network.architecture.depth - wide - 1:
            continue
        found = rank if wide not in changed else wide_rank(moved, rows, wide, most_bits)
        if found is not None:
            return Start(network, moved, rows, size, wide, found, columns, changed, seed)
    raise PrecisionError(
        f"rank of the activation vectors of layer {wide}",
        given=f"not proved at {most_bits} bits for {TRIES} perturbations",
        admissible=f"{len(rows)} independent activation vectors",
        repair="raise epsilon or the limit of bits, or take another seed",
    )


def wide_rank(network: Network, inputs: Inputs, layer: int, most_bits: int) -> WideRank | None:
    """Return N independent activation vectors of a layer, None: not proved at `most_bits`.

    The precision doubles from FIRST_BITS until |X A - I| < 1 is proved.

    >>> from proofcheck.networks import SIGMOID, Architecture
    >>> inputs = ((Fraction(0),), (Fraction(1),))
    >>> def rank_at(weight):
    ...     layers = [[0, weight]], [[0, 0]]
    ...     return wide_rank(Network(Architecture((1, 1, 1)), SIGMOID, layers), inputs, 1, 128)
    >>> rank_at(1).rows, rank_at(0)
    ((0, 1), None)
    """
    bits = FIRST_BITS
    while bits <= most_bits:
        a = activation_vectors(network, inputs, layer, bits)
        rows = independent_rows(a, bits) if len(a) >= a.shape[1] else None
        defect = None if rows is None else inverse_defect(a[rows], bits)
        if rows is not None and defect is not None:
            sources = tuple(row + (not network.architecture.bias) for row in rows)
            return WideRank(sources, bits, defect)
        bits *= 2
    return None


def activation_vectors(network: Network, inputs: Inputs, layer: int, bits: int) -> Any:
    """Return the activation vectors of layer l in balls, (n_l + 1, N), row 0 the constant 1.

    Without biases (n_l, N), without that row.

    >>> from proofcheck.networks import SIGMOID, Architecture
    >>> zero = Network.from_parameters(Architecture((1, 1, 1)), SIGMOID, [0] * 4)
    >>> activation_vectors(zero, ((Fraction(0),), (Fraction(1),)), 1, 64).astype(str).tolist()
    [['1.00000000000000', '1.00000000000000'], ['0.500000000000000', '0.500000000000000']]
    """
    balls, bias = Balls(bits), network.architecture.bias
    with balls.active():
        weights, columns = network.arrays(balls)[:layer], balls.array(inputs).T
        activations = layer_values(weights, columns, network.activation, bias, balls)[1]
        return with_constant(activations[-1], bias, balls)


def _columns(network: Network, wide: int) -> dict[int, tuple[int, ...] | None]:
    """Return, per layer after l*+1, neurons below with regular weights, None: dependent rows."""
    bias = int(network.architecture.bias)
    out: dict[int, tuple[int, ...] | None] = {}
    for layer in range(wide + 2, network.architecture.depth + 1):
        found = independent_columns([row[bias:] for row in network.weights[layer - 1]])
        out[layer] = None if found is None else tuple(column + 1 for column in found)
    return out


def _neighbours(
    network: Network, wide: int, changed: Sequence[int], epsilon: Fraction, seed: int
) -> Iterator[Network]:
    """Yield the network itself if nothing has to change, else a few random neighbours.

    Of the layers after the wide one the weights are moved only.
    """
    architecture = network.architecture
    places = [
        architecture.parameter_index(layer, neuron, source)
        for layer, neuron, source in architecture.all_parameters()
        if layer in changed and (layer <= wide or source > 0)
    ]
    if not places:
        yield network
        return
    step = epsilon / _round_above(STEPS * (isqrt(len(places)) + 1))
    for attempt in range(TRIES):
        drawn = random.Random(f"{seed} {attempt}")
        flat = list(network.parameters)
        for place in places:
            flat[place] += drawn.randint(-STEPS, STEPS) * step
        yield Network.from_parameters(architecture, network.activation, flat)


def _round_above(number: int) -> int:
    """Return the least 1, 2 or 5 times a power of ten that is not below the number.

    >>> _round_above(3), _round_above(50), _round_above(51)
    (5, 50, 100)
    """
    power = 10 ** (len(str(number)) - 1)
    return next(m * power for m in (1, 2, 5, 10) if m * power >= number)


def positive_distance(epsilon: Any) -> Fraction:
    """Return epsilon as an exact number.

    Raises:
        InputError: not a positive number.

    >>> positive_distance("1e-6")
    Fraction(1, 1000000)
    """
    size = exact(epsilon)
    if size > 0:
        return size
    raise InputError(
        "epsilon", given=str(size), admissible="a positive number", repair="write 1e-6, say"
    )


def _exact_inputs(network: Network, inputs: Any) -> Inputs:
    rows = checked_inputs(network.architecture, Rationals().array(inputs))
    return tuple(tuple(exact(x) for x in row) for row in rows)
