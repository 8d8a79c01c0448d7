"""A minimum of 1-1-2-1 with biases whose Hessian has a kernel: exact recipe, labels planted.

All biases are 0, the inputs are x and -x, the labels odd: then l(-b, w) = l(b, w), b the biases and
w the weights, so that the Hessian decouples and odd derivatives along biases vanish. The residuals
at x > 0 (those at -x have the other sign) solve a regular linear system: gradient = 0, D = 0 and
H e = 0 for a stated direction e of biases. Only one entry of e is no stated number: that of the
last bias, minus the mean of J e over the samples, which is its own equation (H e)_{c_0} = 0.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from proofcheck.arithmetic import Arithmetic, Array, Balls, Multiprecision
from proofcheck.arithmetic.base import from_entries
from proofcheck.networks import (
    TANH,
    Architecture,
    D_functionals,
    ForwardPass,
    Network,
    flatten,
    forward,
    forward_pass,
    jacobian,
    plant,
    split_weights,
    unflatten,
)
from proofcheck.search.kernel_expansion import Line, LossAlong, jacobian_coefficients
from proofcheck.search.points import Point
from proofcheck.search.split_instance import view_bits

LAYER = NEURON = 1
NAME = "1-1-2-1 tanh with biases, split in layer 1, planted degenerate minimum"


@dataclass(frozen=True, eq=False)
class DegenerateMinimum:
    """The recipe. Exactness: every field is exact; the residual is defined by its equations.

    Attributes:
        network: all biases 0.
        positive: inputs x > 0; the data also contains -x.
        direction: e at the biases of layers 1 and 2.
        free: residuals at the samples that are not solved for.
        pivots: places in `positive` that are solved for, as many as there are conditions.
        digits: decimal digits of the views.
    """

    network: Network
    positive: tuple[Fraction, ...]
    direction: tuple[Fraction, ...]
    free: tuple[Fraction, ...]
    pivots: tuple[int, ...]
    digits: int

    @property
    def inputs(self) -> tuple[tuple[Fraction, ...], ...]:
        """All inputs: the positive ones, then their negatives in the same order."""
        return tuple((x,) for x in (*self.positive, *(-x for x in self.positive)))

    @property
    def bias_places(self) -> list[int]:
        """Flat places of the biases, the last one that of the output."""
        places = enumerate(self.network.architecture.all_parameters())
        return [place for place, (_, _, source) in places if source == 0]

    @property
    def weight_places(self) -> list[int]:
        """Flat places of the weights."""
        count = self.network.architecture.parameter_count
        return [place for place in range(count) if place not in self.bias_places]

    @cached_property
    def first(self) -> DegenerateView:
        """The view in balls."""
        return DegenerateView(self, Balls(view_bits(self.digits)))

    @cached_property
    def second(self) -> DegenerateView:
        """The view in multiprecision: its own linear system, derivatives by differences."""
        return DegenerateView(self, Multiprecision(2 * self.digits + 70))

    def to_json(self) -> dict[str, Any]:
        """Return the recipe with exact values as strings."""
        return {
            "instance": NAME,
            "parameters": [str(value) for value in self.network.parameters],
            "positive inputs": [str(x) for x in self.positive],
            "e at the biases of layers 1 and 2": [str(value) for value in self.direction],
            "free residuals": [str(value) for value in self.free],
            "solved samples": list(self.pivots),
        }


class DegenerateView:
    """Everything about the minimum in one arithmetic, computed when it is first asked for."""

    def __init__(self, instance: DegenerateMinimum, arithmetic: Arithmetic) -> None:
        self.instance = instance
        self.arithmetic = arithmetic

    @property
    def bits(self) -> int:
        """The bits of the balls; enough for the digits in the other arithmetics."""
        return getattr(self.arithmetic, "bits", view_bits(self.instance.digits))

    @cached_property
    def values(self) -> ForwardPass:
        """The forward pass at all samples."""
        return forward_pass(self.instance.network, self.instance.inputs, self.arithmetic)

    @cached_property
    def direction(self) -> Array:
        """The direction e, shape (M,): its last bias entry is minus the mean of J e without it."""
        places = self.instance.bias_places
        with self.arithmetic.active():
            e = self.arithmetic.zeros(self.values.architecture.parameter_count)
            e[places[:-1]] = self.arithmetic.array(list(self.instance.direction))
            e[places[-1]] = -jacobian(self.values).dot(e).sum() / self.values.samples
        return e

    @cached_property
    def jacobians(self) -> tuple[Array, ...]:
        """The Taylor coefficients J_0, ..., J_3 of the Jacobian along e."""
        with self.arithmetic.active():
            return jacobian_coefficients(Line(self.values, self.instance.inputs, self.direction))

    @cached_property
    def conditions(self) -> tuple[Array, Array]:
        """Rows and right side on the whole residual: dl/dw = 0, one D^s = 0, (H e)_b = 0.

        The other D^s = 0 follows from v_1 D^1 + v_2 D^2 = dl/du, as its v_s is proved not to be 0;
        (H e)_{c_0} = 0 from the choice of e; and all other equations from the reflection b, x to
        -b, -x: dl/db, (H e)_w and c_3 are odd in b, and D^s_0 is a sum of odd terms.
        """
        J0, J1, *_ = self.jacobians
        weights, biases = self.instance.weight_places, self.instance.bias_places[:-1]
        with self.arithmetic.active():
            D = D_functionals(self.values, LAYER, NEURON, independent=True)[1:]
            rows = [2 * J0.T[weights], D, 2 * J1.T[biases]]
            along = -2 * J0.T[biases].dot(J0.dot(self.direction))
            zeros = self.arithmetic.zeros(len(weights) + len(D))
        return np.concatenate(rows), np.concatenate([zeros, along])

    @cached_property
    def residual(self) -> Array:
        """The odd residual, shape (N,): the unique solution of the conditions."""
        rows, right = self.conditions
        half = len(self.instance.positive)
        with self.arithmetic.active():
            folded = rows[:, :half] - rows[:, half:]
            free, pivots = self.instance.free, self.instance.pivots
            r = plant(folded, right, free, self.arithmetic, pivots)
            return np.concatenate([r, -r])

    @cached_property
    def labels(self) -> Array:
        """The labels y = f - r, shape (N,), odd."""
        half = len(self.instance.positive)
        with self.arithmetic.active():
            y = (self.values.outputs - self.residual)[:half]
            return np.concatenate([y, -y])

    @cached_property
    def point(self) -> Point:
        """The smaller network at its minimum, with these labels."""
        shape = self.values.architecture, self.values.activation
        weights, inputs = self.values.weights, self.instance.inputs
        return Point(*shape, weights, inputs, self.labels, self.arithmetic)

    @cached_property
    def along(self) -> LossAlong:
        """The loss along e."""
        return LossAlong(self.jacobians, self.direction, self.point.residual, self.arithmetic)

    @cached_property
    def pinned(self) -> int:
        """A place where e is not 0: y has no component there."""
        return self.instance.bias_places[1]

    @cached_property
    def quartic_form(self) -> Array:
        """The form Q of (y, z^2), shape (M, M): the loss is l + (1/2) (y, z^2)'Q(y, z^2) + ..."""
        rest = [k for k in range(len(self.direction)) if k != self.pinned]
        with self.arithmetic.active():
            tau = self.along.mixed[rest]
            top = np.column_stack([self.point.hessian[np.ix_(rest, rest)], tau])
            return np.vstack([top, np.append(tau, 2 * self.along.quartic)])

    @cached_property
    def reduced_quartic(self) -> Any:
        """The coefficient of z^4 after minimising over y: c_4 - (1/2) tau' H^{-1} tau."""
        Q = self.quartic_form
        with self.arithmetic.active():
            solved = self.arithmetic.solve(Q[:-1, :-1], Q[:-1, -1])
            return (Q[-1, -1] - Q[:-1, -1].dot(solved)) / 2

    @cached_property
    def D_slope(self) -> Any:
        """The derivative kappa of D^1_0 = sum 2 r df/dn(2,1) sigma'(n(1,1)) along e.

        df/dn(2,1) is df/db_1, the column of J that belongs to the bias of n(2,1).
        """
        J0, J1, *_ = self.jacobians
        b1 = self.instance.bias_places[1]
        with self.arithmetic.active():
            slope = self.values.sigma_first(LAYER)[0]
            bend = self.values.sigma_second(LAYER)[0] * self._incoming_change()
            r, f1 = self.point.residual, self.along.outputs[0]
            return 2 * (slope * (f1 * J0[:, b1] + r * J1[:, b1]) + bend * r * J0[:, b1]).sum()

    def _incoming_change(self) -> Array:
        """Return e_u.a, the change of n(1, 1) along e, shape (N,)."""
        places = self.values.architecture.incoming(LAYER, NEURON)
        return self.direction[places].dot(self.values.activations[LAYER - 1])


