"""表格 mode of a form of several sheets: tabs, headings that stay, rows, subjects, where figures go."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.address import CellId, Row
from desktop.domain.changes import CellChange, RowChange
from desktop.domain.places import path_of
from desktop.domain.record import Record
from desktop.domain.sheet import lay_out
from desktop.domain.sheet_frozen import FrozenParts, frozen_parts
from desktop.services.entry import look_at
from desktop.services.flow import flow_of
from desktop.services.forms import FormCatalog
from desktop.services.hints import cell_hint
from desktop.services.pages import page_tabs
from desktop.services.progress import Progress
from desktop.services.subject_entry import completed, offer, taken
from desktop.services.table_rows import badge, end_of_unit
from desktop.services.workspace import Workspace
from desktop.ui.main_window import MainWindow
from desktop.ui.models.comparisons import ComparisonsModel
from desktop.ui.models.guide_items import Layout, guide_items, position_of
from desktop.ui.models.sheet_model import Role, SheetModel
from desktop.ui.pages.form_page import FormPage
from desktop.ui.preferences import Preferences
from desktop.ui.session import Session
from desktop.ui.theme import apply, load_theme
from desktop.ui.widgets.sheet_grid import SheetGrid
from tests.ui.hands import focused, press, type_text

CTRL, ALT, SHIFT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.ShiftModifier,
)
BUREAU = "示例市医疗保障局"
T2, T7 = "t2_rows", "t7_rows"
OTHER = CellId(T2, "centre", "other")
UNITS = (
    ("department", "department", BUREAU),
    ("own_unit", "own_unit", BUREAU),
    ("centre", "", "示例市医疗保险基金管理中心"),
)
SUBJECTS = (
    ("d", BUREAU, "", ""),
    ("u", BUREAU, "", ""),
    ("a", "", "208", "社会保障和就业支出"),
    ("b", "", "210", "卫生健康支出"),
    ("c", "", "21015", "医疗保障管理事务"),
    ("e", "", "2101501", "行政运行"),
    ("v", "示例市医疗保险基金管理中心", "", ""),
    ("f", "", "210", "卫生健康支出"),
)


def budget() -> Record:
    """A small budget: three rows in table 2, two units with subjects in table 7, thirty lines in table 1."""
    definition = FormCatalog().definition("budget")
    spending = [Row(f"s{number}", "") for number in range(30)]
    rows = {
        T2: [Row(key, item) for key, item, _ in UNITS],
        "t3_rows": [Row("own_unit", "own_unit")],
        T7: [Row(key, "") for key, *_ in SUBJECTS],
        "t1_spending": spending,
        "key_projects": [Row("p", "")],
    }
    texts = {CellId("form", "", "bureau"): BUREAU, CellId("form", "", "year"): "2022"}
    texts |= {CellId(T2, key, "unit"): name for key, _, name in UNITS}
    for number, (key, *_) in enumerate(UNITS[1:], 1):
        texts |= {CellId(T2, key, "basic"): f"{number}000", CellId(T2, key, "other"): f"{number}00"}
        texts[CellId(T2, key, "duty")] = "0"
    texts |= {CellId("t1_spending", row.key, "name"): f"支出 {row.key}" for row in spending}
    for key, unit, code, name in SUBJECTS:
        texts |= {CellId(T7, key, "unit"): unit, CellId(T7, key, "code"): code, CellId(T7, key, "name"): name}
    return Record(definition, rows, texts)


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    """The window on a data file with the small budget, in table mode."""
    apply(qapp, load_theme("light"))
    path = tmp_path / "data.zpdata"
    workspace = Workspace.open(path)
    number = workspace.add(budget(), "新建 示例")
    workspace.close()
    session = Session()
    opened = MainWindow(session, Preferences(tmp_path / "settings"))
    qtbot.addWidget(opened)
    opened.resize(1366, 768)
    opened.show()
    opened.open_data(path)
    opened.open_evaluation(number)
    opened.set_mode("table")
    opened.activateWindow()
    qtbot.waitUntil(opened.isActiveWindow)
    yield opened
    opened.close()
    session.close()


@pytest.fixture
def page(window: MainWindow) -> FormPage:
    """The page of the form."""
    assert window.form_page is not None
    return window.form_page


@pytest.fixture
def grid(page: FormPage) -> SheetGrid:
    """Its grid."""
    assert page.sheet is not None
    return page.sheet.grid


def shown_page(page: FormPage) -> str:
    assert page.sheet is not None
    return page.sheet.page


def rows(page: FormPage, section: str) -> list[str]:
    return [row.key for row in page.form.record.rows(section)]


# pages ----------------------------------------------------------------------------------------------------------------


def test_there_is_a_tab_for_each_page_with_number_name_and_mark(page: FormPage) -> None:
    tabs = page.tabs.tabs
    assert [tab.number for tab in tabs] == [0, *range(1, 12), 0]
    assert page.tabs.tabText(2) == "2 收入总表"
    assert not page.tabs.isHidden()
    assert page.rail.isHidden(), "tabs do what the rail does"
    assert tabs[4].mark == "empty", "a table without a row is not done"


def test_ctrl_tab_and_ctrl_page_keys_walk_the_tables_round_the_ends(page: FormPage, grid: SheetGrid) -> None:
    assert shown_page(page) == "t1", "work goes on at the first cell that has something to say"
    press(Qt.Key.Key_Tab, CTRL)
    press(Qt.Key.Key_PageDown, CTRL)
    assert shown_page(page) == "t3"
    assert page.tabs.currentIndex() == 3
    press(Qt.Key.Key_PageUp, CTRL)
    press(Qt.Key.Key_Backtab, CTRL | SHIFT)
    assert shown_page(page) == "t1"
    press(Qt.Key.Key_PageUp, CTRL)
    press(Qt.Key.Key_PageUp, CTRL)
    assert shown_page(page) == "projects", "round the end"
    assert focused() is grid


def test_a_tab_that_is_pressed_shows_its_page(page: FormPage) -> None:
    page.tabs.setCurrentIndex(3)
    assert shown_page(page) == "t3"


def test_going_to_a_cell_changes_the_page_and_coming_back_finds_the_old_cell(page: FormPage, grid: SheetGrid) -> None:
    page.go_to(OTHER)
    assert (shown_page(page), grid.current_cell()) == ("t2", OTHER)
    page.go_to(CellId(T7, "e", "basic"))
    assert shown_page(page) == "t7"
    page.tabs.setCurrentIndex(2)
    assert grid.current_cell() == OTHER


def test_undo_on_another_page_shows_what_was_taken_back(window: MainWindow, page: FormPage, grid: SheetGrid) -> None:
    page.go_to(OTHER)
    type_text("77")
    press(Qt.Key.Key_Return)
    page.tabs.setCurrentIndex(7)
    window.actions_["undo"].trigger()
    assert (shown_page(page), grid.current_cell()) == ("t2", OTHER)
    assert page.form.record.text(OTHER) == "200"


def test_title_and_notes_stand_with_their_table_in_the_contents(page: FormPage) -> None:
    parts = [line.title for line in page.contents.model.lines]
    assert len(parts) == 13
    assert parts[7] == "表7 一般公共预算支出表"
    section = page.form.definition.section_by_key
    assert section["t7"].part == section[T7].part


def test_a_change_on_another_page_is_seen_when_it_is_shown(page: FormPage, grid: SheetGrid) -> None:
    page.go_to(CellId("t3_rows", "own_unit", "basic"))
    resets = []
    grid.sheet_model.modelReset.connect(lambda: resets.append(1))
    page.form.commit({OTHER: "5"})
    assert resets == [], "nobody lays out what is not shown"
    page.go_to(OTHER)
    assert grid.currentIndex().data() == "5"


def test_the_model_of_every_page_is_sound(qapp: QApplication) -> None:
    form = look_at(budget())
    model = SheetModel(form)
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    for one in form.definition.pages:
        model.show_page(one.key)
        assert model.rowCount() > 0


def test_marks_of_tabs_are_those_of_the_contents() -> None:
    form = look_at(budget())
    tabs = {tab.key: tab.mark for tab in page_tabs(form.definition, Progress(form).lines)}
    assert tabs["t4"] == "empty"
    form.commit({CellId("form", "", "unit"): "亿元"})
    tabs = {tab.key: tab.mark for tab in page_tabs(form.definition, Progress(form).lines)}
    assert tabs["cover"] == "error"
    assert tabs["t2"] != "error"


def test_rows_of_tables_are_no_indicators() -> None:
    assert Progress(look_at(budget())).indicator_counts == (0, 1), "the one key project"


# what stays -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "heads", "columns"),
    [
        ("t1", 2, ()),  # two tables beside each other
        ("t2", 4, (2, 1)),  # unit and its own total
        ("t5", 4, (1,)),  # the total stands under a heading it shares: no merged cell is cut
        ("t7", 1, (4, 3, 2, 1)),
        ("t11", 0, ()),  # parts with headings of their own
        ("cover", 0, ()),
        ("projects", 1, (1,)),
    ],
)
def test_what_stays_is_derived_from_the_definition(key: str, heads: int, columns: tuple[int, ...]) -> None:
    record = budget()
    parts = frozen_parts(record.definition, record.definition.page_by_key[key], lay_out(record, key))
    assert (parts.last - parts.first + 1 if parts.last else 0, parts.columns) == (heads, columns)


def test_forms_of_one_sheet_have_nothing_that_stays() -> None:
    for kind in ("region", "project"):
        definition = FormCatalog().definition(kind)
        record = Record(definition)
        assert frozen_parts(definition, definition.pages[0], lay_out(record)) == FrozenParts()


def test_headings_stay_above_and_names_at_the_left(page: FormPage, grid: SheetGrid) -> None:
    page.go_to(CellId("t1_spending", "s29", "amount"))
    head = grid.sheet_model.frozen
    assert grid.verticalScrollBar().value() > 0
    assert grid.visualRect(grid.sheet_model.index(head.first - 1, 0)).top() == 0
    assert grid.indexAt(QPoint(5, 3)).row() == head.first - 1
    page.go_to(CellId(T2, "centre", "carried"))
    for _ in range(4):
        grid.step_zoom(1)
    grid.scrollTo(grid.currentIndex())
    assert grid.horizontalScrollBar().value() > 0
    corner = grid.sheet_model.index_of(CellId(T2, "centre", "unit"))
    assert grid.visualRect(corner).left() == 0
    assert grid.indexAt(grid.visualRect(corner).center()) == corner


@pytest.mark.parametrize("zoom", [0, 5])
def test_the_current_cell_is_never_behind_what_stays(page: FormPage, grid: SheetGrid, zoom: int) -> None:
    page.go_to(CellId(T2, "own_unit", "carried"))
    for _ in range(zoom):
        grid.step_zoom(1)
    for key in [Qt.Key.Key_Left] * 15 + [Qt.Key.Key_Right] * 15 + [Qt.Key.Key_Left] * 6:
        press(key)
        free = free_part(grid)
        rect = grid.visualRect(grid.currentIndex())
        assert free.contains(rect.topLeft()) or grid.currentIndex().column() < grid.frozen_columns
    page.go_to(CellId("t1_spending", "s29", "name"))
    for _ in range(29):
        press(Qt.Key.Key_Up)
        assert grid.visualRect(grid.currentIndex()).top() >= grid._pinned_height()


def free_part(grid: SheetGrid) -> QRect:
    return grid.viewport().rect().adjusted(grid._pinned_width(), grid._pinned_height(), 0, 0)


def test_the_lines_above_a_table_fold_and_come_when_they_are_chosen(page: FormPage, grid: SheetGrid) -> None:
    assert page.sheet is not None
    page.go_to(OTHER)
    title = CellId("t2", "", "title")
    row = grid.sheet_model.index_of(title).row()
    assert grid.isRowHidden(row)
    page.go_to(title)
    assert not grid.isRowHidden(row)
    assert grid.current_cell() == title
    page.go_to(OTHER)
    assert grid.isRowHidden(row)


def test_figures_have_separators_and_units_their_badge(page: FormPage, grid: SheetGrid) -> None:
    page.go_to(OTHER)
    model = grid.sheet_model
    assert model.index_of(CellId(T2, "department", "basic")).data() == "3,000"
    place = model.sheet.place(OTHER)
    assert place is not None
    assert place.align == "right"
    badges = [model.index_of(CellId(T2, key, "unit")).data(Role.BADGE) for key, *_ in UNITS]
    assert badges == ["部门合计", "本级", ""]
    assert badge(page.form.record, OTHER) == ""


def test_a_sum_says_how_it_is_made_and_may_be_typed_over(page: FormPage, grid: SheetGrid) -> None:
    total = CellId(T2, "department", "basic")
    assert "各单位相加" in cell_hint(page.form, total)
    assert "由下级科目相加" in cell_hint(page.form, CellId(T7, "b", "basic"))
    page.go_to(total)
    type_text("3001")
    press(Qt.Key.Key_Return)
    assert page.form.record.text(total) == "3001"
    assert "算出来是 3,000" in cell_hint(page.form, total)
    page.go_to(total)
    press(Qt.Key.Key_Delete)
    assert page.form.record.shown(total) == "3000"


def test_findings_lie_below_wide_tables_and_beside_narrow_ones(window: MainWindow, page: FormPage) -> None:
    assert page.sheet is not None
    page.go_to(OTHER)
    assert page.sheet.isAncestorOf(page.findings)
    page.go_to(CellId(T7, "e", "basic"))
    assert not page.sheet.isAncestorOf(page.findings)
    assert page.findings.isVisible()
    page.go_to(OTHER)
    window.set_mode("guide")
    assert not page.sheet.isAncestorOf(page.findings)
    assert page.findings.isVisible()
    window.set_mode("table")
    window.resize(1000, 700)
    assert not page.sheet.isAncestorOf(page.findings)
    assert page.findings.isHidden()


# where figures go -----------------------------------------------------------------------------------------------------


def test_the_cell_line_says_where_a_figure_goes(page: FormPage) -> None:
    assert page.sheet is not None
    page.go_to(OTHER)
    assert "200　进入 部门合计 300" in page.sheet.line.text
    type_text("250")
    assert "250　进入 部门合计 350" in page.sheet.line.text, "as it is typed"


def test_the_other_side_of_a_comparison_is_named() -> None:
    form = look_at(budget())
    other_side = CellId("t1_income", "other", "amount")
    line = comparison(CellId(T2, "department", "other"), other_side, "300", "363", "unequal")
    steps = flow_of(form.record, OTHER, [line])
    assert [(step.verb, step.name, step.value, step.cell) for step in steps] == [
        ("进入", "部门合计", "300", CellId(T2, "department", "other")),
        ("再对", "那一边", "363", other_side),
    ]
    assert flow_of(form.record, CellId(T2, "centre", "unit"), [line]) == []


def comparison(left: CellId, right: CellId, first: str, second: str, result: str) -> SimpleNamespace:
    difference = Decimal(first) - Decimal(second)
    return SimpleNamespace(
        left_words="这一边", right_words="那一边", left=first, right=second, left_cells=(left,),
        right_cells=(right,), difference=difference, result=result, at=left,
    )  # fmt: skip


def test_the_list_of_comparisons_filters_and_follows(qapp: QApplication) -> None:
    model = ComparisonsModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    here, there = CellId(T2, "centre", "total"), CellId("t1_income", "other", "amount")
    lines = [comparison(here, there, "9", "18", "unequal"), comparison(here, here, "5", "5", "equal")]
    model.show_lines(lines)
    assert [model.index(0, column).data() for column in range(6)] == ["这一边", "9", "那一边", "18", "9", "不等"]
    model.set_filter("between")
    assert model.rowCount() == 1
    model.set_filter("unequal")
    assert model.rowCount() == 1
    resets, changes = [], []
    model.modelReset.connect(lambda: resets.append(1))
    model.dataChanged.connect(lambda *_: changes.append(1))
    model.show_lines([comparison(here, there, "10", "18", "unequal"), lines[1]])
    assert (resets, changes) == ([], [1]), "a figure that changes takes no line away"
    assert model.index(0, 4).data() == "8"


# rows -----------------------------------------------------------------------------------------------------------------


def test_rows_are_added_below_and_above_and_taken_back(window: MainWindow, page: FormPage, grid: SheetGrid) -> None:
    page.go_to(CellId(T7, "c", "name"))
    press(Qt.Key.Key_Insert, ALT)
    below = rows(page, T7)
    assert below.index("c") + 1 == below.index("e") - 1
    added = grid.current_cell()
    assert added is not None
    assert (added.row, added.column) == (below[below.index("c") + 1], "unit")
    page.go_to(CellId(T7, "d", "unit"))
    press(Qt.Key.Key_Insert, ALT | SHIFT)
    assert rows(page, T7)[1] == "d"
    for _ in range(2):
        window.actions_["undo"].trigger()
    assert rows(page, T7) == [key for key, *_ in SUBJECTS]


def test_a_unit_goes_behind_the_rows_of_the_unit_in_work(page: FormPage, grid: SheetGrid) -> None:
    assert end_of_unit(page.form.record, T7, "c") == "e"
    assert end_of_unit(page.form.record, T7, "d") is None
    page.go_to(CellId(T7, "c", "name"))
    press(Qt.Key.Key_Insert, CTRL | ALT)
    here = rows(page, T7)
    assert here[here.index("e") + 1] not in dict.fromkeys(key for key, *_ in SUBJECTS)
    assert here.index("v") == here.index("e") + 2
    cell = grid.current_cell()
    assert cell is not None
    assert cell.column == "unit"


def test_a_filled_row_goes_without_a_question_and_comes_back(window: MainWindow, page: FormPage) -> None:
    assert page.sheet is not None
    page.go_to(OTHER)
    before = dict(page.form.record.texts)
    press(Qt.Key.Key_Delete, ALT)
    assert rows(page, T2) == ["department", "own_unit"]
    assert page.form.record.shown(CellId(T2, "department", "other")) == "100"
    assert "Ctrl+Z" in page.sheet.line.text
    window.actions_["undo"].trigger()
    assert rows(page, T2) == ["department", "own_unit", "centre"]
    assert dict(page.form.record.texts) == before


def test_an_explanation_goes_with_its_row(page: FormPage) -> None:
    record = page.form.record
    where = CellId("explanations", "x", "where")
    changes = (
        RowChange("explanations", Row("x", ""), None, 0),
        CellChange(CellId("explanations", "x", "code"), "", "t2.any"),
        CellChange(where, "", path_of(record, OTHER)),
        CellChange(CellId("explanations", "x", "text"), "", "按批复填列"),
    )
    page.form.step(changes, "写说明", "", "")
    page.go_to(CellId(T2, "own_unit", "other"))
    press(Qt.Key.Key_Insert, ALT)
    assert record.text(where) == path_of(record, OTHER)
    page.go_to(OTHER)
    press(Qt.Key.Key_Delete, ALT)
    assert not record.has_cell(where)


def test_row_keys_are_never_used_again(page: FormPage) -> None:
    page.go_to(OTHER)
    seen = set(rows(page, T2))
    for _ in range(3):
        press(Qt.Key.Key_Insert, ALT)
        new = set(rows(page, T2)) - seen
        assert len(new) == 1
        seen |= new
        press(Qt.Key.Key_Delete, ALT)


def test_rows_move_and_the_walk_goes_with_them(page: FormPage, grid: SheetGrid) -> None:
    page.go_to(OTHER)
    press(Qt.Key.Key_Up, ALT | SHIFT)
    assert rows(page, T2) == ["department", "centre", "own_unit"]
    assert grid.current_cell() == OTHER
    press(Qt.Key.Key_Down, ALT | SHIFT)
    press(Qt.Key.Key_Down, ALT | SHIFT)
    assert rows(page, T2) == ["department", "own_unit", "centre"]
    assert page.sheet is not None
    assert "最后一行" in page.sheet.line.text


def test_an_empty_table_takes_its_first_row(page: FormPage, grid: SheetGrid) -> None:
    page.tabs.setCurrentIndex(4)
    grid.setFocus()
    press(Qt.Key.Key_Insert, ALT)
    assert len(rows(page, "t4_rows")) == 1
    cell = grid.current_cell()
    assert cell is not None
    assert cell.section == "t4_rows"


def test_fixed_rows_say_why_they_stay(page: FormPage) -> None:
    assert page.sheet is not None
    page.go_to(CellId("t1_income", "business", "amount"))
    press(Qt.Key.Key_Delete, ALT)
    assert "不能增减" in page.sheet.line.text
    press(Qt.Key.Key_Insert, CTRL | ALT)
    assert "不能增减" in page.sheet.line.text


def test_projects_and_tasks_take_rows_too(page: FormPage) -> None:
    page.go_to(CellId("key_projects", "p", "name"))
    press(Qt.Key.Key_Insert, ALT)
    assert len(rows(page, "key_projects")) == 2


def test_a_row_added_while_a_cell_is_typed_in_keeps_what_was_typed(page: FormPage, grid: SheetGrid) -> None:
    page.go_to(OTHER)
    type_text("88")
    press(Qt.Key.Key_Insert, ALT)
    assert page.form.record.text(OTHER) == "88"
    assert len(rows(page, T2)) == 4
    assert grid.open_editor() is None


# subjects -------------------------------------------------------------------------------------------------------------


def new_subject(page: FormPage, column: str) -> CellId:
    page.go_to(CellId(T7, "e", "name"))
    press(Qt.Key.Key_Insert, ALT)
    here = rows(page, T7)
    cell = CellId(T7, here[here.index("e") + 1], column)
    page.go_to(cell)
    return cell


def test_a_code_offers_subjects_beside_the_cell_and_enter_fills_both(
    window: MainWindow, page: FormPage, grid: SheetGrid
) -> None:
    cell = new_subject(page, "code")
    type_text("210150")
    popup = grid.sheet_delegate.popup
    assert popup is not None
    assert [subject.code for subject in popup.subjects][:2] == ["2101501", "2101502"]
    assert not popup.geometry().intersects(grid.visualRect(grid.currentIndex()))
    press(Qt.Key.Key_Down)
    press(Qt.Key.Key_Return)
    record = page.form.record
    name = CellId(T7, cell.row, "name")
    assert (record.text(cell), record.text(name)) == ("2101502", record.definition.subjects.name("2101502"))  # type: ignore[union-attr]
    assert not popup.subjects
    window.actions_["undo"].trigger()
    assert (record.text(cell), record.text(name)) == ("", ""), "one step"


def test_a_full_code_fills_a_blank_name_and_keeps_one_that_is_there(window: MainWindow, page: FormPage) -> None:
    record = page.form.record
    cell = new_subject(page, "code")
    type_text("2101599")
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Return)
    assert record.text(CellId(T7, cell.row, "name")) == "其他医疗保障管理事务支出"
    window.actions_["undo"].trigger()
    assert (record.text(cell), record.text(CellId(T7, cell.row, "name"))) == ("", "")
    kept = CellId(T7, "a", "code")
    page.go_to(kept)
    type_text("210")
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Return)
    assert (record.text(kept), record.text(CellId(T7, "a", "name"))) == ("210", "社会保障和就业支出")


def test_initials_find_names_and_codes_of_the_place_stay(page: FormPage, grid: SheetGrid) -> None:
    cell = new_subject(page, "name")
    type_text("ylbzglsw")
    press(Qt.Key.Key_Tab)
    assert page.form.record.text(CellId(T7, cell.row, "code")) == "21015"
    cell = new_subject(page, "code")
    type_text("2109977")
    press(Qt.Key.Key_Return)
    assert page.form.record.text(cell) == "2109977"
    assert page.form.record.text(CellId(T7, cell.row, "name")) == ""


def test_escape_declines_what_is_offered_and_keeps_the_text(page: FormPage, grid: SheetGrid) -> None:
    cell = new_subject(page, "name")
    type_text("yl")
    popup = grid.sheet_delegate.popup
    assert popup is not None
    assert popup.chosen is not None
    press(Qt.Key.Key_Escape)
    assert grid.open_editor() is not None, "the cell stays open"
    press(Qt.Key.Key_Return)
    assert page.form.record.text(cell) == "yl"


def test_a_name_that_many_subjects_hold_is_taken_only_when_chosen() -> None:
    record = budget()
    cell = CellId(T7, "f", "name")
    many = offer(record, cell, "行政")
    assert len(many.subjects) > 1
    assert not many.sure
    assert offer(record, cell, "其他医疗保障管理事务").sure, "only one has it"
    assert offer(record, cell, "  ").subjects == ()
    assert offer(record, CellId(T7, "f", "unit"), "210").subjects == ()
    assert offer(record, OTHER, "210").subjects == ()


def test_table_4_offers_economic_subjects() -> None:
    record = budget()
    definition = record.definition
    known = definition.subjects_of("t4_rows")
    assert known is not None
    assert (known.kind, known.name("30101")) == ("economic", "基本工资")
    functional = definition.subjects_of(T7)
    assert functional is definition.subjects
    assert definition.subjects_of("t5_rows") is None
    assert definition.subjects_of(T2) is None


def test_taking_writes_the_columns_a_table_has() -> None:
    record = budget()
    subject = record.definition.subjects.complete("2101501")[0]  # type: ignore[union-attr]
    assert taken(record, CellId("t1_spending", "s0", "name"), subject) == {
        CellId("t1_spending", "s0", "name"): "行政运行"
    }
    assert completed(record, CellId("t1_spending", "s0", "name"), "2101501") == {}


# guide ----------------------------------------------------------------------------------------------------------------


def test_the_guide_leads_to_each_table_and_back(window: MainWindow, page: FormPage, grid: SheetGrid) -> None:
    items = guide_items(page.form.record)
    tables = [item for item in items if item.layout is Layout.TABLE]
    assert [item.title[:2] for item in tables] == [f"表{number}"[:2] for number in range(1, 11)]
    window.set_mode("guide")
    page.go_to(OTHER)
    assert page.guide.item.key == "table:t2"
    press(Qt.Key.Key_Space)
    assert grid.isVisible()
    assert grid.current_cell() == OTHER
    assert position_of(items, CellId("t4", "", "title")) >= 0, "a table without rows has a page too"


def test_enter_on_the_button_leads_to_the_table_and_page_keys_walk_on(window: MainWindow, page: FormPage) -> None:
    window.set_mode("guide")
    page.go_to(OTHER)
    press(Qt.Key.Key_PageDown)
    assert page.guide.item.key == "table:t3"
    press(Qt.Key.Key_PageUp)
    assert page.guide.item.key == "table:t2"


# from a finding to its cell -------------------------------------------------------------------------------------------


def test_a_finding_on_a_sum_typed_over_opens_the_table(window: MainWindow, page: FormPage) -> None:
    """引导 has no field for 金额合计; there the finding could not be mended."""
    window.set_mode("guide")
    page.findings.cell_requested.emit(CellId("total", "", "total"))
    assert page.sheet is not None
    assert window.form_page is page
    assert page.current_cell == CellId("total", "", "total")
    assert page.sheet.isVisible()


def test_a_finding_with_a_field_of_its_own_stays_in_the_guide(window: MainWindow, page: FormPage) -> None:
    window.set_mode("guide")
    cell = CellId("key_projects", "p", "goal")
    page.findings.cell_requested.emit(cell)
    assert page.guide.isVisible()
    assert page.guide.has_field(cell)
