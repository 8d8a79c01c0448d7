"""What a claim is: which Coq theorem says what, of which statement of the paper."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from proofcheck.core import Scope, Verdict, scope
from proofcheck.export.body import Data

ALL, C1, C2 = scope(), scope("C1"), scope("C2")


@dataclass(frozen=True)
class Claim:
    """One claim for Coq's kernel.

    Attributes:
        id: name of the claim.
        statement: id of the statement that it belongs to.
        page: printed page.
        says: the theorem in words.
        theorem: name of the library theorem.
        file: library file, without the suffix.
        steps: steps of the statement that it settles.
        scope: for which networks the theorem holds.
        verdict: whether the theorem is the steps' claim, or its negation.
        data: makes the data of a claim about an instance.
        words: further library files with definitions that the statement uses.
    """

    id: str
    statement: str
    page: int
    says: str
    theorem: str
    file: str
    steps: tuple[str, ...] = ()
    scope: Scope = field(default_factory=Scope)
    verdict: Verdict = Verdict.HOLDS
    data: Callable[[], Data] | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotExported:
    """A claim without a Coq theorem, with the reason."""

    id: str
    statement: str
    page: int
    reason: str
