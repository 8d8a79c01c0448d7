"""The generic split neuron against the same thing written out and differentiated by SymPy."""

from itertools import combinations_with_replacement

import pytest
import sympy
import written_out
from written_out import SMALL, direction, named

from proofcheck.core import Assumptions, Verdict
from proofcheck.symbolic import split_neuron
from proofcheck.symbolic.split_neuron import (
    GROUPS,
    SMALL_MOTIONS,
    B_form,
    D_form,
    Motion,
    large_base,
    loss_jet,
    preactivation,
    small_base,
    split_basis_motions,
    symbol,
)
from theorems import lemma_12_hessian_blocks

ALPHA, BETA, LAM = sympy.symbols("alpha beta lambda")
PAIRS = list(combinations_with_replacement(GROUPS, 2))
pairs = pytest.mark.parametrize(("rows", "columns"), PAIRS, ids=lambda g: g)
COORDINATES = (1, 2)


def outgoing(share):
    return {i: {place: s * named("v", i) for place, s in share.items()} for i in COORDINATES}


SMALL_NEURONS = outgoing({"neuron": 1})
LARGE_NEURONS = outgoing({"twin": LAM, "neuron": 1 - LAM})


def same(left, right):
    return sympy.expand(left - right) == 0


def large_block(rows, columns, lam=LAM):
    motions = split_basis_motions(ALPHA, BETA)
    return loss_jet(large_base(lam), {"t": motions[rows], "tau": motions[columns]}).mixed


@pairs
def test_second_derivatives_of_the_larger_loss_for_every_lambda(rows, columns):
    basis = written_out.basis(ALPHA, BETA)
    directions = {"t": basis[rows], "tau": basis[columns]}
    expected = written_out.mixed(written_out.loss(LARGE_NEURONS, directions))
    assert same(large_block(rows, columns), expected)


@pairs
def test_the_blocks_are_symmetric(rows, columns):
    """Exchanging the slots and the names of the two directions changes nothing."""
    names = {"xi.a": "eta.a", "zeta": "theta"}
    exchange = {}
    for i in COORDINATES:
        for a, b in names.items():
            exchange |= {named(a, i): named(b, i), named(b, i): named(a, i)}
        exchange |= {
            named("xi.a", i, "tau"): named("eta.a", i, "t"),
            named("eta.a", i, "t"): named("xi.a", i, "tau"),
        }
        for name in ("n", "S"):
            exchange |= {
                named(name, i, "t"): named(name, i, "tau"),
                named(name, i, "tau"): named(name, i, "t"),
            }
    for name in ("F_{}", "F_1_{}", "F_2_{}"):
        t, tau = (sympy.Symbol(name.format(slot)) for slot in ("wt", "wtau"))
        exchange |= {t: tau, tau: t}
    there, back = large_block(rows, columns), large_block(columns, rows)
    assert same(there, back.xreplace(exchange))


@pytest.mark.parametrize(("rows", "columns"), list(combinations_with_replacement("uvw", 2)))
def test_second_derivatives_of_the_smaller_loss(rows, columns):
    directions = {"t": SMALL[rows], "tau": SMALL[columns]}
    expected = written_out.mixed(written_out.loss(SMALL_NEURONS, directions))
    moves = {"t": SMALL_MOTIONS[rows], "tau": SMALL_MOTIONS[columns]}
    assert same(loss_jet(small_base(), moves).mixed, expected)


@pytest.mark.parametrize("group", "uvw")
def test_first_derivatives_of_the_smaller_loss(group):
    still = direction()
    expected = written_out.first(written_out.loss(SMALL_NEURONS, {"t": SMALL[group], "tau": still}))
    found = loss_jet(small_base(), {"t": SMALL_MOTIONS[group], "tau": Motion()}).t
    assert same(found, expected)


@pytest.mark.parametrize("group", GROUPS)
def test_first_derivatives_of_the_larger_loss(group):
    basis = written_out.basis(ALPHA, BETA)
    directions = {"t": basis[group], "tau": direction()}
    expected = written_out.first(written_out.loss(LARGE_NEURONS, directions))
    moves = {"t": split_basis_motions(ALPHA, BETA)[group], "tau": Motion()}
    assert same(loss_jet(large_base(LAM), moves).t, expected)


@pytest.mark.parametrize("places", [("twin",), ("neuron",), ("twin", "neuron")])
def test_the_preactivation_is_the_sum_over_the_neurons_that_are_there(places):
    base = {place: symbol(f"weight {place}") for place in places}
    still = {"t": Motion(), "tau": Motion()}
    expected = symbol("S", 1) + sum(base.values()) * symbol("sigma", 1)
    assert same(preactivation(1, base, still).value, expected)


def claim_by_paper(rows, columns):
    """Lemma 12's blocks, spelled here once more, from written-out derivatives and eqs. (1), (2)."""

    def h(x, y):
        directions = {"t": SMALL[x], "tau": SMALL[y]}
        return written_out.mixed(written_out.loss(SMALL_NEURONS, directions))

    def D(incoming, away):
        return sum(
            named("F", i) * named("sigma'", i) * named(incoming, i) * named(away, i)
            for i in COORDINATES
        )

    B = sum(
        named("F", i) * named("v", i) * named("sigma''", i) * named("xi.a", i) * named("eta.a", i)
        for i in COORDINATES
    )
    return {
        "uu": lambda: h("u", "u"),
        "uv": lambda: 2 * h("u", "v"),
        "uw": lambda: h("u", "w"),
        "vv": lambda: 4 * h("v", "v"),
        "vw": lambda: 2 * h("v", "w"),
        "vp": lambda: (ALPHA - BETA) * D("eta.a", "zeta"),
        "ww": lambda: h("w", "w"),
        "pp": lambda: ALPHA * BETA * B,
        "pq": lambda: (ALPHA + BETA) * D("xi.a", "theta"),
    }.get(rows + columns, lambda: sympy.Integer(0))()


