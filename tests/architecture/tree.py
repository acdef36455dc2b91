"""The project's own files, as the tests of its shape see them: what is tracked or would be, never what git ignores."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ("desktop", "db", "resources")
QT = ("PySide6", "shiboken6")


@cache
def git_files() -> tuple[str, ...] | None:
    """Paths tracked by git, and new ones it does not ignore, with forward slashes; None without git or a checkout."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    try:
        answer = subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    names = answer.stdout.decode("utf-8").split("\0")
    return tuple(sorted(name for name in set(names) if name and (ROOT / name).is_file()))


@cache
def project_files() -> tuple[str, ...]:
    """As ``git_files``; in an unpacked archive without git, what lies in the folders the project knows."""
    tracked = git_files()
    if tracked is not None:
        return tracked
    names = [path.name for path in ROOT.iterdir() if path.is_file()]
    for top in (*SHIPPED, "installer", "tests", ".ci"):
        names += [path.relative_to(ROOT).as_posix() for path in (ROOT / top).rglob("*") if path.is_file()]
    return tuple(sorted(name for name in names if "__pycache__" not in name and ".egg-info" not in name))


def shipped_python() -> list[str]:
    """Python files that a user's machine gets."""
    return [name for name in project_files() if name.split("/")[0] in SHIPPED and name.endswith(".py")]


def module_name(path: str) -> str:
    """``desktop/domain/__init__.py`` → ``desktop.domain``."""
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def modules_under(*packages: str) -> list[str]:
    """Modules of these packages (or single modules), without migrations: Alembic runs those, nobody imports them."""
    names = [module_name(path) for path in shipped_python() if not path.startswith("db/migrations/")]
    return [name for name in names if any(name == top or name.startswith(top + ".") for top in packages)]


@cache
def parsed(path: str) -> ast.Module:
    """The syntax tree of one of the project's Python files."""
    return ast.parse((ROOT / path).read_text(encoding="utf-8"), filename=path)


def imported(tree: ast.AST) -> Iterator[str]:
    """Full names of all that is imported anywhere in a file, also inside functions and by name at run time."""
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module), level=0, names=names):
                yield module
                yield from (f"{module}.{alias.name}" for alias in names)
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[ast.Constant(value=str(module))]):
                if name in ("import_module", "__import__"):
                    yield module


def run_python(code: str, *flags: str) -> subprocess.CompletedProcess[str]:
    """Run ``code`` in a fresh interpreter that starts in the project's folder; standard input is closed."""
    env = dict(os.environ, PYTHONPATH=str(ROOT), PYTHONUTF8="1", QT_QPA_PLATFORM="offscreen")
    command = [sys.executable, *flags, "-c", code]
    return subprocess.run(
        command,
        cwd=ROOT,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
