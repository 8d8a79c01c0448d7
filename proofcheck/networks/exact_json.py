"""JSON without floats: numbers are integers or strings, keys occur once, sizes are limited."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path
from typing import Any, NoReturn

from flint import fmpq

from proofcheck.arithmetic import exact
from proofcheck.core.errors import InputError
from proofcheck.core.replacing import replacing

MAX_BYTES = 64 * 1024 * 1024
NUMBER_SYNTAX = 'an integer, or a string such as "-0.25", "1e-3" or "1/3"'


def read_text(path: str | Path) -> str:
    """Return the text of a UTF-8 file of at most 64 MiB.

    Raises:
        InputError: the file is missing, unreadable, too large, or not UTF-8.

    >>> read_text("nowhere.json")
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.InputError: file nowhere.json: given No such file or directory; ...
    """
    try:
        with Path(path).open("rb") as file:
            content = file.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise bad_file(path, "more than 64 MiB", "a smaller file", "reduce the data")
        return content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except OSError as error:
        reason = error.strerror or "unreadable"
        raise bad_file(path, reason, "a readable file", "check the path") from error
    except UnicodeDecodeError as error:
        raise bad_file(path, "not UTF-8", "UTF-8 text", "save the file as UTF-8") from error
    except ValueError as error:
        raise bad_file(repr(path), "no path", "a readable file", "check the path") from error


@contextmanager
def writing(path: str | Path) -> Iterator[Path]:
    """Yield a file beside the given one that takes its place once it is whole.

    A failure or an interrupt leaves the old file as it was; a device is written to directly.

    Raises:
        InputError: the file cannot be written.

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     with writing(Path(folder, "net.json")) as part:
    ...         _ = part.write_text("{}")
    ...     [file.name for file in Path(folder).iterdir()]
    ['net.json']
    """
    try:
        with replacing(path) as part:
            yield part
    except OSError as error:
        reason = error.strerror or "not writable"
        raise bad_file(path, reason, "a file that can be written", "check the path") from error
    except ValueError as error:
        raise bad_file(repr(path), "no path", "a file that can be written", "check it") from error


def parse_json(text: str, source: object) -> Any:
    """Return the value of a JSON text, integers as Fractions.

    Raises:
        InputError: a float, NaN, a repeated key, nesting too deep, or malformed JSON.

    >>> parse_json('{"weights": [1, "1/3"]}', "example")
    {'weights': [Fraction(1, 1), '1/3']}
    """
    try:
        return json.loads(
            text,
            parse_float=_refuse_float(source),
            parse_int=exact,
            parse_constant=_refuse_float(source),
            object_pairs_hook=_unique_keys(source),
        )
    except json.JSONDecodeError as error:
        place = f"{error.msg} in line {error.lineno}, column {error.colno}"
        raise bad_file(source, place, "valid JSON", "correct that place") from error
    except RecursionError as error:
        given = "brackets nested too deeply"
        raise bad_file(source, given, "a network file", "remove the nesting") from error


def number_text(value: Fraction) -> int | str:
    """Return a rational as JSON writes it here: a small integer, or a string.

    >>> number_text(Fraction(3)), number_text(Fraction(-1, 3))
    (3, '-1/3')
    """
    if value.denominator == 1 and abs(value) < 2**53:
        return int(value)
    return str(fmpq(value.numerator, value.denominator))


def bad_file(source: object, given: str, admissible: str, repair: str) -> InputError:
    """Return the error about a file.

    >>> print(bad_file("net.json", "no layers", "a list of layers", "add them"))
    file net.json: given no layers; admissible: a list of layers; repair: add them
    """
    return InputError(f"file {source}", given=given, admissible=admissible, repair=repair)


def _refuse_float(source: object) -> Any:
    def refuse(text: str) -> NoReturn:
        shown = text if len(text) <= 40 else text[:37] + "..."
        finite = text.lstrip("-") not in ("NaN", "Infinity")
        repair = f'write "{shown}" with quotes' if finite else "give a finite number"
        raise bad_file(source, f"the JSON float {shown}", NUMBER_SYNTAX, repair)

    return refuse


def _unique_keys(source: object) -> Any:
    def build(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) < len(pairs):
            raise bad_file(source, "a repeated key", "each key once", "remove the repetition")
        return found

    return build
