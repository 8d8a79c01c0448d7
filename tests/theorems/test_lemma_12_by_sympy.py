"""Lemma 12 on a network written out in SymPy: all 15 blocks, every mutant, every blind spot."""

from fractions import Fraction
from itertools import combinations_with_replacement

import mpmath
import pytest
from concrete_network import Written, block, close

from theorems.lemma_12_hessian_blocks import BLOCK_MUTANTS, claimed

PAIRS = list(combinations_with_replacement("uvwpq", 2))
COEFFICIENTS = {
    "inside": (Fraction(2), Fraction(3)),
    "outside": (Fraction(5), Fraction(-2)),
    "half": (Fraction(1), Fraction(1)),
    "zero": (Fraction(2), Fraction(0)),
    "one": (Fraction(0), Fraction(-3)),
}


def wrong_blocks(claim, sigma, place):
    """The blocks in which the claim differs from the written-out Hessian."""
    alpha, beta = COEFFICIENTS[place]
    with mpmath.workdps(60):
        blocks = claim(Written(sigma, alpha, beta))
        return [
            pair
            for pair in PAIRS
            if not close(block(sigma, *pair, alpha, beta), blocks.get(pair, 0))
        ]


@pytest.mark.parametrize("place", COEFFICIENTS)
def test_all_15_blocks_exactly_with_a_polynomial(place):
    assert wrong_blocks(claimed, "polynomial", place) == []


def test_all_15_blocks_with_the_sigmoid():
    assert wrong_blocks(claimed, "sigmoid", "inside") == []


def test_the_matrices_that_decide_are_not_0():
    written = Written("polynomial", Fraction(2), Fraction(3))
    assert all(x != 0 for x in written.B.ravel())
    assert all(x != 0 for x in written.D.ravel())
    assert (written.B == written.B.T).all()
    assert (written.D != written.D.T).any()


OF_A_BLOCK = [m for m in BLOCK_MUTANTS if m.drops is None]
"""Those that change a block, and not what lambda has to meet."""


@pytest.mark.parametrize("mutant", OF_A_BLOCK, ids=lambda m: m.id)
def test_every_mutant_is_false_on_this_network(mutant):
    wrong = wrong_blocks(mutant.mutate(claimed), "polynomial", "inside")
    if mutant.equivalent is not None:
        assert wrong == []
    else:
        assert len(wrong) == 1


BLIND = {
    "vp-zero": {"half"},
    "vp-swapped": {"half"},
    "vp-sum": {"zero"},
    "pp-sign": {"zero", "one"},
    "pq-difference": {"zero"},
    "uv-once": set(),
    "vv-twice": set(),
    "pq-sign": set(),
}


@pytest.mark.parametrize("mutant", [m for m in BLOCK_MUTANTS if m.id in BLIND], ids=lambda m: m.id)
def test_mutants_survive_exactly_at_their_blind_spots(mutant):
    """Block (v, p) = 0 is invisible for alpha = beta, the sign of B for lambda = 0 and 1."""
    survives = {
        place
        for place in COEFFICIENTS
        if not wrong_blocks(mutant.mutate(claimed), "polynomial", place)
    }
    assert survives == BLIND[mutant.id]
