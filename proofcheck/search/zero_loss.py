"""Networks that reach loss 0: a teacher with idle neurons, or enough neurons to interpolate."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from proofcheck.arithmetic import Balls
from proofcheck.arithmetic.linear import rank_at_least
from proofcheck.core import Cause, InputError, Outcome, Verdict, holds, refuted, undecided
from proofcheck.networks import (
    Activation,
    Architecture,
    Network,
    forward,
    forward_pass,
    unflatten,
)
from proofcheck.search.choices import SeededChoices
from proofcheck.search.compare import equal
from proofcheck.search.decisions import all_hold
from proofcheck.search.points import Point
from proofcheck.search.split_instance import view_bits
from proofcheck.search.teacher_minimum import TeacherMinimum


def attains_zero(small: TeacherMinimum, widths: Sequence[int], idle: Fraction) -> Outcome:
    """Decide: the teacher, with further neurons that send `idle` on, computes the labels."""
    wide = padded(small.teacher, widths, idle)

    def sides(view: Point) -> Iterator[tuple[str, Any, Any]]:
        outputs = forward_pass(wide, small.inputs, view.arithmetic).outputs
        yield f"outputs of {wide.architecture.label()}", outputs, view.labels

    return all_hold([equal(small, sides), holds(f"{wide.architecture.label()}: loss 0")])


def padded(network: Network, hidden: Sequence[int], idle: Fraction) -> Network:
    """Return the network with wider hidden layers; new neurons send `idle` to every neuron above.

    Raises:
        InputError: a hidden layer would become narrower.
    """
    old = network.architecture
    new = Architecture((old.widths[0], *hidden, 1), old.bias)
    added = [0, *(m - n for m, n in zip(new.widths[1:], old.widths[1:], strict=True))]
    if min(added) < 0:
        raise InputError(
            "widths of the wider network",
            given=new.label(),
            admissible=f"at least those of {old.label()}",
            repair="give every hidden layer at least as many neurons",
        )
    layers = []
    for rows, below, above in zip(network.weights, added[:-1], added[1:], strict=True):
        longer = [(*row, *(idle,) * below) for row in rows]
        layers.append(tuple(longer) + (longer[0],) * above)
    return Network(new, network.activation, tuple(layers))


def spans_samples(
    architecture: Architecture, activation: Activation, inputs: Any, seed: int, digits: int
) -> Outcome:
    """Decide: at exact weights of layer 1 the activation matrix has rank N.

    Then every vector of pre-activations of a neuron of layer 2 is reached.
    """
    point = _random_first_layer(architecture, activation, inputs, seed, digits)
    samples, width = len(inputs), architecture.widths[1]
    rows = point.activations[1].T
    if rows.shape[1] < samples:
        rank = f"rank at most {rows.shape[1]} < {samples}"
        return refuted(rank, confirmed_by="the number of columns")
    if rank_at_least(rows, samples, view_bits(digits)) is Verdict.HOLDS:
        return holds(f"{width} neurons, {samples} samples: rank {samples}", digits=digits)
    return undecided(Cause.PRECISION, f"rank {samples} not proved")


def _random_first_layer(
    architecture: Architecture, activation: Activation, inputs: Any, seed: int, digits: int
) -> Any:
    choices = SeededChoices(seed, "first layer", architecture.widths[1])
    flat = [choices.fraction(-9, 9, 4) for _ in range(architecture.parameter_count)]
    balls = Balls(view_bits(digits))
    shallow = Architecture((*architecture.widths[:2], 1), architecture.bias)
    weights = unflatten(shallow, balls.array(flat[: shallow.parameter_count]))
    return forward(shallow, activation, weights, inputs, balls)
