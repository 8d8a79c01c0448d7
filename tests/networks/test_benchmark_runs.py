"""The benchmark runs from the command line and compares its two roads."""

import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import hessian

ROOT = Path(__file__).resolve().parents[2]


def test_the_table_has_one_line_per_way():
    command = [sys.executable, "-m", "benchmarks.hessian", "--widths", "1-1-1", "--samples", "2"]
    run = subprocess.run([*command, "--repeat", "1"], cwd=ROOT, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    for name in ("float64", "balls(169)", "mpmath(50)", "sympy", "bound by", "largest difference"):
        assert name in run.stdout


def test_a_clock_that_stands_still_is_no_time(monkeypatch):
    """A coarse processor clock measures 0 for a short call; a ratio to it would be none."""
    clock = iter([0, 0, 0, 0, 0.05, 0.05, 0.07, 0.2])
    monkeypatch.setattr(hessian.time, "process_time", lambda: next(clock))
    assert hessian._best_time(lambda: None) == pytest.approx(0.02)
