"""Paints and edits the cells of the official sheet.

An open editor commits every keystroke through the session under one merge key, so that what is typed is on disk at once
and still one step of undo. Enter and Tab close the editor and walk on, Esc puts back what stood there.
"""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QTextCursor
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.domain.address import CellId
from desktop.domain.amounts import fold_width
from desktop.services.review import CellState
from desktop.ui.delegates.sheet_paint import paint_cell
from desktop.ui.models.sheet_model import Role
from desktop.ui.session import Session, new_merge_key
from desktop.ui.theme import active_theme, set_property

Index = QModelIndex | QPersistentModelIndex


class SheetDelegate(QStyledItemDelegate):
    """Delegate of the sheet.

    Attributes:
        zoom: scale of texts, set by the view.

    Signals:
        walked(int): an editor closed and the next (+1) or previous (−1) entry cell is wanted.
        stepped(int): the same for the cell below (+1) or above (−1).
    """

    walked = Signal(int)
    stepped = Signal(int)

    def __init__(self, session: Session, parent: QObject) -> None:
        """Commit through ``session``."""
        super().__init__(parent)
        self._session = session
        self.zoom = 1.0

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        place = index.data(Role.PLACE)
        if place is None:
            return
        current = bool(option.state & QStyle.StateFlag.State_HasFocus)
        text = index.data(Qt.ItemDataRole.DisplayRole) or ""
        paint_cell(painter, option.rect, place, index.data(Role.STATE), text, active_theme(), self.zoom, current)

    # editing ------------------------------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget | None:
        """A line for numbers with the input method off, a text box for everything else."""
        cell = index.data(Role.CELL)
        if cell is None or self._session.form is None:
            return None
        column = self._session.form.definition.column(cell.section, cell.column)
        editor: LineEditor | TextEditor
        editor = LineEditor(parent) if column.type.is_numeric else TextEditor(parent)
        editor.begin(cell, self._session)
        editor.setFont(active_theme().font(13 * self.zoom))
        editor.setAccessibleName(self._session.form.place(cell))
        set_property(editor, cell=True, state=_editor_state(index))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Fill a fresh editor; a text that changed elsewhere is taken over unless it is what the editor just typed."""
        if isinstance(editor, (LineEditor, TextEditor)):
            editor.show_text(index.data(Qt.ItemDataRole.EditRole) or "")
            set_property(editor, state=_editor_state(index))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """The editor closes: keep the text folded and trimmed."""
        if isinstance(editor, (LineEditor, TextEditor)):
            editor.finish()

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """The editor covers its cell and grows down with its text, never off the view."""
        rect = QRect(option.rect)
        if isinstance(editor, TextEditor):
            wanted = int(editor.document().size().height() * editor.fontMetrics().lineSpacing()) + 10
            room = editor.parentWidget().height() - rect.top() - 2
            rect.setHeight(min(max(rect.height(), wanted), max(rect.height(), room)))
        editor.setGeometry(rect)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter, Tab, arrows and Esc of an open editor."""
        if event.type() == QEvent.Type.KeyPress and isinstance(editor, (LineEditor, TextEditor)):
            assert isinstance(event, QKeyEvent)
            if self._key(editor, event):
                return True
        return super().eventFilter(editor, event)

    def _key(self, editor: LineEditor | TextEditor, event: QKeyEvent) -> bool:
        key, modifiers = event.key(), event.modifiers()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if modifiers & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ControlModifier):
                return isinstance(editor, LineEditor)
            self._close(editor)
            self.walked.emit(-1 if modifiers & Qt.KeyboardModifier.ShiftModifier else 1)
        elif key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._close(editor)
            self.walked.emit(-1 if key == Qt.Key.Key_Backtab else 1)
        elif key == Qt.Key.Key_Escape:
            editor.restore()
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and isinstance(editor, LineEditor):
            self._close(editor)
            self.stepped.emit(-1 if key == Qt.Key.Key_Up else 1)
        else:
            return False
        return True

    def _close(self, editor: QWidget) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)


def _editor_state(index: Index) -> str:
    state = index.data(Role.STATE)
    return str(state) if state in (CellState.INVALID, CellState.UNMET, CellState.VERIFY) else ""


class _LiveEditor:
    """What both editors share: the cell, the text it began with, one merge key for all keystrokes."""

    def begin(self, cell: CellId, session: Session) -> None:
        """Bind to a cell before the first text is shown."""
        self._cell = cell
        self._session = session
        self._key = new_merge_key()
        self._first: str | None = None
        self._typed: str | None = None
        self._done = False

    def typed(self, text: str) -> None:
        """Commit a keystroke."""
        if not self._done and text != self._typed:
            self._typed = text
            self._session.commit({self._cell: text}, merge_key=self._key)

    def show_text(self, text: str) -> None:
        """Show ``text`` unless it is what was just typed here."""
        if self._first is None:
            form = self._session.form
            self._first = form.record.text(self._cell) if form is not None else ""
        if text != self._typed:
            self._typed = text
            self.put(text)

    def finish(self) -> None:
        """Keep the text, folded and trimmed, and end the step."""
        if self._done:
            return
        self._done = True
        untouched = self._typed is not None and self.current() == self._typed and self._typed_nothing()
        if not untouched:
            self._session.close_editor(self._cell, self.current(), self._key)

    def _typed_nothing(self) -> bool:
        form = self._session.form
        return form is None or form.record.text(self._cell) == self._first

    def restore(self) -> None:
        """Put back what stood there before the editor opened."""
        self._done = True
        self._session.commit({self._cell: self._first or ""}, merge_key=self._key)
        self._session.seal()

    def put(self, text: str) -> None:
        """Show a text without committing it."""
        raise NotImplementedError

    def current(self) -> str:
        """The text as it stands."""
        raise NotImplementedError


class LineEditor(QLineEdit, _LiveEditor):
    """Editor of a number: no input method, full-width signs folded in view of the user."""

    def __init__(self, parent: QWidget) -> None:
        """An empty editor."""
        super().__init__(parent)
        self.setFrame(False)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, False)
        self.setInputMethodHints(Qt.InputMethodHint.ImhFormattedNumbersOnly | Qt.InputMethodHint.ImhPreferLatin)
        self.textEdited.connect(self._edited)

    def put(self, text: str) -> None:
        """Show a text without committing it."""
        self.setText(text)

    def current(self) -> str:
        """The text as it stands."""
        return self.text()

    def _edited(self, text: str) -> None:
        folded = fold_width(text)
        if folded != text and len(folded) == len(text):
            position = self.cursorPosition()
            self.setText(folded)
            self.setCursorPosition(position)
        self.typed(folded)


class TextEditor(QPlainTextEdit, _LiveEditor):
    """Editor of prose, targets and actual values; Alt+Enter makes a new line."""

    def __init__(self, parent: QWidget) -> None:
        """An empty editor."""
        super().__init__(parent)
        self.setFrameStyle(0)
        self.setTabChangesFocus(True)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._quiet = False
        self.textChanged.connect(self._edited)

    def put(self, text: str) -> None:
        """Show a text without committing it."""
        self._quiet = True
        self.setPlainText(text)
        self.moveCursor(QTextCursor.MoveOperation.End)
        self._quiet = False

    def current(self) -> str:
        """The text as it stands."""
        return self.toPlainText()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+Enter and Ctrl+Enter make a new line."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.insertPlainText("\n")
            return
        super().keyPressEvent(event)

    def _edited(self) -> None:
        # The text of a composition that is not finished is not in the document yet, so it is never committed.
        if not self._quiet:
            self.typed(self.toPlainText())
