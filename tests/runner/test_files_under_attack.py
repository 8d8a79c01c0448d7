"""Files of a run when the disk is full, the folder is closed, or somebody presses Ctrl-C."""

import json
import os
import stat

import pytest

from proofcheck.core import Budget, InputError, Record, replacing
from proofcheck.runner import store
from proofcheck.runner.discovery import Library
from proofcheck.runner.store import (
    LEDGER,
    Stored,
    check_writable,
    read_ledger,
    stale_ids,
    write_atomically,
    write_ledger,
    write_new,
)

RESULT = Stored(Record({"sum": ()}), Budget(50, 200, 0), 1.0)


def failing(error):
    def fail(*_args, **_kwargs):
        raise error

    return fail


STEPS = ("close", "fsync", "fchmod", "replace")
ERRORS = {
    "disk full": OSError(28, "No space left on device"),
    "interrupt": KeyboardInterrupt(),
    "exit": SystemExit(3),
    "memory": MemoryError(),
}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("name", ERRORS)
@pytest.mark.parametrize("new", ["new", b"new"])
def test_the_old_file_stays_whole_and_nothing_lies_beside_it(
    tmp_path, monkeypatch, step, name, new
):
    path = tmp_path / "ledger.json"
    write_atomically(path, "old", what="the ledger")
    expected = InputError if isinstance(ERRORS[name], OSError) else type(ERRORS[name])
    with monkeypatch.context() as patched:
        patched.setattr(replacing.os, step, failing(ERRORS[name]))
        with pytest.raises(expected):
            write_atomically(path, new, what="the ledger")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == ["ledger.json"]


def test_text_that_utf8_cannot_encode_leaves_the_old_file(tmp_path):
    path = tmp_path / "out.json"
    write_atomically(path, "old", what="it")
    with pytest.raises(UnicodeEncodeError):
        write_atomically(path, "\ud800", what="it")
    assert (path.read_text(), os.listdir(tmp_path)) == ("old", ["out.json"])


def test_the_message_says_what_why_and_one_repair(tmp_path, monkeypatch):
    monkeypatch.setattr(replacing.os, "fsync", failing(ERRORS["disk full"]))
    with pytest.raises(InputError) as caught:
        write_atomically(tmp_path / "a.json", "x", what="the certificate")
    assert str(caught.value) == (
        f"the certificate {tmp_path / 'a.json'}: given No space left on device; admissible: a file "
        "that can be written; repair: free the disk, correct the path, or work in another directory"
    )


def test_files_have_the_rights_of_the_users_mask(tmp_path):
    before = os.umask(0o027)
    try:
        write_atomically(tmp_path / "a", "x", what="it")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "a").stat().st_mode) == 0o640


@pytest.mark.parametrize("name", ["folder", "file/below", "none/below"])
def test_a_target_is_refused_before_the_work(tmp_path, name):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("x")
    with pytest.raises(InputError):
        check_writable(tmp_path / name, what="it")
    assert sorted(os.listdir(tmp_path)) == ["file", "folder"]


def test_missing_folders_are_made_where_that_is_asked_for(tmp_path):
    check_writable(tmp_path / "a" / "b" / "c.json", what="it", make_folder=True)
    assert os.listdir(tmp_path / "a" / "b") == []


def test_a_socket_that_may_not_be_written_is_refused(tmp_path, monkeypatch):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    monkeypatch.setattr(store.os, "access", lambda *_: False)
    with pytest.raises(InputError, match="given Permission denied"):
        check_writable(pipe, what="it")


@pytest.mark.parametrize("error", [OSError(28, "full"), KeyboardInterrupt()])
@pytest.mark.parametrize("fails_at", [0, 1, 2])
def test_new_files_are_all_written_or_none(tmp_path, monkeypatch, error, fails_at):
    done = []

    def replace(source, target, real=os.replace):
        if len(done) == fails_at:
            raise error
        done.append(target)
        real(source, target)

    monkeypatch.setattr(replacing.os, "replace", replace)
    files = {tmp_path / name: name for name in ("a", "b", "c")}
    with pytest.raises((InputError, KeyboardInterrupt)):
        write_new(files)
    assert len(done) == fails_at
    assert os.listdir(tmp_path) == []


@pytest.mark.parametrize("there", ["a", "b"])
def test_a_file_that_is_there_is_not_touched_nor_its_neighbour_made(tmp_path, there):
    (tmp_path / there).write_text("old")
    with pytest.raises(InputError) as caught:
        write_new({tmp_path / "a": "new", tmp_path / "b": "new"})
    assert caught.value.given == "a file that is there already"
    assert os.listdir(tmp_path) == [there]
    assert (tmp_path / there).read_text() == "old"


def test_a_dangling_link_is_something_that_is_there(tmp_path):
    (tmp_path / "a").symlink_to(tmp_path / "nowhere")
    with pytest.raises(InputError, match="is there already"):
        write_new({tmp_path / "a": "new"})
    assert not (tmp_path / "nowhere").exists()


HALF_WRITTEN = (
    "",
    "{",
    "[]",
    "null",
    '{"schema": 1}',
    '{"schema": 1, "entries": []}',
    '{"schema": 1, "entries": {"my-sum": 3}}',
    '{"schema": 2, "entries": {"my-sum": {"key": "k"}}}',
    '{"entries": {"my-sum": {"key": "k"}}}',
    "\x00" * 40,
)


@pytest.mark.parametrize("text", HALF_WRITTEN)
def test_a_half_written_ledger_says_nothing_and_can_be_written_over(tmp_path, text):
    (tmp_path / LEDGER.parent).mkdir()
    (tmp_path / LEDGER).write_text(text)
    assert read_ledger(Library({}), tmp_path) == {}
    assert stale_ids(Library({}), tmp_path) == frozenset()
    write_ledger(tmp_path, {"my-sum": RESULT}, {"my-sum": "key"})
    entries = json.loads((tmp_path / LEDGER).read_text())["entries"]
    assert entries["my-sum"]["settings"] == {"digits": 50, "examples": 200, "seed": 0}


def test_results_of_others_stay_when_one_is_written(tmp_path):
    for name in ("one", "two", "one"):
        write_ledger(tmp_path, {name: RESULT}, {name: f"key of {name}"})
    entries = json.loads((tmp_path / LEDGER).read_text())["entries"]
    assert {name: entry["key"] for name, entry in entries.items()} == {
        "one": "key of one",
        "two": "key of two",
    }
