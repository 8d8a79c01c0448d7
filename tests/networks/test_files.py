# ruff: noqa: E501 - the names of the tests say it
"""Files: what is written is read back exactly; everything malformed is refused with one message."""

import json
import zipfile
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from network_oracles import CUBIC, SHAPES, instance

from proofcheck.core.errors import InputError
from proofcheck.networks import (
    SIGMOID,
    TANH,
    Architecture,
    Data,
    Network,
    read_data,
    read_network,
    write_data,
    write_network,
)
from proofcheck.networks.files import (
    data_from_csv,
    data_to_csv,
    network_from_json,
    network_to_json,
)
from proofcheck.networks.npz import read_npz, write_npz

GOOD = (
    '{"activation": "tanh", "bias": false, "layers": [{"weights": [[1]]}, {"weights": [["1/3"]]}]}'
)
BIASED = (
    '{"activation": "sigmoid", "bias": true, "layers": '
    '[{"weights": [[1, 2]], "bias": ["-0.5"]}, {"weights": [[3]], "bias": ["1e-3"]}]}'
)
dyadic_numbers = st.integers(-(2**40), 2**40).map(lambda k: Fraction(k, 1024))


@given(st.sampled_from(SHAPES), st.sampled_from([SIGMOID, TANH]), st.integers(0, 999))
def test_networks_round_trip_through_json(shape, activation, seed):
    parameters = instance(shape, CUBIC, 1, seed)[0].parameters
    network = Network.from_parameters(shape, activation, parameters)
    assert network_from_json(network_to_json(network)) == network


@given(st.integers(1, 3), st.data())
def test_data_round_trip_through_csv(width, data):
    row = st.tuples(*[st.fractions()] * width)
    rows = data.draw(st.lists(row, min_size=1, max_size=4))
    labels = data.draw(st.tuples(*[st.fractions()] * len(rows)))
    samples = Data(tuple(rows), labels)
    assert data_from_csv(data_to_csv(samples)) == samples


def test_files_on_disk_round_trip(tmp_path):
    network = network_from_json(BIASED)
    write_network(network, tmp_path / "n.json")
    assert read_network(tmp_path / "n.json") == network
    samples = Data(((Fraction(1, 3), Fraction(2)),), (Fraction(-1, 10**30),))
    write_data(samples, tmp_path / "d.csv")
    assert read_data(tmp_path / "d.csv") == samples
    (tmp_path / "bom.csv").write_bytes(b"\xef\xbb\xbfx1, y\r\n1, 2\r\n\r\n")
    assert read_data(tmp_path / "bom.csv").labels == (2,)


def test_biases_come_first_in_the_parameters():
    assert network_from_json(BIASED).parameters == (Fraction(-1, 2), 1, 2, Fraction(1, 1000), 3)
    assert network_from_json(GOOD).architecture == Architecture((1, 1, 1), bias=False)


def test_numbers_of_many_digits_survive():
    big = Fraction(10**5000 + 1, 3)
    network = Network(Architecture((1, 1, 1), False), TANH, [[[big]], [[10**4999]]])
    assert network_from_json(network_to_json(network)) == network


def test_a_json_float_is_refused_with_the_repair():
    with pytest.raises(InputError, match=r'write "0\.5" with quotes'):
        network_from_json(GOOD.replace('"1/3"', "0.5"))


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
def test_quotes_do_not_repair_what_is_not_finite(number):
    with pytest.raises(InputError, match="give a finite number"):
        network_from_json(GOOD.replace('"1/3"', number))


