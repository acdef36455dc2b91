"""A backup is one whole file, or it is not there; the older one stays when a new one fails."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from db.data_file import DataFile
from desktop.domain.errors import EnvironmentFault, InputError
from tests.db.builders import BUDGET, cell_change, command


def test_a_backup_of_an_open_file_is_the_whole_of_it(data: DataFile, form: int, tmp_path: Path) -> None:
    data.apply(command(form, cell_change("", "1")), {})
    folder = tmp_path / "备份"
    folder.mkdir()
    target = folder / "a.db"
    assert data.backup(target) == []  # an older one
    assert data.backup(target) == []
    assert [file.name for file in folder.iterdir()] == ["a.db"]  # nothing beside it: it can be carried away
    data.apply(command(form, cell_change("1", "2")), {})
    with DataFile.open(target, create=False) as copy:
        assert copy.content(form).cells == {BUDGET: "1"}
        assert copy.next_undo() is not None
        assert copy.verify() == []


def test_a_backup_of_a_doubtful_file_is_kept_and_says_so(data: DataFile, form: int, tmp_path: Path) -> None:
    data.apply(command(form, cell_change("", "1")), {})
    with closing(sqlite3.connect(data.path)) as connection, connection:
        connection.execute("UPDATE cell SET text = '2'")
    target = tmp_path / "b.db"
    assert len(data.backup(target)) == 1
    with DataFile.open(target, create=False) as copy:
        assert copy.content(form).cells == {BUDGET: "2"}


def test_a_backup_onto_itself_is_refused(data: DataFile, form: int) -> None:
    with pytest.raises(InputError, match="备份到它自己"):
        data.backup(data.path)
    assert data.verify() == []


def test_a_file_of_another_kind_is_not_overwritten(data: DataFile, form: int, tmp_path: Path) -> None:
    target = tmp_path / "自评表.xlsx"
    target.write_bytes(b"PK\x03\x04 somebody's work, longer than the header of a database " * 20)
    before = target.read_bytes()
    with pytest.raises(InputError, match=r"“自评表\.xlsx”已经存在，而且不是数据文件"):
        data.backup(target)
    assert target.read_bytes() == before


def test_an_empty_file_in_the_place_is_replaced(data: DataFile, form: int, tmp_path: Path) -> None:
    target = tmp_path / "b.db"
    target.touch()
    assert data.backup(target) == []
    assert target.stat().st_size > 0


@pytest.mark.skipif(os.name == "nt", reason="Windows does not let an open file be moved")
def test_a_file_that_was_moved_away_is_not_made_anew_by_its_backup(data: DataFile, form: int, tmp_path: Path) -> None:
    data.path.rename(tmp_path / "moved.db")
    with pytest.raises(EnvironmentFault, match="打不开数据文件"):
        data.backup(tmp_path / "b.db")
    assert not data.path.exists()
    assert not (tmp_path / "b.db").exists()


@pytest.mark.parametrize("place", ["missing/a.db", "folder"])
def test_a_place_that_cannot_be_written_is_told(data: DataFile, tmp_path: Path, place: str) -> None:
    (tmp_path / "folder").mkdir()
    before = sorted(tmp_path.iterdir())
    with pytest.raises(EnvironmentFault, match=r"备份文件“.*”"):
        data.backup(tmp_path / place)
    assert sorted(tmp_path.iterdir()) == before


def test_a_failed_backup_leaves_the_older_one(
    data: DataFile, form: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "b.db"
    data.backup(target)
    before = target.read_bytes()

    def fail(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", fail)
    with pytest.raises(EnvironmentFault, match=r"写不了备份文件“b\.db”"):
        data.backup(target)
    assert target.read_bytes() == before
    assert not list(tmp_path.glob("*.part*"))
