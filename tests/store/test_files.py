"""Files are written wholly or not at all, and read only when they are what they should be."""

import errno
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from player.domain.errors import StoreError
from player.store import files
from player.store.files import MissingFile, read_bounded, remove_leftovers, write_atomic

AS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_what_was_written_is_read(tmp_path: Path) -> None:
    file = tmp_path / "new" / "folder" / "notes.txt"

    write_atomic(file, b"one")
    write_atomic(file, b"two")

    assert read_bounded(file, 3) == b"two"
    assert names(file.parent) == ["notes.txt"]


def test_a_link_stays_a_link_and_the_file_behind_it_changes(tmp_path: Path) -> None:
    real, link = tmp_path / "dotfiles" / "settings.json", tmp_path / "settings.json"
    real.parent.mkdir()
    real.write_bytes(b"old")
    link.symlink_to(real)

    write_atomic(link, b"new")

    assert link.is_symlink()
    assert real.read_bytes() == b"new"


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664])
def test_permissions_stay_as_they_were(tmp_path: Path, mode: int) -> None:
    file = tmp_path / "shared.yaml"
    file.write_bytes(b"old")
    file.chmod(mode)

    write_atomic(file, b"new")

    assert file.stat().st_mode & 0o777 == mode


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (errno.ENOSPC, "the disk is full; make room on it"),
        (errno.EROFS, "the disk can only be read"),
        (errno.EDQUOT, "your share of the disk"),
    ],
)
def test_a_save_that_fails_leaves_the_old_file_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, told: str
) -> None:
    file = tmp_path / "talk.episode.yaml"
    write_atomic(file, b"old")

    def fail(_handle: int) -> None:
        raise OSError(code, "as the disk says it")

    monkeypatch.setattr(os, "fsync", fail)

    with pytest.raises(StoreError) as failure:
        write_atomic(file, b"new")

    assert told in str(failure.value)
    assert "untouched" in str(failure.value)
    assert file.read_bytes() == b"old"
    assert names(tmp_path) == ["talk.episode.yaml"]


@pytest.mark.skipif("sys.platform != 'linux'", reason="limits the size of files by setrlimit")
def test_a_disk_that_fills_up_in_the_middle_leaves_the_old_file_whole(tmp_path: Path) -> None:
    file = tmp_path / "positions.json"
    write_atomic(file, b"old")
    program = """
import resource, signal, sys
from pathlib import Path
from player.domain.errors import StoreError
from player.store.files import write_atomic
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
try:
    write_atomic(Path(sys.argv[1]), b"x" * 100_000)
except StoreError as error:
    print(error)
"""

    child = subprocess.run(
        [sys.executable, "-c", program, str(file)], capture_output=True, text=True, check=True
    )

    assert "could not be saved" in child.stdout
    assert file.read_bytes() == b"old"
    assert names(tmp_path) == ["positions.json"]


@pytest.mark.skipif(AS_ROOT, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    file = tmp_path / "locked" / "settings.json"
    write_atomic(file, b"old")
    file.parent.chmod(0o500)
    try:
        with pytest.raises(StoreError, match="you may not do that there"):
            write_atomic(file, b"new")
    finally:
        file.parent.chmod(0o700)

    assert file.read_bytes() == b"old"


def test_a_read_only_file_is_not_replaced_behind_its_owners_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "theirs.yaml"
    file.write_bytes(b"old")
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != file)

    with pytest.raises(StoreError, match="you may not do that there"):
        write_atomic(file, b"new")

    assert file.read_bytes() == b"old"


@pytest.mark.parametrize("place", ["folder", "file/below.json", "a\0b", "x" * 300])
def test_a_place_where_no_file_can_be_is_told(tmp_path: Path, place: str) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"old")

    with pytest.raises(StoreError, match="could not be saved"):
        write_atomic(tmp_path / place, b"new")

    assert names(tmp_path) == ["file", "folder"]
    assert (tmp_path / "file").read_bytes() == b"old"


