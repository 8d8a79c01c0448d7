"""Running tasks in this process or in several, with the results as they come."""

from __future__ import annotations

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
    context = _context(sorted({ref.name for ref in refs.values() if ref.name}))
    pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=_leave_interrupts_alone)
    try:
        waiting = [pool.submit(execute_from, refs[t.statement], t, budget, until) for t in tasks]
        for future in as_completed(waiting):
            yield future.result()
    finally:
        _stop(pool)


def _stop(pool: ProcessPoolExecutor) -> None:
    running = any(process.is_alive() for process in multiprocessing.active_children())
    pool.shutdown(wait=False, cancel_futures=True)
    if running:
        for process in multiprocessing.active_children():
            process.terminate()


def _context(modules: list[str]) -> multiprocessing.context.BaseContext:
    """Where there is a fork server, it imports the theorem modules once for all processes."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["proofcheck.runner.tasks", *modules])
    return context


def _leave_interrupts_alone() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
