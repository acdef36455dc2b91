"""The setup program: lists made from the frozen folder, and the one call of makensis.

NSIS could take the folder by a pattern, but then its uninstaller would have to remove folders by a pattern too, with
whatever a user had put there. So one list of files makes what lays them down and what deletes them, one table of
registry values what writes and what removes them, and the uninstaller knows nothing else.
What this leaves out: what the setup does with the lists (``windows/setup.nsi``) and whether it works (``check.py``).
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from installer import project

SCRIPT = Path(__file__).parent / "windows" / "setup.nsi"
LISTS = project.WORK / "setup-lists.nsh"
"""What setup.nsi includes; written anew for each setup."""
UNINSTALLER = "uninstall.exe"
"""Written by the setup itself, so a frozen folder must not bring one."""
LONGEST_NAME = 180
"""Characters from the installed folder on. Windows ends a path at 260; this leaves a chosen folder 80."""

DATA_FILES = tuple(
    f"自评数据{suffix}{rest}" for suffix in (project.DATA_SUFFIX, ".db") for rest in ("", "-wal", "-shm")
)
"""The program's own data file in the user's folder, as it is named now and as it was up to 0.1, with what SQLite keeps
beside it."""
FILE_TYPES = {
    project.DATA_SUFFIX: f"{project.APP_NAME}数据文件",
    project.FORM_SUFFIX: f"{project.APP_NAME}交换包",
}
"""What a double click opens, with the name Explorer shows."""
SETTINGS_FILES = ("界面设置.ini", r"日志\自评通.log*")
"""What goes with the data when the user has it deleted. Backups and forms of the user's own are kept even then."""

_WINDOWS = r"Software\Microsoft\Windows\CurrentVersion"
_CLASSES = r"Software\Classes"
_ENTRY = rf"{_WINDOWS}\Uninstall\{project.APP_ID}"
_CHINESE = 2052
_REFUSED = re.compile(r'[<>:"|?*\\\x00-\x1f]|[. ]$|^(con|prn|aux|nul|com\d|lpt\d)(\.|$)', re.IGNORECASE)
_LINE = re.compile(r'\s*(SetOutPath|File|Delete|StrCpy \$2) "(.*)"')
_TOP = re.compile(r"\$(INSTDIR|R0)\\?")


def install_list(folder: Path) -> str:
    """NSIS macro ``InstallFiles``: one SetOutPath for each folder under ``folder``, one File for each file, sorted.

    Empty folders are left out. Raises ValueError for what ``relative_files`` refuses.
    """
    lines = ["!macro InstallFiles"]
    current: PurePosixPath | None = None
    for name in relative_files(folder):
        if name.parent != current:
            current = name.parent
            lines.append(f'  SetOutPath "{_installed(current)}"')
        # A source's name is taken as it stands: makensis does not read $ in it, and doubles it for the name it keeps.
        lines.append(f'  File "{_quoted(str(folder.joinpath(*name.parts)))}"')
    return _text([*lines, "!macroend"])


def uninstall_list(folder: Path) -> str:
    """Two NSIS macros: ``DeleteFiles`` has one Delete per file, ``RemoveFolders`` one RMDir per folder, deepest first.

    Two, because a file that cannot be deleted is an error and a folder that still holds a user's file is none. RMDir
    without ``/r`` leaves such a folder alone. Raises ValueError as ``install_list`` does.
    """
    files = relative_files(folder)
    folders = {parent for name in files for parent in name.parents}
    deepest_first = sorted(folders, key=lambda one: (-len(one.parts), one.as_posix()))
    return _text(
        ["!macro DeleteFiles"]
        + [f'  Delete "{_installed(name)}"' for name in files]
        + ["!macroend", "!macro RemoveFolders"]
        + [f'  RMDir "{_installed(one)}"' for one in deepest_first]
        + ["!macroend"]
    )


def held_list(folder: Path) -> str:
    """NSIS macro ``FunctionRefuseHeldFiles``: a function that asks ``RefuseHeldFile`` about each file, in folder $R0.

    A list of its own, because an upgrade asks about the old version's folder too. Its argument is ``un.`` for the
    uninstaller, whose functions NSIS keeps apart. Raises ValueError as ``install_list`` does.
    """
    lines = ["!macro FunctionRefuseHeldFiles un", "Function ${un}RefuseHeldFiles"]
    for name in relative_files(folder):
        lines += [f'  StrCpy $2 "{_installed(name, "$R0")}"', "  Call ${un}RefuseHeldFile"]
    return _text([*lines, "FunctionEnd", "!macroend"])


