"""What surrounds Wine: paths, variables, the registry as it is written. Nothing here needs Wine."""

from __future__ import annotations

import getpass
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pytest

from installer import wine
from installer.wine import Done, Wine, windows_path
from tests.ci import skip_unless_ci

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows needs no Wine")


@pytest.mark.parametrize(
    ("path", "spelled"),
    [("/a/b.txt", r"Z:\a\b.txt"), ("/资料 目录/自评.json", r"Z:\资料 目录\自评.json"), ("/", "Z:\\")],
)
def test_paths_are_spelled_as_on_windows(path: str, spelled: str) -> None:
    assert windows_path(Path(path)) == spelled


def test_a_relative_path_is_that_of_this_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert windows_path(Path("x")) == windows_path(tmp_path / "x")
    assert Wine(Path("w")).folder == tmp_path / "w"


def test_paths_on_drive_c_are_found_and_others_refused(tmp_path: Path) -> None:
    prefix = Wine(tmp_path)
    assert prefix.path(r"C:\用户 程序\x.exe") == tmp_path / "prefix" / "drive_c" / "用户 程序" / "x.exe"
    assert prefix.path(r"c:\x") == prefix.drive / "x"
    for other in (r"D:\x", r"\\server\x", "C:x", "x"):
        with pytest.raises(ValueError, match="not on drive C"):
            prefix.path(other)


def test_the_users_folders_lie_in_the_prefix(tmp_path: Path) -> None:
    prefix = Wine(tmp_path)
    assert prefix.user() == prefix.drive / "users" / getpass.getuser()
    assert prefix.local_data() == prefix.user() / "AppData" / "Local"


def test_nothing_of_the_users_own_wine_and_language_gets_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WINEPREFIX", "WINEDLLPATH", "LC_CTYPE", "QT_QPA_PLATFORM", "HOME"):
        monkeypatch.setenv(name, "the user's")
    monkeypatch.setenv("KEPT", "kept")
    env = Wine(tmp_path).environment({"DISPLAY": ":9", "WINEDEBUG": "+all"})
    assert "the user's" not in {value for name, value in env.items() if name.startswith(("WINE", "LC_", "QT_", "HOME"))}
    assert env["HOME"] == str(tmp_path / "home")
    assert env["WINEPREFIX"] == str(tmp_path / "prefix")
    assert (env["KEPT"], env["DISPLAY"], env["WINEDEBUG"]) == ("kept", ":9", "+all")
    assert "WINEDEBUG" not in os.environ or os.environ["WINEDEBUG"] != "+all"
    assert "winemenubuilder.exe=d" in env["WINEDLLOVERRIDES"], "no menu entries in the home of whoever builds"


# --- the registry -----------------------------------------------------------------------------------------------------


class Exporting(Wine):
    """A prefix whose ``reg export`` writes a given text, as Windows does in UTF-16."""

    text = ""
    code = 0

    def run(self, *command: str, **options: Any) -> Done:
        assert command[:2] == ("reg", "export")
        assert command[3] == windows_path(self.folder / "value.reg")
        if not self.code:
            (self.folder / "value.reg").write_bytes(("\ufeff" + self.text).encode("utf-16-le"))
        return Done(self.code, "reg: no such key")


@pytest.fixture
def exporting(tmp_path: Path) -> Exporting:
    return Exporting(tmp_path)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ('@="ziping.zpdata"', "ziping.zpdata"),
        (r'@="\"C:\\用户 程序\\自评通.exe\" \"%1\""', r'"C:\用户 程序\自评通.exe" "%1"'),
        (r'@="C:\\new\\table"', r"C:\new\table"),
        ('@=""', ""),
        ('"other"="x"\r\n@="mine"\r\n"last"="y"', "mine"),
    ],
)
def test_the_value_of_a_key_is_read(exporting: Exporting, written: str, value: str) -> None:
    exporting.text = f"Windows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\Key]\r\n{written}\r\n\r\n"
    assert exporting.registry_value(r"HKCU\Key") == value


