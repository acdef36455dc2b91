"""The Debian package: what it needs, what it says of itself, and that two builds are one.

Small programs are compiled where the machine has a compiler; sizes and rules need none.
"""

from __future__ import annotations

import os
import re
import runpy
import shutil
import subprocess
import sys
import sysconfig
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from db.creation import APPLICATION_ID
from installer import deb
from installer.freeze import LIST, write_list
from installer.linux_elf import elf_files, needs, without_search_paths
from installer.linux_libraries import (
    BROUGHT,
    PACKAGES,
    depends,
    foreign_libraries,
    keep_on_linux,
    needed_glibc,
    needed_libstdcxx,
    packages_for,
)
from installer.linux_trial import menu_command
from installer.project import APP_ID, DATA_SUFFIX, FORM_SUFFIX, ROOT, source_date
from tests.ci import skip_unless_ci

LIBRARIES = "/usr/lib/x86_64-linux-gnu"
linux_only = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux has such files")


def tool(name: str) -> str:
    """Path of a program of the system; without it the test is skipped, but not under CI."""
    found = shutil.which(name)
    if found is None:
        skip_unless_ci(f"no {name} on this machine")
    return found


def list_of(folder: Path) -> str:
    """The list of files as it would be written now."""
    return write_list(folder).read_text(encoding="utf-8")


def said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=True).stdout


@pytest.fixture
def extensions() -> list[Path]:
    """Libraries that are there wherever the tests run."""
    found = elf_files(Path(sysconfig.get_path("platlib")) / "rapidfuzz")
    assert found
    return found


@pytest.fixture
def frozen(tmp_path: Path) -> Path:
    """A folder as PyInstaller leaves it, as small as can be: program, library it needs, link, Chinese name."""
    compiler = tool("cc")
    folder = tmp_path / "frozen"
    inside = folder / "_internal"
    (inside / "PySide6").mkdir(parents=True)
    (folder / "许可证").mkdir()
    (folder / "许可证" / "说明.txt").write_text("许可", encoding="utf-8")
    library, program = tmp_path / "own.c", tmp_path / "program.c"
    library.write_text("int own(void) { return 7; }\n")
    program.write_text('#include <stdio.h>\nint own(void);\nint main(void) { printf("%d", own()); return 0; }\n')
    made = inside / "PySide6" / "libown.so.1"
    said(compiler, "-shared", "-fPIC", "-Wl,-soname,libown.so.1", "-o", str(made), str(library))
    said(
        compiler, "-o", str(folder / APP_ID), str(program), str(made), "-Wl,-rpath,$ORIGIN/_internal/PySide6", "-lm",
        "-Wl,--no-as-needed", "-lz" if os.path.exists(f"{LIBRARIES}/libz.so") else "-lm",
    )  # fmt: skip
    (inside / "libown.so.1").symlink_to("PySide6/libown.so.1")
    (inside / "set-uid").write_text("x")
    (inside / "set-uid").chmod(0o4777)
    return folder


