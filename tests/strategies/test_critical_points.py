"""Critical points: every promise holds exactly, by a second road; shrinking ends where stated."""

from fractions import Fraction

import numpy as np
import pytest
from exact_taylor import dot, exact, inertia
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from second_road import SEVENTH, decimal_net, exact_net, rows

from proofcheck.arithmetic import dyadic
from proofcheck.core import InputError, Verdict
from proofcheck.networks import Architecture, Network
from proofcheck.strategies import (
    critical_points,
    kernel_direction,
    local_minima,
    margin,
    proved_inertia,
    smallest,
)
from proofcheck.strategies.curvature import with_negative_directions

long = pytest.mark.campaign
few = settings(max_examples=5, suppress_health_check=list(HealthCheck))
ONE_HIDDEN = Architecture((2, 1, 1))
TWO_HIDDEN = Architecture((1, 1, 2, 1), bias=False)
WIDE = Architecture((2, 2, 1), bias=False)
PAIR = Architecture((2, 1, 1), bias=False)
SMALLEST = Architecture((1, 1, 1), bias=False)
RATIONAL = {
    "shapes": st.sampled_from([SMALLEST, PAIR, TWO_HIDDEN]),
    "functions": st.just(SEVENTH),
}
TINY = st.sampled_from([Architecture((1, 1, 1)), TWO_HIDDEN])
SHALLOW = {"shapes": st.sampled_from([SMALLEST, ONE_HIDDEN]), "functions": st.just(SEVENTH)}
SMALL = exact("1e-30")
HALF = Fraction(1, 2)
WANTED = ((1, HALF), (HALF, -3))


def zero(values):
    return all(v == 0 for v in np.ravel(values))


@few
@given(critical_points(**RATIONAL))
def test_the_gradient_is_exactly_0(s):
    net, data = exact_net(s)
    assert zero(net.gradient(data))
    assert not zero(net.residuals(data))


@few
@given(critical_points(**RATIONAL, D_zero=True))
def test_D_is_exactly_0(s):
    net, data = exact_net(s)
    assert zero(net.gradient(data))
    assert zero(net.D(s.layer, s.neuron, data))
    assert s.met["D-zero"] is Verdict.HOLDS


def test_without_the_wish_D_is_not_0_somewhere():
    found = []

    @few
    @given(critical_points(st.just(TWO_HIDDEN), st.just(SEVENTH)))
    def collect(s):
        net, data = exact_net(s)
        found.append(zero(net.D(s.layer, s.neuron, data)))

    collect()
    assert False in found


SIGNS = {
    "positive-definite": lambda i: i[1:] == (0, 0),
    "negative-definite": lambda i: i[:2] == (0, 0),
    "indefinite": lambda i: i[0] > 0 and i[2] > 0,
}


@pytest.mark.parametrize("kind", SIGNS)
@few
@given(data=st.data())
def test_B_has_the_sign_asked_for(kind, data):
    s = data.draw(critical_points(**RATIONAL, B=kind))
    net, samples = exact_net(s)
    B = net.B(s.layer, s.neuron, samples)
    assert SIGNS[kind](inertia(B))
    assert [[Fraction(str(b)) for b in row] for row in B] == [list(r) for r in s.conditions.B]


@few
@given(critical_points(**RATIONAL, B=WANTED))
def test_B_is_the_prescribed_matrix(s):
    net, data = exact_net(s)
    assert net.B(s.layer, s.neuron, data) == rows(WANTED)
    assert s.network.architecture.sources(s.layer) == 2


@few
@given(critical_points(**RATIONAL, B=[["1/3"]], negative=0))
def test_a_prescribed_B_at_a_minimum_keeps_its_direction(s):
    net, data = exact_net(s)
    found = net.B(s.layer, s.neuron, data)
    assert found[0][0] > 0
    assert len(found) == 1
    assert inertia(net.hessian(data)) == (s.network.architecture.parameter_count, 0, 0)


@few
@given(critical_points(**SHALLOW, degenerate=True))
def test_the_hessian_is_exactly_0_along_the_direction(s):
    net, data = exact_net(s)
    d = [Fraction(str(x)) for x in kernel_direction(s.first.values, s.conditions.kernel[0])]
    exact_d = rows([d])[0]
    assert zero([dot(row, exact_d) for row in net.hessian(data)])
    assert d[: len(s.conditions.kernel[0])] == list(s.conditions.kernel[0])
    assert any(d)


@few
@given(data=st.data())
def test_the_direction_can_be_chosen(data):
    chosen = (1, "-1/2", 2)
    s = data.draw(
        critical_points(st.just(ONE_HIDDEN), st.just(SEVENTH), direction=chosen, D_zero=True)
    )
    assert s.conditions.kernel == ((1, -HALF, 2),)
    net, samples = exact_net(s)
    assert inertia(net.hessian(samples))[1] >= 1
    assert zero(net.D(1, s.neuron, samples))


@pytest.mark.parametrize("count", [0, 1, 2])
@few
@given(data=st.data())
def test_prescribed_inertia(count, data):
    strategy = critical_points(st.just(WIDE), st.just(SEVENTH), negative=count)
    s = data.draw(strategy)
    net, samples = exact_net(s)
    assert inertia(net.hessian(samples)) == (6 - count, 0, count)
    assert zero(net.gradient(samples))
    assert s.met["isolated"] is (Verdict.REFUTED if count else Verdict.HOLDS)


