"""The one place that knows where resources and user data lie: source tree, wheel, frozen program, portable folder.

``ZIPING_DATA_DIR`` overrides the user's folder (tests, USB stick). A file named ``portable.txt`` beside the frozen
program keeps the data beside it.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

DATA_FILE_NAME = "自评数据.db"


def resources_dir() -> Path:
    """The folder with ``forms``, ``rules``, ``themes``, ``icons``."""
    frozen = getattr(sys, "_MEIPASS", None)
    if frozen is not None:
        return Path(frozen) / "resources"
    return Path(__file__).resolve().parent.parent / "resources"


def data_dir() -> Path:
    """The user's folder for the data file, own layouts and logs; not created here."""
    override = os.environ.get("ZIPING_DATA_DIR")
    if override:
        return Path(override)
    if getattr(sys, "frozen", False):
        beside = Path(sys.executable).resolve().parent
        if (beside / "portable.txt").is_file():
            return beside / "数据"
    import platformdirs

    return Path(platformdirs.user_data_dir("ziping", appauthor=False))


def default_data_file() -> Path:
    """The data file that opens when none is named."""
    return data_dir() / DATA_FILE_NAME


def user_forms_dir() -> Path:
    """The folder in which a bureau's IT drops layouts of its own."""
    return data_dir() / "forms"
