"""Ranks of conditions on the residual: at least so many by a regular submatrix, at most the rows.

A lower bound is proved in balls, an upper bound is the number of rows. So a claimed rank is refuted
where it lies outside; that the rank is smaller than the number of rows is never proved.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations

import numpy as np

from proofcheck.arithmetic import Array
from proofcheck.arithmetic.linear import rank_lower_bound, regular_submatrix
from proofcheck.core import Cause, Outcome, PrecisionError, holds, refuted, undecided
from proofcheck.networks import Network, pivot_samples
from proofcheck.search.split_instance import SplitInstance, SplitView, view_bits

Rows = Callable[[SplitView], Array]


def are_distinct(network: Network) -> bool:
    """Return whether no two neurons of a hidden layer are equal or opposite."""
    return all(
        tuple(u) not in (tuple(w), tuple(-x for x in w))
        for rows in network.weights[:-1]
        for u, w in combinations(rows, 2)
    )


def rank_is(instance: SplitInstance, rows_of: Rows, claimed: int, counted: int) -> Outcome:
    """Compare a claimed rank with what is proved; `counted` is the number of rows by itself."""
    rows = rows_of(instance.first)
    rank = proved_rank(rows, instance.first, view_bits(instance.digits))
    if rank == claimed == len(rows):
        return holds(f"rank {rank}")
    if claimed > len(rows):
        confirmed = "the conditions counted from the widths" if counted == len(rows) else ""
        return refuted(f"{claimed} of {len(rows)} conditions", confirmed_by=confirmed)
    if rank <= claimed:
        return undecided(Cause.PRECISION, f"rank at least {rank}, claimed {claimed}")
    confirmed = "mpmath: a regular submatrix" if _regular_again(instance, rows_of, rank) else ""
    return refuted(f"rank at least {rank}, not {claimed}", confirmed_by=confirmed)


def proved_rank(rows: Array, view: SplitView, bits: int) -> int:
    """Return a proved lower bound of the rank; ball elimination where float64 finds too little."""
    found = rank_lower_bound(rows, bits)
    if found == len(rows):
        return found
    arithmetic = view.arithmetic
    try:
        with arithmetic.active():
            square = rows[:, pivot_samples(rows, arithmetic)]
            arithmetic.solve(square, arithmetic.array([1] * len(rows)))
    except PrecisionError:
        return found
    return len(rows)


def _regular_again(instance: SplitInstance, rows_of: Rows, rank: int) -> bool:
    """Return whether multiprecision solves a system with a square submatrix of this size."""
    chosen = regular_submatrix(rows_of(instance.first), rank)
    if chosen is None:
        return False
    arithmetic = instance.second_arithmetic
    square = rows_of(instance.second)[np.ix_(*chosen)]
    right = arithmetic.array([1] * rank)
    try:
        with arithmetic.active():
            solution = arithmetic.solve(square, right)
            error = max(abs(e) for e in square.dot(solution) - right)
            return bool(error < arithmetic.number(Fraction(1, 10**instance.digits)))
    except (PrecisionError, ZeroDivisionError):
        return False
