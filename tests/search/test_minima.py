"""Planted minima: Hessian, B and D are what the family says, by eigenvalues of a second road."""

from dataclasses import replace
from fractions import Fraction

import mpmath
import numpy as np
import pytest
from drawn import FAMILIES, MINIMA, all_of, drawn, eigenvalues, rounding

from proofcheck.arithmetic import dyadic
from proofcheck.arithmetic.linear import is_positive_definite
from proofcheck.core import PrecisionError, Verdict
from proofcheck.search import minima as minima_module
from proofcheck.search import planted
from proofcheck.search.choices import SeededChoices
from proofcheck.search.minima import POWERS, Plan, draw_minimum, first_instance
from proofcheck.search.split_instance import Conditions, view_bits

FAMILY = minima_module.MINIMA
INDEFINITE = [n for n in MINIMA if n.endswith("INDEFINITE")]
OPPOSITE = [n for n in MINIMA if n.endswith("OPPOSITE")]
BOUNDARY = [n for n in MINIMA if "BOUNDARY" in n]
ADMISSIBLE = [n for n in MINIMA if n not in {*INDEFINITE, *OPPOSITE, *BOUNDARY}]
minima = pytest.mark.parametrize("name", MINIMA)


def signs(values):
    smallest = mpmath.mpf(10) ** -45
    return {0 if abs(v) < smallest else int(mpmath.sign(v)) for v in values}


def contains(ball, value):
    return dyadic(ball.lower()) <= value <= dyadic(ball.upper())


@minima
def test_the_smaller_hessian_is_positive_definite(name):
    for s in all_of(name):
        assert signs(eigenvalues(s.first.hessian)) == {1}
        assert s.met["nondegenerate"] is s.met["isolated"] is Verdict.HOLDS
        assert s.met["local-minimum"] is Verdict.HOLDS


@minima
def test_the_loss_is_not_zero(name):
    for s in all_of(name):
        assert any(s.first.arithmetic.certainly_nonzero(r) for r in s.first.residual)


@minima
def test_B_is_the_wanted_matrix_after_scaling(name):
    for s in all_of(name):
        for row, wanted in zip(s.first.B, s.conditions.B, strict=True):
            for x, value in zip(row, wanted, strict=True):
                assert contains(x, value)
                assert rounding(x) < Fraction(1, 10**50)


def wanted_signs(s):
    return 1 if 0 < s.lam < 1 or s.lam in (0, 1) else -1


@pytest.mark.parametrize("name", ADMISSIBLE)
def test_admissible_B_has_the_sign_that_lambda_asks_for(name):
    for s in all_of(name):
        assert signs(eigenvalues(s.first.B)) == {wanted_signs(s)}
        assert s.met["B-definite"] is s.met["B-definite-printed"] is Verdict.HOLDS


@pytest.mark.parametrize("name", OPPOSITE)
def test_opposite_B_has_the_other_sign(name):
    for s in all_of(name):
        assert signs(eigenvalues(s.first.B)) == {-wanted_signs(s)}
        assert s.met["B-definite"] is not Verdict.HOLDS


@pytest.mark.parametrize("name", INDEFINITE)
def test_indefinite_B_is_definite_without_its_bias_coordinate(name):
    for s in all_of(name):
        assert signs(eigenvalues(s.first.B)) == {-1, 1}
        assert signs(eigenvalues(s.first.B[1:, 1:])) == {wanted_signs(s)}
        assert s.met["B-definite"] is not Verdict.HOLDS
        assert s.met["B-definite-printed"] is Verdict.HOLDS


@pytest.mark.parametrize("name", BOUNDARY)
def test_at_the_boundary_no_definiteness_is_claimed(name):
    for s in all_of(name):
        assert s.lam in (0, 1)
        sign = -1 if name.endswith("NEGATIVE") else 1
        assert signs(eigenvalues(s.first.B)) == {sign}
        assert s.met["B-definite"] is Verdict.REFUTED


@minima
def test_D_vanishes_exactly_where_it_is_planted(name):
    for s in all_of(name):
        zero = all(contains(x, 0) for x in s.first.D.ravel())
        if s.met["D-zero"] is Verdict.HOLDS:
            assert zero
            assert s.met["D-nonzero"] is Verdict.REFUTED
        elif zero:
            assert s.met["D-zero"] is s.met["D-nonzero"] is Verdict.UNDECIDED
        else:
            assert s.met["D-zero"] is Verdict.REFUTED
            assert s.met["D-nonzero"] is Verdict.HOLDS


def test_D_may_vanish_by_itself_and_then_nothing_is_claimed_of_it():
    """Two neurons with the same incoming weight: v_1.D = v_2.D = 0 leaves D = 0 only."""
    found = [s for s in all_of("MINIMA_D_NONZERO") if s.met["D-nonzero"] is not Verdict.HOLDS]
    assert len(found) <= 1
    for s in found:
        incoming = s.network.weights[s.layer - 1]
        assert abs(incoming[0][0]) == abs(incoming[1][0])


def test_D_is_planted_also_where_the_next_layer_is_wide():
    wide = [s for s in all_of("MINIMA", 18) if "n_{l+1} >= 2" in s.labels]
    assert wide
    assert all(contains(x, 0) for s in wide for x in s.first.D.ravel())


