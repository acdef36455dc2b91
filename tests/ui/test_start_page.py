"""The start page: cards of every form, the large buttons, dropped workbooks, the year filter."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QToolButton
from pytestqt.qtbot import QtBot

from desktop.domain.address import CellId
from desktop.ui.pages.start_page import StartPage
from desktop.ui.session import Session
from desktop.ui.theme import active_theme, apply, load_theme
from desktop.ui.widgets.form_card import FormCard, described
from tests.services.user_files import BROKEN_RULES, DERIVED, put
from tests.ui.hands import press, show

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication, session: Session) -> StartPage:
    """The start page of a data file with one form, in the theme the program has: bare Qt is narrower."""
    apply(qapp, load_theme("light"))
    shown = StartPage(session)
    show(qtbot, shown, 1366, 666)
    return shown


@pytest.fixture
def restored_theme(qapp: QApplication) -> Iterator[None]:
    """The theme as it was."""
    before = active_theme()
    yield
    apply(qapp, before)
    qapp.setStyleSheet("")


def cards(page: StartPage) -> list[FormCard]:
    return [card for card in page.findChildren(FormCard) if card.isVisible()]


def test_a_card_tells_how_far_a_form_is(page: StartPage, session: Session) -> None:
    session.commit({CellId("funds", "central", "budget"): "7569.17", CellId("funds", "central", "executed"): "6384.44"})
    session.leave_evaluation()
    (card,) = cards(page)
    words = described(card.overview)
    assert words == card.accessibleName()
    for part in ("示例市医疗保障局", "2022年度", "指标已填 0/21", "预算执行率 84.3%"):
        assert part in words


@pytest.mark.parametrize("how", ["click", "enter", "space"])
def test_a_card_opens_its_form(qtbot: QtBot, page: StartPage, how: str) -> None:
    (card,) = cards(page)
    with qtbot.waitSignal(page.open_requested, timeout=1000) as told:
        if how == "click":
            QTest.mouseClick(card, LEFT)
        else:
            card.setFocus()
            press(Qt.Key.Key_Return if how == "enter" else Qt.Key.Key_Space)
    assert told.args == [card.overview.evaluation_id]


def test_without_forms_one_sentence_says_what_to_do(page: StartPage, session: Session) -> None:
    (card,) = cards(page)
    assert not page.empty_shown
    session.remove(card.overview.evaluation_id)
    assert cards(page) == []
    assert page.empty_shown


def problems(page: StartPage) -> list[str]:
    return [label.text() for label in page.findChildren(QLabel) if label.isVisible() and "有问题" in label.text()]


def test_broken_files_of_the_users_are_told_below_the_cards(page: StartPage, session: Session, user_data: Path) -> None:
    assert problems(page) == []
    put(user_data, "forms/own.toml", "[form\n")
    put(user_data, "rules/transfer.toml", BROKEN_RULES)
    session.workspace.catalog.look_again()
    page.refresh()
    assert len(cards(page)) == 1
    assert ["own.toml" in problems(page)[0], "transfer.toml" in problems(page)[1]] == [True, True]
    session.remove(cards(page)[0].overview.evaluation_id)
    assert page.empty_shown


def test_a_form_whose_layout_is_broken_is_told_once(page: StartPage, session: Session, user_data: Path) -> None:
    path = put(user_data, "forms/own.toml", DERIVED)
    session.workspace.catalog.look_again()
    session.create("region", "own-2023", "示例市医疗保障局", 2023)
    assert len(cards(page)) == 2
    path.write_text(DERIVED.replace("rate-low", "rate-lo"), encoding="utf-8")
    session.open(session.path or Path())
    assert len(cards(page)) == 1
    (sentence,) = problems(page)
    assert "2023 年度的自评表打不开" in sentence
    assert "check.funds.rate-lo" in sentence
    assert sentence.endswith("内容都还在数据文件里。")


def test_opening_a_form_tells_what_its_layout_has_no_place_for(qtbot: QtBot, session: Session, user_data: Path) -> None:
    path = put(user_data, "forms/own.toml", DERIVED)
    session.workspace.catalog.look_again()
    number = session.create("region", "own-2023", "示例市医疗保障局", 2023)
    session.open_evaluation(number)
    session.commit({CellId("note", "", "note"): "含上年结转"})
    path.write_text(DERIVED + '[[section]]\nkey = "note"\nremove = true\n', encoding="utf-8")
    session.open(session.path or Path())
    with qtbot.waitSignal(session.noted, timeout=1000) as told:
        session.open_evaluation(number)
    assert "“含上年结转”" in told.args[0]


def test_the_large_buttons_ask(qtbot: QtBot, page: StartPage) -> None:
    with qtbot.waitSignal(page.new_requested, timeout=1000):
        QTest.mouseClick(page.new_action, LEFT)
    page.import_action.setFocus()
    with qtbot.waitSignal(page.import_requested, timeout=1000) as told:
        press(Qt.Key.Key_Return)
    assert told.args == [""]


@pytest.mark.parametrize("way", ["menu", "key"])
def test_removing_is_only_asked_for(qtbot: QtBot, page: StartPage, session: Session, way: str) -> None:
    (card,) = cards(page)
    with qtbot.waitSignal(page.remove_requested, timeout=1000) as told:
        if way == "key":
            card.setFocus()
            press(Qt.Key.Key_Delete)
        else:
            card.menu_asked.emit(card.overview.evaluation_id, QPoint(10, 10))
            menu = page.findChild(QMenu)
            assert menu is not None
            menu.actions()[1].trigger()
            menu.close()
    assert told.args == [card.overview.evaluation_id]
    assert len(session.workspace.evaluations()) == 1


@pytest.mark.parametrize(
    ("name", "taken"),
    [
        ("表.xlsx", True),
        ("表.ODS", True),
        ("表.xls", True),
        ("表.zpform", True),
        ("数据.zpdata", True),
        ("说明.docx", False),
    ],
)
def test_a_file_can_be_dropped(page: StartPage, tmp_path: Path, name: str, taken: bool) -> None:
    asked: list[str] = []
    page.import_requested.connect(asked.append)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "图.png")), QUrl.fromLocalFile(str(tmp_path / name))])
    action, none = Qt.DropAction.CopyAction, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(50, 50), action, data, LEFT, none)
    enter.ignore()
    QApplication.sendEvent(page, enter)
    assert enter.isAccepted() is taken
    if taken:
        QApplication.sendEvent(page, QDropEvent(QPointF(50, 50), action, data, LEFT, none))
    assert asked == ([str(tmp_path / name)] if taken else [])


def test_the_year_filter_appears_with_the_second_year(page: StartPage, session: Session) -> None:
    def years() -> list[QToolButton]:
        return [button for button in page.findChildren(QToolButton) if button.isVisible()]

    assert years() == []
    session.create("region", "beijing-2022", "示例市医疗保障局", 2023)
    assert [button.text() for button in years()] == ["全部年度", "2023", "2022"]
    QTest.mouseClick(years()[1], LEFT)
    assert [card.overview.year for card in cards(page)] == [2023]
    QTest.mouseClick(years()[0], LEFT)
    assert len(cards(page)) == 2


@pytest.mark.parametrize(("width", "columns"), [(1366, 3), (1024, 2), (880, 2), (430, 1)])
def test_as_many_cards_in_a_row_as_fit(page: StartPage, session: Session, width: int, columns: int) -> None:
    for year in (2020, 2021, 2023):
        session.create("region-managed", "shanghai-2022", "示例市医疗保障局", year)
    page.resize(width, 666)
    QApplication.processEvents()
    shown = cards(page)
    tops = [card.geometry().top() for card in shown]
    assert tops.count(tops[0]) == columns
    assert all(card.geometry().right() <= width - 32 for card in shown)


def test_another_theme_builds_the_page_again(
    qtbot: QtBot, qapp: QApplication, page: StartPage, restored_theme: None
) -> None:
    before = page.new_action.sizeHint().height()
    first = page.new_action
    apply(qapp, load_theme("dark", 16))
    qtbot.waitUntil(lambda: page.new_action is not first)
    assert page.new_action.sizeHint().height() > before
    assert len(cards(page)) == 1


def test_everything_dies_with_the_page(session: Session) -> None:
    page = StartPage(session)
    gone: list[str] = []
    page.findChildren(FormCard)[0].destroyed.connect(lambda: gone.append("card"))
    page.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert gone == ["card"]
