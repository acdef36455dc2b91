"""The sheet of a workbook beside its import lines: where each value was read, by a bar at the left of its cell."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter, QPen, QShowEvent, QTextOption
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)  # fmt: skip

from desktop.services.source_sheet import SourceSheet
from desktop.ui.models.source_sheet import SourceModel, SourceRole
from desktop.ui.theme import active_theme

Index = QModelIndex | QPersistentModelIndex
BARS = {"same": "bar2", "computed": "bar2", "new": "imp-fill", "different": "ver-fill"}
"""State of a line → role of the bar at its cell."""
_NARROWEST, _WIDEST, _SIDE, _HIGHEST = 40, 150, 66, 240


class SourceGrid(QTableView):
    """Shows a ``SourceModel``; nothing can be typed.

    Signals:
        cell_chosen(str): a cell was pressed, e.g. ``自评表!B7``.
    """

    cell_chosen = Signal(str)

    def __init__(self, model: SourceModel, parent: QWidget | None = None) -> None:
        """Show ``model``; follows its resets."""
        super().__init__(parent)
        self._model = model
        self.setAccessibleName(self.tr("原表"))
        self.setModel(model)
        self.setItemDelegate(SourceDelegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setFrameStyle(0)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setCornerButtonEnabled(False)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setDefaultAlignment(Qt.AlignmentFlag.AlignCenter)
            header.setHighlightSections(True)
            header.setMinimumSectionSize(8)
        self.clicked.connect(self._pressed)
        model.modelReset.connect(self.arrange)

    def show_source(self, source: str) -> None:
        """Choose the cell a value was read from and bring it into view."""
        index = self._model.index_of(source)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def showEvent(self, event: QShowEvent) -> None:
        """What was chosen before the grid had its size is brought into view from the top left corner."""
        super().showEvent(event)
        self.horizontalScrollBar().setValue(0)
        self.verticalScrollBar().setValue(0)
        self.scrollTo(self.currentIndex(), QAbstractItemView.ScrollHint.EnsureVisible)

    def _pressed(self, index: QModelIndex) -> None:
        self.cell_chosen.emit(self._model.source_of(index))

    def arrange(self) -> None:
        """Merges, and widths and heights after the texts: a grid knows no widths of the file."""
        theme, sheet = active_theme(), self._model.sheet
        self.clearSpans()
        for top, left, bottom, right in sheet.merges:
            if (top, left) != (bottom, right):
                self.setSpan(top - 1, left - 1, bottom - top + 1, right - left + 1)
        widths = _widths(sheet)
        for column, width in enumerate(widths):
            self.setColumnWidth(column, theme.px(width))
        metrics = QFontMetrics(theme.official_font("list"))
        covered = {(top, left): right for top, left, bottom, right in sheet.merges if top == bottom}
        merged_down = {(top, left) for top, left, bottom, _ in sheet.merges if bottom > top}
        heights = [theme.px(26)] * sheet.rows
        for (row, column), text in sheet.texts.items():
            if (row, column) not in merged_down:
                right = covered.get((row, column), column)
                room = sum(theme.px(width) for width in widths[column - 1 : right]) - theme.px(14)
                flags = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere
                needed = metrics.boundingRect(0, 0, max(room, 20), 10_000, flags, text).height() + theme.px(8)
                heights[row - 1] = max(heights[row - 1], min(needed, theme.px(_HIGHEST)))
        for row, height in enumerate(heights):
            self.setRowHeight(row, height)


def _widths(sheet: SourceSheet) -> list[int]:
    """A width for each column at base size: room for its texts within reason."""
    merged = {(top, left): (bottom, right) for top, left, bottom, right in sheet.merges}
    widths = [_NARROWEST] * sheet.columns
    wide: list[tuple[int, int, int]] = []
    for (row, column), text in sheet.texts.items():
        bottom, right = merged.get((row, column), (row, column))
        needed = min(_WIDEST, 13 * max(map(len, text.splitlines()), default=0) + 16)
        if right > column:
            wide.append((column, right, needed))
        else:
            # A label merged down over many rows has room enough below.
            widths[column - 1] = max(widths[column - 1], min(needed, _SIDE) if bottom > row else needed)
    for left, right, needed in wide:
        lacking = needed - sum(widths[left - 1 : right])
        if lacking > 0:
            widths[right - 1] += lacking
    return widths


class SourceDelegate(QStyledItemDelegate):
    """Paints a cell: text in the font of issued forms, bar and ground by what was read from it."""

    def __init__(self, view: QTableView) -> None:
        """Paint for ``view``."""
        super().__init__(view)
        self._view = view

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one cell."""
        theme, rect = active_theme(), option.rect
        state, text = index.data(SourceRole.STATE), index.data() or ""
        current = index == self._view.currentIndex()
        painter.save()
        painter.setClipRect(rect)
        ground = "accent-soft" if current else "ver-soft" if state == "different" else "surface"
        painter.fillRect(rect, theme.color(ground))
        painter.setPen(QPen(theme.color("grid"), 1))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.drawLine(rect.topRight(), rect.bottomRight())
        if state in BARS:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height() - 1), theme.color(BARS[state]))
        painter.setFont(theme.official_font("list"))
        painter.setPen(theme.color("text"))
        room = rect.adjusted(theme.px(8), theme.px(2), -theme.px(6), -theme.px(2))
        short = painter.fontMetrics().horizontalAdvance(text) <= room.width()
        align = Qt.AlignmentFlag.AlignHCenter if short else Qt.AlignmentFlag.AlignLeft
        wrapping = QTextOption(align | Qt.AlignmentFlag.AlignVCenter)
        wrapping.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        painter.drawText(room, text, wrapping)
        if current:
            painter.setPen(QPen(theme.color("accent"), 2))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()
