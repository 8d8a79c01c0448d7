"""Points, minima and certificates on small exact cases; nothing undecided becomes a certificate."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from proofcheck.arithmetic.linear import is_positive_definite
from proofcheck.core import InputError, PrecisionError, Verdict
from proofcheck.networks import SIGMOID, Architecture
from proofcheck.search import chain_minima
from proofcheck.search.decisions import definite, greater, nonzero, printed
from proofcheck.search.paper_experiment import draw, experiment
from proofcheck.search.points import Point
from proofcheck.search.repeated_splits import (
    Splits,
    Wide,
    complement,
    is_split,
    predicted_hessian,
    tangent,
)
from proofcheck.search.zero_loss import padded, spans_samples

DIGITS = 30
CHAINS = [
    chain_minima.shallow,
    chain_minima.shallow_with_biases,
    chain_minima.deep_with_biases,
    chain_minima.deeper_with_biases,
    experiment,
]


@pytest.mark.parametrize("of", CHAINS)
def test_both_arithmetics_see_the_same_point(of) -> None:
    """The multiprecision loss lies in the ball, or within its rounding error of it."""
    small = of(DIGITS)
    first, second = small.first, small.second
    found = second.arithmetic.to_rational_midpoint(second.loss)
    assert abs(first.arithmetic.to_rational_midpoint(first.loss) - found) < Fraction(1, 10**DIGITS)


@pytest.mark.parametrize("of", CHAINS)
def test_derivatives_agree_with_taylor_coefficients(of) -> None:
    """The oracle shares no formula with gradient and Hessian."""
    point = of(DIGITS).first
    direction = {0: Fraction(1), point.architecture.parameter_count - 1: Fraction(-2, 3)}
    value, slope, half = point.taylor(direction, 2)
    assert value.overlaps(point.loss)
    assert slope.contains(0)
    assert (2 * half).overlaps(point.curvature(direction))


@pytest.mark.parametrize("of", CHAINS)
@pytest.mark.parametrize("lam", ["1/4", "4/3"])
def test_the_formula_for_the_hessian_holds_for_unequal_additions(of, lam: str) -> None:
    """Also for lambda outside (0, 1), and for layers in any order."""
    small = of(DIGITS)
    layers = list(small.first.architecture.hidden_layers)
    parts = tuple(Splits(layer, Fraction(lam), 4 - layer) for layer in reversed(layers))
    wide = Wide(small, parts)
    balls = wide.first.arithmetic
    with balls.active():
        predicted = predicted_hessian(small.first, wide.architecture, wide.shares)
        difference = (wide.first.hessian - predicted).ravel()
    assert all(x.contains(0) for x in difference)
    assert max(map(balls.magnitude, difference)) < Fraction(1, 10**20)
    assert all(sum(shares) == 1 for shares in wide.shares)


def test_tangent_directions_are_in_the_kernel_and_complete() -> None:
    """H t encloses 0 for every tangent direction; tangent and complement are a basis."""
    wide = Wide(experiment(DIGITS), (Splits(1, Fraction(1, 4), 3), Splits(2, Fraction(1, 5), 2)))
    assert is_split(wide)
    assert len(tangent(wide)) + len(complement(wide)) == wide.architecture.parameter_count
    for direction in tangent(wide):
        (first, second) = direction
        column = wide.first.hessian[:, first] - wide.first.hessian[:, second]
        assert all(x.contains(0) for x in column)


def test_the_singular_hessian_itself_is_never_certified() -> None:
    """With its kernel the Hessian is semidefinite: undecided."""
    wide = Wide(experiment(DIGITS), (Splits(1, Fraction(1, 4), 2),))
    assert is_positive_definite(wide.first.hessian, 200) is Verdict.UNDECIDED


def test_the_protocol_draws_the_authors_shapes() -> None:
    """40 teacher weights, 20 inputs of two coordinates, 4 start weights; the ranges are theirs."""
    drawn = draw()
    assert (len(drawn.teacher), len(drawn.inputs), len(drawn.start)) == (40, 20, 4)
    assert all(abs(w) <= 5 for w in (*drawn.teacher, *drawn.start))
    assert all(0 <= x < 1 for row in drawn.inputs for x in row)


def test_krawczyk_refuses_where_there_is_no_minimum_nearby() -> None:
    """A start at which BFGS runs off gives an error, no point."""
    small = replace(chain_minima.shallow(DIGITS), start=(Fraction(-40), Fraction(40)), digits=20)
    with pytest.raises(PrecisionError):
        _ = small.first


def test_decisions_are_three_valued() -> None:
    """Equal numbers are neither greater nor refuted by balls that enclose both."""
    small = experiment(DIGITS)
    same = greater(small, "loss", lambda v: v.loss, lambda v: v.residual.dot(v.residual))
    assert same.verdict is Verdict.UNDECIDED
    zero = nonzero(small, "gradient", lambda v: v.gradient)
    assert zero.verdict is Verdict.UNDECIDED


def test_a_semidefinite_matrix_is_undecided() -> None:
    """A rank one matrix is neither definite nor has it a direction against it."""
    small = experiment(DIGITS)

    def rank_one(view: Point):
        return np.outer(view.residual[:3], view.residual[:3])

    assert definite(small, "r r'", rank_one).verdict is Verdict.UNDECIDED


def test_printed_figures_at_the_border() -> None:
    """Exactly half a unit away is not accepted."""
    small = experiment(DIGITS)
    value = lambda v: v.arithmetic.number("1.25")  # noqa: E731
    assert printed(small, "x", value, "1.25").verdict is Verdict.HOLDS
    assert printed(small, "x", value, "1.2").verdict is Verdict.UNDECIDED
    assert printed(small, "x", value, "1.1").verdict is Verdict.REFUTED


def test_padding_keeps_the_function_and_refuses_narrower_layers() -> None:
    """Idle neurons change no output; a narrower layer is an error."""
    teacher = experiment(DIGITS).teacher
    assert padded(teacher, (5, 5), Fraction(0)).parameters == teacher.parameters
    with pytest.raises(InputError):
        padded(teacher, (4, 5), Fraction(0))


def test_too_few_neurons_never_span() -> None:
    """The rank is at most the number of columns."""
    inputs = experiment(DIGITS).inputs
    outcome = spans_samples(Architecture((2, 18, 1)), SIGMOID, inputs, 0, DIGITS)
    assert outcome.verdict is Verdict.REFUTED
