"""Single-field corruptions of a certificate: every leaf, every key, every list."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from typing import Any

Path = tuple[Any, ...]


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Every field that holds no further fields, with its path."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, (*path, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from leaves(inner, (*path, number))
    else:
        yield path, value


def containers(value: Any, path: Path = ()) -> Iterator[Path]:
    """Every object and list, with its path."""
    if isinstance(value, (dict, list)):
        if path:
            yield path
        pairs = value.items() if isinstance(value, dict) else enumerate(value)
        for key, inner in pairs:
            yield from containers(inner, (*path, key))


def changed(found: Any, path: Path, new: Any) -> Any:
    """A copy with another value at the path."""
    if not path:
        return new
    inner = changed(found[path[0]], path[1:], new)
    if isinstance(found, list):
        return [*found[: path[0]], inner, *found[path[0] + 1 :]]
    return {**found, path[0]: inner}


def at(found: Any, path: Path) -> Any:
    """The field at the path."""
    for key in path:
        found = found[key]
    return found


def other_values(value: Any) -> Iterator[tuple[str, Any]]:
    """Other values of a field: a digit, the sign, an index, a text, another type, no number."""
    if isinstance(value, bool):
        yield "flag", not value
    elif isinstance(value, int):
        yield "index + 1", value + 1
        yield "index - 1", value - 1
        yield "index sign", -value - 1
    elif isinstance(value, str):
        digits = [k for k, c in enumerate(value) if c.isdigit()]
        for k in {digits[0], digits[-1]} if digits else ():
            new = str((int(value[k]) + 1) % 10)
            yield f"digit {k}", value[:k] + new + value[k + 1 :]
        if digits:
            yield "sign", value[1:] if value[0] == "-" else "-" + value
        yield "longer", value + "x"
        yield "empty", ""
    bad: tuple[tuple[str, Any], ...]
    bad = (("nan", "nan"), ("inf", "inf"), ("huge", "1e999999"), ("null", None))
    yield from bad
    yield "number", 7 if value != 7 else 8
    yield "list", [value]


def numeric_values(value: Any) -> Iterator[tuple[str, Any]]:
    """Other values that are well-formed: a digit, the sign, an index, a flag."""
    for name, new in other_values(value):
        if name.split()[0] in ("flag", "index", "digit", "sign"):
            yield name, new


def structural(found: Any) -> Iterator[tuple[str, Any]]:
    """Dimensions and keys: an entry left out, repeated or exchanged, a key left out or added."""
    for path in containers(found):
        value = at(found, path)
        if isinstance(value, list) and value:
            yield f"{path} shorter", changed(found, path, value[:-1])
            yield f"{path} longer", changed(found, path, [*value, copy.deepcopy(value[-1])])
            if value[0] != value[-1]:
                yield f"{path} reversed", changed(found, path, value[::-1])
        if isinstance(value, dict):
            for key in value:
                rest = {k: v for k, v in value.items() if k != key}
                yield f"{path} without {key}", changed(found, path, rest)
            yield f"{path} with a key", changed(found, path, {**value, "more": "1"})
    for key in found:
        yield f"without {key}", {k: v for k, v in found.items() if k != key}


def all_changes(found: Any, kinds: Iterable[str]) -> Iterator[tuple[str, Any]]:
    """Every single-field corruption of a certificate, with a name."""
    for path, value in leaves(found):
        for what, new in other_values(value):
            yield f"{path} {what}", changed(found, path, new)
    yield from structural(found)
    for kind in kinds:
        if kind != found["kind"]:
            yield f"kind {kind}", {**found, "kind": kind}
