"""Files in and out: whole into memory, whole onto the disk or not at all.

Reading never keeps the user's file open, so Excel and WPS can go on working in it. Writing goes through a temporary
file in the target's folder, so a fault half-way leaves the old file as it was. Every refusal is one Chinese sentence
that names the file. Left out: what the bytes mean.
"""

from __future__ import annotations

import contextlib
import errno
import os
import tempfile
from pathlib import Path

from desktop.domain.errors import EnvironmentFault, InputError

LARGEST_FILE = 64 * 1024 * 1024


def read_file(path: Path) -> bytes:
    """The content of ``path``.

    Raises:
        InputError: missing, a folder, empty or larger than 64 MB.
        EnvironmentFault: no permission, locked, disk error.
    """
    try:
        if path.is_dir():
            raise InputError(f"“{path.name}”是一个文件夹，请选择里面的表格文件。")
        size = path.stat().st_size
        if size > LARGEST_FILE:
            raise InputError(f"文件“{path.name}”有 {size // 1024 // 1024} MB，超过了自评表可能的大小，没有读取。")
        content = path.read_bytes()
    except FileNotFoundError as error:
        raise InputError(f"找不到文件“{path}”，请核对文件名和所在的文件夹。") from error
    except OSError as error:
        raise EnvironmentFault(f"读不了文件“{path.name}”：{_reason(error)}。") from error
    if not content:
        raise InputError(f"文件“{path.name}”是空的，里面没有内容。")
    return content


def write_file(path: Path, content: bytes) -> None:
    """Put ``content`` at ``path`` in one step, replacing what is there.

    Raises:
        EnvironmentFault: no such folder, no permission, disk full, or the file is open in another program.
    """
    folder = path.parent
    temporary = ""
    try:
        if not folder.is_dir():
            raise EnvironmentFault(f"写不了“{path.name}”：文件夹“{folder}”不存在。")
        if path.is_dir():
            raise EnvironmentFault(f"写不了“{path.name}”：已经有一个同名的文件夹。")
        handle, temporary = tempfile.mkstemp(prefix=".", suffix=path.suffix, dir=folder)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _mode(path))
        os.replace(temporary, path)
    except OSError as error:
        if temporary:
            with contextlib.suppress(OSError):
                os.unlink(temporary)
        raise EnvironmentFault(f"写不了“{path.name}”：{_reason(error, writing=True)}。") from error


def _mode(path: Path) -> int:
    """Permissions for the new file: those of the one it replaces, else readable by all as files usually are."""
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        return 0o644


def _reason(error: OSError, writing: bool = False) -> str:
    """Why it failed, in the user's words, without a full stop."""
    if error.errno == errno.ENOSPC:
        return "磁盘已满，请腾出空间，或另存到别处"
    if error.errno == errno.EROFS:
        return "所在的磁盘是只读的，请另存到别处"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EBUSY):
        return "没有权限，或者文件正在 Excel、WPS 里打开，请关闭后再试" + ("，也可以另存到别处" if writing else "")
    if error.errno == errno.ENAMETOOLONG:
        return "文件名太长，请改短"
    return f"系统报告“{error.strerror or error}”"
