"""Other files in the window: the question about a package, another data file, the kind chosen when saving.

W1  A package is asked about without holding the window up; what it holds and what is there already is said.
W2  Another data file takes the place of the first, or nothing changes and the reason is said.
W3  The ending of a name follows the kind chosen.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.address import CellId
from desktop.domain.errors import EnvironmentFault
from desktop.domain.evaluation_json import to_json
from desktop.services.packages import write_package
from desktop.services.workspace import Workspace
from desktop.ui.dialogs import files as file_tasks
from desktop.ui.dialogs.choose_file import ask_save
from desktop.ui.main_window import MainWindow
from tests.builders import empty_record, sample_record

OpenWindow = Callable[..., MainWindow]


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The published form that the data file holds already, with its handed-down targets."""
    return write_package([sample_record()], tmp_path / "上海 2022.zpform")


def box_of(window: MainWindow) -> QMessageBox:
    (box,) = [box for box in window.findChildren(QMessageBox) if box.isVisible()]
    return box


def press(window: MainWindow, text: str) -> None:
    next(button for button in box_of(window).buttons() if button.text() == text).click()


def count(window: MainWindow) -> int:
    return len(window._session.workspace.evaluations())


def test_the_question_says_what_is_in_it_and_what_is_there(open_window: OpenWindow, package: Path) -> None:
    """W1."""
    window = open_window(None)
    window.show_import(str(package))
    box = box_of(window)
    assert not box.isModal() or box.windowModality() is Qt.WindowModality.WindowModal
    assert box.text() == "“上海 2022.zpform”里有 1 份自评表，要收进数据文件吗？"
    said = box.informativeText()
    assert "上海市医疗保障局　2022 年度　区域绩效目标自评表（含资金管理情况）" in said
    assert "数据文件里已有 1 份同单位、同年度、同表种的自评表。" in said
    assert [button.text() for button in box.buttons()] == ["收进来", "不收"]
    assert count(window) == 2


def test_a_form_that_is_not_there_yet_raises_no_warning(open_window: OpenWindow, tmp_path: Path) -> None:
    """W1."""
    window = open_window(None)
    window.show_import(str(write_package([empty_record("region", "新的局")], tmp_path / "a.zpform")))
    assert "已有" not in box_of(window).informativeText()


def test_what_is_taken_in_lies_beside_the_other_and_opens(open_window: OpenWindow, package: Path, qtbot: QtBot) -> None:
    """W1."""
    window = open_window(None)
    window.show_import(str(package))
    box = box_of(window)
    press(window, "收进来")
    assert window.form_page is not None
    assert window.form_page.form.head.id == 3
    assert to_json(window.form_page.form.record) == to_json(sample_record())
    assert count(window) == 3
    with qtbot.waitSignal(box.destroyed):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.mark.parametrize("refuse", ["button", "escape"])
def test_no_is_no(refuse: str, open_window: OpenWindow, package: Path, qtbot: QtBot) -> None:
    """W1."""
    window = open_window(1)
    window.show_import(str(package))
    if refuse == "button":
        press(window, "不收")
    else:
        qtbot.keyClick(box_of(window), Qt.Key.Key_Escape)
    assert count(window) == 2
    assert window.form_page is not None


def test_of_several_forms_the_last_is_opened_and_the_list_is_short(open_window: OpenWindow, tmp_path: Path) -> None:
    """W1."""
    window = open_window(None)
    records = [empty_record("region", f"第{number}局", 2023) for number in range(12)]
    window.show_import(str(write_package(records, tmp_path / "a.zpform")))
    said = box_of(window).informativeText()
    assert "第7局　2023 年度" in said
    assert "第8局" not in said
    assert "……等 12 份。" in said
    press(window, "收进来")
    assert count(window) == 14
    assert window.form_page is not None
    assert window.form_page.form.record.bureau == "第11局"


@pytest.mark.parametrize("content", ["broken", json.dumps({"kind": "galaxy"})])
def test_a_package_that_cannot_be_read_is_said(content: str, open_window: OpenWindow, tmp_path: Path) -> None:
    """W1."""
    (tmp_path / "坏.zpform").write_text(content)
    window = open_window(None)
    window.show_import(str(tmp_path / "坏.zpform"))
    assert box_of(window).windowTitle() == "读不了交换包"
    assert box_of(window).text().endswith("。")


