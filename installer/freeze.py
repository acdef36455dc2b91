"""Freezes the program into one folder with PyInstaller: on this system, or for Windows through Wine.

A folder is complete when this module is done with it: trimmed, with licences, SBOM and a list of its files, nothing of
Wine in it, and with the stamps of the source's date. Setup, zip and package take it as it is.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from installer import app_icon, licences, sbom
from installer.hashes import sha256
from installer.inputs import RUN_LOCK, locked
from installer.pe import make_ico
from installer.project import APP_ID, APP_NAME, CONSOLE_EXE, ROOT, WINDOW_EXE, source_date, version
from installer.wine import Wine, windows_path

SPEC = ROOT / "installer" / "app.spec"
WINE_MARKS = (b"Wine builtin DLL", b"Wine placeholder DLL")
NOT_OURS = {"icuuc.dll", "bcryptprimitives.dll", "windows.ui.dll", "mscms.dll"}
"""Libraries of Windows that the Wine prefix has stand-ins for; one of them in the product would be a stand-in."""
LIST = "_internal/files.sha256"
"""What the program's self-test compares the installed files with (``desktop/self_test/files.py``)."""
NO_SUM = "-"
PROGRAMS = (WINDOW_EXE, CONSOLE_EXE, APP_ID)
REPLACEABLE = ("_internal/PySide6/", "_internal/shiboken6/")
"""Parts under LGPL, which a user may put another version of."""


def arguments(place: Callable[[Path], str], work: Path) -> list[str]:
    """PyInstaller's arguments; ``place`` spells a path for the system it runs on."""
    folders = ["--distpath", place(work / "dist"), "--workpath", place(work / "work")]
    return ["-m", "PyInstaller", "--noconfirm", "--clean", "--log-level=WARN", *folders, place(SPEC)]


def variables(place: Callable[[Path], str], work: Path) -> dict[str, str]:
    """What makes two runs equal, and where the icon lies."""
    return {
        "PYTHONHASHSEED": "0",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUTF8": "1",
        "SOURCE_DATE_EPOCH": str(source_date()),
        "ZIPING_ICON": place(work / "app.ico"),
        # PyInstaller keeps what it worked out in the user's folder: two builds would differ by what was built before.
        "PYINSTALLER_CONFIG_DIR": place(work / "pyinstaller"),
    }


def freeze_here(work: Path) -> Path:
    """Freeze for the system this runs on, with the distributions of this interpreter. Returns the folder."""
    work.mkdir(parents=True, exist_ok=True)
    if sys.platform == "win32":
        write_pictures(work)
    env = os.environ | variables(str, work)
    done = subprocess.run(
        [sys.executable, *arguments(str, work)],
        cwd=ROOT,
        env=env,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    (work / "pyinstaller.log").write_text(done.stdout + done.stderr, encoding="utf-8")
    if done.returncode:
        raise RuntimeError(f"PyInstaller failed:\n{done.stdout}{done.stderr}")
    return work / "dist" / (APP_NAME if sys.platform == "win32" else APP_ID)


def freeze_with_wine(wine: Wine, python: Path, work: Path) -> Path:
    """Freeze for Windows with the Python in folder ``python``. Returns the folder."""
    work.mkdir(parents=True, exist_ok=True)
    write_pictures(work)
    command = [windows_path(python / "python.exe"), "-X", "utf8", *arguments(windows_path, work)]
    done = wine.run(*command, timeout=900, env=variables(windows_path, work))
    (work / "pyinstaller.log").write_text(done.output, encoding="utf-8")
    done.or_fail("PyInstaller")
    return work / "dist" / APP_NAME


def write_pictures(work: Path) -> None:
    """Draw the program's icon as Windows wants it, and the picture beside the setup's pages."""
    icon = make_ico({size: app_icon.app_png(size) for size in app_icon.SIZES})
    (work / "app.ico").write_bytes(icon)
    (work / "setup.bmp").write_bytes(app_icon.setup_bitmap())


@dataclass(frozen=True)
class Origin:
    """Where the parts of a frozen folder came from.

    Attributes:
        site_packages: folder the distributions were frozen from.
        report: what pip wrote about the files it took for them.
        python: full version of the Python that was frozen.
        python_licence: its ``LICENSE.txt``.
        environment: marker values of the system it is for; None is this one.
    """

    site_packages: Path
    report: Path
    python: str
    python_licence: Path
    environment: dict[str, str] | None = None


def finish(folder: Path, origin: Origin) -> None:
    """Refuse what must not be in the folder, add licences, SBOM and list, and set every stamp to the source's date.

    Raises ValueError or RuntimeError that names what is wrong.
    """
    if strange := strangers(folder):
        raise RuntimeError("must not be in the product: " + ", ".join(strange))
    program = CONSOLE_EXE if (folder / CONSOLE_EXE).exists() else APP_ID
    lock = locked(RUN_LOCK, origin.environment)
    report = origin.report.read_text(encoding="utf-8")
    frozen = sbom.frozen_modules(folder, program)
    components = sbom.distribution_components(origin.site_packages, lock, sbom.used_hashes(report, lock), frozen)
    tool = sbom.distributions(origin.site_packages)["pyinstaller"].version
    versions = {"CPython": origin.python, "PyInstaller": tool}
    components += sbom.native_components(folder, origin.site_packages, versions)
    target = folder / licences.FOLDER
    licences.collect(target, origin.site_packages, components, origin.python_licence, version())
    sbom.write_sbom(target / sbom.SBOM, sbom.make_sbom(version(), components, source_date()))
    write_list(folder)
    stamp(folder)


def strangers(folder: Path) -> list[str]:
    """Files that do not belong to the product: Wine's, stand-ins for Windows', Qt modules under GPL, caches. Sorted."""
    wrong = licences.forbidden_qt(folder)
    for path in sorted(folder.rglob("*")):
        if path.is_dir():
            continue
        library = re.search(r"\.(dll|exe|pyd)$", path.name, re.IGNORECASE) is not None
        of_wine = library and any(mark in path.read_bytes() for mark in WINE_MARKS)
        if of_wine or path.name.lower() in NOT_OURS or path.suffix == ".pyc":
            wrong.append(path.relative_to(folder).as_posix())
    return sorted(set(wrong))


def write_list(folder: Path) -> Path:
    """Write the list of the folder's files, sorted: ``SUM *PATH``. Replaces an older one; returns its place.

    The sum is ``-`` where only the name counts: for the programs, which are signed later, for what a user may replace,
    and for links, whose target has a line of its own. The list is not in the list.
    """
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    target = folder / LIST
    lines = [f"{_sum_of(folder, name)} *{name}\n" for name in names if name != LIST]
    target.write_text("".join(lines), encoding="utf-8", newline="\n")
    return target


def _sum_of(folder: Path, name: str) -> str:
    path = folder / name
    named_only = name in PROGRAMS or name.startswith(REPLACEABLE) or path.is_symlink()
    return NO_SUM if named_only else sha256(path)


def stamp(folder: Path) -> None:
    """Give every file and folder the date of the source: setups and archives keep these stamps."""
    moment = source_date()
    for path in [folder, *folder.rglob("*")]:
        # Windows cannot set the stamp of a link, and its folder holds none.
        os.utime(path, (moment, moment), follow_symlinks=os.utime not in os.supports_follow_symlinks)
