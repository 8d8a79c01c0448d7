"""Families of split networks with planted labels: every hypothesis is met by construction.

A region names three things: where lambda lies, which hidden layer is split, and whether there are
biases. All combinations are visited in turn, so that no blind spot (lambda = 1/2 hides one block of
Lemma 12, lambda = 0 another) goes unseen.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import product

from proofcheck.arithmetic import Floats
from proofcheck.core import Choices, Family, InputError, PrecisionError, Verdict
from proofcheck.networks import (
    SIGMOID,
    TANH,
    Activation,
    Architecture,
    Network,
    forward_pass,
    pivot_samples,
    polynomial,
)
from proofcheck.search.kernel_planting import count_kernel
from proofcheck.search.split_instance import Conditions, SplitInstance, condition_rows

LAMBDAS = ("lambda inside", "lambda outside", "lambda = 1/2", "lambda = 0", "lambda = 1")
LAYERS = ("first layer", "middle layer", "last layer")
ONLY_LAYER = "only hidden layer"
BIASES = ("with bias", "without bias")
REGIONS = tuple("; ".join(parts) for parts in product(LAMBDAS, LAYERS, BIASES))
OPEN_REGIONS = tuple("; ".join(parts) for parts in product(LAMBDAS[:3], LAYERS, BIASES))
ATTEMPTS = 20

CUBIC = polynomial((0, 1, Fraction(1, 2), Fraction(1, 3)))
"""z + z^2/2 + z^3/3: not in class A, but exact in rationals."""


@dataclass(frozen=True)
class Recipe:
    """What a family asks of its instances beyond the region.

    Attributes:
        conditions: linear conditions on the residual.
        next_width: at least this many neurons in the layer after the split one.
        split_width: exactly this many neurons in the split layer; None: 1 or 2.
        exact: a polynomial activation, so that everything is decided in rationals.
        draw_B: how to draw the wanted B, from choices and its size.
    """

    conditions: Conditions = field(default_factory=Conditions)
    next_width: int = 1
    split_width: int | None = None
    exact: bool = False
    draw_B: Callable[[Choices, int], tuple[tuple[Fraction, ...], ...]] | None = None


def draw_alpha_beta(choices: Choices, where: str) -> tuple[Fraction, Fraction]:
    """Return exact alpha, beta with beta / (alpha + beta) in the named place."""
    a, b = choices.integer(1, 5), choices.integer(1, 4)
    sign = choices.pick((1, -1))
    alpha, beta = {
        "lambda inside": (a, b + (a == b)),
        "lambda outside": choices.pick(((-a, a + b), (a + b, -a))),
        "lambda = 1/2": (a, a),
        "lambda = 0": (a, 0),
        "lambda = 1": (0, a),
    }[where]
    return Fraction(sign * alpha), Fraction(sign * beta)


def draw_architecture(
    choices: Choices, layer_name: str, bias: bool, recipe: Recipe
) -> tuple[Architecture, int]:
    """Return an architecture and the hidden layer to split, at the named place in it."""
    least = 3 if recipe.next_width > 1 or layer_name == "last of several" else 2
    depth = {"middle layer": 4, ONLY_LAYER: 2}.get(layer_name) or choices.integer(least, 3)
    layer = {"first layer": 1, "middle layer": 2}.get(layer_name, depth - 1)
    widths = [choices.integer(1, 2) for _ in range(depth)] + [1]
    widths[layer] = recipe.split_width or widths[layer]
    if layer < depth - 1:
        widths[layer + 1] = choices.integer(recipe.next_width, max(2, recipe.next_width))
    return Architecture(tuple(widths), bias), layer


def draw_network(choices: Choices, architecture: Architecture, exact: bool) -> Network:
    """Return a network with small exact weights, none of them 0."""
    activation = CUBIC if exact else choices.pick((SIGMOID, TANH))
    return draw_network_of(choices, architecture, activation)


def draw_network_of(
    choices: Choices, architecture: Architecture, activation: Activation
) -> Network:
    """Return a network with small exact weights, none of them 0."""
    flat = [_nonzero(choices, 2, 4) for _ in range(architecture.parameter_count)]
    return Network.from_parameters(architecture, activation, flat)


def draw_inputs(choices: Choices, samples: int, width: int) -> tuple[tuple[Fraction, ...], ...]:
    """Return pairwise different exact inputs, shape (samples, width).

    Raises:
        InputError: there are not that many.
    """
    rows: list[tuple[Fraction, ...]] = []
    while len(rows) < samples:
        rows.append(_new_input(choices, rows, width))
    return tuple(rows)


def _new_input(
    choices: Choices, rows: Container[tuple[Fraction, ...]], width: int
) -> tuple[Fraction, ...]:
    """Return an input that is not there yet: drawn, or the first one if the choices repeat."""
    for _ in range(ATTEMPTS):
        row = tuple(choices.fraction(-3, 3, 16) for _ in range(width))
        if row not in rows:
            return row
    grid = product([Fraction(k, 16) for k in range(-48, 49)], repeat=width)
    for row in grid:
        if row not in rows:
            return row
    raise InputError(
        "number of samples",
        given=f"more than {97**width} inputs of width {width}",
        admissible="as many as there are multiples of 1/16 from -3 to 3",
        repair="ask for fewer samples",
    )


def _nonzero(choices: Choices, size: int, denominator: int) -> Fraction:
    value = choices.fraction(Fraction(1, denominator), size, denominator)
    return value if choices.integer(0, 1) else -value


def draw_split(choices: Choices, region: str, digits: int, recipe: Recipe) -> SplitInstance:
    """Return a split network of the region whose residual satisfies the recipe's conditions.

    Raises:
        PrecisionError: no regular system was found in a bounded number of attempts.
    """
    for _ in range(ATTEMPTS):
        try:
            instance = _attempt(choices, region, digits, recipe)
            _ = instance.first.residual
        except PrecisionError:
            continue
        return instance
    raise PrecisionError(
        f"planted labels in region {region!r}",
        given=f"{ATTEMPTS} attempts",
        admissible="a regular linear system",
        repair="ask for fewer conditions or more samples",
    )


def _attempt(choices: Choices, region: str, digits: int, recipe: Recipe) -> SplitInstance:
    where, layer_name, biased = region.split("; ")
    bias = biased == "with bias"
    architecture, layer = draw_architecture(choices, layer_name, bias, recipe)
    alpha, beta = draw_alpha_beta(choices, where)
    network = draw_network(choices, architecture, recipe.exact)
    conditions = recipe.conditions
    if recipe.draw_B is not None:
        wanted = recipe.draw_B(choices, architecture.sources(layer))
        conditions = replace(conditions, B=wanted)
    samples = count_conditions(architecture, layer, conditions) + choices.integer(2, 3)
    instance = SplitInstance(
        network=network,
        inputs=draw_inputs(choices, samples, architecture.widths[0]),
        layer=layer,
        neuron=choices.integer(1, architecture.widths[layer]),
        alpha=alpha,
        beta=beta,
        free=tuple(_nonzero(choices, 2, 4) for _ in range(samples)),
        pivots=(),
        conditions=conditions,
        digits=digits,
        met={},
        labels=(region, *region.split("; "), _next_label(architecture, layer)),
    )
    instance = replace(instance, pivots=tuple(solved_samples(instance)))
    met = {
        "critical": Verdict.HOLDS if recipe.conditions.critical else Verdict.REFUTED,
        "alpha-plus-beta": Verdict.HOLDS,
        "equal": Verdict.HOLDS if recipe.split_width == 1 else Verdict.UNDECIDED,
        "outgoing-sum": Verdict.HOLDS if outgoing_sum(instance) else Verdict.REFUTED,
    }
    return replace(instance, met=met)


def count_conditions(architecture: Architecture, layer: int, conditions: Conditions) -> int:
    """Return the number of linear conditions on the residual."""
    incoming = architecture.sources(layer)
    count = architecture.parameter_count if conditions.critical else 0
    if conditions.D_zero:
        count += incoming * (architecture.widths[layer + 1] - 1)
    if conditions.B is not None:
        count += incoming * (incoming + 1) // 2
    return count + count_kernel(architecture, conditions.kernel)


def outgoing_sum(instance: SplitInstance) -> Fraction:
    """Return the sum of the outgoing weights of the split neuron, Proposition 15 (p. 14)."""
    bias = instance.network.architecture.bias
    column = instance.neuron if bias else instance.neuron - 1
    return sum((row[column] for row in instance.network.weights[instance.layer]), Fraction(0))


def solved_samples(instance: SplitInstance) -> list[int]:
    """Return the samples whose residuals are solved for, as many as there are conditions."""
    values = forward_pass(instance.network, instance.inputs, Floats())
    rows, _ = condition_rows(values, instance)
    return pivot_samples(rows, Floats()) if len(rows) else []


def _next_label(architecture: Architecture, layer: int) -> str:
    return "n_{l+1} = 1" if architecture.widths[layer + 1] == 1 else "n_{l+1} >= 2"


def regions(
    lambdas: tuple[str, ...], layers: tuple[str, ...], biases: tuple[str, ...] = BIASES
) -> tuple[str, ...]:
    """Return all combinations as region names."""
    return tuple("; ".join(parts) for parts in product(lambdas, layers, biases))


def _family(name: str, recipe: Recipe, regions: tuple[str, ...] = REGIONS) -> Family:
    return Family(name, regions, _Drawing(recipe))


@dataclass(frozen=True)
class _Drawing:
    recipe: Recipe

    def __call__(self, choices: Choices, region: str, digits: int) -> SplitInstance:
        return draw_split(choices, region, digits, self.recipe)


CRITICAL = _family("critical split networks", Recipe())
"""Any critical point, split; B and D are as they come."""

CRITICAL_BELOW_SEVERAL = _family(
    "critical split networks, n_{l+1} >= 2", Recipe(next_width=2), regions(LAMBDAS, LAYERS[:2])
)
"""Critical points with at least two neurons in the layer after the split one."""

NOT_CRITICAL = _family("split networks", Recipe(Conditions(critical=False)))
"""Any point whatever, split: for what does not need a critical point."""

EXACT = _family("rational split networks", Recipe(Conditions(critical=False), exact=True))
"""Any point of a network with a polynomial activation, decided in rationals."""

ABOVE_A_LAYER = _family(
    "split networks, last of several layers",
    Recipe(Conditions(critical=False)),
    regions(LAMBDAS, ("last of several",)),
)
"""A neuron of the last hidden layer is split, and there is a hidden layer below: n_{l+1} = 1."""

ABOVE_A_LAYER_WIDE = _family(
    "split networks, middle layer, n_{l+1} >= 2",
    Recipe(Conditions(critical=False), next_width=2),
    regions(LAMBDAS, ("middle layer",)),
)
"""The same with at least two neurons in the layer after the split one."""

ONE_NEXT = _family(
    "critical split networks, last layer", Recipe(), regions(LAMBDAS[:1], ("last layer",))
)
"""Critical points whose split neuron lies in the last hidden layer: n_{l+1} = 1."""

HALVED = _family(
    "critical networks with a neuron split in halves",
    Recipe(split_width=1),
    regions(("lambda = 1/2",), ("middle layer", "last of several")),
)
"""A layer of one neuron is split with lambda = 1/2: the layer before sees equal sensitivities."""

HALVED_ANYWHERE = _family(
    "networks with a neuron split in halves",
    Recipe(Conditions(critical=False), split_width=1),
    regions(("lambda = 1/2",), ("middle layer", "last of several")),
)
"""The same at any point whatever: the sensitivities are equal, the point is not critical."""
