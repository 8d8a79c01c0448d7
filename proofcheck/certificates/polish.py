"""From approximate parameters to a critical point with many digits (Newton's method; a guess)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import flint
from flint import arb, fmpq, fmpz

from proofcheck.certificates.first_rung import FirstRung
from proofcheck.certificates.writer import Problem, network_json, text
from proofcheck.checker import SCHEMA, Case, read_case
from proofcheck.checker.balls import NotProvedError, flint_matrix
from proofcheck.checker.fields import Matrix, Network
from proofcheck.checker.merging import Merged, everything, flat, labels, merge, shaped, shares
from proofcheck.checker.point import Point

DIGITS = 30
"""Decimals of polished parameters."""
RADIUS = "1e-20"
"""Radius of the box in which the critical point is proved to lie."""
BITS = 212
_STEPS = 40
_FARTHEST = 10**8


def case_of(network: Network, problem: Problem) -> Case:
    """Return network and data as the checker holds them."""
    inputs = [[text(x) for x in row] for row in problem.inputs]
    return read_case(
        {
            "schema": SCHEMA,
            "kind": "global-minimum",
            "claim": "",
            "leans_on": [],
            "network": network_json(network),
            "data": {"inputs": inputs, "labels": problem.labels},
            "witness": {},
            "digest": "",
        }
    )


def polished(network: Network, problem: Problem) -> Network | None:
    """Return a network near the given one, critical to `DIGITS` decimals; None: not found.

    Neurons that compute the same function still do.
    """
    case, merged = case_of(network, problem), merge(network)
    with flint.ctx.workprec(BITS):
        try:
            y = labels(case)
            found = _quick_newton(merged.network, case.inputs, y)
            if found is None:
                found = _newton(merged.network, case.inputs, y)
        except NotProvedError:
            return None
    return None if found is None else expanded(network, merged, shaped(merged.network, found))


def _quick_newton(network: Network, inputs: Matrix, y: Sequence[Any]) -> list[fmpq] | None:
    """Return what Newton's method with Hessians in float64 finds, gradients in balls.

    A Hessian is used again as long as every step is a thousandth of the last.
    """
    values = [arb(x).mid() for x in flat(network.layers)]
    goal, last, solve = arb(10) ** -(DIGITS + 5), None, None
    for _ in range(_STEPS):
        at = shaped(network, values)
        point = Point(at, inputs).labelled(list(y))
        gradient = point.gradient()
        if not all(g.is_finite() for g in [*gradient, *point.residual]):
            return None
        if solve is None:
            solve = FirstRung(at, inputs, point.residual).solver()
        if solve is None:
            return None
        step = solve(gradient)
        if not all(s.is_finite() for s in step):
            return None
        size = max(abs(s) for s in step)
        values = [(x - s).mid() for x, s in zip(values, step, strict=True)]
        if size < goal:
            return [rounded(x) for x in values]
        if not size < _FARTHEST:
            return None
        solve = solve if last is not None and size < last / 1000 else None
        last = size
    return None


def _newton(network: Network, inputs: Matrix, y: Sequence[Any]) -> list[fmpq] | None:
    values = [arb(x).mid() for x in flat(network.layers)]
    goal = arb(10) ** -(DIGITS + 5)
    for _ in range(_STEPS):
        point = Point(shaped(network, values), inputs).labelled(list(y))
        gradient = [[g.mid()] for g in point.gradient()]
        slope = flint_matrix(point.hessian(everything(network))).mid()
        try:
            step = slope.solve(flint_matrix(gradient), algorithm="approx").entries()
        except ZeroDivisionError:
            return None
        if not all(s.is_finite() for s in step):
            return None
        values = [(x - s).mid() for x, s in zip(values, step, strict=True)]
        if all(abs(s) < goal for s in step):
            return [rounded(x) for x in values]
        if not all(abs(x) < _FARTHEST for x in values):
            return None
    return None


def rounded(x: arb, digits: int = DIGITS) -> fmpq:
    """Return a number to so many decimals."""
    scale = fmpz(10) ** digits
    return fmpq((x.mid().fmpq() * scale + fmpq(1, 2)).floor(), scale)


def expanded(network: Network, merged: Merged, small: Network) -> Network:
    """Return the larger network with merged network `small`, all weights exact.

    Shares of the sums are kept; elsewhere all weights of a group but the first.
    """
    bias, layers = int(network.bias), []
    for level, layer in enumerate(network.layers):
        parts = shares(network, merged, level) if level else None
        above = {k: g for g, ks in enumerate(merged.groups[level + 1]) for k in ks}
        rows = []
        for neuron, row in enumerate(layer):
            sums = small.layers[level][above[neuron]]
            new = [*sums[:bias], *row[bias:]]
            for group, members in enumerate(merged.groups[level]):
                total = sums[group + bias]
                if parts is not None:
                    for k, c in zip(members, parts[group], strict=True):
                        new[k + bias] = total * c
                else:
                    rest = sum((row[k + bias] for k in members[1:]), fmpq(0))
                    new[members[0] + bias] = total - rest
            rows.append(new)
        layers.append(rows)
    return replace(network, layers=tuple(layers))


def distance(a: Network, b: Network) -> fmpq:
    """Return the largest difference of two parameters."""
    pairs = zip(flat(a.layers), flat(b.layers), strict=True)
    return max((abs(x - y) for x, y in pairs), default=fmpq(0))
