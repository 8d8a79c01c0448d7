"""Parts of a formula that its claim does not need, or that would only weaken it."""

import re
from collections.abc import Mapping

import pytest

from proofcheck.core import Assumptions, Budget, Computation, Verdict
from theorems._theorem_9_counts import LAYER, NEURON, STATED, rank_of_conditions
from theorems._wide_steps import MINIMUM, wide_formula
from theorems.remark_14_repeated_weights import STATEMENT as REMARK_14
from theorems.theorem_2_deep_and_wide import STATEMENT as THEOREM_2
from theorems.theorem_9_deep_local_minima import (
    PBP,
    PDQ,
    VDP,
    S,
    alpha,
    beta,
    form_by_blocks,
)
from theorems.theorem_9_deep_local_minima import STATEMENT as THEOREM_9
from theorems.theorem_13_wide_two_layer import STATEMENT as THEOREM_13


def test_theorem_9_the_blocks_add_up_with_D_too():
    form = S + alpha * beta * PBP + 2 * (alpha - beta) * VDP + 2 * (alpha + beta) * PDQ
    for available, expected in (
        (frozenset(), form),
        (frozenset({"D-zero"}), S + alpha * beta * PBP),
    ):
        assume = Assumptions(available)
        assert form_by_blocks({"form": expected}, assume).verdict is Verdict.HOLDS


def test_wide_minima_have_a_positive_loss_exactly():
    assert MINIMUM == {"Hessian": 1, "B": 1, "loss above": 0, "label shift": 0}


def test_a_layer_as_wide_as_there_are_samples_is_wide_enough():
    wide_enough = wide_formula((1,))["wide enough"]
    assert [wide_enough((2, width, 3), 5) for width in (4, 5, 6)] == [False, True, True]


@pytest.mark.parametrize(
    ("widths", "shape"), [((2, 1, 1, 1), (2, 1)), ((3, 4, 5, 6), (3, 5)), ((1, 2, 3), (1, 3))]
)
def test_theorem_2_the_shape_of_D_is_that_of_layers_0_and_2(widths, shape):
    step = THEOREM_2.step("D-shape")
    assert step.formula(widths) == shape
    assert "n_0" in step.claim


LABEL = re.compile(r"\d+(?:-\d+)+")


def named(step):
    """The size in the words of a claim, before the name of its instance."""
    return LABEL.search(step.claim.partition(" (")[0])


NAMED = [
    (statement, step)
    for statement in (THEOREM_2, THEOREM_13, REMARK_14)
    for step in statement.steps
    if isinstance(step.formula, Mapping) and "added" in step.formula and named(step)
]


@pytest.mark.parametrize(("statement", "step"), NAMED, ids=lambda part: part.id)
def test_as_many_neurons_are_added_as_the_words_say(statement, step):
    """The size in the claim is that of the chain with the added neurons, layer by layer."""
    (chain,) = {c.run.args[0] for c in step.checks if isinstance(c, Computation)}
    architecture = chain.get(20).first.architecture
    for layer, count in enumerate(step.formula["added"], 1):
        architecture = architecture.widened(layer, count)
    assert architecture.label() == named(step)[0]


def test_sizes_that_no_words_name_are_those_of_the_same_statement():
    """What is wide has one size in each statement; once layer 1 is wide, layer 2 is as it was."""
    assert len(NAMED) >= 7
    for statement, added in ((THEOREM_2, (20, 20)), (THEOREM_13, (5,))):
        assert statement.step("suboptimal").formula["added"] == added
        assert statement.step("wide-minimum").formula["added"] == added
    assert THEOREM_13.step("suboptimal-with-biases").formula["added"] == (9,)
    for step in ("B2-is-constant", "B2-is-repeated"):
        assert THEOREM_2.step(step).formula["added"] == (20, 0)
    for step in ("kernel", "printed-kernel"):
        assert THEOREM_2.step(step).formula["added"] == (20, 20)


def test_the_stated_network_is_the_one_that_is_named():
    for step in ("printed-count", "count"):
        assert STATED.label() in THEOREM_9.step(step).scope.describe()
    assert (STATED.label(), LAYER, NEURON) == ("2-1-2-1", 1, 1)
    outcome = rank_of_conditions(Budget(20, 1, 0), {"count": lambda n, s: n * s})
    stated = {key: outcome.witness[key] for key in ("architecture", "layer", "neuron")}
    assert stated == {"architecture": "2-1-2-1", "layer": 1, "neuron": 1}
