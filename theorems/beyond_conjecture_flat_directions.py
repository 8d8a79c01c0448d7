"""A conjecture: what flat directions ask of the residual, counted for any depth, not proved here.

Let a critical point have H d = 0 for m directions d. Below the output weights that is m M' linear
conditions on the residual, M' the number of weights there, and n_{L-1} - 1 more for each d where
there are several hidden layers: d act = 0 against r, one of which follows from the gradient. Of
the second direction one condition follows, d'H e = e'H d, of the third two, and so on. The
conjecture says that the rest is independent, of each other and of the M conditions of a critical
point, for sigmoid networks at random weights (no two neurons of a layer equal or opposite), random
inputs and random directions, as long as the directions are independent below the last hidden layer
or that has one neuron only.

So a minimum whose kernel has dimension m is as rare as that: the number of equations of section 5.5
(p. 17) for degenerate starts as in Remark 11. The evidence is sampling alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

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
from proofcheck.networks import SIGMOID, Architecture
from proofcheck.search.kernel_planting import hidden_size, most_directions, pivots
from proofcheck.search.planted import count_conditions, draw_inputs, draw_network
from proofcheck.search.split_instance import (
    Conditions,
    SplitInstance,
    SplitView,
    condition_rows,
)
from theorems._independent_rows import are_distinct, rank_is

Counts = Callable[[int, int, int, int], int]
REGIONS = ("1 hidden layer", "2 hidden layers", "2 hidden layers, several directions")
ATTEMPTS = 50


def draw(choices: Choices, region: str, digits: int) -> SplitInstance:
    """Return a sigmoid network, inputs and directions: nothing is solved for."""
    depth = 2 if region == "1 hidden layer" else 3
    widths = [choices.integer(1, 2) for _ in range(depth)]
    architecture = Architecture((*widths, 1), bias=choices.integer(0, 1) == 1)
    several = region.endswith("several directions")
    count = min(2 if several else 1, most_directions(architecture))
    directions = _directions(choices, architecture, count)
    drawn = (draw_network(choices, architecture, exact=False) for _ in range(ATTEMPTS))
    network = replace(next(found for found in drawn if are_distinct(found)), activation=SIGMOID)
    conditions = Conditions(kernel=directions)
    samples = count_conditions(architecture, 1, conditions) + 2
    inputs = draw_inputs(choices, samples, architecture.widths[0])
    return SplitInstance(
        network, inputs, 1, 1, Fraction(1), Fraction(1), (Fraction(0),) * samples, (),
        conditions, digits, met={}, labels=(region,),
    )  # fmt: skip


def _directions(
    choices: Choices, architecture: Architecture, count: int
) -> tuple[tuple[Fraction, ...], ...]:
    """Return directions whose entries are not 0, independent below the last hidden layer."""
    size, last = hidden_size(architecture), architecture.depth - 1
    width = architecture.widths[last]
    below = size - width * architecture.sources(last) if width > 1 and count > 1 else size
    for _ in range(ATTEMPTS):
        drawn = tuple(tuple(_nonzero(choices) for _ in range(size)) for _ in range(count))
        if len(pivots([d[:below] for d in drawn])) == count:
            return drawn
    raise ArithmeticError("the directions are dependent")


def _nonzero(choices: Choices) -> Fraction:
    return choices.fraction(1, 3, 8) * choices.pick((1, -1))


def conditions_of(view: SplitView) -> Array:
    """Return the conditions as rows: the gradient, then those of each direction."""
    return condition_rows(view.values, view.instance)[0]


def independent(instance: SplitInstance, claim: Counts) -> Outcome:
    """Compare the claimed number of independent conditions with the rank that balls prove."""
    architecture, directions = instance.network.architecture, instance.conditions.kernel
    last = architecture.depth - 1
    above = architecture.widths[last] - 1 if last > 1 else 0
    hidden = sum(
        architecture.widths[layer] * architecture.sources(layer)
        for layer in architecture.hidden_layers
    )
    claimed = claim(architecture.parameter_count, hidden, above, len(directions))
    counted = count_conditions(architecture, 1, instance.conditions)
    return rank_is(instance, conditions_of, claimed, counted)


FLAT = Family("networks and flat directions", REGIONS, draw)
CLASS = scope("sigmoid")

STATEMENT = Statement(
    id="beyond-conjecture-flat-directions",
    title="Conjecture: how many conditions flat directions are",
    page=17,
    claim=(
        "for sigmoid networks of any depth, random weights, inputs and directions, a critical "
        "point with H d = 0 for m directions d is exactly M + m (M' + n_{L-1} - 1) - m (m - 1)/2 "
        "independent linear conditions on the residual, M' the number of weights below the output "
        "(without n_{L-1} - 1 for one hidden layer); sampled, not proved"
    ),
    latex=(r"\operatorname{rank} = M + m \, (M' + n_{L-1} - 1) - \tfrac{m (m-1)}{2}",),
    hypotheses=(
        Hypothesis(
            "below",
            "the directions are independent below the last hidden layer, or it has one neuron",
            17,
            setting=True,
        ),
    ),
    steps=(
        Step(
            id="independent",
            claim="the rank is the number of conditions at random weights; only sampled",
            page=17,
            scope=CLASS,
            formula=lambda M, hidden, above, m: M + m * (hidden + above) - m * (m - 1) // 2,
            checks=(Sampling(FLAT, independent, CLASS),),
            mutants=(
                Mutant("d-free", "H d = 0 is no condition", lambda f: lambda M, *_: f(M, 0, 0, 0)),
                Mutant(
                    "above-free",
                    "without n_{L-1} - 1",
                    lambda f: lambda M, hidden, _, m: f(M, hidden, 0, m),
                ),
                Mutant(
                    "not-symmetric",
                    "nothing follows for a second direction",
                    lambda f: lambda M, hidden, above, m: M + m * (f(M, hidden, above, 1) - M),
                ),
            ),
        ),
    ),
)
