"""Freezing, without PyInstaller itself: how it is called, what the spec asks for, what a folder may not hold."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from pathlib import Path, PureWindowsPath
from types import SimpleNamespace
from typing import Any

import pytest
from PySide6.QtGui import QImageReader

from desktop.self_test import CheckError, files
from installer import app_icon, contents, freeze, project
from installer.wine import Done, Wine, windows_path

MOMENT = 1_700_000_000


@pytest.fixture(autouse=True)
def date(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(MOMENT))


def folder_with(top: Path, files: dict[str, bytes]) -> Path:
    """A folder that looks like a frozen program, with further files."""
    harmless = {"自评通.exe": b"MZ program", "_internal/PySide6/Qt6Core.dll": b"MZ qt", "_internal/a/表样.toml": b""}
    for name, content in (harmless | files).items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return top


# --- the call ---------------------------------------------------------------------------------------------------------


def test_pyinstaller_is_told_all_places_as_its_system_spells_them(tmp_path: Path) -> None:
    given = freeze.arguments(windows_path, tmp_path)
    assert given[:2] == ["-m", "PyInstaller"]
    assert {"--noconfirm", "--clean"} <= set(given)
    assert given[-1] == windows_path(freeze.SPEC)
    assert given[given.index("--distpath") + 1] == windows_path(tmp_path / "dist")
    assert given[given.index("--workpath") + 1] == windows_path(tmp_path / "work")


def test_nothing_of_the_moment_or_the_user_gets_into_a_build(tmp_path: Path) -> None:
    told = freeze.variables(str, tmp_path)
    assert told == freeze.variables(str, tmp_path)
    assert told["SOURCE_DATE_EPOCH"] == str(MOMENT)
    assert told["PYTHONHASHSEED"] == "0"
    assert told["PYTHONDONTWRITEBYTECODE"] == "1"
    for name in ("ZIPING_ICON", "PYINSTALLER_CONFIG_DIR"):
        assert Path(told[name]).is_relative_to(tmp_path)


def test_a_failing_freeze_is_told_and_logged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = "import sys; print('said'); print('complained', file=sys.stderr); raise SystemExit(3)"
    monkeypatch.setattr(freeze, "arguments", lambda place, work: ["-c", code])
    monkeypatch.setattr(freeze, "write_pictures", lambda work: None)
    with pytest.raises(RuntimeError, match=r"(?s)PyInstaller failed.*said.*complained"):
        freeze.freeze_here(tmp_path / "work")
    log = (tmp_path / "work" / "pyinstaller.log").read_text(encoding="utf-8")
    assert log.split() == ["said", "complained"]


@pytest.mark.parametrize("code", [0, 1])
def test_freezing_with_wine_runs_the_python_in_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int
) -> None:
    ran: list[tuple[Any, ...]] = []

    class Recorded(Wine):
        def run(self, *command: str, **options: Any) -> Done:
            ran.append((command, options))
            return Done(code, "what it said")

    monkeypatch.setattr(freeze, "write_pictures", lambda work: None)
    work = tmp_path / "work"
    if code:
        with pytest.raises(RuntimeError, match="PyInstaller ended with exit code 1"):
            freeze.freeze_with_wine(Recorded(tmp_path / "wine"), tmp_path / "python", work)
    else:
        made = freeze.freeze_with_wine(Recorded(tmp_path / "wine"), tmp_path / "python", work)
        assert made == work / "dist" / "自评通"
    command, options = ran[0]
    assert command[0] == windows_path(tmp_path / "python" / "python.exe")
    assert list(command[3:]) == freeze.arguments(windows_path, work)
    assert PureWindowsPath(options["env"]["ZIPING_ICON"]).drive == "Z:"
    assert (work / "pyinstaller.log").read_text(encoding="utf-8") == "what it said"


def test_both_pictures_are_drawn(tmp_path: Path) -> None:
    freeze.write_pictures(tmp_path)
    reader = QImageReader(str(tmp_path / "app.ico"))
    assert reader.imageCount() == len(app_icon.SIZES)
    assert (tmp_path / "setup.bmp").read_bytes() == app_icon.setup_bitmap()


# --- the spec ---------------------------------------------------------------------------------------------------------


def run_spec(monkeypatch: pytest.MonkeyPatch, platform: str) -> SimpleNamespace:
    """Run the spec as PyInstaller does, with stand-ins that keep what they are given."""
    made = SimpleNamespace(programs=[], given={}, analysis=None, collected=None)
    found = [
        ("PySide6/plugins/platforms/qwindows.dll", "source", "BINARY"),
        ("PySide6/opengl32sw.dll", "source", "BINARY"),
        ("libz.so.1", "/usr/lib/libz.so.1", "BINARY"),
    ]

    def analysis(scripts: list[str], **options: Any) -> SimpleNamespace:
        made.given = options
        made.analysis = SimpleNamespace(scripts=scripts, binaries=list(found), datas=list(found), pure=[])
        return made.analysis

    def exe(*parts: Any, **options: Any) -> str:
        made.programs.append(options)
        return str(options["name"])

    def collect(*parts: Any, **options: Any) -> None:
        made.collected = (parts, options)

    def kept(*parts: Any, **options: Any) -> Any:
        return SimpleNamespace(parts=parts, **options)

    names = ("FixedFileInfo", "StringFileInfo", "StringStruct", "StringTable", "VarFileInfo", "VarStruct")
    version_info = SimpleNamespace(**dict.fromkeys((*names, "VSVersionInfo"), kept))
    for module in ("PyInstaller", "PyInstaller.utils", "PyInstaller.utils.win32"):
        monkeypatch.setitem(sys.modules, module, SimpleNamespace(__path__=[]))
    monkeypatch.setitem(sys.modules, "PyInstaller.utils.win32.versioninfo", version_info)
    monkeypatch.setattr(sys, "path", list(sys.path))
    monkeypatch.setenv("ZIPING_ICON", "app.ico")
    spec = compile(freeze.SPEC.read_text(encoding="utf-8"), str(freeze.SPEC), "exec")
    given = {"SPECPATH": str(freeze.SPEC.parent), "Analysis": analysis, "PYZ": kept, "EXE": exe, "COLLECT": collect}
    with monkeypatch.context() as patch:
        patch.setattr(sys, "platform", platform)
        exec(spec, given)
    return made


def test_on_windows_two_programs_share_one_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    made = run_spec(monkeypatch, "win32")
    assert [(one["name"] + ".exe", one["console"]) for one in made.programs] == [
        (project.WINDOW_EXE, False),
        (project.CONSOLE_EXE, True),
    ]
    parts, options = made.collected
    assert options["name"] == project.APP_NAME
    assert parts[:2] == ("自评通", "ziping")
    for one in made.programs:
        assert one["exclude_binaries"], "libraries lie in the folder, not in the program"
        assert not one["upx"]
        assert one["icon"] == "app.ico"
        assert Path(one["manifest"]).is_file()
        texts = {struct.parts[0]: struct.parts[1] for struct in one["version"].kids[0].parts[0][0].parts[1]}
        assert texts["ProductVersion"] == texts["FileVersion"] == project.version()
        assert texts["OriginalFilename"] == one["name"] + ".exe"
        assert one["version"].ffi.filevers == project.windows_version(project.version())


def test_the_analysis_gets_data_modules_and_what_is_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    made = run_spec(monkeypatch, "win32")
    assert [Path(one) for one in made.analysis.scripts] == [project.ROOT / "desktop" / "__main__.py"]
    assert made.given["hiddenimports"] == contents.hidden_modules(project.ROOT)
    assert made.given["datas"] == list(contents.data_files(project.ROOT))
    assert made.given["excludes"] == list(contents.LEFT_OUT_MODULES)
    assert made.given["runtime_hooks"] == []
    for kept in (made.analysis.binaries, made.analysis.datas):
        assert [name for name, *_ in kept] == ["PySide6/plugins/platforms/qwindows.dll", "libz.so.1"]


def test_on_linux_there_is_one_program_and_the_systems_libraries_stay_out(monkeypatch: pytest.MonkeyPatch) -> None:
    made = run_spec(monkeypatch, "linux")
    assert [(one["name"], one["console"]) for one in made.programs] == [(project.APP_ID, True)]
    assert "icon" not in made.programs[0]
    assert made.collected[1]["name"] == project.APP_ID
    assert "libz.so.1" not in [name for name, *_ in made.analysis.binaries]
    assert [Path(one).is_file() for one in made.given["runtime_hooks"]] == [True]
    assert set(contents.LEFT_OUT_MODULES) < set(made.given["excludes"])


# --- the folder -------------------------------------------------------------------------------------------------------


def test_a_clean_folder_holds_no_stranger(tmp_path: Path) -> None:
    mention = {"_internal/notes.txt": b"Wine builtin DLL", "_internal/empty": b""}
    assert freeze.strangers(folder_with(tmp_path, mention)) == []


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("_internal/ucrtbase.dll", b"MZ" + bytes(62) + b"Wine builtin DLL" + bytes(99)),
        ("_internal/KERNEL32.DLL", b"MZ" + bytes(62) + b"Wine placeholder DLL"),
        ("_internal/x.pyd", b"Wine builtin DLL"),
        ("icuuc.dll", b"MZ"),
        ("_internal/BCryptPrimitives.dll", b"MZ"),
        ("_internal/windows.ui.dll", b"MZ"),
        ("_internal/db/migrations/env.cpython-311.pyc", b""),
        ("_internal/PySide6/Qt6Charts.dll", b"MZ"),
        ("_internal/PySide6/plugins/platforminputcontexts/qtvirtualkeyboardplugin.dll", b"MZ"),
    ],
)
def test_strangers_are_found_and_end_the_build(tmp_path: Path, name: str, content: bytes) -> None:
    folder = folder_with(tmp_path / "f", {name: content})
    assert freeze.strangers(folder) == [name]
    nowhere = freeze.Origin(tmp_path / "none", tmp_path / "none", "3.11.9", tmp_path / "none")
    with pytest.raises(RuntimeError, match="must not be in the product"):
        freeze.finish(folder, nowhere)


def test_every_stand_in_of_the_wine_prefix_is_known() -> None:
    """Whatever the prefix gets must be refused in the product."""
    assert {f"{path.stem}.dll" for path in (project.ROOT / "installer" / "wine").glob("*.c")} <= freeze.NOT_OURS


def test_files_folders_and_links_get_the_stamp_of_the_source(tmp_path: Path) -> None:
    target = tmp_path / "outside.txt"
    target.write_text("x", encoding="utf-8")
    before = target.stat().st_mtime
    folder = folder_with(tmp_path / "f", {})
    (folder / "empty").mkdir()
    if os.utime in os.supports_follow_symlinks:
        (folder / "link").symlink_to(target)
        (folder / "broken").symlink_to("nowhere")
    freeze.stamp(folder)
    stamps = {path: path.lstat().st_mtime for path in [folder, *folder.rglob("*")]}
    assert set(stamps.values()) == {MOMENT}
    assert any(stat.S_ISDIR(path.lstat().st_mode) for path in stamps)
    assert target.stat().st_mtime == before, "what a link leads to is not the product's"


def test_stamps_are_set_on_a_system_that_cannot_stamp_links(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As Windows' Python does it."""
    real = os.utime

    def windows_utime(path: Path, times: tuple[int, int], *, follow_symlinks: bool = True) -> None:
        if not follow_symlinks:
            raise NotImplementedError("utime: follow_symlinks unavailable on this platform")
        real(path, times)

    monkeypatch.setattr(os, "utime", windows_utime)
    folder = folder_with(tmp_path / "f", {})
    freeze.stamp(folder)
    assert {path.stat().st_mtime for path in [folder, *folder.rglob("*")]} == {MOMENT}


