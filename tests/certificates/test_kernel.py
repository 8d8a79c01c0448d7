"""Instances for Coq: the finder's numbers against SymPy, stored files against the finder."""

import json
from fractions import Fraction

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from proofcheck.certificates.kernel import found_at
from proofcheck.certificates.kernel_exact import OneNeuron, logarithm, logarithm_with_biases
from proofcheck.certificates.kernel_numbers import (
    exactly_factored,
    factored,
    product,
    short,
    solved,
)
from proofcheck.export.library import library_folder

EXACT = {"logarithm": logarithm, "logarithm-with-biases": logarithm_with_biases}
square = st.lists(st.lists(st.integers(-4, 4), min_size=3, max_size=3), min_size=3, max_size=3)


def stored(name):
    return json.loads((library_folder() / "instances" / f"{name}.json").read_text())


def loss(d, layers):
    """The loss in SymPy, as a function of symbols that stand for the parameters in `layers`."""
    free = {}

    def weight(layer, row, source):
        if layers[layer][row][source] is None:
            return sympy.Integer(0)
        return free.setdefault((layer, row, source), sympy.Symbol(f"w{layer}{row}{source}"))

    def output(x):
        values = x
        for layer, rows in enumerate(layers):
            sums = [
                weight(layer, k, 0) + sum(weight(layer, k, i + 1) * v for i, v in enumerate(values))
                for k in range(len(rows))
            ]
            last = layer == len(layers) - 1
            values = sums if last else [1 / (1 + sympy.exp(-s)) for s in sums]
        return values[0]

    total = sum(
        (output([sympy.Rational(x) for x in row]) - sympy.Rational(y)) ** 2
        for row, y in zip(d["inputs"], d["labels"]["given"], strict=True)
    )
    return total, free


def point(d, layers, b):
    return {
        (layer, k, i): sympy.Rational(p) + sympy.Rational(q) * sympy.log(b)
        for layer, rows in enumerate(layers)
        for k, row in enumerate(rows)
        for i, (p, q) in enumerate(row)
    }


def exact(value):
    return sympy.nsimplify(sympy.simplify(sympy.expand_log(value, force=True)))


def rebuilt(c, size):
    """The matrix that a certificate stands for."""
    shift = Fraction(c["shift"])
    found = [[shift * (i == j) for j in range(size)] for i in range(size)]
    for s in c["squares"]:
        column = [Fraction(x) for x in s["column"]]
        for i in range(size):
            for j in range(size):
                found[i][j] += Fraction(s["factor"]) * column[i] * column[j]
    return found


@pytest.mark.parametrize("name", EXACT)
def test_an_exact_instance_is_critical_with_the_hessian_of_its_certificate(name):
    d = EXACT[name]()
    masked = [
        [[w if d["biases"] or i else None for i, w in enumerate(row)] for row in layer]
        for layer in d["point"]
    ]
    f, free = loss(d, masked)
    where = point(d, d["point"], d["base"])
    at = {symbol: where[index] for index, symbol in free.items()}
    order = [free[index] for index in sorted(free)]
    assert exact(f.subs(at)) == sympy.Rational(d["loss"])
    assert [exact(f.diff(x).subs(at)) for x in order] == [0] * len(order)
    hessian = [[exact(f.diff(x, z).subs(at)) for z in order] for x in order]
    found = rebuilt(d["curvature"], len(order))
    assert hessian == [[sympy.Rational(x) for x in row] for row in found]


@pytest.mark.parametrize("name", EXACT)
def test_a_smaller_loss_is_smaller(name):
    d = EXACT[name]()
    (other,) = d["better"]
    f, free = loss(d, other["weights"])
    where = point(d, other["weights"], d["base"])
    assert exact(f.subs({symbol: where[i] for i, symbol in free.items()})) < sympy.Rational(
        d["loss"]
    )


@pytest.mark.parametrize("name", EXACT)
def test_exact_instances_are_stored_as_they_are_made(name):
    assert stored(name) == EXACT[name]()


@pytest.mark.parametrize("name", ["section-5-4", "with-biases"])
def test_instances_are_stored_as_they_are_found(name):
    kept, found = stored(name), found_at(name)
    # The better point comes from a search in float64.
    assert {**kept, "better": None} == {**found, "better": None}
    assert [one["layer"] for one in kept["better"]] == [1, 2]


def test_the_matrix_B_of_the_planted_instance():
    net, d = OneNeuron(1, 1, Fraction(-1), Fraction(3)), logarithm_with_biases()
    terms = [(int(x), net.output(int(x)) - Fraction(y)) for (x,), y in data(d)]
    for power, wanted in ((0, 1), (1, 0), (2, 1)):
        moment = sum(2 * r * net.outgoing * net.second(x) * x**power for x, r in terms)
        assert moment == Fraction(wanted, 1000)


def data(d):
    return zip(d["inputs"], d["labels"]["given"], strict=True)


@given(square, st.integers(1, 3))
def test_factors_give_back_the_matrix(factor, shift):
    rows = product(factor, [list(column) for column in zip(*factor, strict=True)])
    rows = [
        [Fraction(x) + shift * (i == j) for j, x in enumerate(row)] for i, row in enumerate(rows)
    ]
    assert rebuilt(exactly_factored(rows), 3) == rows
    near = rebuilt(factored(rows), 3)
    assert max(abs(near[i][j] - rows[i][j]) for i in range(3) for j in range(3)) < Fraction(
        1, 10**9
    )
    inverse = product(solved(rows), rows)
    assert inverse == [[Fraction(i == j) for j in range(3)] for i in range(3)]


@pytest.mark.parametrize("rows", [((1, 2), (2, 1)), ((0, 0), (0, 1)), ((-1, 0), (0, 1))])
def test_what_is_not_definite_has_no_factors(rows):
    matrix = [[Fraction(x) for x in row] for row in rows]
    assert factored(matrix) is None
    assert exactly_factored(matrix) is None


@given(st.fractions(), st.integers(2, 20))
def test_short_numbers_are_near(value, digits):
    assert abs(short(value, digits) - value) <= abs(value) * Fraction(1, 10 ** (digits - 1))
