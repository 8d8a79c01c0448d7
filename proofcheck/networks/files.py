"""Network files (JSON) and data files (CSV), with exact numbers only."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from proofcheck.arithmetic import exact
from proofcheck.core.errors import InputError
from proofcheck.networks.activation import BY_NAME, Activation
from proofcheck.networks.architecture import Architecture
from proofcheck.networks.exact_json import (
    bad_file,
    number_text,
    parse_json,
    read_text,
    writing,
)
from proofcheck.networks.network import Network

Row = tuple[Fraction, ...]


@dataclass(frozen=True)
class Data:
    """Samples (x_alpha, y_alpha): inputs of shape (N, n_0) and labels (N,), exact.

    >>> half = Fraction(1, 2)
    >>> Data(((half,), (half,)), (Fraction(0), Fraction(1))).repeated_inputs
    (1,)
    """

    inputs: tuple[Row, ...]
    labels: Row

    @property
    def repeated_inputs(self) -> tuple[int, ...]:
        """Samples (from 0) whose input occurred before; p. 5 supposes that there are none."""
        seen: set[Row] = set()
        repeated = []
        for sample, row in enumerate(self.inputs):
            if row in seen:
                repeated.append(sample)
            seen.add(row)
        return tuple(repeated)


def read_network(path: str | Path) -> Network:
    """Return the network of a JSON file, or of an `.npz` file (exact binary values).

    Exactness: exact.

    Raises:
        InputError: everything malformed; JSON floats are refused with the repair.

    >>> from tempfile import TemporaryDirectory
    >>> layers = [{"weights": [["1/2"]]}, {"weights": [["0.1"]]}]
    >>> whole = {"activation": "tanh", "bias": False, "layers": layers}
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "net.json").write_text(json.dumps(whole))
    ...     read_network(Path(folder, "net.json")).parameters
    (Fraction(1, 2), Fraction(1, 10))
    """
    if Path(path).suffix == ".npz":
        from proofcheck.networks.npz import read_npz

        return read_npz(path)[0]
    return network_from_json(read_text(path), path)


def read_data(path: str | Path) -> Data:
    r"""Return the samples of a CSV file with header x1,...,xn,y, or of an `.npz` file.

    Exactness: exact.

    Raises:
        InputError: everything malformed.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     _ = Path(folder, "data.csv").write_text("x1,x2,y\n1,1/3,-0.1\n")
    ...     read_data(Path(folder, "data.csv")).labels
    (Fraction(-1, 10),)
    """
    if Path(path).suffix == ".npz":
        from proofcheck.networks.npz import read_npz

        return read_npz(path)[1]
    return data_from_csv(read_text(path), path)


def write_network(network: Network, path: str | Path) -> None:
    """Write the network as JSON; `read_network` returns the same network.

    Raises:
        InputError: an activation other than sigmoid and tanh, or a file that cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> from proofcheck.networks import SIGMOID
    >>> net = Network(Architecture((1, 1, 1)), SIGMOID, [[[0, "1/3"]], [[1, 2]]])
    >>> with TemporaryDirectory() as folder:
    ...     write_network(net, Path(folder, "net.json"))
    ...     read_network(Path(folder, "net.json")) == net
    True
    """
    text = network_to_json(network)
    with writing(path) as part:
        part.write_text(text, encoding="utf-8")


def write_data(data: Data, path: str | Path) -> None:
    r"""Write the samples as CSV; `read_data` returns the same samples.

    Raises:
        InputError: the file cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> data = Data(((Fraction(1, 3),),), (Fraction(2),))
    >>> with TemporaryDirectory() as folder:
    ...     write_data(data, Path(folder, "data.csv"))
    ...     Path(folder, "data.csv").read_text(), read_data(Path(folder, "data.csv")) == data
    ('x1,y\n1/3,2\n', True)
    """
    text = data_to_csv(data)
    with writing(path) as part:
        part.write_text(text, encoding="utf-8")


def network_from_json(text: str, source: object = "network") -> Network:
    """Return the network of a JSON text.

    Raises:
        InputError: everything malformed.

    >>> layers = '[{"weights": [["1/2"]], "bias": [0]}, {"weights": [[2]], "bias": [1]}]'
    >>> net = network_from_json('{"activation": "tanh", "bias": true, "layers": %s}' % layers)
    >>> [str(w) for w in net.parameters]
    ['0', '1/2', '1', '2']
    """
    found = _keys(parse_json(text, source), {"activation", "bias", "layers"}, set(), source)
    activation, bias = activation_named(found["activation"], source), found["bias"]
    if not isinstance(bias, bool):
        raise bad_file(source, f"bias {bias!r}", "true or false", 'write "bias": true')
    layers = found["layers"]
    if not isinstance(layers, list) or not layers:
        raise bad_file(source, "no layers", "a list of layers", "one object per affine map")
    weights = [_layer(layer, bias, number, source) for number, layer in enumerate(layers, 1)]
    return network_from_layers(weights, bias, activation)


def network_from_layers(
    weights: Sequence[Sequence[Sequence[Any]]], bias: bool, activation: Activation
) -> Network:
    """Return the network whose widths are read off its layers (bias in column 0, if any).

    >>> from proofcheck.networks import SIGMOID
    >>> network_from_layers([[[0, 1, 2]], [[3, 4]]], True, SIGMOID).architecture.label()
    '2-1-1'
    """
    inputs = len(weights[0][0]) - bias
    architecture = Architecture((inputs, *(len(layer) for layer in weights)), bias)
    return Network(architecture, activation, tuple(weights))  # type: ignore[arg-type]


def network_to_json(network: Network) -> str:
    """Return the JSON text of a network with sigmoid or tanh.

    >>> from proofcheck.networks import SIGMOID
    >>> net = Network(Architecture((1, 1, 1), bias=False), SIGMOID, [[["1/3"]], [[2]]])
    >>> json.loads(network_to_json(net))["layers"]
    [{'weights': [['1/3']]}, {'weights': [[2]]}]
    """
    activation_named(network.activation.name, "network to write")
    layers = [_layer_object(layer, network.architecture.bias) for layer in network.weights]
    whole = {
        "activation": network.activation.name,
        "bias": network.architecture.bias,
        "layers": layers,
    }
    return json.dumps(whole, indent=1) + "\n"


def data_from_csv(text: str, source: object = "data") -> Data:
    r"""Return the samples of a CSV text.

    Raises:
        InputError: everything malformed.

    >>> data_from_csv("x1,y\n1/2,3\n").labels
    (Fraction(3, 1),)
    """
    try:
        header, *rows = [row for row in csv.reader(io.StringIO(text), strict=True) if row]
    except (ValueError, csv.Error) as error:
        raise bad_file(source, "no table", "header x1,...,xn,y, then rows", "add them") from error
    names = [name.strip() for name in header]
    if len(names) < 2 or names != [f"x{i}" for i in range(1, len(names))] + ["y"]:
        shown = ",".join(names)[:60]
        raise bad_file(source, f"header {shown}", "x1,...,xn,y", "name the columns so")
    if not rows:
        raise bad_file(source, "no samples", "at least one row", "add samples")
    table = [_csv_row(row, len(names), number, source) for number, row in enumerate(rows, 1)]
    return Data(tuple(row[:-1] for row in table), tuple(row[-1] for row in table))


def data_to_csv(data: Data) -> str:
    r"""Return the CSV text of the samples.

    >>> data_to_csv(Data(((Fraction(1, 3), Fraction(1)),), (Fraction(2),)))
    'x1,x2,y\n1/3,1,2\n'
    """
    header = [f"x{i}" for i in range(1, len(data.inputs[0]) + 1)] + ["y"]
    rows = [(*row, label) for row, label in zip(data.inputs, data.labels, strict=True)]
    lines = [header, *([str(number_text(value)) for value in row] for row in rows)]
    return "".join(",".join(line) + "\n" for line in lines)


def activation_named(name: object, source: object) -> Activation:
    """Return the activation that files may name: sigmoid or tanh.

    Raises:
        InputError: another name.

    >>> activation_named("tanh", "net.json").name
    'tanh'
    >>> activation_named("relu", "net.json")
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.InputError: file net.json: given activation relu; ...
    """
    if isinstance(name, str) and name in BY_NAME:
        return BY_NAME[name]
    shown = str(name)[:40]
    raise bad_file(source, f"activation {shown}", "sigmoid or tanh", "use one of these")


def _layer(layer: Any, bias: bool, number: int, source: object) -> list[list[Fraction]]:
    """Return the rows of a layer, the bias in column 0."""
    where = f"{source}, layer {number}"
    found = _keys(layer, {"weights"} | ({"bias"} if bias else set()), {"bias"}, where)
    rows = [_numbers(row, where) for row in _list(found["weights"], where)]
    if len({len(row) for row in rows}) != 1 or not rows[0]:
        raise bad_file(where, "rows of different lengths or empty", "n_l rows", "complete them")
    constants = _numbers(found.get("bias", []), where)
    if len(constants) != (len(rows) if bias else 0):
        expected = len(rows) if bias else 0
        given = f"{len(constants)} biases for {len(rows)} neurons"
        raise bad_file(where, given, f"{expected} biases", "one bias per neuron, or bias: false")
    return [[c, *row] for c, row in zip(constants, rows, strict=True)] if bias else rows


def _layer_object(layer: Sequence[Row], bias: bool) -> dict[str, Any]:
    weights = [[number_text(w) for w in row[int(bias) :]] for row in layer]
    constants = {"bias": [number_text(row[0]) for row in layer]} if bias else {}
    return {"weights": weights, **constants}


def _numbers(values: Any, source: object) -> list[Fraction]:
    return [_number(value, source) for value in _list(values, source)]


def _number(value: Any, source: object) -> Fraction:
    try:
        return exact(value)
    except InputError as error:
        raise bad_file(source, error.given, error.admissible, error.repair) from error


def _list(value: Any, source: object) -> list[Any]:
    if isinstance(value, list):
        return value
    raise bad_file(source, type(value).__name__, "a list", "use [...] as in the documentation")


def _keys(found: Any, needed: set[str], optional: set[str], source: object) -> dict[str, Any]:
    if isinstance(found, dict) and needed <= set(found) <= needed | optional:
        return found
    given = f"keys {sorted(found)}"[:80] if isinstance(found, dict) else type(found).__name__
    raise bad_file(source, given, f"an object with keys {sorted(needed)}", "correct the keys")


def _csv_row(row: list[str], columns: int, number: int, source: object) -> Row:
    where = f"{source}, row {number}"
    if len(row) != columns:
        raise bad_file(where, f"{len(row)} fields", f"{columns} fields", "complete the row")
    return tuple(_number(field, where) for field in row)
