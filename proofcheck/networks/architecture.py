"""Widths of a network and the places of its parameters in one flat vector."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from proofcheck.core.errors import InputError

ADMISSIBLE_WIDTHS = "at least three integers >= 1, the last one 1, such as (2, 5, 5, 1)"


@dataclass(frozen=True)
class Architecture:
    """Widths (n_0, ..., n_L) of a fully connected network with one output (section 3, p. 5).

    Layers and neurons count from 1. Source 0 of a neuron is its bias (if there are biases), sources
    1, ..., n_{l-1} are the neurons of the layer below. Flat parameter vectors are ordered by layer,
    then neuron, then source.

    Raises:
        InputError: widths that are not integers >= 1, no hidden layer, or n_L other than 1.

    >>> a = Architecture((2, 5, 5, 1))
    >>> a.label(), a.depth, a.parameter_count
    ('2-5-5-1', 3, 51)
    """

    widths: tuple[int, ...]
    bias: bool = True

    def __post_init__(self) -> None:
        object.__setattr__(self, "widths", _checked_widths(self.widths))
        if not isinstance(self.bias, bool):
            raise InputError(
                "bias of an architecture",
                given=repr(self.bias),
                admissible="True or False",
                repair="write bias=True",
            )

    @classmethod
    def parse(cls, text: str, bias: bool = True) -> Architecture:
        """Return the architecture of a label.

        Raises:
            InputError: a malformed label.

        >>> Architecture.parse("2-21-21-1", bias=False).parameter_count
        504
        """
        if not isinstance(text, str) or not re.fullmatch(r"[0-9]{1,9}(-[0-9]{1,9})*", text):
            raise _refused_widths(text)
        return cls(tuple(int(width) for width in text.split("-")), bias)

    @property
    def depth(self) -> int:
        """Number of layers L, excluding the input layer (p. 29)."""
        return len(self.widths) - 1

    @property
    def hidden_layers(self) -> range:
        """The numbers 1, ..., L-1 of the hidden layers."""
        return range(1, self.depth)

    @cached_property
    def offsets(self) -> tuple[int, ...]:
        """Flat position where layer l begins, l = 1, ..., L (entry 0 unused), and the end, M."""
        starts = [0, 0]
        for layer in range(1, self.depth + 1):
            starts.append(starts[-1] + self.widths[layer] * self.sources(layer))
        return tuple(starts)

    @property
    def parameter_count(self) -> int:
        """Number of parameters M (p. 29)."""
        return self.offsets[-1]

    def sources(self, layer: int) -> int:
        """Return the number of incoming parameters of one neuron, n_{l-1} + 1 with biases."""
        return self.widths[layer - 1] + self.bias

    def label(self) -> str:
        """Return the widths joined by hyphens."""
        return "-".join(map(str, self.widths))

    def layer_slice(self, layer: int) -> slice:
        """Return the places of a layer's parameters in the flat vector."""
        return slice(self.offsets[layer], self.offsets[layer + 1])

    def parameter_index(self, layer: int, neuron: int, source: int) -> int:
        """Return the place of the weight from `source` to `neuron`; source 0 is the bias.

        Raises:
            InputError: an index out of range, or source 0 without biases.

        >>> Architecture((2, 5, 5, 1)).parameter_index(2, 1, 0)
        15
        """
        self.check_neuron(layer, neuron)
        first = 0 if self.bias else 1
        _check_range("source", source, first, self.widths[layer - 1])
        return self.offsets[layer] + (neuron - 1) * self.sources(layer) + source - first

    def incoming(self, layer: int, neuron: int) -> list[int]:
        """Return the places of u_r: the bias (if any) first, then the weights (p. 9)."""
        self.check_neuron(layer, neuron)
        start = self.offsets[layer] + (neuron - 1) * self.sources(layer)
        return list(range(start, start + self.sources(layer)))

    def outgoing(self, layer: int, neuron: int) -> list[int]:
        """Return the places of v_{s,r}, s = 1, ..., n_{l+1} (p. 9)."""
        self.check_hidden(layer, neuron)
        above = range(1, self.widths[layer + 1] + 1)
        return [self.parameter_index(layer + 1, s, neuron) for s in above]

    def all_parameters(self) -> Iterator[tuple[int, int, int]]:
        """Yield (layer, neuron, source) in flat order."""
        first = 0 if self.bias else 1
        for layer in range(1, self.depth + 1):
            for neuron in range(1, self.widths[layer] + 1):
                for source in range(first, self.widths[layer - 1] + 1):
                    yield layer, neuron, source

    def widened(self, layer: int, extra: int = 1) -> Architecture:
        """Return the architecture with `extra` more neurons in a hidden layer."""
        self.check_hidden(layer, 1)
        widths = list(self.widths)
        widths[layer] += extra
        return replace(self, widths=tuple(widths))

    def check_neuron(self, layer: int, neuron: int) -> None:
        """Raise InputError unless the layer (1..L) and the neuron exist."""
        _check_range("layer", layer, 1, self.depth)
        _check_range(f"neuron of layer {layer}", neuron, 1, self.widths[layer])

    def check_hidden(self, layer: int, neuron: int) -> None:
        """Raise InputError unless the neuron exists and lies in a hidden layer (1..L-1)."""
        _check_range("hidden layer", layer, 1, self.depth - 1)
        self.check_neuron(layer, neuron)


def _checked_widths(widths: Iterable[int]) -> tuple[int, ...]:
    if isinstance(widths, str) or not isinstance(widths, Iterable):
        raise _refused_widths(widths)
    found = tuple(widths)
    integers = all(isinstance(w, int) and not isinstance(w, bool) and w >= 1 for w in found)
    if not integers or len(found) < 3 or found[-1] != 1:
        raise _refused_widths(found)
    return found


def _refused_widths(widths: object) -> InputError:
    return InputError(
        "widths",
        given=repr(widths)[:80],
        admissible=ADMISSIBLE_WIDTHS,
        repair="give every layer a whole number of neurons, at least one hidden layer, one output",
    )


def _check_range(what: str, value: object, first: int, last: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or not first <= value <= last:
        raise InputError(
            what,
            given=repr(value),
            admissible=f"an integer from {first} to {last}",
            repair="count layers and neurons from 1; source 0 is the bias",
        )
