"""A data file with forms, a session on it, and the window as the program shows it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.services.workspace import Workspace
from desktop.ui.main_window import MainWindow
from desktop.ui.preferences import Preferences
from desktop.ui.session import Session
from desktop.ui.theme import apply, load_theme
from tests.builders import empty_record, sample_record


@pytest.fixture
def data_file(tmp_path: Path) -> Path:
    """A data file with the filled Shanghai form (1) and an empty one of the same layout (2)."""
    path = tmp_path / "自评数据.db"
    workspace = Workspace.open(path)
    workspace.add(sample_record(), "导入 示例")
    workspace.add(empty_record(), "新建 示例")
    workspace.close()
    return path


@pytest.fixture
def session(qapp: QApplication, data_file: Path) -> Iterator[Session]:
    """A session on ``data_file``; no form is in work yet."""
    session = Session()
    session.open(data_file)
    yield session
    session.close()


OpenWindow = Callable[..., MainWindow]


@pytest.fixture
def open_window(qtbot: QtBot, qapp: QApplication, data_file: Path, tmp_path: Path) -> Iterator[OpenWindow]:
    """Opens the window on ``data_file`` with a form in work (1 filled, 2 empty, None the start page)."""
    apply(qapp, load_theme("light"))
    opened: list[tuple[MainWindow, Session]] = []

    def show(evaluation_id: int | None = 1, size: tuple[int, int] = (1366, 768)) -> MainWindow:
        session = Session()
        window = MainWindow(session, Preferences(tmp_path / "settings"))
        qtbot.addWidget(window)
        window.resize(*size)
        window.show()
        window.open_data(data_file)
        if evaluation_id is not None:
            window.open_evaluation(evaluation_id)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        opened.append((window, session))
        return window

    yield show
    for window, session in opened:
        window.close()
        session.close()
    # A test that chose dark or larger letters leaves them to nobody.
    apply(qapp, load_theme("light"))
