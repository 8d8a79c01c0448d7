"""The reader of certificates, field by field: what is admitted, and what is malformed."""

from fractions import Fraction

import pytest
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import SMALL, network, spot

from proofcheck.certificates.writer import network_json, text
from proofcheck.checker import fields
from proofcheck.checker.fields import (
    MOST_DIGITS,
    MOST_EXPONENT,
    fields_of,
    integer_of,
    items_of,
    network_of,
    neuron_of,
    number_of,
    numbers_of,
    parameters,
    parse,
)
from proofcheck.checker.labels import labels_of
from proofcheck.core import InputError

few = settings(max_examples=40)


def refused(function, *arguments):
    with pytest.raises(InputError) as caught:
        function(*arguments)
    return str(caught.value)


NUMBERS = {
    "0": Fraction(0),
    "-1": Fraction(-1),
    "007": Fraction(7),
    "1/3": Fraction(1, 3),
    "-4/6": Fraction(-2, 3),
    "0/5": Fraction(0),
    "2.50": Fraction(5, 2),
    "-0.125": Fraction(-1, 8),
    "1e3": Fraction(1000),
    "1e-3": Fraction(1, 1000),
    "12.5e-1": Fraction(5, 4),
    "1e2000": Fraction(10) ** 2000,
    "0e5": Fraction(0),
}


@pytest.mark.parametrize("written", NUMBERS)
def test_numbers_are_read_exactly(written):
    value = NUMBERS[written]
    assert number_of(written, "x") == fmpq(value.numerator, value.denominator)


@few
@given(st.fractions(max_denominator=10**6))
def test_a_written_fraction_is_read_back(value):
    found = number_of(f"{value.numerator}/{value.denominator}" if value else "0", "x")
    assert (int(found.p), int(found.q)) == (value.numerator, value.denominator)
    assert number_of(text(value), "x") == found


@few
@given(st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**9)))
def test_a_written_decimal_is_read_back(value):
    written = f"{value:f}"
    if Fraction(written) == 0 and written.startswith("-"):
        refused(number_of, written, "x")
    else:
        assert number_of(written, "x") == fmpq(*Fraction(written).as_integer_ratio())


BAD_NUMBERS = [
    *("", " ", "1 ", " 1", "+1", "--1", "1.", ".5", "1,5", "1_0", "0x1", "nan", "inf", "-inf"),
    *("1e", "e5", "1e+5", "1e5.0", "1e2001", "1e-2001", "1e99999", "1/0", "1/00", "1/-2", "1/2/3"),
    *(
        "1/2e3",
        "1.5/2",
        "-0",
        "-0.00",
        "-0/3",
        "-0e7",
        "\uff11",
        "\u0663",
        "\xbd",
        "1\n",
        "\t1",
        "1\x00",
    ),
    *("\uff11", "\u0663", "\xbd"),
    *("9" * (MOST_DIGITS + 1), 1, 1.0, None, True, ["1"], {"1": 1}, b"1"),
]


@pytest.mark.parametrize("written", BAD_NUMBERS, ids=lambda x: repr(x)[:20])
def test_what_is_no_number_is_malformed(written):
    message = refused(number_of, written, "witness.x")
    assert "witness.x" in message
    assert len(message) < 400


def test_the_longest_numbers_are_still_read():
    assert number_of("9" * MOST_DIGITS, "x") == 10**MOST_DIGITS - 1
    assert number_of(f"1e-{MOST_EXPONENT}", "x") * fmpq(10) ** MOST_EXPONENT == 1


@pytest.mark.parametrize("count", [0, 1, 3])
def test_numbers_are_counted(count):
    given_ = ["1"] * 2
    assert numbers_of(given_, "x", 2) == [1, 1]
    refused(numbers_of, given_, "x", count)
    refused(numbers_of, "11", "x", 2)


