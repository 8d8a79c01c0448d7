"""Printed figures and the words of stated data: the next digit, the next tick, other shapes."""

from fractions import Fraction

import numpy as np
import pytest
from wide_cases import outcome_of

from proofcheck.core import Budget, Form, Verdict
from proofcheck.search.experiment_checks import eigenvalue_of_two
from proofcheck.search.infinity_checks import CASES, ONE_NEURON, TANH_CASE
from proofcheck.search.wide_checks import DEEP, DEEPER, EXPERIMENT, SHALLOW, SHALLOW_WITH_BIASES
from theorems import _theorem_2_experiment as experiment
from theorems import proposition_15_vanishing_d as vanishing
from theorems.theorem_2_deep_and_wide import STATEMENT as THEOREM_2
from theorems.theorem_4_minimum_at_infinity import STATEMENT as THEOREM_4
from theorems.theorem_13_wide_two_layer import STATEMENT as THEOREM_13

HALF = Fraction(1, 2)

# The experiment of section 5.4


def neighbours(text):
    """The decimals one unit of the last digit below and above."""
    places = len(text.partition(".")[2])
    return [f"{float(Fraction(text) + Fraction(k, 10**places)):.{places}f}" for k in (-1, 1)]


FIGURES = [
    *(("printed-loss", other) for other in neighbours("4.817")),
    *(("B2-value-halved", {"factor": HALF, "printed": o}) for o in neighbours("0.0757")),
    *(
        ("B1-eigenvalues-halved", {"factor": HALF, "printed": (o, "0.0004")})
        for o in neighbours("0.0182")
    ),
    *(
        ("B1-eigenvalues-halved", {"factor": HALF, "printed": ("0.0182", o)})
        for o in neighbours("0.0004")
    ),
    ("B1-eigenvalues-halved", {"factor": HALF, "printed": ("0.0004", "0.0182")}),
    ("figure-3-axis", ("4.8174935", "4.8174940")),
    ("figure-3-axis", ("4.8174945", "4.8174940")),
]


@pytest.mark.parametrize(("step", "wrong"), FIGURES)
def test_the_neighbour_of_a_printed_figure_is_refuted(step, wrong):
    outcome = outcome_of(THEOREM_2, step, wrong)
    assert (outcome.verdict, bool(outcome.confirmed_by)) == (Verdict.REFUTED, True)


@pytest.mark.parametrize("factor", [1, 2, Fraction(1, 4), Fraction(-1, 2)])
@pytest.mark.parametrize("step", ["B1-eigenvalues-halved", "B2-value-halved"])
def test_only_half_of_B_has_the_printed_figures(step, factor):
    formula = THEOREM_2.step(step).formula
    assert formula["factor"] == HALF
    assert outcome_of(THEOREM_2, step).verdict is Verdict.HOLDS
    wrong = outcome_of(THEOREM_2, step, {**formula, "factor": Fraction(factor)})
    assert wrong.verdict is Verdict.REFUTED


def test_both_forms_speak_of_the_same_printed_figures():
    """What differs is the factor alone: 1 as printed, 1/2 in the repair."""
    for literal, repaired in (
        ("B1-eigenvalues", "B1-eigenvalues-halved"),
        ("B2-value", "B2-value-halved"),
    ):
        first, second = THEOREM_2.step(literal), THEOREM_2.step(repaired)
        assert (first.form, second.form) == (Form.LITERAL, Form.REPAIRED)
        assert first.formula["printed"] == second.formula["printed"]
        assert first.formula["factor"] == 2 * second.formula["factor"]
    assert {m.id for m in experiment._factors("x")} == {"x-quarter", "x-sign"}


@pytest.mark.parametrize("shape", [(1, 1), (3, 1), (2, 2), (1, 2)])
def test_D_of_layer_1_has_one_row_an_input(shape):
    outcome = outcome_of(THEOREM_2, "D-shape", lambda _: shape)
    assert (outcome.verdict, bool(outcome.confirmed_by)) == (Verdict.REFUTED, True)


@pytest.mark.parametrize("rows", [((2, 1), (1, 3)), ((0, 4), (4, 0)), ((-1, 0), (0, 7))])
def test_eigenvalues_of_two_by_two(rows):
    """The two roots by trace and determinant, and by NumPy."""
    arithmetic = EXPERIMENT.get(20).first.arithmetic
    matrix = arithmetic.array([list(row) for row in rows])
    found = [float(eigenvalue_of_two(matrix, sign, arithmetic).mid()) for sign in (1, -1)]
    assert np.allclose(sorted(found), np.linalg.eigvalsh(np.array(rows, dtype=float)))


