"""The tasks around the installer (`.ci/tasks.py`): what a machine must have, the build's environment, and the calls."""

from __future__ import annotations

import argparse
import ast
import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from installer import inputs, project, wine


@pytest.fixture
def tasks() -> ModuleType:
    """A fresh copy of the module, so that a test may change what is in it."""
    spec = importlib.util.spec_from_file_location("project_tasks", project.ROOT / ".ci" / "tasks.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def calls(tasks: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What the tasks run, of which nothing is run; ``prepared`` stands for a machine that was made ready."""
    made: list[list[str]] = []

    def call(command: list[str], env: dict[str, str] | None = None) -> int:
        made.append(command)
        return 0

    def prepare(build: bool = False) -> None:
        made.append(["prepared", "for building"] if build else ["prepared"])

    monkeypatch.setattr(tasks, "call", call)
    monkeypatch.setattr(tasks, "prepare_system", prepare)
    monkeypatch.setattr(tasks, "build_environment", lambda: Path("build-python"))
    return made


def options(*arguments: str) -> argparse.Namespace:
    return argparse.Namespace(qt="", arguments=list(arguments))


def test_the_installer_is_built_in_its_own_environment(
    tasks: ModuleType, calls: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "WINDOWS", False)
    assert tasks.installer(options("--quick")) == 0
    monkeypatch.setattr(tasks, "WINDOWS", True)
    tasks.installer(options())
    tasks.installer_check(options("--only", "deb"))
    ready = ["prepared", "for building"]
    assert calls == [
        ready, ["build-python", "-m", "installer.build", "--wine", "--quick"],
        ready, ["build-python", "-m", "installer.build"],
        ready, ["build-python", "-m", "installer.check", "--only", "deb"],
    ]  # fmt: skip


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Debian's packages")
def test_only_who_builds_needs_the_programs_for_it(tasks: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(tasks, "loads", lambda library: True)
    monkeypatch.setattr(tasks, "has_chinese_font", lambda: True)
    monkeypatch.setattr(tasks, "shutil", SimpleNamespace(which=lambda name: None))
    plain, build = tasks.missing_packages(), tasks.missing_packages(build=True)
    assert "wine" not in plain
    assert {"wine", "nsis", "osslsigncode", "xvfb"} <= set(build)
    assert build == sorted(set(build))
    present = tasks.BUILD_PROGRAMS.keys() - {"wine"}
    monkeypatch.setattr(tasks, "shutil", SimpleNamespace(which=lambda name: name if name in present else None))
    assert set(tasks.missing_packages(build=True)) - set(plain) == {"wine"}


def test_every_program_that_is_asked_for_is_called(tasks: ModuleType) -> None:
    """What no step calls any more is not to be installed."""
    trees = [ast.parse(read(path)) for path in (project.ROOT / "installer").glob("*.py")]
    words = {node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)}
    assert tasks.BUILD_PROGRAMS.keys() <= words
    assert tasks.BUILD_PROGRAMS[wine.COMPILER].startswith("gcc-mingw-w64")


def test_both_sides_mean_the_same_lock(tasks: ModuleType) -> None:
    assert (tasks.BUILD_LOCK, tasks.RUN_LOCK) == (inputs.BUILD_LOCK, inputs.RUN_LOCK)


# --- the build's environment ------------------------------------------------------------------------------------------


@pytest.fixture
def steps(tasks: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The steps of setting up, in a project that has nothing but a lock; the interpreter is made, the rest is not."""
    made: list[list[str]] = []

    def finish(command: list[str]) -> None:
        made.append(command)
        python = tasks.python_of(tmp_path / ".venv-build")
        python.parent.mkdir(parents=True, exist_ok=True)
        python.touch()

    (tmp_path / "build.lock").write_text("a==1", encoding="utf-8")
    monkeypatch.setattr(tasks, "ROOT", tmp_path)
    monkeypatch.setattr(tasks, "BUILD_LOCK", tmp_path / "build.lock")
    monkeypatch.setattr(tasks, "finish", finish)
    return made


def test_the_environment_is_made_from_the_lock_with_hashes_and_keeps_what_was_taken(
    tasks: ModuleType, steps: list[list[str]], tmp_path: Path
) -> None:
    python = tasks.build_environment()
    venv = tmp_path / ".venv-build"
    assert python == tasks.python_of(venv)
    make, install = steps
    assert make[1:] == ["-m", "venv", "--clear", str(venv)]
    assert install[0] == str(python)
    assert "--require-hashes" in install
    assert install[install.index("-r") + 1] == str(tmp_path / "build.lock")
    assert install[install.index("--report") + 1] == str(venv / "installed.json"), "the SBOM is made from it"


def test_the_environment_is_made_anew_only_when_the_lock_changes(
    tasks: ModuleType, steps: list[list[str]], tmp_path: Path
) -> None:
    tasks.build_environment()
    tasks.build_environment()
    assert len(steps) == 2
    (tmp_path / "build.lock").write_text("a==2", encoding="utf-8")
    tasks.build_environment()
    assert len(steps) == 4


def test_an_environment_that_could_not_be_made_is_not_taken_the_next_time(
    tasks: ModuleType, steps: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    working = tasks.finish

    def failing(command: list[str]) -> None:
        working(command)
        if "install" in command:
            raise tasks.CannotGoOnError("no")

    monkeypatch.setattr(tasks, "finish", failing)
    for _ in range(2):
        with pytest.raises(tasks.CannotGoOnError):
            tasks.build_environment()
    assert len(steps) == 4


# --- locks and leftovers ----------------------------------------------------------------------------------------------


def test_all_locks_are_bound_to_that_of_the_tests(
    tasks: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran: list[list[str]] = []
    monkeypatch.setattr(tasks, "ROOT", tmp_path)
    for name in ("DEV_LOCK", "RUN_LOCK", "BUILD_LOCK"):
        monkeypatch.setattr(tasks, name, tmp_path / name)
        (tmp_path / name).write_text("a==1\n", encoding="utf-8")
    monkeypatch.setattr(tasks, "finish", lambda command: ran.append(command))
    assert tasks.lock(options("--upgrade")) == 0
    made = {command[command.index("-o") + 1]: command for command in ran if "-o" in command}
    assert list(made) == ["DEV_LOCK", "RUN_LOCK", "BUILD_LOCK"]
    assert all({"--universal", "--generate-hashes", "--upgrade"} <= set(command) for command in made.values())
    assert "-c" not in made["DEV_LOCK"]
    for name in ("RUN_LOCK", "BUILD_LOCK"):
        assert made[name][made[name].index("-c") + 1] == "DEV_LOCK"
    extras = {name: [one for one in command if one in ("dev", "installer")] for name, command in made.items()}
    assert extras == {"DEV_LOCK": ["dev"], "RUN_LOCK": [], "BUILD_LOCK": ["installer"]}
    for name in made:
        assert re.match(r"# .+\. Made by `make lock` from pyproject\.toml; never edit\.\na==1\n", read(tmp_path / name))


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def test_cleaning_takes_what_the_build_leaves_and_nothing_else(
    tasks: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone = ["build/installer/x", "dist/setup.exe", ".artefacts/a.png", "installer/__pycache__/a.pyc"]
    kept = ["installer/build.py", ".venv-build/bin/python", ".run/data", "resources/a.toml"]
    for name in (*gone, *kept):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    monkeypatch.setattr(tasks, "ROOT", tmp_path)
    assert tasks.clean(options()) == 0
    assert [name for name in gone if (tmp_path / name).parent.exists()] == []
    assert [name for name in kept if not (tmp_path / name).exists()] == []


@pytest.mark.parametrize("name", ["installer", "installer-check", "lock", "clean"])
def test_make_has_the_task(tasks: ModuleType, name: str) -> None:
    assert name in tasks.TASKS
    assert re.search(rf"\b{name}\b", read(project.ROOT / "Makefile"))


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Debian's packages")
@pytest.mark.parametrize(
    ("library", "loadable", "asked"),
    [
        ("libpython3.11.so.1.0", False, True),
        ("libpython3.11.so.1.0", True, False),
        ("libpython3.11.a", False, False),
        (None, False, False),
    ],
)
def test_pythons_own_library_is_asked_for_where_debian_keeps_it_apart(
    tasks: ModuleType, monkeypatch: pytest.MonkeyPatch, library: str | None, loadable: bool, asked: bool
) -> None:
    monkeypatch.setattr(tasks.sysconfig, "get_config_var", {"INSTSONAME": library, "LIBDIR": "/usr/lib"}.get)
    monkeypatch.setattr(tasks, "loads", lambda name: loadable or "libpython" not in name)
    package = f"libpython{sys.version_info[0]}.{sys.version_info[1]}"
    assert (package in tasks.missing_packages(build=True)) is asked
    assert package not in tasks.missing_packages()