@pytest.mark.parametrize("bad", [-1, 0, 6, 10**30, "3", 3.0, True, None, [3]])
def test_integers_have_limits_and_no_other_type(bad):
    assert [integer_of(k, "x", 1, 5) for k in (1, 5)] == [1, 5]
    refused(integer_of, bad, "x", 1, 5)


@pytest.mark.parametrize("bad", [[], [1] * 4, "abc", (1, 2), {"a": 1}, None, 2])
def test_lists_have_limits_and_no_other_type(bad):
    assert items_of([1, 2], "x", 1, 3) == [1, 2]
    refused(items_of, bad, "x", 1, 3)


def test_an_empty_list_may_be_admitted():
    assert items_of([], "x", 0, 3) == []


@pytest.mark.parametrize("bad", [{"a": 1}, {"a": 1, "b": 2, "c": 3}, {}, [], "ab", None])
def test_objects_have_exactly_their_keys(bad):
    assert fields_of({"b": 1, "a": 2}, "x", "a", "b") == {"a": 2, "b": 1}
    refused(fields_of, bad, "x", "a", "b")


BAD_TEXTS = {
    "nothing": "",
    "a list": "[1]",
    "a text": '"a"',
    "a number": "3",
    "a float inside": '{"a": [1, 2.0]}',
    "an exponent": '{"a": 1e3}',
    "infinity": '{"a": Infinity}',
    "minus infinity": '{"a": -Infinity}',
    "NaN": '{"a": NaN}',
    "a repeated key": '{"a": 1, "b": 2, "a": 1}',
    "a repeated key inside": '{"b": {"a": 1, "a": 2}}',
    "a comma too many": '{"a": 1,}',
    "two objects": "{} {}",
    "too deep": '{"a":' + "[" * 100_000,
    "too many digits": '{"a": ' + "1" * 5000 + "}",
}


@pytest.mark.parametrize("what", BAD_TEXTS)
def test_texts_that_are_no_certificate_are_malformed(what):
    refused(parse, BAD_TEXTS[what])


def test_objects_are_parsed_and_floats_in_texts_are_texts():
    assert parse('{"a": ["1.5", -2], "b": {"c": true}}') == {"a": ["1.5", -2], "b": {"c": True}}


def test_texts_beyond_the_limit_are_not_even_parsed(monkeypatch):
    monkeypatch.setattr(fields, "MOST_BYTES", 10)
    refused(parse, '{"a": "123456"}')
    assert parse('{"a": 1}') == {"a": 1}


NETS = {
    "1-1-1": SMALL,
    "without": network("1 2; 3 4", "5 6", bias=False),
    "2-2-1-1": network("0 1 2; 3 4 5", "1 -1 1/3", "0 1", activation="tanh"),
}


@pytest.mark.parametrize("name", NETS)
def test_networks_are_read_as_they_were_written(name):
    net = NETS[name]
    found = network_of(network_json(net), "network")
    assert found == net
    assert found.size == sum(len(row) for layer in net.layers for row in layer)
    assert found.widths[0] == len(net.layers[0][0]) - net.bias
    assert ("with biases" in found.words()) is net.bias


def test_the_number_of_parameters_by_hand():
    assert parameters((2, 5, 5, 1), True) == 15 + 30 + 6
    assert parameters((2, 5, 5, 1), False) == 10 + 25 + 5
    assert parameters((2, 40_000, 40_000, 1), True) == 1_600_200_001


def changed(path, value):
    found = network_json(SMALL)
    inner = found
    for key in path[:-1]:
        inner = inner[key]
    if value is None:
        del inner[path[-1]]
    else:
        inner[path[-1]] = value
    return found


