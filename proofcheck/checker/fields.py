"""Reading a certificate: every field has a type, a size and a limit; the rest is malformed."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flint import fmpq, fmpz

from proofcheck.core.errors import InputError

SCHEMA = 1
MOST_BYTES, MOST_DIGITS, MOST_EXPONENT = 16 * 2**20, 2000, 2000
MOST_PARAMETERS, MOST_SAMPLES, MOST_WIDTH = 50_000, 20_000, 10**9
_NUMBER = re.compile(r"(-?)([0-9]+)(?:/([0-9]+)|(?:\.([0-9]+))?(?:e(-?[0-9]{1,4}))?)", re.ASCII)

Vector = list[Any]
Matrix = list[list[Any]]
Place = tuple[int, int, int]


def malformed(where: str, given: object, admissible: str) -> InputError:
    """Return the error about a field."""
    shown = str(given)
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    return InputError(
        f"certificate, {where}",
        given=shown,
        admissible=admissible,
        repair="write the certificate again with proofcheck",
    )


def parse(text: str) -> dict[str, Any]:
    """Return the JSON object of a certificate.

    Raises:
        InputError: no JSON object, a float, a repeated key, more than 16 MiB.

    >>> parse('{"schema": 1, "radius": "0.5"}')["radius"]
    '0.5'
    >>> parse('{"schema": 1, "radius": 0.5}')
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.InputError: certificate, numbers: given the JSON number 0.5; ...
    """

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len(dict(pairs)) < len(pairs):
            raise malformed("keys", "a repeated key", "each key once")
        return dict(pairs)

    def refuse(number: str) -> Any:
        raise malformed("numbers", f"the JSON number {number}", "integers and strings")

    if len(text) > MOST_BYTES:
        raise malformed("size", "more than 16 MiB", "a smaller file")
    try:
        found = json.loads(
            text, object_pairs_hook=unique, parse_float=refuse, parse_constant=refuse
        )
    except (ValueError, RecursionError) as error:
        raise malformed("text", str(error) or "nested too deeply", "a JSON object") from error
    return object_of(found, "text")


def fields_of(value: Any, where: str, *keys: str) -> dict[str, Any]:
    """Return an object with exactly these keys."""
    found = object_of(value, where)
    if set(found) != set(keys):
        raise malformed(
            where, sorted(found), f"an object with the keys {', '.join(keys) or '(none)'}"
        )
    return found


def object_of(value: Any, where: str) -> dict[str, Any]:
    """Return a JSON object, whatever its keys."""
    if not isinstance(value, dict):
        raise malformed(where, type(value).__name__, "an object with the keys of the format")
    return value


def items_of(value: Any, where: str, least: int = 1, most: int = MOST_PARAMETERS) -> list[Any]:
    """Return a list whose length lies between the limits."""
    if not isinstance(value, list) or not least <= len(value) <= most:
        given = f"{len(value)} entries" if isinstance(value, list) else type(value).__name__
        raise malformed(where, given, f"a list of {least} to {most} entries")
    return value


def integer_of(value: Any, where: str, least: int, most: int) -> int:
    """Return an integer between the limits."""
    if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
        raise malformed(where, value, f"an integer from {least} to {most}")
    return value


def number_of(value: Any, where: str) -> fmpq:
    """Return the exact number of a string."""
    match = _NUMBER.fullmatch(value) if isinstance(value, str) else None
    if match is None or len(value) > MOST_DIGITS:
        raise malformed(where, value, 'a string such as "-0.25", "1e-3" or "1/3"')
    sign, whole, denominator, decimals, exponent = match.groups()
    power = int(exponent or 0)
    if abs(power) > MOST_EXPONENT or (denominator and fmpz(denominator) == 0):
        raise malformed(where, value, f"exponents up to {MOST_EXPONENT}, denominators other than 0")
    size = fmpq(fmpz(whole + (decimals or ""))) * fmpq(10) ** (power - len(decimals or ""))
    size = size / fmpz(denominator) if denominator else size
    if sign and size == 0:
        raise malformed(where, value, "0 without a sign")
    return -size if sign else size


def numbers_of(value: Any, where: str, count: int) -> Vector:
    """Return a list of so many exact numbers."""
    return [number_of(x, where) for x in items_of(value, where, count, count)]


@dataclass(frozen=True)
class Network:
    """Exact or enclosed weights: per layer one row per neuron, the bias (if any) first."""

    activation: str
    bias: bool
    layers: tuple[Matrix, ...]

    @property
    def widths(self) -> tuple[int, ...]:
        """The widths n_0, ..., n_L."""
        return len(self.layers[0][0]) - self.bias, *map(len, self.layers)

    @property
    def size(self) -> int:
        """The number of parameters."""
        return parameters(self.widths, self.bias)

    def words(self) -> str:
        """Return widths, activation and biases in words."""
        biases = "with" if self.bias else "without"
        label = "-".join(map(str, self.widths))
        return f"{label} {self.activation} network {biases} biases ({self.size} parameters)"


def parameters(widths: Sequence[int], bias: bool) -> int:
    """Return the number of parameters of an architecture."""
    return sum(m * (n + bias) for n, m in pairwise(widths))


def network_of(value: Any, where: str) -> Network:
    """Return a network with exact weights."""
    found = fields_of(value, where, "activation", "bias", "layers")
    bias = found["bias"]
    if found["activation"] not in ("sigmoid", "tanh") or not isinstance(bias, bool):
        raise malformed(where, [found["activation"], bias], "sigmoid or tanh, bias true or false")
    layers: list[Matrix] = []
    for number, layer in enumerate(items_of(found["layers"], where, 2, 50), 1):
        place = f"{where}, layer {number}"
        parts = fields_of(layer, place, *(("bias", "weights") if bias else ("weights",)))
        rows = items_of(parts["weights"], place)
        below = len(layers[-1]) if layers else len(items_of(rows[0], place))
        constants = numbers_of(parts["bias"], place, len(rows)) if bias else [None] * len(rows)
        weights = [numbers_of(row, place, below) for row in rows]
        layers.append(
            [([c] if bias else []) + row for c, row in zip(constants, weights, strict=True)]
        )
    network = Network(found["activation"], bias, tuple(layers))
    if len(layers[-1]) != 1 or network.size > MOST_PARAMETERS:
        raise malformed(where, network.words(), f"one output, at most {MOST_PARAMETERS} parameters")
    return network


def neuron_of(value: Any, network: Network, where: str) -> tuple[int, int]:
    """Return the numbers of a hidden layer and of a neuron in it."""
    layer, neuron = items_of(value, where, 2, 2)
    layer = integer_of(layer, where, 1, len(network.layers) - 1)
    return layer, integer_of(neuron, where, 1, network.widths[layer])
