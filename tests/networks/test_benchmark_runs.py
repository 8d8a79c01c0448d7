"""The benchmark runs from the command line and compares its two roads."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_table_has_one_line_per_way():
    command = [sys.executable, "-m", "benchmarks.hessian", "--widths", "1-1-1", "--samples", "2"]
    run = subprocess.run([*command, "--repeat", "1"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    for name in ("float64", "balls(169)", "mpmath(50)", "sympy", "bound by", "largest difference"):
        assert name in run.stdout
