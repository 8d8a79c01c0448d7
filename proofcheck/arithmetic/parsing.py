"""Exact numbers: the only way a value enters a proof, and the explicit call for binary floats."""

from __future__ import annotations

import math
import re
from fractions import Fraction

from flint import fmpq, fmpz

from proofcheck.core.errors import InputError

MAX_CHARACTERS = 10_000
MAX_EXPONENT = 10_000
ADMISSIBLE = (
    'an int, a Fraction, or a string such as "-0.25", "1e-3" or "1/3" '
    f"(at most {MAX_CHARACTERS} characters, exponent at most {MAX_EXPONENT} in magnitude)"
)
_NUMBER = re.compile(
    r"[+-]?(?:[0-9]+/[0-9]+|(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE](?P<exponent>[+-]?[0-9]+))?)"
)


def exact(value: object) -> Fraction:
    """Return the rational number that `value` stands for.

    Args:
        value: int, Fraction, fmpq, fmpz, or a decimal or rational string.

    Exactness: exact.

    Raises:
        InputError: a float, a bool, NaN or infinity, a malformed or an oversized string.

    >>> exact("-0.25"), exact("1e-3"), exact("1/3"), exact(7)
    (Fraction(-1, 4), Fraction(1, 1000), Fraction(1, 3), Fraction(7, 1))
    >>> exact(0.1)
    Traceback (most recent call last):
        ...
    proofcheck.core.errors.InputError: number: given float 0.1; admissible: an int, ...
    """
    if isinstance(value, bool):
        raise _refused(value, "write 0 or 1")
    if isinstance(value, (int, Fraction)):
        return Fraction(value)
    if isinstance(value, (fmpq, fmpz)):
        return _from_flint(fmpq(value))
    if isinstance(value, str):
        return _from_text(value)
    raise _refused(value, _repair(value))


def exact_from_float(value: float) -> Fraction:
    """Return the binary value of a float, the one explicit entrance for floats.

    Exactness: exact (0.1 becomes the dyadic number that the float stores, not 1/10).

    Raises:
        InputError: NaN, an infinity, or something that is not a float.

    >>> exact_from_float(0.5), exact_from_float(0.1) == Fraction(1, 10)
    (Fraction(1, 2), False)
    """
    if not isinstance(value, float) or not math.isfinite(value):
        raise InputError(
            "binary number",
            given=shown(value),
            admissible="a finite float",
            repair="remove NaN and infinities; give other types to `exact`",
        )
    return Fraction(value)


def _from_flint(value: fmpq) -> Fraction:
    return Fraction(int(value.p), int(value.q))


def _from_text(text: str) -> Fraction:
    stripped = text.strip()
    if len(text) > MAX_CHARACTERS:
        raise _refused(text, "shorten the number")
    match = _NUMBER.fullmatch(stripped)
    if match is None:
        raise _refused(text, "write a decimal or a rational number without spaces inside")
    if _exponent_too_large(match["exponent"]):
        raise _refused(text, f"keep the exponent between -{MAX_EXPONENT} and {MAX_EXPONENT}")
    return _to_fraction(stripped)


def _exponent_too_large(exponent: str | None) -> bool:
    if exponent is None:
        return False
    digits = exponent.lstrip("+-").lstrip("0")
    return len(digits) > 6 or int(digits or "0") > MAX_EXPONENT


def _to_fraction(text: str) -> Fraction:
    """Go through fmpq, which has no limit on the number of digits."""
    mantissa, _, exponent = text.lower().partition("e")
    numerator, _, denominator = mantissa.partition("/")
    whole, _, decimals = numerator.partition(".")
    sign = -1 if whole.startswith("-") else 1
    size = fmpq(fmpz((whole.lstrip("+-") + decimals) or "0"))
    if denominator:
        size = _divided(size, fmpz(denominator), text)
    return _from_flint(sign * size * fmpq(10) ** (int(exponent or "0") - len(decimals)))


def _divided(numerator: fmpq, denominator: fmpz, text: str) -> fmpq:
    if denominator == 0:
        raise _refused(text, "use a denominator other than 0")
    return numerator / denominator


def _repair(value: object) -> str:
    if isinstance(value, float) and math.isfinite(value):
        return f'write "{value!r}" as a string, or use exact_from_float for its binary value'
    return "give an exact finite number"


def shown(value: object) -> str:
    """Return the type and the value as a message names them, shortened.

    >>> shown(0.1)
    'float 0.1'
    """
    text = repr(value)
    return f"{type(value).__name__} {text if len(text) <= 60 else text[:57] + '...'}"


def _refused(value: object, repair: str) -> InputError:
    return InputError("number", given=shown(value), admissible=ADMISSIBLE, repair=repair)
