"""Exponential sums phi(u) = sum_alpha d_alpha exp(-u.a_alpha) with sum d = 0 (Lemma A.2, p. 25).

Where a moment M = sum d a^r is not 0, phi takes both signs at explicit points u = -+ t e_r: by the
integral remainder |phi(t e_r) + t M| <= (3/2) t^2 Q for |t| A <= 1, Q = sum |d| (a^r)^2 and A the
largest |a^r|.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from proofcheck.arithmetic import Arithmetic, Balls, Multiprecision
from proofcheck.core import Choices, Family, Outcome, Verdict
from proofcheck.search.decisions import all_hold, greater
from proofcheck.search.split_instance import view_bits

Row = tuple[Fraction, ...]
SIZES = {"one parameter": 1, "two parameters": 2, "five parameters": 5}
REGIONS = (*SIZES, "two samples", "large numbers", "moment nearly 0", "an outlier")
NEARLY = Fraction(1, 10**12)


def explicit_step(moment: Fraction, spread: Fraction, largest: Fraction) -> Fraction:
    """Return t = min(1/A, |M| / (3 Q)): then phi(-+ t e_r) has the sign of +-M.

    Raises:
        ZeroDivisionError: A or Q is 0; then M is 0 as well.

    >>> explicit_step(Fraction(-2), Fraction(4), Fraction(1))
    Fraction(1, 6)
    """
    return min(1 / largest, abs(moment) / (3 * spread))


@dataclass(frozen=True)
class ExponentialSum:
    """Exact numbers d (N,) and a (N, m); hypotheses that they meet, and labels."""

    d: Row
    a: tuple[Row, ...]
    digits: int
    labels: tuple[str, ...] = ()

    @cached_property
    def moments(self) -> Row:
        """M_r = sum_alpha d_alpha a^r_alpha, r = 1, ..., m."""
        columns = zip(*self.a, strict=True)
        return tuple(sum(map(_product, self.d, column), Fraction(0)) for column in columns)

    @cached_property
    def coordinate(self) -> int:
        """The index (from 0) of a moment that is largest in absolute value."""
        return max(range(len(self.moments)), key=lambda r: abs(self.moments[r]))

    @cached_property
    def bounds(self) -> tuple[Fraction, Fraction, Fraction]:
        """M, Q and A along that coordinate."""
        column = [row[self.coordinate] for row in self.a]
        spread = sum((abs(d) * a * a for d, a in zip(self.d, column, strict=True)), Fraction(0))
        return self.moments[self.coordinate], spread, max(map(abs, column))

    @property
    def met(self) -> Mapping[str, Verdict]:
        """Which hypotheses of Lemma A.2 the numbers meet, exactly."""
        return {
            "sum-zero": _verdict(sum(self.d) == 0),
            "nonzero-moment": _verdict(any(self.moments)),
            "two-parameters": _verdict(len(self.moments) >= 2),
        }

    @cached_property
    def first(self) -> SumView:
        """The sum in balls."""
        return SumView(self, Balls(view_bits(self.digits)))

    @cached_property
    def second(self) -> SumView:
        """The sum in multiprecision floating point, with twice the digits."""
        return SumView(self, Multiprecision(2 * self.digits + 30))

    def to_json(self) -> dict[str, Any]:
        """Return the exact numbers."""
        return {"d": [str(x) for x in self.d], "a": [[str(x) for x in row] for row in self.a]}


def _product(x: Fraction, y: Fraction) -> Fraction:
    return x * y


def _verdict(met: bool) -> Verdict:
    return Verdict.HOLDS if met else Verdict.REFUTED


@dataclass(frozen=True)
class SumView:
    """The sum in one arithmetic."""

    instance: ExponentialSum
    arithmetic: Arithmetic

    def phi(self, u: Sequence[Fraction]) -> Any:
        """Return the value of phi at exact u."""
        exponents = [-sum(map(_product, u, row), Fraction(0)) for row in self.instance.a]
        with self.arithmetic.active():
            powers = self.arithmetic.exp(self.arithmetic.array(exponents))
            return (powers * self.arithmetic.array(self.instance.d)).sum()


def takes_both_signs(instance: ExponentialSum, claim: Any) -> Outcome:
    """Decide phi(u) >= share t |M| > 0 at u^> = -sgn(M) t e_r, and -phi likewise at the opposite.

    `claim` names "t", a function of M, Q and A, "sign" (-1 for u^>) and "share".
    """
    moment, spread, largest = instance.bounds
    t = claim["t"](moment, spread, largest)
    least = claim["share"] * t * abs(moment)
    return all_hold(_one_sign(instance, side, claim["sign"] * t, least) for side in (1, -1))


def _one_sign(instance: ExponentialSum, side: int, step: Fraction, least: Fraction) -> Outcome:
    upwards = side if instance.bounds[0] >= 0 else -side
    u = [Fraction(0)] * len(instance.moments)
    u[instance.coordinate] = upwards * step

    def value(view: SumView) -> Any:
        return view.phi(u) * side

    name = "phi(u^>)" if side > 0 else "-phi(u^<)"
    return greater(instance, name, value, lambda view: view.arithmetic.number(least))


def draw_sum(choices: Choices, region: str, digits: int) -> ExponentialSum:
    """Return numbers with sum d = 0 and a nonzero moment."""
    if region == "an outlier":
        return _outlier(choices, digits)
    samples = 2 if region == "two samples" else choices.integer(2, 6)
    size = SIZES.get(region) or choices.integer(1, 3)
    scale = 10**6 if region == "large numbers" else 1
    a = [[scale * choices.fraction(-3, 3, 4) for _ in range(size)] for _ in range(samples)]
    a[0][0] = a[1][0] + scale * choices.fraction(1, 2, 4)
    d = [choices.fraction(-3, 3, 4) for _ in range(samples - 1)]
    d[0] = choices.pick((-1, 1)) * choices.fraction(1, 4, 4)
    d.append(-sum(d, Fraction(0)))
    if region == "moment nearly 0":
        a = [[row[0]] for row in a]
    missing = sum(map(_product, d, (row[0] for row in a)), Fraction(0))
    if not missing or region == "moment nearly 0":
        a[0][0] += (NEARLY - missing) / d[0]
    return ExponentialSum(tuple(d), tuple(map(tuple, a)), digits, (region,))


def _outlier(choices: Choices, digits: int) -> ExponentialSum:
    """Return sums where one sample has all of Q and the others most of M: t = 1/A is large.

    The first sample, at -1, stands against 100 k samples at 1/100 taken together.
    """
    sign, more = choices.pick((-1, 1)), choices.integer(4, 5)
    d = [Fraction(sign), Fraction(100 * sign * more), Fraction(-sign * (1 + 100 * more))]
    a = ((Fraction(-1),), (Fraction(1, 100),), (Fraction(0),))
    return ExponentialSum(tuple(d), a, digits, ("an outlier",))


def draw_shifted(choices: Choices, region: str, digits: int) -> ExponentialSum:
    """Return the same with sum d = 10."""
    drawn = draw_sum(choices, region, digits)
    d = (*drawn.d[:-1], drawn.d[-1] + 10)
    return ExponentialSum(d, drawn.a, digits, (region,))


def draw_even(choices: Choices, region: str, digits: int) -> ExponentialSum:
    """Return d = 1, -2, 1 (several times) at a = b, 0, -b: sum d = 0, moments 0, phi >= 0."""
    size, triples = choices.integer(1, 3), choices.integer(1, 2)
    d, a = [], []
    for _ in range(triples):
        b = tuple(choices.fraction(1, 3, 4) for _ in range(size))
        d += [Fraction(1), Fraction(-2), Fraction(1)]
        a += [b, (Fraction(0),) * size, tuple(-x for x in b)]
    return ExponentialSum(tuple(d), tuple(a), digits, (region,))


SUMS = Family("exponential sums", REGIONS, draw_sum)
SHIFTED = Family("exponential sums, sum d = 10", ("two parameters", "two samples"), draw_shifted)
EVEN = Family("exponential sums without moments", ("even",), draw_even)
