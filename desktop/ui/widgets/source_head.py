"""One line above the sheet of a workbook: its name, how far it goes, what the bars mean."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from desktop.services.source_sheet import SourceSheet
from desktop.ui.theme import active_theme
from desktop.ui.widgets.sheet_geometry import column_letters
from desktop.ui.widgets.source_grid import BARS


class SourceHead(QWidget):
    """Painted; 38 high."""

    def __init__(self, parent: QWidget) -> None:
        """An empty line."""
        super().__init__(parent)
        self._text = ""
        self.setFixedHeight(active_theme().px(38))

    def show_sheet(self, sheet: SourceSheet) -> None:
        """Name a sheet."""
        last = f"{column_letters(sheet.columns)}{sheet.rows}"
        self._text = self.tr("工作表“{}”，A1 至 {}").format(sheet.name, last)
        self.setAccessibleName(f"{self.tr('原表')}，{self._text}")
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Title, name, legend."""
        theme, painter = active_theme(), QPainter(self)
        px, height = theme.px, self.height()
        painter.fillRect(self.rect(), theme.color("panel"))
        painter.fillRect(QRect(0, height - 1, self.width(), 1), theme.color("line"))
        vertical = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font("body", True))
        painter.setPen(theme.color("text"))
        painter.drawText(QRect(px(16), 0, px(60), height), vertical, self.tr("原表"))
        painter.setFont(theme.font("list"))
        painter.setPen(theme.color("text2"))
        right = self.width() - px(12)
        for state, word in (("different", self.tr("不同")), ("new", self.tr("新增")), ("same", self.tr("相同"))):
            width = painter.fontMetrics().horizontalAdvance(word)
            painter.drawText(QRect(right - width, 0, width + 2, height), vertical, word)
            box = QRect(right - width - px(17), (height - px(14)) // 2, px(12), px(14))
            if state == "different":
                painter.fillRect(box, theme.color("ver-soft"))
            painter.fillRect(QRect(box.left(), box.top(), px(4), box.height()), theme.color(BARS[state]))
            right = box.left() - px(14)
        room = QRect(px(56), 0, right - px(56), height)
        shown = painter.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, vertical, shown)
        painter.end()
