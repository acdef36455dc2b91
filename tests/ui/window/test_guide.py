"""引导 with real key events: every key is on disk, nothing is lost, Enter walks every field, verdicts are live."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputMethodEvent, QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.address import CellId
from desktop.services.workspace import Workspace
from desktop.ui.main_window import MainWindow
from desktop.ui.models.guide_items import is_optional
from desktop.ui.pages.form_page import FormPage
from desktop.ui.widgets.entry_field import EntryField
from desktop.ui.widgets.guide_body import RowBody
from tests.ui.hands import type_text

OpenWindow = Callable[..., MainWindow]
BUDGET = CellId("funds", "central", "budget")
EXECUTED = CellId("funds", "central", "executed")


def page_of(window: MainWindow) -> FormPage:
    assert window.form_page is not None
    return window.form_page


def actual(window: MainWindow, number: int) -> CellId:
    return CellId("indicators", page_of(window).form.record.rows("indicators")[number - 1].key, "actual")


def go(window: MainWindow, cell: CellId) -> EntryField:
    """The field of ``cell``, shown and with the focus."""
    page = page_of(window)
    page.go_to(cell)
    field = next(field for field in page.guide.fields() if field.cell == cell)
    assert field.editor.hasFocus()
    return field


def stored(path: Path, evaluation_id: int, cell: CellId) -> str:
    """What a second reader of the data file finds."""
    workspace = Workspace.open(path)
    try:
        return workspace.form(evaluation_id).record.text(cell)
    finally:
        workspace.close()


def test_every_key_is_on_disk_at_once(qtbot: QtBot, open_window: OpenWindow, data_file: Path) -> None:
    window = open_window(2)
    field = go(window, BUDGET)
    for length, key in enumerate("12.5", 1):
        qtbot.keyClicks(field.editor, key)
        assert stored(data_file, 2, BUDGET) == "12.5"[:length]


def test_a_word_in_the_middle_survives_closing_the_window(
    qtbot: QtBot, open_window: OpenWindow, data_file: Path
) -> None:
    window = open_window(2)
    cell = CellId("goal", "", "achieved")
    field = go(window, cell)
    qtbot.keyClicks(field.editor, "half a wo")
    window.close()
    assert stored(data_file, 2, cell) == "half a wo"


def test_keystrokes_of_one_field_are_one_step_of_undo(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(2)
    record = page_of(window).form.record
    first = go(window, BUDGET)
    qtbot.keyClicks(first.editor, "123")
    other = CellId("funds", "central", "executed")
    second = go(window, other)
    qtbot.keyClicks(second.editor, "45")
    window.actions_["undo"].trigger()
    assert (record.text(BUDGET), record.text(other)) == ("123", "")
    assert second.text == ""
    window.actions_["undo"].setEnabled(True)
    window.actions_["undo"].trigger()
    assert record.text(BUDGET) == ""
    window.actions_["redo"].setEnabled(True)
    window.actions_["redo"].trigger()
    assert record.text(BUDGET) == "123"


def test_undo_by_key_works_inside_a_field(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(2)
    field = go(window, BUDGET)
    qtbot.keyClicks(field.editor, "123")
    qtbot.waitUntil(window.actions_["undo"].isEnabled)
    qtbot.keyClick(field.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert field.text == ""
    qtbot.keyClicks(field.editor, "7")
    assert page_of(window).form.record.text(BUDGET) == "7"


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Tab])
def test_enter_and_tab_walk_every_field_once(key: Qt.Key, qtbot: QtBot, open_window: OpenWindow) -> None:
    """Prose that nobody has to write is folded away while nothing is wrong; everything else is visited, in order."""
    window = open_window(2)
    page = page_of(window)
    definition = page.form.definition
    wanted = [
        cell
        for item in page.guide.items
        for cell in item.cells
        if not (is_optional(definition.column(cell.section, cell.column)) and item.sections == ("indicators",))
    ]
    page.go_to(wanted[0])
    visited = []
    while len(visited) <= len(wanted):
        focus = QApplication.focusWidget()
        assert focus is not None
        cell = page.guide.current_cell
        if visited and visited[-1] == cell:
            break
        assert cell is not None
        visited.append(cell)
        qtbot.keyClick(focus, key)
    assert visited == wanted


@pytest.mark.parametrize("key", [Qt.Key.Key_Backtab, Qt.Key.Key_Tab])
def test_shift_tab_goes_back(key: Qt.Key, qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(2)
    page = page_of(window)
    page.go_to(EXECUTED)
    qtbot.keyClick(QApplication.focusWidget(), key, Qt.KeyboardModifier.ShiftModifier)
    assert page.guide.current_cell == BUDGET


def test_shift_enter_goes_back_and_alt_enter_breaks_the_line(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(2)
    cell = CellId("management", "allocation", "problem")
    field = go(window, cell)
    qtbot.keyClicks(field.editor, "a")
    qtbot.keyClick(field.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.AltModifier)
    qtbot.keyClicks(field.editor, "b")
    assert page_of(window).form.record.text(cell) == "a\nb"
    qtbot.keyClick(field.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert page_of(window).guide.current_cell == CellId("management", "allocation", "statement")


def test_the_verdict_changes_while_typing_and_the_reason_appears(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(2)
    field = go(window, actual(window, 14))
    body = page_of(window).guide.body
    assert isinstance(body, RowBody)
    words = []
    for key in "36":
        qtbot.keyClicks(field.editor, key)
        words.append(body.verdict_word)
    assert words == ["达成", "未达成"]
    reason = field.cell._replace(column="reason")
    assert reason in [shown.cell for shown in page_of(window).guide.fields()]


def test_what_does_not_parse_stays_and_is_marked(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(2)
    field = go(window, BUDGET)
    qtbot.keyClicks(field.editor, "12a")
    go(window, CellId("funds", "central", "executed"))
    assert page_of(window).form.record.text(BUDGET) == "12a"
    assert field.text == "12a"
    assert field.editor.property("state") == "invalid"


def test_full_width_figures_fold_in_view(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(2)
    field = go(window, BUDGET)
    type_text("１２，３４５。６")
    assert field.text == "12,345.6"
    go(window, CellId("funds", "central", "executed"))
    assert page_of(window).form.record.text(BUDGET) == "12345.6"
    assert field.text == "12,345.6"


def test_esc_puts_back_what_was_there(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(1)
    field = go(window, BUDGET)
    before = page_of(window).form.record.text(BUDGET)
    qtbot.keyClicks(field.editor, "9")
    assert page_of(window).form.record.text(BUDGET) == "9"
    qtbot.keyClick(field.editor, Qt.Key.Key_Escape)
    assert (page_of(window).form.record.text(BUDGET), field.text) == (before, before)


@pytest.mark.parametrize("cell", [CellId("goal", "", "achieved"), CellId("header", "", "fund_name")])
def test_composition_is_kept_whole(open_window: OpenWindow, cell: CellId) -> None:
    """Preedit text is not committed; the first letter of a composition is not lost."""
    window = open_window(2)
    field = go(window, cell)
    record = page_of(window).form.record
    QApplication.sendEvent(field.editor, QInputMethodEvent("ni", []))
    assert record.text(cell) == ""
    done = QInputMethodEvent("", [])
    done.setCommitString("你")
    QApplication.sendEvent(field.editor, done)
    assert record.text(cell) == "你"
    assert field.text == "你"


def test_numeric_fields_switch_the_input_method_off(open_window: OpenWindow) -> None:
    window = open_window(2)
    on = Qt.WidgetAttribute.WA_InputMethodEnabled
    assert not go(window, BUDGET).editor.testAttribute(on)
    assert go(window, CellId("header", "", "fund_name")).editor.testAttribute(on)


def test_the_wheel_never_changes_a_value(open_window: OpenWindow) -> None:
    window = open_window(1)
    field = go(window, BUDGET)
    before = dict(page_of(window).form.record.texts)
    centre = QPointF(field.rect().center())
    wheel = QWheelEvent(
        centre, QPointF(field.mapToGlobal(centre.toPoint())), QPoint(0, 0), QPoint(0, -120),
        Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(field.editor, wheel)
    assert dict(page_of(window).form.record.texts) == before


def test_totals_follow_while_typing(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(2)
    field = go(window, BUDGET)
    qtbot.keyClicks(field.editor, "100.00")
    assert page_of(window).form.record.shown(CellId("funds", "total", "budget")) == "100.00"
