"""Which libraries a Linux package brings along, which it asks the system for, and how old that system may be.

Every library is one or the other, by one table. What belongs to the screen, the fonts and the desktop comes from the
system: it has to fit the system's drivers and settings, and its name is the same everywhere. So does what has had one
name for twenty years (zlib, expat): PyInstaller's starter puts the program's folder before the system's when libraries
are looked for, so an older copy of ours would be given to the system's own font library too. Brought along is only
what has another name on every system (libpython, libffi, libmpdec), SQLite, whose features the data file relies on, and
two small libraries that Qt alone uses and that a desktop without network often lacks (libxcb-cursor, libxcb-util).

Left out: the files of the wheels, which always come along, and the parts of Qt nobody uses (``contents.py``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from installer.linux_elf import elf_files, needs

BROUGHT = re.compile(r"lib(?:python3[.\d]*|ffi|mpdec|sqlite3|xcb-cursor|xcb-util)\.so(?:\.[\d.]+)?")
"""Libraries of the build machine that go into the package."""

UNUSED_MODULES = (
    # Nothing reads or writes with these; each would bring libraries whose names or versions differ between systems.
    "_bz2", "_crypt", "_curses", "_curses_panel", "_dbm", "_gdbm", "_hashlib", "_lzma", "_ssl", "_tkinter", "_uuid",
    "nis", "ossaudiodev", "readline", "spwd",
)  # fmt: skip
"""Extension modules of Python that the Linux program does without: ``Analysis(excludes=…)``."""

_SYSTEM = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib")

PACKAGES: Mapping[str, str] = {
    "ld-linux-x86-64.so.2": "libc6",
    "ld-linux-aarch64.so.1": "libc6",
    "ld-linux-loongarch-lp64d.so.1": "libc6",
    "libc.so.6": "libc6",
    "libdl.so.2": "libc6",
    "libm.so.6": "libc6",
    "libpthread.so.0": "libc6",
    "libresolv.so.2": "libc6",
    "librt.so.1": "libc6",
    "libutil.so.1": "libc6",
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libXext.so.6": "libxext6",
    "libXrender.so.1": "libxrender1",
    "libcups.so.2": "libcups2 | libcups2t64",
    "libdbus-1.so.3": "libdbus-1-3",
    "libdrm.so.2": "libdrm2",
    "libexpat.so.1": "libexpat1",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libgcc_s.so.1": "libgcc-s1 | libgcc1",
    "libgio-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libglib-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libgobject-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
    "libgthread-2.0.so.0": "libglib2.0-0 | libglib2.0-0t64",
    "libstdc++.so.6": "libstdc++6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-glx.so.0": "libxcb-glx0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
"""Library → Debian package that has it; older and newer names of the same package stand side by side."""

_GLIBC_MARKS = {"GLIBC_ABI_DT_RELR": (2, 36), "GLIBC_ABI_GNU2_TLS": (2, 42)}
"""Versions of the C library that a name without a number stands for."""

_GCC_OF_GLIBCXX = (
    (25, "8"), (26, "9"), (27, "9.2"), (28, "9.3"), (29, "11"), (30, "12"), (31, "13.1"), (32, "13.2"), (33, "14"),
    (34, "15"),
)  # fmt: skip
"""GLIBCXX_3.4.x → package version of libstdc++6 that first has it, as its manual lists them."""


def keep_on_linux(name: str, source: str) -> bool:
    """Whether a binary that PyInstaller found goes into the package.

    Args:
        name: where it would lie in the program's folder.
        source: where it lies on the build machine, or, for a link, what it leads to.
    """
    library = Path(name).name
    if library in PACKAGES:
        return False
    if not source.startswith(tuple(folder + "/" for folder in _SYSTEM)):
        return True
    of_python = any(re.fullmatch(r"python3[.\d]*", part) for part in Path(source).parts)
    return of_python or BROUGHT.fullmatch(library) is not None


def needed_glibc(folder: Path) -> tuple[int, int]:
    """The oldest C library that everything in the folder runs on, such as (2, 28).

    Raises:
        ValueError: something there is tied to one single version of the C library, or nothing needs one at all.
    """
    asked = {version for path in elf_files(folder) for version in needs(path).versions}
    found = [_glibc(version) for version in asked if version.startswith("GLIBC_")]
    if not found:
        raise ValueError(f"nothing in {folder} needs a C library; this is not a frozen program")
    return max(found)


def _glibc(version: str) -> tuple[int, int]:
    if version in _GLIBC_MARKS:
        return _GLIBC_MARKS[version]
    number = re.fullmatch(r"GLIBC_(\d+)\.(\d+)(?:\.\d+)?", version)
    if number is None:
        raise ValueError(f"unknown version of the C library: {version}")
    return int(number[1]), int(number[2])


def needed_libstdcxx(versions: Iterable[str]) -> str:
    """The version of the package libstdc++6 that has these symbol versions; "" when any has.

    Raises:
        ValueError: a symbol version newer than the table here.
    """
    numbers = [int(version.split(".")[2]) for version in versions if re.fullmatch(r"GLIBCXX_3\.4\.\d+", version)]
    newest = max(numbers, default=0)
    if newest < _GCC_OF_GLIBCXX[0][0]:
        return ""
    for number, package in _GCC_OF_GLIBCXX:
        if newest <= number:
            return package
    raise ValueError(f"unknown version of the C++ library: GLIBCXX_3.4.{newest}")


def foreign_libraries(folder: Path) -> set[str]:
    """Names of the libraries that files in the folder need and that do not lie in it."""
    files = elf_files(folder)
    present = {path.name for path in folder.rglob("*") if path.is_file()}
    present |= {soname for path in files if (soname := needs(path).soname)}
    return {library for path in files for library in needs(path).libraries} - present


def packages_for(libraries: Iterable[str]) -> list[str]:
    """The packages that have these libraries, sorted, each once, alternatives as ``a | b``.

    Raises:
        ValueError: a library that no known package has; the text names all of them.
    """
    asked = set(libraries)
    if unknown := sorted(asked - PACKAGES.keys()):
        raise ValueError(f"no Debian package is known for {', '.join(unknown)}: leave it out or add it to PACKAGES")
    return sorted({PACKAGES[library] for library in asked})


def depends(folder: Path) -> list[str]:
    """The entries of ``Depends`` for a frozen program: packages, with versions where a symbol version asks for one.

    Raises:
        ValueError: as ``needed_glibc``, ``needed_libstdcxx`` and ``packages_for``.
    """
    versions = {version for path in elf_files(folder) for version in needs(path).versions}
    major, minor = needed_glibc(folder)
    at_least = {"libc6": f"{major}.{minor}", "libstdc++6": needed_libstdcxx(versions)}
    entries = packages_for(foreign_libraries(folder))
    return [f"{entry} (>= {at_least[entry]})" if at_least.get(entry) else entry for entry in entries]