def listed_files(text: str) -> set[str]:
    """The files that any of the lists names, as they will lie under the installed folder, with forward slashes."""
    found: set[str] = set()
    folder = ""
    for line in text.splitlines():
        if not (match := _LINE.fullmatch(line)):
            continue
        command, argument = match[1], match[2].replace('$\\"', '"')
        if command == "File":
            found.add(folder + re.split(r"[/\\]" if os.name == "nt" else "/", argument)[-1])
            continue
        inside = _TOP.sub("", argument, count=1).replace("$$", "$").replace("\\", "/")
        if command == "SetOutPath":
            folder = f"{inside}/" if inside else ""
        else:
            found.add(inside)
    return found


def relative_files(folder: Path) -> list[PurePosixPath]:
    """Every file under ``folder``, sorted by the folder it lies in, then by name, the same on every system.

    Raises ValueError for a name that Windows refuses, that NSIS would read as something else, that is too long, or
    that differs from another only in capital letters.
    """
    names = [PurePosixPath(path.relative_to(folder).as_posix()) for path in folder.rglob("*") if path.is_file()]
    seen: dict[str, PurePosixPath] = {}
    for name in sorted(names):
        if any(_REFUSED.search(part) for part in name.parts) or "${" in str(name):
            raise ValueError(f"Windows or NSIS cannot take the file name {str(name)!r}")
        if len(str(name)) > LONGEST_NAME:
            raise ValueError(f"the file name is longer than {LONGEST_NAME} characters: {name}")
        if other := seen.get(str(name).lower()):
            raise ValueError(f"Windows sees one file in {str(other)!r} and {str(name)!r}")
        seen[str(name).lower()] = name
    return sorted(names, key=lambda name: (name.parent.as_posix(), name.name))


def definitions(version: str) -> str:
    """What setup.nsi takes from the project, whose names are written there alone, and the setup's version resource."""
    names = {
        "VERSION": version,
        "ID": project.APP_ID,
        "NAME": project.APP_NAME,
        "EXE": project.WINDOW_EXE,
        "CONSOLE_EXE": project.CONSOLE_EXE,
        "DATA_SUFFIX": project.DATA_SUFFIX,
        "OLDEST_BUILD": str(project.OLDEST_WINDOWS_BUILD),
        "ENTRY": _ENTRY,
        "FIRST_TYPE": rf"{_CLASSES}\{project.DATA_SUFFIX}",
    }
    resource = {
        "ProductName": project.APP_NAME,
        "CompanyName": project.PUBLISHER,
        "LegalCopyright": project.PUBLISHER,
        "FileDescription": f"{project.APP_NAME}安装程序",
        "FileVersion": version,
        "ProductVersion": version,
    }
    numbers = ".".join(str(number) for number in project.windows_version(version))
    return _text(
        [f'!define {name} "{_quoted(value)}"' for name, value in names.items()]
        + [f"VIProductVersion {numbers}", f"VIFileVersion {numbers}"]
        + [f'VIAddVersionKey /LANG={_CHINESE} {name} "{_quoted(value)}"' for name, value in resource.items()]
    )


def registry_list(version: str, kilobytes: int) -> str:
    """Macros ``WriteEntry``, ``RemoveEntry`` (installed programs, App Paths) and ``WriteTypes``, ``RemoveTypes``.

    Everything lies under HKEY_CURRENT_USER. Excel's own files are left to Excel.
    """
    exe, uninstaller = rf"$INSTDIR\{project.WINDOW_EXE}", rf"$INSTDIR\{UNINSTALLER}"
    entry: dict[str, str | int] = {
        "DisplayName": project.APP_NAME,
        "DisplayVersion": version,
        "Publisher": project.PUBLISHER,
        "DisplayIcon": f'"{exe}",0',
        "InstallLocation": "$INSTDIR",
        "UninstallString": f'"{uninstaller}"',
        "QuietUninstallString": f'"{uninstaller}" /S',
        "EstimatedSize": kilobytes,
        "NoModify": 1,
        "NoRepair": 1,
    }
    paths = [rf"{_WINDOWS}\App Paths\{name}" for name in (project.WINDOW_EXE, project.CONSOLE_EXE)]
    write = [_value(_ENTRY, name, value) for name, value in entry.items()]
    for path in paths:
        write += [_value(path, "", rf"$INSTDIR\{path.rpartition(chr(92))[2]}"), _value(path, "Path", "$INSTDIR")]
    return _text(
        ["!macro WriteEntry", *write, "!macroend", "!macro RemoveEntry"]
        + [f'  DeleteRegKey HKCU "{key}"' for key in (*paths, _ENTRY)]
        + ["!macroend", "!macro WriteTypes"]
        + [line for suffix, label in FILE_TYPES.items() for line in _type(suffix, label, exe)]
        + ["!macroend", "!macro RemoveTypes"]
        + [line for suffix in FILE_TYPES for line in _no_type(suffix)]
        + ["!macroend"]
    )


