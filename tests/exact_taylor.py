"""Tiny networks in polynomials over the rationals: exact derivatives without a derivative formula.

A parameter becomes w + t_i, everything is multiplied out, and what exceeds the order is cut off.
Nothing here comes from the library; B and D are equations (1) and (2) with df/dn read off as the
coefficient of a shift of that preactivation.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import reduce
from itertools import chain, pairwise, product
from math import factorial
from typing import Any

import mpmath
from flint import fmpq

Matrix = list[list[Any]]
Layers = list[Matrix]
"""Per layer one row per neuron; the bias, if there is one, comes first."""


class Poly:
    """A polynomial in numbered variables, without the terms above a total degree."""

    def __init__(self, terms: dict[tuple[int, ...], Any], order: int) -> None:
        self.terms, self.order = terms, order

    def d(self, *places: int) -> Any:
        """Return the partial derivative at 0."""
        repeated = [factorial(k) for k in Counter(places).values()]
        return self.terms.get(tuple(sorted(places)), 0) * reduce(int.__mul__, repeated, 1)

    def __add__(self, other: Any) -> Poly:
        out = dict(self.terms)
        for key, value in _terms(other).items():
            out[key] = out.get(key, 0) + value
        return Poly(out, self.order)

    def __mul__(self, other: Any) -> Poly:
        out: dict[tuple[int, ...], Any] = {}
        by_degree: list[list[Any]] = [[] for _ in range(self.order + 1)]
        for b, y in _terms(other).items():
            by_degree[len(b)].append((b, y))
        for a, x in self.terms.items():
            for b, y in chain.from_iterable(by_degree[: self.order + 1 - len(a)]):
                key = tuple(sorted(a + b)) if a and b else a + b
                out[key] = out.get(key, 0) + x * y
        return Poly(out, self.order)

    def __truediv__(self, number: Any) -> Poly:
        return self * (fmpq(1) / number)

    def __rtruediv__(self, number: Any) -> Poly:
        head = fmpq(1) / self.d()
        rest, power = 1 - self * head, Poly({(): fmpq(1)}, self.order)
        total = power
        for _ in range(self.order):
            power = power * rest
            total = total + power
        return total * (head * number)

    def __neg__(self) -> Poly:
        return self * -1

    def __sub__(self, other: Any) -> Poly:
        return self + -1 * other

    def __rsub__(self, other: Any) -> Poly:
        return -self + other

    __radd__, __rmul__ = __add__, __mul__


def _terms(x: Any) -> dict[tuple[int, ...], Any]:
    return x.terms if isinstance(x, Poly) else {(): x}


def variable(number: int, value: Any, order: int) -> Poly:
    """Return value + t_number."""
    return Poly({(): value, (number,): 1}, order)


def cubic(z: Any) -> Any:
    """Return z + z^2/2 + z^3/3, the activation of exact cases."""
    return z + z * z * fmpq(1, 2) + z * z * z * fmpq(1, 3)


def bump(z: Any) -> Any:
    """Return z / (1 + z^2) + 1 / (3 + (z - 1)^2): bounded, rational, with four poles.

    With fewer poles sigma, sigma', sigma'' times 1, z, z^2 would be linearly dependent.
    """
    return z * (1 / (1 + z * z)) + 1 / (3 + (z - 1) * (z - 1))


def jet(sigma: Callable[[Any], Any], z: Any) -> tuple[Any, Any, Any]:
    """Return sigma, sigma' and sigma'' at a rational number."""
    x = sigma(variable(0, z, 2))
    return x.d(), x.d(0), x.d(0, 0)


def exact(value: Any) -> fmpq:
    """Return an integer, a fraction or a text such as "-1/3" as an exact number."""
    ratio = Fraction(value)
    return fmpq(ratio.numerator, ratio.denominator)


def numbers(text: str) -> list[fmpq]:
    """Return the fractions of a text."""
    return [exact(word) for word in text.split()]


def shaped(widths: Sequence[int], flat: Iterable[Any], bias: bool = True) -> Layers:
    """Return the layers of a flat parameter vector."""
    values = iter(flat)
    sizes = pairwise(widths)
    return [[[next(values) for _ in range(n + bias)] for _ in range(m)] for n, m in sizes]


def flattened(layers: Layers) -> list[Any]:
    """Return the parameters by layer, neuron, then bias before weights."""
    return [w for layer in layers for row in layer for w in row]


def places(layers: Layers) -> list[tuple[int, int, int]]:
    """Return (layer, neuron, position in the row), in flat order, layers and neurons from 1."""
    return [
        (level, neuron, k)
        for level, layer in enumerate(layers, 1)
        for neuron, row in enumerate(layer, 1)
        for k in range(len(row))
    ]


