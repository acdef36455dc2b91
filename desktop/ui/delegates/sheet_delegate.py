"""Paints and edits the cells of the official sheet.

An open editor commits every keystroke through the session under one merge key (``LiveEdit``). Enter and Tab close it
and walk on, Esc puts back what stood there, Alt+Enter makes a new line in prose.
"""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from desktop.domain.subjects import Subject
from desktop.services.review import CellState
from desktop.services.subject_entry import completed, offer, subjects_for, taken
from desktop.ui.delegates.cell_editors import FigureEditor, TextEditor
from desktop.ui.delegates.sheet_paint import Look, horizontal, paint_cell
from desktop.ui.models.sheet_model import Role
from desktop.ui.session import Session
from desktop.ui.theme import active_theme, set_property
from desktop.ui.widgets.live_edit import LiveEdit
from desktop.ui.widgets.subject_popup import SubjectPopup

Index = QModelIndex | QPersistentModelIndex
_EDITOR_STATES = (CellState.INVALID, CellState.UNMET, CellState.VERIFY)
_NEXT = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class SheetDelegate(QStyledItemDelegate):
    """Delegate of the sheet.

    Attributes:
        zoom: scale of texts, set by the view.
        flashing: the ring of the current cell is in its bright phase.

    Signals:
        walked(int): an editor closed and the next (+1) or previous (−1) entry cell is wanted.
        stepped(int): the same for the cell below (+1) or above (−1).
        escaped(): Esc closed an editor.
    """

    walked = Signal(int)
    stepped = Signal(int)
    escaped = Signal()

    def __init__(self, session: Session, view: QAbstractItemView) -> None:
        """Paint for ``view`` and commit through ``session``."""
        super().__init__(view)
        self._session = session
        self._view = view
        self._popup: SubjectPopup | None = None
        self.zoom = 1.0
        self.flashing = False

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        place = index.data(Role.PLACE)
        if place is None:
            return
        current = index == self._view.currentIndex()
        look = Look(
            text=index.data(Qt.ItemDataRole.DisplayRole) or "",
            state=CellState(index.data(Role.STATE)),  # Qt hands it back as plain text
            kind=CellState(index.data(Role.KIND)),
            current=current,
            active=self._view.hasFocus(),
            chosen=bool(option.state & QStyle.StateFlag.State_Selected) and not current,
            flashing=current and self.flashing,
            first=bool(index.data(Role.FIRST)),
            shown=self._view.viewport().rect(),
            badge=index.data(Role.BADGE) or "",
        )
        paint_cell(painter, option.rect, place, look, active_theme(), self.zoom)

    # editing ------------------------------------------------------------------------------------------------------

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget | None:
        """A line for numbers with the input method off, a text box for everything else."""
        cell, form = index.data(Role.CELL), self._session.form
        if cell is None or form is None:
            return None
        column = form.definition.column(cell.section, cell.column)
        edit = LiveEdit(self._session, form, cell)
        editor: FigureEditor | TextEditor
        editor = FigureEditor(parent, edit) if column.type.is_numeric else TextEditor(parent, edit, column.multiline)
        editor.setAccessibleName(form.place(cell))
        editor.setAccessibleDescription(column.hint)
        set_property(editor, cell=True, state=_editor_state(index))
        editor.setFont(active_theme().font(13 * self.zoom))
        if isinstance(editor, FigureEditor):
            editor.setAlignment(horizontal(column.align) | Qt.AlignmentFlag.AlignVCenter)
        editor.choose(everything=True)
        if isinstance(editor, TextEditor) and subjects_for(form.record, cell) is not None:
            self._complete(editor)
        return editor

    # subjects -----------------------------------------------------------------------------------------------------

    def _complete(self, editor: TextEditor) -> None:
        """Offer subjects while ``editor`` is typed in."""
        if self._popup is None:
            self._popup = SubjectPopup(self._view.viewport())
            self._popup.taken.connect(self._take_pressed)
        editor.textChanged.connect(self._offer)

    @property
    def popup(self) -> SubjectPopup | None:
        """The box of subjects, None before it was first needed."""
        return self._popup

    def _offer(self) -> None:
        editor, form = self.sender(), self._session.form
        if not isinstance(editor, TextEditor) or form is None or self._popup is None or not editor.hasFocus():
            return
        found = offer(form.record, editor.edit.cell, editor.content())
        self._popup.offer(found.subjects, found.sure, self._view.visualRect(self._view.currentIndex()))

    def _take_pressed(self, subject: Subject) -> None:
        editor = self._view.indexWidget(self._view.currentIndex())
        if isinstance(editor, TextEditor):
            self._take(editor, subject)
            editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self, editor: TextEditor, subject: Subject) -> None:
        form = self._session.form
        if form is None or self._popup is None:
            return
        texts = taken(form.record, editor.edit.cell, subject)
        editor.put(texts[editor.edit.cell])
        editor.edit.take(texts)
        self._popup.hide()

    def _took_offer(self, editor: QWidget, key: int, plain: bool) -> bool:
        """Keys while subjects are offered: arrows choose, Enter and Tab take, Esc declines."""
        popup = self._popup
        if popup is None or not popup.subjects or not isinstance(editor, TextEditor) or not plain:
            return False
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            popup.step(1 if key == Qt.Key.Key_Down else -1)
            return True
        if key == Qt.Key.Key_Escape:
            popup.hide()
            return True
        if key in _NEXT and popup.chosen is not None:
            self._take(editor, popup.chosen)
        return False

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Show the state as it is now, and the text when it changed elsewhere (undo, a fix)."""
        if isinstance(editor, FigureEditor | TextEditor):
            text = editor.edit.outside()
            if text is not None and text != editor.content():
                editor.put(text)
            set_property(editor, state=_editor_state(index))

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """The editor closes: keep the text folded and trimmed."""
        if isinstance(editor, FigureEditor | TextEditor):
            form = self._session.form
            if form is not None and isinstance(editor, TextEditor) and editor.edit.is_touched:
                more = completed(form.record, editor.edit.cell, editor.content())
                if more:
                    editor.edit.take(more)
            editor.edit.close(editor.content())
        if self._popup is not None:
            self._popup.hide()

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """The editor covers its cell, in the font of the zoom."""
        if isinstance(editor, FigureEditor | TextEditor):
            font = active_theme().font(13 * self.zoom)
            if editor.font().pixelSize() != font.pixelSize():
                editor.setFont(font)
            editor.place(option.rect)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter, Tab, arrows and Esc of an open editor."""
        if (
            event.type() == QEvent.Type.KeyPress
            and isinstance(editor, FigureEditor | TextEditor)
            and isinstance(event, QKeyEvent)
            and self._took(editor, event)
        ):
            return True
        return super().eventFilter(editor, event)

    def _took(self, editor: FigureEditor | TextEditor, event: QKeyEvent) -> bool:
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shift = Qt.KeyboardModifier.ShiftModifier
        if self._took_offer(editor, key, modifiers == Qt.KeyboardModifier.NoModifier):
            return True
        if key in _NEXT and modifiers in (Qt.KeyboardModifier.NoModifier, shift):
            self.close_editor(editor)
            back = key == Qt.Key.Key_Backtab or modifiers == shift
            self.walked.emit(-1 if back else 1)
        elif key in _NEXT and modifiers == Qt.KeyboardModifier.AltModifier and isinstance(editor, TextEditor):
            editor.keyPressEvent(event)
        elif key in _NEXT:
            pass  # Ctrl+Enter and the like mean nothing here, and Qt would close the editor on them
        elif key == Qt.Key.Key_Escape:
            editor.edit.restore()
            self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)
            self.escaped.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and isinstance(editor, FigureEditor):
            self.close_editor(editor)
            self.stepped.emit(-1 if key == Qt.Key.Key_Up else 1)
        else:
            return False
        return True

    def close_editor(self, editor: QWidget) -> None:
        """Keep the text of an open editor and close it."""
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, QStyledItemDelegate.EndEditHint.NoHint)


def _editor_state(index: Index) -> str:
    state = index.data(Role.STATE)
    return str(state) if state in _EDITOR_STATES else ""
