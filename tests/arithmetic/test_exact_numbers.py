"""Numbers enter as exact values; everything else is refused with one clear message."""

import math
import pickle
from decimal import Decimal
from fractions import Fraction

import numpy as np
import pytest
from flint import fmpq, fmpz
from hypothesis import given
from hypothesis import strategies as st

from proofcheck.arithmetic import exact, exact_from_float
from proofcheck.core.errors import InputError


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (7, Fraction(7)),
        (Fraction(-2, 6), Fraction(-1, 3)),
        (fmpq(3, 9), Fraction(1, 3)),
        (fmpz(-4), Fraction(-4)),
        ("-0.25", Fraction(-1, 4)),
        ("1e-3", Fraction(1, 1000)),
        ("1E+2", Fraction(100)),
        (".5", Fraction(1, 2)),
        ("5.", Fraction(5)),
        ("-.5e1", Fraction(-5)),
        (" +1/3 ", Fraction(1, 3)),
        ("-0/7", Fraction(0)),
        ("1e0000000010", Fraction(10**10)),
    ],
)
def test_admissible_values(value, expected):
    assert exact(value) == expected
    assert isinstance(exact(value), Fraction)


@pytest.mark.parametrize(
    "value",
    [
        0.5, math.nan, math.inf, True, False, None, [], "", " ", "nan", "inf", "-Infinity", "1/0",
        "1/-3", "1 /3", "0x10", "1_000", "1e", "e5", "--1", "1/3e2", "1.5/2", "\u0661", "1e10001",
        "1e-99999999999999", "9" * 10_001, Decimal("0.1"), np.float64(0.5), 1j, b"1",
    ],
)  # fmt: skip
def test_refused_values_name_the_admissible_ones(value):
    with pytest.raises(InputError) as caught:
        exact(value)
    assert "admissible" in str(caught.value)
    assert len(str(caught.value)) < 500
    assert pickle.loads(pickle.dumps(caught.value)).given == caught.value.given


def test_the_repair_of_a_float_is_the_string():
    with pytest.raises(InputError, match=r'write "0\.1" as a string'):
        exact(0.1)


def test_sizes_up_to_the_stated_limits_are_accepted():
    assert exact("1" + "0" * 9_999) == 10**9_999
    assert exact("1e10000") == 10**10_000
    assert exact("-1e-10000") == -Fraction(1, 10**10_000)


@given(st.fractions())
def test_rational_text_round_trips(value):
    assert exact(str(value)) == value
    assert exact(fmpq(value.numerator, value.denominator)) == value


@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_decimal_text_is_read_exactly(value):
    assert exact(format(value, "f")) == Fraction(value)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_binary_floats_enter_through_the_explicit_call(value):
    assert exact_from_float(value) == Fraction(value)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf, 1, "0.5"])
def test_explicit_call_refuses_what_is_no_finite_float(value):
    with pytest.raises(InputError):
        exact_from_float(value)
