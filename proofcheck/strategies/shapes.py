"""Architectures under width conditions, and activations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from hypothesis import event
from hypothesis import strategies as st

from proofcheck.arithmetic.base import whole_number
from proofcheck.core.errors import InputError
from proofcheck.networks import SIGMOID, TANH, Activation, Architecture
from proofcheck.paths import needed_width
from proofcheck.search.planted import CUBIC
from proofcheck.strategies.arguments import refused

Range = int | tuple[int, int]
Draw = Callable[[Any], Any]


def architectures(
    depth: Range = (2, 4),
    widths: Range = (1, 3),
    bias: bool | None = None,
    inputs: Range = (1, 2),
    wide_layer_for: int | None = None,
    non_increasing_after: int | bool = False,
    bottleneck: bool = False,
) -> st.SearchStrategy[Architecture]:
    """Return a strategy for architectures; shrinks towards few layers, then few neurons, no bias.

    Depth, biases and bottlenecks are reported as events.

    Args:
        depth: number of layers L, at least 2, or its bounds.
        widths: neurons of a hidden layer, or their bounds.
        bias: with or without biases; None: either.
        inputs: n_0, or its bounds.
        wide_layer_for: some hidden layer has at least `needed_width` neurons for so many samples,
            whatever `widths` says.
        non_increasing_after: a hidden layer k with n_{l+1} <= n_l for all l > k; True: the wide
            layer.
        bottleneck: some hidden layer is narrower than both its neighbours; needs depth 3,
            or 4 where the inputs are not wider.

    Raises:
        InputError: bounds that no architecture meets, or conditions that exclude each other.

    >>> from proofcheck.strategies import smallest
    >>> smallest(architectures(wide_layer_for=3, non_increasing_after=True, bias=True)).label()
    '1-2-1'
    >>> smallest(architectures(bottleneck=True)).label()
    '2-1-2-1'
    """
    hidden, entrance = bounds(widths, "widths", 1), bounds(inputs, "inputs", 1)
    after = non_increasing_after
    if not isinstance(after, bool):
        whole_number(after, "non_increasing_after")
    if wide_layer_for is not None:
        whole_number(wide_layer_for, "wide_layer_for")
    if wide_layer_for is None and after is True:
        raise _refused("non_increasing_after=True, no wide layer", "write wide_layer_for=N as well")
    if not bottleneck:
        layers = bounds(depth, "depth", 2)
        return _architectures(_Shape(layers, hidden, entrance, bias, wide_layer_for, after))
    if after is not False or wide_layer_for is not None:
        raise _refused("bottleneck with a wide layer or monotone widths", "ask for one of them")
    if hidden[0] == hidden[1]:
        raise _refused(f"bottleneck with hidden layers of {hidden[0]}", "let widths differ")
    layers = bounds(depth, "depth", 3 if entrance[1] > hidden[0] else 4)
    return _narrowed(_Shape(layers, hidden, entrance, bias, None, False))


@dataclass(frozen=True)
class _Shape:
    depth: tuple[int, int]
    hidden: tuple[int, int]
    inputs: tuple[int, int]
    bias: bool | None
    samples: int | None
    after: int | bool

    def draw_bias(self, draw: Draw) -> bool:
        return bool(draw(st.booleans()) if self.bias is None else self.bias)


@st.composite
def _architectures(draw: Draw, shape: _Shape) -> Architecture:
    depth = draw(st.integers(*shape.depth))
    bias = shape.draw_bias(draw)
    wide = draw(st.integers(1, depth - 1)) if shape.samples is not None else None
    after = (wide if shape.after is True else shape.after) or depth
    widths = [draw(st.integers(*shape.inputs))]
    for layer in range(1, depth):
        low, high = shape.hidden
        if layer == wide:
            low = max(low, needed_width(shape.samples or 0, bias))
            high = max(low, high)
        if layer - 1 > after:
            high = min(high, widths[-1])
            low = min(low, high)
        widths.append(draw(st.integers(low, high)))
    return _reported(Architecture((*widths, 1), bias))


@st.composite
def _narrowed(draw: Draw, shape: _Shape) -> Architecture:
    (least, most), entrance = shape.hidden, shape.inputs[1]
    depth = draw(st.integers(*shape.depth))
    place = draw(st.integers(1 if entrance > least else 2, depth - 2))
    below = entrance if place == 1 else most
    widths = [draw(st.integers(*shape.inputs))]
    widths += [draw(st.integers(least, most)) for _ in range(1, depth)]
    widths[place] = draw(st.integers(least, min(below, most) - 1))
    for neighbour in (place - 1, place + 1):
        widths[neighbour] = max(widths[neighbour], widths[place] + 1)
    return _reported(Architecture((*widths, 1), shape.draw_bias(draw)))


def _reported(architecture: Architecture) -> Architecture:
    for label in shape_labels(architecture):
        event(label)
    return architecture


def shape_labels(architecture: Architecture) -> tuple[str, ...]:
    """Return the regions of an architecture: its depth, biases, bottlenecks.

    >>> shape_labels(Architecture((2, 1, 2, 1)))
    ('2 hidden layers', 'with bias', 'bottleneck')
    """
    count = architecture.depth - 1
    narrow = any(is_bottleneck(architecture, layer) for layer in architecture.hidden_layers)
    return (
        "1 hidden layer" if count == 1 else f"{count} hidden layers",
        "with bias" if architecture.bias else "without bias",
        *(("bottleneck",) if narrow else ()),
    )


def is_bottleneck(architecture: Architecture, layer: int) -> bool:
    """Return whether a hidden layer is narrower than both its neighbours.

    >>> is_bottleneck(Architecture((2, 1, 2, 1)), 1), is_bottleneck(Architecture((1, 2, 1)), 1)
    (True, False)
    """
    architecture.check_hidden(layer, 1)
    below, here, above = architecture.widths[layer - 1 : layer + 2]
    return below > here < above


@st.composite
def activations(draw: Draw, polynomials: bool = False) -> Activation:
    """Return a strategy for sigmoid and tanh, and a cubic polynomial if asked for.

    Polynomials are outside the paper's class A (p. 5), but everything is exact in rationals.
    Shrinks towards the polynomial, then sigmoid. The name is reported as an event.
    """
    options = (CUBIC, SIGMOID, TANH) if polynomials else (SIGMOID, TANH)
    activation: Activation = draw(st.sampled_from(options))
    event(f"activation: {activation.name}")
    return activation


def bounds(given: Range, what: str, least: int) -> tuple[int, int]:
    """Return the lower and upper bound of a number, or of a pair of bounds.

    Raises:
        InputError: no integer from `least` on lies in between.
    """
    pair = given if isinstance(given, tuple | list) else (given, given)
    if len(pair) == 2 and all(type(k) is int for k in pair) and max(pair[0], least) <= pair[1]:
        return max(pair[0], least), pair[1]
    admissible = f"an integer >= {least}, or a pair of bounds"
    repair = f"write {what}={least} or {what}=({least}, {least + 2})"
    raise refused(what, given, admissible, repair)


def _refused(given: str, repair: str) -> InputError:
    return InputError(
        "architectures", given=given, admissible="conditions that fit together", repair=repair
    )
