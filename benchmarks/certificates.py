"""Flagship a against mpmath and numpy; dense certificates at scale against plain float64.

Usage: python -m benchmarks.certificates [--largest 4157]
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np

from proofcheck.certificates.dense import Dense, is_positive_definite
from proofcheck.certificates.flagships import flagship
from proofcheck.checker import verify
from proofcheck.networks import SIGMOID, Architecture, Network, forward_pass, hessian, residual

ROOT = Path(__file__).resolve().parents[1]
SOURCES = ROOT / "certificates" / "sources"


def timed(work: Callable[[], Any]) -> tuple[float, Any]:
    """Return seconds and result."""
    begun = time.perf_counter()
    found = work()
    return time.perf_counter() - begun, found


def command() -> float:
    """Return the seconds of the whole command, start-up included."""
    with tempfile.TemporaryDirectory() as folder:
        line = [sys.executable, "-m", "proofcheck.certificates", "a", "--out", folder]
        return timed(lambda: subprocess.run(line, cwd=ROOT, check=True, capture_output=True))[0]


def certified() -> tuple[float, float, dict[str, Any]]:
    """Return the seconds of finding and of checking the wide minimum, and its certificate."""
    finding, found = timed(lambda: dict(flagship("a", SOURCES)))
    wide = found["a-wide.json"]
    checking, report = timed(lambda: verify(wide))
    assert report.accepted
    return finding, checking, wide


def mpmath_hessian(wide: dict[str, Any]) -> tuple[float, float]:
    """Return the seconds of one mpmath Hessian (30 digits), and of eigvalsh of a float64 one."""
    from proofcheck.arithmetic import Floats, Multiprecision

    rows = [layer["weights"] for layer in wide["network"]["layers"]]
    widths = (len(rows[0][0]), *map(len, rows))
    flat = [x for layer in rows for row in layer for x in row]
    network = Network.from_parameters(Architecture(widths, False), SIGMOID, flat)
    inputs = tuple(tuple(row) for row in wide["data"]["inputs"])
    teacher = wide["data"]["labels"]["teacher"]["layers"]
    exact = [x for layer in teacher for row in layer["weights"] for x in row]
    labels = Network.from_parameters(Architecture((2, 5, 5, 1), False), SIGMOID, exact)

    def at(arithmetic: Any) -> Any:
        values = forward_pass(network, inputs, arithmetic)
        y = forward_pass(labels, inputs, arithmetic).outputs
        return hessian(values, residual(values, y))

    slow, _ = timed(lambda: at(Multiprecision(30)))
    H = at(Floats())
    fast, _ = timed(lambda: np.linalg.eigvalsh((H + H.T) / 2))
    return slow, fast


SHAPES = ((24, 21, 1), (60, 17, 1), (60, 33, 1), (60, 60, 8, 1))


def instance(widths: tuple[int, ...]) -> Dense:
    """Return random weights and a residual near the kernel of J', N = 1.5 times the parameters.

    The residual is a float64 projection, taken as exact: labels are y = f - r, and the gradient is
    2 J'r, small but not 0. Timed is the proof that the Hessian is positive definite.
    """
    generator = np.random.default_rng(7)
    pairs = list(pairwise(widths))
    weights = tuple(generator.normal(0, 3 / np.sqrt(n), (m, n + 1)) for n, m in pairs)
    count = sum(w.size for w in weights) * 3 // 2
    inputs = generator.normal(0, 1, (count, widths[0]))
    acts, jacobian = [np.c_[np.ones(count), inputs]], []
    for w in weights[:-1]:
        acts.append(np.c_[np.ones(count), np.tanh(acts[-1] @ w.T)])
    delta = np.ones((count, 1))
    for w, act in zip(reversed(weights), reversed(acts), strict=True):
        jacobian.append((delta[:, :, None] * act[:, None, :]).reshape(count, -1))
        delta = (delta @ w[:, 1:]) * (1 - act[:, 1:] ** 2)
    J = np.concatenate(jacobian, axis=1)
    J /= np.linalg.norm(J, axis=0)
    drawn = generator.normal(0, 1e-4, count)
    for _ in range(2):
        drawn = drawn - J @ np.linalg.solve(J.T @ J, J.T @ drawn)
    return Dense("tanh", True, weights, inputs, drawn)


def plain(net: Dense) -> Any:
    """Return numpy's Cholesky factor of its float64 Hessian, by 2 J'J and the curvature blocks."""
    count, bent, delta = len(net.inputs), [], np.ones((len(net.inputs), 1))
    acts = [np.c_[np.ones(count), net.inputs]]
    for w in net.weights[:-1]:
        acts.append(np.c_[np.ones(count), np.tanh(acts[-1] @ w.T)])
    deltas, S = [delta], np.zeros((count, 1, 1))
    bent = [S]
    for w, act in zip(net.weights[:0:-1], acts[:0:-1], strict=True):
        first = 1 - act[:, 1:] ** 2
        back = delta @ w[:, 1:]
        S = (w[:, 1:].T @ S @ w[:, 1:]) * first[:, :, None] * first[:, None, :]
        k = np.arange(S.shape[1])
        S[:, k, k] += -2 * act[:, 1:] * first * back
        delta = back * first
        deltas.insert(0, delta)
        bent.insert(0, S)
    parts = zip(deltas, acts, strict=True)
    J = np.concatenate([(d[:, :, None] * a[:, None, :]).reshape(count, -1) for d, a in parts], 1)
    H = 2 * J.T @ J
    r2, starts = 2 * net.residual, np.cumsum([0, *(w.size for w in net.weights)])
    for low, a in enumerate(acts):
        reach = None
        for high in range(low, len(acts)):
            b = acts[high]
            moved = None
            if high > low:
                first = 1 - b[:, 1:] ** 2
                eye = np.eye(first.shape[1])[None]
                moved = (eye if reach is None else reach) * first[:, :, None]
                reach = net.weights[high][:, 1:] @ moved
            Q = bent[high] if reach is None else bent[high] @ reach
            n, m, s, t = Q.shape[2], Q.shape[1], a.shape[1], b.shape[1]
            left = (Q * r2[:, None, None]).transpose(2, 1, 0).reshape(n * m, count)
            right = (a[:, :, None] * b[:, None, :]).reshape(count, -1)
            block = (left @ right).reshape(n, m, s, t).transpose(0, 2, 1, 3).copy()
            if moved is not None:
                path = (r2[:, None] * deltas[high])[:, :, None, None] * moved[:, None]
                more = (path.reshape(count, -1).T @ a).reshape(m, t - 1, n, s)
                block[..., 1:] += more.transpose(2, 3, 0, 1)
            i, j = starts[low], starts[high]
            H[i : i + n * s, j : j + m * t] += block.reshape(n * s, m * t)
    H = np.triu(H) + np.triu(H, 1).T
    scale = 1 / np.sqrt(np.diag(H))
    return np.linalg.cholesky(H * scale[:, None] * scale)


def rigorous(net: Dense) -> tuple[bool, float]:
    """Return whether the Hessian is proved positive definite, and the margin."""
    return is_positive_definite(*net.hessian())


def at_scale(largest: int) -> None:
    """Print dense certificates against plain float64, with the growth exponent."""
    print("\ndense Hessian and positive definiteness, N = 1.5 M, biases")
    print(f"{'network':>12} {'M':>5} {'N':>5}  certified    plain  ratio   margin  peak memory")
    points = []
    for widths in SHAPES:
        net = instance(widths)
        if net.size > largest:
            continue
        fast, _ = timed(lambda net=net: plain(net))
        slow, (proved, margin) = timed(lambda net=net: rigorous(net))
        points.append((net.size, slow))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
        label = "-".join(map(str, widths))
        verdict = f"{margin:8.1e}" if proved else "undecided"
        print(
            f"{label:>12} {net.size:>5} {len(net.inputs):>5}  {slow:7.2f} s {fast:6.2f} s "
            f"{slow / fast:6.2f} {verdict} {memory:6.2f} GB",
            flush=True,
        )
    if len(points) > 1:
        sizes, seconds = np.log(np.array(points)).T
        print(f"growth: seconds ~ M^{np.polyfit(sizes, seconds, 1)[0]:.2f}")


def main() -> None:
    """Print the comparisons."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--largest", type=int, default=4157, help="most parameters")
    largest = parser.parse_args().largest
    whole = command()
    finding, checking, wide = certified()
    begun = time.process_time()
    assert verify(wide).accepted
    alone = time.process_time() - begun
    slow, fast = mpmath_hessian(wide)
    print(f"flagship a, command with start-up        {whole:8.3f} s   (goal 3 s)")
    print(f"  finding all five certificates          {finding:8.3f} s")
    print(f"  certified work on 2-21-21-1            {checking:8.3f} s   (goal 0.3 s)")
    print(f"    the same, processor time             {alone:8.3f} s")
    print(f"one mpmath Hessian, 30 digits            {slow:8.3f} s   {slow / checking:6.1f} times")
    print(f"numpy eigvalsh, not rigorous             {fast:8.3f} s   {fast / checking:6.2f} times")
    at_scale(largest)


if __name__ == "__main__":
    main()
