"""Running the command line inside the tests, in a directory of its own."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from lemmas import write_lemmas

from proofcheck.cli import main


class Ended(NamedTuple):
    """How a command ended: status, standard output, standard error."""

    status: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def proofcheck(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Run:
    """Run `proofcheck` with the made-up lemmas, one process, in an empty directory."""
    directory = write_lemmas(tmp_path)
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, modules: Path | None = directory) -> Ended:
        extra = [] if modules is None else ["--modules", str(modules)]
        extra += ["--jobs", "1"] if arguments[0] == "check" and "--jobs" not in arguments else []
        status = main([*arguments, *extra])
        return Ended(status, *capsys.readouterr())

    return run
