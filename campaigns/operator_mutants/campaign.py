"""The campaign: every chosen mutant climbs the ladder of its file until a rung notices it."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from campaigns.operator_mutants.copies import copy_of, snapshot
from campaigns.operator_mutants.ladder import Rung, Seen, ladder, look
from campaigns.operator_mutants.mutants import OperatorMutant
from campaigns.operator_mutants.operators import apply

LIMIT_OF_BASELINE = 1200.0


class BaselineError(Exception):
    """The unmutated sources do not pass a rung that has to notice mutants."""


OUT_OF_TIME = "out of time"


@dataclass(frozen=True)
class Result:
    """What became of one mutant: the rung that noticed it and how, or neither.

    A mutant that no rung noticed, and that made one run out of time, is neither killed nor does
    it survive: `how` says so.
    """

    mutant: OperatorMutant
    killed_by: str
    how: str
    seconds: float

    @property
    def killed(self) -> bool:
        """Whether a rung noticed."""
        return bool(self.killed_by)

    @property
    def out_of_time(self) -> bool:
        """Whether no rung noticed, and one did not end."""
        return not self.killed and self.how == OUT_OF_TIME


class Campaign:
    """One snapshot of the sources, with what every rung says of it unmutated."""

    def __init__(self, sources: Path) -> None:
        self.sources = sources
        self._baseline: dict[Rung, Seen] = {}
        self._ladders: dict[str, tuple[Rung, ...]] = {}
        self._locks: dict[Rung, threading.Lock] = {}

    def evaluate(self, mutant: OperatorMutant) -> Result:
        """Return which rung notices a mutant, each rung in the same fresh copy.

        Raises:
            BaselineError: the unmutated sources fail.
        """
        seconds, how = 0.0, ""
        with copy_of(self.sources) as copy:
            path = copy / mutant.file
            path.write_bytes(apply(path.read_bytes(), mutant.edit))
            for rung in self.rungs(mutant.file):
                before = self.baseline(rung)
                after = look(rung, copy, limit(before))
                seconds += after.seconds
                if noticed := difference(before, after):
                    return Result(mutant, rung.name, noticed, seconds)
                how = OUT_OF_TIME if after.status is None else how
        return Result(mutant, "", how, seconds)

    def rungs(self, file: str) -> tuple[Rung, ...]:
        """Return the ladder of a file."""
        if file not in self._ladders:
            self._ladders[file] = ladder(self.sources, file)
        return self._ladders[file]

    def baseline(self, rung: Rung) -> Seen:
        """Return what a rung says of the unmutated sources, run once for the whole campaign.

        Raises:
            BaselineError: doctests or tests fail, or `check` does not get to its ledger.
        """
        with self._locks.setdefault(rung, threading.Lock()):
            if rung not in self._baseline:
                with copy_of(self.sources) as copy:
                    self._baseline[rung] = _accepted(rung, look(rung, copy, LIMIT_OF_BASELINE))
            return self._baseline[rung]


def limit(before: Seen) -> float:
    """Return the processor seconds that a mutant is given, from what the unmutated sources took."""
    return 4 * before.seconds + 30


def difference(before: Seen, after: Seen) -> str:
    """Return what a rung noticed, or nothing; its exit status comes first.

    A rung that does not end in time has noticed nothing.
    """
    if after.status is None:
        return ""
    if after.status != before.status:
        return f"exit status {after.status}"
    return "ledger" if after.ledger != before.ledger else ""


@contextmanager
def campaign_of(root: Path) -> Iterator[Campaign]:
    """Return a campaign on a snapshot of the sources below a root."""
    with tempfile.TemporaryDirectory(prefix="operator-mutants-") as directory:
        snapshot(root, Path(directory))
        yield Campaign(Path(directory))


def run_campaign(
    campaign: Campaign,
    mutants: Sequence[OperatorMutant],
    jobs: int,
    tell: Callable[[Result], None] = lambda _: None,
) -> list[Result]:
    """Return the results in the order of the mutants, several mutants at a time.

    Raises:
        BaselineError: the unmutated sources fail.
    """
    with ThreadPoolExecutor(jobs) as pool:
        waiting = [pool.submit(campaign.evaluate, mutant) for mutant in mutants]
        try:
            for future in as_completed(waiting):
                tell(future.result())
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
        return [future.result() for future in waiting]


def _accepted(rung: Rung, seen: Seen) -> Seen:
    usual = (0, 1, 3) if rung.name.startswith("check") else (0,)
    if seen.status not in usual or (rung.by_ledger and seen.ledger is None):
        raise BaselineError(f"unmutated, {rung.name} ends with {seen.status}:\n{seen.output}")
    return seen
