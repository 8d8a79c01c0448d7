"""The stored ledger: what was written comes back, unless a source it came from has changed."""

import json
import os
import platform
import stat

import pytest
from fakes import BUDGET, a_statement, a_step
from hypothesis import given
from hypothesis import strategies as st

from proofcheck.core import (
    Cause,
    Evidence,
    InputError,
    Kill,
    Kind,
    MutantRecord,
    Outcome,
    Record,
    Scope,
    Verdict,
)
from proofcheck.runner import sources, store
from proofcheck.runner.codec import record_from_json, record_to_json
from proofcheck.runner.discovery import Library, discover
from proofcheck.runner.loading import ModuleRef
from proofcheck.runner.sources import LIBRARIES, engine_key, source_key, versions
from proofcheck.runner.store import (
    LEDGER,
    Stored,
    check_writable,
    prepare_ledger,
    read_ledger,
    write_atomically,
    write_ledger,
)

TEXT = st.text(max_size=5)
NAMES = st.none() | st.frozensets(TEXT, min_size=1, max_size=2)
CLASSES = st.none() | st.just(frozenset({"A", "tanh"}))
SCOPES = st.builds(Scope, widths=NAMES, bias=NAMES, activations=CLASSES, instances=NAMES)
OUTCOMES = st.builds(
    Outcome,
    verdict=st.sampled_from(Verdict),
    detail=TEXT,
    cause=st.none() | st.sampled_from(Cause),
    confirmed_by=TEXT,
    witness=st.none() | st.dictionaries(TEXT, TEXT, max_size=2),
    samples=st.integers(0, 99),
    digits=st.integers(0, 99),
)
EVIDENCE = st.builds(Evidence, st.sampled_from(Kind), OUTCOMES, SCOPES, TEXT)
KILLS = st.lists(st.builds(Kill, st.sampled_from(Kind), TEXT, TEXT), max_size=2).map(tuple)
MUTANTS = st.builds(MutantRecord, TEXT, TEXT, TEXT, KILLS, st.none() | TEXT, st.booleans(), TEXT)
RECORDS = st.builds(
    Record,
    evidence=st.dictionaries(TEXT, st.lists(EVIDENCE, max_size=2).map(tuple), max_size=2),
    mutants=st.lists(MUTANTS, max_size=2).map(tuple),
    hypotheses_met=st.dictionaries(TEXT, st.integers(0, 9), max_size=2),
    hypotheses_used=st.dictionaries(TEXT, st.none() | st.booleans(), max_size=2),
    regions=st.dictionaries(TEXT, st.integers(0, 9), max_size=2),
)


@given(RECORDS)
def test_records_come_back_as_they_were(record):
    assert record_from_json(json.loads(json.dumps(record_to_json(record)))) == record


def module(name, uses=()):
    return (
        "from proofcheck.core import Statement, Step\n"
        f'STATEMENT = Statement("{name}", "t", 1, "x", (Step("s", "x", 1, ()),), uses={uses!r})\n'
    )


@pytest.fixture
def folder(tmp_path):
    """A directory with two modules, of which the second leans on the first, and a helper."""
    (tmp_path / "one.py").write_text(module("my-one"))
    (tmp_path / "two.py").write_text(module("my-two", ("my-one",)))
    (tmp_path / "three.py").write_text(module("my-three"))
    (tmp_path / "_helper.py").write_text("")
    (tmp_path / "package").mkdir()
    for name in ("__init__.py", "deep.py"):
        (tmp_path / "package" / name).write_text("")
    return tmp_path


HOLDING = Evidence(Kind.DERIVED, Outcome(Verdict.HOLDS), Scope(), "check")
IDS = ("my-one", "my-two", "my-three")
THREE = a_statement(a_step(), name="my-three")
RESULT = Stored(Record({"s": ()}, regions={"all": 3}), BUDGET, 1.5)


def library(folder):
    return discover([folder], here=folder)


def stored_ids(folder):
    return set(read_ledger(library(folder), folder)).intersection(IDS)


def write(folder, ids=IDS):
    found = library(folder)
    keys = {name: source_key(found, name) for name in ids}
    write_ledger(folder, dict.fromkeys(ids, RESULT), keys)


def test_results_come_back(folder):
    write(folder)
    assert read_ledger(library(folder), folder)["my-two"] == RESULT
    assert stored_ids(folder) == set(IDS)


def test_results_are_added_to_those_that_are_there(folder):
    write(folder, ("my-one",))
    write(folder, ("my-three",))
    assert stored_ids(folder) == {"my-one", "my-three"}


@pytest.mark.parametrize("changed", ["one.py", "two.py", "_helper.py", "package/deep.py"])
def test_a_changed_python_file_makes_everything_of_its_folder_stale(folder, changed):
    write(folder)
    assert stored_ids(folder) == set(IDS)
    path = folder / changed
    path.write_text(path.read_text() + "# changed\n")
    assert stored_ids(folder) == set()


def test_results_are_stale_with_the_folders_they_lean_on_and_no_others(tmp_path):
    uses = {"one": (), "two": ("my-one",), "three": ()}
    folders = [tmp_path / name for name in uses]
    for folder in folders:
        folder.mkdir()
        name = folder.name
        (folder / f"{name}.py").write_text(module(f"my-{name}", uses[name]))
    found = discover(folders, here=tmp_path)
    keys = {name: source_key(found, name) for name in IDS}
    (tmp_path / "one" / "_new.py").write_text("")
    left = {name for name in IDS if source_key(found, name) == keys[name]}
    assert left == {"my-three"}


