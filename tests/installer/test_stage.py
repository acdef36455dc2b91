"""CI builds and tries the installer only when something it is made from has changed (`.ci/installer_stage.py`)."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from installer.project import ROOT


@pytest.fixture(scope="module")
def stage() -> ModuleType:
    spec = importlib.util.spec_from_file_location("installer_stage", ROOT / ".ci" / "installer_stage.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A small project."""
    files = {
        "installer/app.spec": "spec",
        "installer/build.lock": "a==1",
        "pyproject.toml": "[project]",
        ".ci/tasks.py": "tasks",
        "db/migrations/env.py": "env",
        ".ci/installer_stage.py": "stage",
        "desktop/cli.py": "import sys\n\nprint(sys.argv)\n",
        "desktop/__main__.py": "",
        "desktop/log_file.py": "",
        "desktop/paths.py": "",
        "desktop/ui/page.py": "import sys\n\nprint(sys.argv)\n",
        "desktop/self_test/window.py": "import sys\n",
        "resources/samples/one.json": "{}",
        "resources/samples/README.md": "text",
        "installer/README.md": "text",
        "resources/forms/one.toml": "a = 1\n",
    }
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("installer/app.spec", "other"),
        ("installer/windows/new.nsh", ""),
        ("installer/build.lock", "a==2"),
        ("pyproject.toml", "[tool]"),
        (".ci/tasks.py", "other"),
        ("db/migrations/env.py", "other"),
        (".ci/installer_stage.py", "other"),
        ("desktop/ui/page.py", "import sys\nimport json\n\nprint(sys.argv)\n"),
        ("desktop/ui/page.py", "import sys\n\ndef f():\n    from json import loads\n"),
        ("desktop/cli.py", "import sys\n\nprint(sys.argv[1:])\n"),
        ("desktop/__main__.py", "x = 1\n"),
        ("desktop/log_file.py", "x = 1\n"),
        ("desktop/paths.py", "x = 1\n"),
        ("desktop/self_test/window.py", "import sys\n\nprint(1)\n"),
        ("resources/samples/one.json", "[]"),
        ("desktop/new.py", ""),
        ("resources/forms/two.toml", ""),
    ],
)
def test_what_freezing_looks_at_asks_for_another_proof(stage: ModuleType, tree: Path, name: str, text: str) -> None:
    before = stage.digest(tree)
    (tree / name).parent.mkdir(parents=True, exist_ok=True)
    (tree / name).write_text(text, encoding="utf-8")
    assert stage.digest(tree) != before


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("desktop/ui/page.py", "import sys\n\nprint(sys.argv[1:])\n"),
        ("resources/forms/one.toml", "a = 2\n"),
        ("resources/samples/README.md", "other"),
        ("installer/README.md", "other"),
        ("installer/linux/NEW.md", "other"),
        ("desktop/__pycache__/cli.pyc", "x"),
        ("README.md", "x"),
        ("tests/test_cli.py", "import os\n"),
    ],
)
def test_what_the_suite_proves_asks_for_none(stage: ModuleType, tree: Path, name: str, text: str) -> None:
    before = stage.digest(tree)
    (tree / name).parent.mkdir(parents=True, exist_ok=True)
    (tree / name).write_text(text, encoding="utf-8")
    assert stage.digest(tree) == before


def test_everything_it_names_is_there(stage: ModuleType) -> None:
    """A file that was renamed would no longer be looked at."""
    assert [name for name in (*stage.WHOLE, *stage.SHAPE) if not (ROOT / name).exists()] == []


def test_a_moved_letter_is_a_change(stage: ModuleType, tree: Path) -> None:
    """Cutting the same bytes at another place gives another sum."""
    (tree / "installer" / "app.spec").write_text("spec", encoding="utf-8")
    before = stage.digest(tree)
    (tree / "installer" / "app.spec").rename(tree / "installer" / "app.spe")
    (tree / "installer" / "app.spe").write_text("cspec", encoding="utf-8")
    assert stage.digest(tree) != before


def test_proofs_are_kept_in_the_users_cache(stage: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.delenv("CI_FULL", raising=False)
    assert not stage.is_proved("a")
    for one in [str(number) for number in range(25)]:
        stage.remember(one)
    assert stage.is_proved("24")
    assert not stage.is_proved("4")
    monkeypatch.setenv("CI_FULL", "1")
    assert not stage.is_proved("24")
