"""Network and data in one NumPy `.npz` file, as exact binary values, without pickles."""

from __future__ import annotations

import io
import zipfile
from fractions import Fraction
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from proofcheck.arithmetic import exact, exact_from_float
from proofcheck.core.errors import InputError
from proofcheck.networks.exact_json import MAX_BYTES, bad_file, number_text, writing
from proofcheck.networks.files import Data, activation_named, network_from_layers
from proofcheck.networks.network import Network

Arrays = dict[str, np.ndarray[Any, Any]]
_HEADERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}


def read_npz(path: str | Path) -> tuple[Network, Data]:
    """Return network and data of an `.npz` with activation, W1, b1, ..., X, y.

    W_l has shape (n_l, n_{l-1}), b_l (n_l,), X (N, n_0), y (N,); without b1, ... the network has no
    biases. Exactness: exact, every float64 and integer is taken as the binary value it stores.

    Raises:
        InputError: missing or additional arrays, pickled objects, NaN, infinities, wrong shapes.

    >>> from tempfile import TemporaryDirectory
    >>> arrays = {"W1": [[0.5]], "W2": [[2.0]], "X": [[1.0]], "y": [0.1]}
    >>> with TemporaryDirectory() as folder:
    ...     np.savez(Path(folder, "all.npz"), activation=np.array("tanh"), **arrays)
    ...     net, data = read_npz(Path(folder, "all.npz"))
    >>> net.parameters, data.labels[0] == Fraction(1, 10)  # the binary value of 0.1
    ((Fraction(1, 2), Fraction(2, 1)), False)
    """
    arrays = _load(Path(path))
    activation = activation_named(str(_take(arrays, "activation", 0, path)), path)
    inputs, labels = _take(arrays, "X", 2, path), _take(arrays, "y", 1, path)
    bias = "b1" in arrays
    layers: list[list[list[Fraction]]] = []
    while f"W{len(layers) + 1}" in arrays:
        layers.append(_layer(arrays, len(layers) + 1, bias, path))
    if arrays or not layers:
        given = f"arrays {sorted(arrays)}"[:80]
        raise bad_file(path, given, "activation, W1, b1, ..., X, y", "remove the others")
    network = network_from_layers(layers, bias, activation)
    return network, _data(network, inputs, labels, path)


def write_npz(network: Network, data: Data, path: str | Path) -> None:
    """Write network and data as float64 arrays; `read_npz` returns the same values.

    Raises:
        InputError: a value that is no float64, or an activation other than sigmoid and tanh.

    >>> from tempfile import TemporaryDirectory
    >>> from proofcheck.networks import SIGMOID, Architecture
    >>> net = Network(Architecture((1, 1, 1)), SIGMOID, [[[0, "1/2"]], [[1, 2]]])
    >>> data = Data(((Fraction(1, 4),),), (Fraction(3),))
    >>> with TemporaryDirectory() as folder:
    ...     write_npz(net, data, Path(folder, "all.npz"))
    ...     read_npz(Path(folder, "all.npz")) == (net, data)
    True
    """
    activation = activation_named(network.activation.name, path)
    arrays = {"activation": np.array(activation.name), "y": _floats(data.labels, path)}
    arrays["X"] = _floats(data.inputs, path)
    for number, layer in enumerate(network.weights, 1):
        table = _floats(layer, path)
        if network.architecture.bias:
            arrays[f"b{number}"], table = table[:, 0], table[:, 1:]
        arrays[f"W{number}"] = table
    with writing(path) as part, part.open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]


def _load(path: Path) -> Arrays:
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(member.file_size for member in archive.infolist()) > MAX_BYTES:
                raise bad_file(path, "more than 64 MiB", "a smaller file", "reduce the data")
            return {
                member.filename.removesuffix(".npy"): _array(archive.read(member))
                for member in archive.infolist()
            }
    except InputError:
        raise
    except Exception as error:  # zipfile, zlib and numpy raise nine kinds of them for bad bytes
        given = "no readable .npz, or one with pickled objects"
        repair = "save plain float64 arrays with numpy.savez"
        raise bad_file(path, given, "an .npz without pickles", repair) from error


def _array(content: bytes) -> np.ndarray[Any, Any]:
    """Return the array of an `.npy` file; nothing is allocated on the word of its header.

    Raises:
        ValueError: the header promises other than what follows, or objects, or is no header.
    """
    file = io.BytesIO(content)
    read_header = _HEADERS[np.lib.format.read_magic(file)]
    shape, _, dtype = read_header(file)
    if dtype.hasobject or prod(shape) * dtype.itemsize != len(content) - file.tell():
        raise ValueError("the header does not fit the data")
    file.seek(0)
    return np.asarray(np.lib.format.read_array(file, allow_pickle=False))


def _take(arrays: Arrays, name: str, dimensions: int, path: object) -> np.ndarray[Any, Any]:
    found = arrays.pop(name, None)
    if found is not None and found.ndim == dimensions and found.size:
        return found
    given = "nothing" if found is None else f"shape {found.shape}"
    raise bad_file(path, f"{name}: {given}", f"{dimensions} dimensions", f"add the array {name}")


def _layer(arrays: Arrays, number: int, bias: bool, path: object) -> list[list[Fraction]]:
    """Return the rows of a layer, the bias in column 0."""
    weights = _rows(_take(arrays, f"W{number}", 2, path), path)
    if not bias:
        return weights
    constants = _rows(_take(arrays, f"b{number}", 1, path)[None, :], path)[0]
    if len(constants) == len(weights):
        return [[c, *row] for c, row in zip(constants, weights, strict=True)]
    given = f"b{number} of length {len(constants)}"
    raise bad_file(path, given, f"length {len(weights)}", "one bias per row of W")


def _data(network: Network, inputs: Any, labels: Any, path: object) -> Data:
    if inputs.shape == (len(labels), network.architecture.widths[0]):
        rows = _rows(inputs, path)
        return Data(tuple(map(tuple, rows)), tuple(_rows(labels[None, :], path)[0]))
    given = f"X of shape {inputs.shape}, y of length {len(labels)}"
    expected = f"(N, {network.architecture.widths[0]}) and N"
    raise bad_file(path, given, expected, "one row of X and one entry of y per sample")


def _rows(table: np.ndarray[Any, Any], path: object) -> list[list[Fraction]]:
    if table.dtype != np.float64 and table.dtype.kind not in "iu":
        given = f"dtype {table.dtype}"
        raise bad_file(path, given, "float64 or integers", "convert with .astype(numpy.float64)")
    try:
        return [[_number(value) for value in row] for row in table.tolist()]
    except InputError as error:
        raise bad_file(path, error.given, error.admissible, error.repair) from error


def _number(value: float | int) -> Fraction:
    return exact_from_float(value) if isinstance(value, float) else exact(value)


def _floats(values: Any, path: object) -> np.ndarray[Any, Any]:
    table = np.array(values, dtype=object)
    flat = [_float(value, path) for value in table.ravel()]
    return np.array(flat, dtype=np.float64).reshape(table.shape)


def _float(value: Fraction, path: object) -> float:
    try:
        rounded = float(value)
    except OverflowError:
        rounded = float("inf")
    if rounded in (float("inf"), float("-inf")) or Fraction(rounded) != value:
        shown = str(number_text(value))[:40]
        raise bad_file(path, shown, "values that are float64", "write JSON and CSV instead")
    return rounded