def test_a_changed_data_file_makes_what_names_it_stale(folder):
    path = folder / "three.py"
    path.write_text(path.read_text() + 'DATA_FILES = ("table.csv",)\n')
    (folder / "table.csv").write_text("1")
    write(folder)
    (folder / "table.csv").write_text("2")
    assert stored_ids(folder) == {"my-one", "my-two"}
    (folder / "table.csv").unlink()
    found = Library({"my-three": THREE}, {"my-three": ModuleRef(path)})
    assert source_key(found, "my-three")


@pytest.mark.parametrize("name", LIBRARIES)
def test_another_version_of_a_library_makes_everything_stale(folder, monkeypatch, name):
    write(folder)
    real = sources.version
    monkeypatch.setattr(sources, "version", lambda n: "0.0.0" if n == name else real(n))
    engine_key.cache_clear()
    try:
        assert stored_ids(folder) == set()
    finally:
        monkeypatch.undo()
        engine_key.cache_clear()
    assert stored_ids(folder) == set(IDS)


def test_versions_name_python_and_the_libraries():
    names = [text.split()[0] for text in versions()]
    assert names[1:] == list(LIBRARIES)
    assert platform.python_version() in versions()[0]


def test_a_changed_engine_makes_everything_stale(folder, monkeypatch):
    write(folder)
    monkeypatch.setattr("proofcheck.runner.sources.engine_key", lambda: "another")
    assert stored_ids(folder) == set()


def test_a_source_that_changes_during_the_run_makes_its_results_stale(folder):
    found = library(folder)
    keys = {name: source_key(found, name) for name in IDS}
    (folder / "three.py").write_text(module("my-three") + "# changed\n")
    write_ledger(folder, dict.fromkeys(IDS, RESULT), keys)
    assert stored_ids(folder) == set()


def test_keys_differ_between_statements_and_not_between_calls(folder):
    found = library(folder)
    keys = {source_key(found, name) for name in IDS}
    assert len(keys) == 3
    assert keys == {source_key(found, name) for name in IDS}
    assert len(engine_key()) == 64


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "3", '{"schema": 1}', '{"schema": 99, "entries": {}}', '{"entries": 3}'],
)
def test_an_unreadable_ledger_is_an_empty_one(folder, text):
    (folder / LEDGER).parent.mkdir()
    (folder / LEDGER).write_text(text)
    assert stored_ids(folder) == set()
    write(folder)
    assert stored_ids(folder) == set(IDS)


@pytest.mark.parametrize("field", ["record", "settings", "seconds", "key"])
def test_a_damaged_entry_is_not_checked(folder, field):
    write(folder)
    data = json.loads((folder / LEDGER).read_text())
    del data["entries"]["my-one"][field]
    (folder / LEDGER).write_text(json.dumps(data))
    assert stored_ids(folder) == {"my-two", "my-three"}


@pytest.mark.parametrize("scope", [{"activations": ["relu"]}, {"widths": []}, {"size": ["1"]}])
def test_an_entry_with_a_scope_that_is_none_is_not_checked(folder, scope):
    write(folder)
    data = json.loads((folder / LEDGER).read_text())
    piece = record_to_json(Record({"s": (HOLDING,)}))["evidence"]["s"][0]
    data["entries"]["my-one"]["record"]["evidence"]["s"] = [{**piece, "scope": scope}]
    (folder / LEDGER).write_text(json.dumps(data))
    assert stored_ids(folder) == {"my-two", "my-three"}


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_ledger_whole(folder, monkeypatch, step):
    write(folder, ("my-one",))
    before = (folder / LEDGER).read_text()

    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.os, step, full)
    with pytest.raises(InputError, match="No space left on device"):
        write(folder)
    monkeypatch.undo()
    assert (folder / LEDGER).read_text() == before
    assert os.listdir((folder / LEDGER).parent) == [LEDGER.name]


def test_a_folder_that_cannot_be_made(tmp_path):
    (tmp_path / LEDGER.parent).write_text("a file")
    with pytest.raises(InputError, match=r"ledger\.json"):
        prepare_ledger(tmp_path)


def test_prepare_leaves_nothing_but_the_folder(tmp_path):
    prepare_ledger(tmp_path)
    assert os.listdir(tmp_path / LEDGER.parent) == []


@pytest.mark.parametrize("name", ["", "missing/file.json"])
def test_targets_that_cannot_be_written(tmp_path, name):
    with pytest.raises(InputError, match="a file that can be written"):
        check_writable(tmp_path / name, what="the JSON file")


def test_a_device_is_written_to_and_not_replaced(tmp_path):
    """As root a rename over it would succeed, for every program on the machine."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    check_writable(pipe, what="it")
    write_atomically(pipe, "one", what="it")
    assert os.read(reader, 10) == b"one"
    os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    assert os.listdir(tmp_path) == ["pipe"]


def test_a_full_device(tmp_path):
    full = tmp_path / "full"
    full.symlink_to("/dev/full")
    check_writable(full, what="the JSON file")
    with pytest.raises(InputError, match="No space left on device"):
        write_atomically(full, "one", what="the JSON file")
    assert full.is_symlink()
    assert stat.S_ISCHR(full.stat().st_mode)


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "far").mkdir()
    link, target = tmp_path / "link", tmp_path / "far" / "target"
    link.symlink_to(target)
    for text in ("one", "two"):
        check_writable(link, what="it")
        write_atomically(link, text, what="it")
        assert (link.is_symlink(), target.read_text()) == (True, text)
    assert os.listdir(target.parent) == ["target"]


def test_atomic_writing_replaces(tmp_path):
    path = tmp_path / "file"
    write_atomically(path, "one", what="it")
    write_atomically(path, "two", what="it")
    assert path.read_text() == "two"
    assert os.listdir(tmp_path) == ["file"]
