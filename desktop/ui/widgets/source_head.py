"""One line above the sheet of a workbook: its name, how far it goes, what the bars mean."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QWidget

from desktop.services.source_sheet import SourceSheet
from desktop.ui.theme import active_theme, set_property
from desktop.ui.widgets.sheet_geometry import column_letters
from desktop.ui.widgets.source_grid import BARS


class SourceHead(QWidget):
    """Painted; 38 high. A form of several sheets has a choice of them in the place of the name.

    Attributes:
        sheets: the choice; hidden for one sheet.

    Signals:
        sheet_chosen(int): another sheet is to be looked at, counted from 0.
    """

    sheet_chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        """An empty line."""
        super().__init__(parent)
        self._text = ""
        self.sheets = QComboBox(self)
        set_property(self.sheets, small=True)
        self.sheets.setAccessibleName(self.tr("看哪一张工作表"))
        self.sheets.setToolTip(self.sheets.accessibleName())
        self.sheets.activated.connect(self.sheet_chosen)
        self.sheets.hide()
        self.setFixedHeight(active_theme().px(38))

    def set_sheets(self, sheets: Sequence[SourceSheet]) -> None:
        """Offer the sheets of a form."""
        self.sheets.clear()
        self.sheets.addItems([sheet.name for sheet in sheets])
        self.sheets.setVisible(len(sheets) > 1)
        self.sheets.setFixedWidth(min(self.sheets.sizeHint().width(), active_theme().px(240)))

    def show_sheet(self, sheet: SourceSheet) -> None:
        """Name a sheet."""
        last = f"{column_letters(sheet.columns)}{sheet.rows}"
        self._text = self.tr("工作表“{}”，A1 至 {}").format(sheet.name, last)
        self.setAccessibleName(f"{self.tr('原表')}，{self._text}")
        self.sheets.setCurrentIndex(self.sheets.findText(sheet.name))
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The choice stands where the name would."""
        super().resizeEvent(event)
        self.sheets.move(active_theme().px(56), (self.height() - self.sheets.sizeHint().height()) // 2)

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
        if not self.sheets.isHidden():
            painter.end()
            return
        room = QRect(px(56), 0, right - px(56), height)
        shown = painter.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, vertical, shown)
        painter.end()
