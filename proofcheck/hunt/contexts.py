"""False variants of claims that are functions of a context, such as the blocks of Lemma 12.

The claim names its parts when it is asked with a context, symbols or an instance. A part is
changed by its sign, a factor, its transpose, or by asking it at another neuron or layer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

import sympy

from proofcheck.hunt.changes import Change
from proofcheck.hunt.functions import NotMeantError

Asked = tuple[Callable[[Any], Any], Any, Mapping[Any, Any], Any]
"""The claim, the context, its parts there, and the name of the part."""


class _Anything:
    """A context that answers everything, to learn which parts a claim names.

    It is no list and has no truth value: a claim that asks for one would not come to an end.
    """

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Anything()

    def __call__(self, *_: Any) -> Any:
        return _Anything()

    def _operated(self, *_: Any) -> Any:
        return _Anything()

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __neg__ = _operated
    __truediv__ = __rtruediv__ = __pow__ = __getitem__ = _operated

    def _refused(self, *_: Any) -> Any:
        raise TypeError("no list, and neither true nor false")

    __iter__ = __bool__ = __eq__ = __ne__ = __contains__ = _refused
    __hash__ = object.__hash__


def named_parts(claim: Callable[..., Any]) -> tuple[Any, ...]:
    """Return the names of the parts of a claim that is a function of one context.

    >>> named_parts(lambda s: {"B": 2 * s.B, "D": s.D.T})
    ('B', 'D')
    """
    try:
        parts = claim(_Anything())
    except Exception:  # it asks more of its context: its parts are not known beforehand
        return ()
    return tuple(parts) if isinstance(parts, Mapping) else ()


def context_changes() -> Iterator[Change]:
    """Return the changes of a part; each is made from the claim, its context and its parts."""
    yield Change("opposite", "the opposite sign", lambda asked: -_part(asked))
    yield Change("double", "twice as large", lambda asked: sympy.Integer(2) * _part(asked))
    yield Change("transposed", "transposed", _transposed)
    yield from place_changes()


def place_changes() -> Iterator[Change]:
    """Return the changes of a part to that of another place of the same network."""
    yield Change("other-neuron", "of another neuron of the layer", _of_another_neuron)
    yield Change("other-layer", "of the first neuron of another layer", _of_another_layer)


def _part(asked: Asked) -> Any:
    _, _, parts, key = asked
    return parts[key]


def _transposed(asked: Asked) -> Any:
    part = _part(asked)
    if not hasattr(part, "T"):
        raise NotMeantError("no matrix")
    return part.T


def _of_another_neuron(asked: Asked) -> Any:
    instance: Any = getattr(asked[1], "instance", None)
    width = 0 if instance is None else instance.network.architecture.widths[instance.layer]
    if width < 2:
        raise NotMeantError("one neuron in the layer, or no instance")
    return _elsewhere(asked, neuron=instance.neuron % width + 1)


def _of_another_layer(asked: Asked) -> Any:
    instance: Any = getattr(asked[1], "instance", None)
    hidden = 0 if instance is None else instance.network.architecture.depth - 1
    if hidden < 2:
        raise NotMeantError("one hidden layer, or no instance")
    return _elsewhere(asked, layer=instance.layer % hidden + 1, neuron=1)


def _elsewhere(asked: Asked, **place: int) -> Any:
    """Return the part at another place of the same network, with the same labels."""
    claim, view, _, key = asked
    other = replace(view.instance, **place)
    return claim(_SameLabels(view, type(view)(other, view.arithmetic)))[key]


class _SameLabels:
    """The view of another neuron or layer of the same network, with the labels of the first."""

    def __init__(self, view: Any, other: Any) -> None:
        other.__dict__["residual"] = view.residual
        self._other = other

    def __getattr__(self, name: str) -> Any:
        return getattr(self._other, name)
