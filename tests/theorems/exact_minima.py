"""Exact nondegenerate minima with wanted B and D, planted in fractions (no library code)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from exact_taylor import Net, bump, inertia, numbers, planted, shaped, solved
from flint import fmpq

Data = list[tuple[Any, Any]]


@dataclass(frozen=True)
class Wanted:
    """A network, the neuron to split, and what its B shall be, up to a positive factor.

    B is the upper triangle, row by row; D = 0 is planted unless `D_free`.
    """

    widths: tuple[int, ...]
    parameters: str
    samples: int
    B: str
    layer: int = 1
    neuron: int = 1
    bias: bool = True
    D_free: bool = False

    @property
    def net(self) -> Net:
        return Net(shaped(self.widths, numbers(self.parameters), self.bias), bump, self.bias)

    @property
    def inputs(self) -> list[list[fmpq]]:
        """Pairwise different inputs on no line or curve."""
        size = range(self.widths[0])
        return [
            [fmpq((k * (2 + 3 * i) + i * k * k * k) % 29 - 14, 6) for i in size]
            for k in range(1, self.samples + 1)
        ]


@cache
def minimum(wanted: Wanted) -> Data:
    """Return data at which the network is critical, its Hessian positive definite, B as wanted."""
    net, inputs, place = wanted.net, wanted.inputs, (wanted.layer, wanted.neuron)
    rows = [(row, 0) for row in net.jacobian_rows(inputs)]
    B = net.B_rows(*place, inputs).values()
    rows += list(zip(B, numbers(wanted.B), strict=True))
    if not wanted.D_free:
        rows += [(row, 0) for row in net.D_rows(*place, inputs).values()]
    free = [fmpq(k % 3 - 1) for k in range(wanted.samples)]
    r = solved([row for row, _ in rows], [value for _, value in rows], free)
    return scaled_to_minimum(net, inputs, r)


def labelled(net: Net, inputs: Any, residuals: Sequence[Any]) -> Data:
    """Return data with these residuals."""
    return [(x, net.f(x) - r) for x, r in zip(inputs, residuals, strict=True)]


def critical_data(net: Net, inputs: Any) -> Data:
    """Return data at which the network is critical, nothing else wanted."""
    return planted(net, inputs, [fmpq(k % 4 - 2, 3) for k in range(len(inputs))])


CHAINS = {
    "1-1-1": ("1/2 1 1/3 2", True, (1, 1, 1), 9),
    "1-1-1-1": ("1 1/2  1/3 2  -1/2 1", True, (1, 1, 1, 1), 15),
    "without": ("1 2 -3/2", False, (1, 1, 1, 1), 9),
}
"""Parameters, biases, widths and number of samples."""


@cache
def chain_minimum(name: str) -> tuple[Net, Data]:
    """Return a chain at an exact nondegenerate minimum, every B a positive multiple of I."""
    parameters, bias, widths, samples = CHAINS[name]
    net = Net(shaped(widths, numbers(parameters), bias), bump, bias)
    inputs = [[fmpq((2 * k) % 29 - 14, 6)] for k in range(1, samples + 1)]
    rows = [(row, 0) for row in net.jacobian_rows(inputs)]
    for level in range(1, len(widths) - 1):
        wanted = net.B_rows(level, 1, inputs)
        rows += [(row, int(i == j)) for (i, j), row in wanted.items()]
    r = solved([row for row, _ in rows], [v for _, v in rows], [fmpq(0)] * samples)
    return net, scaled_to_minimum(net, inputs, r)


def scaled_to_minimum(net: Net, inputs: Any, residuals: Sequence[Any]) -> Data:
    """Return data whose residuals are a power of two times these, the Hessian definite."""
    for power in range(0, 80, 4):
        data = labelled(net, inputs, [x / 2**power for x in residuals])
        H = net.hessian(data)
        if inertia(H) == (len(H), 0, 0):
            return data
    raise ValueError("no factor makes the Hessian definite")


def grown(net: Net, parts: Sequence[tuple[int, int]], lam: Any) -> Net:
    """Return the network with neuron 1 of the layers split, (layer, times) in this order."""
    for level, times in parts:
        for _ in range(times):
            net = net.split(level, 1, lam)
    return net
