"""The audit: coqc accepts a claim, its axioms are on the list, no source contains an axiom."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from proofcheck.core import InputError
from proofcheck.export.library import NAMESPACE, Library, unproved
from proofcheck.export.writer import Exported

INSTALL = (
    "apt-get install -y --no-install-recommends "
    "coq libcoq-interval libcoq-coquelicot libcoq-bignums"
)
LONGEST = 300
AT_ONCE = 2
"""Files compiled at a time: coqc needs about half a gigabyte for each."""
T0 = frozenset(
    {
        "ClassicalDedekindReals.sig_not_dec",
        "ClassicalDedekindReals.sig_forall_dec",
        "FunctionalExtensionality.functional_extensionality_dep",
        "Classical_Prop.classic",
    }
)
"""The axioms of the classical real numbers in Coq's own library."""
T1_PREFIXES = ("PrimInt63.", "Uint63.", "Int63.")
T2_PREFIXES = ("PrimFloat.", "FloatOps.", "FloatAxioms.")
CLOSED = "Closed under the global context"


@dataclass(frozen=True)
class Compiled:
    """What came of compiling one file."""

    accepted: bool
    output: str


class Compiler(Protocol):
    """Something that compiles Coq files; tests give a made-up one."""

    def version(self) -> str:
        """Return the version."""

    def compile(self, folder: Path, file: str) -> Compiled:
        """Return what came of compiling one file of the folder."""


class Coqc:
    """The coqc of this machine."""

    def version(self) -> str:
        """Return the version of Coq and OCaml.

        Raises:
            InputError: there is no coqc.
        """
        return coq_version() or _missing()

    def compile(self, folder: Path, file: str) -> Compiled:
        """Return what coqc says of one file; it is given five minutes."""
        command = ["coqc", "-Q", ".", NAMESPACE, "-w", "-ambiguous-paths", f"{file}.v"]
        try:
            done = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, check=False, timeout=LONGEST
            )
        except subprocess.TimeoutExpired:
            return Compiled(False, f"coqc took more than {LONGEST} s")
        except OSError as error:
            return Compiled(False, f"coqc: {error.strerror}")
        output = done.stdout if done.returncode == 0 else done.stdout + done.stderr
        return Compiled(done.returncode == 0, output)


def coq_version() -> str | None:
    """Return the version of the coqc of this machine, `None` without one."""
    if shutil.which("coqc") is None:
        return None
    command = ["coqc", "--print-version"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None


def _missing() -> str:
    raise InputError(
        "Coq",
        given="no coqc on this machine",
        admissible="Coq 8.16 with Interval, Coquelicot and Bignums",
        repair=f"run as root: {INSTALL}",
    )


@dataclass(frozen=True)
class Audit:
    """What the audit found on one claim; `refusal` is empty where the kernel accepted it."""

    refusal: str
    axioms: tuple[str, ...] = ()
    tier: str = ""
    seconds: float = 0.0


def axioms_in(output: str) -> tuple[str, ...] | None:
    r"""Return the axioms that `Print Assumptions` printed, `None` where it printed nothing.

    >>> axioms_in("Axioms:\na.b : forall x,\n  x\n")
    ('a.b',)
    >>> axioms_in("Closed under the global context"), axioms_in("") is None
    ((), True)
    """
    if output.strip() == CLOSED:
        return ()
    head, found, tail = output.rpartition("Axioms:")
    if not found or head.strip():
        return None
    lines = [line for line in tail.splitlines() if line and not line[0].isspace()]
    return tuple(re.split(r"\s", line, maxsplit=1)[0] for line in lines)


def tier_of(axioms: Iterable[str]) -> str | None:
    """Return T0, T1 or T2, and `None` where an axiom is on no list.

    >>> tier_of(["Classical_Prop.classic"]), tier_of(["PrimInt63.int"]), tier_of(["mine"])
    ('T0', 'T1', None)
    """
    tier = 0
    for axiom in axioms:
        if axiom in T0:
            continue
        if axiom.startswith(T1_PREFIXES):
            tier = max(tier, 1)
        elif axiom.startswith(T2_PREFIXES):
            tier = 2
        else:
            return None
    return f"T{tier}"


def build_library(folder: Path, library: Library, coq: Compiler) -> str:
    """Compile the library, two files at a time; return why it is not accepted, or nothing."""
    for name, source in library.sources.items():
        words = unproved(source)
        if words:
            return f"{name}.v contains {', '.join(words)}"
    for old in folder.glob("*.vo"):
        old.unlink(missing_ok=True)
    done: dict[str, Future[Compiled]] = {}

    def compiled(name: str) -> Compiled:
        # A file waits only for earlier ones, which were started before it.
        for needed in library.needs(name):
            if not done[needed].result().accepted:
                return Compiled(False, f"{needed}.v is refused")
        return coq.compile(folder, name)

    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        for name in library.sources:
            done[name] = pool.submit(compiled, name)
        wait(done.values())
    finally:
        pool.shutdown(cancel_futures=True)  # an interrupted run compiles nothing more
    refused = [name for name in done if not done[name].result().accepted]
    return (
        f"{refused[0]}.v is refused: {_last(done[refused[0]].result().output)}" if refused else ""
    )


def audit_all(folder: Path, files: Iterable[Exported], coq: Compiler) -> Iterator[Audit]:
    """Yield what the audit says of each claim, in order; two are compiled at a time."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        yield from pool.map(lambda one: audit(folder, one, coq), files)


def audit(folder: Path, one: Exported, coq: Compiler) -> Audit:
    """Compile one claim, and look at what it assumes."""
    started = time.perf_counter()
    words = unproved(one.source)
    if words:
        return Audit(f"{one.file}.v contains {', '.join(words)}")
    compiled = coq.compile(folder, one.file)
    seconds = time.perf_counter() - started
    if not compiled.accepted:
        return Audit(f"coqc refuses {one.file}.v: {_last(compiled.output)}", seconds=seconds)
    axioms = axioms_in(compiled.output)
    if axioms is None:
        return Audit("Print Assumptions printed no list", seconds=seconds)
    tier = tier_of(axioms)
    if tier is None:
        return Audit(f"assumes {', '.join(sorted(set(axioms) - T0))}", axioms, seconds=seconds)
    return Audit("", axioms, tier, seconds)


def _last(output: str) -> str:
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return " ".join(lines[-2:])[:200]
