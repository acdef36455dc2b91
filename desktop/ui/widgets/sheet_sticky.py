"""The official sheet with parts that stay in view: headings of a table, names of its rows.

One view, one model: what stays is the same cell painted where it stays, so that keys, editors, clicks and blocks work
there as everywhere. The lines above a table (number, title, unit) stand in the window's own line and are folded away
here until one of them is chosen.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QAbstractItemView, QStyle, QStyleOptionViewItem, QWidget

from desktop.domain.sheet import SheetCell
from desktop.ui.models.sheet_model import SheetModel
from desktop.ui.session import Session
from desktop.ui.theme import active_theme
from desktop.ui.widgets.sheet_page import SheetPage

Index = QModelIndex | QPersistentModelIndex
EDGE = 2
_MOST = 0.55
"""Share of the view that columns which stay may take."""


class StickyPage(SheetPage):
    """A ``SheetPage`` whose headings and first columns stay where its model says so.

    Signals:
        arranged(): widths, heights or what stays may be others.
    """

    arranged = Signal()

    def __init__(self, session: Session, model: SheetModel, parent: QWidget | None = None) -> None:
        """Show ``model``."""
        self._columns = 0
        self._lines_shown = False
        super().__init__(session, model, parent)
        self.horizontalScrollBar().valueChanged.connect(self.viewport().update)

    # what stays ---------------------------------------------------------------------------------------------------

    @property
    def frozen_columns(self) -> int:
        """How many columns stay now: fewer in a narrow window."""
        return self._columns

    @property
    def frozen_width(self) -> int:
        """Pixels of the columns that stay."""
        return sum(self.columnWidth(column) for column in range(self._columns))

    @property
    def head_height(self) -> int:
        """Pixels of the headings that stay; 0 on a sheet without."""
        frozen = self.sheet_model.frozen
        return sum(self.rowHeight(row) for row in range(frozen.first - 1, frozen.last)) if frozen.last else 0

    def _lines_height(self) -> int:
        return sum(self.rowHeight(row) for row in range(self.sheet_model.frozen.first - 1) if not self.isRowHidden(row))

    def _pinned_height(self) -> int:
        """Height of the headings while rows are scrolled away below them, else 0."""
        return self.head_height if self.verticalScrollBar().value() > self._lines_height() else 0

    def _pinned_width(self) -> int:
        return self.frozen_width if self.horizontalScrollBar().value() > 0 else 0

    def arrange(self) -> None:
        """Widths, heights and spans; lines above a table are folded."""
        super().arrange()
        self._choose_columns()
        self._fold_lines()
        # Qt would learn the new ranges of the scroll bars in a moment; the current cell is brought into view now.
        self.updateGeometries()
        self.arranged.emit()

    def _choose_columns(self) -> None:
        room = self.viewport().width() * _MOST
        fitting = (
            number
            for number in self.sheet_model.frozen.columns
            if sum(self.columnWidth(column) for column in range(number)) <= room
        )
        self._columns = next(fitting, 0)

    def _fold_lines(self) -> None:
        for row in range(self.sheet_model.rowCount()):
            hidden = row < self.sheet_model.frozen.first - 1 and not self._lines_shown
            if self.isRowHidden(row) != hidden:
                self.setRowHidden(row, hidden)

    def show_lines(self, shown: bool) -> None:
        """Fold the lines above the table, or show them because one of them is chosen."""
        if shown != self._lines_shown:
            self._lines_shown = shown
            self._fold_lines()
            self.viewport().update()

    # where cells are ----------------------------------------------------------------------------------------------

    def _stays(self, index: Index) -> tuple[bool, bool]:
        """Whether a cell stays when scrolled sideways, and when scrolled down."""
        frozen = self.sheet_model.frozen
        return index.column() < self._columns, frozen.first - 1 <= index.row() < frozen.last

    def visualRect(self, index: Index) -> QRect:
        """Where the cell is painted, cells that stay included."""
        rect = super().visualRect(index)
        if index.isValid() and self.sheet_model.frozen.last:
            aside, down = self._stays(index)
            if aside and self._pinned_width():
                rect.translate(self.horizontalScrollBar().value(), 0)
            if down and self._pinned_height():
                rect.translate(0, self.verticalScrollBar().value() - self._lines_height())
        return rect

    def indexAt(self, point: QPoint) -> QModelIndex:
        """The cell seen at a point."""
        # What stays lies, for Qt, at negative places before the view.
        return super().indexAt(QPoint(point.x() - self._aside(point.x()), point.y() - self._down(point.y())))

    def _aside(self, x: int) -> int:
        """How far the cell seen at ``x`` is from where Qt has it."""
        return self.horizontalScrollBar().value() if 0 <= x < self._pinned_width() else 0

    def _down(self, y: int) -> int:
        return self.verticalScrollBar().value() - self._lines_height() if 0 <= y < self._pinned_height() else 0

    def scrollTo(
        self, index: Index, hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible
    ) -> None:
        """Bring a cell into view, never behind what stays."""
        if not index.isValid():
            return
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        before = across.value(), down.value()
        super().scrollTo(index, hint)
        if not self.sheet_model.frozen.last:
            return
        aside, above = self._stays(index)
        rect = super().visualRect(index)
        if aside:
            across.setValue(before[0])
        elif rect.left() < self.frozen_width:
            across.setValue(across.value() - (self.frozen_width - rect.left()))
        if above:
            down.setValue(before[1])
        elif rect.top() < self.head_height and index.row() >= self.sheet_model.frozen.last:
            down.setValue(down.value() - (self.head_height - rect.top()))
        self.updateEditorGeometries()

    # painting -----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sheet, then what stays above it."""
        super().paintEvent(event)
        width, height = self._pinned_width(), self._pinned_height()
        if self._columns == 0 and not height:
            return
        view = self.viewport().rect()
        painter = QPainter(self.viewport())
        if width:
            self._paint_part(painter, QRect(0, height, width, view.height() - height), event.rect())
        if height:
            self._paint_part(painter, QRect(width, 0, view.width() - width, height), event.rect())
        if width and height:
            self._paint_part(painter, QRect(0, 0, width, height), event.rect())
        self._paint_edge(painter)
        painter.end()

    def _paint_part(self, painter: QPainter, area: QRect, wanted: QRect) -> None:
        """Paint every cell that shows in ``area``, as far as ``wanted``."""
        area = area.intersected(wanted)
        if area.isEmpty():
            return
        painter.save()
        painter.setClipRect(area)
        self.paint_page(painter, self.viewport().rect(), area)
        for place in self._places_in(area):
            index = self.sheet_model.index(place.top - 1, place.left - 1)
            option = QStyleOptionViewItem()
            self.initViewItemOption(option)
            option.rect = self.visualRect(index)
            if self.selectionModel().isSelected(index):
                option.state |= QStyle.StateFlag.State_Selected
            self.sheet_delegate.paint(painter, option, index)
        painter.restore()

    def _places_in(self, area: QRect) -> list[SheetCell]:
        """The cells that show in an area of what stays."""
        rows = range(self._row_at(area.top()), self._row_at(area.bottom()) + 1)
        columns = range(self._column_at(area.left()), self._column_at(area.right()) + 1)
        found = (self.sheet_model.sheet.at(row + 1, column + 1) for row in rows for column in columns)
        return list(dict.fromkeys(place for place in found if place is not None))

    def _row_at(self, y: int) -> int:
        row = self.rowAt(y - self._down(y))
        return row if row >= 0 else self.sheet_model.rowCount() - 1

    def _column_at(self, x: int) -> int:
        column = self.columnAt(x - self._aside(x))
        return column if column >= 0 else self.sheet_model.columnCount() - 1

    def _paint_edge(self, painter: QPainter) -> None:
        """The edge of the columns that stay, down to the last row."""
        width = self.frozen_width
        if not width or self.sheet_model.frozen.last == 0:
            return
        top = 0 if self._pinned_height() else max(0, self._lines_height() - self.verticalScrollBar().value())
        last = min(self.sheet_model.sheet.body[1], self.sheet_model.rowCount()) - 1
        bottom = super().visualRect(self.sheet_model.index(last, 0)).bottom()
        if bottom > top:
            painter.fillRect(QRect(width - EDGE, top, EDGE, bottom - top + 1), active_theme().color("line2"))

    # editors ------------------------------------------------------------------------------------------------------

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """An open editor goes with its cell, which may be one that stays."""
        super().scrollContentsBy(dx, dy)
        if self.sheet_model.frozen.last:
            self.updateEditorGeometries()

    def updateEditorGeometries(self) -> None:
        """The editor of a cell that is scrolled behind what stays is cut off there."""
        super().updateEditorGeometries()
        editor = self.indexWidget(self.currentIndex())
        if editor is None:
            return
        aside, above = self._stays(self.currentIndex())
        left = 0 if aside else self._pinned_width()
        top = 0 if above else self._pinned_height()
        seen = self.viewport().rect().adjusted(left, top, 0, 0).translated(-editor.pos())
        if seen.contains(editor.rect()):
            editor.clearMask()
        else:
            editor.setMask(QRegion(seen.intersected(editor.rect())))
