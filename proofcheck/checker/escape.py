"""Proof that a path leads from the given parameters to loss 0: docs/certificates.md, escape path.

With l* the wide layer and n(t), a(t) the values that the path prescribes (matrices, a column per
sample), from the last layer down:

    n_L(t) = z + t (y - z)
    x(t) = W^-1 (n_l(t) - n_l(0)),  lambda = 1 + 2 max|x| / rho                       l > l* + 1
    w_l(t) = lambda w_l,  bias w_0 - (lambda - 1) a0 w_l 1
    a_{l-1}(t) = ((lambda - 1) a0 + a_{l-1} + (x; 0)) / lambda,  n_{l-1}(t) = sigma^-1 of it
    w_l(t) = w_l + (n_l(t) - n_l(0)) A^-1 on the chosen sources                       l = l* + 1
"""

from __future__ import annotations

from functools import reduce
from itertools import pairwise

from flint import arb, fmpq

from proofcheck.checker.balls import (
    NotProvedError,
    RefusedError,
    balls,
    flint_matrix,
    identity,
    is_positive,
    times,
    transposed,
)
from proofcheck.checker.case import Case
from proofcheck.checker.escape_witness import MOST_WIDE
from proofcheck.checker.fields import Matrix, Network, Vector
from proofcheck.checker.merging import flat, labels

CLOSE = fmpq(1, 10**30)
"""Outputs on the path are proved to be so close to z + t (y - z)."""


def prove_escape(case: Case) -> None:
    """Raise NotProvedError unless distance, ranks, outputs and losses are proved."""
    check_distance(case)
    check_shapes(case)
    path = Path(case)
    points, losses = case.witness["points"], []
    for k in range(points + 1):
        t = fmpq(k, points)
        outputs = path.outputs(path.layers(t))
        for f, wanted in zip(outputs, path.target(t), strict=True):
            _require(abs(f - wanted) < arb(CLOSE), f"the output at t = {t} is the prescribed one")
        losses.append(_loss(outputs, path.y))
        rest, near = (1 - t) * (1 - t) * losses[0], arb(CLOSE) * (1 + losses[0])
        _require(abs(losses[-1] - rest) < near, f"the loss at t = {t} is (1 - t)^2 times the first")
    for before, after in pairwise(losses):
        _require(is_positive(before - after), "the loss decreases")
    _require(losses[-1].rad() < arb(CLOSE), "the radius of the loss at the end")
    _require(losses[-1].contains(0), "0 lies in the enclosure of the loss at the end")


def check_distance(case: Case) -> None:
    """Prove |w' - w| < epsilon, exactly."""
    pairs = zip(flat(case.network.layers), flat(case.witness["start"].layers), strict=True)
    square = sum(((x - y) * (x - y) for x, y in pairs), fmpq(0))
    if not square < case.witness["epsilon"] * case.witness["epsilon"]:
        raise RefusedError("the parameters are not within epsilon of the start")


def check_shapes(case: Case) -> None:
    """Check the hypotheses that are matters of shape: inputs, widths, biases, chosen sources."""
    network, wide, count = case.network, case.witness["layer"], len(case.inputs)
    widths, sources, columns = network.widths, case.witness["sources"], case.witness["columns"]
    later = range(wide + 2, len(widths))
    if count > MOST_WIDE:
        raise RefusedError(f"{count} samples; paths are decided for at most {MOST_WIDE}")
    if len(set(map(tuple, case.inputs))) < count:
        raise RefusedError("hypothesis distinct inputs: an input is repeated")
    if any(widths[level] > widths[level - 1] for level in later):
        raise RefusedError("hypothesis non-increasing widths: a later layer is wider")
    if later and not network.bias and network.activation != "tanh":
        raise RefusedError("hypothesis biases: 0 does not lie inside the image of the activation")
    if len(sources) != count or sources[-1] > widths[wide]:
        raise RefusedError(f"hypothesis wide layer: {count} sources of layer {wide} are needed")
    if [len(row) for row in columns] != [widths[level] for level in later] or any(
        row[-1] > widths[level - 1] for level, row in zip(later, columns, strict=True)
    ):
        raise RefusedError("the chosen columns do not fit the widths")


