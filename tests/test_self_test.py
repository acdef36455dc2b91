"""The self-test: every part has its code, the first that fails decides, and nothing of the user's is touched."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from desktop.cli import main
from desktop.domain.definition import FormDefinition
from desktop.domain.errors import DefinitionError
from desktop.self_test import PARTS, filling, self_test, storage, window, workbooks
from desktop.services.forms import FormCatalog
from desktop.services.workspace import Workspace
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

BREAKS: dict[int, list[tuple[Any, str, Any]]] = {
    10: [(storage, "load_rules", failing(DefinitionError("a.toml", "x", "不对。")))],
    11: [
        (Workspace, "undo", lambda _: None),
        (Workspace, "redo", failing(KeyError("x"))),
    ],
    12: [(storage, "upgrade", failing(ImportError("No module named 'alembic'")))],
    13: [(workbooks, "export_record", lossy), (workbooks, "export_record", failing(OSError("disk")))],
    14: [(workbooks, "OLD_WORKBOOK", Path("missing.xls")), (workbooks, "OLD_WORKBOOK", filling.SAMPLE)],
    15: [(window, "run_ourselves", failing(subprocess.TimeoutExpired("ziping", 1)))],
    16: [(workbooks, "write_package", failing(PermissionError("no")))],
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
    assert codes == list(range(10, 10 + len(PARTS)))
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
