"""Worker processes: what they ignore, and what the collector of garbage leaves alone."""

import gc
import signal
from concurrent.futures import ProcessPoolExecutor

from proofcheck.runner.pool import settle, worker_context


def test_a_settled_worker_ignores_interrupts_and_seldom_looks_at_what_stays():
    context = worker_context("proofcheck.runner.tasks", [])
    with ProcessPoolExecutor(1, mp_context=context, initializer=settle) as pool:
        handler = pool.submit(signal.getsignal, signal.SIGINT).result()
        young = pool.submit(gc.get_threshold).result()[0]
        frozen = pool.submit(gc.get_freeze_count).result()
        assert pool.submit(gc.isenabled).result()
    assert handler == signal.SIG_IGN
    assert young > gc.get_threshold()[0]
    assert frozen > 10_000


def test_this_process_stays_as_it_is():
    assert gc.get_freeze_count() == 0
    assert signal.getsignal(signal.SIGINT) is not signal.SIG_IGN
