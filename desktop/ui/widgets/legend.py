"""The states of a cell with their words, painted as the sheet paints them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.domain.address import CellId
from desktop.domain.sheet import Face, SheetCell, Style
from desktop.services.review import CellState
from desktop.ui.delegates.sheet_paint import Look, paint_cell
from desktop.ui.theme import active_theme

LEGEND = (
    (CellState.EMPTY, "可填"),
    (CellState.ISSUED, "表上印好"),
    (CellState.COMPUTED, "自动算出"),
    (CellState.LOCKED, "不用填"),
    (CellState.INVALID, "错误"),
    (CellState.UNMET, "未达成"),
    (CellState.VERIFY, "待核实"),
    (CellState.EXPLAINED, "已说明"),
)


class Legend(QWidget):
    """The states of a cell with their words."""

    def __init__(self, parent: QWidget) -> None:
        """A line of samples."""
        super().__init__(parent)
        self.setFixedHeight(active_theme().px(28))
        self.setAccessibleName(self.tr("图例：") + "、".join(self.tr(word) for _, word in LEGEND))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint each sample as the sheet paints it."""
        theme, painter = active_theme(), QPainter(self)
        painter.fillRect(self.rect(), theme.color("panel"))
        painter.setPen(theme.color("line"))
        painter.drawLine(0, 0, self.width(), 0)
        left = theme.px(16)
        for state, word in LEGEND:
            self._sample(painter, QRect(left, theme.px(7), theme.px(26), self.height() - theme.px(13)), state)
            painter.setFont(theme.font("hint"))
            painter.setPen(theme.color("text2"))
            left += theme.px(32)
            width = painter.fontMetrics().horizontalAdvance(self.tr(word))
            painter.drawText(left, 0, width + 4, self.height(), int(Qt.AlignmentFlag.AlignVCenter), self.tr(word))
            left += width + theme.px(16)
        painter.end()

    def _sample(self, painter: QPainter, box: QRect, state: CellState) -> None:
        issued = state is CellState.ISSUED
        style = Style.LABEL if issued else Style.VALUE
        place = SheetCell(1, 1, 1, 1, style, None if issued else _SAMPLE, "", "", Face("宋体", 9), "center")
        look = Look(self.tr("字") if issued else "", state, state, first=True)
        paint_cell(painter, box, place, look, active_theme(), 0.85)

    def changeEvent(self, event: QEvent) -> None:
        """Repaint in the colours of a new theme."""
        super().changeEvent(event)
        self.update()


_SAMPLE = CellId("form", "", "title")
