"""Shrinking: the smallest is kept, and only what could be smaller is tested before the search."""

from dataclasses import dataclass

import pytest

from proofcheck.core import Family
from proofcheck.hunt.recording import Recorded, Repeated
from proofcheck.hunt.shrinking import Smallest, shrink, size_of
from proofcheck.search.choices import SeededChoices

REGIONS = ("narrow", "broad")


@dataclass(frozen=True)
class Net:
    """A network with one hidden layer of a drawn width, and its samples."""

    width: int
    samples: int

    def to_json(self):
        return {"architecture": f"1-{self.width}-1", "inputs": ["1"] * self.samples}


def drawn(choices, region, digits=15):
    return Net(choices.integer(1, 9 if region == "broad" else 4), choices.integer(1, 6))


FAMILY = Family("nets", REGIONS, drawn)


class Judge:
    """What refutes: a rule for instances; it counts how often it was asked."""

    def __init__(self, rule):
        self.rule, self.tested = rule, []

    def __call__(self, choices, region, worth):
        instance = drawn(choices, region)
        if not worth(instance):
            return None
        self.tested.append(instance)
        return instance if self.rule(instance) else None


class Everything(Judge):
    """The same, which tests what is not worth it as well."""

    def __call__(self, choices, region, worth):
        return super().__call__(choices, region, lambda _: True)


def start_at(number, region="broad"):
    choices = Recorded(SeededChoices(0, "nets", number))
    return Smallest(drawn(choices, region), region, tuple(choices.made), shrunk=False)


def refuting_start(rule, skipped=0):
    """Return a start that refutes itself, after some others that do."""
    starts = (start_at(number) for number in range(60))
    return [s for s in starts if rule(s.instance)][skipped]


RULES = {
    "anything": (lambda net: True, Net(1, 1)),
    "wide": (lambda net: net.width >= 3, Net(3, 1)),
    "many-samples": (lambda net: net.samples >= 4, Net(1, 4)),
    "only-broad": (lambda net: net.width >= 6, Net(6, 1)),
    "both": (lambda net: net.width * net.samples >= 6, Net(1, 6)),
}


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("number", range(2))
def test_the_smallest_that_refutes_is_reached(name, number):
    rule, smallest = RULES[name]
    found = shrink(refuting_start(rule, number), Judge(rule), FAMILY, 200)
    assert found.instance == smallest
    assert found.shrunk


@pytest.mark.parametrize("name", RULES)
def test_the_choices_draw_the_instance_again(name):
    rule = RULES[name][0]
    found = shrink(refuting_start(rule), Judge(rule), FAMILY, 200)
    assert drawn(Repeated(found.choices), found.region) == found.instance


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("number", range(2))
def test_leaving_out_what_cannot_be_smaller_changes_no_result(name, number):
    rule = RULES[name][0]
    frugal, thorough = Judge(rule), Everything(rule)
    start = refuting_start(rule, number)
    ours, theirs = (shrink(start, judge, FAMILY, 100) for judge in (frugal, thorough))
    assert (ours.instance, ours.region, ours.choices) == (
        theirs.instance,
        theirs.region,
        theirs.choices,
    )
    assert len(frugal.tested) <= len(thorough.tested)


def test_once_the_simplest_refutes_no_larger_one_is_tested_before_the_search():
    tester = Judge(lambda net: True)
    shrink(start_at(2), tester, FAMILY, 1000)
    before_the_search = tester.tested[:2]
    assert before_the_search[0] == Net(1, 1)
    assert all(size_of(n.to_json()) <= size_of(Net(1, 1).to_json()) for n in before_the_search)


def test_what_nothing_confirms_stays_the_start_and_says_so():
    start = start_at(3)
    found = shrink(start, Judge(lambda net: False), FAMILY, 50)
    assert found == start
    assert not found.shrunk


def test_a_start_smaller_than_all_that_is_met_is_kept_as_shrunk():
    start = Smallest(Net(0, 0), "narrow", (), shrunk=False)
    found = shrink(start, Judge(lambda net: True), FAMILY, 50)
    assert found.instance == Net(0, 0)
    assert found.shrunk


def test_the_calls_bound_the_search():
    tester = Judge(lambda net: net.width == 4)
    shrink(start_at(0), tester, FAMILY, 20)
    assert len(tester.tested) <= 2 * (20 + len(REGIONS))
