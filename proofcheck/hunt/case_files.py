"""Case files: a stored counterexample is read; what is none is refused before it is replayed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from fractions import Fraction
from itertools import count
from pathlib import Path
from typing import Any

from proofcheck.core import InputError
from proofcheck.hunt.fields import KIND, MOST_CHOICES, OF_A_PROOF, ON_AN_INSTANCE, SCHEMA
from proofcheck.networks.exact_json import bad_file, parse_json, read_text

TEXTS = ("statement", "step", "claim", "detail", "form")
MOST_DIGITS = 10**4
MOST_NUMBERS = MOST_CHOICES + 100
"""So many integers may stand in a file: choices, and a few others."""


def read_case(path: Path) -> dict[str, Any]:
    """Return the counterexample in a file.

    Raises:
        InputError: the file is missing, or no counterexample.
    """
    text = read_text(path)
    _count_numbers(text, path)
    data = _plain(parse_json(text, path))
    wrong = _what_is_wrong(data)
    if wrong:
        raise _refused(path, wrong)
    return data


def _refused(path: Path, given: str) -> InputError:
    admissible = f"a counterexample of schema {SCHEMA}, as `proofcheck hunt` writes it"
    return bad_file(path, given, admissible, "run the hunt again, or name another file")


def _count_numbers(text: str, path: Path) -> None:
    """Refuse too many integers before each of them is read as an exact number, which takes long."""
    number = count(1)

    def counted(_digits: str) -> int:
        if next(number) > MOST_NUMBERS:
            raise _refused(path, f"more than {MOST_CHOICES} choices, or as many other integers")
        return 0

    with suppress(ValueError, RecursionError):
        json.loads(text, parse_int=counted)


def _plain(value: Any) -> Any:
    """Return JSON values with integers where the reader has fractions."""
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else str(value)
    if isinstance(value, list):
        return [_plain(part) for part in value]
    return {k: _plain(v) for k, v in value.items()} if isinstance(value, dict) else value


def _what_is_wrong(data: Any) -> str:
    if not isinstance(data, dict) or data.get("kind") != KIND:
        return "no counterexample"
    if data.get("schema") != SCHEMA:
        return f"schema {data.get('schema')!r}"
    check, mutant = data.get("check"), data.get("mutant")
    if not all(isinstance(data.get(name), str) for name in TEXTS):
        return f"without one of the texts {', '.join(TEXTS)}"
    if not isinstance(mutant, str | None) or not isinstance(data.get("confirmed"), list):
        return "a mutant or a confirmation of another type"
    if not isinstance(check, dict) or not all(
        isinstance(check.get(n), str) for n in ("kind", "name")
    ):
        return "no name of a check"
    if not _is_integer(data.get("digits"), 1, MOST_DIGITS):
        return f"no number of digits up to {MOST_DIGITS}"
    found = data.get("found")
    if not isinstance(found, dict) or not _is_integer(found.get("seed")):
        return "no seed"
    drawn = data.get("choices") is not None
    return (_wrong_instance(data) if drawn else "") or _wrong_fields(data, drawn)


def _wrong_fields(data: Mapping[str, Any], drawn: bool) -> str:
    """Return which fields are missing or unknown: what is not known would not be compared."""
    wanted = {
        "": ON_AN_INSTANCE if drawn else OF_A_PROOF,
        "check.": {"kind", "name"},
        "found.": {"seed", "example"} if drawn else {"seed"},
    }
    for prefix, names in wanted.items():
        there = set(data[prefix[:-1]] if prefix else data)
        for word, wrong in (("an unknown", there - names), ("no", names - there)):
            if wrong:
                return f"{word} field {prefix}{min(wrong)}"[:100]
    return ""


def _is_integer(value: Any, least: int | None = None, most: int | None = None) -> bool:
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    return (least is None or least <= value) and (most is None or value <= most)


def _wrong_instance(data: Mapping[str, Any]) -> str:
    choices = data["choices"]
    if not isinstance(choices, list) or len(choices) > MOST_CHOICES:
        return f"choices that are no list of at most {MOST_CHOICES}"
    if not all(map(_is_integer, choices)):
        return "choices that are no integers"
    if not isinstance(data.get("region"), str) or not isinstance(data.get("instance"), dict):
        return "no region or no instance"
    if not isinstance(data.get("shrunk"), bool) or not _is_integer(data["found"].get("example"), 0):
        return "no truth value shrunk, or no number of the example that was found"
    return ""
