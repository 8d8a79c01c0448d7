"""Products of balls through FLINT, and tanh with sech^2 from one evaluation: valid and tight."""

from fractions import Fraction

import flint
import numpy as np
import pytest
from flint import arb, arb_mat
from hypothesis import given
from hypothesis import strategies as st

from proofcheck.arithmetic import Balls, Floats, Multiprecision, Rationals, Symbolic, dyadic
from proofcheck.arithmetic.ball import KEPT, ball_array, ball_matrix

small = st.fractions(min_value=-20, max_value=20, max_denominator=1000)
radii = st.integers(0, 200).map(lambda bits: Fraction(1, 2**bits))


def numbered(rows, columns):
    entries = [[Fraction(7 * i - 3 * j, i + j + 1) for j in range(columns)] for i in range(rows)]
    return Balls(100).array(entries).reshape(rows, columns)


@pytest.mark.parametrize("shape", [(1, 1), (2, 3), (3, 1), (1, 4), (KEPT // 32, 32), (33, 32)])
def test_matrices_hold_every_ball_at_its_place(shape):
    a = numbered(*shape)
    assert (ball_matrix(a).nrows(), ball_matrix(a).ncols()) == shape
    constructed = arb_mat(*shape, a.ravel().tolist())
    for found in (ball_matrix(a), ball_matrix(a.T.copy().T)):
        for mine, theirs in zip(found.entries(), constructed.entries(), strict=True):
            assert (dyadic(mine.mid()), dyadic(mine.rad())) == (
                dyadic(theirs.mid()),
                dyadic(theirs.rad()),
            )


@pytest.mark.parametrize("shape", [(1, 1), (1, 4), (3, 1), (2, 3), (KEPT // 32, 32), (33, 32)])
def test_arrays_hold_every_ball_of_a_matrix_at_its_place(shape):
    matrix = ball_matrix(numbered(*shape))
    found = ball_array(matrix)
    assert found.shape == shape
    for (i, j), ball in np.ndenumerate(found):
        assert (ball.mid(), ball.rad()) == (matrix[i, j].mid(), matrix[i, j].rad())


def test_matrices_are_copies_and_views_are_read_in_row_order():
    a = numbered(2, 3)
    matrix = ball_matrix(a)
    a[0, 0] = arb(99)
    assert matrix[0, 0] != 99
    assert ball_matrix(a.T)[2, 1].mid() == a[1, 2].mid()
    assert ball_matrix(a[:, ::-1])[0, 2] == 99


@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 4), st.data())
def test_products_enclose_the_rational_products(rows, inner, columns, data):
    entries = data.draw(
        st.lists(small, min_size=(rows + columns) * inner, max_size=(rows + columns) * inner)
    )
    left = np.array(entries[: rows * inner], dtype=object).reshape(rows, inner)
    right = np.array(entries[rows * inner :], dtype=object).reshape(inner, columns)
    balls = Balls(90)
    with balls.active():
        found = balls.matmul(balls.array(left), balls.array(right))
    assert found.shape == (rows, columns)
    for ball, value in zip(found.ravel(), left.dot(right).ravel(), strict=True):
        assert dyadic(ball.lower()) <= value <= dyadic(ball.upper())
        assert dyadic(ball.rad()) <= Fraction(40**2, 2**80)


@given(st.integers(-(10**60), 10**60))
def test_integers_are_their_own_exact_balls(value):
    ball = Balls(20).number(value)
    assert ball.is_exact()
    assert dyadic(ball) == value


def ball_around(middle, radius):
    return arb(Balls(300).number(middle).mid(), Balls(300).number(radius).mid())


@given(st.fractions(-400, 400, max_denominator=10**6), radii, st.sampled_from([20, 64, 169]))
def test_tanh_and_sech_squared_enclose_and_are_as_tight_as_apart(middle, radius, bits):
    balls, z = Balls(bits), ball_around(middle, radius)
    with balls.active():
        t, s = balls.tanh_and_sech_squared(z)
        apart = balls.tanh(z), balls.sech_squared(z)
    for offset in (-1, 0, 1):
        point = Balls(900).number(dyadic(z.mid()) + offset * dyadic(z.rad()))
        with Balls(900).active():
            assert t.overlaps(point.tanh())
            assert s.overlaps(1 / (point.cosh() * point.cosh()))
    assert t.rad() <= 2 * apart[0].rad()
    assert not apart[1].is_finite() or s.rad() <= arb("2.1") * apart[1].rad()


@pytest.mark.parametrize(
    ("points", "own"),
    [(["1/3", "-2"], 0), (["1/3", 30], 1), ([40, -30], 2)],
)
def test_entries_where_the_difference_cancels_are_evaluated_by_themselves(points, own, monkeypatch):
    asked = []
    right = Balls.sech_squared
    monkeypatch.setattr(Balls, "sech_squared", lambda a, z: asked.append(z) or right(a, z))
    balls = Balls(80)
    with balls.active():
        _, s = balls.tanh_and_sech_squared(balls.array(points))
    assert len(asked) == own
    assert all(x > 0 and x.rel_accuracy_bits() > 70 for x in s)


@given(st.fractions(-400, 400, max_denominator=10**6), radii, st.sampled_from([20, 64, 169]))
def test_the_logistic_family_encloses_and_is_as_tight_as_apart(middle, radius, bits):
    balls, n = Balls(bits), ball_around(middle, radius)
    with balls.active():
        family = balls.logistic_family(n)
        apart = 1 / (1 + balls.exp(-n)), balls.tanh(n / 2), balls.sech_squared(n / 2)
    for offset in (-1, 0, 1):
        point = Balls(900).number(dyadic(n.mid()) + offset * dyadic(n.rad()))
        with Balls(900).active():
            e, cosh = (-point).exp(), (point / 2).cosh()
            wanted = 1 / (1 + e), (point / 2).tanh(), 1 / (cosh * cosh)
            assert all(x.overlaps(y) for x, y in zip(family, wanted, strict=True))
    for found, other in zip(family, apart, strict=True):
        assert not other.is_finite() or found.rad() <= arb("2.1") * other.rad()


@pytest.mark.parametrize(
    ("points", "own"), [(["1/3", "-2"], 0), (["1/3", "1/9999"], 1), ([0, 1], 1), (["1/3", 60], 1)]
)
def test_where_the_family_cancels_the_hyperbolic_functions_are_evaluated_apart(
    points, own, monkeypatch
):
    asked = []
    right = Balls.tanh_and_sech_squared
    monkeypatch.setattr(Balls, "tanh_and_sech_squared", lambda a, z: asked.append(z) or right(a, z))
    balls = Balls(80)
    with balls.active():
        family = balls.logistic_family(balls.array(points))
    assert len(asked) == own
    assert all(x.is_zero() or x.rel_accuracy_bits() > 70 for part in family for x in part)


def test_the_logistic_family_of_wide_and_infinite_arguments_stays_enclosed():
    balls = Balls(64)
    with balls.active():
        for n in (arb(0, 5), arb(10, 5), arb(0, arb.pos_inf()), arb.nan()):
            s, t, d = balls.logistic_family(n)
            middle = n.mid()
            assert not s.is_finite() or s.overlaps(1 / (1 + (-middle).exp()))
            assert not t.is_finite() or t.overlaps((middle / 2).tanh())
            assert not d.is_finite() or d.overlaps(balls.sech_squared(middle / 2))
        assert flint.ctx.prec == 64


def test_wide_and_infinite_arguments_stay_enclosed_and_the_precision_is_restored():
    balls = Balls(64)
    with balls.active():
        for z in (arb(0, 5), arb(10, 5), arb(0, arb.pos_inf()), arb.nan()):
            t, s = balls.tanh_and_sech_squared(z)
            assert not t.is_finite() or t.overlaps(z.mid().tanh())
            assert not s.is_finite() or s.overlaps(balls.sech_squared(z.mid()))
        assert flint.ctx.prec == 64


@pytest.mark.parametrize("arithmetic", [Floats(), Multiprecision(30), Symbolic(), Rationals()])
def test_the_other_arithmetics_evaluate_the_two_functions(arithmetic):
    z = arithmetic.array([0, 0] if isinstance(arithmetic, Rationals) else ["1/3", -2])
    t, s = arithmetic.tanh_and_sech_squared(z)
    assert (t == arithmetic.tanh(z)).all()
    assert (s == arithmetic.sech_squared(z)).all()
    family = arithmetic.logistic_family(2 * z)
    for found, wanted in zip(family, (1 / (1 + arithmetic.exp(-2 * z)), t, s), strict=True):
        assert (found == wanted).all()