# --- the list of files ------------------------------------------------------------------------------------------------


def test_the_list_has_sums_of_what_nobody_changes_and_names_of_the_rest(tmp_path: Path) -> None:
    more = {
        "ziping.exe": b"MZ", "ziping": b"ELF", "_internal/shiboken6/a.pyd": b"MZ", "_internal/ziping.exe": b"not it",
        "许可证/说明.txt": b"x", "_internal/PySide6Other/a.txt": b"", freeze.LIST: b"older",
    }  # fmt: skip
    folder = folder_with(tmp_path, more)
    target = freeze.write_list(folder)
    assert target == folder / freeze.LIST
    text = target.read_bytes().decode("utf-8")
    assert text.endswith("\n")
    assert "\r" not in text
    listed = {name: sum_ for sum_, _, name in (line.partition(" *") for line in text.splitlines())}
    assert list(listed) == sorted(listed)
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert set(listed) == there - {freeze.LIST}
    unsummed = {"自评通.exe", "ziping.exe", "ziping", "_internal/PySide6/Qt6Core.dll", "_internal/shiboken6/a.pyd"}
    assert {name for name, sum_ in listed.items() if sum_ == freeze.NO_SUM} == unsummed
    assert listed["许可证/说明.txt"] == hashlib.sha256(b"x").hexdigest()
    assert freeze.write_list(folder).read_bytes().decode("utf-8") == text


