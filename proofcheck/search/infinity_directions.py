"""Incoming weights u for which S(u) = sum_alpha d_alpha exp(-r u.a_alpha) has a wanted sign.

Where a moment sum d a^r is not 0, Lemma A.2 (p. 25) gives both signs. Where all are 0 the sum is
still no zero function of u, if the a_alpha are different: along a direction w that separates them,
z_alpha = exp(-tau w.a_alpha) are different, so sum d z^k is not 0 for some k < N (Vandermonde).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Any

from proofcheck.arithmetic import Array, Balls, dyadic
from proofcheck.core import Verdict
from proofcheck.search.exponential_sums import explicit_step

Directions = dict[int, tuple[Fraction, ...]]
SLANTS = 8
"""So many directions (1, s, s^2, ...) are tried for both signs, and more until there is one."""


def signed_directions(
    below: Array, deviations: Sequence[Fraction], rate: int, balls: Balls
) -> Directions:
    """Return weights u by the proved sign of S(u), for one sign or for both.

    Args:
        below: act(L-2, k; x_alpha), shape (n_{L-2}, N), balls.
        deviations: d, shape (N,), with sum 0.
        rate: r of the activation.
        balls: where everything is decided.
    """
    found: Directions = {}
    for u in _by_moment(below, deviations, rate, balls):
        _keep(found, u, sign_at(u, below, deviations, rate, balls))
    for slant in _slants(*below.shape):
        if len(found) == 2 or (found and abs(slant) > SLANTS // 2):
            break
        for u in _powers(slant, below, balls):
            _keep(found, u, sign_at(u, below, deviations, rate, balls))
    return found


def _keep(found: Directions, u: tuple[Fraction, ...], sign: int) -> None:
    if sign:
        found.setdefault(sign, u)


def sign_at(
    u: Sequence[Fraction], below: Array, deviations: Sequence[Fraction], rate: int, balls: Balls
) -> int:
    """Return the proved sign of S(u), or 0 if the ball contains 0."""
    with balls.active():
        exponents = balls.matmul(balls.array([list(u)]), below)[0] * (-rate)
        total = (balls.exp(exponents) * balls.array(list(deviations))).sum()
    return _sign(total, balls)


def _sign(x: Any, balls: Balls) -> int:
    positive = balls.is_positive(x)
    if positive is Verdict.HOLDS:
        return 1
    return -1 if x < 0 else 0


def _by_moment(
    below: Array, deviations: Sequence[Fraction], rate: int, balls: Balls
) -> list[tuple[Fraction, ...]]:
    """Return u^>, u^< of Lemma A.2 for the first coordinate whose moment is proved nonzero."""
    d = balls.array(list(deviations))
    for r, row in enumerate(below):
        with balls.active():
            moment = (row * d).sum() * rate
            spread = sum((abs(x) * a * a for x, a in zip(d, row, strict=True)), balls.number(0))
        sign = _sign(moment, balls)
        if sign:
            largest = rate * max(balls.magnitude(a) for a in row)
            least = abs(dyadic(moment.abs_lower()))
            step = _dyadic_below(explicit_step(least, rate**2 * balls.magnitude(spread), largest))
            return [_along(r, len(below), -sign * step), _along(r, len(below), sign * step)]
    return []


def _dyadic_below(x: Fraction) -> Fraction:
    """Return the largest power of two that is at most x > 0."""
    exponent = x.numerator.bit_length() - x.denominator.bit_length()
    power = Fraction(2) ** exponent
    return power if power <= x else power / 2


def _along(r: int, size: int, step: Fraction) -> tuple[Fraction, ...]:
    return tuple(step if k == r else Fraction(0) for k in range(size))


def _slants(size: int, samples: int) -> Iterator[int]:
    """Yield s = 1, -1, 2, -2, ...: more of them than can fail to separate the samples.

    A pair of samples excludes at most size - 1 values: the roots of a polynomial in s.
    """
    excluded = (size - 1) * samples * (samples - 1) // 2
    for k in range(1, excluded // 2 + 2):
        yield from (k, -k)


def _powers(slant: int, below: Array, balls: Balls) -> Iterator[tuple[Fraction, ...]]:
    """Yield +-k tau (1, s, s^2, ...), 0 < k < N, with tau such that exponents stay near k."""
    size, samples = below.shape
    w = [Fraction(slant) ** k for k in range(size)]
    with balls.active():
        values = balls.matmul(balls.array([w]), below)[0]
    largest = max(balls.magnitude(x) for x in values)
    tau = _dyadic_below(1 / largest) if largest else Fraction(1)
    for k in range(1, samples):
        for side in (1, -1):
            yield tuple(side * k * tau * x for x in w)
