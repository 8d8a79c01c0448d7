"""Critical points and local minima by planted labels: what is asked for holds by construction.

The residual of a drawn network solves the wanted equations: gradient = 0, and D = 0, B = a drawn
matrix, or H d = 0 if asked for; the labels are y = f - r. A `SplitInstance` is returned, the same
recipe that the theorem modules are sampled on: the network, its exact inputs, and the neuron that
B, D and a split are about.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from proofcheck.arithmetic import exact
from proofcheck.arithmetic.base import whole_number
from proofcheck.arithmetic.parsing import shown
from proofcheck.core import InputError, PrecisionError, Verdict
from proofcheck.networks import Activation, Architecture, Network
from proofcheck.search.choices import HypothesisChoices
from proofcheck.search.kernel_planting import (
    Directions,
    check_kernel,
    hidden_size,
    most_directions,
)
from proofcheck.search.minima import Matrix, Plan, WantedB
from proofcheck.search.planted import (
    LAMBDAS,
    count_conditions,
    draw_alpha_beta,
    outgoing_sum,
    solved_samples,
)
from proofcheck.search.split_instance import Conditions, SplitInstance
from proofcheck.strategies.arguments import listed, strategy
from proofcheck.strategies.curvature import with_negative_directions
from proofcheck.strategies.data import exact_parameters
from proofcheck.strategies.numbers import distinct_rows, rationals
from proofcheck.strategies.reporting import aim, report
from proofcheck.strategies.shapes import activations, architectures, shape_labels

Draw = Callable[[Any], Any]
KINDS_OF_B = {"positive-definite": ("admissible", 1), "negative-definite": ("admissible", -1)}
KINDS_OF_B["indefinite"] = ("indefinite", 1)
SMALL = architectures(depth=(2, 3), widths=(1, 2))


@dataclass(frozen=True)
class _Wanted:
    """What a critical point has to be."""

    shapes: st.SearchStrategy[Architecture]
    functions: st.SearchStrategy[Activation]
    D_zero: bool
    B: str | Matrix | None
    directions: int
    direction: Directions
    negative: int | None
    where: str
    digits: int

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of the conditions."""
        return (
            "critical point",
            *(("D = 0",) if self.D_zero else ()),
            *((f"B {self.B}",) if isinstance(self.B, str) else ()),
            *(("B prescribed",) if isinstance(self.B, tuple) else ()),
            *(("degenerate",) if self.directions else ()),
            *((f"{self.directions} flat directions",) if self.directions > 1 else ()),
            *(("nondegenerate",) if self.negative is not None and not self.directions else ()),
            *((f"{self.negative} negative directions",) if self.negative else ()),
            *(("local minimum",) if self.negative == 0 and not self.directions else ()),
            self.where,
        )


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
        InputError: conditions that exclude each other, or a name that is not known.
    """
    wanted_B = _wanted_B(B)
    if where not in LAMBDAS:
        raise _refused("where", where, ", ".join(LAMBDAS))
    chosen = _directions(direction)
    several = int(degenerate) if isinstance(degenerate, bool) else degenerate
    kernel = len(chosen) or whole_number(several, "degenerate", 0)
    if kernel and B is not None:
        raise _refused("degenerate", "B as well", "degenerate with D_zero or negative")
    return _critical_points(
        _Wanted(
            SMALL if shapes is None else strategy(shapes, "shapes"),
            activations() if functions is None else strategy(functions, "functions"),
            D_zero,
            wanted_B,
            kernel,
            chosen,
            None if negative is None else whole_number(negative, "negative", 0),
            where,
            whole_number(digits, "digits"),
        )
    )


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
def _critical_points(draw: Draw, wanted: _Wanted) -> SplitInstance:
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


def _drawn(draw: Draw, wanted: _Wanted) -> SplitInstance:
    """Return the recipe without the samples to solve for."""
    choices = HypothesisChoices(draw)
    architecture: Architecture = draw(wanted.shapes)
    assume(wanted.direction or wanted.directions <= max(most_directions(architecture), 1))
    activation = draw(wanted.functions)
    layer = draw(st.sampled_from(_layers(wanted, architecture)))
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


def _layers(wanted: _Wanted, architecture: Architecture) -> list[int]:
    """Return the hidden layers in which a neuron can have the wanted B."""
    least, most = (2 if wanted.B == "indefinite" else 1), None
    if isinstance(wanted.B, tuple):
        least = most = len(wanted.B)
    sizes = {layer: architecture.sources(layer) for layer in architecture.hidden_layers}
    layers = [k for k, size in sizes.items() if least <= size and most in (None, size)]
    assume(layers)
    return layers


def _conditions(draw: Draw, wanted: _Wanted, architecture: Architecture, layer: int) -> Conditions:
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


def _directions(given: Sequence[Any] | None) -> Directions:
    """Return chosen directions as a tuple of them, exact; one direction may be given alone."""
    if given is None:
        return ()
    given = listed(given, "direction")
    several = isinstance(given[0], Sequence) and not isinstance(given[0], str)
    return tuple(tuple(map(exact, d)) for d in (given if several else [given]))


def _place(architecture: Architecture, layer: int) -> tuple[str, ...]:
    last = layer == architecture.depth - 1
    return (*shape_labels(architecture), "last hidden layer" if last else "a layer below")


def _met(instance: SplitInstance, wanted: _Wanted) -> dict[str, Verdict]:
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


def _wanted_B(B: str | Sequence[Sequence[object]] | None) -> str | Matrix | None:
    if B is None or (isinstance(B, str) and B in KINDS_OF_B):
        return B
    rows = () if isinstance(B, str) else tuple(_row(row) for row in listed(B, "B"))
    size = len(rows)
    if size and all(len(row) == size for row in rows) and rows == tuple(zip(*rows, strict=True)):
        return rows
    raise _refused("B", shown(B), f"{', '.join(KINDS_OF_B)}, or an exact symmetric matrix")


def _row(row: Any) -> tuple[Any, ...]:
    return tuple(map(exact, listed(row, "B")))


def _refused(what: str, given: str, admissible: str) -> InputError:
    return InputError(
        f"{what} of critical points",
        given=given,
        admissible=admissible,
        repair="see `help(critical_points)`",
    )
