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

    >>> from proofcheck.core import Citation, scope
    >>> refuse_wrong_items(Citation("Peano 1889", scope()), reference=str)
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.StatementError: reference of the citation: given 'Peano 1889'; ...
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

    >>> from proofcheck.core import Hypothesis
    >>> refuse_wrong_id(Hypothesis("a b", "x > 0", 5))
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.StatementError: id of the hypothesis: given 'a b'; ...
    """
    given: Any = getattr(part, "id", None)
    if not isinstance(given, str) or not ID.fullmatch(given):
        raise _wrong(part, "id", given, "letters, digits, '-', '_' and '.'")


def refuse_items_in(printed: set[str], part: object, field: str) -> None:
    """Raise if the field names a step of the printed text, which repairs nothing.

    Raises:
        StatementError: it does.

    >>> from proofcheck.core import Statement, Step
    >>> one = Statement("b", "B", 1, "b", (Step("s", "b", 1, ()),), uses=("a",))
    >>> refuse_items_in({"c"}, one, "uses")
    >>> refuse_items_in({"a"}, one, "uses")
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.StatementError: uses of the statement b: given 'a'; ...
    """
    for name in getattr(part, field):
        if name in printed:
            raise _wrong(part, field, name, "steps of the repaired form, or of both")


def refuse_blank(part: object, field: str) -> None:
    """Raise if the field is a text without a word: a reason that says nothing is none.

    Raises:
        StatementError: it is blank.

    >>> from proofcheck.core import Hypothesis
    >>> refuse_blank(Hypothesis("h", " ", 5), "text")
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.StatementError: text of the hypothesis h: given ' '; ...
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
    """Return the name as a tuple, empty without one.

    >>> some("h"), some(None)
    (('h',), ())
    """
    return () if name is None else (name,)


def unique(what: str, statement: str, names: Iterable[str]) -> set[str]:
    """Return the names as a set.

    Raises:
        StatementError: a name comes twice.

    >>> unique("step", "lemma-12", ("a", "a"))
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.StatementError: step ids of lemma-12: given 'a' twice; ...
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

    >>> known("step", ("a", "b"), {"a"})
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.StatementError: step: given 'b'; admissible: a; ...
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
    """Return the parts of its formula that a step names as choices, and all the parts there are.

    >>> from proofcheck.core import Step
    >>> reasons = {"sign.flip": "either will do"}
    >>> choices_and_parts(Step("s", "b", 1, (), formula={"sign": -1}, choices=reasons))
    (['sign'], {'sign'})
    """
    formula = step.formula
    parts = set(map(str, formula)) if isinstance(formula, Mapping) else set()
    return [name.partition(".")[0] for name in step.choices], parts
