"""On a terminal there is colour and progress; elsewhere there is neither."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from lemmas import write_lemmas

import proofcheck

ROOT = Path(proofcheck.__file__).parents[1]
COMMAND = [sys.executable, "-m", "proofcheck", "check", "my-true", "--modules", "lemmas"]


def read_all(descriptor):
    """Everything that is written to a terminal until its other side is closed."""
    parts = []
    while True:
        try:
            part = os.read(descriptor, 65536)
        except OSError:
            part = b""
        if not part:
            return b"".join(parts).decode()
        parts.append(part)


def on_a_terminal(folder, **streams):
    """Run a check with some of its streams on a terminal, and return what that shows."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
    environment.pop("NO_COLOR", None)
    places = {name: theirs if wanted else subprocess.DEVNULL for name, wanted in streams.items()}
    process = subprocess.Popen([*COMMAND, "--jobs", "1"], cwd=folder, env=environment, **places)
    os.close(theirs)
    shown = read_all(ours)
    os.close(ours)
    return process.wait(timeout=60), shown


@pytest.fixture
def folder(tmp_path):
    """A directory with the made-up lemmas."""
    write_lemmas(tmp_path)
    return tmp_path


def test_colour_on_a_terminal(folder):
    status, shown = on_a_terminal(folder, stdout=True, stderr=False)
    assert status == 0
    assert "\x1b[32msettled" in shown


def test_progress_on_a_terminal(folder):
    status, shown = on_a_terminal(folder, stdout=False, stderr=True)
    assert status == 0
    assert "checking" in shown


def test_neither_elsewhere(folder):
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "FORCE_COLOR": "1"}
    done = subprocess.run(
        [*COMMAND, "--jobs", "1"],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert "\x1b" not in done.stdout
    assert done.stderr == "a module that talks\n"
