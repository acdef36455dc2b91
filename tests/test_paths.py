"""Where data lies: an older file is not lost sight of, a portable folder keeps its data, others write nothing there.

P1  The file of an older version stays in use until there is one of today's name.
P2  Only a frozen program with its mark is portable; data, preferences and log go together.
P3  A folder that cannot be used is refused in a sentence, and does not keep the program from starting.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop import paths
from desktop.domain.errors import EnvironmentFault
from desktop.services.forms import FormCatalog
from desktop.services.workspace import Workspace
from desktop.ui.preferences import Preferences
from installer import project


@pytest.mark.parametrize(
    ("there", "used"),
    [
        ((), "自评数据.zpdata"),
        (("自评数据.db",), "自评数据.db"),
        (("自评数据.zpdata",), "自评数据.zpdata"),
        (("自评数据.db", "自评数据.zpdata"), "自评数据.zpdata"),
        (("自评数据.db", "empty 自评数据.zpdata"), "自评数据.db"),
        (("empty 自评数据.db",), "自评数据.zpdata"),
        (("别的.db",), "自评数据.zpdata"),
    ],
)
def test_the_default_data_file(user_data: Path, there: tuple[str, ...], used: str) -> None:
    """P1."""
    user_data.mkdir()
    for name in there:
        (user_data / name.removeprefix("empty ")).write_text("" if name.startswith("empty ") else "x")
    assert paths.default_data_file() == user_data / used


def test_a_folder_of_the_older_name_is_no_data_file(user_data: Path) -> None:
    """P1."""
    (user_data / "自评数据.db").mkdir(parents=True)
    assert paths.default_data_file().name == "自评数据.zpdata"


def test_setup_and_program_mean_the_same_suffixes() -> None:
    assert (project.DATA_SUFFIX, project.FORM_SUFFIX) == (paths.DATA_SUFFIX, paths.FORM_SUFFIX)


@pytest.fixture
def frozen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], Path]:
    """Makes this process look like the frozen program in a folder, portable or not; returns the folder."""

    def freeze(portable: bool) -> Path:
        folder = tmp_path / "程序 夹"
        folder.mkdir()
        (folder / "自评通.exe").touch()
        if portable:
            (folder / "portable.txt").touch()
        monkeypatch.delenv("ZIPING_DATA_DIR")
        monkeypatch.setattr(sys, "frozen", True, raising=False)
        monkeypatch.setattr(sys, "executable", str(folder / "自评通.exe"))
        return folder

    return freeze


def test_a_portable_program_keeps_everything_beside_it(frozen: Callable[[bool], Path]) -> None:
    """P2."""
    data = frozen(True) / "数据"
    assert paths.data_dir() == data
    assert paths.default_data_file() == data / "自评数据.zpdata"
    assert paths.log_file() == data / "日志" / "自评通.log"
    assert not data.exists()


def test_an_installed_program_keeps_nothing_beside_it(frozen: Callable[[bool], Path]) -> None:
    """P2."""
    folder = frozen(False)
    assert all(folder not in path.parents for path in (paths.data_dir() / "x", paths.log_file()))


def test_the_mark_counts_for_the_frozen_program_alone(
    frozen: Callable[[bool], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """P2."""
    folder = frozen(True)
    monkeypatch.delattr(sys, "frozen")
    assert folder not in paths.log_file().parents


def test_a_portable_folder_that_cannot_be_written_is_a_sentence(frozen: Callable[[bool], Path], qapp: object) -> None:
    """P3: a file where the folder should be refuses even a user who may write anywhere."""
    folder = frozen(True)
    (folder / "数据").touch()
    with pytest.raises(EnvironmentFault, match=r"建不了文件夹“.*数据”；.*。$"):
        Workspace.open(paths.default_data_file())
    assert FormCatalog().definitions()
    preferences = Preferences(paths.data_dir())
    preferences.mode = "table"
    assert preferences.mode == "table"