def data_list() -> str:
    """Macros ``CopyData``, ``CompareData``, ``DeleteCopy`` and ``DeleteData``.

    The first copies $DATA to $1, with the error flag when that fails; the second turns $2 to 1 when $1 holds the data
    as they are now, otherwise to 0; the third takes back what the first did; the last is for good.
    """
    copies = [
        line
        for name in DATA_FILES
        for line in (
            f'  ${{If}} ${{FileExists}} "$DATA\\{name}"',
            f'    CopyFiles /SILENT "$DATA\\{name}" "$1\\{name}"',
            "  ${EndIf}",
        )
    ]
    deletes = [f'  Delete "$DATA\\{name}"' for name in (*DATA_FILES, *SETTINGS_FILES)]
    folders = [f'  RMDir "{name}"' for name in (r"$DATA\日志", "$DATA")]
    compare = ["  StrCpy $2 1", *(f'  !insertmacro CompareFile "$DATA\\{name}" "$1\\{name}"' for name in DATA_FILES)]
    take_back = [*(f'  Delete "$1\\{name}"' for name in DATA_FILES), '  RMDir "$1"']
    macros = {"CopyData": copies, "CompareData": compare, "DeleteCopy": take_back, "DeleteData": [*deletes, *folders]}
    return _text(line for name, lines in macros.items() for line in (f"!macro {name}", *lines, "!macroend"))


