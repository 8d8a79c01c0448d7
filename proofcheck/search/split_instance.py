"""One split network with planted labels, seen in any arithmetic.

The instance is a recipe of exact numbers: smaller network, inputs, layer and neuron, alpha and
beta, the free residuals, and the linear conditions that the other residuals solve (MATH: planted
labels). A `SplitView` evaluates the recipe: residual, Hessians, B, D, and the larger network at
gamma_lambda with the labels of the smaller one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

import numpy as np

from proofcheck.arithmetic import Arithmetic, Array, Balls, Multiprecision, Rationals
from proofcheck.core import Verdict
from proofcheck.networks import (
    B_functionals,
    B_matrix,
    D_functionals,
    D_matrix,
    ForwardPass,
    Network,
    SplitBasis,
    forward,
    forward_pass,
    gradient,
    gradient_functionals,
    hessian,
    labels_of,
    plant,
    residual,
    split,
    split_basis,
)
from proofcheck.search.kernel_planting import Directions, kernel_functionals

GUARD_BITS = 160
"""Bits beyond the digits asked for: linear systems of planted labels lose some."""


@dataclass(frozen=True)
class Conditions:
    """Linear conditions on the residual: critical point, D = 0, B equal to an exact matrix.

    `kernel` are the parts of directions d at the hidden layers; then H d = 0 as well.
    """

    critical: bool = True
    D_zero: bool = False
    B: tuple[tuple[Fraction, ...], ...] | None = None
    kernel: Directions = ()


@dataclass(frozen=True, eq=False)
class SplitInstance:
    """An exact recipe for a smaller network, its labels, and the neuron to split."""

    network: Network
    inputs: tuple[tuple[Fraction, ...], ...]
    layer: int
    neuron: int
    alpha: Fraction
    beta: Fraction
    free: tuple[Fraction, ...]
    pivots: tuple[int, ...]
    conditions: Conditions
    digits: int
    met: Mapping[str, Verdict]
    labels: tuple[str, ...]

    @property
    def lam(self) -> Fraction:
        """Lambda = beta / (alpha + beta)."""
        return self.beta / (self.alpha + self.beta)

    @cached_property
    def basis(self) -> SplitBasis:
        """The basis of Lemma 12."""
        arguments = (self.layer, self.neuron, self.alpha, self.beta)
        return split_basis(self.network.architecture, *arguments)

    @cached_property
    def first(self) -> SplitView:
        """The view in balls, or in rationals where the activation is a polynomial."""
        if not self.network.activation.class_a:
            return SplitView(self, Rationals())
        return SplitView(self, Balls(view_bits(self.digits)))

    @cached_property
    def second(self) -> SplitView:
        """The view in multiprecision floating point, with twice the digits."""
        return SplitView(self, self.second_arithmetic)

    @property
    def second_arithmetic(self) -> Multiprecision:
        """Multiprecision with twice the digits and some more."""
        return Multiprecision(2 * self.digits + 30)

    def judged(self, met: Mapping[str, Verdict]) -> SplitInstance:
        """Return the same recipe with what it meets; what was computed of it is kept."""
        return replace(self, met=met)._seen_through(self.first)

    def scaled(self, factor: Fraction) -> SplitInstance:
        """Return the recipe with its residual, and the wanted B, times an exact factor.

        Conditions are homogeneous apart from B, so the enclosure that was found is scaled with it;
        those of a kernel are not, and then nothing is kept.
        """
        conditions = self.conditions
        if conditions.B is not None:
            wanted = tuple(tuple(factor * value for value in row) for row in conditions.B)
            conditions = replace(conditions, B=wanted)
        free = tuple(factor * value for value in self.free)
        other = replace(self, free=free, conditions=conditions)
        return other if conditions.kernel else other._seen_through(self.first.scaled(factor))

    def _seen_through(self, known: SplitView) -> SplitInstance:
        """Return this recipe, whose view in balls knows already what another's does."""
        vars(self)["first"] = view = copy(known)
        view.instance = self
        return self

    def to_json(self) -> dict[str, Any]:
        """Return the recipe with exact values as strings."""
        return {
            "architecture": self.network.architecture.label(),
            "bias": self.network.architecture.bias,
            "activation": self.network.activation.name,
            "parameters": [str(value) for value in self.network.parameters],
            "inputs": [[str(value) for value in row] for row in self.inputs],
            "layer": self.layer,
            "neuron": self.neuron,
            "alpha": str(self.alpha),
            "beta": str(self.beta),
            "free residuals": [str(value) for value in self.free],
            "solved samples": list(self.pivots),
            "critical": self.conditions.critical,
            "D zero": self.conditions.D_zero,
            "B": self.conditions.B and [[str(v) for v in row] for row in self.conditions.B],
            "kernel": [[str(v) for v in d] for d in self.conditions.kernel] or None,
        }


def view_bits(digits: int) -> int:
    """Return the bits of the balls in which an instance of so many digits is seen."""
    return digits * 10 // 3 + GUARD_BITS