@pytest.mark.parametrize(
    "text",
    [
        "", "{", "[]", "null", "3", '"text"', "[" * 100_000,
        GOOD.replace("tanh", "relu"), GOOD.replace('"tanh"', "3"), GOOD.replace('"tanh"', "[1]"),
        GOOD.replace("false", "0"), GOOD.replace("false", "null"), GOOD.replace("false", "true"),
        GOOD.replace('"1/3"', "1e3"), GOOD.replace('"1/3"', "NaN"), GOOD.replace('"1/3"', "-Infinity"),
        GOOD.replace('"1/3"', '"nan"'), GOOD.replace('"1/3"', "true"), GOOD.replace('"1/3"', "null"),
        GOOD.replace('"1/3"', '"1/0"'), GOOD.replace('"1/3"', '"1e99999"'),
        GOOD.replace('"1/3"', "9" * 20_000), GOOD.replace('"1/3"', '"__import__(1)"'),
        GOOD.replace('[["1/3"]]', '["1/3"]'), GOOD.replace('[["1/3"]]', "[]"),
        GOOD.replace('[["1/3"]]', "[[]]"), GOOD.replace('[["1/3"]]', '[["1/3"], [1]]'),
        GOOD.replace('[["1/3"]]', '[["1/3", 1]]'), GOOD.replace('[["1/3"]]', '[["1/3"], [1, 2]]'),
        GOOD.replace('"weights": [[1]]', '"weights": [[1]], "bias": [1]'),
        GOOD.replace('"weights": [[1]]', '"weight": [[1]]'),
        GOOD.replace('"bias"', '"extra": 1, "bias"'), GOOD.replace('"bias"', '"bias": true, "bias"'),
        BIASED.replace('["-0.5"]', "[]"), BIASED.replace('["-0.5"]', "[1, 2]"),
        BIASED.replace('["-0.5"]', "1"), BIASED.replace(', "bias": ["-0.5"]', ""),
        json.dumps({"activation": "tanh", "bias": False, "layers": []}),
        json.dumps({"activation": "tanh", "bias": False, "layers": [{"weights": [[1]]}]}),
        json.dumps({"activation": "tanh", "bias": False, "layers": [1, 2]}),
        json.dumps({"activation": "tanh", "bias": False, "layers": {"weights": [[1]]}}),
    ],
)  # fmt: skip
def test_malformed_networks_are_refused(text):
    with pytest.raises(InputError) as caught:
        network_from_json(text, "n.json")
    assert len(str(caught.value)) < 600


@pytest.mark.parametrize(
    "text",
    [
        "", "\n", "x1,y", "x1,y\n", "y\n1\n", "x,y\n1,2\n", "x2,x1,y\n1,2,3\n", "1,2\n3,4\n",
        "x1,y\n1\n", "x1,y\n1,2,3\n", "x1,y\n1,\n", "x1,y\n1,nan\n", "x1,y\n1,inf\n", "x1,y\n1;2\n",
        'x1,y\n"1,2\n', "x1,y\n1,2/0\n", "x1,y\n1," + "9" * 200_000,
    ],
)  # fmt: skip
def test_malformed_data_are_refused(text):
    with pytest.raises(InputError):
        data_from_csv(text)


def test_repeated_inputs_are_reported_not_refused():
    assert data_from_csv("x1,y\n1,2\n2/2,3\n2,3\n").repeated_inputs == (1,)


