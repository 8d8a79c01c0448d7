"""One suite over all statements: what holds holds for a reason, and what is false is refuted."""

import json
import re
from pathlib import Path

import pytest
from registry import (
    BUDGET,
    FEW,
    MANY,
    all_statements,
    alone,
    always,
    judged,
    library,
    never_decides,
    quick,
    record_of,
    recorded,
    steps,
)

from proofcheck.core import (
    Assumptions,
    Citation,
    Computation,
    Derivation,
    Form,
    Kind,
    Quantifier,
    Sampling,
    Status,
    Verdict,
    holds,
)
from proofcheck.core.findings import reproduces
from proofcheck.core.ledger import judge_step, topological
from proofcheck.runner.codec import record_to_json
from proofcheck.runner.engine import run
from proofcheck.runner.naming import may_assume, named_checks
from proofcheck.runner.paper import paper_ids

STATEMENTS = pytest.mark.parametrize("statement", all_statements(), ids=lambda s: s.id)
QUICK = pytest.mark.parametrize("statement", quick(), ids=lambda s: s.id)


def of_steps(pairs):
    return pytest.mark.parametrize(
        ("statement", "step"), pairs, ids=[f"{s.id}-{step.id}" for s, step in pairs]
    )


QUICK_STEPS = of_steps(steps(quick()))
LITERAL = of_steps([(s, t) for s, t in steps(quick()) if t.form is Form.LITERAL])


def is_belief(step):
    """Whether nothing but the literature speaks for the step."""
    return all(isinstance(check, Citation) for check in step.checks)


def is_to_be_settled(statement, step):
    """Whether the text that holds has this step, and it is neither believed nor conjectured."""
    stands = step.form is not Form.LITERAL and not is_belief(step)
    return stands and "conjecture" not in statement.id


SETTLED = of_steps([(s, t) for s, t in steps(quick()) if is_to_be_settled(s, t)])
BELIEVED: set[tuple[str, str]] = set()
"""Steps that nothing but the literature speaks for."""


@STATEMENTS
def test_ids_are_the_papers_or_marked_as_ours(statement):
    assert statement.id in paper_ids() or statement.id.startswith("beyond-")
    assert re.fullmatch(r"[a-z]+(-[a-z0-9]+)+", statement.id)


@STATEMENTS
def test_every_page_is_a_page_of_the_paper(statement):
    placed = (statement, *statement.steps, *statement.hypotheses, *statement.findings)
    assert all(isinstance(part.page, int) and 1 <= part.page <= 34 for part in placed)


@STATEMENTS
def test_what_it_leans_on_exists_and_nothing_is_circular(statement):
    known = {*library().statements, *paper_ids()}
    assert set(statement.uses) <= known - {statement.id}
    assert statement.id in topological(library().statements)


@STATEMENTS
def test_every_step_has_a_check_or_is_recorded_as_open(statement):
    for step in statement.steps:
        assert step.checks or step.open, step.id
        assert step.claim.strip(), step.id


@STATEMENTS
def test_no_step_rests_on_belief_alone_without_saying_so(statement):
    for step in statement.steps:
        believed = is_belief(step) and step.checks and not step.open
        assert not believed or (statement.id, step.id) in BELIEVED, step.id
        cites = any(isinstance(c, Citation) for c in step.checks)
        assert not cites or statement.citations(), step.id


def test_belief_alone_is_listed():
    found = {(s.id, t.id) for s, t in steps(all_statements()) if t.checks and is_belief(t)}
    assert found == BELIEVED


@STATEMENTS
def test_checks_that_can_fail_have_something_to_fail_on(statement):
    for step in (t for t in statement.steps if t.form is not Form.LITERAL):
        if any(isinstance(c, Derivation | Sampling) for c in step.checks):
            assert any(m.equivalent is None for m in step.mutants), step.id


@STATEMENTS
def test_scopes_of_proofs_reach_the_claim(statement):
    """Evidence that settles must speak of everything that the step speaks of."""
    for step in statement.steps:
        proving = [c for c in step.checks if isinstance(c, Derivation | Computation)]
        if proving and not step.open and step.quantifier is Quantifier.UNIVERSAL:
            assert any(c.scope.contains(step.scope) for c in proving), step.id


@STATEMENTS
def test_every_finding_says_what_shows_it_and_what_repairs_it(statement):
    for finding in statement.findings:
        assert finding.shown_by
        assert finding.repair.strip()
        assert finding.claim.strip()


@QUICK_STEPS
def test_literal_steps_are_refuted_or_open_and_the_others_stand(statement, step):
    status = judge_step(step, recorded(statement.id))
    if step.open:
        assert status.open or status.status > Status.UNDECIDED
    elif step.form is Form.LITERAL:
        assert status.status is Status.REFUTED, status.reason
    elif is_belief(step):
        assert status.status is Status.CITED
    elif "conjecture" in statement.id:
        assert status.status is Status.SAMPLED, status.reason
    else:
        assert status.status is Status.SETTLED, status.reason


@QUICK
def test_all_findings_reproduce(statement):
    for finding in statement.findings:
        assert reproduces(statement, finding, recorded(statement.id)), finding.id


