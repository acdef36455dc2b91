"""The portable zip holds the frozen folder, the switch and the instructions, and comes out the same each time."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

import pytest

from desktop import paths
from installer import portable


def frozen(folder: Path, stamp: int = 1_700_000_000) -> Path:
    """A folder that looks like a frozen program."""
    for name in ("自评通.exe", "ziping.exe", "_internal/资源/表 样.toml"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name * 50, encoding="utf-8")
        os.utime(path, (stamp, stamp))
    return folder


def test_everything_lies_in_one_folder(tmp_path: Path) -> None:
    out = portable.make_portable(frozen(tmp_path / "f"), tmp_path / "new" / "x.zip", "1.2.3")
    with zipfile.ZipFile(out) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == sorted(archive.namelist())
        assert set(archive.namelist()) == {
            "自评通-1.2.3/自评通.exe",
            "自评通-1.2.3/ziping.exe",
            "自评通-1.2.3/_internal/资源/表 样.toml",
            "自评通-1.2.3/portable.txt",
            "自评通-1.2.3/使用说明.txt",
        }
        assert archive.read("自评通-1.2.3/ziping.exe").decode() == "ziping.exe" * 50
        for entry in archive.infolist():
            assert entry.flag_bits & 0x800, "Explorer reads names as UTF-8 only with this flag"
            assert entry.compress_type == zipfile.ZIP_DEFLATED


def test_two_builds_are_equal_whatever_the_stamps(tmp_path: Path) -> None:
    one = portable.make_portable(frozen(tmp_path / "1"), tmp_path / "1.zip", "1.2.3")
    two = portable.make_portable(frozen(tmp_path / "2", 1_800_000_000), tmp_path / "2.zip", "1.2.3")
    assert one.read_bytes() == two.read_bytes()


def test_the_date_is_that_of_the_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for epoch, date in (("1700000000", (2023, 11, 14, 22, 13, 20)), ("0", (1980, 1, 1, 0, 0, 0))):
        monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
        with zipfile.ZipFile(portable.make_portable(frozen(tmp_path / "f"), tmp_path / "x.zip", "1.2.3")) as archive:
            assert {entry.date_time for entry in archive.infolist()} == {date}


def test_instructions_can_be_read_in_any_notepad(tmp_path: Path) -> None:
    with zipfile.ZipFile(portable.make_portable(frozen(tmp_path / "f"), tmp_path / "x.zip", "1.2.3")) as archive:
        for name in (portable.SWITCH, portable.GUIDE):
            text = archive.read(f"自评通-1.2.3/{name}")
            assert text.startswith(b"\xef\xbb\xbf")
            assert text.count(b"\n") == text.count(b"\r\n") > 0
        guide = archive.read("自评通-1.2.3/使用说明.txt").decode("utf-8-sig")
    assert "1.2.3" in guide
    assert portable.DATA_FOLDER in guide


def test_the_program_knows_the_switch_and_the_folder() -> None:
    assert (portable.SWITCH, portable.DATA_FOLDER) == (paths.PORTABLE_MARK, paths.PORTABLE_FOLDER)


@pytest.mark.parametrize("name", ["portable.txt", "使用说明.txt"])
def test_a_folder_with_the_written_names_is_refused(tmp_path: Path, name: str) -> None:
    folder = frozen(tmp_path / "f")
    (folder / name).touch()
    with pytest.raises(ValueError, match=name):
        portable.make_portable(folder, tmp_path / "x.zip", "1.2.3")