class Path:
    """The path in balls; what does not depend on t is computed once."""

    def __init__(self, case: Case) -> None:
        network, witness = case.network, case.witness
        self.name, self.bias, self.wide = network.activation, network.bias, witness["layer"]
        self.a0, self.rho = _reference(network)
        self.w: list[Matrix] = [[], *(balls(layer) for layer in network.layers)]
        self.depth = len(network.layers)
        self.a: list[Matrix] = [transposed(balls(case.inputs))]
        self.n: list[Matrix] = [[]]
        for level in range(1, self.depth + 1):
            self.n.append(times(self.w[level], self._sources(self.a[-1])))
            self.a.append([[_sigma(self.name, z) for z in row] for row in self.n[-1]])
        self.z, self.y = self.n[-1][0], labels(case)
        below = self._sources(self.a[self.wide])
        self.rows = [source - (not self.bias) for source in witness["sources"]]
        self.A_inverse = _inverse([below[row] for row in self.rows], "the activation vectors")
        self.columns = dict(enumerate(witness["columns"], self.wide + 2))
        self.W_inverse = {
            level: _inverse(
                [[row[k - 1 + self.bias] for k in columns] for row in self.w[level]],
                f"the weights of layer {level}",
            )
            for level, columns in self.columns.items()
        }
        self._check_beginning(network)

    def _sources(self, a: Matrix) -> Matrix:
        return [[arb(1)] * len(a[0]), *a] if self.bias else a

    def _check_beginning(self, network: Network) -> None:
        """Check that the formulas give w' at t = 0."""
        pairs = zip(flat(self.layers(fmpq(0))[1:]), flat(network.layers), strict=True)
        _require(all(x.is_finite() and x.overlaps(arb(w)) for x, w in pairs), "w(0) = w'")

    def target(self, t: fmpq) -> Vector:
        """Return z + t (y - z)."""
        return [z + arb(t) * (y - z) for z, y in zip(self.z, self.y, strict=True)]

    def layers(self, t: fmpq) -> list[Matrix]:
        """Return the weights w(t), entry l those of layer l."""
        out, n = list(self.w), [self.target(t)]
        for level in range(self.depth, self.wide, -1):
            change = _minus(n, self.n[level])
            if level > self.wide + 1:
                out[level], n = self._lift(level, change)
            else:
                out[level] = self._solve(level, change)
        return out

    def _solve(self, level: int, change: Matrix) -> Matrix:
        moved = [list(row) for row in self.w[level]]
        for row, step in zip(moved, times(change, self.A_inverse), strict=True):
            for column, x in zip(self.rows, step, strict=True):
                row[column] += x
        return moved

    def _lift(self, level: int, change: Matrix) -> tuple[Matrix, Matrix]:
        """Return the weights of a layer, and the preactivations of the layer below."""
        x = times(self.W_inverse[level], change)
        largest = reduce(arb.max, (abs(entry) for row in x for entry in row))
        excess = 2 * largest / self.rho
        scale = 1 + excess
        weights = [[entry * scale for entry in row] for row in self.w[level]]
        if self.bias:
            for row, old in zip(weights, self.w[level], strict=True):
                row[0] = old[0] - excess * self.a0 * sum(old[1:], arb(0))
        values = [[entry + excess * self.a0 for entry in row] for row in self.a[level - 1]]
        for column, step in zip(self.columns[level], x, strict=True):
            values[column - 1] = [v + s for v, s in zip(values[column - 1], step, strict=True)]
        return weights, [[_inverse_sigma(self.name, v / scale) for v in row] for row in values]

    def outputs(self, layers: list[Matrix]) -> Vector:
        """Return the outputs of the network at these weights, by an ordinary forward pass."""
        a = self.a[self.wide]
        for level in range(self.wide + 1, self.depth):
            n = times(layers[level], self._sources(a))
            a = [[_sigma(self.name, z) for z in row] for row in n]
        return times(layers[self.depth], self._sources(a))[0]


def _loss(outputs: Vector, y: Vector) -> arb:
    return sum(((f - w) * (f - w) for f, w in zip(outputs, y, strict=True)), arb(0))


def _reference(network: Network) -> tuple[arb, arb]:
    """Return the centre of the image and half its length; for tanh the centre is 0."""
    half = arb(1) / 2
    return (half, half) if network.activation == "sigmoid" else (arb(0), arb(1))


def _sigma(name: str, z: arb) -> arb:
    return z.tanh() if name == "tanh" else 1 / (1 + (-z).exp())


def _inverse_sigma(name: str, a: arb) -> arb:
    return a.atanh() if name == "tanh" else (a / (1 - a)).log()


def _minus(a: Matrix, b: Matrix) -> Matrix:
    return [[x - y for x, y in zip(r, s, strict=True)] for r, s in zip(a, b, strict=True)]


def _inverse(matrix: Matrix, what: str) -> Matrix:
    """Return balls that contain the inverse; the matrix is thereby proved regular."""
    try:
        square, one = flint_matrix(matrix), flint_matrix(identity(len(matrix)))
        found = square.solve(one, algorithm="precond")
    except ZeroDivisionError as error:
        raise NotProvedError(f"not proved regular: {what}") from error
    _require(all(x.is_finite() for x in found.entries()), f"{what} regular")
    inverse: Matrix = found.tolist()
    return inverse


def _require(proved: bool, what: str) -> None:
    if not proved:
        raise NotProvedError(f"not proved: {what}")
