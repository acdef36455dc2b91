"""Explanations in the findings panel: stored while they are typed, shown as lapsed, confirmed, no longer needed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QFont
from pytestqt.qtbot import QtBot

from desktop.domain.address import CellId
from desktop.domain.checks.finding import Finding
from desktop.services.explanations import Unneeded
from desktop.services.workspace import Workspace
from desktop.ui.delegates.finding_delegate import FindingDelegate, links_of
from desktop.ui.main_window import MainWindow
from desktop.ui.models.findings import Role
from desktop.ui.pages.form_page import FormPage
from desktop.ui.widgets.explain_box import ExplainBox
from desktop.ui.widgets.findings_panel import FindingsPanel
from tests.ui.window.test_main_window import actual, commit, page_of

OpenWindow = Callable[..., MainWindow]
CODE = "actual.repeats-target"


@pytest.fixture
def window(open_window: OpenWindow) -> MainWindow:
    """The filled form; its first actual value repeats the target."""
    return open_window(1)


@pytest.fixture
def page(window: MainWindow) -> FormPage:
    return page_of(window)


def finding_of(page: FormPage, cell: CellId) -> Finding:
    (finding,) = [finding for finding in page.form.engine.at(cell) if finding.code == CODE]
    return finding


def line_of(panel: FindingsPanel, cell: CellId) -> QModelIndex:
    return panel.model.index_of(finding_of_panel(panel, cell))


def finding_of_panel(panel: FindingsPanel, cell: CellId) -> Finding:
    (finding,) = [finding for finding in panel._form.engine.at(cell) if finding.code == CODE]
    return finding


def open_box(window: MainWindow, cell: CellId) -> ExplainBox:
    """F7 on the finding at ``cell``."""
    panel = page_of(window).findings
    panel.choose(line_of(panel, cell))
    window.actions_["explain"].trigger()
    assert panel._box is not None
    return panel._box


def lapse(window: MainWindow, cell: CellId) -> Finding:
    """An explanation about ≥2次, and then other figures."""
    page = page_of(window)
    window._session.explain(finding_of(page, cell), "场次由办公室统计。")
    commit(window, CellId(*cell[:2], "target"), "≥3次")
    commit(window, cell, "≥3次")
    finding = finding_of(page, cell)
    assert finding.lapsed
    return finding


def hint(panel: FindingsPanel) -> str:
    line = panel.model.index(1, 0).data(Role.GROUP)
    return str(line.hint)


def painted(panel: FindingsPanel, finding: Finding) -> list[tuple[str, QFont, str]]:
    delegate = panel.view.itemDelegate()
    assert isinstance(delegate, FindingDelegate)
    return delegate._lines(finding)


def test_every_keystroke_is_on_disk(window: MainWindow, qtbot: QtBot, data_file: Path) -> None:
    box = open_box(window, actual(window, 1))
    qtbot.keyClicks(box.editor, "abc")
    other = Workspace.open(data_file)
    record = other.form(1).record
    assert [record.text(CellId("explanations", row.key, "text")) for row in record.rows("explanations")] == ["abc"]
    other.close()
    label = window._session.undo_label
    assert label.startswith("撤销 写说明")
    window._session.undo()
    assert page_of(window).form.record.rows("explanations") == []
    assert box.text == ""


def test_escape_puts_back_what_was_there(window: MainWindow, page: FormPage, qtbot: QtBot) -> None:
    cell, label = actual(window, 1), window._session.undo_label
    box = open_box(window, cell)
    qtbot.keyClicks(box.editor, "abc")
    qtbot.keyClick(box.editor, Qt.Key.Key_Escape)
    assert not finding_of(page, cell).explained
    assert page.findings._box is None
    assert window._session.undo_label == label


def test_emptied_words_withdraw_the_explanation(window: MainWindow, page: FormPage, qtbot: QtBot) -> None:
    cell = actual(window, 1)
    window._session.explain(finding_of(page, cell), "ab")
    box = open_box(window, cell)
    assert box.text == "ab"
    qtbot.keyClick(box.editor, Qt.Key.Key_End)
    for _ in "ab":
        qtbot.keyClick(box.editor, Qt.Key.Key_Backspace)
    assert not finding_of(page, cell).explained
    qtbot.keyClicks(box.editor, "c")
    assert finding_of(page, cell).explanation == "c"
    qtbot.keyClick(box.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert len(page.form.record.rows("explanations")) == 1


def test_what_lapsed_says_so_with_both_figures(window: MainWindow, page: FormPage) -> None:
    panel, cell = page.findings, actual(window, 1)
    window._session.explain(finding_of(page, cell), "场次由办公室统计。")
    lines = [(text, role) for text, _, role in painted(panel, finding_of(page, cell))]
    assert ("已说明：场次由办公室统计。", "exp") in lines
    window._session.undo()
    finding = lapse(window, cell)
    assert finding.is_open
    lines = [(text, role) for text, _, role in painted(panel, finding)]
    assert ("说明写于数字变动之前：原为 ≥2次、≥2次，现为 ≥3次、≥3次，请重新确认。", "ver") in lines
    assert ("原说明：场次由办公室统计。", "text2") in lines
    assert [name for name, _ in links_of(finding)] == ["go", "confirm", "explain"]
    assert hint(panel).endswith("，1 条需重新确认")
    assert "请重新确认" in str(line_of(panel, cell).data())


def test_one_click_confirms_it(window: MainWindow, page: FormPage) -> None:
    panel, cell = page.findings, actual(window, 1)
    lapse(window, cell)
    waiting = page.open_counts[1]
    panel.view.link_clicked.emit(line_of(panel, cell), "confirm")
    assert finding_of(page, cell).explained
    assert page.open_counts[1] == waiting - 1
    assert "重新确认" not in hint(panel)
    window._session.undo()
    assert finding_of(page, cell).lapsed
    assert "重新确认" in hint(panel)


def test_the_box_is_filled_and_confirms_with_its_button(window: MainWindow, page: FormPage, qtbot: QtBot) -> None:
    cell = actual(window, 1)
    lapse(window, cell)
    box = open_box(window, cell)
    assert (box.text, box.button.text()) == ("场次由办公室统计。", "仍然适用")
    qtbot.mouseClick(box.button, Qt.MouseButton.LeftButton)
    assert finding_of(page, cell).explained
    assert page.findings._box is None


def test_editing_it_confirms_it_and_escape_takes_that_back(window: MainWindow, page: FormPage, qtbot: QtBot) -> None:
    cell = actual(window, 1)
    lapse(window, cell)
    box = open_box(window, cell)
    qtbot.keyClicks(box.editor, "x")
    assert finding_of(page, cell).explained
    assert box.button.text() == "保存说明"
    qtbot.keyClick(box.editor, Qt.Key.Key_Escape)
    finding = finding_of(page, cell)
    assert (finding.explanation, bool(finding.lapsed)) == ("场次由办公室统计。", True)


def test_looking_into_the_box_confirms_nothing(window: MainWindow, page: FormPage) -> None:
    cell = actual(window, 1)
    lapse(window, cell)
    open_box(window, cell)
    page.findings.view.setFocus()
    page.findings.keep_explanation()
    assert finding_of(page, cell).lapsed


def test_an_open_box_goes_with_its_finding(window: MainWindow, page: FormPage, qtbot: QtBot) -> None:
    cell = actual(window, 1)
    box = open_box(window, cell)
    qtbot.keyClicks(box.editor, "a")
    commit(window, cell, "2次")
    assert page.findings._box is None
    page.findings.keep_explanation()
    commit(window, cell, "≥2次")
    assert finding_of(page, cell).explained


def test_what_nobody_needs_is_listed_and_can_be_removed(window: MainWindow, page: FormPage) -> None:
    panel, cell = page.findings, actual(window, 1)
    assert panel.view.isRowHidden(4, QModelIndex())
    window._session.explain(finding_of(page, cell), "场次由办公室统计。")
    commit(window, cell, "2次")
    group = panel.model.index(4, 0)
    assert str(group.data()) == "不再需要的说明 1"
    assert not panel.view.isRowHidden(4, QModelIndex())
    line = panel.model.index(0, 0, group)
    finding = line.data(Role.FINDING)
    assert isinstance(finding, Unneeded)
    assert [name for name, _ in links_of(finding)] == ["go", "drop"]
    assert page.open_counts == panel.open_counts
    panel.view.link_clicked.emit(line, "drop")
    assert panel.model.unneeded == 0
    assert panel.view.isRowHidden(4, QModelIndex())
    window._session.undo()
    assert panel.model.unneeded == 1
