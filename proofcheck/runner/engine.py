"""The engine: runs every check and mutant of the wanted statements and of what they lean on."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field

from proofcheck.core import Budget, Computation, Record
from proofcheck.core.ledger import ancestors
from proofcheck.runner.discovery import Library
from proofcheck.runner.merge import Parts, merged
from proofcheck.runner.pool import run_here, run_in_processes
from proofcheck.runner.proving import Proof
from proofcheck.runner.tasks import Done, Task, tasks_of


@dataclass
class Run:
    """What a run brought back: records of the finished statements, and how it ended.

    >>> Run(("lemma-12",), Budget(digits=50, examples=200, seed=0)).records
    {}
    """

    ids: tuple[str, ...]
    budget: Budget
    records: dict[str, Record] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    elapsed: float = 0.0
    interrupted: bool = False
    broken: bool = False


def run(
    library: Library,
    ids: tuple[str, ...],
    budget: Budget,
    *,
    jobs: int = 1,
    until: float | None = None,
    tell: Callable[[int, int], None] | None = None,
    keep: Callable[[str, Record, float], None] | None = None,
) -> Run:
    """Return the records of the statements with these ids and of all they lean on.

    An interrupt, or the death of a process, keeps the statements that are finished.
    `tell(done, total)` hears of progress, `keep(id, record, seconds)` of finished statements.

    Raises:
        StatementError: statements lean on each other in a cycle.

    >>> from proofcheck.core import Citation, Statement, Step, scope
    >>> step = Step("s", "a", page=1, checks=(Citation("Nitta 2017", scope()),))
    >>> old = Statement("old", "Old", 1, "a", (step,))
    >>> new = Statement("new", "New", 1, "b", (step,), uses=("old",))
    >>> done = run(Library({"new": new, "old": old}), ("new",), Budget(50, 0, 0))
    >>> done.ids, done.records["new"].evidence["s"][0].kind
    (('old', 'new'), <Kind.CITED: 'cited'>)
    """
    started = time.monotonic()
    order = ancestors(library.statements, ids)
    result = Run(tuple(order), budget)
    collector = _Collector(library, result, keep)
    slices = 1 if jobs == 1 else 2 * jobs
    tasks = [t for name in order for t in tasks_of(library.statements[name], budget, slices)]
    collector.expect(tasks)
    try:
        for count, done in enumerate(_stream(library, tasks, budget, until, jobs), start=1):
            collector.take(done)
            if tell is not None:
                tell(count, len(tasks))
    except KeyboardInterrupt:
        result.interrupted = True
    except BrokenProcessPool:
        result.broken = True
    result.elapsed = time.monotonic() - started
    return result


class _Collector:
    def __init__(
        self,
        library: Library,
        result: Run,
        keep: Callable[[str, Record, float], None] | None,
    ) -> None:
        self.library, self.result, self.keep = library, result, keep
        self.parts = {name: Parts() for name in result.ids}
        self.left = dict.fromkeys(result.ids, 0)

    def expect(self, tasks: list[Task]) -> None:
        for task in tasks:
            self.left[task.statement] += 1
        for name, left in self.left.items():
            if left == 0:
                self.finish(name)

    def take(self, done: Done) -> None:
        name = done.task.statement
        self.parts[name].add(done.result, done.seconds)
        self.left[name] -= 1
        if self.left[name] == 0:
            self.finish(name)

    def finish(self, name: str) -> None:
        parts = self.parts.pop(name)
        statement = self.library.statements[name]
        self.result.records[name] = merged(statement, parts, self.result.budget)
        self.result.seconds[name] = parts.seconds
        if self.keep is not None:
            self.keep(name, self.result.records[name], parts.seconds)


def _stream(
    library: Library, tasks: list[Task], budget: Budget, until: float | None, jobs: int
) -> Iterator[Done]:
    if jobs == 1 or len(tasks) <= 1:
        return run_here(library, tasks, budget, until)
    longest_first = sorted(tasks, key=lambda task: not _is_computation(library, task))
    return run_in_processes(library, longest_first, budget, until, min(jobs, len(tasks)))


def _is_computation(library: Library, task: Task) -> bool:
    if not isinstance(task.work, Proof):
        return False
    step = library.statements[task.statement].step(task.work.step)
    checks = step.checks
    return task.work.check < len(checks) and isinstance(checks[task.work.check], Computation)
