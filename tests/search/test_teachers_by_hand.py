"""Minima on the data of a teacher, and the printed figures of the experiment, on tiny cases."""

from dataclasses import replace
from fractions import Fraction
from functools import cache

import mpmath
import numpy as np
import pytest
from flint import arb, fmpq

from proofcheck.arithmetic import Balls, Multiprecision, Rationals
from proofcheck.core import Budget, InputError, PrecisionError, Verdict
from proofcheck.networks import SIGMOID, TANH, Architecture, Network
from proofcheck.search.experiment_checks import (
    WithBiases,
    between_ticks,
    critical_in_the_model,
    eigenvalue_of_two,
    printed_loss,
    with_zero_biases,
)
from proofcheck.search.paper_experiment import draw, experiment
from proofcheck.search.points import at_network
from proofcheck.search.teacher_minimum import TeacherMinimum

DIGITS = 30
BUDGET = Budget(DIGITS, 1, 0)
LINE = tuple((Fraction(x, 2),) for x in range(-4, 5))


def teacher_of(weights, activation=SIGMOID, bias=True):
    return Network.from_parameters(Architecture((1, 1, 1), bias), activation, weights)


@cache
def recovered(name, *weights):
    """A student of the teacher's own size, started a little beside it."""
    activation = {"sigmoid": SIGMOID, "tanh": TANH}[name]
    teacher = teacher_of(list(weights), activation)
    start = tuple(Fraction(w) + Fraction(1, 20) for w in weights)
    return TeacherMinimum("made up", teacher, LINE, Architecture((1, 1, 1)), start, DIGITS)


TEACHERS = [("sigmoid", 1, 2, 0, 3), ("sigmoid", -1, 1, 2, -4), ("tanh", "1/2", "-3/2", 1, 2)]
teachers = pytest.mark.parametrize("which", TEACHERS, ids=str)


@teachers
def test_the_teacher_itself_lies_in_the_box_that_krawczyk_returns(which):
    """The exact weights are a critical point of loss 0; the proved box must contain them."""
    small = recovered(*which)
    flat = [x for layer in small.first.weights for x in layer.ravel()]
    with small.first.arithmetic.active():
        for x, w in zip(flat, small.teacher.parameters, strict=True):
            assert (x - fmpq(w.numerator, w.denominator)).contains(0)
            assert x.rad() < 1e-25
        assert small.first.loss.contains(0)
        assert small.first.loss < 1e-40


@teachers
def test_newtons_method_finds_the_teacher_too(which):
    small = recovered(*which)
    arithmetic = small.second.arithmetic
    flat = [x for layer in small.second.weights for x in layer.ravel()]
    for x, w in zip(flat, small.teacher.parameters, strict=True):
        assert abs(arithmetic.to_rational_midpoint(x) - w) < Fraction(1, 10**60)


@teachers
def test_what_bfgs_finds_is_near_and_only_a_guess(which):
    small = recovered(*which)
    gaps = [abs(float(a - b)) for a, b in zip(small.found, small.teacher.parameters, strict=True)]
    assert 0 < max(gaps) < 1e-2
    assert all((2**1100 * x).denominator == 1 for x in small.found), "binary values, exact"


@teachers
def test_labels_are_the_teachers_outputs_in_every_arithmetic(which):
    small = recovered(*which)
    name, b, w, c, v = which
    with mpmath.workdps(60):
        b, w, c, v = (
            mpmath.mpf(Fraction(x).numerator) / Fraction(x).denominator for x in (b, w, c, v)
        )
        sigma = mpmath.tanh if name == "tanh" else (lambda z: 1 / (1 + mpmath.exp(-z)))
        wanted = [c + v * sigma(b + w * mpmath.mpf(x.numerator) / x.denominator) for (x,) in LINE]
        texts = [mpmath.nstr(y, 50) for y in wanted]
    for arithmetic in (Balls(200), Multiprecision(50)):
        labels = small.point(list(small.start), arithmetic).labels
        for y, text in zip(labels, texts, strict=True):
            gap = arithmetic.to_rational_midpoint(y) - Fraction(text)
            assert abs(gap) < Fraction(1, 10**40)


def test_where_bfgs_ends_far_from_a_critical_point_nothing_is_proved():
    small = replace(recovered("sigmoid", 1, 2, 0, 3), start=(Fraction(900),) * 4)
    with pytest.raises(PrecisionError):
        _ = small.first


def test_a_box_on_which_the_test_does_not_contract_is_no_point():
    """Two digits ask for a box of radius 1/10: too wide, and said so."""
    small = replace(recovered("sigmoid", 1, 2, 0, 3), digits=2)
    with pytest.raises(PrecisionError, match="Krawczyk"):
        _ = small.first


def test_two_equal_neurons_are_no_regular_zero():
    """A student of two neurons: whole lines of zeros, the Hessian is singular, no box."""
    small = recovered("sigmoid", 1, 2, 0, 3)
    weights = ("1", "2", "1", "2", "0", "1", "2")
    wide = replace(small, architecture=Architecture((1, 2, 1)), start=tuple(map(Fraction, weights)))
    with pytest.raises(PrecisionError):
        _ = wide.first


