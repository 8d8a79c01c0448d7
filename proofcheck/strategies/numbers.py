"""Exact numbers that shrink to few digits."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import Any

from hypothesis import strategies as st

from proofcheck.arithmetic import exact
from proofcheck.arithmetic.base import whole_number
from proofcheck.core.errors import InputError

Rows = tuple[tuple[Fraction, ...], ...]


def rationals(
    size: int = 2, denominator: int = 4, nonzero: bool = False
) -> st.SearchStrategy[Fraction]:
    """Return a strategy for fractions from -size to size with denominators up to a bound.

    Shrinks towards small denominators, then towards 0 (towards 1 if `nonzero`), then to positive.

    Raises:
        InputError: size or denominator below 1.

    >>> from proofcheck.strategies import smallest
    >>> smallest(rationals(2, 4), lambda x: 1 < abs(x) < 2)
    Fraction(3, 2)
    """
    return _rationals(whole_number(size, "size"), whole_number(denominator, "denominator"), nonzero)


@st.composite
def _rationals(draw: Callable[[Any], Any], size: int, denominator: int, nonzero: bool) -> Fraction:
    below = draw(st.integers(1, denominator))
    above = draw(st.integers(int(nonzero), size * below))
    negative = above > 0 and draw(st.booleans())
    return Fraction(-above if negative else above, below)


def between(low: int | Fraction, high: int | Fraction, denominator: int) -> st.SearchStrategy[Any]:
    """Return a strategy for fractions k/denominator from low to high.

    Raises:
        InputError: no such fraction lies there, or the numbers are not exact.

    >>> from proofcheck.strategies import smallest
    >>> smallest(between(1, 2, 4), lambda x: x > Fraction(5, 4))
    Fraction(3, 2)
    """
    ends = exact(low), exact(high)
    parts = whole_number(denominator, "denominator")
    first, last = ceil(ends[0] * parts), floor(ends[1] * parts)
    if first > last:
        raise InputError(
            "fractions to draw",
            given=f"from {low} to {high}, denominator {denominator}",
            admissible="bounds with such a fraction between them",
            repair="write the smaller bound first, or a larger denominator",
        )
    return st.integers(first, last).map(lambda k: Fraction(k, parts))


def distinct_rows(
    samples: int, width: int, size: int = 3, denominator: int = 4
) -> st.SearchStrategy[Rows]:
    """Return a strategy for pairwise different rows of rationals, shape (samples, width).

    Shrinks towards 0, 1, -1, 2, ... in one column.

    Raises:
        InputError: the integers up to `size` give fewer rows.
    """
    most = (2 * size + 1) ** width
    if samples > most:
        raise InputError(
            "samples",
            given=f"{samples} different inputs of width {width}, numbers up to {size}",
            admissible=f"at most {most}",
            repair="raise size, or write distinct=False",
        )
    return _distinct_rows(samples, st.tuples(*[rationals(size, denominator)] * width), width, size)


@st.composite
def _distinct_rows(
    draw: Callable[[Any], Any], samples: int, row: st.SearchStrategy[Any], width: int, size: int
) -> Rows:
    integers = sorted(map(Fraction, range(-size, size + 1)), key=lambda k: (abs(k), k < 0))
    rows: list[tuple[Fraction, ...]] = []
    for _ in range(samples):
        drawn = draw(row)
        if drawn in rows:
            drawn = next(new for new in product(integers, repeat=width) if new not in rows)
        rows.append(drawn)
    return tuple(rows)
