"""Regularity, inertia, rank, solutions and zeros against exact matrices built backwards.

A matrix is built from what it is to have (eigenvalues, rank, an inverse, a solution), in fractions;
balls may say less than the truth, never something else.
"""

import random
from fractions import Fraction
from itertools import combinations

import flint
import numpy as np
import pytest
from exact_taylor import dot, exact, inertia, rank, reduced, times, transposed
from flint import arb, arb_mat, fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.arithmetic import Balls, Rationals, congruence, regularity
from proofcheck.arithmetic.linear import (
    Inertia,
    exact_inertia,
    exact_nullspace,
    exact_rank,
    has_negative_direction,
    is_negative_definite,
    is_nonsingular,
    is_positive_definite,
    krawczyk,
    rank_at_least,
    rank_lower_bound,
    regular_submatrix,
    solve_enclosure,
)
from proofcheck.arithmetic.linear import inertia as ball_inertia
from proofcheck.arithmetic.matrices import (
    as_ball_matrix,
    as_square,
    diagonal,
    from_floats,
    is_finite,
    log2_magnitudes,
    midpoints,
    row_sum_norm_below_one,
    scaled,
)
from proofcheck.core.errors import InputError, PrecisionError
from proofcheck.core.verdict import Verdict

HOLDS, REFUTED, UNDECIDED = Verdict.HOLDS, Verdict.REFUTED, Verdict.UNDECIDED
BITS = 128
few = settings(max_examples=30)


def balls(rows, bits=BITS):
    return Balls(bits).array([[_fraction(x) for x in row] for row in rows])


def _fraction(x):
    return Fraction(int(x.p), int(x.q)) if isinstance(x, fmpq) else x


def rotation(size, seed):
    """An exact orthogonal matrix, a product of two reflections."""
    out = [[fmpq(int(i == j)) for j in range(size)] for i in range(size)]
    for turn in (seed, seed + 5):
        n = [fmpq((turn * (k + 3) + k * k) % 7 - 3 or 2) for k in range(size)]
        length = dot(n, n)
        mirror = [
            [fmpq(int(i == j)) - 2 * n[i] * n[j] / length for j in range(size)] for i in range(size)
        ]
        out = times(out, mirror)
    return out


def with_eigenvalues(values, seed=1):
    Q = rotation(len(values), seed)
    D = [[v if i == j else fmpq(0) for j in range(len(values))] for i, v in enumerate(values)]
    return times(times(transposed(Q), D), Q)


SPECTRA = {
    "1 2": HOLDS,
    "1/1000 1 7": HOLDS,
    "1/10000000000 1 2 3": HOLDS,
    "-1 1": REFUTED,
    "-1/1000000 1 1 5": REFUTED,
    "-3 -2 -1": REFUTED,
    "0 1 2": UNDECIDED,
    "0 0 1 1 1": UNDECIDED,
    "0 -1 4": REFUTED,
}


@pytest.mark.parametrize("spectrum", SPECTRA)
@pytest.mark.parametrize("seed", [1, 2])
def test_definiteness_of_matrices_with_known_eigenvalues(spectrum, seed):
    values = [exact(word) for word in spectrum.split()]
    matrix = with_eigenvalues(values, seed)
    assert is_positive_definite(balls(matrix), BITS) is SPECTRA[spectrum]
    negative = [[-x for x in row] for row in matrix]
    assert is_negative_definite(balls(negative), BITS) is SPECTRA[spectrum]
    assert has_negative_direction(balls(matrix), BITS) is any(v < 0 for v in values)


@pytest.mark.parametrize("spectrum", SPECTRA)
def test_inertia_of_matrices_with_known_eigenvalues(spectrum):
    values = [exact(word) for word in spectrum.split()]
    matrix = with_eigenvalues(values, 3)
    counted = Inertia(
        sum(v > 0 for v in values), sum(v == 0 for v in values), sum(v < 0 for v in values)
    )
    assert exact_inertia([[_fraction(x) for x in row] for row in matrix]) == counted
    assert inertia(matrix) == (counted.positive, counted.zero, counted.negative)
    assert ball_inertia(balls(matrix), BITS) == (None if counted.zero else counted)


