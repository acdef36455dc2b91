"""The one place where SQLite's errors become sentences a user can act on.

Left as they are: errors only our own code can cause (bad SQL, a violated constraint). They are a mistake of the
program and must reach the report, not be dressed up as a full disk.
"""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import NoReturn

from desktop.domain.errors import EnvironmentFault, InputError, ZipingError


class StaleDataFault(EnvironmentFault):
    """The file no longer holds what the change starts from: another window or program wrote in between.

    Nothing was written. Read the content again and repeat the change.
    """


_ADVICE: dict[int, str] = {
    sqlite3.SQLITE_BUSY: "数据文件“{name}”正被另一个程序占用，这次没有写入；请关闭那个程序后再试。",
    sqlite3.SQLITE_LOCKED: "数据文件“{name}”正被另一个程序占用，这次没有写入；请关闭那个程序后再试。",
    sqlite3.SQLITE_FULL: "磁盘已满，这次没有写入数据文件“{name}”；请清理磁盘后再试。",
    sqlite3.SQLITE_READONLY: "数据文件“{name}”只能读、不能写；请取消它和所在文件夹的只读属性，或复制到能写的文件夹。",
    sqlite3.SQLITE_CANTOPEN: "打不开数据文件“{name}”；请确认它所在的文件夹存在，并且可以读写。",
    sqlite3.SQLITE_PERM: "没有权限打开数据文件“{name}”；请联系管理员，或把它复制到自己的文件夹。",
    sqlite3.SQLITE_AUTH: "没有权限打开数据文件“{name}”；请联系管理员，或把它复制到自己的文件夹。",
    sqlite3.SQLITE_IOERR: "读写数据文件“{name}”时磁盘出错；请检查磁盘或移动盘的连接后再试。",
    sqlite3.SQLITE_CORRUPT: "数据文件“{name}”已损坏；请不要再往里填写，换用最近一次的备份。",
}
_NOT_OURS = "“{name}”不是自评通的数据文件，或者文件开头已损坏；请另选一个文件，或换用备份。"


def fault_of(error: sqlite3.Error, path: Path) -> ZipingError | None:
    """The sentence for an error of SQLite on the data file ``path``; None when the error is our own mistake."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    primary = code & 0xFF  # the upper bits only refine the reason
    if primary == sqlite3.SQLITE_NOTADB:
        return InputError(_NOT_OURS.format(name=path.name))
    advice = _ADVICE.get(primary)
    return EnvironmentFault(advice.format(name=path.name)) if advice else None


def raise_fault(error: sqlite3.Error, path: Path) -> NoReturn:
    """Raise the fault behind ``error``: EnvironmentFault, InputError, or ``error`` itself when it is our mistake."""
    fault = fault_of(error, path)
    if fault is None:
        raise error
    raise fault from error


def not_ours(path: Path) -> InputError:
    """The refusal of a file that is no data file of this program."""
    return InputError(_NOT_OURS.format(name=path.name))


def moved_away(path: Path) -> EnvironmentFault:
    """The refusal to write into a file that is no longer where it was opened."""
    return EnvironmentFault(
        f"数据文件“{path.name}”已被移走、删除或换成了别的文件，这次没有写入；请把原来的文件放回原处后再试。"
    )


def read_only(path: Path) -> EnvironmentFault:
    """The refusal of a file or folder that cannot be written."""
    return EnvironmentFault(_ADVICE[sqlite3.SQLITE_READONLY].format(name=path.name))
