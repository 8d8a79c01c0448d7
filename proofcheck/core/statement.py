"""Statements: hypotheses, claim, the steps of the proof, mutants and findings; all of it data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from proofcheck.core.checks import Check, Citation, Sampling
from proofcheck.core.errors import StatementError
from proofcheck.core.exactness import read_only, refuse_float
from proofcheck.core.forms import FindingKind, Form, Quantifier
from proofcheck.core.parts import (
    choices_and_parts,
    known,
    refuse_blank,
    refuse_items_in,
    refuse_wrong,
    refuse_wrong_id,
    refuse_wrong_items,
    some,
    unique,
)
from proofcheck.core.pretty import statement_html, statement_latex, statement_line
from proofcheck.core.reach import can_show_anything
from proofcheck.core.scope import Scope
from proofcheck.core.textbook import Textbook


@dataclass(frozen=True)
class Hypothesis:
    """A hypothesis of the statement.

    `setting` marks what the encoding itself fixes (two networks that differ by one neuron, say):
    such a hypothesis is used by every derivation and has no verdict on instances.

    >>> Hypothesis("square", "x is a square", page=5).form
    <Form.ONLY: 'only'>
    """

    id: str
    text: str
    page: int
    form: Form = Form.ONLY
    setting: bool = False

    def __post_init__(self) -> None:
        refuse_wrong(self, id=str, text=str, page=int, form=Form, setting=bool)


@dataclass(frozen=True)
class Mutant:
    """A false variant of a step's claim that the step's own checks have to refute.

    Attributes:
        id: name within the statement.
        change: what was changed, in words.
        mutate: claim -> wrong claim.
        equivalent: why the changed claim is true after all; the checks must then hold on it.
        drops: the hypothesis that is dropped, if the change is that.
        checks: other checks to kill it with, where the step's own cannot see a dropped hypothesis.

    >>> Mutant("sign", "x + 1 in place of x - 1", lambda claim: -claim).mutate(3)
    -3
    """

    id: str
    change: str
    mutate: Callable[[Any], Any] = lambda claim: claim
    equivalent: str | None = None
    drops: str | None = None
    checks: tuple[Check, ...] = ()

    def __post_init__(self) -> None:
        refuse_wrong(self, id=str, change=str, equivalent=str | None, drops=str | None)
        refuse_wrong(self, mutate=Callable)  # type: ignore[arg-type]
        refuse_wrong_items(self, checks=Check)


@dataclass(frozen=True)
class Step:
    """One inference of the proof, with the checks that give it evidence.

    Attributes:
        id: name within the statement.
        claim: the inference in words and symbols.
        page: printed page.
        checks: ways to get evidence; the ledger takes the strongest that holds.
        form: literal (as printed), repaired, or only (both texts agree).
        quantifier: universal claims need evidence whose scope contains `scope`.
        scope: what the claim speaks about.
        formula: the claim as an object that checks evaluate and mutants replace.
        mutants: false variants of `formula`.
        requires: hypothesis ids that instances must meet; by default all of the step's form.
        open: why the step is not decided yet, where that is known and accepted.
        choices: parts of `formula` (or "part.change") that claim nothing new, each with the reason.

    >>> Step("sum", "1 + 1 = 2", page=1, checks=()).quantifier
    <Quantifier.UNIVERSAL: 'universal'>
    """

    id: str
    claim: str
    page: int
    checks: tuple[Check, ...]
    form: Form = Form.ONLY
    quantifier: Quantifier = Quantifier.UNIVERSAL
    scope: Scope = field(default_factory=Scope)
    formula: Any = None
    mutants: tuple[Mutant, ...] = ()
    requires: tuple[str, ...] | None = None
    open: str | None = None
    choices: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        refuse_wrong(self, id=str, claim=str, page=int, scope=Scope, open=str | None)
        refuse_wrong(self, form=Form, quantifier=Quantifier, choices=Mapping)
        refuse_wrong_items(self, checks=Check, mutants=Mutant)
        refuse_blank(self, "open")
        refuse_float(f"formula of the step {self.id}", self.formula)
        object.__setattr__(self, "formula", read_only(self.formula))
        if self.requires is not None:
            refuse_wrong_items(self, requires=str)

    def named_checks(self) -> list[tuple[str, Check]]:
        """Return the checks with names that differ, whatever their kinds are."""
        named: dict[str, Check] = {}
        for check in self.checks:
            before = sum(c.kind is check.kind and c.name == check.name for c in named.values())
            name = f"{check.name} #{before + 1}" if before else check.name
            while name in named:
                name += f" ({check.kind.value})"
            named[name] = check
        return list(named.items())


@dataclass(frozen=True)
class Finding:
    """A slip of the printed text, shown by the machine, with its repair.

    `place` says where on the page it stands, so that an editor finds it: "eq. (1)", "Lemma 12,
    third line", "proof of Theorem 9, line below the display".

    It reproduces when every step of `shown_by` is refuted, or, for a superfluous hypothesis, when
    those steps are settled by a derivation that did not use `unused`, or, for `holds=True`, when
    those steps (which then say what is wrong) hold. A refutation counts if its check is seen not to
    refute everything: its function holds on another step, or it names a witness.

    >>> Finding("sum", FindingKind.MISPRINT, 1, "l. 2", "1 + 1 = 3", ("printed",), repair="2").holds
    False
    """

    id: str
    kind: FindingKind
    page: int
    place: str
    claim: str
    shown_by: tuple[str, ...]
    repair: str
    repaired_by: tuple[str, ...] = ()
    unused: str | None = None
    holds: bool = False

    def __post_init__(self) -> None:
        refuse_wrong(self, id=str, kind=FindingKind, page=int, place=str, claim=str, repair=str)
        refuse_wrong(self, holds=bool, unused=str | None)
        refuse_blank(self, "place")
        refuse_wrong_items(self, shown_by=str, repaired_by=str)
        superfluous = self.kind is FindingKind.SUPERFLUOUS_HYPOTHESIS and not self.holds
        if self.unused is not None and not superfluous:
            raise StatementError(
                f"`unused` of the finding {self.id}",
                given=f"{self.unused!r} with the kind {self.kind.value}, holds={self.holds}",
                admissible="a hypothesis that is superfluous, and then no `holds`",
                repair="leave `unused` away, or write FindingKind.SUPERFLUOUS_HYPOTHESIS",
            )


@dataclass(frozen=True)
class Statement:
    """One statement of a paper, with everything needed to re-check it.

    Attributes:
        id: as in the list of statements, for example "lemma-12".
        title: short name.
        page: printed page of the statement; 0 where the text has no pages.
        claim: the statement in our own words and symbols.
        steps: inferences of the proof, in order.
        hypotheses: what is assumed.
        uses: ids of statements that the proof leans on.
        rests_on: textbook facts of the closed list.
        findings: slips of the printed text.
        repaired: the repaired claim in words, where the printed one fails.
        display: the claim's formulas laid out in lines, printed as they stand.
        open: why it may stay undecided where it leans on a statement that is recorded as open.
        source: the text that it is from, where that is not the paper.
        latex: the formulas of the printed claim in LaTeX, one string for each display.
        latex_repaired: those of the repaired claim, where they differ.

    >>> sum_of_two = Step("sum", "1 + 1 = 2", page=1, checks=())
    >>> Statement("my-sum", "A sum", 1, "1 + 1 = 2", (sum_of_two,)).step("sum").claim
    '1 + 1 = 2'
    """

    id: str
    title: str
    page: int
    claim: str
    steps: tuple[Step, ...]
    hypotheses: tuple[Hypothesis, ...] = ()
    uses: tuple[str, ...] = ()
    rests_on: tuple[Textbook, ...] = ()
    findings: tuple[Finding, ...] = ()
    repaired: str | None = None
    display: str | None = None
    open: str | None = None
    source: str | None = None
    latex: tuple[str, ...] = ()
    latex_repaired: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        refuse_wrong_id(self)
        refuse_wrong(self, title=str, page=int, claim=str, open=str | None)
        refuse_wrong(self, repaired=str | None, display=str | None, source=str | None)
        refuse_blank(self, "open")
        refuse_wrong_items(self, steps=Step, hypotheses=Hypothesis, uses=str)
        refuse_wrong_items(self, rests_on=Textbook, findings=Finding)
        refuse_wrong_items(self, latex=str, latex_repaired=str)
        steps = unique("step", self.id, (step.id for step in self.steps))
        hypotheses = unique("hypothesis", self.id, (h.id for h in self.hypotheses))
        unique("mutant", self.id, (m.id for step in self.steps for m in step.mutants))
        unique("finding", self.id, (finding.id for finding in self.findings))
        unique("used statement", self.id, self.uses)
        printed = {step.id for step in self.steps if step.form is Form.LITERAL}
        for finding in self.findings:
            known("step of a finding", finding.shown_by + finding.repaired_by, steps)
            refuse_items_in(printed, finding, "repaired_by")
            known("unused hypothesis of a finding", some(finding.unused), hypotheses)
        for step in self.steps:
            of_its_form = {h.id for h in self.hypotheses if h.form in (Form.ONLY, step.form)}
            known("required hypothesis", step.requires or (), of_its_form)
            _refuse_out_of_reach(self.id, step)
            known("part of a formula that is a choice", *choices_and_parts(step))
            for mutant in step.mutants:
                known("dropped hypothesis of a mutant", some(mutant.drops), hypotheses)
        if not self.steps:
            raise StatementError(
                f"steps of {self.id}",
                given="none",
                admissible="at least one step",
                repair="write the claim itself as a step; without checks it stays undecided",
            )

    _repr_html_, _repr_latex_, __repr__ = statement_html, statement_latex, statement_line

    @property
    def has_literal_form(self) -> bool:
        """Whether the printed text and the repaired one differ."""
        return any(step.form is not Form.ONLY for step in self.steps)

    def step(self, step_id: str) -> Step:
        """Return the step with this id.

        Raises:
            StatementError: there is none.
        """
        known("step", (step_id,), {step.id for step in self.steps})
        return next(step for step in self.steps if step.id == step_id)

    def required(self, step: Step) -> tuple[str, ...]:
        """Return the ids of the hypotheses that an instance must meet to speak about the step."""
        ids = step.requires
        return tuple(
            h.id
            for h in self.hypotheses
            if not h.setting and (h.form in (Form.ONLY, step.form) if ids is None else h.id in ids)
        )

    def families(self) -> tuple[str, ...]:
        """Return the names of the instance families that the steps are sampled on."""
        checks = (check for step in self.steps for check in step.checks)
        return tuple(dict.fromkeys(c.family.name for c in checks if isinstance(c, Sampling)))

    def citations(self) -> tuple[str, ...]:
        """Return the references of the research results that steps cite."""
        checks = (check for step in self.steps for check in step.checks)
        return tuple(check.reference for check in checks if isinstance(check, Citation))


def _refuse_out_of_reach(statement: str, step: Step) -> None:
    existential = step.quantifier is Quantifier.EXISTENTIAL
    for check in step.checks:
        reaches = can_show_anything(check.kind, check.scope, step.scope, existential=existential)
        if isinstance(check, Sampling) and not reaches:
            raise StatementError(
                f"scope of the sampled check {check.name} in step {step.id} of {statement}",
                given=f"{check.scope.describe()}, where the step claims {step.scope.describe()}",
                admissible="a scope that contains the step's, or, for a universal step, lies in it",
                repair="write what both speak about; `only` names regions, and narrows no scope",
            )
