"""Lemma 12's symbolic blocks at numbers: second derivatives of a loss that is multiplied out.

`claimed` is one formula for symbols, fractions and balls. Here it is read in symbols, and these get
the values that they have on the toy loss. Blocks with w are left to the other tests of the lemma.
"""

import pytest
from exact_taylor import exact
from toy_split import SMALL, curved, derivative, flat, gamma, number, quadratic

from theorems import lemma_12_hessian_blocks as module

LOSSES = {"quadratic": quadratic, "curved": curved, "flat": flat}
RATIOS = [("1", "1"), ("2", "3"), ("5", "-2"), ("3", "0"), ("0", "-1")]
PAIRS = [(a, b) for a, b in module.PAIRS if "w" not in (a, b)]
MUTANTS = {
    m.id: m
    for m in module.BLOCK_MUTANTS
    if m.drops is None and "(w" not in m.change.split(":")[0] and "w)" not in m.change.split(":")[0]
}
BLIND = {
    "vp-zero": {("1", "1")},
    "vp-swapped": {("1", "1")},
    "vp-sum": {("3", "0")},
    "pq-difference": {("3", "0")},
    "up-D": {("0", "-1")},
    "pp-sign": {("3", "0"), ("0", "-1")},
    "pp-sum": set(),
    "pp-square": {("1", "1"), ("0", "-1")},
    "vp-transposed": {("1", "1")},
}
"""alpha and beta at which a false block has the value of the true one."""
SAME = {"pp-transposed"}


def moves(alpha, beta):
    """The four directions of p. 12 that move the split neuron and its twin."""
    return {
        "u": {"u_twin": 1, "u_neuron": 1},
        "v": {"v_twin": 1, "v_neuron": 1},
        "p": {"u_twin": alpha, "u_neuron": -beta},
        "q": {"v_twin": 1, "v_neuron": -1},
    }


def computed(loss, rows, columns, alpha, beta):
    along = moves(alpha, beta)
    return derivative(loss, gamma(beta / (alpha + beta)), along[rows], along[columns])


def value(block, loss, alpha, beta):
    return number(block.value if block else 0, loss, alpha=alpha, beta=beta)


@pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
@pytest.mark.parametrize("ratio", RATIOS)
def test_every_block_without_w(loss, ratio):
    alpha, beta = map(exact, ratio)
    claimed = module.claimed(module.SymbolicBlocks(module.ALPHA, module.BETA))
    for rows, columns in PAIRS:
        found = computed(loss, rows, columns, alpha, beta)
        assert found == value(claimed.get((rows, columns)), loss, alpha, beta), (rows, columns)


@pytest.mark.parametrize("name", MUTANTS)
def test_a_false_block_is_seen_outside_its_blind_spots_and_only_there(name):
    """So that a test at alpha = beta, or at lambda = 0 or 1 alone, would not do."""
    wrong = MUTANTS[name].mutate(module.claimed)
    blocks = wrong(module.SymbolicBlocks(module.ALPHA, module.BETA))
    right = module.claimed(module.SymbolicBlocks(module.ALPHA, module.BETA))
    (pair,) = (
        (p for p in blocks if p not in right or blocks[p].value != right[p].value)
        if (name not in SAME)
        else [("p", "p")]
    )
    unseen = {
        ratio
        for ratio in RATIOS
        if computed(curved, *pair, *map(exact, ratio))
        == value(blocks[pair], curved, *map(exact, ratio))
    }
    assert unseen == (set(RATIOS) if name in SAME else BLIND.get(name, set()))


@pytest.mark.parametrize(("alpha", "beta"), [(2, 3), (-1, 4)])
def test_another_lambda_leaves_a_coupling_of_u_and_p(alpha, beta):
    """Lambda = beta / (alpha + beta) is what makes block (u, p) vanish."""
    alpha, beta = exact(alpha), exact(beta)
    along = moves(alpha, beta)
    assert computed(curved, "u", "p", alpha, beta) == 0
    assert derivative(curved, gamma(alpha / (alpha + beta)), along["u"], along["p"]) != 0


def test_the_small_blocks_are_those_of_the_smaller_network():
    s = module.SymbolicBlocks(module.ALPHA, module.BETA)
    for rows, columns in (("u", "u"), ("u", "v"), ("v", "v")):
        first, second = ({f"{g}_neuron": 1} for g in (rows, columns))
        small = derivative(curved, SMALL, first, second)
        assert small == number(s.h(rows, columns).value, curved)
        turned = derivative(curved, SMALL, second, first)
        assert turned == number(s.h(rows, columns).transposed, curved)
