"""Tasks: the parts of a statement's work, small enough to be spread over processes."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass

from proofcheck.core import Budget, Statement
from proofcheck.runner.loading import ModuleRef, load
from proofcheck.runner.pairs import pairs_of
from proofcheck.runner.proving import Proof, Proved, proofs, prove
from proofcheck.runner.sampling import Slice, sample

SHORTEST_SLICE = 5


@dataclass(frozen=True)
class Samples:
    """The instances of a statement from start to stop (excluded)."""

    start: int
    stop: int


@dataclass(frozen=True)
class Task:
    """One part of the work on a statement, named so that another process can find it."""

    statement: str
    work: Proof | Samples


@dataclass(frozen=True)
class Done:
    """A task with its result and the seconds it took."""

    task: Task
    result: Proved | Slice
    seconds: float


def tasks_of(statement: Statement, budget: Budget, slices: int) -> Iterator[Task]:
    """Return the tasks of a statement, with its samples cut into at most so many slices."""
    for proof in proofs(statement):
        yield Task(statement.id, proof)
    if budget.examples and any(True for _ in pairs_of(statement)):
        length = max(-(-budget.examples // slices), SHORTEST_SLICE if slices > 1 else 1)
        for start in range(0, budget.examples, length):
            yield Task(statement.id, Samples(start, min(start + length, budget.examples)))


def execute(statement: Statement, task: Task, budget: Budget, until: float | None) -> Done:
    """Return the task with its result; what its checks print goes to standard error."""
    started = time.perf_counter()
    work = task.work
    result: Proved | Slice
    with redirect_stdout(sys.stderr):
        if isinstance(work, Proof):
            result = prove(statement, work, budget, until)
        else:
            result = sample(statement, budget, work.start, work.stop, until)
    return Done(task, result, time.perf_counter() - started)


def execute_from(ref: ModuleRef, task: Task, budget: Budget, until: float | None) -> Done:
    """Return the task with its result, for a process that has to load the module first."""
    statement = next(s for s in load(ref) if s.id == task.statement)
    return execute(statement, task, budget, until)
