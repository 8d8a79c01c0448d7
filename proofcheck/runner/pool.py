"""Running tasks in this process or in several, with the results as they come."""

from __future__ import annotations

import gc
import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed

from proofcheck.core import Budget
from proofcheck.runner.discovery import Library
from proofcheck.runner.tasks import Done, Task, execute, execute_from


def run_here(
    library: Library, tasks: Sequence[Task], budget: Budget, until: float | None
) -> Iterator[Done]:
    """Return the finished tasks, in order, run in this process."""
    for task in tasks:
        yield execute(library.statements[task.statement], task, budget, until)


def run_in_processes(
    library: Library, tasks: Sequence[Task], budget: Budget, until: float | None, jobs: int
) -> Iterator[Done]:
    """Return the finished tasks, in the order in which they end, run in `jobs` processes.

    Raises:
        BrokenProcessPool: a process died, of lack of memory for example.
    """
    refs = library.modules
    modules = sorted({ref.name for ref in refs.values() if ref.name})
    context = worker_context("proofcheck.runner.tasks", modules)
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=settle)
    try:
        waiting = [pool.submit(execute_from, refs[t.statement], t, budget, until) for t in tasks]
        for future in as_completed(waiting):
            yield future.result()
    finally:
        stop_pool(pool)


def stop_pool(pool: ProcessPoolExecutor) -> None:
    """End the processes of a pool, whatever they are doing."""
    running = any(process.is_alive() for process in multiprocessing.active_children())
    pool.shutdown(wait=False, cancel_futures=True)
    if running:
        for process in multiprocessing.active_children():
            process.terminate()


def worker_context(engine: str, modules: list[str]) -> multiprocessing.context.BaseContext:
    """Return the way to start processes; a fork server imports the modules once for all of them."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([engine, *modules])
    return context


def settle() -> None:
    """Prepare a worker: interrupts reach the main process only, collections are rare.

    What is loaded stays for good, so the collector need not look at it; expressions and balls are
    freed without it. That is a tenth of the processor time of a whole run.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
