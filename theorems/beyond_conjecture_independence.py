"""A conjecture: the linear conditions on the residual are independent, and nothing proves it here.

The residual has to meet J'r = 0 to be critical and D = 0 besides. Because sum_s v_s D^s = dl/du,
these are at most M + n (n_{l+1} - 1) conditions, n the number of incoming weights. The conjecture
says that they are no fewer, for sigmoid and tanh, weights of which none is 0, no two neurons of a
layer equal or opposite, and two inputs more than twice as many. With one input more than
conditions it is false: a tanh network without biases is odd, and x and -x are one sample to it.

The evidence is sampling alone: no counterexample among random networks. So the status is `sampled`,
which `check` does not report as a problem and never as settled.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import numpy as np

from proofcheck.arithmetic import Array
from proofcheck.core import (
    Choices,
    Family,
    Hypothesis,
    Mutant,
    Outcome,
    Sampling,
    Statement,
    Step,
    scope,
)
from proofcheck.networks import D_functionals, gradient_functionals
from proofcheck.search.planted import (
    ATTEMPTS,
    LAYERS,
    Recipe,
    count_conditions,
    draw_architecture,
    draw_inputs,
    draw_network,
)
from proofcheck.search.split_instance import Conditions, SplitInstance, SplitView
from theorems._independent_rows import are_distinct, rank_is

CONDITIONS = Conditions(D_zero=True)


def draw(choices: Choices, region: str, digits: int) -> SplitInstance:
    """Return a network and inputs: nothing is solved; only equal neurons are drawn again."""
    place, biased = region.split("; ")
    recipe = Recipe(next_width=2)
    architecture, layer = draw_architecture(choices, place, biased == "with bias", recipe)
    drawn = (draw_network(choices, architecture, exact=False) for _ in range(ATTEMPTS))
    network = next(found for found in drawn if are_distinct(found))
    samples = 2 * count_conditions(architecture, layer, CONDITIONS) + 2
    inputs = draw_inputs(choices, samples, architecture.widths[0])
    return SplitInstance(
        network, inputs, layer, 1, Fraction(1), Fraction(1), (Fraction(0),) * samples, (),
        replace(CONDITIONS, critical=False, D_zero=False), digits,
        met={}, labels=(region,),
    )  # fmt: skip


def functionals(view: SplitView) -> Array:
    """Return the conditions as rows: the gradient, then D^s for every s but one."""
    s = view.instance
    D = D_functionals(view.values, s.layer, s.neuron, independent=True)
    return np.concatenate([gradient_functionals(view.values), D])


def independent(instance: SplitInstance, claim: Callable[[int, int], int]) -> Outcome:
    """Compare the claimed number of independent conditions with the rank that balls prove."""
    architecture = instance.network.architecture
    extra = architecture.sources(instance.layer) * (architecture.widths[instance.layer + 1] - 1)
    claimed = claim(architecture.parameter_count, extra)
    counted = count_conditions(architecture, instance.layer, CONDITIONS)
    return rank_is(instance, functionals, claimed, counted)


def _without_D(claim: Callable[[int, int], int]) -> Callable[[int, int], int]:
    return lambda M, extra: claim(M, 0 * extra)


NETWORKS = Family(
    "networks without equal neurons, with inputs",
    tuple(f"{place}; {bias}" for place in LAYERS[:2] for bias in ("with bias", "without bias")),
    draw,
)
CLASS_A = scope("sigmoid", "tanh")

STATEMENT = Statement(
    id="beyond-conjecture-independence",
    title="Conjecture: the conditions are independent",
    page=17,
    claim=(
        "for sigmoid and tanh, nonzero weights, no two neurons of a layer equal or opposite, and "
        "2 k + 2 inputs for k conditions, J'r = 0 and D = 0 are exactly M + n (n_{l+1} - 1) "
        "independent conditions on r, n the number of incoming weights; sampled, not proved"
    ),
    latex=(r"\operatorname{rank} = M + n \, (n_{l+1} - 1)",),
    hypotheses=(
        Hypothesis("distinct", "no two neurons of a layer are equal or opposite", 17, setting=True),
    ),
    steps=(
        Step(
            id="independent",
            claim="the rank is M + n (n_{l+1} - 1) at random weights and inputs; only sampled",
            page=17,
            scope=CLASS_A,
            formula=lambda M, extra: M + extra,
            checks=(Sampling(NETWORKS, independent, CLASS_A),),
            mutants=(
                Mutant("D-free", "D = 0 is no condition", _without_D),
                Mutant("one-less", "one less", lambda f: lambda M, extra: f(M, extra) - 1),
            ),
        ),
    ),
)
