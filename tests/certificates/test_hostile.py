"""Certificates written to mislead: words and digest fit, and what they claim is false or empty."""

import copy
from fractions import Fraction

import pytest
from test_corruptions import FOLDER, load, outcome, resealed
from tiny import network

from proofcheck.certificates.writer import Problem, certificate, sealed, text
from proofcheck.checker import digest, parse, verify
from proofcheck.core import InputError


def stored(name):
    return load(FOLDER / f"{name}.json")


def said(found):
    """What the checker says after claim, `leans_on` and digest were made to fit."""
    try:
        return outcome(sealed(found))
    except InputError:
        return "malformed"


def witness(found, **fields):
    return {**found, "witness": {**found["witness"], **fields}}


def other_residual(found, change):
    out = copy.deepcopy(found)
    planted = out["data"]["labels"]["planted"]
    planted["free"] = [text(change(Fraction(x))) for x in planted["free"]]
    return out


MINIMUM, NEURON = stored("b-minimum"), stored("b-B1-1")
ANY_LOSS = {"loss": ["0", "1e30"]}


def test_the_same_network_is_no_better_network():
    better = {"kind": "suboptimal"}
    assert said(witness({**MINIMUM, **better}, better=MINIMUM["network"])) == "not proved"
    assert said(witness({**MINIMUM, **better}, better="teacher")) == "not proved"
    structural = stored("e-structural")
    assert said(witness(structural, better=structural["network"])) == "not proved"
    assert said(witness(structural, widths=[1, 1])) == "not proved"


def test_a_teacher_is_not_suboptimal_on_its_own_labels():
    found = stored("b-minimum")
    found["data"]["labels"] = {"teacher": found["network"]}
    as_given = {"radius": "1e-20", "loss": ["0", "1"]}
    assert said({**found, "witness": as_given}) == "accepted"
    worse = {**as_given, "better": "teacher"}
    assert said({**found, "kind": "suboptimal", "witness": worse}) == "not proved"
    assert said({**found, "kind": "global-minimum", "witness": {}}) == "not proved"


def test_a_residual_of_the_wrong_sign_or_size_gives_no_minimum():
    negated = witness(other_residual(MINIMUM, lambda x: -x), **ANY_LOSS)
    assert said(negated) == "not proved"
    assert said(witness(other_residual(MINIMUM, lambda x: 10**6 * x), **ANY_LOSS)) == "not proved"


def test_B_follows_the_residual():
    negated = witness(other_residual(NEURON, lambda x: -x), **ANY_LOSS)
    assert said(negated) == "not proved"
    assert said(witness(negated, B="negative-definite")) == "accepted"
    nothing = witness(other_residual(NEURON, lambda _: Fraction(0)), **ANY_LOSS)
    for sign in ("positive-definite", "negative-definite"):
        assert said(witness(nothing, B=sign)) == "not proved"
    vectors = [["1", "0", "0"], ["0", "1", "0"]]
    assert said(witness(nothing, B="indefinite", vectors=vectors)) == "not proved"
    assert said(witness(NEURON, D="nonzero")) == "not proved"


def test_repeated_inputs_leave_no_planted_labels():
    found = copy.deepcopy(MINIMUM)
    found["data"]["inputs"] = [found["data"]["inputs"][0]] * len(found["data"]["inputs"])
    assert said(found) == "not proved"


def test_labels_planted_elsewhere():
    found = copy.deepcopy(MINIMUM)
    found["network"]["layers"][0]["bias"][0] += "0000001"
    for radius in ("0", "1e-20", "1e-9"):
        assert said(witness(found, radius=radius)) == "not proved"


DIRECTIONS = {
    "towards a larger loss": ([[1, 1, 1, "1"]], "not proved"),
    "of almost no length": ([[2, 1, 1, "1e-2000"]], "not proved"),
    "none": ([], "malformed"),
    "zero": ([[1, 1, 1, "0"]], "malformed"),
    "a bias that is not there": ([[1, 1, 0, "1"]], "malformed"),
    "no such layer": ([[9, 1, 1, "1"]], "malformed"),
    "a place twice": ([[1, 1, 1, "1"], [1, 1, 1, "-1"]], "malformed"),
    "true for 1": ([[True, 1, 1, "1"]], "malformed"),
}


@pytest.mark.parametrize("what", DIRECTIONS)
def test_a_minimum_is_no_saddle(what):
    direction, expected = DIRECTIONS[what]
    found = {**stored("a-minimum"), "kind": "saddle"}
    assert outcome(resealed(witness(found, direction=direction))) in (expected, "not proved")
    assert said(witness(found, direction=direction)) == expected


NUMBERS = (
    *("nan", "NaN", "inf", "Infinity", "-0", "+1", "1_0", "0x1", " 1", "1 ", "1\n", "", ".5", "5."),
    *("1E3", "1e+3", "1e2001", "1e-99999", "1/0", "1/-2", "--1", "1/2/3", "\uff11", "\u0661", "1e"),
)


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("field", ["radius", "loss"])
def test_only_plain_numbers_are_read(number, field):
    found = stored("a-minimum")
    value = number if field == "radius" else ["4", number]
    assert outcome(resealed(witness(found, **{field: value}))) == "malformed"


@pytest.mark.parametrize("radius", ["0", "0e5", "0/7", "0.000"])
def test_radius_0_is_for_planted_labels(radius):
    assert said(witness(stored("a-minimum"), radius=radius)) == "malformed"
    assert said(witness(MINIMUM, radius=radius)) == "accepted"


@pytest.mark.parametrize("loss", [["5", "4"], ["4", "4"], ["-1", "9"], ["4"], [], ["4", "5", "6"]])
def test_bounds_of_the_loss(loss):
    assert outcome(resealed(witness(stored("a-minimum"), loss=loss))) == "malformed"


TEXTS = ('{"a": 1, "a": 1}', "[]", "null", '"x"', '{"a": 1e5}', '{"a": NaN}', '{"a": -Infinity}')


@pytest.mark.parametrize("what", [*TEXTS, "\ufeff{}", "{}{}", '{"a": 1,}', "{'a': 1}"])
def test_only_plain_json_is_read(what):
    with pytest.raises(InputError):
        parse(what)


@pytest.mark.parametrize("schema", [True, 1.0, "1", None, 2, [1]])
def test_the_schema_is_the_integer_1(schema):
    assert outcome(resealed({**MINIMUM, "schema": schema})) == "malformed"


@pytest.mark.parametrize("extra", [{"radius": "0"}, {"better": "teacher"}, [], "", None, 5])
def test_a_kind_without_a_witness_takes_none(extra):
    """What nobody reads could say anything, under a digest that is right."""
    zero = network("0", "2", bias=False, activation="tanh")
    found = certificate("global-minimum", zero, Problem(((1,),), {"values": ["0"]}), {})
    assert verify(found).accepted
    found["witness"] = extra
    with pytest.raises(InputError, match=r"^certificate, witness: .* an (empty )?object"):
        verify({**found, "digest": digest(found)})