@pytest.mark.parametrize("count", [0, 1])
@few
@given(data=st.data())
def test_prescribed_inertia_where_one_direction_is_flat(count, data):
    strategy = critical_points(
        st.just(ONE_HIDDEN), st.just(SEVENTH), degenerate=True, negative=count
    )
    s = data.draw(strategy)
    net, samples = exact_net(s)
    assert inertia(net.hessian(samples)) == (4 - count, 1, count)
    found = proved_inertia(s)
    assert (found.positive, found.zero, found.negative) == (4 - count, 1, count)
    assert s.met["nondegenerate"] is Verdict.REFUTED


@few
@given(critical_points(TINY, where="lambda outside", D_zero=True, B="negative-definite"))
def test_sigmoid_and_tanh_in_mpmath(s):
    assert s.lam < 0 or s.lam > 1
    net, data = decimal_net(s)
    assert all(abs(g) < SMALL for g in net.gradient(data))
    assert all(abs(x) < SMALL for row in net.D(s.layer, s.neuron, data) for x in row)
    assert inertia(net.B(s.layer, s.neuron, data))[:2] == (0, 0)


@few
@given(local_minima(TINY))
def test_minima_of_sigmoid_and_tanh_in_mpmath(s):
    net, data = decimal_net(s)
    assert inertia(net.hessian(data))[1:] == (0, 0)
    assert net.loss(data) > 0


def test_the_planted_residual_is_enclosed_tightly():
    s = smallest(critical_points(D_zero=True, digits=40))
    for g in np.ravel(s.first.gradient):
        assert dyadic(g.lower()) <= 0 <= dyadic(g.upper())
        assert dyadic(g.upper()) - dyadic(g.lower()) < Fraction(1, 10**40)


@pytest.mark.parametrize(
    ("wish", "label", "samples"),
    [
        ({}, "1-1-1", 3),
        ({"degenerate": True}, "1-1-1", 4),
        pytest.param({"D_zero": True}, "1-1-1", 3, marks=long),
        pytest.param({"B": "positive-definite"}, "1-1-1", 4, marks=long),
        pytest.param({"B": "indefinite"}, "1-1-1", 8, marks=long),
        pytest.param({"negative": 0}, "1-1-1", 3, marks=long),
        pytest.param({"negative": 1}, "1-1-1", None, marks=long),
        pytest.param({"degenerate": True, "negative": 0}, "1-1-1", 4, marks=long),
    ],
)
def test_critical_points_shrink_to_few_neurons_and_samples(wish, label, samples):
    s = smallest(critical_points(**wish))
    assert s.network.architecture.label() == label
    with_bias = wish.get("B") == "indefinite" or wish.get("negative") == 1
    assert s.network.architecture.bias is with_bias
    assert samples in (None, len(s.inputs))


def test_what_shrinks_has_small_denominators():
    s = smallest(critical_points(), lambda s: s.network.architecture.depth == 3)
    assert s.network.architecture.label() == "1-1-1-1"
    assert all(w == 1 for w in s.network.parameters)
    assert [row[0] for row in s.inputs] == [0, 1, -1, 2]
    assert (s.alpha, s.beta) == (1, 2)


@long
def test_two_neurons_in_the_next_layer_are_reached():
    def wanted(s):
        return s.network.architecture.widths[s.layer + 1] > 1

    s = smallest(critical_points(D_zero=True), wanted)
    assert s.network.architecture.label() == "1-1-2-1"


def test_the_margin_is_what_numpy_says():
    s = smallest(local_minima(st.just(Architecture((1, 1, 1))), st.just(SEVENTH)))
    net, data = exact_net(s)
    H = np.array([[float(Fraction(str(h))) for h in row] for row in net.hessian(data)])
    assert margin(s) == pytest.approx(np.log2(np.linalg.cond(H)))


@long
def test_a_search_that_aims_gets_nearer_to_singular_matrices():
    def worst(*phases):
        found = []
        search = given(critical_points(st.just(ONE_HIDDEN)))(lambda s: found.append(margin(s)))
        settings(few, max_examples=120, phases=phases)(search)()
        return max(found)

    assert worst(Phase.generate, Phase.target) >= worst(Phase.generate) > 0


def test_no_residual_is_found_where_there_is_none():
    s = smallest(critical_points(st.just(Architecture((1, 1, 1), False)), st.just(SEVENTH)))
    assert with_negative_directions(s, 2) is None
    kept = with_negative_directions(s, 0)
    assert isinstance(kept.network, Network)
    assert proved_inertia(kept).negative == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"B": "definite"},
        {"B": []},
        {"B": [[1, 2], [3, 4]]},
        {"B": [[1, 2]]},
        {"B": [[0.5]]},
        {"where": "inside"},
        {"degenerate": True, "B": "indefinite"},
        {"direction": (1, 1), "B": [[1]]},
        {"direction": (0.5, 1)},
        {"negative": -1},
    ],
)
def test_wishes_that_nothing_meets_are_refused(wrong):
    with pytest.raises(InputError, match="admissible"):
        critical_points(**wrong)


@pytest.mark.parametrize("direction", [(1,), (0, 0)])
def test_directions_that_do_not_fit_are_refused(direction):
    with pytest.raises(InputError, match="kernel direction of 1-1-1"):
        smallest(critical_points(st.just(Architecture((1, 1, 1))), direction=direction))
