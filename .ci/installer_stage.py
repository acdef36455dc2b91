"""Decides whether the installer has to be built and tried again: only when something it is made from has changed.

Building and trying takes minutes; what was proved once on a machine stays proved there as long as its inputs are the
same. The sum of the last proved inputs lies in the user's cache, never in the repository: a new machine proves anew.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WHOLE = (
    "installer",
    "pyproject.toml",
    ".ci/tasks.py",
    ".ci/installer_stage.py",
    "db/migrations",
    # What does something else in a frozen program than from source, where the suite runs it.
    "desktop/__main__.py",
    "desktop/cli.py",
    "desktop/log_file.py",
    "desktop/paths.py",
    "desktop/self_test",
    "desktop/ui/screen_plugin.py",
    "resources/samples",
)
"""Files, and folders with all their files, of which every change counts."""
SHAPE = ("desktop", "db", "resources")
"""Folders that freezing looks at only for what is there and what it imports."""
IMPORT = re.compile(r"^\s*(?:import|from)\s+\S.*", re.MULTILINE)


def inputs(root: Path) -> Iterator[bytes]:
    """Everything that decides whether the installer still works, piece by piece in a fixed order.

    Of the program's own code that is the names of its files and its imports, which decide what gets into the frozen
    folder; what the code does is the test suite's business.
    """
    for name in WHOLE:
        top = root / name
        for path in [top] if top.is_file() else files(top):
            yield f"{path.relative_to(root).as_posix()}\n".encode()
            yield path.read_bytes()
    for name in SHAPE:
        for path in files(root / name):
            yield f"{path.relative_to(root).as_posix()}\n".encode()
            if path.suffix == ".py":
                yield "\n".join(IMPORT.findall(path.read_text(encoding="utf-8"))).encode()


def files(top: Path) -> list[Path]:
    """Every file under a folder but documents and what tools leave behind, sorted."""
    found = (path for path in top.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    return sorted(path for path in found if path.suffix != ".md")


def digest(root: Path = ROOT) -> str:
    """One SHA-256 over all inputs; lengths are part of it, so that no two ways to cut them are the same."""
    found = hashlib.sha256()
    for piece in inputs(root):
        found.update(len(piece).to_bytes(8, "big") + piece)
    return found.hexdigest()


def record() -> Path:
    """Where the sums of proved inputs are kept."""
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(cache) / "ziping" / "installer-proved"


def is_proved(sum_: str) -> bool:
    """Whether these inputs were proved on this machine. ``CI_FULL=1`` asks for another proof in any case."""
    return not os.environ.get("CI_FULL") and record().is_file() and sum_ in record().read_text(encoding="ascii").split()


def remember(sum_: str) -> None:
    """Keep that these inputs were proved; the last twenty are kept."""
    path = record()
    known = path.read_text(encoding="ascii").split() if path.is_file() else []
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join([*(one for one in known if one != sum_), sum_][-20:]) + "\n", encoding="ascii")
