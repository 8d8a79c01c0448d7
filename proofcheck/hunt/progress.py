"""Progress: how far a hunt is, for the line that is shown while it runs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from proofcheck.hunt.hunting import Hunting
from proofcheck.hunt.plan import families_of
from proofcheck.hunt.units import Done
from proofcheck.runner.sampling import Slice

WINDOW = 10.0
"""Seconds over which the rate is taken."""
Named = set[tuple[str, str]]
"""Names within a statement, with the statement."""


@dataclass
class Progress:
    """What was seen so far, and out of how much: of that, `None` is without end.

    `killed` are mutants of which a counterexample is known, `refuted` are claims.
    """

    units: int = 0
    repeated: int = 0
    instances: int = 0
    wanted: int | None = None
    regions: Named = field(default_factory=set)
    met: Named = field(default_factory=set)
    hypotheses: int = 0
    killed: int = 0
    mutants: int = 0
    refuted: int = 0
    seconds: float = 0.0
    recent: list[tuple[float, int]] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Instances a second in the last seconds, those of the store left out."""
        self.recent = [r for r in self.recent if r[0] > self.seconds - WINDOW]
        return sum(count for _, count in self.recent) / max(min(self.seconds, WINDOW), 0.1)

    def count(self, done: Done, seconds: float, *, new: bool) -> None:
        """Count a unit that has ended, or one that the store knew."""
        name, result = done.unit.statement, done.result
        self.units += new
        self.repeated += not new
        self.seconds = seconds
        if isinstance(result, Slice):
            instances = result.drawn or result.visited
            self.instances += instances
            self.recent += [(seconds, instances)] if new else []
            self.regions.update((name, region) for region in result.regions)
            self.met.update((name, hypothesis) for hypothesis in result.met)


def started(hunts: Mapping[str, Hunting], each: int | None) -> Progress:
    """Return the progress of a hunt that begins: nothing seen, and how much there is to see."""
    families = sum(families_of(hunting.statement) for hunting in hunts.values())
    sampled = [h.statement for h in hunts.values() if h.mode.claims and families_of(h.statement)]
    return Progress(
        wanted=each * families if each else None,
        hypotheses=sum(not h.setting for statement in sampled for h in statement.hypotheses),
        mutants=sum(len(s.mutants) for h in hunts.values() for s in h.statement.steps),
    )
