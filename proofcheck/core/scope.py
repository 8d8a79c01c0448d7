"""Scope: for which networks a claim is made, or a piece of evidence counts."""

from __future__ import annotations

from dataclasses import dataclass, fields

from proofcheck.core.errors import StatementError

LARGER_CLASSES: dict[str, tuple[str, ...]] = {
    "C1": (),
    "C2": ("C1",),
    "analytic": ("C1", "C2"),
    "A": ("C1", "C2", "analytic"),
    "sigmoid": ("C1", "C2", "analytic", "A"),
    "tanh": ("C1", "C2", "analytic", "A"),
    "polynomial": ("C1", "C2", "analytic"),
}
"""Classes of activations, each with the classes that contain it; A is the paper's class (p. 5)."""


@dataclass(frozen=True)
class Scope:
    """The set of situations that a claim or a piece of evidence speaks about.

    A field that is `None` puts no restriction. `activations` names classes of `LARGER_CLASSES`;
    `instances` names exactly given networks and data when the scope is nothing but those.

    >>> everywhere = Scope(activations=frozenset({"C2"}))
    >>> everywhere.contains(Scope(widths=frozenset({"2-1-1-1"}), activations=frozenset({"tanh"})))
    True
    >>> Scope(bias=frozenset({"without"})).contains(everywhere)
    False
    """

    widths: frozenset[str] | None = None
    depth: frozenset[str] | None = None
    layer: frozenset[str] | None = None
    bias: frozenset[str] | None = None
    activations: frozenset[str] | None = None
    data: frozenset[str] | None = None
    instances: frozenset[str] | None = None

    def __post_init__(self) -> None:
        for restricted in fields(self):
            _refuse_empty(restricted.name, getattr(self, restricted.name))
        for name in self.activations or ():
            if name not in LARGER_CLASSES:
                raise StatementError(
                    "activation class of a scope",
                    given=repr(name),
                    admissible=", ".join(LARGER_CLASSES),
                    repair="name one of these classes",
                )

    def contains(self, other: Scope) -> bool:
        """Return whether everything in `other` lies in this scope."""
        return all(
            _field_contains(field.name, getattr(self, field.name), getattr(other, field.name))
            for field in fields(self)
        )

    def may_lie_in(self, other: Scope) -> bool:
        """Return whether nothing stated here puts it outside `other`.

        Exactly given instances often leave their widths or activation unstated.

        >>> instances("y = x").may_lie_in(scope("tanh")), scope("C2").may_lie_in(scope("tanh"))
        (True, False)
        """
        if self.instances is None:
            return other.contains(self)
        pairs = [(f.name, getattr(self, f.name), getattr(other, f.name)) for f in fields(self)]
        return all(mine is None or _field_contains(name, its, mine) for name, mine, its in pairs)

    def describe(self) -> str:
        """Return the scope in words, as `show` prints it."""
        if self.instances is not None:
            return "exactly: " + ", ".join(sorted(self.instances))
        free = [
            name for name in ("widths", "depth", "layer", "data") if getattr(self, name) is None
        ]
        words = ["all " + ", ".join(_PLURAL[name] for name in free)] if free else []
        for name in _PLURAL:
            if getattr(self, name) is not None:
                words.append(f"{_PLURAL[name]}: {', '.join(sorted(getattr(self, name)))}")
        biases = "with and without biases" if self.bias is None else _biases(self.bias)
        kinds = "any" if self.activations is None else ", ".join(sorted(self.activations))
        return "; ".join([*words, biases, f"{kinds} activations"])


def _refuse_empty(name: str, values: object) -> None:
    """A restriction to nothing would make every claim about it true."""
    named = isinstance(values, frozenset) and all(isinstance(v, str) for v in values)
    if values is not None and not (named and values):
        raise StatementError(
            f"{name} of a scope",
            given=repr(values)[:80],
            admissible="at least one name; None for no restriction",
            repair=f"leave {name} away, or name what the claim is about",
        )


_PLURAL = {"widths": "widths", "depth": "depths", "layer": "layers", "data": "data"}


def _biases(bias: frozenset[str]) -> str:
    return "biases: " + ", ".join(sorted(bias))


def _field_contains(name: str, mine: frozenset[str] | None, other: frozenset[str] | None) -> bool:
    if mine is None:
        return True
    if other is None:
        return False
    if name == "activations":
        return all(kind in mine or mine & set(LARGER_CLASSES[kind]) for kind in other)
    return other <= mine


def scope(
    *activations: str,
    widths: tuple[str, ...] | None = None,
    depth: tuple[str, ...] | None = None,
    layer: tuple[str, ...] | None = None,
    bias: tuple[str, ...] | None = None,
    data: tuple[str, ...] | None = None,
) -> Scope:
    """Return a scope from plain tuples; without arguments, everything.

    >>> scope("C2").describe()
    'all widths, depths, layers, data; with and without biases; C2 activations'
    """
    return Scope(
        widths=_frozen(widths),
        depth=_frozen(depth),
        layer=_frozen(layer),
        bias=_frozen(bias),
        activations=_frozen(activations or None),
        data=_frozen(data),
    )


def _frozen(values: tuple[str, ...] | None) -> frozenset[str] | None:
    return None if values is None else frozenset(values)


def instances(*names: str) -> Scope:
    """Return the scope that consists of exactly the named instances.

    >>> instances("y (y - x^2)").describe()
    'exactly: y (y - x^2)'
    """
    return Scope(instances=frozenset(names))