@pairs
def test_all_blocks_of_lemma_12_without_a_jet(rows, columns):
    basis = written_out.basis(ALPHA, BETA)
    lam = BETA / (ALPHA + BETA)
    neurons = outgoing({"twin": lam, "neuron": 1 - lam})
    directions = {"t": basis[rows], "tau": basis[columns]}
    computed = written_out.mixed(written_out.loss(neurons, directions))
    difference = sympy.together(computed - claim_by_paper(rows, columns))
    assert sympy.expand(sympy.numer(difference)) == 0


def test_B_and_D_are_the_forms_of_equations_1_and_2():
    blocks = {"B": B_form(), "D": D_form("t", "tau"), "D'": D_form("tau", "t")}
    assert same(ALPHA * BETA * blocks["B"], claim_by_paper("p", "p"))
    assert same((ALPHA + BETA) * blocks["D"], claim_by_paper("p", "q"))
    assert same((ALPHA - BETA) * blocks["D'"], claim_by_paper("v", "p"))


def test_B_is_symmetric_and_D_is_not():
    assert B_form() == B_form(("tau", "t"))
    assert not same(D_form("t", "tau"), D_form("tau", "t"))


@pytest.fixture
def afresh():
    """Lemma 12 keeps its jets; a test that changes what they are made of must not meet old ones."""

    def forget():
        for kept in vars(lemma_12_hessian_blocks).values():
            getattr(kept, "cache_clear", lambda: None)()

    forget()
    yield
    forget()


@pytest.mark.parametrize(
    ("count", "mutants"),
    [
        (1, slice(8, 14)),
        (3, slice(8, 12)),
        pytest.param(3, slice(None), marks=pytest.mark.campaign),
        pytest.param(4, slice(None), marks=pytest.mark.campaign),
    ],
)
def test_two_generic_coordinates_say_what_more_of_them_say(count, mutants, afresh, monkeypatch):
    monkeypatch.setattr(split_neuron, "COORDINATES", tuple(range(1, count + 1)))
    step = lemma_12_hessian_blocks.STATEMENT.step("blocks")
    derive = lemma_12_hessian_blocks.derivation
    given = {h.id for h in lemma_12_hessian_blocks.STATEMENT.hypotheses}
    assert derive(step.formula, Assumptions(given)).verdict is Verdict.HOLDS
    for mutant in step.mutants[mutants]:
        outcome = derive(mutant.mutate(step.formula), Assumptions(given))
        expected = Verdict.REFUTED if mutant.equivalent is None else Verdict.HOLDS
        assert outcome.verdict is expected, mutant.id


def test_a_term_between_coordinates_is_seen_by_two_and_not_by_one(monkeypatch):
    """Why one coordinate would not do: the second derivative F_12 of the loss."""
    moves = {"t": SMALL_MOTIONS["u"], "tau": SMALL_MOTIONS["u"]}
    assert symbol("F", 1, 2) in loss_jet(small_base(), moves).mixed.free_symbols
    monkeypatch.setattr(split_neuron, "COORDINATES", (1,))
    assert symbol("F", 1, 2) not in loss_jet(small_base(), moves).mixed.free_symbols


def test_the_bases_add_up_to_the_weights_of_the_smaller_network():
    for base in large_base(LAM).values():
        assert set(base) == {"twin", "neuron"}
    for i, base in small_base().items():
        assert same(sum(large_base(LAM)[i].values()), base["neuron"])


def test_motions_of_the_split_basis_are_those_of_the_paper():
    assert split_basis_motions(ALPHA, BETA) == {
        "u": Motion(1, 1, 0, 0, False),
        "v": Motion(0, 0, 1, 1, False),
        "w": Motion(0, 0, 0, 0, True),
        "p": Motion(ALPHA, -BETA, 0, 0, False),
        "q": Motion(0, 0, 1, -1, False),
    }


@pytest.mark.parametrize(
    ("group", "wrong"),
    [
        ("p", {"incoming_twin": BETA, "incoming_neuron": -ALPHA}),
        ("p", {"incoming_twin": ALPHA, "incoming_neuron": BETA}),
        ("q", {"outgoing_twin": 1, "outgoing_neuron": 1}),
        ("u", {"incoming_twin": 1, "incoming_neuron": -1}),
        ("v", {"outgoing_twin": 1}),
    ],
)
def test_another_basis_refutes_the_lemma(group, wrong, afresh, monkeypatch):
    changed = {**split_basis_motions(ALPHA, BETA), group: Motion(**wrong)}
    monkeypatch.setattr(lemma_12_hessian_blocks, "split_basis_motions", lambda *_: changed)
    claim = lemma_12_hessian_blocks.claimed
    outcome = lemma_12_hessian_blocks.derivation(claim, Assumptions({"alpha-plus-beta"}))
    assert outcome.verdict is Verdict.REFUTED


def test_another_lambda_refutes_the_lemma():
    claim = lemma_12_hessian_blocks.claimed
    outcome = lemma_12_hessian_blocks.derivation(claim, Assumptions(set()))
    assert outcome.verdict is Verdict.REFUTED
