"""Every family of a theorem module as a strategy."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from proofcheck.core import Family, InputError, PrecisionError
from proofcheck.search.choices import HypothesisChoices
from proofcheck.strategies.reporting import report


def instances(
    family: Family, regions: Sequence[str] | None = None, digits: int = 30
) -> st.SearchStrategy[Any]:
    """Return a strategy for the instances of a family, all of its regions or the named ones.

    Labels are reported as events. Where no instance is found, the example is rejected.

    Raises:
        InputError: a region that the family does not have.
    """
    wanted = family.regions if regions is None else tuple(regions)
    unknown = [region for region in wanted if region not in family.regions]
    if unknown or not wanted:
        raise InputError(
            f"regions of {family.name!r}",
            given=", ".join(map(repr, unknown)) or "none",
            admissible="; ".join(map(repr, family.regions))[:300],
            repair="leave regions out to visit all",
        )
    return _instances(family, wanted, digits)


@st.composite
def _instances(
    draw: Callable[[Any], Any], family: Family, wanted: tuple[str, ...], digits: int
) -> Any:
    region = draw(st.sampled_from(wanted))
    try:
        instance = family.draw(HypothesisChoices(draw), region, digits)
    except PrecisionError:
        assume(False)
    report(instance)
    return instance
