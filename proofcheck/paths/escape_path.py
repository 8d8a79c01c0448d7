"""Theorem 5's path (p. 20, 28): from w' to a global minimum, at any t in any arithmetic."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from proofcheck.arithmetic import Arithmetic, Array, Balls, exact
from proofcheck.core.errors import InputError, PrecisionError
from proofcheck.networks import ForwardPass, forward
from proofcheck.paths.lifting import (
    largest,
    lemma_17_weights,
    lemma_18_preactivations,
    lemma_19_lift,
)
from proofcheck.paths.perturbation import MOST_BITS, Start
from proofcheck.paths.values import layer_values, with_constant
from proofcheck.paths.width_conditions import reference_point

Labels = Sequence[Any] | Callable[[Arithmetic], Array]
END_RADIUS = Fraction(1, 10**30)


@dataclass(frozen=True, eq=False)
class PathPoint:
    """The path at one t, as its formulas say. Exactness: that of the arithmetic.

    Attributes:
        t: the parameter of the path, in the arithmetic.
        weights: w(t), one matrix per layer, the bias in column 0; up to l* those of w'.
        scales: lambda(t) of every layer l > l*+1 (Lemma 19).
        preactivations: prescribed n(t), entry l of shape (n_l, N), l = l*+1, ..., L.
        activations: prescribed a(t), entry l of shape (n_l, N), l = l*+1, ..., L-1.
        outputs: z + t (y - z), shape (N,).
        loss: (1 - t)^2 |y - z|^2; the paper prints 1 - t (p. 20 and 28).

    >>> from proofcheck.arithmetic import Balls
    >>> from proofcheck.networks import SIGMOID, Architecture, Network
    >>> from proofcheck.paths import perturbed_start
    >>> zero = Network.from_parameters(Architecture((1, 1, 1)), SIGMOID, [0, 1, 0, 2])
    >>> path = EscapePath(perturbed_start(zero, [[0], [1]], 1), [3, 0])
    >>> half = path.at("1/2", Balls(128))  # the first output goes from 1 to 3
    >>> half.outputs[0] == 2, half.scales
    (True, {})
    """

    t: Any
    weights: tuple[Array, ...]
    scales: dict[int, Any]
    preactivations: dict[int, Array]
    activations: dict[int, Array]
    outputs: Array
    loss: Any


@dataclass(frozen=True, eq=False)
class Base:
    """What does not depend on t: the point w' and the inverses of the chosen matrices.

    Attributes:
        weights: w', one matrix per layer.
        preactivations, activations: entry l of shape (n_l, N), l = 1, ..., L and 1, ..., L-1.
        inverses: entry l* + 1 is A^{-1} (N, N), entry l > l*+1 is W^{-1} (n_l, n_l).
        labels: y, shape (N,).

    >>> from proofcheck.arithmetic import Balls
    >>> from proofcheck.networks import SIGMOID, Architecture, Network
    >>> from proofcheck.paths import perturbed_start
    >>> zero = Network.from_parameters(Architecture((1, 1, 1)), SIGMOID, [0, 1, 0, 2])
    >>> base = EscapePath(perturbed_start(zero, [[0], [1]], 1), [1, 0]).base(Balls(128))
    >>> base.outputs[0] == 1, base.inverses[2].shape, base.labels.shape
    (True, (2, 2), (2,))
    """

    weights: tuple[Array, ...]
    preactivations: dict[int, Array]
    activations: dict[int, Array]
    inverses: dict[int, Array]
    labels: Array

    @property
    def outputs(self) -> Array:
        """The outputs z at w', shape (N,)."""
        return self.preactivations[len(self.weights)][0]


