"""Regular submatrices: exact truth on one side, guesses and balls on the other."""

from fractions import Fraction

import pytest
from flint import fmpq, fmpq_mat
from hypothesis import given
from hypothesis import strategies as st

from proofcheck.arithmetic import Balls
from proofcheck.paths import independent_columns, independent_rows, inverse_defect, is_regular

BALLS = Balls(128)
SMALL = st.fractions(-3, 3, max_denominator=4)


@st.composite
def matrices(draw):
    rows = draw(st.integers(1, 4))
    columns = draw(st.integers(rows, 5))
    one = st.lists(SMALL, min_size=columns, max_size=columns)
    return draw(st.lists(one, min_size=rows, max_size=rows))


def rank(rows):
    entries = [fmpq(x.numerator, x.denominator) for row in rows for x in row]
    return fmpq_mat(len(rows), len(rows[0]), entries).rank()


@given(matrices())
def test_columns_are_found_exactly_where_the_rank_is_full(rows):
    found = independent_columns(rows)
    assert (found is not None) == (rank(rows) == len(rows))
    if found is not None:
        assert len(found) == len(rows)
        assert is_regular(rows, found)
        assert rank([[row[c] for c in found] for row in rows]) == len(rows)


@given(matrices())
def test_rows_of_balls_that_are_proved_are_independent(rows):
    turned = [list(column) for column in zip(*rows, strict=True)]
    found = independent_rows(BALLS.array(turned), 128)
    defect = None if found is None else inverse_defect(BALLS.array(turned)[found], 128)
    assert (defect is not None) == (rank(rows) == len(rows))


@pytest.mark.parametrize("size", [1, 2, 3, 8])
def test_singular_matrices_are_never_proved_regular(size):
    rows = [[Fraction((i + 1) * (j + 2), 7) for j in range(size)] for i in range(size - 1)]
    rows.append([sum(row[j] for row in rows) for j in range(size)] if rows else [Fraction(0)])
    for bits in (64, 128, 1024):
        assert inverse_defect(Balls(bits).array(rows), bits) is None


def test_more_bits_prove_what_few_do_not():
    """Hilbert's matrix of size 25 has condition 1e37 or so."""
    rows = [[Fraction(1, i + j + 1) for j in range(25)] for i in range(25)]
    proved = [inverse_defect(Balls(bits).array(rows), bits) is not None for bits in (64, 128, 512)]
    assert proved == [False, proved[1], True]
    assert inverse_defect(Balls(512).array(rows), 512) < Fraction(1, 10**20)


def test_not_finite_and_too_few():
    wild = Balls(64).array([[1, 0], [0, 1]])
    wild[0, 0] = wild[0, 0] / 0
    assert inverse_defect(wild, 64) is None
    assert independent_rows(Balls(64).array([[0, 0], [0, 0]]), 64) is None
