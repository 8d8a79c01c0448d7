"""Crews: who does the units of a hunt. This process, a pool of processes, or a Dask cluster."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from typing import Any, Protocol

from proofcheck.core import Budget, InputError, Statement
from proofcheck.hunt.units import Done, Unit, execute_unit, run_unit
from proofcheck.runner.loading import ModuleRef
from proofcheck.runner.pool import settle, stop_pool, worker_context

Refs = Mapping[str, ModuleRef]


class Crew(Protocol):
    """Does units, several at a time, in any order."""

    @property
    def places(self) -> int:
        """How many units it should have at a time."""

    def submit(self, unit: Unit) -> None:
        """Take a unit."""

    def finished(self, timeout: float | None) -> list[Done]:
        """Return what has ended, after waiting for it, or nothing when the time is over."""

    def close(self) -> None:
        """Stop, and drop what is not finished."""


class Alone:
    """This process."""

    places = 1

    def __init__(self, statements: Mapping[str, Statement], budget: Budget) -> None:
        self._statements, self._budget = statements, budget
        self._waiting: deque[Unit] = deque()
        self.until: float | None = None

    def submit(self, unit: Unit) -> None:
        """Take a unit; it is done when somebody asks for what has finished."""
        self._waiting.append(unit)

    def finished(self, timeout: float | None) -> list[Done]:  # noqa: ARG002 - it is done here
        """Do the next unit."""
        if not self._waiting:
            return []
        unit = self._waiting.popleft()
        statement = self._statements[unit.statement]
        return [execute_unit(statement, unit, self._budget, self.until)]

    def close(self) -> None:
        """Drop what was not done."""
        self._waiting.clear()


class Pool:
    """Processes of this machine."""

    def __init__(self, refs: Refs, budget: Budget, jobs: int) -> None:
        self._refs, self._budget = refs, budget
        self.places = 2 * jobs
        modules = sorted({ref.name for ref in refs.values() if ref.name})
        context = worker_context("proofcheck.hunt.units", modules)
        self._pool = ProcessPoolExecutor(jobs, mp_context=context, initializer=settle)
        self._running: set[Future[Done]] = set()

    def submit(self, unit: Unit) -> None:
        """Give a unit to the pool."""
        ref = self._refs[unit.statement]
        self._running.add(self._pool.submit(run_unit, ref, unit, self._budget))

    def finished(self, timeout: float | None) -> list[Done]:
        """Return what has ended.

        Raises:
            BrokenProcessPool: a process died, of lack of memory for example.
        """
        done, self._running = wait(self._running, timeout, return_when=FIRST_COMPLETED)
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

    @property
    def places(self) -> int:
        """Three units for each thread of the cluster, workers that came since included."""
        return max(4, 3 * sum(self._client.nthreads().values()))

    def submit(self, unit: Unit) -> None:
        """Give a unit to the cluster; a unit that a dead worker had is done again by another."""
        ref = self._refs[unit.statement]
        future = self._client.submit(run_unit, ref, unit, self._budget, pure=False, retries=3)
        self._running.add(future)

    def finished(self, timeout: float | None) -> list[Done]:
        """Return what has ended."""
        if not self._running:
            return []
        try:
            with self._client.as_current():
                found = self._distributed.wait(
                    self._running, timeout=timeout, return_when="FIRST_COMPLETED"
                )
        except (TimeoutError, self._distributed.TimeoutError):
            return []
        self._running = set(found.not_done)
        return [future.result() for future in found.done]

    def close(self) -> None:
        """Take back what is not finished, and leave the cluster as it is."""
        self._client.cancel(list(self._running))
        self._client.close(timeout=5)


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
