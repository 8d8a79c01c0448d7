"""Exactness of what a step claims: no binary float in it, and nothing changes it on the way."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import CodeType, FunctionType, MappingProxyType
from typing import Any

from proofcheck.core.errors import StatementError


def refuse_float(what: str, value: Any) -> None:
    """Raise if there is a binary float in a formula, or in a function with what it closes over.

    SymPy takes x/3 - 0.3333333333333333*x for 0, so that no later step would notice.

    Raises:
        StatementError: there is one.

    >>> refuse_float("formula of the step third", lambda x: x / 3)
    >>> refuse_float("formula of the step third", lambda x: 0.25 * x)
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.StatementError: formula of the step third: given the float 0.25; ...
    """
    for part in _parts(value):
        if isinstance(part, float | complex) or getattr(part, "is_Float", False) is True:
            raise StatementError(
                what,
                given=f"the float {part}",
                admissible="integers, fractions and strings: a float is not the number it shows",
                repair='write Fraction(1, 3) or sympy.Rational("0.1")',
            )


def read_only(formula: Any) -> Any:
    """Return the formula; a dictionary or a matrix of SymPy as one that no mutant can change.

    >>> read_only({"sign": -1})["sign"], read_only(5)
    (-1, 5)
    """
    if isinstance(formula, dict):
        return MappingProxyType(formula)
    return formula.as_immutable() if hasattr(formula, "as_immutable") else formula


def _parts(value: Any) -> Iterator[Any]:
    """Yield everything that a value is made of, itself included."""
    todo, seen = [value], set[int]()
    while todo:
        part = todo.pop()
        if id(part) not in seen:
            seen.add(id(part))
            yield part
            todo += _inside(part)


def _inside(part: Any) -> list[Any]:
    if isinstance(part, Mapping):
        return list(part.values())
    if isinstance(part, list | tuple | set | frozenset):
        return list(part)
    if isinstance(part, CodeType):
        return list(part.co_consts)
    if isinstance(part, FunctionType):
        closed = [cell.cell_contents for cell in part.__closure__ or () if _is_filled(cell)]
        return [part.__code__, *closed, *(part.__defaults__ or ())]
    if isinstance(part, type):
        return []
    if hasattr(part, "atoms"):
        return [atom for atom in part.atoms() if atom is not part]
    if hasattr(part, "dtype") and hasattr(part, "flat"):
        return list(part.flat)
    wrapped = getattr(part, "func", None)
    return [] if wrapped is None else [wrapped, *getattr(part, "args", ())]


def _is_filled(cell: Any) -> bool:
    try:
        cell.cell_contents  # noqa: B018 - reading it tells
    except ValueError:
        return False
    return True
