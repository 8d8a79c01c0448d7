"""Nothing is accepted that is not so: singular matrices, bad balls, wide balls, low precision."""

import random

import pytest
from flint import arb, ctx, fmpq, fmpq_mat

from proofcheck.checker import verify
from proofcheck.checker.balls import is_positive, is_positive_definite


def matrix(rows):
    return [[arb(x) for x in row] for row in rows]


def gram(drawn, n, rank, size=9):
    """An exact positive semidefinite matrix of at most that rank."""
    factor = fmpq_mat(n, rank, [fmpq(drawn.randint(-size, size), 3) for _ in range(n * rank)])
    return factor * factor.transpose()


def exactly_definite(a, n):
    """Leading minors, in exact arithmetic (Sylvester)."""
    rows = a.tolist()
    minors = (
        fmpq_mat(k, k, [x for row in rows[:k] for x in row[:k]]).det() for k in range(1, n + 1)
    )
    return all(minor > 0 for minor in minors)


@pytest.mark.parametrize("seed", range(200))
def test_exact_matrices_against_exact_minors(seed):
    drawn = random.Random(seed)
    n = drawn.randint(1, 6)
    a = gram(drawn, n, drawn.randint(1, n))
    shift = fmpq(drawn.choice([0, 0, 1, -1]), 10 ** drawn.randint(1, 12))
    rows = [
        [x + (shift if i == j else 0) for j, x in enumerate(r)] for i, r in enumerate(a.tolist())
    ]
    truth = exactly_definite(fmpq_mat(n, n, [x for row in rows for x in row]), n)
    answers = []
    for bits in (53, 106, 212):
        with ctx.workprec(bits):
            answers.append(is_positive_definite(matrix(rows)))
    assert truth or not any(answers)
    assert answers[-1] == truth


@pytest.mark.parametrize("n", [1, 2, 5, 24, 40])
def test_singular_matrices_are_refused_at_every_precision(n):
    a = gram(random.Random(n), n, n - 1) if n > 1 else fmpq_mat(1, 1, [0])
    for bits in (20, 53, 106, 424, 1696):
        with ctx.workprec(bits):
            assert not is_positive_definite(matrix(a.tolist()))


def test_hilbert_matrices_are_accepted_when_the_precision_suffices():
    rows = [[fmpq(1, i + j + 1) for j in range(20)] for i in range(20)]
    answers = []
    for bits in (53, 106, 212):
        with ctx.workprec(bits):
            answers.append(is_positive_definite(matrix(rows)))
    assert answers == [False, True, True]


BAD = [arb("nan"), arb("inf"), arb(0, "inf"), arb("-inf"), arb(1, 2), arb(0, 1)]


@pytest.mark.parametrize("ball", BAD, ids=str)
def test_bad_balls_are_not_accepted(ball):
    assert not is_positive(ball)
    assert not is_positive_definite([[ball]])
    assert not is_positive_definite([[arb(2), ball], [ball, arb(2)]]) or abs(ball) < 2
    assert not is_positive_definite([])


def test_indefinite_and_wide_matrices():
    assert not is_positive_definite(matrix([[1, 2], [2, 1]]))
    assert not is_positive_definite([[arb(1), arb(0, 1)], [arb(0, 1), arb(1)]])
    assert is_positive_definite([[arb(1), arb(0, 0.9)], [arb(0, 0.9), arb(1)]])


def test_low_precision_accepts_nothing_that_high_precision_refuses():
    from test_corruptions import STORED, load

    for path in STORED[:4]:
        found = load(path)
        low = [verify(found, bits=(bits,)).accepted for bits in (8, 16, 24, 32, 40, 53, 64)]
        assert verify(found).accepted
        assert low == sorted(low)