# --- what goes into the package ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "source", "kept"),
    [
        ("libpython3.11.so.1.0", "/usr/lib/x86_64-linux-gnu/libpython3.11.so.1.0", True),
        ("libpython3.11.so.1.0", "/usr/local/lib/libpython3.11.so.1.0", True),
        ("libpython3.11.so.1.0", "/srv/python/lib/libpython3.11.so.1.0", True),
        ("libffi.so.6", f"{LIBRARIES}/libffi.so.6", True),
        ("libsqlite3.so.0", f"{LIBRARIES}/libsqlite3.so.0", True),
        ("libmpdec.so.3", f"{LIBRARIES}/libmpdec.so.3", True),
        ("python3.11/lib-dynload/_json.so", "/usr/lib/python3.11/lib-dynload/_json.so", True),
        ("PySide6/Qt/lib/libQt6Core.so.6", "/srv/venv/PySide6/Qt/lib/libQt6Core.so.6", True),
        ("PySide6/Qt/lib/libicuuc.so.73", "/srv/venv/PySide6/Qt/lib/libicuuc.so.73", True),
        ("libQt6Core.so.6", "PySide6/Qt/lib/libQt6Core.so.6", True),
        ("libz.so.1", f"{LIBRARIES}/libz.so.1", False),
        ("libz.so.1", "/srv/python/lib/libz.so.1", False),
        ("libexpat.so.1", "/lib64/libexpat.so.1", False),
        ("libxcb-cursor.so.0", f"{LIBRARIES}/libxcb-cursor.so.0", True),
        ("libxcb-util.so.1", f"{LIBRARIES}/libxcb-util.so.1", True),
        ("libxcb-image.so.0", f"{LIBRARIES}/libxcb-image.so.0", False),
        ("libfontconfig.so.1", "/usr/lib64/libfontconfig.so.1", False),
        ("libstdc++.so.6", f"{LIBRARIES}/libstdc++.so.6", False),
        ("libgtk-3.so.0", f"{LIBRARIES}/libgtk-3.so.0", False),
        ("libcrypto.so.3", f"{LIBRARIES}/libcrypto.so.3", False),
        ("libsqlite3x.so.0", f"{LIBRARIES}/libsqlite3x.so.0", False),
    ],
)
def test_libraries_are_brought_or_asked_for(name: str, source: str, kept: bool) -> None:
    assert keep_on_linux(name, source) is kept


def test_every_library_of_the_set_up_has_a_package_here_too() -> None:
    """The tests' machine and the user's get the same libraries for Qt: no second table that differs."""
    tasks = (ROOT / ".ci" / "tasks.py").read_text(encoding="utf-8")
    listed = dict(re.findall(r'^    "(lib[^"]+\.so\.\d+)": "([^"]+)",$', tasks, re.M))
    assert len(listed) > 20
    asked = {library: package for library, package in listed.items() if not BROUGHT.fullmatch(library)}
    assert set(listed) - set(asked) == {"libxcb-cursor.so.0", "libxcb-util.so.1"}
    assert [lib for lib, package in asked.items() if package not in PACKAGES.get(lib, "").split(" | ")] == []
    assert [library for library in PACKAGES if BROUGHT.fullmatch(library)] == []


def test_packages_are_sorted_and_named_once() -> None:
    assert packages_for(["libm.so.6", "libz.so.1", "libc.so.6", "libgio-2.0.so.0", "libglib-2.0.so.0"]) == [
        "libc6",
        "libglib2.0-0 | libglib2.0-0t64",
        "zlib1g",
    ]


def test_an_unknown_library_is_named() -> None:
    with pytest.raises(ValueError, match=r"liba\.so\.1, libb\.so\.2"):
        packages_for(["libb.so.2", "libc.so.6", "liba.so.1"])


@pytest.mark.parametrize(
    ("versions", "package"),
    [([], ""), (["GLIBCXX_3.4"], ""), (["GLIBCXX_3.4.21"], ""), (["GLIBCXX_3.4.9", "GLIBCXX_3.4.25"], "8"),
     (["GLIBCXX_3.4.29", "GLIBC_2.34"], "11"), (["GLIBCXX_3.4.30"], "12")],
)  # fmt: skip
def test_the_cpp_library_is_asked_for_by_its_package_version(versions: list[str], package: str) -> None:
    assert needed_libstdcxx(versions) == package


def test_a_cpp_library_of_the_future_is_refused() -> None:
    with pytest.raises(ValueError, match=r"GLIBCXX_3\.4\.99"):
        needed_libstdcxx(["GLIBCXX_3.4.99"])


# --- what files say of themselves -------------------------------------------------------------------------------------


