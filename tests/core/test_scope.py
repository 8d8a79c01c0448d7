"""Scopes: what contains what, as an order with the properties of an order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofcheck.core import Scope, StatementError, instances, scope
from proofcheck.core.scope import LARGER_CLASSES

CLASSES = st.sampled_from(sorted(LARGER_CLASSES))


def some(values):
    """A field of a scope: no restriction, or a non-empty set of names."""
    return st.none() | st.frozensets(values, min_size=1, max_size=3)


SCOPES = st.builds(
    Scope,
    widths=some(st.sampled_from(["1-1-1", "2-2-1", "2-1-1-1"])),
    layer=some(st.sampled_from(["first", "last"])),
    bias=some(st.sampled_from(["with", "without"])),
    activations=some(CLASSES),
    instances=some(st.sampled_from(["a", "b"])),
)


@given(SCOPES)
def test_contains_itself_and_lies_in_everything(one):
    assert one.contains(one)
    assert Scope().contains(one)
    assert one.may_lie_in(Scope())
    assert one.may_lie_in(one)


@given(SCOPES, SCOPES, SCOPES)
def test_containment_is_transitive(small, middle, large):
    if large.contains(middle) and middle.contains(small):
        assert large.contains(small)


@given(SCOPES, SCOPES)
def test_what_is_contained_may_lie_inside(small, large):
    if large.contains(small):
        assert small.may_lie_in(large)


@given(SCOPES, SCOPES)
def test_without_named_instances_only_what_is_contained_may_lie_inside(small, large):
    if small.instances is None:
        assert small.may_lie_in(large) == large.contains(small)


@given(SCOPES)
def test_a_restriction_is_smaller(one):
    narrow = Scope(**{**vars(one), "depth": frozenset({"2"})})
    assert one.contains(narrow)
    assert not narrow.contains(one)


@pytest.mark.parametrize(
    ("large", "small", "expected"),
    [
        ("C1", "C2", True),
        ("C2", "C1", False),
        ("C2", "tanh", True),
        ("A", "sigmoid", True),
        ("A", "polynomial", False),
        ("analytic", "polynomial", True),
        ("sigmoid", "tanh", False),
    ],
)
def test_classes_of_activations(large, small, expected):
    assert scope(large).contains(scope(small)) is expected


def test_every_class_lies_in_the_classes_of_its_classes():
    for name, larger in LARGER_CLASSES.items():
        for other in larger:
            assert set(LARGER_CLASSES[other]) <= set(LARGER_CLASSES[name])


def test_exact_instances_may_leave_things_unstated():
    assert instances("y = x").may_lie_in(scope("tanh", widths=("1-1-1",)))
    polynomial = Scope(instances=frozenset({"y = x"}), activations=frozenset({"polynomial"}))
    assert not polynomial.may_lie_in(scope("tanh"))


def test_unknown_class_is_refused():
    with pytest.raises(StatementError, match=r"'relu'.*C1, C2"):
        scope("relu")


@pytest.mark.parametrize(
    ("one", "words"),
    [
        (scope(), "all widths, depths, layers, data; with and without biases; any activations"),
        (scope("tanh", bias=("with",)), "all widths, depths, layers, data; biases: with; tanh"),
        (scope(widths=("1-1-1",)), "all depths, layers, data; widths: 1-1-1;"),
        (instances("b", "a"), "exactly: a, b"),
    ],
)
def test_scope_in_words(one, words):
    assert one.describe().startswith(words)
