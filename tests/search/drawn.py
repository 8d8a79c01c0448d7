"""Instances drawn once per session, and the losses around them by other roads."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from typing import Any

import mpmath
import numpy as np

from proofcheck.core import Family
from proofcheck.search import minima, planted
from proofcheck.search.choices import SeededChoices
from proofcheck.search.split_instance import SplitInstance

DIGITS = 30
FAMILIES = {
    name: value
    for module in (planted, minima)
    for name, value in vars(module).items()
    if isinstance(value, Family)
}
PLANTED = tuple(name for name in vars(planted) if name in FAMILIES and not hasattr(minima, name))
MINIMA = tuple(name for name in FAMILIES if name not in PLANTED)


@cache
def drawn(name: str, index: int, digits: int = DIGITS) -> SplitInstance:
    """Return instance number `index` of a family, as a run with seed 0 draws it."""
    family = FAMILIES[name]
    region = family.regions[index % len(family.regions)]
    return family.draw(SeededChoices(0, family.name, index), region, digits)


def all_of(name: str, limit: int = 12) -> list[SplitInstance]:
    """Return one instance of each of the first regions of a family."""
    return [drawn(name, index) for index in range(min(limit, len(FAMILIES[name].regions)))]


def in_mpmath(balls: Any, dps: int = 60) -> Any:
    """Return the midpoints of a ball matrix as an mpmath matrix, read from their decimal digits."""
    rows = np.atleast_2d(np.asarray(balls, dtype=object))
    with mpmath.workdps(dps):
        return mpmath.matrix(
            [[mpmath.mpf(x.mid().str(dps, radius=False)) for x in r] for r in rows]
        )


def eigenvalues(balls: Any, dps: int = 60) -> list[Any]:
    """Return the eigenvalues of the midpoints in mpmath, smallest first."""
    with mpmath.workdps(dps):
        return sorted(mpmath.eigsy(in_mpmath(balls, dps), eigvals_only=True))


def rounding(value: Any) -> Fraction:
    """Return the radius of a ball as a fraction."""
    man, exp = value.rad().man_exp()
    return Fraction(int(man)) * Fraction(2) ** int(exp)
