"""Three-valued verdicts. They have no truth value, so `if verdict:` is an error, not a guess."""

from __future__ import annotations

from enum import Enum


class Verdict(Enum):
    """What a check found: it holds, it is refuted, or the machine could not decide.

    >>> bool(Verdict.HOLDS)
    Traceback (most recent call last):
        ...
    TypeError: a verdict has no truth value; compare it: `verdict is Verdict.HOLDS`
    """

    HOLDS = "holds"
    REFUTED = "refuted"
    UNDECIDED = "undecided"

    def __bool__(self) -> bool:
        raise TypeError("a verdict has no truth value; compare it: `verdict is Verdict.HOLDS`")


class Cause(Enum):
    """Why a check stayed undecided.

    >>> Cause("vacuous")
    <Cause.VACUOUS: 'vacuous'>
    """

    VACUOUS = "vacuous"
    TIME = "time"
    PRECISION = "precision"
    NOT_ENCODED = "not-encoded"
    NOT_APPLICABLE = "not-applicable"


def all_of(*verdicts: Verdict) -> Verdict:
    """Return the conjunction: refuted if any is, else undecided if any is, else holds.

    >>> all_of(Verdict.HOLDS, Verdict.UNDECIDED)
    <Verdict.UNDECIDED: 'undecided'>
    """
    for verdict in (Verdict.REFUTED, Verdict.UNDECIDED):
        if verdict in verdicts:
            return verdict
    return Verdict.HOLDS
