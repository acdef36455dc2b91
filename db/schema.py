"""Is this our data file, and of which version? Standard library only, so that a file opens fast.

Refuses what is not ours or newer than this program, before anything is written; backs up before an upgrade.
"""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from db import backup, creation
from db.faults import not_ours, raise_fault, read_only
from desktop.domain.errors import EnvironmentFault, InputError

REVISIONS = ("0001",)
"""Every version, oldest first; a test holds it equal to the migrations."""


def prepare(path: Path, *, create: bool) -> None:
    """Make sure that ``path`` is a data file of today's version; afterwards it can be connected to.

    Raises:
        InputError: there is no such file (and ``create`` is False), it is a folder or not ours, or it is newer.
        EnvironmentFault: folder missing, file read-only, damaged, locked or disk full.
    """
    if _is_missing(path, create):
        _make(path)
        return
    version = stored_version(path)
    if version == REVISIONS[-1]:
        return
    if version == "":
        _make(path)
    elif version in REVISIONS:
        backup.copy(path, _backup_name(path, version))
        _upgrade(path)
    else:
        raise InputError(f"数据文件“{path.name}”由更新版本的自评通保存，本版本打不开；请先升级自评通，文件没有改动。")


def stored_version(path: Path) -> str:
    """The version a data file was written with, e.g. ``"0001"``; ``""`` when its making was cut off: it has no table.

    Raises InputError when it is not ours, EnvironmentFault when it cannot be read.
    """
    # Only SQLite may look inside: a plain open() and close() would drop the locks another connection of this process
    # holds on the file (a rule of POSIX).
    try:
        with closing(sqlite3.connect(path)) as connection:
            if connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
                return ""
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            has_version = connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone()
            if application != creation.APPLICATION_ID or has_version is None:
                raise not_ours(path)
            version = connection.execute("SELECT max(version_num) FROM alembic_version").fetchone()[0]
            if version is None:
                raise not_ours(path)
            return str(version)
    except sqlite3.Error as error:
        raise_fault(error, path)


def _is_missing(path: Path, create: bool) -> bool:
    """True when a new file is to be made. An empty file counts as missing: a first start may have been cut off."""
    folder = path.absolute().parent
    try:
        if path.is_dir():
            raise InputError(f"“{path.name}”是一个文件夹，不是数据文件；请另选一个文件。")
        if path.exists() and path.stat().st_size > 0:
            if not _may(path, os.R_OK | os.W_OK) or not _may(folder, os.W_OK):
                raise read_only(path)
            return False
        if not create:
            raise InputError(f"找不到数据文件“{path.name}”；请确认它没有被移走或改名。")
        if not folder.is_dir():
            raise EnvironmentFault(f"数据文件“{path.name}”所在的文件夹“{folder}”不存在；请先建好文件夹，或另选位置。")
    except OSError as error:
        raise EnvironmentFault(f"打不开数据文件“{path.name}”；请确认它所在的文件夹存在，并且可以读写。") from error
    if not _may(folder, os.W_OK):
        raise read_only(path)
    return True


def _may(path: Path, mode: int) -> bool:
    return os.access(path, mode, effective_ids=os.access in os.supports_effective_ids)


def _make(path: Path) -> None:
    if not creation.make(path, REVISIONS):
        _upgrade(path)


def _upgrade(path: Path) -> None:
    # Imported here because alembic with SQLAlchemy costs 0.5 s at every start, and is needed once per version.
    from db.upgrade import upgrade

    upgrade(path)


def _backup_name(path: Path, version: str) -> Path:
    """``<name>.<version>.bak``, numbered when there is one already: an older backup is never overwritten."""
    target = path.with_name(f"{path.name}.{version}.bak")
    number = 2
    while target.exists():
        target = path.with_name(f"{path.name}.{version}-{number}.bak")
        number += 1
    return target
