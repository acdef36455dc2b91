"""Scores in the window with real keys: live behind the verdict, taken over by key, the bubble, the strip."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from desktop.domain.address import CellId
from desktop.services.workspace import Workspace
from desktop.ui.main_window import MainWindow
from desktop.ui.pages.form_page import FormPage
from desktop.ui.preferences import Preferences
from desktop.ui.theme import apply, load_theme
from desktop.ui.widgets.score_line import ScoreLine
from desktop.ui.widgets.score_strip import grade_role
from desktop.ui.widgets.sheet_view import SheetView
from tests.builders import sample_record
from tests.ui.hands import focused, press, type_text

OpenWindow = Callable[..., MainWindow]
ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
PROJECT, DEPARTMENT, REGION = 1, 2, 3
ROW = "institution-inspection"
SCORE, ACTUAL, WEIGHT = (CellId("indicators", ROW, column) for column in ("score", "actual", "weight"))
EXECUTED = CellId("funds", "current", "executed")
TOTAL = CellId("total", "", "score")
GRADE = CellId("figures", "", "grade")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data file with the project form (1), the department form (2) and a form without scores (3)."""
    path = tmp_path_factory.mktemp("filled") / "自评数据.db"
    workspace = Workspace.open(path)
    for name in ("yiyang-2022-project", "nanjing-2023-department", "shanghai-2022-region"):
        workspace.add(sample_record(name), "导入 示例")
    workspace.close()
    return path


@pytest.fixture
def data_file(filled: Path, tmp_path: Path) -> Path:
    """A copy of it for one test."""
    return Path(shutil.copy(filled, tmp_path / filled.name))


def page_of(window: MainWindow) -> FormPage:
    assert window.form_page is not None
    return window.form_page


def text(window: MainWindow, cell: CellId) -> str:
    return page_of(window).form.record.shown(cell)


def guide_at(window: MainWindow, cell: CellId) -> ScoreLine:
    """The line about the score on the page of ``cell``, whose field has the focus."""
    window.set_mode("guide")
    page_of(window).go_to(cell)
    body = page_of(window).guide.body
    assert body is not None
    return body.scores[0]


def table_at(window: MainWindow, cell: CellId) -> SheetView:
    """The sheet with ``cell`` chosen."""
    window.set_mode("table")
    page_of(window).go_to(cell)
    view = page_of(window).sheet
    assert view is not None
    QApplication.processEvents()
    return view


def replace(new: str) -> None:
    """Type over everything in the field that has the keyboard."""
    press(Qt.Key.Key_A, CTRL)
    type_text(new)


# 引导 -----------------------------------------------------------------------------------------------------------------


def test_the_most_follows_what_is_typed(open_window: OpenWindow) -> None:
    window = open_window(PROJECT)
    line = guide_at(window, ACTUAL)
    assert line.text == "最高可得 10 分 / 自评 10"
    assert line.button.isHidden()
    seen = []
    press(Qt.Key.Key_A, CTRL)
    for key in "92%":
        type_text(key)
        seen.append(line.text)
    assert seen[-1] == "最高可得 9.2 分 / 自评 10"
    assert len(set(seen)) > 1
    assert "92 ÷ 100 × 10 = 9.2" in line.why
    assert line.button.isVisible()
    assert line.button.text() == "采用 9.2"
    guide_at(window, WEIGHT)
    replace("20")
    assert line.text == "最高可得 18.4 分 / 自评 10"


def test_walking_scored_rows_keeps_the_keyboard_in_the_window(open_window: OpenWindow) -> None:
    window = open_window(PROJECT)
    guide_at(window, ACTUAL)
    for _ in range(12):
        press(Qt.Key.Key_Return)
        assert focused().window() is window
    assert [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, ScoreLine)] == []


