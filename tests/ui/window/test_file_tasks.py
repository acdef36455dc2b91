"""Export, backup: what is asked, what is written, what is said after; nothing is overwritten without a question."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QFileInfo, Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.ui.dialogs.choose_file import FileKinds, ask_save
from desktop.ui.main_window import MainWindow

OpenWindow = Callable[..., MainWindow]


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[QFileDialog]]:
    """Types a name into the next file dialog and accepts it as it would; returns the dialogs that were shown."""

    def answer(name: str) -> list[QFileDialog]:
        shown: list[QFileDialog] = []

        def accept(dialog: QFileDialog) -> int:
            shown.append(dialog)
            suffix = dialog.defaultSuffix()
            full = name if not suffix or Path(name).suffix else f"{name}.{suffix}"
            monkeypatch.setattr(QFileDialog, "selectedFiles", lambda _: [full])
            return QDialog.DialogCode.Accepted

        monkeypatch.setattr(QFileDialog, "exec", accept, raising=False)
        return shown

    return answer


def box_of(window: MainWindow) -> QMessageBox:
    box = window.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    return box


def test_the_dialog_itself_adds_the_ending(
    open_window: OpenWindow, tmp_path: Path, typed: Callable[[str], list[QFileDialog]]
) -> None:
    """An ending added after the dialog would overwrite a file about which nobody was asked."""
    window = open_window(1)
    shown = typed(str(tmp_path / "out"))
    window.actions_["export"].trigger()
    assert [dialog.defaultSuffix() for dialog in shown] == ["xlsx"]
    assert shown[0].acceptMode() is QFileDialog.AcceptMode.AcceptSave
    assert not shown[0].testOption(QFileDialog.Option.DontConfirmOverwrite)
    assert (tmp_path / "out.xlsx").is_file()


@pytest.mark.parametrize(("answer", "expected"), [("换掉", True), ("不换", False)])
def test_another_ending_asks_about_the_full_name(
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    typed: Callable[[str], list[QFileDialog]],
    answer: str,
    expected: bool,
) -> None:
    name = tmp_path / "2022.自评"
    (tmp_path / "2022.自评.xlsx").write_bytes(b"kept")
    typed(str(name))
    said: list[str] = []

    def press(box: QMessageBox) -> int:
        said.append(box.text())
        button = next(button for button in box.buttons() if button.text() == answer)
        monkeypatch.setattr(QMessageBox, "clickedButton", lambda _: button)
        return 0

    monkeypatch.setattr(QMessageBox, "exec", press)
    parent = QWidget()
    qtbot.addWidget(parent)
    chosen = ask_save(parent, "导出", str(tmp_path / "a.xlsx"), "表 (*.xlsx)", "xlsx")
    assert chosen == (f"{name}.xlsx" if expected else "")
    assert said == ["“2022.自评.xlsx”已经有了。要用新的换掉它吗？"]


def test_after_an_export_the_file_can_be_opened_and_esc_closes(
    open_window: OpenWindow, tmp_path: Path, qtbot: QtBot, typed: Callable[[str], list[QFileDialog]]
) -> None:
    window = open_window(2)
    typed(str(tmp_path / "out.xlsx"))
    window.actions_["export"].trigger()
    box = box_of(window)
    assert [button.text() for button in box.findChildren(QPushButton) if button.isVisible()] == ["知道了", "打开"]
    qtbot.keyClick(box, Qt.Key.Key_Escape)
    assert not box.isVisible()


def test_after_an_export_it_says_what_is_left(
    open_window: OpenWindow, tmp_path: Path, typed: Callable[[str], list[QFileDialog]]
) -> None:
    window = open_window(2)
    typed(str(tmp_path / "out.xlsx"))
    window.actions_["export"].trigger()
    assert "格没有填。报出前请填好改好，再导出一次。" in box_of(window).text()


@pytest.mark.parametrize(("name", "kind"), [("", "文件夹"), ("a.xlsx", "xlsx 文件"), ("a", "文件")])
def test_kinds_of_files_are_chinese(qapp: object, tmp_path: Path, name: str, kind: str) -> None:
    (tmp_path / "a.xlsx").touch()
    (tmp_path / "a").touch()
    assert FileKinds().type(QFileInfo(str(tmp_path / name))) == kind


def test_a_backup_with_a_problem_is_not_called_proven(
    open_window: OpenWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: Callable[[str], list[QFileDialog]]
) -> None:
    window = open_window(1)
    monkeypatch.setattr(window._session.workspace, "backup", lambda _: ["记录与内容不一致。"])
    typed(str(tmp_path / "copy.db"))
    window.actions_["backup"].trigger()
    assert "记录与内容不一致。" in box_of(window).text()
    assert box_of(window).icon() is QMessageBox.Icon.Warning


def test_the_question_before_removing_names_the_form(open_window: OpenWindow) -> None:
    window = open_window(None)
    head = next(head for head in window._session.workspace.evaluations() if head.id == 2)
    window._files.remove(2)
    assert f"“{head.bureau} {head.year} 年度”" in box_of(window).text()
    assert box_of(window).defaultButton().text() == "不删除"
