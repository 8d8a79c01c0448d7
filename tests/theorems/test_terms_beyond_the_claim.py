"""Parts of a formula that its claim does not need, or that would only weaken it."""

from proofcheck.core import Assumptions, Verdict
from theorems._wide_steps import MINIMUM
from theorems.theorem_9_deep_local_minima import PBP, PDQ, VDP, S, alpha, beta, form_by_blocks


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
