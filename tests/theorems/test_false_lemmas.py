"""False variants of true lemmas: refuted in every region that can see them, and in no other."""

from fractions import Fraction

import pytest
from registry import BUDGET, MANY, alone, judged, quick, record_of, recorded

from proofcheck.core import (
    Citation,
    Computation,
    Derivation,
    Form,
    Kind,
    Quantifier,
    Record,
    Sampling,
    StatementError,
    Status,
    Verdict,
    holds,
    refuted,
    scope,
)
from proofcheck.core.ledger import ancestors, judge_all
from proofcheck.search.choices import SeededChoices
from proofcheck.search.planted import EXACT, NOT_CRITICAL
from theorems import beyond_master_identity, lemma_12_hessian_blocks, theorem_7_critical_points
from theorems.lemma_12_hessian_blocks import claimed, compare_blocks

LEMMA = lemma_12_hessian_blocks.STATEMENT
BLOCKS = LEMMA.step("blocks")
MUTANTS = {m.id: m for m in BLOCKS.mutants}
UNSEEN = {
    "vp-zero": {"lambda = 1/2"},
    "vp-swapped": {"lambda = 1/2"},
    "vp-sum": {"lambda = 0"},
    "pq-difference": {"lambda = 0"},
    "pp-sign": {"lambda = 0", "lambda = 1"},
    "vv-twice": set(),
    "uv-once": set(),
    "pq-sign": set(),
}


def instance(index):
    return EXACT.draw(SeededChoices(0, EXACT.name, index), EXACT.regions[index], 30)


@pytest.fixture(scope="module")
def instances():
    return [instance(index) for index in range(len(EXACT.regions))]


@pytest.mark.parametrize("name", UNSEEN)
def test_blind_spots_are_exactly_those_regions(name, instances):
    wrong = MUTANTS[name].mutate(claimed)
    unseen = {
        s.labels[1] for s in instances if compare_blocks(s, wrong).verdict is not Verdict.REFUTED
    }
    assert unseen == UNSEEN[name]


def test_the_true_lemma_holds_in_all_regions(instances):
    assert {compare_blocks(s, claimed).verdict for s in instances} == {Verdict.HOLDS}


@pytest.mark.parametrize("name", UNSEEN)
def test_a_false_lemma_is_refuted_at_the_first_region_that_sees_it(name, instances):
    sampling = next(c for c in BLOCKS.checks if isinstance(c, Sampling) and c.family is EXACT)
    wrong = MUTANTS[name].mutate(claimed)
    false = alone(LEMMA, BLOCKS, formula=wrong, checks=(sampling,), scope=scope("polynomial"))
    record = record_of(false, MANY)
    assert judged(false, record).status is Status.REFUTED
    first = next(i for i, s in enumerate(instances) if s.labels[1] not in UNSEEN[name])
    assert record.evidence["blocks"][0].outcome.detail.startswith(f"example {first}: ")


def test_a_refutation_carries_the_instance_that_refutes():
    sampling = next(c for c in BLOCKS.checks if isinstance(c, Sampling) and c.family is EXACT)
    wrong = MUTANTS["vv-twice"].mutate(claimed)
    false = alone(LEMMA, BLOCKS, formula=wrong, checks=(sampling,), scope=scope("polynomial"))
    witness = record_of(false, BUDGET).evidence["blocks"][0].outcome.witness
    assert witness == instance(0).to_json()
    assert Fraction(witness["parameters"][0])


def test_a_counterexample_outside_the_scope_refutes_nothing():
    """A polynomial activation lies outside the class that the paper speaks of.

    Such a check is refused where the statement is written, or else its refutation does not count.
    """
    sampling = next(c for c in BLOCKS.checks if isinstance(c, Sampling) and c.family is EXACT)
    wrong = MUTANTS["vv-twice"].mutate(claimed)
    try:
        false = alone(LEMMA, BLOCKS, formula=wrong, checks=(sampling,), scope=scope("A"))
    except StatementError:
        return
    assert judged(false, record_of(false, BUDGET)).status is Status.UNDECIDED


def test_samples_of_a_true_lemma_do_not_settle_it():
    sampled = tuple(c for c in BLOCKS.checks if isinstance(c, Sampling) and c.family is EXACT)
    weaker = alone(LEMMA, BLOCKS, checks=sampled, scope=scope("polynomial"))
    assert judged(weaker, record_of(weaker, MANY)).status is Status.SAMPLED


