"""Corollary 3 (p. 7): the loss surface alone does not make gradient descent reach a global minimum.

What is mathematics in it: gradient descent that starts at a critical point never leaves it,
whatever the step sizes, and theorem-2 provides critical points that are suboptimal local minima of
deep and extremely wide networks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from proofcheck.core import (
    Assumptions,
    Derivation,
    Hypothesis,
    Mutant,
    Outcome,
    Sampling,
    Statement,
    Step,
    scope,
)
from proofcheck.search.compare import equal
from proofcheck.search.planted import CRITICAL, NOT_CRITICAL
from proofcheck.search.split_instance import SplitInstance, SplitView
from proofcheck.symbolic.claims import Formulas, change
from proofcheck.symbolic.residue import decide_zeros

d, eta, gradient = sympy.symbols("d eta gradient")


def one_step(claim: Formulas, assume: Assumptions) -> Outcome:
    """Minimise gradient d + d^2 / (2 eta) over the step d; the step has to be 0 where it starts.

    The minimum is the step of steepest descent for the size eta, whatever eta is.
    """
    slope = sympy.Integer(0) if assume("critical") else gradient
    model = gradient * d + d**2 / (2 * eta)
    return decide_zeros(
        {
            "steepest descent": sympy.diff(model, d).subs(d, claim["step"]),
            "step": claim["step"].subs(gradient, slope),
        }
    )


def stays(instance: SplitInstance, _claim: Formulas) -> Outcome:
    """Compare the gradient at gamma_lambda(z*), of which every step is a multiple, with 0."""

    def sides(view: SplitView) -> Iterator[tuple[str, Any, Any]]:
        yield "gradient", view.wide_gradient, view.arithmetic.zeros(view.wide_gradient.shape)

    return equal(instance, sides)


C1 = scope("C1")

STATEMENT = Statement(
    id="corollary-3",
    title="Gradient descent need not reach a global minimum",
    page=7,
    claim=(
        "gradient descent on deep, extremely wide sigmoid networks does not always end in a global "
        "minimum: started at a suboptimal local minimum of theorem-2 it stays there, so that an "
        "argument for the opposite must use more than the loss surface"
    ),
    hypotheses=(Hypothesis("critical", "descent starts at a critical point", 7),),
    uses=("theorem-2",),
    latex=(
        r"w_{k+1}=w_k-\eta_k\nabla\mathcal{L}(w_k),\qquad \nabla\mathcal{L}(w_0)=0\ "
        r"\Longrightarrow\ w_k=w_0\ \text{ for all } k",
    ),
    steps=(
        Step(
            id="descent-stays",
            claim="from a critical point every step of gradient descent goes nowhere",
            page=7,
            scope=C1,
            formula={"step": -eta * gradient},
            checks=(Derivation(one_step, C1), Sampling(CRITICAL, stays, scope("A"))),
            mutants=(
                Mutant("uphill", "eta gradient", change("step", lambda old: -old)),
                Mutant("drift", "-eta (gradient + 1)", change("step", lambda old: old - eta)),
                Mutant(
                    "start-anywhere",
                    "the start need not be critical",
                    drops="critical",
                    checks=(Sampling(NOT_CRITICAL, stays, scope("A")),),
                ),
            ),
        ),
    ),
)
