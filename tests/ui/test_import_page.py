"""The import preview: what it shows before anything is written, taking and leaving, accepting, one undo."""

from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import Workbook as ExcelWorkbook
from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.address import CellId
from desktop.services.entry import FormSession
from desktop.services.transfer import export_form, preview
from desktop.ui.models.import_lines import Column, ImportLines, LineRole
from desktop.ui.models.source_sheet import SourceModel, SourceRole
from desktop.ui.pages.import_page import ImportPage
from desktop.ui.session import Session
from desktop.ui.widgets.sheet_geometry import column_letters
from desktop.ui.widgets.source_head import SourceHead
from tests.ui.hands import press, show

CENTRAL = CellId("funds", "central", "budget")
EXECUTED = CellId("funds", "central", "executed")
ACTUAL = CellId("indicators", "maintenance-response", "actual")
CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def workbook(session: Session, form: FormSession, tmp_path: Path) -> Path:
    """The form's own export; afterwards one figure differs, one value is gone."""
    session.commit({CENTRAL: "7569.17", EXECUTED: "6384.44", ACTUAL: "28分钟"})
    path = export_form(form, tmp_path / "报送稿.xlsx")
    session.commit({CENTRAL: "7439.00", ACTUAL: ""})
    return path


@pytest.fixture
def page(qtbot: QtBot, session: Session, workbook: Path) -> ImportPage:
    """The preview of that workbook."""
    shown = ImportPage(session)
    show(qtbot, shown, 1366, 666)
    assert shown.load(str(workbook))
    return shown


def groups(lines: ImportLines) -> list[tuple[str, int]]:
    found = [lines.group(lines.index(number, 0)) for number in range(lines.rowCount())]
    return [(group.key, group.count) for group in found if group is not None]


def index_of(page: ImportPage, cell: CellId) -> QModelIndex:
    source = next(line.source for line in page.lines.lines if line.cell == cell)
    return page.lines.index_from(source)


def test_the_form_that_is_meant_is_chosen_and_the_lines_are_grouped(page: ImportPage, form: FormSession) -> None:
    assert page.target == form.head.id
    assert [key for key, _ in groups(page.lines)] == ["different", "new", "computed", "same"]
    assert groups(page.lines)[:2] == [("different", 1), ("new", 1)]
    assert page.lines.taken == 2
    assert page.accept_text == "取用 2 项"
    assert page.lines.data(index_of(page, CENTRAL).siblingAtColumn(Column.VALUES)) == "7439.00 → 7569.17 多 130.17"


def test_the_first_line_is_chosen_and_its_cell_shown(page: ImportPage) -> None:
    line = page.tree.currentIndex().data(LineRole.LINE)
    assert line.cell == CENTRAL
    here = page.grid.currentIndex()
    assert line.source.endswith(f"!{column_letters(here.column() + 1)}{here.row() + 1}")
    assert here.data() in ("7569.17", "7,569.17")
    assert here.data(SourceRole.STATE) == "different"


def test_a_press_on_the_sheet_chooses_the_line(page: ImportPage) -> None:
    source = page.lines.line(index_of(page, EXECUTED)).source  # type: ignore[union-attr]
    page.grid.cell_chosen.emit(source)
    assert page.tree.currentIndex().data(LineRole.LINE).cell == EXECUTED


def test_space_leaves_and_takes_a_line(page: ImportPage) -> None:
    page.tree.setFocus()
    press(Qt.Key.Key_Space)
    assert page.lines.taken == 1
    assert page.accept_text == "取用 1 项"
    assert page.lines.refused == 1
    press(Qt.Key.Key_Space)
    assert page.lines.taken == 2


def test_space_on_a_group_takes_it_whole(page: ImportPage) -> None:
    for name, wanted in (("new", [1, 2]), ("same", [2, 2])):
        number = [key for key, _ in groups(page.lines)].index(name)
        page.tree.setCurrentIndex(page.lines.index(number, 0))
        for taken in wanted:
            press(Qt.Key.Key_Space)
            assert page.lines.taken == taken, name


