"""The self-test: every part has its code, the first that fails decides, and nothing of the user's is touched."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from desktop.cli import main
from desktop.domain.definition import FormDefinition
from desktop.domain.errors import DefinitionError, EnvironmentFault
from desktop.self_test import PARTS, CheckError, files, filling, self_test, storage, window, workbooks
from desktop.services.forms import FormCatalog
from desktop.services.workspace import Workspace
from desktop.ui import screen_plugin
from tests.test_cli import one_sentence


@pytest.fixture(autouse=True)
def quick_window(monkeypatch: pytest.MonkeyPatch) -> None:
    """The window is opened for real by ``test_cli``; here its start would only cost seconds."""
    figures = {"--probe": '{"ready_ms": 1}', "--json": '[{"id": 1}]'}
    monkeypatch.setattr(
        window, "run_ourselves", lambda *arguments, **_: next((figures[a] for a in arguments if a in figures), "")
    )


def failing(error: Exception) -> Callable[..., NoReturn]:
    def fail(*_: Any, **__: Any) -> NoReturn:
        raise error

    return fail


def lossy(record: Any, path: Path) -> Path:
    """Writes another form than the one it was given."""
    return EXPORT(filling.filled(FormCatalog().definition("region")), path)


EXPORT = workbooks.export_record
RUN = window.run_ourselves

BREAKS: dict[int, list[tuple[Any, str, Any]]] = {
    10: [(storage, "prove_file", failing(DefinitionError("a.toml", "x", "不对。")))],
    11: [
        (Workspace, "undo", lambda _: None),
        (Workspace, "redo", failing(KeyError("x"))),
    ],
    12: [(storage, "upgrade", failing(ImportError("No module named 'alembic'")))],
    13: [(workbooks, "export_record", lossy), (workbooks, "export_record", failing(OSError("disk")))],
    14: [(workbooks, "OLD_WORKBOOK", Path("missing.xls")), (workbooks, "OLD_WORKBOOK", filling.SAMPLE)],
    15: [
        (window, "run_ourselves", failing(OSError("no"))),
        (screen_plugin, "file_name", lambda: "qnowhere.dll"),
    ],
    16: [(workbooks, "write_package", failing(PermissionError("no")))],
    17: [(files, "complete", failing(CheckError("没有了。")))],
}
CASES = [(code, number) for code, breaks in BREAKS.items() for number in range(len(breaks))]


@pytest.mark.parametrize(("code", "number"), CASES)
def test_each_part_fails_with_its_own_code(
    code: int, number: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(*BREAKS[code][number])
    assert self_test() == code
    printed = capsys.readouterr()
    assert [line for line in printed.err.splitlines() if f"没有通过（{code}）" in line]
    assert len(printed.out.splitlines()) == len(PARTS) - len(printed.err.splitlines())


def test_a_package_that_loses_something_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    write = workbooks.write_package
    monkeypatch.setattr(
        workbooks, "write_package", lambda records, path: write([filling.samples(FormCatalog())[0]], path)
    )
    assert self_test() == 16


def test_every_code_has_a_test_and_none_is_used_twice() -> None:
    codes = [part.code for part in PARTS]
    assert codes[0] == 17
    assert sorted(codes) == list(range(10, 10 + len(PARTS)))
    assert set(BREAKS) == set(codes)


def test_the_first_part_that_fails_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    for code in (16, 12, 14):
        monkeypatch.setattr(*BREAKS[code][0])
    assert self_test() == 12


def test_nothing_broken_is_0_and_the_log_says_the_same(
    tmp_path: Path, user_data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    log = tmp_path / "自检 记录.txt"
    log.write_text("older\n" * 100)
    assert main(["self-test", "--log", str(log)]) == 0
    printed = capsys.readouterr()
    assert log.read_text("utf-8") == printed.out
    assert [line.split("：")[0] for line in printed.out.splitlines()] == [part.title for part in PARTS]
    assert not user_data.exists()


def test_failures_are_in_the_log_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*BREAKS[12][0])
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    log = tmp_path / "log.txt"
    assert self_test(log) == 12
    assert "升级：没有通过（12）。ImportError No module named 'alembic'\n" in log.read_text("utf-8")


def test_a_log_that_cannot_be_written_is_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["self-test", "--log", str(tmp_path / "none" / "log.txt")]) == 3
    assert one_sentence(capsys.readouterr().err)


def test_help_lists_the_codes(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["self-test", "--help"])
    said = "".join(capsys.readouterr().out.split())
    assert all(f"{part.code}{part.title}".replace(" ", "") in said for part in PARTS)


def test_a_broken_layout_of_the_user_is_no_fault_of_the_program(user_data: Path) -> None:
    broken = user_data / "forms" / "region" / "broken.toml"
    broken.parent.mkdir(parents=True)
    broken.write_text("[form]\nkind = 'region'\n", "utf-8")
    assert self_test() == 0


@pytest.mark.parametrize("definition", FormCatalog().definitions(), ids=lambda one: one.layout)
def test_a_filled_form_has_no_empty_cell(definition: FormDefinition) -> None:
    record = filling.filled(definition)
    shown = [section for section in definition.sections if not section.hidden]
    assert [cell for section in shown for cell in record.entry_cells(section) if not record.text(cell)] == []
    assert record.calculated


@pytest.mark.parametrize(("there", "started"), [(True, "ziping.exe"), (False, "自评通.exe")])
def test_a_frozen_program_starts_its_console_sibling(
    there: bool, started: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The windowed program has no output that its parent could read."""
    (tmp_path / "自评通.exe").touch()
    if there:
        (tmp_path / "ziping.exe").touch()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "自评通.exe"))
    assert window.our_program() == [str(tmp_path / started)]


