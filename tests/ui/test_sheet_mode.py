"""表格 mode: typing into the official sheet with real keys, the walk, blocks, states, zoom, jumps."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from desktop.domain.address import CellId
from desktop.services.entry import FormSession, look_at
from desktop.services.review import CellState
from desktop.ui.models.sheet_model import Role, SheetModel
from desktop.ui.session import Session
from desktop.ui.widgets.sheet_grid import SheetGrid
from desktop.ui.widgets.sheet_view import SheetView
from desktop.ui.widgets.tab_text import block_text, parse_block
from tests.builders import sample_record
from tests.ui.hands import compose, focused, press, show, type_text

BUDGET = CellId("funds", "central", "budget")
EXECUTED = CellId("funds", "central", "executed")
LOCAL = CellId("funds", "local", "budget")
TOTAL = CellId("funds", "total", "budget")
ACHIEVED = CellId("goal", "", "achieved")
ACTUAL = CellId("indicators", "maintenance-response", "actual")
REASON = CellId("indicators", "maintenance-response", "reason")
TARGET = CellId("indicators", "maintenance-response", "target")
SHIFT, ALT, CTRL = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ControlModifier,
)


@pytest.fixture
def view(qtbot: QtBot, session: Session, form: FormSession) -> SheetView:
    """The sheet of the new form, shown and with the keyboard."""
    sheet = SheetView(session, form)
    session.changed.connect(sheet.refresh)
    show(qtbot, sheet)
    return sheet


@pytest.fixture
def grid(view: SheetView) -> SheetGrid:
    """Its grid."""
    return view.grid


def on_disk(session: Session, cell: CellId) -> str:
    """What another process would find in the data file now."""
    assert session.path is not None
    with closing(sqlite3.connect(session.path)) as other:
        names = [row[1] for row in other.execute("PRAGMA table_info(cell)")]
        found = other.execute(
            f"SELECT text FROM cell WHERE {names[1]} = ? AND {names[2]} = ? AND {names[3]} = ?", tuple(cell)
        ).fetchone()
    return found[0] if found else ""


# typing ---------------------------------------------------------------------------------------------------------------


def test_typing_on_a_chosen_cell_opens_the_editor_and_keeps_the_first_key(grid: SheetGrid, form: FormSession) -> None:
    grid.choose(BUDGET)
    type_text("1")
    assert grid.open_editor() is focused()
    type_text("07.5")
    assert form.record.text(BUDGET) == "107.5"


def test_every_key_is_on_disk_before_the_next_one(grid: SheetGrid, session: Session) -> None:
    grid.choose(ACTUAL)
    for length, sign in enumerate("完成36分钟", 1):
        type_text(sign)
        assert on_disk(session, ACTUAL) == "完成36分钟"[:length]


def test_the_keys_of_one_editor_are_one_step_of_undo(grid: SheetGrid, session: Session, form: FormSession) -> None:
    grid.choose(BUDGET)
    type_text("12")
    press(Qt.Key.Key_Return)
    type_text("34")
    press(Qt.Key.Key_Return)
    session.undo()
    assert (form.record.text(BUDGET), form.record.text(EXECUTED)) == ("12", "")
    session.undo()
    assert form.record.text(BUDGET) == ""


def test_closing_keeps_the_text_folded(grid: SheetGrid, form: FormSession) -> None:
    grid.choose(BUDGET)
    type_text("1,234.50 ")
    press(Qt.Key.Key_Return)
    assert form.record.text(BUDGET) == "1234.50"
    assert grid.sheet_model.index_of(BUDGET).data() == "1,234.50"


def test_numeric_cells_fold_full_width_signs_in_view(grid: SheetGrid, form: FormSession) -> None:
    grid.choose(BUDGET)
    type_text("７，５６９．１７")
    editor = grid.open_editor()
    assert editor is not None
    assert editor.content() == "7,569.17"
    assert form.record.text(BUDGET) == "7,569.17"


def test_typing_replaces_and_f2_appends(grid: SheetGrid, session: Session, form: FormSession) -> None:
    session.commit({BUDGET: "12", ACTUAL: "3次"})
    for cell, key in ((BUDGET, "5"), (ACTUAL, "好")):
        grid.choose(cell)
        type_text(key)
        assert form.record.text(cell) == key
        press(Qt.Key.Key_Escape)
        press(Qt.Key.Key_F2)
        type_text(key)
    assert (form.record.text(BUDGET), form.record.text(ACTUAL)) == ("125", "3次好")


def test_escape_restores(grid: SheetGrid, session: Session, form: FormSession) -> None:
    session.commit({ACTUAL: "30分钟"})
    grid.choose(ACTUAL)
    type_text("36")
    assert form.record.text(ACTUAL) == "36"
    press(Qt.Key.Key_Escape)
    assert form.record.text(ACTUAL) == "30分钟"
    assert on_disk(session, ACTUAL) == "30分钟"
    assert grid.open_editor() is None
    assert focused() is grid


def test_opening_and_closing_without_a_key_is_no_step(grid: SheetGrid, session: Session) -> None:
    before = session.undo_label
    grid.choose(BUDGET)
    press(Qt.Key.Key_F2)
    press(Qt.Key.Key_Return)
    assert session.undo_label == before


def test_alt_enter_breaks_the_line_in_prose_only(grid: SheetGrid, form: FormSession) -> None:
    for cell, text in ((ACHIEVED, "一\n二"), (BUDGET, "12")):
        grid.choose(cell)
        type_text(text[0])
        press(Qt.Key.Key_Return, ALT)
        type_text(text[-1])
        assert form.record.text(cell) == text


def test_text_that_is_no_number_stays_and_is_marked(grid: SheetGrid, form: FormSession) -> None:
    grid.choose(BUDGET)
    type_text("abc")
    press(Qt.Key.Key_Return)
    assert form.record.text(BUDGET) == "abc"
    assert grid.sheet_model.index_of(BUDGET).data(Role.STATE) == CellState.INVALID


def test_clearing_the_title_does_not_bring_it_back_while_it_is_typed(grid: SheetGrid, form: FormSession) -> None:
    title = CellId("form", "", "title")
    grid.choose(title)
    press(Qt.Key.Key_F2)
    press(Qt.Key.Key_A, CTRL)
    press(Qt.Key.Key_Delete)
    editor = grid.open_editor()
    assert editor is not None
    type_text("新")
    assert editor.content() == "新"
    assert form.record.text(title) == "新"


# input methods --------------------------------------------------------------------------------------------------------


def test_the_first_letter_of_a_composition_is_kept(grid: SheetGrid, form: FormSession) -> None:
    grid.choose(ACTUAL)
    compose("w")
    compose("wan")
    assert form.record.text(ACTUAL) == "", "what is not chosen yet is not entered"
    compose("", "完成")
    assert form.record.text(ACTUAL) == "完成"
    type_text("36")
    assert form.record.text(ACTUAL) == "完成36"


def test_a_composition_that_is_broken_off_changes_nothing(grid: SheetGrid, session: Session, form: FormSession) -> None:
    session.commit({ACTUAL: "30分钟"})
    grid.choose(ACTUAL)
    press(Qt.Key.Key_F2)
    compose("w")
    compose("")
    press(Qt.Key.Key_Return)
    assert form.record.text(ACTUAL) == "30分钟"


def test_numeric_cells_switch_the_input_method_off(grid: SheetGrid) -> None:
    on = Qt.WidgetAttribute.WA_InputMethodEnabled
    for cell, wanted in ((ACTUAL, True), (BUDGET, False), (TOTAL, False)):
        grid.choose(cell)
        assert grid.testAttribute(on) is wanted, cell
        grid.clearFocus()
        grid.setFocus()
        assert grid.testAttribute(on) is wanted, cell
    grid.choose(BUDGET)
    type_text("1")
    assert not focused().testAttribute(on)


# the walk -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("opened", [False, True])
@pytest.mark.parametrize(
    ("key", "modifiers", "expected"),
    [
        (Qt.Key.Key_Return, Qt.KeyboardModifier.NoModifier, LOCAL),
        (Qt.Key.Key_Enter, Qt.KeyboardModifier.KeypadModifier, LOCAL),
        (Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier, LOCAL),
        (Qt.Key.Key_Return, SHIFT, BUDGET),
        (Qt.Key.Key_Backtab, SHIFT, BUDGET),
    ],
)
def test_enter_and_tab_walk_entry_cells_in_reading_order(
    grid: SheetGrid, key: Qt.Key, modifiers: Qt.KeyboardModifier, expected: CellId, opened: bool
) -> None:
    grid.choose(EXECUTED)
    if opened:
        type_text("5")
    press(key, modifiers)
    assert grid.current_cell() == expected
    assert focused() is grid


def test_tab_stays_in_the_sheet_whatever_stands_beside_it(qtbot: QtBot, session: Session, form: FormSession) -> None:
    window = QWidget()
    row = QHBoxLayout(window)
    view = SheetView(session, form)
    for widget in (QLineEdit(), view, QLineEdit()):
        row.addWidget(widget)
    show(qtbot, window)
    view.setFocus()
    view.grid.choose(EXECUTED)
    for expected in (LOCAL, CellId("funds", "local", "executed")):
        press(Qt.Key.Key_Tab)
        assert focused() is view.grid
        assert view.grid.current_cell() == expected
    type_text("5")
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Backtab, SHIFT)
    assert focused() is view.grid
    assert view.grid.current_cell() == LOCAL


def test_the_walk_visits_every_entry_cell_once_and_stays_at_the_end(grid: SheetGrid, form: FormSession) -> None:
    cells = grid.sheet_model.entry_cells()
    grid.choose(cells[0])
    visited = [cells[0]]
    for _ in cells:
        press(Qt.Key.Key_Return)
        visited.append(grid.current_cell())
    assert visited == [*cells, cells[-1]]
    assert all(form.record.is_entry(cell) for cell in cells)


def test_arrows_keep_to_their_column(grid: SheetGrid) -> None:
    grid.choose(CellId("funds", "other", "executed"))
    for _ in range(3):
        press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Up)
    press(Qt.Key.Key_Up)
    assert grid.current_cell() == CellId("funds", "other", "executed")
    press(Qt.Key.Key_Left)
    assert grid.current_cell() == CellId("funds", "other", "budget")


def test_down_arrow_leaves_an_open_number(grid: SheetGrid, form: FormSession) -> None:
    grid.choose(BUDGET)
    type_text("1,0")
    press(Qt.Key.Key_Down)
    assert grid.current_cell() == LOCAL
    assert form.record.text(BUDGET) == "1,0", "no number: kept as typed"


# cells that take nothing ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("cell", "kind", "said"),
    [
        (TOTAL, CellState.COMPUTED, "自动算出：中央财政资金、地方资金、其他资金相加。改它所依据的各格即可。"),
        (CellId("funds", "central", "rate"), CellState.COMPUTED, "自动算出：全年执行数 ÷ 全年预算数。"),
        (TARGET, CellState.ISSUED, "这里是表上印好的内容，不用填。"),
    ],
)
def test_cells_that_take_nothing_say_why(
    grid: SheetGrid, form: FormSession, cell: CellId, kind: CellState, said: str
) -> None:
    sentences: list[str] = []
    grid.told.connect(sentences.append)
    grid.choose(cell)
    index = grid.sheet_model.index_of(cell)
    before = form.record.shown(cell)
    type_text("7")
    assert grid.open_editor() is None
    assert form.record.shown(cell) == before
    assert grid.current_cell() == cell, "typing must not search for another cell"
    assert [sentence[: len(said)] for sentence in sentences] == [said]
    assert index.data(Role.KIND) == kind
    assert said in index.data(Qt.ItemDataRole.ToolTipRole)


def test_the_refusal_stands_in_the_line_until_another_cell_is_chosen(view: SheetView) -> None:
    view.grid.choose(TOTAL)
    type_text("7")
    assert "自动算出" in view.line.text
    view.grid.choose(BUDGET)
    assert view.line.text.endswith("中央财政资金 · 全年预算数")


def test_marks_follow_the_checks(grid: SheetGrid, session: Session) -> None:
    def state(cell: CellId) -> CellState:
        return CellState(grid.sheet_model.index_of(cell).data(Role.STATE))

    assert state(ACTUAL) is CellState.EMPTY
    session.commit({ACTUAL: "36分钟"})
    assert (state(ACTUAL), state(REASON)) == (CellState.UNMET, CellState.NEEDED)
    session.commit({REASON: "系统切换期间工单集中。"})
    assert (state(ACTUAL), state(REASON)) == (CellState.UNMET, CellState.ENTERED)
    session.commit({ACTUAL: "28分钟"})
    assert state(ACTUAL) is CellState.ENTERED


# changes from elsewhere -----------------------------------------------------------------------------------------------


def test_undo_from_outside_shows_in_an_open_editor(grid: SheetGrid, session: Session, form: FormSession) -> None:
    session.commit({ACTUAL: "28分钟"})
    grid.choose(ACTUAL)
    type_text("36")
    editor = grid.open_editor()
    assert editor is not None
    session.undo()
    assert editor.content() == "28分钟"
    press(Qt.Key.Key_End)
    type_text("整")
    press(Qt.Key.Key_Return)
    assert form.record.text(ACTUAL) == "28分钟整"
    session.undo()
    assert form.record.text(ACTUAL) == "28分钟"


def test_rows_that_come_and_go_are_shown(grid: SheetGrid, session: Session, form: FormSession) -> None:
    rows = grid.sheet_model.rowCount()
    grid.choose(ACTUAL)
    session.publish(form.add_row("indicators", "maintenance-response"))
    assert grid.sheet_model.rowCount() == rows + 1
    assert grid.current_cell() == ACTUAL
    session.undo()
    assert grid.sheet_model.rowCount() == rows


def test_rows_grow_with_their_text_once_the_editor_is_closed(qtbot: QtBot, grid: SheetGrid) -> None:
    grid.choose(REASON)
    row = grid.currentIndex().row()
    before = grid.rowHeight(row)
    type_text("系统切换期间工单集中，人手不足，" * 5)
    editor = grid.open_editor()
    assert editor is not None
    assert grid.rowHeight(row) == before, "the sheet stays still under the hands"
    assert editor.height() > before, "the editor grows instead"
    assert grid.viewport().rect().contains(editor.geometry())
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: grid.rowHeight(row) > before)


# blocks ---------------------------------------------------------------------------------------------------------------


def test_delete_clears_the_chosen_block_in_one_step(grid: SheetGrid, session: Session, form: FormSession) -> None:
    session.commit({BUDGET: "1", EXECUTED: "2", LOCAL: "3"})
    grid.choose(BUDGET)
    press(Qt.Key.Key_Right, SHIFT)
    press(Qt.Key.Key_Down, SHIFT)
    press(Qt.Key.Key_Delete)
    assert [form.record.text(cell) for cell in (BUDGET, EXECUTED, LOCAL)] == ["", "", ""]
    session.undo()
    assert [form.record.text(cell) for cell in (BUDGET, EXECUTED, LOCAL)] == ["1", "2", "3"]


@pytest.mark.parametrize("block", ["10\t4\n20\t8\n", "10\t\t4\r\n20\t\t8\r\n"], ids=["a value a cell", "as Excel"])
def test_a_block_is_pasted_in_one_step(grid: SheetGrid, session: Session, form: FormSession, block: str) -> None:
    QGuiApplication.clipboard().setText(block)
    grid.choose(BUDGET)
    press(Qt.Key.Key_V, CTRL)
    local = CellId("funds", "local", "executed")
    assert [form.record.text(cell) for cell in (BUDGET, EXECUTED, LOCAL, local)] == ["10", "4", "20", "8"]
    session.undo()
    assert [form.record.text(cell) for cell in (BUDGET, EXECUTED, LOCAL, local)] == ["", "", "", ""]


def test_pasting_folds_figures_skips_what_takes_nothing_and_says_so(grid: SheetGrid, form: FormSession) -> None:
    sentences: list[str] = []
    grid.told.connect(sentences.append)
    QGuiApplication.clipboard().setText("１,２００\t400\t33%")
    grid.choose(BUDGET)
    press(Qt.Key.Key_V, CTRL)
    assert form.record.text(BUDGET) == "1200"
    assert form.record.text(CellId("funds", "central", "rate")) == ""
    assert sentences == ["已粘贴 2 格；另有 1 个值落在不能填的格上，没有动。"]


def test_what_is_copied_can_be_pasted_elsewhere(grid: SheetGrid, session: Session, form: FormSession) -> None:
    session.commit({BUDGET: "1200.50", EXECUTED: "4"})
    grid.choose(BUDGET)
    press(Qt.Key.Key_Right, SHIFT)
    press(Qt.Key.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == "1200.50\t\t4"
    grid.choose(LOCAL)
    press(Qt.Key.Key_V, CTRL)
    assert form.record.text(LOCAL) == "1200.50"
    assert form.record.text(CellId("funds", "local", "executed")) == "4"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("", []),
        ("a\tb\r\nc\t\r\n", [["a", "b"], ["c", ""]]),
        ('"one\ntwo"\t"say ""no"""\n', [["one\ntwo", 'say "no"']]),
        ("\n\nx", [[""], [""], ["x"]]),
        ("长" * 200_000, [["长" * 200_000]]),
    ],
)
def test_tab_text(text: str, rows: list[list[str]]) -> None:
    assert parse_block(text) == rows
    assert parse_block(block_text(rows)) == rows


