"""Signs and descent: against eigenvalues in mpmath, and against the loss at exact points nearby."""

from dataclasses import replace
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from drawn import all_of, drawn, eigenvalues

from proofcheck.core import Cause, Verdict
from proofcheck.networks import Network, forward_pass, residual
from proofcheck.search import curvature
from proofcheck.search.curvature import (
    DRAINING,
    Signs,
    boundary_descent,
    compare_signs,
    curvature_along,
    descent_direction,
    has_descent,
    loss_change,
    lower_along_cubic,
    lower_in_second_arithmetic,
    measured_signs,
    no_descent,
    predicted_signs,
    saddle_without_negative_curvature,
)

ZERO = mpmath.mpf(10) ** -40


def descending(name, limit):
    """Instances of a family below which there is a lower loss by its hypotheses."""
    found = all_of(name, limit)
    return [s for s in found if name != "MINIMA_D_NONZERO" or s.met["D-nonzero"] is Verdict.HOLDS]


def counted(balls):
    values = eigenvalues(balls)
    zero = sum(abs(v) < ZERO for v in values)
    positive = sum(v > ZERO for v in values)
    return Signs(positive, zero, len(values) - zero - positive)


@pytest.mark.parametrize("name", ["MINIMA", "SHALLOW"])
def test_predicted_and_measured_signs_are_those_of_the_eigenvalues(name):
    for s in all_of(name, 9):
        assert predicted_signs(s) == measured_signs(s) == counted(s.first.wide_hessian)


def test_the_prediction_counts_the_parameters():
    for s in all_of("MINIMA"):
        widths, bias = s.network.architecture.widths, s.network.architecture.bias
        small = s.network.architecture.parameter_count
        expected = Signs(small + widths[s.layer - 1] + bias, widths[s.layer + 1], 0)
        assert predicted_signs(s) == expected
        total = expected.positive + expected.zero
        assert total == s.basis.large.parameter_count


@pytest.mark.parametrize("name", ["MINIMA_OPPOSITE", "MINIMA_INDEFINITE", "SHALLOW_OPPOSITE"])
def test_other_B_gives_other_signs_and_the_prediction_is_refuted(name):
    for s in all_of(name, 4):
        assert measured_signs(s) == counted(s.first.wide_hessian)
        assert measured_signs(s).negative > 0
        outcome = compare_signs(s, predicted_signs(s))
        assert outcome.verdict is Verdict.REFUTED
        assert outcome.confirmed_by


def test_where_D_is_not_0_no_kernel_is_claimed():
    for s in descending("MINIMA_D_NONZERO", 4):
        assert measured_signs(s) is None
        assert compare_signs(s, predicted_signs(s)).verdict is Verdict.UNDECIDED
        assert counted(s.first.wide_hessian).negative > 0


def test_wrong_signs_are_refuted_and_right_ones_hold():
    s = drawn("MINIMA", 0)
    right = predicted_signs(s)
    assert compare_signs(s, right).verdict is Verdict.HOLDS
    for wrong in (
        replace(right, positive=right.positive - 1),
        replace(right, zero=right.zero + 1),
        replace(right, negative=1),
    ):
        assert compare_signs(s, wrong).verdict is Verdict.REFUTED


def test_a_refutation_of_signs_needs_the_second_arithmetic(monkeypatch):
    s = drawn("MINIMA", 0)
    monkeypatch.setattr(curvature, "_approximate_signs", lambda *_: Signs(0, 0, 0))
    assert compare_signs(s, Signs(1, 1, 1)).verdict is Verdict.UNDECIDED


def loss_of(s, parameters, arithmetic):
    """The larger loss at exact parameters, against the planted labels."""
    large = s.basis.large
    network = Network.from_parameters(large, s.network.activation, parameters)
    r = residual(forward_pass(network, s.inputs, arithmetic), s.first.targets)
    with arithmetic.active():
        return r.dot(r)


def at_gamma(s):
    """The exact parameters at gamma_lambda(z), from the paper's p. 10."""
    small, large = s.network.architecture, s.basis.large
    twin = large.widths[s.layer]
    values = [Fraction(0)] * large.parameter_count
    for place in small.all_parameters():
        values[large.parameter_index(*place)] = s.network.parameters[small.parameter_index(*place)]
    copied = (large.incoming(s.layer, k) for k in (twin, s.neuron))
    for there, here in zip(*copied, strict=True):
        values[there] = values[here]
    shared = (large.outgoing(s.layer, k) for k in (twin, s.neuron))
    for there, here in zip(*shared, strict=True):
        values[there], values[here] = s.lam * values[here], (1 - s.lam) * values[here]
    return values


def along_p_and_q(s, direction):
    """The direction in the larger parameter space, as fractions."""
    places = [*range(s.basis.p.start, s.basis.p.stop), *range(s.basis.q.start, s.basis.q.stop)]
    return [
        sum((row[k] * d for k, d in zip(places, direction, strict=True)), Fraction(0))
        for row in s.basis.Q
    ]


