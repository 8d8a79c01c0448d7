"""The text of a hunt: a table, what was refuted, what became of each mutant, a summary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from proofcheck.hunt.campaign import Campaign
from proofcheck.hunt.report import (
    claim_messages,
    mutant_lines,
    superfluous,
    survivors,
    undecided,
    unseen,
)
from proofcheck.runner.entries import Entry

COLUMNS = "{:<{width}}{:>10}{:>9}{:>12}{:>11}"
NARROWEST = 28


def hunt_lines(campaign: Campaign, found: Sequence[Entry], folder: Path) -> Iterator[str]:
    """Return the lines that `proofcheck hunt` prints."""
    width = max((len(entry.statement.id) for entry in found), default=0)
    width = max(width + 1, NARROWEST)
    header = ("statement", "instances", "killed", "equivalent", "surviving")
    yield COLUMNS.format(*header, width=width)
    for entry in found:
        yield _row(campaign, entry, width)
    messages = list(claim_messages(campaign, found, folder))
    if messages:
        yield "\nRefuted"
        yield from messages
    doubts = list(undecided(campaign, found))
    if doubts:
        yield "\nUndecided"
        yield from (f"  {where}: {why}" for where, why in doubts)
    if campaign.plan.mode.generated:
        yield "\nMutants"
        yield from mutant_lines(campaign, found)
        yield from _possibly_superfluous(campaign, found)
    yield ""
    yield from _summary(campaign, found, len(messages))


def _row(campaign: Campaign, entry: Entry, width: int) -> str:
    mutants = entry.record.mutants
    hunting = campaign.hunts[entry.statement.id]
    instances = sum(part.drawn for part in hunting.parts.slices)
    instances += sum(part.visited for part in hunting.attacks)
    killed, alive = sum(m.killed for m in mutants), len(survivors(campaign, entry))
    equivalent = sum(m.shown_equivalent for m in mutants)
    return COLUMNS.format(entry.statement.id, instances, killed, equivalent, alive, width=width)


def _possibly_superfluous(campaign: Campaign, found: Sequence[Entry]) -> Iterator[str]:
    names = list(superfluous(campaign, found))
    if names:
        yield "\nPossibly superfluous hypotheses: no step was seen to fail without them"
        yield from (f"  {statement}, {name}: {why}" for statement, name, why in names)


def _summary(campaign: Campaign, found: Sequence[Entry], refuted: int) -> Iterator[str]:
    progress, plan = campaign.progress, campaign.plan
    mutants = [mutant for entry in found for mutant in entry.record.mutants]
    alive = sum(len(survivors(campaign, entry)) for entry in found)
    yield f"{progress.instances} instances, {refuted} claims refuted"
    yield (
        f"{sum(m.killed for m in mutants)} mutants killed, "
        f"{sum(m.shown_equivalent for m in mutants)} proved equivalent, {alive} surviving"
    )
    if unseen(campaign):
        yield f"not looked at: {', '.join(unseen(campaign))}"
    waiting = [e.statement.id for e in found if not campaign.hunts[e.statement.id].attacked]
    if waiting:
        yield f"mutants not finished in: {', '.join(waiting)}"
    ended = (
        "interrupted" if campaign.interrupted else "finished" if campaign.finished else "stopped"
    )
    again = f", {progress.repeated} units from the store" if progress.repeated else ""
    yield f"{ended} after {progress.seconds:.1f} s; seed {plan.seed}, {plan.digits} digits{again}"
