"""Paths out of zero parameters: seconds, bits, digits and margin against the number of samples.

Run `python -m benchmarks.escape`, with `--inputs 1` for the worst conditioned starts. The margin is
1 - |X A - I| as proved; the size of A^-1, about that of the weights on the path, is the largest
weight at t = 1/2.
"""

from __future__ import annotations

import argparse
import time
from math import log10

from campaigns.escape_paths import samples, start_of
from proofcheck.arithmetic import Balls
from proofcheck.certificates.escaping import escape
from proofcheck.certificates.writer import Problem, text
from proofcheck.checker import verify
from proofcheck.cli.escape_text import upwards
from proofcheck.networks import SIGMOID, flatten
from proofcheck.paths import largest


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, nargs="+", default=[5, 10, 15, 20, 25, 30, 40])
    parser.add_argument("--inputs", type=int, default=2)
    parser.add_argument("--epsilon", default="1e-6")
    parser.add_argument("--start", default="zero")
    options = parser.parse_args()
    print(f"{options.start} start, epsilon {options.epsilon}, {options.inputs}-N-5-3-1, sigmoid")
    print("  N   found   checked  rank bits (digits)   path bits  margin      largest weight")
    for count in options.samples:
        print(row(count, options), flush=True)


def row(count: int, options: argparse.Namespace) -> str:
    """Return the line of one number of samples."""
    network = start_of((options.inputs, count, 5, 3, 1), SIGMOID, options.start)
    inputs, labels = samples(options.inputs, count)
    problem = Problem(tuple(inputs), {"values": [text(y) for y in labels]})
    begun = time.perf_counter()
    found = escape(network, problem, options.epsilon)
    finding = time.perf_counter() - begun
    assert verify(found.certificate).accepted
    checking = time.perf_counter() - begun - finding
    rank, balls = found.path.start.rank, Balls(found.bits)
    with balls.active():
        top = largest(abs(flatten(found.path.at("1/2", balls).weights)))
    digits = f"{rank.bits} ({int(rank.bits * log10(2))})"
    return (
        f"{count:3d} {finding:6.2f} s {checking:6.2f} s  {digits:20} {found.bits:9d}"
        f"  1 - {upwards(rank.defect):9}  {top.mid().str(3, radius=False)}"
    )


if __name__ == "__main__":
    main()
