"""Isolated copies of the sources, and commands that run in them, each in a fresh process."""

from __future__ import annotations

import compileall
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from math import ceil
from pathlib import Path
from py_compile import PycInvalidationMode

COPIED = (
    *("proofcheck", "theorems", "tests", "benchmarks", "certificates", "campaigns", "docs"),
    *("pyproject.toml", "README.md"),
)
NEVER = shutil.ignore_patterns("__pycache__", ".*", "*.pyc")


LIMITED = """
import os, resource, sys
seconds = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
os.execv(sys.executable, [sys.executable, *sys.argv[2:]])
"""
BACKSTOP = 20
OVER_LIMIT = (-signal.SIGXCPU, -signal.SIGKILL)


@dataclass(frozen=True)
class Ran:
    """How a command ended; `status` is `None` where it took longer than it was given."""

    status: int | None
    seconds: float
    output: str


def snapshot(root: Path, to: Path) -> None:
    """Copy the sources, and compile them so that a changed source is always compiled again.

    The compiled files carry a hash of their source, which Python compares at every import: neither
    time nor size of a file decides.
    """
    for name in COPIED:
        if (root / name).is_dir():
            shutil.copytree(root / name, to / name, ignore=NEVER)
        elif (root / name).exists():
            shutil.copy(root / name, to / name)
    for folder in ("proofcheck", "theorems"):
        mode = PycInvalidationMode.CHECKED_HASH
        compileall.compile_dir(to / folder, quiet=1, invalidation_mode=mode)


@contextmanager
def copy_of(sources: Path) -> Iterator[Path]:
    """Return a copy of a snapshot that is deleted afterwards."""
    with tempfile.TemporaryDirectory(prefix="operator-mutant-") as directory:
        copy = Path(directory, "sources")
        shutil.copytree(sources, copy)
        yield copy


def run(command: tuple[str, ...], directory: Path, limit: float) -> Ran:
    """Run this Python with some arguments in a copy; all its processes end with it.

    The limit is one of processor time, so that a busy machine ends nothing; only a process that
    sleeps meets the limit of elapsed time, which is far longer.
    """
    started = time.monotonic()
    process = subprocess.Popen(
        (sys.executable, "-c", LIMITED, str(ceil(limit)), *command),
        cwd=directory,
        env=environment(directory),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        text=True,
        errors="replace",
    )
    output, ended = _wait(process, BACKSTOP * limit)
    status = None if not ended or process.returncode in OVER_LIMIT else process.returncode
    return Ran(status, time.monotonic() - started, output)


def environment(directory: Path) -> dict[str, str]:
    """Return the variables for a copy: its own modules first, no compiled files, one thread."""
    own = {"PYTHONPATH": str(directory), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
    threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    return {**os.environ, **own, **threads, "COLUMNS": "200"}


def _wait(process: subprocess.Popen[str], limit: float) -> tuple[str, bool]:
    try:
        return process.communicate(timeout=limit)[0], True
    except subprocess.TimeoutExpired:
        _end(process)
        return process.communicate()[0], False
    except BaseException:
        _end(process)
        raise


def _end(process: subprocess.Popen[str]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
