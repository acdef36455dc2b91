"""新建自评: what it offers, what it refuses, what it answers, and that it dies when it closes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from desktop.services.forms import FormCatalog
from desktop.ui.dialogs.new_form import NewFormDialog
from tests.services.user_files import DERIVED, put
from tests.ui.hands import press, type_text


@pytest.fixture
def dialog(qtbot: QtBot) -> NewFormDialog:
    """The dialog, opened, with one unit written before."""
    asked = NewFormDialog(FormCatalog(), ["示例市医疗保障局"])
    with qtbot.waitExposed(asked):
        asked.open()
    asked.activateWindow()
    return asked


def boxes(dialog: NewFormDialog) -> tuple[QComboBox, QComboBox, QLineEdit]:
    """Unit, form, year."""
    bureau, form = dialog.findChildren(QComboBox)
    year = next(edit for edit in dialog.findChildren(QLineEdit) if edit.parent() is dialog)
    return bureau, form, year


def said(dialog: NewFormDialog) -> str:
    return " ".join(label.text() for label in dialog.findChildren(QLabel))


def make(dialog: NewFormDialog) -> None:
    next(button for button in dialog.findChildren(QPushButton) if button.text() == "新建").click()


def test_it_offers_units_and_forms(dialog: NewFormDialog) -> None:
    bureau, form, year = boxes(dialog)
    assert bureau.currentText() == "示例市医疗保障局"
    assert [form.itemText(number).partition("　")[0] for number in range(form.count())] == [
        info.name for info in FormCatalog().layouts()
    ]
    assert year.text() == "2022"


@pytest.mark.parametrize(
    ("last", "chosen", "year"),
    [
        (("", ""), "region", "2022"),
        (("department", "nanjing-2023"), "department", "2023"),
        (("budget", "gone-1999"), "region", "2022"),
    ],
)
def test_it_begins_with_the_form_worked_on_last(qtbot: QtBot, last: tuple[str, str], chosen: str, year: str) -> None:
    dialog = NewFormDialog(FormCatalog(), [], last=last)
    qtbot.addWidget(dialog)
    assert dialog.kind == chosen
    assert boxes(dialog)[2].text() == year


def test_it_answers_what_was_chosen(qtbot: QtBot, dialog: NewFormDialog) -> None:
    bureau, form, year = boxes(dialog)
    layouts = FormCatalog().layouts()
    bureau.setEditText(" 样板市医疗保障局 ")
    form.setCurrentIndex(len(layouts) - 1)
    year.setText("２０２３")
    with qtbot.waitSignal(dialog.accepted, timeout=1000):
        make(dialog)
    assert (dialog.bureau, dialog.year) == ("样板市医疗保障局", 2023)
    assert (dialog.kind, dialog.layout_name) == (layouts[-1].kind, layouts[-1].layout)


@pytest.mark.parametrize(
    ("unit", "year", "sentence"),
    [
        ("  ", "2022", "单位还没有写"),
        ("示例市医疗保障局", "22", "年度“22”读不成一个年份"),
        ("示例市医疗保障局", "二〇二二", "读不成一个年份"),
        ("示例市医疗保障局", "1999", "读不成一个年份"),
        ("示例市医疗保障局", "", "读不成一个年份"),
    ],
)
def test_what_is_missing_is_said_and_the_dialog_stays(
    dialog: NewFormDialog, unit: str, year: str, sentence: str
) -> None:
    bureau, _, field = boxes(dialog)
    bureau.setEditText(unit)
    field.setText(year)
    make(dialog)
    assert dialog.isVisible()
    assert sentence in said(dialog)


def test_the_keyboard_is_enough(qtbot: QtBot, dialog: NewFormDialog) -> None:
    bureau, _, _ = boxes(dialog)
    bureau.setFocus()
    press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    type_text("新区医疗保障局")
    with qtbot.waitSignal(dialog.accepted, timeout=1000):
        press(Qt.Key.Key_Return)
    assert dialog.bureau == "新区医疗保障局"


def test_a_broken_layout_is_named_and_not_offered(qtbot: QtBot, user_data: Path) -> None:
    (user_data / "forms").mkdir(parents=True)
    (user_data / "forms" / "自有.toml").write_text("[form\n", encoding="utf-8")
    dialog = NewFormDialog(FormCatalog(), [])
    qtbot.addWidget(dialog)
    assert "自有.toml" in said(dialog)
    assert boxes(dialog)[1].count() == len(FormCatalog().layouts()) - 1


@pytest.mark.parametrize("answer", [True, False])
def test_it_dies_when_it_closes(dialog: NewFormDialog, answer: bool) -> None:
    if answer:
        make(dialog)
    else:
        press(Qt.Key.Key_Escape)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert not isValid(dialog)


def test_a_complaint_goes_when_the_field_is_written(dialog: NewFormDialog) -> None:
    bureau, _, _ = boxes(dialog)
    bureau.setEditText("")
    make(dialog)
    assert "单位还没有写" in said(dialog)
    bureau.setEditText("示")
    assert "单位还没有写" not in said(dialog)


def test_the_users_layouts_are_proved_before_they_are_offered(qtbot: QtBot, user_data: Path) -> None:
    put(user_data, "forms/own.toml", DERIVED)
    put(user_data, "forms/late.toml", DERIVED.replace("own-2023", "late").replace("rate-low", "rate-lo"))
    dialog = NewFormDialog(FormCatalog(), [])
    qtbot.addWidget(dialog)
    _, form, year = boxes(dialog)
    offered = [form.itemText(number) for number in range(form.count())]
    assert offered[-1].startswith("本市的表（自有表样）")
    assert len(offered) == len(FormCatalog().layouts()) - 1
    assert "late.toml" in said(dialog)
    form.setCurrentIndex(form.count() - 1)
    assert (dialog.kind, dialog.layout_name, year.text()) == ("region", "own-2023", "2023")


def test_many_broken_files_leave_room_for_the_buttons(qtbot: QtBot, user_data: Path) -> None:
    for number in range(9):
        put(user_data, f"forms/{number}.toml", "[form\n")
    dialog = NewFormDialog(FormCatalog(), [])
    qtbot.addWidget(dialog)
    assert said(dialog).count("有问题") == 3
    assert "还有 6 个文件用不了" in said(dialog)