class Net:
    """Layers with an activation; a network has a bias where rows are one entry longer."""

    def __init__(self, layers: Layers, sigma: Callable[[Any], Any] = cubic, bias: bool = True):
        self.layers, self.sigma, self.bias = layers, sigma, bias

    def acts(self, x: Sequence[Any], shifts: Any = None) -> tuple[list[list[Any]], Matrix]:
        """Return the preactivations of all layers, and what every layer sends on."""
        sent, ns = [[1] * self.bias + list(x)], []
        for level, rows in enumerate(self.layers, 1):
            n = [sum(w * a for w, a in zip(r, sent[-1], strict=True)) for r in rows]
            if shifts:
                n = [z + shifts.get((level, k), 0) for k, z in enumerate(n, 1)]
            ns.append(n)
            if level < len(self.layers):
                sent.append([1] * self.bias + [self.sigma(z) for z in n])
        return ns, sent

    def f(self, x: Sequence[Any], shifts: Any = None) -> Any:
        """Return the output."""
        return self.acts(x, shifts)[0][-1][0]

    def moving(self, order: int) -> Net:
        """Return the network at w + t."""
        flat = [variable(i, w, order) for i, w in enumerate(flattened(self.layers))]
        widths = [len(self.layers[0][0]) - self.bias, *map(len, self.layers)]
        return Net(shaped(widths, flat, self.bias), self.sigma, self.bias)

    def loss(self, data: Any) -> Any:
        """Return the sum of (f - y)^2."""
        residuals = [self.f(x) - y for x, y in data]
        return sum((r * r for r in residuals), fmpq(0))

    def gradient(self, data: Any) -> list[Any]:
        """Return the first derivatives of the loss."""
        expanded = self.moving(1).loss(data)
        return [expanded.d(i) for i in range(len(flattened(self.layers)))]

    def hessian(self, data: Any) -> Matrix:
        """Return the second derivatives of the loss."""
        expanded, size = self.moving(2).loss(data), range(len(flattened(self.layers)))
        return [[expanded.d(i, j) for j in size] for i in size]

    def slopes_above(self, level: int, x: Sequence[Any]) -> list[Any]:
        """Return df/dn(level + 1, s) for all s, by shifting these preactivations."""
        count = len(self.layers[level])
        shifts = {(level + 1, s): variable(s, fmpq(0), 1) for s in range(1, count + 1)}
        return [self.f(x, shifts).d(s) for s in range(1, count + 1)]

    def B_rows(self, level: int, neuron: int, inputs: Any) -> dict[tuple[int, int], list[Any]]:
        """Return, for every i <= j, what multiplies the residuals in B_{i,j}, eq. (1)."""
        column = neuron - 1 + self.bias
        v = [row[column] for row in self.layers[level]]
        found: dict[tuple[int, int], list[Any]] = {}
        for x in inputs:
            ns, sent = self.acts(x)
            slopes = self.slopes_above(level, x)
            back = sum(s * w for s, w in zip(slopes, v, strict=True))
            curved = 2 * back * jet(self.sigma, ns[level - 1][neuron - 1])[2]
            a = sent[level - 1]
            for i, j in product(range(len(a)), repeat=2):
                if i <= j:
                    found.setdefault((i, j), []).append(curved * a[i] * a[j])
        return found

    def D_rows(self, level: int, neuron: int, inputs: Any) -> dict[tuple[int, int], list[Any]]:
        """Return, for every (i, s), what multiplies the residuals in D_i^s, eq. (2); s from 0."""
        found: dict[tuple[int, int], list[Any]] = {}
        for x in inputs:
            ns, sent = self.acts(x)
            first = jet(self.sigma, ns[level - 1][neuron - 1])[1]
            for s, slope in enumerate(self.slopes_above(level, x)):
                for i, a in enumerate(sent[level - 1]):
                    found.setdefault((i, s), []).append(2 * slope * first * a)
        return found

    def residuals(self, data: Any) -> list[Any]:
        """Return f - y."""
        return [self.f(x) - y for x, y in data]

    def B(self, level: int, neuron: int, data: Any) -> Matrix:
        """Return B of eq. (1), index 0 the bias if there is one."""
        found = _on(self.B_rows(level, neuron, [x for x, _ in data]), self.residuals(data))
        size = range(1 + max(i for i, _ in found))
        return [[found[min(i, j), max(i, j)] for j in size] for i in size]

    def D(self, level: int, neuron: int, data: Any) -> Matrix:
        """Return D of eq. (2), a row for every incoming weight."""
        found = _on(self.D_rows(level, neuron, [x for x, _ in data]), self.residuals(data))
        rows, columns = (1 + max(key[k] for key in found) for k in (0, 1))
        return [[found[i, s] for s in range(columns)] for i in range(rows)]

    def jacobian_rows(self, inputs: Any) -> Matrix:
        """Return, for every parameter, the derivatives of the outputs at all inputs."""
        moving, size = self.moving(1), range(len(flattened(self.layers)))
        return transposed([[moving.f(x).d(i) for i in size] for x in inputs])

    def split(self, level: int, neuron: int, lam: Any) -> Net:
        """Return gamma_lambda (p. 10): a twin at the end of the layer that sends lambda v."""
        layers = [[list(row) for row in layer] for layer in self.layers]
        layers[level - 1].append(list(layers[level - 1][neuron - 1]))
        for row in layers[level]:
            v = row[neuron - 1 + self.bias]
            row[neuron - 1 + self.bias] = (1 - lam) * v
            row.append(lam * v)
        return Net(layers, self.sigma, self.bias)

    def incoming(self, level: int, neuron: int) -> list[int]:
        """Return the flat places of u."""
        return [i for i, p in enumerate(places(self.layers)) if p[:2] == (level, neuron)]

    def outgoing(self, level: int, neuron: int) -> list[int]:
        """Return the flat places of v."""
        key = level + 1, neuron - 1 + self.bias
        return [i for i, p in enumerate(places(self.layers)) if (p[0], p[2]) == key]


