"""Checks of minima at infinity: stated cases, and random ones with points of the neighbourhood.

`certify` decides a claim about one case: in the neighbourhood the loss is larger than at the point.
It is proved by the coefficients K_i over the whole box, and refuted by a point of the box whose
loss is lower, in balls and once more in mpmath.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any

from proofcheck.arithmetic import Balls, Multiprecision, ball_text
from proofcheck.core import (
    Budget,
    Cause,
    Computation,
    Kind,
    Outcome,
    Verdict,
    holds,
    instances,
    refuted,
    undecided,
)
from proofcheck.networks import SIGMOID, TANH, Activation, Architecture, Network
from proofcheck.search.infinity import MinimumAtInfinity, minimum_at_infinity
from proofcheck.search.infinity_better import better_network, loss_in
from proofcheck.search.infinity_box import Neighbourhood, gap_terms
from proofcheck.search.infinity_point import PointAtInfinity
from proofcheck.search.split_instance import view_bits

FAR = Fraction(300)
"""Added to a threshold: p = exp(-300) is as good as 0."""


@dataclass(frozen=True)
class Case:
    """Stated data and architecture."""

    inputs: tuple[tuple[int, ...], ...]
    labels: tuple[Any, ...]
    widths: tuple[int, ...]
    activation: Activation = SIGMOID
    output_bias: bool = True

    @property
    def name(self) -> str:
        """The case in words."""
        samples = ", ".join(
            f"({', '.join(map(str, (*x, y)))})"
            for x, y in zip(self.inputs, self.labels, strict=True)
        )
        bias = "with" if self.output_bias else "without"
        label = Architecture(self.widths).label()
        return f"{label} {self.activation.name} {bias} output bias, data {samples}"

    def get(self, digits: int) -> MinimumAtInfinity:
        """Return the minimum at infinity of the case."""
        return _built(self, view_bits(digits))


@lru_cache(maxsize=64)
def _built(case: Case, bits: int) -> MinimumAtInfinity:
    return minimum_at_infinity(
        case.inputs,
        case.labels,
        Architecture(case.widths),
        case.activation,
        output_bias=case.output_bias,
        bits=bits,
    )


XOR = ((0, 0), (0, 1), (1, 0), (1, 1))
XOR_LABELS = (0, 1, 1, 0)
CASES = (
    Case(((0,), (1,), (2,)), (0, 1, 1), (1, 2, 1), output_bias=False),
    Case(XOR, XOR_LABELS, (2, 3, 1)),
    Case(XOR, XOR_LABELS, (2, 3, 2, 1)),
    Case(XOR, XOR_LABELS, (2, 2, 2, 2, 1), output_bias=False),
)
ONE_NEURON = (
    Case(((-1,), (0,), (1,)), (0, 3, 0), (1, 1, 1)),
    Case(XOR, XOR_LABELS, (2, 1, 1, 1)),
    Case(XOR, XOR_LABELS, (2, 1, 1), output_bias=False),
)
"""One neuron in every hidden layer: fewer than the theorem asks for."""
TANH_CASE = Case(XOR, XOR_LABELS, (2, 3, 2, 1), TANH)


def computed(case: Case, check: Callable[[Case, Budget, Any], Outcome]) -> Computation:
    """Return the check of one case as certified evidence about that case."""
    return Computation(partial(check, case), instances(case.name), Kind.CERTIFIED)


def certify(case: Case, budget: Budget, claim: Any) -> Outcome:
    """Decide that the loss in the neighbourhood is larger than at the claimed point.

    `claim["point"]` changes the point, for mutants; the neighbourhood stays as it is.
    """
    found = case.get(budget.digits)
    point, box = claim["point"](found.point), found.neighbourhood
    terms = gap_terms(point, box.threshold, box.delta, Balls(view_bits(budget.digits)))
    if terms is not None and point.value == point.mean:
        least = min(map(min, terms))
        return holds(
            f"K_i and dL/dp_i positive for u_i0 > {box.threshold}, delta = {box.delta}: "
            f"{_scientific(least)} or more; v_i of signs {_signs(point)}",
            digits=budget.digits,
        )
    return refute_inside(point, box, budget.digits)


def suboptimal(case: Case, budget: Budget, claim: Any) -> Outcome:
    """Decide that a network of the same architecture has a loss below that of the point.

    `claim["network"]` changes the network that is found, for mutants.
    """
    point, bits = case.get(budget.digits).point, view_bits(budget.digits)
    network = claim["network"](better_network(point, bits)[0])
    value = loss_in(network, point, Balls(bits))
    shown = f"limit {point.loss}, network {ball_text(value, 8)}"
    below = Balls(bits).is_positive(Balls(bits).number(point.loss) - value)
    if below is Verdict.HOLDS:
        return holds(shown, digits=budget.digits)
    if below is Verdict.UNDECIDED:
        return undecided(Cause.PRECISION, shown)
    higher = _in_mpmath(network, point, budget.digits) >= point.loss
    return refuted(
        shown,
        confirmed_by="mpmath" if higher else "",
        witness={**point.to_json(), "network": [str(w) for w in network.parameters]},
    )


def refute_inside(point: PointAtInfinity, box: Neighbourhood, digits: int) -> Outcome:
    """Return that some network in the box has lower loss than the point, if one is found."""
    balls = Balls(view_bits(digits))
    for network in lower_candidates(point, box):
        with balls.active():
            change = loss_in(network, point, balls) - balls.number(point.loss)
        if change < 0:
            lower = _in_mpmath(network, point, digits) < point.loss
            return refuted(
                f"a network of the neighbourhood is lower by {ball_text(-change, 8)}",
                confirmed_by="mpmath" if lower else "",
                witness={
                    **point.to_json(),
                    "network": [str(w) for w in network.parameters],
                },
            )
    return undecided(Cause.PRECISION, "neither proved nor a network of lower loss found")


def _in_mpmath(network: Network, point: PointAtInfinity, digits: int) -> Fraction:
    arithmetic = Multiprecision(2 * digits + 30)
    return arithmetic.to_rational_midpoint(loss_in(network, point, arithmetic))


def lower_candidates(point: PointAtInfinity, box: Neighbourhood) -> Iterator[Network]:
    """Yield networks of the box where a wrong point is likely to be undercut."""
    width, far = len(point.outgoing), box.threshold + FAR
    step = box.delta / 2
    towards = step if point.mean > point.value else -step
    for i in range(width):
        shifted = (*point.outgoing[:i], point.outgoing[i] + towards, *point.outgoing[i + 1 :])
        yield replace(point, outgoing=shifted).network([far] * width)
    for near in (1, 8, 16, 32):
        for i in range(width):
            biases = [far] * width
            biases[i] = box.threshold + near
            yield point.network(biases)
            for k in range(len(point.incoming[i])):
                for side in (step, -step):
                    yield _turned(point, i, k, side).network(biases)


def _turned(point: PointAtInfinity, i: int, k: int, step: Fraction) -> PointAtInfinity:
    rows = [list(row) for row in point.incoming]
    rows[i][k] += step
    return replace(point, incoming=tuple(map(tuple, rows)))


def wrong_sign(point: PointAtInfinity) -> PointAtInfinity:
    """Return the point with the sign of v_1 changed, and the same constant value."""
    first, *rest = point.outgoing
    if point.output_bias is None and rest:
        rest[-1] += 2 * first
    return point.with_outgoing((-first, *rest))


def wrong_constant(point: PointAtInfinity) -> PointAtInfinity:
    """Return the point with v_1 larger by 1: the weights add up to c + 1."""
    return replace(point, outgoing=(point.outgoing[0] + 1, *point.outgoing[1:]))


def without_sign(point: PointAtInfinity) -> PointAtInfinity:
    """Return the point with u_1 = 0, so that S_1 = sum (c - y) = 0."""
    zero = tuple(Fraction(0) for _ in point.incoming[0])
    return replace(point, incoming=(zero, *point.incoming[1:]))


def wrong_use(network: Network) -> Network:
    """Return the network with the sign of the first outgoing weight changed."""
    *layers, ((bias, first, *rest),) = network.weights
    weights = (*layers, ((bias, -first, *rest),))
    return Network(network.architecture, network.activation, weights)


def _signs(point: PointAtInfinity) -> str:
    return "".join("+" if v > 0 else "-" for v in point.outgoing)


def _scientific(x: Fraction) -> str:
    return f"{float(x):.2e}"
