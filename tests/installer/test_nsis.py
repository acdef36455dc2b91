"""The lists of the setup: each equals the folder it was made from, and each thing written is removed again."""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop import paths
from installer import nsis, project

PROGRAMS = (project.WINDOW_EXE, project.CONSOLE_EXE)
NASTY = (
    "_internal/base_library.zip",
    "_internal/资源 夹/表 样.toml",
    "_internal/a/b/c/it's `x` $INSTDIR & %P%;#1.txt",
    "_internal/$(^Name)/$$x$.txt",
    "许可证/许可证.txt",
)
LISTINGS = (nsis.install_list, nsis.uninstall_list, nsis.held_list)
needs_makensis = pytest.mark.skipif(shutil.which("makensis") is None, reason="makensis is not installed")


def frozen(folder: Path, *more: str) -> Path:
    """A folder that looks like a frozen program, with further files; every stamp is the same."""
    for name in (*PROGRAMS, *more):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name, encoding="utf-8")
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return folder


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(autouse=True)
def lists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The lists go to a folder of the test."""
    place = tmp_path / "work" / "lists.nsh"
    monkeypatch.setattr(nsis, "LISTS", place)
    return place


@pytest.mark.parametrize("listing", LISTINGS)
def test_every_list_equals_the_folder_it_was_made_from(tmp_path: Path, listing: Callable[[Path], str]) -> None:
    folder = frozen(tmp_path / "自评 通", *NASTY)
    assert nsis.listed_files(listing(folder)) == files(folder)


@pytest.mark.parametrize("listing", LISTINGS)
def test_every_list_equals_the_frozen_program(listing: Callable[[Path], str]) -> None:
    folder = project.WORK / "windows" / "dist" / project.APP_NAME
    if not folder.is_dir():
        pytest.skip("no frozen program was built here")
    assert nsis.listed_files(listing(folder)) == files(folder)


def test_every_file_is_asked_about_in_the_folder_that_is_given(tmp_path: Path) -> None:
    text = nsis.held_list(frozen(tmp_path / "f", *NASTY))
    lines = text.splitlines()
    asked = [number for number, line in enumerate(lines) if line.startswith("  StrCpy")]
    assert all(lines[number].startswith(r'  StrCpy $2 "$R0' + "\\") for number in asked)
    assert all(lines[number + 1] == "  Call ${un}RefuseHeldFile" for number in asked), "none without its question"
    assert "INSTDIR\\" not in text, "an upgrade asks in the old version's folder"


def code_lines(name: str) -> list[str]:
    """The lines of a script without those that are only a remark."""
    text = (nsis.SCRIPT.parent / name).read_text(encoding="utf-8")
    return [line.strip() for line in text.splitlines() if not line.lstrip().startswith(";")]


def body(name: str, begin: str, end: str) -> str:
    """What stands in a script from the line that begins with ``begin`` to the next ``end``."""
    lines = code_lines(name)
    first = next(number for number, line in enumerate(lines) if line.startswith(begin))
    return "\n".join(lines[first : lines.index(end, first)])


@pytest.mark.parametrize(
    ("section", "asked", "first"),
    [
        ('Section "${NAME}" Program', 'RefuseWhileInUse "" $OLD', "RemoveOldVersion"),
        ('Section "${NAME}" Program', 'RefuseWhileInUse "" $OLD', "BackUpData"),
        ('Section "${NAME}" Program', 'RefuseWhileInUse "" $INSTDIR', "InstallFiles"),
        ("Section Uninstall", 'RefuseWhileInUse "un." $INSTDIR', "RemoveProgram"),
    ],
)
def test_held_files_are_asked_about_before_the_first_is_touched(section: str, asked: str, first: str) -> None:
    text = body("setup.nsi", section, "SectionEnd")
    assert asked in text
    assert text.index(asked) < text.index(first)


def test_one_setup_at_a_time_but_an_upgrade_may_run_the_uninstaller() -> None:
    assert "!insertmacro RefuseSecond" in body("setup.nsi", "Function .onInit", "FunctionEnd")
    removal = body("guards.nsh", "Function un.onInit", "FunctionEnd")
    assert removal.index("/UPGRADE") < removal.index("RefuseSecond")
    assert "${ID}" in body("guards.nsh", "!macro RefuseSecond", "!macroend"), "no other program's setup counts"


def test_a_failed_backup_is_taken_back_before_it_is_told() -> None:
    text = body("guards.nsh", "!macro BackUpData", "!macroend")
    assert text.index("CopyData") < text.index("DeleteCopy") < text.index("Stop 7")


def test_a_backup_is_compared_and_taken_back_file_by_file() -> None:
    text = nsis.data_list()
    copied = re.findall(r'CopyFiles /SILENT "\$DATA\\(.+?)" "\$1\\(.+?)"', text)
    assert copied
    assert [(name, name) for name in re.findall(r'Delete "\$1\\(.+?)"', text)] == copied
    assert re.findall(r'CompareFile "\$DATA\\(.+?)" "\$1\\(.+?)"', text) == copied


def test_a_list_that_lacks_or_adds_a_file_is_seen(tmp_path: Path) -> None:
    folder = frozen(tmp_path / "f", *NASTY)
    text = nsis.install_list(folder)
    (folder / "new.txt").touch()
    assert nsis.listed_files(text) != files(folder)
    (folder / "new.txt").unlink()
    (folder / NASTY[0]).unlink()
    assert nsis.listed_files(text) != files(folder)


def test_folders_go_deepest_first_and_only_when_empty(tmp_path: Path) -> None:
    text = nsis.uninstall_list(frozen(tmp_path / "f", "_internal/a/b/c.txt", "许可证/x.txt"))
    removed = re.findall(r"RMDir (.*)", text)
    assert removed == [
        r'"$INSTDIR\_internal\a\b"',
        r'"$INSTDIR\_internal\a"',
        r'"$INSTDIR\_internal"',
        r'"$INSTDIR\许可证"',
        '"$INSTDIR"',
    ]


def test_nothing_removes_a_folder_with_what_is_in_it() -> None:
    for script in sorted(nsis.SCRIPT.parent.glob("*.ns[ih]")):
        assert not re.search(r"RMDir\s+/r", script.read_text(encoding="utf-8"), re.IGNORECASE), script.name


def test_the_setup_script_stays_short() -> None:
    assert len(nsis.SCRIPT.read_text(encoding="utf-8").splitlines()) <= 120


def test_lists_do_not_depend_on_the_order_of_making(tmp_path: Path) -> None:
    one, two = frozen(tmp_path / "1", *NASTY), frozen(tmp_path / "2", *reversed(NASTY))
    assert nsis.uninstall_list(one) == nsis.uninstall_list(two)
    assert nsis.install_list(one).replace(str(one), "") == nsis.install_list(two).replace(str(two), "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows itself refuses these names")
@pytest.mark.parametrize(
    "name", ['say "x".txt', "a\\b.txt", "nul.txt", "COM1", "end.", "end ", "a:b", "x\n.txt", "${VERSION}.txt", "é" * 61]
)
def test_names_that_cannot_be_installed_are_refused(tmp_path: Path, name: str) -> None:
    folder = frozen(tmp_path / "f", f"{'d' * 60}/{'e' * 60}/{name}" if name.startswith("é") else name)
    with pytest.raises(ValueError, match="file name"):
        nsis.install_list(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has one file for both names")
def test_names_that_are_one_on_windows_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="one file"):
        nsis.uninstall_list(frozen(tmp_path / "f", "a/Readme.txt", "A/README.txt"))


def test_every_registry_key_written_is_removed() -> None:
    text = nsis.registry_list("1.2.3", 5)
    written = set(re.findall(r'WriteReg\w+ HKCU "(.+?)" ', text))
    removed = re.findall(r'DeleteRegKey (?:/ifempty )?HKCU "(.+?)"', text)
    assert written
    assert all(any(key == one or key.startswith(one + "\\") for one in removed) for key in written)
    assert set(removed) <= written
    assert '"NoModify" 1' in text
    assert '"EstimatedSize" 5' in text
    assert r'''"" "$\"$INSTDIR\自评通.exe$\" $\"%1$\""''' in text


def test_the_data_is_copied_with_what_sqlite_keeps_beside_it() -> None:
    text = nsis.data_list()
    copied = set(re.findall(r'CopyFiles /SILENT "\$DATA\\(.+?)"', text))
    deleted = set(re.findall(r'Delete "\$DATA\\(.+?)"', text))
    assert {"自评数据.db", "自评数据.db-wal", "自评数据.db-shm", "自评数据.zpdata", "自评数据.zpdata-wal"} <= copied
    assert deleted == copied | {"界面设置.ini", r"日志\自评通.log*"}


def test_the_program_finds_its_data_under_these_names() -> None:
    assert (paths.DATA_SUFFIX, paths.FORM_SUFFIX) == (project.DATA_SUFFIX, project.FORM_SUFFIX)
    assert {paths.DATA_FILE_STEM + end for end in (paths.DATA_SUFFIX, paths.OLDER_DATA_SUFFIX)} <= set(nsis.DATA_FILES)


@pytest.mark.parametrize(
    ("missing_or_more", "said"),
    [("-自评通.exe", "自评通.exe"), ("-ziping.exe", "ziping.exe"), ("+uninstall.exe", "uninst")],
)
def test_a_folder_that_is_no_frozen_program_is_refused(tmp_path: Path, missing_or_more: str, said: str) -> None:
    folder = frozen(tmp_path / "f")
    path = folder / missing_or_more[1:]
    path.unlink() if missing_or_more.startswith("-") else path.touch()
    with pytest.raises(ValueError, match=re.escape(said)):
        nsis.compile_setup(folder, tmp_path / "x.exe", "1.2.3")


@pytest.mark.parametrize(("platform", "mark"), [("win32", "/"), ("linux", "-")])
def test_switches_are_spelt_as_the_system_does(platform: str, mark: str) -> None:
    switches = nsis._switches(platform, {"OUT": "x"})
    assert f"{mark}DOUT=x" in switches
    assert f"{mark}WX" in switches


@needs_makensis
def test_equal_folders_make_equal_setups(tmp_path: Path) -> None:
    one, two = (frozen(tmp_path / place, *NASTY) for place in ("1", "zwei 二"))
    made = [
        nsis.compile_setup(folder, folder.parent / f"{folder.name}-setup.exe", "1.2.3", compressor="zlib")
        for folder in (one, two)
    ]
    assert made[0].read_bytes() == made[1].read_bytes()


@needs_makensis
def test_a_failing_compilation_is_told_and_leaves_no_setup(tmp_path: Path) -> None:
    out = tmp_path / "x-setup.exe"
    out.write_text("older", encoding="utf-8")
    with pytest.raises(RuntimeError, match="makensis ended"):
        nsis.compile_setup(frozen(tmp_path / "f"), out, "1.2.3", compressor="nonsense")
    assert not out.exists()


@needs_makensis
def test_the_uninstaller_is_signed_before_it_is_packed(tmp_path: Path) -> None:
    seen = tmp_path / "seen"
    command = f'"{sys.executable}" -c "import os,sys; open(os.environ[\'SEEN\'],\'w\').write(sys.argv[1])" "%1"'
    nsis.compile_setup(
        frozen(tmp_path / "f"),
        tmp_path / "x-setup.exe",
        "1.2.3",
        compressor="zlib",
        sign_command=command,
        sign_environment={"SEEN": str(seen)},
    )
    assert seen.read_text(encoding="utf-8")