@linux_only
def test_needs_are_those_that_readelf_shows(extensions: list[Path]) -> None:
    readelf = tool("readelf")
    for path in [*extensions, Path(sys.executable).resolve()]:
        dynamic, versions = said(readelf, "-dW", str(path)), said(readelf, "-VW", str(path))
        wanted = versions.split("Version needs section")[-1] if "Version needs section" in versions else ""
        found = needs(path)
        assert list(found.libraries) == re.findall(r"\(NEEDED\).*\[(.*)\]", dynamic)
        assert found.versions == {
            name for name, flags in re.findall(r"Name: (\S+)\s+Flags: (\S+)", wanted) if "WEAK" not in flags
        }


@linux_only
def test_the_c_library_is_the_newest_that_any_file_asks_for(frozen: Path, extensions: list[Path]) -> None:
    alone = needed_glibc(frozen)
    for path in extensions:
        shutil.copy(path, frozen / "_internal")
    numbers = [
        tuple(int(part) for part in number.split("."))
        for path in elf_files(frozen)
        for number in re.findall(r"GLIBC_(\d+\.\d+)", said(tool("objdump"), "-T", str(path)))
    ]
    assert needed_glibc(frozen) == max(numbers)
    assert needed_glibc(frozen) >= alone


@pytest.mark.parametrize("content", [b"", b"\x7fELF", b"\x7fELF\x01\x01" + bytes(60), b"MZ" + bytes(80)])
def test_other_files_are_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="not a 64-bit"):
        needs(path)


@linux_only
def test_a_damaged_file_is_refused(extensions: list[Path], tmp_path: Path) -> None:
    whole = extensions[0].read_bytes()
    path = tmp_path / "cut.so"
    path.write_bytes(whole[:100])
    with pytest.raises(ValueError, match="damaged"):
        needs(path)


