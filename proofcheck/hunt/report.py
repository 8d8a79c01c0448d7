"""The report of a hunt: text, JSON, and the exit status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from proofcheck.core import (
    Budget,
    Cause,
    Evidence,
    Form,
    MutantRecord,
    Sampling,
    Step,
    Verdict,
)
from proofcheck.core.ledger import may_refute
from proofcheck.hunt.campaign import Campaign
from proofcheck.hunt.cases import Case
from proofcheck.hunt.changes import spelled
from proofcheck.hunt.hunting import Hunting
from proofcheck.hunt.messages import message, summary
from proofcheck.hunt.plan import ROUNDS
from proofcheck.runner.discovery import Library
from proofcheck.runner.entries import Entry, entries
from proofcheck.runner.naming import named_checks
from proofcheck.runner.output import run_to_json
from proofcheck.runner.problems import REFUTED, UNDECIDED
from proofcheck.runner.store import Stored


def entries_of(
    library: Library, campaign: Campaign, stored: dict[str, Stored]
) -> tuple[Entry, ...]:
    """Return the ledger's entries for what was hunted; `stored` is what is known of the rest."""
    plan, found = campaign.plan, dict(stored)
    for name, record in campaign.records().items():
        visited = sum(part.visited for part in campaign.hunts[name].parts.slices)
        budget = Budget(plan.digits, visited, plan.seed)
        found[name] = Stored(record, budget, campaign.hunts[name].parts.seconds)
    statements = {**library.statements, **{n: h.statement for n, h in campaign.hunts.items()}}
    return entries(Library(statements, library.modules), found, plan.ids)


def hunt_to_json(campaign: Campaign, found: tuple[Entry, ...]) -> dict[str, Any]:
    """Return the object of `check --json` for what was hunted, with the counterexamples."""
    progress = campaign.progress
    data = run_to_json(found, campaign.plan.budget, progress.seconds, ())
    counts = Counter(
        _state(m, campaign.hunts[e.statement.id].attacked) for e in found for m in e.record.mutants
    )
    return {
        **data,
        "examples": progress.instances,
        "finished": campaign.finished,
        "mutant_counts": {name: counts[name] for name in STATES},
        "not_looked_at": unseen(campaign),
        "superfluous": [list(pair) for pair in superfluous(campaign, found)],
        "left_alone": left_alone(campaign),
        "counterexamples": [{"hash": c.hash, **c.data} for c in campaign.cases()],
    }


STATES = ("killed", "equivalent", "surviving", "not finished")


def _state(mutant: MutantRecord, attacked: bool) -> str:
    if mutant.survives:
        return "surviving" if attacked else "not finished"
    return "killed" if mutant.killed else "equivalent"


def exit_status(campaign: Campaign, found: Iterable[Entry]) -> int:
    """Return 1 if a repaired claim is refuted, 3 if a mutant survives or a sample is undecided.

    A mutant that is refuted although its module declares it to be true is status 3 as well.

    What the budget of a hunt left out is no reason, unless that is all of a statement; that no
    instance of many met the hypotheses is.
    """
    statuses = {UNDECIDED if unseen(campaign) else 0}
    for entry in found:
        statuses.update(status for status, _, _ in _problems(campaign, entry))
        if survivors(campaign, entry) or falsely_declared(entry):
            statuses.add(UNDECIDED)
    return REFUTED if REFUTED in statuses else max(statuses)


def unseen(campaign: Campaign) -> list[str]:
    """Return the statements at which the hunt did not look before it ended."""
    return [name for name, hunting in campaign.hunts.items() if not hunting.seen]


def undecided(campaign: Campaign, found: Iterable[Entry]) -> Iterator[tuple[str, str]]:
    """Return what stayed undecided although it was looked at: where, and why."""
    for entry in found:
        for status, step, piece in _problems(campaign, entry):
            if status == UNDECIDED:
                yield f"{entry.statement.id}, step {step.id}, {piece.by}", piece.outcome.detail


def _problems(campaign: Campaign, entry: Entry) -> Iterator[tuple[int, Step, Evidence]]:
    hunting = campaign.hunts[entry.statement.id]
    for step in entry.statement.steps:
        for piece in entry.record.evidence.get(step.id, ()):
            status = _status_of(step, piece)
            if not status and _met_nothing(hunting, step, piece):
                status = UNDECIDED
            if status:
                yield status, step, piece


def _met_nothing(hunting: Hunting, step: Step, piece: Evidence) -> bool:
    """Return whether a check looked for instances in every region, and not one was of use."""
    if piece.outcome.cause is not Cause.VACUOUS or step.open or step.form is Form.LITERAL:
        return False
    visited = sum(part.visited for part in hunting.parts.slices)
    return any(
        visited >= ROUNDS * len(check.family.regions)
        for name, check in named_checks(step)
        if isinstance(check, Sampling) and name == piece.by
    )


def _status_of(step: Step, piece: Evidence) -> int:
    if step.form is Form.LITERAL:
        return 0
    if piece.verdict is Verdict.REFUTED:
        return REFUTED if may_refute(step, piece) else UNDECIDED
    sampled = piece.outcome.samples and piece.verdict is Verdict.UNDECIDED
    return UNDECIDED if sampled and step.open is None else 0