def test_a_press_on_the_box_toggles(page: ImportPage) -> None:
    rect = page.tree.visualRect(index_of(page, CENTRAL))
    place = rect.topLeft()
    place.setX(place.x() + 22)
    place.setY(rect.center().y())
    QTest.mouseClick(page.tree.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert page.lines.taken == 1


def test_nothing_is_written_before_it_is_accepted(page: ImportPage, session: Session, form: FormSession) -> None:
    before = dict(form.record.texts), session.undo_label
    press(Qt.Key.Key_Space)
    assert (dict(form.record.texts), session.undo_label) == before


def test_escape_cancels(qtbot: QtBot, page: ImportPage, form: FormSession) -> None:
    with qtbot.waitSignal(page.cancelled, timeout=1000):
        press(Qt.Key.Key_Escape)
    assert form.record.text(CENTRAL) == "7439.00"


def test_ctrl_enter_writes_and_one_undo_takes_all_back(
    qtbot: QtBot, page: ImportPage, session: Session, form: FormSession
) -> None:
    before = dict(form.record.texts)
    with qtbot.waitSignal(page.accepted, timeout=1000) as told:
        press(Qt.Key.Key_Return, CTRL)
    assert told.args == [form.head.id]
    assert (form.record.text(CENTRAL), form.record.text(ACTUAL)) == ("7569.17", "28分钟")
    assert session.undo_label == "撤销 导入 报送稿.xlsx"
    session.undo()
    assert dict(form.record.texts) == before


def test_a_line_that_was_left_is_not_written(page: ImportPage, form: FormSession) -> None:
    press(Qt.Key.Key_Space)
    page.accept()
    assert (form.record.text(CENTRAL), form.record.text(ACTUAL)) == ("7439.00", "28分钟")


def test_a_new_form_can_be_chosen_instead(qtbot: QtBot, page: ImportPage, session: Session, form: FormSession) -> None:
    page.choose_target(0)
    assert groups(page.lines)[0][0] == "new"
    with qtbot.waitSignal(page.accepted, timeout=1000) as told:
        press(Qt.Key.Key_Return, CTRL)
    made = session.workspace.form(told.args[0])
    assert made.head.id != form.head.id
    assert made.record.text(CENTRAL) == "7569.17"
    assert form.record.text(CENTRAL) == "7439.00"


def test_filters_show_one_state(page: ImportPage) -> None:
    page.tree.show_state("new")
    hidden = [page.tree.isRowHidden(number, QModelIndex()) for number in range(page.lines.rowCount())]
    assert hidden == [True, False, True, True]
    page.tree.show_state("")
    assert not any(page.tree.isRowHidden(number, QModelIndex()) for number in range(page.lines.rowCount()))


def test_what_is_not_recognised_says_what_was_read_and_what_is_missing(
    qtbot: QtBot, page: ImportPage, tmp_path: Path
) -> None:
    book = ExcelWorkbook()
    sheet = book.worksheets[0]
    sheet["A1"], sheet["B1"] = "姓名", "科室"
    book.save(tmp_path / "名单.xlsx")
    assert page.load(str(tmp_path / "名单.xlsx"))
    assert page.unrecognised.isVisible()
    assert not page.tree.isVisible()
    assert "2 个有字的格" in page.unrecognised.reason
    assert "缺少" in page.unrecognised.reason
    with qtbot.waitSignal(page.cancelled, timeout=1000):
        press(Qt.Key.Key_Escape)


def test_a_missing_file_is_said(page: ImportPage, tmp_path: Path) -> None:
    assert page.load(str(tmp_path / "没有.xlsx"))
    assert "没有.xlsx" in page.unrecognised.reason


def test_a_recognised_file_follows_an_unrecognised_one(page: ImportPage, tmp_path: Path, workbook: Path) -> None:
    page.load(str(tmp_path / "没有.xlsx"))
    page.load(str(workbook))
    assert page.tree.isVisible()


def test_several_forms_in_one_file_can_be_chosen(page: ImportPage, workbook: Path, session: Session) -> None:
    (found,) = preview(workbook, session.workspace.catalog)
    assert not page.forms.isVisible()
    page.show_previews("两份.xlsx", [found, found])
    assert page.forms.isVisible()
    assert page.forms.count() == 2
    page.forms.activated.emit(1)
    assert page.lines.taken == 2


def test_the_models_keep_the_rules_of_item_models(session: Session, workbook: Path, form: FormSession) -> None:
    mode = QAbstractItemModelTester.FailureReportingMode.Warning
    lines, source = ImportLines(), SourceModel()
    testers = QAbstractItemModelTester(lines, mode), QAbstractItemModelTester(source, mode)
    (found,) = preview(workbook, session.workspace.catalog)
    for target in (None, form):
        compared = found.compare(target)
        lines.set_lines(compared)
        source.set_sheet(found.sheet)
        source.set_lines(compared)
        lines.toggle(lines.index(0, 0))
        lines.toggle(lines.index(0, 0, lines.index(0, 0)))
    lines.set_lines([])
    assert lines.taken == 0
    assert not lines.index_from("自评表!A1").isValid()
    del testers


def test_everything_dies_with_the_page(qtbot: QtBot, session: Session, workbook: Path) -> None:
    page = ImportPage(session)
    page.load(str(workbook))
    gone: list[str] = []
    page.tree.destroyed.connect(lambda: gone.append("tree"))
    page.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert gone == ["tree"]


@pytest.fixture
def budget(qtbot: QtBot, session: Session, tmp_path: Path) -> ImportPage:
    """The preview of a workbook with two tables of a budget, one a sheet, and a sheet that is no table."""
    book = ExcelWorkbook()
    book.worksheets[0].title = "说明"
    book.worksheets[0]["A1"] = "编制说明"
    income, spending = book.create_sheet("收入"), book.create_sheet("支出")
    for row in (
        ["2022年收入总表"],
        ["部门名称：示例市医疗保障局", None, "单位：万元"],
        [
            "预算单位",
            "收入总计",
            "基本支出拨款",
            "履职类项目拨款",
            "政府性基金预算拨款",
            "事业收入",
            "其他收入",
            "上年结转",
        ],
        ["示例市医疗保障局", 30, 10, 20, 0, 0, 0, 0],
        ["示例市医疗保障局", 30, 10, 20, 0, 0, 0, 0],
    ):
        income.append(row)
    for row in (
        ["2022年支出总表"],
        ["部门名称：示例市医疗保障局", None, "单位：万元"],
        ["预算单位", "支出总计", "基本支出", "项目支出"],
        ["示例市医疗保障局", 30, 10, 20],
    ):
        spending.append(row)
    book.save(tmp_path / "预算.xlsx")
    shown = ImportPage(session)
    show(qtbot, shown, 1366, 666)
    assert shown.load(str(tmp_path / "预算.xlsx"))
    return shown


def test_a_line_shows_the_sheet_it_was_read_from(budget: ImportPage) -> None:
    spending = CellId("t3_rows", "n1", "project")
    income = CellId("t2_rows", "n2", "basic")
    for cell, sheet, text in ((spending, "支出", "20"), (income, "收入", "10"), (spending, "支出", "20")):
        budget.tree.setCurrentIndex(index_of(budget, cell))
        model = budget.grid.model()
        assert isinstance(model, SourceModel)
        assert model.sheet.name == sheet
        here = budget.grid.currentIndex()
        assert here.data() == text
        assert here.data(SourceRole.STATE) == "new"


def test_another_sheet_can_be_looked_at_and_its_cells_choose_their_lines(budget: ImportPage) -> None:
    choice = budget.findChild(SourceHead).sheets
    assert [choice.itemText(number) for number in range(choice.count())] == ["收入", "支出"]
    choice.activated.emit(1)
    budget.grid.cell_chosen.emit("支出!D4")
    assert budget.tree.currentIndex().data(LineRole.LINE).cell == CellId("t3_rows", "n1", "project")
    assert choice.currentText() == "支出"


def test_what_was_not_found_is_said_above_the_lines(budget: ImportPage, page: ImportPage) -> None:
    assert budget.doubts.isVisible()
    assert budget.doubts.text().startswith("请看一眼：没有找到“表1 收支总表”。共 ")
    assert "没有找到“表4 基本支出总表”。" in budget.doubts.toolTip().splitlines()
    assert "“表2 收入总表”里没有找到“政府投资项目拨款”这一栏。" in budget.doubts.toolTip().splitlines()
    assert not page.doubts.isVisible()


def test_a_form_of_one_sheet_has_no_choice_of_sheets(page: ImportPage) -> None:
    assert not page.findChild(SourceHead).sheets.isVisible()
