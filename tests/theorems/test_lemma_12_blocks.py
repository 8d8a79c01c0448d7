"""All 15 blocks of Lemma 12 in exact fractions, on networks whose loss is multiplied out.

Widths 1-1-1-1, 1-2-2-1 and others, with and without biases, every hidden layer, lambda everywhere;
no derivative formula is used, and no code of the library but the claim itself.
"""

from functools import cache
from itertools import combinations_with_replacement

import numpy as np
import pytest
from exact_taylor import (
    Net,
    bump,
    cubic,
    exact,
    flattened,
    inertia,
    numbers,
    rank,
    shaped,
    times,
    transposed,
)
from flint import fmpq
from own_checks import claim_of, notices

from proofcheck.core import Assumptions, Verdict
from theorems import lemma_12_hessian_blocks as module

PATTERN = numbers("1/2 1 -1/3 2 -1 1/4 3/2 -1/2 2/3 1 -2 1/5 3/4 -3/2 1/3 2")
CASES = {
    "1-1-1": ((1, 1, 1), True, 1, 1, cubic),
    "1-1-1 without": ((1, 1, 1), False, 1, 1, bump),
    "1-1-1-1, layer 1": ((1, 1, 1, 1), True, 1, 1, bump),
    "1-1-1-1, layer 2": ((1, 1, 1, 1), False, 2, 1, cubic),
    "1-2-2-1, layer 1": ((1, 2, 2, 1), True, 1, 2, cubic),
    "1-2-2-1, layer 2": ((1, 2, 2, 1), False, 2, 1, bump),
    "2-1-3-1, layer 1": ((2, 1, 3, 1), False, 1, 1, cubic),
    "1-1-2-1-1, layer 2": ((1, 1, 2, 1, 1), True, 2, 2, cubic),
}
RATIOS = {
    "inside": ("2", "3"),
    "outside": ("-1", "3/2"),
    "half": ("2", "2"),
    "zero": ("3", "0"),
    "one": ("0", "-2"),
}
PAIRS = tuple(combinations_with_replacement("uvwpq", 2))
cases = pytest.mark.parametrize("name", CASES)
ratios = pytest.mark.parametrize("ratio", RATIOS)


@cache
def small(name):
    """Network, data (not critical), places of u, v and w, and the smaller Hessian."""
    widths, bias, level, neuron, sigma = CASES[name]
    net = Net(shaped(widths, PATTERN * 2, bias), sigma, bias)
    inputs = [[fmpq(k + i, 2) for i in range(widths[0])] for k in (-1, 2)]
    data = list(zip(inputs, numbers("1 -2"), strict=True))
    return net, data, groups(net, level, neuron), net.hessian(data)


def groups(net, level, neuron):
    u, v = net.incoming(level, neuron), net.outgoing(level, neuron)
    w = [i for i in range(len(flattened(net.layers))) if i not in {*u, *v}]
    return {"u": u, "v": v, "w": w}


@cache
def wide(name, ratio):
    """The larger Hessian at gamma_lambda and the directions u, v, w, p, q, as rows."""
    alpha, beta = map(exact, RATIOS[ratio])
    _, _, level, neuron, _ = CASES[name]
    net, data, _, _ = small(name)
    large = net.split(level, neuron, beta / (alpha + beta))
    twin = len(large.layers[level - 1])
    r, t = (groups(large, level, k) for k in (neuron, twin))
    size = len(flattened(large.layers))

    def rows(first, a, second, b):
        return [
            [a if k == i else b if k == j else fmpq(0) for k in range(size)]
            for i, j in zip(first, second, strict=True)
        ]

    one = fmpq(1)
    rest = [k for k in r["w"] if k not in {*t["u"], *t["v"]}]
    basis = {
        "u": rows(t["u"], one, r["u"], one),
        "v": rows(t["v"], one, r["v"], one),
        "w": rows(rest, one, rest, one),
        "p": rows(t["u"], alpha, r["u"], -beta),
        "q": rows(t["v"], one, r["v"], -one),
    }
    return large.hessian(data), basis