# wheel, zoom, jumps ---------------------------------------------------------------------------------------------------


def wheel(grid: SheetGrid, steps: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Turn the wheel over the widget in the middle of the grid."""
    middle = grid.viewport().rect().center()
    target = grid.viewport().childAt(middle) or grid.viewport()
    at = QPointF(target.mapFrom(grid.viewport(), middle))
    angle = QPoint(0, 120 * steps)
    event = QWheelEvent(
        at, at, QPoint(), angle, Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(target, event)


def test_the_wheel_never_changes_a_value(grid: SheetGrid, session: Session, form: FormSession) -> None:
    session.commit({BUDGET: "12"})
    grid.choose(BUDGET)
    press(Qt.Key.Key_F2)
    texts = dict(form.record.texts)
    wheel(grid, -1)
    wheel(grid, 1)
    assert dict(form.record.texts) == texts
    assert session.undo_label.endswith("全年预算数")


def test_ctrl_wheel_zooms(qtbot: QtBot, grid: SheetGrid) -> None:
    width = grid.columnWidth(3)
    with qtbot.waitSignal(grid.zoom_changed, timeout=1000) as told:
        wheel(grid, 1, CTRL)
    assert told.args == [1.1]
    assert grid.columnWidth(3) > width
    wheel(grid, -1, CTRL)
    assert grid.columnWidth(3) == width


def test_a_jump_flashes_the_ring_twice(qtbot: QtBot, grid: SheetGrid) -> None:
    phases: list[bool] = []
    grid._flash.timeout.connect(lambda: phases.append(grid.sheet_delegate.flashing))
    assert grid.go_to(ACTUAL)
    assert grid.current_cell() == ACTUAL
    assert grid.viewport().rect().contains(grid.visualRect(grid.currentIndex()))
    assert grid.sheet_delegate.flashing
    qtbot.waitUntil(lambda: not grid.is_flashing, timeout=3000)
    assert phases == [False, True, False, False]
    assert not grid.go_to(CellId("form", "", "unit")), "the sheet has no such cell"


def test_the_line_tells_the_last_change(qtbot: QtBot, view: SheetView, session: Session) -> None:
    session.commit({BUDGET: "10"})
    session.seal()
    session.commit({BUDGET: "12"})
    view.grid.choose(BUDGET)
    qtbot.waitUntil(lambda: "上次 10，今天" in view.line.text)


# the model ------------------------------------------------------------------------------------------------------------


def test_the_model_keeps_the_rules_of_item_models(qtbot: QtBot, session: Session, form: FormSession) -> None:
    model = SheetModel(form)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning)
    for change in (
        session.commit({BUDGET: "12", ACTUAL: "36分钟"}),
        form.add_row("indicators", "maintenance-response"),
        session.undo(),
    ):
        assert change is not None
        model.apply(change)
    session.commit({CellId("indicators", "maintenance-response", "level2"): "别的指标"})
    assert model.settle(), "another level name, another merge"
    assert not model.settle()
    del tester


def test_points_behind_a_level_follow_what_is_entered_elsewhere(qtbot: QtBot) -> None:
    form = look_at(sample_record("yiyang-2022-project"))
    model = SheetModel(form)
    index = model.index_of(CellId("indicators", form.record.rows("indicators")[2].key, "level1"))
    assert model.data(index) == "产出指标\n（50分）"
    assert model.data(index, Qt.ItemDataRole.EditRole) == "产出指标"
    change = form.commit({CellId("level1_weights", "", "output"): "45"})
    assert change is not None
    told: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, _: told.append((first.row(), first.column())))
    model.apply(change)
    assert (index.row(), index.column()) in told
    assert model.data(index) == "产出指标\n（45分）"


def test_one_paste_is_one_signal(qtbot: QtBot, session: Session, form: FormSession) -> None:
    model = SheetModel(form)
    change = session.commit({BUDGET: "12", LOCAL: "3", ACTUAL: "36分钟"})
    assert change is not None
    told: list[object] = []
    model.dataChanged.connect(lambda *_: told.append(1))
    model.apply(change)
    assert len(told) == 1


def test_everything_dies_with_the_view(qtbot: QtBot, session: Session, form: FormSession) -> None:
    view = SheetView(session, form)
    grid, gone = view.grid, []
    grid.destroyed.connect(lambda: gone.append("grid"))
    view.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert gone == ["grid"]
