"""The derivations' formulas on a toy loss: numbers by `diff` of the written-out loss.

A derivation compares jets with a claim, both in symbols. Here the claim is evaluated at numbers and
compared with derivatives of a loss in which these symbols have a meaning.
"""

import pytest
from exact_taylor import exact
from toy_split import (
    LAM,
    SHIFT,
    SMALL,
    P,
    V,
    curved,
    derivative,
    flat,
    gamma,
    number,
    quadratic,
)

from theorems import beyond_master_identity as master
from theorems import beyond_vanishing_d as vanishing
from theorems import beyond_whole_fibre as fibre
from theorems import proposition_15_vanishing_d as zero
from theorems import remark_11_degenerate_start as again
from theorems import theorem_7_critical_points as images
from theorems import theorem_8_one_hidden_layer as shallow
from theorems import theorem_9_deep_local_minima as deep

LOSSES = pytest.mark.parametrize("loss", [quadratic, curved], ids=["quadratic", "curved"])
ON_FIBRE = {"twin": P, "neuron": {i: V[i] - P[i] for i in V}}
ALONG_D = {"u_twin": 1 - LAM, "u_neuron": -LAM}
LAMBDAS = [exact(x) for x in ("0", "1", "1/2", "2/7", "-3", "5/2")]


def claimed(module, step, name):
    return module.STATEMENT.step(step).formula[name]


# The whole fibre


@LOSSES
def test_the_twin_on_the_fibre_sees_D_p_and_the_neuron_the_rest(loss):
    twin = derivative(loss, ON_FIBRE, {"u_twin": 1})
    neuron = derivative(loss, ON_FIBRE, {"u_neuron": 1})
    small = derivative(loss, SMALL, {"u_neuron": 1})
    assert twin == number(claimed(fibre, "incoming", "twin"), loss)
    assert neuron == small - number(claimed(fibre, "incoming", "neuron"), loss)
    assert twin not in (0, small)


@LOSSES
def test_outgoing_weights_on_the_fibre_see_what_the_small_one_sees(loss):
    small = derivative(loss, SMALL, {"v_neuron": 1})
    share = number(claimed(fibre, "others", "v"), loss)
    assert derivative(loss, ON_FIBRE, {"v_twin": 1}) == share * small
    assert derivative(loss, ON_FIBRE, {"v_neuron": 1}) == small != 0


@LOSSES
def test_the_curvature_on_the_fibre_is_gauss_newton_and_B_at_p(loss):
    second = derivative(loss, ON_FIBRE, {"u_twin": 1}, {"u_twin": 1})
    assert second == number(fibre.second_form(), loss)
    assert second != number(fibre.B_at_p(), loss)


def test_without_a_gauss_newton_part_only_B_at_p_is_left():
    second = derivative(flat, ON_FIBRE, {"u_twin": 1}, {"u_twin": 1})
    assert second == number(fibre.B_at_p(), flat) != 0


def test_along_v_the_gauss_newton_part_is_the_small_networks():
    """For p = lambda v: lambda^2 times the small one's, and lambda B."""
    twin = derivative(curved, gamma(LAM), {"u_twin": 1}, {"u_twin": 1})
    small = derivative(curved, SMALL, {"u_neuron": 1}, {"u_neuron": 1})
    B = number(master.B_form(), curved)
    assert twin == LAM**2 * (small - B) + LAM * B


# The master identity


@LOSSES
def test_first_order_along_d_at_every_q(loss):
    found = derivative(loss, gamma(LAM, SHIFT), ALONG_D)
    assert found == number(claimed(master, "first-order", "first"), loss)
    assert found != number(master.v_dot_D(), loss)


@LOSSES
@pytest.mark.parametrize("lam", LAMBDAS)
def test_second_order_along_d_at_every_lambda(loss, lam):
    moves = {"u_twin": 1 - lam, "u_neuron": -lam}
    found = derivative(loss, gamma(lam), moves, moves)
    at = {"lambda": lam}
    assert found == number(claimed(master, "second-order", "second"), loss, **at)
    assert found == number(claimed(deep, "non-attracting", "curvature"), loss, **at)
    assert (found == 0) == (lam in (0, 1))


@LOSSES
def test_the_sum_rule_off_critical_points(loss):
    found = derivative(loss, SMALL, {"u_neuron": 1})
    assert found == number(claimed(master, "sum-rule", "sum"), loss) != 0


@LOSSES
def test_a_neuron_of_the_same_incoming_weights_sees_D_with_its_own_weights(loss):
    """Here the twin sends w = p, whatever the neuron keeps."""
    found = derivative(loss, ON_FIBRE, {"u_twin": 1})
    assert found == number(claimed(vanishing, "equal-incoming", "weighted"), loss)
    assert found != number(vanishing.D_with(vanishing.outgoing), loss)


# Theorem 7