@pytest.mark.parametrize("name", ["MINIMA_D_NONZERO", "MINIMA_OPPOSITE", "MINIMA_INDEFINITE"])
def test_descent_directions_descend(name):
    """At a critical point, the loss at two exact opposite points lies below on average."""
    for s in descending(name, 3):
        direction = descent_direction(s)
        assert direction is not None
        assert max(direction) == 1  # whatever the sign of the eigenvector
        arithmetic = s.first.arithmetic
        step = Fraction(1, 2**50)
        start, d = at_gamma(s), along_p_and_q(s, direction)
        here = loss_of(s, start, arithmetic)
        nearby = [
            loss_of(s, [w + sign * step * x for w, x in zip(start, d, strict=True)], arithmetic)
            for sign in (1, -1)
        ]
        with arithmetic.active():
            assert arithmetic.is_positive(here * 2 - nearby[0] - nearby[1]) is Verdict.HOLDS


def test_the_curvature_along_a_direction_is_the_second_difference_of_the_loss():
    s = drawn("MINIMA_OPPOSITE", 0)
    direction = descent_direction(s)
    arithmetic, step = s.first.arithmetic, Fraction(1, 2**24)
    start, d = at_gamma(s), along_p_and_q(s, direction)
    losses = [
        loss_of(s, [w + k * step * x for w, x in zip(start, d, strict=True)], arithmetic)
        for k in (-1, 0, 1)
    ]
    with arithmetic.active():
        second = (losses[0] - 2 * losses[1] + losses[2]) / arithmetic.number(step**2)
        difference = second - curvature_along(s.first, direction)
    assert arithmetic.magnitude(difference) < Fraction(1, 10**6)


@pytest.mark.parametrize("name", ["MINIMA", "SHALLOW"])
def test_at_split_minima_no_descent_is_found(name):
    for s in all_of(name, 6):
        assert descent_direction(s) is None
        assert no_descent(s).verdict is Verdict.UNDECIDED
        outcome = has_descent(s)
        assert outcome.verdict is Verdict.REFUTED
        assert outcome.confirmed_by


def test_descent_is_a_refutation_of_semidefiniteness_with_its_direction():
    for s in descending("MINIMA_D_NONZERO", 4):
        outcome = no_descent(s)
        assert outcome.verdict is Verdict.REFUTED
        direction = [Fraction(x) for x in outcome.witness["direction p, q"]]
        assert s.first.arithmetic.is_positive(-curvature_along(s.first, direction)) is Verdict.HOLDS
        assert has_descent(s).verdict is Verdict.HOLDS


def test_a_descent_that_the_second_arithmetic_denies_is_undecided(monkeypatch):
    s = drawn("MINIMA_D_NONZERO", 0)
    right = curvature.curvature_along

    def only_first(view, direction):
        form = right(view, direction)
        return form if view is s.first else abs(form)

    monkeypatch.setattr(curvature, "curvature_along", only_first)
    assert no_descent(s).verdict is Verdict.UNDECIDED


def test_neither_descent_nor_signs_leaves_it_undecided(monkeypatch):
    s = drawn("MINIMA_D_NONZERO", 1)
    monkeypatch.setattr(curvature, "descent_direction", lambda _: None)
    assert has_descent(s).verdict is Verdict.UNDECIDED
    assert no_descent(s).cause is Cause.PRECISION


@pytest.mark.parametrize("name", ["MINIMA_BOUNDARY", "SHALLOW_BOUNDARY"])
def test_at_the_boundary_the_loss_falls_along_the_cubic_curve(name):
    found = [boundary_descent(s).verdict for s in all_of(name, 6)]
    assert set(found) <= {Verdict.HOLDS, Verdict.UNDECIDED}
    assert found.count(Verdict.UNDECIDED) <= 1
    for s, verdict in zip(all_of(name, 6), found, strict=False):
        assert verdict is Verdict.UNDECIDED or lower_in_second_arithmetic(s)


def test_a_fall_too_small_for_the_balls_is_undecided_and_shown_with_more_digits():
    assert boundary_descent(drawn("MINIMA_BOUNDARY", 2, 5)).verdict is Verdict.UNDECIDED
    assert boundary_descent(drawn("MINIMA_BOUNDARY", 2, 40)).verdict is Verdict.HOLDS


@pytest.mark.parametrize("name", ["MINIMA_BOUNDARY", "SHALLOW_BOUNDARY"])
def test_the_fall_is_cubic_with_minus_half_of_B(name):
    for index in range(4):
        s = drawn(name, index, 80)
        step = Fraction(1, 2**85)
        change = s.first.arithmetic.to_rational_midpoint(loss_change(s.first, step))
        corner = s.first.arithmetic.to_rational_midpoint(s.first.B[-1, -1])
        assert abs(change / step**3 + corner / 2) < abs(corner) / 1000


