"""What belongs into the frozen folder: data files to add, modules to leave out, and Qt's parts that nobody uses.

Used by ``app.spec`` (which runs inside PyInstaller), so this imports the standard library alone. Names are those inside
``_internal``, spelled with forward slashes.
"""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

# Everything a program without network, terminal and Tk never calls. ``ssl`` and ``_hashlib`` go because they bring
# OpenSSL: hashlib has its own SHA-256, and a program that opens no socket needs no ciphers. bzip2 and XZ: workbooks are
# packed with neither.
LEFT_OUT_MODULES = (
    "PIL",
    "PySide6.QtDBus",
    "PySide6.QtNetwork",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "_bz2",
    "_hashlib",
    "_lzma",
    "_ssl",
    "antigravity",
    "curses",
    "distutils",
    "doctest",
    "ensurepip",
    "ftplib",
    "idlelib",
    "imaplib",
    "lib2to3",
    "lxml",
    "numpy",
    "pdb",
    "pip",
    "pkg_resources",
    "pydoc",
    "readline",
    "setuptools",
    "smtplib",
    "ssl",
    "test",
    "tkinter",
    "turtle",
    "unittest",
    "xmlrpc",
)

# Qt's own files: plugins that are kept, all others go. ``offscreen`` serves self-test and measure.
KEPT_PLUGINS = (
    "platforms/qwindows.dll",
    "platforms/qoffscreen.dll",
    "platforms/libqxcb.so",  # no Wayland: Kylin and UOS draw with X11, others have XWayland
    "platforms/libqoffscreen.so",
    "styles/*",
    "iconengines/*svg*",
    "imageformats/*svg*",
    "platforminputcontexts/*",  # Chinese input under Linux
    "platformthemes/*portal*",
)
KEPT_TRANSLATIONS = ("qtbase_zh_CN.qm", "qt_zh_CN.qm")
# A software renderer for OpenGL, 20 MB: widgets are painted without OpenGL. Qt's network library: only plugins that
# are left out ask for it. Libraries of plugins that are left out.
LEFT_OUT_FILES = (
    "opengl32sw.dll",
    "d3dcompiler_*.dll",
    "qt6network.dll",
    "libqt6network.so*",
    "libqt6eglfs*.so*",
    "libqt6wl*.so*",
    "libqt6waylandclient.so*",
    "libqt6opengl.so*",
    "*qtvirtualkeyboardplugin.*",
)
DATA_SUFFIXES = {".toml", ".json", ".svg", ".png", ".ico", ".qss", ".qm", ".xlsx", ".xls", ".zpform", ".md"}


def is_wanted(name: str) -> bool:
    """Whether a collected file stays in the folder, by its name below ``_internal``."""
    path = name.replace("\\", "/")
    parts = path.split("/")
    if any(fnmatchcase(parts[-1].lower(), pattern) for pattern in LEFT_OUT_FILES):
        return False
    if "plugins" in parts and "PySide6" in parts:
        plugin = "/".join(parts[parts.index("plugins") + 1 :])
        return any(fnmatchcase(plugin, pattern) for pattern in KEPT_PLUGINS)
    if "translations" in parts and path.endswith(".qm"):
        return parts[-1] in KEPT_TRANSLATIONS
    # Test and description files of distributions; their licences are collected apart.
    return not (".dist-info/" in path and parts[-1] not in ("METADATA",))


def data_files(root: Path) -> Iterator[tuple[str, str]]:
    """Pairs (file, folder inside the program) of what is read from disk: resources, and migrations as real files.

    Raises ValueError for a file of a kind nobody decided on, so that none is forgotten silently.
    """
    for path in sorted((root / "resources").rglob("*")):
        if path.is_dir() or "__pycache__" in path.parts or path.suffix == ".py":
            continue
        if path.suffix not in DATA_SUFFIXES:
            raise ValueError(f"{path.relative_to(root)}: add {path.suffix} to the kinds that are shipped")
        yield str(path), _folder(path, root)
    # Alembic runs these from their files; frozen into the archive they would not be found.
    for path in sorted((root / "db" / "migrations").rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield str(path), _folder(path, root)


def _folder(path: Path, root: Path) -> str:
    return str(PurePosixPath(*path.relative_to(root).parent.parts))


def hidden_modules(root: Path) -> list[str]:
    """Every module of the program by name: some are imported by name only, and none may be forgotten."""
    names = []
    for package in ("desktop", "db", "resources"):
        for path in sorted((root / package).rglob("*.py")):
            parts = path.relative_to(root).with_suffix("").parts
            if "__pycache__" in parts or "versions" in parts or parts[-2:] == ("migrations", "env"):
                continue
            names.append(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return names
