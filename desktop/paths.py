"""The one place that knows where resources and user data lie: source tree, wheel, frozen program, portable folder.

``ZIPING_DATA_DIR`` overrides the user's folder (tests, USB stick). A file named ``portable.txt`` beside the frozen
program keeps the data beside it; otherwise nothing is ever written where the program lies. Nothing is made here, and
no function fails because a folder is missing or locked: whoever opens the file says so in a sentence.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

DATA_SUFFIX = ".zpdata"
"""Suffix of the data file; ``.db`` belongs to too many programs for a double click to open ours."""
FORM_SUFFIX = ".zpform"
"""Suffix of the exchange package: forms as JSON."""
OLDER_DATA_SUFFIX = ".db"
DATA_FILE_STEM = "自评数据"
PORTABLE_MARK, PORTABLE_FOLDER = "portable.txt", "数据"


def is_frozen() -> bool:
    """True in the installed program, False when run from source or from a wheel."""
    return bool(getattr(sys, "frozen", False))


def resources_dir() -> Path:
    """The folder with ``forms``, ``rules``, ``themes``, ``icons``."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen) / "resources"
    return Path(__file__).resolve().parent.parent / "resources"


def data_dir() -> Path:
    """The user's folder for the data file, own layouts, preferences and the log; not created here."""
    override = os.environ.get("ZIPING_DATA_DIR")
    if override:
        return Path(override)
    if is_frozen():
        beside = Path(sys.executable).resolve().parent
        if os.path.isfile(beside / PORTABLE_MARK):
            return beside / PORTABLE_FOLDER
    import platformdirs

    return Path(platformdirs.user_data_dir("ziping", appauthor=False))


def default_data_file() -> Path:
    """The data file that opens when none is named."""
    return data_file_in(data_dir(), DATA_FILE_STEM)


def data_file_in(folder: Path, stem: str) -> Path:
    """The data file called ``stem`` in ``folder``; one that an older version named ``.db`` stays in use.

    Whoever upgrades must find what was typed before, so the older name counts until a file of the new one is there.
    """
    path, older = folder / f"{stem}{DATA_SUFFIX}", folder / f"{stem}{OLDER_DATA_SUFFIX}"
    return older if _holds_something(older) and not _holds_something(path) else path


def _holds_something(path: Path) -> bool:
    """False for a folder and for the empty file that a first start leaves which was cut off."""
    # os.path: pathlib's functions raise where a folder may not be looked into.
    return os.path.isfile(path) and os.path.getsize(path) > 0


def log_file() -> Path:
    """Where the windowed program writes what would go to standard error."""
    return data_dir() / "日志" / "自评通.log"
