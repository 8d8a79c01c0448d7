"""Entries of the ledger: what a statement's record amounts to, with everything it leans on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from proofcheck.core import (
    Cause,
    Evidence,
    Finding,
    Form,
    Judged,
    MutantRecord,
    Record,
    Statement,
    Status,
    Step,
    Textbook,
    undecided,
)
from proofcheck.core.findings import blind, reproduces
from proofcheck.core.ledger import inherited_textbook, judge_all, judge_step
from proofcheck.runner.discovery import Library
from proofcheck.runner.naming import named_checks
from proofcheck.runner.paper import paper_ids
from proofcheck.runner.store import Stored


@dataclass(frozen=True)
class Entry:
    """One statement of the ledger; `stored` is `None` where it was not checked.

    >>> step = Step("sum", "1 + 1 = 2", page=1, checks=())
    >>> library = Library({"my-sum": Statement("my-sum", "A sum", 1, "1 + 1 = 2", (step,))})
    >>> (entry,) = entries(library, {}, ["my-sum"])
    >>> entry.judged(step).status.word, entry.stored, entry.survivors()
    ('undecided', None, ())
    """

    statement: Statement
    stored: Stored | None
    record: Record
    repaired: Judged
    literal: Judged
    rests_on: tuple[Textbook, ...]

    def judged(self, step: Step) -> Judged:
        """Return the status of one of its steps."""
        return judge_step(step, self.record)

    @property
    def differs_as_printed(self) -> bool:
        """Whether the printed text has a status of its own.

        It has where a step is printed otherwise than it should be; and a statement of the paper has
        where only the printed form of something that it leans on fails.
        """
        inherited = self.statement.id in paper_ids() and self.literal.status != self.repaired.status
        return self.statement.has_literal_form or inherited

    def survivors(self) -> tuple[MutantRecord, ...]:
        """Return the mutants that nothing killed and nothing showed equivalent."""
        return tuple(mutant for mutant in self.record.mutants if mutant.survives)

    def reproduced(self, finding: Finding) -> bool:
        """Return whether the machine evidence of a finding is there."""
        return reproduces(self.statement, finding, self.record)

    def blind(self, finding: Finding) -> tuple[str, ...]:
        """Return the refuted steps of a finding whose checks may refute everything."""
        refuted = all(
            self.judged(self.statement.step(step)).status is Status.REFUTED
            for step in finding.shown_by
        )
        return blind(self.statement, finding, self.record) if refuted else ()


Kernel = Mapping[str, Mapping[str, tuple[Evidence, ...]]]
"""What a proof assistant's kernel accepted: statement id, step id, evidence."""


def entries(
    library: Library,
    results: Mapping[str, Stored],
    ids: Iterable[str],
    kernel: Kernel | None = None,
) -> tuple[Entry, ...]:
    """Return the ledger's entries for these statements, judged with all that they lean on.

    `kernel` is evidence that no check of this run produced.

    >>> from proofcheck.core import Budget, Citation, holds, scope
    >>> cited = Citation("Nitta 2017", scope())
    >>> step = Step("s", "a", page=1, checks=(cited,))
    >>> library = Library({"old": Statement("old", "Old", 1, "a", (step,))})
    >>> known = Record({"s": (Evidence(cited.kind, holds("believed"), scope()),)})
    >>> result = Stored(known, Budget(50, 0, 0), seconds=0.1)
    >>> [entries(library, kept, ["old"])[0].repaired.status.word for kept in ({"old": result}, {})]
    ['cited', 'undecided']
    """
    statements = library.statements
    records = {
        name: with_kernel(
            results[name].record if name in results else not_checked(statement),
            (kernel or {}).get(name, {}),
        )
        for name, statement in statements.items()
    }
    repaired = judge_all(statements, records, Form.REPAIRED)
    literal = judge_all(statements, records, Form.LITERAL)
    return tuple(
        Entry(
            statement=statements[name],
            stored=results.get(name),
            record=records[name],
            repaired=repaired[name],
            literal=literal[name],
            rests_on=inherited_textbook(statements, name),
        )
        for name in ids
    )


def with_kernel(record: Record, evidence: Mapping[str, tuple[Evidence, ...]]) -> Record:
    """Return a record with a kernel's evidence added to the steps that it has.

    >>> from proofcheck.core import Kind, holds, scope
    >>> accepted = Evidence(Kind.KERNEL, holds("Coq accepts it"), scope())
    >>> both = with_kernel(Record({"s": ()}), {"s": (accepted,), "unknown": (accepted,)})
    >>> both.evidence["s"][0].kind, "unknown" in both.evidence
    (<Kind.KERNEL: 'kernel'>, False)
    """
    added = {step: (*pieces, *evidence.get(step, ())) for step, pieces in record.evidence.items()}
    return replace(record, evidence=added)


def not_checked(statement: Statement) -> Record:
    """Return the record of a statement whose checks have not run: everything is undecided.

    >>> from proofcheck.core import Citation, scope
    >>> step = Step("s", "a", page=1, checks=(Citation("Nitta 2017", scope()),))
    >>> not_checked(Statement("old", "Old", 1, "a", (step,))).evidence["s"][0].outcome.detail
    'not checked'
    """
    outcome = undecided(Cause.TIME, "not checked")
    return Record(
        {
            step.id: tuple(
                Evidence(check.kind, outcome, check.scope, name)
                for name, check in named_checks(step)
            )
            for step in statement.steps
        }
    )