def test_missing_large_and_binary_files_are_refused(tmp_path, monkeypatch):
    with pytest.raises(InputError, match="check the path"):
        read_network(tmp_path / "missing.json")
    (tmp_path / "binary.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match="UTF-8"):
        read_data(tmp_path / "binary.csv")
    monkeypatch.setattr("proofcheck.networks.exact_json.MAX_BYTES", 1)
    with pytest.raises(InputError, match="64 MiB"):
        read_data(tmp_path / "binary.csv")


@pytest.mark.parametrize("path", ["a\0b", "a\0b.npz", "x" * 5000, ".", "missing/file.json"])
def test_paths_that_lead_to_no_file(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    network = network_from_json(GOOD)
    data = Data(((Fraction(1),),), (Fraction(2),))
    for attempt in (
        lambda: read_network(path),
        lambda: read_data(path),
        lambda: write_network(network, path),
        lambda: write_data(data, path),
        lambda: write_npz(network, data, path),
    ):
        with pytest.raises(InputError):
            attempt()


def test_devices_without_an_end_are_too_large(monkeypatch):
    monkeypatch.setattr("proofcheck.networks.exact_json.MAX_BYTES", 1000)
    with pytest.raises(InputError, match="more than 64 MiB"):
        read_network("/dev/zero")


def npy(shape, dtype="<f8", content=b"", version=b"\x01\x00"):
    header = f"{{'descr': '{dtype}', 'fortran_order': False, 'shape': {shape}, }}\n".encode()
    return b"\x93NUMPY" + version + len(header).to_bytes(2, "little") + header + content


@pytest.mark.parametrize(
    "content",
    [
        npy("(10000000000000,)"),
        npy("(2,)", content=bytes(8)),
        npy("(1,)", content=bytes(16)),
        npy("(-1,)", content=bytes(8)),
        npy("()", dtype="<U1000000000"),
        npy("(1,)", dtype="|O", content=bytes(8)),
        npy("(1,", content=bytes(8)),
        npy("(1,)", content=bytes(8), version=b"\x09\x00"),
        npy("('a',)", content=bytes(8)),
        b"",
        b"\x93NUMPY",
    ],
)
def test_npz_whose_headers_lie_are_refused_before_memory_is_taken(tmp_path, content):
    path = tmp_path / "lies.npz"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("y.npy", content)
    with pytest.raises(InputError, match=r"no readable \.npz"):
        read_npz(path)


def test_values_of_many_digits_are_refused_by_npz_in_few_words(tmp_path):
    network = network_from_json(GOOD.replace("[[1]]", f'[["{"9" * 9000}"]]'))
    with pytest.raises(InputError) as caught:
        write_npz(network, Data(((Fraction(1),),), (Fraction(2),)), tmp_path / "n.npz")
    assert len(str(caught.value)) < 300


def test_polynomial_networks_are_not_written(tmp_path):
    network = instance(Architecture((1, 1, 1)), CUBIC, 1, 0)[0]
    with pytest.raises(InputError, match="sigmoid or tanh"):
        write_network(network, tmp_path / "n.json")


@pytest.mark.parametrize("bias", [True, False])
def test_npz_round_trips_exact_binary_values(tmp_path, bias):
    network = Network(
        Architecture((2, 1, 1), bias),
        TANH,
        [[[1, 2, "0.5"][: 2 + bias]], [[3, "-0.25"][: 1 + bias]]],
    )
    samples = Data(((Fraction(1), Fraction(1, 2)),), (Fraction(1, 1024),))
    write_npz(network, samples, tmp_path / "all.npz")
    assert read_npz(tmp_path / "all.npz") == (network, samples)
    assert read_network(tmp_path / "all.npz") == network
    assert read_data(tmp_path / "all.npz") == samples


def test_npz_integers_and_floats_mix_exactly(tmp_path):
    arrays = npz_arrays() | {"W1": np.array([[2**60 + 1]]), "b1": np.array([0.1])}
    np.savez(tmp_path / "a.npz", **arrays)
    assert read_network(tmp_path / "a.npz").weights[0][0] == (Fraction(0.1), 2**60 + 1)


def npz_arrays():
    return {
        "activation": np.array("tanh"),
        "W1": np.ones((1, 1)),
        "b1": np.ones(1),
        "W2": np.ones((1, 1)),
        "b2": np.ones(1),
        "X": np.ones((3, 1)),
        "y": np.ones(3),
    }


@pytest.mark.parametrize(
    "change",
    [
        {"activation": np.array("relu")},
        {"activation": np.array(["tanh"])},
        {"W1": np.array([[np.nan]])},
        {"W1": np.array([[np.inf]])},
        {"W1": np.ones(1)},
        {"W1": np.ones((1, 1), dtype=np.float32)},
        {"W1": np.array([["1"]])},
        {"W1": np.ones((1, 1), dtype=bool)},
        {"W1": np.ones((0, 1))},
        {"W1": np.array([[None]], dtype=object)},
        {"b1": np.ones(2)},
        {"b1": None},
        {"X": np.ones((2, 1))},
        {"X": np.ones((3, 2))},
        {"y": None},
        {"W2": None},
        {"W3": np.ones((1, 1))},
        {"extra": np.ones(1)},
    ],
)
def test_malformed_npz_are_refused(tmp_path, change):
    arrays = {k: v for k, v in (npz_arrays() | change).items() if v is not None}
    np.savez(tmp_path / "bad.npz", **arrays)
    with pytest.raises(InputError):
        read_npz(tmp_path / "bad.npz")


def test_what_is_no_npz_is_refused(tmp_path):
    (tmp_path / "text.npz").write_text("no archive")
    for path in (tmp_path / "text.npz", tmp_path / "missing.npz"):
        with pytest.raises(InputError):
            read_network(path)


@pytest.mark.parametrize("value", ["1/3", "1e400", "1e-400"])
def test_values_that_are_no_float64_are_not_written_to_npz(tmp_path, value):
    network = Network(Architecture((1, 1, 1), False), TANH, [[[value]], [[1]]])
    with pytest.raises(InputError, match="float64"):
        write_npz(network, Data(((Fraction(1),),), (Fraction(1),)), tmp_path / "n.npz")


@given(st.lists(dyadic_numbers, min_size=4, max_size=4))
def test_dyadic_parameters_round_trip_through_npz(tmp_path_factory, values):
    path = tmp_path_factory.mktemp("npz") / "n.npz"
    network = Network.from_parameters(Architecture((1, 1, 1)), SIGMOID, values)
    write_npz(network, Data(((values[0],),), (values[1],)), path)
    assert read_network(path) == network
