"""Crews: who does the units of a hunt. This process, a pool of processes, or a Dask cluster."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from typing import Any, Protocol

from proofcheck.core import Budget, InputError, Statement
from proofcheck.hunt.units import Done, Unit, execute_unit, load_all, run_unit
from proofcheck.runner.loading import ModuleRef
from proofcheck.runner.pool import settle, stop_pool, worker_context

Refs = Mapping[str, ModuleRef]
TICK = 0.5
"""Seconds after which the clock is looked at while nothing comes back."""


class Crew(Protocol):
    """Does units, several at a time, in any order."""

    @property
    def places(self) -> int:
        """How many units it should have at a time."""

    def prepare(self) -> None:
        """Have everything loaded that the first unit needs: the clock of a hunt starts then."""

    def submit(self, unit: Unit) -> None:
        """Take a unit."""

    def finished(self, until: float | None) -> list[Done]:
        """Return what has ended, after waiting for it: a moment, and not longer than `until`."""

    def close(self) -> None:
        """Stop, and drop what is not finished."""


class Alone:
    """This process."""

    places = 1

    def __init__(self, statements: Mapping[str, Statement], budget: Budget) -> None:
        self._statements, self._budget = statements, budget
        self._waiting: deque[Unit] = deque()

    def prepare(self) -> None:
        """Do nothing: this process has loaded the statements."""

    def submit(self, unit: Unit) -> None:
        """Take a unit; it is done when somebody asks for what has finished."""
        self._waiting.append(unit)

    def finished(self, until: float | None) -> list[Done]:
        """Do the next unit, which is cut when the time is over."""
        if not self._waiting:
            return []
        unit = self._waiting.popleft()
        statement = self._statements[unit.statement]
        return [execute_unit(statement, unit, self._budget, until)]

    def close(self) -> None:
        """Drop what was not done."""
        self._waiting.clear()


class Pool:
    """Processes of this machine."""

    def __init__(self, refs: Refs, budget: Budget, jobs: int) -> None:
        self._refs, self._budget = refs, budget
        self._jobs, self.places = jobs, 2 * jobs
        modules = sorted({ref.name for ref in refs.values() if ref.name})
        context = worker_context("proofcheck.hunt.units", modules)
        self._pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=settle)
        self._running: set[Future[Done]] = set()

    def prepare(self) -> None:
        """Have the processes started, and the modules loaded in each.

        Raises:
            BrokenProcessPool: one died.
        """
        modules = sorted(set(self._refs.values()), key=str)
        for ready in [self._pool.submit(load_all, modules) for _ in range(self._jobs)]:
            ready.result()

    def submit(self, unit: Unit) -> None:
        """Give a unit to the pool."""
        ref = self._refs[unit.statement]
        self._running.add(self._pool.submit(run_unit, ref, unit, self._budget))

    def finished(self, until: float | None) -> list[Done]:
        """Return what has ended.

        Raises:
            BrokenProcessPool: a process died, of lack of memory for example.
        """
        done, self._running = wait(self._running, _patience(until), return_when=FIRST_COMPLETED)
        return [future.result() for future in done]

    def close(self) -> None:
        """End the processes."""
        stop_pool(self._pool)


class Cluster:
    """The workers of a Dask scheduler, which may come and go."""

    def __init__(self, refs: Refs, budget: Budget, address: str, patience: int = 10) -> None:
        """Connect to the scheduler, which has so many seconds to answer.

        Raises:
            InputError: the extra `cluster` is not installed, or nobody answers.
        """
        distributed = _distributed()
        self._refs, self._budget, self._distributed = refs, budget, distributed
        try:
            self._client = distributed.Client(address, timeout=patience, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise _no_scheduler(address, error) from error
        self._running: set[Any] = set()

    def prepare(self) -> None:
        """Do nothing: the workers are there, and load a module with the first unit of it."""

    @property
    def places(self) -> int:
        """Three units for each thread of the cluster, workers that came since included."""
        return max(4, 3 * sum(self._client.nthreads().values()))

    def submit(self, unit: Unit) -> None:
        """Give a unit to the cluster; a unit that a dead worker had is done again by another."""
        ref = self._refs[unit.statement]
        future = self._client.submit(run_unit, ref, unit, self._budget, pure=False, retries=3)
        self._running.add(future)

    def finished(self, until: float | None) -> list[Done]:
        """Return what has ended."""
        if not self._running:
            return []
        try:
            with self._client.as_current():
                found = self._distributed.wait(
                    self._running, timeout=_patience(until), return_when="FIRST_COMPLETED"
                )
        except (TimeoutError, self._distributed.TimeoutError):
            return []
        self._running = set(found.not_done)
        return [future.result() for future in found.done]

    def close(self) -> None:
        """Take back what is not finished, and leave the cluster as it is."""
        self._client.cancel(list(self._running))
        self._client.close(timeout=5)


def _patience(until: float | None) -> float:
    return TICK if until is None else min(TICK, max(until - time.monotonic(), 0))


def _distributed() -> Any:
    try:
        import distributed
    except ImportError as error:
        raise InputError(
            "--scheduler",
            given="distributed is not installed",
            admissible="an installation with the extra cluster",
            repair='run: pip install "proofcheck[cluster]"',
        ) from error
    return distributed


def _no_scheduler(address: str, error: Exception) -> InputError:
    return InputError(
        "--scheduler",
        given=f"{address}: {type(error).__name__}",
        admissible="the address of a running Dask scheduler, such as tcp://127.0.0.1:8786",
        repair="start one with `dask scheduler`, and workers with `dask worker ADDRESS`",
    )
