"""The coqc of a machine, made up: what it is given, and what goes wrong with it."""

import os
import stat

import pytest

from proofcheck.core import InputError
from proofcheck.export import coqc
from proofcheck.export.coqc import Coqc, coq_version, environment

ECHO = """#!/bin/sh
if [ "$1" = --print-version ]; then echo 9.9 made up; exit 0; fi
env; echo "given: $*"; exit {status}
"""


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine whose coqc prints its environment and arguments."""

    def made(text=ECHO, status=0):
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        (folder / "coqc").write_text(text.format(status=status))
        (folder / "coqc").chmod(stat.S_IRWXU)
        monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
        return tmp_path

    return made


@pytest.mark.parametrize(
    "name", ["COQLIB", "COQCORELIB", "COQPATH", "COQBIN", "COQFLAGS", "OCAMLPATH", "XDG_DATA_HOME"]
)
def test_no_variable_brings_another_library(name, machine, monkeypatch):
    folder = machine()
    monkeypatch.setenv(name, "/evil")
    found = Coqc().compile(folder, "A")
    assert found.accepted
    assert "/evil" not in found.output
    assert name not in environment(folder)


def test_no_file_of_the_user_is_read_first(machine):
    output = Coqc().compile(machine(), "A").output
    assert "given: -q -Q . Proofcheck" in output
    home = next(line for line in output.splitlines() if line.startswith("HOME="))
    assert not os.path.exists(home.removeprefix("HOME="))


def test_a_refusal_shows_what_coqc_printed(machine):
    found = Coqc().compile(machine(status=1), "A")
    assert not found.accepted
    assert "given:" in found.output


def test_a_coqc_that_takes_too_long_is_a_refusal(machine, monkeypatch):
    monkeypatch.setattr(coqc, "LONGEST", 0.05)
    found = Coqc().compile(machine("#!/bin/sh\nexec sleep 5\n"), "A")
    assert not found.accepted
    assert "took more than" in found.output


def test_a_coqc_that_cannot_run_is_a_refusal(machine, monkeypatch):
    folder = machine("#!/no/such/program\n")
    monkeypatch.setenv("PATH", str(folder / "bin"))
    found = Coqc().compile(folder, "A")
    assert not found.accepted
    assert found.output.startswith("coqc: ")


def test_versions(machine, monkeypatch):
    machine()
    assert coq_version() == Coqc().version() == "9.9 made up"
    machine("#!/bin/sh\nexit 1\n")
    assert coq_version() is None
    monkeypatch.setattr(coqc.shutil, "which", lambda name: None)
    assert coq_version() is None
    with pytest.raises(InputError, match="run as root: apt-get install"):
        Coqc().version()