# Architectures are those of the words

CHAINS = [
    (EXPERIMENT, (2, 1, 1, 1), False),
    (DEEP, (2, 1, 1, 1), True),
    (DEEPER, (2, 1, 1, 1, 1), True),
    (SHALLOW, (1, 1, 1), False),
    (SHALLOW_WITH_BIASES, (1, 1, 1), True),
]


@pytest.mark.parametrize(("chain", "widths", "bias"), CHAINS)
def test_chains_have_one_neuron_a_layer_and_a_bias_where_it_is_said(chain, widths, bias):
    architecture = chain.get(20).first.architecture
    assert (architecture.widths, architecture.bias) == (widths, bias)
    for layer in range(1, len(widths) - 1):
        assert chain.get(20).first.B(layer).shape == (widths[layer - 1] + bias,) * 2


def test_the_wide_networks_have_as_many_neurons_as_samples_somewhere():
    for statement, step in ((THEOREM_13, "wide-minimum"), (THEOREM_2, "wide-minimum")):
        formula = statement.step(step).formula
        widths = [1 + k for k in formula["added"]]
        assert formula["wide enough"](widths, max(widths))
        assert not formula["wide enough"](widths, max(widths) + 1)


# Cases of Theorem 4


def moments(case):
    """Sum (c - y) x_r for every input coordinate, in fractions."""
    mean = Fraction(sum(case.labels), len(case.labels))
    return [
        sum((mean - y) * x[r] for x, y in zip(case.inputs, case.labels, strict=True))
        for r in range(case.widths[0])
    ]


ALL = (*CASES, *ONE_NEURON, TANH_CASE)


@pytest.mark.parametrize("case", ALL, ids=lambda c: c.name)
def test_a_case_is_admissible_data(case):
    assert len(set(case.inputs)) == len(case.inputs) == len(case.labels)
    assert len(set(case.labels)) > 1
    assert {len(x) for x in case.inputs} == {case.widths[0]}
    assert case.widths[-1] == 1


WORDS = {
    "case-shallow": lambda case: len(case.widths) == 3 and any(moments(case)),
    "case-xor": lambda case: not any(moments(case)),
    "case-deep": lambda case: len(case.widths) == 4,
    "case-deeper": lambda case: len(case.widths) == 5,
    "case-one-neuron": lambda case: case.widths[1] == 1 and not any(moments(case)),
    "case-one-deep": lambda case: set(case.widths[1:-1]) == {1} and len(case.widths) > 3,
    "case-one-plain": lambda case: case.widths[1] == 1 and not case.output_bias,
    "case-tanh": lambda case: case.activation.name == "tanh",
}


@pytest.mark.parametrize("step_id", WORDS)
def test_the_words_of_a_case_are_true_of_its_data(step_id):
    """XOR has no moment, "one neuron" is one, "no moments" are none."""
    step = THEOREM_4.step(step_id)
    (check,) = step.checks
    (case,) = check.run.args
    assert WORDS[step_id](case)
    assert case.name in step.claim
    assert check.scope.describe() == case.name or case.name in check.scope.describe()


def test_only_the_printed_cases_keep_the_papers_assumptions():
    """Two neurons a layer and no output bias where the step counts for the printed form too."""
    for step_id in WORDS:
        step = THEOREM_4.step(step_id)
        case = step.checks[0].run.args[0]
        printed = min(case.widths[1:-1]) >= 2 and not case.output_bias
        assert (step.form is Form.ONLY) == (printed and case.activation.name == "sigmoid")


# Proposition 15 (iii) in a global minimum


@pytest.mark.parametrize("label", [0, 1, -1, 7])
def test_a_global_minimum_has_zero_sensitivities_exactly_at_loss_zero(label):
    """Bias-free tanh, f(0) = 0: the loss is at least label^2, and dl/dn = -2 label at 0."""
    outcome = vanishing.sensitivity_at_a_global_minimum(Budget(20, 1, 0), {"label": label})
    assert outcome.verdict is (Verdict.HOLDS if label == 0 else Verdict.REFUTED)
    if label:
        assert f"= {-2 * label}" in outcome.detail
        assert f"loss {label**2} " in outcome.detail
        assert outcome.confirmed_by
