"""Theorem 4 (p. 8) as a construction: a generalized local minimum at infinity for given data.

The weights u_i of the last hidden layer make S_i = sum_alpha (c - y_alpha) exp(-r u_i.a_alpha)
different from 0, each outgoing weight v_i has the opposite sign, and v_0 + sum v_i = c, the mean of
the labels. With all biases u_{i,0} at infinity that is a local minimum: `certified_neighbourhood`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import cycle, islice
from typing import Any

from proofcheck.arithmetic import Balls, Rationals, exact
from proofcheck.core import InputError, PrecisionError
from proofcheck.networks import SIGMOID, Activation, Architecture
from proofcheck.networks.forward import checked_inputs
from proofcheck.networks.network import Weights
from proofcheck.search.choices import SeededChoices
from proofcheck.search.infinity_box import Neighbourhood, certified_neighbourhood
from proofcheck.search.infinity_directions import Directions, signed_directions
from proofcheck.search.infinity_point import PointAtInfinity, activations_below, rate_of

Row = tuple[Fraction, ...]
ATTEMPTS = 6
"""So many choices of the earlier layers are tried; almost every choice will do."""


@dataclass(frozen=True)
class MinimumAtInfinity:
    """A point at infinity, the proved sign of each S_i, and its certified neighbourhood."""

    point: PointAtInfinity
    signs: tuple[int, ...]
    neighbourhood: Neighbourhood


def minimum_at_infinity(
    inputs: Any,
    labels: Sequence[Any],
    architecture: Architecture,
    activation: Activation = SIGMOID,
    *,
    output_bias: bool = True,
    seed: int = 0,
    bits: int = 256,
) -> MinimumAtInfinity:
    """Return a generalized local minimum at infinity with its certified neighbourhood.

    Symbol     u_{i,0} = infinity, Theorem 4, p. 8 and p. 23-25
    Shapes     inputs (N, n_0), labels (N,); exact values
    Exactness  the point is exact, the neighbourhood certified in balls

    Args:
        inputs: exact inputs.
        labels: exact labels.
        architecture: any widths, with biases.
        activation: sigmoid or tanh.
        output_bias: whether the output has a bias v_0 (section 3 has one, the printed proof none).
        seed: of the earlier layers.
        bits: of the balls.

    Raises:
        InputError: a hypothesis is not met: hidden biases, an activation of the two, a constant
            that is not optimal, or, without output bias, weights with sum c of the wanted signs.
        PrecisionError: more bits are needed.

    >>> found = minimum_at_infinity([[0], [1], [2]], [0, 1, 1], Architecture((1, 2, 1)))
    >>> found.signs, found.point.outgoing, found.point.value == found.point.mean
    ((1, -1), (Fraction(-1, 1), Fraction(1, 1)), True)
    >>> found.point.loss, found.neighbourhood.threshold, found.neighbourhood.delta
    (Fraction(2, 3), Fraction(5, 1), Fraction(1, 512))
    """
    rate, rows, targets = rate_of(activation), _rows(architecture, inputs), _labels(labels)
    _check(architecture, rows, targets)
    blank = PointAtInfinity(architecture, activation, rows, targets, (), (), (), None)
    balls, directions = Balls(bits), {}
    for earlier in _earlier_layers(architecture, seed):
        arrays = [balls.array(layer) for layer in earlier]
        below = activations_below(activation, arrays, balls.array(rows), balls)
        directions = signed_directions(below, blank.deviations, rate, balls)
        if len(directions) == 2:
            break
    signs = _signs(directions, architecture.widths[-2], blank.mean, output_bias)
    outgoing = outgoing_weights(signs, blank.mean, output_bias)
    point = PointAtInfinity(
        architecture,
        activation,
        rows,
        targets,
        earlier,
        tuple(directions[sign] for sign in signs),
        outgoing,
        blank.mean - sum(outgoing) if output_bias else None,
    )
    return MinimumAtInfinity(point, signs, certified_neighbourhood(point, bits))


def outgoing_weights(signs: Sequence[int], mean: Fraction, output_bias: bool) -> Row:
    """Return v_i of signs opposite to those of S_i; without output bias their sum is the mean.

    The two weights that are adjusted are 1 + max(x, 0) and -1 - max(-x, 0), x what is missing.

    >>> outgoing_weights((1, -1, -1), Fraction(-5), False)
    (Fraction(-7, 1), Fraction(1, 1), Fraction(1, 1))
    """
    v = [Fraction(-sign) for sign in signs]
    if output_bias:
        return tuple(v)
    if len(set(signs)) == 1:
        return tuple(mean / len(v) for _ in v)
    up, down = signs.index(-1), signs.index(1)
    missing = mean - (sum(v) - v[up] - v[down])
    v[up], v[down] = 1 + max(missing, Fraction(0)), -1 - max(-missing, Fraction(0))
    return tuple(v)


def _signs(
    directions: Directions, width: int, mean: Fraction, output_bias: bool
) -> tuple[int, ...]:
    """Return the sign of S_i that each neuron is to have."""
    if not directions:
        raise PrecisionError(
            "sum of (c - y) exp(-u.a)",
            given="balls that contain 0 for all weights u that were tried",
            admissible="a sum proved different from 0",
            repair="raise the number of bits, or take another seed",
        )
    free = output_bias or (len(directions) == 2 and width >= 2)
    if free:
        return tuple(islice(cycle(sorted(directions, reverse=True)), width))
    wanted = -1 if mean > 0 else 1
    if mean and wanted in directions:
        return (wanted,) * width
    raise _no_weights(directions, width, mean)


def _no_weights(directions: Directions, width: int, mean: Fraction) -> InputError:
    shown = " and ".join("positive" if s > 0 else "negative" for s in sorted(directions))
    return InputError(
        "outgoing weights with v_i S_i < 0 and sum c, without output bias",
        given=f"{width} neuron(s) in the last hidden layer, c = {mean}, only {shown} S found",
        admissible=(
            "two neurons and sum (c - y) act(L-2, r; x) != 0 for some r (both signs of S), "
            "or a sign of S opposite to c"
        ),
        repair="give the output a bias, or add a neuron or a hidden layer",
    )


def _earlier_layers(architecture: Architecture, seed: int) -> Iterator[Weights]:
    """Yield weights of layers 1, ..., L-2: one empty choice if there is one hidden layer."""
    layers = range(1, architecture.depth - 1)
    for attempt in range(ATTEMPTS if layers else 1):
        choices = SeededChoices(seed, "earlier layers", attempt)
        yield tuple(
            tuple(
                tuple(choices.fraction(-2, 2, 2) for _ in range(architecture.sources(layer)))
                for _ in range(architecture.widths[layer])
            )
            for layer in layers
        )


def _rows(architecture: Architecture, inputs: Any) -> tuple[Row, ...]:
    rows = checked_inputs(architecture, Rationals().array(inputs))
    return tuple(tuple(exact(x) for x in row) for row in rows)


def _labels(labels: Sequence[Any]) -> Row:
    return tuple(exact(y) for y in labels)


def _check(architecture: Architecture, rows: tuple[Row, ...], labels: Row) -> None:
    if not architecture.bias:
        raise InputError(
            "architecture of a minimum at infinity",
            given=f"{architecture.label()} without biases",
            admissible="biases u_{i,0} in the last hidden layer: they are what tends to infinity",
            repair="write bias=True; output_bias=False leaves out that of the output alone",
        )
    if len(rows) != len(labels):
        raise InputError(
            "labels",
            given=f"{len(labels)} labels for {len(rows)} inputs",
            admissible="one label for every input",
            repair="give as many labels as inputs",
        )
    mean = sum(labels, Fraction(0)) / len(labels)
    groups: dict[Row, Fraction] = {}
    for row, y in zip(rows, labels, strict=True):
        groups[row] = groups.get(row, Fraction(0)) + mean - y
    if not any(groups.values()):
        raise InputError(
            "labels",
            given=f"a constant function is optimal: the mean label of every input is {mean}",
            admissible="two different inputs with different labels",
            repair="change a label",
        )
