"""Self-test of the program's own files: what setup laid down is all there and as it was built.

The build writes the list (``installer.freeze``). Files without a sum need only be there: the programs, which are signed
after the list was written, and Qt's files, which a user may replace (LGPL).
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from desktop.paths import is_frozen
from desktop.self_test import CheckError

LIST = "files.sha256"
"""In the folder of the program's parts; a line is ``SUM *PATH``, the path from the program's folder on."""
NO_SUM = "-"
NAMED = 5
"""How many files a complaint names."""


def complete(folder: Path) -> str:
    """Every file of the list is there and unchanged; run from source there is no list, which is said.

    ``folder`` is not used. Raises CheckError that names what is missing or changed.
    """
    if not is_frozen():
        return "从源代码运行，没有文件清单可核对。"
    parts = Path(getattr(sys, "_MEIPASS", Path(sys.executable).parent))
    return check(parts.parent, parts / LIST)


def check(top: Path, listing: Path) -> str:
    """Compare the files under ``top`` with the list. Returns how many there are; raises CheckError."""
    wanted = _read(listing)
    found = [(name, problem) for name, sum_ in wanted if (problem := _problem(top / name, sum_))]
    if found:
        named = "、".join(f"{name}（{problem}）" for name, problem in found[:NAMED])
        more = "等" if len(found) > NAMED else ""
        raise CheckError(f"{len(found)} 个文件不对：{named}{more}。请重新安装自评通。")
    return f"{len(wanted)} 个文件都在，没有变动。"


def _read(listing: Path) -> list[tuple[str, str]]:
    """Pairs (path, sum). A list that is gone or cut off is itself a fault."""
    try:
        text = listing.read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise CheckError(f"读不了文件清单“{listing.name}”。请重新安装自评通。") from error
    pairs = [line.partition(" *") for line in text.splitlines()]
    if not pairs or not text.endswith("\n") or any(not sum_ or not name for sum_, _, name in pairs):
        raise CheckError(f"文件清单“{listing.name}”不完整。请重新安装自评通。")
    return [(name, sum_) for sum_, _, name in pairs]


def _problem(path: Path, sum_: str) -> str:
    """What is wrong with one file; ``""`` when nothing is."""
    if not path.is_file():
        return "没有了"
    try:
        with path.open("rb") as file:
            if sum_ == NO_SUM:
                return ""
            return "" if hashlib.file_digest(file, "sha256").hexdigest() == sum_ else "变了"
    except OSError:
        return "读不了"
