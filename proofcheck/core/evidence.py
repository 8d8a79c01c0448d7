"""Evidence: what kind, which verdict, how far it reaches. Checks return an `Outcome`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from proofcheck.core.scope import Scope
from proofcheck.core.verdict import Cause, Verdict

BY_SHAPES = "shapes"
"""What confirms that two arrays of different shapes differ: no value was compared."""


class Kind(Enum):
    """How a piece of evidence was produced, from DESIGN: never rounded up to another kind.

    >>> Kind("derived")
    <Kind.DERIVED: 'derived'>
    """

    DERIVED = "derived"
    EXACT = "exact"
    CERTIFIED = "certified"
    KERNEL = "kernel"
    SAMPLED = "sampled"
    CITED = "cited"


@dataclass(frozen=True)
class Outcome:
    """What one check found.

    Attributes:
        verdict: holds, refuted or undecided.
        detail: what was seen, in words.
        cause: why undecided; `None` for the other verdicts.
        confirmed_by: the second arithmetic or road that confirmed a refutation.
        witness: the exact instance that refutes, as JSON-ready values.
        samples: how many instances met the hypotheses and were tested.
        digits: decimal digits that the numbers were computed with; 0 for exact work.
        sides: the two sides that differ, in words, for messages.

    >>> Outcome(Verdict.UNDECIDED, "0 lies in the ball", Cause.PRECISION).cause
    <Cause.PRECISION: 'precision'>
    """

    verdict: Verdict
    detail: str = ""
    cause: Cause | None = None
    confirmed_by: str = ""
    witness: Mapping[str, Any] | None = None
    samples: int = 0
    digits: int = 0
    sides: tuple[str, str] | None = None


def holds(detail: str, *, digits: int = 0) -> Outcome:
    """Return the outcome "holds" with what was seen.

    >>> holds("residue 0").verdict
    <Verdict.HOLDS: 'holds'>
    """
    return Outcome(Verdict.HOLDS, detail, digits=digits)


def refuted(
    detail: str,
    *,
    confirmed_by: str,
    witness: Mapping[str, Any] | None = None,
    digits: int = 0,
    sides: tuple[str, str] | None = None,
) -> Outcome:
    """Return the outcome "refuted"; without a confirmation by a second road it is undecided.

    >>> refuted("1 != 2", confirmed_by="").verdict
    <Verdict.UNDECIDED: 'undecided'>
    """
    if not confirmed_by:
        return undecided(Cause.PRECISION, f"refutation without a second arithmetic: {detail}")
    return Outcome(
        Verdict.REFUTED,
        detail,
        confirmed_by=confirmed_by,
        witness=witness,
        digits=digits,
        sides=sides,
    )


def undecided(cause: Cause, detail: str) -> Outcome:
    """Return the outcome "undecided" with its cause.

    >>> undecided(Cause.PRECISION, "ball contains 0").cause
    <Cause.PRECISION: 'precision'>
    """
    return Outcome(Verdict.UNDECIDED, detail, cause)


@dataclass(frozen=True)
class Evidence:
    """One piece of evidence for one step: an outcome with its kind, scope and cost.

    >>> seen = Evidence(Kind.EXACT, holds("3/4 = 3/4"), Scope(instances=frozenset({"x = 1/2"})))
    >>> seen.verdict, seen.to_json()["scope"]
    (<Verdict.HOLDS: 'holds'>, 'exactly: x = 1/2')
    """

    kind: Kind
    outcome: Outcome
    scope: Scope
    by: str = ""
    seconds: float = field(default=0.0, compare=False)

    @property
    def verdict(self) -> Verdict:
        """The verdict of the outcome."""
        return self.outcome.verdict

    def to_json(self) -> dict[str, Any]:
        """Return the evidence as DESIGN's JSON object."""
        cause = self.outcome.cause
        return {
            "kind": self.kind.value,
            "verdict": self.verdict.value,
            "cause": None if cause is None else cause.value,
            "scope": self.scope.describe(),
            "samples": self.outcome.samples,
            "digits": self.outcome.digits,
            "detail": self.outcome.detail,
            "confirmed_by": self.outcome.confirmed_by,
            "witness": None if self.outcome.witness is None else dict(self.outcome.witness),
            "by": self.by,
            "seconds": round(self.seconds, 3),
        }