def test_a_data_file_that_refuses_is_said(
    open_window: OpenWindow, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W1."""

    def full(*_: object) -> int:
        raise EnvironmentFault("磁盘已满。")

    window = open_window(None)
    monkeypatch.setattr(window._session.workspace, "add", full)
    window.show_import(str(package))
    press(window, "收进来")
    assert (box_of(window).windowTitle(), box_of(window).text()) == ("没有收进来", "磁盘已满。")
    assert count(window) == 2


def test_the_import_dialog_offers_packages(
    open_window: OpenWindow, package: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W1."""
    offered: list[str] = []
    monkeypatch.setattr(file_tasks, "ask_open", lambda *arguments: offered.append(arguments[-1]) or str(package))
    window = open_window(None)
    window.actions_["import"].trigger()
    assert "*.zpform" in offered[0]
    assert "*.xlsx" in offered[0]
    assert box_of(window).windowTitle() == "收进自评表"


# W2 -------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """A data file of an older name with one form."""
    workspace = Workspace.open(tmp_path / "另 一个.db")
    workspace.add(empty_record("region", "另一个局", 2021), "新建")
    workspace.close()
    return tmp_path / "另 一个.db"


def test_another_data_file_takes_the_place_of_the_first(
    open_window: OpenWindow, data_file: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W2: what was typed last is in the first."""
    offered: list[str] = []
    monkeypatch.setattr(file_tasks, "ask_open", lambda *arguments: offered.append(arguments[-1]) or str(other))
    window = open_window(2)
    assert window.form_page is not None
    row = window.form_page.form.record.rows("indicators")[0].key
    cell = CellId("indicators", row, "actual")
    window._session.commit({cell: "3次"})
    window.actions_["open"].trigger()
    assert offered == ["自评通数据文件 (*.zpdata *.db)"]
    assert window.form_page is None
    assert window._session.path == other
    assert str(other) in window._status._file.accessibleName()
    assert [head.bureau for head in window._session.workspace.evaluations()] == ["另一个局"]
    assert window._session.undo_label == ""
    window.open_evaluation(1)
    workspace = Workspace.open(data_file)
    assert workspace.form(2).record.text(cell) == "3次"
    workspace.close()


def test_a_dropped_data_file_opens(open_window: OpenWindow, other: Path) -> None:
    """W2."""
    window = open_window(None)
    window.show_import(str(other))
    assert window._session.path == other


def test_the_same_data_file_again_changes_nothing(open_window: OpenWindow, data_file: Path) -> None:
    """W2."""
    window = open_window(1)
    window.show_import(str(data_file))
    assert window._session.path == data_file
    assert count(window) == 2
    window.open_evaluation(1)
    cell = CellId("indicators", window._session.form.record.rows("indicators")[0].key, "actual")  # type: ignore[union-attr]
    window._session.commit({cell: "4次"})
    assert window._session.unsaved == ""


@pytest.mark.parametrize("content", [b"hello", b"SQLite format 3\0" + bytes(84), None])
def test_what_is_no_data_file_leaves_the_first_open(
    content: bytes | None, open_window: OpenWindow, data_file: Path, tmp_path: Path
) -> None:
    """W2."""
    path = tmp_path / "坏.zpdata"
    if content is None:
        path.mkdir()
    else:
        path.write_bytes(content)
    window = open_window(1)
    window.change_data(str(path))
    assert box_of(window).windowTitle() == "打不开数据文件"
    assert "坏.zpdata" in box_of(window).text()
    assert window._session.path == data_file
    assert window.form_page is not None
    assert window._session.form is window.form_page.form


def test_what_is_not_stored_keeps_its_data_file_open(
    open_window: OpenWindow, other: Path, data_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W2."""
    window = open_window(1)
    monkeypatch.setattr(type(window._session), "unsaved", property(lambda _: "磁盘已满。"))
    window.change_data(str(other))
    assert box_of(window).text() == "刚才填的还没有存盘，先不换数据文件。磁盘已满。"
    assert window._session.path == data_file


# W3 -------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kind", "expected"),
    [
        ("", 0, "表.xlsx"),
        ("", 1, "表.zpform"),
        ("2022", 1, "2022.zpform"),
        ("2022.自评", 1, "2022.自评.zpform"),
        ("2022.自评", 0, "2022.自评.xlsx"),
        ("自己写.xlsx", 1, "自己写.xlsx"),
    ],
)
def test_the_ending_follows_the_kind(
    typed: str, kind: int, expected: str, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W3: in Qt's own dialog, as a user leaves it."""

    def answer(dialog: QFileDialog) -> int:
        chosen = dialog.nameFilters()[kind]
        dialog.selectNameFilter(chosen)
        dialog.filterSelected.emit(chosen)
        if typed:
            dialog.selectFile(typed)
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(QFileDialog, "exec", answer, raising=False)
    parent = QWidget()
    qtbot.addWidget(parent)
    chosen = ask_save(parent, "导出", str(tmp_path / "表.xlsx"), "表 (*.xlsx);;包 (*.zpform)", "xlsx", "zpform")
    assert Path(chosen).name == expected


def test_an_export_may_be_a_package(open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """W3."""
    asked: list[tuple[str, ...]] = []
    target = tmp_path / "交给别人.zpform"
    monkeypatch.setattr(file_tasks, "ask_save", lambda *arguments: asked.append(arguments[1:]) or str(target))
    window = open_window(1)
    window.actions_["export"].trigger()
    assert asked[0][2:] == ("Excel 表 (*.xlsx);;自评通交换包 (*.zpform)", "xlsx", "zpform")
    assert json.loads(target.read_text("utf-8")) == to_json(sample_record())
    assert str(target) in box_of(window).text()


def test_a_backup_proposes_the_suffix_of_data_files_and_takes_the_older(
    open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """W3."""
    asked: list[tuple[str, ...]] = []
    target = tmp_path / "备份.db"
    monkeypatch.setattr(file_tasks, "ask_save", lambda *arguments: asked.append(arguments[1:]) or str(target))
    window = open_window(None)
    window.actions_["backup"].trigger()
    assert asked[0][1].endswith("-备份.zpdata")
    assert asked[0][2:] == ("自评通数据文件 (*.zpdata *.db)", "zpdata", "db")
    assert target.is_file()
