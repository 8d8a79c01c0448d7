"""The ledger as text: table, findings, summary, open items, what it cites and rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from rich import box
from rich.console import RenderableType
from rich.table import Table

from proofcheck.cli.screen import coloured, heading, indented, place
from proofcheck.core import Kind, Status
from proofcheck.core.findings import finding_evidence
from proofcheck.runner.engine import Run
from proofcheck.runner.entries import Entry
from proofcheck.runner.paper import open_reasons
from proofcheck.runner.problems import Problem

STRONGEST_FIRST = tuple(sorted(Status, key=lambda status: -status.value))


def ledger_parts(
    found: tuple[Entry, ...], done: Run, missing: tuple[str, ...], wrong: tuple[Problem, ...]
) -> Iterator[RenderableType]:
    """Return everything that `check` prints."""
    yield ledger_table(found)
    yield from _findings(found)
    yield from _summary(found, done, missing)
    yield from _named("Open", (*_open_steps(found), *_open_ids(missing)))
    yield from _named(
        "Cited", sorted({f"{c} ({e.statement.id})" for e in found for c in e.statement.citations()})
    )
    yield from _named("Rests on", dict.fromkeys(fact.value for e in found for fact in e.rests_on))
    yield from _named("Not as it should be", (problem.text for problem in wrong))


def _open_steps(found: Iterable[Entry]) -> Iterator[str]:
    """Return what is recorded as open and not decided, literal steps too."""
    for entry in found:
        if entry.statement.open is not None and entry.repaired.open:
            yield f"{entry.statement.id}: {entry.statement.open}"
        for step in entry.statement.steps:
            if step.open is not None and entry.judged(step).open:
                yield f"{entry.statement.id}, step {step.id} ({step.form.value}): {step.open}"


def _open_ids(missing: tuple[str, ...]) -> Iterator[str]:
    """Return the recorded reasons of statements without a module, several ids to a line."""
    reasons = open_reasons()
    for reason in dict.fromkeys(reasons.values()):
        names = [name for name in missing if reasons.get(name) == reason]
        if names:
            yield f"{', '.join(names)}: {reason.removeprefix('open: ')}"


def ledger_table(found: Iterable[Entry]) -> Table:
    """Return the table of the ledger, one line for each statement."""
    table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0))
    for name in ("statement", "page", "status", "literal", "steps", "samples", "mutants", "time"):
        right = name in ("page", "samples", "mutants", "time")
        table.add_column(name, justify="right" if right else "left", no_wrap=name != "statement")
    for entry in found:
        literal = coloured(entry.literal.status.word) if entry.differs_as_printed else "-"
        table.add_row(
            entry.statement.id,
            str(entry.statement.page or "-"),
            coloured(entry.repaired.status.word),
            literal,
            steps_by_status(entry),
            str(samples(entry)),
            mutants_killed(entry),
            "-" if entry.stored is None else f"{entry.stored.seconds:.1f} s",
        )
    return table


def steps_by_status(entry: Entry) -> str:
    """Return how many steps have each status, in words, a status on a line."""
    counts = Counter(entry.judged(step).status for step in entry.statement.steps)
    return "\n".join(f"{counts[s]} {s.word}" for s in STRONGEST_FIRST if s in counts)


def samples(entry: Entry) -> int:
    """Return how many tests on random instances were made."""
    pieces = (piece for step in entry.record.evidence.values() for piece in step)
    return sum(piece.outcome.samples for piece in pieces if piece.kind is Kind.SAMPLED)


def mutants_killed(entry: Entry) -> str:
    """Return "killed/total"; mutants shown equivalent are not among the total."""
    records = [record for record in entry.record.mutants if not record.shown_equivalent]
    return f"{sum(record.killed for record in records)}/{len(records)}"


def _findings(found: Iterable[Entry]) -> Iterator[RenderableType]:
    pairs = [(e, f) for e in found for f in e.statement.findings if e.reproduced(f)]
    if pairs:
        yield heading(f"Findings ({len(pairs)})")
    for entry, finding in pairs:
        where = place(finding.page, entry.statement.source)
        yield indented(f"{finding.id} ({entry.statement.id}, {where}): {finding.kind.value}")
        yield indented(f"place:    {finding.place}", 4)
        yield indented(f"claim:    {finding.claim}", 4)
        yield indented(f"evidence: {finding_evidence(finding, entry.record)}", 4)
        yield indented(f"repair:   {finding.repair}", 4)


def _summary(
    found: tuple[Entry, ...], done: Run, missing: tuple[str, ...]
) -> Iterator[RenderableType]:
    yield heading("Summary")
    counts = Counter(entry.repaired.status for entry in found)
    for status in STRONGEST_FIRST:
        yield indented(f"{counts[status]:>4} {status.word}")
    if missing:
        yield indented(f"{len(missing):>4} not encoded")
    survivors = [f"{m.id} ({e.statement.id})" for e in found for m in e.survivors()]
    yield indented(f"{len(survivors):>4} surviving mutants" + "".join(f", {s}" for s in survivors))
    budget = done.budget
    settings = f"seed {budget.seed}, {budget.digits} digits, {budget.examples} examples"
    yield indented(f"{settings}; {done.elapsed:.1f} s")


def _named(title: str, lines: Iterable[str]) -> Iterator[RenderableType]:
    shown = list(lines)
    if shown:
        yield heading(title)
    for line in shown:
        yield indented(line)
