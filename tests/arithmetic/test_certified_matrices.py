"""Inertia, rank and systems against truth built backwards; singular and NaN are never accepted."""

from fractions import Fraction

import flint
import numpy as np
import pytest
from flint import arb, arb_mat, fmpq, fmpq_mat
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.arithmetic import Balls, Rationals
from proofcheck.arithmetic.linear import (
    Inertia,
    exact_inertia,
    exact_nullspace,
    exact_rank,
    has_negative_direction,
    inertia,
    is_negative_definite,
    is_nonsingular,
    is_positive_definite,
    rank_at_least,
    rank_lower_bound,
    regular_submatrix,
    solve_enclosure,
)
from proofcheck.core.errors import InputError, PrecisionError
from proofcheck.core.verdict import Verdict

HOLDS, REFUTED, UNDECIDED = Verdict.HOLDS, Verdict.REFUTED, Verdict.UNDECIDED
BITS = 128


def integers(rows, columns, bound=6):
    row = st.lists(st.integers(-bound, bound), min_size=columns, max_size=columns)
    return st.lists(row, min_size=rows, max_size=rows).map(lambda x: np.array(x, dtype=object))


def squares(least=1, most=6):
    return st.integers(least, most).flatmap(lambda n: integers(n, n))


def balls(a, bits=BITS):
    return Balls(bits).array(a)


def with_signs(factor, signs):
    """R diag(signs) R', whose inertia is that of the signs if R is regular."""
    return factor @ np.diag(np.array(signs, dtype=object)) @ factor.T


@given(squares(), st.data())
def test_inertia_built_backwards(factor, data):
    signs = data.draw(
        st.lists(st.sampled_from([-3, 1, 2]), min_size=len(factor), max_size=len(factor))
    )
    matrix = with_signs(factor, signs)
    found = inertia(balls(matrix), BITS)
    if exact_rank(factor) < len(factor):
        assert found is None
        return
    positive = sum(s > 0 for s in signs)
    assert found == Inertia(positive, 0, len(signs) - positive)
    assert exact_inertia(matrix) == found


@given(squares())
def test_gram_matrices_are_definite_exactly_when_regular(factor):
    gram = factor @ factor.T
    verdict = is_positive_definite(balls(gram), BITS)
    assert verdict is (HOLDS if exact_rank(factor) == len(factor) else UNDECIDED)
    assert (is_negative_definite(balls(-gram), BITS) is HOLDS) == (verdict is HOLDS)


@given(squares(least=2), st.data())
def test_exact_inertia_counts_zeros(factor, data):
    signs = data.draw(
        st.lists(st.sampled_from([-1, 0, 1]), min_size=len(factor), max_size=len(factor))
    )
    found = exact_inertia(with_signs(factor, signs))
    rank = exact_rank(with_signs(factor, signs))
    assert found.zero == len(signs) - rank
    if exact_rank(factor) == len(factor):
        assert (found.positive, found.negative) == (signs.count(1), signs.count(-1))


@pytest.mark.parametrize("size", [5, 12, 25])
def test_hilbert_matrices_are_definite_before_the_stated_bits(size):
    bits = 60 + 6 * size
    matrix = [[f"1/{i + j + 1}" for j in range(size)] for i in range(size)]
    assert is_positive_definite(balls(matrix, bits), bits) is HOLDS
    assert is_nonsingular(balls(matrix, bits), bits) is HOLDS


def test_scaling_by_powers_of_ten_does_not_matter():
    scale = [Fraction(10) ** 40, 1, 1, Fraction(10) ** -30]
    base = np.array([[2, 1, 0, 0], [1, 3, 1, 0], [0, 1, 4, 1], [0, 0, 1, 5]], dtype=object)
    matrix = base * np.outer(scale, scale)
    assert is_positive_definite(balls(matrix), BITS) is HOLDS
    assert is_nonsingular(balls(matrix), BITS) is HOLDS
    assert rank_lower_bound(balls(matrix), BITS) == 4


def test_sixty_dimensions_singular_is_undecided_and_regular_holds():
    random = np.random.default_rng(3)
    factor = random.integers(-9, 10, (60, 59)).astype(object)
    singular = factor @ factor.T
    assert is_positive_definite(balls(singular), BITS) is UNDECIDED
    assert is_positive_definite(balls(singular + np.eye(60, dtype=object)), BITS) is HOLDS
    assert rank_at_least(balls(factor), 59, BITS) is HOLDS
    assert rank_at_least(balls(singular), 60, BITS) is UNDECIDED


def test_wide_balls_are_undecided_and_narrow_ones_decided():
    with flint.ctx.workprec(BITS):
        wide = arb_mat(2, 2, [arb(1, 0.6), arb(0, 0.6), arb(0, 0.6), arb(1, 0.6)])
        narrow = arb_mat(2, 2, [arb(1, 0.4), arb(0, 0.4), arb(0, 0.4), arb(1, 0.4)])
    assert is_positive_definite(wide, BITS) is UNDECIDED
    assert is_positive_definite(narrow, BITS) is HOLDS


