"""Copies a data file while it may be in use, by SQLite's backup interface. Standard library only.

The copy is a single file (no WAL beside it). It is made under a temporary name, proved, brought to disk and only then
given its name, so a backup that is there is a whole one, and a failed one leaves the older backup alone.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from db.faults import raise_fault
from desktop.domain.errors import EnvironmentFault, InputError


def copy(source: Path, target: Path) -> None:
    """Copy the data file ``source`` to ``target``, replacing it.

    Raises InputError when both are the same file or the target is a file of another kind; EnvironmentFault when the
    source cannot be read, the target cannot be written, or the copy is not whole.
    """
    working = target.with_name(f"{target.name}.part")
    try:
        if target.exists() and target.samefile(source):
            raise InputError(f"不能把数据文件“{source.name}”备份到它自己；请另选文件名。")
        if not target.absolute().parent.is_dir():
            raise EnvironmentFault(f"备份文件“{target.name}”所在的文件夹不存在；请先建好文件夹，或另选位置。")
        if target.is_file() and not _is_database(target):
            raise InputError(f"“{target.name}”已经存在，而且不是数据文件；备份会把它盖掉，请另选文件名。")
        working.unlink(missing_ok=True)
        _copy(source, working)
        _to_disk(working)
        os.replace(working, target)
    except OSError as error:
        raise EnvironmentFault(f"写不了备份文件“{target.name}”；请确认那个文件夹可以写、磁盘没有满。") from error
    finally:
        _remove(working)


def _is_database(path: Path) -> bool:
    """True for a file of SQLite, an older backup as a rule, and for an empty file."""
    # Only SQLite may look inside, see ``schema.stored_version``.
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            connection.execute("PRAGMA schema_version")
    except sqlite3.DatabaseError as error:
        return getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_NOTADB
    return True


def _copy(source: Path, working: Path) -> None:
    blamed = source
    try:
        # mode=rw: a source that was moved away is an error, not an empty file made in its place.
        existing = f"{source.absolute().as_uri()}?mode=rw"
        with closing(sqlite3.connect(existing, uri=True)) as reading, closing(sqlite3.connect(working)) as writing:
            reading.execute("PRAGMA schema_version")  # a damaged source is named as such, not blamed on the copy
            blamed = working
            reading.backup(writing)
            writing.execute("PRAGMA journal_mode=DELETE")
            found = writing.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except sqlite3.Error as error:
        raise_fault(error, blamed)
    if found != "ok":
        raise EnvironmentFault(f"数据文件“{source.name}”的备份没有通过核对，没有保存；请先核对数据文件是否损坏。")


def _to_disk(path: Path) -> None:
    with path.open("rb+") as file:
        os.fsync(file.fileno())


def _remove(path: Path) -> None:
    for leftover in (path, Path(f"{path}-journal"), Path(f"{path}-wal"), Path(f"{path}-shm")):
        leftover.unlink(missing_ok=True)
