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
    for power in range(0, 80, 4):
        data = labelled(net, inputs, [x / 2**power for x in r])
        H = net.hessian(data)
        if inertia(H) == (len(H), 0, 0):
            return data
    raise ValueError("no factor makes the Hessian definite")


def labelled(net: Net, inputs: Any, residuals: Sequence[Any]) -> Data:
    """Return data with these residuals."""
    return [(x, net.f(x) - r) for x, r in zip(inputs, residuals, strict=True)]


def critical_data(net: Net, inputs: Any) -> Data:
    """Return data at which the network is critical, nothing else wanted."""
    return planted(net, inputs, [fmpq(k % 4 - 2, 3) for k in range(len(inputs))])
