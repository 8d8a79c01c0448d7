"""The five statuses, and what came of judging a step or a statement."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from proofcheck.core.verdict import Cause


class Status(IntEnum):
    """The status of a step or statement, ordered from weakest to strongest.

    >>> min(Status.SETTLED, Status.UNDECIDED).word
    'undecided'
    >>> bool(Status.SETTLED)
    Traceback (most recent call last):
        ...
    TypeError: a status has no truth value; compare it: `status is Status.SETTLED`
    """

    REFUTED = 0
    UNDECIDED = 1
    CITED = 2
    SAMPLED = 3
    SETTLED = 4

    @property
    def word(self) -> str:
        """The status as the ledger prints it."""
        return self.name.lower()

    def __bool__(self) -> bool:
        raise TypeError("a status has no truth value; compare it: `status is Status.SETTLED`")


@dataclass(frozen=True)
class Judged:
    """A status with its reason; `open` where every undecided part is recorded as open.

    >>> Judged(Status.UNDECIDED, "sum: 0 lies in the ball", Cause.PRECISION).status.word
    'undecided'
    """

    status: Status
    reason: str = ""
    cause: Cause | None = None
    open: bool = False