def curve_residual(
    view: DegenerateView,
    arithmetic: Arithmetic,
    lam: Fraction,
    rho: Any,
    direction: Array,
    step: Any,
) -> Array:
    """Return F - y of the larger network at z* + rho^2 e, q = rho (1, 0), d = rho^3 step (1, 0)."""
    shape, activation = view.values.architecture, view.values.activation
    inputs = view.instance.inputs
    with arithmetic.active():
        pairs = zip(flatten(view.values.weights), direction, strict=True)
        moving = [arithmetic.number(w) + rho * rho * arithmetic.number(e) for w, e in pairs]
        moved = unflatten(shape, from_entries(moving, (len(moving),)))
        d = rho * rho * rho * arithmetic.number(step)
        weights = curve_weights(view, lam, moved, rho, d)
        wide = forward(shape.widened(LAYER), activation, weights, inputs, arithmetic)
        return np.asarray(wide.outputs - arithmetic.array(view.labels), dtype=object)


def curve_weights(
    view: DegenerateView,
    lam: Fraction,
    small: tuple[Array, ...],
    q: Any,
    d: Any,
) -> tuple[Array, ...]:
    """Return gamma_lambda of the smaller weights, moved by q (first entry) and d (bias entry)."""
    share = view.arithmetic.number(lam)  # of a series, too, only the coefficients are multiplied
    shape = view.values.architecture
    incoming, outgoing, *rest = (
        w.copy() for w in split_weights(shape, small, LAYER, NEURON, share)
    )
    incoming[0, 0], incoming[-1, 0] = incoming[0, 0] - d * share, incoming[-1, 0] + d * (1 - share)
    outgoing[0, 1], outgoing[0, -1] = outgoing[0, 1] - q, outgoing[0, -1] + q
    return incoming, outgoing, *rest


def stated(digits: int) -> DegenerateMinimum:
    """Return the stated instance: found by a linear program in float64, rounded, proved in balls.

    >>> stated(30).network.architecture.label()
    '1-1-2-1'
    """
    parameters = ("0", "0.09", "0", "5.64", "0", "2.16", "0", "-0.48", "2.74")
    return DegenerateMinimum(
        Network.from_parameters(Architecture((1, 1, 2, 1)), TANH, parameters),
        tuple(Fraction(x) for x in range(1, 31)),
        tuple(map(Fraction, ("-0.8", "2.83", "1.63"))),
        FREE,
        (0, 1, 2, 3, 6, 9, 12, 17, 29),
        digits,
    )


FREE = tuple(
    Fraction(value)
    for value in (
        *(-84, -71, 100, -28, -100, -30, 100, 100, -83, -100, 85),
        *(100, 100, 100, -100, -100, -100, -100, -100, 46, 100),
    )
)
"""Residuals at the 21 positive inputs that are not solved for."""
