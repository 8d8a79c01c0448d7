"""The basis of Lemma 12 for the parameter space of the larger network."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate
from typing import Any

import numpy as np

from proofcheck.arithmetic import Array, exact
from proofcheck.core.errors import InputError
from proofcheck.networks.architecture import Architecture
from proofcheck.networks.splitting import twin_index

Column = dict[int, Fraction]


@dataclass(frozen=True, eq=False)
class SplitBasis:
    """Lemma 12's basis (p. 12) as columns of Q, with the places of its groups.

    Attributes:
        small, large: the two architectures; the twin is the last neuron of its layer.
        Q: shape (M', M'), Fractions, rows in flat order of the larger network.
        u, v, w, p, q: column slices: u_twin + u_r (the bias i = 0 first), v_twin + v_r, all other
            parameters, alpha u_twin - beta u_r, v_twin - v_r.
        small_u, small_v, small_w: places of u_r, v_{.,r} and the others in the SMALL network, in
            the order of the columns.
        lam: beta / (alpha + beta).

    >>> basis = split_basis(Architecture((1, 1, 1), bias=False), 1, 1, 2, 3)
    >>> print(basis.Q)  # columns u_2 + u_1, v_2 + v_1, 2 u_2 - 3 u_1, v_2 - v_1
    [[Fraction(1, 1) Fraction(0, 1) Fraction(-3, 1) Fraction(0, 1)]
     [Fraction(1, 1) Fraction(0, 1) Fraction(2, 1) Fraction(0, 1)]
     [Fraction(0, 1) Fraction(1, 1) Fraction(0, 1) Fraction(-1, 1)]
     [Fraction(0, 1) Fraction(1, 1) Fraction(0, 1) Fraction(1, 1)]]
    """

    small: Architecture
    large: Architecture
    Q: Array
    u: slice
    v: slice
    w: slice
    p: slice
    q: slice
    small_u: tuple[int, ...]
    small_v: tuple[int, ...]
    small_w: tuple[int, ...]
    lam: Fraction


def split_basis(
    architecture: Architecture, layer: int, neuron: int, alpha: Any, beta: Any
) -> SplitBasis:
    """Return the basis of Lemma 12 (p. 12) for splitting a neuron of `architecture`.

    Exactness: exact.

    Raises:
        InputError: not a hidden neuron, alpha + beta = 0, or coefficients that are not exact.

    >>> basis = split_basis(Architecture((1, 1, 1)), 1, 1, 2, 3)
    >>> basis.Q.shape, basis.u, basis.p, basis.lam
    ((7, 7), slice(0, 2, None), slice(4, 6, None), Fraction(3, 5))
    """
    alpha, beta = exact(alpha), exact(beta)
    lam = _coefficient(alpha, beta)
    large, twin = architecture.widened(layer), twin_index(architecture, layer)
    small_u = architecture.incoming(layer, neuron)
    small_v = architecture.outgoing(layer, neuron)
    u_r, u_twin = large.incoming(layer, neuron), large.incoming(layer, twin)
    v_r, v_twin = large.outgoing(layer, neuron), large.outgoing(layer, twin)
    small_w, large_w = _others(architecture, large, {*small_u, *small_v})
    groups = (
        _combinations(u_twin, 1, u_r, 1),
        _combinations(v_twin, 1, v_r, 1),
        [{place: Fraction(1)} for place in large_w],
        _combinations(u_twin, alpha, u_r, -beta),
        _combinations(v_twin, 1, v_r, -1),
    )
    ends = list(accumulate(len(group) for group in groups))
    u, v, w, p, q = (slice(end - len(g), end) for end, g in zip(ends, groups, strict=True))
    Q = _columns(large.parameter_count, [column for group in groups for column in group])
    places = tuple(small_u), tuple(small_v), tuple(small_w)
    return SplitBasis(architecture, large, Q, u, v, w, p, q, *places, lam)


def _coefficient(alpha: Fraction, beta: Fraction) -> Fraction:
    if alpha + beta == 0:
        raise InputError(
            "alpha, beta of Lemma 12",
            given=f"{alpha}, {beta}",
            admissible="alpha + beta other than 0",
            repair="change one of them; lambda is beta / (alpha + beta)",
        )
    return beta / (alpha + beta)


def _combinations(
    first: Iterable[int], a: Fraction | int, second: Iterable[int], b: Fraction | int
) -> list[Column]:
    pairs = zip(first, second, strict=True)
    return [{i: Fraction(a), j: Fraction(b)} for i, j in pairs]


def _others(
    small: Architecture, large: Architecture, used: set[int]
) -> tuple[list[int], list[int]]:
    """Return the places of w-bar in the small and in the large network, in the same order."""
    rest = [where for where in small.all_parameters() if small.parameter_index(*where) not in used]
    return (
        [small.parameter_index(*where) for where in rest],
        [large.parameter_index(*where) for where in rest],
    )


def _columns(size: int, columns: Sequence[Column]) -> Array:
    Q = np.full((size, size), Fraction(0), dtype=object)
    for number, column in enumerate(columns):
        for place, coefficient in column.items():
            Q[place, number] = coefficient
    return Q
