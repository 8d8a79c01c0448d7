"""Every reader of a witness field: what it returns, and what it refuses."""

import pytest
from flint import fmpq
from tiny import SMALL, network

from proofcheck.certificates.writer import network_json
from proofcheck.checker import KINDS, witness
from proofcheck.checker.fields import MOST_PARAMETERS, MOST_WIDTH
from proofcheck.core import InputError

DEEP = network("1 2 3; 4 5 6", "1 2 3; 1 1 1", "0 1 2")
WITHOUT = network("1 2; 3 4", "5 6", bias=False)


def read(name, value, net=DEEP):
    return getattr(witness, f"read_{name}")(value, net, f"witness.{name}")


GOOD = [
    ("direction", [[1, 1, 0, "1"], [3, 1, 2, "-1/2"]], {(1, 1, 0): 1, (3, 1, 2): fmpq(-1, 2)}),
    ("direction", [[1, 1, 1, "0"], [1, 1, 2, "1"]], {(1, 1, 1): 0, (1, 1, 2): 1}),
    ("place", [2, 2, 0], (2, 2, 0)),
    ("place", [3, 1, 2], (3, 1, 2)),
    ("pair", [2, 1], (2, 1)),
    ("count", 1, 1),
    ("count", MOST_PARAMETERS, MOST_PARAMETERS),
    ("vector", ["1", "-2"], [1, -2]),
    ("vectors", [], []),
    ("vectors", [["1"], ["2", "3"]], [[1], [2, 3]]),
    ("interval", ["0", "1/3"], [0, fmpq(1, 3)]),
    ("radius", "0", 0),
    ("radius", "1", 1),
    ("radius", "1e-20", fmpq(1, 10**20)),
    ("sign", "positive-definite", "positive-definite"),
    ("sign", "negative-definite", "negative-definite"),
    ("sign", "indefinite", "indefinite"),
    ("vanishing", "zero", "zero"),
    ("vanishing", "nonzero", "nonzero"),
    ("better", "teacher", "teacher"),
    ("better", network_json(SMALL), SMALL),
    ("wide", [1, MOST_WIDTH], (1, MOST_WIDTH)),
    ("other", network_json(DEEP), DEEP),
    ("statement", "theorem-9", "theorem-9"),
    ("between", ["1/10", "1/2"], [fmpq(1, 10), fmpq(1, 2)]),
]


@pytest.mark.parametrize(("name", "value", "expected"), GOOD, ids=lambda x: str(x)[:25])
def test_admissible_values_are_read(name, value, expected):
    assert read(name, value) == expected


BAD = {
    "direction": [
        [],
        [[1, 1, 0, "0"]],
        [[1, 1, 0, "1"], [1, 1, 0, "1"]],
        [[1, 1, 0]],
        [[1, 1, 3, "1"]],
        [[4, 1, 1, "1"]],
        [[0, 1, 1, "1"]],
        [[1, 3, 1, "1"]],
        [[1, 1, -1, "1"]],
        [[1, 1, 1, 1]],
        {"1": "1"},
    ],
    "place": [[1, 1], [1, 1, 1, 1], [0, 1, 1], [4, 1, 0], [3, 2, 0], [1, 1, 3], ["1", 1, 1], None],
    "pair": [[3, 1], [0, 1], [1, 3], [1], [1, 1, 1], "11", [1.0, 1]],
    "count": [0, -1, MOST_PARAMETERS + 1, "1", True, 1.5, None],
    "vector": [[], "1", [1], ["x"], [["1"]], None],
    "vectors": [[[]], [["1"], ["1"], ["1"]], ["1"], None],
    "interval": [["1", "1"], ["2", "1"], ["-1", "1"], ["1"], ["0", "1", "2"], [0, 1], "01"],
    "radius": ["-1", "1.0001", "2", 0, "", "1e1"],
    "sign": ["positive", "", 1, None, "Positive-definite", ["indefinite"]],
    "vanishing": ["0", True, None, "Zero"],
    "better": ["Teacher", "", 3, [], {"weights": []}],
    "wide": [[1], [1, 1, 1], [0, 1], [1, MOST_WIDTH + 1], ["1", 1], "11"],
    "other": [network_json(SMALL), "teacher", {}],
    "statement": ["theorem-8", "", None, 9],
    "between": [[], ["0"], ["1"], ["1/2", "1/3"], ["1/2", "1/2"], ["1/2"] * 21, "1/2"],
}


@pytest.mark.parametrize(("name", "value"), [(n, v) for n, vs in BAD.items() for v in vs], ids=str)
def test_other_values_are_malformed_and_the_field_is_named(name, value):
    with pytest.raises(InputError, match=f"witness.{name}"):
        read(name, value)


def test_every_reader_of_this_folder_has_good_and_bad_values():
    readers = {r for r in vars(witness) if r.startswith("read_")}
    assert {f"read_{name}" for name in BAD} == readers == {f"read_{name}" for name, *_ in GOOD}


def test_without_biases_there_is_no_source_0():
    assert read("place", [1, 1, 1], WITHOUT) == (1, 1, 1)
    with pytest.raises(InputError):
        read("place", [1, 1, 0], WITHOUT)
    with pytest.raises(InputError):
        read("direction", [[1, 1, 0, "1"]], WITHOUT)


@pytest.mark.parametrize(
    "other",
    [
        network("1 2 3; 4 5 6", "1 2 3; 1 1 1", "0 1 2", activation="tanh"),
        network("1 2 3; 4 5 6; 1 1 1", "1 2 3 4; 1 1 1 1", "0 1 2"),
        network("1 2; 4 5", "1 2; 1 1", "1 2", bias=False),
    ],
    ids=["activation", "width", "biases"],
)
def test_the_saddle_has_the_same_architecture(other):
    with pytest.raises(InputError):
        read("other", network_json(other))


def test_every_kind_says_a_claim_of_its_own_and_what_it_leans_on():
    assert len({kind.words for kind in KINDS.values()}) == len(KINDS)
    for name, kind in KINDS.items():
        assert kind.leans_on or name in ("global-minimum", "not-critical")
        assert all(callable(reader) for reader in kind.fields.values())
