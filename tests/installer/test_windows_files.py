"""The files written for Windows: the manifest asks for what the program relies on, scripts and C sources hold."""

from __future__ import annotations

import re
import shutil
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from installer import check, nsis, project, wine
from tests.ci import skip_unless_ci

WINDOWS = project.ROOT / "installer" / "windows"
SOURCES = sorted((project.ROOT / "installer" / "wine").rglob("*.c"))
SCRIPTS = sorted(WINDOWS.glob("*.ns[ih]"))


@pytest.fixture(scope="module")
def settings() -> dict[str, str]:
    """Every setting of the manifest by its name without namespace."""
    tree = ET.parse(WINDOWS / "ziping.manifest")
    return {element.tag.rpartition("}")[2]: (element.text or "").strip() for element in tree.iter()}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("longPathAware", "true"),
        ("dpiAware", "true/pm"),
        ("dpiAwareness", "PerMonitorV2, PerMonitor"),
        ("activeCodePage", "UTF-8"),
    ],
)
def test_the_manifest_asks_for_what_the_program_relies_on(settings: dict[str, str], name: str, value: str) -> None:
    assert settings[name] == value


def test_the_manifest_asks_for_no_rights_and_names_the_systems() -> None:
    tree = ET.parse(WINDOWS / "ziping.manifest")
    (level,) = tree.iter("{urn:schemas-microsoft-com:asm.v3}requestedExecutionLevel")
    assert level.attrib == {"level": "asInvoker", "uiAccess": "false"}
    (system,) = tree.iter("{urn:schemas-microsoft-com:compatibility.v1}supportedOS")
    assert system.attrib["Id"] == "{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}", "Windows 10 and 11"
    (identity,) = tree.iter("{urn:schemas-microsoft-com:asm.v1}assemblyIdentity")
    assert identity.attrib["name"] == "Microsoft.Windows.Common-Controls"
    assert identity.attrib["version"] == "6.0.0.0"


def test_settings_stand_in_the_namespace_windows_looks_in() -> None:
    """Windows leaves a setting in another year's namespace aside without a word."""
    tree = ET.parse(WINDOWS / "ziping.manifest")
    base = "{{http://schemas.microsoft.com/SMI/{}/WindowsSettings}}{}"
    wanted = {
        base.format(year, name)
        for year, name in (
            (2005, "dpiAware"),
            (2016, "dpiAwareness"),
            (2016, "longPathAware"),
            (2019, "activeCodePage"),
        )
    }
    assert {element.tag for element in tree.iter() if "WindowsSettings}" in element.tag} == wanted


def test_the_setup_asks_for_no_rights_either() -> None:
    text = nsis.SCRIPT.read_text(encoding="utf-8")
    assert re.findall(r"^RequestExecutionLevel (\w+)", text, re.MULTILINE) == ["user"]
    assert re.findall(r"^ManifestLongPathAware (\w+)", text, re.MULTILINE) == ["true"]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_what_a_script_opens_it_closes(script: Path) -> None:
    words = [line.split()[0] for line in script.read_text(encoding="utf-8").splitlines() if line.split()]
    for begin, end in (
        ("!macro", "!macroend"), ("Section", "SectionEnd"), ("Function", "FunctionEnd"),
        ("${Do}", "${Loop}"), ("${While}", "${EndWhile}"),
    ):  # fmt: skip
        assert words.count(begin) == words.count(end), begin
    assert sum(words.count(word) for word in ("${If}", "${IfNot}")) == words.count("${EndIf}")


def test_every_exit_code_of_the_setup_is_listed_and_the_trial_knows_them() -> None:
    texts = [script.read_text(encoding="utf-8") for script in SCRIPTS]
    used = {int(code) for text in texts for code in re.findall(r"(?:SetErrorLevel|insertmacro Stop) (\d+)", text)}
    head = "".join(line for line in nsis.SCRIPT.read_text(encoding="utf-8").splitlines() if line.startswith(";"))
    listed = {int(code): said for code, said in re.findall(r"(\d) ([^;]+?)(?=;|\.)", head.partition("Exit codes:")[2])}
    assert used == listed.keys() - {0, 1}, "the first two are the setup maker's own"
    assert "runs" in listed[check.RUNS]
    assert "too old" in listed[check.TOO_OLD]
    assert "newer" in listed[check.NEWER]
    assert "not backed up" in listed[check.NO_BACKUP]
    assert "held" in listed[check.RUNS]


def test_a_disk_without_a_folder_has_a_sentence_of_its_own() -> None:
    text = "".join(script.read_text(encoding="utf-8") for script in SCRIPTS)
    (refused,) = re.findall(r"!macro RefuseOtherFolder(.*?)!macroend", text, re.DOTALL)
    sentences = re.findall(r'Stop 6 "(.+?)"', refused)
    assert len(sentences) == 2
    assert "没有这个磁盘" not in sentences[0], "the disk is there"
    assert r"例如 D:\${NAME}" in sentences[0]


def test_no_script_names_what_the_project_names() -> None:
    """Names are defined on the way from ``project``; two spellings would drift apart."""
    for script in SCRIPTS:
        code = re.sub(r"(^|\s);.*", "", script.read_text(encoding="utf-8"), flags=re.MULTILINE)
        for name in (project.APP_NAME, project.WINDOW_EXE, project.CONSOLE_EXE, project.DATA_SUFFIX):
            assert name not in code, (script.name, name)


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_c_sources_compile_without_a_warning(source: Path) -> None:
    if shutil.which(wine.COMPILER) is None:
        skip_unless_ci("no compiler for Windows")
    command = [wine.COMPILER, "-fsyntax-only", "-Wall", "-Werror", "-Wno-builtin-declaration-mismatch", str(source)]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr


def test_there_is_something_to_look_at() -> None:
    assert [path.name for path in SCRIPTS] == ["guards.nsh", "setup.nsi"]
    assert {"desktop.c", "detached.c", "hold.c", "rawrun.c"} <= {path.name for path in SOURCES}
    assert len(SOURCES) >= 7
