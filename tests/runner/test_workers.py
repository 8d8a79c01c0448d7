"""Worker processes: what they ignore, and what the collector of garbage leaves alone."""

import gc
import signal
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor

from proofcheck.runner.pool import settle, worker_context


def test_a_settled_worker_ignores_interrupts_and_seldom_looks_at_what_stays():
    context = worker_context("proofcheck.runner.tasks", [])
    with ProcessPoolExecutor(1, mp_context=context, initializer=settle) as pool:
        handler = pool.submit(signal.getsignal, signal.SIGINT).result()
        thresholds = pool.submit(gc.get_threshold).result()
        frozen = pool.submit(gc.get_freeze_count).result()
        assert pool.submit(gc.isenabled).result()
    assert handler == signal.SIG_IGN
    assert all(rare > usual for rare, usual in zip(thresholds, gc.get_threshold(), strict=True))
    assert frozen > 10_000


SCRIPT = """
from concurrent.futures import ProcessPoolExecutor
from proofcheck.runner.pool import worker_context

context = worker_context("proofcheck.runner.tasks", ["fractions", "colorsys"])
with ProcessPoolExecutor(1, mp_context=context) as pool:
    for name in ("proofcheck.runner.tasks", "colorsys", "chunk"):
        print(pool.submit(eval, f"{name!r} in __import__('sys').modules").result())
"""


def test_a_worker_starts_with_the_engine_and_the_modules_loaded():
    """In a process of its own: there is one server of forks in each, which loads them once."""
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=False
    )
    assert ended.stdout.split() == ["True", "True", "False"], ended.stderr


def test_this_process_stays_as_it_is():
    assert gc.get_freeze_count() == 0
    assert signal.getsignal(signal.SIGINT) is not signal.SIG_IGN
