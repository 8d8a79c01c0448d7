"""Changes of a claim's parts: which false variants a value offers, by its type.

A change is named, described in words, and makes a new value of the old one. What would change
nothing, the sign of 0 say, is not offered. A function is changed by what it returns, and by the
order of its arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import sympy
from sympy.logic.boolalg import Boolean, BooleanFalse, BooleanTrue

from proofcheck.hunt.expressions import expression_changes
from proofcheck.hunt.functions import function_changes

Make = Callable[[Any], Any]


@dataclass(frozen=True)
class Change:
    """One false variant of a value: a name, what is different in words, and how to make it."""

    name: str
    text: str
    make: Make


WORDS = {"open": "closed", "closed": "open", "left": "right", "right": "left"}
"""Words of claims with their opposites: ends of intervals, and sides."""


STRICTNESS = {sympy.Lt: sympy.Le, sympy.Le: sympy.Lt, sympy.Gt: sympy.Ge, sympy.Ge: sympy.Gt}
"""Inequalities with the same ones strict, or not strict."""


def changes(value: Any) -> Iterator[Change]:
    """Return the changes that a value offers; none for what has no false variant of its type.

    >>> [change.name for change in changes(Fraction(1, 2))]
    ['opposite', 'double', 'one-more']
    >>> [change.name for change in changes(0)]
    ['one-more']
    """
    for name, text, make in _offers(value):
        yield Change(name, text, make)


def _offers(value: Any) -> Iterator[tuple[str, str, Make]]:
    if isinstance(value, bool | BooleanTrue | BooleanFalse):
        yield "negated", f"{not bool(value)}", lambda old: not bool(old)
    elif isinstance(value, int | Fraction | sympy.Rational):
        yield from _number(value)
    elif _is_logical(value):
        yield from _formula_of_logic(value)
    elif isinstance(value, sympy.MatrixBase | sympy.MatrixExpr | sympy.Expr):
        yield from expression_changes(value)
    elif isinstance(value, str):
        yield from _text(value)
    elif isinstance(value, Mapping):
        yield from _mapping(value)
    elif isinstance(value, tuple | list):
        yield from _sequence(value)
    elif callable(value):
        yield from function_changes(value)


def _is_logical(value: Any) -> bool:
    """Return whether a value is a formula of logic; a statement is a symbol with more than a name.

    SymPy's symbols are both numbers and truth values; one that stands for a statement has a name
    such as "A(l+1)".
    """
    if isinstance(value, sympy.Symbol):
        return not str(value).isidentifier() and "(" in str(value)
    return isinstance(value, Boolean)


def _number(value: Any) -> Iterator[tuple[str, str, Make]]:
    if value != 0:
        yield "opposite", f"{-value} for {value}", lambda old: -old
        yield "double", f"{2 * value} for {value}", lambda old: 2 * old
    yield "one-more", f"{value + 1} for {value}", lambda old: old + 1


def _formula_of_logic(value: Boolean) -> Iterator[tuple[str, str, Make]]:
    yield "negated", "the opposite", sympy.Not
    if type(value) in STRICTNESS:
        other = STRICTNESS[type(value)]
        text = "strict or not the other way round"
        yield "strictness", text, lambda old: other(*old.args, evaluate=False)
    if isinstance(value, sympy.Implies):
        yield "converse", "the converse", lambda old: sympy.Implies(old.args[1], old.args[0])
    if isinstance(value, sympy.And):
        for number, _ in enumerate(value.args):
            text = f"part {number + 1} turned into its opposite"
            yield f"part-{number + 1}-negated", text, _negate_part(number)


def _negate_part(number: int) -> Make:
    return lambda old: sympy.And(
        *(sympy.Not(part) if n == number else part for n, part in enumerate(old.args))
    )


def _text(value: str) -> Iterator[tuple[str, str, Make]]:
    if value in WORDS:
        yield WORDS[value], f"{WORDS[value]} for {value}", WORDS.__getitem__
    number = _rational(value)
    if number is not None:
        for name, _, make in _number(number):
            new = str(make(number))
            yield name, f"{new} for {value}", _always(new)


def _always(value: Any) -> Make:
    return lambda _: value


def _rational(text: str) -> Fraction | None:
    try:
        return Fraction(text)
    except (ValueError, ZeroDivisionError):
        return None


def _mapping(value: Mapping[Any, Any]) -> Iterator[tuple[str, str, Make]]:
    for key, part in value.items():
        for change in changes(part):
            name, text = f"{spelled(key)}.{change.name}", f"{spelled(key)}: {change.text}"
            yield name, text, _at_key(key, change.make)


def _at_key(key: Any, make: Make) -> Make:
    return lambda old: {**old, key: make(old[key])}


def _sequence(value: tuple[Any, ...] | list[Any]) -> Iterator[tuple[str, str, Make]]:
    for place, part in enumerate(value):
        for change in changes(part):
            text = f"entry {place + 1}: {change.text}"
            yield f"{place + 1}.{change.name}", text, _at_place(place, change.make)
    if len(value) > 1 and value[0] != value[1] and not any(map(callable, value)):
        yield "exchanged", "the first two entries exchanged", _exchanged


def _at_place(place: int, make: Make) -> Make:
    return lambda old: type(old)(make(v) if n == place else v for n, v in enumerate(old))


def _exchanged(old: Any) -> Any:
    return type(old)((old[1], old[0], *old[2:]))


def spelled(key: Any) -> str:
    """Return the key of a formula as a word for an id.

    >>> spelled("at the ends"), spelled(("v", "p"))
    ('at-the-ends', 'v-p')
    """
    text = "-".join(map(str, key)) if isinstance(key, tuple) else str(key)
    return "-".join(text.split())