def _on(rows: dict[Any, list[Any]], residuals: list[Any]) -> dict[Any, Any]:
    return {k: dot(row, residuals) for k, row in rows.items()}


def dot(a: Iterable[Any], b: Iterable[Any]) -> Any:
    """Return the sum of products."""
    return sum((x * y for x, y in zip(a, b, strict=True)), fmpq(0))


def times(a: Matrix, b: Matrix) -> Matrix:
    """Return the matrix product."""
    return [[dot(row, column) for column in zip(*b, strict=True)] for row in a]


def transposed(a: Matrix) -> Matrix:
    """Return the transpose."""
    return [list(column) for column in zip(*a, strict=True)]


def form(a: Matrix, x: Sequence[Any], y: Sequence[Any] | None = None) -> Any:
    """Return x'Ay, with y = x unless given."""
    return dot(x, (dot(row, x if y is None else y) for row in a))


def reduced(rows: Matrix) -> tuple[Matrix, list[int]]:
    """Return the reduced row echelon form and its pivot columns."""
    rest, pivots = [list(row) for row in rows], []
    for column in range(len(rest[0])):
        top = len(pivots)
        found = next((k for k in range(top, len(rest)) if rest[k][column] != 0), None)
        if found is None:
            continue
        rest[top], rest[found] = rest[found], rest[top]
        head = fmpq(1) / rest[top][column]
        rest[top] = [x * head for x in rest[top]]
        for k, row in enumerate(rest):
            if k != top and row[column] != 0:
                factor = row[column]
                rest[k] = [x - factor * y for x, y in zip(row, rest[top], strict=True)]
        pivots.append(column)
        if len(pivots) == len(rest):
            break
    return rest, pivots


def rank(rows: Matrix) -> int:
    """Return the rank."""
    return len(reduced(rows)[1])


def solved(rows: Matrix, right: Sequence[Any], free: Sequence[Any]) -> list[Any]:
    """Return x with rows x = right and `free` at the columns that are no pivots.

    Raises ValueError where there is no such x.
    """
    table, pivots = reduced([[*row, y] for row, y in zip(rows, right, strict=True)])
    width = len(rows[0])
    if width in pivots:
        raise ValueError("no solution")
    x = [fmpq(0) if k in pivots else fmpq(free[k]) for k in range(width)]
    for row, pivot in zip(table, pivots, strict=False):
        x[pivot] = row[-1] - dot(row[pivot + 1 : -1], x[pivot + 1 :])
    return x


def inertia(a: Matrix) -> tuple[int, int, int]:
    """Return the numbers of positive, zero and negative squares (Lagrange's reduction)."""
    rest, positive, negative = [list(row) for row in a], 0, 0
    while rest:
        k = next((i for i in range(len(rest)) if rest[i][i] != 0), None)
        if k is None:
            pair = next(((i, j) for i, r in enumerate(rest) for j, x in enumerate(r) if x), None)
            if pair is None:
                break
            i, j = pair
            rest[i] = [x + y for x, y in zip(rest[i], rest[j], strict=True)]
            for row in rest:
                row[i] += row[j]
            continue
        head, line = rest[k][k], rest[k]
        positive, negative = positive + (head > 0), negative + (head < 0)
        others = [i for i in range(len(rest)) if i != k]
        rest = [[rest[i][j] - line[i] * line[j] / head for j in others] for i in others]
    return positive, len(a) - positive - negative, negative


def eigenvalues(a: Matrix, digits: int = 60) -> list[Any]:
    """Return the eigenvalues of an exact symmetric matrix in mpmath, smallest first."""
    context = mpmath.mp.clone()
    context.dps = digits
    exact_rows = [[fmpq(x) for x in row] for row in a]
    rows = [[context.mpf(int(x.p)) / int(x.q) for x in row] for row in exact_rows]
    return sorted(context.eigsy(context.matrix(rows), eigvals_only=True))


def planted(
    net: Net, inputs: Any, free: Sequence[Any], more: Iterable[tuple[list[Any], Any]] = ()
) -> list[tuple[Any, Any]]:
    """Return data with exact labels at which the network is critical, and `more` rows hold.

    Every further condition is a row that multiplies the residuals, with its wanted value.
    """
    conditions = [*((row, fmpq(0)) for row in net.jacobian_rows(inputs)), *more]
    rows, right = [list(row) for row, _ in conditions], [value for _, value in conditions]
    residuals = solved(rows, right, free)
    return [(x, net.f(x) - r) for x, r in zip(inputs, residuals, strict=True)]
