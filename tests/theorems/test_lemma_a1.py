"""Lemma A.1 on exact block matrices built backwards from their eigenvalues, sizes 2 to 7."""

from itertools import product

import numpy as np
import pytest
import sympy
from exact_taylor import eigenvalues, exact, form, inertia, numbers, times, transposed
from flint import fmpq
from hypothesis import given, settings
from hypothesis import strategies as st
from own_checks import claim_of, notices, said

from proofcheck.core import Form, Verdict
from theorems import lemma_a1_block_semidefinite as module

STATEMENT = module.STATEMENT
few = settings(max_examples=30)
small = st.integers(-3, 3)


def rotation(size, seed):
    """An exact orthogonal matrix: I - 2 n n' / n'n."""
    n = [fmpq((seed * (k + 2) + k * k) % 7 - 3 or 1) for k in range(size)]
    length = sum(x * x for x in n)
    return [
        [fmpq(int(i == j)) - 2 * n[i] * n[j] / length for j in range(size)] for i in range(size)
    ]


def with_eigenvalues(values, seed):
    """A symmetric matrix with these eigenvalues, exactly."""
    Q = rotation(len(values), seed)
    return times(times(transposed(Q), diagonal(values)), Q)


def diagonal(values):
    return [[x if i == j else fmpq(0) for j in range(len(values))] for i, x in enumerate(values)]


def larger(corner, cuts, x):
    """Part (a) as displayed: 2 b, 4 d, 2 e, and x."""
    first, second = cuts

    def factor(i):
        return 2 if first <= i < second else 1

    size, more = len(corner), len(x)
    rows = [
        [factor(i) * factor(j) * corner[i][j] for j in range(size)] + [fmpq(0)] * more
        for i in range(size)
    ]
    return rows + [[fmpq(0)] * size + list(row) for row in x]


def is_semidefinite(matrix):
    return inertia(matrix)[2] == 0


SPECTRA = ["1 2 3", "0 1 2", "0 0 5", "-1 1 4", "-1/100 1 1", "0 0 0", "-2 -1 0"]
XS = ["1", "0 2", "-1", "3 -1/50"]


@pytest.mark.parametrize(("spectrum", "x"), list(product(SPECTRA, XS)))
@pytest.mark.parametrize("cuts", [(1, 2), (0, 2), (1, 3)])
def test_part_a_with_known_eigenvalues(spectrum, x, cuts):
    """Semidefinite if and only if both spectra are nonnegative; the inertia adds up."""
    corner = with_eigenvalues(numbers(spectrum), len(spectrum))
    block = with_eigenvalues(numbers(x), 3)
    matrix = larger(corner, cuts, block)
    wanted = all(value >= 0 for value in [*numbers(spectrum), *numbers(x)])
    assert is_semidefinite(matrix) == wanted
    together = [a + b for a, b in zip(inertia(corner), inertia(block), strict=True)]
    assert list(inertia(matrix)) == together


@pytest.mark.parametrize("spectrum", SPECTRA)
def test_the_eigenvalues_are_those_that_were_wanted(spectrum):
    values = sorted(numbers(spectrum))
    for found, value in zip(eigenvalues(with_eigenvalues(values, 5)), values, strict=True):
        assert abs(found - int(value.p) / found.context.mpf(int(value.q))) < 1e-50


@few
@given(st.lists(small, min_size=4, max_size=4), st.lists(small, min_size=6, max_size=6))
def test_the_form_is_that_of_the_smaller_matrix_at_the_stretched_vector(z, entries):
    """Z'Az for z = (z1, z2, z3, z4) against the smaller form at (z1, 2 z2, z3) plus that of x."""
    a, b, c, d, e, f = map(fmpq, entries)
    corner = [[a, b, c], [b, d, e], [c, e, f]]
    z1, z2, z3, z4 = map(fmpq, z)
    stretched = [z1, int(module.PRINTED["factor"]) * z2, z3]
    x = [[fmpq(-7, 3)]]
    assert form(larger(corner, (1, 2), x), [z1, z2, z3, z4]) == form(corner, stretched) + (
        x[0][0] * z4 * z4
    )


HS = ["0 0", "1 0", "0 -1/100", "2 3"]


@pytest.mark.parametrize(("spectrum", "h"), list(product(SPECTRA, HS)))
def test_part_b_with_known_eigenvalues(spectrum, h):
    """[[g, h], [h', 0]] is semidefinite if and only if g is and h = 0."""
    g = with_eigenvalues(numbers(spectrum), 2)
    column = [*numbers(h), fmpq(0)]
    matrix = [[*row, x] for row, x in zip(g, column, strict=True)] + [[*column, fmpq(0)]]
    wanted = all(v >= 0 for v in numbers(spectrum)) and not any(column)
    assert is_semidefinite(matrix) == wanted