@pytest.mark.parametrize("digits", [5, 12, 30])
def test_the_smaller_the_eigenvalue_the_more_bits_are_needed_and_enough(digits):
    matrix = with_eigenvalues([fmpq(1, 10**digits), fmpq(1), fmpq(3)], 2)
    bits = 4 * digits + 64
    assert is_positive_definite(balls(matrix, bits), bits) is HOLDS
    low = is_positive_definite(balls(matrix, 2 * digits), 2 * digits)
    assert low in (HOLDS, UNDECIDED)
    assert low is UNDECIDED or digits < 20


@pytest.mark.parametrize("error", ["1e-3", "1e-12"])
def test_balls_around_a_matrix_are_decided_as_far_as_its_eigenvalues_reach(error):
    """Eigenvalues 1/100 and 1: errors of 1/1000 leave it definite, errors of 1/10 do not."""
    matrix = with_eigenvalues([fmpq(1, 100), fmpq(1)], 4)
    with flint.ctx.workprec(BITS):
        fuzzy = [[arb(x) + arb(0, error) for x in row] for row in matrix]
        wide = [[arb(x) + arb(0, "1e-1") for x in row] for row in matrix]
    assert is_positive_definite(np.array(fuzzy, dtype=object), BITS) is HOLDS
    assert is_positive_definite(np.array(wide, dtype=object), BITS) is UNDECIDED


@few
@given(st.integers(1, 5), st.integers(0, 10**6))
def test_regular_matrices_built_from_their_inverse(size, seed):
    """A = product of elementary matrices: regular; with one row repeated: singular."""
    generator = random.Random(seed)
    rows = [[fmpq(int(i == j)) for j in range(size)] for i in range(size)]
    for _ in range(2 * size):
        i, j = generator.randrange(size), generator.randrange(size)
        if i != j:
            factor = fmpq(generator.randint(-3, 3), generator.randint(1, 3))
            rows[i] = [x + factor * y for x, y in zip(rows[i], rows[j], strict=True)]
    assert is_nonsingular(balls(rows), BITS) is HOLDS
    assert rank_lower_bound(balls(rows), BITS) == rank(rows) == size
    if size > 1:
        singular = [*rows[:-1], [x + y for x, y in zip(rows[0], rows[0], strict=True)]]
        assert is_nonsingular(balls(singular), BITS) is UNDECIDED
        assert rank_lower_bound(balls(singular), BITS) == rank(singular) == size - 1


@few
@given(st.integers(1, 4), st.integers(1, 4), st.integers(0, 3), st.integers(0, 10**6))
def test_rank_and_null_space_of_products(rows, columns, inner, seed):
    generator = random.Random(seed)

    def drawn(n, m):
        return [[fmpq(generator.randint(-4, 4), 2) for _ in range(m)] for _ in range(n)]

    if inner == 0:
        matrix = [[fmpq(0)] * columns for _ in range(rows)]
    else:
        matrix = times(drawn(rows, inner), drawn(inner, columns))
    truth = rank(matrix)
    assert exact_rank([[_fraction(x) for x in row] for row in matrix]) == truth
    assert rank_lower_bound(balls(matrix), BITS) == truth
    for k in range(min(rows, columns) + 1):
        expected = HOLDS if k <= truth else UNDECIDED
        assert rank_at_least(balls(matrix), k, BITS) is expected
    kernel = exact_nullspace([[_fraction(x) for x in row] for row in matrix])
    assert kernel.shape == (columns, columns - truth)
    for column in kernel.T.tolist():
        assert not any(dot(row, column) for row in matrix)


def minors(matrix, size):
    """Determinants of all square submatrices of a size."""
    rows, columns = range(len(matrix)), range(len(matrix[0]))
    for r in combinations(rows, size):
        for c in combinations(columns, size):
            yield fmpq_mat(size, size, [matrix[i][j] for i in r for j in c]).det()