@pytest.mark.parametrize("bad", [arb.nan(), arb.pos_inf(), arb(1, arb.pos_inf())])
@pytest.mark.parametrize("place", [(0, 0), (1, 1), (0, 1)])
def test_matrices_with_a_ball_that_is_not_finite_are_never_accepted(bad, place):
    matrix = balls([[2, 1], [1, 2]])
    matrix[place] = matrix[place[::-1]] = bad
    assert inertia(matrix, BITS) is None
    assert is_positive_definite(matrix, BITS) is UNDECIDED
    assert is_negative_definite(matrix, BITS) is UNDECIDED
    assert is_nonsingular(matrix, BITS) is UNDECIDED
    assert rank_at_least(matrix, 1, BITS) is UNDECIDED
    assert rank_lower_bound(matrix, BITS) == 0
    assert not has_negative_direction(matrix, BITS)
    with pytest.raises(PrecisionError):
        solve_enclosure(matrix, balls([1, 1]), BITS)


def test_singular_indefinite_matrices_are_refuted_by_a_direction():
    matrix = balls([[1, 0, 0], [0, -1, 0], [0, 0, 0]])
    assert inertia(matrix, BITS) is None
    dense = balls([[0, 1, 1], [1, 0, 1], [1, 1, 2]])
    assert exact_inertia([[0, 1, 1], [1, 0, 1], [1, 1, 2]]).zero == 1
    assert is_positive_definite(dense, BITS) is REFUTED
    assert has_negative_direction(dense, BITS)


@pytest.mark.parametrize("zero", [[[0]], [[0, 0], [0, 0]], [[1, 0], [0, 0]]])
def test_zero_rows_are_undecided(zero):
    assert inertia(balls(zero), BITS) is None
    assert is_nonsingular(balls(zero), BITS) is UNDECIDED


@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 4), st.data())
def test_rank_of_products_built_backwards(rows, columns, inner, data):
    left = data.draw(integers(rows, inner))
    right = data.draw(integers(inner, columns)) if inner else np.zeros((0, columns), dtype=object)
    matrix = left.reshape(rows, inner) @ right.reshape(inner, columns)
    matrix = matrix if inner else np.zeros((rows, columns), dtype=object)
    rank = exact_rank(matrix)
    assert rank_lower_bound(balls(matrix), BITS) == rank
    assert rank_at_least(balls(matrix), 0, BITS) is HOLDS
    kernel = exact_nullspace(matrix)
    assert kernel.shape == (columns, columns - rank)
    q = Rationals()
    assert all(x == 0 for x in q.matmul(q.array(matrix), kernel).ravel())
    assert exact_rank(kernel) == columns - rank if kernel.size else columns == rank


@given(squares(), st.data())
def test_solutions_are_enclosed(matrix, data):
    wanted = data.draw(st.lists(st.integers(-9, 9), min_size=len(matrix), max_size=len(matrix)))
    right = matrix @ np.array(wanted, dtype=object)
    if exact_rank(matrix) < len(matrix):
        with pytest.raises(PrecisionError):
            solve_enclosure(balls(matrix), balls(right), BITS)
        return
    found = solve_enclosure(balls(matrix), balls(right), BITS)
    assert all(x.contains(w) for x, w in zip(found, wanted, strict=True))
    assert all(x.rad() < fmpq(1, 10**20) for x in found)


@settings(max_examples=30)
@given(squares(least=2, most=4))
def test_arb_mat_and_arrays_are_treated_alike(matrix):
    gram = matrix @ matrix.T
    as_matrix = arb_mat(fmpq_mat(*gram.shape, [int(x) for x in gram.ravel()]))
    assert inertia(as_matrix, BITS) == inertia(balls(gram), BITS)
    assert rank_lower_bound(as_matrix, BITS) == rank_lower_bound(balls(gram), BITS)


def test_right_sides_may_be_ball_matrices():
    one = arb_mat(2, 2, [1, 0, 0, 1])
    assert solve_enclosure(one, one, BITS).shape == (2, 2)
    with pytest.raises(InputError):
        solve_enclosure(one, balls([1, 2, 3]), BITS)


@pytest.mark.parametrize("call", [inertia, is_positive_definite, is_nonsingular])
@pytest.mark.parametrize("bad", [[[1.0]], np.eye(2), np.array([1, 2], dtype=object), arb_mat(1, 2)])
def test_what_is_no_square_ball_matrix_is_refused(call, bad):
    with pytest.raises(InputError):
        call(bad, BITS)


def test_asymmetric_and_inexact_matrices_are_refused():
    with pytest.raises(InputError, match="symmetric"):
        inertia(balls([[1, 2], [3, 4]]), BITS)
    for bad in ([[1, 2], [3, 4]], [[1, 2, 3]]):
        with pytest.raises(InputError, match="symmetric"):
            exact_inertia(bad)
    with pytest.raises(InputError):
        exact_rank([[0.5]])
    with pytest.raises(InputError, match="two-dimensional"):
        exact_rank([1, 2])
    with pytest.raises(InputError, match="rank"):
        rank_at_least(balls([[1]]), 2, BITS)
    with pytest.raises(InputError):
        inertia(balls([[1]]), 0)


def test_submatrix_of_a_guess_has_the_wanted_size():
    rows, columns = regular_submatrix(balls([[0, 0, 1], [0, 0, 2], [5, 0, 0]]), 2)
    assert len(rows) == len(columns) == 2
    assert columns == [0, 2]


@pytest.mark.parametrize(
    "decide",
    [is_nonsingular, is_positive_definite, is_negative_definite, inertia, has_negative_direction],
)
def test_an_empty_matrix_has_no_verdict(decide):
    with pytest.raises(InputError, match="0 x 0"):
        decide(np.zeros((0, 0), dtype=object), 64)


def test_an_empty_system_has_no_solution_to_enclose():
    with pytest.raises(InputError, match="0 x 0"):
        solve_enclosure(np.zeros((0, 0), dtype=object), np.zeros(0, dtype=object), 64)
