"""What a file is that somebody opens: our data file, an exchange package, or a workbook. Judged by its content first.

Standard library only, and no library of a format: this runs before the first paint. Whether the file is whole, and
whether the data file is ours, is found out by whoever opens it.
"""

from __future__ import annotations

from enum import Enum
from pathlib import Path

from desktop.domain.errors import EnvironmentFault, InputError
from desktop.paths import DATA_SUFFIX, FORM_SUFFIX, OLDER_DATA_SUFFIX

PACKAGE_SUFFIXES = (FORM_SUFFIX, ".json")
WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".xls", ".ods", ".xlsb", ".et")
_SQLITE = b"SQLite format 3\0"
_BOM = b"\xef\xbb\xbf"
_CONTAINERS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
"""How zip archives (.xlsx, .ods) and compound files (.xls) begin."""


class FileKind(Enum):
    """What can be done with a file: open it, take it in, preview its import."""

    DATA = "data"
    PACKAGE = "package"
    WORKBOOK = "workbook"


def kind_of(path: Path) -> FileKind:
    """What ``path`` is.

    Must not be asked about a data file that this process has open: closing any second handle on it would drop the
    locks of the database library (a rule of POSIX).

    Raises:
        InputError: no such file, a folder, or nothing this program opens.
        EnvironmentFault: it may not be read.
    """
    head, suffix = _head(path), path.suffix.lower()
    # A first start that was cut off leaves an empty data file.
    if head.startswith(_SQLITE) or (not head and suffix in (DATA_SUFFIX, OLDER_DATA_SUFFIX)):
        return FileKind.DATA
    if head.startswith(_CONTAINERS):
        return FileKind.WORKBOOK
    if suffix in PACKAGE_SUFFIXES or head.removeprefix(_BOM).lstrip()[:1] in (b"{", b"["):
        return FileKind.PACKAGE
    if suffix in WORKBOOK_SUFFIXES:
        return FileKind.WORKBOOK
    if suffix in (DATA_SUFFIX, OLDER_DATA_SUFFIX):
        raise InputError(f"“{path.name}”不是自评通的数据文件，或者文件开头已损坏；请另选一个文件，或换用备份。")
    raise InputError(
        f"打不开“{path.name}”：自评通能打开数据文件（{DATA_SUFFIX}）、交换包（{FORM_SUFFIX}）"
        "和 Excel 表（.xlsx、.xls、.ods），这个文件都不是。"
    )


def _head(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise InputError(f"“{path.name}”是一个文件夹，请选择里面的文件。")
        with path.open("rb") as file:
            return file.read(64)
    except FileNotFoundError as error:
        raise InputError(f"找不到文件“{path}”，请核对文件名和所在的文件夹。") from error
    except OSError as error:
        raise EnvironmentFault(f"没有权限打开文件“{path.name}”，或它正被别的程序占用。") from error
