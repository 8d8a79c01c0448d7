"""One statement as text: claim, hypotheses, steps with their evidence, mutants, findings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from rich.console import RenderableType
from rich.text import Text

from proofcheck.cli.screen import coloured, heading, indented, place
from proofcheck.core import Evidence, Hypothesis, MutantRecord, Step
from proofcheck.core.findings import finding_evidence
from proofcheck.runner.entries import Entry
from proofcheck.runner.problems import problems


def statement_parts(entry: Entry) -> Iterator[RenderableType]:
    """Return everything that `show` prints."""
    yield from _title(entry)
    yield from _section("Hypotheses", (_hypothesis(entry, h) for h in entry.statement.hypotheses))
    yield heading("Steps")
    for number, step in enumerate(entry.statement.steps, start=1):
        yield from _step(entry, number, step)
    yield from _mutants(entry.record.mutants)
    yield from _findings(entry)
    yield from _section("Regions met", (f"{n}: {c}" for n, c in entry.record.regions.items()))
    yield from _section("Leans on", entry.statement.uses)
    yield from _section("Cites", entry.statement.citations())
    yield from _section("Rests on", (fact.value for fact in entry.rests_on))


def _title(entry: Entry) -> Iterator[RenderableType]:
    statement = entry.statement
    where = place(statement.page, statement.source)
    yield Text(f"{statement.id} ({where}): {statement.title}", style="bold")
    yield _status(entry)
    if entry.stored is not None:
        yield from _section("Not as it should be", (p.text for p in problems((entry,))))
    yield heading("Claim")
    yield indented(statement.claim)
    if statement.display is not None:
        yield Text(statement.display, no_wrap=True)
    if statement.repaired is not None:
        yield heading("Repaired claim")
        yield indented(statement.repaired)


def _status(entry: Entry) -> Text:
    if entry.stored is None:
        return Text("not checked; run: proofcheck check " + entry.statement.id)
    line = Text.assemble(
        "status ", coloured(entry.repaired.status.word), _reason(entry.repaired.reason)
    )
    if entry.statement.open is not None:
        line.append(f"\nopen: {entry.statement.open}")
    budget = entry.stored.budget
    run = f"{budget.examples} examples, {budget.digits} digits, seed {budget.seed}"
    line.append(f"\nas of a run with {run}")
    if entry.differs_as_printed:
        literal = entry.literal
        line.append_text(
            Text.assemble("\nas printed ", coloured(literal.status.word), _reason(literal.reason))
        )
    return line


def _reason(reason: str) -> str:
    return f": {reason}" if reason else ""


def _hypothesis(entry: Entry, hypothesis: Hypothesis) -> str:
    form = "" if hypothesis.form.value == "only" else f", {hypothesis.form.value} form"
    use = _use(entry, hypothesis)
    return f"{hypothesis.id} ({place(hypothesis.page)}{form}): {hypothesis.text} [{use}]"


def _use(entry: Entry, hypothesis: Hypothesis) -> str:
    if entry.stored is None:
        return "not checked"
    if hypothesis.setting:
        return "fixed by the encoding"
    words = {True: "used", False: "not used by the derivation", None: "no derivation holds"}
    met = entry.record.hypotheses_met.get(hypothesis.id, 0)
    return f"{words[entry.record.hypotheses_used.get(hypothesis.id)]}; met {met} times"


def _step(entry: Entry, number: int, step: Step) -> Iterator[RenderableType]:
    judged = entry.judged(step)
    form = "" if step.form.value == "only" else f", {step.form.value} form"
    yield indented(
        Text.assemble(
            f"{number}. {step.id} ({place(step.page)}{form}): ", coloured(judged.status.word)
        )
    )
    yield indented(_claim(step), 5)
    reach = f"; {step.scope.describe()}" if step.scope.instances is None else ""
    yield indented(f"{step.quantifier.value}{reach}", 5)
    if step.open is not None:
        yield indented(f"open: {step.open}", 5)
    for piece in entry.record.evidence.get(step.id, ()):
        yield indented(_evidence(step, piece), 5)


def _claim(step: Step) -> str:
    """Return the claim; where it is one of stated instances only, with their names beside it."""
    if step.scope.instances is None:
        return step.claim
    return f"{step.claim} [claimed of {step.scope.describe()}]"


def _evidence(step: Step, piece: Evidence) -> Text:
    outcome = piece.outcome
    cause = "" if outcome.cause is None else f" ({outcome.cause.value})"
    digits = f", {outcome.digits} digits" if outcome.digits else ""
    reach = "" if piece.scope == step.scope else f"; {piece.scope.describe()}"
    confirmed = f"; confirmed by {outcome.confirmed_by}" if outcome.confirmed_by else ""
    return Text.assemble(
        f"- {piece.kind.value}: ",
        coloured(piece.verdict.value),
        f"{cause}{digits}: {outcome.detail}{confirmed} [{piece.by}{reach}]",
    )


def _mutants(records: Iterable[MutantRecord]) -> Iterator[RenderableType]:
    shown = list(records)
    if shown:
        yield heading("Mutants")
    for mutant in shown:
        yield indented(f"{mutant.id} (step {mutant.step}): {mutant.change}")
        for line in _fate(mutant):
            yield indented(line, 5)


def _fate(mutant: MutantRecord) -> Iterator[str]:
    if mutant.killed and mutant.equivalent is not None:
        yield f"declared equivalent, because {mutant.equivalent}, but:"
    for kill in mutant.kills:
        yield f"- killed by {kill.by} ({kill.kind.value}): {kill.detail}"
    if mutant.shown_equivalent:
        yield f"- equivalent, because {mutant.equivalent}"
    elif not mutant.killed:
        yield "- SURVIVES" + _reason(mutant.detail)


def _findings(entry: Entry) -> Iterator[RenderableType]:
    if entry.statement.findings:
        yield heading("Findings")
    for finding in entry.statement.findings:
        state = "reproduced" if entry.reproduced(finding) else "not reproduced"
        state = "not checked" if entry.stored is None else state
        yield indented(f"{finding.id} ({place(finding.page)}): {finding.kind.value}, {state}")
        yield indented(f"place:    {finding.place}", 4)
        yield indented(f"claim:    {finding.claim}", 4)
        yield indented(f"evidence: {finding_evidence(finding, entry.record)}", 4)
        yield indented(f"repair:   {finding.repair}", 4)


def kernel_parts(rows: Iterable[Mapping[str, Any]]) -> Iterator[RenderableType]:
    """Return the Coq theorems about a statement, each with its file and status."""
    shown = list(rows)
    if shown:
        yield heading("Coq")
    for row in shown:
        tier = f" ({row['tier']})" if row["tier"] else ""
        yield indented(f"{row['library']}: {row['status']}{tier}{_reason(row['reason'])}")
        yield indented(row["says"], 5)
        yield indented(f"{row['theorem']} in {row['file']}", 5)


def _section(title: str, lines: Iterable[str]) -> Iterator[RenderableType]:
    shown = list(lines)
    if shown:
        yield heading(title)
    for line in shown:
        yield indented(line)
