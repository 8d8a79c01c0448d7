"""The screen, machine output, and how every kind of ending becomes one exit status."""

import io
import json
import os
import signal

import click
import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from proofcheck.cli import main as run_main
from proofcheck.cli import screen
from proofcheck.cli.main import COMMANDS
from proofcheck.cli.screen import (
    coloured,
    encodable,
    heading,
    indented,
    place,
    progress,
    write_json,
)
from proofcheck.core import InputError, PrecisionError, StatementError

entry_point = __import__("proofcheck.cli.main", fromlist=["main"])


def raising(error):
    def invoke(_arguments):
        raise error

    return invoke


WORDS = {"given": "0", "admissible": "1", "repair": "write 1"}
ENDINGS = {
    "status": (lambda _: 3, 3, ""),
    "input": (
        raising(InputError("width", **WORDS)),
        2,
        "Error: width: given 0; admissible: 1; repair: write 1\n",
    ),
    "module": (raising(StatementError("step", **WORDS)), 2, "Error: step: given 0;"),
    "precision": (raising(PrecisionError("rank", **WORDS)), 2, "Error: rank: given 0;"),
    "usage": (raising(click.UsageError("no such option")), 2, "Error: no such option\n"),
    "interrupt": (raising(KeyboardInterrupt()), 130, "interrupted\n"),
    "abort": (raising(click.Abort()), 130, "interrupted\n"),
    "exit": (raising(click.exceptions.Exit(0)), 0, ""),
}


@pytest.mark.parametrize("name", ENDINGS)
def test_every_ending_has_its_exit_status_and_no_traceback(name, monkeypatch, capsys):
    invoke, status, words = ENDINGS[name]
    monkeypatch.setattr(entry_point, "_invoke", invoke)
    before = signal.getsignal(signal.SIGTERM)
    assert run_main([]) == status
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(words)
    assert "Traceback" not in err
    assert signal.getsignal(signal.SIGTERM) is before


def test_an_error_of_the_program_itself_is_not_hidden(monkeypatch):
    monkeypatch.setattr(entry_point, "_invoke", raising(ZeroDivisionError()))
    with pytest.raises(ZeroDivisionError):
        run_main([])


def test_being_ended_by_a_signal_is_an_interrupt(monkeypatch, capsys):
    monkeypatch.setattr(entry_point, "_invoke", lambda _: os.kill(os.getpid(), signal.SIGTERM))
    assert run_main([]) == 130
    assert capsys.readouterr().err == "interrupted\n"


@pytest.mark.parametrize("given_", [["nonsense"], ["check", "--nonsense"], ["verify"], ["show"]])
def test_misuse_of_the_command_line(given_, capsys):
    assert run_main(given_) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("Error: ")) == ("", 1)


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_refuses_a_json_file_that_cannot_be_written(
    name, tmp_path, capsys, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    status = run_main([name, "--json", "none/out.json"])
    out, err = capsys.readouterr()
    assert (status, out) == (2, "")
    assert "the JSON file none/out.json" in err or "Missing" in err or "No such option" in err
    assert os.listdir() == []


@given(st.text(alphabet=st.characters(codec=None), max_size=20))
def test_any_text_can_be_printed_and_plain_text_stays(text):
    shown = encodable(text)
    shown.encode("utf-8")
    assert encodable(shown) == shown
    if not any("\ud800" <= sign <= "\udfff" for sign in text):
        assert shown == text


def test_half_a_character_is_escaped_as_json_does_it():
    assert encodable("a\ud800") == "a\\ud800"


@pytest.mark.parametrize(
    ("data", "text"),
    [
        ({"a": 1}, '{\n  "a": 1\n}'),
        ({"x": "1/3", "é": None}, '{\n  "x": "1/3",\n  "é": null\n}'),
        ([], "[]"),
    ],
)
def test_machine_output_is_the_same_on_screen_and_in_a_file(data, text, tmp_path, capsys):
    write_json(data, "-")
    assert capsys.readouterr().out == text + "\n"
    write_json(data, str(tmp_path / "out.json"))
    assert (tmp_path / "out.json").read_text(encoding="utf-8") == text + "\n"
    assert json.loads(text) == data


def test_a_full_disk_is_said_and_the_old_file_kept(tmp_path):
    (tmp_path / "full").symlink_to("/dev/full")
    with pytest.raises(InputError, match="No space left on device"):
        write_json({"a": 1}, str(tmp_path / "full"))


@pytest.mark.parametrize(
    ("page", "source", "words"),
    [
        (12, None, "p. 12"),
        (5, "Kawaguchi 2016", "Kawaguchi 2016, p. 5"),
        (0, "A", "A"),
        (0, None, "no page"),
    ],
)
def test_where_something_stands(page, source, words):
    assert place(page, source) == words


@pytest.mark.parametrize("word", ["settled", "sampled", "cited", "undecided", "refuted"])
def test_colour_repeats_the_word_and_success_has_its_own(word):
    shown = coloured(word)
    assert shown.plain == word
    assert (shown.style == coloured("settled").style) is (word == "settled")
    assert coloured("splendid").style == "dim"


def test_printed_lines_have_no_trailing_blanks_and_no_colour(capsys):
    screen.show_on_screen(
        heading("Steps"), indented("one  \n[bold]two[/bold]"), Text("three", style="red")
    )
    assert capsys.readouterr().out == "\nSteps\n  one\n  [bold]two[/bold]\nthree\n"


def test_no_progress_is_shown_where_nobody_looks(monkeypatch):
    monkeypatch.setattr(screen.sys, "stderr", io.StringIO())
    with progress() as tell:
        assert tell is None
    assert screen.sys.stderr.getvalue() == ""


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_progress_counts_on_a_terminal(monkeypatch):
    monkeypatch.setattr(screen.sys, "stderr", Terminal())
    monkeypatch.setenv("TERM", "xterm")
    with progress() as tell:
        tell(2, 7)
    assert "2/7" in screen.sys.stderr.getvalue()
