"""A saved file is upgraded, put aside or left alone, but never lost and never trusted."""

import errno
import json
import os
from pathlib import Path

import pytest

from player.domain.errors import StoreError
from player.store.json_file import Content, JsonFile

GOOD = b'{"earmark":"things","version":1,"a":1}\n'


def things(path: Path, version: int = 1, **more: object) -> JsonFile:
    return JsonFile(path / "things.json", "things", version, **more)  # type: ignore[arg-type]


def names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


def test_what_was_saved_is_there_the_next_time(tmp_path: Path) -> None:
    file = things(tmp_path)
    assert file.load() == {}

    file.write(file.to_bytes({"a": 1}))

    assert (tmp_path / "things.json").read_bytes() == GOOD
    again = things(tmp_path)
    assert again.load() == {"a": 1}
    assert file.problems == again.problems == []


def test_the_same_again_is_not_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "things.json").write_bytes(GOOD)
    file = things(tmp_path)
    file.load()
    monkeypatch.setattr("player.store.json_file.write_atomic", lambda *_: pytest.fail("written"))

    file.write(file.to_bytes({"a": 1}))


def test_after_a_save_that_failed_the_same_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = things(tmp_path)
    file.load()

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StoreError, match="disk is full"):
            file.write(file.to_bytes({"a": 1}))
    file.write(file.to_bytes({"a": 1}))

    assert things(tmp_path).load() == {"a": 1}


@pytest.mark.parametrize(
    "rubbish",
    [
        b"",
        b"\x00\xff\xfe",
        b"not json",
        b"[]",
        b"null",
        b"{}",
        b'{"earmark":"things"}',
        b'{"earmark":"other","version":1}',
        b'{"earmark":"things","version":"1"}',
        b'{"earmark":"things","version":true}',
        b'{"earmark":"things","version":0}',
        b'{"earmark":"things","version":1,"a":NaN}',
        b'{"earmark":"things","version":1' + b"0" * 5000 + b"}",
        b'{"earmark":"things","version":1,"a":1',
        b"[" * 100_000,
        b" " * 2000,
    ],
)
def test_rubbish_is_put_aside_and_told(tmp_path: Path, rubbish: bytes) -> None:
    (tmp_path / "things.json").write_bytes(rubbish)
    file = things(tmp_path, limit=200_000)

    assert file.load() == {}

    assert len(file.problems) == 1
    assert "things.json.broken-1" in file.problems[0]
    assert (tmp_path / "things.json.broken-1").read_bytes() == rubbish
    file.write(file.to_bytes({"a": 1}))
    assert things(tmp_path).load() == {"a": 1}


def test_too_much_is_put_aside_unread(tmp_path: Path) -> None:
    (tmp_path / "things.json").write_bytes(GOOD + b" " * 1000)
    file = things(tmp_path, limit=100)

    assert file.load() == {}
    assert "too large" in file.problems[0]
    assert names(tmp_path) == ["things.json.broken-1"]


def test_each_broken_file_is_kept_but_not_without_end(tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / "things.json").write_bytes(b"rubbish %d" % number)
        things(tmp_path).load()

    assert names(tmp_path) == [f"things.json.broken-{n}" for n in range(1, 10)]
    assert (tmp_path / "things.json.broken-1").read_bytes() == b"rubbish 0"
    assert (tmp_path / "things.json.broken-9").read_bytes() == b"rubbish 11"


def test_a_newer_file_is_neither_understood_nor_overwritten(tmp_path: Path) -> None:
    newer = b'{"earmark":"things","version":2,"a":{"new":1}}'
    (tmp_path / "things.json").write_bytes(newer)
    file = things(tmp_path)

    assert file.load() == {}
    file.write(file.to_bytes({"a": 2}))

    assert (tmp_path / "things.json").read_bytes() == newer
    assert names(tmp_path) == ["things.json"]
    assert len(file.problems) == 1
    assert "newer Earmark" in file.problems[0]


def rename(content: Content) -> Content:
    return {"b": content["a"]}


def double(content: Content) -> Content:
    return {"b": content["b"] * 2}


def test_an_older_file_is_upgraded_step_by_step_with_a_backup(tmp_path: Path) -> None:
    (tmp_path / "things.json").write_bytes(GOOD)
    file = things(tmp_path, 3, upgrades={1: rename, 2: double})

    content = file.load()

    assert content == {"b": 2}
    assert (tmp_path / "things.json").read_bytes() == GOOD
    assert (tmp_path / "things.json.version-1").read_bytes() == GOOD
    file.write(file.to_bytes(content))
    assert json.loads((tmp_path / "things.json").read_bytes()) == {
        "earmark": "things",
        "version": 3,
        "b": 2,
    }
    assert file.problems == []


def test_an_older_file_that_cannot_be_backed_up_is_read_but_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "things.json").write_bytes(GOOD)
    file = things(tmp_path, 2, upgrades={1: rename})

    def full(_handle: int) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(os, "fsync", full)
    assert file.load() == {"b": 1}
    monkeypatch.undo()
    file.write(file.to_bytes({"b": 2}))

    assert (tmp_path / "things.json").read_bytes() == GOOD
    assert "disk is full" in file.problems[0]


def test_an_older_file_that_cannot_be_upgraded_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / "things.json").write_bytes(b'{"earmark":"things","version":1}')
    file = things(tmp_path, 2, upgrades={1: rename})

    assert file.load() == {}
    assert names(tmp_path) == ["things.json.broken-1"]


def test_a_file_that_may_not_be_read_is_left_as_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "things.json").write_bytes(GOOD)
    file = things(tmp_path)

    def refuse(*_: object) -> int:
        raise PermissionError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", refuse)
        assert file.load() == {}
    file.write(file.to_bytes({"a": 2}))

    assert (tmp_path / "things.json").read_bytes() == GOOD
    assert "you may not do that there" in file.problems[0]


def test_rubbish_in_a_home_that_cannot_be_written_is_told_and_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "things.json").write_bytes(b"rubbish")
    file = things(tmp_path)

    def refuse(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    with monkeypatch.context() as patch:
        patch.setattr(os, "rename", refuse)
        patch.setattr(os, "replace", refuse)
        assert file.load() == {}
    file.write(file.to_bytes({"a": 2}))

    assert (tmp_path / "things.json").read_bytes() == b"rubbish"
    assert "left as it is" in file.problems[0]


def test_odd_names_of_files_survive(tmp_path: Path) -> None:
    odd = os.fsdecode(b"caf\xe9 \xf0\x9f\x98\x80")
    file = things(tmp_path)

    file.write(file.to_bytes({"path": odd}))

    assert things(tmp_path).load() == {"path": odd}