def test_a_folder_without_programs_is_no_frozen_program(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("text")
    with pytest.raises(ValueError, match="not a frozen program"):
        needed_glibc(tmp_path)


@linux_only
def test_only_what_the_folder_lacks_is_asked_of_the_system(frozen: Path) -> None:
    assert "libown.so.1" in needs(frozen / APP_ID).libraries
    assert "libown.so.1" not in foreign_libraries(frozen)
    major, minor = needed_glibc(frozen)
    assert f"libc6 (>= {major}.{minor})" in depends(frozen)
    (frozen / "_internal" / "libown.so.1").unlink()
    (frozen / "_internal" / "PySide6" / "libown.so.1").unlink()
    with pytest.raises(ValueError, match=r"libown\.so\.1"):
        depends(frozen)


@linux_only
@pytest.mark.parametrize(("path", "stays"), [("/srv/python/lib", False), ("$ORIGIN/../lib", True)])
def test_search_paths_of_the_build_machine_go(path: str, stays: bool, tmp_path: Path) -> None:
    source, library = tmp_path / "a.c", tmp_path / "liba.so"
    source.write_text("int a(void) { return 1; }\n")
    said(tool("cc"), "-shared", "-fPIC", f"-Wl,-rpath,{path}", "-o", str(library), str(source))
    before = needs(library)
    library.write_bytes(without_search_paths(library.read_bytes()))
    assert ("PATH)" in said(tool("readelf"), "-dW", str(library))) is stays
    assert needs(library) == before
    import ctypes

    assert ctypes.CDLL(str(library)).a() == 1


@pytest.mark.parametrize(
    ("given", "left"),
    [
        ({"LD_LIBRARY_PATH": "/ours"}, None),
        ({"LD_LIBRARY_PATH": "/ours", "LD_LIBRARY_PATH_ORIG": "/theirs"}, "/theirs"),
        ({}, None),
    ],
)
def test_started_programs_get_the_systems_libraries(
    given: dict[str, str], left: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("LD_LIBRARY_PATH", "LD_LIBRARY_PATH_ORIG", "PYINSTALLER_RESET_ENVIRONMENT"):
        monkeypatch.setenv(name, "")  # so that what the hook sets is taken back as well
        monkeypatch.delenv(name)
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    runpy.run_path(str(deb.TEMPLATES / "runtime_hook.py"))
    assert os.environ.get("LD_LIBRARY_PATH") == left
    assert "LD_LIBRARY_PATH_ORIG" not in os.environ
    # Without this, the program started by itself would look for our libraries where only the system's are.
    assert os.environ["PYINSTALLER_RESET_ENVIRONMENT"] == "1"


# --- what the package says of itself ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "debian"),
    [("0.1.0", "0.1.0"), ("1.0.0rc1", "1.0.0~rc1"), ("1.2.0.dev3", "1.2.0~dev3"), ("2.0b2", "2.0~b2")],
)
def test_versions_in_debians_order(version: str, debian: str) -> None:
    assert deb.debian_version(version) == debian
    assert deb.file_name(version, (2, 28), "amd64") == f"ziping_{debian}_glibc2.28_amd64.deb"


@pytest.mark.parametrize("version", ["", "1.0-1", "v1", "1.0+local", "1:2"])
def test_other_versions_are_refused(version: str) -> None:
    with pytest.raises(ValueError, match="not a version"):
        deb.debian_version(version)


def test_control_says_what_it_runs_on_and_nobody_can_be_written_to() -> None:
    text = deb.control("0.1.0", "amd64", 1234, ["libc6 (>= 2.28)", "zlib1g"], (2, 28))
    fields = dict(re.findall(r"^(\S+): (.*)$", text, re.M))
    assert fields["Depends"] == "libc6 (>= 2.28), zlib1g"
    assert fields["Installed-Size"] == "1234"
    assert fields["Maintainer"].endswith("@localhost>")
    assert "需要 glibc 2.28 或更高版本" in text
    assert all(line.startswith(" ") for line in text.split("Description: ")[1].splitlines()[1:])
    assert "\n\n" not in text


RECORD = "# 更新记录\n\n## 0.2.0（尚未发布）\n\n- 新的。\n\n## 0.1.0\n\n- 第一。\n- 第二。\n"


def test_changes_of_one_version_in_debians_form() -> None:
    text = deb.changelog(RECORD, "0.1.0", 86400)
    assert text.startswith("ziping (0.1.0) unstable; urgency=medium\n\n  * 第一。\n  * 第二。\n\n -- ")
    assert text.endswith(">  Fri, 02 Jan 1970 00:00:00 -0000\n")
    assert "新的" not in text
    assert "  * 新的。" in deb.changelog(RECORD, "0.2.0", 0)


@pytest.mark.parametrize("version", ["0.3.0", "0.1", "0.1.0.1"])
def test_a_version_without_changes_is_refused(version: str) -> None:
    with pytest.raises(ValueError, match="no list of changes"):
        deb.changelog(RECORD, version, 0)


# --- menu entry and file types ----------------------------------------------------------------------------------------


def test_the_menu_entry_starts_the_program_with_a_file() -> None:
    text = (deb.TEMPLATES / "ziping.desktop").read_text(encoding="utf-8")
    assert "Exec=/usr/bin/ziping %f\n" in text
    assert menu_command(text) == ["/usr/bin/ziping"]
    assert menu_command(text, "/tmp/收到的 包.zpform") == ["/usr/bin/ziping", "/tmp/收到的 包.zpform"]
    types = re.findall(r'type="(application/x-[^"]+)"', (deb.TEMPLATES / "ziping.xml").read_text(encoding="utf-8"))
    assert re.findall(r"^MimeType=(.*);$", text, re.M) == [";".join(types)]


def test_file_types_are_those_of_the_program() -> None:
    space = "{http://www.freedesktop.org/standards/shared-mime-info}"
    tree = ElementTree.parse(deb.TEMPLATES / "ziping.xml")
    assert [glob.get("pattern") for glob in tree.iter(f"{space}glob")] == [f"*{DATA_SUFFIX}", f"*{FORM_SUFFIX}"]
    numbers = {match.get("offset"): match.get("value") for match in tree.iter(f"{space}match")}
    assert int(numbers["68"] or "", 16) == APPLICATION_ID


# --- the package ------------------------------------------------------------------------------------------------------


@linux_only
def test_two_builds_are_one_and_hold_what_they_should(
    frozen: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tool("dpkg-deb")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    first = deb.build_deb(frozen, tmp_path / "a", "0.1.0", 0)
    for path in frozen.rglob("*"):
        os.utime(path, (1, 1), follow_symlinks=False)
    (frozen / APP_ID).chmod(0o700)
    second = deb.build_deb(frozen, tmp_path / "b", "0.1.0", 0)
    assert first.name == second.name
    assert first.read_bytes() == second.read_bytes()
    unpacked = tmp_path / "unpacked"
    said("dpkg-deb", "-x", str(first), str(unpacked))
    assert said(str(unpacked / "usr" / "bin" / APP_ID)) == "7"
    assert (unpacked / "usr/lib/ziping/许可证/说明.txt").read_text(encoding="utf-8") == "许可"
    for path in unpacked.rglob("*"):
        if not path.is_symlink() and path.is_file():
            assert path.stat().st_mode & 0o7777 == (0o755 if path.name == APP_ID else 0o644), path
            assert path.stat().st_mtime == source_date() == 1700000000
    listing = (unpacked / "usr/lib/ziping" / LIST).read_text(encoding="utf-8")
    assert "- *_internal/libown.so.1\n" in listing
    assert list_of(unpacked / "usr/lib/ziping") == listing, "the list is of the files as they are packed"
    assert not (frozen / LIST).exists(), "the frozen folder stays as it is"
    said("dpkg-deb", "-e", str(first), str(tmp_path / "fields"))
    sums = tmp_path / "fields" / "md5sums"
    assert subprocess.run(["md5sum", "-c", "--quiet", str(sums)], cwd=unpacked, check=False).returncode == 0
    listed = {line.split("  ")[1] for line in sums.read_text(encoding="utf-8").splitlines()}
    assert {f"usr/share/icons/hicolor/{size}x{size}/apps/ziping.png" for size in (48, 256)} <= listed
    assert sorted(path.name for path in (tmp_path / "fields").iterdir()) == ["control", "md5sums"]
    svg = (unpacked / "usr/share/icons/hicolor/scalable/apps/ziping.svg").read_text(encoding="utf-8")
    assert "currentColor" not in svg
    assert "var(" not in svg


@linux_only
@pytest.mark.parametrize("target", ["/etc/passwd", "../../outside", "gone"])
def test_links_out_of_the_folder_are_refused(target: str, frozen: Path, tmp_path: Path) -> None:
    tool("dpkg-deb")
    (tmp_path / "outside").write_text("x")
    (frozen / "_internal" / "link").symlink_to(target)
    with pytest.raises(ValueError, match="which is not in the package"):
        deb.build_deb(frozen, tmp_path / "out", "0.1.0", 0)


def test_libraries_from_the_build_machine_bring_their_licences(tmp_path: Path) -> None:
    tool("dpkg-query")
    if not (Path("/usr/share/doc/libxcb-cursor0/copyright")).is_file():
        skip_unless_ci("no libxcb-cursor0 on this machine")
    for name in ("libxcb-cursor.so.0", "libpython3.11.so.1.0", "libown.so.1"):
        (tmp_path / name).write_bytes(b"")
    found = deb.brought_licences(tmp_path)
    assert list(found) == ["libxcb-cursor0"]
    assert "Permission is hereby granted" in found["libxcb-cursor0"]
    (tmp_path / "libxcb-util.so.99").write_bytes(b"")
    with pytest.raises(RuntimeError, match=r"libxcb-util\.so\.99"):
        deb.brought_licences(tmp_path)


def test_a_folder_without_the_program_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not a frozen Linux folder"):
        deb.build_deb(tmp_path, tmp_path / "out", "0.1.0")
