"""Whole forms through the real window: typed, killed, opened again, exported; undone and redone across a restart."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from desktop.cli import main
from desktop.domain.address import CellId
from desktop.ui.main_window import MainWindow
from desktop.ui.preferences import Preferences
from desktop.ui.session import Session
from tests.test_cli import leaves


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGKILL")
@pytest.mark.parametrize("mode", ["table", "guide"])
@pytest.mark.parametrize("name", ["shanghai-2022-region", "beijing-2022-region"])
def test_a_published_form_typed_into_an_empty_one_survives_a_kill_after_the_last_key(
    name: str,
    mode: str,
    reference_path: Callable[[str], Path],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    source, data, out = reference_path(name), tmp_path / "自评.db", tmp_path / "out.xlsx"
    command = [sys.executable, "-m", "tests.ui.typist", str(data), str(source), mode]
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, timeout=240, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert main(["verify", "--data", str(data)]) == 0
    assert main(["export", "--data", str(data), "1", str(out)]) == 0
    capsys.readouterr()
    assert main(["read", str(out), "--json"]) == 0
    back = leaves(json.loads(capsys.readouterr().out))
    wanted = {path: text for path, text in leaves(json.loads(source.read_text("utf-8"))).items() if text}
    assert {path: back.get(path) for path in wanted} == wanted


class Desk:
    """The window as a user has it in front: opened on a data file, closed like a window is closed."""

    def __init__(self, qtbot: QtBot, data: Path) -> None:
        """Open the window on ``data``."""
        self.session = Session()
        self.window = MainWindow(self.session, Preferences(data.parent))
        qtbot.addWidget(self.window)
        self.window.resize(1366, 768)
        self.window.show()
        self.window.activateWindow()
        qtbot.waitActive(self.window)
        self.window.open_data(data)

    def open(self, number: int, mode: str) -> Any:
        """Open a form; its page."""
        self.window.open_evaluation(number)
        self.window.set_mode(mode)
        QApplication.processEvents()
        return self.window._form_page

    def type(self, text: str) -> None:
        """Type into whatever has the focus."""
        for sign in text:
            QTest.keyClick(QApplication.focusWidget(), sign)
            QApplication.processEvents()

    def close(self) -> None:
        """Close the window and the data file, as the end of the program does."""
        self.window.close()
        self.session.close()


BUDGET = CellId("funds", "central", "budget")
EXECUTED = CellId("funds", "central", "executed")


@pytest.mark.parametrize("mode", ["table", "guide"])
def test_a_word_cut_off_by_closing_the_window_is_there_again_and_can_be_undone_and_redone(
    mode: str, qtbot: QtBot, tmp_path: Path
) -> None:
    data = tmp_path / "自评.db"
    desk = Desk(qtbot, data)
    number = desk.session.create("region-managed", "", "示例市医疗保障局", 2022)
    desk.open(number, mode).go_to(BUDGET)
    QApplication.processEvents()
    desk.type("1789.5")
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    QApplication.processEvents()
    assert desk.window._form_page.current_cell == EXECUTED
    desk.type("45")
    desk.close()

    again = Desk(qtbot, data)
    again.open(number, mode)
    record = again.session.form.record
    assert (record.text(BUDGET), record.text(EXECUTED)) == ("1789.5", "45")
    assert record.shown(CellId("funds", "total", "budget")) == "1789.50"
    undo, redo = again.window.actions_["undo"], again.window.actions_["redo"]
    qtbot.waitUntil(undo.isEnabled)
    undo.trigger()
    assert (record.text(BUDGET), record.text(EXECUTED)) == ("1789.5", "")
    undo.trigger()
    assert (record.text(BUDGET), record.text(EXECUTED)) == ("", "")
    again.close()

    third = Desk(qtbot, data)
    third.open(number, mode)
    record = third.session.form.record
    qtbot.waitUntil(third.window.actions_["redo"].isEnabled)
    third.window.actions_["redo"].trigger()
    third.window.actions_["redo"].trigger()
    assert (record.text(BUDGET), record.text(EXECUTED)) == ("1789.5", "45")
    assert redo is not third.window.actions_["redo"]
    third.close()


class WindowWatch(QObject):
    """Notes every widget that is shown as a window of its own."""

    def __init__(self) -> None:
        """Nothing seen."""
        super().__init__()
        self.seen: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Note and let pass."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.seen.append(type(watched).__name__)
        return False


def test_nothing_flashes_up_as_a_window_of_its_own(qtbot: QtBot, tmp_path: Path) -> None:
    """A part that is shown before it has a parent is a window for a moment and takes the focus away."""
    watch = WindowWatch()
    QApplication.instance().installEventFilter(watch)
    desk = Desk(qtbot, tmp_path / "自评.db")
    number = desk.session.create("region-managed", "", "示例市医疗保障局", 2022)
    page = desk.open(number, "guide")
    for cell in list(page.form.record.entry_cells(page.form.definition.section_by_key["indicators"]))[:4]:
        page.go_to(cell)
    desk.open(number, "table").go_to(BUDGET)
    desk.type("x")
    desk.window.actions_["next"].trigger()
    desk.window.show_start()
    QApplication.processEvents()
    desk.close()
    QApplication.instance().removeEventFilter(watch)
    assert set(watch.seen) == {"MainWindow"}
