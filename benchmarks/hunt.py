"""Time planted instances of Lemma 12 against the plain way, in the same run.

Run `python -m benchmarks.hunt`. An instance is a critical point of a small network, one neuron of
which is split; checked is the Hessian of the larger network in the split basis, at 50 digits.

* planted: labels are solved for that make the drawn weights critical, and balls decide all blocks.
  This is what `proofcheck check` and `proofcheck hunt` do with every instance.
* plain: the loss is written out in SymPy; `mpmath.findroot` looks for a critical point near the
  drawn weights; SymPy differentiates the losses of both networks twice, and mpmath evaluates them.

The last line is the ratio of processor times, one core each.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import cache
from itertools import pairwise
from typing import Any

import mpmath
import numpy as np
import sympy

from proofcheck.core import Outcome, Sampling, Verdict
from proofcheck.networks import Network, split
from proofcheck.runner.discovery import discover
from proofcheck.search.choices import SeededChoices
from proofcheck.search.planted import CRITICAL
from proofcheck.search.split_instance import SplitInstance

DIGITS = 50
WANTED = 100
REGIONS = ("lambda inside; last layer; with bias", "lambda outside; last layer; with bias")


def main() -> int:
    """Print the table; return 0 where the planted way is at least 100 times faster, else 1."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hunt", description=__doc__)
    parser.add_argument("--planted", type=int, default=40, help="instances, planted [40]")
    parser.add_argument("--plain", type=int, default=2, help="instances, the plain way [2]")
    options = parser.parse_args()
    _planted(options.planted)
    planted = _seconds(_planted, options.planted)
    plain = _seconds(_plain, options.plain)
    print(f"planted  {1 / planted:10.2f} instances a second and core ({options.planted})")
    print(f"plain    {1 / plain:10.4f} instances a second and core ({options.plain})")
    print(f"ratio    {plain / planted:10.0f}")
    return 0 if plain / planted >= WANTED else 1


def _seconds(run: Callable[[int], None], count: int) -> float:
    """Return the processor time of one instance."""
    started = time.process_time()
    for index in range(count):
        run(index)
    return (time.process_time() - started) / count


def _drawn(index: int) -> SplitInstance:
    choices = SeededChoices(1, "benchmark of the hunt", index)
    instance: SplitInstance = CRITICAL.draw(choices, REGIONS[index % len(REGIONS)], DIGITS)
    return instance


@cache
def _blocks() -> tuple[Sampling, Any]:
    """Return the check of Lemma 12 on critical points, and its claim."""
    step = discover().statements["lemma-12"].step("blocks")
    check = next(c for c in step.checks if isinstance(c, Sampling) and c.family == CRITICAL)
    return check, step.formula


def _planted(index: int) -> None:
    """Draw an instance and compare all blocks."""
    check, formula = _blocks()
    outcome: Outcome = check.test(_drawn(index), formula)
    if outcome.verdict is not Verdict.HOLDS:
        raise SystemExit(f"planted: {outcome.detail}")


def _plain(index: int) -> None:
    """Find a critical point near the drawn one, and compare block (u, u) by SymPy and mpmath."""
    instance = _drawn(index)
    small = instance.network
    with mpmath.workdps(DIGITS + 10):
        labels = [mpmath.mpf(f.numerator) / f.denominator for f in _labels(instance)]
        point = _critical_point(small, instance, labels)
        exact = Network.from_parameters(
            small.architecture, small.activation, list(map(_exact, point))
        )
        wide = split(exact, instance.layer, instance.neuron, instance.lam)
        h = _hessian(exact, instance, labels)
        large = _hessian(wide, instance, labels)
        q = np.array([[_mpf(Fraction(v)) for v in row] for row in instance.basis.Q], dtype=object)
        block = q.T.dot(large).dot(q)[instance.basis.u, instance.basis.u]
        places = list(instance.basis.small_u)
        gap = max(abs(x) for x in np.ravel(block - h[np.ix_(places, places)]))
    if gap > mpmath.mpf(10) ** (-DIGITS // 2):
        raise SystemExit(f"plain: the blocks differ by {mpmath.nstr(gap, 5)}")


def _labels(instance: SplitInstance) -> list[Fraction]:
    midpoint = instance.first.arithmetic.to_rational_midpoint
    return [midpoint(y) for y in instance.first.targets]


def _written_out(network: Network, instance: SplitInstance, labels: Any) -> tuple[Any, Any]:
    """Return the parameters, in the order of the package, and the loss as one expression."""
    sigma = sympy.tanh if network.activation.name == "tanh" else _sigmoid
    widths = network.architecture.widths
    count = sum((m + 1) * n for m, n in pairwise(widths))
    w = sympy.symbols(f"w0:{count}")
    loss = sympy.Integer(0)
    for row, y in zip(instance.inputs, labels, strict=True):
        values: list[Any] = [sympy.Rational(x.numerator, x.denominator) for x in row]
        left = iter(w)
        for depth, width in enumerate(widths[1:], 1):
            sums = [_affine(left, values) for _ in range(width)]
            values = sums if depth == len(widths) - 1 else [sigma(z) for z in sums]
        loss += (values[0] - sympy.Float(y, DIGITS + 10)) ** 2
    return w, loss


def _sigmoid(z: Any) -> Any:
    return 1 / (1 + sympy.exp(-z))


def _affine(left: Iterator[Any], values: list[Any]) -> Any:
    """Return bias plus weights times values; a neuron's bias comes before its weights."""
    return next(left) + sum((next(left) * v for v in values), sympy.Integer(0))


def _critical_point(network: Network, instance: SplitInstance, labels: Any) -> Any:
    w, loss = _written_out(network, instance, labels)
    gradient = sympy.lambdify(w, [sympy.diff(loss, v) for v in w], "mpmath")
    near = [_mpf(p) + mpmath.mpf(10) ** -8 for p in network.parameters]
    tolerance = mpmath.mpf(10) ** (-2 * DIGITS + 10)
    return mpmath.findroot(lambda *at: gradient(*at), near, tol=tolerance)


def _hessian(network: Network, instance: SplitInstance, labels: Any) -> Any:
    w, loss = _written_out(network, instance, labels)
    second = sympy.lambdify(w, sympy.hessian(loss, w).tolist(), "mpmath")
    return np.array(second(*map(_mpf, network.parameters)), dtype=object)


def _mpf(value: Fraction) -> Any:
    return mpmath.mpf(value.numerator) / value.denominator


def _exact(value: Any) -> Fraction:
    sign, mantissa, exponent, _ = value._mpf_
    return Fraction((-1) ** sign * int(mantissa)) * Fraction(2) ** exponent


if __name__ == "__main__":
    raise SystemExit(main())
