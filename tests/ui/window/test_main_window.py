"""The frame: title with counts, problems by F8, progress, folding of panes, modes, faults, steps across forms."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.address import CellId
from desktop.ui.app import make_application
from desktop.ui.main_window import MainWindow
from desktop.ui.pages.form_page import FormPage
from desktop.ui.preferences import Preferences
from desktop.ui.session import Session
from desktop.ui.widgets.explain_box import ExplainBox
from desktop.ui.widgets.fault_bar import FaultBar, NoteBar
from desktop.ui.widgets.form_card import FormCard
from tests.architecture.tree import run_python

OpenWindow = Callable[..., MainWindow]


def page_of(window: MainWindow) -> FormPage:
    assert window.form_page is not None
    return window.form_page


def actual(window: MainWindow, number: int) -> CellId:
    return CellId("indicators", page_of(window).form.record.rows("indicators")[number - 1].key, "actual")


def commit(window: MainWindow, cell: CellId, text: str) -> None:
    session = window._session
    session.commit({cell: text})


def test_the_title_begins_with_what_is_unsettled(open_window: OpenWindow) -> None:
    window = open_window(1)
    errors, verifies = page_of(window).open_counts
    commit(window, actual(window, 6), "1OO%")
    assert window.windowTitle().startswith(f"{errors + 1} 错误　{verifies} 核实 — ")
    assert window.windowTitle().endswith(" — 自评通")


def test_f8_visits_every_open_problem_and_comes_round(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(1)
    commit(window, actual(window, 6), "1OO%")
    page = page_of(window)
    walk = [finding for _, finding in page.findings.model.walk()]
    assert walk[0].cell == actual(window, 6)
    seen = []
    for _ in range(len(walk) + 1):
        qtbot.keyClick(window, Qt.Key.Key_F8)
        seen.append(page.findings.view.currentIndex())
    assert len(set(map(_path, seen))) == len(walk)
    assert _path(seen[0]) == _path(seen[-1])


def _path(index: object) -> tuple[int, int]:
    return (index.row(), index.parent().row())  # type: ignore[attr-defined]


def test_f8_puts_the_focus_into_the_cell(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(1)
    commit(window, actual(window, 6), "1OO%")
    qtbot.keyClick(window, Qt.Key.Key_F8)
    assert page_of(window).guide.current_cell == actual(window, 6)
    focus = QApplication.focusWidget()
    assert focus is not None
    assert focus.objectName() == str(actual(window, 6))


def test_progress_follows_what_is_filled(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(2)
    panel = page_of(window).contents
    assert panel._done.text() == "0/21"
    commit(window, actual(window, 1), "3次")
    qtbot.waitUntil(lambda: panel._done.text() == "1/21")


def test_an_explanation_settles_a_finding(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(1)
    page = page_of(window)
    before = page.open_counts[1]
    window.actions_["explain"].trigger()
    box = window.findChild(ExplainBox)
    assert isinstance(box, ExplainBox)
    qtbot.keyClicks(box.editor, "written")
    box.finish()
    assert page.open_counts[1] == before - 1
    window._session.undo()
    assert page.open_counts[1] == before


def test_a_fix_mends_with_one_click(open_window: OpenWindow) -> None:
    window = open_window(1)
    cell = actual(window, 6)
    commit(window, cell, "1OO%")
    panel = page_of(window).findings
    index, finding = panel.model.walk()[0]
    assert finding.fix is not None
    panel.view.link_clicked.emit(index, "fix")
    assert page_of(window).form.record.text(cell) == "100%"


def test_no_problems_says_so(open_window: OpenWindow) -> None:
    window = open_window(1)
    panel = page_of(window).findings
    panel.model.set_scope(lambda finding: False)
    panel._show_counts()
    assert panel._stack.currentIndex() == 1
    assert panel._all_well.text() == "没有问题，可以导出。"


@pytest.mark.parametrize(
    ("width", "contents", "findings"), [(1366, True, True), (1100, False, True), (960, False, False)]
)
def test_panes_fold_when_there_is_little_room(
    open_window: OpenWindow, width: int, contents: bool, findings: bool
) -> None:
    window = open_window(1, (width, 700))
    page = page_of(window)
    assert (page.contents.isVisible(), page.rail.isVisible()) == (contents, not contents)
    assert (page.findings.isVisible(), page.findings_rail.isVisible()) == (findings, not findings)


@pytest.mark.parametrize(
    ("room", "maximised"), [((1366, 768), True), ((1366, 728), True), ((911, 485), True), ((1382, 808), False)]
)
def test_the_first_window_fits_on_the_screen_with_its_title_bar(
    qtbot: QtBot, tmp_path: Path, room: tuple[int, int], maximised: bool
) -> None:
    """A frame below the edge of the screen hides the status row, and with it whether anything is stored."""
    window = MainWindow(Session(), Preferences(tmp_path / "settings"))
    qtbot.addWidget(window)
    window.fit_screen(QSize(*room))
    assert bool(window.windowState() & Qt.WindowState.WindowMaximized) is maximised
    assert window.width() < room[0]
    assert window.height() < room[1]


def test_f6_opens_folded_findings_over_the_page(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(1, (960, 700))
    page = page_of(window)
    qtbot.keyClick(window, Qt.Key.Key_F6)
    assert page.findings.isVisible()
    page.go_to(actual(window, 1))
    assert not page.findings.isVisible()


def test_modes_keep_the_cell(open_window: OpenWindow) -> None:
    window = open_window(1)
    cell = actual(window, 14)
    page_of(window).go_to(cell)
    window.set_mode("table")
    assert page_of(window).current_cell == cell
    assert page_of(window).sheet is not None
    window.set_mode("guide")
    assert page_of(window).guide.current_cell == cell


@pytest.mark.parametrize("name", ["larger", "dark"])
def test_in_the_table_the_keys_never_go_to_a_hidden_field(open_window: OpenWindow, name: str) -> None:
    window = open_window(2)
    window.set_mode("table")
    window.open_evaluation(1)
    sheet = page_of(window).sheet
    assert sheet is not None
    assert sheet.grid.hasFocus()
    window.actions_[name].trigger()
    sheet = page_of(window).sheet
    assert sheet is not None
    assert sheet.grid.hasFocus()
    assert not any(field.is_open for field in page_of(window).guide.fields())


def test_enter_on_the_start_page_goes_on_with_the_last_form(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(None)
    focus = QApplication.focusWidget()
    assert isinstance(focus, FormCard)
    qtbot.keyClick(focus, Qt.Key.Key_Return)
    assert page_of(window).form.head.id == focus.overview.evaluation_id


def test_undo_of_another_form_shows_that_form(open_window: OpenWindow, qtbot: QtBot) -> None:
    window = open_window(1)
    commit(window, actual(window, 1), "9次")
    window.open_evaluation(2)
    window._session.undo()
    qtbot.waitUntil(lambda: page_of(window).form.head.id == 1)


def test_a_fault_stays_in_sight_until_it_is_gone(open_window: OpenWindow) -> None:
    window = open_window(1)
    bar = window.findChild(FaultBar)
    assert isinstance(bar, FaultBar)
    window._session.fault.emit("写不进数据文件：磁盘已满。")
    assert bar.isVisible()
    window._session.fault.emit("")
    assert not bar.isVisible()


def test_a_second_start_goes_on_where_the_first_ended(open_window: OpenWindow, data_file: Path, qtbot: QtBot) -> None:
    window = open_window(2)
    commit(window, CellId("funds", "central", "budget"), "5")
    window.close()
    window._session.close()
    again = open_window(2)
    assert page_of(again).form.record.text(CellId("funds", "central", "budget")) == "5"
    qtbot.waitUntil(again.actions_["undo"].isEnabled)
    again.actions_["undo"].trigger()
    assert page_of(again).form.record.text(CellId("funds", "central", "budget")) == ""


LOOKS = """
import sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from desktop.domain.address import CellId
from desktop.ui.main_window import MainWindow
from desktop.ui.preferences import Preferences
from desktop.ui.session import Session
from desktop.ui.theme import apply, load_theme
app = QApplication([])
apply(app, load_theme("light"))
session = Session()
window = MainWindow(session, Preferences(Path({folder!r})))
window.show()
window.open_data(Path({data!r}))
window.open_evaluation(1)
cell = CellId("funds", "local", "executed")
window.form_page.go_to(cell)
for name in ("dark", "larger", "smaller", "light"):
    window.actions_[name].trigger()
    app.processEvents()
    assert window.form_page.guide.current_cell == cell, name
