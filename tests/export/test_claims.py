"""The list of claims: what is attached to which step, and that nothing is attached by mistake."""

import pytest

from proofcheck.core import Quantifier, Verdict, instances, scope
from proofcheck.export.claim import C1, C2
from proofcheck.export.claims import CLAIMS, NOT_EXPORTED, claims_of, logarithm_hessian
from proofcheck.export.instance import Instance
from proofcheck.runner.discovery import discover
from tests.export.made_up_claims import BY_ID, LIBRARY

SMOOTHNESS = {
    "C1": ("differentiable (sigma P)", "differentiable s"),
    "C2": ("twice_differentiable (sigma P)", "twice_continuously_differentiable (sigma P)"),
}


@pytest.fixture(scope="module")
def statements():
    return discover().statements


@pytest.mark.parametrize("claim", CLAIMS, ids=[claim.id for claim in CLAIMS])
def test_what_a_claim_assumes_of_the_activation_is_in_its_scope(claim):
    text = LIBRARY.statement(claim.file, claim.theorem)
    if claim.steps and claim.scope.activations is None and claim.scope.instances is None:
        assert "differentiable" not in text
    if "twice" in text and claim.steps and claim.scope.instances is None:
        assert not claim.scope.contains(C1)
        assert claim.scope.contains(C2)


@pytest.mark.parametrize("claim", CLAIMS, ids=[claim.id for claim in CLAIMS])
def test_a_claim_is_about_a_known_statement_and_page(claim, statements):
    statement = statements[claim.statement]
    pages = {statement.page, *(step.page for step in statement.steps)}
    assert claim.page in pages or 1 <= claim.page <= 31
    assert claim.says
    assert "*)" not in claim.says
    assert claims_of(claim.statement).count(claim) == 1


def test_claims_of_concrete_networks_settle_existence_or_their_own_data_only(statements):
    for claim in CLAIMS:
        if isinstance(claim.data and claim.data(), Instance):
            for step in map(statements[claim.statement].step, claim.steps):
                exactly = step.scope == claim.scope and step.scope.instances is not None
                assert step.quantifier is Quantifier.EXISTENTIAL or exactly


def test_only_the_invalid_inference_is_refuted():
    refuted = [claim.id for claim in CLAIMS if claim.verdict is Verdict.REFUTED]
    assert refuted == ["flat-kernel"]
    assert BY_ID["flat-kernel"].scope == instances("y (y - x^2)")


def test_theorems_for_networks_with_biases_only_say_so():
    for claim in CLAIMS:
        text = LIBRARY.statement(claim.file, claim.theorem)
        if claim.scope.bias == frozenset({"with bias"}):
            assert "biases : bool" not in text
            assert not claim.scope.contains(scope("A"))


def test_what_is_not_exported_has_a_reason(statements):
    for missing in NOT_EXPORTED:
        assert missing.reason
        assert missing.statement in statements
        assert missing.id not in BY_ID


def test_the_matrix_of_the_example_is_symmetric():
    rows = logarithm_hessian().rows
    assert rows == tuple(zip(*rows, strict=True))
