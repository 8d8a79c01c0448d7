"""Writing certificates: exact values as strings, claim and digest as the checker wants them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from flint import fmpq

from proofcheck.checker import SCHEMA, digest, expected_claim, expected_leaning, read_case
from proofcheck.checker.fields import MOST_DIGITS
from proofcheck.checker.fields import Network as Weights
from proofcheck.core.errors import InputError

if TYPE_CHECKING:  # importing SymPy takes longer than certifying
    from proofcheck.networks import Data, Network

Json = dict[str, Any]
Labels = Json
"""{"values": [...]}, {"teacher": network} or {"planted": {...}}, as the format has it."""


@dataclass(frozen=True)
class Problem:
    r"""Inputs and labels as a certificate states them.

    >>> from proofcheck.networks.files import data_from_csv
    >>> Problem.of(data_from_csv("x1,y\n1/2,3\n")).labels
    {'values': ['3']}
    """

    inputs: tuple[tuple[Any, ...], ...]
    labels: Labels

    @classmethod
    def of(cls, data: Data) -> Problem:
        """Return the problem of a data file."""
        return cls(data.inputs, {"values": [text(y) for y in data.labels]})


def text(value: Any) -> str:
    """Return an exact number as a short decimal if it has one, else as p/q.

    >>> text(Fraction(-1, 8)), text(Fraction(1, 3)), text(5)
    ('-0.125', '1/3', '5')

    Raises:
        InputError: a number that is too long for a certificate.
    """
    shown = _shown(value)
    if len(shown) > MOST_DIGITS:
        raise InputError(
            "number",
            given=f"{shown[:20]}... ({len(shown)} characters)",
            admissible=f"at most {MOST_DIGITS} characters, as a decimal or as p/q",
            repair="round it to fewer digits, or scale weights and data",
        )
    return shown


def _shown(value: Any) -> str:
    number = value if isinstance(value, fmpq) else _fmpq(Fraction(value))
    rest, decimals = int(number.q), 0
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    decimals = max(twos, fives)
    if rest != 1 or decimals > 400:
        return f"{number.p}/{number.q}"
    digits = str(abs(number.p) * 10**decimals / number.q).rjust(decimals + 1, "0")
    sign = "-" if number < 0 else ""
    return f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else f"{sign}{digits}"


def _fmpq(value: Fraction) -> fmpq:
    return fmpq(value.numerator, value.denominator)


def weights(network: Network) -> Weights:
    """Return the weights as the checker holds them.

    >>> from proofcheck.networks import TANH, Architecture, Network
    >>> net = Network.from_parameters(Architecture((1, 1, 1)), TANH, [0, "1/2", 1, 2])
    >>> weights(net).layers
    ([[0, 1/2]], [[1, 2]])
    """
    layers = tuple([[_fmpq(w) for w in row] for row in layer] for layer in network.weights)
    return Weights(network.activation.name, network.architecture.bias, layers)


def network_json(network: Weights) -> Json:
    """Return the JSON object of a network with exact weights.

    >>> network_json(Weights("tanh", False, ([[fmpq(1, 8)]], [[fmpq(1, 3)]])))["layers"]
    [{'weights': [['0.125']]}, {'weights': [['1/3']]}]
    """
    bias = int(network.bias)
    layers = []
    for layer in network.layers:
        shown: Json = {"weights": [[text(w) for w in row[bias:]] for row in layer]}
        layers.append({**shown, "bias": [text(row[0]) for row in layer]} if bias else shown)
    return {"activation": network.activation, "bias": network.bias, "layers": layers}


def certificate(kind: str, network: Weights, problem: Problem, witness: Mapping[str, Any]) -> Json:
    """Return the certificate; whether it proves its claim is for the checker to say.

    Raises:
        InputError: a witness that the format does not admit.

    >>> from proofcheck.checker import verify
    >>> net = Weights("tanh", False, ([[fmpq(0)]], [[fmpq(2)]]))
    >>> found = certificate("global-minimum", net, Problem(((1,),), {"values": ["0"]}), {})
    >>> verify(found).accepted, found["leans_on"]
    (True, [])
    """
    found: Json = {
        "schema": SCHEMA,
        "kind": kind,
        "claim": "",
        "leans_on": [],
        "network": network_json(network),
        "data": {
            "inputs": [[text(x) for x in row] for row in problem.inputs],
            "labels": problem.labels,
        },
        "witness": dict(witness),
        "digest": "",
    }
    return sealed(found)


def sealed(found: Json) -> Json:
    """Return the certificate with claim, `leans_on` and digest that fit its other fields.

    >>> net = Weights("tanh", False, ([[fmpq(0)]], [[fmpq(2)]]))
    >>> found = certificate("global-minimum", net, Problem(((1,),), {"values": ["0"]}), {})
    >>> sealed({**found, "claim": "", "digest": ""}) == found
    True
    """
    case = read_case(found)
    out = {**found, "claim": expected_claim(case), "leans_on": expected_leaning(case)}
    return {**out, "digest": digest(out)}


def written(found: Json) -> str:
    """Return the text of the file: rows of numbers on one line each.

    >>> print(written({"inputs": [["1", "2"], ["3", "4"]]}), end="")
    {
     "inputs": [
      ["1", "2"],
      ["3", "4"]
     ]
    }
    """
    return _lines(found, "") + "\n"


def _lines(value: Any, indent: str) -> str:
    deeper = indent + " "
    if isinstance(value, dict) and value:
        rows = [f"{deeper}{json.dumps(k)}: {_lines(v, deeper)}" for k, v in value.items()]
        return "{\n" + ",\n".join(rows) + f"\n{indent}}}"
    if isinstance(value, list) and any(isinstance(x, (list, dict)) for x in value):
        return "[\n" + ",\n".join(deeper + _lines(x, deeper) for x in value) + f"\n{indent}]"
    return json.dumps(value, ensure_ascii=False)


def entries(direction: Mapping[tuple[int, int, int], Any]) -> list[list[Any]]:
    """Return a direction as the format has it.

    >>> entries({(1, 1, 0): Fraction(1, 2), (2, 1, 1): -1})
    [[1, 1, 0, '0.5'], [2, 1, 1, '-1']]
    """
    return [[*place, text(value)] for place, value in direction.items()]


def planted(
    network: Weights,
    pivots: Sequence[int],
    free: Sequence[Any],
    d_zero: Sequence[tuple[int, int, int]] = (),
) -> Labels:
    """Return labels planted at a network; pivots count from 1.

    >>> net = Weights("tanh", False, ([[fmpq(1)]], [[fmpq(2)]]))
    >>> planted(net, [1, 2], [Fraction(1, 3)])["planted"]["free"]
    ['1/3']
    """
    return {
        "planted": {
            "network": network_json(network),
            "pivots": list(pivots),
            "free": [text(x) for x in free],
            "d_zero": [list(entry) for entry in d_zero],
        }
    }
