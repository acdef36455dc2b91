"""The official sheet as a page on the ground of the window: widths, heights, zoom. It can be looked at, no more.

Keys, editing and the clipboard are in ``sheet_grid``.
"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QStyle, QTableView, QWidget

from desktop.domain.address import CellId
from desktop.ui.delegates.sheet_delegate import SheetDelegate
from desktop.ui.models.sheet_model import SheetModel
from desktop.ui.session import Session
from desktop.ui.theme import active_theme
from desktop.ui.widgets.sheet_geometry import SheetGeometry
from desktop.ui.widgets.sheet_margin import SheetMargin

ZOOMS = (0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 1.75, 2.0)
_PAGE_EDGE = 12


class SheetPage(QTableView):
    """A table that shows a ``SheetModel`` as a page.

    Signals:
        zoom_changed(float): the zoom factor is another.
    """

    zoom_changed = Signal(float)

    def __init__(self, session: Session, model: SheetModel, parent: QWidget | None = None) -> None:
        """Show ``model``."""
        super().__init__(parent)
        self._zoom = 1.0
        self.sheet_model = model
        self.sheet_delegate = SheetDelegate(session, self)
        self.geometry_of_sheet = SheetGeometry(model)
        self.setModel(model)
        self.setItemDelegate(self.sheet_delegate)
        self._margin = SheetMargin(self, self.paint_page)
        self.setVerticalHeader(self._margin)
        self.horizontalHeader().hide()
        self.horizontalHeader().setMinimumSectionSize(4)
        self.setShowGrid(False)
        self.setFrameStyle(0)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        # Long merged cells keep their text in the visible part, so scrolling moves more than pixels.
        self.verticalScrollBar().valueChanged.connect(self.viewport().update)
        model.modelReset.connect(self.arrange)
        self.arrange()

    @property
    def zoom(self) -> float:
        """Scale of the sheet; 1.0 is its usual size."""
        return self._zoom

    def set_zoom(self, zoom: float) -> None:
        """Scale the sheet to the nearest of ``ZOOMS``."""
        zoom = min(ZOOMS, key=lambda candidate: abs(candidate - zoom))
        if zoom != self._zoom:
            self._zoom = zoom
            self.arrange()
            self.scrollTo(self.currentIndex())
            self.zoom_changed.emit(zoom)

    def step_zoom(self, steps: int) -> None:
        """Go ``steps`` sizes up or down."""
        index = ZOOMS.index(self._zoom) + steps
        self.set_zoom(ZOOMS[max(0, min(index, len(ZOOMS) - 1))])

    def arrange(self) -> None:
        """Spans, widths and heights for the sheet as it is laid out."""
        self.sheet_delegate.zoom = self._zoom
        self.clearSpans()
        for place in self.sheet_model.sheet.cells:
            if place.is_merged:
                rows, columns = place.bottom - place.top + 1, place.right - place.left + 1
                self.setSpan(place.top - 1, place.left - 1, rows, columns)
        for column, width in enumerate(self.geometry_of_sheet.widths(self._zoom)):
            self.setColumnWidth(column, width)
        self.fit_rows()
        self._centre()

    def fit_rows(self) -> None:
        """Rows as high as their texts need now."""
        for row, height in enumerate(self.geometry_of_sheet.heights(self._zoom)):
            if self.rowHeight(row) != height:
                self.setRowHeight(row, height)

    def fit_rows_of(self, cells: Iterable[CellId]) -> None:
        """The rows of ``cells`` as high as their texts need now; the others stay."""
        rows = {place.top - 1 for place in map(self.sheet_model.sheet.place, cells) if place is not None}
        for row in rows:
            height = self.geometry_of_sheet.height(row, self._zoom)
            if self.rowHeight(row) != height:
                self.setRowHeight(row, height)

    def sizeHint(self) -> QSize:
        """Room for the whole width of the sheet."""
        return QSize(sum(self.geometry_of_sheet.widths(self._zoom)) + 4 * _PAGE_EDGE, 600)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the sheet in the middle of a wide window."""
        super().resizeEvent(event)
        self._fit_width()
        self._centre()

    def _fit_width(self) -> None:
        """A table whose headings stay is narrowed to the window where a little is enough."""
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        before = self.geometry_of_sheet.widths(self._zoom)
        self.geometry_of_sheet.room = max(0, self.width() - bar - 2 * active_theme().px(_PAGE_EDGE))
        if self.geometry_of_sheet.widths(self._zoom) != before:
            self.arrange()

    def _centre(self) -> None:
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent)
        free = self.width() - self.horizontalHeader().length() - bar
        margin = max(0, free // 2)
        if self._margin.margin != margin:
            self._margin.take(margin)

    # the page -----------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """The page below the cells, then the cells."""
        painter = QPainter(self.viewport())
        self.paint_page(painter, self.viewport().rect(), self.viewport().rect())
        painter.end()
        super().paintEvent(event)

    def paint_page(self, painter: QPainter, sheet: QRect, whole: QRect) -> None:
        """Ground in ``whole``; in it the page around the columns of ``sheet``, ending below the last row."""
        theme, edge = active_theme(), active_theme().px(_PAGE_EDGE)
        painter.fillRect(whole, theme.color("window"))
        length = self.verticalHeader().length() - self.verticalScrollBar().value()
        page = QRect(sheet.left() - edge, -2, self.horizontalHeader().length() + 2 * edge, sheet.top() + length + edge)
        painter.fillRect(page, theme.color("surface"))
        painter.setPen(QPen(theme.color("rule"), 1))
        painter.drawRect(page)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl zoom. Never changes a value."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.step_zoom(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)
