"""Real key events and open windows for tests of screens: what hands would do, nothing else.

``QTest`` refuses keys beyond ASCII, so characters are sent as an input method or a keyboard sends them.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

PLAIN = Qt.KeyboardModifier.NoModifier


def show(qtbot: QtBot, widget: QWidget, width: int = 996, height: int = 666) -> None:
    """Show ``widget`` with the keyboard; the test takes it away again."""
    qtbot.addWidget(widget)
    widget.resize(width, height)
    with qtbot.waitExposed(widget):
        widget.show()
    widget.activateWindow()
    widget.setFocus()


def focused() -> QWidget:
    """The widget that has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None, "nothing has the keyboard"
    return widget


def type_text(text: str) -> None:
    """Press one key a character, each to whatever has the keyboard then."""
    for sign in text:
        key = ord(sign.upper()) if sign.isascii() else 0
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            QApplication.sendEvent(focused(), QKeyEvent(kind, key, PLAIN, sign))


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN) -> None:
    """Press one key."""
    QTest.keyClick(focused(), key, modifiers)


def compose(preedit: str, commit: str = "") -> None:
    """One step of an input method: what is being composed, and what was chosen."""
    event = QInputMethodEvent(preedit, [])
    if commit:
        event.setCommitString(commit)
    QApplication.sendEvent(focused(), event)
