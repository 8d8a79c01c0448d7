"""Nodes of the tree that pytest shows: file, statement, step, and items that are run."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from proofcheck.core import (
    Budget,
    Citation,
    Form,
    Mutant,
    Outcome,
    ProofcheckError,
    Statement,
    Step,
    Verdict,
)
from proofcheck.plugin.work import can_replay, run_case, run_check, run_mutant
from proofcheck.runner.loading import ModuleRef, load

CASES = ("cases", ".proofcheck/cases")
"""Where stored counterexamples lie: in the folder of the module, in the one above, at the root."""


class NotShownError(Exception):
    """A check did not show what it should; the text says why."""


class TheoremFile(pytest.File):
    """A theorem module."""

    def collect(self) -> Iterator[pytest.Collector]:
        """Return its statements."""
        try:
            statements = load(ModuleRef(self.path))
        except ProofcheckError as error:
            raise self.CollectError(str(error)) from error
        for statement in statements:
            yield StatementNode.of(self, statement.id, statement=statement, among=statements)


class _Node(pytest.Collector):
    """A node that carries a part of a theorem module."""

    @classmethod
    def of(cls, parent: pytest.Collector, name: str, **parts: Any) -> _Node:
        """Return the node of a name with its parts as attributes."""
        node: _Node = cls.from_parent(parent, name=name)
        vars(node).update(parts)
        return node


class StatementNode(_Node):
    """One statement."""

    statement: Statement
    among: tuple[Statement, ...]

    def collect(self) -> Iterator[pytest.Item | pytest.Collector]:
        """Return its steps, then its stored counterexamples."""
        for step in self.statement.steps:
            yield StepNode.of(self, step.id, statement=self.statement, step=step)
        for path in _cases(self.path.parent, self.config.rootpath, self.statement.id):
            yield CaseItem.of(self, f"case[{path.stem}]", among=self.among, case=path)


class StepNode(_Node):
    """One step."""

    statement: Statement
    step: Step

    def collect(self) -> Iterator[pytest.Item]:
        """Return its checks, then its mutants."""
        parts = {"statement": self.statement, "step": self.step}
        for number, (name, _) in enumerate(self.step.named_checks()):
            yield CheckItem.of(self, name, number=number, **parts)
        for mutant in self.step.mutants:
            yield MutantItem.of(self, f"mutant[{mutant.id}]", mutant=mutant, **parts)


class _Item(pytest.Item):
    """An item that carries a part of a theorem module."""

    statement: Statement
    step: Step

    @classmethod
    def of(cls, parent: pytest.Collector, name: str, **parts: Any) -> _Item:
        """Return the item of a name with its parts as attributes."""
        item: _Item = cls.from_parent(parent, name=name)
        vars(item).update(parts)
        return item

    @property
    def budget(self) -> Budget:
        """What the command line allows."""
        option = self.config.option
        return Budget(option.proofcheck_digits, option.proofcheck_examples, option.proofcheck_seed)

    def repr_failure(self, excinfo: Any, style: Any = None) -> Any:
        """Return the reason in words; an error of another kind with its traceback."""
        if isinstance(excinfo.value, (NotShownError, ProofcheckError)):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, None, str]:
        """Return the file and the name under which pytest reports."""
        return self.path, None, self.nodeid.partition("::")[2]


class CheckItem(_Item):
    """One check of one step, run on its claim."""

    number: int

    def runtest(self) -> None:
        """Pass where the check holds; otherwise say why not."""
        check = self.step.checks[self.number]
        if isinstance(check, Citation):
            pytest.skip(f"cited: {check.reference}")
        outcome = run_check(self.statement, self.step, self.number, self.budget)
        recorded = self._recorded(outcome)
        if recorded:
            pytest.xfail(f"{recorded}: {outcome.detail}")
        if outcome.verdict is not Verdict.HOLDS or self._finding():
            raise NotShownError(described(self, outcome))

    def _recorded(self, outcome: Outcome) -> str:
        """Return why it need not hold, as the module records it; "" if it does not."""
        if outcome.verdict is Verdict.UNDECIDED and self.step.open is not None:
            return f"open: {self.step.open}"
        if outcome.verdict is Verdict.HOLDS or self.step.form is not Form.LITERAL:
            return ""
        finding = self._finding()
        return f"as printed, {outcome.verdict.value}" + (finding and f", see finding {finding}")

    def _finding(self) -> str:
        """Return the finding that says this very check refutes the printed text; "" if none."""
        only = self.step.form is Form.LITERAL and len(self.step.checks) == 1
        findings = (f for f in self.statement.findings if not f.holds and f.unused is None)
        return next((f.id for f in findings if only and self.step.id in f.shown_by), "")


class MutantItem(_Item):
    """One false variant of a claim, which has to be refuted."""

    mutant: Mutant

    def runtest(self) -> None:
        """Pass where the mutant is killed, or shown equivalent if that is what is said of it."""
        outcome = run_mutant(self.statement, self.step, self.mutant, self.budget)
        wanted = Verdict.REFUTED if self.mutant.equivalent is None else Verdict.HOLDS
        if outcome.verdict is wanted:
            return
        if outcome.verdict is Verdict.UNDECIDED and self.step.open is not None:
            pytest.xfail(f"open: {self.step.open}")
        fate = "survives" if wanted is Verdict.REFUTED else "is not shown equivalent"
        raise NotShownError(
            f"mutant {self.mutant.id} ({self.mutant.change}) {fate}\n{outcome.detail}"
        )


class CaseItem(_Item):
    """One stored counterexample."""

    among: tuple[Statement, ...]
    case: Path

    def runtest(self) -> None:
        """Pass where a mutant's counterexample reproduces, and a claim's no longer does."""
        if not can_replay():
            pytest.skip("this installation cannot replay counterexamples")
        outcome, data = run_case(self.among, self.case)
        of_claim = data.get("mutant") is None and data.get("form") != Form.LITERAL.value
        if (outcome.verdict is Verdict.REFUTED) is of_claim:
            raise NotShownError(
                f"{data['statement']}: {'a' if of_claim else 'no'} counterexample to "
                f"{data.get('mutant') or data['step']}: {outcome.detail}\n"
                f"replay       proofcheck replay {self.case.as_posix()}"
            )


def described(item: CheckItem, outcome: Outcome) -> str:
    """Return a verdict as the fields of a message, the counterexample among them."""
    lines = [f"{item.statement.id} {outcome.verdict.value.upper()}: step {item.step.id}"]
    lines.append(f"claim        {item.step.claim}   p. {item.step.page}")
    lines.append(f"found        {outcome.detail}")
    if outcome.verdict is Verdict.HOLDS:
        lines.append("expected     a refutation: the finding does not reproduce")
    if outcome.cause is not None:
        lines.append(f"cause        {outcome.cause.value}")
    if outcome.witness is not None:
        lines.append(f"case         {json.dumps(dict(outcome.witness), default=str)}")
    if outcome.confirmed_by:
        lines.append(f"confirmed    {outcome.confirmed_by}")
    return "\n".join(lines)


def _cases(folder: Path, root: Path, statement: str) -> Iterator[Path]:
    places = dict.fromkeys(base / name for base in (folder, folder.parent, root) for name in CASES)
    for place in places:
        yield from sorted((place / statement).glob("*.json"))
