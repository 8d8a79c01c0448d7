"""Suboptimality of a minimum at infinity (p. 25): a network of lower loss on the same data.

One neuron of the last hidden layer is used with the sign that lowers the loss, beside a constant:
the output bias, or a second neuron without incoming weights. With v = -sum d A / sum (A - mean)^2
the loss falls by (sum d A)^2 / sum (A - mean)^2, where A are the neuron's activations.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from proofcheck.arithmetic import Balls
from proofcheck.core import PrecisionError, Verdict
from proofcheck.networks import Network, forward_pass, loss
from proofcheck.search.infinity_directions import signed_directions
from proofcheck.search.infinity_point import PointAtInfinity, activations_below

BIASES = tuple(map(Fraction, (0, 1, -1, 2, 4, 8)))
CONSTANT_BIAS = Fraction(1)
"""The bias of the neuron that serves as a constant where the output has none."""
DENOMINATOR = 10**9


def better_network(point: PointAtInfinity, bits: int) -> tuple[Network, Any]:
    """Return a network of the same architecture and its loss, proved below that of the point.

    Exactness: the network is exact, its loss a ball.

    Raises:
        PrecisionError: none of the networks that are tried is proved better.
    """
    balls = Balls(bits)
    for network in _candidates(point, balls):
        value = loss_in(network, point, balls)
        with balls.active():
            gain = balls.number(point.loss) - value
        if balls.is_positive(gain) is Verdict.HOLDS:
            return network, value
    raise PrecisionError(
        f"a network better than the constant {point.value}",
        given=f"{point.architecture.label()}: no network that was tried is proved better",
        admissible="weights u with sum (c - y) sigma(u_0 + u.a) proved different from 0",
        repair="raise the number of bits, or take another seed",
    )


def loss_in(network: Network, point: PointAtInfinity, arithmetic: Any) -> Any:
    """Return the loss of a finite network on the data of the point."""
    return loss(forward_pass(network, point.inputs, arithmetic), point.labels)


def _candidates(point: PointAtInfinity, balls: Balls) -> Iterator[Network]:
    for u, bias in product(_incoming(point, balls), BIASES):
        probe = _with_neurons(point, u, bias, (), Fraction(0))
        below_output = forward_pass(probe, point.inputs, balls).activations[-1]
        middle = [[balls.to_rational_midpoint(x) for x in row] for row in below_output]
        yield _with_neurons(point, u, bias, *_least_squares(point, middle))


def _incoming(point: PointAtInfinity, balls: Balls) -> dict[tuple[Fraction, ...], None]:
    """Return the weights u of the point, and some with the other sign of S, if there are."""
    earlier = [balls.array(layer) for layer in point.earlier]
    below = activations_below(point.activation, earlier, balls.array(point.inputs), balls)
    both = signed_directions(below, point.deviations, point.rate, balls)
    return dict.fromkeys((*point.incoming, *both.values()))


def _with_neurons(
    point: PointAtInfinity,
    u: Sequence[Fraction],
    bias: Fraction,
    outgoing: Sequence[Fraction],
    output_bias: Fraction,
) -> Network:
    """Return the network with one neuron of weights (bias, u), the others without incoming ones."""
    width = point.architecture.widths[-2]
    idle = (CONSTANT_BIAS,) + (Fraction(0),) * len(u)
    rows = ((bias, *u),) + (idle,) * (width - 1)
    padded = (*outgoing, *(Fraction(0),) * (width - len(outgoing)))
    weights = (*point.earlier, rows, ((output_bias, *padded),))
    return Network(point.architecture, point.activation, weights)


def _least_squares(
    point: PointAtInfinity, rows: list[list[Fraction]]
) -> tuple[tuple[Fraction, ...], Fraction]:
    """Return (v_1, v_2, ...) and v_0 near the best ones, from approximate activations."""
    active, labels = rows[1], point.labels
    if point.output_bias is None and len(rows) == 2:
        return (_short(_dot(active, labels) / _dot(active, active)),), Fraction(0)
    mean = sum(active, Fraction(0)) / len(active)
    centred = [a - mean for a in active]
    spread = _dot(centred, centred)
    v = _short(_dot(centred, labels) / spread) if spread else Fraction(0)
    rest = point.mean - v * mean
    if point.output_bias is not None:
        return (v,), _short(rest)
    return (v, _short(rest / rows[2][0])), Fraction(0)


def _dot(x: Sequence[Fraction], y: Sequence[Fraction]) -> Fraction:
    return sum((a * b for a, b in zip(x, y, strict=True)), Fraction(0))


def _short(x: Fraction) -> Fraction:
    return x.limit_denominator(DENOMINATOR)
