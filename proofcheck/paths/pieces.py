"""A path in words: what every layer does, with the formula and the lemma it comes from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from proofcheck.paths.escape_path import EscapePath
from proofcheck.paths.width_conditions import reference_point


@dataclass(frozen=True)
class Piece:
    """What one layer does along the path: `moves`, the formula, the lemma (with page).

    >>> print(Piece(1, False, "w(t) = w'", "constant"))
    layer 1: w(t) = w' (constant)
    """

    layer: int
    moves: bool
    formula: str
    lemma: str

    def __str__(self) -> str:
        return f"layer {self.layer}: {self.formula} ({self.lemma})"


def pieces(path: EscapePath) -> list[Piece]:
    r"""Return what every layer does, from the first to the last.

    >>> from proofcheck.networks import SIGMOID, Architecture, Network
    >>> from proofcheck.paths import perturbed_start
    >>> zero = Network.from_parameters(Architecture((1, 2, 1)), SIGMOID, [0] * 7)
    >>> path = EscapePath(perturbed_start(zero, [[0], [1], [2]], "1e-6"), [1, 0, 1])
    >>> print(*pieces(path), sep="\n")
    layer 1: w(t) = w' (constant)
    layer 2: w(t) = w' + (n(t) - n(0)) A^-1 on 0-2, n(t) = z + t (y - z) (Lemma 17, p. 27)
    """
    wide, depth = path.start.layer, path.start.network.architecture.depth
    constant = [Piece(layer, False, "w(t) = w'", "constant") for layer in range(1, wide + 1)]
    return [
        *constant,
        _after_the_wide_layer(path),
        *(_later(path, layer) for layer in range(wide + 2, depth + 1)),
    ]


def _target(path: EscapePath, layer: int) -> str:
    last = layer == path.start.network.architecture.depth
    return "n(t) = z + t (y - z)" if last else f"n(t) = sigma^-1 of the a(t) of layer {layer + 1}"


def _after_the_wide_layer(path: EscapePath) -> Piece:
    layer = path.start.layer + 1
    sources = _runs(path.start.rank.rows)
    formula = f"w(t) = w' + (n(t) - n(0)) A^-1 on {sources}, {_target(path, layer)}"
    return Piece(layer, True, formula, "Lemma 17, p. 27")


def _later(path: EscapePath, layer: int) -> Piece:
    network = path.start.network
    a0, rho = reference_point(network.activation, network.architecture.bias)
    columns = _runs(path.start.columns[layer])
    shift = f", w_0(t) = w_0' - (lambda - 1) {a0} w' 1" if network.architecture.bias and a0 else ""
    formula = (
        f"w(t) = lambda w'{shift}, lambda = 1 + 2 max|x| / {rho}, x = W^-1 (n(t) - n(0)), W the "
        f"weights from {columns}, a(t) below = ((lambda - 1) {a0} + a + (x; 0)) / lambda, "
        f"{_target(path, layer)}"
    )
    return Piece(layer, True, formula, "Lemmas 18 and 19, p. 27")


def _runs(numbers: Sequence[int]) -> str:
    """Return increasing numbers in words.

    >>> _runs((0, 1, 2, 4, 6, 7))
    '0-2, 4, 6-7'
    """
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in runs)
