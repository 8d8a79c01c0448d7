"""Every stored certificate is accepted, and every single-field corruption of one is not."""

import json
from itertools import islice
from pathlib import Path

import pytest

from campaigns.corruptions.changes import all_changes, changed, leaves, numeric_values
from proofcheck.checker import KINDS, digest, verify
from proofcheck.core import InputError

FOLDER = Path(__file__).resolve().parents[2] / "certificates"
STORED = sorted(FOLDER.glob("*.json"))
SMALL = [path for path in STORED if path.stat().st_size < 7_000]


def load(path):
    return json.loads(path.read_text(encoding="utf-8"))


def name(path):
    return path.stem


def outcome(found, **more):
    """Return "accepted", "not proved" or "malformed"; anything else raises."""
    try:
        report = verify(found, **more)
    except InputError:
        return "malformed"
    assert report.reason
    return "accepted" if report.accepted else "not proved"


def accepted_among(changes):
    counts = {"accepted": 0, "not proved": 0, "malformed": 0}
    wrong = []
    for what, found in changes:
        result = outcome(found)
        counts[result] += 1
        if result == "accepted":
            wrong.append(what)
    print(counts)
    return wrong


@pytest.mark.parametrize("path", STORED, ids=name)
def test_stored_certificates_are_accepted(path):
    report = verify(load(path))
    assert report.accepted, report.reason


def test_every_kind_but_the_plainest_is_stored_or_made_in_these_tests():
    stored = {load(path)["kind"] for path in STORED}
    assert {"local-minimum", "neuron", "non-attracting", "suboptimal"} <= stored
    assert "structural-minimum" in stored


@pytest.mark.parametrize("path", SMALL, ids=name)
@pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.campaign)])
def test_corruptions_of_the_small_ones_are_refused(path, every):
    """Every third one in an ordinary run; which of the three differs from file to file."""
    start = SMALL.index(path) % every
    assert not accepted_among(islice(all_changes(load(path), KINDS), start, None, every))


@pytest.mark.parametrize("path", [p for p in STORED if p not in SMALL], ids=name)
def test_a_sample_of_the_corruptions_of_the_large_ones_is_refused(path):
    assert not accepted_among(islice(all_changes(load(path), KINDS), 0, None, 199))


def resealed(found):
    return {**found, "digest": digest(found)}


STILL_TRUE = {"better", "direction", "vectors", "inputs"}
"""A certificate may stay true when a digit changes here; elsewhere only in the last decimals."""


@pytest.mark.parametrize("path", [p for p in SMALL if p.stem.endswith("-minimum")], ids=name)
def test_without_the_digest_numbers_matter_too(path):
    """Who computes the digest again gets nothing but certificates that are still true."""
    found, accepted, tried = load(path), [], 0
    for place, value in leaves(found):
        if place[0] in ("digest", "schema"):
            continue
        for what, new in numeric_values(value):
            tried += 1
            spoilt = resealed(changed(found, place, new))
            if outcome(spoilt, bits=(106, 212)) == "accepted":
                accepted.append((place, what))
                assert outcome(spoilt, bits=(424,)) == "accepted"
    print(f"{path.stem}: {tried} changes, {len(accepted)} still proved")
    unexpected = [
        (place, what)
        for place, what in accepted
        if not STILL_TRUE & set(place) and not what.startswith("digit")
    ]
    assert not [p for p in unexpected if p[0][0] != "data"]
    assert not [p for p in accepted if p[0][0] in ("kind", "claim", "leans_on")]


@pytest.mark.parametrize("path", STORED, ids=name)
@pytest.mark.parametrize("field", ["claim", "leans_on", "kind", "loss", "radius"])
def test_words_and_statements_matter_without_the_digest(path, field):
    found = load(path)
    changes = {
        "claim": ("claim", found["claim"].replace("a", "e", 1)),
        "leans_on": ("leans_on", found["leans_on"][1:]),
        "kind": ("kind", "critical-point"),
        "loss": ("witness", {**found["witness"], "loss": ["1", "1.5"]}),
        "radius": ("witness", {**found["witness"], "radius": "1e-60"}),
    }
    key, new = changes[field]
    assert outcome(resealed({**found, key: new})) != "accepted"
