"""Exact parameters, networks and data sets."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from hypothesis import event
from hypothesis import strategies as st

from proofcheck.networks import Activation, Architecture, Data, Network
from proofcheck.strategies.arguments import strategy
from proofcheck.strategies.numbers import Rows, distinct_rows, rationals
from proofcheck.strategies.shapes import Range, activations, architectures, bounds

Draw = Callable[[Any], Any]


def exact_parameters(
    architecture: Architecture, size: int = 2, denominator: int = 4, nonzero: bool = False
) -> st.SearchStrategy[tuple[Fraction, ...]]:
    """Return a strategy for flat parameter vectors (M,), ordered by layer, neuron, bias first.

    Shrinks towards small denominators and 0 (towards 1 if `nonzero`).

    >>> from proofcheck.strategies import smallest
    >>> [str(w) for w in smallest(exact_parameters(Architecture((1, 1, 1))), lambda w: w[1] > 1)]
    ['0', '2', '0', '0']
    """
    entry = rationals(size, denominator, nonzero)
    return st.tuples(*[entry] * architecture.parameter_count)


def networks(
    shapes: st.SearchStrategy[Architecture] | None = None,
    functions: st.SearchStrategy[Activation] | None = None,
    size: int = 2,
    denominator: int = 4,
    nonzero: bool = False,
) -> st.SearchStrategy[Network]:
    """Return a strategy for networks with exact weights.

    Args:
        shapes: of the architectures; by default `architectures()`.
        functions: of the activations; by default `activations()`.
        size: largest absolute value of a weight.
        denominator: largest denominator of a weight.
        nonzero: no weight is 0.
    """
    chosen = architectures() if shapes is None else strategy(shapes, "shapes")
    function = activations() if functions is None else strategy(functions, "functions")
    return _networks(chosen, function, (size, denominator, nonzero))


@st.composite
def _networks(
    draw: Draw,
    shapes: st.SearchStrategy[Architecture],
    functions: st.SearchStrategy[Activation],
    entries: tuple[int, int, bool],
) -> Network:
    architecture = draw(shapes)
    flat = draw(exact_parameters(architecture, *entries))
    return Network.from_parameters(architecture, draw(functions), flat)


def data_sets(
    architecture: Architecture,
    samples: Range = (1, 4),
    distinct: bool = True,
    size: int = 3,
    denominator: int = 4,
) -> st.SearchStrategy[Data]:
    """Return a strategy for exact data (x_alpha, y_alpha), inputs of shape (N, n_0), labels (N,).

    Args:
        architecture: what the data is for; n_0 is taken from it.
        samples: N, or its bounds.
        distinct: no input occurs twice (p. 5 supposes so).
        size: largest absolute value of a number.
        denominator: largest denominator of a number.

    Shrinks towards few samples, small denominators and 0. Repeated inputs are reported as an event.

    Raises:
        InputError: there are not so many different inputs.

    >>> from proofcheck.strategies import smallest
    >>> data = smallest(data_sets(Architecture((1, 1, 1))), lambda data: len(data.labels) > 2)
    >>> [[str(x) for x in row] for row in data.inputs], [str(y) for y in data.labels]
    ([['0'], ['1'], ['-1']], ['0', '0', '0'])
    """
    low, high = bounds(samples, "samples", 1)
    width = architecture.widths[0]
    row = st.tuples(*[rationals(size, denominator)] * width)
    if distinct:
        distinct_rows(high, width, size, denominator)

    def inputs(count: int) -> st.SearchStrategy[Rows]:
        if distinct:
            return distinct_rows(count, width, size, denominator)
        return st.tuples(*[row] * count)

    def with_labels(rows: Rows) -> st.SearchStrategy[Data]:
        labels = st.tuples(*[rationals(size, denominator)] * len(rows))
        return st.builds(Data, st.just(rows), labels).map(_reported)

    return st.integers(low, high).flatmap(inputs).flatmap(with_labels)


def _reported(data: Data) -> Data:
    if data.repeated_inputs:
        event("repeated inputs")
    return data
