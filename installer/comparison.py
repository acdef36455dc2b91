"""What a frozen program makes of a form, to be held against what the source makes of it.

One list of commands for every system; who runs them, and how paths are spelled there, is the caller's.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

from installer.project import DATA_SUFFIX, FORM_SUFFIX, ROOT

REFERENCES = ROOT / "tests" / "data"
"""One evaluation at least of every kind the program has."""
Call = Callable[..., str]
"""Runs the program with arguments (paths as ``Path``) and returns what it prints; exit codes 0 and 1 are both fine."""


def references(kinds: str) -> list[Path]:
    """The evaluations to try. Raises RuntimeError when a kind that ``ziping kinds --json`` names has none."""
    files = sorted(REFERENCES.glob("*.json"))
    tried = {json.loads(file.read_text(encoding="utf-8"))["kind"] for file in files}
    if missing := sorted({one["kind"] for one in json.loads(kinds)} - tried):
        raise RuntimeError("no reference form to try of kind " + ", ".join(missing))
    return files


def results(call: Call, form: Path, folder: Path) -> dict[str, object]:
    """Everything a form is turned into, without paths and times. ``folder`` is empty and of the caller's making."""
    data, written = folder / f"自评 数据{DATA_SUFFIX}", folder / "写出.xlsx"
    exported, package = folder / "导出.xlsx", folder / f"交换{FORM_SUFFIX}"
    call("write", form, written)
    imported = call("import", written, "--data", data, "--json")
    listed = json.loads(call("list", "--data", data, "--json"))
    call("export", "--data", data, str(listed[0]["id"]), exported)
    call("export", "--data", data, str(listed[0]["id"]), package)
    for row in listed:
        row.pop("changed_at")
    return {
        "check": call("check", form, "--json"),
        "check of the workbook": call("check", written, "--json"),
        "write": workbook(written),
        "import": imported,
        "list": listed,
        "export": workbook(exported),
        "package": package.read_bytes(),
        "read": json.loads(call("read", exported, "--json")),
    }


def source(*arguments: object) -> str:
    """The ``Call`` of the program as it stands in the source tree."""
    command = [sys.executable, "-B", "-m", "desktop", *map(str, arguments)]
    env = os.environ | {"PYTHONUTF8": "1", "PYTHONHASHSEED": "0"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, encoding="utf-8", check=False)
    if done.returncode not in (0, 1):
        raise RuntimeError(f"the source ended with {done.returncode}: {' '.join(command)}\n{done.stderr}")
    return done.stdout


def workbook(path: Path) -> dict[str, bytes]:
    """The parts of a workbook by name, without the times it was made at."""
    with zipfile.ZipFile(path) as archive:
        return {
            name: re.sub(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*", rb"\1", archive.read(name))
            for name in sorted(archive.namelist())
        }


def differing(one: dict[str, object], other: dict[str, object]) -> list[str]:
    """Names of the results that are not equal; for a workbook the names of its parts."""
    found = []
    for name in sorted(one.keys() | other.keys()):
        mine, theirs = one.get(name), other.get(name)
        if isinstance(mine, dict) and isinstance(theirs, dict):
            found += [
                f"{name}: {part}" for part in sorted(mine.keys() | theirs.keys()) if mine.get(part) != theirs.get(part)
            ]
        elif mine != theirs:
            found.append(name)
    return found