def test_samples_in_a_smaller_class_than_the_claim_are_worth_nothing():
    sampled = tuple(c for c in BLOCKS.checks if isinstance(c, Sampling) and c.family is EXACT)
    weaker = alone(LEMMA, BLOCKS, checks=sampled)
    assert judged(weaker, record_of(weaker, BUDGET)).status is Status.UNDECIDED


def test_belief_does_not_settle():
    believed = alone(LEMMA, BLOCKS, checks=(Citation("somebody, somewhere", scope("C2")),))
    assert judged(believed, record_of(believed, BUDGET)).status is Status.CITED


def test_one_exact_instance_does_not_settle_a_universal_claim():
    def at_once(_budget, claim):
        right = claim is claimed
        return holds("once") if right else refuted("another claim", confirmed_by="identity")

    checks = (Computation(at_once, scope("C2"), Kind.EXACT),)
    once = alone(LEMMA, BLOCKS, checks=checks)
    assert judged(once, record_of(once, BUDGET)).status is Status.UNDECIDED
    exists = alone(LEMMA, BLOCKS, checks=checks, quantifier=Quantifier.EXISTENTIAL)
    assert judged(exists, record_of(exists, BUDGET)).status is Status.SETTLED


def test_without_mutants_the_derivation_counts_for_nothing():
    unarmed = alone(LEMMA, BLOCKS, mutants=())
    status = judged(unarmed, record_of(unarmed, BUDGET))
    assert status.status is Status.UNDECIDED
    assert "never seen to fail" in status.reason


def test_mutants_that_are_true_count_for_nothing_either():
    true = MUTANTS["pp-transposed"]
    unarmed = alone(LEMMA, BLOCKS, mutants=(true,))
    assert judged(unarmed, record_of(unarmed, BUDGET)).status is Status.UNDECIDED


def test_a_derivation_in_a_smaller_scope_does_not_reach_the_claim():
    only = next(c for c in BLOCKS.checks if isinstance(c, Derivation))
    narrow = (Derivation(only.run, scope("sigmoid")),)
    short = alone(LEMMA, BLOCKS, checks=narrow)
    assert judged(short, record_of(short, BUDGET)).status is Status.UNDECIDED
    fits = alone(LEMMA, BLOCKS, checks=narrow, scope=scope("sigmoid"))
    assert judged(fits, record_of(fits, BUDGET)).status is Status.SETTLED


def test_the_hypotheses_that_lemma_12_needs_are_found():
    used = record_of(alone(LEMMA, BLOCKS), BUDGET).hypotheses_used
    assert used["alpha-plus-beta"] is True
    assert used["critical"] is False


FALSE_STATEMENTS = {
    "gradient, u exchanged": (theorem_7_critical_points, "gradient-image", "u-exchanged"),
    "twin keeps all": (theorem_7_critical_points, "same-function", "twin-all"),
    "q.D twice": (beyond_master_identity, "first-order", "first-twice"),
    "lambda (1 + lambda)": (beyond_master_identity, "second-order", "second-plus"),
    "half the sum rule": (beyond_master_identity, "sum-rule", "sum-half"),
}


@pytest.mark.parametrize("case", FALSE_STATEMENTS.values(), ids=FALSE_STATEMENTS.keys())
def test_false_statements_about_networks_are_refuted_on_instances(case):
    module, step_id, mutant_id = case
    statement = module.STATEMENT
    step = statement.step(step_id)
    mutant = next(m for m in step.mutants if m.id == mutant_id)
    sampled = tuple(c for c in step.checks if isinstance(c, Sampling))
    assert all(c.family is NOT_CRITICAL for c in sampled)
    wrong = alone(
        statement,
        step,
        formula=mutant.mutate(step.formula),
        checks=sampled,
        scope=scope("A"),
    )
    assert judged(wrong, record_of(wrong, MANY)).status is Status.REFUTED


@pytest.mark.campaign
def test_a_broken_ancestor_breaks_what_leans_on_it():
    statements = {s.id: s for s in quick()}
    records = {name: recorded(name) for name in statements}
    sound = judge_all(statements, records, Form.REPAIRED)
    broken = judge_all(statements, {**records, "lemma-12": Record({})}, Form.REPAIRED)
    leaning = {name for name in statements if "lemma-12" in ancestors(statements, (name,))}
    assert {"theorem-9", "theorem-8", "remark-11"} <= leaning
    for name in statements:
        if name in leaning:
            assert broken[name].status is Status.UNDECIDED
        else:
            assert broken[name] == sound[name]
