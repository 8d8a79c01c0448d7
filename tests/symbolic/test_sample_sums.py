"""Sums over samples: moments are sums, identities hold for all N, and what is false is refuted."""

from fractions import Fraction

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from proofcheck.core import Assumptions, Cause, Verdict, scope
from proofcheck.symbolic.sample_sums import SUM, N, decide_sums, sample_sum, sum_identities

y, z, c, k = sympy.symbols("y z c k")
SUMMANDS = (
    (c - y) ** 2,
    (c * y - 2 * z + 1) * (y + z),
    k * y**3 * z - c,
    sympy.Rational(1, 3) * y * z**2 + z / 5,
)


def on(data, expression):
    """The value of moments on data, by substitution of every SUM."""
    moments = expression.atoms(SUM)
    sums = {m: sum((m.args[0].subs(sample) for sample in data), sympy.Integer(0)) for m in moments}
    return expression.xreplace(sums)


@pytest.mark.parametrize("summand", SUMMANDS, ids=str)
@settings(max_examples=10)
@given(st.lists(st.tuples(st.integers(-9, 9), st.integers(-9, 9)), min_size=1, max_size=6))
def test_moments_are_the_sum_on_any_data(summand, data):
    samples = [{y: a, z: b} for a, b in data]
    direct = sum(summand.subs(sample) for sample in samples)
    assert sympy.expand(on(samples, sample_sum(summand, y, z)) - direct) == 0


def test_the_number_of_samples_is_the_moment_of_1():
    assert sample_sum(c, y) == c * N
    assert sample_sum(sympy.Integer(0), y) == 0


def test_identities_hold_for_all_numbers_of_samples():
    shifted = sample_sum((k - y) ** 2, y) - sample_sum((c - y) ** 2, y) - N * (k - c) ** 2
    assert decide_sums({"mean": shifted.subs(c, SUM(y) / N)}).verdict is Verdict.HOLDS
    assert decide_sums({"any c": shifted}).verdict is Verdict.REFUTED


def test_what_is_true_of_one_sample_alone_is_refuted_by_two():
    outcome = decide_sums({"square": SUM(y**2) - SUM(y) ** 2})
    assert outcome.verdict is Verdict.REFUTED
    assert outcome.witness == {"y": [2, 3]}
    assert outcome.detail == "square is -12 at samples y = 2, 3"
    assert outcome.confirmed_by


def test_the_witness_replays():
    residue = SUM(y * z) / N - c * SUM(y) * SUM(z) / 7
    outcome = decide_sums({"product": residue})
    data = [{y: a, z: b} for a, b in zip(*(outcome.witness[n] for n in "yz"), strict=True)]
    value = on(data, residue).subs(c, outcome.witness["c"])
    assert f"product is {value} at" in outcome.detail
    assert value != 0


def test_a_later_residue_is_looked_at_too():
    outcome = decide_sums({"zero": SUM(y) - SUM(y), "one": sympy.Integer(1)})
    assert outcome.detail == "one is 1 at 1 samples"


def test_zero_up_to_five_samples_stays_undecided():
    product = sympy.prod(N - j for j in range(1, 6))
    outcome = decide_sums({"few samples": product})
    assert (outcome.verdict, outcome.cause) == (Verdict.UNDECIDED, Cause.NOT_APPLICABLE)
    four = sympy.prod(N - j for j in range(1, 5))
    assert decide_sums({"five samples": four}).detail == "five samples is 24 at 5 samples"
    assert decide_sums({"two samples": N - 1}).detail == "two samples is 1 at 2 samples"


def test_nothing_to_decide_is_vacuous():
    assert decide_sums({}).cause is Cause.VACUOUS


def test_a_float_decides_nothing():
    assert decide_sums({"float": SUM(y) * sympy.Float("0.5")}).verdict is Verdict.UNDECIDED


def test_fractions_confirm_and_no_float_does():
    """A third has no float: the second road has to keep fractions."""
    outcome = decide_sums({"third": SUM(y) / 3 - c / Fraction(7)})
    assert outcome.confirmed_by == "sums in Python fractions"
    assert "third is -25/21" in outcome.detail


def test_a_derivation_of_sums_is_named_after_its_residues():
    def residues_of_y(claim):
        return {"sum": SUM(y) - claim}

    check = sum_identities(residues_of_y, scope())
    assert check.name == "residues_of_y"
    assert check.run(SUM(y), Assumptions(set())).verdict is Verdict.HOLDS
    assert check.run(2 * SUM(y), Assumptions(set())).verdict is Verdict.REFUTED
