"""What a critical point has to be: the wishes, and their refusal before anything is drawn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from proofcheck.arithmetic import exact
from proofcheck.arithmetic.parsing import shown
from proofcheck.core import InputError
from proofcheck.networks import Activation, Architecture
from proofcheck.search.kernel_planting import Directions, hidden_size, most_directions
from proofcheck.search.minima import Matrix
from proofcheck.strategies.arguments import listed
from proofcheck.strategies.exhausted import largest_below
from proofcheck.strategies.shapes import architectures

KINDS_OF_B = {"positive-definite": ("admissible", 1), "negative-definite": ("admissible", -1)}
KINDS_OF_B["indefinite"] = ("indefinite", 1)
SMALL = architectures(depth=(2, 3), widths=(1, 2))


@dataclass(frozen=True)
class Wanted:
    """What a critical point has to be."""

    shapes: st.SearchStrategy[Architecture]
    functions: st.SearchStrategy[Activation]
    D_zero: bool
    B: str | Matrix | None
    directions: int
    direction: Directions
    negative: int | None
    where: str
    digits: int

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of the conditions."""
        return (
            "critical point",
            *(("D = 0",) if self.D_zero else ()),
            *((f"B {self.B}",) if isinstance(self.B, str) else ()),
            *(("B prescribed",) if isinstance(self.B, tuple) else ()),
            *(("degenerate",) if self.directions else ()),
            *((f"{self.directions} flat directions",) if self.directions > 1 else ()),
            *(("nondegenerate",) if self.negative is not None and not self.directions else ()),
            *((f"{self.negative} negative directions",) if self.negative else ()),
            *(("local minimum",) if self.negative == 0 and not self.directions else ()),
            self.where,
        )

    def layers(self, architecture: Architecture) -> list[int]:
        """Return the hidden layers in which a neuron can have the wanted B."""
        least, most = (2 if self.B == "indefinite" else 1), None
        if isinstance(self.B, tuple):
            least = most = len(self.B)
        sizes = {layer: architecture.sources(layer) for layer in architecture.hidden_layers}
        return [k for k, size in sizes.items() if least <= size and most in (None, size)]

    def count_layers(self, architecture: Architecture) -> int:
        """Return the number of these layers."""
        return len(self.layers(architecture))

    def most_negative(self, architecture: Architecture) -> int:
        """Return a bound of the negative eigenvalues of H.

        L is convex in the output weights, and H d = 0 along the flat directions, which are
        independent below: on the span of both d'H d is not negative.
        """
        return hidden_size(architecture) - self.directions


def check_counts(wanted: Wanted) -> None:
    """Raise InputError where few shapes are there, and none of them has what is wanted."""
    negative, flat = wanted.negative or 0, wanted.directions
    if flat > 1 and not wanted.direction:
        _check_count("degenerate", flat, wanted.shapes, most_directions)
    if negative and negative + flat > 1:
        _check_count("negative", negative, wanted.shapes, wanted.most_negative)
    if wanted.B is not None and not largest_below(wanted.shapes, wanted.count_layers, 1):
        size = "2 or more" if isinstance(wanted.B, str) else str(len(wanted.B))
        raise refused_wish(
            "shapes",
            f"no neuron with {size} incoming parameters",
            f"shapes with a hidden neuron of {size}, the size of B",
            "write shapes=hypothesis.strategies.just(...), or another B",
        )


def _check_count(
    what: str,
    wanted: int,
    shapes: st.SearchStrategy[Architecture],
    most: Callable[[Architecture], int],
) -> None:
    found = largest_below(shapes, most, wanted)
    if found < wanted:
        admissible = f"at most {found} for these shapes"
        repair = f"write {what}={found}, or larger shapes"
        raise refused_wish(what, str(wanted), admissible, repair)


def directions_of(given: Sequence[Any] | None) -> Directions:
    """Return chosen directions as a tuple of them, exact; one direction may be given alone.

    Raises:
        InputError: it is no list with entries, or not of exact numbers.

    >>> directions_of([1, "1/2"])
    ((Fraction(1, 1), Fraction(1, 2)),)
    """
    if given is None:
        return ()
    given = listed(given, "direction")
    several = isinstance(given[0], Sequence) and not isinstance(given[0], str)
    return tuple(tuple(map(exact, d)) for d in (given if several else [given]))


def wanted_B(B: str | Sequence[Sequence[object]] | None) -> str | Matrix | None:
    """Return the wish for B: a known kind, or the rows of an exact symmetric matrix.

    Raises:
        InputError: it is none of these.

    >>> wanted_B([[1, "1/2"], ["1/2", 3]])[0]
    (Fraction(1, 1), Fraction(1, 2))
    """
    if B is None or (isinstance(B, str) and B in KINDS_OF_B):
        return B
    rows = () if isinstance(B, str) else tuple(_row(row) for row in listed(B, "B"))
    size = len(rows)
    if size and all(len(row) == size for row in rows) and rows == tuple(zip(*rows, strict=True)):
        return rows
    raise refused_wish("B", shown(B), f"{', '.join(KINDS_OF_B)}, or an exact symmetric matrix")


def _row(row: Any) -> tuple[Any, ...]:
    return tuple(map(exact, listed(row, "B")))


def refused_wish(
    what: str, given: str, admissible: str, repair: str = "see `help(critical_points)`"
) -> InputError:
    """Return the refusal of a wish.

    >>> print(refused_wish("where", "nowhere", "lambda inside"))
    where of critical points: given nowhere; admissible: lambda inside; repair: see ...
    """
    return InputError(
        f"{what} of critical points",
        given=given,
        admissible=admissible,
        repair=repair,
    )
