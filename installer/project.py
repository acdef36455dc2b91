"""Names, places and figures that every step of the build shares. Nothing is built here.

What this leaves out: how a step works; each has a module of its own (``installer/README.md`` lists them).
"""

from __future__ import annotations

import ast
import os
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
"""What users get: setup, portable zip, Debian package, list of hashes."""
WORK = ROOT / "build" / "installer"
"""Everything between source and product; may be deleted at any time."""

APP_ID = "ziping"
"""Folder, registry and package name; never changes, or upgrades would not find what they replace."""
APP_NAME = "自评通"
PUBLISHER = "自评通项目组"
WINDOW_EXE = "自评通.exe"
CONSOLE_EXE = "ziping.exe"
DATA_SUFFIX = ".zpdata"
"""Suffix of the data file, which a double click opens."""
FORM_SUFFIX = ".zpform"
"""Suffix of the exchange package: forms as JSON, which a double click offers to take in."""

LARGEST_SETUP_MB = 45
LARGEST_INSTALLED_MB = 140
OLDEST_WINDOWS_BUILD = 17763
"""Windows 10 1809, the oldest that Qt 6.5 and later run on."""


def version(root: Path = ROOT) -> str:
    """The version of the project, found as pyproject.toml says: ``[project] version`` or the attribute it names.

    Raises ValueError when pyproject.toml names neither.
    """
    settings = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    if "version" in settings["project"]:
        return str(settings["project"]["version"])
    try:
        module, _, attribute = settings["tool"]["setuptools"]["dynamic"]["version"]["attr"].rpartition(".")
    except KeyError as error:
        raise ValueError("pyproject.toml names neither a version nor where it stands") from error
    source = (root / module.replace(".", "/") / "__init__.py").read_text(encoding="utf-8")
    for statement in ast.parse(source).body:
        if isinstance(statement, ast.Assign) and [ast.unparse(name) for name in statement.targets] == [attribute]:
            return str(ast.literal_eval(statement.value))
    raise ValueError(f"{module}/__init__.py does not assign {attribute}")


def windows_version(text: str) -> tuple[int, int, int, int]:
    """The four numbers Windows wants: ``1.2.3`` is (1, 2, 3, 0). Raises ValueError for anything but three numbers."""
    numbers = [int(part) for part in text.split(".")]
    if len(numbers) != 3 or any(not 0 <= number <= 65535 for number in numbers):
        raise ValueError(f"not a version of three numbers: {text}")
    return numbers[0], numbers[1], numbers[2], 0


def source_date() -> int:
    """Seconds since 1970 that stand for "now" in every product: the last commit's, so that two builds are equal.

    ``SOURCE_DATE_EPOCH`` overrides it; 2020-01-01 where there is no repository.
    """
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    try:
        asked = subprocess.run(
            ["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=True
        )
    except (OSError, subprocess.CalledProcessError):
        return 1_577_836_800
    return int(asked.stdout.strip() or 1_577_836_800)


def size_mb(path: Path) -> float:
    """Size of a file, or of all files under a folder, in MB of 1,000,000 bytes."""
    files = [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file() and not one.is_symlink()]
    return sum(one.stat().st_size for one in files) / 1e6
