"""Wrong guesses cost a verdict, never a wrong one: float64's part is replaced by lies."""

from fractions import Fraction

import numpy as np
import pytest
from flint import arb
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.arithmetic import Balls, congruence, krawczyk, regularity
from proofcheck.arithmetic.linear import (
    exact_inertia,
    exact_rank,
    inertia,
    is_nonsingular,
    is_positive_definite,
    rank_lower_bound,
    solve_enclosure,
)
from proofcheck.core.verdict import Verdict

BITS = 100
DEFINITE = [[2, 1, 0], [1, 2, 1], [0, 1, 2]]
INDEFINITE = [[1, 2, 0], [2, 1, 0], [0, 0, 1]]
SINGULAR = [[1, 1, 0], [1, 1, 0], [0, 0, 1]]
MATRICES = [DEFINITE, INDEFINITE, SINGULAR]


def balls(a):
    return Balls(BITS).array(a)


def lies(size):
    """Factors and signs that an unlucky or broken LAPACK might return."""
    rng = np.random.default_rng(size)
    yield np.eye(size), [1] * size
    yield np.zeros((size, size)), [1] * size
    yield -np.eye(size), [-1] * size
    yield np.full((size, size), 1e300), [1] * size
    for _ in range(10):
        yield rng.standard_normal((size, size)), [1] * size


@pytest.mark.parametrize("matrix", MATRICES)
def test_wrong_factors_never_give_a_wrong_inertia(matrix, monkeypatch):
    truth = exact_inertia(matrix)
    for lie in lies(3):
        monkeypatch.setattr(congruence, "_float_factor", lambda _, lie=lie: lie)
        found = inertia(balls(matrix), BITS)
        assert found is None or found == truth
        verdict = is_positive_definite(balls(matrix), BITS)
        allowed = {Verdict.UNDECIDED, Verdict.HOLDS if truth.positive == 3 else Verdict.REFUTED}
        assert verdict in allowed
        if truth.zero:
            assert verdict is Verdict.UNDECIDED


@pytest.mark.parametrize("matrix", MATRICES)
def test_wrong_inverses_never_prove_a_singular_matrix_regular(matrix, monkeypatch):
    for lie, _ in lies(3):
        monkeypatch.setattr(regularity, "_float_inverse", lambda _, lie=lie: lie)
        if is_nonsingular(balls(matrix), BITS) is Verdict.HOLDS:
            assert exact_rank(matrix) == 3


def test_a_wrong_choice_of_submatrix_lowers_the_bound_only(monkeypatch):
    monkeypatch.setattr(
        regularity, "regular_submatrix", lambda _, rank: (list(range(rank)), list(range(rank)))
    )
    assert rank_lower_bound(balls([[0, 0, 1], [0, 1, 0], [0, 0, 0]]), BITS) <= 2
    assert rank_lower_bound(balls(SINGULAR), BITS) <= 2


def test_a_wrong_preconditioner_leaves_krawczyk_undecided_or_right(monkeypatch):
    for factor in (0, 1, -1, 1000):
        monkeypatch.setattr(
            krawczyk,
            "_approximate_inverse",
            lambda slope, factor=factor: slope.mid() * factor,
        )
        box = krawczyk.krawczyk(
            lambda x: x * x - 2, lambda x: 2 * x[:, None], ["1.4"], "1/10", BITS
        )
        assert box is None or (box[0] * box[0]).contains(2)


@settings(max_examples=60)
@given(st.integers(1, 40), st.integers(0, 10**6))
def test_perturbations_inside_the_balls_share_the_proved_inertia(shrink, seed):
    """Ball matrices of radius 1/shrink; random exact members must have the inertia found."""
    rng = np.random.default_rng(seed)
    upper = rng.integers(-5, 6, (4, 4))
    middle = upper + upper.T
    radius = arb(0, arb(1) / shrink)
    matrix = balls(middle.astype(object)) + np.full((4, 4), radius, dtype=object)
    found = inertia(matrix, BITS)
    if found is None:
        return
    for _ in range(5):
        steps = rng.integers(-8, 9, (4, 4))
        steps = np.triu(steps) + np.triu(steps, 1).T
        member = [
            [
                Fraction(int(m)) + Fraction(int(s), 8 * shrink)
                for m, s in zip(row, move, strict=True)
            ]
            for row, move in zip(middle, steps, strict=True)
        ]
        assert exact_inertia(member) == found


@settings(max_examples=60)
@given(st.integers(2, 40), st.integers(0, 10**6))
def test_solutions_of_members_lie_in_the_enclosure(shrink, seed):
    rng = np.random.default_rng(seed)
    middle, right = rng.integers(-5, 6, (3, 3)), rng.integers(-5, 6, 3)
    radius = arb(0, arb(1) / (50 * shrink))
    matrix = balls(middle.astype(object)) + np.full((3, 3), radius, dtype=object)
    if is_nonsingular(matrix, BITS) is not Verdict.HOLDS:
        return
    found = solve_enclosure(matrix, balls(right.astype(object)), BITS)
    steps = rng.integers(-1, 2, (3, 3)) / (50.0 * shrink)
    member = np.linalg.solve(middle + steps, right)
    for ball, value in zip(found, member, strict=True):
        assert float(ball.lower()) - 1e-9 <= value <= float(ball.upper()) + 1e-9


def test_three_hundred_dimensions_are_decided():
    rng = np.random.default_rng(1)
    factor = rng.integers(-3, 4, (300, 300)).astype(object)
    signs = np.array([1] * 290 + [-1] * 10, dtype=object)
    found = inertia(balls(factor @ np.diag(signs) @ factor.T), BITS)
    assert (found.positive, found.negative) == (290, 10)
