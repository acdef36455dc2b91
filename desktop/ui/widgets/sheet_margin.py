"""The ground at the left of a sheet, which keeps it in the middle of a wide window.

It stands where a table has its row heads: the one place whose width every version of Qt leaves to the program.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHeaderView, QTableView


class SheetMargin(QHeaderView):
    """Row heads that show nothing but ground; the rows' heights are still kept here."""

    def __init__(self, view: QTableView, paint_page: Callable[[QPainter, QRect, QRect], None]) -> None:
        """No margin yet; ``paint_page`` paints the ground and the page beside it (``SheetPage.paint_page``)."""
        super().__init__(Qt.Orientation.Vertical, view)
        self._width = 0
        self._paint_page = paint_page
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setMinimumSectionSize(4)

    @property
    def margin(self) -> int:
        """Pixels of ground."""
        return self._width

    def take(self, width: int) -> None:
        """Be ``width`` pixels wide."""
        self._width = width
        self.setFixedWidth(width)
        self.updateGeometry()
        self.geometriesChanged.emit()

    def sizeHint(self) -> QSize:
        """The width taken."""
        return QSize(self._width, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The page's edge, seen from the left of the sheet."""
        painter = QPainter(self.viewport())
        self._paint_page(painter, QRect(self._width, 0, 0, 0), self.rect())
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Nothing to resize here."""
        event.ignore()
