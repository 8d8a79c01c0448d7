"""A file takes the place of another only when it is whole."""

import os
import stat

import pytest

from proofcheck.core.replacing import replaced_file, replacing, write_whole


def rights(path):
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(autouse=True)
def mask():
    before = os.umask(0o027)
    yield
    os.umask(before)


def test_nothing_is_seen_before_the_end_and_no_one_else_reads_the_part(tmp_path):
    path = tmp_path / "net.json"
    path.write_text("old")
    with replacing(path) as part:
        part.write_text("new")
        assert part.parent == tmp_path
        assert (part.name[:8], part.suffix) == ("net.json", ".part")
        assert rights(part) == 0o600
        assert path.read_text() == "old"
    assert (path.read_text(), os.listdir(tmp_path)) == ("new", ["net.json"])


@pytest.mark.parametrize("error", [OSError(28, "full"), KeyboardInterrupt(), MemoryError()])
@pytest.mark.parametrize("there", [True, False])
def test_a_block_that_fails_changes_nothing(tmp_path, error, there):
    path = tmp_path / "net.json"
    if there:
        path.write_text("old")

    def fails(part):
        part.write_text("half")
        raise error

    with pytest.raises(type(error)), replacing(path) as part:
        fails(part)
    assert os.listdir(tmp_path) == ["net.json"] * there
    assert not there or path.read_text() == "old"


def test_a_part_that_somebody_removed_is_an_error_and_the_old_file_stays(tmp_path):
    path = tmp_path / "net.json"
    path.write_text("old")
    with pytest.raises(FileNotFoundError), replacing(path) as part:
        part.unlink()
    assert path.read_text() == "old"


def test_rights_are_those_of_the_old_file_or_of_the_mask(tmp_path):
    path = tmp_path / "net.json"
    for before, expected in ((None, 0o640), (0o600, 0o600), (0o444, 0o444), (0o755, 0o755)):
        if before is not None:
            path.chmod(before)
        with replacing(path) as part:
            part.write_text("x")
        assert rights(path) == expected
    assert os.umask(0o027) == 0o027


def test_the_content_is_on_the_disk_before_the_name_points_to_it(tmp_path, monkeypatch):
    calls = []
    for name in ("fsync", "replace"):
        real = getattr(os, name)
        monkeypatch.setattr(
            os, name, lambda *a, name=name, real=real: calls.append(name) or real(*a)
        )
    with replacing(tmp_path / "net.json") as part:
        part.write_text("x")
        assert calls == []
    assert calls == ["fsync", "replace"]


def test_a_link_stays_and_a_pipe_is_no_file(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "target")
    with replacing(tmp_path / "link") as part:
        part.write_text("x")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "target").read_text() == "x"
    os.mkfifo(tmp_path / "pipe")
    with replacing(tmp_path / "pipe") as part:
        assert part == tmp_path / "pipe"


def test_a_pipe_of_this_process_is_written_to(tmp_path):
    """/dev/fd/N of a pipe is a link to a name that does not exist."""
    reader, writer = os.pipe()
    with replacing(f"/dev/fd/{writer}") as part:
        part.write_text("x")
    os.close(writer)
    with open(reader, encoding="utf-8") as read:
        assert read.read() == "x"


@pytest.mark.parametrize(
    ("name", "error"),
    [("folder", IsADirectoryError), ("none/below", FileNotFoundError), ("a\0b", ValueError)],
)
def test_where_no_file_can_be_nothing_is_left(tmp_path, name, error):
    (tmp_path / "folder").mkdir()
    with pytest.raises(error), replacing(tmp_path / name):
        pytest.fail("the block is not entered")
    assert os.listdir(tmp_path) == ["folder"]


def test_what_is_replaced_is_asked_in_one_place(tmp_path):
    (tmp_path / "one").symlink_to(tmp_path / "two")
    (tmp_path / "two").symlink_to("far")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "to-pipe").symlink_to("pipe")
    (tmp_path / "to-folder").symlink_to(tmp_path)
    assert replaced_file(tmp_path / "one") == replaced_file(str(tmp_path / "far"))
    assert replaced_file(tmp_path / "one") == tmp_path.resolve() / "far"
    assert replaced_file(tmp_path / "pipe") is replaced_file(tmp_path / "to-pipe") is None
    for folder in (tmp_path, tmp_path / "to-folder"):
        with pytest.raises(IsADirectoryError) as caught:
            replaced_file(folder)
        assert (caught.value.errno, caught.value.filename) == (21, str(tmp_path.resolve()))


@pytest.mark.parametrize("content", ["\u03bb\n", "\u03bb\n".encode()])
def test_a_text_is_utf8_and_bytes_are_themselves(tmp_path, content):
    for path in (tmp_path / "net.json", str(tmp_path / "net.json")):
        write_whole(path, content)
        assert (tmp_path / "net.json").read_bytes() == b"\xce\xbb\n"
        (tmp_path / "net.json").unlink()


def test_folders_are_made_only_if_that_is_asked_for(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "far" / "away" / "file")
    with pytest.raises(FileNotFoundError):
        write_whole(tmp_path / "link", "x")
    assert os.listdir(tmp_path) == ["link"]
    write_whole(tmp_path / "link", "x", make_folder=True)
    assert (tmp_path / "far" / "away" / "file").read_text() == "x"
    with replacing(tmp_path / "near" / "file", make_folder=True) as part:
        assert part.parent == tmp_path / "near"