class Exact:
    """What the claim names, in fractions."""

    def __init__(self, name, ratio):
        self.name = name
        self.alpha, self.beta = map(exact, RATIOS[ratio])

    def h(self, rows, columns):
        _, _, places, H = small(self.name)
        return np.array([[H[i][j] for j in places[columns]] for i in places[rows]], dtype=object)

    @property
    def B(self):
        return self._matrix("B")

    @property
    def D(self):
        return self._matrix("D")

    def _matrix(self, which):
        net, data, _, _ = small(self.name)
        return np.array(getattr(net, which)(*CASES[self.name][2:4], data), dtype=object)


def block(name, ratio, rows, columns):
    H, basis = wide(name, ratio)
    return np.array(times(times(basis[rows], H), transposed(basis[columns])), dtype=object)


def wrong(claim, name, ratio):
    """The blocks in which a claim differs from the multiplied-out Hessian."""
    blocks = claim(Exact(name, ratio))
    found = []
    for pair in PAIRS:
        computed = block(name, ratio, *pair)
        expected = blocks.get(pair, 0 * computed)
        if computed.shape != np.shape(expected) or (computed != expected).any():
            found.append(pair)
    return found


@cases
@ratios
def test_all_15_blocks(name, ratio):
    assert wrong(module.claimed, name, ratio) == []


@cases
def test_the_point_is_not_critical_and_the_matrices_do_not_vanish(name):
    """So that 'critical' is seen to be superfluous, and a wrong B or D would matter."""
    net, data, _, _ = small(name)
    place = CASES[name][2:4]
    assert any(net.gradient(data))
    assert any(x for row in net.B(*place, data) for x in row)
    assert any(x for row in net.D(*place, data) for x in row)


@cases
@ratios
def test_the_directions_are_a_basis_and_the_signs_are_those_of_the_blocks(name, ratio):
    """Sylvester: the claimed matrix has the inertia of the larger Hessian."""
    H, basis = wide(name, ratio)
    rows = [row for group in "uvwpq" for row in basis[group]]
    assert rank(rows) == len(rows) == len(H)
    claim = module.claimed(Exact(name, ratio))
    names = [(g, k) for g in "uvwpq" for k in range(len(basis[g]))]

    def entry(a, b):
        (g, i), (h, j) = sorted((a, b), key=lambda x: "uvwpq".index(x[0]))
        if (g, h) not in claim:
            return fmpq(0)
        return claim[g, h][i, j] if g != h else claim[g, g][a[1], b[1]]

    assert inertia([[entry(a, b) for b in names] for a in names]) == inertia(H)


def test_determinants_of_the_change_of_basis():
    formula = module.STATEMENT.step("basis").formula
    for alpha, beta in RATIOS.values():
        a, b = exact(alpha), exact(beta)
        values = {module.ALPHA: alpha, module.BETA: beta}
        assert exact(str(formula["incoming"].subs(values))) == 1 * -b - 1 * a
        assert formula["outgoing"] == 1 * -1 - 1 * 1


def with_entry(pair, change):
    def claim(s):
        blocks = module.claimed(s)
        return {**blocks, pair: change(s)}

    return claim


