"""Putting slices of samples together, so that the result does not depend on how they were cut."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from proofcheck.core import Budget, Cause, Kill, Outcome, holds, undecided
from proofcheck.runner.guard import time_ran_out
from proofcheck.runner.pairs import Pair
from proofcheck.runner.sampling import Alive, Hit, Slice, Tally


def total(slices: Iterable[Slice], number: int) -> Tally:
    """Return what the claim pair `number` saw up to its first refutation, slices in order."""
    whole = Tally()
    for tally in (part.tallies.get(number, Tally()) for part in slices):
        if whole.refuted is None:
            _add(whole, tally)
        whole.seconds += tally.seconds
    return whole


def _add(whole: Tally, tally: Tally) -> None:
    whole.tested += tally.tested
    whole.undecided += tally.undecided
    whole.unmet.update(tally.unmet)
    whole.first_undecided = whole.first_undecided or tally.first_undecided
    whole.refuted = tally.refuted


def sampled_outcome(tally: Tally, budget: Budget, cut: bool) -> Outcome:
    """Return the outcome of a sampled check: a refutation wins, then whatever stayed undecided."""
    outcome = _decided(tally, budget) if tally.refuted or not cut else time_ran_out()
    return replace(outcome, samples=tally.tested, digits=budget.digits)


def _decided(tally: Tally, budget: Budget) -> Outcome:
    if tally.refuted is not None:
        index, outcome = tally.refuted
        return replace(outcome, detail=f"example {index}: {outcome.detail}")
    if tally.tested == 0:
        return undecided(Cause.VACUOUS, _why_none(tally, budget))
    if tally.first_undecided is not None:
        index, outcome = tally.first_undecided
        count = f"{tally.undecided} of {tally.tested} instances stayed undecided"
        cause = outcome.cause or Cause.NOT_APPLICABLE
        return undecided(cause, f"{count}, first example {index}: {outcome.detail}")
    return holds(f"no counterexample among {tally.tested} instances")


def _why_none(tally: Tally, budget: Budget) -> str:
    if budget.examples == 0:
        return "0 examples asked for"
    if not tally.unmet:
        return "no instance lay in the regions of this check"
    names = ", ".join(sorted(tally.unmet))
    return f"no instance met the hypotheses; not met: {names}"


def kept_kills(pairs: list[Pair], slices: Iterable[Slice]) -> Mapping[str, list[Kill]]:
    """Return the kills of each mutant that one single slice would have made."""
    alive, kills = Alive(), dict[str, list[Kill]]()
    families = {f: n for n, f in enumerate(dict.fromkeys(pair.check.family for pair in pairs))}

    def visited(hit: Hit) -> tuple[int, int, int]:
        return hit.instance, families[pairs[hit.pair].check.family], hit.pair

    for hit in sorted((hit for part in slices for hit in part.hits), key=visited):
        pair = pairs[hit.pair]
        if pair.mutant is not None and alive.wants(pair):
            kill = hit.kill(pair)
            alive.killed(pair, kill)
            kills.setdefault(pair.mutant.id, []).append(kill)
    return kills