@pytest.mark.parametrize("seed", range(6))
def test_the_rank_is_the_size_of_the_largest_minor_that_is_not_0(seed):
    generator = random.Random(seed)
    matrix = [[fmpq(generator.randint(-2, 2)) for _ in range(4)] for _ in range(3)]
    truth = max((k for k in range(1, 4) if any(minors(matrix, k))), default=0)
    assert rank_lower_bound(balls(matrix), BITS) == truth
    chosen = regular_submatrix(balls(matrix), truth)
    assert chosen is not None
    rows, columns = chosen
    picked = [matrix[i][j] for i in rows for j in columns]
    assert not truth or fmpq_mat(truth, truth, picked).det() != 0


@few
@given(st.integers(1, 4), st.integers(0, 10**6))
def test_solutions_contain_the_wanted_vector_and_are_narrow(size, seed):
    generator = random.Random(seed)
    matrix = with_eigenvalues([fmpq(k + 1, 3) * (-1) ** k for k in range(size)], seed % 5)
    wanted = [fmpq(generator.randint(-9, 9), 7) for _ in range(size)]
    right = [dot(row, wanted) for row in matrix]
    found = solve_enclosure(balls(matrix), balls([right])[0], BITS)
    with flint.ctx.workprec(BITS):
        for x, w in zip(found, wanted, strict=True):
            assert (x - w).contains(0)
            assert x.rad() < fmpq(1, 10**25)


def test_several_right_sides_at_once():
    matrix = with_eigenvalues([fmpq(1), fmpq(2)], 1)
    identity = [[fmpq(1), fmpq(0)], [fmpq(0), fmpq(1)]]
    found = solve_enclosure(balls(matrix), balls(identity), BITS)
    inverse, _ = reduced([[*row, *one] for row, one in zip(matrix, identity, strict=True)])
    with flint.ctx.workprec(BITS):
        for i in range(2):
            for j in range(2):
                assert (found[i, j] - inverse[i][2 + j]).contains(0)


@pytest.mark.parametrize("size", [1, 3, 5])
def test_singular_systems_are_refused_at_every_precision(size):
    matrix = with_eigenvalues([fmpq(0), *(fmpq(k) for k in range(1, size))], 2)
    for bits in (30, 128, 1000):
        with pytest.raises(PrecisionError):
            solve_enclosure(balls(matrix, bits), balls([[1] * size], bits)[0], bits)


def quadratic(a, b):
    """The map whose zero is (a, b): x^2 - y - (a^2 - b), x y - a b."""
    A, B = a * a - b, a * b

    def f(x):
        return np.array([x[0] * x[0] - x[1] - A, x[0] * x[1] - B], dtype=object)

    def slope(x):
        return np.array([[2 * x[0], arb(-1)], [x[1], x[0]]], dtype=object)

    return f, slope


@pytest.mark.parametrize(("a", "b"), [("2", "3"), ("1/2", "5"), ("-3", "1/7")])
@pytest.mark.parametrize("radius", ["1/1000", "1e-20"])
def test_krawczyk_finds_zeros_that_were_put_there(a, b, radius):
    a, b = exact(a), exact(b)
    f, slope = quadratic(a, b)
    shift = exact("1/3") * fmpq(*Fraction(radius).as_integer_ratio())
    centre = [_fraction(a + shift), _fraction(b - shift)]
    box = krawczyk(f, slope, centre, radius, BITS)
    assert box is not None
    with flint.ctx.workprec(BITS):
        for x, truth in zip(box, (a, b), strict=True):
            assert (x - truth).contains(0)
            assert x.rad() < fmpq(1, 10**30)


