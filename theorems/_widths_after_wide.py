"""Widths: non-increasing after the wide layer, and without bottleneck (p. 2 and 3), by trying all.

Layer l* has as many neurons as samples; `widths` are those of all layers, the input's first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise, product

from proofcheck.core import Budget, Outcome, holds, refuted
from proofcheck.symbolic.claims import Formulas

Widths = tuple[int, ...]
Condition = Callable[[Widths, int], bool]
SAMPLES = 3


def non_increasing(widths: Widths, wide: int) -> bool:
    """Return whether n_{l+1} <= n_l for all l > l* (Theorem 5).

    >>> non_increasing((1, 3, 1, 1, 2, 1), 1), non_increasing((3, 1, 3, 1), 2)
    (False, True)
    """
    return all(widths[layer + 1] <= widths[layer] for layer in range(wide + 1, len(widths) - 1))


def no_bottleneck(widths: Widths, _wide: int) -> bool:
    """Return whether no layer is of strictly lower dimension than both its neighbours (p. 3).

    >>> no_bottleneck((1, 3, 1, 1, 2, 1), 1), no_bottleneck((3, 1, 3, 1), 2)
    (True, False)
    """
    return not any(a > b < c for a, b, c in zip(widths, widths[1:], widths[2:], strict=False))


def no_bottleneck_after(widths: Widths, wide: int) -> bool:
    """Return whether no layer after l* is one.

    >>> no_bottleneck_after((3, 1, 3, 1), 2)
    True
    """
    return no_bottleneck(widths[wide:], 0)


CONDITIONS: Mapping[str, tuple[Condition, Condition]] = {
    "non-increasing after l*": (
        non_increasing,
        lambda widths, wide: list(widths[wide + 1 :]) == sorted(widths[wide + 1 :], reverse=True),
    ),
    "no bottleneck": (no_bottleneck, lambda widths, _wide: "-+" not in _turns(widths)),
    "no bottleneck after l*": (
        no_bottleneck_after,
        lambda widths, wide: "-+" not in _turns(widths[wide:]),
    ),
}
"""Each condition, and the same by sorting or by the signs of the differences."""


def implies(_budget: Budget, claim: Formulas) -> Outcome:
    """Look for widths that meet the one condition and not the other."""
    (given, given_again), (needed, needed_again) = (
        CONDITIONS[claim[name]] for name in ("given", "needed")
    )
    for widths, wide in architectures():
        if given(widths, wide) and not needed(widths, wide):
            again = given_again(widths, wide) and not needed_again(widths, wide)
            return refuted(
                f"{'-'.join(map(str, widths))}, N = {SAMPLES}, l* = {wide}",
                confirmed_by="sorting, and signs of differences" if again else "",
                witness={"widths": list(widths), "wide layer": wide, "samples": SAMPLES},
            )
    return holds("in all architectures")


def architectures() -> Iterator[tuple[Widths, int]]:
    """Yield widths up to 3 with l* the first or second hidden layer and up to 3 layers after it."""
    sizes = range(1, SAMPLES + 1)
    for before, after in product((1, 2), range(4)):
        for first in product(sizes, repeat=before):
            for later in product(sizes, repeat=after):
                yield (*first, SAMPLES, *later, 1), before


def _turns(widths: Widths) -> str:
    return "".join("-" if b < a else "+" if b > a else "=" for a, b in pairwise(widths))