window.close()
"""


def test_dark_and_larger_letters_keep_form_and_cell(data_file: Path, tmp_path: Path) -> None:
    """In a process of its own: a page that rebuilds itself while Qt restyles the widgets takes the process down."""
    result = run_python(LOOKS.format(folder=str(tmp_path / "settings"), data=str(data_file)))
    assert result.returncode == 0, result.stderr[-2000:]


def test_every_control_has_a_name(open_window: OpenWindow) -> None:
    """What the keyboard can reach says what it is."""
    window = open_window(1)
    nameless = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not (widget.accessibleName() or getattr(widget, "text", str)())
    ]
    assert [(type(widget).__name__, widget.objectName()) for widget in nameless] == []


def test_no_text_is_english(open_window: OpenWindow) -> None:
    """Labels and buttons: Chinese, figures, or names of keys and formats."""
    window = open_window(1)
    allowed = {"Excel", "Ctrl", "Enter", "PgUp", "PgDn", "Home", "Alt"}
    for widget in window.findChildren(QLabel) + window.findChildren(QToolButton):
        if widget.property("role") == "key" or str(window._session.path) in widget.text():
            continue
        words = [word for word in _latin_words(widget.text()) if word not in allowed]
        assert words == [], widget.text()


def _latin_words(text: str) -> list[str]:
    import re

    return [word for word in re.findall(r"[A-Za-z]{3,}", re.sub(r"<[^>]*>|&\w+;", "", text)) if word.islower()]


def test_qt_own_buttons_are_chinese(qapp: QApplication) -> None:
    from PySide6.QtWidgets import QDialogButtonBox

    make_application([])
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert "取消" in box.button(QDialogButtonBox.StandardButton.Cancel).text()


def test_what_another_window_changed_is_said_and_both_values_stay(open_window: OpenWindow, data_file: Path) -> None:
    window = open_window(2)
    cell = CellId("goal", "", "achieved")
    other = Session()
    other.open(data_file)
    other.open_evaluation(2)
    other.commit({cell: "theirs"})
    other.close()
    commit(window, cell, "mine")
    bar = window.findChild(NoteBar)
    assert isinstance(bar, NoteBar)
    assert bar.isVisible()
    assert "另一个窗口改过" in bar.text
    assert page_of(window).form.record.text(cell) == "mine"
    window._session.undo()
    assert page_of(window).form.record.text(cell) == "theirs"
    bar.findChild(QPushButton).click()
    assert not bar.isVisible()


@pytest.mark.parametrize(("width", "buttons"), [(1366, True), (911, True), (760, False)])
def test_menus_are_whole_where_buttons_have_no_room(open_window: OpenWindow, width: int, buttons: bool) -> None:
    window = open_window(1, (width, 600))
    row = window._menu_row
    assert row._export.isVisible() is buttons
    assert row._undo.isVisible() is buttons
    titles = row._menus.actions()
    assert row._menus.actionGeometry(titles[-1]).right() <= row._menus.width()
    window.show_start()
    assert row._undo.isVisible()