@QUICK
def test_all_mutants_die_or_are_shown_equivalent(statement):
    survivors = [m.id for m in recorded(statement.id).mutants if m.survives]
    assert survivors == []


@QUICK
def test_every_derived_and_sampled_check_kills_a_mutant(statement):
    mutants = recorded(statement.id).mutants
    kills = {(m.step, kill.kind, kill.by) for m in mutants for kill in m.kills}
    names = {
        (step.id, check.kind, name)
        for step in statement.steps
        if is_to_be_settled(statement, step)
        for name, check in named_checks(step)
        if isinstance(check, Derivation | Sampling)
    }
    assert names - kills == set()


@QUICK
def test_every_hypothesis_is_used_dropped_by_a_mutant_or_reported_as_superfluous(statement):
    used = recorded(statement.id).hypotheses_used
    dropped = {m.drops for step in statement.steps for m in step.mutants}
    unused = {f.unused for f in statement.findings}
    required = {h for step in statement.steps for h in step.requires or ()}
    for h in statement.hypotheses:
        literal_only = h.form is Form.LITERAL
        accounted = h.setting or used.get(h.id) or h.id in dropped | unused | required
        assert accounted or literal_only, h.id


@QUICK
def test_no_sampled_check_is_vacuous_or_cut_short(statement):
    for step in (t for t in statement.steps if t.form is not Form.LITERAL):
        for piece in recorded(statement.id).evidence[step.id]:
            if piece.kind is Kind.SAMPLED:
                assert piece.verdict is Verdict.HOLDS, (piece.by, piece.outcome.detail)
                assert piece.outcome.samples > 0


@SETTLED
def test_a_step_whose_checks_never_decide_is_not_settled(statement, step):
    mute = alone(statement, step, checks=tuple(map(never_decides, step.checks)))
    status = judged(mute, record_of(mute, FEW))
    assert status.status is Status.UNDECIDED


@SETTLED
def test_a_derivation_that_cannot_fail_settles_nothing(statement, step):
    """Every derivation replaced by one that always holds: it kills no mutant, so it is worthless.

    Where another kind of check keeps its evidence the step may be sampled, never settled.
    """
    if not any(isinstance(c, Derivation) for c in step.checks):
        pytest.skip("no derivation in this step")
    checks = tuple(
        Derivation(always(holds("of course")), c.scope) if isinstance(c, Derivation) else c
        for c in step.checks
        if isinstance(c, Derivation | Sampling)
    )
    credulous = alone(statement, step, checks=checks)
    assert judged(credulous, record_of(credulous, FEW)).status < Status.SETTLED


@SETTLED
def test_no_mutant_of_a_formula_settles_its_step(statement, step):
    """The claim itself replaced by each false variant: derivations must not prove it."""
    proving = [c for c in step.checks if isinstance(c, Derivation)]
    for mutant in (m for m in step.mutants if m.equivalent is None and not m.checks):
        if not proving:
            continue
        outcomes = []
        for check in proving:
            assume = Assumptions(may_assume(statement, step) - {mutant.drops})
            outcomes.append(check.run(mutant.mutate(step.formula), assume).verdict)
        sampled = any(isinstance(c, Sampling) for c in step.checks)
        assert Verdict.REFUTED in outcomes or sampled, mutant.id
        if Verdict.REFUTED not in outcomes:
            wrong = alone(statement, step, formula=mutant.mutate(step.formula), mutants=())
            found = (judged(wrong, record_of(wrong, budget)).status for budget in (BUDGET, MANY))
            assert Status.REFUTED in found, mutant.id


@QUICK
def test_hypotheses_met_are_counted_and_regions_are_reached(statement):
    record = recorded(statement.id)
    families = [c.family for t in statement.steps for c in t.checks if isinstance(c, Sampling)]
    for family in families:
        for region in family.regions[:8]:
            assert record.regions.get(region, 0) > 0
    for h in statement.hypotheses:
        assert h.setting or record.hypotheses_met[h.id] >= 0


def plain(value):
    """The record without its seconds."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items() if k != "seconds"}
    return [plain(v) for v in value] if isinstance(value, list) else value


LONG_RUNS = (
    "theorem-9",
    "lemma-a1",
    "lemma-12",
    "lemma-17",
    "lemma-19",
    "theorem-4",
    "theorem-5",
    "theorem-8",
    "beyond-constant-loss-start",
    "beyond-constant-loss-deep",
)


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param(s, marks=[pytest.mark.campaign] if s.id in LONG_RUNS else [], id=s.id)
        for s in quick()
    ],
)
def test_two_runs_give_the_same_record(statement):
    first, second = (
        json.dumps(plain(record_to_json(record_of(statement, FEW))), sort_keys=True)
        for _ in range(2)
    )
    assert first == second


def test_two_processes_give_the_same_records_as_one():
    names = ("remark-10", "remark-11")
    found = [run(library(), names, FEW, jobs=jobs).records for jobs in (1, 2)]
    one, two = ({n: plain(record_to_json(r[n])) for n in names} for r in found)
    assert one == two


def test_the_list_of_statements_is_the_one_of_the_documents():
    shared = {s.id for s in all_statements() if not s.id.startswith("beyond-")}
    assert shared <= set(paper_ids())
    assert Path(__file__).parent.name == "theorems"