class SplitView:
    """Everything about the instance in one arithmetic, computed when it is first asked for."""

    def __init__(self, instance: SplitInstance, arithmetic: Arithmetic) -> None:
        self.instance = instance
        self.arithmetic = arithmetic
        self.alpha = arithmetic.number(instance.alpha)
        self.beta = arithmetic.number(instance.beta)
        self.lam = arithmetic.number(instance.lam)

    def scaled(self, factor: Fraction) -> SplitView:
        """Return a view that knows the forward pass, and the residual times an exact factor."""
        view = SplitView(self.instance, self.arithmetic)
        with self.arithmetic.active():
            residual = self.residual * self.arithmetic.number(factor)
        vars(view).update(values=self.values, residual=residual)
        return view

    @cached_property
    def values(self) -> ForwardPass:
        """The forward pass of the smaller network."""
        return forward_pass(self.instance.network, self.instance.inputs, self.arithmetic)

    @cached_property
    def residual(self) -> Array:
        """The planted residual f - y, shape (N,)."""
        rows, wanted = condition_rows(self.values, self.instance)
        if not len(rows):
            return self.arithmetic.array(list(self.instance.free))
        return plant(rows, wanted, self.instance.free, self.arithmetic, self.instance.pivots)

    @cached_property
    def targets(self) -> Array:
        """The labels y = f - r, shape (N,)."""
        return labels_of(self.values, self.residual)

    @cached_property
    def gradient(self) -> Array:
        """The gradient of the smaller network's loss, shape (M,)."""
        return gradient(self.values, self.residual)

    @cached_property
    def hessian(self) -> Array:
        """The Hessian of the smaller network's loss, shape (M, M)."""
        return hessian(self.values, self.residual)

    @cached_property
    def B(self) -> Array:
        """B of eq. (1), p. 11, shape (n_{l-1} + 1, n_{l-1} + 1), index 0 the bias."""
        return B_matrix(self.values, self.residual, self.instance.layer, self.instance.neuron)

    @cached_property
    def D(self) -> Array:
        """D of eq. (2), p. 12, shape (n_{l-1} + 1, n_{l+1}), row 0 the bias."""
        return D_matrix(self.values, self.residual, self.instance.layer, self.instance.neuron)

    @cached_property
    def wide(self) -> ForwardPass:
        """The forward pass of the larger network at gamma_lambda."""
        s = self.instance
        network = split(s.network, s.layer, s.neuron, s.lam)
        return forward_pass(network, s.inputs, self.arithmetic)

    @cached_property
    def wide_residual(self) -> Array:
        """The larger network's residual against the same labels, shape (N,)."""
        return residual(self.wide, self.targets)

    @cached_property
    def wide_gradient(self) -> Array:
        """The gradient of the larger network's loss, shape (M',)."""
        return gradient(self.wide, self.wide_residual)

    @cached_property
    def wide_hessian(self) -> Array:
        """The Hessian of the larger network's loss, shape (M', M')."""
        return hessian(self.wide, self.wide_residual)

    @cached_property
    def congruence(self) -> Array:
        """Q'HQ in the basis of Lemma 12, shape (M', M')."""
        with self.arithmetic.active():
            Q = self.arithmetic.array(self.instance.basis.Q)
            return self.arithmetic.matmul(self.arithmetic.matmul(Q.T, self.wide_hessian), Q)

    def block(self, rows: str, columns: str) -> Array:
        """Return one block of Q'HQ, named by its groups of directions."""
        basis = self.instance.basis
        return self.congruence[getattr(basis, rows), getattr(basis, columns)]

    def h(self, rows: str, columns: str) -> Array:
        """Return one block of the smaller network's Hessian."""
        basis = self.instance.basis
        places = getattr(basis, f"small_{rows}"), getattr(basis, f"small_{columns}")
        return self.hessian[np.ix_(*(list(p) for p in places))]

    def wide_weights_with(self, q: Sequence[Any]) -> tuple[Array, ...]:
        """Return the larger weights with q added to v_twin and taken from v_r (master identity)."""
        layer, neuron = self.instance.layer, self.instance.neuron
        column = neuron if self.values.architecture.bias else neuron - 1
        shift = np.array(list(q), dtype=object)
        weights = list(self.wide.weights)
        weights[layer] = weights[layer].copy()
        weights[layer][:, -1] = weights[layer][:, -1] + shift
        weights[layer][:, column] = weights[layer][:, column] - shift
        return tuple(weights)

    def wide_values_at(self, weights: tuple[Array, ...]) -> ForwardPass:
        """Return the forward pass of the larger network at other weight arrays."""
        network = self.wide
        inputs = self.instance.inputs
        return forward(network.architecture, network.activation, weights, inputs, self.arithmetic)


def condition_rows(values: ForwardPass, instance: SplitInstance) -> tuple[Array, list[Any]]:
    """Return the linear functionals that the residual must satisfy, and their wanted values."""
    wanted = instance.conditions
    layer, neuron = instance.layer, instance.neuron
    rows = [values.arithmetic.zeros((0, values.samples))]
    targets: list[Any] = []
    if wanted.critical:
        rows.append(gradient_functionals(values))
    if wanted.D_zero and values.architecture.widths[layer + 1] > 1:
        rows.append(D_functionals(values, layer, neuron, independent=True))
    targets += [Fraction(0)] * sum(len(part) for part in rows)
    if wanted.B is not None:
        rows.append(B_functionals(values, layer, neuron))
        upper = zip(*np.triu_indices(len(wanted.B)), strict=True)
        targets += [wanted.B[i][j] for i, j in upper]
    if wanted.kernel:
        along, right = kernel_functionals(values, wanted.kernel)
        rows.append(along)
        targets += list(right)
    return np.concatenate(rows), targets
