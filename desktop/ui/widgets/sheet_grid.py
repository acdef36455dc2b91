"""The official sheet, filled in place: moving, keys, blocks. Rules and storage are elsewhere.

Enter and Tab walk the entry cells only, in reading order; typing opens the editor on the chosen cell; Delete clears;
the wheel scrolls and never changes a value; Ctrl+wheel zooms.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QMenu, QStyle, QWidget

from desktop.domain.address import CellId
from desktop.services.changes import ChangeSet
from desktop.services.entry import FormSession
from desktop.services.hints import why_refused
from desktop.services.table_rows import has_rows, has_units
from desktop.ui.actions import entry_of
from desktop.ui.delegates.cell_editors import FigureEditor, TextEditor
from desktop.ui.models.sheet_model import Role, SheetModel
from desktop.ui.row_commands import ABOVE, BELOW, DOWN, REMOVE, UNIT, UP
from desktop.ui.session import Session
from desktop.ui.widgets.sheet_block import clearable, copied, pasted
from desktop.ui.widgets.sheet_sticky import StickyPage
from desktop.ui.widgets.tab_text import parse_block

Index = QModelIndex | QPersistentModelIndex
PAUSE = 300
"""Milliseconds without a change before the whole sheet is laid out again."""
MOST_ROWS_LAID_OUT_AGAIN = 300
"""Longer sheets are laid out again only when a change can shift other cells: it would hold up the window."""
ROW_NAMES = (BELOW, ABOVE, UNIT, REMOVE, UP, DOWN)
FLASH_STEP = 150
"""Milliseconds of one phase; on, off, on, off make 600."""


class SheetGrid(StickyPage):
    """Table mode of one form.

    Signals:
        current_changed(CellId | None): another cell was chosen.
        told(str): something was refused or left out; why, a Chinese sentence.
        rows_asked(str): rows are to be added, removed or moved at the chosen cell, see ``row_commands``.
    """

    current_changed = Signal(object)
    told = Signal(str)
    rows_asked = Signal(str)

    def __init__(self, session: Session, form: FormSession, parent: QWidget | None = None) -> None:
        """Show ``form``."""
        super().__init__(session, SheetModel(form), parent)
        self.sheet_model.setParent(self)
        self._session = session
        self._lane = 1
        self._flash = QTimer(self, interval=FLASH_STEP)
        self._flash.timeout.connect(self._flash_on)
        self._flash_steps = 0
        self._left_at: dict[str, tuple[CellId | None, int, int]] = {}
        self._set_up()
        self.sheet_delegate.walked.connect(self.walk)
        self.sheet_delegate.stepped.connect(self.step)
        for cell in self.sheet_model.entry_cells()[:1]:
            self.choose(cell)

    def _set_up(self) -> None:
        self.setAccessibleName(self.tr("正式表格"))
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ContiguousSelection)
        triggers = QAbstractItemView.EditTrigger
        self.setEditTriggers(triggers.DoubleClicked | triggers.EditKeyPressed | triggers.AnyKeyPressed)
        # Heights follow the texts once typing is over; measuring on every key would shift the sheet under the hands.
        self._unsettled: set[CellId] = set()
        self._fitting = QTimer(self, singleShot=True, interval=0)
        self._fitting.timeout.connect(self._fit_touched)
        # Merges and alignment may follow too. That means laying out the whole sheet, so it waits for a pause.
        self._settling = QTimer(self, singleShot=True, interval=PAUSE)
        self._settling.timeout.connect(self._settle)

    # pages --------------------------------------------------------------------------------------------------------

    def show_page(self, key: str) -> None:
        """Show another page where it was left, at its first entry cell when it was never shown."""
        self.end_editing()
        bars = self.horizontalScrollBar(), self.verticalScrollBar()
        self._left_at[self.sheet_model.page.key] = (self.current_cell(), bars[0].value(), bars[1].value())
        self._fitting.stop()
        self._settling.stop()
        self._unsettled.clear()
        self.show_lines(False)
        self.sheet_model.show_page(key)
        cell, across, down = self._left_at.get(key, (None, 0, 0))
        cells = self.sheet_model.entry_cells()
        if cell is None or not self.choose(cell):
            self.setCurrentIndex(self.sheet_model.index_of(cells[0]) if cells else self.sheet_model.index(0, 0))
        for bar, value in zip(bars, (across, down), strict=True):
            bar.setValue(value)
        self.scrollTo(self.currentIndex())

    def end_editing(self) -> None:
        """Close an open editor and keep its text."""
        editor = self.open_editor()
        if editor is not None:
            self.sheet_delegate.close_editor(editor)

    # following changes --------------------------------------------------------------------------------------------

    def _fit_touched(self) -> None:
        """Typing is over: the rows that were written in get as high as their texts."""
        if self.state() == QAbstractItemView.State.EditingState or not self._unsettled:
            return
        touched, self._unsettled = self._unsettled, set()
        if any(map(self.sheet_model.may_move_others, touched)):
            self._settle()
            return
        self.fit_rows_of(touched)
        self.scrollTo(self.currentIndex())
        if self.sheet_model.rowCount() <= MOST_ROWS_LAID_OUT_AGAIN:
            self._settling.start()

    def _settle(self) -> None:
        """Typing has paused: merges and alignment as the texts want them, rows as high as their texts."""
        if self.state() == QAbstractItemView.State.EditingState:
            return
        chosen = self.currentIndex().row(), self.currentIndex().column()
        if self.sheet_model.settle():
            self.setCurrentIndex(self.sheet_model.index(*chosen))
        self.fit_rows()
        self.scrollTo(self.currentIndex())

    def apply(self, change: ChangeSet) -> None:
        """Show a change, wherever it came from."""
        chosen, row = self.current_cell(), self.currentIndex().row()
        across, down = self.horizontalScrollBar().value(), self.verticalScrollBar().value()
        self.sheet_model.apply(change)
        if not self.currentIndex().isValid() and chosen is not None and not self.choose(chosen):
            # The row is gone; its neighbour stands where it stood.
            self._choose_at(min(row + 1, self.sheet_model.rowCount()), self._lane)
        if change.sections:
            self.horizontalScrollBar().setValue(across)
            self.verticalScrollBar().setValue(down)
            self.scrollTo(self.currentIndex())
        self._unsettled |= change.cells
        self._fitting.start()

    # moving -------------------------------------------------------------------------------------------------------

    def current_cell(self) -> CellId | None:
        """The chosen form cell; None on issued text and outside the form."""
        cell = self.currentIndex().data(Role.CELL)
        return cell if isinstance(cell, CellId) else None

    def go_to(self, cell: CellId) -> bool:
        """Jump to a cell: choose it, show it, flash its ring twice. False when the sheet has no such cell."""
        if not self.choose(cell):
            return False
        # Systems that ask for less motion say so by animations of no length.
        if self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self) > 0:
            self._flash_steps = 4
            self._flash_on()
            self._flash.start()
        return True

    def choose(self, cell: CellId) -> bool:
        """Choose a cell and bring it into view. False when the sheet does not show it."""
        index = self.sheet_model.index_of(cell)
        if index.isValid():
            self.show_lines(index.row() < self.sheet_model.frozen.first - 1)
            self.setCurrentIndex(index)
            self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)
        return index.isValid()

    @property
    def is_flashing(self) -> bool:
        """True for 600 ms after a jump."""
        return self._flash.isActive()

    def _flash_on(self) -> None:
        self.sheet_delegate.flashing = self._flash_steps in (4, 2)
        if self._flash_steps == 0:
            self._flash.stop()
        self._flash_steps -= 1
        self.viewport().update(self.visualRect(self.currentIndex()))

    def walk(self, steps: int) -> None:
        """Go to the next or previous entry cell in reading order; stays at the ends."""
        corners = self.sheet_model.entry_corners()
        index = self.currentIndex()
        here = (index.row() + 1, index.column() + 1) if index.isValid() else (0, 0)
        number = bisect_right(corners, here) if steps > 0 else bisect_left(corners, here) - 1
        if 0 <= number < len(corners):
            self._choose_at(*corners[number])
        self.setFocus()

    def step(self, rows: int) -> None:
        """Go to the cell below (+1) or above (−1), keeping to the column the walk began in."""
        place = self.sheet_model.place_at(self.currentIndex())
        if place is not None:
            lane = self._lane if place.left <= self._lane <= place.right else place.left
            self._choose_at(place.bottom + 1 if rows > 0 else place.top - 1, lane)
            self._lane = lane
        self.setFocus()

    def _choose_at(self, row: int, column: int) -> None:
        """Choose the cell that covers a row and column, counted from 1; nothing outside the form."""
        place = self.sheet_model.sheet.at(row, column)
        if place is not None:
            self.setCurrentIndex(self.sheet_model.index(place.top - 1, place.left - 1))

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which form cell is chosen now; numeric cells switch the input method off."""
        super().currentChanged(current, previous)
        self._lane = current.column() + 1
        self._switch_input_method()
        self._repaint_ring(current, previous)
        self.current_changed.emit(self.current_cell())

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Qt switches the input method on for every cell that can be edited; numeric ones switch it off again.

        Qt would also paint the whole sheet again, at every key that opens or closes an editor; only the ring changes.
        """
        if not self.currentIndex().isValid():
            super().focusInEvent(event)
        self._switch_input_method()
        self._repaint_ring(self.currentIndex())

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring turns grey."""
        self._repaint_ring(self.currentIndex())

    def _repaint_ring(self, *indexes: Index) -> None:
        """Paint cells again with the line around them, which the ring covers."""
        for index in indexes:
            if index.isValid():
                self.viewport().update(self.visualRect(index).adjusted(-2, -2, 2, 2))

    def _switch_input_method(self) -> None:
        cell = self.current_cell()
        wanted = self.sheet_model.is_editable(cell) and not self._is_numeric(cell)
        self.setAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled, wanted)

    def _is_numeric(self, cell: CellId | None) -> bool:
        return cell is not None and self.sheet_model.column_of(cell).type.is_numeric

    # keys ---------------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Tab, arrows, Delete, copy and paste; every other key goes Qt's way, which opens the editor."""
        key, modifiers = event.key(), event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shift = modifiers == Qt.KeyboardModifier.ShiftModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.Cut):
            self.copy()
            self.clear_selected()
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.paste()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self.walk(-1 if shift or key == Qt.Key.Key_Backtab else 1)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.clear_selected()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not modifiers:
            self.step(-1 if key == Qt.Key.Key_Up else 1)
        else:
            if event.text().strip() and (shift or not modifiers):
                self._explain_refusal()
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """What can be done with the chosen block and with rows; the menu key opens it at the chosen cell."""
        menu = QMenu(self)
        for text, keys, slot in (
            (self.tr("复制"), "Ctrl+C", self.copy),
            (self.tr("粘贴"), "Ctrl+V", self.paste),
            (self.tr("清除"), "Del", self.clear_selected),
        ):
            action = menu.addAction(text)
            action.setShortcut(QKeySequence(keys))
            action.triggered.connect(slot)
        place = self.sheet_model.place_at(self.currentIndex())
        section = self.sheet_model.form.definition.section_by_key.get(place.section) if place is not None else None
        if section is not None and has_rows(section):
            menu.addSeparator()
            for name in ROW_NAMES if has_units(section) else [name for name in ROW_NAMES if name != UNIT]:
                entry = entry_of(name)
                action = menu.addAction(self.tr(entry.text))
                action.setShortcut(QKeySequence(entry.keys[0]))
                action.setData(name)
        menu.triggered.connect(self._ask_rows)
        key = event.reason() == QContextMenuEvent.Reason.Keyboard
        at = (
            self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft()) if key else event.globalPos()
        )
        menu.popup(at)
        menu.aboutToHide.connect(menu.deleteLater)

    def _ask_rows(self, action: QAction) -> None:
        if action.data():
            self.rows_asked.emit(action.data())

    def event(self, event: QEvent) -> bool:
        """Tab walks the sheet; Qt would give the keyboard to the next widget before asking (F6 leaves the sheet)."""
        tabs = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in tabs:
            self.keyPressEvent(event)
            return True
        return super().event(event)

    def viewportEvent(self, event: QEvent) -> bool:
        """No tip while somebody types: nothing covers the cell that is typed in."""
        typing = self.state() == QAbstractItemView.State.EditingState
        return True if typing and event.type() == QEvent.Type.ToolTip else super().viewportEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Typing on a cell that takes nothing stays there; Qt would look for a cell that begins with the letter."""

    def edit(self, index: Index, trigger: QAbstractItemView.EditTrigger, event: QEvent) -> bool:
        """F2 and a double click put the cursor at the end; typing replaces what stood there, as in Excel."""
        opened = super().edit(index, trigger, event)
        triggers = QAbstractItemView.EditTrigger
        editor = self.open_editor()
        if opened and editor is not None and trigger in (triggers.EditKeyPressed, triggers.DoubleClicked):
            editor.choose(everything=False)
        return opened

    def open_editor(self) -> FigureEditor | TextEditor | None:
        """The editor that is open now."""
        widget = self.indexWidget(self.currentIndex())
        return widget if isinstance(widget, FigureEditor | TextEditor) else None

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Rows grow and shrink with their texts once the editor is gone."""
        super().closeEditor(editor, hint)
        self._fitting.start()

    def _explain_refusal(self) -> None:
        cell = self.current_cell()
        if cell is None or not self.sheet_model.is_editable(cell):
            record = self.sheet_model.form.record
            self.told.emit(self.tr("这里是表上印好的内容，不用填。") if cell is None else why_refused(record, cell))

    # blocks -------------------------------------------------------------------------------------------------------

    def clear_selected(self) -> None:
        """Clear the chosen entry cells, and computed cells that an entered text stands above, in one step."""
        cells = [index.data(Role.CELL) for index in self.selectedIndexes()]
        texts = clearable(self.sheet_model, [cell for cell in cells if isinstance(cell, CellId)])
        if not texts:
            self._explain_refusal()
        self._session.commit(texts)

    def copy(self) -> None:
        """Put the chosen block on the clipboard as tab text."""
        QGuiApplication.clipboard().setText(copied(self.sheet_model, self.selectedIndexes()))

    def paste(self) -> None:
        """Put tab text into the entry cells from the chosen one on, in one step; says what it left out."""
        start = self.sheet_model.place_at(self.currentIndex())
        rows = parse_block(QGuiApplication.clipboard().text())
        if start is None or not rows:
            return
        block = pasted(self.sheet_model, start, rows)
        if block.texts:
            self._session.commit(block.texts, self.tr("粘贴 {} 格").format(len(block.texts)))
        if block.left_out:
            left_out = self.tr("已粘贴 {} 格；另有 {} 个值落在不能填的格上，没有动。")
            self.told.emit(left_out.format(len(block.texts), block.left_out))
