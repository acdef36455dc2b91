"""The built package holds every file of the shipped folders and nothing of the tests; entry points can be imported."""

from __future__ import annotations

import importlib
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

import desktop
from tests.architecture.tree import ROOT, SHIPPED, project_files

LOCKS = ("installer/requirements.lock", "tests/requirements.lock", "installer/build.lock")


@pytest.fixture(scope="module")
def wheel_names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """Names inside a wheel that was built from a copy, so that nothing is left in the tree."""
    copy = tmp_path_factory.mktemp("source")
    for name in project_files():
        if name.split("/")[0] in (*SHIPPED, "pyproject.toml", "README.md", "LICENSE"):
            target = copy / name
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, target)
    build = "from setuptools import build_meta; print(build_meta.build_wheel('.'))"
    result = subprocess.run([sys.executable, "-c", build], cwd=copy, capture_output=True, encoding="utf-8", check=False)
    assert result.returncode == 0, result.stderr
    with zipfile.ZipFile(copy / result.stdout.splitlines()[-1]) as wheel:
        return set(wheel.namelist())


def test_wheel_holds_the_shipped_files_and_no_others(wheel_names: set[str]) -> None:
    shipped = {name for name in project_files() if name.split("/")[0] in SHIPPED}
    assert shipped - wheel_names == set()
    assert {name for name in wheel_names - shipped if ".dist-info/" not in name} == set()


def test_entry_points_exist() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for target in (*project["scripts"].values(), *project["gui-scripts"].values()):
        module, _, function = target.partition(":")
        assert callable(getattr(importlib.import_module(module), function))


def test_version_stands_in_the_change_log() -> None:
    log = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {desktop.__version__}" in log


def test_locks_name_the_same_versions() -> None:
    """The tests run with what users get, and the same is frozen; all locks hold hashes, and no place to fetch from."""
    runtime, tested, built = (pins(ROOT / folder) for folder in LOCKS)
    assert runtime["pyside6-essentials"] == "6.11.3"
    assert runtime.items() <= tested.items()
    assert runtime.items() <= built.items()
    assert {name: built[name] for name in built.keys() & tested.keys() if built[name] != tested[name]} == {}


def pins(lock: Path) -> dict[str, str]:
    """Package → version of a lock file; fails on a package without a hash."""
    found = {}
    for entry in lock.read_text(encoding="utf-8").split("\n"):
        if "==" in entry and not entry.lstrip().startswith("#"):
            name, version = entry.split(" ")[0].split("==")
            assert entry.endswith("\\"), f"{name} has no hash"
            found[name] = version
    return found
