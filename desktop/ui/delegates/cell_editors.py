"""The two editors that open inside a cell of the sheet: a line for figures, a box for everything else.

They report every change to a ``LiveEdit``; opening, closing and the walk belong to the delegate.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QWidget

from desktop.ui.widgets.live_edit import LiveEdit, fold_figure
from desktop.ui.widgets.text_editors import is_left_to_window

_FRAME = 2
_FIGURE_HINTS = Qt.InputMethodHint.ImhFormattedNumbersOnly | Qt.InputMethodHint.ImhPreferNumbers


class FigureEditor(QLineEdit):
    """Editor of a number: no input method, full-width signs folded before the user's eyes."""

    def __init__(self, parent: QWidget, edit: LiveEdit) -> None:
        """Show the text ``edit`` begins with."""
        super().__init__(parent)
        self.edit = edit
        self.setFrame(False)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setInputMethodHints(_FIGURE_HINTS)
        self.setText(edit.first_text)
        self.textEdited.connect(self._edited)

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window."""
        if isinstance(event, QKeyEvent) and is_left_to_window(event):
            event.ignore()
            return False
        return super().event(event)

    def content(self) -> str:
        """The text as it stands."""
        return self.text()

    def put(self, text: str) -> None:
        """Show a text that came from elsewhere; nothing is committed."""
        place = self.cursorPosition()
        self.setText(text)
        self.setCursorPosition(min(place, len(text)))

    def choose(self, everything: bool) -> None:
        """Select all, so that typing replaces it, or put the cursor at the end."""
        if everything:
            self.selectAll()
        else:
            self.deselect()
            self.end(False)

    def place(self, rect: QRect) -> None:
        """Cover the cell."""
        self.setGeometry(rect)

    def _edited(self, text: str) -> None:
        folded = fold_figure(text)
        if folded != text:
            place = self.cursorPosition()
            self.setText(folded)
            self.setCursorPosition(place)
        self.edit.typed(folded)


class TextEditor(QPlainTextEdit):
    """Editor of prose, targets and actual values; grows with its text, never off the view."""

    def __init__(self, parent: QWidget, edit: LiveEdit, multiline: bool) -> None:
        """Show the text ``edit`` begins with.

        Args:
            parent: the viewport.
            edit: takes the keystrokes.
            multiline: Alt+Enter makes a new line.
        """
        super().__init__(parent)
        self.edit = edit
        self._multiline = multiline
        self._quiet = False
        self._base = QRect()
        self.setFrameStyle(0)
        self.setTabChangesFocus(True)
        self.setUndoRedoEnabled(False)
        self.document().setDocumentMargin(1)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setPlainText(edit.first_text)
        self.textChanged.connect(self._edited)
        self.document().documentLayout().documentSizeChanged.connect(self._fit)

    def event(self, event: QEvent) -> bool:
        """Leave undo and redo to the window."""
        if isinstance(event, QKeyEvent) and is_left_to_window(event):
            event.ignore()
            return False
        return super().event(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl+wheel zooms the sheet, not the editor."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            event.ignore()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+Enter makes a new line in prose; the delegate takes every other Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self._multiline:
                self.insertPlainText("\n")
            return
        super().keyPressEvent(event)

    def content(self) -> str:
        """The text as it stands, without what is still being composed."""
        return self.toPlainText()

    def put(self, text: str) -> None:
        """Show a text that came from elsewhere; nothing is committed."""
        place = self.textCursor().position()
        self._quiet = True
        self.setPlainText(text)
        self._quiet = False
        cursor = self.textCursor()
        cursor.setPosition(min(place, len(text)))
        self.setTextCursor(cursor)

    def choose(self, everything: bool) -> None:
        """Select all, so that typing replaces it, or put the cursor at the end."""
        if everything:
            self.selectAll()
        else:
            self.moveCursor(QTextCursor.MoveOperation.End)

    def place(self, rect: QRect) -> None:
        """Cover the cell, and more below it when the text needs more."""
        self._base = QRect(rect)
        self._fit()

    def _fit(self) -> None:
        view = self.parentWidget()
        if self._base.isNull() or view is None:
            return
        wanted = int(self.document().size().height()) * self.fontMetrics().lineSpacing() + 2 * _FRAME + 2
        rect = QRect(self._base)
        rect.setHeight(max(rect.height(), min(wanted, view.height() - 2 * _FRAME)))
        # Below the last visible row there is no room to grow: then it grows upwards, over rows that can wait.
        beyond = rect.bottom() - (view.height() - _FRAME)
        if beyond > 0 and rect.height() > self._base.height():
            rect.translate(0, -beyond)
        bar = Qt.ScrollBarPolicy.ScrollBarAsNeeded if wanted > rect.height() else Qt.ScrollBarPolicy.ScrollBarAlwaysOff
        if self.verticalScrollBarPolicy() != bar:
            self.setVerticalScrollBarPolicy(bar)
        self.setGeometry(rect)
        # Short text stays where the sheet shows it, in the middle of its cell.
        self.setViewportMargins(0, max(0, (rect.height() - wanted) // 2), 0, 0)

    def _edited(self) -> None:
        # A composition that is not finished is not in the document yet, so it is never committed.
        if not self._quiet:
            self.edit.typed(self.toPlainText())