BROKEN = {
    "uu": (("u", "u"), lambda s: -1 * s.h("u", "u")),
    "uv three times": (("u", "v"), lambda s: 3 * s.h("u", "v")),
    "uw minus": (("u", "w"), lambda s: -1 * s.h("u", "w")),
    "vv three times": (("v", "v"), lambda s: 3 * s.h("v", "v")),
    "vw four times": (("v", "w"), lambda s: 4 * s.h("v", "w")),
    "ww half": (("w", "w"), lambda s: 3 * s.h("w", "w")),
    "vp alpha": (("v", "p"), lambda s: s.alpha * s.D.T),
    "vp twice beta": (("v", "p"), lambda s: (s.alpha - 2 * s.beta) * s.D.T),
    "pp alpha": (("p", "p"), lambda s: s.alpha * s.B),
    "pp beta squared": (("p", "p"), lambda s: (s.beta * s.beta) * s.B),
    "pp twice": (("p", "p"), lambda s: (2 * s.alpha * s.beta) * s.B),
    "pp own Hessian": (("p", "p"), lambda s: (s.alpha * s.beta) * s.h("u", "u")),
    "pq alpha": (("p", "q"), lambda s: s.alpha * s.D),
    "pq twice": (("p", "q"), lambda s: (2 * s.alpha + 2 * s.beta) * s.D),
    "pq small mixed": (("p", "q"), lambda s: (s.alpha + s.beta) * s.h("u", "v")),
    "qq": (("q", "q"), lambda s: s.h("v", "v")),
    "up": (("u", "p"), lambda s: s.B),
    "vq": (("v", "q"), lambda s: 2 * s.h("v", "v")),
    "wp": (("w", "p"), lambda s: s.beta * s.h("w", "u")),
    "wq": (("w", "q"), lambda s: s.alpha * s.h("w", "v")),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_block_is_false_in_exactly_that_block(what):
    pair, change = BROKEN[what]
    assert wrong(with_entry(pair, change), "1-2-2-1, layer 1", "inside") == [pair]


@pytest.mark.parametrize("what", BROKEN)
def test_the_derivation_sees_it_too(what):
    available = Assumptions({"critical", "alpha-plus-beta"})
    assert module.derivation(module.claimed, available).verdict is Verdict.HOLDS
    outcome = module.derivation(with_entry(*BROKEN[what]), available)
    pair = "({}, {})".format(*BROKEN[what][0])
    assert outcome.verdict is Verdict.REFUTED
    assert outcome.detail.startswith(f"block {pair} is ")


@pytest.mark.parametrize("what", ["vp twice beta", "pp twice", "pq alpha"])
def test_the_sampled_checks_see_it_too(what):
    assert notices(module.STATEMENT, "blocks", with_entry(*BROKEN[what]))


@pytest.mark.parametrize(
    "changes", [{"incoming": module.ALPHA + module.BETA}, {"outgoing": module.ALPHA}]
)
def test_broken_determinants_are_noticed(changes):
    claim = claim_of(module.STATEMENT, "basis", **changes)
    assert notices(module.STATEMENT, "basis", claim)


@pytest.mark.parametrize(("alpha", "beta"), [("2", "3"), ("-1", "4"), ("5", "-2"), ("0", "7")])
def test_the_relation_of_page_21_at_numbers(alpha, beta):
    """Also with the shares that the larger network sends on, at every weight of neuron r."""
    alpha, beta = exact(alpha), exact(beta)
    lam = beta / (alpha + beta)
    times_rest = module.STATEMENT.step("relation").formula["times 1 - lambda"]
    values = {module.ALPHA: str(alpha), module.BETA: str(beta)}
    assert alpha * lam == exact(str(times_rest.subs(values))) * (1 - lam)
    _, _, level, neuron, _ = CASES["1-2-2-1, layer 1"]
    large = small("1-2-2-1, layer 1")[0].split(level, neuron, lam)
    flat = flattened(large.layers)
    twin = large.outgoing(level, len(large.layers[level - 1]))
    for kept, own in zip(large.outgoing(level, neuron), twin, strict=True):
        assert alpha * flat[own] == beta * flat[kept]


@pytest.mark.parametrize("multiple", [2 * module.BETA, module.ALPHA + module.BETA])
def test_another_relation_is_noticed(multiple):
    claim = claim_of(module.STATEMENT, "relation", **{"times 1 - lambda": multiple})
    assert notices(module.STATEMENT, "relation", claim)


@pytest.mark.parametrize("lam", ["1/3", "2", "0"])
def test_another_lambda_couples_p_with_the_rest(lam):
    """Alpha = beta belongs to lambda = 1/2: elsewhere the form on u, p is no longer 0."""
    net, data, _, _ = small("1-1-1-1, layer 1")
    large = net.split(1, 1, exact(lam))
    H = large.hessian(data)
    t, r = (large.incoming(1, k) for k in (2, 1))
    mixed = [
        H[a][b] - H[a][c] + H[d][b] - H[d][c]
        for a, d in zip(t, r, strict=True)
        for b, c in zip(t, r, strict=True)
    ]
    assert any(mixed)
    outcome = module.derivation(module.claimed, Assumptions({"critical"}))
    assert outcome.verdict is Verdict.REFUTED