def compile_setup(
    folder: Path,
    out: Path,
    version: str,
    *,
    compressor: str = "lzma",
    sign_command: str | None = None,
    sign_environment: Mapping[str, str] | None = None,
    icon: Path | None = None,
    picture: Path | None = None,
) -> Path:
    """Make the setup program ``out`` from the frozen ``folder`` and return it.

    The stamps of the files in ``folder`` go into the setup; the caller has set them. With equal files and stamps two
    runs make equal bytes.

    Args:
        folder: The frozen program; both programs must lie in it.
        out: The setup to write; its folder is made, an older one replaced.
        version: Three numbers; see ``project.windows_version``.
        compressor: ``lzma`` for the product; ``zlib`` is quicker for trials.
        sign_command: Signs in place the file whose name NSIS puts for ``%1``. It is run for the uninstaller, which
            exists only while the setup is made; the setup itself is for the caller to sign.
        sign_environment: Variables that the command needs.
        icon: Icon file (.ico) of setup and uninstaller; None takes NSIS's own.
        picture: Bitmap beside the first and last page; None takes NSIS's own.

    Raises ValueError for a folder that cannot be a frozen program, RuntimeError when makensis or the signing fails.
    """
    names = {str(name).lower() for name in relative_files(folder)}
    if missing := [exe for exe in (project.WINDOW_EXE, project.CONSOLE_EXE) if exe.lower() not in names]:
        raise ValueError(f"{folder} is no frozen program: it has no {' and no '.join(missing)}")
    if UNINSTALLER in names or "portable.txt" in names:
        raise ValueError(f"{folder} must hold neither {UNINSTALLER} (the setup writes it) nor portable.txt")
    LISTS.parent.mkdir(parents=True, exist_ok=True)
    kilobytes = sum(-(-path.stat().st_size // 1024) for path in folder.rglob("*") if path.is_file())
    text = compression(compressor) + definitions(version) + install_list(folder.resolve()) + uninstall_list(folder)
    text += held_list(folder) + registry_list(version, kilobytes) + data_list() + _options(sign_command, icon, picture)
    LISTS.write_text(text, encoding="utf-8", newline="\n")
    out.parent.mkdir(parents=True, exist_ok=True)
    out.unlink(missing_ok=True)
    defined = {"LISTS": str(LISTS), "OUT": str(out.resolve())}
    _run([makensis(), *_switches(sys.platform, defined), str(SCRIPT)], sign_environment or {})
    if not out.is_file():
        raise RuntimeError(f"makensis ended without an error, but {out} is not there")
    return out


def compression(compressor: str) -> str:
    """How the setup is packed. lzma looks back 64 MB, so that what both programs hold is packed once."""
    return _text(
        [f"SetCompressor /SOLID {compressor}", *(["SetCompressorDictSize 64"] if compressor == "lzma" else [])]
    )


def makensis() -> str:
    """The compiler: on the path, or where NSIS puts it on Windows. Raises RuntimeError when it is in neither place."""
    if found := shutil.which("makensis"):
        return found
    for variable in ("ProgramFiles(x86)", "ProgramFiles"):
        place = Path(os.environ.get(variable, "")) / "NSIS" / "makensis.exe"
        if place.is_file():
            return str(place)
    raise RuntimeError("makensis is missing: install NSIS 3.08 or later (Debian: apt-get install nsis)")


def _options(sign_command: str | None, icon: Path | None, picture: Path | None) -> str:
    """What the caller may leave out: icon and picture, and the signing of the uninstaller before it is packed."""
    lines = []
    if icon is not None:
        lines += [f'!define {name} "{_quoted(str(icon.resolve()))}"' for name in ("MUI_ICON", "MUI_UNICON")]
    if picture is not None:
        lines.append(f'!define MUI_WELCOMEFINISHPAGE_BITMAP "{_quoted(str(picture.resolve()))}"')
    if sign_command is not None:
        lines.append(f"!uninstfinalize `{sign_command}` = 0")
    return _text(lines)


def _value(key: str, name: str, value: str | int) -> str:
    if isinstance(value, int):
        return f'  WriteRegDWORD HKCU "{key}" "{name}" {value}'
    return f'  WriteRegStr HKCU "{key}" "{name}" "{_quoted(value)}"'


def _kind(suffix: str) -> str:
    """The registry's name of a file type: ``ziping.zpdata``."""
    return project.APP_ID + suffix


def _type(suffix: str, label: str, exe: str) -> list[str]:
    kind = rf"{_CLASSES}\{_kind(suffix)}"
    return [
        _value(kind, "", label),
        _value(rf"{kind}\DefaultIcon", "", f'"{exe}",0'),
        _value(rf"{kind}\shell\open\command", "", f'"{exe}" "%1"'),
        _value(rf"{_CLASSES}\{suffix}", "", _kind(suffix)),
    ]


def _no_type(suffix: str) -> list[str]:
    """A suffix that another program has taken since stays with it."""
    key = rf"{_CLASSES}\{suffix}"
    return [
        f'  ReadRegStr $0 HKCU "{key}" ""',
        f'  ${{If}} $0 == "{_kind(suffix)}"',
        f'    DeleteRegValue HKCU "{key}" ""',
        "  ${EndIf}",
        f'  DeleteRegKey /ifempty HKCU "{key}"',
        f'  DeleteRegKey HKCU "{_CLASSES}\\{_kind(suffix)}"',
    ]


def _switches(platform: str, defined: Mapping[str, str]) -> list[str]:
    """Switches of makensis; the Windows one takes only a slash in the versions of the field, the other only a dash."""
    mark = "/" if platform == "win32" else "-"
    fixed = [f"{mark}V2", f"{mark}WX", f"{mark}NOCONFIG", f"{mark}INPUTCHARSET", "UTF8"]
    return fixed + [f"{mark}D{key}={value}" for key, value in defined.items()]


def _run(command: Sequence[str], more: Mapping[str, str]) -> None:
    """Run a step of the build; RuntimeError with all it said when it fails."""
    settings = os.environ | {"LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": str(project.source_date()), **more}
    done = subprocess.run(
        command, env=settings, capture_output=True, text=True, encoding="utf-8", errors="replace", check=False
    )
    if done.returncode != 0:
        raise RuntimeError(f"{Path(command[0]).name} ended with {done.returncode}:\n{done.stdout}{done.stderr}")


def _installed(name: PurePosixPath, top: str = "$INSTDIR") -> str:
    """Where a file or folder will lie, as NSIS writes it."""
    return "\\".join([top, *(part.replace("$", "$$") for part in name.parts)])


def _quoted(text: str) -> str:
    """Text between double quotes, where NSIS reads no other sign but the quote itself."""
    return text.replace('"', '$\\"')


def _text(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
