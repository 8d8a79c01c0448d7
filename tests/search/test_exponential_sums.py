"""Lemma A.2 by hand: explicit points; families that meet its hypotheses, and some that do not."""

from fractions import Fraction

import mpmath
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.core import Verdict
from proofcheck.search.choices import SeededChoices
from proofcheck.search.exponential_sums import (
    EVEN,
    NEARLY,
    SHIFTED,
    SUMS,
    ExponentialSum,
    explicit_step,
    takes_both_signs,
)
from theorems.lemma_a2_exponential_sums import STATEMENT

CLAIM = STATEMENT.step("both-signs").formula


def drawn(family, count=30):
    regions = family.regions
    return [
        family.draw(SeededChoices(0, family.name, k), regions[k % len(regions)], 50)
        for k in range(count)
    ]


def phi(instance, u):
    """The sum in mpmath, written out."""
    with mpmath.workdps(60):
        total = mpmath.mpf(0)
        for d, row in zip(instance.d, instance.a, strict=True):
            exponent = sum((x * y for x, y in zip(u, row, strict=True)), Fraction(0))
            power = mpmath.exp(-mpmath.mpf(exponent.numerator) / exponent.denominator)
            total += mpmath.mpf(d.numerator) / d.denominator * power
        return total


def points(instance):
    """u^> and u^< of the statement, by its formula in words."""
    r = instance.coordinate
    column = [row[r] for row in instance.a]
    M = sum(d * a for d, a in zip(instance.d, column, strict=True))
    Q = sum(abs(d) * a * a for d, a in zip(instance.d, column, strict=True))
    t = min(1 / max(abs(a) for a in column), abs(M) / (3 * Q))
    step = -t if M > 0 else t
    up = [step if k == r else Fraction(0) for k in range(len(instance.a[0]))]
    return up, [-x for x in up], t * abs(M) / 2


@pytest.mark.parametrize("instance", drawn(SUMS), ids=lambda s: s.labels[0])
def test_the_points_of_the_statement_have_both_signs(instance):
    up, down, least = points(instance)
    assert phi(instance, up) > mpmath.mpf(least.numerator) / least.denominator > 0
    assert phi(instance, down) < 0
    assert takes_both_signs(instance, CLAIM).verdict is Verdict.HOLDS


@settings(max_examples=40)
@given(st.data())
def test_any_exact_numbers_with_sum_zero(data):
    small = st.fractions(-5, 5, max_denominator=6)
    size = data.draw(st.integers(2, 5))
    d = data.draw(st.lists(small, min_size=size - 1, max_size=size - 1))
    a = data.draw(st.lists(small, min_size=size, max_size=size))
    instance = ExponentialSum((*d, -sum(d, Fraction(0))), tuple((x,) for x in a), 30)
    if instance.met["nonzero-moment"] is Verdict.HOLDS:
        assert takes_both_signs(instance, CLAIM).verdict is Verdict.HOLDS


def test_one_minus_exp():
    instance = ExponentialSum((Fraction(1), Fraction(-1)), ((Fraction(0),), (Fraction(1),)), 30)
    assert instance.moments == (-1,)
    assert instance.bounds == (-1, 1, 1)
    assert explicit_step(*instance.bounds) == Fraction(1, 3)
    assert points(instance)[0] == [Fraction(1, 3)]
    assert instance.met["two-parameters"] is Verdict.REFUTED


def test_large_numbers_bound_the_step():
    assert explicit_step(Fraction(10), Fraction(1), Fraction(100)) == Fraction(1, 100)


def test_every_instance_meets_the_hypotheses():
    for instance in drawn(SUMS, 60):
        assert sum(instance.d) == 0
        assert any(instance.moments)
        assert instance.met["sum-zero"] is instance.met["nonzero-moment"] is Verdict.HOLDS
        wide = len(instance.a[0]) >= 2
        assert (instance.met["two-parameters"] is Verdict.HOLDS) is wide


def test_regions_are_what_they_say():
    by_region = {s.labels[0]: s for s in drawn(SUMS, len(SUMS.regions))}
    assert [len(by_region[f"{n} parameters"].a[0]) for n in ("two", "five")] == [2, 5]
    assert len(by_region["one parameter"].a[0]) == 1
    assert len(by_region["two samples"].d) == 2
    assert max(abs(x) for row in by_region["large numbers"].a for x in row) >= 10**5
    assert by_region["moment nearly 0"].moments == (NEARLY,)


def test_families_beyond_the_hypotheses():
    for instance in drawn(SHIFTED, 6):
        assert sum(instance.d) == 10
        assert takes_both_signs(instance, CLAIM).verdict is Verdict.REFUTED
    for instance in drawn(EVEN, 6):
        assert sum(instance.d) == 0
        assert not any(instance.moments)
        u = [Fraction(1, 3)] * len(instance.a[0])
        assert phi(instance, u) > 0
        assert phi(instance, [-x for x in u]) > 0


def test_numbers_are_written_exactly():
    instance = ExponentialSum(
        (Fraction(1, 3), Fraction(-1, 3)), ((Fraction(0),), (Fraction(1),)), 9
    )
    assert instance.to_json() == {"d": ["1/3", "-1/3"], "a": [["0"], ["1"]]}