# the window's part ----------------------------------------------------------------------------------------------------


def test_the_window_says_what_draws_it_on_a_screen(tmp_path: Path) -> None:
    said = window.opens(tmp_path)
    assert said.endswith(f"屏幕显示用 {screen_plugin.load()}。")


@pytest.mark.parametrize("content", [None, b"\x7fELF" + bytes(60), b"MZ" + bytes(60)])
def test_a_screen_plugin_that_is_gone_or_cut_off_is_told(
    content: bytes | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "platforms").mkdir()
    if content is not None:
        (tmp_path / "platforms" / screen_plugin.file_name()).write_bytes(content)
    monkeypatch.setattr(screen_plugin.QLibraryInfo, "path", lambda _: str(tmp_path))
    monkeypatch.setattr(screen_plugin.QCoreApplication, "libraryPaths", list)
    with pytest.raises(EnvironmentFault, match="没有显示插件" if content is None else "用不了"):
        screen_plugin.load()


def test_a_child_that_hangs_is_ended_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(window, "run_ourselves", RUN)
    monkeypatch.setattr(window, "PATIENCE", 1)
    monkeypatch.setattr(window, "our_program", lambda: [sys.executable, "-c", "import time; time.sleep(60)"])
    with pytest.raises(EnvironmentFault, match="1 秒没有做完"):
        window.run_ourselves()


def test_nobody_waits_long_for_a_child() -> None:
    assert window.PATIENCE <= 30


# the program's files --------------------------------------------------------------------------------------------------

FILES = {
    "自评通.exe": b"MZ",
    "_internal/PySide6/Qt6Core.dll": b"MZ qt",
    "_internal/resources/forms/表样 一.toml": b"a = 1",
    "_internal/base_library.zip": b"PK",
    "许可证/自评通.txt": "许可".encode(),
    "_internal/empty": b"",
}
NO_SUM = {"自评通.exe", "_internal/PySide6/Qt6Core.dll"}


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an installed program that this process seems to be."""
    top = tmp_path / "程序 夹"
    lines = []
    for name, content in FILES.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        lines.append(f"{files.NO_SUM if name in NO_SUM else hashlib.sha256(content).hexdigest()} *{name}\n")
    (top / "_internal" / files.LIST).write_text("".join(lines), encoding="utf-8", newline="\n")
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(top / "_internal"), raising=False)
    return top


def test_from_source_there_is_no_list_which_is_said(tmp_path: Path) -> None:
    assert files.complete(tmp_path) == "从源代码运行，没有文件清单可核对。"


def test_a_whole_program_says_how_many_files_it_has(program: Path) -> None:
    """What setup, certificate and user add or replace is no fault."""
    assert files.complete(program) == "6 个文件都在，没有变动。"
    (program / "uninstall.exe").write_bytes(b"MZ")
    for name in NO_SUM:
        (program / name).write_bytes(b"signed, or another version of Qt")
    assert files.complete(program) == "6 个文件都在，没有变动。"


@pytest.mark.parametrize("name", FILES)
def test_each_file_that_is_gone_is_named(name: str, program: Path) -> None:
    (program / name).unlink()
    with pytest.raises(CheckError, match=r"^1 个文件不对：") as caught:
        files.complete(program)
    assert f"{name}（没有了）" in str(caught.value)


@pytest.mark.parametrize("name", sorted(set(FILES) - NO_SUM))
def test_each_file_that_changed_is_named(name: str, program: Path) -> None:
    (program / name).write_bytes(FILES[name] + b"x")
    with pytest.raises(CheckError) as caught:
        files.complete(program)
    assert str(caught.value) == f"1 个文件不对：{name}（变了）。请重新安装自评通。"


def test_a_file_that_may_not_be_read_is_named(program: Path) -> None:
    path = program / "_internal" / "empty"
    path.unlink()
    path.mkdir()
    with pytest.raises(CheckError, match="empty（没有了）"):
        files.complete(program)
    if os.name != "nt" and os.getuid() != 0:
        (program / "许可证" / "自评通.txt").chmod(0)
        with pytest.raises(CheckError, match=r"自评通\.txt（读不了）"):
            files.complete(program)


def test_at_most_five_files_are_named(program: Path) -> None:
    for name in FILES:
        (program / name).unlink()
    with pytest.raises(CheckError, match=r"^6 个文件不对：.*等。请重新安装自评通。$") as caught:
        files.complete(program)
    assert str(caught.value).count("没有了") == 5


@pytest.mark.parametrize("text", [None, "", "- *a\nabc", "- *a\nabc\n", "- *a\n\n- *b\n", " *a\n", b"\xff\n"])
def test_a_list_that_is_gone_or_cut_off_is_told(text: str | bytes | None, program: Path) -> None:
    listing = program / "_internal" / files.LIST
    listing.unlink()
    (program / "a").touch()
    if text is not None:
        listing.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(CheckError, match=r"文件清单“files\.sha256”"):
        files.complete(program)