@pytest.mark.parametrize("written", ['"@"="x"', "@=dword:00000001", ""])
def test_a_key_without_a_text_is_refused(exporting: Exporting, written: str) -> None:
    exporting.text = f"Windows Registry Editor Version 5.00\r\n\r\n[HKEY_CURRENT_USER\\Key]\r\n{written}\r\n"
    with pytest.raises(RuntimeError, match="Key has no value"):
        exporting.registry_value(r"HKCU\Key")


def test_a_key_that_is_not_there_is_refused(exporting: Exporting) -> None:
    exporting.code = 1
    with pytest.raises(RuntimeError, match=r"(?s)reg export HKCU.Key ended with exit code 1.*no such key"):
        exporting.registry_value(r"HKCU\Key")


def test_keys_with_a_word_in_their_name_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    prefix = Wine(tmp_path)
    prefix.drive.mkdir(parents=True)
    keys = [
        r"[Software\\Classes\\.zpdata] 1700000000",
        r"[Software\\Classes\\Ziping.zpdata\\shell] 1700000000",
        r"[Software\\\x81ea\x8bc4\x901a] 1700000000",
        r"[Software\\Other] 1700000000",
    ]
    text = "WINE REGISTRY Version 2\n\n" + '\n"value"="\\\\ziping .zpdata"\n'.join(keys) + "\n"
    (prefix.drive.parent / "user.reg").write_text(text, encoding="utf-8")
    waited: list[bool] = []
    monkeypatch.setattr(Wine, "wait", lambda self: waited.append(True))
    assert prefix.registry_mentions(".zpdata") == keys[:2]
    assert prefix.registry_mentions("\\ziping") == [keys[1]]
    assert prefix.registry_mentions("\\自评通") == [keys[2]]
    assert prefix.registry_mentions("nowhere") == []
    assert len(waited) == 4, "until its programs have ended, the registry is not on disk"


def test_every_font_that_setup_and_program_ask_for_gets_a_stand_in(tmp_path: Path) -> None:
    files: list[str] = []

    class Importing(Wine):
        def run(self, *command: str, **options: Any) -> Done:
            files.append((self.folder / "fonts.reg").read_bytes().decode("utf-16"))
            return Done(0, "")

    Importing(tmp_path).replace_fonts("Some Font")
    lines = files[0].split("\r\n")
    assert lines[0] == "Windows Registry Editor Version 5.00"
    assert lines[2] == r"[HKEY_CURRENT_USER\Software\Wine\Fonts\Replacements]"
    assert '"微软雅黑"="Some Font"' in lines
    assert len([line for line in lines if line.endswith('="Some Font"')]) == len(wine.FONTS)


# --- programs ---------------------------------------------------------------------------------------------------------


def test_a_program_that_fails_is_told_with_what_it_said() -> None:
    assert Done(0, "said").or_fail("setup") == "said"
    with pytest.raises(RuntimeError, match=r"(?s)setup ended with exit code 7.*said"):
        Done(7, "said").or_fail("setup")


def test_the_wrappers_remarks_are_no_output() -> None:
    assert wine._plain("it looks like wine32 is missing\r\n版本 1.2.3\r\n  two\r\n".encode()) == "版本 1.2.3\n  two"
    assert wine._plain(b"x\xff") == "x\ufffd", "a byte that is no text ends nothing"


def test_a_source_that_does_not_compile_is_told(tmp_path: Path) -> None:
    if shutil.which(wine.COMPILER) is None:
        skip_unless_ci("no compiler for Windows")
    source = tmp_path / "x.c"
    source.write_text("int main(void) { return nonsense; }\n", encoding="ascii")
    with pytest.raises(RuntimeError, match=r"(?s)x\.c does not compile.*nonsense"):
        wine.compile_windows(source, tmp_path / "x.exe")