def test_the_curve_is_the_one_of_the_claim():
    """The change of the loss at exact parameters, put together here once more."""
    for s in all_of("MINIMA_BOUNDARY", 4):
        large, twin = s.basis.large, s.basis.large.widths[s.layer]
        idle, other = (twin, s.neuron) if s.lam == 0 else (s.neuron, twin)
        step = Fraction(1, 2**10)
        moved = at_gamma(s)
        outgoing = s.network.architecture.outgoing(s.layer, s.neuron)
        v = [s.network.parameters[k] for k in outgoing]
        for place, weight in zip(large.outgoing(s.layer, idle), v, strict=True):
            moved[place] -= step * weight
        for place, weight in zip(large.outgoing(s.layer, other), v, strict=True):
            moved[place] += step * weight
        moved[large.incoming(s.layer, idle)[-1]] += step
        arithmetic = s.first.arithmetic
        with arithmetic.active():
            change = loss_of(s, moved, arithmetic) - loss_of(s, at_gamma(s), arithmetic)
            difference = change - loss_change(s.first, step)
        assert not arithmetic.certainly_nonzero(difference)
        assert arithmetic.magnitude(difference) < Fraction(1, 10**30)


def test_inside_the_interval_the_same_curve_proves_nothing():
    for s in all_of("SHALLOW", 2):
        inside = replace(s, alpha=Fraction(1), beta=Fraction(1))
        assert boundary_descent(inside).verdict is not Verdict.REFUTED


@pytest.mark.parametrize("name", ["MINIMA_BOUNDARY", "SHALLOW_BOUNDARY"])
def test_along_the_cubic_curve_the_other_way_round_the_loss_rises(name):
    """The claim with the shares exchanged is refuted; far from the point anything may happen."""
    found = [lower_along_cubic(s, (1, -1)) for s in all_of(name, 6)]
    refuted = [outcome for outcome in found if outcome.verdict is Verdict.REFUTED]
    assert refuted
    assert all(outcome.confirmed_by and outcome.witness for outcome in refuted)
    assert all("1/16 " in o.detail for o in found if o.verdict is Verdict.HOLDS)


def test_the_curve_of_the_claim_leads_down_where_a_descent_is_proved():
    for s in all_of("MINIMA_BOUNDARY", 4):
        assert lower_along_cubic(s, DRAINING).verdict is boundary_descent(s).verdict


@pytest.mark.parametrize("name", ["MINIMA_BOUNDARY", "MINIMA_BOUNDARY_NEGATIVE"])
def test_the_step_down_has_the_sign_of_B_along_the_last_direction(name):
    for s in all_of(name, 6):
        corner = s.first.arithmetic.to_rational_midpoint(s.first.B[-1, -1])
        assert (corner > 0) is (name == "MINIMA_BOUNDARY")
        down, up = (lower_along_cubic(s, DRAINING, side) for side in (True, False))
        assert down.verdict is Verdict.HOLDS
        assert ("step -" in down.detail) is (corner < 0)
        assert up.verdict is not Verdict.HOLDS or "1/16 " in up.detail


def test_without_a_sign_of_B_no_step_is_tried():
    s = drawn("MINIMA_BOUNDARY", 0)
    flat = replace(s, conditions=replace(s.conditions, B=None))
    flat.first.B = flat.first.arithmetic.zeros(s.first.B.shape)
    assert lower_along_cubic(flat, DRAINING).cause is Cause.PRECISION


def test_at_an_inner_lambda_the_curve_leads_up():
    found = [lower_along_cubic(s, DRAINING) for s in all_of("SHALLOW", 4)]
    assert {outcome.verdict for outcome in found} <= {Verdict.REFUTED, Verdict.UNDECIDED}


def test_a_rise_that_the_second_arithmetic_does_not_see_is_not_confirmed(monkeypatch):
    """Balls that see a rise, and a second arithmetic that sees none."""
    s = drawn("MINIMA_BOUNDARY", 0)

    def change(view, step, shares):
        return view.arithmetic.number(step if view.arithmetic.decides else -step)

    monkeypatch.setattr(curvature, "loss_change", change)
    outcome = lower_along_cubic.__wrapped__(s, (1, -1))
    assert outcome.verdict is Verdict.UNDECIDED
    assert "without a second arithmetic: at all 10 steps" in outcome.detail


def test_the_boundary_is_no_proper_saddle():
    outcome = saddle_without_negative_curvature(drawn("MINIMA_BOUNDARY", 0))
    assert outcome.verdict is Verdict.REFUTED
    assert counted(drawn("MINIMA_BOUNDARY", 0).first.wide_hessian).negative == 0


@pytest.mark.parametrize("name", ["MINIMA_D_NONZERO", "MINIMA_OPPOSITE", "MINIMA"])
def test_elsewhere_nothing_of_the_kind_is_claimed(name):
    for s in all_of(name, 3):
        assert saddle_without_negative_curvature(s).verdict is Verdict.UNDECIDED


def test_signs_are_printed_in_words():
    assert str(Signs(3, 2, 1)) == "3 positive, 2 zero, 1 negative"


def test_the_split_basis_spans_the_whole_space():
    for s in all_of("MINIMA", 4):
        rank = np.linalg.matrix_rank(s.basis.Q.astype(float))
        assert rank == s.basis.large.parameter_count
