"""What is accepted after a change is true: a second arithmetic, and other derivatives, agree."""

from itertools import islice

import pytest
from oracle import Truth
from test_corruptions import FOLDER, load, outcome

from campaigns.corruptions.__main__ import changes_of
from proofcheck.certificates.writer import sealed
from proofcheck.core import InputError

NAMES = ("a-minimum", "a-B1-1", "b-minimum", "b-B1-1", "c1-minimum", "c1-B1-1", "c1-B2-1")


def stored(name):
    return load(FOLDER / f"{name}.json")


@pytest.mark.parametrize("name", NAMES)
def test_stored_certificates_are_true(name):
    assert Truth(stored(name)).holds()


def test_the_oracle_knows_what_is_false():
    found = stored("b-minimum")
    wrong = {**found, "witness": {**found["witness"], "loss": ["77", "77.7"]}}
    assert not Truth(wrong).holds()
    found = stored("b-B1-1")
    for field, value in (("B", "negative-definite"), ("B", "indefinite"), ("D", "nonzero")):
        assert not Truth({**found, "witness": {**found["witness"], field: value}}).holds()
    found = stored("a-minimum")
    found["network"]["layers"][0]["weights"][0][0] = "0.1"
    assert not Truth(found).holds()


def accepted_after_a_change(name, every):
    found = stored(name)
    for what, new in islice(changes_of(found, True), 0, None, every):
        try:
            fitting = sealed(new)
        except InputError:
            continue
        if new["kind"] == found["kind"] and outcome(fitting) == "accepted":
            yield what, fitting


@pytest.mark.parametrize("name", NAMES)
def test_what_is_accepted_after_a_change_is_true(name):
    wrong = [what for what, new in accepted_after_a_change(name, 29) if not Truth(new).holds()]
    assert not wrong


@pytest.mark.campaign
@pytest.mark.parametrize("name", NAMES)
def test_whatever_is_accepted_after_a_change_is_true(name):
    found = list(accepted_after_a_change(name, 1))
    assert not [what for what, new in found if not Truth(new).holds()]
    print(f"{name}: {len(found)} accepted, all true")
