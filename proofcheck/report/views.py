"""Views: one statement, and one finding, as the templates show it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from proofcheck.core import Evidence, Finding, Hypothesis, MutantRecord, Step
from proofcheck.core.findings import finding_evidence
from proofcheck.report.certificates import Certificate
from proofcheck.report.source import Source
from proofcheck.runner.entries import Entry
from proofcheck.runner.problems import problems


@dataclass(frozen=True)
class StepView:
    """One inference of the printed proof, with its status and the evidence beside it."""

    number: int
    step: Step
    word: str
    reason: str
    evidence: tuple[Evidence, ...]

    @property
    def form(self) -> str:
        """Which text it belongs to, in words; empty where both agree."""
        return {"literal": "as printed", "repaired": "repaired"}.get(self.step.form.value, "")

    @property
    def seconds(self) -> float:
        """How many seconds its checks took."""
        return sum(piece.seconds for piece in self.evidence)


@dataclass(frozen=True)
class FindingView:
    """A finding, and whether the stored ledger has its machine evidence."""

    entry: Entry
    finding: Finding
    word: str
    evidence: str

    @property
    def shown_by(self) -> tuple[Step, ...]:
        """The steps that show it."""
        return tuple(map(self.entry.statement.step, self.finding.shown_by))


@dataclass(frozen=True)
class StatementView:
    """One statement with everything that its page shows."""

    entry: Entry
    word: str
    literal: str | None
    steps: tuple[StepView, ...]
    findings: tuple[FindingView, ...]
    problems: tuple[str, ...]
    leaned_on_by: tuple[str, ...]
    kernel: tuple[Mapping[str, Any], ...]
    certificates: tuple[Certificate, ...]

    @property
    def id(self) -> str:
        """Its id."""
        return self.entry.statement.id

    @property
    def checked(self) -> bool:
        """Whether the ledger has a valid result."""
        return self.entry.stored is not None

    @property
    def mutants(self) -> tuple[MutantRecord, ...]:
        """What became of its mutants."""
        return self.entry.record.mutants

    def use(self, hypothesis: Hypothesis) -> str:
        """Return how a hypothesis was used, in words."""
        if not self.checked:
            return "not checked"
        if hypothesis.setting:
            return "fixed by the encoding"
        words = {True: "used", False: "not used by the derivation", None: "no derivation holds"}
        return words[self.entry.record.hypotheses_used.get(hypothesis.id)]

    def met(self, hypothesis: Hypothesis) -> str:
        """Return how many instances met a hypothesis."""
        if not self.checked or hypothesis.setting:
            return "-"
        return str(self.entry.record.hypotheses_met.get(hypothesis.id, 0))


def fate(mutant: MutantRecord) -> str:
    """Return the word for what became of a mutant.

    >>> fate(MutantRecord("sign", "step", "-"))
    'survives'
    """
    if mutant.shown_equivalent and not mutant.killed:
        return "equivalent"
    return "killed" if mutant.killed else "survives"


def statement_views(source: Source) -> Iterator[StatementView]:
    """Return the views of all encoded statements."""
    return (_view(source, entry) for entry in source.entries)


def _view(source: Source, entry: Entry) -> StatementView:
    statement, checked = entry.statement, entry.stored is not None
    literal = entry.literal.status.word if checked and entry.differs_as_printed else None
    return StatementView(
        entry=entry,
        word=source.word(entry),
        literal=literal,
        steps=tuple(_step(source, entry, n, s) for n, s in enumerate(statement.steps, start=1)),
        findings=tuple(finding_view(entry, finding) for finding in statement.findings),
        problems=tuple(p.text for p in problems((entry,))) if checked else (),
        leaned_on_by=tuple(
            e.statement.id for e in source.entries if statement.id in e.statement.uses
        ),
        kernel=tuple(source.kernel.get(statement.id, ())),
        certificates=tuple(c for c in source.certificates if statement.id in c.concerns),
    )


def _step(source: Source, entry: Entry, number: int, step: Step) -> StepView:
    if entry.stored is None:
        return StepView(number, step, source.word(entry), "", ())
    judged = entry.judged(step)
    evidence = entry.record.evidence.get(step.id, ())
    return StepView(number, step, judged.status.word, judged.reason, evidence)


def finding_view(entry: Entry, finding: Finding) -> FindingView:
    """Return the view of one finding; without machine evidence it is not reproduced."""
    if entry.stored is None:
        return FindingView(entry, finding, "not checked", "")
    if not entry.reproduced(finding):
        return FindingView(entry, finding, "not reproduced", "")
    return FindingView(entry, finding, "reproduced", finding_evidence(finding, entry.record))
