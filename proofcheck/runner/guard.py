"""Running one check so that nothing it does can stop the run: errors and time become outcomes."""

from __future__ import annotations

import json
import re
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType

from proofcheck.core import Cause, Outcome, PrecisionError, Verdict, undecided


class TimeUp(BaseException):
    """Raised inside a check when its time is up; not an Exception, so that no check swallows it."""


def past(until: float | None) -> bool:
    """Return whether the moment, on the monotonic clock, has passed; `None` never passes."""
    return until is not None and time.monotonic() >= until


def guarded(run: Callable[[], Outcome], until: float | None = None) -> Outcome:
    """Return what a check found; an error in it, or the end of its time, leaves it undecided.

    >>> guarded(lambda: 1 // 0).detail
    'ZeroDivisionError: integer division or modulo by zero'
    """
    if past(until):
        return time_ran_out()
    try:
        with time_limit(until):
            return _sound(run())
    except TimeUp:
        return time_ran_out()
    except PrecisionError as error:
        return undecided(Cause.PRECISION, str(error))
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return undecided(Cause.NOT_APPLICABLE, describe(error))


def describe(error: BaseException) -> str:
    """Return an error in words that are the same on every run: without addresses of objects.

    >>> describe(ValueError("<object at 0x7f00>"))
    'ValueError: <object at 0x...>'
    """
    return re.sub(r"0x[0-9a-f]+", "0x...", f"{type(error).__name__}: {error}")


def time_ran_out() -> Outcome:
    """Return the outcome of a check that time cut short."""
    return undecided(Cause.TIME, "time ran out before it was decided")


def _sound(outcome: Outcome) -> Outcome:
    if not isinstance(outcome, Outcome):
        given = type(outcome).__name__
        return undecided(Cause.NOT_APPLICABLE, f"the check returned {given}, not an Outcome")
    wrong = _wrong_field(outcome)
    if wrong is not None:
        return undecided(Cause.NOT_APPLICABLE, f"the check returned an Outcome with {wrong}")
    if outcome.verdict is Verdict.REFUTED and not outcome.confirmed_by:
        detail = f"refutation without a second arithmetic: {outcome.detail}"
        return undecided(Cause.PRECISION, detail)
    if outcome.verdict is Verdict.UNDECIDED and outcome.cause is None:
        outcome = replace(outcome, cause=Cause.NOT_APPLICABLE)
    return _plain(outcome)


def _wrong_field(outcome: Outcome) -> str | None:
    """Return the field that no outcome may have, a verdict that is a truth value for example."""
    kinds = {"verdict": Verdict, "cause": Cause | None, "witness": Mapping | None}
    for name, kind in {**kinds, "samples": int, "digits": int}.items():
        if not isinstance(getattr(outcome, name), kind):
            return f"{name} {getattr(outcome, name)!r}"[:80]
    return None


def _plain(outcome: Outcome) -> Outcome:
    """Only text and JSON values leave a check: they travel between processes and into files."""
    witness = None
    if outcome.witness is not None:  # NaN and infinities are no JSON: they become text
        witness = json.loads(json.dumps(outcome.witness, default=str), parse_constant=str)
    confirmed = str(outcome.confirmed_by)
    return replace(outcome, detail=str(outcome.detail), confirmed_by=confirmed, witness=witness)


@contextmanager
def time_limit(until: float | None) -> Iterator[None]:
    """Raise `TimeUp` inside the block at the given moment, where the system has an alarm clock.

    Whatever drops it, the alarm comes again every second until the block ends.
    """
    in_main = threading.current_thread() is threading.main_thread()
    if until is None or not in_main or not hasattr(signal, "setitimer"):
        yield
        return
    previous = signal.signal(signal.SIGALRM, _raise_time_up)
    try:
        signal.setitimer(signal.ITIMER_REAL, max(until - time.monotonic(), 1e-6), 1)
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)


def _raise_time_up(_signal: int, frame: FrameType | None) -> None:
    """Not where Hypothesis measures a garbage collection: Python would drop it with a warning."""
    if frame is None or frame.f_code.co_name != "gc_callback":
        raise TimeUp