def test_links_in_a_circle_are_told(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to(tmp_path / "b")
    (tmp_path / "b").symlink_to(tmp_path / "a")

    with pytest.raises(StoreError, match="could not be saved"):
        write_atomic(tmp_path / "a", b"new")


@pytest.mark.skipif("not os.path.exists('/dev/full')", reason="there is no /dev/full")
def test_a_device_is_neither_written_nor_read() -> None:
    with pytest.raises(StoreError, match="not an ordinary file"):
        write_atomic(Path("/dev/full"), b"new")
    with pytest.raises(StoreError, match="not an ordinary file"):
        read_bounded(Path("/dev/full"), 10)


def test_too_large_a_file_is_refused_unread(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "huge.yaml"
    with file.open("wb") as hole:
        hole.truncate(2**30)
    monkeypatch.setattr(os, "read", lambda *_: pytest.fail("it was read"))

    started = time.monotonic()
    with pytest.raises(StoreError, match=r"“huge.yaml” is too large: at most 1 MB"):
        read_bounded(file, 2**20)

    assert time.monotonic() - started < 0.5


def test_a_file_of_just_the_limit_is_read_and_one_byte_more_is_not(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"12345")

    assert read_bounded(file, 5) == b"12345"
    with pytest.raises(StoreError, match="too large"):
        read_bounded(file, 4)


def test_a_missing_file_is_told_apart_from_one_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(MissingFile, match="There is no file"):
        read_bounded(tmp_path / "nothing", 10)
    with pytest.raises(StoreError, match="it is a folder") as failure:
        read_bounded(tmp_path, 10)
    assert not isinstance(failure.value, MissingFile)
    with pytest.raises(StoreError, match="name of a file"):
        read_bounded(Path("a\0b"), 10)


@pytest.mark.skipif("not hasattr(os, 'mkfifo')", reason="there are no pipes here")
def test_a_pipe_does_not_hold_the_program_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")

    with pytest.raises(StoreError, match="not an ordinary file"):
        read_bounded(tmp_path / "pipe", 10)


def test_only_old_leftovers_of_this_file_are_removed(tmp_path: Path) -> None:
    mine, fresh, other = (
        tmp_path / name for name in (".a.json.12.tmp", ".a.json.34.tmp", ".b.json.56.tmp")
    )
    for file in (mine, fresh, other):
        file.write_bytes(b"half")
    long_ago = time.time() - 2 * files.LEFTOVER_AFTER
    for file in (mine, other):
        os.utime(file, (long_ago, long_ago))

    remove_leftovers(tmp_path / "a.json")

    assert names(tmp_path) == [".a.json.34.tmp", ".b.json.56.tmp"]


@pytest.mark.skipif("not hasattr(signal, 'SIGKILL')", reason="kills as POSIX does")
def test_killed_at_any_moment_the_file_is_whole(tmp_path: Path) -> None:
    file = tmp_path / "positions.json"
    program = """
import json, sys
from pathlib import Path
from player.store.files import write_atomic
print("ready", flush=True)
for number in range(10**9):
    data = json.dumps({"number": number, "filling": "x" * (number * 7919 % 200_000)})
    write_atomic(Path(sys.argv[1]), data.encode())
"""
    import json

    moments = random.Random(274)
    seen = set()
    for _ in range(6):
        file.unlink(missing_ok=True)
        with subprocess.Popen(
            [sys.executable, "-c", program, str(file)], stdout=subprocess.PIPE
        ) as child:
            assert child.stdout is not None
            assert child.stdout.readline() == b"ready\n"
            deadline = time.monotonic() + 20
            while not file.exists() and time.monotonic() < deadline:
                pass
            # The moment itself is what is tried out here, so it is waited for, not a condition.
            until = time.monotonic() + moments.uniform(0.0, 0.15)
            while time.monotonic() < until:
                pass
            child.send_signal(signal.SIGKILL)
        seen.add(json.loads(file.read_bytes())["number"])

    assert len(seen) > 1