def test_alt_down_takes_the_score_as_one_step(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(PROJECT)
    line = guide_at(window, ACTUAL)
    replace("92%")
    press(Qt.Key.Key_Down, ALT)
    assert text(window, SCORE) == "9.2"
    assert line.text == "最高可得 9.2 分 / 自评 9.2"
    assert line.button.isHidden()
    qtbot.waitUntil(lambda: "采用得分" in window.actions_["undo"].text())
    window.actions_["undo"].trigger()
    assert (text(window, SCORE), text(window, ACTUAL)) == ("10", "92%")
    assert line.button.isVisible()


def test_the_button_takes_it_while_the_score_is_typed(open_window: OpenWindow) -> None:
    window = open_window(PROJECT)
    guide_at(window, ACTUAL)
    replace("92%")
    line = guide_at(window, SCORE)
    replace("7")
    line.button.click()
    assert text(window, SCORE) == "9.2"
    replace("9.25")
    field = next(field for field in page_of(window).guide.fields() if field.cell == SCORE)
    assert field.text == text(window, SCORE) == "9.25"
    page_of(window).guide.close_editors()
    steps = []
    for _ in range(3):
        window.actions_["undo"].setEnabled(True)
        window.actions_["undo"].trigger()
        steps.append(text(window, SCORE))
    assert steps == ["9.2", "7", "10"]


def test_nothing_is_taken_where_people_have_to_judge(open_window: OpenWindow) -> None:
    window = open_window(PROJECT)
    cell = CellId("indicators", "service-capacity", "score")
    line = guide_at(window, cell)
    replace("3")
    press(Qt.Key.Key_Down, ALT)
    assert line.button.isHidden()
    assert text(window, cell) == "3"


def test_the_execution_row_explains_itself(open_window: OpenWindow) -> None:
    window = open_window(PROJECT)
    # What was read from the file stands over the calculation.
    window._session.commit({CellId("funds", "total", key): "" for key in ("executed", "rate", "score")})
    line = guide_at(window, EXECUTED)
    replace("97.095")
    assert line.text.startswith("最高可得 5 分")
    assert "执行率 50%" in line.why


def test_a_score_typed_over_the_calculation_is_taken_back(open_window: OpenWindow) -> None:
    window = open_window(PROJECT)
    cell = CellId("funds", "total", "score")
    page_of(window).form.commit({cell: "8"})
    line = guide_at(window, EXECUTED)
    assert line.button.text() == "采用 10"
    press(Qt.Key.Key_Down, ALT)
    assert (page_of(window).form.record.text(cell), text(window, cell)) == ("", "10")


def test_the_grade_is_proposed_beside_its_field(open_window: OpenWindow) -> None:
    window = open_window(DEPARTMENT)
    line = guide_at(window, GRADE)
    replace("差")
    assert line.text == "应评 优 / 自评 差"
    press(Qt.Key.Key_Down, ALT)
    assert text(window, GRADE) == "优"


@pytest.mark.parametrize("width", [1024, 1366])
def test_the_figures_stay_inside_the_page(width: int, open_window: OpenWindow) -> None:
    window = open_window(PROJECT, size=(width, 640))
    line = guide_at(window, ACTUAL)
    replace("92%")
    QApplication.processEvents()
    assert line.button.mapTo(line, line.button.rect().bottomRight()).x() < line.width()
    assert line.mapTo(page_of(window).guide, line.rect().topRight()).x() < page_of(window).guide.width()
    lead = page_of(window).guide.body
    assert lead is not None
    assert line.text in line.accessibleName()


# 表格 -----------------------------------------------------------------------------------------------------------------


def test_the_bubble_stands_at_the_score_and_goes_with_it(open_window: OpenWindow) -> None:
    window = open_window(PROJECT)
    view = table_at(window, ACTUAL)
    assert view.scores.isHidden()
    view = table_at(window, SCORE)
    assert view.scores.isVisible()
    assert view.scores.text.startswith("最高可得 10 分\n10 在范围内\n目标 100%，完成 100%")
    press(Qt.Key.Key_Down)
    assert view.scores.text.startswith("最高可得 15 分\n15 在范围内\n目标 医疗机构≥40%")
    press(Qt.Key.Key_Return)
    assert view.grid.current_cell() == CellId("indicators", "drg-dip-pilot", "reason")
    assert view.scores.isHidden()


def test_the_bubble_follows_the_keys_and_alt_down_takes(open_window: OpenWindow) -> None:
    window = open_window(PROJECT)
    page_of(window).form.commit({ACTUAL: "92%"})
    view = table_at(window, SCORE)
    type_text("9")
    assert view.grid.open_editor() is focused()
    assert "9 取整了" in view.scores.text
    type_text(".5")
    assert "9.5 偏高" in view.scores.text
    press(Qt.Key.Key_Down, ALT)
    assert text(window, SCORE) == "9.2"
    editor = view.grid.open_editor()
    assert editor is not None
    assert editor.content() == "9.2"
    window.actions_["undo"].setEnabled(True)
    window.actions_["undo"].trigger()
    assert text(window, SCORE) == "9.5"


def test_esc_takes_the_bubble_away_and_keeps_the_score(open_window: OpenWindow) -> None:
    window = open_window(PROJECT)
    view = table_at(window, SCORE)
    press(Qt.Key.Key_Escape)
    assert view.scores.isHidden()
    assert text(window, SCORE) == "10"
    table_at(window, ACTUAL)
    view = table_at(window, SCORE)
    assert view.scores.isVisible()
    type_text("3")
    press(Qt.Key.Key_Escape)
    assert (view.scores.isHidden(), text(window, SCORE)) == (True, "10")


def test_the_bubble_never_covers_its_cell_nor_leaves_the_view(open_window: OpenWindow) -> None:
    window = open_window(DEPARTMENT, size=(1024, 640))
    record, shown = page_of(window).form.record, 0
    for row in record.rows("indicators"):
        view = table_at(window, CellId("indicators", row.key, "score"))
        if view.scores.isVisible():
            shown += 1
            inside = view.grid.viewport().rect()
            cell = view.grid.visualRect(view.grid.currentIndex()).intersected(inside)
            assert not view.scores.geometry().intersects(cell)
            assert inside.contains(view.scores.geometry())
    assert shown == len(record.rows("indicators"))


def test_the_bubble_scrolls_with_its_cell(open_window: OpenWindow) -> None:
    window = open_window(PROJECT)
    view = table_at(window, SCORE)
    bar = view.grid.verticalScrollBar()
    for value in (bar.minimum(), bar.value() + 40):
        bar.setValue(value)
        QApplication.processEvents()
        if view.scores.isVisible():
            assert not view.scores.geometry().intersects(view.grid.visualRect(view.grid.currentIndex()))
    bar.setValue(bar.maximum())
    table_at(window, CellId("funds", "total", "score"))
    bar.setValue(bar.maximum())
    QApplication.processEvents()
    assert view.scores.isHidden()


def test_the_bubble_leaves_with_the_keyboard_and_comes_back(open_window: OpenWindow) -> None:
    window = open_window(PROJECT)
    view = table_at(window, SCORE)
    page_of(window).next_pane()
    assert view.scores.isHidden()
    view.grid.setFocus()
    assert view.scores.isVisible()


def test_why_names_the_rule(open_window: OpenWindow) -> None:
    window = open_window(PROJECT)
    view = table_at(window, SCORE)
    assert "出自" not in view.scores.text
    press(Qt.Key.Key_Up, ALT)
    assert "出自" in view.scores.text
    press(Qt.Key.Key_Up, ALT)
    assert "出自" not in view.scores.text


def test_the_bubble_can_be_switched_off_for_good(open_window: OpenWindow, tmp_path: Path) -> None:
    window = open_window(PROJECT)
    view = table_at(window, SCORE)
    assert window.actions_["explain-scores"].isChecked()
    window.actions_["explain-scores"].trigger()
    assert view.scores.isHidden()
    assert not Preferences(tmp_path / "settings").explains_scores
    again = open_window(PROJECT)
    assert not again.actions_["explain-scores"].isChecked()
    view = table_at(again, SCORE)
    assert view.scores.isHidden()
    again.actions_["explain-scores"].trigger()
    assert view.scores.isVisible()


# the strip ------------------------------------------------------------------------------------------------------------


def test_total_and_grade_turn_at_the_edges_while_typing(open_window: OpenWindow) -> None:
    """The other rows give 90 of 100."""
    window = open_window(PROJECT)
    window._session.commit({TOTAL: ""})
    view = table_at(window, SCORE)
    grades = {}
    for given in ("0", "-0.01", "-10", "-10.01", "-20", "-20.01", "-30", "-30.01"):
        window._session.commit({SCORE: given})
        summary = view.strip.figures.summary
        assert summary is not None
        assert summary.grade is not None
        grades[summary.total_words] = summary.grade.name
        assert view.strip.accessibleName().startswith(f"总分 {summary.total_words}，{summary.grade.name}")
    assert grades == {
        "90": "优秀", "89.99": "良好", "80": "良好", "79.99": "合格", "70": "合格", "69.99": "基本合格",
        "60": "基本合格", "59.99": "不合格",
    }  # fmt: skip


def test_a_typed_score_shows_in_its_level_at_once(open_window: OpenWindow) -> None:
    window = open_window(PROJECT)
    view = table_at(window, SCORE)
    type_text("8.5")
    summary = view.strip.figures.summary
    assert summary is not None
    assert [(level.name, str(level.got)) for level in summary.levels] == [
        ("预算执行率", "10"), ("产出指标", "48.5"), ("效益指标", "40"),
    ]  # fmt: skip


def test_a_total_over_its_sum_is_told_once_typing_pauses(qtbot: QtBot, open_window: OpenWindow) -> None:
    window = open_window(PROJECT)
    view = table_at(window, SCORE)
    page_of(window).form.commit({TOTAL: "100"})
    type_text("8")
    assert view.strip.remark == "总分填的是 100，各行得分相加是 98。"
    height = view.strip.height()
    qtbot.waitUntil(lambda: view.strip.height() > height)
    window._session.commit({TOTAL: ""})
    qtbot.waitUntil(lambda: view.strip.height() == height)


@pytest.mark.parametrize(
    ("form", "height", "shown"), [(PROJECT, 768, True), (PROJECT, 639, False), (REGION, 768, False)]
)
def test_the_strip_is_for_scored_forms_in_high_windows(
    form: int, height: int, shown: bool, open_window: OpenWindow
) -> None:
    window = open_window(form, size=(1366, height))
    window.set_mode("table")
    QApplication.processEvents()
    view = page_of(window).sheet
    assert view is not None
    assert view.strip.isVisible() is shown


@pytest.mark.parametrize(("width", "has_scale"), [(1366, True), (1024, False)])
def test_what_has_no_room_is_left_out_whole(width: int, has_scale: bool, open_window: OpenWindow) -> None:
    window = open_window(DEPARTMENT, size=(width, 700))
    view = table_at(window, CellId("indicators", "insured", "score"))
    end, bar, scale = view.strip.figures.parts()
    assert bar >= 62
    assert (scale > 0) is has_scale
    assert end + 5 * bar + scale < view.strip.width()


def test_no_grade_is_red(qapp: QApplication) -> None:
    for count in (2, 4, 5):
        roles = [grade_role(rank, count) for rank in range(count)]
        assert roles[0] == "ok"
        assert roles[-1] == "ver"
        assert "err" not in roles


@pytest.mark.parametrize("looks", ["light", "dark"])
def test_strip_and_bubble_paint_in_the_colours_of_the_theme(
    looks: str, qapp: QApplication, open_window: OpenWindow
) -> None:
    window = open_window(PROJECT)
    apply(qapp, load_theme(looks))
    view = table_at(window, SCORE)
    QApplication.processEvents()
    theme = load_theme(looks)
    picture = view.strip.grab().toImage()
    colours = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(20, 50, 2)}
    assert {theme.color(role).name() for role in ("bar", "surface", "text")} <= colours
    picture = view.scores.grab().toImage()
    assert picture.pixelColor(picture.width() // 2, picture.height() - 16) == theme.color("surface")