@pytest.mark.skipif(sys.platform == "win32", reason="the folder for Windows holds no links")
def test_links_are_named_only(tmp_path: Path) -> None:
    """They lead to a file that a user may replace, or has its own line."""
    folder = folder_with(tmp_path, {})
    (folder / "_internal" / "libQt6Core.so.6").symlink_to("PySide6/Qt6Core.dll")
    assert "- *_internal/libQt6Core.so.6\n" in freeze.write_list(folder).read_text(encoding="utf-8")


def test_the_program_finds_what_the_build_listed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two sides of one format: the build's and the self-test's."""
    folder = folder_with(tmp_path / "程序", {"许可证/说明.txt": b"x"})
    freeze.write_list(folder)
    assert (f"_internal/{files.LIST}", files.NO_SUM) == (freeze.LIST, freeze.NO_SUM)
    assert files.check(folder, folder / freeze.LIST) == "4 个文件都在，没有变动。"
    (folder / "_internal" / "a" / "表样.toml").write_bytes(b"x")
    with pytest.raises(CheckError, match=r"表样\.toml（变了）"):
        files.check(folder, folder / freeze.LIST)


def test_a_finished_folder_is_listed_whole_and_stamped_after(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = folder_with(tmp_path / "f", {})
    licence = folder / freeze.licences.FOLDER / "a.txt"

    def collect(target: Path, *_: object) -> None:
        target.mkdir()
        licence.write_text("licence", encoding="utf-8")

    tool = SimpleNamespace(version="6.16.0")
    for module, name, value in (
        (freeze, "locked", lambda *_: {}),
        (freeze.licences, "collect", collect),
        (freeze.sbom, "frozen_modules", lambda *_: set()),
        (freeze.sbom, "used_hashes", lambda *_: {}),
        (freeze.sbom, "distribution_components", lambda *_: []),
        (freeze.sbom, "native_components", lambda *_: []),
        (freeze.sbom, "distributions", lambda *_: {"pyinstaller": tool}),
        (freeze.sbom, "make_sbom", lambda *_: {}),
        (freeze.sbom, "write_sbom", lambda path, _: path.write_text("{}", encoding="utf-8")),
    ):
        monkeypatch.setattr(module, name, value)
    report = tmp_path / "report.json"
    report.write_text("{}", encoding="utf-8")
    freeze.finish(folder, freeze.Origin(tmp_path, report, "3.11.9", report))
    listed = {line.partition(" *")[2] for line in (folder / freeze.LIST).read_text(encoding="utf-8").splitlines()}
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert listed == there - {freeze.LIST}
    assert licence.relative_to(folder).as_posix() in listed
    assert {path.stat().st_mtime for path in [folder, *folder.rglob("*")]} == {MOMENT}
