"""Scopes against a second meaning: sets of situations, listed one by one.

`contains` and what the ledger makes of it has to agree with plain set inclusion; otherwise evidence
about one thing would count for another.
"""

from dataclasses import fields
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up import piece, record, step

from proofcheck.core import Kind, Quantifier, Scope, StatementError, Status, Verdict, instances
from proofcheck.core.ledger import counterexample, judge_step, may_refute
from proofcheck.core.reach import can_refute, can_show_anything, worth
from proofcheck.core.scope import LARGER_CLASSES

WIDTHS, BIAS = ("1-1-1", "2-1-1", "3-1-1"), ("with", "without", "some")
CLASSES = tuple(LARGER_CLASSES)
FUNCTIONS = {
    "exp-like": {"C1", "C2"},
    "kinked": {"C1"},
    "sine": {"C1", "C2", "analytic"},
    "arctan": {"C1", "C2", "analytic", "A"},
    "the sigmoid": {"C1", "C2", "analytic", "A", "sigmoid"},
    "the tanh": {"C1", "C2", "analytic", "A", "tanh"},
    "a cubic": {"C1", "C2", "analytic", "polynomial"},
}
"""Functions, each with all the classes that it lies in; every class has one of its own."""
UNIVERSE = tuple(product(WIDTHS, BIAS, FUNCTIONS))


def names(options):
    return st.none() | st.frozensets(st.sampled_from(options), min_size=1, max_size=2)


SCOPES = st.builds(Scope, widths=names(WIDTHS), bias=names(BIAS), activations=names(CLASSES))


def meaning(scope):
    """The situations that a scope speaks about."""
    return {
        (width, bias, function)
        for width, bias, function in UNIVERSE
        if (scope.widths is None or width in scope.widths)
        and (scope.bias is None or bias in scope.bias)
        and (scope.activations is None or FUNCTIONS[function] & scope.activations)
    }


def rest_unbounded(scope):
    """Whether a field without restriction may reach beyond the names listed here."""
    return {field.name for field in fields(scope) if getattr(scope, field.name) is None}


@given(SCOPES, SCOPES)
def test_containment_is_inclusion_of_situations(large, small):
    """A field left open speaks about more than the names of this test, and stays larger."""
    included = meaning(small) <= meaning(large)
    open_fields = rest_unbounded(small) - rest_unbounded(large)
    if large.contains(small):
        assert included
        assert not open_fields
    elif not open_fields:
        assert not included


@given(SCOPES, SCOPES, SCOPES)
def test_evidence_that_reaches_a_claim_reaches_every_narrower_one(evidence, claim, narrower):
    if claim.contains(narrower) and evidence.contains(claim):
        assert evidence.contains(narrower)
        assert worth(Kind.DERIVED, evidence, narrower, existential=False) is Status.SETTLED


@given(st.sampled_from(list(Kind)), SCOPES, SCOPES)
def test_nothing_short_of_the_whole_claim_settles_a_universal_step(kind, evidence, claim):
    one = step(scope=claim, quantifier=Quantifier.UNIVERSAL)
    status = judge_step(one, record(piece(kind, scope=evidence))).status
    if status is Status.SETTLED:
        assert kind in (Kind.DERIVED, Kind.KERNEL)
        assert meaning(claim) <= meaning(evidence)
    if not evidence.contains(claim):
        assert status is Status.UNDECIDED


@given(st.sampled_from(list(Kind)), SCOPES, SCOPES, st.booleans())
def test_a_counterexample_refutes_inside_of_the_claim_only(kind, found, claim, existential):
    quantifier = Quantifier.EXISTENTIAL if existential else Quantifier.UNIVERSAL
    one = step(scope=claim, quantifier=quantifier)
    seen = piece(kind, Verdict.REFUTED, scope=found)
    refutes = may_refute(one, seen)
    assert refutes is not counterexample(one, seen)
    if refutes and kind not in (Kind.DERIVED, Kind.KERNEL):
        assert not existential
        assert meaning(found) <= meaning(claim)
    status = judge_step(one, record(seen)).status
    assert status is (Status.REFUTED if refutes else Status.UNDECIDED)


@given(st.sampled_from(list(Kind)), SCOPES, SCOPES, st.booleans())
def test_a_check_that_may_show_something_can_hold_or_refute(kind, scope, claim, existential):
    supports = worth(kind, scope, claim, existential=existential) is not Status.UNDECIDED
    refutes = can_refute(kind, scope, claim, existential=existential)
    shows = can_show_anything(kind, scope, claim, existential=existential)
    assert shows is (supports or refutes)


@pytest.mark.parametrize("kind", [Kind.EXACT, Kind.CERTIFIED])
@pytest.mark.parametrize(
    ("mine", "claimed", "expected"),
    [
        (("a",), ("a",), Status.SETTLED),
        (("a", "b"), ("a",), Status.SETTLED),
        (("a",), ("a", "b"), Status.UNDECIDED),
        (("b",), ("a",), Status.UNDECIDED),
    ],
)
def test_stated_instances_settle_claims_about_no_others(kind, mine, claimed, expected):
    found = worth(kind, instances(*mine), instances(*claimed), existential=False)
    assert found is expected
    assert worth(kind, instances(*mine), Scope(), existential=False) is Status.UNDECIDED


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_lies_in_the_larger_ones_and_in_no_smaller(name):
    one = Scope(activations=frozenset({name}))
    inside = {other for other in CLASSES if Scope(activations=frozenset({other})).contains(one)}
    assert inside == {name, *LARGER_CLASSES[name]}
    functions = {f for f, classes in FUNCTIONS.items() if name in classes}
    for other in inside:
        assert functions <= {f for f, classes in FUNCTIONS.items() if other in classes}


UNKNOWN = ["relu", "Sigmoid", "", "c2"]


@pytest.mark.parametrize("name", UNKNOWN)
def test_an_unknown_class_is_refused_with_those_there_are(name):
    with pytest.raises(StatementError) as caught:
        Scope(activations=frozenset({"C2", name}))
    assert (caught.value.given, caught.value.admissible) == (repr(name), ", ".join(CLASSES))


@given(SCOPES)
def test_words_name_every_restriction(scope):
    shown = scope.describe()
    for name in (*(scope.widths or ()), *(scope.bias or ()), *(scope.activations or ())):
        assert name in shown
    assert ("any activations" in shown) is (scope.activations is None)
    assert ("with and without biases" in shown) is (scope.bias is None)
    assert ("all widths" in shown) is (scope.widths is None)
