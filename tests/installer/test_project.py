"""Names and figures that all steps share: the version has one source, the date of a build is not the clock's."""

from __future__ import annotations

from pathlib import Path

import pytest

import desktop
from installer import project

ATTRIBUTE = """[project]
name = "x"
dynamic = ["version"]
[tool.setuptools.dynamic]
version = { attr = "a.b.__version__" }
"""


def tree(folder: Path, settings: str, module: str = "") -> Path:
    """A project with a pyproject.toml and a package ``a.b``."""
    (folder / "a" / "b").mkdir(parents=True)
    (folder / "pyproject.toml").write_text(settings, encoding="utf-8")
    (folder / "a" / "b" / "__init__.py").write_text(module, encoding="utf-8")
    return folder


def test_the_version_of_this_project_is_the_programs() -> None:
    assert project.version() == desktop.__version__
    assert project.windows_version(project.version())[3] == 0


def test_the_version_stands_in_pyproject(tmp_path: Path) -> None:
    settings = '[project]\nname = "x"\nversion = "4.5.6"\n'
    assert project.version(tree(tmp_path, settings, '__version__ = "1.2.3"\n')) == "4.5.6"


def test_the_version_stands_where_pyproject_says(tmp_path: Path) -> None:
    module = 'raise SystemExit("never run")\nother = "9.9.9"\n__version__ = "1.2.3"\n'
    assert project.version(tree(tmp_path, ATTRIBUTE, module)) == "1.2.3"


@pytest.mark.parametrize(
    ("settings", "module", "said"),
    [
        ('[project]\nname = "x"\n', '__version__ = "1.2.3"\n', "names neither"),
        ('[project]\nname = "x"\n[tool.setuptools.dynamic]\n', '__version__ = "1.2.3"\n', "names neither"),
        (ATTRIBUTE, 'version = "1.2.3"\n', "does not assign __version__"),
        (ATTRIBUTE, "", r"a\.b/__init__\.py"),
    ],
)
def test_a_project_without_a_version_is_refused(tmp_path: Path, settings: str, module: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        project.version(tree(tmp_path, settings, module))


@pytest.mark.parametrize(
    ("text", "numbers"),
    [("1.2.3", (1, 2, 3, 0)), ("0.0.0", (0, 0, 0, 0)), ("65535.0.12", (65535, 0, 12, 0))],
)
def test_windows_takes_four_numbers(text: str, numbers: tuple[int, int, int, int]) -> None:
    assert project.windows_version(text) == numbers


@pytest.mark.parametrize("text", ["", "1", "1.2", "1.2.3.4", "1.2.65536", "1.2.-1", "1.2.3rc1", "1..3", "v1.2.3"])
def test_other_versions_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"version|invalid literal"):
        project.windows_version(text)


def test_the_date_is_given_or_that_of_the_last_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    assert project.source_date() == 1_700_000_000
    monkeypatch.delenv("SOURCE_DATE_EPOCH")
    first = project.source_date()
    assert first == project.source_date() >= 1_577_836_800
    monkeypatch.setattr(project, "ROOT", tmp_path)  # no repository
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    assert project.source_date() == 1_577_836_800


def test_sizes_count_files_once(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.bin").write_bytes(bytes(1_500_000))
    (tmp_path / "y.bin").write_bytes(bytes(500_000))
    try:
        (tmp_path / "link.bin").symlink_to("y.bin")
    except OSError:
        pytest.skip("no links on this system")
    assert project.size_mb(tmp_path / "y.bin") == 0.5
    assert project.size_mb(tmp_path) == 2.0
