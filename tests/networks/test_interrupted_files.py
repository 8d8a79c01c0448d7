"""Networks and data on disk: failure or interrupt leaves the old file, and nothing beside it."""

import os
import stat
from fractions import Fraction

import pytest

from proofcheck.core import InputError, replacing
from proofcheck.networks import (
    SIGMOID,
    Architecture,
    Data,
    Network,
    read_data,
    read_network,
    write_data,
    write_network,
)
from proofcheck.networks.npz import read_npz, write_npz

OLD = Network.from_parameters(Architecture((1, 1, 1)), SIGMOID, [0, 1, 2, 3])
NEW = Network.from_parameters(Architecture((1, 1, 1)), SIGMOID, [4, 5, 6, 7])
SAMPLES = Data(((Fraction(1, 2),),), (Fraction(3),))
MORE = Data(((Fraction(1, 4),),), (Fraction(5),))
WRITERS = {
    "network": (lambda path, new: write_network(NEW if new else OLD, path), read_network, OLD),
    "data": (lambda path, new: write_data(MORE if new else SAMPLES, path), read_data, SAMPLES),
    "npz": (
        lambda path, new: write_npz(NEW if new else OLD, SAMPLES, path),
        lambda path: read_npz(path)[0],
        OLD,
    ),
}
ERRORS = {
    "disk full": OSError(28, "No space left on device"),
    "interrupt": KeyboardInterrupt(),
    "memory": MemoryError(),
}


@pytest.mark.parametrize("step", ["replace", "fchmod", "fsync"])
@pytest.mark.parametrize("name", ERRORS)
@pytest.mark.parametrize("kind", WRITERS)
def test_the_old_file_stays_and_nothing_lies_beside_it(tmp_path, monkeypatch, kind, name, step):
    write, read, old = WRITERS[kind]
    path, error = tmp_path / "file", ERRORS[name]
    if kind == "npz":
        path = tmp_path / "file.npz"
    write(path, new=False)

    def fails(*_):
        raise error

    expected = InputError if isinstance(error, OSError) else type(error)
    with monkeypatch.context() as patched:
        patched.setattr(replacing.os, step, fails)
        with pytest.raises(expected):
            write(path, new=True)
    assert read(path) == old
    assert os.listdir(tmp_path) == [path.name]
    write(path, new=True)
    assert read(path) != old


@pytest.mark.parametrize("kind", WRITERS)
def test_a_full_device_is_said_and_stays_a_device(tmp_path, kind):
    full = tmp_path / "full"
    full.symlink_to("/dev/full")
    with pytest.raises(InputError, match="No space left on device"):
        WRITERS[kind][0](full, new=True)
    assert stat.S_ISCHR(full.stat().st_mode)


def test_a_link_stays_a_link_and_a_mask_is_kept(tmp_path):
    link = tmp_path / "link.json"
    link.symlink_to(tmp_path / "target.json")
    before = os.umask(0o027)
    try:
        write_network(OLD, link)
    finally:
        os.umask(before)
    assert link.is_symlink()
    assert read_network(tmp_path / "target.json") == OLD
    assert stat.S_IMODE((tmp_path / "target.json").stat().st_mode) == 0o640


@pytest.mark.parametrize("name", ["none/net.json", "folder"])
def test_a_place_where_no_file_can_be_is_one_message(tmp_path, name):
    (tmp_path / "folder").mkdir()
    with pytest.raises(InputError) as caught:
        write_network(OLD, tmp_path / name)
    assert caught.value.admissible == "a file that can be written"
    assert os.listdir(tmp_path) == ["folder"]
