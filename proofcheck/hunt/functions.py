"""False variants of functions: what they return, and the order of their arguments."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import sympy

Make = Callable[[Any], Any]


class NotMeantError(Exception):
    """The function returns something that has no false variant of this kind."""


def function_changes(value: Callable[..., Any]) -> Iterator[tuple[str, str, Make]]:
    """Return name, text and making of every change of a function."""
    yield "opposite", "its value with the opposite sign", _after(opposite)
    yield "double", "its value twice as large", _after(double)
    if _takes_two(value) and _is_asymmetric(value):
        yield "arguments", "its first two arguments exchanged", _arguments_exchanged


def opposite(value: Any) -> Any:
    """Return a value with the opposite sign: a truth value negated, a pair exchanged.

    Raises:
        NotMeantError: it has no sign.

    >>> opposite(True), opposite((1, 2)), opposite(3)
    (False, (2, 1), -3)
    """
    if isinstance(value, bool | np.bool_):
        return not value
    if isinstance(value, tuple):
        if len(value) < 2:
            raise NotMeantError("a tuple of one entry")
        if type(value[0]) is not type(value[1]):
            return (opposite(value[0]), *value[1:])
        return (value[1], value[0], *value[2:])
    return _arithmetic(value, lambda x: -x)


def double(value: Any) -> Any:
    """Return a value twice as large.

    Raises:
        NotMeantError: it is no number or array.

    >>> double(3)
    6
    """
    if isinstance(value, bool | np.bool_ | tuple):
        raise NotMeantError(f"a {type(value).__name__}")
    return _arithmetic(value, lambda x: 2 * x)


def _arithmetic(value: Any, make: Make) -> Any:
    if isinstance(value, str | list | dict):
        raise NotMeantError(f"a {type(value).__name__}")
    try:
        return make(value)
    except TypeError as error:
        raise NotMeantError(f"a {type(value).__name__}") from error


def _after(make: Make) -> Make:
    def mutate(old: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *arguments: make(old(*arguments))

    return mutate


def _arguments_exchanged(old: Callable[..., Any]) -> Callable[..., Any]:
    return lambda first, second, *rest: old(second, first, *rest)


def _takes_two(function: Callable[..., Any]) -> bool:
    try:
        parameters = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return False
    plain = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    return len(plain) >= 2


def _is_asymmetric(function: Callable[..., Any]) -> bool:
    """Return whether exchanging the first two arguments is seen to make a difference, on symbols.

    A function that symbols cannot be given to may have arguments of two kinds.
    """
    try:
        count = len(inspect.signature(function).parameters)
        x = sympy.symbols(f"x0:{count}", positive=True)
        one, other = function(*x), function(x[1], x[0], *x[2:])
        return bool(one != other and not _differ_by_zero(one, other))
    except Exception:  # whatever a claim does with symbols, no difference was seen
        return False


def _differ_by_zero(one: Any, other: Any) -> bool:
    return isinstance(one, sympy.Expr) and bool(sympy.expand(one - other) == 0)
