"""Campaigns: the loop that gives units to a crew, stores what comes back, and stops in time."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass

from proofcheck.core import Record
from proofcheck.hunt.cases import Case
from proofcheck.hunt.crews import Crew
from proofcheck.hunt.hunting import Hunting, resting
from proofcheck.hunt.plan import Plan, examples_each, statements_of
from proofcheck.hunt.progress import Progress, started
from proofcheck.hunt.store import Store
from proofcheck.hunt.units import Done, Unit
from proofcheck.runner.discovery import Library
from proofcheck.runner.guard import past

Tell = Callable[[Progress], None]


@dataclass
class Campaign:
    """What a hunt brought back, and how it ended."""

    plan: Plan
    hunts: Mapping[str, Hunting]
    progress: Progress
    finished: bool = False
    interrupted: bool = False
    broken: bool = False

    def records(self) -> dict[str, Record]:
        """Return the record of every statement that was looked at."""
        return {name: hunting.record() for name, hunting in self.hunts.items()}

    def cases(self) -> list[Case]:
        """Return the counterexamples, statement by statement."""
        return [
            case
            for hunting in self.hunts.values()
            for _, case in sorted(hunting.cases.items())
            if case.confirmed
        ]


def hunt(
    library: Library,
    plan: Plan,
    crew: Crew,
    store: Store,
    *,
    seconds: float | None = None,
    tell: Tell | None = None,
) -> Campaign:
    """Return what a campaign brought back; what the store knows is not done again.

    It ends when nothing is left to do, so many seconds after the crew is ready, or at an interrupt.

    Raises:
        InputError: the store cannot be written.
    """
    statements = statements_of(library, plan)
    each = examples_each(statements, plan)
    hunts = {name: Hunting(s, plan.mode, each, plan.budget) for name, s in statements.items()}
    campaign = Campaign(plan, hunts, started(hunts, each))
    loop = _Loop(campaign, crew, store, tell)
    try:
        loop.run(seconds)
    except KeyboardInterrupt:
        campaign.interrupted = True
    except BrokenProcessPool:
        campaign.broken = True
    finally:
        crew.close()
    campaign.finished = resting(hunts)
    return campaign


class _Loop:
    def __init__(self, campaign: Campaign, crew: Crew, store: Store, tell: Tell | None) -> None:
        self.campaign, self.crew, self.store = campaign, crew, store
        self.tell = tell
        self.running = 0
        self.started = time.monotonic()
        self._turns = self._in_turn()

    def run(self, seconds: float | None) -> None:
        self.crew.prepare()
        self.started = time.monotonic()
        until = None if seconds is None else self.started + seconds
        while not past(until):
            self._fill()
            if not self.running:
                return
            for done in self.crew.finished(until):
                self.running -= 1
                self._take(done, new=True)

    def _fill(self) -> None:
        """Give the crew as much as it can take; what the store knows is taken at once."""
        while self.running < self.crew.places:
            unit = next(self._turns)
            if unit is None:
                return
            known = self.store.known(unit)
            if known is not None:
                self._take(known, new=False)
            else:
                self.crew.submit(unit)
                self.running += 1

    def _in_turn(self) -> Iterator[Unit | None]:
        """Return units of all statements in turn, `None` when no statement has any."""
        while True:
            asked = False
            for hunting in self.campaign.hunts.values():
                unit = hunting.ask()
                if unit is not None:
                    asked = True
                    yield unit
            if not asked:
                yield None

    def _take(self, done: Done, *, new: bool) -> None:
        if new:
            self.store.add(done)
        progress, hunting = self.campaign.progress, self.campaign.hunts[done.unit.statement]
        killed, refuted = hunting.killed, hunting.refuted
        hunting.take(done)
        progress.killed += hunting.killed - killed
        progress.refuted += hunting.refuted - refuted
        while hunting.fresh:
            self.store.keep(hunting.fresh.pop())
        progress.count(done, time.monotonic() - self.started, new=new)
        if self.tell is not None:
            self.tell(progress)