def survivors(campaign: Campaign, entry: Entry) -> tuple[MutantRecord, ...]:
    """Return the mutants of a statement that have met everything and survived."""
    if not campaign.hunts[entry.statement.id].attacked:
        return ()
    return entry.survivors()


def falsely_declared(entry: Entry) -> tuple[MutantRecord, ...]:
    """Return the mutants that a module declares to be true, and that were refuted all the same."""
    return tuple(m for m in entry.record.mutants if m.killed and m.equivalent is not None)


def superfluous(campaign: Campaign, found: Iterable[Entry]) -> Iterator[tuple[str, str, str]]:
    """Return hypotheses that no step was seen to need: statement, id, and the derivations' opinion.

    A hypothesis that was not dropped anywhere is not among them, nor one of a statement whose
    mutants have not met everything yet.
    """
    attacked = (e for e in found if campaign.hunts[e.statement.id].attacked)
    for entry in attacked:
        for hypothesis in entry.statement.hypotheses:
            tried = _drops(entry, hypothesis.id)
            if tried and not any(mutant.killed for mutant in tried):
                open_steps = [mutant.step for mutant in tried if mutant.survives]
                yield entry.statement.id, hypothesis.id, _opinion(open_steps)


def _drops(entry: Entry, hypothesis: str) -> list[MutantRecord]:
    steps = entry.statement.steps
    drops = {m.id for step in steps for m in step.mutants if m.drops == hypothesis}
    return [mutant for mutant in entry.record.mutants if mutant.id in drops]


def _opinion(open_steps: list[str]) -> str:
    if not open_steps:
        return "every step's derivation holds without it"
    return f"no derivation holds without it in: {', '.join(dict.fromkeys(open_steps))}"


def left_alone(campaign: Campaign) -> list[dict[str, str]]:
    """Return the parts of formulas that are left alone, and the changes, with the reasons.

    A change is left alone where its module declares it to be true, no proof reads the part, and no
    instance refutes it.
    """
    return [
        {"statement": name, "step": step.id, "part": part, "reason": reason}
        for name, hunting in campaign.hunts.items()
        for step in hunting.statement.steps
        for part, reason in step.choices.items()
        if not _is_judged(hunting, step.id, part)
    ]


def _is_judged(hunting: Hunting, step: str, choice: str) -> bool:
    part, _, change = choice.partition(".")
    name = f"{step}/{spelled(part)}/{change}"
    return bool(change) and any(mutant.id == name for mutant in hunting.record().mutants)


def _without_a_case(campaign: Campaign, found: Iterable[Entry]) -> Iterator[str]:
    """Return what was refuted, and not written down before the end, or not refuted once more."""
    for entry in found:
        cases = campaign.hunts[entry.statement.id].cases
        for step in entry.statement.steps:
            for piece in entry.record.evidence.get(step.id, ()):
                case = cases.get(f"{step.id} {piece.by}")
                if _status_of(step, piece) == REFUTED and not (case and case.confirmed):
                    yield (
                        f"{entry.statement.id} REFUTED: step {step.id}: {piece.outcome.detail}\n"
                        f"  expected     {step.claim}; p. {step.page}\n"
                        f"{_why_no_case(case, piece)}"
                    )


def _why_no_case(case: Case | None, piece: Evidence) -> str:
    if case is None:
        return (
            f"  case         not written down yet; {piece.by} found it\n"
            "  check first  the hunt with --resume"
        )
    if "choices" not in case.data:
        return f"  case         {case.data['detail']}"
    return (
        f"  case         {piece.by} did not refute it once more, with the same choices and with\n"
        "               twice the digits\n"
        "  check first  that neither drawing nor checking depends on chance or on few digits"
    )


def mutant_lines(campaign: Campaign, found: Iterable[Entry]) -> Iterator[str]:
    """Return one line for each mutant: what became of it, and its smallest counterexample."""
    for entry in found:
        hunting = campaign.hunts[entry.statement.id]
        for mutant in entry.record.mutants:
            case = hunting.cases.get(mutant.id)
            if mutant.survives and not hunting.attacked:
                yield f"  {entry.statement.id} {mutant.id}: not finished"
            else:
                yield f"  {entry.statement.id} {_mutant_line(mutant, case)}"


def _mutant_line(mutant: MutantRecord, case: Case | None) -> str:
    if mutant.killed:
        kill = mutant.kills[0]
        seen = summary(case.data) if case is not None and case.confirmed else kill.detail
        declared = "" if mutant.equivalent is None else f"DECLARED TRUE ({mutant.equivalent}), but "
        return f"{mutant.id}: {declared}killed, {kill.kind.value} by {kill.by}: {seen}"
    if mutant.survives:
        return f"{mutant.id}: SURVIVES ({mutant.change}) {mutant.detail}"
    return f"{mutant.id}: equivalent: {mutant.equivalent}"


def claim_messages(campaign: Campaign, found: Iterable[Entry], folder: Path) -> Iterator[str]:
    """Return the message of every counterexample to a claim, those without a case included."""
    yield from _without_a_case(campaign, found)
    for case in campaign.cases():
        if case.data["mutant"] is None and case.data["form"] != Form.LITERAL.value:
            path = folder / case.data["statement"] / f"{case.hash}.json"
            yield message(case.data, path.as_posix())
