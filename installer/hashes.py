"""The list of SHA-256 sums beside the setup, which an IT office compares before it installs.

The lines are those of ``sha256sum``: 64 hexadecimal digits, a blank, ``*`` for binary, the name; UTF-8 without byte
order mark and LF at the end, because ``sha256sum -c`` takes a mark for part of the first sum and a CR for part of the
name. Editor and PowerShell of Windows 10 1809 and later read both; the README shows the comparison with ``certutil``.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

SUMS = "SHA256SUMS.txt"
LINE = re.compile(r"([0-9a-f]{64}) \*(.+)")


def sha256(path: Path) -> str:
    """The SHA-256 sum of a file as 64 lower-case hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def write_sums(folder: Path, out: Path) -> dict[str, str]:
    """Write the sums of all files that lie directly in ``folder``, sorted by name, to ``out``.

    ``out`` itself is left out. Returns the sum of every name. Raises ValueError when there is no file, or a name that
    a line cannot hold.
    """
    names = sorted(path.name for path in folder.iterdir() if path.is_file() and path.resolve() != out.resolve())
    if not names:
        raise ValueError(f"no file to list in {folder}")
    for name in names:
        if re.search(r"[\\\r\n]", name):
            raise ValueError(f"a name that no line can hold: {name!r}")
    sums = {name: sha256(folder / name) for name in names}
    text = "".join(f"{digest} *{name}\n" for name, digest in sums.items())
    out.write_bytes(text.encode("utf-8"))
    return sums


def read_sums(text: str) -> dict[str, str]:
    """The sum of every name in a list. Raises ValueError for a line of another shape and for a name listed twice."""
    sums: dict[str, str] = {}
    for number, line in enumerate(text.split("\n")[:-1] if text.endswith("\n") else text.split("\n"), 1):
        match = LINE.fullmatch(line)
        if match is None or "/" in match[2] or "\\" in match[2]:
            raise ValueError(f"line {number} is not a SHA-256 sum and a file name: {line!r}")
        if match[2] in sums:
            raise ValueError(f"line {number} lists {match[2]} a second time")
        sums[match[2]] = match[1]
    return sums


def verify_sums(out: Path) -> list[str]:
    """Compare the files beside a list with it; returns the names, sorted.

    Raises RuntimeError that names every file that is missing or differs; files that are not listed do not matter.
    """
    sums = read_sums(out.read_bytes().decode("utf-8"))
    wrong = []
    for name, digest in sorted(sums.items()):
        path = out.parent / name
        if not path.is_file():
            wrong.append(f"{name} is missing")
        elif sha256(path) != digest:
            wrong.append(f"{name} differs")
    if wrong:
        raise RuntimeError(f"{out.name} does not fit: " + "; ".join(wrong))
    return sorted(sums)
