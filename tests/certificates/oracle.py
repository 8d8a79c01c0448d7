"""Whether a certificate is true, in multiprecision and with the derivatives of `networks`.

It shares nothing with the checker but the file format: labels, critical point, loss, eigenvalues
and B are computed again, to 60 digits.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np

from proofcheck.arithmetic import Multiprecision
from proofcheck.networks import (
    SIGMOID,
    TANH,
    Architecture,
    B_matrix,
    D_functionals,
    D_matrix,
    Network,
    flatten,
    forward,
    forward_pass,
    gradient,
    gradient_functionals,
    hessian,
    plant,
    squared_norm,
    unflatten,
)

DIGITS = 60
SMALL = 10.0**-40


def number(value: str) -> Fraction:
    return Fraction(value)


def network_of(found: dict[str, Any]) -> Network:
    layers, bias = found["layers"], found["bias"]
    widths = (len(layers[0]["weights"][0]), *(len(layer["weights"]) for layer in layers))
    flat = []
    for layer in layers:
        for k, row in enumerate(layer["weights"]):
            flat += ([layer["bias"][k]] if bias else []) + row
    activation = SIGMOID if found["activation"] == "sigmoid" else TANH
    return Network.from_parameters(Architecture(widths, bias), activation, list(map(number, flat)))


class Truth:
    """Network and data of a certificate, in multiprecision."""

    def __init__(self, found: dict[str, Any]) -> None:
        self.found, self.arithmetic = found, Multiprecision(DIGITS)
        self.network = network_of(found["network"])
        self.inputs = [[number(x) for x in row] for row in found["data"]["inputs"]]
        with self.arithmetic.active():
            self.labels = self._labels(found["data"]["labels"])
            self.values = self._critical()
            self.residual = self.values.outputs - self.labels

    def _labels(self, found: dict[str, Any]) -> Any:
        if "values" in found:
            return self.arithmetic.array([number(y) for y in found["values"]])
        if "teacher" in found:
            teacher = network_of(found["teacher"])
            return forward_pass(teacher, self.inputs, self.arithmetic).outputs
        planted = found["planted"]
        values = forward_pass(network_of(planted["network"]), self.inputs, self.arithmetic)
        rows = [gradient_functionals(values)]
        for layer, neuron, left_out in planted["d_zero"]:
            D = D_functionals(values, layer, neuron)
            size = len(values.activations[layer - 1])
            blocks = [D[k : k + size] for k in range(0, len(D), size)]
            rows += [block for s, block in enumerate(blocks, 1) if s != left_out]
        conditions = np.concatenate(rows)
        pivots = [p - 1 for p in planted["pivots"]]
        free = [number(x) for x in planted["free"]]
        return values.outputs - plant(
            conditions, [0] * len(conditions), free, self.arithmetic, pivots
        )

    def _critical(self) -> Any:
        """The forward pass at the critical point that Newton's method finds."""
        values = forward_pass(self.network, self.inputs, self.arithmetic)
        if number(self.found["witness"]["radius"]) == 0:
            return values
        shape = self.network.architecture, self.network.activation
        for _ in range(8):
            r = values.outputs - self.labels
            step = self.arithmetic.solve(hessian(values, r), gradient(values, r))
            moved = unflatten(shape[0], flatten(values.weights) - step)
            values = forward(*shape, moved, self.inputs, self.arithmetic)
        return values

    def eigenvalues(self, matrix: Any) -> list[float]:
        context = self.arithmetic.context
        found = context.eigsy(context.matrix(matrix.tolist()), eigvals_only=True)
        return sorted(float(x) for x in found)

    def is_critical_as_said(self) -> bool:
        witness = self.found["witness"]
        radius, low, high = (
            self.arithmetic.number(number(x)) for x in (witness["radius"], *witness["loss"])
        )
        given = forward_pass(self.network, self.inputs, self.arithmetic)
        away = np.abs(flatten(self.values.weights) - flatten(given.weights)).max()
        slope = np.abs(gradient(self.values, self.residual)).max()
        loss = squared_norm(self.values, self.residual)
        near = away == 0 if radius == 0 else away < radius
        return bool(near and slope < SMALL and low <= loss <= high)

    def holds(self) -> bool:
        """Whether the claim is true."""
        with self.arithmetic.active():
            claims = {"local-minimum": self._minimum, "neuron": self._neuron}
            return self.is_critical_as_said() and claims[self.found["kind"]]()

    def _minimum(self) -> bool:
        return self.eigenvalues(hessian(self.values, self.residual))[0] > SMALL

    def _neuron(self) -> bool:
        witness = self.found["witness"]
        values = self.eigenvalues(B_matrix(self.values, self.residual, *witness["neuron"]))
        signs = {
            "positive-definite": values[0] > SMALL,
            "negative-definite": values[-1] < -SMALL,
            "indefinite": values[0] < -SMALL and values[-1] > SMALL,
        }
        D = np.abs(D_matrix(self.values, self.residual, *witness["neuron"])).max()
        zero = {"zero": D < SMALL, "nonzero": D > SMALL}[witness["D"]]
        return bool(signs[witness["B"]] and zero)
