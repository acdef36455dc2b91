"""Troubles of the environment: each is one Chinese sentence that names the file, and nothing is half written."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import stat
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from db import schema
from db.data_file import DataFile
from db.faults import fault_of
from desktop.domain.address import Row
from desktop.domain.changes import RowChange
from desktop.domain.errors import EnvironmentFault, InputError, ZipingError
from tests.db.builders import BUDGET, NOW, cell_change, command, head

NOBODY = 65534


@contextmanager
def without_privileges() -> Iterator[None]:
    """As a person whom file permissions hold back; tests in a container often run as one whom they do not."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def open_folder(empty_file: Path) -> Iterator[Path]:
    """A folder everybody may write to, with an empty data file."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o777)
    shutil.copyfile(empty_file, folder / "a.db")
    (folder / "a.db").chmod(0o666)
    yield folder
    folder.chmod(0o777)
    (folder / "a.db").chmod(0o666)
    shutil.rmtree(folder)


def writes(data: DataFile, form: int) -> list[Callable[[], object]]:
    """Every way to write, each with a command that would work."""
    stored = data.apply(command(form, cell_change("", "1")), {})
    return [
        lambda: data.apply(command(form, cell_change("1", "2")), {}),
        lambda: data.undo(stored, NOW, "office", {}),
        lambda: data.add_evaluation(head(), {}, {}),
        lambda: data.remove_evaluation(form),
        lambda: data.set_setting("a", "b"),
        data.seal,
    ]


def test_a_locked_file_is_told_and_nothing_is_written(data: DataFile, form: int, path: Path) -> None:
    ways = writes(data, form)
    before = data.content(form), data.history(form), data.evaluations()
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        for write in ways:
            with pytest.raises(EnvironmentFault, match=r"数据文件“数据\.db”正被另一个程序占用.*请关闭"):
                write()
        assert (data.content(form), data.history(form), data.evaluations()) == before  # reading goes on
        with pytest.raises(EnvironmentFault, match="正被另一个程序占用"):
            DataFile.open(path, busy_seconds=0.05)
        other.execute("ROLLBACK")
    ways[0]()
    assert data.content(form).cells == {BUDGET: "2"}


def test_a_full_disk_is_told_and_nothing_is_written(data: DataFile, form: int) -> None:
    data.apply(command(form, cell_change("", "1")), {})
    before = data.content(form), data.head(form), data.history(form)
    pages = data._db.rows("PRAGMA page_count")[0][0]
    data._db.run(f"PRAGMA max_page_count={pages}")
    large = command(form, RowChange("indicators", Row("u7", ""), None, 0), cell_change("1", "长" * 50_000))
    for _ in range(2):
        with pytest.raises(EnvironmentFault, match=r"磁盘已满.*“数据\.db”"):
            data.apply(large, {})
        assert (data.content(form), data.head(form), data.history(form)) == before
    data._db.run("PRAGMA max_page_count=1000000")
    data.apply(large, {})
    assert data.content(form).cells == {BUDGET: "长" * 50_000}
    assert data.verify() == []


def test_a_write_that_is_refused_by_the_system_is_told(data: DataFile, form: int) -> None:
    ways = writes(data, form)
    data._db.run("PRAGMA query_only=ON")
    for write in ways[:-1]:
        with pytest.raises(EnvironmentFault, match=r"“数据\.db”只能读、不能写"):
            write()


@pytest.mark.parametrize("system_tells", [True, False])
def test_a_read_only_file_is_told_at_once(
    open_folder: Path, system_tells: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = open_folder / "a.db"
    if not system_tells:  # access rules of some systems are known only when one writes
        monkeypatch.setattr(schema, "_may", lambda path, mode: True)
    path.chmod(stat.S_IREAD | stat.S_IRGRP | stat.S_IROTH)
    with without_privileges(), pytest.raises(EnvironmentFault, match=r"“a\.db”只能读、不能写"):
        DataFile.open(path)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no read-only folders")
@pytest.mark.parametrize("name", ["a.db", "new.db"])
def test_a_read_only_folder_is_told_at_once(open_folder: Path, name: str) -> None:
    open_folder.chmod(0o555)
    with without_privileges(), pytest.raises(EnvironmentFault, match="只能读、不能写"):
        DataFile.open(open_folder / name)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no search permission on folders")
def test_a_forbidden_folder_is_told(open_folder: Path) -> None:
    open_folder.chmod(0o000)
    with without_privileges(), pytest.raises(EnvironmentFault, match=r"“a\.db”"):
        DataFile.open(open_folder / "a.db")


@pytest.mark.parametrize("damage", ["cut short", "overwritten inside", "overwritten head"])
def test_a_damaged_file_is_told(path: Path, damage: str) -> None:
    with DataFile.open(path) as data:
        data.add_evaluation(head(), {}, {BUDGET: "长" * 20_000})
    content = path.read_bytes()
    if damage == "cut short":
        content = content[: len(content) // 2]
    elif damage == "overwritten inside":
        content = content[:4096] + b"\xa5" * (len(content) - 4096)
    else:
        content = b"\xa5" * 200 + content[200:]
    path.write_bytes(content)
    with pytest.raises(ZipingError, match=r"“数据\.db”.*损坏.*备份"):
        DataFile.open(path)


def test_damage_that_shows_later_is_told(path: Path) -> None:
    with DataFile.open(path) as data:
        form = data.add_evaluation(head(), {}, {BUDGET: "1"})
    with closing(sqlite3.connect(path)) as connection:
        page = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'cell'").fetchone()[0]
    content = bytearray(path.read_bytes())
    content[(page - 1) * 4096 : page * 4096] = b"\xa5" * 4096
    path.write_bytes(content)
    with DataFile.open(path) as data:
        for use in (
            lambda: data.content(form),
            lambda: data.apply(command(form, cell_change("1", "2")), {}),
            lambda: data.backup(path.with_name("b.db")),
        ):
            with pytest.raises(EnvironmentFault, match="损坏"):
                use()
        assert "损坏" in data.verify()[0]
    assert not path.with_name("b.db").exists()


def test_every_sentence_names_the_file_and_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "数据.db"
    codes = {
        value for name, value in vars(sqlite3).items() if re.fullmatch(r"SQLITE_[A-Z]+", name) and value in range(1, 27)
    }
    told = []
    for code in sorted(codes):
        error = sqlite3.OperationalError("in English")
        error.sqlite_errorcode = code | 3 << 8  # a refined code of the same kind
        fault = fault_of(error, path)
        if fault is not None:
            told.append(code)
            assert re.fullmatch(r".*“数据\.db”.*请.*。", str(fault))
            assert isinstance(fault, InputError if code == sqlite3.SQLITE_NOTADB else EnvironmentFault)
    assert told == [3, 5, 6, 8, 10, 11, 13, 14, 23, 26]


def test_our_own_mistakes_are_not_dressed_up(data: DataFile) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table"):
        data._db.rows("SELECT * FROM absent")
    data.close()
    with pytest.raises(sqlite3.ProgrammingError):
        data.evaluations()


@pytest.mark.skipif(os.name == "nt", reason="Windows does not let an open file be moved")
@pytest.mark.parametrize("successor", [False, True])
def test_a_file_that_was_moved_away_takes_no_more_writes(
    data: DataFile, form: int, tmp_path: Path, successor: bool
) -> None:
    """Linux goes on writing into a deleted file, and everything typed from then on would be gone at the end."""
    away = tmp_path / "moved.db"
    data.path.rename(away)
    if successor:
        data.path.write_bytes(away.read_bytes())
    with pytest.raises(EnvironmentFault, match=r"“数据\.db”已被移走、删除或换成了别的文件"):
        data.apply(command(form, cell_change("", "1")), {})
    away.replace(data.path)
    data.apply(command(form, cell_change("", "1")), {})
    assert data.content(form).cells == {BUDGET: "1"}
