"""Time the Hessian of one network in float64, mpmath, balls, and by SymPy's lambdify.

Run `python -m benchmarks.hessian`, or `--sympy no` to leave the slow symbolic part out. The columns
to compare are the last ones: how many times slower each way is than balls in the same run. Times
are processor times; where other work loads the machine, they still vary by a third.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from fractions import Fraction
from random import Random
from typing import Any
from unittest import mock

import mpmath
import numpy as np
import sympy

from proofcheck.arithmetic import Arithmetic, Balls, Floats, Multiprecision
from proofcheck.networks import SIGMOID, Architecture, Network, forward_pass, hessian, residual

TURN = 0.1  # seconds
BOUNDS = {
    "float64": "NumPy call overhead; error grows with the condition, decides nothing",
    "balls": "instructions: FLINT and GMP 53 %, making and freeing Python balls 47 %, malloc first",
    "mpmath": "one Python call per rounded operation; products through mpmath's fdot",
    "operators": "the same formula with the generic object product of NumPy in place of fdot",
    "sympy": "one mpmath operation per node of the common subexpressions, per sample",
}


def main() -> None:
    """Print the table."""
    options = _options()
    architecture = Architecture.parse(options.widths, bias=not options.bias_free)
    network, inputs, labels = _instance(architecture, options.samples, options.seed)
    ways: list[tuple[str, str, Callable[[], Any]]] = [
        ("float64", "float64", _formula(network, inputs, labels, Floats())),
        ("balls", f"balls({options.bits})", _formula(network, inputs, labels, Balls(options.bits))),
    ]
    mp = Multiprecision(options.digits)
    ways.append(("mpmath", mp.name, _formula(network, inputs, labels, mp)))
    ways.append(("operators", f"{mp.name}, a @ b", _with_operators(network, inputs, labels, mp)))
    if options.sympy == "yes":
        run = _lambdified(network, inputs, labels, options.digits)
        _compare(run(), ways[1][2](), options.digits)
        ways.append(("sympy", f"sympy, cse, mpmath({options.digits})", run))
    seconds = _best_times([run for _, _, run in ways], options.repeat)
    _print_table(architecture, options.samples, ways, seconds)


def _formula(network: Network, inputs: Any, labels: Any, arithmetic: Arithmetic) -> Any:
    """Return the call to time: forward pass, residual and Hessian."""

    def run() -> Any:
        values = forward_pass(network, inputs, arithmetic)
        return hessian(values, residual(values, labels))

    return run


def _with_operators(network: Network, inputs: Any, labels: Any, arithmetic: Arithmetic) -> Any:
    """Return the same call with matrix products by mpmath's operators only."""
    run = _formula(network, inputs, labels, arithmetic)

    def patched() -> Any:
        with mock.patch.object(type(arithmetic), "matmul", lambda _, a, b: a @ b):
            return run()

    return patched


def _lambdified(network: Network, inputs: Any, labels: Any, digits: int) -> Callable[[], Any]:
    """Return SymPy's Hessian of the loss of one sample, as mpmath code, summed over samples."""
    size = network.architecture.parameter_count
    w, x = sympy.symbols(f"w:{size}"), sympy.symbols(f"x:{network.architecture.widths[0]}")
    y = sympy.Symbol("y")
    error = (_output(network.architecture, w, x) - y) ** 2
    started = time.perf_counter()
    first = [sympy.diff(error, p) for p in w]
    upper = [(i, j) for i in range(size) for j in range(i, size)]
    second = [sympy.diff(first[i], w[j]) for i, j in upper]
    compiled = sympy.lambdify([w, x, y], second, modules="mpmath", cse=True)
    print(
        f"(SymPy needed {time.perf_counter() - started:.1f} s once, to differentiate and compile)"
    )

    def run() -> Any:
        with mpmath.workdps(digits):
            return _summed(compiled, network, inputs, labels, upper)

    return run