@dataclass(frozen=True, eq=False)
class EscapePath:
    """The continuous path w(t), 0 <= t <= 1, from w' to parameters with outputs y.

    `labels` are exact values, or a function of the arithmetic (planted labels).

    >>> from flint import arb
    >>> from proofcheck.arithmetic import Balls
    >>> from proofcheck.networks import SIGMOID, Architecture, Network
    >>> from proofcheck.paths import perturbed_start
    >>> zero = Network.from_parameters(Architecture((1, 2, 1)), SIGMOID, [0] * 7)
    >>> path = EscapePath(perturbed_start(zero, [[0], [1], [2]], "1e-6"), [1, 0, 1])
    >>> balls = Balls(512)
    >>> ends = path.values(path.at(1, balls), balls).outputs
    >>> [abs(f - y) < arb("1e-30") for f, y in zip(ends, [1, 0, 1])]
    [True, True, True]
    """

    start: Start
    labels: Labels
    _bases: dict[Arithmetic, Base] = field(default_factory=dict, init=False, repr=False)

    def __post_init__(self) -> None:
        count = len(self.start.inputs)
        if not callable(self.labels) and len(self.labels) != count:
            raise InputError(
                "labels of a path",
                given=f"{len(self.labels)} labels",
                admissible=f"{count} labels",
                repair="give one label per input",
            )

    def __repr__(self) -> str:
        return f"<path from a {self.start.network.architecture.label()} network to loss 0>"

    def _repr_html_(self) -> str:
        from proofcheck.paths.pretty import path_html

        return path_html(self)

    def _repr_latex_(self) -> str:
        from proofcheck.paths.pretty import PATH_LATEX

        return PATH_LATEX

    @property
    def moving(self) -> range:
        """The layers whose parameters move: l*+1, ..., L."""
        return range(self.start.layer + 1, self.start.network.architecture.depth + 1)

    def base(self, arithmetic: Arithmetic) -> Base:
        """Return what does not depend on t.

        Raises:
            PrecisionError: a chosen matrix is not proved regular in this arithmetic.
        """
        if arithmetic not in self._bases:
            with arithmetic.active():
                self._bases[arithmetic] = self._base(arithmetic)
        return self._bases[arithmetic]

    def _base(self, arithmetic: Arithmetic) -> Base:
        network, bias = self.start.network, self.start.network.architecture.bias
        weights = network.arrays(arithmetic)
        inputs = arithmetic.array(self.start.inputs).T
        n, a = layer_values(weights[:-1], inputs, network.activation, bias, arithmetic)
        last = arithmetic.matmul(weights[-1], with_constant(a[-1], bias, arithmetic))
        preactivations = dict(enumerate([*n, last], 1))
        activations = dict(enumerate(a, 1))
        wide = with_constant(activations[self.start.layer], bias, arithmetic)
        chosen = {self.start.layer + 1: wide[self._rows()]}
        for layer, columns in self.start.columns.items():
            chosen[layer] = weights[layer - 1][:, [c - 1 + bias for c in columns]]
        inverses = {layer: _inverse(matrix, arithmetic) for layer, matrix in chosen.items()}
        labels = self.labels(arithmetic) if callable(self.labels) else arithmetic.array(self.labels)
        return Base(weights, preactivations, activations, inverses, labels)

    def _rows(self) -> list[int]:
        """Return the columns of layer l*+1 (from 0) that belong to the chosen sources."""
        without_bias = not self.start.network.architecture.bias
        return [source - without_bias for source in self.start.rank.rows]

    def at(self, t: Any, arithmetic: Arithmetic) -> PathPoint:
        """Return the path at t: exact, in [0, 1], or a scalar of the arithmetic (a ball of t's).

        At t = 0 the parameters are those of w', without rounding other than of w' itself.

        Raises:
            InputError: an exact t outside [0, 1].
            PrecisionError: a chosen matrix is not proved regular in this arithmetic.
        """
        point = self._straight(_time(t, arithmetic), arithmetic)
        return point if _is_zero(t) else self._lifted(point, arithmetic)

    def _straight(self, time: Any, arithmetic: Arithmetic) -> PathPoint:
        """Return outputs and loss of the straight path, with the parameters of w'."""
        base = self.base(arithmetic)
        with arithmetic.active():
            z, y = base.outputs, base.labels
            rest = (y - z) * (1 - time)
            outputs, loss = z + (y - z) * time, (rest * rest).sum()
        return PathPoint(time, base.weights, {}, {}, {}, outputs, loss)

    def _lifted(self, point: PathPoint, arithmetic: Arithmetic) -> PathPoint:
        """Return the point with the parameters that realise its outputs."""
        with arithmetic.active():
            return self._lift(point, self.base(arithmetic), arithmetic)

    def _lift(self, point: PathPoint, base: Base, arithmetic: Arithmetic) -> PathPoint:
        """Go through the formulas, from the last layer on."""
        network, bias = self.start.network, self.start.network.architecture.bias
        weights, scales = list(base.weights), {}
        preactivations, activations = {max(self.moving): point.outputs[None, :]}, {}
        for layer in reversed(self.moving[1:]):
            lift = lemma_19_lift(
                base.weights[layer - 1],
                base.activations[layer - 1],
                base.inverses[layer],
                self.start.columns[layer],
                preactivations[layer] - base.preactivations[layer],
                reference_point(network.activation, bias),
                bias,
                arithmetic,
            )
            weights[layer - 1], scales[layer] = lift.weights, lift.scale
            activations[layer - 1] = lift.activations
            preactivations[layer - 1] = lemma_18_preactivations(
                network.activation, lift.activations, arithmetic
            )
        first = self.moving[0]
        weights[first - 1] = lemma_17_weights(
            base.weights[first - 1],
            base.inverses[first],
            self._rows(),
            preactivations[first] - base.preactivations[first],
            arithmetic,
        )
        return PathPoint(
            point.t, tuple(weights), scales, preactivations, activations, point.outputs, point.loss
        )

    def values(self, point: PathPoint, arithmetic: Arithmetic) -> ForwardPass:
        """Return the forward pass at the parameters of a point, which knows nothing of the path."""
        network = self.start.network
        return forward(
            network.architecture, network.activation, point.weights, self.start.inputs, arithmetic
        )

    def working_bits(
        self,
        radius: Fraction = END_RADIUS,
        most_bits: int = MOST_BITS,
        times: Sequence[Fraction] = (Fraction(1, 2), Fraction(1)),
    ) -> int:
        """Return bits at which outputs on the path are proved to be within the radius.

        Doubled from those of the rank until forward passes at t = 0 (by the formulas, like any
        other t: there saturated neurons need more digits) and at the given times prove it.

        Raises:
            PrecisionError: not proved at `most_bits`.
        """
        bits = self.start.rank.bits
        while bits <= most_bits:
            if self._is_within(radius, Balls(bits), times):
                return bits
            bits *= 2
        raise PrecisionError(
            "outputs along the path",
            given=f"not within {float(radius):.0e} of z + t (y - z) at {most_bits} bits",
            admissible="certified outputs",
            repair="raise epsilon or the limit of bits",
        )

    def _is_within(self, radius: Fraction, balls: Balls, times: Sequence[Fraction]) -> bool:
        with balls.active():
            bound = balls.number(radius)
            try:
                for t in (Fraction(0), *times):
                    point = self._lifted(self._straight(balls.number(t), balls), balls)
                    error = largest(abs(self.values(point, balls).outputs - point.outputs))
                    if not (error.is_finite() and error < bound):
                        return False
            except PrecisionError:
                return False
        return True


def _inverse(matrix: Array, arithmetic: Arithmetic) -> Array:
    size = len(matrix)
    one = arithmetic.array([[int(i == j) for j in range(size)] for i in range(size)])
    return arithmetic.solve(matrix, one)


def _is_zero(t: Any) -> bool:
    return isinstance(t, (int, str, Fraction)) and exact(t) == 0


def _time(t: Any, arithmetic: Arithmetic) -> Any:
    if isinstance(t, (int, str, Fraction)) and not 0 <= exact(t) <= 1:
        raise InputError(
            "t of a path", given=str(t), admissible="0 <= t <= 1", repair="t = 0 is the start"
        )
    return arithmetic.number(t)