def test_the_recipe_names_everything_that_is_needed():
    found = recovered("tanh", "1/2", "-3/2", 1, 2).to_json()
    assert found["teacher parameters"] == ["1/2", "-3/2", "1", "2"]
    assert found["inputs"][0] == ["-2"]
    assert found["start"][0] == "11/20"
    assert (found["network"], found["bias"]) == ("1-1-1", True)


@pytest.mark.parametrize(
    ("matrix", "values"),
    [
        ([[3, 4], [4, 3]], (7, -1)),
        ([[2, 0], [0, 5]], (5, 2)),
        ([["1/2", "1/3"], ["1/3", "1/2"]], ("5/6", "1/6")),
        ([[-1, 2], [2, 2]], (3, -2)),
    ],
)
def test_eigenvalues_of_two_by_two_matrices(matrix, values):
    balls = Balls(150)
    with balls.active():
        for sign, value in zip((1, -1), values, strict=True):
            found = eigenvalue_of_two(balls.array(matrix), sign, balls)
            assert (found - balls.number(value)).contains(0)
            assert found.rad() < 1e-30


def test_a_double_eigenvalue_has_no_enclosure():
    """The root of 0 goes through a logarithm: not finite, so nothing is decided by it."""
    balls = Balls(100)
    with balls.active():
        found = eigenvalue_of_two(balls.array([[1, 0], [0, 1]]), 1, balls)
    assert not found.is_finite()


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("4.817", Verdict.HOLDS),
        ("4.8", Verdict.HOLDS),
        ("5", Verdict.HOLDS),
        ("4.82", Verdict.HOLDS),
        ("4.81", Verdict.REFUTED),
        ("4.816", Verdict.REFUTED),
        ("4.81750", Verdict.REFUTED),
    ],
)
def test_the_printed_loss_to_any_number_of_digits(text, verdict):
    assert printed_loss(BUDGET, text).verdict is verdict


@pytest.mark.parametrize(
    ("ticks", "verdict"),
    [
        (("4.8174940", "4.8174945"), Verdict.HOLDS),
        (("4", "5"), Verdict.HOLDS),
        (("4.8174945", "4.8174950"), Verdict.REFUTED),
        (("4.8174935", "4.8174940"), Verdict.REFUTED),
        (("5", "4"), Verdict.REFUTED),
    ],
)
def test_between_ticks(ticks, verdict):
    assert between_ticks(BUDGET, ticks).verdict is verdict


def test_biases_of_0_keep_the_function_and_spoil_the_critical_point():
    point = experiment(DIGITS).first
    padded = with_zero_biases(point)
    with point.arithmetic.active():
        pairs = zip(padded.values.outputs, point.values.outputs, strict=True)
        assert all(a.overlaps(b) and abs(a - b) < 1e-25 for a, b in pairs)
    assert padded.architecture.bias
    assert padded.architecture.parameter_count == point.architecture.parameter_count + 3
    assert critical_in_the_model(BUDGET, "biases").verdict is Verdict.REFUTED
    assert critical_in_the_model(BUDGET, "weights").verdict is Verdict.HOLDS
    assert WithBiases(experiment(DIGITS)).to_json()["biases"] == "0"


def test_the_output_bias_feels_the_sum_of_the_residuals():
    """dL/dw_0 = 2 sum (f - y): not 0, so the point cannot be critical with biases."""
    point = experiment(DIGITS).first
    padded = with_zero_biases(point)
    place = padded.architecture.parameter_index(3, 1, 0)
    with point.arithmetic.active():
        total = 2 * point.residual.sum()
        assert (padded.gradient[place] - total).contains(0)
    assert abs(float(total.mid())) > 0.1


def test_the_authors_numbers_are_the_legacy_generators():
    """Seed 22: teacher (2 x 5, 5 x 5, 5 x 1), 20 inputs, start; transposed to rows per neuron."""
    generator = np.random.RandomState(22)
    first = generator.uniform(-5, 5, (2, 5))
    drawn = draw()
    assert [float(x) for x in drawn.teacher[:10]] == first.T.ravel().tolist()
    generator.uniform(-5, 5, (5, 5))
    generator.uniform(-5, 5, (5, 1))
    inputs = generator.uniform(0, 1, (20, 2))
    assert [[float(x) for x in row] for row in drawn.inputs] == inputs.tolist()
    assert float(drawn.start[0]) == generator.uniform(-5, 5, (2, 1))[0, 0]


def test_a_point_in_rationals_has_no_sigmoid():
    """Exact arithmetic refuses what is irrational: it never rounds."""
    point = at_network(
        Architecture((1, 1, 1)), SIGMOID, [1, 1, 1, 1], ((Fraction(1),),), [0], Rationals()
    )
    with pytest.raises(InputError, match="rationals"):
        _ = point.loss


def test_balls_of_two_precisions_overlap():
    first, second = (experiment(d).first.loss for d in (DIGITS, 45))
    with Balls(300).active():
        assert first.overlaps(second)
        assert second.rad() < first.rad() or second.rad() == first.rad() == arb(0)
