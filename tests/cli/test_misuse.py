"""Bad usage ends with status 2 and one message; interrupts and broken pipes end quietly."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from lemmas import write_lemmas

import proofcheck as package
from proofcheck.cli import main

ROOT = Path(package.__file__).parents[1]

MISUSES = {
    "unknown id": ("check", "my-truth"),
    "unknown id to show": ("show", "my-truth"),
    "no id to show": ("show",),
    "negative digits": ("check", "--digits", "-1"),
    "zero digits": ("check", "--digits", "0"),
    "more digits than a number can have": ("check", "--digits", "10001"),
    "digits without an end": ("check", "--digits", "99999999999999999999"),
    "digits in words": ("check", "--digits", "many"),
    "fraction of an example": ("check", "--examples", "1.5"),
    "negative examples": ("check", "--examples", "-1"),
    "no jobs": ("check", "--jobs", "0"),
    "seed in words": ("check", "--seed", "x"),
    "no time": ("check", "--time", "0"),
    "time in words": ("check", "--time", "soon"),
    "no number of seconds": ("check", "--time", "nan"),
    "time without an end": ("check", "--time", "inf"),
    "json into nowhere": ("check", "my-true", "--json", "missing/out.json"),
    "json into a directory": ("check", "my-true", "--json", "lemmas"),
    "list into nowhere": ("list", "--json", "missing/out.json"),
    "unknown option": ("check", "--fast"),
    "unknown command": ("chekc",),
}


@pytest.mark.parametrize("arguments", list(MISUSES.values()), ids=MISUSES)
def test_one_message_and_status_2(proofcheck, arguments):
    ended = proofcheck(*arguments, modules=None if arguments[0] == "chekc" else Path("lemmas"))
    assert ended.status == 2
    assert ended.out == ""
    assert ended.err.count("Error") == 1
    assert "Traceback" not in ended.err


def test_near_matches_are_named(proofcheck):
    assert "did you mean my-true?" in proofcheck("check", "my-tru").err
    assert "did you mean lemma-12?" in proofcheck("show", "Lemma 12").err


def test_a_directory_that_does_not_exist(proofcheck):
    ended = proofcheck("list", modules=Path("nowhere"))
    assert (ended.status, "nowhere" in ended.err) == (2, True)


def test_a_broken_module_is_named(proofcheck, tmp_path):
    (tmp_path / "lemmas" / "broken.py").write_text("1 / 0")
    ended = proofcheck("check", "my-true")
    assert ended.status == 2
    assert "broken.py" in ended.err
    assert "ZeroDivisionError" in ended.err
    assert "Traceback" not in ended.err


def test_a_cycle_is_named(proofcheck, tmp_path):
    source = "\n".join(
        [
            "from proofcheck.core import Statement, Step",
            "def made(name, uses):",
            "    return Statement(name, 't', 1, 'x', (Step('s', 'x', 1, ()),), uses=(uses,))",
            "STATEMENTS = (made('cycle-a', 'cycle-b'), made('cycle-b', 'cycle-a'))",
        ]
    )
    (tmp_path / "lemmas" / "cycle.py").write_text(source)
    ended = proofcheck("check", "cycle-a")
    assert (ended.status, "cycle-a -> cycle-b -> cycle-a" in ended.err) == (2, True)


def test_a_directory_that_cannot_be_written(proofcheck, tmp_path):
    (tmp_path / ".proofcheck").write_text("a file in the way")
    ended = proofcheck("check", "my-true")
    assert (ended.status, ended.out) == (2, "")
    assert "ledger" in ended.err


def test_a_disk_that_fills_up_at_the_end(proofcheck, monkeypatch):
    from proofcheck.runner import store

    def full(*_arguments):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.os, "replace", full)
    ended = proofcheck("check", "my-true")
    assert ended.status == 2
    assert "my-true" in ended.out
    assert "No space left on device" in ended.err


@pytest.mark.parametrize("command", [(), ("check",), ("list",), ("show",)])
def test_help_has_an_example(capsys, command):
    assert main([*command, "--help"]) == 0
    text = capsys.readouterr().out
    assert "Example:" in text
    assert "proofcheck " in text


def test_version(capsys):
    assert main(["--version"]) == 0
    assert package.__version__ in capsys.readouterr().out


ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


def started(folder, *arguments, **fields):
    return subprocess.Popen(
        [sys.executable, "-m", "proofcheck", *arguments, "--modules", "lemmas"],
        cwd=folder,
        env=ENVIRONMENT,
        stderr=subprocess.PIPE,
        text=True,
        preexec_fn=_can_be_interrupted,
        **{"stdout": subprocess.PIPE, **fields},
    )


def _can_be_interrupted():
    """Undo what a shell does to jobs in the background: they would ignore Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


@pytest.mark.parametrize(
    ("jobs", "signal_"),
    [
        ("1", signal.SIGINT),
        ("2", signal.SIGTERM),
        pytest.param("1", signal.SIGTERM, marks=pytest.mark.campaign),
        pytest.param("2", signal.SIGINT, marks=pytest.mark.campaign),
    ],
)
def test_an_interrupt_keeps_what_is_finished(tmp_path, proofcheck, signal_, jobs):
    process = started(tmp_path, "check", "my-waiting", "--jobs", jobs, "--examples", "5")
    _wait_until_something_is_finished(tmp_path)
    process.send_signal(signal_)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    assert "my-true" in out
    assert "interrupted; not finished: my-waiting" in out
    listed = proofcheck("list").out
    assert "settled" in next(line for line in listed.splitlines() if "my-true" in line)
    assert "not checked" in next(line for line in listed.splitlines() if "my-waiting" in line)


def _wait_until_something_is_finished(folder):
    ledger = folder / ".proofcheck" / "ledger.json"
    for _ in range(600):
        if ledger.exists():
            return
        time.sleep(0.05)


def test_what_is_finished_is_kept_even_when_the_process_is_killed(tmp_path, proofcheck):
    process = started(tmp_path, "check", "my-waiting", "--jobs", "1", "--examples", "5")
    _wait_until_something_is_finished(tmp_path)
    process.kill()
    process.communicate(timeout=30)
    listed = proofcheck("list").out
    assert "settled" in next(line for line in listed.splitlines() if "my-true" in line)


def test_a_closed_pipe_is_quiet(tmp_path):
    write_lemmas(tmp_path)
    reader, writer = os.pipe()
    os.close(reader)
    process = started(tmp_path, "list", stdout=writer)
    os.close(writer)
    _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (141, "a module that talks\n")


def test_python_m_proofcheck(tmp_path):
    write_lemmas(tmp_path)
    process = started(tmp_path, "check", "my-false", "--jobs", "1")
    out, _ = process.communicate(timeout=30)
    assert (process.returncode, "refuted" in out) == (1, True)


def test_a_command_imports_only_what_it_needs():
    """`verify` trusts neither SymPy nor SciPy, and does not wait for them."""
    script = (
        "import sys; from proofcheck.cli import main; status = main(['verify', sys.argv[1]]);"
        "print(status, sorted({'sympy', 'scipy', 'hypothesis'} & set(sys.modules)))"
    )
    stored = str(ROOT / "certificates" / "a-minimum.json")
    line = [sys.executable, "-c", script, stored]
    found = subprocess.run(line, capture_output=True, text=True, check=True)
    assert found.stdout.splitlines()[-1] == "0 []"