BAD_NETWORKS = [
    (("activation",), "relu"),
    (("activation",), 3),
    (("activation",), None),
    (("bias",), "true"),
    (("bias",), 1),
    (("bias",), False),
    (("layers",), []),
    (("layers",), [{"weights": [["1"]], "bias": ["1"]}]),
    (("layers", 0, "bias"), []),
    (("layers", 0, "bias"), ["1", "2"]),
    (("layers", 0, "bias"), None),
    (("layers", 0, "weights"), []),
    (("layers", 0, "weights"), [[]]),
    (("layers", 0, "weights"), [["1"], ["2"]]),
    (("layers", 0, "weights"), [["1"], ["2", "3"]]),
    (("layers", 1, "weights"), [["1", "2"]]),
    (("layers", 1, "weights"), [["1"], ["2"]]),
    (("layers", 1, "weights", 0, 0), "x"),
    (("layers", 1, "more"), ["1"]),
]


@pytest.mark.parametrize(("path", "value"), BAD_NETWORKS, ids=str)
def test_networks_of_another_shape_are_malformed(path, value):
    assert "network" in refused(network_of, changed(path, value), "network")


def test_networks_that_are_too_large_are_malformed(monkeypatch):
    monkeypatch.setattr(fields, "MOST_PARAMETERS", 3)
    refused(network_of, network_json(SMALL), "network")


@pytest.mark.parametrize("bad", [[0, 1], [2, 1], [1, 0], [1, 2], [1], [1, 1, 1], "11", [True, 1]])
def test_neurons_lie_in_hidden_layers(bad):
    assert neuron_of([1, 1], SMALL, "neuron") == (1, 1)
    refused(neuron_of, bad, SMALL, "neuron")


def test_labels_are_values_a_teacher_or_planted():
    assert labels_of({"values": ["1", "1/2"]}, 2, 1) == [1, fmpq(1, 2)]
    assert labels_of({"teacher": network_json(SMALL)}, 2, 1) == SMALL
    found = labels_of(spot().problem.labels, 9, 1)
    assert (found.network, found.pivots, found.d_zero) == (SMALL, (1, 5, 6, 8), ())
    assert [str(x) for x in found.free][-1] == "-3131/20000"


def planted_with(**changes):
    return {"planted": {**spot().problem.labels["planted"], **changes}}


BAD_LABELS = [
    {},
    {"values": ["1"]},
    {"values": ["1", "2"], "teacher": network_json(SMALL)},
    {"teacher": network_json(NETS["without"])},
    {"teacher": "SMALL"},
    {"guessed": []},
    ["1", "2"],
]


@pytest.mark.parametrize("bad", BAD_LABELS, ids=lambda x: str(x)[:30])
def test_other_labels_are_malformed(bad):
    refused(labels_of, bad, 2, 1)


BAD_PLANTED = [
    {"pivots": [2, 6, 7]},
    {"pivots": [2, 6, 7, 7]},
    {"pivots": [6, 2, 7, 9]},
    {"pivots": [0, 6, 7, 9]},
    {"pivots": [2, 6, 7, 10]},
    {"pivots": [2, 6, 7, 8, 9]},
    {"free": ["1"] * 4},
    {"free": ["1"] * 9},
    {"free": ["1"] * 4 + ["x"]},
    {"d_zero": [[1, 1]]},
    {"d_zero": [[1, 1, 2]]},
    {"d_zero": [[2, 1, 1]]},
    {"d_zero": [[1, 1, 1], [1, 1, 1]]},
    {"d_zero": 3},
    {"network": network_json(NETS["without"])},
]


@pytest.mark.parametrize("changes", BAD_PLANTED, ids=str)
def test_planted_labels_of_another_shape_are_malformed(changes):
    refused(labels_of, planted_with(**changes), 9, 1)


def test_d_zero_of_a_single_neuron_above_adds_no_condition():
    assert labels_of(planted_with(d_zero=[[1, 1, 1]]), 9, 1).d_zero == ((1, 1, 1),)


def test_the_column_left_out_must_have_a_weight():
    silent = network("-2 1.5", "4.5 0")
    changes = {"network": network_json(silent), "d_zero": [[1, 1, 1]]}
    assert "not 0" in refused(labels_of, planted_with(**changes), 9, 1)
