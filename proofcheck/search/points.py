"""A point in parameter space with its data, seen in one arithmetic: loss, derivatives, B and D."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np
from flint import arb

from proofcheck.arithmetic import Arithmetic, Array, Balls, Series
from proofcheck.core import PrecisionError
from proofcheck.networks import (
    Activation,
    Architecture,
    B_matrix,
    D_matrix,
    ForwardPass,
    flatten,
    forward,
    gradient,
    hessian,
    residual,
    split_arrays,
    squared_norm,
    unflatten,
)

Direction = Mapping[int, Fraction]
"""Flat place -> exact component; places that are not named have component 0."""


@dataclass(frozen=True, eq=False)
class Point:
    """Weights and labels in one arithmetic, at exact inputs. Exactness: that of the arithmetic.

    Attributes:
        weights: L arrays, column 0 the bias (if there are biases).
        inputs: exact values, shape (N, n_0).
        labels: y (N,), exact or in the arithmetic.
    """

    architecture: Architecture
    activation: Activation
    weights: tuple[Array, ...]
    inputs: tuple[tuple[Fraction, ...], ...]
    labels: Any
    arithmetic: Arithmetic

    @cached_property
    def values(self) -> ForwardPass:
        """The forward pass."""
        shape = self.architecture, self.activation
        return forward(*shape, self.weights, self.inputs, self.arithmetic)

    @cached_property
    def residual(self) -> Array:
        """F - y, shape (N,)."""
        return residual(self.values, self.labels)

    @cached_property
    def loss(self) -> Any:
        """The squared loss, a sum over the samples without 1/2 (p. 5)."""
        return squared_norm(self.values, self.residual)

    @cached_property
    def gradient(self) -> Array:
        """The gradient of the loss, shape (M,)."""
        return gradient(self.values, self.residual)

    @cached_property
    def hessian(self) -> Array:
        """The Hessian of the loss, shape (M, M)."""
        return hessian(self.values, self.residual)

    def B(self, layer: int, neuron: int = 1) -> Array:
        """Return B of eq. (1), p. 11; index 0 the bias, if there are biases."""
        return B_matrix(self.values, self.residual, layer, neuron)

    def D(self, layer: int, neuron: int = 1) -> Array:
        """Return D of eq. (2), p. 12, shape (incoming, n_{l+1})."""
        return D_matrix(self.values, self.residual, layer, neuron)

    def split(self, layer: int, neuron: int, lam: Fraction) -> Point:
        """Return gamma_lambda of the point (p. 10); the twin is the last neuron of its layer."""
        arguments = self.architecture, self.weights, layer, neuron, lam, self.arithmetic
        return replace(
            self, architecture=self.architecture.widened(layer), weights=split_arrays(*arguments)
        )

    def with_flat(self, flat: Array) -> Point:
        """Return the point at other parameters, given as a flat array of the arithmetic."""
        return replace(self, weights=unflatten(self.architecture, flat))

    def moved(self, direction: Direction, step: Any) -> Point:
        """Return the point w + step * direction; the step may be a ball, then all of them."""
        flat = flatten(self.weights).copy()
        with self.arithmetic.active():
            for place, component in direction.items():
                flat[place] = flat[place] + self.arithmetic.number(component) * step
        return self.with_flat(flat)

    def curvature(self, direction: Direction) -> Any:
        """Return d'Hd from the Hessian."""
        places = list(direction)
        with self.arithmetic.active():
            d = self.arithmetic.array([direction[place] for place in places])
            return (self.hessian[np.ix_(places, places)].dot(d) * d).sum()

    def taylor(self, direction: Direction, order: int) -> list[arb]:
        """Return the Taylor coefficients of t -> L(w + t d) up to the order, at a ball point.

        This road shares no formula with `gradient` and `hessian`, nor the forward pass.

        Raises:
            PrecisionError: the balls are too wide for the activation.
        """
        series = Series(_bits(self.arithmetic), order + 1)
        flat = flatten(self.weights)
        moving = series.constants(flat.tolist())
        with series.active():
            for place, component in direction.items():
                moving[place] = series.variable(flat[place], component)
            try:
                r = self._outputs(moving, series) - series.constants(list(self.labels))
            except ValueError as error:
                raise _too_wide(series.name) from error
            return series.coefficients((r * r).sum())

    def _outputs(self, flat: Array, series: Series) -> Array:
        """Return f at all samples, by the definition of the network alone."""
        columns = series.array(self.inputs).T
        *hidden, last = unflatten(self.architecture, flat)
        for weights in hidden:
            columns = self.activation.value(series, _affine(weights, columns, series))
        return _affine(last, columns, series)[0]


def _affine(weights: Array, columns: Array, series: Series) -> Array:
    """Return W act + b; column 0 of the weights is the bias, if there is one."""
    if weights.shape[1] == len(columns):
        return series.matmul(weights, columns)
    return series.matmul(weights[:, 1:].copy(), columns) + weights[:, :1]


def _too_wide(name: str) -> PrecisionError:
    return PrecisionError(
        f"Taylor coefficients of the loss in {name}",
        given="balls on which the activation is not enclosed",
        admissible="narrower balls",
        repair="take a shorter segment, or more digits",
    )


def _bits(arithmetic: Arithmetic) -> int:
    return arithmetic.bits if isinstance(arithmetic, Balls) else 2


def at_network(
    architecture: Architecture,
    activation: Activation,
    flat: Any,
    inputs: tuple[tuple[Fraction, ...], ...],
    labels: Any,
    arithmetic: Arithmetic,
) -> Point:
    """Return the point of a flat parameter array of exact values or of the arithmetic."""
    weights = unflatten(architecture, arithmetic.array(flat))
    return Point(architecture, activation, weights, inputs, labels, arithmetic)
