"""Lemma 20: two inferences of the printed proof on exact sigmoid networks.

Weights are integer multiples of ln 2, so that exp(-n), the inverse odds of an activation, and the
activation itself are rational.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import sympy

from proofcheck.arithmetic import Balls
from proofcheck.arithmetic.exact_linear import exact_rank
from proofcheck.core import Budget, Cause, Outcome, holds, refuted, undecided
from proofcheck.networks import SIGMOID
from proofcheck.symbolic.claims import Formulas

INPUTS = (0, 1, 2)
MULTIPLES = (1, 2, -1)
"""Incoming weights of the three hidden neurons of 1-3-1, as multiples of ln 2; biases 0."""


def activation_is_reached(_budget: Budget, claim: Formulas) -> Outcome:
    """Solve 1/(1 + E) = target for E = exp(-n) > 0."""
    target = Fraction(claim["target"])
    inverse_odds = 1 / target - 1 if target else None
    if inverse_odds and inverse_odds > 0 and 1 / (1 + inverse_odds) == target:
        return holds(f"exp(-n) = {inverse_odds} gives the activation {target}")
    low, high = SIGMOID.image or (target, target)
    needed = "infinity" if inverse_odds is None else inverse_odds
    return refuted(
        f"activation {target} needs exp(-n) = {needed}",
        confirmed_by="ends of the image" if not low < target < high else "",
        witness={"sigma": "sigmoid", "a(0)": "1/2", "a(1)": str(target)},
    )


def determined_by(budget: Budget, claim: Formulas) -> Outcome:
    """Ask whether the weights of the claimed layers determine a^2 of 1-1-1-1, weight 1 in layer 2.

    Layer 1, if it is not among them, may have the bias 0 or ln 2: a^1 = 1/2 or 2/3.
    """
    free = [Fraction(1, 2), Fraction(2, 3)] if 1 not in claim["layers"] else [Fraction(1, 2)]
    if len(set(free)) == 1:
        return holds("n^2 = 1/2, and a^2 = sigma(1/2)")
    balls = Balls(4 * budget.digits + 30)
    with balls.active():
        values = [SIGMOID.value(balls, balls.number(x)) for x in free]
        apart = balls.certainly_nonzero(values[0] - values[1])
    return refuted(
        f"n^2 = {free[0]} or {free[1]} with the same w^2, and sigma is increasing",
        confirmed_by="sigma in balls" if apart else "",
        witness={"widths": "1-1-1-1", "w^2": [0, 1], "w^1": ["(0, 0)", "(ln 2, 0)"]},
    )


def wide_activations() -> list[list[Fraction]]:
    """Return the activations of the three neurons at the three inputs.

    >>> wide_activations()[0]
    [Fraction(1, 2), Fraction(2, 3), Fraction(4, 5)]
    """
    odds = [[Fraction(2) ** (m * x) for x in INPUTS] for m in MULTIPLES]
    return [[o / (1 + o) for o in row] for row in odds]


def only_lambda(row: list[Fraction]) -> Fraction:
    """Return the only lambda > 0 for which a neuron over the inputs 0, 1, 2 shows row / lambda.

    The odds a / (lambda - a) have to be geometric: a quadratic in lambda with the root 0.

    >>> only_lambda(wide_activations()[1])
    Fraction(1, 1)
    """
    first, middle, last = row
    slope = 2 * first * middle * last - middle**2 * (first + last)
    return slope / (first * last - middle**2)


def followed_by_the_inputs(_budget: Budget, claim: Formulas) -> Outcome:
    """Ask the wide layer of 1-3-1 to show Lemma 19's a_Gamma for n~ = (0, 0, step), W = (1).

    Whatever lambda and delta: neuron 2 shows a/lambda, so lambda = 1; neuron 1 then shows
    a + n~ + delta, which has to fit into (0, 1).
    """
    activations = wide_activations()
    lam = only_lambda(activations[1])
    moved = [a + x for a, x in zip(activations[0], (0, 0, claim["step"]), strict=True)]
    spread = max(moved) - min(moved)
    if claim["step"] == 0:
        return holds("nothing has to move")
    if lam != 1 or spread < 1:
        return undecided(Cause.NOT_APPLICABLE, f"lambda = {lam}, entries {spread} apart")
    return refuted(
        f"neuron 2 forces lambda = 1, and neuron 1 has to show entries {spread} apart in (0, 1)",
        confirmed_by="SymPy's roots" if _roots() == {0, 1} and _spanning() else "",
        witness={
            "widths": "1-3-1",
            "weights / ln 2": list(MULTIPLES),
            "inputs": list(INPUTS),
            "n~(1)": ["0", "0", str(claim["step"])],
        },
    )


def _roots() -> set[Any]:
    a0, a1, a2 = (sympy.Rational(str(a)) for a in wide_activations()[1])
    lam = sympy.Symbol("lambda")
    return set(sympy.roots(a0 * a2 * (lam - a1) ** 2 - a1**2 * (lam - a0) * (lam - a2), lam))


def _spanning() -> bool:
    return exact_rank([[str(a) for a in row] for row in wide_activations()]) == len(INPUTS)
