"""Critical points and local minima by planted labels: what is asked for holds by construction.

The residual of a drawn network solves the wanted equations: gradient = 0, and D = 0, B = a drawn
matrix, or H d = 0 if asked for; the labels are y = f - r. A `SplitInstance` is returned, the same
recipe that the theorem modules are sampled on: the network, its exact inputs, and the neuron that
B, D and a split are about.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from proofcheck.arithmetic.base import whole_number
from proofcheck.core import InputError, PrecisionError, Verdict
from proofcheck.networks import Activation, Architecture, Network
from proofcheck.search.choices import HypothesisChoices
from proofcheck.search.kernel_planting import (
    Directions,
    check_kernel,
    hidden_size,
    most_directions,
)
from proofcheck.search.minima import Plan, WantedB
from proofcheck.search.planted import (
    LAMBDAS,
    count_conditions,
    draw_alpha_beta,
    outgoing_sum,
    solved_samples,
)
from proofcheck.search.split_instance import Conditions, SplitInstance
from proofcheck.strategies.arguments import strategy
from proofcheck.strategies.curvature import with_negative_directions
from proofcheck.strategies.data import exact_parameters
from proofcheck.strategies.numbers import distinct_rows, rationals
from proofcheck.strategies.reporting import aim, report
from proofcheck.strategies.shapes import activations, shape_labels
from proofcheck.strategies.wanted import (
    KINDS_OF_B,
    SMALL,
    Wanted,
    check_counts,
    directions_of,
    refused_wish,
    wanted_B,
)

Draw = Callable[[Any], Any]


def critical_points(
    shapes: st.SearchStrategy[Architecture] | None = None,
    functions: st.SearchStrategy[Activation] | None = None,
    *,
    D_zero: bool = False,
    B: str | Sequence[Sequence[object]] | None = None,
    degenerate: int = False,
    direction: Sequence[Any] | None = None,
    negative: int | None = None,
    where: str = "lambda inside",
    digits: int = 30,
) -> st.SearchStrategy[SplitInstance]:
    """Return a strategy for critical points of the squared loss, with a neuron to split.

    Args:
        shapes: of the architectures; by default at most 3 layers of at most 2 neurons. Those
            without so many flat directions are left out.
        functions: of the activations; by default sigmoid and tanh.
        D_zero: D = 0 of eq. (2), p. 12, for the neuron.
        B: "positive-definite", "negative-definite" or "indefinite": B of eq. (1), p. 11, is a
            drawn exact matrix of this kind. An exact symmetric matrix, index 0 the bias: B is this
            one; layers with as many sources are taken. With `negative`, up to a positive factor.
        degenerate: H d = 0 along so many independent directions d (True: one), whose parts at the
            hidden layers are drawn. `kernel_direction` of `proofcheck.strategies` gives a whole d.
        direction: that part, chosen: one number for each weight below the output weights; or a
            list of several such parts.
        negative: so many eigenvalues of H are negative, the others positive, proved in balls: 0
            gives nondegenerate local minima, 1 saddles of index 1. One more is 0 for each flat d.
            None: as it comes.
        where: the place of lambda: one of `planted.LAMBDAS`.
        digits: decimal digits of the views.

    Labels are reported as events; the smallest eigenvalue of H over the largest is a target.
    Exactness: the equations hold exactly for the residual that they define; views enclose it, and
    equal it for polynomials, which need two or more inputs: a cubic of one number has but four
    independent derivatives.

    Raises:
        InputError: conditions that exclude each other, or a name that is not known; or none of
            few `shapes` has so many flat or negative directions, or a layer for `B`.
    """
    matrix = wanted_B(B)
    if where not in LAMBDAS:
        raise refused_wish("where", where, ", ".join(LAMBDAS))
    chosen = directions_of(direction)
    several = int(degenerate) if isinstance(degenerate, bool) else degenerate
    kernel = len(chosen) or whole_number(several, "degenerate", 0)
    if kernel and B is not None:
        raise refused_wish("degenerate", "B as well", "degenerate with D_zero or negative")
    wanted = Wanted(
        SMALL if shapes is None else strategy(shapes, "shapes"),
        activations() if functions is None else strategy(functions, "functions"),
        D_zero,
        matrix,
        kernel,
        chosen,
        None if negative is None else whole_number(negative, "negative", 0),
        where,
        whole_number(digits, "digits"),
    )
    check_counts(wanted)
    return _critical_points(wanted)


def local_minima(
    shapes: st.SearchStrategy[Architecture] | None = None,
    functions: st.SearchStrategy[Activation] | None = None,
    *,
    D_zero: bool = False,
    B: str | Sequence[Sequence[object]] | None = None,
    where: str = "lambda inside",
    digits: int = 30,
) -> st.SearchStrategy[SplitInstance]:
    """Return a strategy for nondegenerate local minima; arguments are those of `critical_points`.

    The Hessian is proved positive definite in balls. The loss there is not 0: at no minimum of
    this strategy are all residuals 0.
    """
    return critical_points(
        shapes, functions, D_zero=D_zero, B=B, negative=0, where=where, digits=digits
    )


@st.composite
def _critical_points(draw: Draw, wanted: Wanted) -> SplitInstance:
    found = _solved(_drawn(draw, wanted), wanted.negative)
    if found is None:
        assume(False)
        raise PrecisionError("planted labels", "none", "a regular system", "draw again")
    report(found)
    aim(found)
    return found


def _solved(instance: SplitInstance, negative: int | None) -> SplitInstance | None:
    """Return the recipe with the samples to solve for; None where the conditions are dependent."""
    try:
        solved = replace(instance, pivots=tuple(solved_samples(instance)))
        _ = solved.first.residual
    except PrecisionError:
        return None
    except InputError:  # a singular matrix of rationals
        if instance.network.activation.class_a:
            raise
        return None
    return solved if negative is None else with_negative_directions(solved, negative)


def _drawn(draw: Draw, wanted: Wanted) -> SplitInstance:
    """Return the recipe without the samples to solve for."""
    choices = HypothesisChoices(draw)
    architecture: Architecture = draw(wanted.shapes)
    assume(wanted.direction or wanted.directions <= max(most_directions(architecture), 1))
    assume((wanted.negative or 0) <= wanted.most_negative(architecture))
    activation = draw(wanted.functions)
    layers = wanted.layers(architecture)
    assume(layers)
    layer = draw(st.sampled_from(layers))
    neuron = draw(st.integers(1, architecture.widths[layer]))
    network = Network.from_parameters(
        architecture, activation, draw(exact_parameters(architecture, nonzero=True))
    )
    conditions = _conditions(draw, wanted, architecture, layer)
    samples = count_conditions(architecture, layer, conditions) + draw(st.integers(1, 3))
    inputs = draw(distinct_rows(samples, architecture.widths[0], size=samples, denominator=16))
    alpha, beta = draw_alpha_beta(choices, wanted.where)
    free = draw(st.tuples(*[rationals(2, 4, True)] * samples))
    instance = SplitInstance(
        network, inputs, layer, neuron, alpha, beta, free, (), conditions, wanted.digits,
        met={}, labels=(*wanted.labels, *_place(architecture, layer)),
    )  # fmt: skip
    return instance.judged(_met(instance, wanted))


def _conditions(draw: Draw, wanted: Wanted, architecture: Architecture, layer: int) -> Conditions:
    B, kernel = None, wanted.direction
    if isinstance(wanted.B, str):
        kind, sign = KINDS_OF_B[wanted.B]
        size = architecture.sources(layer)
        B = WantedB(Plan(B=kind), sign)(HypothesisChoices(draw), size)
    elif wanted.B is not None:
        B = wanted.B
    if wanted.directions and not kernel:
        part = st.tuples(*[rationals(2, 4, True)] * hidden_size(architecture))
        kernel = tuple(draw(part) for _ in range(wanted.directions))
        assume(len(kernel) == 1 or _fit(architecture, kernel))
    if kernel:
        check_kernel(architecture, kernel)
    return Conditions(D_zero=wanted.D_zero, B=B, kernel=kernel)


def _fit(architecture: Architecture, kernel: Directions) -> bool:
    try:
        check_kernel(architecture, kernel)
    except InputError:
        return False
    return True


def _place(architecture: Architecture, layer: int) -> tuple[str, ...]:
    last = layer == architecture.depth - 1
    return (*shape_labels(architecture), "last hidden layer" if last else "a layer below")


def _met(instance: SplitInstance, wanted: Wanted) -> dict[str, Verdict]:
    nonzero = Verdict.HOLDS if outgoing_sum(instance) else Verdict.REFUTED
    met = {"critical": Verdict.HOLDS, "alpha-plus-beta": Verdict.HOLDS, "outgoing-sum": nonzero}
    if wanted.D_zero:
        met["D-zero"] = Verdict.HOLDS
    if wanted.negative is not None and wanted.directions:
        met["nondegenerate"] = Verdict.REFUTED
    elif wanted.negative is not None:
        minimum = Verdict.REFUTED if wanted.negative else Verdict.HOLDS
        met |= {"nondegenerate": Verdict.HOLDS, "isolated": minimum, "local-minimum": minimum}
    return met
