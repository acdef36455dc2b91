"""The program proves itself, and measures its start: used by the installer's check and by ``make bench``.

``self_test`` goes through every part that freezing a program can break, in a temporary folder and without the user's
data, layouts and preferences; ``measure`` is in ``window``. Each part has its code, which scripts rely on: a part
added later gets the next one, and none is ever given to another part. What a part does is in ``files``, ``storage``,
``workbooks`` and ``window``; nothing heavy is imported before it runs.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from desktop.domain.errors import EnvironmentFault

LAYOUTS, DATABASE, UPGRADE, ROUND_TRIP, OLD_EXCEL, WINDOW, PACKAGE, FILES = range(10, 18)
"""Exit codes of the parts."""


def self_test(log: Path | None = None) -> int:
    """Run every part and say each one's result.

    Args:
        log: a file that gets the same lines, UTF-8; for a program without a console. An older one is replaced.

    Returns:
        0 when all went well, else the code of the first part that did not.

    Raises EnvironmentFault when ``log`` cannot be written.
    """
    lines: list[str] = []
    _keep(log, lines)
    code = 0
    # What a part that failed left open, Windows cannot delete; that must not become the result.
    with tempfile.TemporaryDirectory(prefix="ziping-", ignore_cleanup_errors=True) as name:
        for part in PARTS:
            folder = Path(name) / f"{part.code} 自检"
            folder.mkdir()
            passed, said = _run(part, folder)
            code = code or (0 if passed else part.code)
            lines.append(said)
            print(said, file=sys.stdout if passed else sys.stderr)
            _keep(log, lines)
    return code


@dataclass(frozen=True)
class Part:
    """One part: its exit code, its name, and what to do in an empty folder.

    ``step`` returns a sentence of what was proved and raises anything when something is wrong.
    """

    code: int
    title: str
    step: Callable[[Path], str]


def _run(part: Part, folder: Path) -> tuple[bool, str]:
    try:
        return True, f"{part.title}：{part.step(folder)}"
    except Exception as error:
        # Whatever it is, even a mistake of the program: the code tells where, the kind of error tells what.
        kind = "" if isinstance(error, CheckError) else f"{type(error).__name__} "
        return False, f"{part.title}：没有通过（{part.code}）。{kind}{' '.join(str(error).split())}"


class CheckError(RuntimeError):
    """Something is not as it should be; the sentence says what."""


def _keep(log: Path | None, lines: list[str]) -> None:
    if log is None:
        return
    try:
        log.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="\n")
    except OSError as error:
        raise EnvironmentFault(f"写不了自检记录“{log}”；请确认它所在的文件夹存在，并且可以写。") from error


def measure(options: argparse.Namespace) -> int:
    """Start the window offscreen and print its figures; see ``window.measure``."""
    from desktop.self_test import window

    return window.measure(options)


def _files(folder: Path) -> str:
    from desktop.self_test import files

    return files.complete(folder)


def _layouts(folder: Path) -> str:
    from desktop.self_test import storage

    return storage.layouts(folder)


def _database(folder: Path) -> str:
    from desktop.self_test import storage

    return storage.database(folder)


def _upgrade(folder: Path) -> str:
    from desktop.self_test import storage

    return storage.upgrades(folder)


def _round_trip(folder: Path) -> str:
    from desktop.self_test import workbooks

    return workbooks.round_trip(folder)


def _old_excel(folder: Path) -> str:
    from desktop.self_test import workbooks

    return workbooks.old_excel(folder)


def _window(folder: Path) -> str:
    from desktop.self_test import window

    return window.opens(folder)


def _package(folder: Path) -> str:
    from desktop.self_test import workbooks

    return workbooks.package(folder)


PARTS = (
    # First: a file that is gone explains whatever fails after it.
    Part(FILES, "程序文件", _files),
    Part(LAYOUTS, "表样", _layouts),
    Part(DATABASE, "数据库", _database),
    Part(UPGRADE, "升级", _upgrade),
    Part(ROUND_TRIP, "导出和导入", _round_trip),
    Part(OLD_EXCEL, "旧版 Excel", _old_excel),
    Part(WINDOW, "窗口", _window),
    Part(PACKAGE, "交换包", _package),
)
