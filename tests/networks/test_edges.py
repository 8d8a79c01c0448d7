"""Edges that a wrong operator moves by one: limits, numbers in messages, choice of pivots."""

import json
from fractions import Fraction

import numpy as np
import pytest

from proofcheck.arithmetic import Balls, Rationals
from proofcheck.core.errors import InputError
from proofcheck.networks.exact_json import number_text, parse_json
from proofcheck.networks.files import data_from_csv, network_from_json
from proofcheck.networks.pivots import _eliminated, _is_ill_conditioned, pivot_samples

BALLS = Balls(128)


def message(call, *arguments):
    with pytest.raises(InputError) as error:
        call(*arguments)
    return str(error.value)


def test_integers_are_written_as_such_while_float64_has_them_all():
    assert number_text(Fraction(2**53 - 1)) == 2**53 - 1
    assert number_text(Fraction(1 - 2**53)) == 1 - 2**53
    assert number_text(Fraction(2**53)) == str(2**53)


@pytest.mark.parametrize("digits", [37, 38])
def test_a_long_float_is_shortened_to_40_characters(digits):
    text = "0." + "1" * digits + "2"
    shown = text if len(text) <= 40 else "0." + "1" * 35 + "..."
    assert f"the JSON float {shown};" in message(parse_json, f"[{text}]", "x")
    assert len(shown) == 40


def test_messages_count_layers_and_rows_from_1():
    layers = [{"weights": [["1"]]}, {"weights": [["a"]]}]
    whole = {"activation": "tanh", "bias": False, "layers": layers}
    assert "layer 2:" in message(network_from_json, json.dumps(whole), "x")
    assert "row 2:" in message(data_from_csv, "x1,y\n1,2\n1\n", "x")


def test_rows_of_functionals_are_scaled_before_pivots_are_chosen():
    rows = Rationals().array([["1/1000000000", 1, 0], [0, 0, 1]])
    assert pivot_samples(rows, Rationals()) == [1, 2]


@pytest.mark.parametrize(("last", "expected"), [(2**17 - 1, False), (2**17, True)])
def test_float64_has_a_third_of_its_bits_for_pivots(last, expected):
    assert _is_ill_conditioned(np.diag([1.0, -1 / last])) is expected


def test_elimination_takes_the_largest_entry_that_is_left():
    rows = [[1, 2, 4, 3], [1, 2, 4, "7/2"], [5, 1, 1, 1]]
    assert _eliminated(BALLS.array(rows), BALLS) == [0, 2, 3]
    assert _eliminated(Rationals().array(rows), Rationals()) == [0, 2, 3]
