"""Compiling files that need one another, several at a time, the longest way first."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace

from proofcheck.export.coqc import Compiled

AT_ONCE = 2
"""Files compiled at a time: coqc needs about half a gigabyte for each."""
REFUSED = "is refused"


@dataclass(frozen=True)
class Task:
    """A file to compile.

    Attributes:
        run: compiles it.
        needs: the names of the tasks that have to be accepted before.
        cost: how long it takes, in any unit.
    """

    run: Callable[[], Compiled]
    needs: tuple[str, ...] = ()
    cost: float = 1


def urgency(tasks: Mapping[str, Task]) -> dict[str, float]:
    """Return for each task the cost of the longest chain that starts with it.

    >>> one = Task(lambda: Compiled(True, ""), cost=2)
    >>> urgency({"a": one, "b": Task(one.run, ("a",), 3), "c": one})
    {'c': 2, 'b': 3, 'a': 5}
    """
    after: dict[str, float] = {}
    found = {}
    for name in reversed(list(tasks)):
        found[name] = tasks[name].cost + after.get(name, 0)
        for needed in tasks[name].needs:
            after[needed] = max(after.get(needed, 0), found[name])
    return found


def compile_all(
    tasks: Mapping[str, Task],
    before: Mapping[str, Compiled] | None = None,
    at_once: int = AT_ONCE,
) -> Iterator[tuple[str, Compiled]]:
    """Yield each task with what came of it, as they end; tasks stand after what they need.

    A task that needs a refused one is refused, and not run. Where the caller stops, or an error or
    Ctrl-C arrives, nothing more is started.
    """
    order = urgency(tasks)
    waiting = sorted(tasks, key=lambda name: -order[name])
    ended = dict(before or {})
    running: dict[Future[Compiled], str] = {}
    pool = ThreadPoolExecutor(at_once)
    try:
        while waiting or running:
            for name in list(waiting):
                refusal = _refusal(tasks[name].needs, ended)
                if refusal:
                    waiting.remove(name)
                    ended[name] = Compiled(False, refusal)
                    yield name, ended[name]
                elif len(running) < at_once and all(n in ended for n in tasks[name].needs):
                    waiting.remove(name)
                    running[pool.submit(_timed, tasks[name].run)] = name
            for done in wait(running, return_when=FIRST_COMPLETED).done:
                name = running.pop(done)
                ended[name] = done.result()
                yield name, ended[name]
    finally:
        pool.shutdown(cancel_futures=True)


def last(output: str) -> str:
    r"""Return the last two lines of an output, shortened, in one.

    >>> last("a\n\n b \nc")
    'b c'
    """
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return " ".join(lines[-2:])[:200]


def _timed(run: Callable[[], Compiled]) -> Compiled:
    started = time.perf_counter()
    return replace(run(), seconds=time.perf_counter() - started)


def _refusal(needs: tuple[str, ...], ended: Mapping[str, Compiled]) -> str:
    for name in needs:
        if name in ended and not ended[name].accepted:
            output = ended[name].output
            return output if f".v {REFUSED}: " in output else f"{name}.v {REFUSED}: {last(output)}"
    return ""