def test_krawczyk_needs_the_zero_inside_of_the_box():
    f, slope = quadratic(fmpq(2), fmpq(3))
    near = [Fraction(2) + Fraction(1, 10), Fraction(3)]
    assert krawczyk(f, slope, near, "1/5", BITS) is not None
    assert krawczyk(f, slope, near, "1/20", BITS) is None
    assert krawczyk(f, slope, [2, 3], ["1/10", "1/10"], BITS) is not None


def test_krawczyk_with_a_wrong_slope_is_not_saved_by_the_function():
    """The slope is trusted: a constant one that is too small still contracts only by luck."""
    f, _ = quadratic(fmpq(2), fmpq(3))

    def flat(x):
        return np.array([[arb(0), arb(0)], [arb(0), arb(0)]], dtype=object)

    assert krawczyk(f, flat, [2, 3], "1/10", BITS) is None


@pytest.mark.parametrize("power", [-300, -3, 0, 5, 400])
def test_scaling_by_powers_of_two_is_exact(power):
    matrix = as_ball_matrix(balls([[1, 3], [5, 7]]))
    found = scaled(matrix, [power, 0], [0, -power])
    with flint.ctx.workprec(BITS):
        two = arb(2) ** power
        expected = [arb(1) * two, 3 * two / two, arb(5), 7 / two]
    pairs = zip(found.entries(), expected, strict=True)
    assert all(x == y and x.rad() == 0 for x, y in pairs)
    assert log2_magnitudes(scaled(matrix, [power, power], [0, 0])).tolist() == [
        [power + 1, power + 2],
        [power + 3, power + 3],
    ]


def test_the_norm_test_is_strict_and_row_by_row():
    assert row_sum_norm_below_one(as_ball_matrix(balls([["1/2", "-1/4"], ["0", "0"]])))
    assert not row_sum_norm_below_one(as_ball_matrix(balls([["1/2", "1/2"], [0, 0]])))
    assert not row_sum_norm_below_one(as_ball_matrix(balls([[0, 0], ["2/3", "-2/3"]])))
    assert row_sum_norm_below_one(as_ball_matrix(balls([["2/3", 0], [0, "2/3"]])))
    with flint.ctx.workprec(BITS):
        fuzzy = arb_mat(1, 1, [arb(0, 1)])
        nan = arb_mat(1, 1, [arb.nan()])
    assert not row_sum_norm_below_one(fuzzy)
    assert not row_sum_norm_below_one(nan)
    assert is_finite(fuzzy)
    assert not is_finite(nan)


def test_conversions_keep_shape_and_values():
    a = np.array([[1.5, -2.25], [0.0, 2.0**-60]])
    found = from_floats(a)
    assert midpoints(found).tolist() == a.tolist()
    assert diagonal([1, -1, 1]).tolist()[1] == [0, -1, 0]
    with pytest.raises(InputError):
        as_square(balls([[1, 2]]))
    with pytest.raises(InputError):
        as_ball_matrix([[1, 2]])


@pytest.mark.parametrize("module", [regularity, congruence])
def test_guesses_that_are_not_finite_decide_nothing(module, monkeypatch):
    """LAPACK that fails or returns NaN costs the verdict, nothing else."""
    name = "_float_inverse" if module is regularity else "_float_factor"
    monkeypatch.setattr(module, name, lambda _: None)
    decide = is_nonsingular if module is regularity else is_positive_definite
    assert decide(balls([[2, 1], [1, 2]]), BITS) is UNDECIDED


def test_exact_and_ball_solutions_agree():
    q = Rationals()
    matrix = [[2, 1, 0], [1, 3, 1], [0, 1, 4]]
    right = [1, 2, 3]
    truth = q.solve(q.array(matrix), q.array(right))
    found = solve_enclosure(balls(matrix), balls([right])[0], BITS)
    with flint.ctx.workprec(BITS):
        assert all((x - y).contains(0) for x, y in zip(found, truth, strict=True))
    widths = [float(x.rad()) for x in found]
    narrower = solve_enclosure(balls(matrix, 400), balls([right], 400)[0], 400)
    assert all(float(b.rad()) < a for a, b in zip(widths, narrower, strict=True))