def test_D_not_0_needs_a_wide_next_layer():
    for s in all_of("MINIMA_D_NONZERO"):
        assert s.network.architecture.widths[s.layer + 1] >= 2


@minima
def test_the_scaling_is_the_first_that_works(name):
    """Half as small a residual would do too; the next larger one would not, or is none."""
    for s in all_of(name, 4):
        view = s.first
        with view.arithmetic.active():
            smaller = minima_module.hessian(view.values, view.residual / 16)
            larger = minima_module.hessian(view.values, view.residual * 16)
        assert signs(eigenvalues(smaller)) == {1}
        definite = is_positive_definite(larger, view_bits(s.digits)) is Verdict.HOLDS
        unscaled = all(abs(f) >= Fraction(1, 4) for f in s.free)
        assert unscaled or not definite


def test_the_family_of_a_stated_instance_is_the_same_in_every_run():
    for name in ("MINIMA", "SHALLOW_INDEFINITE"):
        assert first_instance(FAMILIES[name], 30).to_json() == drawn(name, 0).to_json()


def test_a_family_of_other_things_has_no_stated_split_network():
    other = planted.Family("numbers", ("all",), lambda choices, region, digits: 3)
    with pytest.raises(TypeError, match="numbers"):
        first_instance(other, 30)


def test_an_impossible_minimum_ends_after_a_bounded_number_of_attempts(monkeypatch):
    attempts = []
    monkeypatch.setattr(minima_module, "_attempt", lambda *args: attempts.append(args))
    with pytest.raises(PrecisionError):
        draw_minimum(SeededChoices(0, "x", 0), planted.OPEN_REGIONS[0], 30, Plan())
    assert len(attempts) == minima_module.MOST_ATTEMPTS


def test_scalings_become_smaller_and_there_are_finitely_many():
    assert list(POWERS) == sorted(POWERS)
    assert 0 in POWERS
    assert len(POWERS) < 100


@pytest.mark.parametrize(
    ("where", "kind", "sign"),
    [
        ("lambda inside", "admissible", 1),
        ("lambda = 1/2", "admissible", 1),
        ("lambda outside", "admissible", -1),
        ("lambda inside", "opposite", -1),
        ("lambda outside", "opposite", 1),
        ("lambda = 0", "admissible", 1),
    ],
)
def test_the_sign_of_lambda_times_1_minus_lambda(where, kind, sign):
    assert minima_module._sign(where, kind) == sign


@pytest.mark.parametrize("kind", ["admissible", "indefinite", "definite without bias"])
@pytest.mark.parametrize("sign", [1, -1])
def test_wanted_matrices_are_symmetric_with_the_wanted_signs(kind, sign):
    for index in range(12):
        wanted = minima_module.WantedB(Plan(B=kind), sign)(SeededChoices(0, kind, index), 3)
        matrix = mpmath.matrix([[mpmath.mpf(int(v)) for v in row] for row in wanted])
        assert (np.array(wanted) == np.array(wanted).T).all()
        found = signs(mpmath.eigsy(matrix, eigvals_only=True))
        assert found == ({sign} if kind == "admissible" else {-1, 1})


def test_the_conditions_are_those_of_the_plan():
    for s in all_of("MINIMA", 4):
        assert s.conditions == Conditions(True, True, s.conditions.B)
    for s in all_of("MINIMA_D_NONZERO", 4):
        assert s.conditions == Conditions(True, False, s.conditions.B)


def fresh(instance):
    """Return the instance without anything that was computed of it."""
    return replace(instance, met=dict(instance.met))


@pytest.mark.parametrize("region", FAMILY.regions[::7])
def test_what_is_kept_of_a_scaled_recipe_is_what_it_gives_afresh(region):
    """Two roads: enclosures times 2^-8, and the linear system with its right side times 2^-8."""
    instance = FAMILY.draw(SeededChoices(3, FAMILY.name, 0), region, 30)
    scaled = instance.scaled(Fraction(1, 256))
    kept, again = scaled.first, fresh(scaled).first
    assert again is not kept
    assert "residual" not in vars(again)
    for name in ("residual", "B", "D", "gradient", "hessian", "targets"):
        pairs = list(zip(getattr(kept, name).ravel(), getattr(again, name).ravel(), strict=True))
        assert all(a.overlaps(b) for a, b in pairs), name
    assert all(
        (256 * a).overlaps(b) for a, b in zip(kept.residual, instance.first.residual, strict=True)
    )
    assert kept.instance is scaled
    assert kept.values is instance.first.values


def test_judging_keeps_the_view_and_scaling_a_kernel_keeps_nothing():
    instance = FAMILY.draw(SeededChoices(3, FAMILY.name, 0), FAMILY.regions[0], 30)
    judged = instance.judged({"critical": Verdict.UNDECIDED})
    assert judged.met == {"critical": Verdict.UNDECIDED} != instance.met
    assert judged.first.residual is instance.first.residual
    assert judged.first.instance is judged
    assert instance.first.instance is instance
    kernel = replace(instance.conditions, kernel=(((Fraction(1),),),))
    assert "first" not in vars(replace(instance, conditions=kernel).scaled(Fraction(1, 2)))