@pytest.mark.parametrize("scale", ["1/1000", "1", "50"])
@pytest.mark.parametrize("spectrum", ["1 2", "0 3", "5 5"])
def test_on_hz_the_form_is_the_claimed_one_and_minus_1_at_the_threshold(spectrum, scale):
    g = with_eigenvalues(numbers(spectrum), 3)
    h = [[exact(scale) * x for x in numbers(row)] for row in ("1 2", "0 1")]
    z = numbers("1 -1")
    hz = [sum(a * b for a, b in zip(row, z, strict=True)) for row in h]
    matrix = [[*g[i], *h[i]] for i in (0, 1)] + [
        [*column, fmpq(0), fmpq(0)] for column in zip(*h, strict=True)
    ]
    G, m = form(g, hz), sum(x * x for x in hz)
    for lam in numbers("0 1/2 3 -2"):
        vector = [*hz, *(-lam * x for x in z)]
        assert form(matrix, vector) == G - 2 * lam * m
    claimed = STATEMENT.step("b-threshold").formula["lambda"]
    values = {module.G: sympy.Rational(str(G)), module.m: sympy.Rational(str(m))}
    lam = exact(str(claimed.subs(values)))
    assert form(matrix, [*hz, *(-lam * x for x in z)]) == -1


@pytest.mark.parametrize("lam", ["1/10", "1", "4", "5", "6"])
def test_the_end_of_the_display_is_negative_for_large_lambda_only(lam):
    """G = 10, h = z = 1: G - 2 lambda, the form itself, is negative beyond 5."""
    lam = exact(lam)
    value = form([numbers("10 1"), numbers("1 0")], [fmpq(1), -lam])
    assert value == 10 - 2 * lam
    assert (value < 0) == (lam > 5)


def test_nothing_of_the_printed_proof_is_called_invalid():
    """'For sufficiently large lambda, the last term is negative': the step says how large."""
    assert all(step.form is Form.ONLY for step in STATEMENT.steps)
    assert [finding.id for finding in STATEMENT.findings] == ["definite-is-semidefinite"]


@few
@given(st.integers(1, 3), st.data())
def test_the_modules_matrices_are_the_displayed_ones(size, data):
    cells = st.lists(small, min_size=size, max_size=size)
    draw = np.array(data.draw(st.lists(cells, min_size=size, max_size=size)), dtype=object)
    corner = draw + draw.T
    one = np.array([[2]], dtype=object)
    instance = module.BlockInstance(corner, (0, 1), one, corner, draw, ("drawn",))
    rows = [[fmpq(int(v)) for v in row] for row in corner]
    assert instance.larger.tolist() == larger(rows, (0, 1), [[fmpq(2)]])
    b = instance.part_b.tolist()
    assert [row[:size] for row in b[:size]] == corner.tolist()
    assert [row[size:] for row in b[:size]] == draw.tolist()
    assert [row[:size] for row in b[size:]] == draw.T.tolist()
    assert not any(x for row in b[size:] for x in row[size:])
    assert module.is_psd(corner) == is_semidefinite(rows)


def test_undoing_the_substitution():
    assert module.PRINTED["factor"] * STATEMENT.step("substitution-is-onto").formula["undo"] == 1


BROKEN = [
    ("form-identity", {"factor": sympy.Rational(1, 2)}),
    ("form-identity", {"larger": module._scaled((2, 4, -2))}),
    ("form-identity", {"larger": module._scaled((4, 4, 2))}),
    ("substitution-is-onto", {"undo": sympy.Integer(2)}),
    ("both-parts", {"second part": 2 * module.w.T * module.x * module.w}),
    ("both-parts", {"sides": lambda s: (s.larger, True)}),
    ("b-easy-direction", {"form": module.z.T * module.z}),
    ("b-threshold", {"lambda": (module.G + 2) / (2 * module.m)}),
    ("b-threshold", {"lambda": module.G + 1}),
    ("b-threshold", {"sides": lambda s: (s.part_b, False)}),
]


@pytest.mark.parametrize(("step", "changes"), BROKEN[:6] + BROKEN[7:])
def test_a_broken_formula_is_noticed(step, changes):
    assert notices(STATEMENT, step, claim_of(STATEMENT, step, **changes))


def test_a_formula_of_another_shape_is_no_proof():
    """Z'z has the shape of z, not of s: an error in the check never counts as holding."""
    step, changes = BROKEN[6]
    assert Verdict.HOLDS not in said(STATEMENT, step, claim_of(STATEMENT, step, **changes))


@pytest.mark.parametrize("factor", [1, 4, -2])
def test_a_broken_form_at_hz_is_noticed(factor):
    h, z, g, lam = module.h, module.z, module.g, module.lam
    wrong = (h * z).T * g * (h * z) - factor * lam * (h * z).T * (h * z)
    assert notices(STATEMENT, "b-form-at-hz", {"form": wrong})
