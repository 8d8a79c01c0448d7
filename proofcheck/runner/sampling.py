"""Sampling: a slice of the random instances of a statement, through its checks and its mutants."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from proofcheck.core import Budget, Family, Kill, Kind, Outcome, Statement, Verdict, undecided
from proofcheck.core.verdict import Cause
from proofcheck.runner.guard import TimeUp, describe, guarded, past, time_limit
from proofcheck.runner.pairs import Pair, pairs_of
from proofcheck.search.choices import SeededChoices


@dataclass
class Tally:
    """What one sampled check saw: instances tested, undecided or not meeting the hypotheses."""

    tested: int = 0
    undecided: int = 0
    first_undecided: tuple[int, Outcome] | None = None
    refuted: tuple[int, Outcome] | None = None
    unmet: Counter[str] = field(default_factory=Counter)
    seconds: float = 0.0


@dataclass(frozen=True, order=True)
class Hit:
    """A mutant refuted on an instance: its number, then the place of the pair in the order."""

    instance: int
    pair: int
    detail: str = field(compare=False)
    confirmed_by: str = field(default="", compare=False)

    def kill(self, pair: Pair) -> Kill:
        """Return what it says about the mutant of the pair that it belongs to."""
        return Kill(Kind.SAMPLED, pair.earns, self.detail, self.confirmed_by)


@dataclass
class Slice:
    """What the instances start, start + 1, ... showed; as many as were visited in time."""

    start: int
    visited: int = 0
    drawn: int = 0
    met: Counter[str] = field(default_factory=Counter)
    regions: Counter[str] = field(default_factory=Counter)
    tallies: dict[int, Tally] = field(default_factory=dict)
    hits: list[Hit] = field(default_factory=list)
    doubts: dict[int, str] = field(default_factory=dict)
    """Why a mutant stayed undecided on the first instance on which it did."""
    held: set[int] = field(default_factory=set)
    """The pairs of a mutant and a check that held on it on some instance."""


@dataclass(frozen=True)
class Drawn:
    """An instance with what the sampler asks of it, or the reason why it could not be drawn."""

    region: str
    instance: Any = None
    met: Mapping[str, Verdict] = field(default_factory=dict)
    labels: frozenset[str] = frozenset()
    failure: str = ""


def sample(
    statement: Statement,
    budget: Budget,
    start: int,
    stop: int,
    until: float | None = None,
    *,
    wanted: Callable[[Pair], bool] = lambda _: True,
    alive: Alive | None = None,
) -> Slice:
    """Return what the instances from start to stop (excluded) of every family showed.

    Only the wanted pairs are tested; `alive` says which mutants earlier instances have left.
    """
    sampler = _Sampler(statement, budget, until, wanted, alive or Alive())
    result = Slice(start)
    for index in range(start, stop):
        if past(until) or not sampler.visit(index, result):
            break
        result.visited += 1
    return result


class Alive:
    """Which pairs of mutant and check still have something to show.

    A mutant is done when a sampled check has killed it, but every check of a step gets the chance
    to kill one mutant by comparing values: evidence that was never seen to fail does not count.
    """

    def __init__(self, dead: Iterable[str] = (), proven: Iterable[tuple[str, str]] = ()) -> None:
        self._dead: set[str] = set(dead)
        self._proven: set[tuple[str, str]] = set(proven)
        self._done: set[tuple[str, str, str]] = set()

    def known(self) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
        """Return the dead mutants, and the checks that were seen to fail, in order."""
        return tuple(sorted(self._dead)), tuple(sorted(self._proven))

    def wants(self, pair: Pair) -> bool:
        """Return whether the pair has to be tested."""
        if pair.mutant is None or (pair.mutant.id, pair.step.id, pair.name) in self._done:
            return False
        proven = not pair.own or (pair.step.id, pair.name) in self._proven
        return not (pair.mutant.id in self._dead and proven)

    def killed(self, pair: Pair, kill: Kill) -> None:
        """Record that the check of the pair refuted its mutant."""
        if pair.mutant is not None:
            self._dead.add(pair.mutant.id)
            self._done.add((pair.mutant.id, pair.step.id, pair.name))
            if kill.compared:
                self._proven.add((pair.step.id, kill.by))


class _Sampler:
    def __init__(
        self,
        statement: Statement,
        budget: Budget,
        until: float | None,
        wanted: Callable[[Pair], bool],
        alive: Alive,
    ) -> None:
        self.hypotheses = [h.id for h in statement.hypotheses if not h.setting]
        self.pairs = [(n, p) for n, p in enumerate(pairs_of(statement)) if wanted(p)]
        self.families = tuple(dict.fromkeys(pair.check.family for _, pair in self.pairs))
        self.own = {p.check.family for _, p in self.pairs if p.own and p.mutant is None}
        self.budget, self.until = budget, until
        self.alive = alive

    def visit(self, index: int, result: Slice) -> bool:
        """Test instance number `index` of each family; return whether time sufficed."""
        for family in self.families:
            pairs = [(n, p) for n, p in self.pairs if p.check.family == family]
            if family not in self.own and not any(self.alive.wants(p) for _, p in pairs):
                continue
            drawn = draw(family, index, self.budget, self.hypotheses, self.until)
            if drawn is None or not self._test(index, drawn, pairs, result):
                return False
            if family in self.own:
                _count(drawn, result)
        return True

    def _test(
        self, index: int, drawn: Drawn, pairs: Iterable[tuple[int, Pair]], result: Slice
    ) -> bool:
        for number, pair in pairs:
            if pair.mutant is None:
                tally = result.tallies.setdefault(number, Tally())
                if not _test_claim(index, drawn, pair, tally, self.until):
                    return False
            elif self.alive.wants(pair) and not _skipped(drawn, pair):
                outcome = _outcome(drawn, pair, self.until)
                if outcome.cause is Cause.TIME:
                    return False
                if outcome.verdict is Verdict.HOLDS:
                    result.held.add(number)
                elif outcome.verdict is Verdict.UNDECIDED:
                    result.doubts.setdefault(number, outcome.detail)
                elif outcome.verdict is Verdict.REFUTED:
                    detail = f"example {index} ({drawn.region}): {outcome.detail}"
                    hit = Hit(index, number, detail, outcome.confirmed_by)
                    self.alive.killed(pair, hit.kill(pair))
                    result.hits.append(hit)
        return True


def draw(
    family: Family, index: int, budget: Budget, hypotheses: list[str], until: float | None
) -> Drawn | None:
    """Return instance number `index` of a family; `None` when time ran out."""
    region = family.regions[index % len(family.regions)]
    try:
        with time_limit(until):
            choices = SeededChoices(budget.seed, family.name, index)
            instance = family.draw(choices, region, budget.digits)
            met = {name: instance.met[name] for name in hypotheses if name in instance.met}
            return Drawn(region, instance, met, _labels(instance))
    except TimeUp:
        return None
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return Drawn(region, failure=describe(error))


def _labels(instance: Any) -> frozenset[str]:
    labels = frozenset(instance.labels)
    if not all(isinstance(label, str) for label in labels):
        raise TypeError(f"labels are texts, not {sorted(map(repr, labels))}")
    return labels


def _count(drawn: Drawn, result: Slice) -> None:
    result.drawn += 1
    result.regions.update(sorted(drawn.labels) or [drawn.region])
    result.met.update(name for name, met in drawn.met.items() if met is Verdict.HOLDS)


def _test_claim(index: int, drawn: Drawn, pair: Pair, tally: Tally, until: float | None) -> bool:
    if tally.refuted is not None or not pair.looks_at(drawn.labels | {drawn.region}):
        return True
    if _skipped(drawn, pair):
        tally.unmet.update(pair.unmet(drawn.met))
        return True
    started = time.perf_counter()
    outcome = _outcome(drawn, pair, until)
    tally.seconds += time.perf_counter() - started
    if outcome.cause is Cause.TIME:
        return False
    _tell(index, outcome, tally)
    return True


def _tell(index: int, outcome: Outcome, tally: Tally) -> None:
    tally.tested += 1
    if outcome.verdict is Verdict.REFUTED:
        tally.refuted = (index, outcome)
    elif outcome.verdict is Verdict.UNDECIDED:
        tally.undecided += 1
        tally.first_undecided = tally.first_undecided or (index, outcome)


def _skipped(drawn: Drawn, pair: Pair) -> bool:
    if not pair.looks_at(drawn.labels | {drawn.region}):
        return True
    if drawn.failure:
        return False
    return bool(pair.unmet(drawn.met)) or pair.adds_nothing(drawn.met)


def _outcome(drawn: Drawn, pair: Pair, until: float | None) -> Outcome:
    if drawn.failure:
        return undecided(Cause.NOT_APPLICABLE, f"no instance could be drawn: {drawn.failure}")
    return guarded(lambda: _tested(drawn, pair), until)


def _tested(drawn: Drawn, pair: Pair) -> Outcome:
    outcome = pair.check.test(drawn.instance, pair.claim())
    if pair.mutant is not None or not isinstance(outcome, Outcome):
        return outcome
    if outcome.verdict is not Verdict.REFUTED:
        return outcome
    return replace(outcome, witness=drawn.instance.to_json())