def _summed(compiled: Any, network: Network, inputs: Any, labels: Any, upper: Any) -> Any:
    parameters = [_mpf(value) for value in network.parameters]
    samples = [([_mpf(v) for v in x], _mpf(y)) for x, y in zip(inputs, labels, strict=True)]
    per_sample = [compiled(parameters, x, y) for x, y in samples]
    out = np.empty((len(parameters),) * 2, dtype=object)
    for place, entries in zip(upper, zip(*per_sample, strict=True), strict=True):
        out[place] = out[place[::-1]] = sum(entries)
    return out


def _output(architecture: Architecture, w: Any, x: Any) -> sympy.Expr:
    """Return the network function written out."""
    values, rest = list(x), iter(w)
    for layer in range(1, architecture.depth + 1):
        source = [sympy.Integer(1), *values] if architecture.bias else values
        values = [sum(next(rest) * s for s in source) for _ in range(architecture.widths[layer])]
        if layer < architecture.depth:
            values = [1 / (1 + sympy.exp(-n)) for n in values]
    return values[0]


def _compare(left: Any, balls: Any, digits: int) -> None:
    """Raise if the two roads disagree by more than half the digits."""
    with mpmath.workdps(digits):
        worst = max(
            abs(a - mpmath.mpf(b.mid().str(digits, radius=False)))
            for a, b in zip(left.ravel(), balls.ravel(), strict=True)
        )
        print(f"largest difference between SymPy's road and the formula: {mpmath.nstr(worst, 3)}")
        if worst > mpmath.mpf(10) ** (-digits // 2):
            raise SystemExit("the two Hessians differ")


def _best_times(runs: list[Callable[[], Any]], repeat: int) -> list[float]:
    """Return the best processor time of each in `repeat` turns, so that load hits all alike.

    In a turn each is called until `TURN` seconds have passed, and the best call counts.
    """
    turns = [[_best_time(run) for run in runs] for _ in range(repeat)]
    return [min(times) for times in zip(*turns, strict=True)]


def _best_time(run: Callable[[], Any]) -> float:
    """Return the least processor time of a call; one for which the clock stood still is no time."""
    begun, best = time.process_time(), float("inf")
    while time.process_time() < begun + TURN or best == float("inf"):
        started = time.process_time()
        run()
        spent = time.process_time() - started
        best = min(best, spent or best)
    return best


def _print_table(architecture: Architecture, samples: int, ways: Any, seconds: Any) -> None:
    biases = "with" if architecture.bias else "without"
    count = architecture.parameter_count
    print(
        f"Hessian of {architecture.label()} {biases} biases: {count} parameters, {samples} samples"
    )
    reference = seconds[1]
    for (key, name, _), spent in zip(ways, seconds, strict=True):
        ratio = spent / reference
        print(f"{name:24s} {spent * 1e3:10.3f} ms {ratio:8.2f} x balls   bound by {BOUNDS[key]}")


def _instance(architecture: Architecture, samples: int, seed: int) -> tuple[Network, Any, Any]:
    random = Random(seed)

    def numbers(count: int) -> list[Fraction]:
        return [Fraction(random.randint(-200, 200), 100) for _ in range(count)]

    network = Network.from_parameters(architecture, SIGMOID, numbers(architecture.parameter_count))
    inputs = [numbers(architecture.widths[0]) for _ in range(samples)]
    return network, inputs, numbers(samples)


def _mpf(value: Fraction) -> Any:
    return mpmath.mpf(value.numerator) / value.denominator


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--widths", default="2-5-5-1", help="architecture, default 2-5-5-1")
    parser.add_argument("--bias-free", action="store_true")
    parser.add_argument("--samples", type=int, default=20)
    parser.add_argument("--bits", type=int, default=169, help="precision of the balls")
    parser.add_argument("--digits", type=int, default=50, help="precision of mpmath and SymPy")
    parser.add_argument("--repeat", type=int, default=15, help="times; the best one counts")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--sympy", choices=("yes", "no"), default="yes")
    return parser.parse_args()


if __name__ == "__main__":
    main()
