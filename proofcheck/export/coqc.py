"""The Coq of this machine: its version, and what it says of one file."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from proofcheck.core import InputError
from proofcheck.export.library import NAMESPACE

INSTALL = (
    "apt-get install -y --no-install-recommends "
    "coq libcoq-interval libcoq-coquelicot libcoq-bignums"
)
LONGEST = 1200
FLAGS = ("-q", "-Q", ".", NAMESPACE, "-w", "-ambiguous-paths,-require-in-module")


@dataclass(frozen=True)
class Compiled:
    """What came of compiling one file."""

    accepted: bool
    output: str
    seconds: float = 0.0


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
        """Return what coqc says of one file; it is given twenty minutes."""
        try:
            done = _run(["coqc", *FLAGS, f"{file}.v"], folder, LONGEST)
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
    try:
        done = _run(["coqc", "--print-version"], Path.cwd(), 60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() or None


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of coqc: nothing in it names another library, or a file to read first.

    `COQLIB`, `COQPATH`, `OCAMLPATH`, folders of the user and `coqrc` files have no effect.
    """
    path = os.environ.get("PATH", os.defpath)
    home = str(folder.resolve() / "nobody")
    return {"PATH": path, "HOME": home, "XDG_DATA_DIRS": home, "LC_ALL": "C.UTF-8"}


def _run(command: list[str], folder: Path, longest: int) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
        timeout=longest,
    )


def _missing() -> str:
    raise InputError(
        "Coq",
        given="no coqc on this machine",
        admissible="Coq 8.16 with Interval, Coquelicot and Bignums",
        repair=f"run as root: {INSTALL}",
    )
