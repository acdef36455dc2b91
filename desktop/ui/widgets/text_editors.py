"""One-line and prose editors of a cell: keys of the walk go to the field, undo and page keys to the window.

Qt's own text undo is out of the way: undo is the data file's, one stack for everything.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

_PASSED_ON = (
    QKeySequence.StandardKey.Undo,
    QKeySequence.StandardKey.Redo,
    QKeySequence.StandardKey.MoveToNextPage,
    QKeySequence.StandardKey.MoveToPreviousPage,
)


if TYPE_CHECKING:
    _Editor = QWidget  # what stands behind the mixin
else:
    _Editor = object


class Field(Protocol):
    """What an editor tells its field."""

    def open(self) -> None:
        """The editor got the focus."""

    def close_editor(self) -> None:
        """The editor lost the focus."""

    def restore(self) -> None:
        """Put back what was there."""

    def new_line(self) -> None:
        """Break the line."""

    def step(self, direction: int) -> None:
        """Go to the next (+1) or previous (−1) field."""


def is_left_to_window(event: QKeyEvent) -> bool:
    """True when Qt asks whether the field wants a key that the window means: undo, redo, page up and down."""
    if event.type() != QEvent.Type.ShortcutOverride:
        return False
    return any(event.matches(key) for key in _PASSED_ON) or event.key() in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class EditorKeys(_Editor):
    """Keys and focus that both kinds of editor handle alike; ``field`` is told. Stands before the Qt class."""

    field: Field

    def take(self, event: QKeyEvent) -> bool:
        """True when the key was for the walk: Enter, Shift+Enter, Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.field.restore()
            return True
        if event.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return False
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if modifiers == Qt.KeyboardModifier.AltModifier:
            self.field.new_line()
        elif modifiers == Qt.KeyboardModifier.ShiftModifier:
            self.field.step(-1)
        elif modifiers == Qt.KeyboardModifier.NoModifier:
            self.field.step(1)
        else:
            return False
        return True

    def event(self, event: QEvent) -> bool:
        """Leave undo and page keys to the window."""
        if isinstance(event, QKeyEvent) and is_left_to_window(event):
            event.ignore()
            return False
        return super().event(event)

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab and Shift+Tab walk the cells as Enter does; F6 goes to the other panes."""
        self.field.step(1 if forward else -1)
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of the walk first."""
        if not self.take(event):
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The field opens before Qt chooses the text, so that the raw text is what gets chosen."""
        self.field.open()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The field closes, unless only a menu of its own came up."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.field.close_editor()


class LineEditor(EditorKeys, QLineEdit):
    """One line."""


class ProseEditor(EditorKeys, QPlainTextEdit):
    """Several lines, growing with the text."""
