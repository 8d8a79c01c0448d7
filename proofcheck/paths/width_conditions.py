"""What the construction of Theorem 5 needs: widths, biases, inputs. Each hypothesis has a name."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from proofcheck.core.errors import InputError
from proofcheck.networks import SIGMOID, TANH, Activation, Architecture

Row = Sequence[Fraction]


def needed_width(samples: int, bias: bool) -> int:
    """Return how many neurons the wide layer needs for N samples: N, or N - 1 with biases.

    The vectors that layer l*+1 combines are the activation vectors and, with biases, the constant
    vector 1. They have to span R^N; the paper asks for more than N neurons (p. 9).

    >>> needed_width(20, bias=True), needed_width(20, bias=False)
    (19, 20)
    """
    return max(samples - bias, 1)


def reference_point(activation: Activation, bias: bool) -> tuple[Fraction, Fraction]:
    """Return a0 in the image and rho, the distance to its ends, for Lemma 19's convex combination.

    With biases a0 is the centre of the image, of half-length rho. Without biases nothing can be
    moved by a constant and a0 has to be 0.

    Raises:
        InputError: the image is not known or not bounded; or there are no biases and 0 does not
            lie in the open image.

    >>> reference_point(SIGMOID, bias=True), reference_point(TANH, bias=False)
    ((Fraction(1, 2), Fraction(1, 2)), (Fraction(0, 1), Fraction(1, 1)))
    """
    if activation.image is None or activation.inverse is None:
        raise InputError(
            f"hypothesis activation in class A, {activation.name}",
            given="no bounded image, or no inverse",
            admissible="an activation with `image` and `inverse`",
            repair="use sigmoid or tanh, or give both",
        )
    low, high = activation.image
    if bias:
        return (low + high) / 2, (high - low) / 2
    if low < 0 < high:
        return Fraction(0), min(-low, high)
    raise InputError(
        f"hypothesis biases, {activation.name} without biases",
        given=f"0 is not inside the image ({low}, {high}), and layers follow that of Lemma 17",
        admissible="biases, or an image with 0 in its interior such as tanh's",
        repair="add biases, or make the last hidden layer the wide one",
    )


def wide_layers(architecture: Architecture, samples: int, activation: Activation) -> list[int]:
    """Return every layer l* that the construction accepts as the wide one, in increasing order.

    Needed: at least `needed_width` neurons; n_{l+1} <= n_l for all l > l* (nothing between l* and
    l*+1); if a layer follows l*+1, biases or 0 inside the image.

    >>> wide_layers(Architecture((2, 25, 10, 5, 1)), 25, SIGMOID)
    [1]
    >>> wide_layers(Architecture((2, 4, 4, 1), bias=False), 4, SIGMOID)
    [2]
    """
    layers = architecture.hidden_layers
    return [layer for layer in layers if _refusal(architecture, samples, activation, layer) is None]


def wide_layer(
    architecture: Architecture, samples: int, activation: Activation, layer: int | None = None
) -> int:
    """Return the wide layer l*: the given one, or the last that is admissible.

    Raises:
        InputError: it violates a hypothesis, which is named: wide layer, non-increasing widths,
            biases.

    >>> wide_layer(Architecture((2, 25, 10, 5, 1)), 25, SIGMOID)
    1
    >>> wide_layer(Architecture((2, 5, 9, 1)), 9, SIGMOID, layer=1)
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.InputError: hypothesis wide layer, 2-5-9-1 with 9 samples: ...
    """
    found = wide_layers(architecture, samples, activation)
    if layer is None and found:
        return found[-1]
    if layer is None:
        layer = max(architecture.hidden_layers, key=lambda number: architecture.widths[number])
    architecture.check_hidden(layer, 1)
    refusal = _refusal(architecture, samples, activation, layer)
    if refusal is not None:
        raise refusal
    return layer


def check_inputs(
    architecture: Architecture, activation: Activation, inputs: Sequence[Row], layer: int
) -> None:
    """Raise InputError unless generic parameters make the activation vectors of l* span R^N.

    With biases: the inputs are distinct. Without biases sigma(z) - sigma(0) is odd for sigmoid and
    tanh. For tanh no input may be 0 or the negative of another, in any layer. For sigmoid this
    concerns l* = 1 only, and one such exception is admissible: sigma(z) + sigma(-z) is constant.

    Raises:
        InputError: the hypothesis distinct inputs, in the form that is needed here.

    >>> zero, one = (Fraction(0),), (Fraction(1),)
    >>> check_inputs(Architecture((1, 2, 1)), SIGMOID, [zero, one], 1)
    >>> check_inputs(Architecture((1, 2, 1)), SIGMOID, [one, one], 1)
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.InputError: hypothesis distinct inputs: given a repeated input; ...
    """
    if len(set(map(tuple, inputs))) < len(inputs):
        raise _inputs_refused("a repeated input", "inputs that differ from one another")
    if architecture.bias or activation not in (SIGMOID, TANH):
        return
    exceptions = _zero_or_opposite(inputs)
    if activation == TANH and exceptions:
        raise _inputs_refused(
            f"tanh without biases, {exceptions} inputs that are 0 or the negative of another",
            "inputs that differ from 0 and from the negatives of the others",
        )
    if activation == SIGMOID and layer == 1 and exceptions > 1:
        raise _inputs_refused(
            f"sigmoid without biases, {exceptions} inputs that are 0 or the negative of another",
            "at most one such input, or a wide layer after the first",
        )


def _zero_or_opposite(inputs: Sequence[Row]) -> int:
    """Return how many inputs are 0 or the negative of an earlier one (inputs are distinct)."""
    earlier: set[tuple[Fraction, ...]] = set()
    count = 0
    for row in map(tuple, inputs):
        count += not any(row) or tuple(-x for x in row) in earlier
        earlier.add(row)
    return count


def _refusal(
    architecture: Architecture, samples: int, activation: Activation, layer: int
) -> InputError | None:
    widths, needed = architecture.widths, needed_width(samples, architecture.bias)
    label = f"{architecture.label()} with {samples} samples"
    if widths[layer] < needed:
        return InputError(
            f"hypothesis wide layer, {label}",
            given=f"{widths[layer]} neurons in layer {layer}",
            admissible=f"a hidden layer with at least {needed} neurons",
            repair="widen a hidden layer, or take fewer samples",
        )
    for number, (below, above) in enumerate(pairwise(widths[layer + 1 :]), layer + 2):
        if above > below:
            return InputError(
                f"hypothesis non-increasing widths, {label}",
                given=f"{above} neurons in layer {number} after {below}, wide layer {layer}",
                admissible="n_{l+1} <= n_l for all layers after the wide one",
                repair="narrow the later layer, or widen a layer behind the bottleneck",
            )
    if layer + 1 < architecture.depth:
        try:
            reference_point(activation, architecture.bias)
        except InputError as refusal:
            return refusal
    return None


def _inputs_refused(given: str, admissible: str) -> InputError:
    return InputError(
        "hypothesis distinct inputs",
        given=given,
        admissible=admissible,
        repair="remove or merge these samples",
    )
