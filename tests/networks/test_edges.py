"""Edges that a wrong operator moves by one: limits, numbers in messages, choice of pivots."""

import io
import json
import zipfile
from fractions import Fraction

import numpy as np
import pytest
from flint import arb

from proofcheck.arithmetic import Balls, Rationals
from proofcheck.core.errors import InputError
from proofcheck.networks import SIGMOID, Architecture, Network, check_class_a, forward_pass, npz
from proofcheck.networks.class_a import _agree
from proofcheck.networks.exact_json import number_text, parse_json
from proofcheck.networks.files import data_from_csv, network_from_json
from proofcheck.networks.npz import read_npz
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
    """A row a thousand times as large chooses no other samples."""
    rows = [[7, 8, 1, 2], [8, 6, 5, 7]]
    for factor in (1, 1000, "1/1000"):
        scaled = [[Fraction(factor) * x for x in rows[0]], rows[1]]
        assert pivot_samples(Rationals().array(scaled), Rationals()) == [0, 3]


@pytest.mark.parametrize(("last", "expected"), [(2**17 - 1, False), (2**17, True)])
def test_float64_has_a_third_of_its_bits_for_pivots(last, expected):
    assert _is_ill_conditioned(np.diag([1.0, -1 / last])) is expected


def test_elimination_takes_the_largest_entry_that_is_left():
    rows = [[1, 2, 4, 3], [1, 2, 4, "7/2"], [5, 1, 1, 1]]
    assert _eliminated(BALLS.array(rows), BALLS) == [0, 2, 3]
    assert _eliminated(Rationals().array(rows), Rationals()) == [0, 2, 3]


def test_a_row_of_zeros_leaves_the_rows_below_as_they_are():
    for rows in ([[0, 0, 0], [1, 2, 3]], [[1, 2, 3], [2, 4, 6], [1, 5, 3]]):
        chosen = _eliminated(Rationals().array(rows), Rationals())
        assert len(set(chosen)) == len(rows)
    assert _eliminated(Rationals().array([[0, 0, 0], [1, 2, 3]]), Rationals()) == [0, 2]


@pytest.mark.parametrize("shape", [Architecture((2, 1, 1)), Architecture((1, 2, 3, 1), bias=False)])
def test_nothing_is_computed_above_the_last_hidden_layer(shape):
    network = Network.from_parameters(shape, SIGMOID, [1] * shape.parameter_count)
    values = forward_pass(network, [[1] * shape.widths[0]], BALLS)
    assert len(values.activations) == len(values.first) == len(values.second) == shape.depth
    assert len(values.preactivations) == shape.depth + 1


def test_wide_balls_do_not_agree():
    """Overlapping balls say something only where they are narrow."""
    narrow, wide = arb(1, "0.0004"), arb(1, "0.4")
    assert _agree(narrow, narrow)
    assert not _agree(wide, narrow)
    assert not _agree(narrow, narrow + 1)
    assert not _agree(narrow, arb("nan"))


def test_class_A_is_not_granted_at_too_few_bits():
    with pytest.raises(InputError, match="wrong or undecided"):
        check_class_a(SIGMOID, bits=6)


def npz_with_header(path, version):
    content = io.BytesIO()
    np.lib.format.write_array(content, np.array([1.0, 2.0]), version=version)
    np.savez(path, activation=np.array("tanh"), W1=np.array([[1.0]]), W2=np.array([[1.0]]))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("y.npy", content.getvalue())
        buffer = io.BytesIO()
        np.lib.format.write_array(buffer, np.array([[1.0], [3.0]]), version=version)
        archive.writestr("X.npy", buffer.getvalue())
    return path


@pytest.mark.parametrize("version", [(1, 0), (2, 0)])
def test_npz_headers_of_both_versions_are_read(tmp_path, version):
    _, data = read_npz(npz_with_header(tmp_path / "n.npz", version))
    assert data.labels == (1, 2)


@pytest.mark.parametrize("over", [0, 1])
def test_npz_files_up_to_the_limit_are_read(tmp_path, monkeypatch, over):
    path = npz_with_header(tmp_path / "n.npz", (1, 0))
    with zipfile.ZipFile(path) as archive:
        size = sum(member.file_size for member in archive.infolist())
    monkeypatch.setattr(npz, "MAX_BYTES", size - over)
    if over:
        assert "more than" in message(read_npz, path)
    else:
        assert read_npz(path)[1].labels == (1, 2)
