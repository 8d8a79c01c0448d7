"""Parts of a statement keep to their types: a wrong one is refused where it is written down."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from types import UnionType
from typing import Any

from proofcheck.core.errors import StatementError

Kinds = type | UnionType
ID = re.compile(r"\w[\w.-]*")


def refuse_wrong(part: object, **kinds: Kinds) -> None:
    """Raise unless each named field is of its type; a truth value is no integer.

    Raises:
        StatementError: a field is of another type.

    >>> refuse_wrong(re.compile("x", re.I), pattern=str, flags=int)
    """
    for field, kind in kinds.items():
        value = getattr(part, field)
        if not isinstance(value, kind) or (isinstance(value, bool) and kind in (int, int | None)):
            raise _wrong(part, field, value, f"of type {_words(kind)}")


def refuse_wrong_items(part: object, **kinds: Kinds) -> None:
    """Raise unless each named field is a tuple (or list) whose items are of their type.

    Raises:
        StatementError: a field is no tuple, a text for example, or an item is of another type.
    """
    for field, kind in kinds.items():
        values = getattr(part, field)
        if not isinstance(values, tuple | list):
            raise _wrong(part, field, values, f"a tuple of {_words(kind)}")
        for value in values:
            if not isinstance(value, kind):
                raise _wrong(part, field, value, f"a tuple of {_words(kind)}")


def refuse_wrong_id(part: object) -> None:
    """Raise unless `id` is a name that can be typed as one argument of a command.

    Raises:
        StatementError: it is empty, or has blanks, slashes or other signs.
    """
    given: Any = getattr(part, "id", None)
    if not isinstance(given, str) or not ID.fullmatch(given):
        raise _wrong(part, "id", given, "letters, digits, '-', '_' and '.'")


def refuse_items_in(printed: set[str], part: object, field: str) -> None:
    """Raise if the field names a step of the printed text, which repairs nothing.

    Raises:
        StatementError: it does.
    """
    for name in getattr(part, field):
        if name in printed:
            raise _wrong(part, field, name, "steps of the repaired form, or of both")


def refuse_blank(part: object, field: str) -> None:
    """Raise if the field is a text without a word: a reason that says nothing is none.

    Raises:
        StatementError: it is blank.
    """
    value = getattr(part, field)
    if isinstance(value, str) and not value.strip():
        raise _wrong(part, field, value, "words, or None")


def _wrong(part: object, field: str, value: object, admissible: str) -> StatementError:
    given = getattr(part, "id", None)
    of = f" {given}" if isinstance(given, str) and field != "id" else ""
    return StatementError(
        f"{field} of the {type(part).__name__.lower()}{of}",
        given=repr(value)[:80],
        admissible=admissible,
        repair="correct it in the module; docs/module-interface.md lists the parts",
    )


def _words(kind: Kinds) -> str:
    return kind.__name__ if isinstance(kind, type) else str(kind).replace("NoneType", "None")


def some(name: str | None) -> tuple[str, ...]:
    """Return the name as a tuple, empty without one."""
    return () if name is None else (name,)


def unique(what: str, statement: str, names: Iterable[str]) -> set[str]:
    """Return the names as a set.

    Raises:
        StatementError: a name comes twice.
    """
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise StatementError(
                f"{what} ids of {statement}",
                given=f"{name!r} twice",
                admissible="each id once",
                repair="rename one of the two",
            )
        seen.add(name)
    return seen


def known(what: str, names: Iterable[str], defined: set[str]) -> None:
    """Raise unless all names are among those that are defined.

    Raises:
        StatementError: one is not.
    """
    for name in names:
        if name not in defined:
            raise StatementError(
                what,
                given=repr(name),
                admissible=", ".join(sorted(defined)) or "none defined",
                repair="define it, or correct the id",
            )


def choices_and_parts(step: Any) -> tuple[list[str], set[str]]:
    """Return the parts of its formula that a step names as choices, and all the parts there are."""
    formula = step.formula
    parts = set(map(str, formula)) if isinstance(formula, Mapping) else set()
    return [name.partition(".")[0] for name in step.choices], parts
