"""What the window offers when its data file cannot be opened.

D1  The page says why and offers another file and a new one; the first has the focus, Enter presses it.
D2  What is chosen there opens; what cannot be opened either is said, and nothing that is there is written over.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMessageBox, QPushButton
from pytestqt.qtbot import QtBot

from desktop.domain.errors import EnvironmentFault, InputError
from desktop.services.workspace import Workspace
from desktop.ui.dialogs import files as file_tasks
from desktop.ui.main_window import MainWindow
from desktop.ui.pages.no_data_page import NoDataPage
from desktop.ui.pages.start_page import StartPage
from desktop.ui.preferences import Preferences
from desktop.ui.session import Session
from desktop.ui.theme import apply, load_theme


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    path = tmp_path / "坏.zpdata"
    path.write_bytes(b"hello")
    return path


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path, broken: Path) -> Iterator[MainWindow]:
    """The window after its data file could not be opened."""
    apply(qapp, load_theme("light"))
    session = Session()
    window = MainWindow(session, Preferences(tmp_path / "settings"))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    window.show()
    with pytest.raises(InputError):
        window.open_data(broken)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield window
    window.close()
    session.close()


def page_of(window: MainWindow) -> NoDataPage:
    (page,) = window.findChildren(NoDataPage)
    return page


def buttons(window: MainWindow) -> list[QPushButton]:
    return page_of(window).findChildren(QPushButton)


def test_the_page_says_why_and_offers_two_ways_on(window: MainWindow, qtbot: QtBot) -> None:
    """D1."""
    page = page_of(window)
    assert page.isVisible()
    assert "坏.zpdata" in page.reason
    assert [button.text() for button in buttons(window)] == ["打开另一个数据文件…", "新建一个数据文件…"]
    qtbot.waitUntil(lambda: window.focusWidget() is buttons(window)[0])
    assert not window.actions_["new"].isEnabled()


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_key_opens_another_file(
    key: Qt.Key, window: MainWindow, qtbot: QtBot, data_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """D1, D2."""
    monkeypatch.setattr(file_tasks, "ask_open", lambda *_: str(data_file))
    qtbot.keyClick(buttons(window)[0], key)
    assert window._session.path == data_file
    assert isinstance(window.centralWidget().currentWidget(), StartPage)  # type: ignore[union-attr]
    assert window.actions_["new"].isEnabled()


def test_a_new_file_is_made(window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """D2."""
    path, asked = tmp_path / "新 的.zpdata", []
    monkeypatch.setattr(file_tasks, "ask_save", lambda *given: asked.append(given) or str(path))
    buttons(window)[1].click()
    assert Path(asked[0][2]).name == "自评数据.zpdata"
    assert window._session.path == path
    assert path.is_file()
    assert not page_of(window).isVisible()


def test_no_file_is_written_over(window: MainWindow, broken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """D2: a damaged file may still be mended, and its name is the likeliest choice."""
    monkeypatch.setattr(file_tasks, "ask_save", lambda *_: str(broken))
    buttons(window)[1].click()
    (box,) = window.findChildren(QMessageBox)
    assert box.text() == "“坏.zpdata”已经有了，没有动它。新建请另起一个名字。"
    assert broken.read_bytes() == b"hello"
    assert page_of(window).isVisible()


@pytest.mark.parametrize("number", [0, 1])
def test_a_cancelled_choice_changes_nothing(number: int, window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    """D2."""
    monkeypatch.setattr(file_tasks, "ask_open", lambda *_: "")
    monkeypatch.setattr(file_tasks, "ask_save", lambda *_: "")
    buttons(window)[number].click()
    assert page_of(window).isVisible()
    assert not window.findChildren(QMessageBox)


def test_another_reason_takes_the_place_of_the_first(
    window: MainWindow, data_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """D2."""

    def fail(*_: object) -> None:
        raise EnvironmentFault("没有权限打开这个文件。")

    with monkeypatch.context() as patch:
        patch.setattr(Workspace, "open", fail)
        window.change_data(str(data_file))
    assert page_of(window).reason == "没有权限打开这个文件。"
    window.change_data(str(data_file))
    assert window._session.path == data_file
    assert not page_of(window).isVisible()
