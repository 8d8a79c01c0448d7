"""Records: everything that the checks of one statement brought back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from proofcheck.core.evidence import BY_SHAPES, Evidence, Kind


@dataclass(frozen=True)
class Kill:
    """The refutation of a mutant by one check: its kind and name, what it saw, who confirmed.

    >>> Kill(Kind.EXACT, "count", "2 != 3", "by hand").compared, Kill(
    ...     Kind.EXACT, "count", "shapes (1,) and (2,)", BY_SHAPES
    ... ).compared
    (True, False)
    """

    kind: Kind
    by: str
    detail: str = ""
    confirmed_by: str = ""

    @property
    def compared(self) -> bool:
        """Whether values were compared: a mutant of another shape shows nothing about them."""
        return self.confirmed_by != BY_SHAPES


@dataclass(frozen=True)
class MutantRecord:
    """What became of one mutant: which checks refuted it, and by what.

    >>> survivor = MutantRecord("sign", "sum", "1 - 1")
    >>> survivor.killed, survivor.survives
    (False, True)
    """

    id: str
    step: str
    change: str
    kills: tuple[Kill, ...] = ()
    equivalent: str | None = None
    shown_equivalent: bool = False
    detail: str = ""

    @property
    def killed(self) -> bool:
        """Whether any check refuted it."""
        return bool(self.kills)

    @property
    def survives(self) -> bool:
        """Whether nothing killed it and nothing showed it equivalent."""
        return not self.killed and not self.shown_equivalent

    def to_json(self) -> dict[str, Any]:
        """Return the record as DESIGN's JSON object."""
        return {
            "id": self.id,
            "step": self.step,
            "change": self.change,
            "killed": self.killed,
            "equivalent": self.equivalent if self.shown_equivalent else None,
            "by": "; ".join(f"{k.kind.value}: {k.by}: {k.detail}" for k in self.kills),
            "detail": self.detail,
        }


@dataclass(frozen=True)
class Record:
    """Everything the checks of one statement brought back.

    >>> Record({"sum": ()}, regions={"lambda = 1/2": 3}).regions["lambda = 1/2"]
    3
    """

    evidence: Mapping[str, tuple[Evidence, ...]]
    mutants: tuple[MutantRecord, ...] = ()
    hypotheses_met: Mapping[str, int] = field(default_factory=dict)
    hypotheses_used: Mapping[str, bool | None] = field(default_factory=dict)
    regions: Mapping[str, int] = field(default_factory=dict)