PARTS = {
    "u_twin": {"u_twin": 1},
    "u_r": {"u_neuron": 1},
    "v_twin": {"v_twin": 1},
    "v_r": {"v_neuron": 1},
}


@LOSSES
@pytest.mark.parametrize("lam", LAMBDAS)
@pytest.mark.parametrize("part", PARTS)
def test_the_gradient_at_gamma_is_the_claimed_multiple(loss, part, lam):
    group, factor = images.IMAGE[part]
    small = derivative(loss, SMALL, {f"{group}_neuron": 1})
    assert derivative(loss, gamma(lam), PARTS[part]) == factor(lam) * small
    assert small != 0


# Remark 11: B and D of neuron and twin, read off a linear loss


@pytest.mark.parametrize(("place", "sign"), [("neuron", -1), ("twin", 1)])
def test_B_of_both_at_every_q(place, sign):
    shares = again.STATEMENT.step("same-neuron-again").formula
    move = {f"u_{place}": 1}
    found = derivative(flat, gamma(LAM, SHIFT), move, move)
    B_at_q = number(again.B_with(lambda i: again.symbol("q", i)), flat)
    B = number(again.B_form(), flat)
    assert found == shares[place](LAM) * B + shares[f"{place} at q"] * B_at_q
    assert shares[f"{place} at q"] == sign
    assert B_at_q != 0


@LOSSES
def test_D_of_a_neuron_is_read_off_its_slope(loss):
    """The neuron sends `own v`, its twin the rest: dL/du of it is own v.D."""
    weights = {"neuron": P, "twin": {i: V[i] - P[i] for i in V}}
    found = derivative(loss, weights, {"u_neuron": 1})
    assert found == number(fibre.D_times(fibre.p), loss)


# Proposition 15: equation (2) and the chain rule, one neuron and one sample at a coordinate


def coordinates_of(loss):
    """F_{s,a} and sigma'_a for neuron 1 at sample 1 and neuron 2 at sample 2, others unseen."""
    seen = {"F_1_2": 0, "F_2_1": 0}
    for i in (1, 2):
        seen[f"F_{i}_{i}"] = number(master.sensitivity(i), loss)
        seen[f"sigma'a_{i}"] = number(master.sigma(i, 1) * master.incoming_direction("t", i), loss)
    return seen


@LOSSES
def test_the_slope_by_the_chain_rule_is_the_slope(loss):
    claimed_slope = zero.gradient_of(zero.NEXT, zero.F)
    small = derivative(loss, SMALL, {"u_neuron": 1})
    assert number(claimed_slope, loss, **coordinates_of(loss)) == small


@LOSSES
@pytest.mark.parametrize("s", [1, 2])
def test_D_of_one_next_neuron_is_the_slope_of_a_neuron_that_sends_to_it_alone(loss, s):
    """D^s is what a twin sees that sends 1 to neuron s and nothing elsewhere."""
    sends = {i: exact(int(i == s)) for i in V}
    weights = {"twin": sends, "neuron": {i: V[i] - sends[i] for i in V}}
    found = derivative(loss, weights, {"u_twin": 1})
    assert found == number(zero.D_of(s, zero.F), loss, **coordinates_of(loss)) != 0


@LOSSES
def test_with_one_neuron_above_D_is_the_slope_over_its_weight(loss):
    """Neuron 2 sends nothing on: then v_1 D^1 is the whole slope."""
    alone = {"neuron": {1: V[1], 2: exact(0)}}
    slope = derivative(loss, alone, {"u_neuron": 1})
    twin = {"twin": {1: exact(1), 2: exact(0)}, "neuron": {1: V[1] - 1, 2: exact(0)}}
    D = derivative(loss, twin, {"u_twin": 1})
    formula = claimed(zero, "last-hidden-layer", "D").subs(
        {zero.G: str(slope), zero.v[1]: str(V[1])}
    )
    assert exact(str(formula)) == D


# Theorem 8: B and D are multiples of what the neuron sends


@pytest.mark.parametrize("k", ["0", "-2", "3/5"])
def test_B_scales_with_the_outgoing_weight(k):
    k = exact(k)
    scaled = {"neuron": {i: k * V[i] for i in V}}
    found = derivative(flat, scaled, {"u_neuron": 1}, {"u_neuron": 1})
    formula = claimed(shallow, "outgoing-weight", "B").subs(shallow.k, str(k))
    assert found == number(formula, flat)
    assert (found == 0) == (k == 0)


def test_the_directions_of_the_two_slots_are_different_ones():
    """So that a form that mixes them up, B(xi, xi) for B(xi, eta), is told apart."""
    move = {"u_neuron": 1}
    B = derivative(flat, SMALL, move, move)
    assert number(master.B_form(), flat) == B
    assert number(master.B_form(("t", "t")), flat) != B
    assert number(master.B_form(("tau", "tau")), flat) != B
